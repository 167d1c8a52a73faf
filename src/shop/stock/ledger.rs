//! The ledger of stock, and the one place where stock moves.
//!
//! Movements are appended, each with the number of the same sweet's movement
//! before it; the stock has the newest. So one sweet's are walked newest first
//! by their numbers, and no index is written to.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::{
    super::{Actor, Refusal, Shortage, TakenBy, Trouble, catalogue},
    promises::{Keeps, promised_of},
};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, WriteTx, params, unreadable},
    values::{Quantity, SweetId, Timestamp},
};

/// More pieces of a sweet than this the shop can't count.
pub(super) const ON_HAND_MOST: i64 = 1_000_000_000_000;

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
    /// A customer brought it back.
    Returned,
    /// It broke.
    Broken,
    /// It was given to be tasted.
    Sample,
    /// It was thrown away.
    Waste,
    /// It is held until it is paid for.
    Held,
    /// It is not held any more.
    Released,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 10] = [
        Reason::Opening,
        Reason::Received,
        Reason::Sold,
        Reason::Counted,
        Reason::Returned,
        Reason::Broken,
        Reason::Sample,
        Reason::Waste,
        Reason::Held,
        Reason::Released,
    ];

    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Opening => "opening",
            Reason::Received => "received",
            Reason::Sold => "sold",
            Reason::Counted => "counted",
            Reason::Returned => "returned",
            Reason::Broken => "broken",
            Reason::Sample => "sample",
            Reason::Waste => "waste",
            Reason::Held => "held",
            Reason::Released => "released",
        }
    }
}

fn reason_of(row: &Row<'_>, column: usize) -> RowResult<Reason> {
    let word = row.get_ref(column)?.as_str()?;
    let reason = Reason::ALL.into_iter().find(|reason| reason.word() == word);
    reason.ok_or_else(|| unreadable(column, format!("no reason: “{word}”")))
}

/// One movement of one sweet.
#[derive(Clone, Debug, Serialize)]
pub struct Movement {
    /// Its number, over all sweets, in the order they happened.
    pub number: i64,
    /// The number of the act it came with.
    pub act: i64,
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
    /// The receipt it was sold or taken back on.
    pub receipt: Option<i64>,
}

/// The movements of a sweet before its movement `before` (exclusive), or the
/// last ones; newest first.
///
/// # Errors
/// A fault of the file.
pub fn movements(
    db: &ReadTx<'_>,
    sweet: SweetId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Movement>, Fault> {
    db.all(
        "WITH RECURSIVE moved AS (
             SELECT * FROM movements WHERE number = CASE
                 WHEN ?2 IS NULL THEN (SELECT newest FROM stock WHERE sweet = ?1)
                 ELSE (SELECT before FROM movements WHERE number = ?2 AND sweet = ?1) END
             UNION ALL
             SELECT movements.* FROM moved JOIN movements ON movements.number = moved.before
             LIMIT ?3
         )
         SELECT moved.number, moved.act, journal.at_ms, coalesce(accounts.name, ''),
                journal.window, reason, delta, on_hand, note,
                CASE WHEN journal.command LIKE 'sales.%' OR journal.command LIKE 'payments.%'
                          OR journal.command LIKE 'orders.hand_over%'
                     THEN journal.outcome ->> 'number' END
         FROM moved
         JOIN journal ON journal.act = moved.act
         LEFT JOIN accounts ON accounts.id = journal.account
         ORDER BY moved.number DESC",
        params![sweet.get(), before, limit],
        |row| {
            Ok(Movement {
                number: row.get(0)?,
                act: row.get(1)?,
                at: Timestamp::from_ms(row.get(2)?),
                by: row.get(3)?,
                window: row.get(4)?,
                reason: reason_of(row, 5)?,
                delta: row.get(6)?,
                on_hand: row.get(7)?,
                note: row.get(8)?,
                receipt: row.get(9)?,
            })
        },
    )
}

/// A movement that is to be made.
pub(super) struct Move<'m> {
    pub(super) reason: Reason,
    /// By how much; not 0, and below 0 where it leaves, which is only done down
    /// to the lowest that the sweet's stock may be.
    pub(super) delta: i64,
    /// It is made only while as many as this are on hand.
    pub(super) while_on_hand: RangeInclusive<i64>,
    /// What is promised and has to stay, where it leaves.
    pub(super) keeps: Keeps,
    pub(super) note: Option<&'m str>,
}

/// However much is on hand.
pub(super) const ANY: RangeInclusive<i64> = -ON_HAND_MOST..=ON_HAND_MOST;

/// Moves stock and writes it down: the one place where either is done. The
/// answer is whether it was done, and the database decides, when it writes it
/// down: what was promised is looked up there, and not once more.
pub(super) fn make(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    wanted: &Move<'_>,
) -> Result<bool, Fault> {
    let (least, most) = (wanted.while_on_hand.start(), wanted.while_on_hand.end());
    let written = tx.execute(
        "INSERT INTO movements (act, sweet, reason, delta, on_hand, note, before)
         SELECT ?2, sweet, ?3, ?4, on_hand + ?4, ?5, newest
         FROM stock WHERE sweet = ?1 AND on_hand BETWEEN ?6 AND ?7
           AND (?4 > 0 OR on_hand + ?4 >= lowest + (
               SELECT coalesce(sum(quantity), 0) FROM promises
               WHERE promises.sweet = ?1 AND due_ms < ?8
                 AND (NOT ?9 OR (SELECT state = 'ready' FROM orders WHERE id = of_order))))",
        params![
            sweet.get(),
            by.act,
            wanted.reason.word(),
            wanted.delta,
            wanted.note,
            least,
            most,
            wanted.keeps.until_ms(),
            wanted.keeps.ready_only()
        ],
    )?;
    if written == 0 {
        return Ok(false);
    }
    let moved = tx.execute(
        "UPDATE stock SET on_hand = on_hand + ?2, newest = last_insert_rowid()
         WHERE sweet = ?1 AND on_hand BETWEEN ?3 AND ?4
           AND (?2 > 0 OR on_hand + ?2 >= lowest)",
        params![sweet.get(), wanted.delta, least, most],
    )?;
    Ok(moved > 0)
}

/// Begins the stock of a new sweet.
pub(in super::super) fn open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    opening: i64,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO stock (sweet, on_hand) VALUES (?1, 0)",
        [sweet.get()],
    )?;
    if opening > 0 {
        let opened = Move {
            reason: Reason::Opening,
            delta: opening,
            while_on_hand: 0..=0,
            keeps: Keeps::NOTHING,
            note: None,
        };
        make(tx, by, sweet, &opened)?;
    }
    Ok(())
}

/// Whether anything of a sweet ever came, went or was counted.
pub(in super::super) fn ever_moved(db: &ReadTx<'_>, sweet: SweetId) -> Result<bool, Fault> {
    let newest = db.first(
        "SELECT newest FROM stock WHERE sweet = ?1",
        [sweet.get()],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    Ok(newest.flatten().is_some())
}

/// Puts back what a customer brought back; what is wasted is taken off again
/// at once, so that the ledger tells of both.
pub(in super::super) fn put_back(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    quantity: Quantity,
    wasted: bool,
) -> Result<(), Trouble> {
    let back = Move {
        reason: Reason::Returned,
        delta: quantity.get(),
        while_on_hand: -ON_HAND_MOST..=ON_HAND_MOST - quantity.get(),
        keeps: Keeps::NOTHING,
        note: None,
    };
    if !make(tx, by, sweet, &back)? {
        let name = catalogue::name_of(tx, sweet)?;
        let why = format!("more of {name} than the shop can count");
        return Err(Refusal::invalid("quantity", why).into());
    }
    if wasted {
        let waste = Move {
            reason: Reason::Waste,
            delta: -quantity.get(),
            while_on_hand: ANY,
            keeps: Keeps::NOTHING,
            note: None,
        };
        make(tx, by, sweet, &waste)?;
    }
    Ok(())
}

/// Says whether a sweet may be sold before it is counted in.
pub(in super::super) fn allow_below_zero(
    tx: &WriteTx<'_>,
    sweet: SweetId,
    allowed: bool,
) -> Result<(), Trouble> {
    let lowest = if allowed { -ON_HAND_MOST } else { 0 };
    let changed = tx.execute(
        "UPDATE stock SET lowest = ?2 WHERE sweet = ?1 AND on_hand >= ?2",
        params![sweet.get(), lowest],
    )?;
    match changed {
        1 => Ok(()),
        _ => Err(Refusal::invalid("below_zero", "its stock is below 0 now: count it first").into()),
    }
}

/// Takes of a sweet for a sale, if there is enough: the database decides.
pub(in super::super) fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    quantity: Quantity,
    keeps: Keeps,
) -> Result<Result<(), Shortage>, Trouble> {
    leave(tx, by, sweet, quantity, (Reason::Sold, keeps))
}

/// Takes of a sweet off the shelf until it is paid for, as a sale would.
pub(in super::super) fn hold(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    quantity: Quantity,
    keeps: Keeps,
) -> Result<Result<(), Shortage>, Trouble> {
    leave(tx, by, sweet, quantity, (Reason::Held, keeps))
}

/// Puts back on the shelf what was held.
pub(in super::super) fn release(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    quantity: Quantity,
) -> Result<(), Trouble> {
    let released = Move {
        reason: Reason::Released,
        delta: quantity.get(),
        while_on_hand: ANY,
        keeps: Keeps::NOTHING,
        note: None,
    };
    match make(tx, by, sweet, &released)? {
        true => Ok(()),
        false => Err(Fault::Damaged {
            what: format!("there is no stock of sweet {sweet}, of which some is held"),
        }
        .into()),
    }
}

fn leave(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    quantity: Quantity,
    (reason, keeps): (Reason, Keeps),
) -> Result<Result<(), Shortage>, Trouble> {
    let sold = Move {
        reason,
        delta: -quantity.get(),
        while_on_hand: ANY,
        keeps,
        note: None,
    };
    match make(tx, by, sweet, &sold)? {
        true => Ok(Ok(())),
        false => Ok(Err(shortage(tx, by, sweet, (quantity, keeps))?)),
    }
}

/// Pieces on hand of a sweet; none of one that is not there.
pub(in super::super) fn on_hand(db: &ReadTx<'_>, sweet: SweetId) -> Result<i64, Fault> {
    let found = db.first(
        "SELECT on_hand FROM stock WHERE sweet = ?1",
        [sweet.get()],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Words why there is not enough: what is left, what of it is promised, and who took the last.
fn shortage(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    (wanted, keeps): (Quantity, Keeps),
) -> Result<Shortage, Trouble> {
    let name = catalogue::name_of(tx, sweet)?;
    // What this act itself took on an earlier line is no answer.
    let taken_by = tx.first(
        "WITH RECURSIVE moved AS (
             SELECT movements.* FROM stock JOIN movements ON number = newest
             WHERE stock.sweet = ?1
             UNION ALL
             SELECT movements.* FROM moved JOIN movements ON movements.number = moved.before
             WHERE NOT (moved.reason IN ('sold', 'held') AND moved.act < ?2)
         )
         SELECT coalesce(accounts.name, ''), journal.window, journal.at_ms, -moved.delta
         FROM moved
         JOIN journal ON journal.act = moved.act
         LEFT JOIN accounts ON accounts.id = journal.account
         WHERE moved.reason IN ('sold', 'held') AND moved.act < ?2",
        params![sweet.get(), by.act],
        |row| {
            let at = Timestamp::from_ms(row.get(2)?);
            Ok(TakenBy {
                who: row.get(0)?,
                window: row.get(1)?,
                at,
                time: by.shop.zone.time_of_day(at),
                quantity: row.get(3)?,
                what: None,
            })
        },
    )?;
    let on_hand = on_hand(tx, sweet)?;
    let promised = promised_of(tx, by, sweet, keeps, on_hand)?;
    let kept = promised.as_ref().map_or(0, |promised| promised.quantity);
    Ok(Shortage {
        sweet,
        name,
        wanted: wanted.get(),
        // What was never there can be promised too: then none is left.
        left: match kept {
            0 => on_hand,
            kept => on_hand.saturating_sub(kept).max(0),
        },
        promised,
        kits: Vec::new(),
        taken_by,
    })
}
