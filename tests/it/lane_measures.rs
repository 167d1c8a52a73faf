//! What the lane measures of itself.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use sherbet::shop::Refusal;

use crate::{
    checker,
    support::{TestShop, refusal},
};

#[test]
fn of_each_act_the_wait_is_measured_and_of_each_batch_what_it_took() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 3);
    let before = shop.shop.measures();
    for number in 1..=3 {
        assert_eq!(shop.sell(peda, 1).unwrap().number, number);
    }
    assert!(matches!(
        refusal(shop.sell(peda, 1)),
        Refusal::SoldOut { .. }
    ));
    let since = shop.shop.measures().since(&before);
    let counters = since.counters;
    assert_eq!((counters.batches, counters.acts), (3, 3));
    assert_eq!((counters.refused, counters.faults), (1, 0));
    // The refused one waited, had its turn and a transaction, and no commit.
    assert_eq!((since.wait.count(), since.turn.count()), (4, 4));
    assert_eq!((since.lock.count(), since.tries.count()), (4, 4));
    assert_eq!((since.transaction.count(), since.commit.count()), (4, 3));
    assert!(since.transaction.sum() >= since.commit.sum());
    assert_eq!((since.batch.count(), since.batch.at(999)), (3, 1));
    assert_eq!((since.tries.sum(), counters.retries), (0, 0));
}

#[test]
fn in_a_crowd_every_act_is_measured_once_whenever_it_joined_its_batch() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 500);
    let before = shop.shop.measures();
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| (0..20).for_each(|_| drop(shop.sell(peda, 1))));
        }
    });
    let since = shop.shop.measures().since(&before);
    assert_eq!((since.counters.acts, since.counters.refused), (500, 140));
    assert_eq!(since.wait.count(), 640);
    assert_eq!(since.batch.count(), since.counters.batches);
    assert!(since.batch.sum() >= 500, "{}", since.batch.sum());
    assert!(since.counters.largest_batch > 1, "no commit was shared");
    checker::whole(&shop.path);
}

#[test]
fn a_wait_for_another_programs_lock_is_told_as_that_and_not_as_slow_writing() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 3);
    let before = shop.shop.measures();
    let other = Connection::open(&shop.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let sale = scope.spawn(|| shop.sell(peda, 1));
        let begun = Instant::now();
        // Told after 300 ms of waiting.
        while shop.shop.waiting().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody waited");
            thread::yield_now();
        }
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(sale.join().unwrap().unwrap().number, 1);
    });
    let since = shop.shop.measures().since(&before);
    assert!(since.lock.highest() >= 300_000, "{}", since.lock.highest());
    assert!(since.wait.highest() >= since.lock.highest());
    assert!(since.tries.highest() > 1);
    assert_eq!(since.counters.retries, since.tries.sum());
    assert_eq!(since.transaction.count(), 1);
    checker::whole(&shop.path);
}

#[test]
fn who_watches_the_shop_is_woken_while_a_write_waits_for_another_program() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 3);
    let (tell, told) = mpsc::channel();
    let _watch = shop.shop.watch(move || {
        tell.send(()).ok();
    });
    let holder = Connection::open(&shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let sale = scope.spawn(|| shop.sell(peda, 1));
        // The first may be of something else; nothing can be committed meanwhile.
        loop {
            told.recv_timeout(Duration::from_secs(20))
                .expect("nobody is woken");
            if shop.shop.waiting().is_some() {
                break;
            }
        }
        holder.execute_batch("ROLLBACK").unwrap();
        assert_eq!(sale.join().unwrap().unwrap().number, 1);
    });
    assert!(shop.shop.waiting().is_none());
    checker::whole(&shop.path);
}
