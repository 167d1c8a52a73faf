//! Calendars from the command line, and in lines of `run`.

use serde_json::json;
use sherbet::{shop::slots::Weekday, values::RequestId};

use crate::command_line_support::Corner;

#[test]
fn calendars_are_kept_from_the_command_line() {
    let corner = Corner::founded();
    let week = "mon-fri 10:00-13:00,14:00-18:00";
    let add = [
        "calendars",
        "add",
        "--name",
        "Tasting table",
        "--length",
        "60",
    ];
    let more = ["--seats", "2", "--open", week, "--open", "sat 10:00-12:00"];
    let added = corner.asha(add.iter().chain(&more)).done();
    assert_eq!(added, json!({ "calendar": 1, "version": 1 }));
    let shown = corner.asha(["calendars", "show", "tasting TABLE"]).answer();
    assert_eq!(shown["capacity"], json!({ "seats": 2 }));
    assert_eq!(shown["every_minutes"], 60);
    assert_eq!(
        shown["hours"]["friday"],
        json!([["10:00", "13:00"], ["14:00", "18:00"]])
    );
    assert_eq!(shown["hours"]["saturday"], json!([["10:00", "12:00"]]));
    assert_eq!(shown["hours"].get("sunday"), None);

    let edit = ["calendars", "edit", "Tasting table", "--buffer", "15"];
    let more = ["--open", "fri-mon closed", "--name", "Table"];
    let done = corner.asha(edit.iter().chain(&more)).done();
    assert_eq!(done["version"], 2);
    let shown = corner.asha(["calendars", "show", "table"]).answer();
    assert_eq!(shown["buffer_minutes"], 15);
    let days: Vec<&String> = shown["hours"].as_object().unwrap().keys().collect();
    assert_eq!(days, ["thursday", "tuesday", "wednesday"]);

    let date = [
        "calendars",
        "date",
        "table",
        "2030-12-25",
        "--note",
        "Christmas",
    ];
    assert_eq!(corner.asha(date).done()["version"], 3);
    let open = [
        "calendars",
        "date",
        "table",
        "2030-12-26",
        "--open",
        "11:00-12:00",
    ];
    assert_eq!(corner.asha(open).done()["version"], 4);
    let shown = corner.asha(["calendars", "show", "table"]).answer();
    assert_eq!(
        shown["dates"],
        json!({ "2030-12-25": { "windows": [], "note": "Christmas" },
                "2030-12-26": { "windows": [["11:00", "12:00"]], "note": null } })
    );
    let cleared = corner.asha(["calendars", "clear-date", "table", "2030-12-25"]);
    assert_eq!(cleared.done()["version"], 5);

    let stale = ["calendars", "retire", "table", "--version", "4"];
    let refused = corner.asha(stale).refused();
    assert_eq!(refused["reason"], "changed");
    assert_eq!(
        refused["differences"],
        json!([{ "field": "retired", "theirs": "in use", "yours": "retired" }])
    );
    assert_eq!(
        corner.asha(["calendars", "retire", "table"]).done()["version"],
        6
    );
    assert_eq!(
        corner.asha(["calendars", "reinstate", "table"]).done()["version"],
        7
    );
    let listed = corner.asha(["calendars", "list"]).answer();
    assert_eq!(listed[0]["name"], "Table");
    assert_eq!(listed[0]["retired"], false);
    corner.is_whole();
}

#[test]
fn what_is_typed_wrong_is_refused_by_field_and_asked_again_is_asked_once() {
    let corner = Corner::founded();
    let field = |more: &[&str]| {
        let add = ["calendars", "add", "--name", "Hatch"];
        let refused = corner.asha(add.iter().chain(more)).refused();
        refused["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(field(&["--seats", "1"]), "length_minutes");
    assert_eq!(
        field(&["--length", "half", "--seats", "1"]),
        "length_minutes"
    );
    assert_eq!(field(&["--length", "30"]), "capacity");
    assert_eq!(field(&["--length", "30", "--amount", "100"]), "orders");
    assert_eq!(field(&["--length", "30", "--orders", "4"]), "amount");
    assert_eq!(
        field(&["--length", "30", "--seats", "1", "--open", "mon"]),
        "open"
    );
    assert_eq!(
        field(&["--length", "30", "--seats", "1", "--open", "m 9:00-10:00"]),
        "open"
    );
    assert_eq!(
        field(&["--length", "30", "--seats", "1", "--open", "mon 9-10"]),
        "open"
    );
    let request = RequestId::new().to_string();
    let add = [
        "calendars",
        "add",
        "--name",
        "Hatch",
        "--length",
        "30",
        "--amount",
        "1,000.00",
    ];
    let more = [
        "--orders",
        "4",
        "--open",
        "daily 09:00-10:00",
        "--request",
        &request,
    ];
    let first = corner.asha(add.iter().chain(&more)).done();
    assert_eq!(corner.asha(add.iter().chain(&more)).done(), first);
    // Renamed by a request that is asked again: it is found by what it was called.
    let request = RequestId::new().to_string();
    let edit = [
        "calendars",
        "edit",
        "Hatch",
        "--name",
        "Window",
        "--orders",
        "5",
    ];
    let again = ["--request", request.as_str()];
    let edit = edit.iter().chain(&again);
    let renamed = corner.asha(edit.clone()).done();
    assert_eq!(corner.asha(edit).done(), renamed);
    let shown = corner.asha(["calendars", "show", "window"]).answer();
    assert_eq!(
        shown["capacity"],
        json!({ "room": { "amount_minor": 100_000, "orders": 5 } })
    );
    let unknown = corner.asha(["slots", "list", "Hatch"]).refused();
    assert_eq!(unknown["what"], "calendar");
}

#[test]
fn lines_of_run_keep_calendars_and_tell_what_is_offered() {
    let corner = Corner::founded();
    let mut teller = corner.teller("Asha", &[]);
    let add = json!({ "request": RequestId::new(), "do": "calendars.add", "name": "Hatch",
        "capacity": { "room": { "amount_minor": 10_000_000, "orders": 3 } },
        "length_minutes": 30, "horizon_days": 730,
        "hours": { "monday": [["10:00", "11:00"]] } });
    let added = teller.ask(&add);
    assert_eq!(
        added["done"],
        json!({ "calendar": 1, "version": 1 }),
        "{added}"
    );
    let date = json!({ "request": RequestId::new(), "do": "calendars.set_date",
        "calendar": "hatch", "version": 1, "date": "2026-01-01", "note": "New Year" });
    assert_eq!(teller.ask(&date)["done"]["version"], 2);
    let clear = json!({ "request": RequestId::new(), "do": "calendars.clear_date",
        "calendar": 1, "version": 2, "date": "2026-01-01" });
    assert_eq!(teller.ask(&clear)["done"]["version"], 3);
    let edit = json!({ "request": RequestId::new(), "do": "calendars.edit",
        "calendar": "Hatch", "version": 3, "notice_minutes": 0 });
    assert_eq!(teller.ask(&edit)["done"]["version"], 4);
    // A Monday within the horizon, whenever this is run.
    let today = chrono::Utc::now().date_naive();
    let monday = today
        .iter_days()
        .skip(7)
        .find(|day| Weekday::of(*day) == Weekday::Monday)
        .unwrap();
    let look = json!({ "request": RequestId::new(), "do": "slots.offered",
        "calendar": "hatch", "date": monday });
    let offered = teller.ask(&look);
    assert_eq!(offered["done"].as_array().unwrap().len(), 2, "{offered}");
    assert_eq!(
        offered["done"][0]["free"],
        json!({ "room": { "free_minor": 10_000_000, "of_minor": 10_000_000,
                          "free_orders": 3, "of_orders": 3 } })
    );
    let local = offered["done"][0]["local"].as_str().unwrap();
    assert_eq!(local, format!("{monday} 10:00 +05:30"));
    let wrong = json!({ "request": RequestId::new(), "do": "calendars.add", "name": "X",
        "capacity": { "seats": 1 }, "length_minutes": 30, "hours": { "monday": [["11:00", "10:00"]] } });
    assert_eq!(teller.ask(&wrong)["refused"]["field"], "hours.monday[0]");
}
