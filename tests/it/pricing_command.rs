//! `sherbet price`: a basket as JSON in, its prices as JSON out.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value, json};

use crate::command_line_support::{Ended, program};

/// Prices what stands on standard input. There is no shop to be found.
fn price_of(arguments: &[&str], input: &str) -> Ended {
    let mut command = program();
    command.args(arguments).arg("price");
    command.env("HOME", "/nowhere").current_dir("/");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    Ended::of(child.wait_with_output().unwrap())
}

#[track_caller]
fn priced(basket: &Value) -> Value {
    price_of(&[], &basket.to_string()).answer()
}

/// The field that is refused.
#[track_caller]
fn refused(basket: &str) -> String {
    let refused = price_of(&["--json"], basket).refused();
    assert_eq!(refused["reason"], "invalid");
    refused["field"].as_str().unwrap().to_owned()
}

#[test]
fn a_basket_in_full_is_priced_settled_and_told_line_by_line() {
    let basket = json!({
        "decimals": 2, "step": "0.01",
        "lines": [
            { "price": "52.50", "per": "1", "quantity": "1", "discount": { "percent": "5" },
              "taxes": [{ "percent": "12", "inside": true }] },
            { "price": "640.00", "per": "1000", "quantity": "250" },
        ],
        "discount": { "amount": "100.00" }, "cash_step": "0.05",
        "tendered": [{ "kind": "bank", "amount": "50.00" }, { "kind": "cash", "amount": "100.00" }],
    });
    assert_eq!(
        priced(&basket),
        json!({
            "lines": [
                { "amount": "52.50", "discount": "2.63", "share": "23.76",
                  "net": "23.31", "taxes": ["2.80"], "gross": "26.11" },
                { "amount": "160.00", "discount": "0.00", "share": "76.24",
                  "net": "83.76", "taxes": [], "gross": "83.76" },
            ],
            "discount": "100.00", "discount_unused": "0.00", "net": "107.07", "taxes": ["2.80"],
            "tax_kinds": [{ "percent": "12", "inside": true }], "gross": "109.87",
            "rounding": "-0.02", "due": "109.85", "change": "40.15", "missing": "0.00",
            "drawer": "59.85",
        })
    );
}

#[test]
fn a_discount_larger_than_the_basket_takes_all_of_it_and_says_what_was_left() {
    let told = price_of(
        &[],
        r#"{"decimals":2,"step":"0.01","lines":[{"price":"52.50","per":"1","quantity":"1",
            "discount":{"percent":"5"},"taxes":[{"percent":"12","inside":true}]}],
            "discount":{"amount":"100.00"},"cash_step":"0.05",
            "tendered":[{"kind":"cash","amount":"60.00"}]}"#,
    );
    assert_eq!(
        told.answer(),
        json!({
            "lines": [{ "amount": "52.50", "discount": "2.63", "share": "49.87",
                        "net": "0.00", "taxes": ["0.00"], "gross": "0.00" }],
            "discount": "49.87", "discount_unused": "50.13", "net": "0.00", "taxes": ["0.00"],
            "tax_kinds": [{ "percent": "12", "inside": true }], "gross": "0.00",
            "rounding": "0.00", "due": "0.00", "change": "60.00", "missing": "0.00",
            "drawer": "0.00",
        })
    );
    let back = json!({ "lines": [{ "price": "10.00", "quantity": "-1" }, { "price": "4.00" }],
                       "discount": { "amount": "7.00" } });
    let told = priced(&back);
    assert_eq!(
        (&told["gross"], &told["discount_unused"]),
        (&json!("0.00"), &json!("1.00"))
    );
    let nothing = priced(&json!({ "discount": { "amount": "5.00" } }));
    assert_eq!(nothing["discount_unused"], "5.00");
}

#[test]
fn absent_keys_have_their_usual_values() {
    let told = priced(&json!({ "lines": [{ "price": "9.99", "taxes": [{ "percent": "10" }] }] }));
    assert_eq!(told["net"], "9.99");
    assert_eq!(told["taxes"], json!(["1.00"]));
    assert_eq!(
        (&told["gross"], &told["due"]),
        (&json!("10.99"), &json!("10.99"))
    );
    assert_eq!(told["missing"], "10.99");
    let cash = json!({ "lines": [{ "price": "9.99" }], "tendered": [{ "amount": "20.00" }] });
    assert_eq!(priced(&cash)["change"], "10.01");
    assert_eq!(priced(&json!({}))["gross"], "0.00");
}

#[test]
fn the_decimals_are_the_currencys() {
    let told = priced(&json!({ "decimals": 0, "lines": [
        { "price": "9176", "taxes": [{ "percent": "19", "inside": false }] },
        { "price": "10920", "taxes": [{ "percent": "19", "inside": true }] },
    ] }));
    assert_eq!(told["taxes"], json!(["1743", "1744"]));
    assert_eq!(told["gross"], "21839");
    let told = priced(&json!({ "decimals": 3, "lines": [{ "price": "1.235", "quantity": "-3" }] }));
    assert_eq!(told["gross"], "-3.705");
}

#[test]
fn a_quantity_may_have_decimals() {
    let kilogram = |quantity: &str, per: &str| {
        let line = json!({ "price": "640.00", "quantity": quantity, "per": per });
        priced(&json!({ "lines": [line] }))["gross"].clone()
    };
    assert_eq!(kilogram("0.250", "1"), "160.00");
    assert_eq!(kilogram("0.25", "1.000"), "160.00");
    assert_eq!(kilogram("1", "0.5"), "1280.00");
    assert_eq!(kilogram("0.0000001", "1"), "0.00");
}

#[test]
fn what_is_not_a_number_is_refused_by_its_path() {
    for wrong in [
        r#""NaN""#,
        r#""1e3""#,
        r#""""#,
        r#""1,000""#,
        r#"" 1""#,
        r#""inf""#,
        "1.5",
        "52",
        "null",
        "true",
        "[]",
        r#""1.005""#,
    ] {
        let basket = format!(r#"{{"lines":[{{"price":"1"}},{{"price":{wrong}}}]}}"#);
        assert_eq!(refused(&basket), "lines[1].price", "{wrong}");
        let basket = format!(r#"{{"tendered":[{{"amount":{wrong}}}]}}"#);
        assert_eq!(refused(&basket), "tendered[0].amount", "{wrong}");
    }
    for wrong in [
        r#""NaN""#,
        r#""1e1""#,
        r#""""#,
        "12",
        "12.0",
        r#""-1""#,
        r#""100.01""#,
        r#""1.00001""#,
    ] {
        let basket = format!(
            r#"{{"lines":[{{"price":"1","taxes":[{{"percent":"5"}},{{"percent":{wrong}}}]}}]}}"#
        );
        assert_eq!(refused(&basket), "lines[0].taxes[1].percent", "{wrong}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_by_its_path() {
    for (basket, field) in [
        (r#"{"decimals":"2"}"#, "decimals"),
        (r#"{"decimals":5}"#, "decimals"),
        (r#"{"decimals":-1}"#, "decimals"),
        (r#"{"step":"0"}"#, "step"),
        (r#"{"decimals":0,"step":"0.01"}"#, "step"),
        (r#"{"cash_step":"-0.05"}"#, "cash_step"),
        (r#"{"colour":"red"}"#, "colour"),
        (r#"{"lines":[{"price":"1","tax":"5"}]}"#, "lines[0].tax"),
        (r#"{"lines":[{"quantity":"1"}]}"#, "lines[0].price"),
        (r#"{"lines":[{"price":"1","price":"2"}]}"#, "lines[0].price"),
        (r#"{"lines":[["1","1","1",null,[]]]}"#, "lines[0]"),
        (r#"{"lines":[{"price":"1","per":"0"}]}"#, "lines[0].per"),
        (
            r#"{"lines":[{"price":"1","quantity":"x"}]}"#,
            "lines[0].quantity",
        ),
        (
            r#"{"lines":[{"price":"1","per":"0.000000000000000001","quantity":"99"}]}"#,
            "lines[0].quantity",
        ),
        (
            r#"{"lines":[{"price":"9999999999999999.99","quantity":"999999"}]}"#,
            "lines[0].price",
        ),
        (
            r#"{"lines":[{"price":"1","discount":{"amount":"1.01"}}]}"#,
            "lines[0].discount.amount",
        ),
        (
            r#"{"lines":[{"price":"1","discount":{"percent":"-5"}}]}"#,
            "lines[0].discount.percent",
        ),
        (
            r#"{"lines":[{"price":"1","discount":{"percent":"5","amount":"1"}}]}"#,
            "lines[0].discount",
        ),
        (
            r#"{"lines":[{"price":"1","taxes":[{"percent":"5","inside":"yes"}]}]}"#,
            "lines[0].taxes[0].inside",
        ),
        (r#"{"discount":{"amount":"-0.01"}}"#, "discount.amount"),
        (
            r#"{"lines":[{"price":"1"}],"tendered":[{"kind":"bank","amount":"1.01"}]}"#,
            "tendered[0].amount",
        ),
        (
            r#"{"tendered":[{"kind":"","amount":"1"}]}"#,
            "tendered[0].kind",
        ),
        (r#"{"lines":[{"price":"1"}"#, "basket"),
        (r#"{"lines":[]} {}"#, "basket"),
        ("[]", "basket"),
        ("", "basket"),
        ("NaN", "basket"),
    ] {
        assert_eq!(refused(basket), field, "{basket}");
    }
    assert_eq!(refused(&" ".repeat(1024 * 1024 + 1)), "basket");
}

#[test]
fn a_refusal_is_told_in_words_to_people() {
    let ended = price_of(&[], r#"{"lines":[{"price":"NaN"}]}"#);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert_eq!(
        ended.err,
        "refused: lines[0].price: “NaN” is not a number such as 19.99\n"
    );
}
