//! What stands on the basket besides its goods: who buys, the gift cards that are sold with it,
//! and the payments that were taken for it so far.
//!
//! Promises: what is due, rounded and left is `pricing`'s, of the same payments that are kept and
//! sold with. Leaves out its safekeeping, which is `keeping`'s.

use crate::{
    shop::{
        pricing::Settled,
        sales::{
            GiftCardLine, Tender, TenderKind,
            baskets::{Basket, with_gift_cards},
        },
    },
    ui::tender::{self, Given},
    values::{CustomerId, Money},
};

/// More gift cards than this are a mistake; the shop refuses them too.
const MOST: usize = 20;

/// What stands on a basket besides its goods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Who buys, where that is known.
    pub customer: Option<CustomerId>,
    /// The gift cards that are sold.
    pub gift_cards: Vec<GiftCardLine>,
    /// The payments that were taken.
    pub given: Vec<Given>,
}

impl Beside {
    /// That of a basket that was kept.
    #[must_use]
    pub fn of(basket: &Basket) -> Self {
        let given = basket.tenders.iter().map(|tender| Given {
            kind: tender.kind,
            amount: tender.amount,
            reference: tender.reference.clone().unwrap_or_default(),
        });
        Self {
            customer: basket.customer,
            gift_cards: basket.gift_cards.clone(),
            given: given.collect(),
        }
    }

    /// With what was added before the shop answered.
    #[must_use]
    pub fn and(mut self, meanwhile: Self) -> Self {
        self.customer = meanwhile.customer.or(self.customer);
        self.gift_cards.extend(meanwhile.gift_cards);
        self.given.extend(meanwhile.given);
        self
    }

    /// The payments as a sale takes them.
    #[must_use]
    pub fn tenders(&self) -> Vec<Tender> {
        tender::tenders(&self.given)
    }

    /// What goods cost together with what is put on the gift cards.
    ///
    /// # Errors
    /// A sentence: it is more than can be counted.
    pub fn total(&self, goods: Money) -> Result<Money, String> {
        with_gift_cards(goods, &self.gift_cards)
            .ok_or_else(|| "This is more than can be counted.".to_owned())
    }

    /// What became of the total by the payments, and `more` in cash.
    ///
    /// # Errors
    /// A sentence: a payment gives no change, or amounts do not fit.
    pub fn settle(&self, total: Money, step: Money, more: Money) -> Result<Settled, String> {
        tender::settle(&self.given, total, step, more)
    }

    /// What is left of the total, unrounded: what a payment that is not cash may be of.
    #[must_use]
    pub fn left(&self, total: Money) -> Option<Money> {
        tender::left(&self.given, total)
    }

    /// Whether another gift card fits.
    #[must_use]
    pub fn has_room_for_a_card(&self) -> bool {
        self.gift_cards.len() < MOST
    }

    /// Names who buys, or nobody; true where payments by the credit of somebody else went off.
    pub fn name_customer(&mut self, customer: Option<CustomerId>) -> bool {
        if self.customer == customer {
            return false;
        }
        self.customer = customer;
        let before = self.given.len();
        self.given.retain(|given| given.kind != TenderKind::Credit);
        self.given.len() != before
    }
}
