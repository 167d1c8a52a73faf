//! How often codes may be asked for: by phone, by window, and by a clock that is set back.

use sherbet::{
    shop::{Refusal, Trouble, codes::Asked},
    values::RequestId,
};

use crate::{
    one_time_codes_support::{MINUTE, ZOE, ask},
    support::{PASSWORD, TestShop, refusal},
};

fn too_many(answer: Result<Asked, Trouble>) -> (String, i64) {
    match refusal(answer) {
        Refusal::TooManyCodes { whom, wait_s, .. } => (whom, wait_s),
        other => panic!("not that there were too many: {other:?}"),
    }
}

#[test]
fn a_phone_gets_three_codes_in_ten_minutes_and_ten_in_a_day() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    for _ in 0..3 {
        shop.asks(ask(order, ZOE)).unwrap();
        shop.clock.step_ms(MINUTE);
    }
    assert_eq!(
        too_many(shop.asks(ask(order, ZOE))),
        ("this number".into(), 420)
    );
    // Another phone is another's.
    let another = shop.ready("98765 43211");
    shop.asks(ask(another, "98765 43211")).unwrap();
    shop.clock.step_ms(7 * MINUTE);
    for _ in 0..7 {
        shop.asks(ask(order, ZOE)).unwrap();
        shop.clock.step_ms(10 * MINUTE);
    }
    let (whom, wait_s) = too_many(shop.asks(ask(order, ZOE)));
    assert_eq!(whom, "this number");
    // The first was 80 minutes ago.
    assert_eq!(wait_s, (24 * 60 - 80) * 60);
    shop.clock.step_ms(wait_s * 1000);
    shop.asks(ask(order, ZOE)).unwrap();
}

#[test]
fn a_window_gets_thirty_codes_in_ten_minutes_and_another_window_its_own() {
    let shop = TestShop::new();
    for place in 0..30 {
        let phone = format!("98765 432{place:02}");
        shop.asks(ask(shop.ready(&phone), &phone)).unwrap();
    }
    let last = shop.ready("98765 43299");
    let (whom, wait_s) = too_many(shop.asks(ask(last, "98765 43299")));
    assert_eq!((whom.as_str(), wait_s), ("this window", 600));
    let other = shop.shop.log_in("Asha", PASSWORD, "window 2").unwrap();
    shop.shop
        .ask_code(&other, RequestId::new(), ask(last, "98765 43299"))
        .unwrap();
}

#[test]
fn a_clock_set_back_shortens_no_wait_and_makes_none_without_an_end() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    for _ in 0..3 {
        shop.asks(ask(order, ZOE)).unwrap();
    }
    // By a year: by the clock the codes are still to come.
    shop.clock.step_ms(-365 * 24 * 60 * MINUTE);
    assert_eq!(
        too_many(shop.asks(ask(order, ZOE))),
        ("this number".into(), 600)
    );
    shop.clock.step_ms(9 * MINUTE);
    assert_eq!(too_many(shop.asks(ask(order, ZOE))).1, 60);
    shop.clock.step_ms(MINUTE);
    shop.asks(ask(order, ZOE)).unwrap();
}
