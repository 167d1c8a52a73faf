//! Taxes, settings, write-offs and parked baskets on the command line, and
//! stock in the unit of its sweet.

use serde_json::json;
use sherbet::{
    shop::sales::{
        HeldBasket,
        baskets::{BasketLine, ParkBasket, SaveBasket},
    },
    values::{Quantity, RequestId, SweetId},
};

use crate::{command_line_support::Corner, support::PASSWORD};

impl Corner {
    fn rasgulla(&self) {
        let add = [
            "sweets",
            "add",
            "--name",
            "Rasgulla",
            "--unit",
            "gram",
            "--price",
            "640",
            "--per",
            "1 kg",
            "--opening",
            "1000",
        ];
        assert_eq!(self.asha(add).code, 0);
    }
}

#[test]
fn a_tax_is_added_changed_and_retired_once_however_often_it_is_asked() {
    let corner = Corner::founded();
    let add = [
        "taxes",
        "add",
        "--name",
        "GST",
        "--percent",
        "5.5",
        "--inside",
        "--usual",
    ];
    let added = corner.asha(add).done();
    assert_eq!(added["version"], 1);
    let again = ["--request", "0190e2a0-0000-7000-8000-000000000001"];
    let edit = [
        "taxes",
        "edit",
        "gst",
        "--name",
        "Sales tax",
        "--percent",
        "12",
    ];
    let edited = corner.asha(edit.iter().chain(&again)).done();
    assert_eq!(edited["version"], 2);
    let edited = corner.asha(edit.iter().chain(&again)).done();
    assert_eq!(edited["version"], 2, "asked again under its old name");
    corner.asha(["taxes", "retire", "Sales tax"]).done();
    let list = corner.asha(["taxes", "list"]).answer();
    assert_eq!(
        list[0],
        json!({ "id": 1, "version": 3, "name": "Sales tax", "percent": "12",
                "inside": true, "usual": true, "retired": true })
    );
    corner.asha(["taxes", "reinstate", "Sales tax"]).done();
    let late = [
        "taxes",
        "edit",
        "Sales tax",
        "--percent",
        "1",
        "--version",
        "3",
    ];
    assert_eq!(corner.asha(late).refused()["reason"], "changed");
}

#[test]
fn what_is_no_tax_is_refused_by_its_field_and_what_is_not_there_by_its_name() {
    let corner = Corner::founded();
    for percent in ["-1", "101", "twelve", "5.00001"] {
        let add = ["taxes", "add", "--name", "GST", "--percent", percent];
        assert_eq!(corner.asha(add).refused()["field"], "percent", "{percent}");
    }
    let gone = corner.asha(["taxes", "retire", "VAT"]).refused();
    assert_eq!(
        (&gone["reason"], &gone["which"]),
        (&json!("unknown"), &json!("VAT"))
    );
    assert_eq!(corner.asha(["taxes", "list"]).answer(), json!([]));
}

#[test]
fn the_selling_rules_are_shown_and_chosen_one_by_one() {
    let corner = Corner::founded();
    let shown = corner.asha(["settings", "show"]).answer();
    assert_eq!(
        shown["selling"],
        json!({ "version": 0, "value": { "cash_step_minor": 1, "discount_limit_percent": "10" } })
    );
    let step = ["settings", "selling", "--cash-step", "0.05"];
    assert_eq!(corner.asha(step).done(), 1);
    let limit = ["settings", "selling", "--discount-limit", "15"];
    assert_eq!(corner.asha(limit).done(), 2);
    let shown = corner.asha(["settings", "show"]).answer();
    assert_eq!(
        shown["selling"],
        json!({ "version": 2, "value": { "cash_step_minor": 5, "discount_limit_percent": "15" } })
    );
    let late = corner.asha(limit.iter().chain(&["--version", "1"]));
    let late = late.refused();
    assert_eq!(
        (&late["reason"], &late["by"]),
        (&json!("changed"), &json!("Asha"))
    );
    let never = ["settings", "selling", "--discount-limit", "101"];
    assert_eq!(corner.asha(never).refused()["field"], "discount_limit");
    let never = ["settings", "selling", "--cash-step", "0"];
    assert_eq!(corner.asha(never).refused()["field"], "cash_step");
    corner.hire_ravi();
    let ravi = corner.ask("Ravi", step).refused();
    assert_eq!(ravi["reason"], "not_allowed");
}

#[test]
fn stock_is_told_in_the_unit_of_its_sweet() {
    let corner = Corner::founded();
    corner.rasgulla();
    let came = corner
        .asha(["stock", "restock", "Rasgulla", "2.5 kg"])
        .done();
    assert_eq!(came["on_hand"], 3500);
    let counted = [
        "stock", "correct", "Rasgulla", "3.25 kg", "--reason", "dried",
    ];
    let told = counted.iter().chain(&["--expected", "3.5 kg"]);
    assert_eq!(corner.asha(told).done()["on_hand"], 3250);
    let gone = [
        "stock",
        "write-off",
        "Rasgulla=250 g",
        "--reason",
        "broken",
        "--note",
        "fell",
    ];
    assert_eq!(corner.asha(gone).done()["on_hand"], 3000);
    let too_much = ["stock", "write-off", "Rasgulla=9 kg", "--reason", "waste"];
    assert_eq!(corner.asha(too_much).refused()["field"], "quantity");
    for (wrong, field) in [
        (["stock", "restock", "Rasgulla", "2 l"], "quantity"),
        (["stock", "restock", "Rasgulla", "1.5"], "quantity"),
        (["stock", "write-off", "Rasgulla", "--reason=waste"], "line"),
    ] {
        assert_eq!(corner.asha(wrong).refused()["field"], field, "{wrong:?}");
    }
    let mut people = corner.asked_by("Asha");
    let moved = people.args(["stock", "movements", "Rasgulla"]).output();
    let moved = String::from_utf8(moved.unwrap().stdout).unwrap();
    for told in ["−250 g", "3 kg", "broken", "fell", "+2.5 kg", "+1 kg"] {
        assert!(moved.contains(told), "{told} in\n{moved}");
    }
    corner.is_whole();
}

#[test]
fn parked_baskets_are_listed_with_what_they_come_to() {
    let corner = Corner::founded();
    corner.rasgulla();
    assert_eq!(corner.asha(["baskets", "parked"]).answer(), json!([]));
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let open = shop.open_basket(&asha, None).unwrap();
    let held = HeldBasket {
        basket: open.id,
        holder: open.holder.unwrap(),
    };
    let line = BasketLine {
        sweet: Some(SweetId::new(1)),
        quantity: Quantity::of(250).unwrap(),
        ..BasketLine::default()
    };
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![line],
        discount: None,
        note: None,
    };
    shop.execute(&asha, RequestId::new(), save).unwrap();
    let park = ParkBasket {
        held,
        label: "red scarf".into(),
    };
    shop.execute(&asha, RequestId::new(), park).unwrap();
    let parked = corner.asha(["baskets", "parked"]).answer();
    assert_eq!(parked[0]["label"], "red scarf");
    let mut people = corner.asked_by("Asha");
    let told = people.args(["baskets", "parked"]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.contains("red scarf") && told.contains("160.00"),
        "{told}"
    );
}

#[test]
fn a_new_sweet_is_told_how_low_and_how_much_in_its_unit_and_may_be_sold_below_zero() {
    let corner = Corner::founded();
    let add = |name, low_at, opening| {
        let sweet = ["sweets", "add", "--name", name, "--unit", "gram"];
        let price = ["--price", "640", "--per", "1 kg", "--below-zero"];
        let stock = ["--low-at", low_at, "--opening", opening];
        corner.asha(sweet.iter().chain(&price).chain(&stock))
    };
    assert_eq!(add("Halwa", "2 kg", "4.5 kg").code, 0);
    let shown = corner.asha(["sweets", "show", "Halwa"]).answer();
    assert_eq!(
        (&shown["low_at"], &shown["below_zero"]),
        (&json!(2000), &json!(true))
    );
    assert_eq!(corner.on_hand("Halwa"), 4500);
    for (low_at, opening, field) in [("2 l", "0", "low_at"), ("0", "a lot", "opening")] {
        let refused = add("Barfi", low_at, opening).refused();
        assert_eq!(refused["field"], field);
    }
    let low = ["sweets", "edit", "Halwa", "--low-at", "0.5 kg"];
    assert_eq!(corner.asha(low).done()["version"], 2);
    let shown = corner.asha(["sweets", "show", "Halwa"]).answer();
    assert_eq!(shown["low_at"], 500);
}

#[test]
fn a_kit_is_added_with_its_parts_in_one_go() {
    let corner = Corner::founded();
    corner.sweet("Katli", 10);
    let mut run = corner.teller("Asha", &[]);
    let add = |parts: i64, opening: i64| {
        json!({ "request": RequestId::new().to_string(), "do": "catalogue.add", "name": "Box",
            "price_minor": 1000, "opening": opening, "parts": [{ "sweet": 1, "quantity": parts }] })
    };
    let stocked = run.ask(&add(2, 1));
    assert_eq!(stocked["refused"]["reason"], "invalid", "{stocked}");
    let added = run.ask(&add(2, 0));
    assert_eq!(added["done"]["name"], "Box", "{added}");
    run.finish();
    assert_eq!(corner.on_hand("Box"), 5);
    corner.is_whole();
}
