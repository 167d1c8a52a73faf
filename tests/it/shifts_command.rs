//! Shifts without a window.

use std::fs;

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::command_line_support::Corner;

impl Corner {
    fn shift(&self, arguments: &[&str]) -> Value {
        let all = ["shifts"].iter().chain(arguments);
        self.asha(all).done()
    }
}

#[test]
fn a_drawer_is_opened_sold_from_explained_and_closed() {
    let corner = Corner::founded();
    corner.hire_ravi();
    corner.sweet("Mathura Peda", 10);
    let opened = corner.shift(&["open", "--drawer", "Main", "--float", "500"]);
    assert_eq!(
        (&opened["shift"], &opened["drawer"]),
        (&json!(1), &json!("Main"))
    );
    let sale = [
        "sell",
        "--line",
        "Mathura Peda=1",
        "--cash",
        "100",
        "--drawer",
        "main",
    ];
    let request = RequestId::new().to_string();
    let asked = sale.iter().copied().chain(["--request", &request]);
    let sold = corner.asha(asked.clone()).done();
    let total = sold["total_minor"].as_i64().unwrap();
    corner.shift(&["pay-in", "--amount", "200", "--reason", "change"]);
    corner.shift(&["pay-out", "--amount", "40.50", "--reason", "milk"]);
    corner.shift(&[
        "drop",
        "--drawer",
        "Main",
        "--amount",
        "300",
        "--reason",
        "to the safe",
    ]);

    let outside = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "100"]);
    outside.done();
    assert!(
        outside.err.contains("is in no drawer's count") && outside.err.contains("(open: Main)"),
        "{outside:?}"
    );
    let by_card = format!("card={}.{:02}", total / 100, total % 100);
    let by_card = corner.asha(["sell", "--line", "Mathura Peda=1", "--tender", &by_card]);
    by_card.done();
    assert_eq!(by_card.err, "");

    let blind = corner.ask("Ravi", ["shifts", "x"]).answer();
    assert_eq!(blind["receipts"]["sales"], 1);
    // Neither an amount, nor what one could work it out of.
    let told = blind.as_object().unwrap().keys();
    assert_eq!(told.collect::<Vec<_>>(), ["receipts", "shift"]);
    let shown = corner.ask("Ravi", ["shifts", "show", "1"]);
    assert_eq!(shown.answer(), blind);
    let paper = corner.folder.path().join("x.bin").display().to_string();
    let printed = corner.ask("Ravi", ["print", "x", "--escpos", &paper]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let printed = fs::read(&paper).unwrap();
    let printed: String = printed.into_iter().map(char::from).collect();
    assert!(printed.contains("Sales") && !printed.contains("Float"));
    for arguments in [&["shifts", "x", "--expected"][..], &["shifts", "why"]] {
        let refused = corner.ask("Ravi", arguments).refused();
        assert_eq!(refused["reason"], "not_allowed");
    }
    let seen = corner.asha(["shifts", "x", "--expected"]).answer();
    let expected = 50_000 + total + 20_000 - 4050 - 30_000;
    assert_eq!(seen["expected"][0]["expected_minor"], expected);
    let why = corner.asha(["shifts", "why", "--tender", "cash"]).answer();
    let rows: Vec<&str> = why
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["what"].as_str().unwrap())
        .collect();
    assert_eq!(rows, ["float", "sale", "pay_in", "pay_out", "drop"]);
    assert_eq!(why[4]["expected_minor"], expected);

    let refused = corner.ask("Ravi", ["shifts", "close"]).refused();
    assert_eq!(refused["reason"], "count_again");
    let short = ["shifts", "count", "--count", "100=3"];
    let counted = corner.ask("Ravi", short).done();
    assert_eq!(
        counted["balances"][0]["difference_minor"],
        30_000 - expected
    );
    // It was counted, so what was expected is told.
    let why = corner.ask("Ravi", ["shifts", "why"]).answer();
    assert_eq!(
        (&why[5]["what"], &why[5]["counted_minor"]),
        (&json!("count"), &json!(30_000))
    );
    let refused = corner.ask("Ravi", ["shifts", "close"]).refused();
    assert_eq!(refused["reason"], "miscounted");
    let counting = RequestId::new().to_string();
    let better = [
        "shifts",
        "count",
        "--count",
        "100=3",
        "--count",
        "0.50=139",
        "--request",
        &counting,
    ];
    assert_eq!(corner.ask("Ravi", better).done()["number"], 2);
    assert_eq!(corner.ask("Ravi", better).done()["number"], 2);
    let close = RequestId::new().to_string();
    let closing = [
        "shifts",
        "close",
        "--reason",
        "half a rupee",
        "--request",
        &close,
    ];
    let z = corner.ask("Ravi", closing).done();
    assert_eq!((&z["number"], &z["closed_by"]), (&json!(1), &json!("Ravi")));
    // Asked again after the answer was lost: the same report, and the same sale.
    assert_eq!(corner.ask("Ravi", closing).done(), z);
    assert_eq!(corner.asha(asked).done(), sold);
    assert_eq!(corner.asha(["shifts", "z", "1"]).answer(), z);
    assert_eq!(
        corner
            .ask("Ravi", ["shifts", "why", "--shift", "1"])
            .answer()[4]["expected_minor"],
        expected
    );
    let refused = corner.asha(sale).refused();
    assert_eq!(refused["field"], "drawer");
    let listed = corner.asha(["shifts", "list"]).answer();
    assert_eq!(
        (&listed[0]["z"], &listed[0]["drawer"]),
        (&json!(1), &json!("Main"))
    );
    corner.is_whole();
}

#[test]
fn what_is_typed_wrong_about_a_shift_is_refused_by_name() {
    let corner = Corner::founded();
    let refused = |arguments: &[&str]| corner.asha(["shifts"].iter().chain(arguments)).refused();
    assert_eq!(
        refused(&["open", "--drawer", "Main", "--float", "x"])["field"],
        "float"
    );
    assert_eq!(refused(&["x"])["field"], "drawer");
    assert_eq!(refused(&["x", "--drawer", "Main"])["field"], "drawer");
    assert_eq!(refused(&["z", "4"])["what"], "Z report");
    assert_eq!(refused(&["show", "4"])["what"], "shift");
    corner.shift(&["open", "--drawer", "Main", "--float", "0"]);
    corner.shift(&["open", "--drawer", "Side", "--float", "0"]);
    assert_eq!(
        refused(&["x"])["why"],
        "several shifts are open; tell which with --drawer"
    );
    let side = |more: [&'static str; 2]| [["count", "--drawer", "Side"].as_slice(), &more].concat();
    assert_eq!(refused(&side(["--count", "500"]))["field"], "cash[0]");
    assert_eq!(refused(&side(["--count", "500=x"]))["field"], "cash[0]");
    assert_eq!(refused(&side(["--card", "x"]))["field"], "card");
    assert_eq!(
        refused(&["why", "--drawer", "Side", "--tender", "gold"])["field"],
        "tender"
    );
}

#[test]
fn lines_of_json_open_move_and_close() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let mut asha = corner.teller("Asha", &[]);
    let mut ask = |mut line: Value| {
        line["request"] = json!(RequestId::new().to_string());
        asha.ask(&line)
    };
    let opened = ask(json!({"do": "shifts.open", "drawer": "Main", "float_minor": 500}));
    let shift = &opened["done"]["shift"];
    let sold = ask(
        json!({"do": "sales.checkout", "lines": [{"sweet": "Mathura Peda", "quantity": 1}],
        "cash_minor": 100_000, "shift": shift}),
    );
    let total = sold["done"]["total_minor"].as_i64().unwrap();
    ask(
        json!({"do": "shifts.move_cash", "shift": shift, "kind": "pay_in", "amount_minor": 100, "reason": "change"}),
    );
    let drawers = ask(json!({"do": "shifts.drawers"}));
    assert_eq!(drawers["done"][0]["shift"]["id"], *shift);
    let counted = ask(json!({"do": "shifts.count", "shift": shift,
        "cash": [{"denomination_minor": 1, "pieces": 600 + total}]}));
    assert_eq!(counted["done"]["number"], 1, "{counted}");
    let z = ask(json!({"do": "shifts.close", "shift": shift, "count": 1}));
    assert_eq!(z["done"]["balances"][0]["difference_minor"], 0, "{z}");
    let late = ask(
        json!({"do": "sales.checkout", "lines": [{"sweet": "Mathura Peda", "quantity": 1}],
        "cash_minor": 100_000, "shift": shift}),
    );
    assert_eq!(late["refused"]["reason"], "shift_closed");
    corner.is_whole();
}
