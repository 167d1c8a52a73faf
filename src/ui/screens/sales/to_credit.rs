//! Whether the money of a return goes back as it came, to a customer's credit, or went back before.
//!
//! Promises: as it came, unless it was chosen otherwise; to the credit of the receipt's customer,
//! or where it names nobody, of one who is chosen or added here; as gone back before only where
//! the payment provider gave any back without goods.

use egui::{Context, Ui, Vec2};

use crate::{
    shop::{
        customers::{self, Customer},
        sales::{Buyer, Receipt},
    },
    ui::{
        overlays::customer::{Choice, CustomerChoice},
        remote::Live,
        theme::{self, GAP_S},
        widgets::Push,
        window::Cx,
    },
    values::CustomerId,
};

/// The height of its buttons, as that of the reasons above them.
const PRESS: f32 = 44.0;

/// Where the money goes.
pub struct ToCredit {
    /// Who bought it, where the receipt says so.
    buyer: Option<Buyer>,
    /// Who was chosen, where it does not.
    named: Option<CustomerId>,
    known: Live<CustomerId, Option<Customer>>,
    way: Way,
    choice: Option<CustomerChoice>,
}

/// The ways there are.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    #[default]
    AsPaid,
    Credit,
    WentBefore,
}

impl ToCredit {
    /// For a receipt: as it came.
    #[must_use]
    pub fn of(receipt: &Receipt) -> Self {
        Self {
            buyer: receipt.customer.clone(),
            named: None,
            known: Live::default(),
            way: Way::AsPaid,
            choice: None,
        }
    }

    /// Whose credit it goes to, where it does.
    #[must_use]
    pub fn chosen(&self) -> Option<CustomerId> {
        let buyer = self.buyer.as_ref().map(|buyer| buyer.id);
        buyer.or(self.named).filter(|_| self.way == Way::Credit)
    }

    /// Who was chosen, where the receipt names nobody.
    #[must_use]
    pub fn named(&self) -> Option<CustomerId> {
        self.named
            .filter(|_| self.way == Way::Credit && self.buyer.is_none())
    }

    /// Whether the money went back before.
    #[must_use]
    pub fn went_before(&self) -> bool {
        self.way == Way::WentBefore
    }

    /// A customer's name, as soon as it is known.
    #[must_use]
    pub fn name_of(&self, customer: CustomerId) -> &str {
        match &self.buyer {
            Some(buyer) if buyer.id == customer => &buyer.name,
            _ => match self.known.answer_to(&customer) {
                Some(Some(customer)) => &customer.name,
                _ => "…",
            },
        }
    }

    /// Keeps what is known of who was chosen.
    pub fn keep(&mut self, cx: &Cx<'_>) {
        if let Some(named) = self.named {
            let shop = cx.shop.clone();
            self.known.keep(cx.desk, cx.changes, &named, move |named| {
                shop.read(|db| customers::current(db, *named))
            });
        }
    }

    /// The ways, as buttons; that it went back before where any did.
    pub fn ask(&mut self, ui: &mut Ui, any_before: bool) {
        ui.add_space(GAP_S);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            let back = Push::new("The way it was paid")
                .tall(PRESS, theme::BODY)
                .selected(self.way == Way::AsPaid);
            if ui.add(back).clicked() {
                self.way = Way::AsPaid;
            }
            let credit = Push::new("Store credit")
                .tall(PRESS, theme::BODY)
                .selected(self.way == Way::Credit);
            if ui.add(credit).clicked() {
                match self.buyer {
                    Some(_) => self.way = Way::Credit,
                    None => self.choice = Some(CustomerChoice::new("Whose credit?")),
                }
            }
            if any_before || self.went_before() {
                let before = Push::new("It went back before")
                    .tall(PRESS, theme::BODY)
                    .selected(self.went_before());
                let hint = "The payment provider gave it back without the goods";
                if ui.add(before).on_hover_text(hint).clicked() {
                    self.way = Way::WentBefore;
                }
            }
        });
    }

    /// Shows the choice of a customer while it is open; whether it is.
    pub fn choose(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        let Some(choice) = &mut self.choice else {
            return false;
        };
        let now = self.named.and_then(|named| self.known.answer_to(&named));
        match choice.show(ctx, cx, now.and_then(Option::as_ref)) {
            Choice::Waits => return true,
            Choice::Away => {}
            Choice::Nobody => (self.named, self.way) = (None, Way::AsPaid),
            Choice::Chosen(id) => (self.named, self.way) = (Some(id), Way::Credit),
        }
        self.choice = None;
        ctx.request_repaint();
        true
    }
}
