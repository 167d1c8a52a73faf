//! The known wrong ways, tried on a copy: what a shop that did it so would have
//! lost under the same crowd. The demonstration that a count can come out
//! otherwise than 0.
//!
//! Each is what programs really do: read, decide, and write in a `DEFERRED`
//! transaction, whose write is tried again when the file is busy; one global
//! value that is read, changed and written back; looking whether something is
//! there and then putting it in. They work on tables of their own, without the
//! constraints and triggers that the shop's tables have, through a connection
//! of their own. The shop gives nobody such a connection, and nothing but the
//! prover may name this module.

use std::{
    num::NonZeroU16,
    path::Path,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde::Serialize;

use super::{
    client::bug,
    report::{Times, per_second},
    verdict::Verdict,
};
use crate::store::{Distribution, Fault, Scratch, sql_fault};

/// The hot sweet, and what there is of it.
const OPENING: i64 = 1_000_000;
/// What a slot holds, and how many slots the global value has.
const ROOM: i64 = 100_000;
const SLOTS: usize = 200;
/// How long SQLite waits by itself, and how often a write is tried again after that.
const PATIENCE: Duration = Duration::from_secs(2);
const TRIES: u32 = 20;
/// Seats, payments and phones that the crowd moves over, so many acts each.
const ACTS_EACH: u64 = 8;

const TABLES: &str = "
    CREATE TABLE naive_stock (sweet INTEGER PRIMARY KEY, on_hand INTEGER);
    CREATE TABLE naive_sales (id INTEGER PRIMARY KEY, sweet INTEGER, quantity INTEGER);
    CREATE TABLE naive_state (one INTEGER PRIMARY KEY, used TEXT);
    CREATE TABLE naive_orders (id INTEGER PRIMARY KEY, slot INTEGER, total INTEGER);
    CREATE TABLE naive_bookings (id INTEGER PRIMARY KEY, seat INTEGER);
    CREATE TABLE naive_captures (id INTEGER PRIMARY KEY, payment INTEGER);
    CREATE TABLE naive_allocations (id INTEGER PRIMARY KEY, invoice INTEGER);
    CREATE TABLE naive_codes (id INTEGER PRIMARY KEY, phone INTEGER);
    CREATE INDEX naive_seat ON naive_bookings (seat);
    CREATE INDEX naive_payment ON naive_captures (payment);
    CREATE INDEX naive_invoice ON naive_allocations (invoice);
    CREATE INDEX naive_phone ON naive_codes (phone);";

/// What the wrong ways came to.
#[derive(Clone, Debug, Serialize)]
pub struct Naively {
    /// Acts that were acknowledged, a second.
    pub per_second: u64,
    /// From the call until the answer.
    pub act: Times,
    /// Times the file was busy and the write was tried again.
    pub retries: u64,
    /// Acts that gave up.
    pub gave_up: u64,
    /// What would have been lost. There is no journal: `chain_whole` is of none.
    pub verdict: Verdict,
}

/// What a client notes.
#[derive(Default)]
struct Notes {
    took: Distribution,
    gave_up: u64,
}

/// Tries the wrong ways on a copy in `scratch`, with so many clients for so long.
///
/// # Errors
/// A fault of the copy.
pub(super) fn go(scratch: &Scratch, time: Duration, clients: NonZeroU16) -> Result<Naively, Fault> {
    let copy = scratch.copy("naive")?;
    let file = connect(&copy).map_err(sql_fault)?;
    prepare(&file).map_err(sql_fault)?;
    let (number, retries) = (AtomicU64::new(0), AtomicU64::new(0));
    let begun = Instant::now();
    let notes = thread::scope(|scope| {
        let clients: Vec<_> = (0..clients.get())
            .map(|_| scope.spawn(|| client(&copy, begun, time, (&number, &retries))))
            .collect();
        let join = |client: thread::ScopedJoinHandle<'_, Result<Notes, Fault>>| {
            client
                .join()
                .unwrap_or_else(|_| Err(bug("a naive client panicked")))
        };
        clients
            .into_iter()
            .map(join)
            .collect::<Result<Vec<Notes>, Fault>>()
    })?;
    let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let mut all = Notes::default();
    for one in notes {
        all.took.merge(&one.took);
        all.gave_up += one.gave_up;
    }
    let verdict = counted(&file).map_err(sql_fault)?;
    Ok(Naively {
        per_second: per_second(all.took.count(), took_us),
        act: Times::of(&all.took),
        retries: retries.into_inner(),
        gave_up: all.gave_up,
        verdict,
    })
}

fn connect(copy: &Path) -> rusqlite::Result<Connection> {
    let file = Connection::open(copy)?;
    file.busy_timeout(PATIENCE)?;
    file.pragma_update(None, "synchronous", "FULL")?;
    Ok(file)
}

fn prepare(file: &Connection) -> rusqlite::Result<()> {
    file.execute_batch(TABLES)?;
    file.execute("INSERT INTO naive_stock VALUES (1, ?1)", [OPENING])?;
    // What is used of each slot, and how many orders there are.
    let nothing = vec!["0"; SLOTS + 1].join(" ");
    file.execute("INSERT INTO naive_state VALUES (1, ?1)", [nothing])?;
    Ok(())
}

fn client(
    copy: &Path,
    begun: Instant,
    time: Duration,
    (number, retries): (&AtomicU64, &AtomicU64),
) -> Result<Notes, Fault> {
    let mut file = connect(copy).map_err(sql_fault)?;
    let mut notes = Notes::default();
    while begun.elapsed() < time {
        let number = number.fetch_add(1, Relaxed);
        // Every kind meets itself: neighbours want the same thing.
        let thing = i64::try_from(number / (5 * ACTS_EACH)).unwrap_or(0);
        let asked = Instant::now();
        let answer = match number % 5 {
            0 => sell(&mut file, retries),
            1 => order(&file, number),
            2 => insert_if_free(&file, "naive_bookings", "seat", thing),
            3 => capture(&file, thing),
            _ => insert_if_free(&file, "naive_codes", "phone", thing),
        };
        match answer {
            Ok(()) => {
                let took = asked.elapsed().as_micros();
                notes.took.record(u64::try_from(took).unwrap_or(u64::MAX));
            }
            Err(e) if is_busy(&e) => notes.gave_up += 1,
            Err(e) => return Err(sql_fault(e)),
        }
    }
    Ok(notes)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

/// Reads what is there, decides, and writes what is left, all in one `DEFERRED`
/// transaction. Where that can't write because another did meanwhile, what was
/// decided is written once more.
fn sell(file: &mut Connection, retries: &AtomicU64) -> rusqlite::Result<()> {
    let mut decided = None;
    let mut tries = 0;
    loop {
        match sell_once(file, &mut decided) {
            Err(e) if is_busy(&e) && tries < TRIES => {
                tries += 1;
                retries.fetch_add(1, Relaxed);
                thread::sleep(Duration::from_micros(u64::from(tries) * 200));
            }
            answer => return answer,
        }
    }
}

fn sell_once(file: &mut Connection, decided: &mut Option<i64>) -> rusqlite::Result<()> {
    let tx = file.transaction_with_behavior(TransactionBehavior::Deferred)?;
    let left = match *decided {
        Some(left) => left,
        None => {
            let sql = "SELECT on_hand FROM naive_stock WHERE sweet = 1";
            tx.query_row(sql, [], |row| row.get::<_, i64>(0))? - 1
        }
    };
    *decided = Some(left);
    if left >= 0 {
        tx.execute(
            "UPDATE naive_stock SET on_hand = ?1 WHERE sweet = 1",
            [left],
        )?;
        tx.execute("INSERT INTO naive_sales VALUES (NULL, 1, 1)", [])?;
    }
    tx.commit()
}

/// One value for all slots, read, changed and written back whole.
fn order(file: &Connection, number: u64) -> rusqlite::Result<()> {
    let sql = "SELECT used FROM naive_state WHERE one = 1";
    let used: String = file.query_row(sql, [], |row| row.get(0))?;
    let mut used: Vec<i64> = used
        .split(' ')
        .filter_map(|slot| slot.parse().ok())
        .collect();
    let total = 100 + i64::try_from(number % 1900).unwrap_or(0);
    let slots = used.iter().take(SLOTS);
    let Some(slot) = slots.into_iter().position(|used| used + total <= ROOM) else {
        return Ok(());
    };
    for (place, more) in [(slot, total), (SLOTS, 1)] {
        if let Some(used) = used.get_mut(place) {
            *used += more;
        }
    }
    let used: Vec<String> = used.iter().map(i64::to_string).collect();
    let used = used.join(" ");
    file.execute("UPDATE naive_state SET used = ?1 WHERE one = 1", [used])?;
    let slot = i64::try_from(slot).unwrap_or(0);
    file.execute(
        "INSERT INTO naive_orders VALUES (NULL, ?1, ?2)",
        params![slot, total],
    )?;
    Ok(())
}

/// Looks whether it is there, and puts it in where it is not; whether it did.
fn put_if_free(file: &Connection, table: &str, column: &str, thing: i64) -> rusqlite::Result<bool> {
    let there = file
        .query_row(
            &format!("SELECT 1 FROM {table} WHERE {column} = ?1"),
            [thing],
            |_| Ok(()),
        )
        .optional()?;
    if there.is_some() {
        return Ok(false);
    }
    let sql = format!("INSERT INTO {table} VALUES (NULL, ?1)");
    file.execute(&sql, [thing]).map(|rows| rows == 1)
}

fn insert_if_free(
    file: &Connection,
    table: &str,
    column: &str,
    thing: i64,
) -> rusqlite::Result<()> {
    put_if_free(file, table, column, thing).map(drop)
}

/// Whoever was first to tell of a payment allocates its money to the invoice.
fn capture(file: &Connection, payment: i64) -> rusqlite::Result<()> {
    if put_if_free(file, "naive_captures", "payment", payment)? {
        let sql = "INSERT INTO naive_allocations VALUES (NULL, ?1)";
        file.execute(sql, [payment])?;
    }
    Ok(())
}

/// What is there more than once, what is beyond its room, and what is not accounted for.
fn counted(file: &Connection) -> rusqlite::Result<Verdict> {
    let number = |sql: &str| -> rusqlite::Result<u64> {
        let found: i64 = file.query_row(sql, [], |row| row.get(0))?;
        Ok(found.unsigned_abs())
    };
    let too_many = |table: &str, column: &str| {
        number(&format!(
            "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {table} GROUP BY {column})"
        ))
    };
    let used: String = file.query_row("SELECT used FROM naive_state", [], |row| row.get(0))?;
    let known: u64 = used
        .rsplit(' ')
        .next()
        .and_then(|orders| orders.parse().ok())
        .unwrap_or(0);
    // Pieces that went over the counter, and are still believed to be on the shelf.
    let oversold = number(&format!(
        "SELECT (SELECT count(*) FROM naive_sales) - ({OPENING} - on_hand) FROM naive_stock"
    ))?;
    // Orders that were taken, and that the one value does not know of.
    let lost = number("SELECT count(*) FROM naive_orders")?.saturating_sub(known);
    Ok(Verdict {
        oversold,
        lost,
        second_live_codes: too_many("naive_codes", "phone")?,
        double_bookings: too_many("naive_bookings", "seat")?,
        over_capacity: number(&format!(
            "SELECT count(*) FROM (SELECT sum(total) AS used FROM naive_orders GROUP BY slot)
             WHERE used > {ROOM}"
        ))?,
        double_captures: too_many("naive_captures", "payment")?,
        double_allocations: too_many("naive_allocations", "invoice")?,
        chain_whole: true,
        ..Verdict::default()
    })
}
