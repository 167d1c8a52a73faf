//! Crowds at the counter, and processes that are killed in the middle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Child, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::{Value, json};
use sherbet::{
    shop::{journal, sales},
    values::{RequestId, monotonic_us},
};

use crate::{
    checker,
    command_line_support::{Corner, Ended, Teller, sale, sale_of_two},
    dice::{Dice, count},
    support::PASSWORD,
};

#[test]
fn of_5000_tries_by_four_processes_at_1000_sweets_1000_are_sold_and_4000_refused() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1000);
    let start = |place: usize| -> Child {
        let file = corner.folder.path().join(format!("lines {place}"));
        let text: String = (0..1250)
            .map(|_| format!("{}\n", sale(RequestId::new(), "Mathura Peda", 1)))
            .collect();
        fs::write(&file, text).unwrap();
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
                assert_ne!(ended.code, 3);
                let lines = ended
                    .out
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap());
                lines.collect::<Vec<Value>>()
            })
            .collect()
    });
    let mut numbers: Vec<i64> = answers
        .iter()
        .filter_map(|answer| answer["done"]["number"].as_i64())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=1000).collect::<Vec<i64>>());
    let sold_out = |answer: &&Value| answer["refused"]["reason"] == "sold_out";
    assert_eq!(answers.iter().filter(sold_out).count(), 4000);
    assert_eq!(corner.on_hand("Mathura Peda"), 0);
    checker::heard_all(&corner.path, "sales.checkout", called_us, &answers);
    corner.is_whole();
}

#[test]
fn what_is_restocked_while_others_sell_is_never_lost() {
    const ROUNDS: i64 = 10;
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let file = corner.folder.path().join("sales");
    let text: String = (0..500)
        .map(|_| format!("{}\n", sale(RequestId::new(), "Mathura Peda", 1)))
        .collect();
    fs::write(&file, text).unwrap();
    let called_us = monotonic_us();
    let mut selling = corner.asked_by("Asha");
    selling.arg("run").arg(&file).args(["--parallel", "16"]);
    let selling = selling.stdout(Stdio::piped()).spawn().unwrap();
    let mut admin = corner.teller("Asha", &[]);
    for _ in 0..ROUNDS {
        let restocked = admin.ask(&json!({ "request": RequestId::new().to_string(),
            "do": "stock.restock", "sweet": "Mathura Peda", "quantity": 50 }));
        assert!(restocked["done"]["on_hand"].as_i64().unwrap() >= 50);
    }
    let ended = Ended::of(selling.wait_with_output().unwrap());
    let lines = ended.out.lines();
    let answers: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    checker::heard_all(&corner.path, "sales.checkout", called_us, &answers);
    let sold = answers
        .iter()
        .filter(|answer| answer.get("done").is_some())
        .count();
    let sold = i64::try_from(sold).unwrap();
    assert!(sold >= 100);
    assert_eq!(corner.on_hand("Mathura Peda"), 100 + 50 * ROUNDS - sold);
    corner.is_whole();
}

/// What was heard of the requests that were asked, over all sessions.
#[derive(Default)]
struct Heard {
    /// What was asked, by its request.
    asked: BTreeMap<String, Value>,
    /// What was answered.
    answers: BTreeMap<String, Value>,
}

impl Heard {
    fn hear(&mut self, answer: Value) {
        let request = answer["request"].as_str().unwrap().to_owned();
        assert!(answer.get("fault").is_none(), "{answer}");
        if let Some(before) = self.answers.insert(request, answer.clone()) {
            // Asked again, what was done is answered as it was.
            assert_eq!(before, answer);
        }
    }

    fn unanswered(&self, of: &str) -> Vec<Value> {
        let unanswered = self
            .asked
            .iter()
            .filter(|(request, line)| line["who"] == of && !self.answers.contains_key(*request));
        unanswered.map(|(_, line)| line.clone()).collect()
    }
}

#[test]
fn of_what_three_processes_sell_while_they_are_killed_all_that_was_told_is_there_and_no_more() {
    let cycles = count("SHERBET_STORM_CYCLES", 200);
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1_000_000);
    corner.sweet("Kaju Katli", 500);
    let sellers = ["Ravi", "Meena", "Farid"];
    for name in sellers {
        let mut add = corner.asked_by("Asha");
        add.env("SHERBET_NEW_PASSWORD", PASSWORD);
        assert_eq!(
            Ended::of(
                add.args(["--json", "staff", "add", "--name", name])
                    .output()
                    .unwrap()
            )
            .code,
            0
        );
    }
    let heard = Mutex::new(Heard::default());
    let begun = AtomicUsize::new(0);
    thread::scope(|scope| {
        for name in sellers {
            let (corner, heard, begun) = (&corner, &heard, &begun);
            scope.spawn(move || {
                loop {
                    let cycle = begun.fetch_add(1, Ordering::Relaxed);
                    if cycle >= cycles {
                        break;
                    }
                    one_life(corner, heard, name, cycle);
                }
            });
        }
    });
    // Whoever was not answered asks again.
    for name in sellers {
        let again = heard.lock().unwrap().unanswered(name);
        let mut teller = corner.teller(name, &[]);
        for line in again {
            let answer = teller.ask(&without_who(&line));
            heard.lock().unwrap().hear(answer);
        }
    }
    judge(&corner, &heard.into_inner().unwrap());
}

fn without_who(line: &Value) -> Value {
    let mut line = line.clone();
    line.as_object_mut().unwrap().remove("who");
    line
}

/// A session that is killed after some answers, or before the first.
fn one_life(corner: &Corner, heard: &Mutex<Heard>, name: &str, cycle: usize) {
    let mut dice = Dice::of(cycle as u64);
    let lines: Vec<Value> = {
        let mut heard = heard.lock().unwrap();
        let mut lines = heard.unanswered(name);
        lines.truncate(20);
        for place in 0..60 {
            let request = RequestId::new();
            // Of the second sweet there are few: what was taken of the first
            // has to be given back.
            let mut line = match place % 3 {
                0 => sale_of_two(request, ["Mathura Peda", "Kaju Katli"]),
                pieces => sale(request, "Mathura Peda", pieces),
            };
            line["who"] = json!(name);
            heard.asked.insert(request.to_string(), line.clone());
            lines.push(line);
        }
        lines
    };
    let mut teller: Teller = corner.teller(name, &["--parallel", "8"]);
    for line in &lines {
        // All of it fits a pipe, so that nobody waits for the session.
        teller.say(&without_who(line));
    }
    // Every eighth is killed while it opens the shop or logs in.
    let answers = match dice.below(8) {
        0 => 0,
        _ => 1 + dice.below(50),
    };
    for _ in 0..answers {
        let answer = teller.hear().expect("an answer");
        heard.lock().unwrap().hear(answer);
    }
    teller.child.kill().unwrap();
    // What was told before the end counts; half a line does not.
    while let Some(answer) = teller.hear_whole() {
        heard.lock().unwrap().hear(answer);
    }
}

fn judge(corner: &Corner, heard: &Heard) {
    let shop = corner.open();
    let records = shop.read(|db| journal::list(db, None, u32::MAX)).unwrap();
    let mut requests = BTreeSet::new();
    let mut sold = BTreeMap::new();
    for record in &records {
        assert!(
            requests.insert(record.request.to_string()),
            "a request id twice"
        );
        if record.command == "sales.checkout" {
            let outcome: Value = serde_json::from_str(&record.outcome).unwrap();
            sold.insert(record.request.to_string(), outcome);
        }
    }
    let mut done = 0;
    let mut refused = 0;
    for (request, answer) in &heard.answers {
        match answer.get("done") {
            Some(outcome) => {
                assert_eq!(sold.get(request), Some(outcome), "told, and not there");
                let number = outcome["number"].as_i64().unwrap();
                let receipt = shop.read(|db| sales::receipt(db, number)).unwrap().unwrap();
                assert_eq!(outcome["total_minor"], receipt.total.minor());
                let lines = heard.asked[request]["lines"].as_array().unwrap().len();
                assert_eq!(receipt.lines.len(), lines);
                done += 1;
            }
            None => {
                assert_eq!(answer["refused"]["reason"], "sold_out");
                assert!(!requests.contains(request), "refused, and there");
                refused += 1;
            }
        }
    }
    assert_eq!(heard.answers.len(), heard.asked.len());
    assert_eq!(sold.len(), done, "sold, and nobody was told");
    println!("{done} sold, {refused} refused");
    drop(shop);
    // The journal's order explains every answer, also those that were never heard.
    corner.is_whole();
    let seen = checker::whole_as_heard(&corner.path).answers.unwrap();
    assert_eq!((seen.done, seen.unknown_there), (done, 0));
    assert!(seen.explained >= refused, "{seen:?}");
}
