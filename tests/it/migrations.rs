//! Shops that an older program wrote, opened by this one.

use std::{fs, path::PathBuf};

use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal, Shop, books, journal,
        sales::{Checkout, Tender},
        stock::{self, Movement, Reason},
    },
    store::Key,
    values::{Money, RequestId, SweetId, SystemClock},
};

use crate::support::{PASSWORD, checkout, on_hand, refusal, sell, sweet};

const KEY: &str = "c8dbd37db20bd1e3a74e84d388aaa974b792e2746c504683095e7b86511ae844";

/// A closed shop whose schema has taken its first step only: Kaju Katli (1),
/// Mathura Peda (2), and Besan Laddu (3), of which there never was any.
fn shop_of_schema_1() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    fs::write(folder.path().join("corner.sherbet.key"), KEY).unwrap();
    let file = Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 0x53485242")
        .unwrap();
    file.execute_batch(include_str!("../../migrations/0001_the_shop_opens.sql"))
        .unwrap();
    file.execute_batch(include_str!("schema_1.sql")).unwrap();
    file.execute_batch("PRAGMA user_version = 1").unwrap();
    (folder, path)
}

fn movements(shop: &Shop, sweet: i64) -> Vec<Movement> {
    shop.read(|db| stock::movements(db, SweetId::new(sweet), None, 10))
        .unwrap()
}

#[test]
fn the_ledger_of_an_older_shop_is_all_there_in_order_and_goes_on() {
    let (_folder, path) = shop_of_schema_1();
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();

    let told = |sweet| -> Vec<_> {
        movements(&shop, sweet)
            .into_iter()
            .map(|m| (m.number, m.act, m.reason, m.delta, m.on_hand, m.receipt))
            .collect()
    };
    assert_eq!(
        told(1),
        [
            (6, 13, Reason::Counted, -2, 46, None),
            (3, 9, Reason::Sold, -2, 48, Some(1)),
            (1, 1, Reason::Opening, 50, 50, None),
        ]
    );
    assert_eq!(
        told(2),
        [
            (7, 15, Reason::Sold, -3, 21, Some(2)),
            (5, 11, Reason::Received, 5, 24, None),
            (4, 9, Reason::Sold, -1, 19, Some(1)),
            (2, 1, Reason::Opening, 20, 20, None),
        ]
    );
    assert_eq!(told(3), []);
    assert_eq!(movements(&shop, 1)[0].note.as_deref(), Some("two broken"));
    assert_eq!(shop.read(books::add_up).unwrap(), []);
    let key = Key::load(&sherbet::store::Files::beside(&path).unwrap()).unwrap();
    let verdict = shop.read(|db| journal::verify(db, &key, None)).unwrap();
    assert!(verdict.broken.is_none());

    let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let laddu = SweetId::new(3);
    let received = stock::Restock {
        sweet: laddu,
        quantity: 12,
        note: None,
    };
    shop.execute(&asha, RequestId::new(), received).unwrap();
    sell(&shop, &asha, RequestId::new(), laddu, 2).unwrap();
    sell(&shop, &asha, RequestId::new(), SweetId::new(2), 1).unwrap();
    assert_eq!(on_hand(&shop, laddu), 10);
    assert_eq!((told(3)[0].0, told(3)[1].0, told(2)[0].0), (9, 8, 10));
    assert_eq!(shop.read(books::add_up).unwrap(), []);
}

#[test]
fn movements_are_still_kept_final_and_of_a_sign_with_their_reason() {
    let (_folder, path) = shop_of_schema_1();
    drop(Shop::open(&path, SystemClock::shared()).unwrap());
    let file = Connection::open(&path).unwrap();
    let refused = |sql: &str| file.execute_batch(sql).unwrap_err().to_string();
    assert_eq!(refused("DELETE FROM movements"), "movements are kept");
    assert_eq!(
        refused("UPDATE movements SET delta = 1"),
        "movements are final"
    );
    let insert = |number: i64, reason: &str, delta: i64, before: i64| {
        let row = format!("({number}, 15, 2, '{reason}', {delta}, 9, NULL, {before})");
        file.execute(&format!("INSERT INTO movements VALUES {row}"), [])
    };
    let signs = [
        ("opening", 1),
        ("received", 1),
        ("returned", 1),
        ("sold", -1),
    ];
    let signs = signs
        .into_iter()
        .chain([("broken", -1), ("sample", -1), ("waste", -1)])
        .chain([("held", -1), ("released", 1)]);
    for (number, (reason, sign)) in (8..).zip(signs) {
        assert!(insert(number, reason, -sign, 7).is_err(), "{reason}");
        assert!(insert(number, reason, sign, 7).is_ok(), "{reason}");
    }
    assert!(insert(17, "counted", -1, 7).is_ok());
    assert!(insert(18, "counted", 1, 7).is_ok());
    assert!(insert(19, "lost", -1, 7).is_err());
    // The chain never goes forward, so whoever walks it comes to its end.
    assert!(insert(19, "sold", -1, 19).is_err());
    assert!(insert(19, "sold", -1, 18).is_ok());
}

#[test]
fn what_was_asked_of_the_older_program_is_the_same_asked_of_this_one() {
    let (_folder, path) = shop_of_schema_1();
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    let admin = shop.log_in("Asha", PASSWORD, "command line").unwrap();
    let id = |text| RequestId::parse(text).unwrap();
    let acts = shop.read(journal::head).unwrap().acts;

    let sale = Checkout {
        tenders: vec![Tender::cash(Money::from_minor(3000))],
        ..checkout(SweetId::new(2), 3)
    };
    let request = id("01a201f7-c200-7080-8c8a-511bae7735f0");
    let sold = shop.execute(&admin, request, sale.clone()).unwrap();
    assert_eq!(
        (sold.number, sold.total.minor(), sold.rounding),
        (2, 3000, Money::ZERO)
    );
    let dearer = Checkout {
        tenders: vec![Tender::cash(Money::from_minor(3001))],
        ..sale
    };
    assert!(matches!(
        refusal(shop.execute(&admin, request, dearer)),
        Refusal::RequestReused { .. }
    ));

    let add = sweet("Besan Laddu", 1200);
    let request = id("01a201f7-c012-7720-bed3-a78373b7ba3b");
    let added = shop.execute(&admin, request, add).unwrap();
    assert_eq!(added.sweet, SweetId::new(3));
    assert_eq!(shop.read(journal::head).unwrap().acts, acts);
}
