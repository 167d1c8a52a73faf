//! Lines of JSON: answered in order, once each, and safe to ask again.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::command_line_support::{Corner, Ended, Teller, sale};

#[test]
fn every_command_can_be_asked_for_in_a_line() {
    let corner = Corner::founded();
    let mut register = corner.asked_by("nobody yet");
    register.args(["staff", "register", "--name", "Ravi"]);
    assert!(register.status().unwrap().success());
    let mut teller = corner.teller("Asha", &["--counters"]);
    let mut ask = |mut line: Value| {
        let request = RequestId::new().to_string();
        line["request"] = json!(request);
        let mut answer = teller.ask(&line);
        assert_eq!(answer["request"], request);
        assert!(answer.get("done").is_some(), "{line}: {answer}");
        answer["done"].take()
    };
    let added = ask(
        json!({ "do": "catalogue.add", "name": "काजू कतली", "price_minor": 1999,
        "sku": "kaju", "barcodes": ["890"], "opening": 10 }),
    );
    assert_eq!(added["name"], "काजू कतली");
    let id = added["sweet"].clone();
    let edited = ask(json!({ "do": "catalogue.edit", "sweet": id, "version": 1,
        "change": { "price_minor": 1500, "sku": null } }));
    assert_eq!(edited["version"], 2);
    assert_eq!(
        ask(json!({ "do": "stock.restock", "sweet": "890", "quantity": 5 }))["on_hand"],
        15
    );
    let corrected = ask(
        json!({ "do": "stock.correct", "sweet": "काजू कतली", "counted": 14,
        "expected": 15, "reason": "eaten" }),
    );
    assert_eq!(corrected["on_hand"], 14);
    let sold = ask(json!({ "do": "sales.checkout", "cash_minor": 5000,
        "lines": [{ "sweet": "890", "quantity": 2 }, { "sweet": id, "quantity": 1, "price_minor": 1500 }] }));
    assert_eq!(
        (&sold["number"], &sold["change_minor"]),
        (&json!(1), &json!(500))
    );
    let receipt = ask(json!({ "do": "sales.receipt", "number": 1 }));
    assert_eq!(receipt["lines"][0]["quantity"], 2);
    assert_eq!(
        ask(json!({ "do": "stock.look", "sweet": "890" }))["on_hand"],
        11
    );
    assert_eq!(
        ask(json!({ "do": "catalogue.retire", "sweet": id, "version": 2 }))["version"],
        3
    );
    assert_eq!(
        ask(json!({ "do": "catalogue.reinstate", "sweet": id, "version": 3 }))["version"],
        4
    );
    ask(json!({ "do": "staff.approve", "account": "Ravi", "role": "staff" }));
    ask(json!({ "do": "staff.change_role", "account": "RAVI", "role": "admin", "version": 2 }));
    ask(json!({ "do": "staff.retire", "account": "Ravi", "version": 3 }));
    ask(json!({ "do": "staff.reinstate", "account": "Ravi", "version": 4 }));
    assert_eq!(teller.finish(), (vec![], 0));
    corner.is_whole();
}

#[test]
fn a_file_of_lines_is_answered_in_order_and_the_worst_decides_the_status() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 2);
    let lines: Vec<Value> = (0..3)
        .map(|_| sale(RequestId::new(), "Mathura Peda", 1))
        .collect();
    let file = corner.folder.path().join("lines");
    let text: String = lines.iter().map(|line| format!("{line}\n\n")).collect();
    fs::write(&file, text).unwrap();
    let ended = corner.asha(["run".as_ref(), file.as_os_str(), "--counters".as_ref()]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let answers: Vec<Value> = ended
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let asked: Vec<&Value> = lines.iter().map(|line| &line["request"]).collect();
    let told: Vec<&Value> = answers.iter().map(|answer| &answer["request"]).collect();
    assert_eq!(told, asked);
    assert_eq!(answers[0]["done"]["number"], 1);
    assert_eq!(answers[1]["done"]["number"], 2);
    let refused = &answers[2]["refused"];
    assert_eq!(refused["reason"], "sold_out");
    assert_eq!(refused["shortages"][0]["left"], 0);
    assert_eq!(refused["shortages"][0]["taken_by"]["who"], "Asha");
    let counters: Value = serde_json::from_str(ended.err.lines().last().unwrap()).unwrap();
    assert_eq!(counters["refused"], 1);
    let missing = corner.asha(["run", "/nowhere/at/all"]);
    assert_eq!(missing.refused()["field"], "file");
}

#[test]
fn asking_a_command_again_with_its_id_is_asking_once() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 50);
    let id = || RequestId::new().to_string();
    let twice = |arguments: Vec<&str>| {
        let request = id();
        let ask = || {
            let again = arguments.iter().copied().chain(["--request", &request]);
            corner.asha(again).answer()
        };
        let (first, second) = (ask(), ask());
        assert_eq!(first, second, "{arguments:?}");
        assert_eq!(first["request"], request);
    };
    twice(vec!["sell", "--line", "Mathura Peda=2", "--cash", "50"]);
    twice(vec!["stock", "restock", "Mathura Peda", "5"]);
    twice(vec![
        "stock",
        "correct",
        "Mathura Peda",
        "50",
        "--reason",
        "eaten",
    ]);
    twice(vec![
        "sweets",
        "add",
        "--name",
        "Halva",
        "--price",
        "5",
        "--opening",
        "9",
    ]);
    twice(vec!["sweets", "edit", "Mathura Peda", "--price", "12"]);
    twice(vec!["sweets", "retire", "Halva"]);
    twice(vec!["sweets", "reinstate", "Halva"]);
    // After the edit it goes by another name; the question is still the same.
    twice(vec![
        "sweets",
        "edit",
        "Mathura Peda",
        "--name",
        "Vrindavan Peda",
    ]);
    assert_eq!(corner.on_hand("Vrindavan"), 50);
    assert_eq!(
        corner
            .asha(["sales", "list"])
            .answer()
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let request = id();
    let sell = |line: &str| {
        corner.asha([
            "sell",
            "--line",
            line,
            "--cash",
            "50",
            "--request",
            &request,
        ])
    };
    assert_eq!(sell("Halva=1").code, 0);
    assert_eq!(sell("Halva=2").refused()["reason"], "request_reused");
    corner.is_whole();
}

#[test]
fn when_nobody_reads_the_answers_the_session_ends_and_says_so() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let file = corner.folder.path().join("lines");
    let text: String = (0..50)
        .map(|_| format!("{}\n", sale(RequestId::new(), "Mathura Peda", 1)))
        .collect();
    fs::write(&file, text).unwrap();
    let mut run = corner.asked_by("Asha");
    run.arg("run").arg(&file);
    run.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = run.spawn().unwrap();
    drop(child.stdout.take());
    let ended = Ended::of(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 3);
    assert!(
        ended.err.contains("nobody reads the answers"),
        "{}",
        ended.err
    );
    // The one that was under way is done; those after it were not begun.
    assert_eq!(corner.on_hand("Mathura Peda"), 99);
    corner.is_whole();
}

#[test]
fn the_same_request_a_hundred_times_at_once_from_four_processes_is_one_sale() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 500);
    let request = RequestId::new();
    let file = corner.folder.path().join("lines");
    let line = sale(request, "Mathura Peda", 3);
    fs::write(&file, format!("{line}\n").repeat(25)).unwrap();
    let start = || -> Child {
        let mut run: Command = corner.asked_by("Asha");
        run.arg("run").arg(&file).args(["--parallel", "25"]);
        run.stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = (0..4).map(|_| start()).collect();
    let mut answers = Vec::new();
    for child in children {
        let ended = Ended::of(child.wait_with_output().unwrap());
        assert_eq!(ended.code, 0);
        answers.extend(ended.out.lines().map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(answers.len(), 100);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!(answer["done"]["number"], 1);
    assert_eq!(corner.on_hand("Mathura Peda"), 497);
    corner.is_whole();
}

#[test]
fn a_request_killed_before_its_answer_is_one_sale_when_asked_again() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 500);
    let mut sold = 0;
    for _ in 0..10 {
        let request = RequestId::new();
        let line = sale(request, "Mathura Peda", 1);
        let mut teller: Teller = corner.teller("Asha", &[]);
        // One that is answered first shows that the session is open.
        assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
        teller.say(&line);
        teller.kill();
        let mut again = corner.teller("Asha", &["--parallel", "4"]);
        let answers: Vec<Value> = (0..4).map(|_| again.ask(&line)).collect();
        assert!(answers[0]["done"]["number"].is_number(), "{answers:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        sold += 2;
        drop(again);
    }
    assert_eq!(corner.on_hand("Mathura Peda"), 500 - sold);
    corner.is_whole();
}
