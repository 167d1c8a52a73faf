//! Sweets: what can be one, finding them, and two admins at one sweet.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Difference, Refusal, Trouble,
        catalogue::{self, AddSweet, EditSweet, ReinstateSweet, RetireSweet, SweetChange},
        stock::{self, Order, Retired, ShelfQuery},
    },
    values::{Money, RequestId, SweetId},
};

use crate::support::{TestShop, refusal, sweet};

fn add(shop: &TestShop, sweet: AddSweet) -> Result<SweetId, Trouble> {
    shop.shop
        .execute(&shop.admin, RequestId::new(), sweet)
        .map(|added| added.sweet)
}

fn edit(
    shop: &TestShop,
    sweet: SweetId,
    version: i64,
    change: SweetChange,
) -> Result<i64, Trouble> {
    let edit = EditSweet {
        sweet,
        version,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .map(|edited| edited.version)
}

fn names(shop: &TestShop, query: &ShelfQuery) -> Vec<String> {
    let rows = shop.shop.read(|db| {
        let ids = stock::shelf_ids(db, query)?;
        stock::shelf_rows(db, &ids)
    });
    rows.unwrap().into_iter().map(|row| row.name).collect()
}

fn found(shop: &TestShop, text: &str) -> Vec<String> {
    names(
        shop,
        &ShelfQuery {
            text: text.into(),
            ..ShelfQuery::default()
        },
    )
}

#[test]
fn names_in_every_script_come_back_as_typed_and_are_found_by_a_part_in_any_case() {
    let shop = TestShop::new();
    for name in [
        "કાજુ કતલી",
        "काजू कतली",
        "Рахат-лукум",
        "🍬 Pop",
        "Crème brûlée",
    ] {
        let id = add(&shop, sweet(name, 1999)).unwrap();
        let sweet = shop
            .shop
            .read(|db| catalogue::sweet(db, id))
            .unwrap()
            .unwrap();
        assert_eq!(sweet.name, name);
        assert_eq!(sweet.price.minor(), 1999);
    }
    assert_eq!(found(&shop, "કતલી"), ["કાજુ કતલી"]);
    assert_eq!(found(&shop, "કત"), ["કાજુ કતલી"]);
    assert_eq!(found(&shop, "काजू"), ["काजू कतली"]);
    assert_eq!(found(&shop, "ЛУКУМ"), ["Рахат-лукум"]);
    assert_eq!(found(&shop, "ат-лу"), ["Рахат-лукум"]);
    assert_eq!(found(&shop, "🍬"), ["🍬 Pop"]);
    assert_eq!(found(&shop, "pOP"), ["🍬 Pop"]);
    assert_eq!(found(&shop, "BRU\u{302}L"), ["Crème brûlée"]);
    assert_eq!(found(&shop, "\" OR 1 --"), Vec::<String>::new());
    assert_eq!(found(&shop, "").len(), 5);
}

#[test]
fn a_price_of_nothing_is_a_price() {
    let shop = TestShop::new();
    let id = add(&shop, sweet("Tasting piece", 0)).unwrap();
    let sweet = shop
        .shop
        .read(|db| catalogue::sweet(db, id))
        .unwrap()
        .unwrap();
    assert_eq!(sweet.price, Money::ZERO);
}

#[test]
fn what_can_not_be_a_sweet_is_refused_by_field_and_nothing_is_written() {
    let shop = TestShop::new();
    add(
        &shop,
        AddSweet {
            sku: Some("caf-1".into()),
            ..sweet("Café-Creme", 100)
        },
    )
    .unwrap();
    let barcodes = vec!["8901234567894".into()];
    add(
        &shop,
        AddSweet {
            barcodes: barcodes.clone(),
            ..sweet("Halwa", 100)
        },
    )
    .unwrap();
    let before = shop.shop.read(sherbet::shop::journal::head).unwrap();

    let cases = [
        ("name", sweet("", 100)),
        ("name", sweet("   ", 100)),
        ("name", sweet(&"x".repeat(101), 100)),
        ("name", sweet("a\0b", 100)),
        ("name", sweet("CAFÉ-CREME", 100)),
        ("name", sweet("Cafe\u{301}-Creme", 100)),
        ("price", sweet("Peda", -1)),
        ("price", sweet("Peda", 10_000_000_001)),
        (
            "low_at",
            AddSweet {
                low_at: -1,
                ..sweet("Peda", 1)
            },
        ),
        (
            "opening",
            AddSweet {
                opening: -1,
                ..sweet("Peda", 1)
            },
        ),
        (
            "opening",
            AddSweet {
                opening: i64::MAX,
                ..sweet("Peda", 1)
            },
        ),
        (
            "sku",
            AddSweet {
                sku: Some("CAF-1".into()),
                ..sweet("Peda", 1)
            },
        ),
        (
            "sku",
            AddSweet {
                sku: Some("with space".into()),
                ..sweet("Peda", 1)
            },
        ),
        (
            "barcodes",
            AddSweet {
                barcodes,
                ..sweet("Peda", 1)
            },
        ),
        (
            "category",
            AddSweet {
                category: Some("c".repeat(101)),
                ..sweet("Peda", 1)
            },
        ),
        (
            "picture",
            AddSweet {
                picture: "p".repeat(41),
                ..sweet("Peda", 1)
            },
        ),
    ];
    for (wrong, case) in cases {
        match refusal(add(&shop, case)) {
            Refusal::Invalid { field, .. } | Refusal::Taken { field, .. } => {
                assert_eq!(field, wrong);
            }
            other => panic!("{wrong}: {other:?}"),
        }
    }
    assert_eq!(
        shop.shop.read(sherbet::shop::journal::head).unwrap(),
        before
    );
    assert_eq!(found(&shop, "").len(), 2);
}

#[test]
fn the_shelf_is_searched_by_category_price_and_low_stock() {
    let shop = TestShop::new();
    let put = |name, category: &str, price, opening, low_at| {
        let category = Some(category.into());
        add(
            &shop,
            AddSweet {
                category,
                opening,
                low_at,
                ..sweet(name, price)
            },
        )
        .unwrap()
    };
    put("Kaju Katli", "Barfi", 4500, 3, 5);
    put("Pista Barfi", "barfi", 5200, 20, 5);
    let old = put("Old Barfi", "Barfi", 100, 0, 0);
    put("Besan Laddu", "Laddu", 2000, 9, 5);
    let retire = RetireSweet {
        sweet: old,
        version: 1,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), retire)
        .unwrap();

    let all = ShelfQuery::default();
    assert_eq!(
        names(&shop, &all),
        ["Besan Laddu", "Kaju Katli", "Pista Barfi"]
    );
    let barfi = ShelfQuery {
        category: Some("BARFI".into()),
        ..all.clone()
    };
    assert_eq!(names(&shop, &barfi), ["Kaju Katli", "Pista Barfi"]);
    let low = ShelfQuery {
        low_only: true,
        ..all.clone()
    };
    assert_eq!(names(&shop, &low), ["Kaju Katli"]);
    let priced = ShelfQuery {
        price_from: Some(Money::from_minor(2000)),
        price_to: Some(Money::from_minor(4500)),
        order: Order::Price,
        descending: true,
        ..all.clone()
    };
    assert_eq!(names(&shop, &priced), ["Kaju Katli", "Besan Laddu"]);
    let retired = ShelfQuery {
        retired: Retired::Only,
        ..all
    };
    assert_eq!(names(&shop, &retired), ["Old Barfi"]);
    let categories = shop.shop.read(catalogue::categories).unwrap();
    let counted: Vec<_> = categories
        .iter()
        .map(|c| (c.name.as_str(), c.sweets))
        .collect();
    assert_eq!(counted, [("Barfi", 2), ("Laddu", 1)]);
}

#[test]
fn a_scanned_code_finds_its_sweet_and_a_retired_one_is_not_for_sale() {
    let shop = TestShop::new();
    let barcodes = vec!["8901234567894".into()];
    let sku = Some("kk-250".to_owned());
    let id = add(
        &shop,
        AddSweet {
            barcodes,
            sku,
            ..sweet("Kaju Katli", 4500)
        },
    )
    .unwrap();
    for code in ["8901234567894", "KK-250", "kk-250", " kaju KATLI "] {
        let found = shop
            .shop
            .read(|db| stock::find_for_sale(db, shop.shop.names(), code, 10))
            .unwrap();
        assert_eq!(found.exact.map(|row| row.id), Some(id), "{code}");
    }
    let retire = RetireSweet {
        sweet: id,
        version: 1,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), retire)
        .unwrap();
    let found = shop
        .shop
        .read(|db| stock::find_for_sale(db, shop.shop.names(), "8901234567894", 10))
        .unwrap();
    assert!(found.exact.is_none() && found.rows.is_empty());
    let refused = refusal(shop.sell(id, 1));
    assert_eq!(
        refused,
        Refusal::SweetRetired {
            name: "Kaju Katli".into()
        }
    );
    let back = ReinstateSweet {
        sweet: id,
        version: 2,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), back)
        .unwrap();
    shop.restock(id, 1).unwrap();
    assert!(shop.sell(id, 1).is_ok());
}

#[test]
fn of_two_admins_at_one_sweet_the_second_sees_both_values_and_may_apply_again() {
    let shop = TestShop::new();
    let id = add(&shop, sweet("Kaju Katli", 4500)).unwrap();
    let price = |minor| SweetChange {
        price: Some(Money::from_minor(minor)),
        ..Default::default()
    };
    let theirs = SweetChange {
        low_at: Some(7),
        ..price(4800)
    };
    assert_eq!(edit(&shop, id, 1, theirs).unwrap(), 2);

    let late = refusal(edit(&shop, id, 1, price(5000)));
    let Refusal::Changed {
        by,
        version,
        differences,
        time,
        ..
    } = late
    else {
        panic!("not told of the other admin: {late:?}")
    };
    assert_eq!(
        (by.as_str(), version, time.as_str()),
        ("Asha", 2, "09:00:00")
    );
    let difference = |field: &str, theirs: &str, yours: Option<&str>| Difference {
        field: field.into(),
        theirs: theirs.into(),
        yours: yours.map(Into::into),
    };
    assert_eq!(
        differences,
        [
            difference("price", "48.00", Some("50.00")),
            difference("low_at", "7", None)
        ]
    );
    let seen = shop
        .shop
        .read(|db| catalogue::sweet(db, id))
        .unwrap()
        .unwrap();
    assert_eq!(seen.price.minor(), 4800);

    assert_eq!(edit(&shop, id, version, price(5000)).unwrap(), 3);
    let seen = shop
        .shop
        .read(|db| catalogue::sweet(db, id))
        .unwrap()
        .unwrap();
    assert_eq!((seen.price.minor(), seen.low_at), (5000, 7));
}

#[test]
fn an_edit_that_is_refused_leaves_the_sweet_as_it_was() {
    let shop = TestShop::new();
    add(&shop, sweet("Halwa", 100)).unwrap();
    let id = add(&shop, sweet("Kaju Katli", 4500)).unwrap();
    let change = SweetChange {
        price: Some(Money::from_minor(1)),
        name: Some("HALWA".into()),
        ..SweetChange::default()
    };
    assert!(matches!(
        refusal(edit(&shop, id, 1, change)),
        Refusal::Taken { .. }
    ));
    let seen = shop
        .shop
        .read(|db| catalogue::sweet(db, id))
        .unwrap()
        .unwrap();
    assert_eq!((seen.version, seen.price.minor()), (1, 4500));
    // Its own name in another case is no other's.
    let change = SweetChange {
        name: Some("KAJU katli".into()),
        ..SweetChange::default()
    };
    assert_eq!(edit(&shop, id, 1, change).unwrap(), 2);
    assert_eq!(found(&shop, "kaju"), ["KAJU katli"]);
}

#[test]
fn the_stock_room_finds_a_sweet_by_a_part_of_its_codes() {
    let shop = TestShop::new();
    let katli = add(
        &shop,
        AddSweet {
            sku: Some("BAR-KAJU-7".into()),
            barcodes: vec!["8900000010110".into(), "aB-77x".into()],
            ..sweet("Katli", 100)
        },
    );
    let katli = katli.unwrap();
    let kaju = add(&shop, sweet("Kaju roll", 100)).unwrap();
    let found = |text: &str| {
        let query = ShelfQuery {
            text: text.into(),
            ..ShelfQuery::default()
        };
        shop.shop.read(|db| stock::shelf_ids(db, &query)).unwrap()
    };
    assert_eq!(found("r-kaj"), [katli]);
    assert_eq!(found("1011"), [katli]);
    assert_eq!(found("b-77"), [katli]);
    assert_eq!(
        found("kaju"),
        [kaju, katli],
        "whose code has it is found beside whose name has it"
    );
    assert_eq!(found("kaju-7"), [katli]);
    assert_eq!(found("bar-kaju-7"), [katli]);
    assert!(found("\"kaju").is_empty());
    assert_eq!(found("kaju roll"), [kaju]);
    assert!(found("9999").is_empty());
    // However a statement takes conflicts, what it leaves is found, and nothing else.
    let file = Connection::open(&shop.path).unwrap();
    file.execute_batch(
        "INSERT OR IGNORE INTO barcodes (code, sweet) VALUES ('777001', 1);
         INSERT INTO barcodes (code, sweet) VALUES ('777001', 2)
         ON CONFLICT DO UPDATE SET sweet = excluded.sweet;
         UPDATE OR IGNORE sweets SET sku = 'BAR-KAJU-8' WHERE id = 1",
    )
    .unwrap();
    assert_eq!((found("7700"), found("kaju-8")), (vec![kaju], vec![katli]));
    assert!(found("kaju-7").is_empty());
    file.execute_batch("DELETE FROM barcodes WHERE code = '777001'")
        .unwrap();
    assert!(found("7700").is_empty());
    // What is in no code any more finds nothing, and what came does.
    let change = SweetChange {
        sku: Some(Some("TRAY-1".into())),
        ..SweetChange::default()
    };
    edit(&shop, katli, 1, change).unwrap();
    assert!(found("kaju-7").is_empty());
    assert_eq!((found("tray"), found("1011")), (vec![katli], vec![katli]));
    let change = SweetChange {
        barcodes: Some(vec!["8900000020220".into(), "aB-77x".into()]),
        ..SweetChange::default()
    };
    edit(&shop, katli, 2, change).unwrap();
    assert!(found("1011").is_empty());
    for part in ["tray", "2022", "b-77"] {
        assert_eq!(found(part), [katli], "{part}");
    }
    let change = SweetChange {
        sku: Some(Some("KAJU-R".into())),
        barcodes: Some(vec!["8900000010110".into()]),
        ..SweetChange::default()
    };
    edit(&shop, kaju, 1, change).unwrap();
    assert_eq!((found("1011"), found("aju-r")), (vec![kaju], vec![kaju]));
}
