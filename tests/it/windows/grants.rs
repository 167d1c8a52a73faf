//! A supervisor is asked for at the window, and the refused sale goes on.

use std::{cell::RefCell, rc::Rc};

use egui::{Key, Modifiers, ViewportId, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{Queryable, by},
};
use sherbet::{
    shop::{
        Refusal, Session,
        pricing::Discount,
        sales::{Checkout, Sold},
    },
    ui::{
        overlays::grant::{GrantForm, Verdict},
        remote::{Ask, Desk, Outcome, Workers},
        theme,
    },
    values::{Rate, RequestId},
};

use super::DEADLINE;
use crate::support::{PASSWORD, TestShop, checkout};

/// A screen on which one sale is asked for, with what a refusal brings.
#[derive(Default)]
struct Till {
    sale: Option<Ask<Sold>>,
    form: Option<GrantForm>,
    sold: Option<Sold>,
    away: bool,
}

struct Window {
    harness: Harness<'static>,
    till: Rc<RefCell<Till>>,
    workers: Workers,
}

impl Window {
    fn selling(shop: &TestShop, session: &Session, sale: Checkout) -> Window {
        let till: Rc<RefCell<Till>> = Rc::default();
        let workers = Workers::start().unwrap();
        let (shown, work) = (till.clone(), workers.clone());
        let (shop, session) = (shop.shop.clone(), session.clone());
        let harness = Harness::builder()
            .with_size([900.0, 700.0])
            .with_context_setup(|ctx| theme::install(ctx, egui::ThemePreference::Light))
            .build_ui(move |ui| {
                let till = &mut *shown.borrow_mut();
                let desk = Desk::new(work.clone(), ui.ctx().clone(), ViewportId::ROOT);
                let sale = till.sale.get_or_insert_with(|| {
                    let (shop, session, sale) = (shop.clone(), session.clone(), sale.clone());
                    Ask::send(&desk, move |request| {
                        shop.execute(&session, request, sale.clone())
                    })
                });
                match sale.answer() {
                    Some(Outcome::Done(sold)) => till.sold = Some(sold),
                    Some(Outcome::Refused(refusal)) => till.form = GrantForm::of(&refusal),
                    Some(Outcome::Failed(why)) => panic!("{why}"),
                    None => {}
                }
                let Some(form) = &mut till.form else { return };
                match form.show(ui.ctx(), &shop, &session, &desk, 0) {
                    Verdict::Waits => return,
                    Verdict::Granted => sale.again(&desk),
                    Verdict::Away => till.away = true,
                }
                till.form = None;
            });
        let mut window = Window {
            harness,
            till,
            workers,
        };
        window.settle();
        window
    }

    fn settle(&mut self) {
        for _ in 0..6 {
            self.harness.run();
            assert!(self.workers.wait_until_idle(DEADLINE));
        }
        self.harness.run();
    }

    fn sees(&self, text: &str) -> bool {
        let found = by().include_labels().predicate(
            move |node: &egui_kittest::kittest::AccessKitNode<'_>| {
                [node.label(), node.value()]
                    .into_iter()
                    .flatten()
                    .any(|told| told.contains(text))
            },
        );
        self.harness.query_all(found).next().is_some()
    }

    fn give(&mut self, pin: &str) {
        self.harness.event(egui::Event::Text(pin.to_owned()));
        self.harness.run();
        self.harness
            .key_press_modifiers(Modifiers::NONE, Key::Enter);
        self.settle();
    }
}

fn half_off(shop: &TestShop) -> Checkout {
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    Checkout {
        discount: Some(Discount::Percent(Rate::parse("50").unwrap())),
        ..checkout(katli, 1)
    }
}

#[test]
fn a_pin_at_the_window_lets_the_refused_sale_go_on() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    shop.shop
        .set_pin(&shop.admin, RequestId::new(), PASSWORD, "4071")
        .unwrap();
    let mut window = Window::selling(&shop, &ravi, half_off(&shop));
    assert!(window.sees("Ravi may not give so large a discount"));
    assert!(window.sees("Supervisor: Asha"));

    window.give("1739");
    assert!(window.sees("This is not the PIN of Asha; try again."));
    assert_eq!(window.till.borrow().sold, None);

    window.give("4071");
    let till = window.till.borrow();
    assert_eq!(till.sold.as_ref().map(|sold| sold.number), Some(1));
    assert!(till.form.is_none() && !till.away);
}

#[test]
fn where_nobody_has_a_pin_the_window_says_so_and_goes_back() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let mut window = Window::selling(&shop, &ravi, half_off(&shop));
    assert!(window.sees("None of those who may (Asha) has a PIN yet."));
    let back = by().role(Role::Button).label("Back");
    window.harness.get(back).click();
    window.settle();
    assert!(window.till.borrow().away);
    assert_eq!(window.till.borrow().sold, None);
}

#[test]
fn what_no_supervisor_can_lift_is_not_offered() {
    let last = GrantForm::of(&Refusal::LastAdmin);
    let manage = GrantForm::of(&Refusal::NotAllowed {
        needs: sherbet::shop::Permission::ManageStaff,
        who: "Ravi".into(),
    });
    assert!(last.is_none() && manage.is_none());
}
