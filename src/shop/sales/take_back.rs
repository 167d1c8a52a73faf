//! Taking goods back: picked from a receipt, never twice, and the money goes
//! back the way it came.
//!
//! A return is a receipt of its own, below 0 throughout. What is worth how
//! much is `pricing`'s; how much of a line came back already is held by a
//! conditional update of `taken_back`, so that nobody takes the same piece
//! back twice.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        pricing::{self, SoldLine, part_of},
        printing,
        settings::{self, Selling},
        stock,
    },
    TenderKind,
    asked::noted,
    receipts::{Kind, Receipt, ReceiptLine, receipt},
    rows::{self, Head},
};
use crate::{
    store::{WriteTx, params},
    values::{Money, Quantity, Timestamp},
};

/// Takes some of what a receipt sold back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The receipt it was sold on.
    pub receipt: i64,
    /// What comes back; each line once.
    pub lines: Vec<TakenLine>,
    /// Why.
    pub reason: String,
}

/// Some of a receipt's line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenLine {
    /// Which line of the receipt, from 0.
    pub line: i64,
    /// How much of it.
    pub quantity: Quantity,
    /// Where it goes.
    #[serde(default)]
    pub to: Destination,
}

/// Where goods go that were taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Back on the shelf.
    #[default]
    Stock,
    /// Thrown away.
    Waste,
}

/// Takes a whole sale back that should not have been made, on the day of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoidSale {
    /// The receipt.
    pub receipt: i64,
    /// Why.
    pub reason: String,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TookBack {
    /// The number of the return's receipt.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What the goods were worth, taxes in; below 0.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What goes back to the customer, tender by tender; each above 0.
    pub refunds: Vec<Refunded>,
}

/// Money that goes back to the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    /// How: the way it came.
    pub kind: TenderKind,
    /// How much.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What the payment was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Command for TakeBack {
    type Outcome = TookBack;
    const NAME: &'static str = "sales.take_back";
    const NEEDS: Permission = Permission::TakeBack;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TookBack, Trouble> {
        let sold = sale_of(tx, self.receipt)?;
        if self.lines.is_empty() {
            return Err(Refusal::invalid("lines", "choose what comes back").into());
        }
        let mut picked = Vec::with_capacity(self.lines.len());
        for (place, taken) in self.lines.iter().enumerate() {
            let twice = self.lines[..place].iter().any(|t| t.line == taken.line);
            let line = usize::try_from(taken.line)
                .ok()
                .and_then(|line| sold.lines.get(line))
                .filter(|_| !twice);
            let line = line.ok_or_else(|| {
                let why = match twice {
                    true => "is named twice",
                    false => "is no line of this receipt",
                };
                Refusal::invalid(&format!("lines[{place}].line"), why)
            })?;
            picked.push((taken.line, line, taken.quantity, taken.to));
        }
        take_back(tx, by, "return", &sold, &picked, &self.reason)
    }
}

impl Command for VoidSale {
    type Outcome = TookBack;
    const NAME: &'static str = "sales.void";
    const NEEDS: Permission = Permission::TakeBack;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TookBack, Trouble> {
        let sold = sale_of(tx, self.receipt)?;
        let zone = by.shop.zone;
        if zone.date(sold.at) != zone.date(by.at) {
            return Err(Refusal::invalid(
                "receipt",
                "is of another day and can't be voided any more; take its goods back instead",
            )
            .into());
        }
        if sold.lines.iter().any(|line| line.taken_back > 0) {
            return Err(Refusal::invalid(
                "receipt",
                "has goods that were taken back already; take the others back too instead",
            )
            .into());
        }
        let mut all = Vec::with_capacity(sold.lines.len());
        for (place, line) in sold.lines.iter().enumerate() {
            let quantity = Quantity::of(line.quantity)
                .map_err(|what| crate::store::Fault::Damaged { what })?;
            all.push((place as i64, line, quantity, Destination::Stock));
        }
        take_back(tx, by, "void", &sold, &all, &self.reason)
    }
}

/// The receipt of a sale that something is taken back from.
fn sale_of(tx: &WriteTx<'_>, number: i64) -> Result<Receipt, Trouble> {
    let found = receipt(tx, number)?.ok_or_else(|| Refusal::unknown("receipt", number))?;
    match found.kind {
        Kind::Sale => Ok(found),
        Kind::Return | Kind::Void => Err(Refusal::invalid(
            "receipt",
            "is itself of goods that were taken back; name the receipt they were sold on",
        )
        .into()),
    }
}

type Picked<'r> = (i64, &'r ReceiptLine, Quantity, Destination);

fn take_back(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    kind: &'static str,
    sold: &Receipt,
    picked: &[Picked<'_>],
    reason: &str,
) -> Result<TookBack, Trouble> {
    let reason = noted("reason", Some(reason))?.ok_or_else(|| {
        Refusal::invalid("reason", "a reason is needed, such as “not as ordered”")
    })?;
    let mut parts = Vec::with_capacity(picked.len());
    let mut worth = Money::ZERO;
    for &(place, line, quantity, _) in picked {
        let before = grow(tx, sold.number, place, line, quantity)?;
        let line_sold = SoldLine {
            quantity: line.quantity,
            net: line.net,
            taxes: line.taxes.iter().map(|tax| tax.amount).collect(),
        };
        let part = part_of(&line_sold, Money::from_minor(1), before, quantity.get())
            .map_err(Refusal::from)?;
        worth = worth
            .checked_add(part.gross)
            .ok_or_else(|| Refusal::invalid("lines", "more than can be counted"))?;
        parts.push(part);
    }
    let refund = refund(tx, sold, worth)?;

    let number = rows::begin(
        tx,
        by,
        &Head {
            kind,
            returns_of: Some(sold.number),
            total: negative(worth),
            rounding: negative(refund.rounding),
            note: Some(&reason),
        },
    )?;
    for (at, (&(place, line, quantity, to), part)) in picked.iter().zip(&parts).enumerate() {
        put_line(tx, number, at, (place, line), quantity, part)?;
        if let Some(sweet) = line.sweet {
            stock::put_back(tx, by, sweet, quantity, to == Destination::Waste)?;
        }
    }
    let mut refunds = Vec::new();
    for (tender, back) in sold.tenders.iter().zip(&refund.tenders) {
        if *back > Money::ZERO {
            let given = (negative(*back), Money::ZERO);
            let reference = tender.reference.as_deref();
            rows::put_tender(tx, (number, refunds.len()), tender.kind, given, reference)?;
            refunds.push(Refunded {
                kind: tender.kind,
                amount: *back,
                reference: tender.reference.clone(),
            });
        }
    }
    let cash = refunds.iter().any(|back| back.kind == TenderKind::Cash);
    printing::receipt_made(tx, by, number, cash)?;
    Ok(TookBack {
        number,
        at: by.at,
        total: negative(worth),
        refunds,
    })
}

fn negative(amount: Money) -> Money {
    Money::from_minor(-amount.minor())
}

/// Notes that so much more of a line came back; the answer is how much had
/// come back before. The count of changed rows is the verdict.
fn grow(
    tx: &WriteTx<'_>,
    sale: i64,
    place: i64,
    line: &ReceiptLine,
    quantity: Quantity,
) -> Result<i64, Trouble> {
    tx.insert_unless_taken(
        "INSERT INTO taken_back (sale, line, sold, taken_back) VALUES (?1, ?2, ?3, 0)",
        params![sale, place, line.quantity],
    )?;
    let now = tx.first(
        "UPDATE taken_back SET taken_back = taken_back + ?3
         WHERE sale = ?1 AND line = ?2 AND taken_back + ?3 <= sold RETURNING taken_back",
        params![sale, place, quantity.get()],
        |row| row.get::<_, i64>(0),
    )?;
    match now {
        Some(now) => Ok(now - quantity.get()),
        None => {
            let before = tx.one(
                "SELECT taken_back FROM taken_back WHERE sale = ?1 AND line = ?2",
                params![sale, place],
                |row| row.get::<_, i64>(0),
            )?;
            Err(Refusal::TakenBackAlready {
                name: line.name.clone(),
                wanted: line.unit.format(quantity.get()),
                left: line.unit.format(line.quantity - before),
                sold: line.unit.format(line.quantity),
            }
            .into())
        }
    }
}

/// What goes back to each tender of a sale for goods worth so much.
fn refund(tx: &WriteTx<'_>, sold: &Receipt, worth: Money) -> Result<pricing::Refund, Trouble> {
    let paid: Vec<pricing::Tender> = sold
        .tenders
        .iter()
        .map(|tender| pricing::Tender {
            cash: tender.kind == TenderKind::Cash,
            amount: Money::from_minor(tender.given.minor() - tender.change.minor()),
        })
        .collect();
    if sold.total == Money::ZERO {
        // Given away; there is nothing to give back.
        return Ok(pricing::Refund {
            tenders: vec![Money::ZERO; paid.len()],
            rounding: Money::ZERO,
        });
    }
    let before = tx.one(
        "SELECT coalesce(-sum(total_minor), 0) FROM sales WHERE returns_of = ?1",
        [sold.number],
        |row| row.get(0).map(Money::from_minor),
    )?;
    let (rules, _) = settings::load::<Selling>(tx)?;
    let step = Some(rules.cash_step);
    Ok(pricing::refund(&paid, sold.total, step, before, worth).map_err(Refusal::from)?)
}

/// Writes a line that is taken back: what it takes back, below 0.
fn put_line(
    tx: &WriteTx<'_>,
    number: i64,
    at: usize,
    (place, line): (i64, &ReceiptLine),
    quantity: Quantity,
    part: &pricing::Part,
) -> Result<(), Trouble> {
    let taxes = line.taxes.iter().zip(&part.taxes);
    let inside = taxes.clone().filter(|(tax, _)| tax.inside);
    let inside: i64 = inside.map(|(_, amount)| amount.minor()).sum();
    tx.execute(
        "INSERT INTO sale_lines
             (sale, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, share_minor, net_minor, gross_minor, returns_line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12)",
        params![
            number,
            at as i64,
            line.sweet.map(|sweet| sweet.get()),
            line.name,
            line.unit.word(),
            -quantity.get(),
            line.price.minor(),
            line.per,
            -(part.net.minor() + inside),
            -part.net.minor(),
            -part.gross.minor(),
            place
        ],
    )?;
    for (which, (tax, amount)) in taxes.enumerate() {
        let rate = (tax.rate.millionths(), tax.inside);
        rows::put_tax(tx, (number, at, which), &tax.name, rate, negative(*amount))?;
    }
    Ok(())
}
