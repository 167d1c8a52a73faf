//! Refusals and the order of acts: each has to be explained by a state that there was between its
//! call and its return, all of them together, and no act may have been impossible when it was done.

use std::fs;

use rusqlite::Connection;
use serde_json::json;
use sherbet::{
    shop::{
        Command, Shop, Trouble,
        appointments::Book,
        orders::{CancelOrder, PlaceOrder},
        sales::Checkout,
        verify::{Asked, Breach, Kind, With, verify},
    },
    values::RequestId,
};

use crate::{
    appointments_support,
    orders_support::{PickUp, at, order_of},
    support::{TestShop, checkout},
};

/// What is asked one after the other, each for half a millisecond, with half a millisecond
/// between them.
#[derive(Default)]
pub struct Log(pub Vec<Asked>);

impl Log {
    pub fn ask<C: Command>(&mut self, shop: &TestShop, command: C) -> Result<C::Outcome, Trouble> {
        self.ask_as(shop, RequestId::new(), command)
    }

    pub fn ask_as<C: Command>(
        &mut self,
        shop: &TestShop,
        request: RequestId,
        command: C,
    ) -> Result<C::Outcome, Trouble> {
        let answer = shop.shop.execute(&shop.admin, request, command);
        let called_us = 1000 * self.0.len() as u64;
        let times = (called_us, called_us + 500);
        self.0.push(Asked::of::<C>(request, times, &answer));
        answer
    }

    /// What is told of it after it was changed.
    pub fn told(&self, shop: &TestShop, change: impl FnOnce(&mut Vec<Asked>)) -> Vec<String> {
        let mut answers = self.0.clone();
        change(&mut answers);
        let with = With {
            answers,
            ..With::default()
        };
        let found = verify(&shop.path, &with).unwrap().findings;
        assert!(found.iter().all(|found| found.kind == Kind::Answers));
        found.into_iter().map(|found| found.what).collect()
    }

    /// How many refusals were seen to be true, and how many nothing can be said of.
    pub fn explained(&self, shop: &TestShop) -> (usize, usize) {
        let with = With {
            answers: self.0.clone(),
            ..With::default()
        };
        let seen = verify(&shop.path, &with).unwrap().answers.unwrap();
        (seen.explained, seen.not_judged)
    }
}

pub const NONE: [&str; 0] = [];

#[test]
fn a_slot_that_was_said_to_be_full_was_full_at_that_time() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 100, 0);
    // Acts: 1 founded, 2 logged in, 3 the sweet, 4 the hatch, 5 the first order.
    let hatch = shop.hatch(10_000, 5);
    let mut log = Log::default();
    let first = log.ask(&shop, order_of(hatch, at(17), barfi, 60)).unwrap();
    assert!(log.ask(&shop, order_of(hatch, at(17), barfi, 60)).is_err());
    let cancel = CancelOrder {
        order: first.order,
        version: 1,
        reason: None,
    };
    log.ask(&shop, cancel).unwrap();
    log.ask(&shop, order_of(hatch, at(17), barfi, 60)).unwrap();
    assert_eq!(log.told(&shop, |_| {}), NONE);
    assert_eq!(log.explained(&shop), (1, 0));
    let left = |minor: i64, (from, until): (i64, i64)| {
        format!(
            "no room for an order of {minor} was said to be left in calendar 1 at 2026-03-02 11:30 UTC: not at any act from {from} to {until}"
        )
    };
    // Asked when the first was cancelled, and the other not yet there.
    let later = log.told(&shop, |log| {
        (log[1].called_us, log[1].returned_us) = (2600, Some(2900));
    });
    assert_eq!(later, [left(6000, (6, 6))]);
    // There was room for less.
    let less = log.told(&shop, |log| {
        log[1].detail.as_mut().unwrap()["room_minor"] = json!(4000);
    });
    assert_eq!(less, [left(4000, (5, 5))]);
    // While the cancelling was under way, it may have been before that.
    let meanwhile = log.told(&shop, |log| {
        (log[1].called_us, log[1].returned_us) = (2200, Some(2900));
    });
    assert_eq!(meanwhile, NONE);
    // Which room it had before somebody changed it is not known.
    let file = Connection::open(&shop.path).unwrap();
    file.execute_batch("UPDATE calendars SET version = 2, changed_act = 7")
        .unwrap();
    assert_eq!(log.explained(&shop), (0, 1));
}

#[test]
fn a_seat_that_was_said_to_be_taken_was_taken_at_that_time() {
    let shop = TestShop::new();
    let (table, omar) = (shop.calendar("Tasting", 1), shop.guest("Omar"));
    let eleven = appointments_support::at(11, 0);
    let book = || appointments_support::booking(table, eleven, omar);
    let mut log = Log::default();
    let first = log.ask::<Book>(&shop, book()).unwrap();
    assert!(log.ask(&shop, book()).is_err());
    shop.cancels(&shop.admin, first.appointment, 1).unwrap();
    assert_eq!(log.told(&shop, |_| {}), NONE);
    assert_eq!(log.explained(&shop), (1, 0));
    // Refused before anybody had booked.
    let earlier = log.told(&shop, |log| {
        (log[0].called_us, log[0].returned_us) = (700, Some(900));
        (log[1].called_us, log[1].returned_us) = (0, Some(500));
    });
    assert_eq!(
        earlier,
        [
            "no seat was said to be left in calendar 1 at 2026-03-02 05:30 UTC: not at any act from 0 to 4"
        ]
    );
    let elsewhere = log.told(&shop, |log| {
        let detail = log[1].detail.as_mut().unwrap();
        detail["slot"]["start"] = json!(appointments_support::at(12, 0).ms());
    });
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
}

#[test]
fn refusals_that_are_each_true_at_some_moment_are_held_against_each_other_too() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 3);
    let mut log = Log::default();
    for quantity in [1, 3, 1, 2] {
        let answer = log.ask::<Checkout>(&shop, checkout(laddu, quantity));
        assert_eq!(answer.is_ok(), quantity == 1);
    }
    // Both sales were under way all the time: two were left at some moment, and then one.
    let all_the_time = |log: &mut Vec<Asked>| {
        for sale in [0, 2] {
            (log[sale].called_us, log[sale].returned_us) = (0, Some(9000));
        }
    };
    assert_eq!(log.told(&shop, all_the_time), NONE);
    // Who was told of one left, and only then of two, was told what no order explains.
    let swapped = log.told(&shop, |log| {
        all_the_time(log);
        (log[1].called_us, log[1].returned_us) = (3000, Some(3500));
        (log[3].called_us, log[3].returned_us) = (1000, Some(1500));
    });
    assert_eq!(
        swapped,
        ["2 were said to be left of sweet 1: not at any act from 5 to 5"]
    );
    // At the same time, either may have been first.
    let together = log.told(&shop, |log| {
        all_the_time(log);
        (log[1].called_us, log[1].returned_us) = (1200, Some(3500));
        (log[3].called_us, log[3].returned_us) = (1000, Some(1500));
    });
    assert_eq!(together, NONE);
    // What was wanted was there.
    let enough = log.told(&shop, |log| {
        let detail = log[1].detail.as_mut().unwrap();
        detail["shortages"][0]["wanted"] = json!(2);
    });
    assert_eq!(enough.len(), 1, "{enough:?}");
}

#[test]
fn logs_in_files_are_told_of_as_if_they_were_one_and_a_line_that_is_none_is_no_answer() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 3);
    let mut log = Log::default();
    for quantity in [1, 3, 1, 2] {
        let answer = log.ask::<Checkout>(&shop, checkout(laddu, quantity));
        assert_eq!(answer.is_ok(), quantity == 1);
    }
    let files = [0, 1].map(|part| shop.folder.path().join(format!("asked-{part}")));
    let with = |change: fn(&mut Vec<Asked>)| {
        let mut lines = log.0.clone();
        change(&mut lines);
        for (part, file) in files.iter().enumerate() {
            let own = lines.iter().skip(part).step_by(2);
            let own = own.map(|line| format!("\n{}\n", serde_json::to_string(line).unwrap()));
            fs::write(file, own.collect::<String>()).unwrap();
        }
        let with = With {
            logs: files.to_vec(),
            all_since: Some(3),
            ..With::default()
        };
        verify(&shop.path, &with).unwrap()
    };
    let whole = with(|_| {});
    assert_eq!(whole.findings, []);
    let seen = whole.answers.unwrap();
    assert_eq!((seen.done, seen.refused, seen.explained), (2, 2, 2));
    let lied = with(|lines| {
        lines[3].detail.as_mut().unwrap()["shortages"][0]["left"] = json!(0);
    });
    let [one] = &lied.findings[..] else {
        panic!("{:?}", lied.findings)
    };
    assert_eq!(
        one.what,
        "0 were said to be left of sweet 1: not at any act from 5 to 5"
    );
    assert_eq!(with(|lines| lines.truncate(2)).findings.len(), 1);
    fs::write(&files[1], "no line\n").unwrap();
    let with = With {
        logs: files.to_vec(),
        ..With::default()
    };
    let told = verify(&shop.path, &with).unwrap().findings;
    assert!(
        told.iter()
            .any(|found| found.place == "what askers were told"
                && found.what.contains("line 1 is no line of an asker's log")),
        "{told:?}"
    );
}

#[test]
fn what_was_asked_for_otherwise_or_by_nobody_is_found() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 3);
    let mut log = Log::default();
    log.ask(&shop, checkout(laddu, 1)).unwrap();
    let otherwise = log.told(&shop, |log| log[0].kind = "orders.place".into());
    assert_eq!(
        otherwise,
        ["it was asked for as orders.place, and act 4 is sales.checkout"]
    );
    let found = |all_since| {
        let with = With {
            answers: log.0.clone(),
            all_since: Some(all_since),
            ..With::default()
        };
        verify(&shop.path, &with).unwrap().findings
    };
    assert_eq!(found(3), []);
    shop.sell(laddu, 1).unwrap();
    let [one] = &found(3)[..] else {
        panic!("{:?}", found(3))
    };
    assert_eq!(one.what, "act 5, sales.checkout, was asked for by nobody");
    assert_eq!(found(5), []);
}

/// Changes rows past the program, and puts the triggers back.
fn tamper(shop: &Shop, sql: &str) {
    let file = Connection::open(shop.file()).unwrap();
    let mut triggers = file
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<(String, String)> = triggers
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    file.execute_batch(sql).unwrap();
    for (_, made) in &triggers {
        file.execute_batch(made).unwrap();
    }
}

/// What does not add up, and which promise that breaks.
fn broken(shop: &TestShop) -> Vec<(Breach, String)> {
    let found = verify(&shop.path, &With::default()).unwrap().findings;
    let found = found.into_iter();
    found.map(|found| (found.breach, found.what)).collect()
}

#[test]
fn a_slot_that_was_too_full_for_a_while_is_found_though_it_is_empty_again() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 100, 0);
    let hatch = shop.hatch(10_000, 5);
    let order: PlaceOrder = order_of(hatch, at(17), barfi, 60);
    let placed = shop.done(order);
    shop.done(CancelOrder {
        order: placed.order,
        version: 1,
        reason: None,
    });
    assert_eq!(broken(&shop), []);
    tamper(&shop.shop, "UPDATE slots SET capacity_minor = 5999");
    let what = "order 1 is beyond its slot's room: 6000 of 5999 taken, by 1 orders of 5";
    assert_eq!(broken(&shop), [(Breach::OverCapacity, what.to_owned())]);
}

#[test]
fn a_seat_that_two_had_for_a_while_is_found_though_one_of_them_cancelled() {
    let shop = TestShop::new();
    let (table, omar) = (shop.calendar("Tasting", 2), shop.guest("Omar"));
    let eleven = appointments_support::at(11, 0);
    shop.books(table, eleven, omar);
    let second = shop.books(table, eleven, omar);
    assert_eq!(second.seat, 2);
    shop.cancels(&shop.admin, second.appointment, 1).unwrap();
    assert_eq!(broken(&shop), []);
    tamper(
        &shop.shop,
        "UPDATE appointments SET seat = 1 WHERE id = 2;
         UPDATE appointment_changes SET after = json_set(after, '$.seat', 1),
                before = json_set(before, '$.seat', 1) WHERE appointment = 2",
    );
    let what = "appointment 2 has seat 1 while appointment 1 has it";
    assert_eq!(broken(&shop), [(Breach::DoubleBooking, what.to_owned())]);
}
