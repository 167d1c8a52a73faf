//! Quotations that are withdrawn, and found again by what became of them.

use sherbet::{
    shop::{
        books,
        sales::{
            Tender,
            quotes::{self, MakeQuotation, SellQuotation, Shown, WithdrawQuotation},
        },
    },
    values::RequestId,
};

use crate::{
    quotations_support::{money, of, offer_of, promised, sale},
    support::{TestShop, refusal},
};

#[test]
fn what_was_withdrawn_is_kept_and_not_sold() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let number = shop.quote(vec![of(katli, 2)]);
    let withdraw = |quotation| {
        let reason = Some("a slip".into());
        let withdraw = WithdrawQuotation { quotation, reason };
        shop.shop.execute(&shop.admin, RequestId::new(), withdraw)
    };
    withdraw(number).unwrap();
    let kept = shop.quoted(number);
    let withdrawn = kept.withdrawn.unwrap();
    assert_eq!(
        (withdrawn.by.as_str(), withdrawn.reason.as_deref()),
        ("Asha", Some("a slip"))
    );
    let sell = SellQuotation {
        quotation: number,
        tenders: vec![Tender::cash(money(2_000))],
        note: None,
        shift: None,
    };
    let why = "1 was withdrawn: make a new one";
    for refused in [
        refusal(withdraw(number)),
        refusal(shop.taken_up(number)),
        refusal(
            shop.shop
                .execute(&shop.admin, RequestId::new(), sell.clone()),
        ),
    ] {
        assert_eq!(refused.to_string(), format!("quotation: {why}"));
    }
    let sold = shop.quote(vec![of(katli, 1)]);
    let sell = SellQuotation {
        quotation: sold,
        ..sell
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sell)
        .unwrap();
    let refused = refusal(withdraw(sold)).to_string();
    assert!(refused.contains("was sold already"), "{refused}");
    shop.adds_up();

    let files = sherbet::store::Files::beside(&shop.path).unwrap();
    let file = rusqlite::Connection::open(files.database()).unwrap();
    let refused = file.execute_batch("DELETE FROM quotation_withdrawals");
    assert_eq!(refused.unwrap_err().to_string(), "quotations are kept");
    file.execute_batch(
        "DROP TRIGGER quotation_withdrawals_kept; DELETE FROM quotation_withdrawals;",
    )
    .unwrap();
    let found = shop.shop.read(books::add_up).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].rule,
        "a quotation that was withdrawn has its record, and was not sold"
    );
}

#[test]
fn quotations_are_found_by_customer_number_and_what_became_of_them() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 50);
    for customer in ["Meera", "Omar", "Meera’s aunt", "Ana"] {
        let make = MakeQuotation {
            customer: customer.into(),
            ..offer_of(vec![of(katli, 1)])
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), make)
            .unwrap();
    }
    shop.ask(sale(vec![promised(katli, 1, 0)], 1_000)).unwrap();
    let withdraw = WithdrawQuotation {
        quotation: 2,
        reason: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), withdraw)
        .unwrap();
    let zone = shop.shop.about().zone;
    let found = |shown, text: &str, days: i64| -> Vec<i64> {
        let today = zone.date(crate::support::MORNING) + chrono::Days::new(days as u64);
        let found = shop
            .shop
            .read(|db| quotes::find(db, (shown, today), text, 3));
        found.unwrap().iter().map(|found| found.number).collect()
    };
    assert_eq!(found(Shown::All, "", 0), [4, 3, 2]);
    assert_eq!(found(Shown::All, "MEERA", 0), [3, 1]);
    assert_eq!(found(Shown::All, "Q000002", 0), [2]);
    assert_eq!(found(Shown::Open, "", 7), [4, 3]);
    assert_eq!(found(Shown::Open, "", 8), Vec::<i64>::new());
    assert_eq!(found(Shown::Sold, "", 8), [1]);
    assert_eq!(found(Shown::Gone, "", 0), [2]);
    assert_eq!(found(Shown::Gone, "", 8), [4, 3, 2]);
}
