//! Saying what is in a basket now.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{
            Actor, Command, Permission, Refusal, Trouble, catalogue, customers, pricing::Discount,
        },
        HeldBasket,
        asked::{Item, item_of, noted},
        checkout::LINES_MOST,
    },
    BasketLine, beside, discount_columns,
};
use crate::{
    store::{WriteTx, params},
    values::{BasketId, CustomerId, Money, line as line_of_text},
};

/// The longest code of a label, in characters.
const LABEL_MAX_CHARS: usize = 40;

/// Says what is in a basket now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveBasket {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
    /// All that is in it.
    pub lines: Vec<BasketLine>,
    /// What is taken off the whole.
    pub discount: Option<Discount>,
    /// What is noted with it.
    pub note: Option<String>,
}

impl Command for SaveBasket {
    type Outcome = ();
    const NAME: &'static str = "baskets.save";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        if self.lines.len() > LINES_MOST {
            return Err(Refusal::invalid("lines", "at most 500 fit into a basket").into());
        }
        empty(tx, by, &self.held, Customer::Kept)?;
        let note = noted("note", self.note.as_deref())?;
        let (rate, amount) = checked("discount", self.discount)?;
        if rate.is_some() || amount.is_some() || note.is_some() {
            tx.execute(
                "UPDATE baskets SET discount_rate = ?2, discount_minor = ?3, note = ?4
                 WHERE id = ?1",
                params![self.held.basket.bytes(), rate, amount, note],
            )?;
        }
        for (place, line) in self.lines.iter().enumerate() {
            put(tx, self.held.basket, place, line)?;
        }
        Ok(())
    }
}

/// Puts a line into a basket, at a place where none is.
pub(super) fn put(
    tx: &WriteTx<'_>,
    basket: BasketId,
    place: usize,
    line: &BasketLine,
) -> Result<(), Trouble> {
    let at = format!("lines[{place}]");
    let note = noted(&format!("{at}.note"), line.note.as_deref())?;
    let (rate, amount) = checked(&format!("{at}.discount"), line.discount)?;
    let (sweet, name, price) = match item_of(&at, line.sweet, line.item.as_ref())? {
        Item::Sweet(sweet) => (Some(sweet), None, line.sold_at),
        Item::Quick(name, item) => (None, Some(name), Some(item.price)),
    };
    let price = price
        .map(|price| catalogue::check_price(&format!("{at}.sold_at"), price))
        .transpose()?;
    if let Some(sweet) = sweet
        && tx
            .first("SELECT 1 FROM sweets WHERE id = ?1", [sweet.get()], |_| {
                Ok(())
            })?
            .is_none()
    {
        return Err(Refusal::unknown("sweet", sweet).into());
    }
    let label = line.label.as_deref().map(|label| {
        line_of_text(label, LABEL_MAX_CHARS)
            .map_err(|why| Refusal::invalid(&format!("{at}.label"), why))
    });
    tx.execute(
        "INSERT INTO basket_lines
             (basket, line, sweet, name, quantity, price_minor, discount_rate,
              discount_minor, note, label, quotation, quoted_line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            basket.bytes(),
            place as i64,
            sweet.map(|sweet| sweet.get()),
            name.as_ref().map(|name| name.as_str()),
            line.quantity.get(),
            price.map(Money::minor),
            rate,
            amount,
            note,
            label.transpose()?.filter(|label| !label.is_empty()),
            line.quoted.map(|of| of.quotation),
            line.quoted.map(|of| of.line)
        ],
    )?;
    Ok(())
}

/// The columns of a discount that can be given.
fn checked(field: &str, discount: Option<Discount>) -> Result<(Option<i64>, Option<i64>), Refusal> {
    match discount_columns(discount) {
        (_, Some(..0)) => Err(Refusal::invalid(field, "can't be below 0")),
        columns => Ok(columns),
    }
}

/// Says who buys what is in a basket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NameCustomer {
    /// Which basket, and that this window holds it.
    pub held: HeldBasket,
    /// Who; nobody in particular where there is none.
    pub customer: Option<CustomerId>,
}

impl Command for NameCustomer {
    type Outcome = ();
    const NAME: &'static str = "baskets.name_customer";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let customer = match self.customer {
            Some(customer) => Some(customers::for_receipt(tx, customer)?.0),
            None => None,
        };
        let changed = tx.execute(
            "UPDATE baskets SET customer = ?4, changed_ms = ?5
             WHERE id = ?1 AND holder = ?2 AND account = ?3 AND label IS NULL",
            params![
                self.held.basket.bytes(),
                self.held.holder,
                by.account()?.get(),
                customer.map(CustomerId::get),
                by.at.ms()
            ],
        )?;
        match changed {
            0 => Err(Refusal::BasketElsewhere.into()),
            _ => Ok(()),
        }
    }
}

/// What becomes of a basket's customer, gift cards and payments when it is emptied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Customer {
    /// They stay: what is in it is said anew.
    Kept,
    /// They go: it was sold.
    Forgotten,
}

/// Empties a basket this window holds.
pub(in super::super) fn empty(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    held: &HeldBasket,
    customer: Customer,
) -> Result<(), Trouble> {
    let changed = tx.execute(
        "UPDATE baskets
         SET changed_ms = ?4, discount_rate = NULL, discount_minor = NULL, note = NULL,
             customer = CASE WHEN ?5 THEN customer END
         WHERE id = ?1 AND holder = ?2 AND account = ?3 AND label IS NULL",
        params![
            held.basket.bytes(),
            held.holder,
            by.account()?.get(),
            by.at.ms(),
            customer == Customer::Kept
        ],
    )?;
    if changed == 0 {
        return Err(Refusal::BasketElsewhere.into());
    }
    tx.execute(
        "DELETE FROM basket_lines WHERE basket = ?1",
        [held.basket.bytes()],
    )?;
    match customer {
        Customer::Kept => Ok(()),
        Customer::Forgotten => Ok(beside::forget(tx, held.basket)?),
    }
}
