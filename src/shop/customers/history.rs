//! What passed between a customer and the shop.

use serde::Serialize;

use crate::{
    store::{Fault, ReadTx, params, unreadable},
    values::{CustomerId, Money, Timestamp},
};

/// What kind of thing passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Passed {
    /// They bought something.
    Sale,
    /// Goods came back, or a sale was made void.
    Return,
    /// They were written an invoice.
    Invoice,
    /// One was corrected.
    CreditNote,
    /// They ordered something for later.
    Order,
    /// They booked an appointment.
    Appointment,
    /// Credit of theirs moved because they were merged.
    Merge,
}

impl Passed {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Passed::Sale => "Receipt",
            Passed::Return => "Return",
            Passed::Invoice => "Invoice",
            Passed::CreditNote => "Credit note",
            Passed::Order => "Order",
            Passed::Appointment => "Appointment",
            Passed::Merge => "Merged",
        }
    }
}

/// One thing that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What.
    pub what: Passed,
    /// What it is called: a receipt's or an invoice's number, who was merged.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// Who served them.
    pub by: String,
    /// Whether it counts for nothing any more: an invoice that was made void.
    pub void: bool,
    /// What it came to; below 0 where it went back.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// How it moved their credit.
    #[serde(rename = "credit_minor")]
    pub credit: Money,
}

/// What passed between a customer (and who was merged into them) and the shop, newest first.
///
/// # Errors
/// A fault of the file.
pub fn history(db: &ReadTx<'_>, id: CustomerId, limit: u32) -> Result<Vec<Entry>, Fault> {
    db.all(
        "WITH them AS (SELECT id FROM customers WHERE id = ?1 OR merged_into = ?1)
         SELECT CASE kind WHEN 'sale' THEN 'sale' ELSE 'return' END, CAST(number AS TEXT), at_ms,
                account, total_minor + rounding_minor,
                (SELECT coalesce(sum(delta_minor), 0) FROM stored_value_movements AS moved
                 JOIN stored_value ON stored_value.id = moved.value
                 WHERE moved.sale = sales.number AND stored_value.customer IS NOT NULL), act, FALSE
         FROM sales WHERE customer IN them
         UNION ALL
         SELECT kind, number, at_ms, account,
                CASE kind WHEN 'invoice' THEN total_minor ELSE -total_minor END, 0, act,
                state = 'void'
         FROM invoices WHERE customer IN them
         UNION ALL
         SELECT 'order', day || ' · ' || number || ' · ' || replace(state, '_', ' '), at_ms, account,
                total_minor, 0, act, FALSE
         FROM orders WHERE customer IN them
         UNION ALL
         SELECT 'appointment',
                date((appointments.start_ms + 60000 * offset_minutes) / 1000, 'unixepoch') || ' '
                || strftime('%H:%M', (appointments.start_ms + 60000 * offset_minutes) / 1000, 'unixepoch')
                || ' · ' || replace(state, '_', ' ') || ' · ' || calendars.name,
                at_ms, account, 0, 0, act, FALSE
         FROM appointments JOIN slots ON slots.id = slot
         JOIN calendars ON calendars.id = appointments.calendar
         WHERE customer IN them
         UNION ALL
         SELECT 'merge', CAST(gone AS TEXT), at_ms, account, 0,
                coalesce((SELECT sum(delta_minor) FROM stored_value_movements AS moved
                 WHERE moved.act = customer_merges.act AND delta_minor > 0), 0), act, FALSE
         FROM customer_merges WHERE gone IN them
         ORDER BY act DESC, number DESC LIMIT ?2",
        params![id.get(), limit],
        |row| {
            Ok((
                row.get::<_, Option<i64>>(3)?,
                Entry {
                    what: match row.get_ref(0)?.as_str()? {
                        "sale" => Passed::Sale,
                        "return" => Passed::Return,
                        "invoice" => Passed::Invoice,
                        "credit_note" => Passed::CreditNote,
                        "order" => Passed::Order,
                        "appointment" => Passed::Appointment,
                        "merge" => Passed::Merge,
                        other => return Err(unreadable(0, format!("nothing known: “{other}”"))),
                    },
                    number: row.get(1)?,
                    at: Timestamp::from_ms(row.get(2)?),
                    by: String::new(),
                    void: row.get(7)?,
                    amount: row.get(4).map(Money::from_minor)?,
                    credit: row.get(5).map(Money::from_minor)?,
                },
            ))
        },
    )?
    .into_iter()
    .map(|(account, entry)| {
        let sql = "SELECT name FROM accounts WHERE id = ?1";
        let by = db.first(sql, [account], |row| row.get::<_, String>(0))?;
        Ok(Entry {
            by: by.unwrap_or_default(),
            ..entry
        })
    })
    .collect()
}
