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
        Actor, Command, Permission, Refusal, Trouble, invoices,
        payments::{self, CameBack},
        pricing, printing, shifts,
    },
    TenderKind,
    asked::noted,
    receipts::{Receipt, ReceiptLine},
    rows::{self, Head},
    shelf, stored,
    worth::{Picked, Reckoned, back_already, pick, reckon, refunded, sale_of},
};
use crate::{
    store::{WriteTx, params},
    values::{CustomerId, Money, Quantity, ShiftId, Timestamp},
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
    /// The shift whose drawer the money leaves; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// Whether the money goes to a customer's credit, instead of the way it
    /// came: that of the receipt's, or of `customer`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_credit: bool,
    /// Whose credit it goes to, where the receipt names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Whether the money went back before, by the payment provider and without goods: what did
    /// counts for these first, and only what is missing goes back now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub money_went_back: bool,
}

/// Some of a receipt's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Takes a whole sale back that should not have been made: while its shift is
/// open or, where it has none, on the day of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoidSale {
    /// The receipt.
    pub receipt: i64,
    /// Why.
    pub reason: String,
    /// The shift whose drawer the money leaves; it must be open. Left out, it
    /// is the sale's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
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
    /// What of that the payment provider had given back before.
    #[serde(
        default,
        rename = "went_before_minor",
        skip_serializing_if = "is_nothing"
    )]
    pub went_before: Money,
}

fn is_nothing(amount: &Money) -> bool {
    *amount == Money::ZERO
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
        let picked = pick(&sold, &self.lines)?;
        let customer = match self.to_credit {
            true => Some(stored::creditor(tx, &sold, self.customer)?),
            false if self.customer.is_some() => {
                let why = "is only named for money that goes to their credit";
                return Err(Refusal::invalid("customer", why).into());
            }
            false => None,
        };
        if customer.is_some() && self.money_went_back {
            let why =
                "is for money that went back to the customer: it can't go to their credit too";
            return Err(Refusal::invalid("money_went_back", why).into());
        }
        let how = (self.reason.as_str(), customer, self.money_went_back);
        take_back(tx, by, ("return", self.shift), &sold, &picked, how)
    }
}

impl Command for VoidSale {
    type Outcome = TookBack;
    const NAME: &'static str = "sales.void";
    const NEEDS: Permission = Permission::TakeBack;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TookBack, Trouble> {
        let sold = sale_of(tx, self.receipt)?;
        let zone = by.shop.zone;
        if let Some(shift) = sold.shift {
            if !shifts::is_open(tx, shift)? {
                return Err(Refusal::invalid(
                    "receipt",
                    "is of a shift that was closed and can't be voided any more; take its goods back instead",
                )
                .into());
            }
        } else if zone.date(sold.at) != zone.date(by.at) {
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
        let shift = self.shift.or(sold.shift);
        take_back(
            tx,
            by,
            ("void", shift),
            &sold,
            &all,
            (&self.reason, None, false),
        )
    }
}

fn take_back(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (kind, shift): (&'static str, Option<ShiftId>),
    sold: &Receipt,
    picked: &[Picked<'_>],
    (reason, creditor, money_went_back): (&str, Option<CustomerId>, bool),
) -> Result<TookBack, Trouble> {
    let reason = noted("reason", Some(reason))?.ok_or_else(|| {
        Refusal::invalid("reason", "a reason is needed, such as “not as ordered”")
    })?;
    let mut before = Vec::with_capacity(picked.len());
    for &(place, line, quantity, _) in picked {
        before.push(grow(tx, sold.number, place, line, quantity)?);
    }
    let Reckoned {
        parts,
        worth,
        refund,
    } = reckon(tx, sold, picked, &before)?;

    let number = rows::begin(
        tx,
        by,
        &Head {
            kind,
            returns_of: Some(sold.number),
            customer: creditor.or(sold.customer.as_ref().map(|buyer| buyer.id)),
            total: negative(worth),
            rounding: negative(refund.rounding),
            note: Some(&reason),
            shift,
        },
    )?;
    for (at, (&(place, line, quantity, to), part)) in picked.iter().zip(&parts).enumerate() {
        put_line(tx, number, at, (sold.number, place, line), quantity, part)?;
        if let Some(sweet) = line.sweet {
            let wasted = to == Destination::Waste;
            shelf::put_back(tx, by, (sold.number, place), sweet, (quantity, wasted))?;
        }
        if let Some(card) = &line.gift_card {
            stored::unload(tx, by, number, card, part.gross)?;
        }
    }
    let refunds = refunded(sold, &refund);
    let credit = creditor.map(|customer| {
        let all = refunds.iter().map(|(_, back)| back.amount.minor()).sum();
        stored::to_credit(customer, Money::from_minor(all))
    });
    for (line, back) in &refunds {
        // A return's tenders stand at the lines of those they go back to,
        // whatever they go back as.
        let tender = match (&credit, sold.tenders.get(*line)) {
            (Some((credit, _)), _) | (None, Some(credit)) => credit,
            (None, None) => continue,
        };
        let holder = stored::holder_of(tx, tender)?;
        if let Some(holder) = &holder {
            stored::pay_back(tx, number, holder, back.amount)?;
        }
        let given = (negative(back.amount), Money::ZERO);
        let reference = match &holder {
            Some(holder) => Some(stored::reference(holder)),
            None => tender.reference.clone(),
        };
        rows::put_tender(
            tx,
            (number, *line),
            tender.kind,
            given,
            reference.as_deref(),
        )?;
    }
    // What a provider took goes back through it; a gift card or credit has its part already.
    let goods = CameBack {
        sold: sold.number,
        back: number,
        amount: by_provider(&refunds),
        went_before: money_went_back,
        reason: &reason,
    };
    let went_before = match credit {
        Some(_) => {
            payments::not_before(tx, by, &goods)?;
            Money::ZERO
        }
        None => payments::of_return(tx, by, &goods)?,
    };
    let receipts = (sold.number, number);
    invoices::credit_return(tx, by, receipts, (worth, went_before), &reason)?;
    // The drawer is opened only for money that leaves it.
    let cash = credit.is_none()
        && refunds
            .iter()
            .any(|(_, back)| back.kind == TenderKind::Cash);
    printing::receipt_made(tx, by, number, cash)?;
    Ok(TookBack {
        number,
        at: by.at,
        total: negative(worth),
        refunds: match credit {
            Some((tender, amount)) => vec![Refunded {
                kind: tender.kind,
                amount,
                reference: tender.reference,
            }],
            None => refunds.into_iter().map(|(_, back)| back).collect(),
        },
        went_before,
    })
}

/// What of a payment provider's goes back, where one took any: beside it a receipt has stored
/// value alone.
pub(super) fn by_provider(refunds: &[(usize, Refunded)]) -> Money {
    let theirs = refunds
        .iter()
        .filter(|(_, back)| back.kind.is_a_providers());
    Money::from_minor(theirs.map(|(_, back)| back.amount.minor()).sum())
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
            Err(back_already((sale, place), line, quantity, before).into())
        }
    }
}

/// Writes a line that is taken back: what it takes back, below 0.
fn put_line(
    tx: &WriteTx<'_>,
    number: i64,
    at: usize,
    (sold, place, line): (i64, i64, &ReceiptLine),
    quantity: Quantity,
    part: &pricing::Part,
) -> Result<(), Trouble> {
    let taxes = line.taxes.iter().zip(&part.taxes);
    let inside = taxes.clone().filter(|(tax, _)| tax.inside);
    let inside: i64 = inside.map(|(_, amount)| amount.minor()).sum();
    tx.execute(
        "INSERT INTO sale_lines
             (sale, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, share_minor, net_minor, gross_minor, returns_line, gift_card)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12,
                 (SELECT gift_card FROM sale_lines WHERE sale = ?13 AND line = ?12))",
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
            place,
            sold
        ],
    )?;
    for (which, (tax, amount)) in taxes.enumerate() {
        let rate = (tax.rate.millionths(), tax.inside);
        rows::put_tax(tx, (number, at, which), &tax.name, rate, negative(*amount))?;
    }
    Ok(())
}
