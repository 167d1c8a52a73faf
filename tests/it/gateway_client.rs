//! The provider's client against the practice provider, over real HTTP on this machine.

use std::{sync::Arc, time::Duration};

use sherbet::{
    gateway::{
        OrderAsked, Problem, Provider as _, Razorpay, RefundAsked, RefundStage, Secret, Setup,
        Stage,
        practice::{PRACTICE_KEY_ID, Practice, Practising, Tricks},
    },
    shop::{payments::ProviderId, sales::TenderKind},
    values::{Clock, Currency, ManualClock, Money, PaymentKey, RefundKey, Timestamp},
};

use crate::support::MORNING;

/// What the practice provider's key secret is, as everybody knows.
pub const PRACTICE_SECRET: &str = "practice-key-secret-known-to-everybody";

pub fn practice(clock: Arc<dyn Clock>) -> Practice {
    let practising = Practising {
        at: "127.0.0.1:0".parse().unwrap(),
        pays_after: None,
    };
    Practice::start(&practising, clock).unwrap()
}

fn client(practice: &Practice, secret: &str) -> Razorpay {
    let setup = Setup {
        key_id: PRACTICE_KEY_ID.into(),
        base_url: practice.base_url(),
        ..Setup::default()
    };
    // Long enough for any machine; a test that waits for an answer that does not come has its own.
    Razorpay::with_patience(
        &setup,
        &Secret::of(secret).unwrap(),
        Duration::from_secs(15),
    )
}

fn rupees(minor: i64) -> OrderAsked {
    OrderAsked {
        key: PaymentKey::new(),
        amount: Money::from_minor(minor),
        currency: Currency::of("INR").unwrap(),
    }
}

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

#[test]
fn an_order_asked_for_again_is_the_former_one() {
    let practice = practice(ManualClock::at(MORNING));
    let client = client(&practice, PRACTICE_SECRET);
    let asked = rupees(25_000);
    let made = client.order(&asked).unwrap();
    assert_eq!(made.amount, Money::from_minor(25_000));
    assert_eq!(made.currency, "INR");
    assert_eq!(made.key, Some(asked.key));
    assert!(
        made.id.as_str().starts_with("order_practice_"),
        "{}",
        made.id
    );
    assert_eq!(client.order(&asked).unwrap(), made);
    assert_ne!(client.order(&rupees(25_000)).unwrap().id, made.id);
    assert_eq!(practice.counts().0, 2);
}

#[test]
fn an_order_whose_answer_got_lost_is_found_by_asking_again() {
    let practice = practice(ManualClock::at(MORNING));
    let setup = Setup {
        key_id: PRACTICE_KEY_ID.into(),
        base_url: practice.base_url(),
        ..Setup::default()
    };
    let secret = Secret::of(PRACTICE_SECRET).unwrap();
    let hasty = Razorpay::with_patience(&setup, &secret, Duration::from_millis(1_500));
    practice.play(Tricks {
        silent: 1,
        ..Tricks::default()
    });
    let asked = rupees(100);
    let problem = hasty.order(&asked).unwrap_err();
    assert!(problem.may_have_acted(), "{problem:?}");
    assert_eq!(practice.counts().0, 1, "it was made, and nobody was told");
    let client = client(&practice, PRACTICE_SECRET);
    assert_eq!(client.order(&asked).unwrap().key, Some(asked.key));
    assert_eq!(practice.counts().0, 1);
}

#[test]
fn payments_are_seen_by_their_order_by_themselves_and_by_their_day() {
    let clock = ManualClock::at(MORNING);
    let practice = practice(clock.clone());
    let client = client(&practice, PRACTICE_SECRET);
    let order = client.order(&rupees(25_000)).unwrap().id;
    assert_eq!(client.payments_of(&order).unwrap(), []);
    practice.play(Tricks {
        declined: true,
        ..Tricks::default()
    });
    practice.pay(order.as_str(), None).unwrap();
    practice.play(Tricks::default());
    let paid = practice.pay(order.as_str(), Some(24_000)).unwrap();
    let seen = client.payments_of(&order).unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        seen[0].stage,
        Stage::Failed("The practice bank said no".into())
    );
    assert_eq!(seen[1].id.as_str(), paid.payment);
    assert_eq!(seen[1].stage, Stage::Captured);
    assert_eq!(seen[1].amount, Money::from_minor(24_000));
    assert_eq!(seen[1].currency, "INR");
    assert_eq!(seen[1].order.as_ref(), Some(&order));
    assert_eq!(seen[1].means, Some(TenderKind::Upi));
    let alone = client.payment(&id(&paid.payment)).unwrap();
    assert_eq!((&alone.id, &alone.stage), (&seen[1].id, &seen[1].stage));

    // A day, its end not included, over several pages.
    clock.step_ms(1_000);
    for _ in 0..120 {
        practice.pay(order.as_str(), None).unwrap();
    }
    clock.step_ms(1_000);
    practice.pay(order.as_str(), None).unwrap();
    let at = |ms| Timestamp::from_ms(MORNING.ms() + ms);
    let between = |from, to| client.payments_between(at(from), at(to)).unwrap().len();
    assert_eq!(between(0, 1_000), 2);
    assert_eq!(between(1_000, 2_000), 120);
    assert_eq!(between(0, 2_001), 123);
}

#[test]
fn a_refund_asked_for_again_gives_nothing_more_back() {
    let practice = practice(ManualClock::at(MORNING));
    let client = client(&practice, PRACTICE_SECRET);
    let order = client.order(&rupees(10_000)).unwrap().id;
    let payment = id(&practice.pay(order.as_str(), None).unwrap().payment);
    let asked = RefundAsked {
        payment: payment.clone(),
        amount: Money::from_minor(6_000),
        key: RefundKey::new(),
    };
    let made = client.refund(&asked).unwrap();
    assert_eq!(made.stage, RefundStage::Processed);
    assert_eq!(made.key, Some(asked.key));
    assert_eq!(client.refund(&asked).unwrap().id, made.id);
    let more = RefundAsked {
        key: RefundKey::new(),
        ..asked.clone()
    };
    assert!(matches!(client.refund(&more), Err(Problem::Refused { .. })));
    let other = RefundAsked {
        amount: Money::from_minor(100),
        ..asked
    };
    assert!(matches!(
        client.refund(&other),
        Err(Problem::Refused { .. })
    ));
    let refunds = client.refunds_of(&payment).unwrap();
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].amount, Money::from_minor(6_000));
    assert_eq!(
        client.payment(&payment).unwrap().refunded,
        Money::from_minor(6_000)
    );
}

#[test]
fn what_is_known_of_a_failed_call_is_told_apart() {
    let practice = practice(ManualClock::at(MORNING));
    let client_ = client(&practice, PRACTICE_SECRET);
    let wrong = client(&practice, "another-secret").order(&rupees(100));
    assert_eq!(wrong, Err(Problem::Key));
    let nowhere = client_.payments_of(&id("order_practice_none"));
    assert_eq!(nowhere, Err(Problem::NotThere { what: "order" }));
    let elsewhere = client_.payment(&id("../orders"));
    assert_eq!(elsewhere, Err(Problem::NotThere { what: "payment" }));
    let refused = client_.order(&rupees(99));
    assert!(
        matches!(refused, Err(Problem::Refused { .. })),
        "{refused:?}"
    );
    practice.play(Tricks {
        failing: 1,
        ..Tricks::default()
    });
    let failed = client_.order(&rupees(100)).unwrap_err();
    assert!(failed.may_have_acted(), "{failed:?}");
    assert!(client_.order(&rupees(100)).is_ok());

    let gone = {
        let setup = Setup {
            key_id: PRACTICE_KEY_ID.into(),
            base_url: "http://127.0.0.1:1".into(),
            ..Setup::default()
        };
        Razorpay::new(&setup, &Secret::of(PRACTICE_SECRET).unwrap())
    };
    let unreached = gone.order(&rupees(100)).unwrap_err();
    assert!(
        matches!(unreached, Problem::Unreached { .. }),
        "{unreached:?}"
    );
    assert!(!unreached.may_have_acted());
}

#[test]
fn the_practice_provider_is_for_this_machine_alone() {
    let practising = Practising {
        at: "0.0.0.0:0".parse().unwrap(),
        pays_after: None,
    };
    assert!(Practice::start(&practising, ManualClock::at(MORNING)).is_err());
}
