//! What is done about money later: a credit note that could not be issued at once, and money in
//! another currency.

use sherbet::{
    shop::{
        Refusal, invoices,
        invoices::Invoicing,
        payments::{
            self, BeginRefund, Begun, CreditRefund, Door, Flag, News, Refund, RefundOutcome,
            RefundState, RefundStray, Said, SettleRefund, State, Stray, Verdict,
        },
        settings::ChangeSetting,
    },
    values::{Money, PaymentId, RefundKey, RequestId},
};

use crate::{
    payments_support::{id, money, news},
    support::{TestShop, refusal},
};

fn done(key: RefundKey, refund: &str) -> SettleRefund {
    let refund = id(refund);
    SettleRefund {
        key,
        outcome: RefundOutcome::Done { refund },
    }
}

impl TestShop {
    fn refunds_of(&self, payment: PaymentId) -> Vec<Refund> {
        self.shop.read(|db| payments::refunds(db, payment)).unwrap()
    }

    fn strays_of(&self, payment: PaymentId) -> Vec<Stray> {
        self.shop.read(|db| payments::strays(db, payment)).unwrap()
    }

    /// Credit notes are called so from now on.
    fn calls_credit_notes(&self, version: i64, credit_prefix: &str) {
        self.does(ChangeSetting {
            version,
            value: Invoicing {
                prefix: "INV".into(),
                credit_prefix: credit_prefix.into(),
                ..Invoicing::default()
            },
        });
    }

    fn credited(&self, begun: &Begun) -> Money {
        let found = self.shop.read(|db| invoices::find(db, &begun.invoice));
        found.unwrap().unwrap().credited
    }
}

#[test]
fn a_credit_note_that_could_not_be_issued_is_issued_later_and_once() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    // Credit notes are called now as invoices were: the number is taken.
    shop.calls_credit_notes(0, "");
    let refund = |minor| {
        shop.does(BeginRefund {
            payment: begun.payment,
            amount: money(minor),
            reason: "open box".into(),
        })
    };
    let first = refund(1_000);
    let early = refusal(shop.tries(CreditRefund { key: first.key }));
    assert!(
        early.to_string().contains("has not gone back yet"),
        "{early}"
    );
    shop.machine(done(first.key, "rfnd_1")).unwrap();
    let second = refund(500);
    shop.machine(done(second.key, "rfnd_2")).unwrap();
    assert_eq!(shop.payment(begun.payment).flag, Some(Flag::NotCredited));
    let lacks = || {
        let all = shop.refunds_of(begun.payment);
        all.iter()
            .map(|refund| refund.lacks_credit_note)
            .collect::<Vec<_>>()
    };
    assert_eq!(lacks(), [true, true]);
    let still = refusal(shop.tries(CreditRefund { key: first.key }));
    assert!(
        matches!(&still, Refusal::Invalid { field, .. } if field == "prefix"),
        "{still:?}"
    );
    assert_eq!(shop.credited(&begun), Money::ZERO);

    shop.calls_credit_notes(1, "CN");
    let ravi = shop.staff();
    let by_ravi = CreditRefund { key: first.key };
    let by_ravi = shop.shop.execute(&ravi, RequestId::new(), by_ravi);
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));
    let credited = shop.does(CreditRefund { key: first.key });
    assert_eq!(
        (credited.credit_note.as_str(), credited.amount),
        ("CN25-26/1", money(1_000))
    );
    assert_eq!(
        (shop.credited(&begun), lacks()),
        (money(1_000), vec![false, true])
    );
    // The other one is still to be seen to.
    assert_eq!(shop.payment(begun.payment).flag, Some(Flag::NotCredited));
    let again = refusal(shop.tries(CreditRefund { key: first.key }));
    assert!(again.to_string().contains("CN25-26/1"), "{again}");
    assert_eq!(shop.credited(&begun), money(1_000));
    shop.does(CreditRefund { key: second.key });
    let all = shop.refunds_of(begun.payment);
    assert_eq!(all[1].credit_note.as_deref(), Some("CN25-26/2"));
    assert_eq!(shop.payment(begun.payment).flag, None);
    shop.adds_up_again();

    // Nobody's SQL takes it away, or gives another.
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    for sql in [
        "UPDATE refunds SET credit_note = NULL",
        "UPDATE refunds SET credit_note = 1",
        "UPDATE refunds SET state = 'failed'",
        "UPDATE refunds SET why = 'otherwise'",
    ] {
        let refused = file.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("refunds are final"), "{sql}: {refused}");
    }
}

/// So many cents came for a payment in rupees.
fn dollars(begun: &Begun, paid_by: &str, cents: i64) -> News {
    News {
        amount: money(cents),
        currency: "usd".into(),
        ..news(Door::Webhook, begun, paid_by, Said::Captured)
    }
}

#[test]
fn money_in_another_currency_goes_back_in_it_and_is_in_no_sum_of_the_shop() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let payment = begun.payment;
    let wrong = Verdict::Flagged {
        payment: Some(payment),
        why: Flag::WrongCurrency,
    };
    // More cents than there are paise to be paid.
    assert_eq!(shop.told(dollars(&begun, "pay_usd", 4_550)), wrong);
    shop.told(dollars(&begun, "pay_usd", 4_550));
    let strays = shop.strays_of(payment);
    assert_eq!(strays.len(), 1);
    assert_eq!(
        (
            strays[0].currency.as_str(),
            strays[0].left(),
            strays[0].flag
        ),
        ("USD", money(4_550), Flag::WrongCurrency)
    );
    let none = shop.payment(payment);
    assert_eq!(
        (none.state, none.captured, none.refunding),
        (State::Pending, Money::ZERO, Money::ZERO)
    );

    let back = |cents| RefundStray {
        payment,
        paid_by: id("pay_usd"),
        amount: money(cents),
        reason: "paid in dollars".into(),
    };
    let too_much = refusal(shop.tries(back(4_551)));
    assert!(
        matches!(&too_much, Refusal::Overdrawn { wanted, left, .. }
                 if wanted == "USD 45.51" && left == "USD 45.50"),
        "{too_much:?}"
    );
    let part = shop.does(back(50));
    assert_eq!(
        (part.currency.as_deref(), part.amount),
        (Some("USD"), money(50))
    );
    shop.machine(done(part.key, "rfnd_1")).unwrap();
    assert_eq!(shop.payment(payment).flag, Some(Flag::WrongCurrency));
    // The rupees come meanwhile, and count by themselves.
    let paid = shop.told(news(Door::Webhook, &begun, "pay_inr", Said::Captured));
    assert!(
        matches!(paid, Verdict::Captured { flag: None, .. }),
        "{paid:?}"
    );
    let rest = shop.does(back(4_500));
    shop.adds_up_again();
    shop.machine(done(rest.key, "rfnd_2")).unwrap();

    let now = shop.payment(payment);
    assert_eq!(
        (now.state, now.captured, now.refunded, now.flag),
        (State::Captured, money(3_000), Money::ZERO, None)
    );
    assert_eq!(shop.credited(&begun), Money::ZERO);
    assert_eq!(shop.strays_of(payment)[0].left(), Money::ZERO);
    let refunds = shop.refunds_of(payment);
    let told: Vec<_> = refunds
        .iter()
        .map(|refund| (refund.currency.as_deref(), refund.counted, refund.state))
        .collect();
    assert_eq!(told, [(Some("USD"), false, RefundState::Done); 2]);
    assert!(refunds.iter().all(|refund| !refund.lacks_credit_note));
    shop.adds_up_again();
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    let other = "UPDATE stray_payments SET currency = 'INR'";
    let refused = file.execute(other, []).unwrap_err().to_string();
    assert!(refused.contains("money that came stays"), "{refused}");
}

#[test]
fn a_refund_that_the_provider_took_on_is_on_its_way_until_it_says_that_it_went() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    let refund = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(1_000),
        reason: "open box".into(),
    });
    let accepted = |name: &str, minor, ours| {
        let said = Said::RefundAccepted {
            refund: id(name),
            amount: money(minor),
            ours,
        };
        shop.told(news(Door::Webhook, &begun, "pay_1", said))
    };
    let noted = Verdict::Noted {
        payment: begun.payment,
    };
    // One that nobody here asked for tells nothing yet.
    assert_eq!(accepted("rfnd_9", 1_000, None), noted);
    assert_eq!(accepted("rfnd_1", 999, Some(refund.key)), noted);
    assert_eq!(shop.refunds_of(begun.payment)[0].state, RefundState::Begun);
    assert_eq!(accepted("rfnd_1", 1_000, Some(refund.key)), noted);
    let one = &shop.refunds_of(begun.payment)[0];
    assert_eq!(
        (one.state, one.refund.clone()),
        (RefundState::Accepted, Some(id("rfnd_1")))
    );
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.refunding, payment.refunded, payment.flag),
        (money(1_000), Money::ZERO, None)
    );
    shop.adds_up_again();
    shop.machine(done(refund.key, "rfnd_1")).unwrap();
    // Told late, it takes nothing back.
    assert_eq!(accepted("rfnd_1", 1_000, Some(refund.key)), noted);
    assert_eq!(shop.refunds_of(begun.payment)[0].state, RefundState::Done);
    shop.adds_up_again();
}
