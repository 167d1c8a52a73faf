//! From the provider to the books, over real HTTP: through whichever door it comes, money is
//! counted once.

use std::{thread, time::Duration};

use sherbet::{
    gateway::{
        Account, Gateway, OrderAsked, Provider as _, Razorpay, Secret, keep, poll,
        practice::Tricks, reconcile, refund, verify, work,
    },
    shop::payments::{
        self, BeginRefund, Flag, RefundOutcome, RefundState, State, Verdict,
        reconcile::Disagreement,
    },
    values::{Currency, Money, PaymentId, PaymentKey, Timestamp},
};

use crate::{
    checker,
    gateway_support::{KEY_SECRET, Practised, messages, setup, signed, wait_until},
    payments_support::{begin, id, money},
    support::{MORNING, refusal},
};

impl Practised {
    fn account(&self) -> Account {
        Account::load(&self.shop.shop, &self.vault()).unwrap()
    }

    fn state(&self, payment: PaymentId) -> State {
        self.shop.payment(payment).state
    }

    fn open_refunds(&self) -> Vec<payments::Refund> {
        self.shop.shop.read(payments::refunds_open).unwrap()
    }

    /// How often money was counted, in the stories of all payments.
    fn captures(&self) -> i64 {
        let sql = "SELECT count(*) FROM payment_news WHERE verdict = 'captured'";
        self.shop
            .shop
            .read(|db| db.one(sql, [], |row| row.get(0)))
            .unwrap()
    }
}

#[test]
fn verify_webhook_and_poll_at_once_end_in_one_capture_each() {
    const PAYMENTS: i64 = 8;
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 100);
    let (_gateway, _) = shop.gateway();
    // Three copies of each webhook, and the last first.
    shop.practice.play(Tricks {
        repeats: 2,
        reordered: true,
        ..Tricks::default()
    });
    let begun: Vec<_> = (0..PAYMENTS).map(|_| shop.ordered(sweet, 1)).collect();
    let (shop, account) = (&shop, &shop.account());
    thread::scope(|scope| {
        for (begun, order) in &begun {
            scope.spawn(move || {
                let paid = shop.practice.pay(order.as_str(), None).unwrap();
                thread::scope(|scope| {
                    for _ in 0..2 {
                        let paid = &paid;
                        scope.spawn(move || {
                            let payment = id(&paid.payment);
                            verify(&shop.shop.shop, account, order, &payment, &paid.signature)
                                .unwrap()
                        });
                    }
                    scope.spawn(move || {
                        let payment = shop.shop.payment(begun.payment);
                        poll(&shop.shop.shop, &shop.provider(), &payment, |_| false).unwrap()
                    });
                });
            });
        }
    });
    // Three kinds of message for each payment; their copies are the same ones.
    wait_until("all webhooks worked through", || {
        (messages(&shop.shop.shop) == (3 * PAYMENTS, 0)).then_some(())
    });
    assert_eq!(shop.captures(), PAYMENTS);
    for (begun, _) in &begun {
        let payment = shop.shop.payment(begun.payment);
        assert_eq!(payment.state, State::Captured);
        assert_eq!(payment.captured, money(50_000));
        assert_eq!(payment.allocated, money(50_000));
        assert_eq!(payment.flag, None);
    }
    assert_eq!(shop.shop.on_hand(sweet), 100 - PAYMENTS);
    checker::whole(&shop.shop.path);
}

#[test]
fn a_checkout_that_the_provider_did_not_sign_counts_nothing() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    let (_, other) = shop.ordered(sweet, 1);
    let paid = shop.practice.pay(order.as_str(), None).unwrap();
    let (account, payment) = (shop.account(), id(&paid.payment));
    for signature in crate::gateway::false_signatures() {
        let said = verify(&shop.shop.shop, &account, &order, &payment, &signature);
        assert_eq!(refusal(said).code(), "invalid");
    }
    let elsewhere = verify(&shop.shop.shop, &account, &other, &payment, &paid.signature);
    assert_eq!(refusal(elsewhere).code(), "invalid");
    assert_eq!(shop.state(begun.payment), State::Pending);
    assert_eq!(shop.captures(), 0);
    let said = verify(&shop.shop.shop, &account, &order, &payment, &paid.signature).unwrap();
    assert!(matches!(said, Verdict::Captured { .. }), "{said:?}");
    let again = verify(&shop.shop.shop, &account, &order, &payment, &paid.signature).unwrap();
    assert!(matches!(again, Verdict::Already { .. }), "{again:?}");
}

#[test]
fn what_nobody_tells_of_is_asked_about_and_a_lost_order_is_found() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (paid, order) = shop.ordered(sweet, 1);
    // Its order was never asked for: the process ended before.
    let lost = shop.shop.does(begin(sweet, 1));
    shop.practice.pay(order.as_str(), None).unwrap();
    shop.shop.clock.step_ms(5_000);
    let _gateway = Gateway::start(&shop.shop.shop, shop.vault(), || {}).unwrap();
    wait_until("asked about", || {
        (shop.state(paid.payment) == State::Captured).then_some(())
    });
    wait_until("ordered", || {
        (shop.state(lost.payment) == State::Pending).then_some(())
    });
    assert_eq!(shop.practice.counts(), (2, 1, 0));
    assert_eq!(messages(&shop.shop.shop), (0, 0));
    shop.shop.adds_up_again();
}

#[test]
fn goods_are_released_when_their_time_is_over_and_late_money_is_flagged() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 4);
    assert_eq!(shop.shop.on_hand(sweet), 6);
    let (_gateway, _) = shop.gateway();
    shop.shop.clock.step_ms(600_001);
    // Any change wakes the gateway.
    shop.shop.restock(sweet, 1).unwrap();
    wait_until("released", || {
        (shop.state(begun.payment) == State::Expired).then_some(())
    });
    assert_eq!(shop.shop.on_hand(sweet), 11);
    shop.practice.pay(order.as_str(), None).unwrap();
    wait_until("captured", || {
        (shop.state(begun.payment) == State::Captured).then_some(())
    });
    assert_eq!(
        shop.shop.payment(begun.payment).flag,
        Some(Flag::PaidAfterRelease)
    );
    shop.shop.adds_up_again();
}

#[test]
fn money_that_does_not_fit_is_kept_and_flagged_and_counts_nothing() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    let (_gateway, _) = shop.gateway();
    shop.practice.pay(order.as_str(), Some(49_999)).unwrap();
    wait_until("flagged", || shop.shop.payment(begun.payment).flag);
    assert_eq!(
        shop.shop.payment(begun.payment).flag,
        Some(Flag::WrongAmount)
    );
    let nobodys = shop.provider().order(&OrderAsked {
        key: PaymentKey::new(),
        amount: Money::from_minor(50_000),
        currency: Currency::of("INR").unwrap(),
    });
    shop.practice
        .pay(nobodys.unwrap().id.as_str(), None)
        .unwrap();
    wait_until("worked through", || {
        (messages(&shop.shop.shop) == (6, 0)).then_some(())
    });
    assert_eq!(shop.captures(), 0);
    let strangers = shop
        .shop
        .shop
        .read(|db| payments::strangers(db, 10))
        .unwrap();
    assert!(
        strangers
            .iter()
            .any(|row| row.flag == Some(Flag::UnknownOrder)),
        "{strangers:?}"
    );
    shop.shop.adds_up_again();
}

#[test]
fn a_message_that_was_kept_before_a_kill_is_worked_through_after_it() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    let body = format!(
        r#"{{"entity":"event","event":"payment.captured","created_at":1772422200,"payload":{{
            "payment":{{"entity":{{"id":"pay_1","amount":50000,"currency":"INR",
            "status":"captured","order_id":"{order}"}}}}}}}}"#
    );
    let secrets = shop.account().webhooks().cloned().unwrap();
    let keep = |event: &str| {
        let body = body.clone().into_bytes();
        let signature = signed(&body);
        keep(&shop.shop.shop, &secrets, body, &signature, event).unwrap()
    };
    assert!(!keep("evt_1").again);
    assert!(keep("evt_1").again);
    assert!(!keep("evt_2").again);
    // Told "kept", and gone before it was worked through.
    assert_eq!(messages(&shop.shop.shop), (2, 2));
    assert_eq!(shop.state(begun.payment), State::Pending);
    let _gateway = Gateway::start(&shop.shop.shop, shop.vault(), || {}).unwrap();
    wait_until("worked through", || {
        (messages(&shop.shop.shop) == (2, 0)).then_some(())
    });
    assert_eq!(shop.state(begun.payment), State::Captured);
    assert_eq!(shop.captures(), 1);
    assert_eq!(work(&shop.shop.shop).unwrap(), []);
}

#[test]
fn a_refund_whose_answer_got_lost_is_asked_about_and_made_once() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 2);
    let paid = shop.practice.pay(order.as_str(), None).unwrap();
    let payment = shop.shop.payment(begun.payment);
    poll(&shop.shop.shop, &shop.provider(), &payment, |_| false).unwrap();
    shop.shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(60_000),
        reason: "stale".into(),
    });
    let secret = Secret::of(KEY_SECRET).unwrap();
    let patience = Duration::from_millis(1_500);
    let hasty = Razorpay::with_patience(&setup(&shop.practice), &secret, patience);
    shop.practice.play(Tricks {
        silent: 1,
        ..Tricks::default()
    });
    let asked = shop.open_refunds().remove(0);
    let lost = refund(&shop.shop.shop, &hasty, &asked).unwrap();
    assert!(matches!(lost, RefundOutcome::Unknown { .. }), "{lost:?}");
    let unknown = shop.open_refunds().remove(0);
    assert_eq!(unknown.state, RefundState::Unknown);
    assert_eq!(
        shop.practice.counts().2,
        1,
        "it was made, and nobody was told"
    );

    let done = refund(&shop.shop.shop, &shop.provider(), &unknown).unwrap();
    assert!(matches!(done, RefundOutcome::Done { .. }), "{done:?}");
    assert_eq!(shop.open_refunds(), []);
    assert_eq!(shop.practice.counts().2, 1);
    let seen = shop.provider().payment(&id(&paid.payment)).unwrap();
    assert_eq!(seen.refunded, money(60_000));
    assert_eq!(shop.shop.payment(begun.payment).refunded, money(60_000));
    assert_eq!(shop.state(begun.payment), State::PartRefunded);
    shop.shop.adds_up_again();
}

#[test]
fn a_refund_that_was_begun_is_sent_by_itself() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    let (_gateway, _) = shop.gateway();
    shop.practice.pay(order.as_str(), None).unwrap();
    wait_until("captured", || {
        (shop.state(begun.payment) == State::Captured).then_some(())
    });
    shop.shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(50_000),
        reason: "stale".into(),
    });
    wait_until("refunded", || {
        (shop.state(begun.payment) == State::Refunded).then_some(())
    });
    // The webhook tells of it, too, and counts nothing more.
    wait_until("worked through", || {
        (messages(&shop.shop.shop) == (5, 0)).then_some(())
    });
    assert_eq!(shop.shop.payment(begun.payment).refunded, money(50_000));
    assert_eq!(shop.practice.counts().2, 1);
    shop.shop.adds_up_again();
}

#[test]
fn a_day_is_compared_with_the_providers() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    let paid = shop.practice.pay(order.as_str(), None).unwrap();
    let day = shop.shop.shop.about().zone.date(MORNING);
    let day = shop.shop.shop.about().zone.day(day).unwrap();
    let compare = || reconcile(&shop.shop.shop, &shop.provider(), day.clone()).unwrap();
    let sides = compare();
    assert_eq!(sides.len(), 1);
    assert_eq!(sides[0].wrong, [Disagreement::NotCountedHere]);
    assert_eq!(
        sides[0].provider.as_ref().unwrap().payment,
        id(&paid.payment)
    );
    let payment = shop.shop.payment(begun.payment);
    poll(&shop.shop.shop, &shop.provider(), &payment, |_| false).unwrap();
    let sides = compare();
    assert_eq!(sides.len(), 1);
    assert_eq!(sides[0].wrong, []);
    let before = Timestamp::from_ms(day.start.ms() - 86_400_000);
    let sides = reconcile(&shop.shop.shop, &shop.provider(), before..day.start).unwrap();
    assert_eq!(sides, []);
}

#[test]
fn one_gateway_of_several_has_the_post_and_another_takes_over() {
    let shop = Practised::new();
    let (first, _) = shop.gateway();
    let second = Gateway::start(&shop.shop.shop, shop.vault(), || {}).unwrap();
    shop.shop.sweet("Barfi", 50_000, 10);
    assert!(first.status().here);
    assert!(!second.status().here);
    drop(first);
    wait_until("taken over", || second.status().listening);
    assert!(second.status().here);
}
