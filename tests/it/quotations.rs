//! Quotations: what was offered is sold for what it said, once and in time.

use std::thread;

use sherbet::{
    shop::{
        Permission, Refusal, Trouble, books,
        catalogue::{EditSweet, Part, SweetChange},
        pricing::Discount,
        sales::{
            self, HeldBasket, Sold,
            baskets::{self, BasketLine, SaveBasket},
            quotes::{self, MakeQuotation},
        },
        taxes::{AddTax, EditTax},
    },
    store::Files,
    values::{Quantity, Rate, RequestId},
};

use crate::{
    checker,
    quotations_support::{money, offer, sell},
    support::{TestShop, refusal},
};

#[test]
fn what_was_offered_is_sold_at_its_prices_by_whoever_sells() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let vat = AddTax {
        name: "VAT".into(),
        rate: Rate::parse("21").unwrap(),
        inside: false,
        usual: true,
    };
    let vat = shop
        .shop
        .execute(&shop.admin, RequestId::new(), vat)
        .unwrap();
    let katli = shop.sweet("Katli", 1_000, 10);
    let peda = shop.sweet("Peda", 333, 10);
    let made = shop
        .offer(MakeQuotation {
            discount: Some(Discount::Amount(money(777))),
            note: Some("for the wedding".into()),
            ..offer(&[(katli, 2), (peda, 3)])
        })
        .unwrap();
    // Katli 2,000 − 518 = 1,482 and 311 of tax; peda 999 − 259 = 740 and 155.
    assert_eq!((made.number, made.total), (1, money(1_793 + 895)));

    shop.reprice(katli, 1, 5_000);
    let change = EditTax {
        tax: vat.tax,
        version: 1,
        name: None,
        rate: Some(Rate::parse("30").unwrap()),
        inside: None,
        usual: None,
        retired: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    // The last minute of the last day, in Kolkata.
    shop.clock.step_ms((7 * 24 * 60 + 14 * 60 + 59) * 60_000);
    let sold = shop.shop.execute(&ravi, RequestId::new(), sell(1, 3_000));
    let sold = sold.unwrap();
    assert_eq!(
        (sold.number, sold.total, sold.change),
        (1, money(2_688), money(312))
    );
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (8, 7));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines[0].price, money(1_000));
    assert_eq!(receipt.taxes[0].amount, money(466));
    assert_eq!(receipt.note.as_deref(), Some("for the wedding"));
    assert_eq!(shop.quoted(1).sold_on, Some(1));
    shop.adds_up();
}

#[test]
fn a_quotation_is_sold_once_also_by_a_crowd() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 100);
    shop.offer(offer(&[(katli, 1)])).unwrap();
    let sold: Vec<Result<Sold, Trouble>> = thread::scope(|scope| {
        let all: Vec<_> = (0..32)
            .map(|_| scope.spawn(|| shop.sell_offered(1, 1_000)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(sold.iter().filter(|sold| sold.is_ok()).count(), 1);
    for refused in sold.into_iter().filter(Result::is_err) {
        assert_eq!(
            refusal(refused).to_string(),
            "quotation: 1 was sold already, on receipt 1: make a new one"
        );
    }
    assert_eq!(shop.on_hand(katli), 99);
    shop.adds_up();
    checker::whole(&shop.path);
}

#[test]
fn a_quotation_that_is_over_is_not_sold_and_none_is_made_for_a_day_that_is() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let until = |day: &str| MakeQuotation {
        valid_until: day.into(),
        ..offer(&[(katli, 1)])
    };
    assert_eq!(
        refusal(shop.offer(until("2026-03-01"))).to_string(),
        "valid_until: is a day that is over: choose a later one"
    );
    for odd in ["", "tomorrow", "2026-02-30", "09.03.2026", "2026-3-9"] {
        assert_eq!(
            refusal(shop.offer(until(odd))).to_string(),
            "valid_until: is written as a day, such as 2026-03-31",
            "{odd}"
        );
    }
    let nobody = MakeQuotation {
        customer: " ".into(),
        ..offer(&[(katli, 1)])
    };
    assert!(
        matches!(refusal(shop.offer(nobody)), Refusal::Invalid { field, .. } if field == "customer")
    );
    assert!(
        matches!(refusal(shop.offer(offer(&[]))), Refusal::Invalid { field, .. } if field == "lines")
    );
    // What was refused took no number.
    assert_eq!(shop.offer(until("2026-03-02")).unwrap().number, 1);
    assert_eq!(shop.offer(until("2026-03-09")).unwrap().number, 2);
    // Midnight in Kolkata.
    shop.clock.step_ms(15 * 60 * 60_000);
    assert_eq!(
        refusal(shop.sell_offered(1, 1_000)).to_string(),
        "quotation: 1 was valid until 2026-03-02: make a new one at the prices of today"
    );
    assert!(matches!(
        refusal(shop.sell_offered(3, 1_000)),
        Refusal::Unknown { .. }
    ));
    let short = refusal(shop.sell_offered(2, 999)).to_string();
    assert_eq!(short, "cash: 9.99 is 0.01 short of 10.00");
    shop.sell_offered(2, 1_000).unwrap();
    let listed = shop.shop.read(|db| quotes::list(db, None, 10)).unwrap();
    let listed: Vec<_> = listed.iter().map(|q| (q.number, q.sold_on)).collect();
    assert_eq!(listed, [(2, Some(1)), (1, None)]);
    shop.adds_up();
}

#[test]
fn what_is_not_there_any_more_is_not_sold_by_quotation_either() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 4);
    let gift = shop.sweet("Box", 2_500, 0);
    let kit = EditSweet {
        sweet: gift,
        version: 1,
        change: SweetChange {
            parts: Some(vec![Part {
                sweet: katli,
                quantity: Quantity::of(2).unwrap(),
            }]),
            ..SweetChange::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), kit)
        .unwrap();
    shop.offer(offer(&[(gift, 2)])).unwrap();
    shop.sell(katli, 1).unwrap();
    let refused = refusal(shop.sell_offered(1, 5_000));
    assert!(matches!(&refused, Refusal::SoldOut { shortages } if shortages[0].left == 3));
    assert_eq!(shop.quoted(1).sold_on, None);
    shop.restock(katli, 1).unwrap();
    assert_eq!(shop.sell_offered(1, 5_000).unwrap().total, money(5_000));
    assert_eq!(shop.on_hand(katli), 0);
    shop.adds_up();
}

#[test]
fn who_may_not_change_a_price_can_not_offer_another_one_either() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Katli", 1_000, 4);
    let mut cheap = offer(&[(katli, 1)]);
    cheap.lines[0].sold_at = Some(money(1));
    let refused = refusal(shop.shop.execute(&ravi, RequestId::new(), cheap.clone()));
    assert!(matches!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::ChangePrice,
            ..
        }
    ));
    shop.offer(cheap).unwrap();
    let sold = shop
        .shop
        .execute(&ravi, RequestId::new(), sell(1, 1))
        .unwrap();
    assert_eq!(sold.total, money(1));
    shop.adds_up();
}

#[test]
fn a_quotation_is_made_of_a_basket_which_is_empty_afterwards() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 4);
    let basket = shop.shop.open_basket(&shop.admin, None).unwrap();
    let held = HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![BasketLine {
            sweet: Some(katli),
            quantity: Quantity::of(3).unwrap(),
            ..BasketLine::default()
        }],
        discount: Some(Discount::Percent(Rate::parse("10").unwrap())),
        note: Some("no nuts".into()),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), save)
        .unwrap();
    let of_it = || MakeQuotation {
        basket: Some(held.clone()),
        ..offer(&[])
    };
    assert_eq!(shop.offer(of_it()).unwrap().total, money(2_700));
    let quoted = shop.quoted(1);
    assert_eq!(
        (quoted.customer.as_str(), quoted.note.as_deref()),
        ("Meera", Some("no nuts"))
    );
    assert_eq!(
        (quoted.lines[0].quantity.get(), quoted.lines[0].discount),
        (3, money(300))
    );
    let account = shop.admin.account().unwrap();
    let left = shop.shop.read(|db| baskets::of(db, account)).unwrap();
    assert!(left.iter().all(|basket| basket.lines.is_empty()));
    assert!(
        matches!(refusal(shop.offer(of_it())), Refusal::Invalid { field, .. } if field == "lines")
    );
    shop.adds_up();
}

#[test]
fn what_is_in_a_quotation_is_kept_and_the_books_tell_of_what_is_not() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 4);
    shop.offer(offer(&[(katli, 1)])).unwrap();
    shop.sell_offered(1, 1_000).unwrap();
    let files = Files::beside(&shop.path).unwrap();
    let file = rusqlite::Connection::open(files.database()).unwrap();
    let refused = |sql: &str| file.execute_batch(sql).unwrap_err().to_string();
    assert_eq!(
        refused("UPDATE quotations SET sold_on = NULL"),
        "quotations are final"
    );
    assert_eq!(
        refused("UPDATE quotations SET total_minor = 1"),
        "quotations are final"
    );
    assert_eq!(refused("DELETE FROM quotations"), "quotations are kept");
    assert_eq!(
        refused("UPDATE quotation_lines SET quantity = 2"),
        "quotations are final"
    );
    file.execute_batch(
        "DROP TRIGGER quotations_final; UPDATE quotations SET sold_on = NULL, total_minor = 1",
    )
    .unwrap();
    let rules: Vec<&str> = shop
        .shop
        .read(books::add_up)
        .unwrap()
        .iter()
        .map(|found| found.rule)
        .collect();
    let expected = [
        "quotations are numbered without a gap, and come to the sum of their lines",
        "a quotation and its record agree, and each has the other",
        "a quotation is sold once, for what it says",
    ];
    for rule in expected {
        assert!(rules.contains(&rule), "{rules:?}");
    }
}
