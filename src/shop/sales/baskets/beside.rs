//! What stands on a basket besides its goods: gift cards that are to be sold,
//! and payments that were taken. Said as a whole, so that saying it twice
//! changes nothing.

use serde::{Deserialize, Serialize};

use super::super::{
    super::{Actor, Command, Permission, Refusal, Trouble, stored_value::CardCode},
    GiftCardLine, HeldBasket, Tender, TenderKind,
    checkout::{GIFT_CARDS_MOST, TENDERS_MOST},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params, unreadable},
    values::{BasketId, MAX_PRICE_MINOR, Money},
};

/// Says which gift cards are sold with a basket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveGiftCards {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
    /// All of them; at most 20.
    pub gift_cards: Vec<GiftCardLine>,
}

impl Command for SaveGiftCards {
    type Outcome = ();
    const NAME: &'static str = "baskets.save_gift_cards";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        if self.gift_cards.len() > GIFT_CARDS_MOST {
            let why = "at most 20 gift cards fit into a basket";
            return Err(Refusal::invalid("gift_cards", why).into());
        }
        touch(tx, by, &self.held)?;
        let basket = self.held.basket.bytes();
        tx.execute("DELETE FROM basket_gift_cards WHERE basket = ?1", [basket])?;
        for (place, card) in self.gift_cards.iter().enumerate() {
            if !(1..=MAX_PRICE_MINOR).contains(&card.amount.minor()) {
                let field = format!("gift_cards[{place}].amount");
                return Err(Refusal::invalid(&field, "an amount above 0 is needed").into());
            }
            tx.execute(
                "INSERT INTO basket_gift_cards (basket, place, code, amount_minor)
                 VALUES (?1, ?2, ?3, ?4)",
                params![
                    basket,
                    place as i64,
                    card.code.as_str(),
                    card.amount.minor()
                ],
            )?;
        }
        Ok(())
    }
}

/// Says which payments were taken for a basket. They are no books before it is
/// sold: nothing is taken from a card or a credit by this.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveTenders {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
    /// All of them; at most 20.
    pub tenders: Vec<Tender>,
}

impl Command for SaveTenders {
    type Outcome = ();
    const NAME: &'static str = "baskets.save_tenders";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        if self.tenders.len() > TENDERS_MOST {
            return Err(Refusal::invalid("tenders", "at most 20 payments fit").into());
        }
        touch(tx, by, &self.held)?;
        let basket = self.held.basket.bytes();
        tx.execute("DELETE FROM basket_tenders WHERE basket = ?1", [basket])?;
        for (place, tender) in self.tenders.iter().enumerate() {
            if tender.amount <= Money::ZERO {
                let field = format!("tenders[{place}].amount");
                return Err(Refusal::invalid(&field, "an amount above 0 is needed").into());
            }
            tx.execute(
                "INSERT INTO basket_tenders (basket, place, kind, amount_minor, reference)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    basket,
                    place as i64,
                    tender.kind.word(),
                    tender.amount.minor(),
                    tender.referred(place)?
                ],
            )?;
        }
        Ok(())
    }
}

/// Sees that this window holds the basket. The count of changed rows is the verdict.
fn touch(tx: &WriteTx<'_>, by: &Actor<'_>, held: &HeldBasket) -> Result<(), Trouble> {
    let changed = tx.execute(
        "UPDATE baskets SET changed_ms = ?4
         WHERE id = ?1 AND holder = ?2 AND account = ?3 AND label IS NULL",
        params![
            held.basket.bytes(),
            held.holder,
            by.account()?.get(),
            by.at.ms()
        ],
    )?;
    match changed {
        0 => Err(Refusal::BasketElsewhere.into()),
        _ => Ok(()),
    }
}

/// Forgets all of it: the basket was sold.
pub(super) fn forget(tx: &WriteTx<'_>, basket: BasketId) -> Result<(), Fault> {
    let basket = [basket.bytes()];
    tx.execute("DELETE FROM basket_gift_cards WHERE basket = ?1", basket)?;
    tx.execute("DELETE FROM basket_tenders WHERE basket = ?1", basket)?;
    Ok(())
}

/// The gift cards that are sold with a basket.
pub(super) fn gift_cards(db: &ReadTx<'_>, basket: BasketId) -> Result<Vec<GiftCardLine>, Fault> {
    db.all(
        "SELECT code, amount_minor FROM basket_gift_cards WHERE basket = ?1 ORDER BY place",
        [basket.bytes()],
        |row| {
            let code = CardCode::parse(row.get_ref(0)?.as_str()?);
            Ok(GiftCardLine {
                code: code.map_err(|why| unreadable(0, why))?,
                amount: row.get(1).map(Money::from_minor)?,
            })
        },
    )
}

/// The payments that were taken for a basket.
pub(super) fn tenders(db: &ReadTx<'_>, basket: BasketId) -> Result<Vec<Tender>, Fault> {
    db.all(
        "SELECT kind, amount_minor, reference FROM basket_tenders
         WHERE basket = ?1 ORDER BY place",
        [basket.bytes()],
        |row| {
            let word = row.get_ref(0)?.as_str()?;
            let kind = TenderKind::of(word);
            Ok(Tender {
                kind: kind.ok_or_else(|| unreadable(0, format!("no tender: “{word}”")))?,
                amount: row.get(1).map(Money::from_minor)?,
                reference: row.get(2)?,
            })
        },
    )
}
