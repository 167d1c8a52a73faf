//! Orders in a crowd: more of them at once than the slots have room for, by threads and by
//! processes, and processes that are killed before they answer.
//!
//! `SHERBET_STORM_ORDERS` says how many orders.

use std::{
    collections::BTreeMap,
    env, fs,
    process::{Child, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sherbet::{
    shop::{
        Refusal, Session, Shop, Trouble, journal,
        orders::{self, OrderQuery, PlaceOrder, Placed},
    },
    values::{CalendarId, RequestId, SweetId, Timestamp, monotonic_us},
};

use crate::{
    checker::{self, Askers},
    command_line_support::{Corner, Ended},
    orders_support::{PickUp, at, order_of},
    support::checkout,
};

/// 100,000.00 a slot.
const CAPACITY: i64 = 10_000_000;
const SLOTS: i64 = 10;

fn count(name: &str, usual: usize) -> usize {
    env::var(name).map_or(usual, |count| count.parse().expect("a number"))
}

/// Amounts that look like chance, are the same every time, and together are somewhat more
/// than ten slots hold: from 100.00 to 2,000.00 when there are 1,000 of them.
fn quantities(many: usize) -> Vec<i64> {
    let most = 2_000_000 / many as i64;
    let dice = |place: u64| (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    (0..many as u64)
        .map(|place| most / 20 + i64::try_from(dice(place)).unwrap() % (most + most / 10))
        .collect()
}

/// Someone who was refused and has nowhere left to go.
struct Turned {
    quantity: i64,
    /// The newest act there was before they asked a last time.
    known: i64,
}

/// Asks for a slot, goes where the refusal says that it fits, and in the end asks once more.
fn ask(
    askers: &Askers,
    shop: &Shop,
    by: &Session,
    (hatch, sweet, quantity): (CalendarId, SweetId, i64),
    first: Timestamp,
) -> Result<Placed, Turned> {
    let mut start = first;
    let mut known = None;
    loop {
        let order: PlaceOrder = order_of(hatch, start, sweet, quantity);
        let refused = match askers.ask(shop, by, order) {
            Ok(placed) => return Ok(placed),
            Err(Trouble::Refused(refused)) => refused,
            Err(fault) => panic!("{fault}"),
        };
        let Refusal::SlotFull { next, .. } = refused else {
            panic!("{refused}");
        };
        match (next.first(), known) {
            (Some(slot), _) => start = slot.at.start,
            (None, None) => {
                let newest = shop.read(|db| journal::list(db, None, 1)).unwrap();
                known = Some(newest[0].act);
            }
            (None, Some(known)) => return Err(Turned { quantity, known }),
        }
    }
}

#[test]
fn of_1000_orders_at_once_into_ten_slots_none_passes_its_room_and_who_is_refused_fits_nowhere() {
    let many = count("SHERBET_STORM_ORDERS", 1_000);
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 100, 0);
    let hatch = shop.ten_slots();
    let quantities = quantities(many);
    assert!(quantities.iter().sum::<i64>() * 100 > CAPACITY * SLOTS);
    let askers = Askers::alone(&shop.shop);
    let next = AtomicUsize::new(0);
    let (placed, turned) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&quantity) = quantities.get(place) else {
                        break;
                    };
                    let first = at(9 + place as i64 % SLOTS);
                    let wanted = (hatch, barfi, quantity);
                    match ask(&askers, &shop.shop, &shop.admin, wanted, first) {
                        Ok(one) => placed.lock().unwrap().push((one, quantity)),
                        Err(one) => turned.lock().unwrap().push(one),
                    }
                }
            });
        }
    });
    let (placed, turned) = (placed.into_inner().unwrap(), turned.into_inner().unwrap());
    assert_eq!(placed.len() + turned.len(), many);
    assert!(!turned.is_empty());
    let seen = askers.explained(&shop.path).answers.unwrap();
    assert_eq!((seen.done, seen.not_judged), (placed.len(), 0));
    assert!(seen.explained >= 2 * turned.len(), "{seen:?}");

    // The order of commits tells how full each slot was at every moment.
    let mut records = shop
        .shop
        .read(|db| journal::list(db, None, u32::MAX))
        .unwrap();
    records.reverse();
    let fullness = |until: i64| {
        let mut used: BTreeMap<i64, i64> = BTreeMap::new();
        for record in &records {
            if record.command == "orders.place" && record.act <= until {
                let outcome: Value = serde_json::from_str(&record.outcome).unwrap();
                let slot = used.entry(outcome["start"].as_i64().unwrap()).or_default();
                *slot += outcome["total_minor"].as_i64().unwrap();
                assert!(*slot <= CAPACITY, "a slot holds {slot}");
            }
        }
        used
    };
    let used = fullness(i64::MAX);
    let totals = placed.iter().map(|(one, _)| one.total.minor());
    assert_eq!(used.values().sum::<i64>(), totals.sum::<i64>());
    for hour in 9..9 + SLOTS {
        assert_eq!(shop.used(at(hour)).0, used[&at(hour).ms()]);
    }
    for Turned { quantity, known } in &turned {
        let then = fullness(*known);
        for hour in 9..9 + SLOTS {
            let left = CAPACITY - then.get(&at(hour).ms()).copied().unwrap_or_default();
            assert!(
                quantity * 100 > left,
                "{quantity} would have fitted at {hour}"
            );
        }
    }
    // None is lost, none is half, and each has a number of its own.
    let query = OrderQuery::default();
    let kept = shop
        .shop
        .read(|db| orders::list(db, &query, u32::MAX))
        .unwrap();
    assert_eq!(kept.len(), placed.len());
    let mut numbers: Vec<i64> = kept.iter().map(|order| order.display).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=placed.len() as i64).collect::<Vec<_>>());
    for (one, quantity) in &placed {
        let order = kept.iter().find(|order| order.order == one.order).unwrap();
        assert_eq!(
            (order.total.minor(), order.display),
            (quantity * 100, one.display)
        );
        assert_eq!(order.lines[0].quantity.get(), *quantity);
    }
    println!("{} placed, {} refused", placed.len(), turned.len());
}

impl PickUp {
    /// A hatch with ten slots of an hour from nine on, today and never again.
    fn ten_slots(&self) -> CalendarId {
        use sherbet::shop::slots::{AddCalendar, Capacity, Hours, Weekday, Window};
        let window = Window::new(9 * 60, (9 + 10) * 60).unwrap();
        let monday = (Weekday::of_number(1).unwrap(), vec![window]);
        self.done(AddCalendar {
            name: "Hatch".into(),
            capacity: Capacity::Room {
                amount: sherbet::values::Money::from_minor(CAPACITY),
                orders: 1_000_000,
            },
            length_minutes: 60,
            every_minutes: None,
            buffer_minutes: 0,
            notice_minutes: 0,
            horizon_days: 0,
            hours: std::iter::once(monday).collect::<Hours>(),
        })
        .calendar
    }
}

/// A shop of the program's, with a hatch that is open all day, every day.
fn corner() -> (Corner, Value) {
    let corner = Corner::founded();
    corner.sweet("Barfi", 0);
    let all_day: Value = (0..7)
        .map(|day| {
            let name = [
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ][day];
            (name.to_owned(), json!([["00:00", "24:00"]]))
        })
        .collect::<serde_json::Map<String, Value>>()
        .into();
    let shop = corner.open();
    let session = shop
        .log_in("Asha", crate::support::PASSWORD, "window 1")
        .unwrap();
    let add = serde_json::from_value::<sherbet::shop::slots::AddCalendar>(json!({
        "name": "Hatch", "capacity": { "room": { "amount_minor": CAPACITY, "orders": 1000 } },
        "length_minutes": 60, "hours": all_day,
    }));
    let hatch = shop
        .execute(&session, RequestId::new(), add.unwrap())
        .unwrap();
    // A slot that is still to come whenever this runs.
    let now = shop.now().ms();
    let start = (now / 3_600_000 + 3) * 3_600_000 + 1_800_000;
    let line = json!({ "do": "orders.place", "calendar": hatch.calendar.get(), "start": start,
        "name": "Mira", "lines": [{ "sweet": "Barfi", "quantity": 100 }] });
    (corner, line)
}

fn asked_as(request: RequestId, line: &Value) -> Value {
    let mut line = line.clone();
    line["request"] = json!(request.to_string());
    line
}

#[test]
fn of_what_four_processes_order_of_one_slot_no_more_is_placed_than_it_holds() {
    // ₹1,099.00 each: 90 fit into 100,000.00.
    let (corner, line) = corner();
    let start = |place: usize| -> Child {
        let file = corner.folder.path().join(format!("lines {place}"));
        let lines = (0..40).map(|_| format!("{}\n", asked_as(RequestId::new(), &line)));
        fs::write(&file, lines.collect::<String>()).unwrap();
        let mut run = corner.asked_by("Asha");
        run.arg("run").arg(&file).args(["--parallel", "16"]);
        run.stdout(Stdio::piped()).spawn().unwrap()
    };
    let called_us = monotonic_us();
    let children: Vec<Child> = (0..4).map(start).collect();
    let answers: Vec<Value> = thread::scope(|scope| {
        let ended: Vec<_> = children
            .into_iter()
            .map(|child| scope.spawn(|| Ended::of(child.wait_with_output().unwrap())))
            .collect();
        let ended = ended.into_iter().map(|ended| ended.join().unwrap());
        ended
            .flat_map(|ended| {
                assert_ne!(ended.code, 3, "{ended:?}");
                let lines = ended.out.lines();
                let lines = lines.map(|line| serde_json::from_str(line).unwrap());
                lines.collect::<Vec<Value>>()
            })
            .collect()
    });
    let placed: Vec<&Value> = answers
        .iter()
        .filter(|answer| answer.get("done").is_some())
        .collect();
    let full = answers.iter().filter(|answer| {
        let refused = &answer["refused"];
        refused["reason"] == "slot_full" && !refused["next"].as_array().unwrap().is_empty()
    });
    assert_eq!((placed.len(), full.count()), (90, 70));
    let mut numbers: Vec<i64> = placed
        .iter()
        .map(|answer| answer["done"]["display"].as_i64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=90).collect::<Vec<_>>());
    checker::heard_all(&corner.path, "orders.place", called_us, &answers);
    corner.is_whole();
}

#[test]
fn an_order_that_was_saved_and_never_answered_is_one_order_when_it_is_asked_again() {
    let cycles = count("SHERBET_STORM_CYCLES", 12).min(200);
    let (corner, line) = corner();
    let mut requests = Vec::new();
    for cycle in 0..cycles {
        // The process is killed once its order is on disk, before anybody hears of it, or at
        // some moment before that.
        let request = RequestId::new();
        requests.push(request);
        let mut teller = corner.teller("Asha", &[]);
        teller.say(&asked_as(request, &line));
        if cycle % 3 != 0 {
            // Its answer is in the pipe, which nobody reads: it is saved.
            let shop = corner.open();
            let saved = || {
                let records = shop.read(|db| journal::list(db, None, 1)).unwrap();
                records[0].request == request
            };
            let until = Instant::now() + Duration::from_secs(60);
            while !saved() {
                assert!(Instant::now() < until, "it was never saved");
                thread::yield_now();
            }
        }
        teller.kill();
    }
    let mut teller = corner.teller("Asha", &[]);
    let mut placed = Vec::new();
    for request in &requests {
        let first = teller.ask(&asked_as(*request, &line));
        let again = teller.ask(&asked_as(*request, &line));
        assert_eq!(first, again);
        placed.push(first["done"]["order"].as_i64().unwrap());
    }
    placed.sort_unstable();
    placed.dedup();
    assert_eq!(placed.len(), cycles);
    let shop = corner.open();
    let query = OrderQuery::default();
    let kept = shop.read(|db| orders::list(db, &query, u32::MAX)).unwrap();
    assert_eq!(kept.len(), cycles);
    let zone = shop.about().zone;
    let day = zone.date(kept[0].start);
    let board = shop.read(|db| orders::board(db, zone, day)).unwrap();
    let slot = board
        .iter()
        .find(|slot| slot.at.start == kept[0].start)
        .unwrap();
    assert_eq!(slot.used_orders, cycles as i64);
    assert_eq!(slot.used.minor(), 109_900 * cycles as i64);
    corner.is_whole();
}

#[test]
fn what_is_promised_and_sold_at_once_is_never_both() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 100, 200);
    let hatch = shop.hatch(CAPACITY, 1_000);
    let sold = AtomicUsize::new(0);
    let askers = Askers::alone(&shop.shop);
    thread::scope(|scope| {
        for place in 0..32 {
            let (shop, sold, askers) = (&shop, &sold, &askers);
            scope.spawn(move || {
                for _ in 0..10 {
                    if place % 2 == 0 {
                        let order = order_of(hatch, at(17), barfi, 1);
                        askers.ask(&shop.shop, &shop.admin, order).unwrap();
                    } else {
                        let sale = checkout(barfi, 1);
                        let answer = askers.ask(&shop.shop, &shop.admin, sale);
                        sold.fetch_add(usize::from(answer.is_ok()), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    // 160 are promised; what was sold was free when it was.
    let records = shop
        .shop
        .read(|db| journal::list(db, None, u32::MAX))
        .unwrap();
    let (mut on_hand, mut promised) = (200, 0);
    for record in records.iter().rev() {
        match record.command.as_str() {
            "orders.place" => promised += 1,
            "sales.checkout" => {
                on_hand -= 1;
                assert!(on_hand >= promised, "sold what was promised");
            }
            _ => {}
        }
    }
    assert_eq!(on_hand, shop.on_hand(barfi));
    assert_eq!(on_hand, 200 - sold.load(Ordering::Relaxed) as i64);
    let seen = askers.explained(&shop.path).answers.unwrap();
    assert!(seen.explained > 0, "{seen:?}");
}
