//! Several connections on one thread, a statement of one of them at a time, in
//! an order that a seed decides: the rules by which the shop writes, and a
//! naive shop as a control that must be caught.
//!
//! The rules are the shop's own (`BEGIN IMMEDIATE`, look whether the request
//! was answered, take by a conditional `UPDATE`, number, journal, `COMMIT`); the
//! tables are the least that they need, without the CHECKs and triggers that
//! would stop the naive one in a shop. Whoever finds the file busy tries again
//! later, and some die in the middle and ask again.
//!
//! `SHERBET_SCHEDULES` says how many, `SHERBET_SCHEDULE` which one alone.

use std::{env, path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode};

use crate::{
    dice::{Dice, count, part},
    faults_power::folder,
};

const CLIENTS: usize = 4;
const ACTS: i64 = 3;
const SHELF: [i64; 2] = [5, 3];
const SEATS: i64 = 2;

/// What one client wants: of each sweet one, or a seat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Sweets,
    Seat,
    /// Reads the shelf and the receipts in one snapshot.
    Look,
}

struct Client {
    connection: Connection,
    who: i64,
    /// The act it is at, and its next statement.
    act: i64,
    step: usize,
    /// What a naive client has read.
    seen: [i64; 2],
}

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    connection
        .pragma_update(None, "synchronous", "OFF")
        .unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

fn lay_tables(path: &Path) {
    let connection = open(path);
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .execute_batch(
            "CREATE TABLE shelf (sweet INTEGER PRIMARY KEY, on_hand INTEGER NOT NULL);
             CREATE TABLE slot (used INTEGER NOT NULL, seats INTEGER NOT NULL);
             CREATE TABLE receipts (number INTEGER NOT NULL, request INTEGER NOT NULL);
             CREATE TABLE bookings (request INTEGER NOT NULL);
             CREATE TABLE journal (request INTEGER NOT NULL);",
        )
        .unwrap();
}

/// What happens to a statement.
enum Went {
    On,
    /// The act is at its end: done, refused, or answered before.
    Over,
    /// The file is busy: the same statement once more, later.
    Wait,
}

impl Client {
    /// A statement; the answer is how many rows it changed, `None` where the file is busy.
    fn run(&self, sql: &str, values: &[i64]) -> Option<usize> {
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        match statement.execute(rusqlite::params_from_iter(values)) {
            Ok(changed) => Some(changed),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => None,
            Err(e) => panic!("{sql}: {e}"),
        }
    }

    fn one(&self, sql: &str, values: &[i64]) -> i64 {
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        let found = statement.query_row(rusqlite::params_from_iter(values), |row| row.get(0));
        found.unwrap()
    }

    fn rolled_back(&self) -> Went {
        assert!(self.run("ROLLBACK", &[]).is_some());
        Went::Over
    }

    /// Two clients ask with the same request now and then: a second try of one act.
    fn request(&self) -> i64 {
        match self.act {
            0 => self.who / 2,
            act => 100 + self.who * 10 + act,
        }
    }

    fn wish(&self) -> Wish {
        // Whoever shares a request wants the same.
        match (self.act, self.who % 2) {
            (0, _) => Wish::Sweets,
            (1, _) => Wish::Seat,
            (_, 0) => Wish::Sweets,
            _ => Wish::Look,
        }
    }

    /// The next statement as the shop makes it.
    fn go_on(&mut self) -> Went {
        let request = self.request();
        let went = match (self.step, self.wish()) {
            (0, Wish::Look) => self.run("BEGIN DEFERRED", &[]).map(|_| Went::On),
            (1, Wish::Look) => {
                self.seen[0] = self.one("SELECT sum(on_hand) FROM shelf", &[]);
                Some(Went::On)
            }
            (_, Wish::Look) => {
                let sold = self.one("SELECT 2 * count(*) FROM receipts", &[]);
                let there = SHELF.iter().sum::<i64>();
                assert_eq!(self.seen[0] + sold, there, "a snapshot is of two moments");
                Some(self.rolled_back())
            }
            (0, _) => self.run("BEGIN IMMEDIATE", &[]).map(|_| Went::On),
            (1, _) => Some(
                match self.one(
                    "SELECT count(*) FROM journal WHERE request = ?1",
                    &[request],
                ) {
                    0 => Went::On,
                    _ => self.rolled_back(),
                },
            ),
            (step @ 2..=3, Wish::Sweets) => {
                let take = "UPDATE shelf SET on_hand = on_hand - 1
                            WHERE sweet = ?1 AND on_hand >= 1";
                self.run(take, &[step as i64 - 2]).map(|taken| match taken {
                    1 => Went::On,
                    _ => self.rolled_back(),
                })
            }
            (4, Wish::Sweets) => self
                .run(
                    "INSERT INTO receipts SELECT coalesce(max(number), 0) + 1, ?1 FROM receipts",
                    &[request],
                )
                .map(|_| Went::On),
            (2, Wish::Seat) => {
                let take = "UPDATE slot SET used = used + 1 WHERE used < seats";
                self.run(take, &[]).map(|taken| match taken {
                    1 => Went::On,
                    _ => self.rolled_back(),
                })
            }
            (3, Wish::Seat) => self
                .run("INSERT INTO bookings VALUES (?1)", &[request])
                .map(|_| Went::On),
            (4, Wish::Seat) => Some(Went::On),
            (5, _) => self
                .run("INSERT INTO journal VALUES (?1)", &[request])
                .map(|_| Went::On),
            _ => self.run("COMMIT", &[]).map(|_| Went::Over),
        };
        went.unwrap_or(Went::Wait)
    }

    /// The next statement as it is often written: look, decide, write what was decided.
    fn go_on_naively(&mut self) -> Went {
        let request = self.request();
        let went = match (self.step, self.wish()) {
            (_, Wish::Look) => Some(Went::Over),
            (0, _) => Some(
                match self.one(
                    "SELECT count(*) FROM journal WHERE request = ?1",
                    &[request],
                ) {
                    0 => Went::On,
                    _ => Went::Over,
                },
            ),
            (step @ 1..=2, Wish::Sweets) => {
                let sweet = step - 1;
                let on_hand = "SELECT on_hand FROM shelf WHERE sweet = ?1";
                self.seen[sweet] = self.one(on_hand, &[sweet as i64]);
                Some(match self.seen[sweet] {
                    1.. => Went::On,
                    _ => Went::Over,
                })
            }
            (step @ 3..=4, Wish::Sweets) => {
                let sweet = step - 3;
                let write = "UPDATE shelf SET on_hand = ?2 WHERE sweet = ?1";
                let left = self.seen[sweet] - 1;
                self.run(write, &[sweet as i64, left]).map(|_| Went::On)
            }
            (5, Wish::Sweets) => self
                .run(
                    "INSERT INTO receipts SELECT coalesce(max(number), 0) + 1, ?1 FROM receipts",
                    &[request],
                )
                .map(|_| Went::On),
            (1, Wish::Seat) => Some(match self.one("SELECT seats - used FROM slot", &[]) {
                1.. => Went::On,
                _ => Went::Over,
            }),
            (2, Wish::Seat) => self
                .run("UPDATE slot SET used = used + 1", &[])
                .map(|_| Went::On),
            (3, Wish::Seat) => self
                .run("INSERT INTO bookings VALUES (?1)", &[request])
                .map(|_| Went::On),
            (4..=5, Wish::Seat) => Some(Went::On),
            _ => self
                .run("INSERT INTO journal VALUES (?1)", &[request])
                .map(|_| Went::Over),
        };
        went.unwrap_or(Went::Wait)
    }
}

/// What does not add up when everybody is at their end.
fn wrong(db: &Client) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |what: &str, is: i64, wanted: i64| {
        if is != wanted {
            wrong.push(format!("{what}: {is}, not {wanted}"));
        }
    };
    let receipts = db.one("SELECT count(*) FROM receipts", &[]);
    for (sweet, opening) in (0..).zip(SHELF) {
        let on_hand = "SELECT on_hand FROM shelf WHERE sweet = ?1";
        must("on hand", db.one(on_hand, &[sweet]), opening - receipts);
    }
    // Whoever was refused was refused because there was none: asked for were more.
    must("sold", receipts, SHELF[1]);
    let distinct = "SELECT count(DISTINCT number) FROM receipts WHERE number BETWEEN 1 AND ?1";
    must("numbers", db.one(distinct, &[receipts]), receipts);
    must("seats", db.one("SELECT used FROM slot", &[]), SEATS);
    must(
        "booked",
        db.one("SELECT count(*) FROM bookings", &[]),
        SEATS,
    );
    must(
        "journalled",
        db.one("SELECT count(*) FROM journal", &[]),
        receipts + SEATS,
    );
    must(
        "requests",
        db.one("SELECT count(DISTINCT request) FROM journal", &[]),
        receipts + SEATS,
    );
    wrong
}

/// Plays one schedule, and says what did not add up.
fn play(clients: &mut [Client], seed: u64, naive: bool) -> Vec<String> {
    let mut dice = Dice::of(seed);
    clients[0]
        .connection
        .execute_batch(&format!(
            "BEGIN; DELETE FROM shelf; DELETE FROM slot; DELETE FROM receipts; DELETE FROM bookings;
             DELETE FROM journal; INSERT INTO shelf VALUES (0, {}), (1, {});
             INSERT INTO slot VALUES (0, {SEATS}); COMMIT",
            SHELF[0], SHELF[1]
        ))
        .unwrap();
    for client in &mut *clients {
        (client.act, client.step) = (0, 0);
    }
    loop {
        let mut open: Vec<&mut Client> = clients.iter_mut().filter(|c| c.act < ACTS).collect();
        if open.is_empty() {
            break;
        }
        let which = dice.below(open.len());
        let client = &mut *open[which];
        // Some die in the middle; what they had begun is undone, and they ask again.
        if !naive && client.step > 0 && dice.below(40) == 0 {
            client.rolled_back();
            client.step = 0;
            continue;
        }
        let went = match naive {
            true => client.go_on_naively(),
            false => client.go_on(),
        };
        match went {
            Went::On => client.step += 1,
            Went::Over => (client.act, client.step) = (client.act + 1, 0),
            Went::Wait => {}
        }
    }
    wrong(&clients[0])
}

fn clients(path: &Path) -> Vec<Client> {
    lay_tables(path);
    let client = |who| Client {
        connection: open(path),
        who,
        act: 0,
        step: 0,
        seen: [0; 2],
    };
    (0..CLIENTS as i64).map(client).collect()
}

#[test]
fn in_whatever_order_statements_come_the_rules_hold_and_a_naive_shop_is_caught() {
    let folder = folder();
    let mut shop = clients(&folder.path().join("rules"));
    if let Ok(seed) = env::var("SHERBET_SCHEDULE") {
        let wrong = play(&mut shop, seed.parse().unwrap(), false);
        assert!(wrong.is_empty(), "schedule {seed}: {wrong:?}");
        return;
    }
    let schedules = part((0..count("SHERBET_SCHEDULES", 1500) as u64).collect());
    for &seed in &schedules {
        let wrong = play(&mut shop, seed, false);
        assert!(wrong.is_empty(), "schedule {seed}: {wrong:?}");
    }
    // The control.
    let mut naive = clients(&folder.path().join("naive"));
    let tried = &schedules[..schedules.len().min(500)];
    let caught = tried
        .iter()
        .filter(|seed| !play(&mut naive, **seed, true).is_empty());
    let caught = caught.count();
    let (all, tried) = (schedules.len(), tried.len());
    println!("{all} schedules hold; of {tried} a naive shop was caught in {caught}");
    assert!(caught > tried / 2, "{caught}");
}
