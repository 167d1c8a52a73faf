//! What the counter shows while somebody types.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Shop,
        catalogue::{AddSweet, EditSweet, ReinstateSweet, RetireSweet, SweetChange},
        stock::{self, Found, Retired, ShelfQuery},
    },
    values::{RequestId, SweetId, SystemClock},
};

use crate::{
    dice::Dice,
    support::{PASSWORD, TestShop, sweet},
};

fn find(shop: &Shop, text: &str, limit: usize) -> Found {
    shop.read(|db| stock::find_for_sale(db, shop.names(), text, limit))
        .unwrap()
}

fn names(found: &Found) -> Vec<&str> {
    found.rows.iter().map(|row| row.name.as_str()).collect()
}

/// A shop with nine thousand sweets whose name begins with Ägg, the third of them retired.
fn with_many() -> (Shop, tempfile::TempDir) {
    let shop = TestShop::new();
    shop.sweet("Barfi", 100, 1);
    shop.sweet("Zebra ägg 999", 100, 1);
    let (path, folder) = (shop.path.clone(), shop.folder);
    drop(shop.shop);
    let file = Connection::open(&path).unwrap();
    file.execute_batch(
        "WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
         INSERT INTO sweets (name, name_key, price_minor, low_at, picture, changed_act, retired)
         SELECT 'Ägg ' || i, 'ägg ' || i, 100, 0, '', 1, i = 1003 FROM n;
         INSERT INTO stock (sweet, on_hand) SELECT id, 0 FROM sweets WHERE id > 2;
         UPDATE name_order SET made_by = 'another edition'",
    )
    .unwrap();
    drop(file);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    (shop, folder)
}

#[test]
fn a_word_that_thousands_of_names_have_shows_the_first_of_them_by_name() {
    let (shop, _folder) = with_many();
    let first = ["Ägg 1001", "Ägg 1002", "Ägg 1004", "Ägg 1005"];
    for (typed, expected) in [
        ("ägg", first),
        ("gg", first),
        ("ÄGG 1", first),
        ("ägg 2", ["Ägg 1002", "Ägg 1012", "Ägg 1020", "Ägg 1021"]),
        ("5 ÄGG", ["Ägg 1005", "Ägg 1015", "Ägg 1025", "Ägg 1035"]),
    ] {
        let found = find(&shop, typed, 4);
        assert_eq!(names(&found), expected, "{typed}");
        assert!(found.more, "{typed}");
    }
    // Of these some stand among the first names, and some far behind.
    let found = find(&shop, "ägg 999", 20);
    let last = ["Ägg 9997", "Ägg 9998", "Ägg 9999", "Zebra ägg 999"];
    assert_eq!((found.rows.len(), found.more), (19, false));
    assert_eq!(names(&found)[15..], last);
    assert_eq!(names(&found)[..2], ["Ägg 1999", "Ägg 2999"]);
    let found = find(&shop, "ägg 999", 18);
    assert_eq!((found.rows.len(), found.more), (18, true));
}

#[test]
fn words_that_few_names_have_together_show_those_and_no_others() {
    let (shop, _folder) = with_many();
    for (typed, expected) in [
        ("ägg 2200", vec!["Ägg 2200"]),
        ("ägg 9600", vec!["Ägg 9600"]),
        ("ze ägg", vec!["Zebra ägg 999"]),
        ("ägg zebra", vec!["Zebra ägg 999"]),
        ("ägg barfi", vec![]),
        ("ägg 1003", vec![]),
        ("bar", vec!["Barfi"]),
        ("qx", vec![]),
        ("\"ägg\"", vec![]),
    ] {
        let found = find(&shop, typed, 4);
        assert_eq!(names(&found), expected, "{typed}");
        assert!(!found.more, "{typed}");
    }
}

#[test]
fn a_sweet_is_shown_by_the_beginning_of_its_sku_behind_those_that_are_called_so() {
    let shop = TestShop::new();
    for (name, sku) in [
        ("કાજુ કતલી", Some("kaju-katli")),
        ("Cashew roll", Some("KAJU-ROLL")),
        ("Old roll", Some("KAJU-OLD")),
        ("Kaju toffee", None),
        ("Peda", Some("PEDA-KAJU")),
    ] {
        let add = AddSweet {
            sku: sku.map(Into::into),
            ..sweet(name, 100)
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), add)
            .unwrap();
    }
    let retired = find(&shop.shop, "kaju-old", 10).rows[0].id;
    let retire = RetireSweet {
        sweet: retired,
        version: 1,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), retire)
        .unwrap();
    let found = find(&shop.shop, "kaju", 10);
    assert_eq!(names(&found), ["Kaju toffee", "કાજુ કતલી", "Cashew roll"]);
    assert!(!found.more);
    let found = find(&shop.shop, "Kaju-R", 10);
    assert_eq!(names(&found), ["Cashew roll"]);
    let found = find(&shop.shop, "kaju", 2);
    assert_eq!(names(&found), ["Kaju toffee", "કાજુ કતલી"]);
    assert!(found.more);
}

/// What the stock room lists under these words, which it asks the file for.
fn listed(shop: &Shop, text: &str) -> Vec<SweetId> {
    let query = ShelfQuery {
        text: text.into(),
        ..ShelfQuery::default()
    };
    shop.read(|db| stock::shelf_ids_at_once(db, &query))
        .unwrap()
}

#[test]
fn what_another_program_adds_renames_retires_and_brings_back_is_found_at_once_in_its_place() {
    let shop = TestShop::new();
    let seen = Shop::open(&shop.path, SystemClock::shared()).unwrap();
    let other = Shop::open(&shop.path, SystemClock::shared()).unwrap();
    let admin = other.log_in("Asha", PASSWORD, "window 2").unwrap();
    let mut dice = Dice::of(7);
    let words = ["kaju", "peda", "katli", "éclair", "Zebra", "a"];
    let mut name = 0;
    let mut named = |dice: &mut Dice| {
        name += 1;
        let [one, two] = [dice.below(6), dice.below(6)];
        format!("{} {} {name}", words[one], words[two])
    };
    for round in 0..60 {
        // Now one, now more than are put into their places one by one.
        let changes = if round % 20 == 19 {
            80
        } else {
            1 + dice.below(4)
        };
        for _ in 0..changes {
            let all = ShelfQuery {
                retired: Retired::Shown,
                ..ShelfQuery::default()
            };
            let all = other.read(|db| {
                let ids = stock::shelf_ids(db, &all)?;
                stock::shelf_rows(db, &ids)
            });
            let all = all.unwrap();
            let request = RequestId::new();
            if all.is_empty() || dice.below(3) == 0 {
                let add = sweet(&named(&mut dice), 100);
                other.execute(&admin, request, add).unwrap();
                continue;
            }
            let one = &all[dice.below(all.len())];
            let (sweet, version) = (one.id, one.version);
            match (dice.coin(), one.retired) {
                (true, _) => {
                    let change = SweetChange {
                        name: Some(named(&mut dice)),
                        ..SweetChange::default()
                    };
                    let edit = EditSweet {
                        sweet,
                        version,
                        change,
                    };
                    other.execute(&admin, request, edit).map(drop).unwrap();
                }
                (false, true) => {
                    let back = ReinstateSweet { sweet, version };
                    other.execute(&admin, request, back).map(drop).unwrap();
                }
                (false, false) => {
                    let retire = RetireSweet { sweet, version };
                    other.execute(&admin, request, retire).map(drop).unwrap();
                }
            }
        }
        for text in ["", "a", "kaju", "KATLI peda", "ébra", "1 zeb"] {
            let found = find(&seen, text, 1_000);
            let found: Vec<_> = found.rows.iter().map(|row| row.id).collect();
            assert_eq!(found, listed(&seen, text), "round {round}, {text:?}");
        }
    }
}
