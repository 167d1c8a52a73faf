//! Refunds: never more than came, and never twice.

use std::thread;

use sherbet::{
    shop::{
        Refusal,
        invoices::{self, Kind},
        payments::{
            self, BeginRefund, Door, Flag, FulfilAgain, RefundOutcome, RefundState, Release, Said,
            SettleRefund, State, Verdict,
        },
        sales::{Destination, TakeBack, TakenLine},
    },
    values::{Money, PaymentId, Quantity, RefundKey, RequestId},
};

use crate::{
    checker,
    payments_support::{id, money, news},
    support::{TestShop, refusal},
};

fn refund(payment: PaymentId, minor: i64) -> BeginRefund {
    BeginRefund {
        payment,
        amount: money(minor),
        reason: "the box was open".into(),
    }
}

fn settle(key: RefundKey, outcome: RefundOutcome) -> SettleRefund {
    SettleRefund { key, outcome }
}

fn done(refund: &str) -> RefundOutcome {
    RefundOutcome::Done { refund: id(refund) }
}

fn back(receipt: i64, quantity: i64, to_credit: bool) -> TakeBack {
    TakeBack {
        receipt,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(quantity).unwrap(),
            to: Destination::Stock,
        }],
        reason: "not as ordered".into(),
        shift: None,
        to_credit,
        customer: None,
        money_went_back: false,
    }
}

#[test]
fn of_two_refunds_of_60_on_100_at_once_one_is_refused() {
    for _ in 0..4 {
        let shop = TestShop::new();
        let box_ = shop.sweet("Kaju Katli box", 10_000, 5);
        let begun = shop.paid(box_, 1);
        let answers: Vec<_> = thread::scope(|scope| {
            let tries = [0, 1].map(|_| {
                scope.spawn(|| {
                    let asked = refund(begun.payment, 6_000);
                    shop.shop.execute(&shop.admin, RequestId::new(), asked)
                })
            });
            tries
                .map(|asked| asked.join().unwrap())
                .into_iter()
                .collect()
        });
        let (begun_, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((begun_.len(), refused.len()), (1, 1));
        let no = refusal(refused.into_iter().next().unwrap());
        assert_eq!(
            no.to_string(),
            "nothing was done: payment 1 has 40.00 left, 60.00 wanted; take what is left, and the rest in another way"
        );
        checker::whole(&shop.path);
    }
}

#[test]
fn a_refund_is_set_aside_at_once_counted_when_it_is_done_and_free_again_when_it_failed() {
    let shop = TestShop::new();
    let box_ = shop.sweet("Kaju Katli box", 10_000, 5);
    let begun = shop.paid(box_, 1);
    let sums = || {
        let payment = shop.payment(begun.payment);
        (
            payment.state,
            payment.refunding.minor(),
            payment.refunded.minor(),
        )
    };
    let first = shop.does(refund(begun.payment, 6_000));
    assert_eq!(sums(), (State::Captured, 6_000, 0));
    let unknown = RefundOutcome::Unknown {
        why: "no answer within 10 s".into(),
    };
    let settled = shop.machine(settle(first.key, unknown)).unwrap();
    assert_eq!((settled.state, sums().1), (RefundState::Unknown, 6_000));
    let open = shop.shop.read(payments::refunds_open).unwrap();
    assert_eq!(
        (open.len(), open[0].key, open[0].of.clone()),
        (1, first.key, Some(id("pay_1")))
    );

    assert!(
        shop.machine(settle(first.key, done("rfnd_1")))
            .unwrap()
            .changed
    );
    assert_eq!(sums(), (State::PartRefunded, 0, 6_000));
    assert!(
        !shop
            .machine(settle(first.key, done("rfnd_1")))
            .unwrap()
            .changed
    );
    // The provider's own message of it, which came later.
    let told = |refund: &str, minor, ours| {
        let said = Said::Refunded {
            refund: id(refund),
            amount: money(minor),
            ours,
        };
        shop.told(news(Door::Webhook, &begun, "pay_1", said))
    };
    let already = Verdict::Already {
        payment: Some(begun.payment),
    };
    assert_eq!(told("rfnd_1", 6_000, Some(first.key)), already);
    assert_eq!(told("rfnd_1", 6_000, None), already);

    let second = shop.does(refund(begun.payment, 4_000));
    let failed = RefundOutcome::Failed {
        why: "too old".into(),
    };
    shop.machine(settle(second.key, failed)).unwrap();
    assert_eq!(sums(), (State::PartRefunded, 0, 6_000));
    assert_eq!(shop.payment(begun.payment).flag, Some(Flag::RefundFailed));
    let third = shop.does(refund(begun.payment, 4_000));
    assert_eq!(shop.payment(begun.payment).flag, None);
    // This time the message is first, and says what the shop called it.
    let counted = Verdict::Refunded {
        payment: begun.payment,
    };
    assert_eq!(told("rfnd_2", 4_000, Some(third.key)), counted);
    assert!(
        !shop
            .machine(settle(third.key, done("rfnd_2")))
            .unwrap()
            .changed
    );
    assert_eq!(sums(), (State::Refunded, 0, 10_000));
    let credited = shop
        .shop
        .read(|db| invoices::find(db, &begun.invoice))
        .unwrap()
        .unwrap();
    assert_eq!(credited.credited, money(10_000));
    shop.adds_up_again();
}

#[test]
fn what_was_given_back_at_the_provider_is_counted_and_more_than_came_is_flagged() {
    let shop = TestShop::new();
    let box_ = shop.sweet("Kaju Katli box", 10_000, 5);
    let begun = shop.paid(box_, 1);
    let told = |refund: &str, minor| {
        let said = Said::Refunded {
            refund: id(refund),
            amount: money(minor),
            ours: None,
        };
        shop.told(news(Door::Webhook, &begun, "pay_1", said))
    };
    let payment = begun.payment;
    assert_eq!(told("rfnd_a", 7_000), Verdict::Refunded { payment });
    assert_eq!(
        told("rfnd_a", 7_000),
        Verdict::Already {
            payment: Some(payment)
        }
    );
    let why = Flag::RefundTooMuch;
    assert_eq!(
        told("rfnd_b", 7_000),
        Verdict::Flagged {
            payment: Some(payment),
            why
        }
    );
    let now = shop.payment(payment);
    assert_eq!(
        (now.refunded, now.state, now.flag),
        (money(7_000), State::PartRefunded, Some(why))
    );
    let refunds = shop.shop.read(|db| payments::refunds(db, payment)).unwrap();
    assert_eq!(
        (refunds.len(), refunds[0].reason.as_str()),
        (1, "given back at the provider")
    );
    shop.adds_up_again();
}

#[test]
fn goods_that_come_back_give_their_money_back_through_the_provider_with_one_credit_note() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let begun = shop.paid(katli, 3);
    let took = shop.does(back(1, 2, false));
    assert_eq!(took.refunds[0].amount, money(6_000));
    let refunds = shop.shop.read(payments::refunds_open).unwrap();
    assert_eq!(
        (refunds[0].amount, refunds[0].receipt),
        (money(6_000), Some(2))
    );
    assert_eq!(shop.payment(begun.payment).refunding, money(6_000));
    shop.machine(settle(refunds[0].key, done("rfnd_1")))
        .unwrap();
    let notes = || -> Vec<(i64, Option<i64>)> {
        let all = shop.shop.read(|db| invoices::list(db, None, 9)).unwrap();
        let notes = all.into_iter().filter(|i| i.kind == Kind::CreditNote);
        notes.map(|i| (i.total.minor(), i.receipt)).collect()
    };
    assert_eq!(notes(), [(6_000, Some(2))]);
    shop.adds_up_again();

    // Where the provider refuses, it is tried again for the same goods.
    shop.does(back(1, 1, false));
    let last = shop.shop.read(payments::refunds_open).unwrap();
    shop.machine(settle(
        last[0].key,
        RefundOutcome::Failed { why: "down".into() },
    ))
    .unwrap();
    let again = shop.does(refund(begun.payment, 3_000));
    shop.machine(settle(again.key, done("rfnd_2"))).unwrap();
    assert_eq!(notes(), [(3_000, Some(3)), (6_000, Some(2))]);
    assert_eq!(shop.payment(begun.payment).state, State::Refunded);
    shop.adds_up_again();
}

#[test]
fn goods_can_t_come_back_for_money_that_went_back_already() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let begun = shop.paid(katli, 2);
    shop.does(refund(begun.payment, 4_000));
    let refused = refusal(shop.tries(back(1, 2, false))).to_string();
    assert!(
        refused.contains("had 40.00 of its payment 1 given back without goods, so 20.00 is left"),
        "{refused}"
    );
    assert_eq!(shop.on_hand(katli), 8);
    shop.adds_up_again();
}

#[test]
fn money_that_came_too_late_goes_back_instead_of_the_goods_and_not_both() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let begun = shop.ordered(katli, 2);
    shop.does(Release {
        payment: begun.payment,
    });
    refusal(shop.tries(refund(begun.payment, 6_000)));
    shop.told(news(Door::Webhook, &begun, "pay_1", Said::Captured));
    let all = shop.does(refund(begun.payment, 6_000));
    refusal(shop.tries(FulfilAgain {
        payment: begun.payment,
        shift: None,
    }));
    shop.machine(settle(all.key, done("rfnd_1"))).unwrap();
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.state, payment.flag, payment.sale),
        (State::Refunded, None, None)
    );
    assert_eq!((payment.allocated, shop.on_hand(katli)), (Money::ZERO, 10));
    shop.adds_up_again();
}

#[test]
fn who_gives_money_back_may_and_says_why() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let begun = shop.paid(katli, 1);
    let by_ravi = shop
        .shop
        .execute(&ravi, RequestId::new(), refund(begun.payment, 1_000));
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));
    let silent = BeginRefund {
        reason: "  ".into(),
        ..refund(begun.payment, 1_000)
    };
    assert!(
        refusal(shop.tries(silent))
            .to_string()
            .starts_with("reason: ")
    );
    assert!(
        refusal(shop.tries(refund(begun.payment, 0)))
            .to_string()
            .starts_with("amount: ")
    );
    shop.adds_up_again();
}
