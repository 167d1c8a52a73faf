//! Payments and invoices on the command line.

use serde_json::json;

use crate::command_line_support::Corner;

#[test]
fn a_payment_is_begun_given_up_settled_by_hand_and_given_back_on_the_command_line() {
    let corner = Corner::founded();
    corner.hire_ravi();
    corner.sweet("Kaju Katli", 5);
    let begin = ["payments", "begin", "--line", "Kaju Katli=2"];
    let begun = corner.ask("Ravi", begin).done();
    assert_eq!(begun["payment"], 1);
    assert_eq!(begun["amount_minor"], 2198);
    assert_eq!(begun["currency"], "INR");
    assert_eq!(corner.on_hand("Kaju Katli"), 3);

    let released = corner.ask("Ravi", ["payments", "release", "1"]).done();
    assert_eq!(released["sale"]["lines"][0]["quantity"], 2);
    assert_eq!(corner.on_hand("Kaju Katli"), 5);
    let settle = ["payments", "settle", "1", "--paid-by", "pay_1"];
    let settle = settle
        .into_iter()
        .chain(["--reason", "seen on the provider's page"]);
    let refused = corner.ask("Ravi", settle.clone()).refused();
    assert_eq!(refused["reason"], "not_allowed");
    let settled = corner.asha(settle).done();
    assert_eq!(settled["verdict"], "captured");
    assert_eq!(settled["flag"], "paid_after_release");

    let flagged = corner.asha(["payments", "list", "--flagged"]).answer();
    assert_eq!(flagged.as_array().unwrap().len(), 1);
    let sold = corner.ask("Ravi", ["payments", "fulfil", "1"]).done();
    assert_eq!(sold["number"], 1);
    let too_much = [
        "payments", "refund", "1", "--reason", "open box", "--amount",
    ];
    let too_much = corner.asha(too_much.into_iter().chain(["21.99"])).refused();
    assert_eq!(too_much["reason"], "overdrawn");
    let all = ["payments", "refund", "1", "--reason", "open box"];
    assert_eq!(corner.asha(all).done()["amount_minor"], 2198);

    let shown = corner.asha(["payments", "show", "1"]).answer();
    assert_eq!(shown["state"], "captured");
    assert_eq!(shown["refunding_minor"], 2198);
    assert_eq!(shown["refunds"][0]["state"], "begun");
    let key = shown["refunds"][0]["key"].as_str().unwrap().to_owned();
    let unsaid = [
        "payments",
        "settle-refund",
        key.as_str(),
        "--reason",
        "seen",
    ];
    assert_ne!(corner.asha(unsaid).code, 0);
    let went = unsaid.into_iter().chain(["--went"]);
    let refused = corner.ask("Ravi", went.clone()).refused();
    assert_eq!(refused["reason"], "not_allowed");
    assert_eq!(corner.asha(went).done()["state"], "done");
    let of = [
        "payments", "refund", "1", "--of", "pay_none", "--reason", "x",
    ];
    assert_eq!(corner.asha(of).refused()["reason"], "unknown");
    assert_eq!(shown["story"][0]["door"], "person");
    assert_eq!(shown["story"][0]["detail"], "seen on the provider's page");
    assert_eq!(shown["story"][0]["verdict"], "captured");
    corner.is_whole();
}

#[test]
fn invoices_are_raised_numbered_and_shown_on_the_command_line() {
    let corner = Corner::founded();
    corner.sweet("Kaju Katli", 5);
    let sell = ["sell", "--line", "Kaju Katli=2", "--cash", "100"];
    assert_eq!(corner.asha(sell).code, 0);
    let choose = [
        "invoices",
        "numbering",
        "--first-month",
        "1",
        "--prefix",
        "MC-",
    ];
    assert_eq!(corner.asha(choose).done(), 1);
    let wrong = ["invoices", "numbering", "--prefix", "M_"];
    assert_eq!(corner.asha(wrong).refused()["field"], "prefix");
    let raised = corner.asha(["invoices", "raise", "--receipt", "1"]).done();
    let number = raised["invoice"].as_str().unwrap();
    assert!(
        number.starts_with("MC-20") && number.ends_with("/1"),
        "{number}"
    );
    let shown = corner.asha(["invoices", "show", number]).answer();
    assert_eq!(shown["state"], "paid");
    assert_eq!(shown["lines"][0]["gross_minor"], 2198);
    assert_eq!(
        shown["allocations"],
        json!([{ "payment": null, "receipt": 1, "amount_minor": 2198 }])
    );
    let list = corner.asha(["invoices", "list"]).answer();
    assert_eq!(list.as_array().unwrap().len(), 1);
    corner.is_whole();
}
