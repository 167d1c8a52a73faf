//! Money that is there whatever is in the way of the goods, and news that the shop fails on.

use rusqlite::Connection;
use sherbet::{
    gateway::{Worked, work},
    shop::{
        Refusal,
        catalogue::{EditSweet, SweetChange},
        invoices::{self, InvoiceState, Invoicing},
        payments::{
            self, BeginRefund, Begun, Door, Expire, Flag, FulfilAgain, Goods, KeepMessage, News,
            RefundOutcome, Said, SeenTo, SettleRefund, State, Verdict,
        },
        settings::ChangeSetting,
    },
    values::{Money, PaymentId, SweetId},
};

use crate::{
    payments_support::{id, money, news},
    support::{TestShop, refusal},
};

fn captured(begun: &Begun) -> News {
    let payment = format!("pay_{}", begun.payment);
    news(Door::Webhook, begun, &payment, Said::Captured)
}

impl TestShop {
    /// What no command does.
    fn by_hand(&self, sql: &str) {
        Connection::open(&self.path)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }

    fn may_go_below_zero(&self, sweet: SweetId, version: i64, allowed: bool) -> Option<Refusal> {
        let change = SweetChange {
            below_zero: Some(allowed),
            ..SweetChange::default()
        };
        let edit = EditSweet {
            sweet,
            version,
            change,
        };
        self.tries(edit).err().map(|no| refusal::<()>(Err(no)))
    }

    fn fulfil(&self, payment: PaymentId) -> Result<i64, Refusal> {
        let again = FulfilAgain {
            payment,
            shift: None,
        };
        match self.tries(again) {
            Ok(sold) => Ok(sold.number),
            Err(no) => Err(refusal::<()>(Err(no))),
        }
    }

    /// The money of a payment is counted and its goods are on the shelf, for a person to see to.
    #[track_caller]
    fn is_paid_and_not_sold(&self, begun: &Begun, why: &str) {
        let verdict = self.told(captured(begun));
        let Verdict::Captured {
            sold: None,
            flag: Some(Flag::NotSold),
            why: Some(told),
            ..
        } = verdict
        else {
            panic!("{verdict:?}");
        };
        assert!(told.contains(why), "{told}");
        let payment = self.payment(begun.payment);
        assert_eq!(
            (payment.state, payment.captured, payment.allocated),
            (State::Captured, begun.amount, Money::ZERO)
        );
        assert_eq!((payment.sale, payment.flag), (None, Some(Flag::NotSold)));
        let invoice = self.shop.read(|db| invoices::find(db, &begun.invoice));
        assert_eq!(invoice.unwrap().unwrap().state, InvoiceState::Void);
        let story = self.shop.read(|db| payments::story(db, begun.payment));
        let told_last = story.unwrap().pop().unwrap();
        assert!(told_last.detail.unwrap().contains(why));
        let late = self.shop.read(payments::late).unwrap();
        let found = late.iter().find(|at| at.payment.id == begun.payment);
        let found = found.unwrap();
        assert!(found.is_late() && found.goods == Goods::NotSold);
        let already = Verdict::Already {
            payment: Some(begun.payment),
        };
        assert_eq!(self.told(captured(begun)), already);
        self.adds_up_again();
    }
}

#[test]
fn what_can_t_be_sold_when_it_is_paid_is_counted_and_handed_out_or_given_back_later() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 3);
    assert_eq!(shop.may_go_below_zero(katli, 1, true), None);
    let [first, second] = [shop.ordered(katli, 2), shop.ordered(katli, 2)];
    assert_eq!(shop.on_hand(katli), -1);
    // While it is below 0 the leave stays, so no command makes held goods short.
    let no = shop.may_go_below_zero(katli, 2, false).unwrap();
    assert!(no.to_string().contains("below 0 now"), "{no}");
    shop.by_hand(
        "CREATE TRIGGER nobody BEFORE INSERT ON sales BEGIN SELECT RAISE (ABORT, 'no paper'); END",
    );
    shop.is_paid_and_not_sold(&first, "no paper");
    shop.is_paid_and_not_sold(&second, "no paper");
    shop.by_hand("DROP TRIGGER nobody");
    assert_eq!(shop.on_hand(katli), 3);
    assert_eq!(shop.may_go_below_zero(katli, 2, false), None);
    shop.sell(katli, 2).unwrap();
    let short = shop.fulfil(first.payment).unwrap_err();
    assert!(matches!(short, Refusal::SoldOut { .. }), "{short:?}");
    shop.restock(katli, 2).unwrap();
    assert_eq!(shop.fulfil(first.payment), Ok(2));
    let payment = shop.payment(first.payment);
    assert_eq!((payment.sale, payment.flag), (Some(2), None));
    assert_eq!(shop.on_hand(katli), 1);

    let back = shop.does(BeginRefund {
        payment: second.payment,
        amount: second.amount,
        reason: "there are none".into(),
    });
    let outcome = RefundOutcome::Done {
        refund: id("rfnd_1"),
    };
    let key = back.key;
    shop.machine(SettleRefund { key, outcome }).unwrap();
    let payment = shop.payment(second.payment);
    assert_eq!((payment.state, payment.flag), (State::Refunded, None));
    shop.adds_up_again();
}

#[test]
fn what_the_program_fails_to_sell_is_counted_all_the_same() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 9);
    let [damaged, dearer, unpriced, whole] = [2, 3, 2, 1].map(|n| shop.ordered(katli, n));
    shop.by_hand("DROP TRIGGER holds_final");
    let lines = |begun: &Begun, lines: &str| {
        let hold = shop.payment(begun.payment).hold;
        shop.by_hand(&format!(
            "UPDATE holds SET lines = {lines} WHERE id = {hold}"
        ));
    };
    lines(&damaged, "'[]'");
    shop.is_paid_and_not_sold(&damaged, "held as");
    lines(&dearer, "replace(lines, '3000', '3001')");
    shop.is_paid_and_not_sold(&dearer, "comes to 9003 now");
    // A refusal, and no fault.
    lines(&unpriced, "replace(lines, '3000', '9000000000000000000')");
    shop.is_paid_and_not_sold(&unpriced, "is too large");
    assert_eq!(shop.on_hand(katli), 8);
    // Nothing of it is in the way of the next.
    assert!(matches!(
        shop.told(captured(&whole)),
        Verdict::Captured { flag: None, .. }
    ));
    shop.adds_up_again();
}

#[test]
fn a_message_that_the_shop_fails_on_waits_and_stands_in_nobodys_way() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let [bad, good] = [shop.ordered(katli, 1), shop.ordered(katli, 1)];
    for (begun, event) in [(&bad, "evt_1"), (&good, "evt_2")] {
        let body = format!(
            r#"{{"event":"payment.captured","payload":{{"payment":{{"entity":{{
                "id":"pay_{0}","amount":3000,"currency":"INR","status":"captured",
                "order_id":"order_{0}"}}}}}}}}"#,
            begun.payment
        );
        shop.machine(KeepMessage {
            event: id(event),
            body: body.into_bytes(),
        })
        .unwrap();
    }
    shop.by_hand(
        "CREATE TRIGGER bad BEFORE INSERT ON payment_news WHEN new.provider_payment = 'pay_1'
         BEGIN SELECT RAISE (ABORT, 'not this one'); END",
    );
    let worked = work(&shop.shop).unwrap();
    assert!(
        matches!(&worked[..], [Worked::Stuck(_, why), Worked::Took(..)]
                 if why.contains("not this one")),
        "{worked:?}"
    );
    assert_eq!(shop.payment(good.payment).state, State::Captured);
    assert_eq!(shop.payment(bad.payment).state, State::Pending);
    shop.by_hand("DROP TRIGGER bad");
    assert!(matches!(work(&shop.shop).unwrap()[..], [Worked::Took(..)]));
    assert_eq!(shop.payment(bad.payment).state, State::Captured);
    assert_eq!(work(&shop.shop).unwrap(), []);
    shop.adds_up_again();
}

#[test]
fn a_refund_of_nothing_or_less_is_flagged_and_counts_nothing() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    for (minor, refund) in [(0, "rfnd_0"), (-5, "rfnd_5")] {
        let said = Said::Refunded {
            refund: id(refund),
            amount: money(minor),
            ours: None,
        };
        let why = Flag::RefundTooMuch;
        let payment = Some(begun.payment);
        assert_eq!(
            shop.told(news(Door::Webhook, &begun, "pay_1", said)),
            Verdict::Flagged { payment, why }
        );
    }
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.refunded, payment.state),
        (Money::ZERO, State::Captured)
    );
    shop.adds_up_again();
}

#[test]
fn money_that_went_back_is_counted_where_its_credit_note_has_no_number() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    let choose = |version, prefix: &str, credit_prefix: &str| ChangeSetting {
        version,
        value: Invoicing {
            prefix: prefix.into(),
            credit_prefix: credit_prefix.into(),
            ..Invoicing::default()
        },
    };
    // Credit notes are called now as invoices were.
    shop.does(choose(0, "INV", ""));
    let said = |refund: &str| Said::Refunded {
        refund: id(refund),
        amount: money(1_000),
        ours: None,
    };
    let told = |refund| shop.told(news(Door::Webhook, &begun, "pay_1", said(refund)));
    let refunded = Verdict::Refunded {
        payment: begun.payment,
    };
    assert_eq!(told("rfnd_1"), refunded);
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.refunded, payment.flag),
        (money(1_000), Some(Flag::NotCredited))
    );
    let credited = || {
        let found = shop.shop.read(|db| invoices::find(db, "25-26/1"));
        found.unwrap().unwrap().credited
    };
    assert_eq!(credited(), Money::ZERO);
    shop.does(choose(1, "INV", "CN"));
    assert_eq!(told("rfnd_2"), refunded);
    assert_eq!(credited(), money(1_000));
    shop.adds_up_again();
}

#[test]
fn each_thing_a_person_is_to_see_to_stays_up_until_it_was_seen_to_and_then_down() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    let twice = || news(Door::Webhook, &begun, "pay_second", Said::Captured);
    let disputed = Said::Disputed {
        dispute: id("disp_1"),
        phase: "chargeback open".into(),
    };
    shop.told(twice());
    shop.told(news(Door::Webhook, &begun, "pay_1", disputed));
    let flag = || shop.payment(begun.payment).flag;
    let seen = |flag| SeenTo {
        payment: begun.payment,
        flag,
        note: "written to them".into(),
    };
    assert_eq!(flag(), Some(Flag::Disputed));
    refusal(shop.tries(seen(Flag::RefundFailed)));
    shop.does(seen(Flag::Disputed));
    assert_eq!(flag(), Some(Flag::PaidTwice));
    shop.does(seen(Flag::PaidTwice));
    assert_eq!(flag(), None);
    // Who tells the same once more raises nothing.
    let already = Verdict::Already {
        payment: Some(begun.payment),
    };
    assert_eq!(shop.told(twice()), already);
    assert_eq!(flag(), None);
    let third = news(Door::Webhook, &begun, "pay_third", Said::Captured);
    assert!(matches!(shop.told(third), Verdict::Flagged { .. }));
    assert_eq!(flag(), Some(Flag::PaidTwice));
    shop.adds_up_again();
}

#[test]
fn a_try_that_failed_takes_nothing_from_another_whose_money_is_on_the_way() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let failed = || Said::Failed { why: "no".into() };
    let state = || shop.payment(begun.payment).state;
    shop.told(news(Door::Webhook, &begun, "pay_1", Said::Authorized));
    shop.told(news(Door::Webhook, &begun, "pay_2", failed()));
    assert_eq!(state(), State::Authorized);
    shop.clock.step_ms(600_000);
    refusal(shop.machine(Expire {
        payment: begun.payment,
    }));
    shop.told(news(Door::Webhook, &begun, "pay_1", failed()));
    assert_eq!(state(), State::Failed);
    shop.machine(Expire {
        payment: begun.payment,
    })
    .unwrap();
    shop.adds_up_again();
}

#[test]
fn a_clock_that_went_far_back_holds_no_goods_for_longer() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let overdue = || {
        let now = shop.shop.now();
        shop.shop.read(|db| payments::overdue(db, now)).unwrap()
    };
    let expire = || Expire {
        payment: begun.payment,
    };
    // Held for ten minutes: up to so much may be a clock that was set right.
    shop.clock.step_ms(-599_999);
    assert_eq!(overdue(), []);
    refusal(shop.machine(expire()));
    shop.clock.step_ms(-1);
    assert_eq!(overdue(), [begun.payment]);
    shop.machine(expire()).unwrap();
    assert_eq!(shop.on_hand(katli), 5);
    shop.adds_up_again();
}
