//! The payments at the provider: what was paid, on which invoice, and whether both sides agree.
//!
//! Promises: every payment tells its whole story; what needs a person stands out and says what is
//! to be done; the provider is asked in the background and never waited for by a frame. Leaves out
//! taking a payment, which is the counter's, and setting the provider up, which is the settings'.

mod acting;
mod aside;
mod asking;
mod back;
mod compared;
mod days;
mod invoice;
mod invoices;
mod list;
mod row;
mod story;
pub mod words;

use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, Rect, Ui, Vec2};

use crate::{
    gateway::Setup,
    shop::{Permission, settings},
    ui::{
        actions::Action,
        remote::Live,
        theme::{GAP, GAP_L, GAP_S, TOUCH, tokens},
        widgets::{Kind, Push, Tone, banner, title},
        window::Cx,
    },
    values::{InvoiceId, PaymentId},
};
use aside::Asides;
use days::Days;
use invoices::Invoices;
use list::Payments;

/// Something that is shown in another tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A payment.
    Payment(PaymentId),
    /// An invoice.
    Invoice(InvoiceId),
}

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Payments,
    Invoices,
    Days,
    Aside,
}

impl Tab {
    const ALL: [(Tab, &'static str); 4] = [
        (Tab::Payments, "All payments"),
        (Tab::Invoices, "Invoices"),
        (Tab::Days, "Reconcile"),
        (Tab::Aside, "Put aside"),
    ];
}

/// The payments screen of one window.
#[derive(Default)]
pub struct PaymentsRoom {
    tab: Tab,
    setup: Live<(), Setup>,
    payments: Payments,
    invoices: Invoices,
    days: Days,
    asides: Asides,
}

impl PaymentsRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::VerifyPayment | Action::GiveBack => {
                self.tab = Tab::Payments;
                self.payments.act(action);
            }
            _ => match self.tab {
                Tab::Payments => self.payments.act(action),
                Tab::Invoices => self.invoices.act(action),
                // No action is at home there.
                Tab::Days | Tab::Aside => {}
            },
        }
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.setup.keep(cx.desk, cx.changes, &(), move |()| {
            let (setup, _) = shop.read(settings::load::<Setup>)?;
            Ok(setup)
        });
        let can_ask = self.setup.latest().is_some_and(Setup::is_set);
        let t = tokens(ui);
        let frame = Frame::new().fill(t.canvas);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            let head = Frame::new().fill(t.canvas).inner_margin(Margin {
                bottom: 0,
                ..Margin::same(GAP_L as i8)
            });
            Panel::top("payments head")
                .frame(head)
                .show_separator_line(false)
                .show(ui, |ui| self.head(ui, cx));
            let link = match self.tab {
                Tab::Payments => self.payments.show(ui, cx, can_ask),
                Tab::Invoices => self.invoices.show(ui, cx),
                Tab::Days => self.days.show(ui, cx, can_ask),
                Tab::Aside => self.asides.show(ui, cx),
            };
            if let Some(link) = link {
                self.follow(link);
                ui.ctx().request_repaint();
            }
        });
    }

    fn follow(&mut self, link: Link) {
        match link {
            Link::Payment(payment) => {
                self.tab = Tab::Payments;
                self.payments.open(payment);
            }
            Link::Invoice(invoice) => {
                self.tab = Tab::Invoices;
                self.invoices.open(invoice);
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let size = Vec2::new(ui.available_width(), TOUCH);
        let across = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(size, across, |ui| {
            title(ui, "Payments");
            ui.add_space(GAP);
            ui.spacing_mut().item_spacing.x = GAP_S;
            for (tab, name) in Tab::ALL {
                let waiting = match tab {
                    Tab::Aside => self.asides.waiting(cx),
                    Tab::Payments | Tab::Invoices | Tab::Days => 0,
                };
                let push = Push::new(name)
                    .kind(Kind::Quiet)
                    .named(match waiting {
                        0 => name.to_owned(),
                        waiting => format!("{name}, {waiting} waiting"),
                    })
                    .waiting(waiting)
                    .selected(tab == self.tab);
                if ui.add(push).clicked() {
                    self.tab = tab;
                }
            }
        });
        if let Some(trouble) = self.setup.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if let Some(missing) = self.setup.latest().and_then(words::missing) {
            banner(ui, Tone::Warn, missing);
            if cx.standing.may(Permission::ManageShop)
                && ui.add(Push::new("Open the settings")).clicked()
            {
                cx.wanted.push(Action::Settings);
            }
        }
    }
}

/// The frame of the list.
fn main(ui: &Ui) -> Frame {
    Frame::new()
        .fill(tokens(ui).canvas)
        .inner_margin(Margin::same(GAP_L as i8))
}

/// The frame of what is told of the chosen row.
fn side(ui: &Ui) -> Frame {
    Frame::new()
        .fill(tokens(ui).surface)
        .inner_margin(Margin::same(GAP_L as i8))
}

/// The frame of what may be done with it.
fn foot(ui: &Ui) -> Frame {
    Frame::new().fill(tokens(ui).surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    })
}

/// The last row of a list that goes on; true when more is asked for.
fn older(ui: &mut Ui, rect: Rect) -> bool {
    let place = Rect::from_center_size(rect.center(), Vec2::new(rect.width(), TOUCH));
    let push = Push::new("Older ones").width(rect.width());
    ui.put(place, push).clicked()
}
