//! What a code may be asked for, and by whose phone: anything else is refused, and changes nothing.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal, Trouble, books,
        codes::{self, AskCode, Asked, CheckCode, Purpose, Verdict, Way},
        orders::CancelOrder,
    },
    values::{AppointmentId, OrderId, RequestId},
};

use crate::{
    appointments_support::{at, pending_for},
    orders_support::{PickUp, order_in, ready_for},
    support::{TestShop, refusal},
};

const ZOE: &str = "98765 43210";

fn asking(purpose: Purpose, subject: i64) -> AskCode {
    AskCode {
        purpose,
        subject,
        customer: None,
        phone: None,
        way: Some(Way::Display),
    }
}

impl TestShop {
    fn tries_to_ask(&self, ask: AskCode) -> Result<Asked, Trouble> {
        self.shop.ask_code(&self.admin, RequestId::new(), ask)
    }

    /// Why a code is refused, in words.
    #[track_caller]
    fn why_not(&self, ask: AskCode) -> String {
        refusal(self.tries_to_ask(ask)).to_string()
    }

    /// How many codes were ever made and asked for, and how many messages are on their way.
    fn written(&self) -> (i64, i64, i64) {
        let file = Connection::open(&self.path).unwrap();
        let count = |sql: &str| file.query_row(sql, [], |row| row.get(0)).unwrap();
        (
            count("SELECT count(*) FROM codes"),
            count("SELECT count(*) FROM code_asks"),
            count("SELECT count(*) FROM messages WHERE state = 'waiting'"),
        )
    }
}

#[test]
fn what_there_is_not_gets_no_code_and_the_live_one_stays_good() {
    let shop = TestShop::new();
    let order = ready_for(&shop.shop, &shop.admin, ZOE).get();
    let live = shop.tries_to_ask(asking(Purpose::HandOver, order)).unwrap();
    let code = codes::shown(&shop.shop, &shop.admin, live.code).unwrap();
    for (purpose, subject, why) in [
        (Purpose::HandOver, 7, "there is no order “7”"),
        (Purpose::HandOver, 0, "there is no order “0”"),
        (Purpose::Booking, order, "there is no appointment “1”"),
    ] {
        let with_phone = AskCode {
            phone: Some(ZOE.into()),
            ..asking(purpose, subject)
        };
        let refused = shop.why_not(with_phone);
        assert!(refused.starts_with(why), "{refused}");
    }
    assert_eq!(shop.written(), (1, 1, 1));
    let check = CheckCode {
        purpose: Purpose::HandOver,
        subject: order,
        customer: None,
        phone: None,
        code: code.unwrap().to_string(),
    };
    let verdict = shop.shop.execute(&shop.admin, RequestId::new(), check);
    assert_eq!(verdict.unwrap(), Verdict::Right);
}

#[test]
fn a_booking_gets_a_code_only_while_it_waits_to_be_confirmed() {
    let shop = TestShop::new();
    let table = shop.calendar("Table", 1);
    let zoe = shop.customer("Zoë", ZOE);
    let of = |id: AppointmentId| asking(Purpose::Booking, id.get());
    let first = shop.books(table, at(10, 0), zoe).appointment;
    shop.tries_to_ask(of(first)).unwrap();
    shop.confirms(&shop.admin, first, 1).unwrap();
    assert_eq!(
        shop.why_not(of(first)),
        "subject: appointment 1 is confirmed: no code is needed for it"
    );
    shop.cancels(&shop.admin, first, 2).unwrap();
    assert_eq!(
        shop.why_not(of(first)),
        "subject: appointment 1 is cancelled; book again, or confirm it again without a code"
    );
    let second = shop.books(table, at(10, 0), zoe).appointment;
    shop.confirms(&shop.admin, second, 1).unwrap();
    shop.clock.step_ms(90 * 60_000);
    let done = sherbet::shop::appointments::MarkDone {
        appointment: second,
        version: 2,
    };
    shop.does(done);
    assert_eq!(
        shop.why_not(of(second)),
        "subject: appointment 2 took place; book another"
    );
    assert_eq!(shop.written(), (1, 1, 0));
    shop.is_sound();
}

#[test]
fn an_order_gets_a_code_only_while_it_is_ready() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let hatch = shop.hatch(1_000_000, 10);
    let of = |id: OrderId| asking(Purpose::HandOver, id.get());
    let order = shop.placed(hatch, crate::orders_support::at(12), katli, 1);
    assert_eq!(
        shop.why_not(of(order.order)),
        "subject: order O000001 is not ready; ask for a code when it is, and somebody comes"
    );
    shop.made(order.order);
    shop.tries_to_ask(of(order.order)).unwrap();
    shop.hand_over(order.order, 10_000).unwrap();
    assert_eq!(
        shop.why_not(of(order.order)),
        "subject: order O000001 was handed over: no code is needed for it"
    );
    let cancelled = ready_for(&shop.shop, &shop.admin, ZOE);
    shop.done(CancelOrder {
        order: cancelled,
        version: order_in(&shop.shop, cancelled).version,
        reason: None,
    });
    assert_eq!(
        shop.why_not(of(cancelled)),
        "subject: order O000002 is cancelled; take a new order"
    );
    assert_eq!(shop.written(), (1, 1, 0));
    shop.adds_up();
}

#[test]
fn a_code_goes_to_whoever_booked_or_ordered_and_to_nobody_else() {
    let shop = TestShop::new();
    let booking = pending_for(&shop.shop, &shop.admin, ZOE).get();
    let order = ready_for(&shop.shop, &shop.admin, "98765 43211").get();
    let omar = shop.customer("Omar", "98765 43212");
    let told = |purpose, subject, customer, phone: Option<&str>| AskCode {
        customer,
        phone: phone.map(str::to_owned),
        ..asking(purpose, subject)
    };
    assert_eq!(
        shop.why_not(told(Purpose::Booking, booking, Some(omar), None)),
        "customer: appointment 1 is Zoë's; look its number up, or name them"
    );
    assert_eq!(
        shop.why_not(told(Purpose::Booking, booking, None, Some("98765 43212"))),
        "phone: appointment 1 is Zoë's, whose number ends in 210; its code goes to no other"
    );
    assert_eq!(
        shop.why_not(told(Purpose::HandOver, order, Some(omar), None)),
        "customer: order O000001 is Mira's; look its number up, or name them"
    );
    assert_eq!(
        shop.why_not(told(Purpose::HandOver, order, None, Some(ZOE))),
        "phone: order O000001 is Mira's, whose number ends in 211; its code goes to no other"
    );
    assert_eq!(shop.written(), (0, 0, 0));
    // Nobody told: it is theirs.
    let asked = shop.tries_to_ask(asking(Purpose::HandOver, order)).unwrap();
    assert_eq!(asked.ending, "211");
    let zoe = shop.appointment(AppointmentId::new(booking)).customer;
    let both = told(
        Purpose::Booking,
        booking,
        Some(zoe),
        Some("+91 98765-43210"),
    );
    assert_eq!(shop.tries_to_ask(both).unwrap().ending, "210");
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn an_order_of_nobody_with_a_telephone_is_handed_over_without_a_code() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let hatch = shop.hatch(1_000_000, 10);
    let nameless = sherbet::shop::orders::PlaceOrder {
        phone: None,
        ..crate::orders_support::order_of(hatch, crate::orders_support::at(12), katli, 1)
    };
    let order = shop.done(nameless).order;
    shop.made(order);
    let refused = refusal(shop.tries_to_ask(asking(Purpose::HandOver, order.get())));
    assert!(matches!(refused, Refusal::Invalid { .. }), "{refused:?}");
    assert_eq!(
        refused.to_string(),
        "subject: order O000001 names nobody with a telephone; go on without a code"
    );
}
