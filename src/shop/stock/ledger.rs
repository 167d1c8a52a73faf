//! The ledger of stock, and the one place where stock is taken.

use serde::Serialize;

use super::super::{Actor, Shortage, TakenBy, Trouble, catalogue};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Quantity, SweetId, Timestamp},
};

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It was there when the sweet was added.
    Opening,
    /// It came in.
    Received,
    /// It was sold.
    Sold,
    /// It was counted, and there was more or less.
    Counted,
}

impl Reason {
    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Opening => "opening",
            Reason::Received => "received",
            Reason::Sold => "sold",
            Reason::Counted => "counted",
        }
    }
}

/// One movement of one sweet.
#[derive(Clone, Debug, Serialize)]
pub struct Movement {
    /// The number of the act it came with.
    pub act: i64,
    /// Which of that act's.
    pub line: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// From which window.
    pub window: String,
    /// Why.
    pub reason: Reason,
    /// By how many pieces; below 0 where they left.
    pub delta: i64,
    /// Pieces on hand after it.
    pub on_hand: i64,
    /// What was noted.
    pub note: Option<String>,
    /// The receipt it was sold on.
    pub receipt: Option<i64>,
}

/// The movements of a sweet before `before` (act and line, exclusive), or the
/// last ones; newest first.
///
/// # Errors
/// A fault of the file.
pub fn movements(
    db: &ReadTx<'_>,
    sweet: SweetId,
    before: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<Movement>, Fault> {
    let (act, line) = before.unwrap_or((i64::MAX, 0));
    db.all(
        "SELECT movements.act, movements.line, journal.at_ms, coalesce(accounts.name, ''),
                journal.window, reason, delta, on_hand, note,
                CASE reason WHEN 'sold' THEN journal.outcome ->> 'number' END
         FROM movements
         JOIN journal ON journal.act = movements.act
         LEFT JOIN accounts ON accounts.id = journal.account
         WHERE movements.sweet = ?1 AND (movements.act, movements.line) < (?2, ?3)
         ORDER BY movements.act DESC, movements.line DESC LIMIT ?4",
        params![sweet.get(), act, line, limit],
        |row| {
            Ok(Movement {
                act: row.get(0)?,
                line: row.get(1)?,
                at: Timestamp::from_ms(row.get(2)?),
                by: row.get(3)?,
                window: row.get(4)?,
                reason: match row.get_ref(5)?.as_str()? {
                    "opening" => Reason::Opening,
                    "received" => Reason::Received,
                    "sold" => Reason::Sold,
                    _ => Reason::Counted,
                },
                delta: row.get(6)?,
                on_hand: row.get(7)?,
                note: row.get(8)?,
                receipt: row.get(9)?,
            })
        },
    )
}

/// Writes down a movement that was just made.
pub(super) fn note_movement(
    tx: &WriteTx<'_>,
    (act, line): (i64, usize),
    sweet: SweetId,
    reason: Reason,
    (delta, on_hand): (i64, i64),
    note: Option<&str>,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO movements (sweet, act, line, reason, delta, on_hand, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            sweet.get(),
            act,
            line as i64,
            reason.word(),
            delta,
            on_hand,
            note
        ],
    )?;
    Ok(())
}

/// Begins the stock of a new sweet.
pub(in super::super) fn open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    opening: i64,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO stock (sweet, on_hand) VALUES (?1, ?2)",
        params![sweet.get(), opening],
    )?;
    if opening > 0 {
        note_movement(
            tx,
            (by.act, 0),
            sweet,
            Reason::Opening,
            (opening, opening),
            None,
        )?;
    }
    Ok(())
}

/// Whether anything of a sweet ever came, went or was counted.
pub(in super::super) fn ever_moved(db: &ReadTx<'_>, sweet: SweetId) -> Result<bool, Fault> {
    let first = db.first(
        "SELECT 1 FROM movements WHERE sweet = ?1 LIMIT 1",
        [sweet.get()],
        |_| Ok(()),
    )?;
    Ok(first.is_some())
}

/// Takes pieces for a sale, if there are enough: the database decides.
pub(in super::super) fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    line: usize,
    sweet: SweetId,
    quantity: Quantity,
) -> Result<Result<(), Shortage>, Trouble> {
    let left = tx.first(
        "UPDATE stock SET on_hand = on_hand - ?2 WHERE sweet = ?1 AND on_hand >= ?2
         RETURNING on_hand",
        params![sweet.get(), quantity.get()],
        |row| row.get(0),
    )?;
    match left {
        Some(on_hand) => {
            let moved = (-quantity.get(), on_hand);
            note_movement(tx, (by.act, line), sweet, Reason::Sold, moved, None)?;
            Ok(Ok(()))
        }
        None => Ok(Err(shortage(tx, by, sweet, quantity)?)),
    }
}

/// Words why there is not enough: what is left, and who took the last.
fn shortage(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    wanted: Quantity,
) -> Result<Shortage, Trouble> {
    let name = catalogue::name_of(tx, sweet)?;
    let left = tx.first(
        "SELECT on_hand FROM stock WHERE sweet = ?1",
        [sweet.get()],
        |row| row.get(0),
    )?;
    // What this act itself took on an earlier line is no answer.
    let taken_by = tx.first(
        "SELECT coalesce(accounts.name, ''), journal.window, journal.at_ms, -movements.delta
         FROM movements
         JOIN journal ON journal.act = movements.act
         LEFT JOIN accounts ON accounts.id = journal.account
         WHERE sweet = ?1 AND reason = 'sold' AND movements.act < ?2
         ORDER BY movements.act DESC LIMIT 1",
        params![sweet.get(), by.act],
        |row| {
            let at = Timestamp::from_ms(row.get(2)?);
            Ok(TakenBy {
                who: row.get(0)?,
                window: row.get(1)?,
                at,
                time: by.shop.zone.time_of_day(at),
                quantity: row.get(3)?,
            })
        },
    )?;
    Ok(Shortage {
        sweet,
        name,
        wanted: wanted.get(),
        left: left.unwrap_or(0),
        taken_by,
    })
}
