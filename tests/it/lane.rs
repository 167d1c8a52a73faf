//! The write lane: a crowd, a busy file, and acts that go wrong.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use sherbet::{
    shop::{
        Actor, Command, Permission, Refusal, Shop, Trouble, journal,
        settings::{self, ChangeSetting, Selling},
        stock::Restock,
    },
    store::{Fault, Options, WriteTx},
    values::{Money, RequestId, SweetId},
};

use crate::{
    checker::{self, Askers},
    support::{TestShop, checkout, refusal, sell},
};

#[test]
fn two_of_a_sweet_at_10_99_from_five_come_to_21_98_and_leave_three() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1099, 5);
    let sold = shop.sell(peda, 2).unwrap();
    assert_eq!(sold.total.minor(), 2198);
    assert_eq!(sold.number, 1);
    assert_eq!(shop.on_hand(peda), 3);
}

#[test]
fn of_64_threads_that_buy_one_sweet_only_as_many_get_it_as_there_were() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1099, 1000);
    let askers = Askers::alone(&shop.shop);
    let buy_25 = || {
        let buy = || askers.ask(&shop.shop, &shop.admin, checkout(peda, 1));
        let tries = (0..25).map(|_| buy());
        let sold = tries.filter_map(|answer| match answer {
            Ok(sold) => Some(sold.number),
            refused => {
                assert!(matches!(refusal(refused), Refusal::SoldOut { .. }));
                None
            }
        });
        sold.collect::<Vec<i64>>()
    };
    let mut numbers: Vec<i64> = thread::scope(|scope| {
        let buyers: Vec<_> = (0..64).map(|_| scope.spawn(buy_25)).collect();
        buyers
            .into_iter()
            .flat_map(|buyer| buyer.join().unwrap())
            .collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=1000).collect::<Vec<i64>>());
    assert_eq!(shop.on_hand(peda), 0);
    let counters = shop.shop.counters();
    assert_eq!((counters.refused, counters.faults), (600, 0));
    assert!(
        counters.largest_batch > 1,
        "64 at once never shared a commit"
    );
    let seen = askers.explained(&shop.path).answers.unwrap();
    assert_eq!((seen.done, seen.explained), (1000, 600));
}

#[test]
fn no_restock_is_lost_among_500_sales_in_a_hundred_rounds() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 500);
    let askers = Askers::alone(&shop.shop);
    let buy = || {
        askers
            .ask(&shop.shop, &shop.admin, checkout(peda, 1))
            .is_ok()
    };
    let restock = |quantity| {
        let restock = Restock {
            sweet: peda,
            quantity,
            note: None,
        };
        askers.ask(&shop.shop, &shop.admin, restock).unwrap();
    };
    for round in 1..=100 {
        let sold: usize = thread::scope(|scope| {
            let sellers: Vec<_> = (0..10)
                .map(|_| scope.spawn(|| (0..50).filter(|_| buy()).count()))
                .collect();
            restock(50);
            sellers
                .into_iter()
                .map(|seller| seller.join().unwrap())
                .sum()
        });
        let before = if round == 1 { 500 } else { 450 };
        assert_eq!(
            shop.on_hand(peda),
            before + 50 - i64::try_from(sold).unwrap(),
            "round {round}"
        );
        // Back to 450, whatever was sold of it.
        restock(450 - shop.on_hand(peda));
    }
    askers.explained(&shop.path);
}

/// Somebody else's hands on the file.
fn hold_the_lock(shop: &TestShop) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(&shop.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

fn wait_until(comes: impl Fn() -> bool) {
    let begun = Instant::now();
    while !comes() {
        assert!(begun.elapsed() < Duration::from_secs(5), "it never came");
        thread::yield_now();
    }
}

#[test]
fn while_another_program_holds_the_file_the_sale_waits_says_for_whom_and_is_made_once() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 5);
    let other = hold_the_lock(&shop);
    thread::scope(|scope| {
        let sale = scope.spawn(|| shop.sell(peda, 1));
        wait_until(|| shop.shop.waiting().is_some());
        let waiting = shop.shop.waiting().unwrap();
        let me = format!("(process {})", std::process::id());
        assert!(waiting.holder.ends_with(&me), "{}", waiting.holder);
        assert!(!sale.is_finished());
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(sale.join().unwrap().unwrap().number, 1);
    });
    assert!(shop.shop.waiting().is_none());
    assert_eq!(shop.on_hand(peda), 4);
    assert!(shop.shop.counters().retries > 0);
    checker::whole(&shop.path);
}

#[test]
fn who_waited_long_enough_is_told_that_nothing_was_written_and_asks_again_safely() {
    let shop = TestShop::with(&Options {
        patience: Duration::from_millis(120),
        ..Options::default()
    });
    let peda = shop.sweet("Mathura Peda", 1000, 5);
    let other = hold_the_lock(&shop);
    let request = RequestId::new();
    match sell(&shop.shop, &shop.admin, request, peda, 1) {
        Err(Trouble::Fault(fault @ Fault::Busy { waited, .. })) => {
            assert!(fault.is_settled() && fault.may_pass());
            assert!(waited >= Duration::from_millis(120), "{waited:?}");
        }
        other => panic!("not told that the file is busy: {other:?}"),
    }
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(
        sell(&shop.shop, &shop.admin, request, peda, 1)
            .unwrap()
            .number,
        1
    );
    assert_eq!(shop.on_hand(peda), 4);
    checker::whole(&shop.path);
}

/// An act that sells and then goes wrong in one way or another.
#[derive(Clone, Serialize, Deserialize)]
enum GoesWrongBy {
    Panic,
    Refusal,
    BrokenRule,
    /// A refusal after the shop's cash was rounded to 7.00.
    Choosing,
}

impl Command for GoesWrongBy {
    type Outcome = ();
    const NAME: &'static str = "test.goes_wrong";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        checkout(sherbet::values::SweetId::new(1), 1).apply(tx, by)?;
        match self {
            GoesWrongBy::Panic => panic!("half way through"),
            GoesWrongBy::Refusal => Err(Refusal::LastAdmin.into()),
            GoesWrongBy::BrokenRule => {
                tx.execute("UPDATE stock SET on_hand = -1 WHERE sweet = 1", [])?;
                Ok(())
            }
            GoesWrongBy::Choosing => {
                let cash_step = Money::from_minor(700);
                let value = Selling {
                    cash_step,
                    ..Selling::default()
                };
                ChangeSetting { version: 0, value }.apply(tx, by)?;
                assert_eq!(settings::load::<Selling>(tx)?.0.cash_step, cash_step);
                Err(Refusal::LastAdmin.into())
            }
        }
    }
}

#[test]
fn what_a_refused_act_had_chosen_counts_for_no_other_of_its_batch() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 1000);
    thread::scope(|scope| {
        let other = hold_the_lock(&shop);
        let choosing = || {
            let request = RequestId::new();
            let chosen = GoesWrongBy::Choosing;
            shop.shop.execute(&shop.admin, request, chosen)
        };
        let acts: Vec<_> = (0..12)
            .map(|_| (scope.spawn(choosing), scope.spawn(|| shop.sell(peda, 1))))
            .collect();
        wait_until(|| shop.shop.waiting().is_some());
        other.execute_batch("COMMIT").unwrap();
        for (chosen, sold) in acts {
            assert!(chosen.join().unwrap().is_err());
            assert_eq!(sold.join().unwrap().unwrap().rounding, Money::ZERO);
        }
    });
    let chosen = shop.shop.read(settings::load::<Selling>).unwrap();
    assert_eq!(chosen, (Selling::default(), 0));
    assert!(shop.shop.counters().largest_batch > 1);
    checker::whole(&shop.path);
}

#[test]
fn an_act_that_goes_wrong_leaves_nothing_and_harms_no_other_of_its_batch() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 1000);
    let wrong = |how: GoesWrongBy| shop.shop.execute(&shop.admin, RequestId::new(), how);
    thread::scope(|scope| {
        // Behind a held lock they gather, and then go through together.
        let other = hold_the_lock(&shop);
        let good: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| shop.sell(peda, 1)))
            .collect();
        let bad: Vec<_> = [
            GoesWrongBy::Panic,
            GoesWrongBy::Refusal,
            GoesWrongBy::BrokenRule,
        ]
        .into_iter()
        .cycle()
        .take(9)
        .map(|how| scope.spawn(|| wrong(how)))
        .collect();
        other.execute_batch("COMMIT").unwrap();
        for sale in good {
            assert!(sale.join().unwrap().is_ok());
        }
        for bad in bad {
            assert!(bad.join().unwrap().is_err());
        }
    });
    // Alone in a batch, too.
    assert!(matches!(
        wrong(GoesWrongBy::Panic),
        Err(Trouble::Fault(Fault::Bug { .. }))
    ));
    assert!(matches!(
        wrong(GoesWrongBy::BrokenRule),
        Err(Trouble::Fault(Fault::Bug { .. }))
    ));
    assert!(matches!(
        wrong(GoesWrongBy::Refusal),
        Err(Trouble::Refused(Refusal::LastAdmin))
    ));
    assert_eq!(shop.on_hand(peda), 980);
    assert_eq!(shop.sell(peda, 1).unwrap().number, 21);
    checker::whole(&shop.path);
}

/// An act that fills some 450 pages of the log.
#[derive(Serialize, Deserialize)]
struct Bulky {
    nth: i64,
}

impl Command for Bulky {
    type Outcome = ();
    const NAME: &'static str = "test.bulky";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<(), Trouble> {
        tx.execute(
            "WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < 4000)
             INSERT INTO log_in_failures SELECT printf('%0400d', ?1 * 4000 + n), 1, 0 FROM row",
            [self.nth],
        )?;
        Ok(())
    }
}

#[test]
fn who_asks_again_and_again_does_not_keep_the_log_from_starting_anew() {
    let shop = TestShop::new();
    for nth in 0..40 {
        let bulky = Bulky { nth };
        shop.shop
            .execute(&shop.admin, RequestId::new(), bulky)
            .unwrap();
    }
    let counters = shop.shop.counters();
    assert!(counters.checkpoints >= 3, "{counters:?}");
    assert!(counters.wal_pages_most < 5_500, "{counters:?}");
}

/// An act that is done, and goes wrong when it is let go of.
#[derive(Serialize, Deserialize)]
struct GoesWrongAfterwards;

impl Command for GoesWrongAfterwards {
    type Outcome = ();
    const NAME: &'static str = "test.goes_wrong_afterwards";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, _: &WriteTx<'_>, _: &Actor<'_>) -> Result<(), Trouble> {
        Ok(())
    }
}

impl Drop for GoesWrongAfterwards {
    fn drop(&mut self) {
        panic!("afterwards");
    }
}

#[test]
fn an_act_that_goes_wrong_after_it_was_done_is_answered_and_the_lane_goes_on() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 2);
    let wrong = || {
        shop.shop
            .execute(&shop.admin, RequestId::new(), GoesWrongAfterwards)
    };
    assert!(wrong().is_ok());
    assert_eq!(shop.sell(peda, 1).unwrap().number, 1);
    // The lane's own thread serves who comes while another program has the file.
    thread::scope(|scope| {
        let other = hold_the_lock(&shop);
        let done = scope.spawn(wrong);
        wait_until(|| shop.shop.waiting().is_some());
        other.execute_batch("COMMIT").unwrap();
        assert!(done.join().unwrap().is_ok());
    });
    assert_eq!(shop.sell(peda, 1).unwrap().number, 2);
    checker::whole(&shop.path);
}

#[test]
fn what_was_acknowledged_is_there_when_the_shop_is_opened_again() {
    let TestShop {
        folder: _folder,
        path,
        clock,
        shop,
        admin,
    } = TestShop::new();
    let add = crate::support::sweet("Mathura Peda", 1000);
    let peda = shop.execute(&admin, RequestId::new(), add).unwrap().sweet;
    let head = shop.read(journal::head).unwrap();
    drop(shop);
    let shop = Shop::open(&path, clock).unwrap();
    assert_eq!(shop.read(journal::head).unwrap(), head);
    assert_eq!(crate::support::on_hand(&shop, peda), 0);
}

#[test]
fn a_commit_here_wakes_every_watch_and_so_does_one_by_another_connection() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 10);
    let (told, tells) = std::sync::mpsc::channel();
    let watch = shop.shop.watch(move || told.send(()).unwrap_or_default());
    shop.sell(peda, 1).unwrap();
    tells
        .recv_timeout(Duration::from_secs(10))
        .expect("word of a sale here");

    // A second opening of the same file, as another process would have it.
    let second = Shop::open(&shop.path, shop.clock.clone()).unwrap();
    let session = second
        .log_in("Asha", crate::support::PASSWORD, "window 2")
        .unwrap();
    while tells.try_recv().is_ok() {}
    sell(&second, &session, RequestId::new(), peda, 1).unwrap();
    tells
        .recv_timeout(Duration::from_secs(10))
        .expect("word of a sale elsewhere");
    drop(watch);
}

#[test]
fn who_was_slower_is_counted_apart_from_who_asked_for_nonsense() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1099, 1);
    shop.sell(katli, 1).unwrap();
    let late = shop.sell(katli, 1);
    assert!(matches!(refusal(late), Refusal::SoldOut { .. }));
    let nobody = shop.sell(SweetId::new(999), 1);
    assert!(matches!(refusal(nobody), Refusal::Unknown { .. }));
    let counters = shop.shop.counters();
    assert_eq!((counters.refused, counters.conflicts), (2, 1));
}
