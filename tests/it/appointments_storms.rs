//! Appointments in a crowd: one seat that everybody wants, one appointment that everybody
//! changes, and an answer that nobody heard.
//!
//! `SHERBET_STORM_ROUNDS` says how often eight admins meet at one appointment.

use std::{
    collections::BTreeMap,
    env, fs,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sherbet::{
    shop::{
        Command, Shop,
        appointments::{self, State},
        customers::AddCustomer,
        slots::{AddCalendar, Hours, Weekday, Window},
    },
    values::{AppointmentId, CalendarId, RequestId, Timestamp, monotonic_us},
};

use crate::{
    appointments_support::open_daily,
    checker,
    command_line_support::{Corner, Ended, Teller},
    support::PASSWORD,
};

/// A shop of the program's, with a tasting table that is always open and a customer, and a
/// start two days ahead.
struct Salon {
    corner: Corner,
    shop: Shop,
    start: Timestamp,
}

const TASTING: CalendarId = CalendarId::new(1);

impl Salon {
    fn open() -> Salon {
        let corner = Corner::founded();
        let shop = corner.open();
        let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
        let always = vec![Window::parse("00:00-24:00").unwrap()];
        let calendar = AddCalendar {
            hours: Hours::from(Weekday::ALL.map(|day| (day, always.clone()))),
            ..open_daily("Tasting", 1)
        };
        let does = |added: i64, id: i64| assert_eq!(added, id);
        does(
            execute(&shop, &asha, calendar).calendar.get(),
            TASTING.get(),
        );
        let meera = AddCustomer {
            name: "Meera".into(),
            ..AddCustomer::default()
        };
        execute(&shop, &asha, meera);
        // The whole hour of the same time of day, two days from now.
        let hour = 60 * 60_000;
        let start = Timestamp::from_ms((shop.now().ms() / hour + 48) * hour - 30 * 60_000);
        Salon {
            corner,
            shop,
            start,
        }
    }

    fn hire(&self, name: &str, role: &str) {
        let mut add = self.corner.asked_by("Asha");
        add.env("SHERBET_NEW_PASSWORD", PASSWORD);
        add.args(["--json", "staff", "add", "--name", name, "--role", role]);
        assert_eq!(Ended::of(add.output().unwrap()).code, 0);
    }

    fn booking(&self, request: RequestId) -> Value {
        json!({
            "request": request.to_string(), "do": "appointments.book",
            "calendar": "Tasting", "customer": "Meera", "start": self.start.ms(),
        })
    }

    fn used_seats(&self) -> i64 {
        let sql = "SELECT coalesce(sum(used_seats), 0) FROM slots";
        self.shop
            .read(|db| db.one(sql, (), |row| row.get(0)))
            .unwrap()
    }

    fn booked(&self) -> usize {
        let zone = self.shop.about().zone;
        let all = |db: &sherbet::store::ReadTx<'_>| {
            appointments::list(db, zone, &appointments::Sought::default(), 10_000)
        };
        self.shop.read(all).unwrap().len()
    }
}

fn execute<C: Command>(shop: &Shop, by: &sherbet::shop::Session, command: C) -> C::Outcome {
    shop.execute(by, RequestId::new(), command).unwrap()
}

#[test]
fn of_1000_bookings_of_one_seat_by_64_threads_of_four_processes_one_is_booked() {
    let salon = Salon::open();
    let people = ["Asha", "Ravi", "Omar", "Farid"];
    for name in &people[1..] {
        salon.hire(name, "staff");
    }
    let start = |name: &str| -> Child {
        let file = salon.corner.folder.path().join(name);
        let lines = (0..250).map(|_| format!("{}\n", salon.booking(RequestId::new())));
        fs::write(&file, lines.collect::<String>()).unwrap();
        let mut run = salon.corner.asked_by(name);
        run.arg("run").arg(&file).args(["--parallel", "16"]);
        run.stdout(Stdio::piped()).spawn().unwrap()
    };
    let called_us = monotonic_us();
    let children: Vec<(&str, Child)> = people.iter().map(|name| (*name, start(name))).collect();
    let answers: Vec<(&str, Value)> = thread::scope(|scope| {
        let ended: Vec<_> = children
            .into_iter()
            .map(|(name, child)| {
                scope.spawn(move || (name, Ended::of(child.wait_with_output().unwrap())))
            })
            .collect();
        let ended = ended.into_iter().map(|ended| ended.join().unwrap());
        ended
            .flat_map(|(name, ended)| {
                assert_ne!(ended.code, 3, "{}", ended.err);
                let lines = ended.out.lines();
                let answers = lines.map(|line| (name, serde_json::from_str(line).unwrap()));
                answers.collect::<Vec<_>>()
            })
            .collect()
    });
    assert_eq!(answers.len(), 1000);
    let told: Vec<Value> = answers.iter().map(|(_, answer)| answer.clone()).collect();
    checker::heard_all(&salon.corner.path, "appointments.book", called_us, &told);
    let (won, lost): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|(_, answer)| answer.get("done").is_some());
    assert_eq!((won.len(), lost.len()), (1, 999));
    for (_, answer) in &lost {
        let refused = &answer["refused"];
        assert_eq!(refused["reason"], "slot_full", "{answer}");
        assert_eq!(refused["taken_by"]["who"], won[0].0, "{answer}");
        assert_eq!(refused["next"].as_array().unwrap().len(), 5, "{answer}");
    }
    assert_eq!((salon.booked(), salon.used_seats()), (1, 1));
    salon.corner.is_whole();
}

#[test]
fn of_eight_admins_who_confirm_and_cancel_one_appointment_at_once_one_does_and_seven_are_told() {
    let rounds: i64 = env::var("SHERBET_STORM_ROUNDS")
        .map_or(250, |rounds| rounds.parse().expect("a number of rounds"));
    let salon = Salon::open();
    let admins = [
        "Asha", "Bela", "Chitra", "Deepa", "Esha", "Farah", "Gita", "Hema",
    ];
    for name in &admins[1..] {
        salon.hire(name, "admin");
    }
    let mut tellers: Vec<Teller> = admins
        .iter()
        .map(|name| salon.corner.teller(name, &[]))
        .collect();
    let (mut confirmed, mut cancelled) = (0, 0);
    for round in 1..=rounds {
        let booked = tellers[0].ask(&salon.booking(RequestId::new()));
        assert_eq!(booked["done"]["appointment"], round, "{booked}");
        let asked: Vec<&str> = (0..8_u64)
            .map(|place| {
                // Which of them does what looks like chance and is the same every time.
                let dice =
                    (u64::try_from(round).unwrap() * 8 + place).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                if dice >> 63 == 0 {
                    "confirmed"
                } else {
                    "cancelled"
                }
            })
            .collect();
        // Another begins each time, or the first would win more often than not.
        let order = (0..8).map(|place| (place + usize::try_from(round).unwrap()) % 8);
        for place in order {
            let line = match asked[place] {
                "confirmed" => json!({"do": "appointments.confirm"}),
                _ => json!({"do": "appointments.cancel", "reason": "closed for repairs"}),
            };
            let mut line = line;
            line["request"] = json!(RequestId::new().to_string());
            line["appointment"] = json!(round);
            line["version"] = json!(1);
            tellers[place].say(&line);
        }
        let answers: BTreeMap<usize, Value> = tellers
            .iter_mut()
            .enumerate()
            .map(|(place, teller)| (place, teller.hear().unwrap()))
            .collect();
        let won: Vec<usize> = (0..8)
            .filter(|place| answers[place].get("done").is_some())
            .collect();
        assert_eq!(won.len(), 1, "round {round}: {answers:?}");
        let winner = won[0];
        for (place, answer) in answers.iter().filter(|(place, _)| **place != winner) {
            let refused = &answer["refused"];
            assert_eq!(refused["reason"], "changed", "round {round}: {answer}");
            assert_eq!(
                (&refused["by"], &refused["version"]),
                (&json!(admins[winner]), &json!(2))
            );
            let state = &refused["differences"][0];
            assert_eq!(state["field"], "state");
            assert_eq!(
                (&state["theirs"], &state["yours"]),
                (&json!(asked[winner]), &json!(asked[*place]))
            );
        }
        let zone = salon.shop.about().zone;
        let id = AppointmentId::new(round);
        let now = salon
            .shop
            .read(|db| appointments::appointment(db, zone, id))
            .unwrap()
            .unwrap();
        assert_eq!((now.state.word(), now.version), (asked[winner], 2));
        match now.state {
            State::Confirmed => {
                confirmed += 1;
                assert_eq!(salon.used_seats(), 1, "round {round}");
                let free = json!({
                    "request": RequestId::new().to_string(), "do": "appointments.cancel",
                    "appointment": round, "version": 2, "reason": "the next round",
                });
                assert!(tellers[0].ask(&free).get("done").is_some());
            }
            _ => cancelled += 1,
        }
        assert_eq!(salon.used_seats(), 0, "round {round}");
    }
    println!("{confirmed} rounds confirmed, {cancelled} cancelled");
    assert!(confirmed > 0 && cancelled > 0);
    drop(tellers);
    salon.corner.is_whole();
}

#[test]
fn a_booking_whose_answer_was_lost_by_a_kill_is_asked_again_and_is_one() {
    let salon = Salon::open();
    let line = salon.booking(RequestId::new());
    let mut teller = salon.corner.teller("Asha", &[]);
    teller.say(&line);
    let until = Instant::now() + Duration::from_secs(60);
    while salon.booked() == 0 {
        assert!(Instant::now() < until, "it was never booked");
        thread::yield_now();
    }
    teller.kill();
    let mut again = salon.corner.teller("Asha", &[]);
    let answer = again.ask(&line);
    assert_eq!(answer["done"]["appointment"], 1, "{answer}");
    assert_eq!(again.ask(&line), answer);
    let other = again.ask(&salon.booking(RequestId::new()));
    assert_eq!(other["refused"]["reason"], "slot_full");
    drop(again);
    assert_eq!((salon.booked(), salon.used_seats()), (1, 1));
    salon.corner.is_whole();
}
