//! Orders for later on the command line.

use serde_json::{Value, json};
use sherbet::{
    shop::slots::AddCalendar,
    values::{RequestId, Timestamp},
};

use crate::{
    command_line_support::{Corner, Ended},
    support::PASSWORD,
};

/// A shop with a hatch that is open all day, and a time there that is still to come, as it is
/// typed.
fn corner() -> (Corner, String, Timestamp) {
    let corner = Corner::founded();
    corner.sweet("Kaju Katli", 50);
    let shop = corner.open();
    let session = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let hours: serde_json::Map<String, Value> = days
        .iter()
        .map(|day| ((*day).to_owned(), json!([["00:00", "24:00"]])))
        .collect();
    let add: AddCalendar = serde_json::from_value(json!({
        "name": "Hatch", "capacity": { "room": { "amount_minor": 10_000, "orders": 5 } },
        "length_minutes": 60, "hours": hours,
    }))
    .unwrap();
    shop.execute(&session, RequestId::new(), add).unwrap();
    // The clock of the shop is half an hour off the hours of UTC.
    let start = (shop.now().ms() / 3_600_000 + 3) * 3_600_000 + 1_800_000;
    let start = Timestamp::from_ms(start);
    let typed = shop.about().zone.date_time(start);
    (corner, typed, start)
}

#[test]
fn an_order_is_taken_made_and_handed_over_on_the_command_line() {
    let (corner, at, start) = corner();
    let placed = corner.asha([
        "orders",
        "place",
        "--line",
        "Kaju Katli=3",
        "--inscription",
        "1=For Mira",
        "--at",
        &at,
        "--name",
        "Mira",
        "--phone",
        "+91 98765 43210",
        "--note",
        "In a tin",
        "--deposit",
        "10",
        "--cash",
        "20",
    ]);
    let placed = placed.done();
    assert_eq!(placed["display"], 1);
    assert_eq!(placed["total_minor"], 3297);
    assert_eq!(placed["start"], start.ms());
    assert_eq!(placed["deposit"]["change_minor"], 1000);
    let shown = corner.asha(["orders", "show", "O000001"]).answer();
    assert_eq!(shown["to_pay_minor"], 2297);
    assert_eq!(shown["lines"][0]["note"], "For Mira");
    let slip = corner.folder.path().join("slip");
    let print = ["print", "order", "O000001", "--escpos"].map(std::ffi::OsStr::new);
    let printed = corner.asha(print.into_iter().chain([slip.as_os_str()]));
    assert_eq!(printed.code, 0, "{printed:?}");
    let slip = std::fs::read(&slip).unwrap();
    let slip = String::from_utf8_lossy(&slip);
    for said in [
        "Order O000001",
        "For Mira",
        "3 ",
        "In a tin",
        "22.97",
        "+91 98765 43210",
    ] {
        assert!(slip.contains(said), "{said}: {slip}");
    }
    let kitchen = corner.asha(["orders", "kitchen"]).answer();
    assert_eq!(kitchen, json!([]));
    for (step, state) in [
        ("accept", "accepted"),
        ("prepare", "in_preparation"),
        ("ready", "ready"),
    ] {
        assert_eq!(
            corner.asha(["orders", step, "O000001"]).done()["state"],
            state
        );
    }
    // By QR first, which the customer has no telephone for.
    let both = corner.asha(["orders", "hand-over", "O000001", "--qr", "--cash", "25"]);
    assert_eq!(both.refused()["field"], "qr");
    let begun = corner
        .asha(["orders", "hand-over", "O000001", "--qr"])
        .done();
    assert_eq!(
        (&begun["payment"], &begun["amount_minor"]),
        (&json!(1), &json!(2297))
    );
    let waits = corner.asha(["orders", "hand-over", "O000001", "--cash", "25"]);
    assert_eq!(waits.refused()["field"], "order");
    let shown = corner.asha(["payments", "show", "1"]).answer();
    assert_eq!(shown["hands_over"], 1);
    let released = corner.asha(["payments", "release", "1"]).done();
    assert_eq!(released["order"], 1);
    let mut again = corner.asked_by("Asha");
    let again = again.args(["orders", "hand-over", "O000001", "--qr"]);
    let again = Ended::of(again.output().unwrap()).out;
    assert!(
        again.contains(", invoice ") && !again.contains(",,"),
        "{again}"
    );
    let released = corner.asha(["payments", "release", "2"]).done();
    assert_eq!(released["order"], 1);
    let handed = corner
        .asha(["orders", "hand-over", "O000001", "--cash", "25"])
        .done();
    assert_eq!(
        (&handed["deposit_minor"], &handed["change_minor"]),
        (&json!(1000), &json!(203))
    );
    assert_eq!(handed["number"], 2);
    // What was paid ahead is told as that, and not as the card that the shop kept it on.
    let receipt = corner.asha(["sales", "show", "2"]).answer();
    assert_eq!(receipt["tenders"][0]["ahead"], 1);
    assert!(receipt["tenders"][1]["ahead"].is_null());
    let mut shown = corner.asked_by("Asha");
    let shown = Ended::of(shown.args(["sales", "show", "2"]).output().unwrap());
    assert!(shown.out.contains("paid ahead, O000001"), "{shown:?}");
    assert!(!shown.out.contains("gift"), "{shown:?}");
    let listed = corner
        .asha(["orders", "list", "--state", "handed_over"])
        .answer();
    assert_eq!(listed[0]["receipt"], 2);
    corner.is_whole();
}

#[test]
fn a_full_slot_is_refused_with_what_is_free_and_an_order_is_moved_and_changed_and_cancelled() {
    let (corner, at, start) = corner();
    let place = |pieces: &str| {
        let line = format!("Kaju Katli={pieces}");
        corner.asha([
            "orders", "place", "--line", &line, "--at", &at, "--name", "Mira",
        ])
    };
    assert_eq!(place("8").code, 0);
    let refused = place("2").refused();
    assert_eq!(refused["reason"], "slot_full");
    let next = start.ms() + 3_600_000;
    let mut offered = refused["next"].as_array().unwrap().iter();
    assert!(offered.any(|slot| slot["start"] == next), "{refused}");
    let later = {
        let shop = corner.open();
        shop.about().zone.date_time(Timestamp::from_ms(next))
    };
    let moved = corner
        .asha(["orders", "move", "O000001", "--at", &later])
        .done();
    assert_eq!(moved["start"], next);
    assert_eq!(place("2").code, 0);
    let changed = corner.asha(["orders", "change", "O000001", "--line", "Kaju Katli=1"]);
    assert_eq!(changed.done()["total_minor"], 1099);
    // Whoever says an old version is told what it is now.
    let late = corner
        .asha(["orders", "cancel", "O000001", "--version", "1"])
        .refused();
    assert_eq!(
        (&late["reason"], &late["version"]),
        (&json!("changed"), &json!(3))
    );
    let cancelled = corner.asha([
        "orders",
        "cancel",
        "O000001",
        "--reason",
        "The party is off",
    ]);
    assert_eq!(cancelled.done()["version"], 4);
    corner.is_whole();
}

#[test]
fn an_order_is_named_by_its_code_and_not_by_its_number_of_the_day() {
    let (corner, at, _) = corner();
    let place = ["orders", "place", "--line", "Kaju Katli=1", "--at", &at];
    corner
        .asha(place.into_iter().chain(["--name", "Mira"]))
        .done();
    assert_eq!(
        corner.asha(["orders", "accept", "1"]).refused()["field"],
        "order"
    );
    let told = corner
        .asked_by("Asha")
        .args(["orders", "accept", "O000001"])
        .output();
    let told = String::from_utf8(told.unwrap().stdout).unwrap();
    assert!(told.starts_with("O000001, 1 of "), "{told}");
    assert!(
        told.trim_end().ends_with(" for Mira, is accepted"),
        "{told}"
    );
}

#[test]
fn what_an_order_is_short_of_and_cash_in_no_drawer_are_told() {
    let (corner, at, _) = corner();
    corner.sweet("Mathura Peda", 2);
    let open = ["shifts", "open", "--drawer", "Main", "--float", "0"];
    corner.asha(open).done();
    let place = [
        "orders",
        "place",
        "--line",
        "Mathura Peda=5",
        "--at",
        &at,
        "--name",
        "Mira",
    ];
    let paid = ["--deposit", "10", "--cash", "10"];
    let told = corner
        .asked_by("Asha")
        .args(place)
        .args(paid)
        .output()
        .unwrap();
    let [out, err] = [told.stdout, told.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(out.contains("to be made: 3 of Mathura Peda"), "{out}");
    assert!(err.contains("in no drawer's count"), "{err}");
    corner.is_whole();
}

#[test]
fn who_comes_second_reads_both_values() {
    let (corner, at, _) = corner();
    let place = ["orders", "place", "--line", "Kaju Katli=1", "--at", &at];
    corner
        .asha(place.into_iter().chain(["--name", "Mira"]))
        .done();
    let change = |note, version| {
        let change = [
            "orders",
            "change",
            "O000001",
            "--note",
            note,
            "--version",
            version,
        ];
        corner.asked_by("Asha").args(change).output().unwrap()
    };
    assert!(change("No nuts", "1").status.success());
    let late = String::from_utf8(change("No milk", "1").stderr).unwrap();
    assert!(
        late.contains("“No nuts” now, yours was “No milk”"),
        "{late}"
    );
}

#[test]
fn asked_again_with_its_request_an_act_is_one_whatever_the_version_is_by_then() {
    let (corner, at, _) = corner();
    let placed = corner.asha([
        "orders",
        "place",
        "--line",
        "Kaju Katli=1",
        "--at",
        &at,
        "--name",
        "Mira",
    ]);
    assert_eq!(placed.code, 0);
    let request = RequestId::new().to_string();
    let accept = ["orders", "accept", "O000001", "--request", &request];
    let first = corner.asha(accept).answer();
    corner.asha(["orders", "prepare", "O000001"]).done();
    assert_eq!(corner.asha(accept).answer(), first);
}

#[test]
fn what_is_typed_wrong_is_refused_by_its_field() {
    let (corner, at, _) = corner();
    let place = |more: &[&str]| {
        let order = [
            "orders",
            "place",
            "--line",
            "Kaju Katli=1",
            "--name",
            "Mira",
        ];
        corner.asha(order.iter().chain(more)).refused()["field"].clone()
    };
    assert_eq!(place(&["--at", "at five"]), "at");
    assert_eq!(
        place(&["--at", &at, "--inscription", "2=Mira"]),
        "inscription"
    );
    assert_eq!(
        place(&["--at", &at, "--prepare", "99999"]),
        "preparation_minutes"
    );
    assert_eq!(
        place(&["--at", &at, "--deposit", "20", "--cash", "20"]),
        "deposit.amount"
    );
    assert_eq!(
        corner.asha(["orders", "list", "--state", "lost"]).refused()["field"],
        "state"
    );
    assert_eq!(
        corner.asha(["orders", "show", "nine"]).refused()["field"],
        "order"
    );
    let gone = corner.asha(["orders", "show", "O000009"]).refused();
    assert_eq!(gone["reason"], "unknown");
}

#[test]
fn an_admin_says_how_long_ahead_goods_are_kept_and_what_is_promised_is_told() {
    let (corner, at, _) = corner();
    corner.hire_ravi();
    let ravis = corner
        .ask("Ravi", ["orders", "rules", "--keep-ahead", "0"])
        .refused();
    assert_eq!(ravis["reason"], "not_allowed");
    let placed = corner.asha([
        "orders",
        "place",
        "--line",
        "Kaju Katli=9",
        "--at",
        &at,
        "--name",
        "Mira",
    ]);
    assert_eq!(placed.code, 0);
    let sell = ["sell", "--line", "Kaju Katli=42", "--cash", "500"];
    let refused = corner.asha(sell).refused();
    let short = &refused["shortages"][0];
    assert_eq!(
        (&short["left"], &short["promised"]["quantity"]),
        (&json!(41), &json!(9))
    );
    let found = corner.asha(["sweets", "search", "Kaju Katli"]).answer();
    assert_eq!(found[0]["free"]["free"], 41);
    corner.asha(["orders", "rules", "--keep-ahead", "0"]).done();
    assert_eq!(
        corner.asha(["orders", "rules"]).answer()["value"]["keep_ahead_hours"],
        0
    );
    assert_eq!(corner.asha(sell).code, 0);
}

#[test]
fn lines_of_json_take_orders_at_times_as_the_shops_clock_shows_them() {
    let (corner, at, start) = corner();
    let mut teller = corner.teller("Asha", &[]);
    let mut ask = |line: Value| {
        let mut line = line;
        line["request"] = json!(RequestId::new().to_string());
        teller.ask(&line)["done"].take()
    };
    let placed = ask(
        json!({ "do": "orders.place", "calendar": "hatch", "start": at,
        "name": "Mira", "lines": [{ "sweet": "Kaju Katli", "quantity": 2 }] }),
    );
    assert_eq!(
        (&placed["order"], &placed["start"]),
        (&json!(1), &json!(start.ms()))
    );
    for (version, to) in [(1, "accepted"), (2, "in_preparation"), (3, "ready")] {
        let line = json!({ "do": "orders.advance", "order": 1, "version": version, "to": to });
        assert_eq!(ask(line)["state"], to);
    }
    let handed = ask(json!({ "do": "orders.hand_over", "order": 1, "version": 4,
        "cash_minor": 3000 }));
    assert_eq!(handed["change_minor"], 802);
    let looked = ask(json!({ "do": "orders.look", "order": 1 }));
    assert_eq!(looked["state"], "handed_over");
}

#[test]
fn lines_of_json_name_an_order_by_its_code_as_the_command_line_does() {
    let (corner, at, _) = corner();
    let mut teller = corner.teller("Asha", &[]);
    let mut ask = |mut line: Value| {
        line["request"] = json!(RequestId::new().to_string());
        teller.ask(&line)
    };
    ask(
        json!({ "do": "orders.place", "calendar": "hatch", "start": at,
        "name": "Mira", "lines": [{ "sweet": "Kaju Katli", "quantity": 2 }] }),
    );
    let line =
        json!({ "do": "orders.advance", "order": "O000001", "version": 1, "to": "accepted" });
    assert_eq!(ask(line)["done"]["state"], "accepted");
    let looked = ask(json!({ "do": "orders.look", "order": "o000001" }));
    assert_eq!(looked["done"]["state"], "accepted");
    let by_code = json!({ "do": "orders.hand_over_by_code", "order": "O000001", "version": 2,
        "tenders": [], "code": "123456" });
    let refused = ask(by_code);
    let why = "order O000001 names nobody with a telephone; go on without a code";
    assert_eq!(refused["refused"]["why"], why);
    for told in ["1", "O1", "Mira"] {
        let refused = ask(json!({ "do": "orders.cancel", "order": told, "version": 2 }));
        assert_eq!(refused["refused"]["field"], "order", "{told}");
    }
    let cancelled = ask(json!({ "do": "orders.cancel", "order": "O000001", "version": 2 }));
    assert_eq!(cancelled["done"]["version"], 3);
}
