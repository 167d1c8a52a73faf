//! Why so much is expected: the rows it is made of.

use serde::Serialize;

use super::{
    figures::{RECEIPTS, plus},
    report::shift,
};
use crate::{
    shop::sales::TenderKind,
    store::{Fault, ReadTx, params},
    values::{Money, ShiftId, Timestamp},
};

/// A row that an expected amount is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Because {
    /// What it is: "float", "pay_in", "pay_out", "drop", "sale", "return",
    /// "void", or "count", which makes nothing more or less.
    pub what: String,
    /// The receipt, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was given, where it is a sale.
    #[serde(rename = "given_minor")]
    pub given: Money,
    /// What of it went back as change.
    #[serde(rename = "change_minor")]
    pub change: Money,
    /// What it makes more; below 0, less.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What is expected with it and all before it.
    #[serde(rename = "expected_minor")]
    pub expected: Money,
    /// What was counted, where it is a count.
    #[serde(rename = "counted_minor", skip_serializing_if = "Option::is_none")]
    pub counted: Option<Money>,
    /// Why, where somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The rows that the expected amount of a tender is made of, in the order in
/// which they happened; the last one's `expected` is the answer.
///
/// # Errors
/// A fault of the file.
pub fn explain(
    db: &ReadTx<'_>,
    id: ShiftId,
    kind: TenderKind,
) -> Result<Option<Vec<Because>>, Fault> {
    let Some(shift) = shift(db, id)? else {
        return Ok(None);
    };
    let mut rows = db.all(
        &format!(
            "SELECT sales.act, sales.kind, number, at_ms, accounts.name, sum(given_minor),
                    sum(change_minor), note, NULL
             FROM sales JOIN tenders ON sale = number JOIN accounts ON accounts.id = sales.account
             WHERE {RECEIPTS} AND tenders.kind = ?4 GROUP BY number
             UNION ALL
             SELECT cash_moves.act, cash_moves.kind, NULL, journal.at_ms, accounts.name,
                    amount_minor, 0, reason, NULL
             FROM cash_moves JOIN journal USING (act) JOIN accounts ON accounts.id = journal.account
             WHERE cash_moves.shift = ?1 AND tender = ?4 AND kind <> 'difference'
             UNION ALL
             SELECT act, 'count', NULL, counted_ms, accounts.name, 0, 0, NULL,
                    value ->> 'counted_minor'
             FROM shift_counts JOIN accounts ON accounts.id = counted_by,
                  json_each(count, '$.balances')
             WHERE shift = ?1 AND value ->> 'kind' = ?4
             ORDER BY 1"
        ),
        params![
            id.get(),
            shift.after_sale,
            shift.last_sale.unwrap_or(i64::MAX),
            kind.word()
        ],
        |row| {
            let (given, change): (i64, i64) = (row.get(5)?, row.get(6)?);
            Ok(Because {
                what: row.get(1)?,
                receipt: row.get(2)?,
                at: Timestamp::from_ms(row.get(3)?),
                by: row.get(4)?,
                given: Money::from_minor(given),
                change: Money::from_minor(change),
                amount: Money::ZERO,
                expected: Money::ZERO,
                reason: row.get(7)?,
                counted: row.get::<_, Option<i64>>(8)?.map(Money::from_minor),
            })
        },
    )?;
    let mut sum = Money::ZERO;
    for row in &mut rows {
        row.amount = plus(row.given, Money::from_minor(-row.change.minor()))?;
        sum = plus(sum, row.amount)?;
        row.expected = sum;
    }
    Ok(Some(rows))
}
