//! Goods that come back after their money: what a provider gave back without them counts, once.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal, books,
        customers::AddCustomer,
        invoices,
        payments::{
            self, BeginRefund, Begun, Door, Flag, RefundOutcome, Said, SettleRefund, State,
            reconcile::{Disagreement, ProviderRow, compare, shop_rows},
        },
        sales::{self, Destination, GiftCardLine, TakeBack, TakenLine},
        stored_value::{self, CardCode},
    },
    store::{Fault, ReadTx},
    values::{Money, PaymentId, Quantity, Timestamp},
};

use crate::{
    payments_support::{begin, id, money, news},
    support::{TestShop, refusal},
};

fn back(receipt: i64, quantity: i64) -> TakeBack {
    TakeBack {
        receipt,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(quantity).unwrap(),
            to: Destination::Stock,
        }],
        reason: "stale".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: true,
    }
}

fn unpaid(taken: TakeBack) -> TakeBack {
    TakeBack {
        money_went_back: false,
        ..taken
    }
}

impl TestShop {
    /// Given back on the provider's own page, so that nobody here asked for it.
    fn given_back_there(&self, begun: &Begun, refund: &str, minor: i64) {
        let paid_by = self.payment(begun.payment).payment.unwrap();
        let said = Said::Refunded {
            refund: id(refund),
            amount: money(minor),
            ours: None,
        };
        self.told(news(Door::Webhook, begun, paid_by.as_str(), said));
    }

    fn receipt_of(&self, payment: PaymentId) -> i64 {
        self.payment(payment).sale.unwrap()
    }

    fn corrected(&self, begun: &Begun) -> Money {
        let found = self.shop.read(|db| invoices::find(db, &begun.invoice));
        found.unwrap().unwrap().credited
    }

    fn flags(&self, payment: PaymentId) -> Option<Flag> {
        self.payment(payment).flag
    }
}

#[test]
fn goods_come_back_after_their_money_and_nothing_goes_back_twice() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let receipt = shop.receipt_of(begun.payment);
    shop.given_back_there(&begun, "rfnd_1", 6_000);
    assert_eq!(shop.corrected(&begun), money(6_000));

    // The usual way says what can be done instead.
    let refused = refusal(shop.tries(unpaid(back(receipt, 1))));
    let Refusal::Invalid { field, why } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(field, "receipt");
    assert!(why.contains("60.00 of its payment"), "{why}");
    assert!(why.contains("went back already"), "{why}");
    assert_eq!(shop.on_hand(katli), 3);

    let lines = back(receipt, 1).lines;
    let preview = shop
        .shop
        .read(|db| Ok::<_, Fault>(sales::preview_return(db, receipt, &lines)));
    assert_eq!(preview.unwrap().unwrap().went_before, money(3_000));
    let one = shop.does(back(receipt, 1));
    assert_eq!((one.total, one.went_before), (money(-3_000), money(3_000)));
    assert_eq!(shop.on_hand(katli), 4);
    shop.adds_up_again();
    let wasted = TakeBack {
        lines: vec![TakenLine {
            to: Destination::Waste,
            ..back(receipt, 1).lines[0].clone()
        }],
        ..back(receipt, 1)
    };
    assert_eq!(shop.does(wasted).went_before, money(3_000));
    assert_eq!(shop.on_hand(katli), 4);
    // The goods are all back, and so is the money: once.
    refusal(shop.tries(back(receipt, 1)));
    let now = shop.payment(begun.payment);
    assert_eq!(
        (now.state, now.refunded, now.refunding),
        (State::Refunded, money(6_000), Money::ZERO)
    );
    let refunds = shop
        .shop
        .read(|db| payments::refunds(db, begun.payment))
        .unwrap();
    assert_eq!(refunds.len(), 1);
    assert_eq!(shop.corrected(&begun), money(6_000));
    shop.adds_up_again();
}

#[test]
fn what_went_back_counts_for_goods_once_and_the_rest_goes_back_now() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 3);
    let receipt = shop.receipt_of(begun.payment);
    let nothing = refusal(shop.tries(back(receipt, 1)));
    assert!(
        nothing.to_string().contains("nothing went back"),
        "{nothing}"
    );
    let goodwill = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(4_000),
        reason: "goodwill".into(),
    });
    let early = refusal(shop.tries(back(receipt, 1))).to_string();
    assert!(
        early.contains("40.00 of payment 1 is on its way"),
        "{early}"
    );
    let outcome = RefundOutcome::Done {
        refund: id("rfnd_1"),
    };
    let key = goodwill.key;
    shop.machine(SettleRefund { key, outcome }).unwrap();

    let two = shop.does(back(receipt, 2));
    assert_eq!((two.total, two.went_before), (money(-6_000), money(4_000)));
    let now = shop.payment(begun.payment);
    assert_eq!((now.refunded, now.refunding), (money(4_000), money(2_000)));
    assert_eq!(shop.corrected(&begun), money(6_000));
    shop.adds_up_again();
    // It was counted for those two.
    let again = refusal(shop.tries(back(receipt, 1)));
    assert!(again.to_string().contains("nothing went back"), "{again}");
    let last = shop.does(unpaid(back(receipt, 1)));
    assert_eq!(last.went_before, Money::ZERO);
    let now = shop.payment(begun.payment);
    assert_eq!((now.refunded, now.refunding), (money(4_000), money(5_000)));
    assert_eq!(shop.corrected(&begun), money(9_000));
    shop.adds_up_again();
}

#[test]
fn what_is_still_on_its_way_is_waited_for_before_goods_come_back_for_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let receipt = shop.receipt_of(begun.payment);
    shop.given_back_there(&begun, "rfnd_1", 4_000);
    let rest = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(2_000),
        reason: "goodwill".into(),
    });
    let early = refusal(shop.tries(back(receipt, 2))).to_string();
    assert!(early.contains("once all of it has arrived"), "{early}");
    let outcome = RefundOutcome::Done {
        refund: id("rfnd_2"),
    };
    let key = rest.key;
    shop.machine(SettleRefund { key, outcome }).unwrap();
    assert_eq!(shop.does(back(receipt, 2)).went_before, money(6_000));
    shop.adds_up_again();
}

#[test]
fn money_is_said_to_have_gone_back_only_of_a_providers_payment_and_not_to_credit_too() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let sold = shop.sell(katli, 1).unwrap().number;
    let cash = refusal(shop.tries(back(sold, 1)));
    assert!(cash.to_string().contains("no provider's payment"), "{cash}");
    let begun = shop.paid(katli, 1);
    let customer = shop.does(AddCustomer {
        name: "Meena".into(),
        phone: None,
        email: None,
        note: None,
    });
    shop.given_back_there(&begun, "rfnd_1", 3_000);
    let both = TakeBack {
        to_credit: true,
        customer: Some(customer.customer),
        ..back(shop.receipt_of(begun.payment), 1)
    };
    let Refusal::Invalid { field, .. } = refusal(shop.tries(both)) else {
        panic!("it went two ways");
    };
    assert_eq!(field, "money_went_back");
    shop.adds_up_again();
}

#[test]
fn what_is_on_its_way_back_through_the_provider_goes_on_no_credit_as_well() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let customer = shop.does(AddCustomer {
        name: "Meena".into(),
        phone: None,
        email: None,
        note: None,
    });
    let to_credit = |quantity| TakeBack {
        to_credit: true,
        customer: Some(customer.customer),
        ..unpaid(back(shop.receipt_of(begun.payment), quantity))
    };
    let way = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(4_000),
        reason: "goodwill".into(),
    });
    let why = refusal(shop.tries(to_credit(1))).to_string();
    assert!(why.contains("40.00 of its payment 1"), "{why}");
    assert_eq!(shop.on_hand(katli), 3);
    // It did not go back: then its goods are worth a credit.
    let outcome = RefundOutcome::Failed {
        why: "no funds".into(),
    };
    let key = way.key;
    shop.machine(SettleRefund { key, outcome }).unwrap();
    assert_eq!(shop.does(to_credit(1)).refunds[0].amount, money(3_000));
    assert_eq!(shop.on_hand(katli), 4);
    shop.adds_up_again();
}

#[test]
fn books_that_count_what_went_back_for_more_goods_than_it_was_are_found() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    shop.given_back_there(&begun, "rfnd_1", 6_000);
    shop.does(back(shop.receipt_of(begun.payment), 2));
    shop.adds_up_again();
    let other = Connection::open(&shop.path).unwrap();
    other
        .execute_batch("DROP TRIGGER refunds_final; UPDATE refunds SET receipt = 2;")
        .unwrap();
    let found = shop.shop.read(books::add_up).unwrap();
    for rule in ["have their refund, and what went", "counts for goods once"] {
        let is_of = |found: &books::Discrepancy| found.rule.contains(rule);
        assert!(found.iter().any(is_of), "{rule}: {found:?}");
    }
}

#[test]
fn a_gift_card_whose_money_went_back_elsewhere_is_flagged_until_it_comes_back() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let code = CardCode::parse("DIWALI-2026").unwrap();
    let mut asked = begin(katli, 1);
    asked.sale.gift_cards = vec![GiftCardLine {
        code: code.clone(),
        amount: money(50_000),
    }];
    let begun = shop.does(asked);
    let mut captured = news(Door::Webhook, &begun, "pay_1", Said::Captured);
    captured.key = Some(begun.key);
    shop.told(captured);
    let receipt = shop.receipt_of(begun.payment);
    // What stands beside the card may go back without it.
    shop.given_back_there(&begun, "rfnd_1", 3_000);
    assert_eq!(shop.flags(begun.payment), None);
    shop.given_back_there(&begun, "rfnd_2", 50_000);
    assert_eq!(shop.flags(begun.payment), Some(Flag::CardsNotEmptied));
    let left = || {
        let found = shop.shop.read(|db| stored_value::gift_card(db, &code));
        found.unwrap().unwrap().balance
    };
    assert_eq!(left(), money(50_000));
    shop.adds_up_again();
    let told = ProviderRow {
        payment: id("pay_1"),
        order: None,
        at: Timestamp::from_ms(1),
        amount: money(53_000),
        currency: "INR".into(),
        captured: true,
        refunded: money(53_000),
    };
    let wrong = || {
        let day = Timestamp::from_ms(0)..Timestamp::from_ms(i64::MAX);
        let told = std::slice::from_ref(&told);
        let look = |db: &ReadTx<'_>| shop_rows(db, told, day.clone());
        let rows = shop.shop.read(look).unwrap();
        compare(told, &rows, "INR", day)[0].wrong.clone()
    };
    assert_eq!(wrong(), [Disagreement::CardsNotEmptied]);

    let card = TakeBack {
        lines: vec![TakenLine {
            line: 1,
            quantity: Quantity::ONE,
            to: Destination::Stock,
        }],
        ..back(receipt, 1)
    };
    assert_eq!(shop.does(card).went_before, money(50_000));
    assert_eq!((left(), shop.flags(begun.payment)), (Money::ZERO, None));
    assert_eq!(wrong(), []);
    shop.adds_up_again();
}
