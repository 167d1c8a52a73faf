//! Whether the money of a return goes back as it came, or to a customer's credit.
//!
//! Promises: as it came, unless it was chosen otherwise; to the credit of the receipt's customer,
//! or where it names nobody, of one who is chosen or added here.

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
    wanted: bool,
    choice: Option<CustomerChoice>,
}

impl ToCredit {
    /// For a receipt: as it came.
    #[must_use]
    pub fn of(receipt: &Receipt) -> Self {
        Self {
            buyer: receipt.customer.clone(),
            named: None,
            known: Live::default(),
            wanted: false,
            choice: None,
        }
    }

    /// Whose credit it goes to, where it does.
    #[must_use]
    pub fn chosen(&self) -> Option<CustomerId> {
        let buyer = self.buyer.as_ref().map(|buyer| buyer.id);
        buyer.or(self.named).filter(|_| self.wanted)
    }

    /// Who was chosen, where the receipt names nobody.
    #[must_use]
    pub fn named(&self) -> Option<CustomerId> {
        self.named.filter(|_| self.wanted && self.buyer.is_none())
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

    /// The two ways, as buttons.
    pub fn ask(&mut self, ui: &mut Ui) {
        ui.add_space(GAP_S);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            let back = Push::new("The way it was paid")
                .tall(PRESS, theme::BODY)
                .selected(!self.wanted);
            if ui.add(back).clicked() {
                self.wanted = false;
            }
            let credit = Push::new("Store credit")
                .tall(PRESS, theme::BODY)
                .selected(self.wanted);
            if ui.add(credit).clicked() {
                match self.buyer {
                    Some(_) => self.wanted = true,
                    None => self.choice = Some(CustomerChoice::new("Whose credit?")),
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
            Choice::Nobody => (self.named, self.wanted) = (None, false),
            Choice::Chosen(id) => (self.named, self.wanted) = (Some(id), true),
        }
        self.choice = None;
        ctx.request_repaint();
        true
    }
}
