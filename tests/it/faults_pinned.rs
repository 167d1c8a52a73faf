//! A reader that does not let go of its snapshot pins the write-ahead log: the shop sells on, the
//! log grows, it is told, and all is well again when the reader is gone.

use std::fs;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sherbet::{
    doctor::{self, Machine, Subject, Verdict},
    shop::{Actor, Command, Permission, Trouble},
    store::WriteTx,
    values::RequestId,
};

use crate::{checker, support::TestShop};

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

fn of_the_log(shop: &TestShop) -> (Verdict, String) {
    let report = doctor::examine(&Subject {
        path: shop.path.clone(),
        clock: shop.clock.clone(),
        machine: Machine::default(),
        whole: false,
        online: false,
    });
    let check = report.checks.into_iter().find(|check| check.name == "log");
    let check = check.unwrap();
    (check.verdict, check.found)
}

#[test]
fn while_a_reader_pins_the_log_the_shop_sells_and_says_so_and_the_log_starts_anew_when_it_goes() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 100);
    let reader = Connection::open(&shop.path).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let seen = || -> i64 {
        let on_hand = "SELECT on_hand FROM stock WHERE sweet = ?1";
        reader
            .query_row(on_hand, [peda.get()], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(seen(), 100);
    for nth in 0..45 {
        shop.shop
            .execute(&shop.admin, RequestId::new(), Bulky { nth })
            .unwrap();
        shop.sell(peda, 1).unwrap();
    }
    let pinned = shop.shop.counters();
    assert!(pinned.wal_pages_most > 16_000, "{pinned:?}");
    assert!(pinned.wal_alarms > 0, "{pinned:?}");
    let log = fs::metadata(shop.path.with_extension("sherbet-wal")).unwrap();
    assert!(log.len() > 70_000_000, "{}", log.len());
    let (verdict, found) = of_the_log(&shop);
    assert_eq!(verdict, Verdict::LookAtIt, "{found}");
    // What it sees is what was there when it began.
    assert_eq!(seen(), 100);
    assert_eq!(shop.on_hand(peda), 55);

    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(seen(), 55);
    // The next act has the log moved, and the one after it finds it anew.
    for sold in 1..=3 {
        shop.sell(peda, 1).unwrap();
        assert_eq!(shop.on_hand(peda), 55 - sold);
    }
    let free = shop.shop.counters();
    assert!(free.wal_pages < 1_000, "{free:?}");
    assert_eq!(free.faults, 0);
    checker::whole(&shop.path);
}
