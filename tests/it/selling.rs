//! What a sale can be: weighed, taxed, discounted, of what is no sweet.

use sherbet::{
    shop::{
        Permission, Refusal,
        catalogue::AddSweet,
        pricing::Discount,
        sales::{Checkout, CheckoutLine, QuickItem, Tender},
        taxes::{AddTax, EditTax},
    },
    values::{Money, RequestId, Unit},
};

use crate::{
    selling_support::{line, money, rate, sale},
    support::{TestShop, checkout, refusal, sweet},
};

#[test]
fn a_receipt_shows_the_taxes_inside_its_prices() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "12", true);
    let katli = shop.taxed("Kaju Katli", 5250, &[gst]);

    let sold = shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(6000))]));

    assert_eq!((sold.total, sold.change), (money(5250), money(750)));
    let receipt = shop.receipt(1);
    assert_eq!(receipt.net, money(4687));
    let taxes: Vec<_> = receipt
        .taxes
        .iter()
        .map(|tax| (tax.name.as_str(), tax.rate, tax.inside, tax.amount))
        .collect();
    assert_eq!(taxes, [("GST", rate("12"), true, money(563))]);
}

#[test]
fn taxes_on_top_and_a_discount_on_the_line_come_to_the_last_paisa() {
    let shop = TestShop::new();
    let (cgst, sgst) = (shop.tax("CGST", "9", false), shop.tax("SGST", "9", false));
    let ladoo = shop.taxed("Motichoor Ladoo", 9000, &[cgst, sgst]);

    let off = CheckoutLine {
        discount: Some(Discount::Percent(rate("5"))),
        ..line(ladoo, 20)
    };
    let sold = shop.do_it(sale(vec![off], vec![Tender::cash(money(201_780))]));

    assert_eq!((sold.total, sold.change), (money(201_780), money(0)));
    let receipt = shop.receipt(1);
    let line = &receipt.lines[0];
    assert_eq!(
        (line.amount, line.discount, line.net, line.gross),
        (money(180_000), money(9_000), money(171_000), money(201_780))
    );
    let taxes: Vec<Money> = line.taxes.iter().map(|tax| tax.amount).collect();
    assert_eq!(taxes, [money(15_390), money(15_390)]);
    shop.adds_up();
}

#[test]
fn a_discount_on_the_whole_is_shared_out_over_the_lines() {
    let shop = TestShop::new();
    let (katli, peda) = (
        shop.sweet("Kaju Katli", 1000, 9),
        shop.sweet("Peda", 500, 9),
    );

    let sold = shop.do_it(Checkout {
        discount: Some(Discount::Amount(money(100))),
        ..sale(
            vec![line(katli, 1), line(peda, 1)],
            vec![Tender::cash(money(1400))],
        )
    });

    assert_eq!(sold.total, money(1400));
    let shares: Vec<Money> = shop
        .receipt(1)
        .lines
        .iter()
        .map(|line| line.share)
        .collect();
    assert_eq!(shares, [money(67), money(33)]);
}

#[test]
fn what_is_weighed_is_sold_by_the_gram_at_its_price_for_a_kilogram() {
    let shop = TestShop::new();
    let halwa = shop.add(AddSweet {
        unit: Unit::Gram,
        per: 1000,
        opening: 5000,
        ..sweet("Karachi Halwa", 64_000)
    });

    let sold = shop.do_it(sale(
        vec![line(halwa, 250)],
        vec![Tender::cash(money(16_000))],
    ));

    assert_eq!(sold.total, money(16_000));
    assert_eq!(shop.on_hand(halwa), 4750);
    let receipt = shop.receipt(1);
    let line = &receipt.lines[0];
    assert_eq!(
        (line.unit, line.quantity, line.per),
        (Unit::Gram, 250, 1000)
    );
}

#[test]
fn who_sells_gives_discounts_up_to_the_limit_and_no_further() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let with = |percent: &str| Checkout {
        discount: Some(Discount::Percent(rate(percent))),
        ..checkout(katli, 1)
    };

    let sold = shop.shop.execute(&ravi, RequestId::new(), with("10"));
    assert_eq!(sold.unwrap().total, money(900));
    let refused = refusal(shop.shop.execute(&ravi, RequestId::new(), with("10.1")));
    assert_eq!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::DiscountMore,
            who: "Ravi".into()
        }
    );
    let cheaper = CheckoutLine {
        sold_at: Some(money(1)),
        ..line(katli, 1)
    };
    let cheaper = sale(vec![cheaper], vec![Tender::cash(money(1))]);
    let refused = refusal(shop.shop.execute(&ravi, RequestId::new(), cheaper.clone()));
    assert!(matches!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::ChangePrice,
            ..
        }
    ));
    assert_eq!(shop.do_it(cheaper).total, money(1));
    assert_eq!(shop.on_hand(katli), 7);
}

#[test]
fn a_tenth_off_is_a_tenth_whatever_the_price_and_two_of_them_are_more() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1999, 9);
    let tenth = Some(Discount::Percent(rate("10")));
    let sell = |on_line, on_all| {
        let line = CheckoutLine {
            discount: on_line,
            ..line(katli, 1)
        };
        let sale = Checkout {
            discount: on_all,
            ..sale(vec![line], vec![Tender::cash(money(1999))])
        };
        shop.shop.execute(&ravi, RequestId::new(), sale)
    };

    assert_eq!(sell(tenth, None).unwrap().total, money(1799));
    assert_eq!(sell(None, tenth).unwrap().total, money(1799));
    assert!(matches!(
        refusal(sell(tenth, tenth)),
        Refusal::NotAllowed {
            needs: Permission::DiscountMore,
            ..
        }
    ));
    let amount = |minor| Some(Discount::Amount(money(minor)));
    assert_eq!(sell(amount(200), None).unwrap().total, money(1799));
    assert!(sell(amount(201), None).is_err());
}

#[test]
fn what_comes_to_something_else_than_was_shown_is_not_sold() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "10", false);
    let katli = shop.taxed("Kaju Katli", 1000, &[gst]);
    let shown = |minor| Checkout {
        total: Some(money(minor)),
        ..sale(vec![line(katli, 1)], vec![Tender::cash(money(5000))])
    };

    assert_eq!(
        shop.refuse(shown(1000)),
        Refusal::TotalChanged {
            shown: "10.00".into(),
            now: "11.00".into()
        }
    );
    assert_eq!(shop.on_hand(katli), 100);
    assert_eq!(shop.do_it(shown(1100)).total, money(1100));
}

#[test]
fn an_item_that_is_no_sweet_is_sold_with_the_usual_taxes_by_who_may() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let add = AddTax {
        name: "VAT".into(),
        rate: rate("21"),
        inside: true,
        usual: true,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap();
    let ribbon = CheckoutLine {
        item: Some(QuickItem {
            name: "Gift ribbon".into(),
            price: money(1190),
        }),
        ..CheckoutLine::default()
    };
    let ribbon = sale(vec![ribbon], vec![Tender::cash(money(1190))]);

    assert!(matches!(
        refusal(shop.shop.execute(&ravi, RequestId::new(), ribbon.clone())),
        Refusal::NotAllowed {
            needs: Permission::SellAnything,
            ..
        }
    ));
    assert_eq!(shop.do_it(ribbon).number, 1);
    let receipt = shop.receipt(1);
    assert_eq!(
        (receipt.lines[0].sweet, receipt.lines[0].net),
        (None, money(983))
    );
    assert_eq!(receipt.taxes[0].amount, money(207));
    shop.adds_up();
}

#[test]
fn a_tax_that_changes_leaves_old_receipts_as_they_were() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "12", true);
    let katli = shop.taxed("Kaju Katli", 5250, &[gst]);
    shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(5250))]));

    let edit = |version, percent: &str| EditTax {
        tax: gst,
        version,
        name: None,
        rate: Some(rate(percent)),
        inside: None,
        usual: None,
        retired: None,
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);
    assert_eq!(change(edit(1, "5")).unwrap().version, 2);
    assert!(matches!(
        refusal(change(edit(1, "18"))),
        Refusal::Changed { version: 2, .. }
    ));
    shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(5250))]));

    assert_eq!(shop.receipt(1).taxes[0].rate, rate("12"));
    assert_eq!(shop.receipt(2).taxes[0].rate, rate("5"));
    assert_eq!(shop.receipt(2).taxes[0].amount, money(250));
}
