//! Sealing what is final: rows that never change again are summed up, and the sum stands in a
//! record of the journal, which is chained and sealed with the key that is not in the file.
//!
//! Promises: a row that was sealed and is changed, taken out or slipped in afterwards is found,
//! and which; a sale has no part in it (rows are read and summed up outside the lane, and the act
//! only sees that it goes on from the sealing before it); a sealing is of bounded size, and what
//! is more becomes several. Which columns are final stands in each area, as `FINAL` beside its
//! rules; what is not is told here, with the reason.
//! Left out: what came since the last sealing, which only the rules of the books watch; and what
//! may lawfully change, such as the name of somebody who asked to be erased.

mod block;
mod keeper;

use serde::{Deserialize, Serialize};

use super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble, appointments, codes, customers,
    facts, holds, invoices, orders, payments, sales, shifts, staff, stock, stored_value,
};
use crate::{
    store::{Fault, ReadTx, WriteTx},
    values::{RequestId, Timestamp},
};

pub(super) use block::verify;
pub use block::{Altered, Known};
pub use keeper::Sealer;

use block::Block;

/// Acts after which the books are sealed again while the program runs.
const ACTS: i64 = 1000;

/// How long an act is left unsealed at most while the program runs.
const AN_HOUR_MS: i64 = 60 * 60 * 1000;

/// How many rows of a table one sealing takes, as far as it can: those that belong together stay
/// together.
const ROWS: i64 = 2000;

/// Rows that never change again, or columns of rows that don't.
pub(super) struct Final {
    /// What they are called in a sealing. Never changed once there are sealings with it.
    pub(super) name: &'static str,
    /// The table.
    pub(super) table: &'static str,
    /// Where they are read from.
    pub(super) from: &'static str,
    /// What tells which are new: never less than in rows that were committed before.
    pub(super) by: &'static str,
    /// What else puts them in order.
    pub(super) then: &'static str,
    /// The act that they came with; `NULL` where that is not known.
    pub(super) act: &'static str,
    /// What never changes.
    pub(super) columns: &'static [&'static str],
    /// Other columns of the table, and what watches them instead.
    pub(super) left_out: &'static [(&'static str, &'static str)],
    /// Where somebody may ask that these columns be forgotten: what a row is like then. Each row
    /// is summed up alone then, with the key, so that nobody who has the file can try names.
    pub(super) forgotten: Option<&'static str>,
}

impl Final {
    /// Rows with an act of their own and a number that grows with it.
    pub(super) const fn of(
        table: &'static str,
        by: &'static str,
        columns: &'static [&'static str],
    ) -> Final {
        Final {
            name: table,
            table,
            from: table,
            by,
            then: "1",
            act: "act",
            columns,
            left_out: &[],
            forgotten: None,
        }
    }
}

/// All that is final, area by area.
pub(super) fn all() -> impl Iterator<Item = &'static Final> {
    [
        facts::FINAL,
        staff::FINAL,
        customers::FINAL,
        codes::FINAL,
        stored_value::FINAL,
        stock::FINAL,
        sales::FINAL,
        shifts::FINAL,
        holds::FINAL,
        invoices::FINAL,
        payments::FINAL,
        appointments::FINAL,
        orders::FINAL,
    ]
    .into_iter()
    .flatten()
}

/// Tables of which nothing is sealed, and why.
pub const NOT_SEALED: &[(&str, &str)] = &[
    ("journal", "its own chain seals it"),
    ("book_seals", "it says what the journal says"),
    (
        "settings",
        "what the shop chose now; each change is a record",
    ),
    ("accounts", "who works here now; each change is a record"),
    ("log_in_failures", "forgotten by the next log-in"),
    ("pins", "can be set anew"),
    ("customers", "who they are now; can be erased"),
    ("number_reading", "can be made anew from the customers"),
    ("code_asks", "forgotten when they count no more"),
    ("messages", "an outbox: forgotten once they are sent"),
    ("categories", "what is sold now"),
    ("sweets", "what is sold now; each change is a record"),
    ("name_order", "can be made anew from the sweets"),
    ("barcodes", "what is sold now"),
    ("sweet_taxes", "what is sold now"),
    ("kit_parts", "what is sold now; what was sold has its own"),
    ("sweet_names", "an index of words"),
    ("sweet_codes", "an index of codes"),
    ("taxes", "what holds now; what was sold has its own"),
    ("stock", "the sum of the movements"),
    ("promises", "the sum of open orders"),
    ("taken_back", "the sum of the returns"),
    ("baskets", "no books: what is being put together"),
    ("basket_lines", "no books: what is being put together"),
    ("basket_gift_cards", "no books: what is being put together"),
    ("basket_tenders", "no books: what is being put together"),
    ("prints", "an outbox"),
    (
        "backups",
        "what is known of copies; each has a head of its own",
    ),
    ("payment_flags", "up until somebody saw to them"),
    ("order_numbers", "what slips were called"),
    (
        "calendars",
        "what can be booked now; each change is a record",
    ),
    ("calendar_hours", "what can be booked now"),
    ("calendar_dates", "what can be booked now"),
    ("calendar_date_hours", "what can be booked now"),
    ("slots", "the sum of orders and appointments"),
];

/// A table's columns that are sealed, and those that are left out and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// What is sealed, by all that is sealed of the table.
    pub sealed: Vec<&'static str>,
    /// What is not.
    pub left_out: Vec<(&'static str, &'static str)>,
}

/// Which columns of a table are sealed; `None` where nothing of it is.
pub fn columns_of(table: &str) -> Option<Columns> {
    let mut columns = Columns::default();
    let mut found = false;
    for part in all().filter(|part| part.table == table) {
        found = true;
        let name = |column: &&'static str| column.rsplit('.').next().unwrap_or(column);
        columns.sealed.extend(part.columns.iter().map(name));
        columns.left_out.extend(part.left_out);
    }
    found.then_some(columns)
}

/// Seals what is final and was not sealed yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SealBooks(Block);

/// What was sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// How many rows.
    pub rows: i64,
}

/// What the journal calls a sealing.
pub(super) const SEAL: &str = "books.seal";

impl Command for SealBooks {
    type Outcome = Sealed;
    const NAME: &'static str = SEAL;
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sealed, Trouble> {
        if newest(tx)? != self.0.after {
            return Err(Refusal::invalid("after", "is not the newest sealing any more").into());
        }
        tx.execute("INSERT INTO book_seals (act) VALUES (?1)", [by.act])?;
        Ok(Sealed {
            rows: self.0.count(),
        })
    }
}

/// The act of the newest sealing; 0 where there is none.
fn newest(db: &ReadTx<'_>) -> Result<i64, Fault> {
    db.one("SELECT coalesce(max(act), 0) FROM book_seals", [], |row| {
        row.get(0)
    })
}

/// Whether so much happened since the last sealing, or so long ago, or a shift was closed, that
/// it is time for another.
fn is_due(db: &ReadTx<'_>, now: Timestamp) -> Result<bool, Fault> {
    let sealed = newest(db)?;
    db.one(
        "SELECT coalesce((SELECT max(act) FROM journal) - ?1 >= ?2, 0)
             OR coalesce((SELECT at_ms FROM journal WHERE act = ?1 + 1) <= ?3, 0)
             OR coalesce((SELECT act FROM z_reports ORDER BY number DESC LIMIT 1) > ?1, 0)",
        [sealed, ACTS, now.ms().saturating_sub(AN_HOUR_MS)],
        |row| row.get(0),
    )
}

impl Shop {
    /// Seals what is final and was not sealed yet; the answer is how much that was. Nobody needs
    /// to be logged in for it.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn seal_books(&self) -> Result<Sealed, Trouble> {
        let session = Session::visitor("sealing the books");
        let mut done = Sealed::default();
        while let Some(block) = self.read(|db| block::next(db, self.key(), ROWS))? {
            match self.execute(&session, RequestId::new(), SealBooks(block)) {
                Ok(sealed) => done.rows = done.rows.saturating_add(sealed.rows),
                // Another process was faster: what is left is looked for anew.
                Err(Trouble::Refused(Refusal::Invalid { .. })) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(done)
    }
}

/// What has to agree of the sealings themselves.
pub(super) const RULES: &[(&str, &str)] = &[(
    "every sealing of the books has its record, and every record of one its row",
    "SELECT act FROM (SELECT act FROM book_seals
                      EXCEPT SELECT act FROM journal WHERE command = 'books.seal')
     UNION SELECT act FROM (SELECT act FROM journal WHERE command = 'books.seal'
                            EXCEPT SELECT act FROM book_seals)",
)];
