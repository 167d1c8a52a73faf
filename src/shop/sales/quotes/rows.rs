//! The rows of a quotation, as they are written and read.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        super::{
            Actor, Trouble, catalogue,
            pricing::{Discount, PricedLine},
            taxes::{self, Tax},
        },
        price::Line,
    },
    Shown,
};
use crate::{
    store::{self, Fault, ReadTx, Row, WriteTx, params},
    values::{Money, Quantity, Rate, SweetId, TaxId, Timestamp, Unit},
};

/// A quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quotation {
    /// Its number, without gaps.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// Whom it is for.
    pub customer: String,
    /// The last day it can be sold by, in the shop's time zone: "2026-03-31".
    pub valid_until: String,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What was noted.
    pub note: Option<String>,
    /// The receipt it was sold on.
    pub sold_on: Option<i64>,
    /// That it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
    /// What is offered; a list of quotations leaves it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<QuotedLine>,
}

/// That a quotation was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// When.
    pub at: Timestamp,
    /// Who withdrew it.
    pub by: String,
    /// Why, where that was said.
    pub reason: Option<String>,
}

/// Where a quotation is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be sold.
    Open,
    /// It was sold.
    Sold,
    /// It was withdrawn.
    Withdrawn,
    /// Its last day is over.
    Over,
}

impl Quotation {
    /// Where it is in its life, on a day of the shop. One whose last day can't
    /// be read is over.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> State {
        let until = NaiveDate::parse_from_str(&self.valid_until, "%Y-%m-%d").ok();
        match (self.sold_on, &self.withdrawn) {
            (Some(_), _) => State::Sold,
            (None, Some(_)) => State::Withdrawn,
            (None, None) if until.is_some_and(|until| until >= today) => State::Open,
            (None, None) => State::Over,
        }
    }
}

/// A quotation's number as it is printed, on its code too: "Q000003".
#[must_use]
pub fn code_of_quotation(number: i64) -> String {
    format!("Q{number:06}")
}

/// The number of the quotation whose code was scanned or typed, where it is one.
#[must_use]
pub fn quotation_of_code(code: &str) -> Option<i64> {
    let digits = code.trim().strip_prefix(['Q', 'q'])?;
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

/// A line of a quotation, with what it was when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedLine {
    /// Which sweet; none where it is an item that is no sweet.
    pub sweet: Option<SweetId>,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How much of the unit.
    pub quantity: Quantity,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for.
    pub per: i64,
    /// What is taken off: the line's own discount, and its share of the whole's.
    #[serde(rename = "discount_minor")]
    pub discount: Money,
    /// What it comes to, taxes in.
    #[serde(rename = "gross_minor")]
    pub gross: Money,
    /// Its taxes.
    pub taxes: Vec<QuotedTax>,
    /// What was noted with it.
    pub note: Option<String>,
}

/// A tax on a line of a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedTax {
    /// Which tax it was.
    pub tax: TaxId,
    /// Its name then.
    pub name: String,
    /// Its rate then.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices had it inside.
    pub inside: bool,
}

impl QuotedLine {
    /// What is taken off, as a sale takes it.
    pub(in super::super) fn off(&self) -> Option<Discount> {
        (self.discount > Money::ZERO).then_some(Discount::Amount(self.discount))
    }
}

impl QuotedTax {
    /// The tax as it was then.
    pub(in super::super) fn then(&self) -> Tax {
        Tax {
            id: self.tax,
            version: 1,
            name: self.name.clone(),
            rate: self.rate,
            inside: self.inside,
            usual: false,
            retired: false,
        }
    }
}

/// What stands at the top of a quotation.
pub(super) struct Head<'h> {
    pub(super) customer: &'h str,
    pub(super) until: NaiveDate,
    pub(super) total: Money,
    pub(super) note: Option<&'h str>,
}

/// Begins a quotation; the answer is its number, one more than the one before.
pub(super) fn begin(tx: &WriteTx<'_>, by: &Actor<'_>, head: &Head<'_>) -> Result<i64, Trouble> {
    Ok(tx.insert(
        "INSERT INTO quotations
             (number, act, at_ms, account, customer, valid_until, total_minor, note)
         VALUES ((SELECT coalesce(max(number), 0) + 1 FROM quotations), ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            by.act,
            by.at.ms(),
            by.account()?.get(),
            head.customer,
            head.until.to_string(),
            head.total.minor(),
            head.note
        ],
    )?)
}

/// Writes a line that is offered, with its taxes.
pub(super) fn put_line(
    tx: &WriteTx<'_>,
    number: i64,
    place: usize,
    line: &Line,
    priced: &PricedLine,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO quotation_lines
             (quotation, line, sweet, name, unit, quantity, price_minor, per, discount_minor,
              gross_minor, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            number,
            place as i64,
            line.sweet.map(|sweet| sweet.get()),
            line.name,
            line.unit.word(),
            line.quantity.get(),
            line.price.minor(),
            line.per,
            // Each is at most the line's amount, together too.
            priced.discount.minor() + priced.share.minor(),
            priced.gross.minor(),
            line.note
        ],
    )?;
    for (at, tax) in line.taxes.iter().enumerate() {
        tx.execute(
            "INSERT INTO quotation_taxes (quotation, line, place, tax, name, rate, inside)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                number,
                place as i64,
                at as i64,
                tax.id.get(),
                tax.name,
                tax.rate.millionths(),
                tax.inside
            ],
        )?;
    }
    Ok(())
}

const HEAD: &str = "number, quotations.at_ms, accounts.name, customer, valid_until, total_minor,
     note, sold_on, gone.at_ms, whose.name, gone.reason";
const FROM: &str = "quotations JOIN accounts ON accounts.id = quotations.account
     LEFT JOIN quotation_withdrawals AS gone ON gone.quotation = number
     LEFT JOIN accounts AS whose ON whose.id = gone.account";

fn head_of_row(row: &Row<'_>) -> store::RowResult<Quotation> {
    Ok(Quotation {
        number: row.get(0)?,
        at: Timestamp::from_ms(row.get(1)?),
        by: row.get(2)?,
        customer: row.get(3)?,
        valid_until: row.get(4)?,
        total: Money::from_minor(row.get(5)?),
        note: row.get(6)?,
        sold_on: row.get(7)?,
        withdrawn: match row.get::<_, Option<i64>>(8)? {
            Some(at) => Some(Withdrawn {
                at: Timestamp::from_ms(at),
                by: row.get(9)?,
                reason: row.get(10)?,
            }),
            None => None,
        },
        lines: Vec::new(),
    })
}

/// The quotation of a number.
///
/// # Errors
/// A fault of the file.
pub fn quotation(db: &ReadTx<'_>, number: i64) -> Result<Option<Quotation>, Fault> {
    let sql = format!("SELECT {HEAD} FROM {FROM} WHERE number = ?1");
    let Some(mut found) = db.first(&sql, [number], head_of_row)? else {
        return Ok(None);
    };
    found.lines = db.all(
        "SELECT sweet, name, unit, quantity, price_minor, per, discount_minor, gross_minor, note
         FROM quotation_lines WHERE quotation = ?1 ORDER BY line",
        [number],
        line_of_row,
    )?;
    let taxes = db.all(
        "SELECT line, tax, name, rate, inside FROM quotation_taxes
         WHERE quotation = ?1 ORDER BY line, place",
        [number],
        |row| {
            let tax = QuotedTax {
                tax: TaxId::new(row.get(1)?),
                name: row.get(2)?,
                rate: taxes::rate_of(row, 3)?,
                inside: row.get(4)?,
            };
            Ok((row.get::<_, i64>(0)?, tax))
        },
    )?;
    for (place, tax) in taxes {
        let line = usize::try_from(place).ok();
        if let Some(line) = line.and_then(|place| found.lines.get_mut(place)) {
            line.taxes.push(tax);
        }
    }
    Ok(Some(found))
}

fn line_of_row(row: &Row<'_>) -> store::RowResult<QuotedLine> {
    Ok(QuotedLine {
        sweet: row.get::<_, Option<i64>>(0)?.map(SweetId::new),
        name: row.get(1)?,
        unit: catalogue::unit_of(row, 2)?,
        quantity: Quantity::of(row.get(3)?).map_err(|why| store::unreadable(3, why))?,
        price: Money::from_minor(row.get(4)?),
        per: row.get(5)?,
        discount: Money::from_minor(row.get(6)?),
        gross: Money::from_minor(row.get(7)?),
        taxes: Vec::new(),
        note: row.get(8)?,
    })
}

/// The quotations before number `before` (or the last ones), newest first,
/// without their lines.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, before: Option<i64>, limit: u32) -> Result<Vec<Quotation>, Fault> {
    let sql = format!("SELECT {HEAD} FROM {FROM} WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
    db.all(
        &sql,
        params![before.unwrap_or(i64::MAX), limit],
        head_of_row,
    )
}

/// As [`list`], those that may be of a kind on a day of the shop. The index of
/// what was sold keeps together what was not, so that what is open costs the
/// same among few that were sold and many.
pub(super) fn maybe_of_kind(
    db: &ReadTx<'_>,
    (shown, today): (Shown, NaiveDate),
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Quotation>, Fault> {
    let those = |kind: &str| {
        format!(
            "SELECT {HEAD} FROM {FROM} WHERE {kind} AND number < ?1 ORDER BY number DESC LIMIT ?2"
        )
    };
    let number = before.unwrap_or(i64::MAX);
    let page = params![number, limit];
    match shown {
        Shown::All => list(db, before, limit),
        Shown::Sold => db.all(&those("sold_on IS NOT NULL"), page, head_of_row),
        Shown::Gone => db.all(&those("sold_on IS NULL"), page, head_of_row),
        Shown::Open => db.all(
            &those("sold_on IS NULL AND gone.quotation IS NULL AND valid_until >= ?3"),
            params![number, limit, today.to_string()],
            head_of_row,
        ),
    }
}

/// The lines as a sale takes them: at the prices, with the discounts and taxes
/// that were offered. A kit is made of what it is made of now.
pub(super) fn lines_for_sale(tx: &WriteTx<'_>, offered: &Quotation) -> Result<Vec<Line>, Trouble> {
    let mut lines = Vec::with_capacity(offered.lines.len());
    for line in &offered.lines {
        let parts = match line.sweet {
            Some(sweet) => catalogue::for_sale(tx, sweet)?.parts,
            None => Vec::new(),
        };
        let taxes = line.taxes.iter().map(QuotedTax::then);
        lines.push(Line {
            sweet: line.sweet,
            name: line.name.clone(),
            unit: line.unit,
            quantity: line.quantity,
            price: line.price,
            per: line.per,
            taxes: taxes.collect(),
            parts,
            discount: line.off(),
            note: line.note.clone(),
            promised: true,
        });
    }
    Ok(lines)
}
