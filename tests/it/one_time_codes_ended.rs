//! Codes that end before their time, because what they are for is over or its customer forgotten.

use rusqlite::Connection;
use sherbet::{
    shop::{
        appointments::{AppointmentChange, Edit},
        books,
        codes::{self, AskCode, CheckCode, DeadCode, MessageState, Next, Purpose, Way},
        customers::EraseCustomer,
        orders::{CancelOrder, HandOver},
        sales::Tender,
    },
    values::{AppointmentId, OrderId, RequestId},
};

use crate::{
    appointments_support::pending_for,
    one_time_codes_support::{ZOE, ask, dead},
    orders_support::{money, ready_for},
    support::TestShop,
};

/// How a code ended, and whether the newest act ended it.
fn ended(shop: &TestShop, code: i64) -> (String, bool) {
    let file = Connection::open(&shop.path).unwrap();
    let sql = "SELECT state, ended_act IS (SELECT max(act) FROM journal) FROM codes WHERE id = ?1";
    file.query_row(sql, [code], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

/// A code by SMS that is live, beside one of somebody else's, ends by what is done, in that commit,
/// and is not sent.
#[track_caller]
fn ends(purpose: Purpose, over: impl FnOnce(&TestShop, i64)) {
    let shop = TestShop::new();
    let subject = match purpose {
        Purpose::Booking => pending_for(&shop.shop, &shop.admin, ZOE).get(),
        Purpose::HandOver => ready_for(&shop.shop, &shop.admin, ZOE).get(),
    };
    let asked = shop.asks(AskCode {
        purpose,
        way: Some(Way::Sms),
        ..ask(subject, ZOE)
    });
    let asked = asked.unwrap();
    let other = shop.ready("98765 43211");
    let other = shop.asks(ask(other, "98765 43211")).unwrap();
    assert_eq!(ended(&shop, asked.code), ("live".into(), false));
    over(&shop, subject);
    assert_eq!(ended(&shop, asked.code), ("withdrawn".into(), true));
    let messages = shop.shop.read(|db| codes::messages(db, 9)).unwrap();
    let states = messages.iter().map(|message| (message.code, message.state));
    let states: Vec<_> = states.collect();
    let awaited = [
        (other.code, MessageState::Waiting),
        (asked.code, MessageState::Dead),
    ];
    assert_eq!(states, awaited);
    assert!(matches!(codes::claim(&shop.shop).unwrap(), Next::Idle));
    assert!(shop.shown(&other).is_some());
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn the_code_of_a_booking_that_is_cancelled_ends_and_its_sms_is_not_sent() {
    ends(Purpose::Booking, |shop, booking| {
        shop.cancels(&shop.admin, AppointmentId::new(booking), 1)
            .unwrap();
    });
}

#[test]
fn the_code_of_a_booking_that_is_confirmed_without_it_ends_before_the_booking_is_done() {
    ends(Purpose::Booking, |shop, booking| {
        shop.confirms(&shop.admin, AppointmentId::new(booking), 1)
            .unwrap();
    });
}

#[test]
fn the_code_of_a_booking_that_becomes_another_customers_ends() {
    ends(Purpose::Booking, |shop, booking| {
        let change = AppointmentChange {
            customer: Some(shop.customer("Omar", "98765 43212")),
            ..AppointmentChange::default()
        };
        shop.does(Edit {
            appointment: AppointmentId::new(booking),
            version: 1,
            change,
        });
    });
}

#[test]
fn the_code_of_an_order_that_is_cancelled_ends_and_its_sms_is_not_sent() {
    ends(Purpose::HandOver, |shop, order| {
        shop.does(CancelOrder {
            order: OrderId::new(order),
            version: 4,
            reason: None,
        });
    });
}

#[test]
fn the_code_of_an_order_that_is_handed_over_without_it_ends() {
    ends(Purpose::HandOver, |shop, order| {
        shop.does(HandOver {
            order: OrderId::new(order),
            version: 4,
            tenders: vec![Tender::cash(money(10_000))],
            shift: None,
            note: None,
        });
    });
}

#[test]
fn the_books_find_a_code_that_is_live_for_what_does_not_wait_for_it() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    shop.asks(ask(order, ZOE)).unwrap();
    let wrong = || -> Vec<i64> {
        let found = shop.shop.read(books::add_up).unwrap();
        let here = found
            .into_iter()
            .filter(|found| found.rule.starts_with("a code is live only while"));
        here.map(|found| found.row).collect()
    };
    assert_eq!(wrong(), [0; 0]);
    let file = Connection::open(&shop.path).unwrap();
    file.execute(
        "INSERT INTO codes (act, at_ms, account, window, purpose, subject, phone, salt, hash, until_ms)
         SELECT act + 1000, at_ms, account, window, purpose, 99, zeroblob(32), salt, hash, until_ms
         FROM codes WHERE id = 1",
        [],
    )
    .unwrap();
    assert_eq!(wrong(), [2]);
}

#[test]
fn who_is_erased_gets_no_code_that_was_on_its_way() {
    let shop = TestShop::new();
    let booking = pending_for(&shop.shop, &shop.admin, ZOE);
    let asked = shop.asks(AskCode {
        purpose: Purpose::Booking,
        ..ask(booking.get(), ZOE)
    });
    let asked = asked.unwrap();
    let code = shop.shown(&asked).unwrap();
    let erase = EraseCustomer {
        customer: shop.appointment(booking).customer,
        version: 1,
        quotations: Vec::new(),
        give_up_credit: false,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), erase)
        .unwrap();
    assert_eq!(shop.shown(&asked), None);
    let check = CheckCode {
        purpose: Purpose::Booking,
        subject: booking.get(),
        customer: None,
        phone: Some(ZOE.into()),
        code,
    };
    let tried = shop.shop.execute(&shop.admin, RequestId::new(), check);
    assert_eq!(tried.unwrap(), dead(DeadCode::None));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}
