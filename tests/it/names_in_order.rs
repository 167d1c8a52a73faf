//! The sweets' names in the order in which people look for them.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Shop,
        catalogue::{EditSweet, SweetChange},
        stock::{self, Order, ShelfQuery},
    },
    values::{RequestId, SweetId, SystemClock},
};

use crate::support::TestShop;

fn names(shop: &Shop, query: &ShelfQuery) -> Vec<String> {
    let rows = shop.read(|db| {
        let ids = stock::shelf_ids(db, query)?;
        stock::shelf_rows(db, &ids)
    });
    rows.unwrap().into_iter().map(|row| row.name).collect()
}

fn rename(shop: &TestShop, sweet: SweetId, name: &str) {
    let change = SweetChange {
        name: Some(name.into()),
        ..SweetChange::default()
    };
    let edit = EditSweet {
        sweet,
        version: 1,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
}

/// Zebra cake, Éclair, 🍬 Pop, Eton mess and barfi, all for 1.00.
fn with_names() -> TestShop {
    let shop = TestShop::new();
    for name in ["Zebra cake", "Éclair", "🍬 Pop", "Eton mess", "barfi"] {
        shop.sweet(name, 100, 1);
    }
    shop
}

const IN_ORDER: [&str; 5] = ["barfi", "Éclair", "Eton mess", "🍬 Pop", "Zebra cake"];

#[test]
fn the_shelf_lists_names_as_people_do_both_ways_and_after_a_renaming() {
    let shop = with_names();
    let by_name = ShelfQuery::default();
    assert_eq!(names(&shop.shop, &by_name), IN_ORDER);
    let backwards = ShelfQuery {
        descending: true,
        ..by_name.clone()
    };
    let mut expected = IN_ORDER;
    expected.reverse();
    assert_eq!(names(&shop.shop, &backwards), expected);
    // Of the same price, the name decides.
    let by_price = ShelfQuery {
        order: Order::Price,
        ..by_name.clone()
    };
    assert_eq!(names(&shop.shop, &by_price), IN_ORDER);
    let found = shop
        .shop
        .read(|db| stock::find_for_sale(db, shop.shop.names(), "", 2));
    let found: Vec<String> = found
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(found, ["barfi", "Éclair"]);
    rename(&shop, SweetId::new(1), "Ångström cake");
    let first = names(&shop.shop, &by_name).remove(0);
    assert_eq!(first, "Ångström cake");
}

#[test]
fn a_shop_another_program_put_in_order_is_put_in_order_when_it_is_opened() {
    let shop = with_names();
    let (path, folder) = (shop.path.clone(), shop.folder);
    drop(shop.shop);
    let file = Connection::open(&path).unwrap();
    // More than are done in one commit, none of them with a key.
    file.execute_batch(
        "UPDATE sweets SET sort_key = x'';
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
         INSERT INTO sweets (name, name_key, price_minor, low_at, picture, changed_act)
         SELECT 'Ägg ' || i, 'ägg ' || i, 100, 0, '', 1 FROM n;
         INSERT INTO stock (sweet, on_hand) SELECT id, 0 FROM sweets WHERE id > 5;
         UPDATE name_order SET made_by = 'another edition'",
    )
    .unwrap();
    drop(file);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    let listed = names(&shop, &ShelfQuery::default());
    assert_eq!((listed.len(), listed[0].as_str()), (4005, "Ägg 1"));
    assert_eq!(listed[4000..], IN_ORDER);
    drop(shop);
    let file = Connection::open(&path).unwrap();
    let without = "SELECT count(*) FROM sweets WHERE sort_key = x''";
    let without: i64 = file.query_row(without, [], |row| row.get(0)).unwrap();
    let made_by = "SELECT made_by FROM name_order";
    let made_by: String = file.query_row(made_by, [], |row| row.get(0)).unwrap();
    assert_eq!(without, 0);
    assert_ne!(made_by, "another edition");
    drop(folder);
}
