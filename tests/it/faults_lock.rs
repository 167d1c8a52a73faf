//! Somebody holds the file: waiting has an end, which is told, and nothing
//! is lost or done twice by it.

use std::{fs::File, process::Child, thread};

use serde_json::Value;
use sherbet::values::RequestId;

use crate::command_line_support::{Corner, Teller, sale, signal};

#[test]
fn while_another_program_holds_the_lock_a_sale_waits_and_then_says_for_whom_and_how_long() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let mut command = corner.asked_by("Asha");
    command.args(["--wait", "1", "run", "-"]);
    let mut teller = Teller::start(&mut command);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    let other = rusqlite::Connection::open(&corner.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let line = sale(RequestId::new(), "Mathura Peda", 2);
    let answer = teller.ask(&line);
    let fault = &answer["fault"];
    assert_eq!(
        (&fault["code"], &fault["settled"]),
        (&"busy".into(), &true.into())
    );
    let message = fault["message"].as_str().unwrap();
    // A machine that is busy with other things may come back to it late.
    let held = message.split_once("held for ").and_then(|(_, behind)| {
        let (seconds, _) = behind.split_once(" s by ")?;
        seconds.parse::<u64>().ok()
    });
    assert!(held.is_some_and(|seconds| seconds >= 1), "{message}");
    let me = format!("(process {})", std::process::id());
    assert!(message.contains(&me), "{message}");
    // Coming in is a write too, and waits as long.
    let late = corner.asha([
        "--wait",
        "0.5",
        "sell",
        "--line",
        "Mathura Peda=1",
        "--cash",
        "20",
    ]);
    assert_eq!(late.fault()["code"], "busy");
    other.execute_batch("ROLLBACK").unwrap();
    let made = teller.ask(&line);
    assert_eq!(made["done"]["number"], 2, "{made}");
    assert_eq!(teller.ask(&line), made);
    assert_eq!(teller.finish(), (vec![], 3));
    assert_eq!(corner.on_hand("Mathura Peda"), 7);
    corner.is_whole();
}

#[test]
fn a_sale_that_waits_for_the_lock_is_made_once_when_it_goes() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let mut teller = corner.teller("Asha", &["--parallel", "4"]);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    let other = rusqlite::Connection::open(&corner.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let line = sale(RequestId::new(), "Mathura Peda", 2);
    for _ in 0..4 {
        teller.say(&line);
    }
    other.execute_batch("COMMIT").unwrap();
    let answers: Vec<Value> = (0..4).map(|_| teller.hear().unwrap()).collect();
    assert_eq!(answers[0]["done"]["number"], 2);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(corner.on_hand("Mathura Peda"), 7);
    corner.is_whole();
}

/// Whether the kernel has stopped the process.
fn has_stopped(child: &Child) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    let (_, behind) = stat.rsplit_once(')').unwrap();
    behind.trim_start().starts_with('T')
}

#[test]
fn a_process_that_was_stopped_with_its_turn_is_named_and_what_waits_is_made_once() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1_000_000);
    let mut busy = corner.teller("Asha", &["--parallel", "8"]);
    let mut waiting = corner.asked_by("Asha");
    waiting.args(["--wait", "1", "run", "-"]);
    let mut waiting = Teller::start(&mut waiting);
    assert!(busy.sell("Mathura Peda", 1)["done"].is_object());
    assert!(waiting.sell("Mathura Peda", 1)["done"].is_object());
    let now = File::open(format!("{}.now", corner.path.display())).unwrap();
    // Stopped again and again, until it is stopped in the middle of its turn.
    let mut sold = 2;
    let mut open = 0;
    loop {
        while open < 32 {
            busy.say(&sale(RequestId::new(), "Mathura Peda", 1));
            open += 1;
        }
        assert!(busy.hear().unwrap()["done"].is_object());
        (sold, open) = (sold + 1, open - 1);
        busy.signal("STOP");
        while !has_stopped(&busy.child) {
            thread::yield_now();
        }
        if now.try_lock().is_err() {
            break;
        }
        now.unlock().unwrap();
        busy.signal("CONT");
    }
    let line = sale(RequestId::new(), "Mathura Peda", 1);
    let answer = waiting.ask(&line);
    let fault = &answer["fault"];
    assert_eq!(
        (&fault["code"], &fault["settled"]),
        (&"busy".into(), &true.into())
    );
    let message = fault["message"].as_str().unwrap();
    let holder = format!("sherbet (process {})", busy.child.id());
    assert!(message.contains(&holder), "{message}");
    signal(&busy.child, "CONT");
    let made = waiting.ask(&line);
    assert!(made["done"].is_object(), "{made}");
    assert_eq!(waiting.ask(&line), made);
    let (heard, code) = busy.finish();
    assert_eq!((heard.len(), code), (open, 0));
    sold += heard.len() as i64 + 1;
    assert_eq!(corner.on_hand("Mathura Peda"), 1_000_000 - sold);
    corner.is_whole();
}

#[test]
fn a_process_that_is_killed_with_its_turn_gives_it_on() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1_000_000);
    let mut other = corner.teller("Asha", &[]);
    let now = File::open(format!("{}.now", corner.path.display())).unwrap();
    for _ in 0..3 {
        let mut busy = corner.teller("Asha", &["--parallel", "8"]);
        loop {
            busy.say(&sale(RequestId::new(), "Mathura Peda", 1));
            assert!(busy.hear().is_some());
            busy.say(&sale(RequestId::new(), "Mathura Peda", 1));
            busy.signal("STOP");
            while !has_stopped(&busy.child) {
                thread::yield_now();
            }
            if now.try_lock().is_err() {
                break;
            }
            now.unlock().unwrap();
            busy.signal("CONT");
            assert!(busy.hear().is_some());
        }
        busy.kill();
        assert!(other.sell("Mathura Peda", 1)["done"].is_object());
    }
    corner.is_whole();
}
