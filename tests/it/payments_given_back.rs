//! Money that goes back beside the usual way: what was never counted, and what a person settles.

use sherbet::{
    shop::{
        Refusal,
        customers::AddCustomer,
        invoices,
        payments::{
            self, BeginRefund, Begun, Door, Flag, News, RefundOutcome, RefundState, RefundStray,
            Said, SettleRefund, SettleRefundByHand, State, Stray, Verdict,
        },
        sales::{Destination, TakeBack, TakenLine},
    },
    values::{Money, PaymentId, Quantity, RefundKey, RequestId},
};

use crate::{
    payments_support::{id, money, news},
    support::{TestShop, refusal},
};

fn back_of(payment: PaymentId, paid_by: &str, minor: i64) -> RefundStray {
    RefundStray {
        payment,
        paid_by: id(paid_by),
        amount: money(minor),
        reason: "paid twice".into(),
    }
}

fn by_hand(key: RefundKey, went: bool) -> SettleRefundByHand {
    SettleRefundByHand {
        key,
        went,
        refund: None,
        reason: "seen on the provider's page".into(),
    }
}

fn done(key: RefundKey, refund: &str) -> SettleRefund {
    let refund = id(refund);
    SettleRefund {
        key,
        outcome: RefundOutcome::Done { refund },
    }
}

impl TestShop {
    fn strays(&self, payment: PaymentId) -> Vec<Stray> {
        self.shop.read(|db| payments::strays(db, payment)).unwrap()
    }

    fn refund_state(&self, payment: PaymentId) -> RefundState {
        let all = self.shop.read(|db| payments::refunds(db, payment)).unwrap();
        all.last().unwrap().state
    }

    fn told_back(&self, begun: &Begun, of: &str, refund: &str, minor: i64) -> Verdict {
        let said = Said::Refunded {
            refund: id(refund),
            amount: money(minor),
            ours: None,
        };
        self.told(news(Door::Webhook, begun, of, said))
    }
}

#[test]
fn the_second_payment_of_an_order_goes_back_from_here_and_takes_nothing_off_the_first() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    let payment = begun.payment;
    shop.told(news(Door::Webhook, &begun, "pay_second", Said::Captured));
    shop.told(news(Door::Poll, &begun, "pay_second", Said::Captured));
    let strays = shop.strays(payment);
    assert_eq!(strays.len(), 1);
    assert_eq!(
        (strays[0].payment.as_str(), strays[0].left(), strays[0].flag),
        ("pay_second", money(3_000), Flag::PaidTwice)
    );

    let more = refusal(shop.tries(back_of(payment, "pay_second", 3_001)));
    assert!(matches!(more, Refusal::Overdrawn { .. }), "{more:?}");
    refusal(shop.tries(back_of(payment, "pay_1", 1)));
    refusal(shop.tries(back_of(payment, "pay_nobody", 1)));
    refusal(shop.tries(back_of(payment, "pay_second", 0)));
    let other = shop.paid(katli, 1);
    refusal(shop.tries(back_of(other.payment, "pay_second", 1)));
    let ravi = shop.staff();
    let by_ravi = back_of(payment, "pay_second", 1);
    let by_ravi = shop.shop.execute(&ravi, RequestId::new(), by_ravi);
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));

    let begun_back = shop.does(back_of(payment, "pay_second", 3_000));
    refusal(shop.tries(back_of(payment, "pay_second", 1)));
    let open = shop.shop.read(payments::refunds_open).unwrap();
    assert_eq!(
        (open.len(), open[0].of.clone(), open[0].counted),
        (1, Some(id("pay_second")), false)
    );
    assert_eq!(shop.payment(payment).refunding, Money::ZERO);
    shop.adds_up_again();
    assert_eq!(shop.payment(payment).flag, Some(Flag::PaidTwice));
    assert!(
        shop.machine(done(begun_back.key, "rfnd_1"))
            .unwrap()
            .changed
    );
    let now = shop.payment(payment);
    assert_eq!(
        (now.state, now.refunded, now.flag),
        (State::Captured, Money::ZERO, None)
    );
    assert_eq!(shop.strays(payment)[0].left(), Money::ZERO);
    let invoice = shop.shop.read(|db| invoices::find(db, &begun.invoice));
    assert_eq!(invoice.unwrap().unwrap().credited, Money::ZERO);
    // The provider's own word of it.
    assert_eq!(
        shop.told_back(&begun, "pay_second", "rfnd_1", 3_000),
        Verdict::Already {
            payment: Some(payment)
        }
    );
    // The first can still go back as ever.
    shop.does(BeginRefund {
        payment,
        amount: money(3_000),
        reason: "stale".into(),
    });
    shop.adds_up_again();
}

#[test]
fn money_of_another_amount_goes_back_while_its_payment_still_waits() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let less = News {
        amount: money(2_900),
        ..news(Door::Webhook, &begun, "pay_less", Said::Captured)
    };
    assert!(matches!(shop.told(less), Verdict::Flagged { .. }));
    let refund = shop.does(back_of(begun.payment, "pay_less", 1_000));
    let failed = RefundOutcome::Failed { why: "down".into() };
    let key = refund.key;
    let outcome = failed;
    shop.machine(SettleRefund { key, outcome }).unwrap();
    assert_eq!(shop.strays(begun.payment)[0].left(), money(2_900));
    // A part by the shop, the rest on the provider's page.
    let part = shop.does(back_of(begun.payment, "pay_less", 900));
    shop.machine(done(part.key, "rfnd_1")).unwrap();
    assert_eq!(
        shop.told_back(&begun, "pay_less", "rfnd_2", 2_000),
        Verdict::Refunded {
            payment: begun.payment
        }
    );
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.state, payment.refunded),
        (State::Pending, Money::ZERO)
    );
    assert_eq!(payment.flag, None);
    // More than came of it.
    let why = Flag::RefundTooMuch;
    assert_eq!(
        shop.told_back(&begun, "pay_less", "rfnd_3", 1),
        Verdict::Flagged {
            payment: Some(begun.payment),
            why
        }
    );
    // A refund of other money is not counted twice.
    let other = shop.paid(katli, 1);
    let again = shop.told_back(&other, &format!("pay_{}", other.payment), "rfnd_2", 2_000);
    assert_eq!(
        again,
        Verdict::Flagged {
            payment: Some(other.payment),
            why
        }
    );
    // It went back: told with the right amount after all, it still counts nothing.
    let right = news(Door::Webhook, &begun, "pay_less", Said::Captured);
    assert!(matches!(shop.told(right), Verdict::Flagged { .. }));
    assert_eq!(shop.payment(begun.payment).captured, Money::ZERO);
    shop.adds_up_again();
}

#[test]
fn a_refund_of_which_nobody_tells_is_settled_by_a_person_who_may_and_says_how_it_is_known() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let unknown = |minor| {
        let refund = shop.does(BeginRefund {
            payment: begun.payment,
            amount: money(minor),
            reason: "stale".into(),
        });
        let why = "no answer within 10 s".into();
        let (key, outcome) = (refund.key, RefundOutcome::Unknown { why });
        shop.machine(SettleRefund { key, outcome }).unwrap();
        key
    };
    let sums = || {
        let payment = shop.payment(begun.payment);
        (payment.refunding.minor(), payment.refunded.minor())
    };
    let first = unknown(1_000);
    let by_ravi = shop
        .shop
        .execute(&ravi, RequestId::new(), by_hand(first, true));
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));
    let silent = SettleRefundByHand {
        reason: " ".into(),
        ..by_hand(first, true)
    };
    refusal(shop.tries(silent));
    assert_eq!(sums(), (1_000, 0));
    let settled = shop.does(by_hand(first, true));
    assert_eq!((settled.state, sums()), (RefundState::Done, (0, 1_000)));
    let invoice = shop.shop.read(|db| invoices::find(db, &begun.invoice));
    assert_eq!(invoice.unwrap().unwrap().credited, money(1_000));
    refusal(shop.tries(by_hand(first, false)));
    // The provider's word, which came late, with our name of it or without.
    assert!(!shop.machine(done(first, "rfnd_1")).unwrap().changed);
    let already = Verdict::Already {
        payment: Some(begun.payment),
    };
    assert_eq!(shop.told_back(&begun, "pay_1", "rfnd_1", 1_000), already);
    assert_eq!(sums(), (0, 1_000));

    let second = unknown(2_000);
    let named = SettleRefundByHand {
        refund: Some(id("rfnd_2")),
        ..by_hand(second, false)
    };
    refusal(shop.tries(named));
    shop.does(by_hand(second, false));
    assert_eq!(shop.refund_state(begun.payment), RefundState::Failed);
    assert_eq!(sums(), (0, 1_000));
    // It went all the same: what is true is counted.
    assert!(shop.machine(done(second, "rfnd_2")).unwrap().changed);
    assert_eq!(sums(), (0, 3_000));

    let third = unknown(500);
    let taken = SettleRefundByHand {
        refund: Some(id("rfnd_2")),
        ..by_hand(third, true)
    };
    assert!(
        refusal(shop.tries(taken))
            .to_string()
            .contains("another refund")
    );
    let named = SettleRefundByHand {
        refund: Some(id("rfnd_3")),
        ..by_hand(third, true)
    };
    shop.does(named);
    let refunds = shop.shop.read(|db| payments::refunds(db, begun.payment));
    let last = refunds.unwrap().pop().unwrap();
    assert_eq!(last.refund, Some(id("rfnd_3")));
    assert_eq!(last.why.as_deref(), Some("seen on the provider's page"));
    shop.adds_up_again();
}

#[test]
fn goods_that_came_back_for_the_customers_credit_are_not_paid_for_a_second_time() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let meera = shop.does(AddCustomer {
        name: "Meera".into(),
        phone: None,
        email: None,
        note: None,
    });
    shop.does(TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::ONE,
            to: Destination::Stock,
        }],
        reason: "not as ordered".into(),
        shift: None,
        to_credit: true,
        customer: Some(meera.customer),
        money_went_back: false,
    });
    let refund = |minor| BeginRefund {
        payment: begun.payment,
        amount: money(minor),
        reason: "stale".into(),
    };
    let told = refusal(shop.tries(refund(3_001))).to_string();
    assert!(
        told.contains("the invoice 25-26/1 has 30.00 left"),
        "{told}"
    );
    shop.does(refund(1_000));
    refusal(shop.tries(refund(2_001)));
    shop.does(refund(2_000));
    shop.adds_up_again();
}
