//! Refusals for other reasons than what is sold out or full: each is held against what the ledgers
//! and the journal say of that moment. A true log explains all of them; one that lies, of what was
//! so or of when, does not.

use serde_json::{Value, json};
use sherbet::{
    shop::{
        appointments::{Book, Confirm, PayFee},
        codes::{CheckCode, Purpose},
        orders::{AdvanceOrder, CancelOrder, State},
        payments::{Door, Release, Said, TakeNews},
        sales::{
            Checkout, Destination, GiftCardLine, TakeBack, TakenLine, Tender, TenderKind, VoidSale,
        },
        shifts::{CloseShift, Move, MoveCash, OpenShift},
        stock::Correct,
        stored_value::CardCode,
        verify::Answered,
    },
    values::{AppointmentId, PaymentId, Quantity, RequestId, ShiftId, SweetId},
};

use crate::{
    appointments_support::{self, booking},
    orders_support::{PickUp, at, money, order_of},
    payments_support::{begin, news},
    support::{TestShop, checkout},
    verify_explained::{Log, NONE},
};

/// The newest line was refused, and a true log explains it. One in which it says what `lie` makes
/// of it is found out, and so is one in which it was asked before the line `too_early`.
#[track_caller]
fn is_judged(
    log: &Log,
    shop: &TestShop,
    lie: impl FnOnce(&mut Value),
    too_early: usize,
    words: &str,
) {
    let last = log.0.len() - 1;
    assert_eq!(log.0[last].outcome, Answered::Refused);
    assert_eq!(log.told(shop, |_| {}), NONE);
    assert_eq!(log.explained(shop).1, 0, "{:?}", log.0[last].detail);
    let lied = log.told(shop, |log| lie(log[last].detail.as_mut().unwrap()));
    let [one] = &lied[..] else { panic!("{lied:?}") };
    assert!(one.starts_with(words), "{one}");
    let before = log.told(shop, |log| {
        // The first was asked a little after the beginning.
        log[0].called_us = 400;
        let then = 1000 * too_early as u64;
        let called = then.saturating_sub(300);
        (log[last].called_us, log[last].returned_us) = (called, Some(called + 200));
    });
    let [one] = &before[..] else {
        panic!("{before:?}")
    };
    assert!(
        one.contains(" said ") && one.contains("not at any act"),
        "{one}"
    );
}

const CARD: &str = "GIFT0001";

fn gift(minor: i64) -> Tender {
    Tender {
        kind: TenderKind::Gift,
        amount: money(minor),
        reference: Some(CARD.into()),
    }
}

fn paid_with(sweet: SweetId, quantity: i64, tenders: Vec<Tender>) -> Checkout {
    Checkout {
        tenders,
        ..checkout(sweet, quantity)
    }
}

fn card(minor: i64) -> Checkout {
    Checkout {
        gift_cards: vec![GiftCardLine {
            code: CardCode::parse(CARD).unwrap(),
            amount: money(minor),
        }],
        tenders: vec![Tender::cash(money(minor))],
        ..Checkout::default()
    }
}

#[test]
fn a_gift_card_that_was_said_to_have_too_little_had_so_much_then() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let mut log = Log::default();
    log.ask(&shop, card(9_000)).unwrap();
    log.ask(&shop, paid_with(katli, 1, vec![gift(3_000)]))
        .unwrap();
    let sale = paid_with(katli, 3, vec![gift(9_000)]);
    log.ask(&shop, sale).unwrap_err();
    let lie = |detail: &mut Value| detail["balance_minor"] = json!(9_000);
    is_judged(
        &log,
        &shop,
        lie,
        1,
        "9000 were said to be on the stored value 1",
    );
    // Of two payments with one card, the first took of it what nobody else saw gone.
    let twice = paid_with(katli, 3, vec![gift(4_500), gift(4_500)]);
    log.ask(&shop, twice).unwrap_err();
    is_judged(
        &log,
        &shop,
        lie,
        1,
        "9000 were said to be on the stored value 1",
    );
    // A card that is spent can't be taken back.
    log.ask(
        &shop,
        VoidSale {
            receipt: 1,
            reason: "changed their mind".into(),
            shift: None,
        },
    )
    .unwrap_err();
    is_judged(
        &log,
        &shop,
        lie,
        1,
        "9000 were said to be on the stored value 1",
    );
}

#[test]
fn what_was_said_to_have_come_back_had_and_stock_that_moved_had_moved() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let mut log = Log::default();
    log.ask(&shop, checkout(katli, 3)).unwrap();
    let back = |quantity| TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(quantity).unwrap(),
            to: Destination::Stock,
        }],
        reason: "broken".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    };
    log.ask(&shop, back(2)).unwrap();
    log.ask(&shop, back(2)).unwrap_err();
    is_judged(
        &log,
        &shop,
        |detail| detail["taken_back"] = json!(3),
        1,
        "3 of line 0 of receipt 1 were said to have come back",
    );
    let correct = |expected| Correct {
        sweet: katli,
        counted: 8,
        expected,
        held: 0,
        reason: "two broken".into(),
    };
    log.ask(&shop, correct(7)).unwrap_err();
    let lie = |detail: &mut Value| detail["on_hand"] = json!(8);
    is_judged(&log, &shop, lie, 1, "8 were said to be left of sweet 1");
    // That it was what was expected is no reason to refuse.
    let lie = |detail: &mut Value| detail["expected"] = json!(9);
    is_judged(&log, &shop, lie, 1, "9 were said to be left of sweet 1");
}

#[test]
fn a_shift_that_was_said_to_be_open_or_closed_was() {
    let shop = TestShop::new();
    let mut log = Log::default();
    let open = || OpenShift {
        drawer: "Main".into(),
        float: money(500),
    };
    let shift = log.ask(&shop, open()).unwrap().shift;
    log.ask(&shop, open()).unwrap_err();
    let lie = |detail: &mut Value| detail["shift"] = json!(7);
    assert_eq!(shift.get(), 1);
    is_judged(&log, &shop, lie, 0, "shift 7 was said to be open");
}

#[test]
fn a_shift_that_was_closed_takes_no_money_and_was_closed_then() {
    let shop = TestShop::new();
    let mut log = Log::default();
    let shift = shop.shift_at("Main", 500);
    let count = shop.count(&shop.admin, shift, 500).unwrap();
    log.ask(&shop, closing(shift, count.number)).unwrap();
    let more = MoveCash {
        shift,
        kind: Move::PayIn,
        amount: money(100),
        reason: "change".into(),
    };
    log.ask(&shop, more).unwrap_err();
    let lie = |detail: &mut Value| detail["reason"] = json!("shift_open");
    is_judged(&log, &shop, lie, 0, "shift 1 was said to be open");
}

#[test]
fn who_was_said_to_have_another_appointment_had_it() {
    let shop = TestShop::new();
    let (table, omar) = (shop.calendar("Tasting", 5), shop.guest("Omar"));
    let eleven = appointments_support::at(11, 0);
    let with_asha = || Book {
        staff: shop.admin.account(),
        ..booking(table, eleven, omar)
    };
    let mut log = Log::default();
    log.ask(&shop, with_asha()).unwrap();
    log.ask(&shop, with_asha()).unwrap_err();
    let lie = |detail: &mut Value| detail["other"]["appointment"] = json!(2);
    is_judged(
        &log,
        &shop,
        lie,
        0,
        "somebody was said to have appointment 2 then",
    );
}

#[test]
fn what_was_said_to_be_changed_or_over_had_that_version_and_had_ended_so() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 100, 50);
    let hatch = shop.hatch(10_000, 5);
    let mut log = Log::default();
    let placed = log.ask(&shop, order_of(hatch, at(17), barfi, 1)).unwrap();
    let step = |version| AdvanceOrder {
        order: placed.order,
        version,
        to: State::Accepted,
    };
    log.ask(&shop, step(1)).unwrap();
    log.ask(&shop, step(1)).unwrap_err();
    let lie = |detail: &mut Value| detail["version"] = json!(3);
    is_judged(&log, &shop, lie, 1, "order 1 was said to have version 3");

    let cancel = |version| CancelOrder {
        order: placed.order,
        version,
        reason: None,
    };
    log.ask(&shop, cancel(2)).unwrap();
    log.ask(&shop, cancel(3)).unwrap_err();
    let lie = |detail: &mut Value| detail["ended"] = json!("handed_over");
    is_judged(&log, &shop, lie, 3, "order 1 was said to be handed over");

    let (table, omar) = (
        shop.does(appointments_support::open_daily("Tasting", 1))
            .calendar,
        shop.guest("Omar"),
    );
    let booked = log.ask(&shop, booking(table, appointments_support::at(11, 0), omar));
    let confirm = || Confirm {
        appointment: booked.as_ref().unwrap().appointment,
        version: 1,
        outside_hours: false,
    };
    log.ask(&shop, confirm()).unwrap();
    log.ask(&shop, confirm()).unwrap_err();
    let lie = |detail: &mut Value| detail["version"] = json!(1);
    is_judged(
        &log,
        &shop,
        |detail| detail["version"] = json!(3),
        6,
        "appointment 1 was said to have version 3",
    );
    // It had the first version only before it was confirmed.
    let last = log.0.len() - 1;
    let lied = log.told(&shop, |log| lie(log[last].detail.as_mut().unwrap()));
    assert_eq!(lied.len(), 1, "{lied:?}");
}

#[test]
fn a_payment_that_was_said_to_be_paid_or_given_up_was() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let (first, second) = (shop.ordered(katli, 1), shop.ordered(katli, 1));
    let mut log = Log::default();
    let take = TakeNews {
        news: news(Door::Webhook, &first, "pay_1", Said::Captured),
        message: None,
    };
    log.ask(&shop, take).unwrap();
    let release = |payment| Release { payment };
    log.ask(&shop, release(first.payment)).unwrap_err();
    let lie = |detail: &mut Value| detail["ended"] = json!("given_up");
    is_judged(&log, &shop, lie, 0, "payment 1 was said to be given up");
    log.ask(&shop, release(second.payment)).unwrap();
    log.ask(&shop, release(second.payment)).unwrap_err();
    let lie = |detail: &mut Value| detail["ended"] = json!("paid");
    is_judged(&log, &shop, lie, 2, "payment 2 was said to be paid");
    // Money that comes late makes it a paid one.
    let late = TakeNews {
        news: news(Door::Webhook, &second, "pay_2", Said::Captured),
        message: None,
    };
    log.ask(&shop, late).unwrap();
    log.ask(&shop, release(second.payment)).unwrap_err();
    let lie = |detail: &mut Value| detail["ended"] = json!("given_up");
    is_judged(&log, &shop, lie, 4, "payment 2 was said to be given up");
    let unknown = log.ask(&shop, begin(katli, 1)).unwrap().payment;
    let nothing = PaymentId::new(unknown.get() + 1);
    log.ask(&shop, release(nothing)).unwrap_err();
    let last = log.0.len() - 1;
    let lied = log.told(&shop, |log| {
        log[last].detail.as_mut().unwrap()["which"] = json!("3")
    });
    assert_eq!(
        lied.len(),
        1,
        "{lied:?}: of a payment that is there it was said that it is not"
    );
    assert!(lied[0].starts_with("payment 3 was said not to be there"));
    assert_eq!(log.told(&shop, |_| {}), NONE);
}

#[test]
fn a_fee_that_was_said_to_be_paid_was_and_what_was_said_to_be_unknown_came_later() {
    let shop = TestShop::new();
    let (table, omar) = (shop.calendar("Tasting", 1), shop.guest("Omar"));
    let mut log = Log::default();
    let pay = || PayFee {
        appointment: AppointmentId::new(1),
        tenders: vec![Tender::cash(money(500))],
        note: None,
        shift: None,
    };
    log.ask(&shop, pay()).unwrap_err();
    log.ask(
        &shop,
        Book {
            fee: Some(money(500)),
            ..booking(table, appointments_support::at(11, 0), omar)
        },
    )
    .unwrap();
    assert_eq!(log.told(&shop, |_| {}), NONE);
    assert_eq!(log.explained(&shop), (1, 0));
    let later = log.told(&shop, |log| {
        (log[0].called_us, log[0].returned_us) = (2_000, Some(2_500));
    });
    let [one] = &later[..] else {
        panic!("{later:?}")
    };
    assert!(
        one.starts_with("appointment 1 was said not to be there"),
        "{one}"
    );
    log.ask(&shop, pay()).unwrap();
    log.ask(&shop, pay()).unwrap_err();
    let lie = |detail: &mut Value| detail["of"]["which"] = json!(9);
    is_judged(&log, &shop, lie, 2, "invoice 9 was said to be paid");
}

#[test]
fn a_request_that_was_said_to_be_used_was_and_what_it_did_is_no_work_of_who_was_refused() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 5);
    let mut log = Log::default();
    let request = RequestId::new();
    shop.shop
        .execute(&shop.admin, request, checkout(laddu, 1))
        .unwrap();
    log.ask_as(&shop, request, checkout(laddu, 2)).unwrap_err();
    assert_eq!(log.told(&shop, |_| {}), NONE);
    assert_eq!(log.explained(&shop), (1, 0));
    let lied = log.told(&shop, |log| {
        log[0].detail.as_mut().unwrap()["command"] = json!("orders.place");
    });
    let [one] = &lied[..] else { panic!("{lied:?}") };
    assert!(
        one.starts_with("its request was said to have been used for orders.place"),
        "{one}"
    );
    let nobodys = log.told(&shop, |log| log[0].request = RequestId::new());
    assert_eq!(nobodys.len(), 1, "{nobodys:?}");
}

#[test]
fn a_code_that_was_said_to_be_wrong_or_dead_was_counted_with_that_verdict() {
    let shop = TestShop::new();
    let phone = "+91 98765 43210";
    let subject = shop.ready(phone);
    let mut log = Log::default();
    let check = CheckCode {
        purpose: Purpose::HandOver,
        subject,
        customer: None,
        phone: Some(phone.into()),
        code: "123456".into(),
    };
    log.ask(&shop, check).unwrap();
    // As the command line answers it.
    log.0[0].outcome = Answered::Refused;
    let detail = log.0[0].detail.as_mut().unwrap();
    detail["reason"] = json!("wrong_code");
    assert_eq!(
        (&detail["verdict"], &detail["why"]),
        (&json!("dead"), &json!("none"))
    );
    assert_eq!(log.told(&shop, |_| {}), NONE);
    assert_eq!(log.explained(&shop), (1, 0));
    let lied = log.told(&shop, |log| {
        log[0].detail.as_mut().unwrap()["why"] = json!("expired")
    });
    let [one] = &lied[..] else { panic!("{lied:?}") };
    assert!(one.starts_with("it was told otherwise than act"), "{one}");
    let uncounted = log.told(&shop, |log| log[0].request = RequestId::new());
    assert_eq!(uncounted, ["it was told to be done, and is not there"]);
}

/// Closing on a count that fits.
fn closing(shift: ShiftId, count: i64) -> CloseShift {
    CloseShift {
        shift,
        count,
        reason: None,
    }
}
