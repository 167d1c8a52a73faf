//! Quotations from the command line, and in lines of `run`.

use serde_json::json;
use sherbet::values::RequestId;

use crate::command_line_support::Corner;

#[test]
fn the_command_line_makes_shows_lists_and_sells_quotations() {
    let corner = Corner::founded();
    corner.sweet("Katli", 10);
    let make = [
        "quotes",
        "make",
        "--for",
        "Meera",
        "--until",
        "2999-12-31",
        "--line",
        "Katli=3",
    ];
    let made = corner.asha(make).done();
    assert_eq!(
        (&made["number"], &made["total_minor"]),
        (&json!(1), &json!(3_297))
    );
    let shown = corner.asha(["quotes", "show", "1"]).answer();
    assert_eq!(shown["lines"][0]["quantity"], 3);
    let raised = corner.asha(["sweets", "edit", "Katli", "--price", "20"]);
    assert_eq!(raised.code, 0);
    let sold = corner
        .asha(["quotes", "sell", "1", "--tender", "card=32.97"])
        .done();
    assert_eq!(sold["total_minor"], 3_297);
    let again = corner
        .asha(["quotes", "sell", "1", "--cash", "40"])
        .refused();
    assert_eq!(again["field"], "quotation");
    assert_eq!(corner.asha(["quotes", "list"]).answer()[0]["sold_on"], 1);
    assert_eq!(
        corner.asha(["quotes", "show", "2"]).refused()["reason"],
        "unknown"
    );

    let mut run = corner.teller("Asha", &[]);
    let request = || RequestId::new().to_string();
    let made = run.ask(
        &json!({ "request": request(), "do": "sales.quote", "customer": "Omar",
        "valid_until": "2999-12-31", "lines": [{ "sweet": "Katli", "quantity": 1 }] }),
    );
    assert_eq!(made["done"]["number"], 2, "{made}");
    let sold = run.ask(
        &json!({ "request": request(), "do": "sales.sell_quoted", "quotation": 2,
        "cash_minor": 2_000 }),
    );
    assert_eq!(sold["done"]["number"], 2, "{sold}");
    run.finish();
    corner.is_whole();
}

#[test]
fn the_command_line_puts_a_quotation_into_a_basket_and_withdraws_one() {
    let corner = Corner::founded();
    corner.sweet("Katli", 10);
    let make = |name: &str| {
        let line = ["--line", "Katli=3"];
        let head = ["quotes", "make", "--for", name, "--until", "2999-12-31"];
        corner.asha(head.into_iter().chain(line)).done()
    };
    make("Meera");
    let request = RequestId::new().to_string();
    let take_up = ["quotes", "basket", "1", "--request", request.as_str()];
    let taken = corner.asha(take_up).done();
    assert_eq!(taken["label"], "Quotation 1 · Meera");
    assert_eq!(corner.asha(take_up).done()["basket"], taken["basket"]);
    let parked = corner.asha(["baskets", "parked"]).answer();
    assert_eq!(parked.as_array().map(Vec::len), Some(1), "{parked}");
    assert_eq!(
        parked[0]["lines"][0]["quoted"],
        json!({"quotation": 1, "line": 0})
    );
    make("Omar");
    let withdraw = ["quotes", "withdraw", "2", "--reason", "asked for twice"];
    corner.asha(withdraw).done();
    let again = corner.asha(withdraw).refused();
    assert_eq!(
        again["message"],
        "quotation: 2 was withdrawn: make a new one"
    );
    let shown = corner.asha(["quotes", "show", "2"]).answer();
    assert_eq!(shown["withdrawn"]["reason"], "asked for twice");

    let mut run = corner.teller("Asha", &[]);
    let sold = run.ask(
        &json!({ "request": RequestId::new().to_string(), "do": "sales.checkout",
        "cash_minor": 4_000, "lines": [{ "sweet": "Katli", "quantity": 1,
        "quoted": { "quotation": 1, "line": 0 } }] }),
    );
    assert_eq!(sold["done"]["total_minor"], 3_297, "{sold}");
    run.finish();
    corner.is_whole();
}
