//! Who may what, by every door, looked up in each transaction.

use std::thread;

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, Ended, NEW_PASSWORD},
    support::PASSWORD,
};

#[test]
fn staff_are_refused_what_admins_do_by_every_door_and_nothing_is_written() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    corner.hire_ravi();
    let before = corner.acts();
    let target = corner.folder.path().join("copy");
    let target = target.to_str().unwrap();
    for arguments in [
        vec!["sweets", "add", "--name", "Halva", "--price", "1"],
        vec!["sweets", "edit", "Mathura Peda", "--price", "1"],
        vec!["sweets", "retire", "Mathura Peda"],
        vec!["sweets", "reinstate", "Mathura Peda"],
        vec!["stock", "restock", "Mathura Peda", "1"],
        vec!["stock", "correct", "Mathura Peda", "1", "--reason", "eaten"],
        vec!["staff", "list"],
        vec!["staff", "add", "--name", "Ravi's friend", "--role", "admin"],
        vec!["staff", "approve", "Ravi", "--role", "admin"],
        vec!["staff", "role", "Ravi", "admin"],
        vec!["staff", "retire", "Asha"],
        vec!["staff", "reinstate", "Asha"],
        vec!["staff", "password", "Asha"],
        vec!["journal", "show"],
        vec!["journal", "verify"],
        vec!["backup", target],
    ] {
        let mut command = corner.asked_by("Ravi");
        command.env("SHERBET_NEW_PASSWORD", PASSWORD).arg("--json");
        let ended = Ended::of(command.args(&arguments).output().unwrap());
        let refused = ended.refused();
        assert_eq!(refused["reason"], "not_allowed", "{arguments:?}: {refused}");
        assert_eq!(refused["who"], "Ravi");
    }
    let mut teller = corner.teller("Ravi", &[]);
    for mut line in [
        json!({ "do": "catalogue.add", "name": "Halva", "price_minor": 1 }),
        json!({ "do": "catalogue.edit", "sweet": 1, "version": 1, "change": { "price_minor": 1 } }),
        json!({ "do": "catalogue.retire", "sweet": 1, "version": 1 }),
        json!({ "do": "catalogue.reinstate", "sweet": 1, "version": 1 }),
        json!({ "do": "stock.restock", "sweet": 1, "quantity": 1 }),
        json!({ "do": "stock.correct", "sweet": 1, "counted": 1, "expected": 5, "reason": "x" }),
        json!({ "do": "staff.approve", "account": 2, "role": "admin" }),
        json!({ "do": "staff.approve", "account": "Ravi", "role": "admin" }),
        json!({ "do": "staff.change_role", "account": 2, "role": "admin", "version": 1 }),
        json!({ "do": "staff.retire", "account": 1, "version": 1 }),
        json!({ "do": "staff.reinstate", "account": 1, "version": 1 }),
    ] {
        line["request"] = json!(RequestId::new().to_string());
        let answer = teller.ask(&line);
        assert_eq!(
            answer["refused"]["reason"], "not_allowed",
            "{line}: {answer}"
        );
    }
    assert_eq!(corner.acts(), before);
    assert!(!corner.folder.path().join("copy").exists());
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
}

#[test]
fn a_role_taken_away_counts_in_a_session_that_is_open() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 50);
    corner.hire_ravi();
    let restock = || {
        json!({ "request": RequestId::new().to_string(), "do": "stock.restock",
        "sweet": "Mathura Peda", "quantity": 1 })
    };
    let mut ravi = corner.teller("Ravi", &[]);
    let mut asha = corner.teller("Asha", &[]);
    let mut role = |role: &str, version: i64| {
        let answer = asha.ask(&json!({ "request": RequestId::new().to_string(),
            "do": "staff.change_role", "account": "Ravi", "role": role, "version": version }));
        assert!(answer["done"].is_number(), "{answer}");
    };
    assert_eq!(ravi.ask(&restock())["refused"]["reason"], "not_allowed");
    role("admin", 1);
    assert_eq!(ravi.ask(&restock())["done"]["on_hand"], 51);
    role("staff", 2);
    assert_eq!(ravi.ask(&restock())["refused"]["reason"], "not_allowed");
    assert_eq!(ravi.sell("Mathura Peda", 1)["done"]["number"], 1);
    assert_eq!(corner.asha(["staff", "retire", "Ravi"]).code, 0);
    let sold = ravi.sell("Mathura Peda", 1);
    assert_eq!(sold["refused"]["reason"], "account_retired", "{sold}");
    assert_eq!(corner.on_hand("Mathura Peda"), 50);
    assert_eq!(ravi.finish().1, 1);
}

#[test]
fn nobody_gets_in_by_a_wrong_password_or_a_name_nobody_has() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let before = corner.acts();
    for who in ["Asha", "Nobody", ""] {
        let mut wrong = corner.asked_by(who);
        wrong.env("SHERBET_PASSWORD", NEW_PASSWORD).arg("--json");
        wrong.args(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
        let refused = Ended::of(wrong.output().unwrap()).refused();
        assert_eq!(refused["reason"], "wrong_name_or_password");
    }
    assert_eq!(corner.acts(), before);
}

#[test]
fn after_five_wrong_passwords_the_right_one_waits_in_another_process_too() {
    let corner = Corner::founded();
    let mut wrong = corner.asked_by("Asha");
    wrong.env("SHERBET_PASSWORD", NEW_PASSWORD);
    wrong.args(["--json", "sales", "list"]);
    for _ in 0..5 {
        let refused = Ended::of(wrong.output().unwrap()).refused();
        assert_eq!(refused["reason"], "wrong_name_or_password");
    }
    let refused = corner.asha(["sales", "list"]).refused();
    assert_eq!(refused["reason"], "throttled");
    let wait = refused["wait_s"].as_i64().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
}

#[test]
fn twelve_who_log_in_at_the_same_moment_with_the_right_password_all_get_in() {
    let corner = Corner::founded();
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| assert_eq!(corner.asha(["sales", "list"]).answer(), json!([])));
        }
    });
    corner.is_whole();
}

#[test]
fn of_two_who_register_one_name_at_the_same_moment_one_gets_it() {
    let corner = Corner::founded();
    let register = |name: &str| {
        let mut command = corner.asked_by("nobody yet");
        command.args(["--json", "staff", "register", "--name", name]);
        Ended::of(command.output().unwrap())
    };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| register("Émile"));
        let other = scope.spawn(|| register("E\u{301}MILE"));
        (one.join().unwrap(), other.join().unwrap())
    });
    let (got, not) = match one.code {
        0 => (one, other),
        _ => (other, one),
    };
    assert_eq!(got.done()["status"], "waiting");
    let refused = not.refused();
    assert_eq!(
        (&refused["reason"], &refused["field"]),
        (&json!("taken"), &json!("name"))
    );
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("already taken"), "{message}");
    let accounts = corner.asha(["staff", "list"]).answer();
    assert_eq!(accounts.as_array().unwrap().len(), 2);
    corner.is_whole();
}

#[test]
fn of_two_who_found_a_shop_at_the_same_moment_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let corner = Corner { folder, path };
    let found = |name: &str| Ended::of(corner.init(name).output().unwrap());
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| found("One"));
        let other = scope.spawn(|| found("Other"));
        (one.join().unwrap(), other.join().unwrap())
    });
    let (won, lost) = match one.code {
        0 => (one, other),
        _ => (other, one),
    };
    assert_eq!(lost.refused()["reason"], "already_founded");
    let name = won.answer()["name"].clone();
    let asked: Value = serde_json::from_str(corner.acts()[0]["asked"].as_str().unwrap()).unwrap();
    assert_eq!(asked["shop_name"], name);
    corner.is_whole();
    // The winner's key is the one that stands there, and nothing is left over.
    let mut names: Vec<String> = std::fs::read_dir(corner.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| name.contains(".draft") || name.contains(".key."));
    assert_eq!(names, Vec::<String>::new());
}
