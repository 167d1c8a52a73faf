//! The sample shop, which a first-time user meets.

use sherbet::{
    shop::{
        catalogue,
        stock::{self, ShelfQuery},
    },
    values::{Quantity, Unit},
};

use crate::support::founding;

#[test]
fn the_sample_shop_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.sherbet");
    let founding = sherbet::shop::Founding {
        sample: true,
        ..founding()
    };
    let clock = sherbet::values::SystemClock::shared();
    let shop = sherbet::shop::Shop::found(&path, clock, &founding).unwrap();
    let rows = shop
        .read(|db| {
            let ids = stock::shelf_ids(db, &ShelfQuery::default())?;
            stock::shelf_rows(db, &ids)
        })
        .unwrap();
    assert_eq!(rows.len(), 72);
    assert!(
        rows.iter()
            .all(|row| row.category.is_some() && !row.picture.is_empty())
    );
    assert_eq!(rows.iter().filter(|row| row.on_hand == 0).count(), 2);
    assert!(rows.iter().any(|row| row.name == "કાજુ કતલી"));
    // A few of everything, so that who tries the counter meets it.
    let like = |is: fn(&stock::ShelfRow) -> bool| rows.iter().filter(|row| is(row)).count();
    assert_eq!(like(|row| row.unit == Unit::Gram), 3);
    assert_eq!(like(|row| row.unit == Unit::Millilitre), 1);
    assert_eq!(like(|row| row.kit && row.on_hand > 0), 2);
    assert_eq!(like(|row| row.taxes.is_empty()), 0);
    let percents = |row: &stock::ShelfRow| row.taxes[0].rate.to_string();
    assert_eq!(rows.iter().filter(|row| percents(row) == "18").count(), 12);
    let label = shop.read(|db| Ok(catalogue::scanned(db, "2100101002502").unwrap().unwrap()));
    let label = label.unwrap();
    let of = rows.iter().find(|row| row.id == label.sweet).unwrap();
    assert_eq!(
        (of.name.as_str(), label.quantity.map(Quantity::get)),
        ("Mixed Mithai, loose", Some(250))
    );
    assert_eq!(shop.read(sherbet::shop::books::add_up).unwrap(), []);
}
