//! What people type and the shop can't take, by every way in: a refusal that
//! names the field, and nothing written.

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::command_line_support::Corner;

/// What names come back as, code point for code point.
const NAMES: [&str; 4] = ["કાજુ કતલી", "काजू कतली", "Рахат-лукум", "🍬 Pop"];

#[test]
fn on_the_command_line_a_wrong_value_is_refused_by_its_field_and_nothing_is_written() {
    let corner = Corner::founded();
    corner.sweet("Crème brûlée", 5);
    let before = corner.acts();
    let long = "ક".repeat(101);
    let at_most = "9223372036854775808";
    let add = |name, price| vec!["sweets", "add", "--name", name, "--price", price];
    let sell = |line| vec!["sell", "--line", line, "--cash", "20"];
    let rows: Vec<(Vec<&str>, &str)> = vec![
        (sell("Crème brûlée=0"), "lines[0].quantity"),
        (sell("Crème brûlée=-1"), "lines[0].quantity"),
        (sell("Crème brûlée=−1"), "lines[0].quantity"),
        (
            sell("Crème brûlée=9223372036854775808"),
            "lines[0].quantity",
        ),
        (sell("Crème brûlée=abc"), "lines[0].quantity"),
        (sell("Crème brûlée=1.5"), "lines[0].quantity"),
        (sell("Crème brûlée=1000001"), "lines[0].quantity"),
        (sell(" "), "lines[0]"),
        (
            vec!["sell", "--line", "Crème brûlée=1", "--cash", "-1"],
            "cash",
        ),
        (
            vec!["sell", "--line", "Crème brûlée=1", "--cash", "NaN"],
            "cash",
        ),
        (
            vec!["sell", "--line", "Crème brûlée=1", "--cash", "10.98"],
            "cash",
        ),
        (
            vec![
                "sell",
                "--line",
                "Crème brûlée=1",
                "--cash",
                "11",
                "--request",
                "12",
            ],
            "request",
        ),
        (vec!["stock", "restock", "Crème brûlée", "-1"], "quantity"),
        (
            vec!["stock", "restock", "Crème brûlée", at_most],
            "quantity",
        ),
        (vec!["stock", "restock", "Crème brûlée", "1.5"], "quantity"),
        (vec!["stock", "restock", "Crème brûlée", "abc"], "quantity"),
        (
            vec!["stock", "correct", "Crème brûlée", "-1", "--reason", "x"],
            "counted",
        ),
        (
            vec!["stock", "correct", "Crème brûlée", "1", "--reason", " "],
            "reason",
        ),
        (add("", "1"), "name"),
        (add("  ", "1"), "name"),
        (add(&long, "1"), "name"),
        (add("Bell \u{7}", "1"), "name"),
        (add("Halva", "-1"), "price"),
        (add("Halva", "NaN"), "price"),
        (add("Halva", "1e3"), "price"),
        (add("Halva", "1.999"), "price"),
        (add("Halva", "99999999999999999999"), "price"),
        (
            vec![
                "sweets",
                "add",
                "--name",
                "H",
                "--price",
                "1",
                "--opening",
                "1.5",
            ],
            "opening",
        ),
        (
            vec![
                "sweets", "add", "--name", "H", "--price", "1", "--low-at", "-1",
            ],
            "low_at",
        ),
        (
            vec!["sweets", "edit", "Crème brûlée", "--price", "NaN"],
            "price",
        ),
        (vec!["sweets", "edit", "Crème brûlée", "--name", ""], "name"),
        (
            vec![
                "sweets",
                "edit",
                "Crème brûlée",
                "--name",
                "x",
                "--version",
                "one",
            ],
            "version",
        ),
        (vec!["sales", "show", "first"], "number"),
        (vec!["staff", "approve", "Ravi", "--role", "king"], "role"),
    ];
    for (arguments, field) in rows {
        let refused = corner.asha(&arguments).refused();
        assert_eq!(refused["reason"], "invalid", "{arguments:?}: {refused}");
        assert_eq!(refused["field"], field, "{arguments:?}: {refused}");
        let message = refused["message"].as_str().unwrap();
        assert!(message.starts_with(field), "{message}");
    }
    // Differing only in case, or in how é is put together, is the same name.
    for name in ["CRÈME BRÛLÉE", "Cre\u{300}me bru\u{302}le\u{301}e"] {
        let refused = corner.asha(add(name, "1")).refused();
        assert_eq!(
            (&refused["reason"], &refused["field"]),
            (&json!("taken"), &json!("name"))
        );
        assert_eq!(refused["value"], "Crème brûlée");
    }
    let unknown = corner.asha(sell("Chikki=1")).refused();
    assert_eq!(
        (&unknown["reason"], &unknown["what"]),
        (&json!("unknown"), &json!("sweet"))
    );
    assert_eq!(unknown["which"], "Chikki");
    let unknown = corner.asha(["sales", "show", "7"]).refused();
    assert_eq!(unknown["what"], "receipt");
    assert_eq!(corner.acts(), before);
    assert_eq!(corner.on_hand("brûlée"), 5);
}

#[test]
fn in_a_line_of_json_a_wrong_value_is_refused_by_its_field_and_nothing_is_written() {
    let corner = Corner::founded();
    corner.sweet("Crème brûlée", 5);
    let before = corner.acts();
    let mut teller = corner.teller("Asha", &[]);
    let sell = |quantity: Value| {
        json!({ "do": "sales.checkout", "cash_minor": 2000,
        "lines": [{ "sweet": "Crème brûlée", "quantity": quantity }] })
    };
    let restock = |quantity: Value| {
        json!({ "do": "stock.restock", "sweet": "crème brûlée",
        "quantity": quantity })
    };
    let add = |name: &str, price: Value| {
        json!({ "do": "catalogue.add", "name": name,
        "price_minor": price })
    };
    let edit = |change: Value| {
        json!({ "do": "catalogue.edit", "sweet": "Crème brûlée",
        "version": 1, "change": change })
    };
    let quantity = "lines[0].quantity";
    let at_most = json!(9_223_372_036_854_775_808_u64);
    let rows: Vec<(Value, &str)> = vec![
        (sell(json!(0)), quantity),
        (sell(json!(-1)), quantity),
        (sell(at_most.clone()), quantity),
        (sell(json!("abc")), quantity),
        (sell(json!("1")), quantity),
        (sell(json!(1.5)), quantity),
        (sell(Value::Null), quantity),
        (
            json!({ "do": "sales.checkout", "cash_minor": 2000, "lines": [] }),
            "lines",
        ),
        (
            json!({ "do": "sales.checkout", "cash_minor": 2000, "lines": [{ "sweet": 1 }] }),
            quantity,
        ),
        (
            json!({ "do": "sales.checkout", "cash_minor": "NaN", "lines": [] }),
            "cash_minor",
        ),
        (json!({ "do": "sales.checkout", "lines": [] }), "cash_minor"),
        (
            json!({ "do": "sales.checkout", "lines": [], "cash_minor": 1, "tip": 1 }),
            "tip",
        ),
        (
            json!({ "do": "sales.checkout", "cash_minor": 2000,
            "lines": [{ "sweet": 1.5, "quantity": 1 }] }),
            "lines[0].sweet",
        ),
        (
            json!({ "do": "sales.checkout", "cash_minor": 2000,
            "lines": [{ "sweet": 1, "quantity": 1, "prise_minor": 1 }] }),
            "lines[0].prise_minor",
        ),
        (restock(json!(-1)), "quantity"),
        (restock(at_most), "quantity"),
        (restock(json!("abc")), "quantity"),
        (restock(json!(1.5)), "quantity"),
        (add("", json!(1)), "name"),
        (add(&"ક".repeat(101), json!(1)), "name"),
        (add("a\0b", json!(1)), "name"),
        (add("Halva", json!(-1)), "price"),
        (add("Halva", json!("NaN")), "price_minor"),
        (add("Halva", json!(0.5)), "price_minor"),
        (edit(json!({ "price_minor": "NaN" })), "change.price_minor"),
        (edit(json!({ "price": 1 })), "change.price"),
        (
            json!({ "do": "staff.approve", "account": 1.5, "role": "staff" }),
            "account",
        ),
        (
            json!({ "do": "staff.approve", "account": 1, "role": "king" }),
            "role",
        ),
        (json!({ "do": "dance" }), "do"),
        (json!({}), "do"),
    ];
    for (mut line, field) in rows {
        let request = RequestId::new().to_string();
        line["request"] = json!(request);
        let answer = teller.ask(&line);
        assert_eq!(answer["request"], request);
        let refused = &answer["refused"];
        assert_eq!(refused["reason"], "invalid", "{line}: {answer}");
        assert_eq!(refused["field"], field, "{line}: {answer}");
    }
    for (request, echoed) in [
        (json!("12"), json!("12")),
        (json!(7), json!(7)),
        (Value::Null, Value::Null),
    ] {
        let mut line = sell(json!(1));
        line["request"] = request;
        let answer = teller.ask(&line);
        assert_eq!(answer["refused"]["field"], "request", "{answer}");
        assert_eq!(answer["request"], echoed);
    }
    for name in ["CRÈME BRÛLÉE", "Cre\u{300}me bru\u{302}le\u{301}e"] {
        let mut line = add(name, json!(1));
        line["request"] = json!(RequestId::new().to_string());
        let answer = teller.ask(&line);
        assert_eq!(answer["refused"]["reason"], "taken", "{answer}");
        assert_eq!(answer["refused"]["field"], "name");
    }
    for (sweet, which) in [
        (json!("Chikki"), "Chikki"),
        (json!(77), "77"),
        (json!(-1), "-1"),
    ] {
        let mut line = sell(json!(1));
        line["request"] = json!(RequestId::new().to_string());
        line["lines"][0]["sweet"] = sweet;
        let answer = teller.ask(&line);
        assert_eq!(answer["refused"]["what"], "sweet", "{answer}");
        assert_eq!(answer["refused"]["which"], which);
    }
    for unreadable in ["{\"request\":", "NaN", "[]", "{\"a\":NaN}", "\u{1}"] {
        assert!(teller.try_say(unreadable));
        let answer = teller.hear().unwrap();
        assert_eq!(answer["refused"]["field"], "line", "{answer}");
    }
    assert!(teller.try_say(&"x".repeat(1024 * 1024 + 1)));
    let answer = teller.hear().unwrap();
    assert_eq!(answer["refused"]["field"], "line", "{answer}");

    assert_eq!(corner.acts(), before);
    assert_eq!(corner.on_hand("brûlée"), 5);
    // After all that the session still sells.
    assert_eq!(teller.sell("Crème brûlée", 1)["done"]["number"], 1);
    assert_eq!(teller.finish(), (vec![], 1));
}

#[test]
fn names_in_several_scripts_come_back_code_point_for_code_point_and_are_found_by_a_part() {
    let corner = Corner::founded();
    for (name, price) in NAMES.iter().zip(["0", "19.99", "19.99", "1"]) {
        let added = corner.asha(["sweets", "add", "--name", name, "--price", price]);
        assert_eq!(added.done()["name"], *name);
    }
    let parts = ["કતલી", "काजू", "ЛУКУМ", "pop"];
    for (name, part) in NAMES.iter().zip(parts) {
        let found = corner.asha(["sweets", "search", part]).answer();
        assert_eq!(found.as_array().unwrap().len(), 1, "{part}: {found}");
        assert_eq!(found[0]["name"], *name);
    }
    let prices: Vec<Value> = NAMES
        .iter()
        .map(|name| corner.asha(["sweets", "show", name]).answer()["price_minor"].clone())
        .collect();
    assert_eq!(prices, [0, 1999, 1999, 100]);
    let mut teller = corner.teller("Asha", &[]);
    for name in NAMES {
        let looked =
            json!({ "request": RequestId::new().to_string(), "do": "stock.look", "sweet": name });
        assert_eq!(teller.ask(&looked)["done"]["name"], name);
    }
}

#[test]
fn a_founding_that_can_not_be_is_refused_by_its_field_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let corner = Corner { folder, path };
    let good = ["Mithai", "INR", "Asia/Kolkata", "Asha"];
    let rows = [
        (
            ["", "INR", "Asia/Kolkata", "Asha"],
            "gulab-jamun-1",
            "shop_name",
        ),
        (
            ["Mithai", "XYZ", "Asia/Kolkata", "Asha"],
            "gulab-jamun-1",
            "currency",
        ),
        (
            ["Mithai", "INR", "Atlantis/Deep", "Asha"],
            "gulab-jamun-1",
            "time_zone",
        ),
        (
            ["Mithai", "INR", "Asia/Kolkata", " "],
            "gulab-jamun-1",
            "admin_name",
        ),
        (good, "short", "password"),
    ];
    for ([name, currency, zone, admin], password, field) in rows {
        let mut init = corner.asked_by("Asha");
        init.env("SHERBET_PASSWORD", password);
        init.args(["--json", "init", "--name", name, "--currency", currency]);
        init.args(["--time-zone", zone, "--admin", admin]);
        let ended = crate::command_line_support::Ended::of(init.output().unwrap());
        assert_eq!(ended.refused()["field"], field);
        assert_eq!(std::fs::read_dir(corner.folder.path()).unwrap().count(), 0);
    }
}
