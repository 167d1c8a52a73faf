//! Kits: gift boxes that are put together of what is on the shelf.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    thread,
};

use serde_json::json;
use sherbet::{
    shop::{
        Refusal, Trouble,
        catalogue::{self, EditSweet, Part, SweetChange},
        sales::{self, Checkout, CheckoutLine, Destination, TakeBack, TakenLine, Tender, VoidSale},
        stock::{self, Loss, Order, Restock, ShelfQuery, WriteOff},
    },
    values::{Money, Quantity, RequestId, SweetId, Unit},
};

use crate::{
    checker,
    command_line_support::Corner,
    support::{TestShop, refusal, sell},
};

fn quantity(size: i64) -> Quantity {
    Quantity::of(size).unwrap()
}

fn parts(of: &[(SweetId, i64)]) -> SweetChange {
    let part = |&(sweet, size): &(SweetId, i64)| Part {
        sweet,
        quantity: quantity(size),
    };
    SweetChange {
        parts: Some(of.iter().map(part).collect()),
        ..SweetChange::default()
    }
}

fn basket(lines: &[(SweetId, i64)]) -> Checkout {
    Checkout {
        lines: lines
            .iter()
            .map(|&(sweet, size)| CheckoutLine::of(sweet, quantity(size)))
            .collect(),
        discount: None,
        tenders: vec![Tender::cash(Money::from_minor(1_000_000))],
        note: None,
        ..Checkout::default()
    }
}

impl TestShop {
    fn make(&self, kit: SweetId, version: i64, of: &[(SweetId, i64)]) -> Result<i64, Trouble> {
        let edit = EditSweet {
            sweet: kit,
            version,
            change: parts(of),
        };
        let edited = self.shop.execute(&self.admin, RequestId::new(), edit)?;
        Ok(edited.version)
    }

    fn sell_these(&self, lines: &[(SweetId, i64)]) -> Result<sales::Sold, Trouble> {
        self.shop
            .execute(&self.admin, RequestId::new(), basket(lines))
    }

    /// Two katli and a peda for 150.00; 10 and 4 of them are there.
    fn with_a_box() -> (TestShop, [SweetId; 3]) {
        let shop = TestShop::new();
        let katli = shop.sweet("Katli", 5_000, 10);
        let peda = shop.sweet("Peda", 3_000, 4);
        let gift = shop.sweet("Diwali Box", 15_000, 0);
        assert_eq!(shop.make(gift, 1, &[(katli, 2), (peda, 1)]).unwrap(), 2);
        (shop, [gift, katli, peda])
    }
}

#[test]
fn of_a_kit_there_is_what_its_parts_are_enough_for() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    assert_eq!(shop.on_hand(gift), 4);
    shop.sell_these(&[(katli, 5)]).unwrap();
    assert_eq!(shop.on_hand(gift), 2);
    let found = shop
        .shop
        .read(|db| stock::find_for_sale(db, shop.shop.names(), "box", 5))
        .unwrap();
    assert_eq!((found.rows[0].on_hand, found.rows[0].kit), (2, true));
    let by_stock = ShelfQuery {
        order: Order::OnHand,
        ..ShelfQuery::default()
    };
    let ids = shop
        .shop
        .read(|db| stock::shelf_ids(db, &by_stock))
        .unwrap();
    assert_eq!(ids, [gift, peda, katli]);
    shop.sell_these(&[(peda, 4)]).unwrap();
    let low = ShelfQuery {
        low_only: true,
        ..ShelfQuery::default()
    };
    let ids = shop.shop.read(|db| stock::shelf_ids(db, &low)).unwrap();
    assert_eq!(ids, [gift, peda]);
    shop.adds_up();
}

#[test]
fn a_kit_costs_its_own_price_and_its_parts_leave_the_shelf() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    let sold = shop.sell_these(&[(gift, 2), (katli, 1)]).unwrap();
    assert_eq!(sold.total, Money::from_minor(35_000));
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (5, 2));
    let moved = shop
        .shop
        .read(|db| stock::movements(db, katli, None, 1))
        .unwrap();
    assert_eq!((moved[0].delta, moved[0].receipt), (-5, Some(1)));
    shop.adds_up();
}

#[test]
fn a_kit_that_is_short_of_a_part_is_not_sold_and_the_part_is_named() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    shop.clock.step_ms(60_000);
    shop.sell_these(&[(peda, 2)]).unwrap();
    let refused = refusal(shop.sell_these(&[(gift, 3), (katli, 1)]));
    let Refusal::SoldOut { shortages } = &refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (shortages[0].sweet, shortages[0].wanted, shortages[0].left),
        (peda, 3, 2)
    );
    assert_eq!(shortages[0].kits, ["Diwali Box"]);
    assert_eq!(
        refused.to_string(),
        "nothing was sold: Peda has 2 left, 3 wanted for Diwali Box (Asha took 2 at 09:01:00, \
         window 1); sell what is left, or take it off the basket"
    );
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (10, 2));
    shop.adds_up();
}

#[test]
fn what_comes_back_of_a_kit_is_what_it_was_made_of_when_it_was_sold() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    shop.sell_these(&[(gift, 3)]).unwrap();
    let halwa = shop.sweet("Halwa", 2_000, 50);
    shop.make(gift, 2, &[(halwa, 5)]).unwrap();
    assert_eq!(shop.on_hand(gift), 10);
    let back = |size, to| TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: quantity(size),
            to,
        }],
        shift: None,
        to_credit: false,
        customer: None,
        reason: "not as ordered".into(),
        money_went_back: false,
    };
    let ask = |back| shop.shop.execute(&shop.admin, RequestId::new(), back);
    let one = ask(back(1, Destination::Stock)).unwrap();
    assert_eq!(one.total, Money::from_minor(-15_000));
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (6, 2));
    ask(back(2, Destination::Waste)).unwrap();
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (6, 2));
    assert_eq!(shop.on_hand(halwa), 50);
    shop.adds_up();

    shop.sell_these(&[(gift, 1), (halwa, 1)]).unwrap();
    assert_eq!(shop.on_hand(halwa), 44);
    let void = VoidSale {
        receipt: 4,
        reason: "a slip".into(),
        shift: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), void)
        .unwrap();
    assert_eq!(shop.on_hand(halwa), 50);
    shop.adds_up();
}

#[test]
fn a_kit_has_no_stock_of_its_own_and_no_kit_is_in_a_kit() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    let why = |answer: Result<i64, Trouble>| match refusal(answer) {
        Refusal::Invalid { field, why } => {
            assert_eq!(field, "parts");
            why
        }
        other => panic!("{other:?}"),
    };
    let larger = shop.sweet("Larger Box", 30_000, 0);
    assert_eq!(
        why(shop.make(larger, 1, &[(gift, 2)])),
        "Diwali Box is a kit itself, and no kit is in a kit: name its parts"
    );
    assert_eq!(
        why(shop.make(larger, 1, &[(larger, 1)])),
        "Larger Box is a kit itself, and no kit is in a kit: name its parts"
    );
    assert_eq!(
        why(shop.make(larger, 1, &[(peda, 1), (peda, 1)])),
        "Peda is named twice"
    );
    let other = shop.sweet("Other", 1, 0);
    assert_eq!(
        why(shop.make(peda, 1, &[(other, 1)])),
        "4 of Peda are on the shelf, and a kit has no stock of its own: count it to 0 first"
    );
    shop.sell_these(&[(peda, 4)]).unwrap();
    assert_eq!(
        why(shop.make(peda, 1, &[(other, 1)])),
        "Peda is in Diwali Box, and no kit is in a kit: take it out there first"
    );
    let to_grams = EditSweet {
        sweet: gift,
        version: 2,
        change: SweetChange {
            unit: Some(Unit::Gram),
            ..SweetChange::default()
        },
    };
    let own = "sweet: Diwali Box is a kit and has no stock of its own: name its parts";
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), to_grams));
    assert_eq!(refused.to_string(), own);
    assert_eq!(refusal(shop.restock(gift, 5)).to_string(), own);
    let lost = WriteOff {
        sweet: gift,
        quantity: Quantity::ONE,
        reason: Loss::Broken,
        note: None,
    };
    let lost = shop.shop.execute(&shop.admin, RequestId::new(), lost);
    assert_eq!(refusal(lost).to_string(), own);

    // Of nothing, it is a sweet like any other again.
    assert_eq!(shop.make(gift, 2, &[]).unwrap(), 3);
    shop.restock(gift, 5).unwrap();
    sell(&shop.shop, &shop.admin, RequestId::new(), gift, 1).unwrap();
    assert_eq!((shop.on_hand(gift), shop.on_hand(katli)), (4, 10));
    shop.adds_up();
}

#[test]
fn who_changes_a_kit_from_an_older_version_is_shown_both() {
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    shop.make(gift, 2, &[(katli, 4)]).unwrap();
    let refused = refusal(shop.make(gift, 2, &[(peda, 3)]));
    let Refusal::Changed {
        version,
        differences,
        ..
    } = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(version, 3);
    let [parts] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert_eq!(
        (
            parts.field.as_str(),
            parts.theirs.as_str(),
            parts.yours.as_deref()
        ),
        ("parts", "4 Katli", Some("3 Peda"))
    );
    let kept = shop
        .shop
        .read(|db| catalogue::sweet(db, gift))
        .unwrap()
        .unwrap();
    let texts: Vec<String> = kept.parts.iter().map(catalogue::NamedPart::text).collect();
    assert_eq!(texts, ["4 Katli"]);
}

#[test]
fn of_a_crowd_who_buys_kits_and_their_parts_nobody_gets_what_is_not_there() {
    const TILLS: usize = 64;
    let (shop, [gift, katli, peda]) = TestShop::with_a_box();
    let restock = |sweet, quantity| Restock {
        sweet,
        quantity,
        note: None,
    };
    for (sweet, more) in [(katli, 90), (peda, 36)] {
        shop.shop
            .execute(&shop.admin, RequestId::new(), restock(sweet, more))
            .unwrap();
    }
    // 100 katli and 40 pedas; wanted are 192 katli and 128 pedas.
    let sold: [AtomicI64; 3] = Default::default();
    thread::scope(|scope| {
        for till in 0..TILLS {
            let (shop, sold) = (&shop, &sold);
            scope.spawn(move || {
                let wanted: [&[(SweetId, i64)]; 3] = [&[(gift, 1)], &[(katli, 1)], &[(peda, 1)]];
                for turn in 0..3 {
                    let which = (till + turn) % 3;
                    match shop.sell_these(wanted[which]) {
                        Ok(_) => {
                            sold[which].fetch_add(1, Ordering::Relaxed);
                        }
                        Err(Trouble::Refused(Refusal::SoldOut { .. })) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    let [gifts, katlis, pedas] = sold.map(AtomicI64::into_inner);
    assert_eq!(shop.on_hand(katli), 100 - 2 * gifts - katlis);
    assert_eq!(shop.on_hand(peda), 40 - gifts - pedas);
    assert!(shop.on_hand(katli) >= 0);
    assert_eq!(shop.on_hand(peda), 0);
    assert_eq!(shop.on_hand(gift), 0);
    checker::whole(&shop.path);
}

#[test]
fn the_command_line_says_what_a_kit_is_made_of() {
    let corner = Corner::founded();
    corner.sweet("Katli", 10);
    corner.sweet("Peda", 4);
    corner.sweet("Box", 0);
    let made = corner.asha(["sweets", "parts", "Box", "Katli=2", "Peda=1"]);
    assert_eq!(made.done()["version"], 2);
    let shown = corner.asha(["sweets", "show", "Box"]).answer();
    assert_eq!(shown["parts"][0]["name"], "Katli");
    assert_eq!(shown["parts"][0]["quantity"], 2);
    assert_eq!(corner.on_hand("Box"), 4);
    let sold = corner.asha(["sell", "--line", "Box", "--cash", "10.99"]);
    assert_eq!(sold.done()["change_minor"], 0);
    assert_eq!((corner.on_hand("Katli"), corner.on_hand("Peda")), (8, 3));

    let mut run = corner.teller("Asha", &[]);
    let edited = run.ask(&json!({ "request": RequestId::new().to_string(), "do": "catalogue.edit",
        "sweet": "Box", "version": 2, "change": { "parts": [{ "sweet": "Peda", "quantity": 3 }] } }));
    assert_eq!(edited["done"]["version"], 3, "{edited}");
    run.finish();
    assert_eq!(corner.on_hand("Box"), 1);
    let none = corner.asha(["sweets", "parts", "Box", "--none"]);
    assert_eq!(none.done()["version"], 4);
    assert_eq!(corner.on_hand("Box"), 0);
    corner.is_whole();
}
