//! What the shop is to be told of a basket, in one piece of work.
//!
//! Promises: only what is other than it was told last, and the same however often it is told.

use super::beside::Beside;
use crate::{
    shop::{
        Session, Shop, Trouble,
        sales::{
            HeldBasket,
            baskets::{NameCustomer, SaveBasket, SaveGiftCards, SaveTenders},
        },
    },
    values::RequestId,
};

/// All that is to be told.
#[derive(Clone)]
pub struct Save {
    /// Which basket, and that this window holds it.
    pub held: HeldBasket,
    goods: Option<SaveBasket>,
    gift_cards: Option<SaveGiftCards>,
    tenders: Option<SaveTenders>,
    customer: Option<NameCustomer>,
}

impl Save {
    /// The goods where they changed, and what stands beside them where it is other than what was
    /// `told` last; all of that where nothing is known to have been.
    #[must_use]
    pub fn of(
        held: HeldBasket,
        goods: Option<SaveBasket>,
        beside: &Beside,
        told: Option<&Beside>,
    ) -> Self {
        let cards = told.is_none_or(|told| told.gift_cards != beside.gift_cards);
        let given = told.is_none_or(|told| told.given != beside.given);
        let customer = told.is_none_or(|told| told.customer != beside.customer);
        Self {
            goods,
            gift_cards: cards.then(|| SaveGiftCards {
                held: held.clone(),
                gift_cards: beside.gift_cards.clone(),
            }),
            tenders: given.then(|| SaveTenders {
                held: held.clone(),
                tenders: beside.tenders(),
            }),
            customer: customer.then(|| NameCustomer {
                held: held.clone(),
                customer: beside.customer,
            }),
            held,
        }
    }

    /// Tells it, part by part.
    ///
    /// # Errors
    /// A refusal, or a fault of the file; what came before it was told.
    pub fn run(&self, shop: &Shop, by: &Session, request: RequestId) -> Result<(), Trouble> {
        if let Some(goods) = self.goods.clone() {
            shop.execute(by, request, goods)?;
        }
        if let Some(gift_cards) = self.gift_cards.clone() {
            shop.execute(by, request, gift_cards)?;
        }
        if let Some(tenders) = self.tenders.clone() {
            shop.execute(by, request, tenders)?;
        }
        // The last: of them all it alone can be refused for what somebody else did.
        if let Some(customer) = self.customer.clone() {
            shop.execute(by, request, customer)?;
        }
        Ok(())
    }
}
