//! What a shop's slips say that only its rows can tell.

use sherbet::{
    devices::{
        paper::{Sheet, SheetMark, Template},
        slips,
    },
    shop::{
        customers::AddCustomer,
        sales::{self, Checkout, Tender, TenderKind},
    },
    values::{Money, RequestId},
};

use crate::support::{TestShop, checkout};

#[test]
fn a_receipt_names_its_customer_the_notes_of_its_lines_and_how_it_was_paid() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 9);
    let add = AddCustomer {
        name: "Mrs. Deshpande".into(),
        ..AddCustomer::default()
    };
    let customer = shop.shop.execute(&shop.admin, RequestId::new(), add);
    let mut sale = Checkout {
        customer: Some(customer.unwrap().customer),
        tenders: vec![Tender {
            kind: TenderKind::Card,
            amount: Money::from_minor(4550),
            reference: Some("slip 7".into()),
        }],
        ..checkout(katli, 1)
    };
    sale.lines[0].note = Some("a chipped box".into());
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let slip = slips::of_receipt(shop.shop.about(), &receipt, &Template::default());
    let marks = Sheet::of(&slip).marks.into_iter();
    let written: Vec<String> = marks
        .filter_map(|mark| match mark {
            SheetMark::Text(text) => Some(text.text),
            SheetMark::Box { .. } => None,
        })
        .collect();
    for told in ["Mrs. Deshpande", "a chipped box", "Card · slip 7"] {
        assert!(
            written.iter().any(|text| text == told),
            "{told}: {written:?}"
        );
    }
}
