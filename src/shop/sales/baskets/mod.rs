//! Baskets: kept as they are edited, so that closing, killing or logging out
//! loses nothing. Not part of the books, so not journalled: each command says
//! what the basket is now, and saying it twice changes nothing.
//!
//! A basket is somebody's, and one window's at a time: its holder. A holder
//! whose process has ended gives it on. A parked basket is nobody's: whoever
//! resumes it first has it.
//!
//! Its goods are said anew with every key. Its customer, the gift cards that
//! are sold with it and the payments that were taken for it change seldom: each
//! is a command of its own, so that they cost an edit of the goods nothing.

mod beside;
mod customer;
mod hold;
mod save;

pub use beside::{SaveGiftCards, SaveTenders};

pub use hold::{ParkBasket, ReleaseBasket, ResumeBasket, is_open_elsewhere};
pub use save::{NameCustomer, SaveBasket};

pub(in crate::shop) use customer::hand_on;
pub(super) use hold::park_new;
pub(super) use save::{Customer, empty};

use std::collections::btree_map::{BTreeMap, Entry};

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Trouble,
        catalogue::{self, Scanned, unit_of},
        pricing::{self, Discount, Priced},
        stock::ON_HAND,
        taxes::{self, Tax},
    },
    GiftCardLine, Tender,
    asked::{OfQuotation, QuickItem},
    price::cost,
    quotes::{self, Quotation, QuotedLine},
};
use crate::{
    store::{self, Fault, ReadTx, Row, params, unreadable},
    values::{AccountId, BasketId, CustomerId, Money, Quantity, Rate, SweetId, Timestamp, Unit},
};

/// What a window puts into its basket: a sweet, or an item that is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketLine {
    /// Which sweet.
    pub sweet: Option<SweetId>,
    /// What it is, where it is no sweet of the catalogue.
    pub item: Option<QuickItem>,
    /// How much of the unit.
    pub quantity: Quantity,
    /// The price it is sold at, where that is not the catalogue's.
    pub sold_at: Option<Money>,
    /// The label of a scale with the price of this line in it.
    #[serde(default)]
    pub label: Option<String>,
    /// The line of a quotation that this is: it is as it was offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<OfQuotation>,
    /// What is taken off this line.
    pub discount: Option<Discount>,
    /// What is noted with it.
    pub note: Option<String>,
}

/// A line of a basket, with what its sweet is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownLine {
    /// What was put in.
    #[serde(flatten)]
    pub put: BasketLine,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// The price now: the catalogue's, or the item's own.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for.
    pub per: i64,
    /// The taxes on it now.
    pub taxes: Vec<Tax>,
    /// How much of the unit is on hand; nothing is known of an item that is
    /// no sweet.
    pub on_hand: Option<i64>,
    /// What its picture looks like.
    pub picture: String,
    /// The last day of the quotation that promises it, where one does: "2026-03-31".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_until: Option<String>,
}

/// A basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basket {
    /// Its id.
    pub id: BasketId,
    /// Whose it is; of a parked one, who parked it.
    pub by: String,
    /// The window that holds it, where one does.
    pub holder: Option<String>,
    /// Whether that window's process is running.
    pub held: bool,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// What it is parked under, where it is parked.
    pub label: Option<String>,
    /// What is taken off the whole.
    pub discount: Option<Discount>,
    /// What is noted with it.
    pub note: Option<String>,
    /// Who buys, where that is known.
    pub customer: Option<CustomerId>,
    /// What is in it.
    pub lines: Vec<ShownLine>,
    /// The gift cards that are sold with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gift_cards: Vec<GiftCardLine>,
    /// The payments that were taken for it so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<Tender>,
}

impl Basket {
    /// Whether nothing is lost without it: it has no goods, no gift cards and
    /// no payments.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.gift_cards.is_empty() && self.tenders.is_empty()
    }

    /// What it comes to at the prices of now.
    ///
    /// # Errors
    /// Names what can't be priced: a discount larger than what it is taken
    /// off, or more than can be counted.
    pub fn cost(&self) -> Result<Priced, pricing::PricingError> {
        cost(self.lines.iter().map(ShownLine::priced), self.discount)
    }

    /// What is to be paid for it: its goods at the prices of now, and what is
    /// put on its gift cards.
    ///
    /// # Errors
    /// As [`Basket::cost`].
    pub fn total(&self) -> Result<Money, pricing::PricingError> {
        let goods = self.cost()?.gross;
        with_gift_cards(goods, &self.gift_cards).ok_or_else(|| pricing::PricingError {
            field: "gift_cards".into(),
            problem: pricing::Problem::TooLarge,
        })
    }

    /// What was paid for it so far.
    pub fn paid(&self) -> Money {
        let amounts = self.tenders.iter().map(|tender| tender.amount.minor());
        Money::from_minor(amounts.fold(0, i64::saturating_add))
    }
}

impl ShownLine {
    /// Shows the price and the quantity of the label that is on it. One that
    /// can't be sold by any more is told of when it is sold.
    fn read_label(&mut self, db: &ReadTx<'_>) -> Result<(), Fault> {
        let Some(label) = &self.put.label else {
            return Ok(());
        };
        match catalogue::scanned(db, label) {
            Ok(Some(Scanned {
                sweet,
                quantity: Some(quantity),
                price: Some(price),
                ..
            })) if self.put.sweet == Some(sweet) => {
                self.put.quantity = quantity;
                (self.price, self.per) = (price, quantity.get());
                Ok(())
            }
            Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
            Err(Trouble::Fault(fault)) => Err(fault),
        }
    }

    /// Shows a line as a quotation promises it. One that was sold or withdrawn
    /// promises nothing any more; whether its last day is over is looked at
    /// when the basket is sold.
    fn read_promise(&mut self, db: &ReadTx<'_>, known: &mut Promises) -> Result<(), Fault> {
        let Some(of) = self.put.quoted.take() else {
            return Ok(());
        };
        self.put.discount = None;
        let Some((until, offered)) = known.line(db, of)? else {
            return Ok(());
        };
        self.put.quoted = Some(of);
        self.put.quantity = offered.quantity;
        self.put.discount = offered.off();
        (self.name, self.unit) = (offered.name.clone(), offered.unit);
        (self.price, self.per) = (offered.price, offered.per);
        self.taxes = offered.taxes.iter().map(quotes::QuotedTax::then).collect();
        self.promised_until = Some(until.to_owned());
        Ok(())
    }

    /// The line as `pricing` takes it.
    pub fn priced(&self) -> pricing::Line {
        pricing::Line {
            price: self.put.sold_at.unwrap_or(self.price),
            per: self.per,
            quantity: self.put.quantity.get(),
            discount: self.put.discount,
            taxes: taxes::priced(&self.taxes),
        }
    }
}

/// What the quotations promise that a basket's lines are of, each read once.
#[derive(Default)]
struct Promises(BTreeMap<i64, Option<Quotation>>);

impl Promises {
    /// The last day of what a line is promised, and what that is; nothing where
    /// it is promised no more.
    fn line(
        &mut self,
        db: &ReadTx<'_>,
        of: OfQuotation,
    ) -> Result<Option<(&str, &QuotedLine)>, Fault> {
        let promised = match self.0.entry(of.quotation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(quotes::promised(db, of.quotation)?),
        };
        Ok(promised.as_ref().and_then(|offered| {
            let line = offered.lines.get(usize::try_from(of.line).ok()?)?;
            Some((offered.valid_until.as_str(), line))
        }))
    }
}

const BASKET: &str = "baskets.id, accounts.name, holder, changed_ms, label, discount_rate,
     discount_minor, note, customer";

/// What goods cost, with what is put on gift cards; none where that is more than
/// can be counted.
pub fn with_gift_cards(goods: Money, cards: &[GiftCardLine]) -> Option<Money> {
    let mut amounts = cards.iter().map(|card| card.amount);
    amounts.try_fold(goods, Money::checked_add)
}

/// The baskets of an account, the one changed last first; parked ones are left out.
///
/// # Errors
/// A fault of the file.
pub fn of(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Basket>, Fault> {
    let sql = format!(
        "SELECT {BASKET} FROM baskets JOIN accounts ON accounts.id = account
         WHERE account = ?1 AND label IS NULL ORDER BY changed_ms DESC, baskets.id"
    );
    with_lines(db, db.all(&sql, [account.get()], basket_of_row)?)
}

/// One basket of an account; nothing where it is another's, or parked.
///
/// # Errors
/// A fault of the file.
pub fn one_of(
    db: &ReadTx<'_>,
    account: AccountId,
    basket: BasketId,
) -> Result<Option<Basket>, Fault> {
    let sql = format!(
        "SELECT {BASKET} FROM baskets JOIN accounts ON accounts.id = account
         WHERE baskets.id = ?1 AND account = ?2 AND label IS NULL"
    );
    let own = params![basket.bytes(), account.get()];
    Ok(with_lines(db, db.all(&sql, own, basket_of_row)?)?.pop())
}

/// The parked baskets of everybody, the one parked first first.
///
/// # Errors
/// A fault of the file.
pub fn parked(db: &ReadTx<'_>) -> Result<Vec<Basket>, Fault> {
    let sql = format!(
        "SELECT {BASKET} FROM baskets JOIN accounts ON accounts.id = account
         WHERE label IS NOT NULL ORDER BY changed_ms, baskets.id"
    );
    with_lines(db, db.all(&sql, [], basket_of_row)?)
}

fn basket_of_row(row: &Row<'_>) -> store::RowResult<Basket> {
    let holder: Option<String> = row.get(2)?;
    Ok(Basket {
        id: BasketId::from_bytes(row.get(0)?),
        by: row.get(1)?,
        held: holder.as_deref().is_some_and(hold::is_held),
        holder,
        changed_at: Timestamp::from_ms(row.get(3)?),
        label: row.get(4)?,
        discount: discount_of(row, 5)?,
        note: row.get(7)?,
        customer: row.get::<_, Option<i64>>(8)?.map(CustomerId::new),
        lines: Vec::new(),
        gift_cards: Vec::new(),
        tenders: Vec::new(),
    })
}

/// A discount kept in two columns: a rate, or an amount.
fn discount_of(row: &Row<'_>, column: usize) -> store::RowResult<Option<Discount>> {
    if row.get::<_, Option<i64>>(column)?.is_some() {
        return taxes::rate_of(row, column).map(|rate| Some(Discount::Percent(rate)));
    }
    let amount: Option<i64> = row.get(column + 1)?;
    Ok(amount.map(|minor| Discount::Amount(Money::from_minor(minor))))
}

/// The two columns a discount is kept in.
fn discount_columns(discount: Option<Discount>) -> (Option<i64>, Option<i64>) {
    match discount {
        None => (None, None),
        Some(Discount::Percent(rate)) => (Some(Rate::millionths(rate)), None),
        Some(Discount::Amount(amount)) => (None, Some(amount.minor())),
    }
}

fn with_lines(db: &ReadTx<'_>, mut baskets: Vec<Basket>) -> Result<Vec<Basket>, Fault> {
    for basket in &mut baskets {
        basket.lines = lines(db, basket.id)?;
        basket.gift_cards = beside::gift_cards(db, basket.id)?;
        basket.tenders = beside::tenders(db, basket.id)?;
    }
    Ok(baskets)
}

fn lines(db: &ReadTx<'_>, basket: BasketId) -> Result<Vec<ShownLine>, Fault> {
    let mut lines = db.all(
        &format!(
            "SELECT basket_lines.sweet, basket_lines.name, quantity, basket_lines.price_minor,
                discount_rate, discount_minor, note,
                sweets.name, sweets.price_minor, unit, per, {ON_HAND}, picture, label,
                quotation, quoted_line
         FROM basket_lines
         LEFT JOIN sweets ON sweets.id = basket_lines.sweet
         LEFT JOIN stock ON stock.sweet = sweets.id
         WHERE basket = ?1 ORDER BY line"
        ),
        params![basket.bytes()],
        line_of_row,
    )?;
    let mut promises = Promises::default();
    for line in &mut lines {
        line.taxes = match line.put.sweet {
            Some(sweet) => taxes::of_sweet(db, sweet)?,
            None => taxes::usual(db)?,
        };
        line.read_label(db)?;
        line.read_promise(db, &mut promises)?;
    }
    Ok(lines)
}

fn line_of_row(row: &Row<'_>) -> store::RowResult<ShownLine> {
    let quantity = Quantity::of(row.get(2)?).map_err(|why| unreadable(2, why))?;
    let own_price = row.get::<_, Option<i64>>(3)?.map(Money::from_minor);
    let put = BasketLine {
        sweet: row.get::<_, Option<i64>>(0)?.map(SweetId::new),
        item: None,
        quantity,
        sold_at: None,
        label: row.get(13)?,
        quoted: match (row.get(14)?, row.get(15)?) {
            (Some(quotation), Some(line)) => Some(OfQuotation { quotation, line }),
            _ => None,
        },
        discount: discount_of(row, 4)?,
        note: row.get(6)?,
    };
    if put.sweet.is_some() {
        return Ok(ShownLine {
            put: BasketLine {
                sold_at: own_price,
                ..put
            },
            name: row.get(7)?,
            price: row.get(8).map(Money::from_minor)?,
            unit: unit_of(row, 9)?,
            per: row.get(10)?,
            taxes: Vec::new(),
            on_hand: row.get(11)?,
            picture: row.get(12)?,
            promised_until: None,
        });
    }
    let name: String = row.get(1)?;
    let price = own_price.unwrap_or_default();
    Ok(ShownLine {
        put: BasketLine {
            item: Some(QuickItem {
                name: name.clone(),
                price,
            }),
            ..put
        },
        name,
        price,
        unit: Unit::Piece,
        per: 1,
        taxes: Vec::new(),
        on_hand: None,
        picture: String::new(),
        promised_until: None,
    })
}
