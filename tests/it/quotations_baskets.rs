//! Quotations in baskets: what was promised stays promised, and is sold once.

use sherbet::{
    shop::{
        Permission, Refusal, Session, books,
        pricing::Discount,
        sales::{
            self, Checkout, CheckoutLine, HeldBasket, QuickItem,
            baskets::{self, Basket, ResumeBasket},
        },
        taxes::AddTax,
    },
    values::{BasketId, Rate, RequestId},
};

use crate::{
    quotations_support::{money, of, offer_of, promised, sale},
    support::{TestShop, refusal},
};

impl TestShop {
    fn resumed(&self, by: &Session, basket: BasketId) -> (HeldBasket, Basket) {
        let resume = ResumeBasket {
            basket,
            window: by.window().to_owned(),
        };
        let held = self.shop.execute(by, RequestId::new(), resume).unwrap();
        let account = by.account().unwrap();
        let mine = self.shop.read(|db| baskets::of(db, account)).unwrap();
        (held, mine.into_iter().find(|b| b.id == basket).unwrap())
    }
}

/// What is in a basket, as a window sells it.
fn as_sold((held, basket): (HeldBasket, Basket), cash_minor: i64) -> Checkout {
    let total = basket.cost().unwrap().gross;
    let lines = basket.lines.into_iter().map(|line| CheckoutLine {
        sweet: line.put.sweet,
        item: line.put.item,
        quantity: line.put.quantity,
        price: line.put.sweet.is_some().then_some(line.price),
        quoted: line.put.quoted,
        discount: line.put.discount,
        note: line.put.note,
        ..CheckoutLine::default()
    });
    Checkout {
        basket: Some(held),
        total: Some(total),
        ..sale(lines.collect(), cash_minor)
    }
}

#[test]
fn what_was_promised_stays_so_in_a_basket_and_is_sold_by_whoever_sells() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Katli", 1_000, 10);
    let ribbon = CheckoutLine {
        item: Some(QuickItem {
            name: "Ribbon".into(),
            price: money(500),
        }),
        sweet: None,
        ..of(katli, 2)
    };
    // Far cheaper than Ravi may sell, and with more taken off than he may give.
    let cheap = CheckoutLine {
        sold_at: Some(money(600)),
        discount: Some(Discount::Percent(Rate::parse("50").unwrap())),
        note: Some("no nuts".into()),
        ..of(katli, 3)
    };
    let number = shop.quote(vec![cheap, ribbon]);
    assert_eq!(shop.quoted(number).total, money(900 + 1_000));
    shop.reprice(katli, 1, 5_000);
    let vat = AddTax {
        name: "VAT".into(),
        rate: Rate::parse("21").unwrap(),
        inside: false,
        usual: true,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), vat)
        .unwrap();

    let taken = shop.taken_up(number).unwrap();
    assert_eq!(taken.label, "Quotation 1 · Meera");
    let resumed = shop.resumed(&ravi, taken.basket);
    assert_eq!(resumed.1.cost().unwrap().gross, money(1_900));
    let line = &resumed.1.lines[0];
    assert_eq!(line.promised_until.as_deref(), Some("2026-03-09"));
    assert_eq!(
        (
            line.put.quantity.get(),
            line.price,
            line.put.note.as_deref()
        ),
        (3, money(600), Some("no nuts"))
    );
    let sold = shop
        .shop
        .execute(&ravi, RequestId::new(), as_sold(resumed, 2_000));
    assert_eq!(sold.unwrap().total, money(1_900));
    assert_eq!(shop.on_hand(katli), 7);
    assert_eq!(shop.quoted(number).sold_on, Some(1));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(
        (receipt.lines[0].price, receipt.taxes.len()),
        (money(600), 0)
    );
    shop.adds_up();
}

#[test]
fn of_two_baskets_of_one_quotation_one_is_sold_and_the_other_told() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let number = shop.quote(vec![of(katli, 2)]);
    let [first, second] = [shop.taken_up(number), shop.taken_up(number)].map(Result::unwrap);
    let first = shop.resumed(&shop.admin, first.basket);
    shop.ask(as_sold(first, 2_000)).unwrap();
    // What was sold promises nothing any more: it costs what it costs now.
    shop.reprice(katli, 1, 1_500);
    let second = shop.resumed(&shop.admin, second.basket);
    assert_eq!(second.1.lines[0].put.quoted, None);
    assert_eq!(second.1.cost().unwrap().gross, money(3_000));
    let refused = refusal(shop.ask(sale(vec![promised(katli, number, 0)], 2_000)));
    assert_eq!(
        refused.to_string(),
        "lines[0].quoted.quotation: 1 was sold already, on receipt 1: make a new one"
    );
    let refused = refusal(shop.taken_up(number)).to_string();
    assert!(
        refused.starts_with("quotation: 1 was sold already"),
        "{refused}"
    );
    assert_eq!(shop.on_hand(katli), 8);
    shop.adds_up();
}

#[test]
fn a_promise_ends_with_its_last_day_also_in_a_basket() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let number = shop.quote(vec![of(katli, 2)]);
    let taken = shop.taken_up(number).unwrap();
    let basket = shop.resumed(&shop.admin, taken.basket);
    // Midnight after the 9th, in Kolkata.
    shop.clock.step_ms((7 * 24 + 15) * 60 * 60_000);
    let refused = refusal(shop.ask(as_sold(basket, 2_000))).to_string();
    assert_eq!(
        refused,
        "lines[0].quoted.quotation: 1 was valid until 2026-03-09: make a new one at the prices \
         of today"
    );
    assert_eq!(shop.quoted(number).sold_on, None);
}

#[test]
fn a_promise_is_believed_for_its_own_line_once_and_of_one_quotation() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 20);
    let peda = shop.sweet("Peda", 400, 20);
    let number = shop.quote(vec![of(katli, 2)]);
    let other = shop.quote(vec![of(peda, 2)]);
    let why = |lines| refusal(shop.ask(sale(lines, 10_000))).to_string();
    assert_eq!(
        why(vec![promised(peda, number, 0)]),
        "lines[0].quoted: quotation 1 does not offer that there"
    );
    assert_eq!(
        why(vec![promised(katli, number, 1)]),
        "lines[0].quoted: quotation 1 does not offer that there"
    );
    assert_eq!(
        why(vec![promised(katli, number, 0), promised(katli, number, 0)]),
        "lines[1].quoted: quotation 1 offers that line once only: take the other out"
    );
    assert_eq!(
        why(vec![promised(katli, number, 0), promised(peda, other, 0)]),
        "lines[1].quoted: a sale takes lines of one quotation: sell 2 by itself"
    );
    assert!(matches!(
        refusal(shop.ask(sale(vec![promised(katli, 9, 0)], 10_000))),
        Refusal::Unknown { .. }
    ));
    let again = offer_of(vec![promised(katli, number, 0)]);
    let again = refusal(shop.shop.execute(&shop.admin, RequestId::new(), again));
    assert!(
        again
            .to_string()
            .contains("promised by quotation 1 already")
    );
    // Other sweets may be beside it, and a discount on the whole within the limit.
    let beside = Checkout {
        discount: Some(Discount::Percent(Rate::parse("5").unwrap())),
        ..sale(vec![of(peda, 1), promised(katli, number, 0)], 10_000)
    };
    let ravi = shop.staff();
    let sold = shop.shop.execute(&ravi, RequestId::new(), beside).unwrap();
    assert_eq!(sold.total, money(2_280));
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (18, 19));
    assert_eq!(shop.quoted(number).sold_on, Some(sold.number));
    shop.adds_up();
}

#[test]
fn more_off_what_was_promised_counts_with_what_was_taken_off_it() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Katli", 1_000, 50);
    let peda = shop.sweet("Peda", 400, 50);
    let percent = |text: &str| Discount::Percent(Rate::parse(text).unwrap());
    // The shop's limit is 10 %, and Ravi may not go beyond it.
    let with_off = |off: &str| {
        shop.quote(vec![CheckoutLine {
            discount: Some(percent(off)),
            ..of(katli, 1)
        }])
    };
    let (tenth, half, little) = (with_off("10"), with_off("50"), with_off("4"));
    let whole = |lines, discount: Option<Discount>| Checkout {
        discount,
        ..sale(lines, 10_000)
    };
    let sell = |checkout| shop.shop.execute(&ravi, RequestId::new(), checkout);
    let refused = |lines, off: &str| {
        assert!(matches!(
            refusal(sell(whole(lines, Some(percent(off))))),
            Refusal::NotAllowed {
                needs: Permission::DiscountMore,
                ..
            }
        ));
    };
    let promise = |number| promised(katli, number, 0);
    refused(vec![promise(tenth)], "10");
    refused(vec![promise(tenth)], "0.1");
    refused(vec![promise(half)], "1");
    // 4 % and 6.25 % of the rest are just 10 %; a hundredth more is not.
    refused(vec![promise(little)], "6.4");
    // What is beside it makes no room for more.
    refused(vec![promise(tenth), of(peda, 20)], "1");
    // Nor does a promise make room for what is beside it.
    let beside = CheckoutLine {
        discount: Some(percent("10")),
        ..of(peda, 1)
    };
    refused(vec![promise(little), beside.clone()], "3");

    let sold = sell(whole(vec![promise(little)], Some(percent("6.25")))).unwrap();
    assert_eq!(sold.total, money(900));
    let sold = sell(whole(vec![promise(half), beside], None)).unwrap();
    assert_eq!(sold.total, money(500 + 360));
    let by_admin = whole(vec![promise(tenth)], Some(percent("10")));
    assert_eq!(shop.ask(by_admin).unwrap().total, money(810));
    shop.adds_up();
}

#[test]
fn the_books_tell_of_a_promise_that_was_sold_otherwise() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let number = shop.quote(vec![of(katli, 2)]);
    shop.ask(sale(vec![promised(katli, number, 0)], 2_000))
        .unwrap();
    shop.adds_up();
    let files = sherbet::store::Files::beside(&shop.path).unwrap();
    let file = rusqlite::Connection::open(files.database()).unwrap();
    file.execute_batch(
        "DROP TRIGGER quotation_lines_final; UPDATE quotation_lines SET price_minor = 999",
    )
    .unwrap();
    let rules: Vec<&str> = shop
        .shop
        .read(books::add_up)
        .unwrap()
        .iter()
        .map(|found| found.rule)
        .collect();
    assert_eq!(
        rules,
        ["what a basket was promised by a quotation was sold as it was promised, and that sold it"]
    );
}
