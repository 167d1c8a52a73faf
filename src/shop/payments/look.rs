//! Payments as people look for them: by what is on a slip or the provider's page,
//! and by whether they need somebody.

use super::{
    Payment, State,
    rows::{PAYMENTS, payment_of},
};
use crate::{
    store::{Fault, ReadTx, params},
    values::Timestamp,
};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Those in this state only.
    pub state: Option<State>,
    /// Those that need a person only: with a flag, with a refund of which nobody
    /// knows what became, or whose money was promised and did not come in time.
    pub needs_person: bool,
    /// Those with this id of the provider, receipt, payment or invoice number
    /// only; all where it is empty.
    pub text: String,
}

/// The second term is what the refunds' index is of.
const NEEDS_PERSON: &str = " AND payments.id IN (
        SELECT id FROM payments WHERE flag IS NOT NULL
        UNION ALL SELECT payment FROM refunds
            WHERE state IN ('begun', 'accepted', 'unknown') AND state = 'unknown'
        UNION ALL SELECT payments.id FROM payments JOIN holds ON holds.id = hold
            WHERE captured_minor = 0 AND payments.state = 'authorized' AND until_ms <= ?2)";

const NAMED: &str = " AND payments.id IN (
        SELECT id FROM payments WHERE provider_order = ?3
        UNION ALL SELECT id FROM payments WHERE provider_payment = ?3
        UNION ALL SELECT payment FROM refunds WHERE provider_refund = ?3
        UNION ALL SELECT payments.id FROM payments JOIN invoices ON invoices.id = invoice
            WHERE number = ?3
        UNION ALL SELECT id FROM payments WHERE sale = ?4
        UNION ALL SELECT id FROM payments WHERE id = ?4)";

/// The payments that are looked for, newest first; at most `limit`. What is late
/// is told by `now`.
///
/// # Errors
/// A fault of the file.
pub fn look(
    db: &ReadTx<'_>,
    look: &Look,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Payment>, Fault> {
    let text = look.text.trim();
    // A receipt is printed as “R000012”.
    let digits = text.strip_prefix(['R', 'r', '#']).unwrap_or(text);
    let number = digits.parse::<i64>().ok();
    let mut sql = format!("{PAYMENTS} WHERE (?1 IS NULL OR payments.state = ?1)");
    if look.needs_person {
        sql.push_str(NEEDS_PERSON);
    }
    if !text.is_empty() {
        sql.push_str(NAMED);
    }
    sql.push_str(" ORDER BY payments.id DESC LIMIT ?5");
    let state = look.state.map(State::word);
    db.all(
        &sql,
        params![state, now.ms(), text, number, limit],
        payment_of,
    )
}
