//! How a sale is paid: in cash with change and rounding, by card, or in several ways.

use sherbet::{
    shop::{
        Refusal,
        sales::{Tender, TenderKind},
        settings::Selling,
    },
    values::Money,
};

use crate::{
    selling_support::{line, money, paid, sale},
    support::TestShop,
};

#[test]
fn change_comes_out_of_the_cash_and_not_of_the_transfer() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_500, 9);

    let sold = shop.do_it(sale(
        vec![line(katli, 1)],
        vec![
            paid(TenderKind::Bank, 5_000, "NEFT 1"),
            Tender::cash(money(6_000)),
        ],
    ));

    assert_eq!((sold.cash, sold.change), (money(6_000), money(500)));
    let tenders: Vec<_> = shop
        .receipt(1)
        .tenders
        .into_iter()
        .map(|tender| (tender.kind, tender.given, tender.change, tender.reference))
        .collect();
    assert_eq!(
        tenders,
        [
            (
                TenderKind::Bank,
                money(5_000),
                money(0),
                Some("NEFT 1".into())
            ),
            (TenderKind::Cash, money(6_000), money(500), None),
        ]
    );
}

#[test]
fn change_is_of_the_cash_given_last_wherever_it_stands() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_500, 9);

    shop.do_it(sale(
        vec![line(katli, 1)],
        vec![
            Tender::cash(money(2_000)),
            Tender::cash(money(4_000)),
            paid(TenderKind::Bank, 5_000, "NEFT 1"),
        ],
    ));

    let change: Vec<Money> = shop.receipt(1).tenders.iter().map(|t| t.change).collect();
    assert_eq!(change, [money(0), money(500), money(0)]);
}

#[test]
fn a_card_that_is_charged_more_than_is_due_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);

    let refused = shop.refuse(sale(
        vec![line(katli, 1)],
        vec![paid(TenderKind::Card, 1001, "4711")],
    ));

    assert!(
        refused.to_string().contains("only cash gives change"),
        "{refused}"
    );
    let short = shop.refuse(sale(
        vec![line(katli, 1)],
        vec![
            paid(TenderKind::Card, 400, "4711"),
            Tender::cash(money(500)),
        ],
    ));
    assert_eq!(short.to_string(), "tenders: 9.00 is 1.00 short of 10.00");
    assert_eq!(shop.on_hand(katli), 9);
}

#[test]
fn what_is_due_in_cash_is_rounded_and_the_rounding_shown_apart() {
    let shop = TestShop::new();
    shop.choose(Selling {
        cash_step: money(5),
        ..Selling::default()
    });
    let toffee = shop.sweet("Toffee", 1572, 9);

    let sold = shop.do_it(sale(vec![line(toffee, 1)], vec![Tender::cash(money(2000))]));
    assert_eq!(
        (sold.total, sold.rounding, sold.change),
        (money(1572), money(-2), money(430))
    );
    let by_card = shop.do_it(sale(
        vec![line(toffee, 1)],
        vec![paid(TenderKind::Card, 1572, "4711")],
    ));
    assert_eq!((by_card.total, by_card.rounding), (money(1572), money(0)));
    shop.adds_up();
}

#[test]
fn a_refusal_of_a_payment_names_it_as_it_was_asked_for() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let field = |tenders| match shop.refuse(sale(vec![line(katli, 1)], tenders)) {
        Refusal::Invalid { field, .. } => field,
        other => other.to_string(),
    };

    let card = |minor| paid(TenderKind::Card, minor, "4711");
    assert_eq!(field(vec![card(1001)]), "tenders[0].amount");
    assert_eq!(field(vec![card(-1)]), "tenders[0].amount");
    assert_eq!(field(vec![Tender::cash(money(-1))]), "cash");
}
