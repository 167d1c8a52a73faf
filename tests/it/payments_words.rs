//! What the command line says of payments, where it once said something else.

use serde_json::Value;

use crate::command_line_support::{Corner, Ended};

/// What a command says to a person.
fn said(corner: &Corner, arguments: &[&str]) -> String {
    let mut command = corner.asked_by("Asha");
    let ended = Ended::of(command.args(arguments).output().unwrap());
    assert_eq!(ended.code, 0, "{ended:?}");
    ended.out
}

fn why(refused: &Value) -> &str {
    refused["message"].as_str().unwrap()
}

/// A payment of 10.99 that was paid, and sold on receipt 1.
fn paid(corner: &Corner) {
    corner.sweet("Barfi", 5);
    let begin = ["payments", "begin", "--line", "Barfi=1"];
    assert_eq!(corner.asha(begin).done()["payment"], 1);
    settle(corner, "1", "pay_1");
}

fn settle(corner: &Corner, payment: &str, paid_by: &str) {
    let settle = ["payments", "settle", payment, "--paid-by", paid_by];
    let settled = corner.asha(settle.into_iter().chain(["--reason", "seen there"]));
    assert_eq!(settled.code, 0, "{settled:?}");
}

/// Gives all of a payment back.
fn given_back(corner: &Corner) {
    let refund = ["payments", "refund", "1", "--reason", "stale"];
    let key = corner.asha(refund).done()["key"].clone();
    let went = ["payments", "settle-refund", key.as_str().unwrap(), "--went"];
    let went = corner.asha(went.into_iter().chain(["--reason", "seen there"]));
    assert_eq!(went.done()["state"], "done");
}

#[test]
fn a_refund_of_what_went_back_already_is_told_so_and_what_is_not_there_by_its_name() {
    let corner = Corner::founded();
    corner.sweet("Peda", 5);
    let begin = ["payments", "begin", "--line", "Peda=1"];
    assert_eq!(corner.asha(begin).done()["payment"], 1);
    let refund = ["payments", "refund", "1", "--reason", "stale"];
    let unpaid = corner.asha(refund).refused();
    assert!(why(&unpaid).contains("was not paid"), "{unpaid}");
    settle(&corner, "1", "pay_1");
    assert_eq!(corner.asha(refund).code, 0);
    let twice = corner.asha(refund).refused();
    assert_eq!(twice["field"], "payment");
    assert!(why(&twice).contains("or is on its way back"), "{twice}");

    let of = ["--of", "nonsense"];
    let of = corner.asha(refund.into_iter().chain(of)).refused();
    assert!(why(&of).contains("“nonsense”"), "{of}");
    assert!(why(&of).contains("money beside payment 1"), "{of}");
    let aside = ["payments", "aside", "show", "message-99"];
    let aside = corner.asha(aside).refused();
    let expected = "there is no message put aside as “message-99”; look it up and try again";
    assert_eq!(why(&aside), expected);
}

#[test]
fn goods_come_back_on_the_command_line_after_their_money_did() {
    let corner = Corner::founded();
    paid(&corner);
    given_back(&corner);
    let twice = corner.asha(["payments", "refund", "1", "--reason", "x"]);
    let twice = twice.refused();
    assert!(why(&twice).ends_with("all of it went back"), "{twice}");
    let back = ["sales", "return", "1", "--line", "1=1", "--reason", "stale"];
    let refused = corner.asha(back).refused();
    assert!(
        why(&refused).contains("whose money went back already"),
        "{refused}"
    );
    let mut with: Vec<&str> = back.into();
    with.push("--money-went-back");
    assert_eq!(
        said(&corner, &with).lines().next().unwrap(),
        "taken back on receipt 2; 10.99 went back before; give back: nothing"
    );
    assert_eq!(corner.on_hand("Barfi"), 5);
    corner.is_whole();
}

#[test]
fn gift_cards_quotations_and_goods_are_asked_for_by_qr_on_the_command_line() {
    let corner = Corner::founded();
    corner.sweet("Barfi", 9);
    let issue = ["gift-cards", "issue", "--amount", "500", "--qr"];
    let both = corner.asha(issue.into_iter().chain(["--cash", "500"]));
    assert_eq!(both.refused()["field"], "qr");
    let short = corner.asha(issue.into_iter().chain(["--hold", "59"]));
    assert_eq!(short.refused()["field"], "hold_s");
    let issued = corner.asha(issue).done();
    let code = issued["code"].as_str().unwrap().to_owned();
    assert_eq!(issued["begun"]["amount_minor"], 50_000);
    let unpaid = corner.asha(["gift-cards", "show", &code]).refused();
    assert_eq!(unpaid["reason"], "unknown");
    settle(&corner, "1", "pay_1");
    let card = corner.asha(["gift-cards", "show", &code]).answer();
    assert_eq!(card["balance_minor"], 50_000);

    let make = ["quotes", "make", "--for", "Meera", "--until", "2099-12-31"];
    let made = corner.asha(make.into_iter().chain(["--line", "Barfi=2"]));
    assert_eq!(made.done()["number"], 1);
    let text = said(&corner, &["quotes", "sell", "1", "--qr"]);
    assert!(text.contains("begun for quotation 1, invoice"), "{text}");
    assert_eq!(corner.on_hand("Barfi"), 7);
    let again = corner.asha(["quotes", "sell", "1", "--cash", "100"]);
    assert!(why(&again.refused()).contains("is being paid with payment 2"));
    settle(&corner, "2", "pay_2");
    let quotation = corner.asha(["quotes", "show", "1"]).answer();
    assert_eq!(quotation["sold_on"], 2);

    let sell = ["sell", "--line", "Barfi=1", "--qr"];
    assert_eq!(corner.asha(sell).done()["payment"], 3);
    settle(&corner, "3", "pay_3");
    assert_eq!(corner.on_hand("Barfi"), 6);
    corner.is_whole();
}

#[test]
fn what_was_put_aside_is_not_asked_to_be_given_back_once_it_was() {
    let corner = Corner::founded();
    paid(&corner);
    settle(&corner, "1", "pay_2");
    let open = said(&corner, &["payments", "aside", "list"]);
    assert!(open.contains("give the second payment back"), "{open}");
    let refund = ["payments", "refund", "1", "--of", "pay_2", "--reason", "x"];
    let key = corner.asha(refund).done()["key"].clone();
    let went = ["payments", "settle-refund", key.as_str().unwrap(), "--went"];
    let went = corner.asha(went.into_iter().chain(["--reason", "seen there"]));
    assert_eq!(went.done()["state"], "done");
    let all = said(&corner, &["payments", "aside", "list", "--all"]);
    assert!(all.contains("the order had been paid already"), "{all}");
    assert!(!all.contains("give the second payment back"), "{all}");
    corner.is_whole();
}

#[test]
fn a_key_that_can_t_be_read_is_told_to_who_verifies_without_talk_of_selling() {
    let corner = Corner::founded();
    let key = corner.path.with_extension("sherbet.key");
    std::fs::write(&key, "no key").unwrap();
    let refused = corner.asha(["verify"]).refused();
    assert_eq!(refused["field"], "key");
    assert!(why(&refused).contains("is not a key of 64"), "{refused}");
    assert!(why(&refused).contains("without it"), "{refused}");
    assert!(!why(&refused).contains("sold"), "{refused}");
}
