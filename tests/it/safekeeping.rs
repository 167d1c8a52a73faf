//! Books that were tampered with, restores that were cut short, and who may.

use std::{fs, path::PathBuf, time::Duration};

use sherbet::{
    shop::{
        Refusal, Restoring, Role, Shop, Trouble, books, restore,
        staff::{self, Approve, Retire},
        stock::{self, ShelfQuery},
    },
    store::Fault,
    values::{RequestId, SystemClock},
};

use crate::support::{PASSWORD, TestShop, founding, on_hand, refusal, sweet};

/// Somebody else's hands in the file.
fn tamper(shop: &TestShop, sql: &str) {
    let other = rusqlite::Connection::open(&shop.path).unwrap();
    other.execute_batch(sql).unwrap();
}

fn broken_rules(shop: &TestShop) -> Vec<&'static str> {
    let found = shop.shop.read(books::add_up).unwrap();
    found.into_iter().map(|found| found.rule).collect()
}

/// A restore at once, that puts nothing newer aside.
fn by(name: &str) -> Restoring<'_> {
    Restoring {
        name,
        password: PASSWORD,
        window: "test",
        put_aside_newer: false,
        patience: Duration::ZERO,
    }
}

#[test]
fn a_theft_that_balances_in_the_stock_is_found_against_the_sealed_records() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    let peda = shop.sweet("Mathura Peda", 1000, 50);
    let act = shop.sell(peda, 1).map(|_| 5).unwrap();
    assert_eq!(broken_rules(&shop), Vec::<&str>::new());
    // Forty pieces "sold" on a receipt that does not name them.
    tamper(
        &shop,
        &format!(
            "INSERT INTO movements VALUES (4, {act}, {katli}, 'sold', -40, 10, NULL, 1);
             UPDATE stock SET on_hand = 10, newest = 4 WHERE sweet = {katli};"
        ),
    );
    assert_eq!(
        broken_rules(&shop),
        [
            "what receipts say is what left the stock with them or came back, sweet by sweet, a kit by its parts"
        ]
    );
}

#[test]
fn stock_stolen_as_waste_is_found() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    let act = shop.sell(katli, 1).map(|_| 4).unwrap();
    tamper(
        &shop,
        &format!(
            "INSERT INTO movements VALUES (3, {act}, {katli}, 'waste', -40, 9, NULL, 2);
             UPDATE stock SET on_hand = 9, newest = 3 WHERE sweet = {katli};"
        ),
    );
    assert_eq!(
        broken_rules(&shop),
        ["stock that was received, counted or lost is what its record says"]
    );
}

#[test]
fn a_count_that_nobody_made_is_found() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    tamper(
        &shop,
        &format!(
            "INSERT INTO movements VALUES (2, 3, {katli}, 'counted', -10, 40, 'broken', 1);
             UPDATE stock SET on_hand = 40, newest = 2 WHERE sweet = {katli};"
        ),
    );
    assert_eq!(
        broken_rules(&shop),
        ["stock that was received, counted or lost is what its record says"]
    );
}

#[test]
fn a_chain_of_movements_that_was_bent_is_found() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    shop.sell(katli, 1).unwrap();
    shop.sell(katli, 2).unwrap();
    assert_eq!(broken_rules(&shop), Vec::<&str>::new());
    tamper(&shop, "UPDATE stock SET newest = 2");
    assert_eq!(
        broken_rules(&shop),
        ["the stock points at the sweet's newest movement"]
    );
    tamper(
        &shop,
        "UPDATE stock SET newest = 3;
         DROP TRIGGER movements_final;
         UPDATE movements SET before = 1 WHERE number = 3;",
    );
    assert_eq!(
        broken_rules(&shop),
        [
            "a movement points at the same sweet's movement before it",
            "a movement's balance is the one before it and its own pieces"
        ]
    );
    tamper(
        &shop,
        "UPDATE movements SET before = 2, number = 4 WHERE number = 3;
         UPDATE stock SET newest = 4;",
    );
    assert_eq!(
        broken_rules(&shop),
        ["movements are numbered without a gap, in the order of their acts"]
    );
}

#[test]
fn an_admin_who_was_retired_does_not_come_back_by_a_backup() {
    let shop = TestShop::new();
    let bob = shop
        .shop
        .add_staff(&shop.admin, RequestId::new(), "Bob", PASSWORD, Role::Admin);
    let bob = bob.unwrap().account;
    let copy = shop.folder.path().join("monday");
    shop.shop.back_up(&shop.admin, &copy).unwrap();
    shop.shop
        .execute(
            &shop.admin,
            RequestId::new(),
            Retire {
                account: bob,
                version: 1,
            },
        )
        .unwrap();
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    drop(shop);

    let restore_by = |name| {
        restore(
            &copy,
            &path,
            SystemClock::shared(),
            &Restoring {
                put_aside_newer: true,
                ..by(name)
            },
        )
    };
    assert_eq!(
        refusal(restore_by("Bob")),
        Refusal::AccountRetired { who: "Bob".into() }
    );
    let restored = restore_by("Asha").unwrap();
    // After the backup came Bob's retirement; that he logged in just now is no work.
    assert_eq!(restored.newer_acts, 1);
}

/// A shop with one sale in it, closed, and a backup from before the sale.
fn closed_shop() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    let copy = shop.folder.path().join("monday");
    shop.shop.back_up(&shop.admin, &copy).unwrap();
    shop.sell(katli, 1).unwrap();
    let TestShop {
        folder, path, shop, ..
    } = shop;
    drop(shop);
    (folder, path, copy)
}

#[test]
fn a_restore_that_was_cut_short_is_told_and_nothing_is_founded_over_it() {
    let (folder, path, copy) = closed_shop();
    // As a kill between taking the old shop away and putting the copy in place leaves it.
    fs::rename(&path, folder.path().join("corner.sherbet.before-restore-1")).unwrap();
    let opened = Shop::open(&path, SystemClock::shared());
    assert!(matches!(opened.map(drop), Err(Fault::HalfRestored { .. })));
    let founded = Shop::found(&path, SystemClock::shared(), &founding());
    assert!(matches!(
        founded.map(drop),
        Err(Trouble::Fault(Fault::HalfRestored { .. }))
    ));

    restore(&copy, &path, SystemClock::shared(), &by("Asha")).unwrap();
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    assert_eq!(on_hand(&shop, sherbet::values::SweetId::new(1)), 50);
}

#[test]
fn a_shop_founded_beside_a_leftover_log_is_a_shop_of_its_own() {
    let shop = TestShop::new();
    shop.sweet("Kaju Katli", 4500, 50);
    let log = shop.folder.path().join("corner.sherbet-wal");
    let leftover = fs::read(&log).unwrap();
    assert!(!leftover.is_empty());
    let path = shop.folder.path().join("new.sherbet");
    fs::write(shop.folder.path().join("new.sherbet-wal"), leftover).unwrap();

    let new = Shop::found(&path, SystemClock::shared(), &founding()).unwrap();
    let admin = new.log_in("Asha", PASSWORD, "test").unwrap();
    new.execute(&admin, RequestId::new(), sweet("Besan Laddu", 100))
        .unwrap();
    let ids = new
        .read(|db| stock::shelf_ids(db, &ShelfQuery::default()))
        .unwrap();
    assert_eq!(ids.len(), 1);
    assert_eq!(new.read(books::add_up).unwrap(), []);
}

#[test]
fn a_colleague_one_admin_turned_away_is_not_approved_by_another() {
    let shop = TestShop::new();
    let meera = shop
        .shop
        .register(RequestId::new(), "Meera", PASSWORD, "window 2")
        .unwrap()
        .account;
    shop.shop
        .execute(
            &shop.admin,
            RequestId::new(),
            Retire {
                account: meera,
                version: 1,
            },
        )
        .unwrap();
    let late = Approve {
        account: meera,
        role: Role::Admin,
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), late));
    assert_eq!(
        refused.to_string(),
        "account: Meera does not wait any more, but is retired"
    );
    let found = shop
        .shop
        .read(|db| staff::find(db, "Meera"))
        .unwrap()
        .unwrap();
    assert_eq!(found.status, staff::Status::Retired);
}
