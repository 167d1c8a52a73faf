//! What a scanner reads is one sweet's, whether as its SKU or its barcode.

use sherbet::{
    shop::{
        Refusal, Trouble,
        catalogue::{self, AddSweet, EditSweet, SweetChange},
    },
    values::{RequestId, SweetId},
};

use crate::support::{TestShop, refusal, sweet};

fn add(
    shop: &TestShop,
    name: &str,
    sku: Option<&str>,
    barcodes: &[&str],
) -> Result<SweetId, Trouble> {
    let add = AddSweet {
        sku: sku.map(Into::into),
        barcodes: barcodes.iter().map(|code| (*code).into()).collect(),
        ..sweet(name, 100)
    };
    let added = shop.shop.execute(&shop.admin, RequestId::new(), add)?;
    Ok(added.sweet)
}

fn edit(shop: &TestShop, sweet: SweetId, change: SweetChange) -> Result<i64, Trouble> {
    let edit = EditSweet {
        sweet,
        version: 1,
        change,
    };
    let edited = shop.shop.execute(&shop.admin, RequestId::new(), edit)?;
    Ok(edited.version)
}

fn taken(field: &str, value: &str) -> Refusal {
    Refusal::Taken {
        field: field.into(),
        value: value.into(),
    }
}

#[test]
fn a_sku_is_no_other_sweets_barcode_and_a_barcode_no_other_sweets_sku() {
    let shop = TestShop::new();
    let katli = add(&shop, "Kaju Katli", Some("kk-250"), &["890-Kaju"]).unwrap();
    let sku = |sku| add(&shop, "Mathura Peda", Some(sku), &[]);
    assert_eq!(refusal(sku("890-kaju")), taken("sku", "890-Kaju"));
    let barcode = |code| add(&shop, "Mathura Peda", None, &["1", code]);
    assert_eq!(refusal(barcode("kk-250")), taken("barcodes", "kk-250"));
    assert_eq!(refusal(barcode("KK-250")), taken("barcodes", "KK-250"));

    let peda = add(&shop, "Mathura Peda", Some("MP"), &["1"]).unwrap();
    let to_sku = SweetChange {
        sku: Some(Some("890-KAJU".into())),
        ..SweetChange::default()
    };
    assert_eq!(refusal(edit(&shop, peda, to_sku)), taken("sku", "890-Kaju"));
    let to_code = SweetChange {
        barcodes: Some(vec!["Kk-250".into()]),
        ..SweetChange::default()
    };
    let refused = refusal(edit(&shop, peda, to_code));
    assert_eq!(refused, taken("barcodes", "Kk-250"));

    // Its own is no other's.
    let own = SweetChange {
        barcodes: Some(vec!["kk-250".into()]),
        ..SweetChange::default()
    };
    assert_eq!(edit(&shop, katli, own).unwrap(), 2);
    let found = shop.shop.read(|db| Ok(catalogue::resolve(db, "kk-250")));
    assert_eq!(found.unwrap().unwrap(), katli);
}
