//! The rows of a receipt, as they are written.

use super::{
    super::{Actor, Trouble, pricing::PricedLine, shifts},
    TenderKind,
    price::Line,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{CustomerId, Money, ShiftId},
};

/// What stands at the top of a receipt.
pub(super) struct Head<'h> {
    /// "sale", "return" or "void".
    pub(super) kind: &'static str,
    /// The receipt it takes back from.
    pub(super) returns_of: Option<i64>,
    /// Who bought it, where that is known.
    pub(super) customer: Option<CustomerId>,
    pub(super) total: Money,
    pub(super) rounding: Money,
    pub(super) note: Option<&'h str>,
    /// Whose drawer the money goes through; it must be open.
    pub(super) shift: Option<ShiftId>,
}

/// Begins a receipt; the answer is its number, one more than the one before.
pub(super) fn begin(tx: &WriteTx<'_>, by: &Actor<'_>, head: &Head<'_>) -> Result<i64, Trouble> {
    if let Some(shift) = head.shift {
        shifts::must_be_open(tx, by, shift)?;
    }
    Ok(tx.insert(
        "INSERT INTO sales
             (number, act, at_ms, account, kind, returns_of, total_minor, rounding_minor, note, shift,
              customer)
         VALUES ((SELECT coalesce(max(number), 0) + 1 FROM sales), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
                 ?9, ?10)",
        params![
            by.act,
            by.at.ms(),
            by.account()?.get(),
            head.kind,
            head.returns_of,
            head.total.minor(),
            head.rounding.minor(),
            head.note,
            head.shift.map(ShiftId::get),
            head.customer.map(CustomerId::get)
        ],
    )?)
}

/// Writes a line that is sold, with its taxes.
pub(super) fn put_line(
    tx: &WriteTx<'_>,
    number: i64,
    place: usize,
    line: &Line,
    priced: &PricedLine,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO sale_lines
             (sale, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, share_minor, net_minor, gross_minor, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            number,
            place as i64,
            line.sweet.map(|sweet| sweet.get()),
            line.name,
            line.unit.word(),
            line.quantity.get(),
            line.price.minor(),
            line.per,
            priced.amount.minor(),
            priced.discount.minor(),
            priced.share.minor(),
            priced.net.minor(),
            priced.gross.minor(),
            line.note
        ],
    )?;
    for (at, (tax, amount)) in line.taxes.iter().zip(&priced.taxes).enumerate() {
        let rate = (tax.rate.millionths(), tax.inside);
        put_tax(tx, (number, place, at), &tax.name, rate, *amount)?;
    }
    for part in &line.parts {
        tx.execute(
            "INSERT INTO sale_kit_parts (sale, line, part, quantity) VALUES (?1, ?2, ?3, ?4)",
            params![number, place as i64, part.sweet.get(), part.quantity.get()],
        )?;
    }
    Ok(())
}

/// Writes a tax of a line.
pub(super) fn put_tax(
    tx: &WriteTx<'_>,
    (number, place, at): (i64, usize, usize),
    name: &str,
    (millionths, inside): (i64, bool),
    amount: Money,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO sale_taxes (sale, line, place, name, rate, inside, tax_minor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            number,
            place as i64,
            at as i64,
            name,
            millionths,
            inside,
            amount.minor()
        ],
    )?;
    Ok(())
}

/// Writes what was given, and what of it went back as change.
pub(super) fn put_tender(
    tx: &WriteTx<'_>,
    (number, place): (i64, usize),
    kind: TenderKind,
    (given, change): (Money, Money),
    reference: Option<&str>,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO tenders (sale, line, kind, given_minor, change_minor, reference)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            number,
            place as i64,
            kind.word(),
            given.minor(),
            change.minor(),
            reference
        ],
    )?;
    Ok(())
}
