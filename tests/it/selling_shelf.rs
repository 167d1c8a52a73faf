//! What the shelf allows: below zero, in which unit, and written off.

use sherbet::{
    shop::{
        Refusal,
        catalogue::{self, AddSweet, EditSweet, SweetChange},
        stock::{Loss, Restock, WriteOff},
    },
    values::{Quantity, RequestId, Unit},
};

use crate::support::{TestShop, refusal};

#[test]
fn stock_goes_below_zero_only_where_the_sweet_may() {
    let shop = TestShop::new();
    let samosa = shop.sweet("Samosa", 1000, 1);
    let edit = |version, below_zero| EditSweet {
        sweet: samosa,
        version,
        change: SweetChange {
            below_zero: Some(below_zero),
            ..SweetChange::default()
        },
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);

    assert!(matches!(
        refusal(shop.sell(samosa, 3)),
        Refusal::SoldOut { .. }
    ));
    change(edit(1, true)).unwrap();
    shop.sell(samosa, 3).unwrap();
    assert_eq!(shop.on_hand(samosa), -2);
    assert_eq!(
        refusal(change(edit(2, false))),
        Refusal::invalid("below_zero", "its stock is below 0 now: count it first")
    );
    shop.restock(samosa, 2).unwrap();
    change(edit(2, false)).unwrap();
    assert!(matches!(
        refusal(shop.sell(samosa, 1)),
        Refusal::SoldOut { .. }
    ));
    shop.adds_up();
}

#[test]
fn a_unit_is_chosen_before_the_first_movement() {
    let shop = TestShop::new();
    let halwa = shop.sweet("Halwa", 64_000, 0);
    let edit = |version, unit| EditSweet {
        sweet: halwa,
        version,
        change: SweetChange {
            unit: Some(unit),
            per: Some(1000),
            ..SweetChange::default()
        },
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);

    change(edit(1, Unit::Gram)).unwrap();
    let restock = Restock {
        sweet: halwa,
        quantity: 750,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), restock)
        .unwrap();
    let refused = refusal(change(edit(2, Unit::Piece)));
    assert!(
        refused.to_string().starts_with("unit: can't be changed"),
        "{refused}"
    );
    let kept = shop.shop.read(|db| catalogue::sweet(db, halwa)).unwrap();
    assert_eq!(kept.unwrap().unit, Unit::Gram);
}

#[test]
fn what_broke_is_written_off_with_its_reason_and_never_more_than_there_is() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 5);
    let lose = |quantity, reason| WriteOff {
        sweet: katli,
        quantity: Quantity::of(quantity).unwrap(),
        reason,
        note: None,
    };
    let write_off = |lost| shop.shop.execute(&shop.admin, RequestId::new(), lost);

    assert_eq!(write_off(lose(2, Loss::Broken)).unwrap().on_hand, 3);
    assert_eq!(write_off(lose(1, Loss::Sample)).unwrap().on_hand, 2);
    assert_eq!(
        refusal(write_off(lose(3, Loss::Waste))),
        Refusal::invalid("quantity", "is more than there is of Kaju Katli: 2")
    );
    let halwa = shop.shop.execute(
        &shop.admin,
        RequestId::new(),
        AddSweet {
            unit: Unit::Gram,
            opening: 1500,
            ..crate::support::sweet("Halwa", 10)
        },
    );
    let too_much = WriteOff {
        sweet: halwa.unwrap().sweet,
        ..lose(2000, Loss::Waste)
    };
    assert_eq!(
        refusal(write_off(too_much)),
        Refusal::invalid("quantity", "is more than there is of Halwa: 1.5 kg")
    );
    shop.adds_up();
}
