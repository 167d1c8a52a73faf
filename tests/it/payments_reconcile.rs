//! A day's payments, the provider's beside the shop's.

use std::ops::Range;

use rusqlite::Connection;
use sherbet::{
    shop::payments::{
        BeginRefund, Begun, Door, RefundOutcome, Release, Said, SettleRefund,
        reconcile::{Disagreement, ProviderRow, Side, compare, shop_rows},
    },
    values::{Money, Timestamp},
};

use crate::{
    payments_support::{id, money, news, order_of},
    support::{MORNING, TestShop},
};

const DAY_MS: i64 = 86_400_000;

/// From midnight to midnight in Kolkata.
fn day() -> Range<Timestamp> {
    let start = MORNING.ms() - 9 * 3_600_000;
    Timestamp::from_ms(start)..Timestamp::from_ms(start + DAY_MS)
}

fn theirs(begun: &Begun) -> ProviderRow {
    ProviderRow {
        payment: id(&format!("pay_{}", begun.payment)),
        order: Some(id(&order_of(begun.payment))),
        at: MORNING,
        amount: begun.amount,
        currency: "INR".into(),
        captured: true,
        refunded: Money::ZERO,
    }
}

fn put_together(shop: &TestShop, provider: &[ProviderRow]) -> Vec<Side> {
    let rows = shop.shop.read(|db| shop_rows(db, provider, day())).unwrap();
    compare(provider, &rows, "INR", day())
}

fn wrong(shop: &TestShop, provider: &[ProviderRow]) -> Vec<Vec<Disagreement>> {
    let sides = put_together(shop, provider);
    sides.into_iter().map(|side| side.wrong).collect()
}

#[test]
fn a_day_on_which_all_agrees_tells_every_payment_and_nothing_wrong() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 20);
    let [first, second] = [shop.paid(katli, 1), shop.paid(katli, 2)];
    let waits = shop.ordered(katli, 1);
    let failed = ProviderRow {
        captured: false,
        ..theirs(&waits)
    };
    let sides = put_together(&shop, &[theirs(&second), theirs(&first), failed]);
    assert_eq!(sides.len(), 2);
    assert!(sides.iter().all(|side| side.wrong.is_empty()), "{sides:?}");
    let ours = sides[0].shop.as_ref().unwrap();
    assert_eq!(
        (ours.payment, ours.allocations),
        (second.payment, money(6_000))
    );
    assert_eq!(
        (ours.invoice.as_str(), ours.sale),
        (second.invoice.as_str(), Some(2))
    );
}

#[test]
fn each_way_in_which_provider_and_shop_differ_is_told() {
    use Disagreement::{
        Amount, Currency, NotAllocated, NotAtTheProvider, NotCountedHere, NotTakenThere, PaidTwice,
        RefundOpen, Refunds,
    };
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 20);
    let paid = shop.paid(katli, 1);
    let row = theirs(&paid);
    let one = |change: &dyn Fn(&mut ProviderRow)| {
        let mut row = row.clone();
        change(&mut row);
        wrong(&shop, &[row])
    };
    assert_eq!(wrong(&shop, &[]), [[NotAtTheProvider]]);
    assert_eq!(one(&|r| r.amount = money(2_999)), [[Amount]]);
    assert_eq!(one(&|r| r.currency = "USD".into()), [[Currency]]);
    assert_eq!(one(&|r| r.captured = false), [[NotTakenThere]]);
    assert_eq!(one(&|r| r.refunded = money(1)), [[Refunds]]);
    let second = ProviderRow {
        payment: id("pay_second"),
        ..row.clone()
    };
    assert_eq!(
        wrong(&shop, &[row.clone(), second]),
        [vec![], vec![PaidTwice]]
    );
    let stranger = ProviderRow {
        payment: id("pay_x"),
        order: Some(id("order_x")),
        ..row.clone()
    };
    assert_eq!(
        wrong(&shop, &[row.clone(), stranger]),
        [vec![], vec![NotCountedHere]]
    );
    let waits = shop.ordered(katli, 1);
    assert_eq!(
        wrong(&shop, &[row.clone(), theirs(&waits)]),
        [vec![], vec![NotCountedHere]]
    );

    // Paid too late, and on its way back: until it is back, that is told.
    shop.does(Release {
        payment: waits.payment,
    });
    let payment = format!("pay_{}", waits.payment);
    shop.told(news(Door::Poll, &waits, &payment, Said::Captured));
    let both = |back: i64| {
        let late = ProviderRow {
            refunded: money(back),
            ..theirs(&waits)
        };
        wrong(&shop, &[row.clone(), late])
    };
    assert_eq!(both(0), [vec![], vec![NotAllocated]]);
    let back = shop.does(BeginRefund {
        payment: waits.payment,
        amount: money(3_000),
        reason: "too late".into(),
    });
    assert_eq!(both(0), [vec![], vec![NotAllocated, RefundOpen]]);
    let done = RefundOutcome::Done {
        refund: id("rfnd_1"),
    };
    shop.machine(SettleRefund {
        key: back.key,
        outcome: done,
    })
    .unwrap();
    assert_eq!(both(3_000), [vec![], vec![]]);
}

#[test]
fn what_was_begun_before_midnight_is_found_and_another_days_payments_are_left_out() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 20);
    let today = shop.paid(katli, 1);
    let yesterday = Timestamp::from_ms(MORNING.ms() - DAY_MS);
    let begun_before = ProviderRow {
        at: yesterday,
        ..theirs(&today)
    };
    shop.clock.step_ms(DAY_MS);
    let tomorrow = shop.paid(katli, 1);
    let next = ProviderRow {
        at: shop.shop.now(),
        ..theirs(&tomorrow)
    };
    let old = ProviderRow {
        payment: id("pay_old"),
        order: None,
        at: yesterday,
        ..theirs(&today)
    };
    let sides = put_together(&shop, &[old, begun_before, next]);
    assert_eq!(sides.len(), 1);
    assert_eq!(sides[0].shop.as_ref().unwrap().payment, today.payment);
    assert_eq!(sides[0].wrong, []);
}

#[test]
fn who_goes_round_the_shop_and_changes_an_allocation_is_found() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 20);
    let paid = shop.paid(katli, 1);
    let file = Connection::open(&shop.path).unwrap();
    file.execute_batch(
        "DROP TRIGGER allocations_final; UPDATE allocations SET amount_minor = 2999",
    )
    .unwrap();
    assert_eq!(
        wrong(&shop, &[theirs(&paid)]),
        [[Disagreement::Allocations]]
    );
    let found = shop.shop.read(sherbet::shop::books::add_up).unwrap();
    let rules: Vec<&str> = found.iter().map(|found| found.rule).collect();
    assert_eq!(
        rules,
        [
            "what was paid of an invoice is what was allocated to it",
            "what a payment paid of invoices is what was allocated of it, and no more than came",
        ]
    );
}
