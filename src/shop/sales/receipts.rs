//! Receipts: what was sold, as it was sold.

use serde::Serialize;

use crate::{
    store::{Fault, ReadTx, params},
    values::{Money, SweetId, Timestamp},
};

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Its number, without gaps.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who sold it.
    pub by: String,
    /// The lines, in the order they were asked for.
    pub lines: Vec<ReceiptLine>,
    /// What it cost.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What the customer gave.
    #[serde(rename = "cash_minor")]
    pub cash: Money,
    /// What they got back.
    #[serde(rename = "change_minor")]
    pub change: Money,
}

/// One line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    /// Which sweet.
    pub sweet: SweetId,
    /// Its name when it was sold.
    pub name: String,
    /// How many pieces.
    pub quantity: i64,
    /// The price of one when it was sold.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// Price times quantity.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// A sale in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaleRow {
    /// The receipt's number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who sold it.
    pub by: String,
    /// What it cost.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// Pieces on it.
    pub pieces: i64,
}

/// The receipt of a number.
///
/// # Errors
/// A fault of the file.
pub fn receipt(db: &ReadTx<'_>, number: i64) -> Result<Option<Receipt>, Fault> {
    let head = db.first(
        "SELECT number, at_ms, accounts.name, total_minor, given_minor, change_minor
         FROM sales JOIN accounts ON accounts.id = sales.account
         JOIN tenders ON tenders.sale = sales.number AND tenders.line = 0
         WHERE number = ?1",
        [number],
        |row| {
            Ok(Receipt {
                number: row.get(0)?,
                at: Timestamp::from_ms(row.get(1)?),
                by: row.get(2)?,
                lines: Vec::new(),
                total: Money::from_minor(row.get(3)?),
                cash: Money::from_minor(row.get(4)?),
                change: Money::from_minor(row.get(5)?),
            })
        },
    )?;
    let Some(mut receipt) = head else {
        return Ok(None);
    };
    receipt.lines = db.all(
        "SELECT sweet, name, quantity, price_minor, amount_minor
         FROM sale_lines WHERE sale = ?1 ORDER BY line",
        [number],
        |row| {
            Ok(ReceiptLine {
                sweet: SweetId::new(row.get(0)?),
                name: row.get(1)?,
                quantity: row.get(2)?,
                price: Money::from_minor(row.get(3)?),
                amount: Money::from_minor(row.get(4)?),
            })
        },
    )?;
    Ok(Some(receipt))
}

/// The sales before number `before` (or the last ones), newest first.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, before: Option<i64>, limit: u32) -> Result<Vec<SaleRow>, Fault> {
    db.all(
        "SELECT number, at_ms, accounts.name, total_minor,
                (SELECT sum(quantity) FROM sale_lines WHERE sale = number)
         FROM sales JOIN accounts ON accounts.id = sales.account
         WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
        params![before.unwrap_or(i64::MAX), limit],
        |row| {
            Ok(SaleRow {
                number: row.get(0)?,
                at: Timestamp::from_ms(row.get(1)?),
                by: row.get(2)?,
                total: Money::from_minor(row.get(3)?),
                pieces: row.get(4)?,
            })
        },
    )
}
