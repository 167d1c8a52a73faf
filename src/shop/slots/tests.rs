//! Taking and releasing, as the areas that book do it.

use std::{path::PathBuf, sync::Arc};

use serde::Serialize;

use super::*;
use crate::{
    shop::{Actor, Command, Founding, Permission, Refusal, Session, Shop, TakenBy, Trouble},
    store::{Fault, WriteTx, params},
    values::{CalendarId, ManualClock, Money, RequestId, Timestamp},
};

/// 2026-03-02 09:00 in Kolkata, a Monday.
const MORNING: Timestamp = Timestamp::from_ms(1_772_422_200_000);
const HOUR: i64 = 3_600_000;

/// Takes from a slot, or says why not.
#[derive(Serialize)]
struct Take {
    at: SlotAt,
    /// The order's amount; a seat without.
    minor: Option<i64>,
}

/// Gives back to a slot.
#[derive(Serialize)]
struct GiveBack {
    at: SlotAt,
    minor: Option<i64>,
}

/// What anybody with SQL may try.
#[derive(Serialize)]
struct Sql(&'static str);

impl Command for Take {
    type Outcome = ();
    const NAME: &'static str = "test.take";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let slot = open(tx, by, self.at)?;
        assert_eq!(slot.at(), self.at);
        let (taken, wanted) = match self.minor.map(Money::from_minor) {
            None => (take_seat(tx, slot.id)?, Wanted::Seat),
            Some(amount) => (take_room(tx, slot.id, amount)?, Wanted::Room(amount)),
        };
        let first = TakenBy {
            who: "Ravi".into(),
            window: "window 2".into(),
            at: by.at,
            time: by.shop.zone.time_of_day(by.at),
            quantity: 1,
            what: None,
        };
        match taken {
            true => Ok(()),
            false => Err(full(tx, by, self.at, wanted, Some(first))?.into()),
        }
    }
}

impl Command for GiveBack {
    type Outcome = ();
    const NAME: &'static str = "test.give_back";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let id = open(tx, by, self.at)?.id;
        match self.minor {
            None => free_seat(tx, id),
            Some(minor) => free_room(tx, id, Money::from_minor(minor)),
        }
    }
}

impl Command for Sql {
    type Outcome = ();
    const NAME: &'static str = "test.sql";
    const NEEDS: Permission = Permission::Look;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<(), Trouble> {
        tx.execute(self.0, params![])?;
        Ok(())
    }
}

struct Corner {
    _folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
    shop: Shop,
    asha: Session,
}

impl Corner {
    fn new() -> Corner {
        let folder = tempfile::tempdir().unwrap();
        let path: PathBuf = folder.path().join("corner.sherbet");
        let clock = ManualClock::at(MORNING);
        let founding = Founding {
            shop_name: "Mithai Corner".into(),
            currency: "INR".into(),
            time_zone: "Asia/Kolkata".into(),
            admin_name: "Asha".into(),
            password: "gulab-jamun-1".into(),
            sample: false,
        };
        let shop = Shop::found(&path, clock.clone(), &founding).unwrap();
        let asha = shop.log_in("Asha", "gulab-jamun-1", "window 1").unwrap();
        let corner = Corner {
            _folder: folder,
            clock,
            shop,
            asha,
        };
        // Here seats are taken without appointments, which the areas that book forbid.
        corner
            .does(Sql("DROP TRIGGER IF EXISTS slots_seats_held"))
            .unwrap();
        corner
    }

    fn does<C: Command>(&self, command: C) -> Result<C::Outcome, Trouble> {
        self.shop.execute(&self.asha, RequestId::new(), command)
    }

    /// Open from ten to noon on Mondays and Tuesdays, an hour a slot, a week ahead.
    fn calendar(&self, capacity: Capacity) -> CalendarId {
        let windows = vec![Window::new(600, 720).unwrap()];
        let added = self.does(AddCalendar {
            name: "Tasting table".into(),
            capacity,
            length_minutes: 60,
            every_minutes: None,
            buffer_minutes: 0,
            notice_minutes: 0,
            horizon_days: 7,
            hours: [Weekday::Monday, Weekday::Tuesday]
                .map(|day| (day, windows.clone()))
                .into(),
        });
        added.unwrap().calendar
    }

    fn edit(&self, id: CalendarId, change: impl FnOnce(&mut EditCalendar)) {
        let now = self.shop.read(|db| calendar(db, id)).unwrap().unwrap();
        let mut edit = EditCalendar::of(id, now.version);
        change(&mut edit);
        self.does(edit).unwrap();
    }

    fn take(&self, at: SlotAt, minor: Option<i64>) -> Result<(), Trouble> {
        self.does(Take { at, minor })
    }

    /// What is left of the slots of today, by their starts.
    fn left(&self, id: CalendarId) -> Vec<Free> {
        let (zone, now) = (self.shop.about().zone, self.shop.now());
        let date = zone.date(now);
        let slots = self.shop.read(|db| offered(db, zone, now, id, date));
        slots.unwrap().iter().map(|slot| slot.free).collect()
    }

    /// The area's rules that are broken.
    fn broken(&self) -> Vec<&'static str> {
        let broken = |sql: &str| self.shop.read(|db| db.first(sql, [], |_| Ok(()))).unwrap();
        let rules = RULES.iter().filter(|(_, sql)| broken(sql).is_some());
        rules.map(|(rule, _)| *rule).collect()
    }

    fn is_whole(&self) {
        assert_eq!(self.broken(), [""; 0]);
    }
}

/// So many hours after nine on Monday.
fn at(calendar: CalendarId, hours: i64) -> SlotAt {
    let start = Timestamp::from_ms(MORNING.ms() + hours * HOUR);
    SlotAt { calendar, start }
}

fn refused(answer: Result<(), Trouble>) -> Refusal {
    match answer {
        Err(Trouble::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn seats(free: i64, of: i64) -> Free {
    Free::Seats { free, of }
}

#[test]
fn a_seat_is_given_once_and_who_comes_second_is_told_by_whom_and_what_is_free_instead() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(1));
    corner.take(at(table, 1), None).unwrap();
    assert_eq!(corner.left(table), [seats(0, 1), seats(1, 1)]);
    let refusal = refused(corner.take(at(table, 1), None));
    assert_eq!(
        refusal.to_string(),
        "Tasting table, 2026-03-02 10:00 +05:30: it has no free seat (Ravi took it at 09:00:00, window 2); \
         free instead: 2026-03-02 11:00 +05:30, 2026-03-03 10:00 +05:30, 2026-03-03 11:00 +05:30, \
         2026-03-09 10:00 +05:30, 2026-03-09 11:00 +05:30"
    );
    corner
        .does(GiveBack {
            at: at(table, 1),
            minor: None,
        })
        .unwrap();
    corner.take(at(table, 1), None).unwrap();
    corner.is_whole();
}

#[test]
fn a_slot_to_pick_up_in_is_full_by_money_or_by_orders() {
    let corner = Corner::new();
    let room = |amount, orders| Capacity::Room {
        amount: Money::from_minor(amount),
        orders,
    };
    let hatch = corner.calendar(room(100_000, 3));
    corner.take(at(hatch, 1), Some(60_000)).unwrap();
    let refusal = refused(corner.take(at(hatch, 1), Some(40_001)));
    let text = refusal.to_string();
    assert!(
        text.starts_with(
            "Tasting table, 2026-03-02 10:00 +05:30: it has room for 400.00 more, 400.01 wanted"
        ),
        "{text}"
    );
    // Exactly what is left still fits, and then a third order without goods.
    corner.take(at(hatch, 1), Some(40_000)).unwrap();
    corner.take(at(hatch, 1), Some(0)).unwrap();
    let refusal = refused(corner.take(at(hatch, 1), Some(0))).to_string();
    assert!(refusal.contains("as many orders as it takes"), "{refusal}");
    let left = Free::Room {
        minor: Money::ZERO,
        of: Money::from_minor(100_000),
        orders: 0,
        of_orders: 3,
    };
    assert_eq!(corner.left(hatch)[0], left);
    corner
        .does(GiveBack {
            at: at(hatch, 1),
            minor: Some(60_000),
        })
        .unwrap();
    corner.take(at(hatch, 1), Some(60_000)).unwrap();
    let below_zero = refused(corner.take(at(hatch, 2), Some(-1)));
    assert_eq!(below_zero.code(), "slot_full");
    corner.is_whole();
}

#[test]
fn what_was_not_taken_is_not_given_back_and_nobodys_sql_passes_a_capacity() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(2));
    let back = corner.does(GiveBack {
        at: at(table, 1),
        minor: None,
    });
    assert!(
        matches!(back, Err(Trouble::Fault(Fault::Damaged { .. }))),
        "{back:?}"
    );
    corner.take(at(table, 1), None).unwrap();
    for sql in [
        "UPDATE slots SET used_seats = 3",
        "UPDATE slots SET used_seats = -1",
        "UPDATE slots SET seats = NULL",
        "UPDATE slots SET used_minor = 1",
        "UPDATE slots SET used_orders = 1",
        "UPDATE slots SET start_ms = start_ms + 1, end_ms = end_ms + 1",
        "DELETE FROM slots",
        "UPDATE calendars SET kind = 'pick_up', seats = NULL, capacity_minor = 1, capacity_orders = 1",
        "DELETE FROM calendars",
        "INSERT INTO calendar_hours VALUES (1, 3, 600, 600)",
        "INSERT INTO calendar_dates VALUES (1, 'tomorrow', NULL)",
    ] {
        let done = corner.does(Sql(sql));
        assert!(matches!(done, Err(Trouble::Fault(_))), "{sql}: {done:?}");
    }
    assert_eq!(corner.left(table)[0], seats(1, 2));
    corner.is_whole();
    // What no CHECK sees, the books do.
    for (sql, rule) in [
        (
            "INSERT INTO calendar_hours VALUES (1, 1, 700, 800)",
            "do not overlap",
        ),
        ("DELETE FROM calendar_hours WHERE from_minute = 700", ""),
        (
            "INSERT INTO calendar_dates VALUES (1, '2026-02-30', NULL)",
            "is a date",
        ),
    ] {
        corner.does(Sql(sql)).unwrap();
        let told = corner.broken();
        match rule {
            "" => assert_eq!(told, [""; 0]),
            rule => assert!(told.len() == 1 && told[0].contains(rule), "{sql}: {told:?}"),
        }
    }
}

#[test]
fn a_start_that_is_not_offered_is_refused_with_its_reason_and_with_what_is() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(1));
    let why = |hours: i64| match refused(corner.take(at(table, hours), None)) {
        Refusal::SlotNotOffered { why, next, .. } => {
            assert!(!next.is_empty());
            why
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        why(0),
        "no slot begins then; it is open 10:00–12:00 on that day"
    );
    assert_eq!(why(2 * 24 + 1), "it is closed on that day");
    assert_eq!(why(8 * 24 + 1), "it can be had 7 days ahead at most");
    corner.clock.step_ms(HOUR + 1);
    assert_eq!(why(1), "that is past");
    corner.edit(table, |edit| edit.notice_minutes = Some(90));
    assert_eq!(why(2), "it is to be asked for 1 h 30 min ahead");
    corner
        .does(SetDate {
            calendar: table,
            version: 2,
            date: "2026-03-03".parse().unwrap(),
            windows: vec![],
            note: Some("stock-taking".into()),
        })
        .unwrap();
    assert_eq!(why(24 + 1), "it is closed on that day (stock-taking)");
    corner.edit(table, |edit| edit.retired = Some(true));
    let retired = refused(corner.take(at(table, 7 * 24 + 1), None));
    assert_eq!(
        retired.to_string(),
        "Tasting table can't be had at 2026-03-09 10:00 +05:30: it is retired; an admin can bring it back; \
         nothing else is free near then, ask for another day"
    );
    let unknown = refused(corner.take(at(CalendarId::new(7), 1), None));
    assert_eq!(unknown.code(), "unknown");
}

#[test]
fn earlier_slots_are_offered_where_later_ones_are_too_few() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(1));
    // The last slot within the week that is looked ahead.
    let last = at(table, 7 * 24 + 2);
    corner.take(last, None).unwrap();
    corner.take(at(table, 24 + 1), None).unwrap();
    match refused(corner.take(last, None)) {
        Refusal::SlotFull { next, .. } => {
            let starts: Vec<&str> = next.iter().map(Offered::start_told).collect();
            assert_eq!(
                starts,
                [
                    "2026-03-02 10:00",
                    "2026-03-02 11:00",
                    "2026-03-03 11:00",
                    "2026-03-09 10:00"
                ]
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_capacity_counts_from_now_on_and_never_below_what_is_taken() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(3));
    for hours in [1, 1, 2, 2] {
        corner.take(at(table, hours), None).unwrap();
    }
    corner.clock.step_ms(HOUR + HOUR / 2);
    corner.edit(table, |edit| edit.capacity = Some(Capacity::Seats(1)));
    // The one that is under way keeps what it had.
    let of = |start: i64| {
        let sql = "SELECT seats FROM slots WHERE start_ms = ?1";
        let read = corner
            .shop
            .read(|db| db.one(sql, [start], |row| row.get::<_, i64>(0)));
        read.unwrap()
    };
    assert_eq!(of(at(table, 1).start.ms()), 3);
    assert_eq!(of(at(table, 2).start.ms()), 2);
    assert_eq!(corner.left(table), [seats(0, 2)]);
    assert_eq!(refused(corner.take(at(table, 2), None)).code(), "slot_full");
    corner.edit(table, |edit| edit.capacity = Some(Capacity::Seats(5)));
    assert_eq!(corner.left(table), [seats(3, 5)]);
    corner.is_whole();
}

#[test]
fn a_slot_keeps_its_length_while_something_is_in_it() {
    let corner = Corner::new();
    let table = corner.calendar(Capacity::Seats(1));
    corner.take(at(table, 1), None).unwrap();
    corner.edit(table, |edit| {
        edit.length_minutes = Some(30);
        edit.every_minutes = Some(30);
    });
    assert_eq!(refused(corner.take(at(table, 1), None)).code(), "slot_full");
    let sql = "SELECT end_ms - start_ms FROM slots WHERE calendar = ?1";
    let length = || {
        let read = corner
            .shop
            .read(|db| db.one(sql, [table.get()], |row| row.get::<_, i64>(0)));
        read.unwrap()
    };
    assert_eq!(length(), HOUR);
    corner
        .does(GiveBack {
            at: at(table, 1),
            minor: None,
        })
        .unwrap();
    corner.take(at(table, 1), None).unwrap();
    assert_eq!(length(), HOUR / 2);
    corner.edit(table, |edit| {
        edit.hours = Some([(Weekday::Monday, vec![])].into());
    });
    let seat = "SELECT used_seats FROM slots WHERE calendar = ?1";
    let used = corner
        .shop
        .read(|db| db.one(seat, [table.get()], |row| row.get::<_, i64>(0)));
    assert_eq!(used.unwrap(), 1);
    corner.is_whole();
}
