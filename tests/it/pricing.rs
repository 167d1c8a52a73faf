//! Prices, to the last minor unit.

use sherbet::{
    shop::pricing::{
        Basket, Discount, Line, Priced, PricedLine, PricingError, Problem, Tax, price,
    },
    values::{Money, Rate},
};

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn rate(percent: &str) -> Rate {
    Rate::parse(percent).unwrap()
}

fn percent(percent: &str) -> Option<Discount> {
    Some(Discount::Percent(rate(percent)))
}

fn off(minor: i64) -> Option<Discount> {
    Some(Discount::Amount(money(minor)))
}

fn inside(percent: &str) -> Tax {
    Tax {
        rate: rate(percent),
        inside: true,
    }
}

fn on_top(percent: &str) -> Tax {
    Tax {
        rate: rate(percent),
        inside: false,
    }
}

/// One piece at a price.
fn piece(minor: i64, taxes: &[Tax]) -> Line {
    Line {
        price: money(minor),
        per: 1,
        quantity: 1,
        discount: None,
        taxes: taxes.to_vec(),
    }
}

fn basket(lines: &[Line]) -> Basket {
    Basket {
        step: money(1),
        lines: lines.to_vec(),
        discount: None,
    }
}

#[track_caller]
fn priced(basket: &Basket) -> Priced {
    price(basket).unwrap()
}

/// Net, taxes and gross of all.
fn totals(priced: &Priced) -> (i64, Vec<i64>, i64) {
    let taxes = priced.taxes.iter().map(|total| total.amount.minor());
    (priced.net.minor(), taxes.collect(), priced.gross.minor())
}

/// Net, taxes and gross of one line.
#[track_caller]
fn one(line: Line) -> (i64, Vec<i64>, i64) {
    totals(&priced(&basket(&[line])))
}

#[track_caller]
pub fn refused<T: std::fmt::Debug>(answer: Result<T, PricingError>, field: &str, problem: Problem) {
    let PricingError {
        field: named,
        problem: found,
    } = answer.unwrap_err();
    assert_eq!((named.as_str(), found), (field, problem));
}

#[test]
fn a_tax_inside_is_taken_out_of_the_price() {
    assert_eq!(one(piece(5250, &[inside("12")])), (4687, vec![563], 5250));
    assert_eq!(one(piece(1190, &[inside("21")])), (983, vec![207], 1190));
    // No decimals.
    assert_eq!(
        one(piece(10_920, &[inside("19")])),
        (9176, vec![1744], 10_920)
    );
}

#[test]
fn a_tax_on_top_is_added_to_the_price() {
    assert_eq!(
        one(piece(9176, &[on_top("19")])),
        (9176, vec![1743], 10_919)
    );
}

#[test]
fn several_taxes_are_each_of_the_same_net() {
    assert_eq!(
        one(piece(1779, &[inside("6"), inside("6")])),
        (1589, vec![95, 95], 1779)
    );
    assert_eq!(
        one(piece(230_000, &[on_top("15"), inside("5.5")])),
        (218_009, vec![32_701, 11_991], 262_701)
    );
    assert_eq!(
        one(Line {
            quantity: 20,
            discount: percent("5"),
            ..piece(9000, &[on_top("9"), on_top("9")])
        }),
        (171_000, vec![15_390, 15_390], 201_780)
    );
}

#[test]
fn goods_taken_back_are_set_off_and_a_discount_is_on_what_is_left() {
    let mut both = basket(&[piece(1210, &[inside("21")]), piece(-605, &[inside("21")])]);
    assert_eq!(totals(&priced(&both)), (500, vec![105], 605));
    both.discount = percent("10");
    let less = priced(&both);
    assert_eq!(less.discount, money(61));
    assert_eq!(totals(&less), (450, vec![94], 544));
    let shares: Vec<i64> = less.lines.iter().map(|line| line.share.minor()).collect();
    assert_eq!(shares, [121, -60]);
    // Told by the quantity, it is the same.
    both.lines[1] = Line {
        quantity: -1,
        ..piece(605, &[inside("21")])
    };
    assert_eq!(totals(&priced(&both)), (450, vec![94], 544));
}

#[test]
fn a_price_is_for_so_many_units() {
    let grams = |price: i64, per: i64, quantity: i64| Line {
        per,
        quantity,
        ..piece(price, &[])
    };
    assert_eq!(one(grams(64_000, 1000, 250)), (16_000, vec![], 16_000));
    // 45.00 a 100 g, 333 g; and 10.00 a dozen, one.
    assert_eq!(one(grams(4500, 100, 333)).2, 14_985);
    assert_eq!(one(grams(1000, 12, 1)).2, 83);
    // Half away from zero, both ways: 0.01 for two, one.
    assert_eq!(one(grams(1, 2, 1)).2, 1);
    assert_eq!(one(grams(1, 2, -1)).2, -1);
    assert_eq!(one(grams(1, 3, 1)).2, 0);
}

#[test]
fn each_line_tells_how_it_came_about() {
    let mut basket = basket(&[
        Line {
            quantity: 2,
            discount: off(250),
            ..piece(1000, &[inside("5")])
        },
        piece(875, &[]),
    ]);
    basket.discount = off(1000);
    let Priced {
        lines, discount, ..
    } = priced(&basket);
    assert_eq!(discount, money(1000));
    assert_eq!(
        lines,
        [
            PricedLine {
                amount: money(2000),
                discount: money(250),
                share: money(667),
                net: money(1031),
                taxes: vec![money(52)],
                gross: money(1083),
            },
            PricedLine {
                amount: money(875),
                discount: money(0),
                share: money(333),
                net: money(542),
                taxes: vec![],
                gross: money(542),
            }
        ]
    );
}

#[test]
fn what_is_left_over_of_a_discount_goes_by_what_lines_are_not_by_their_place() {
    // 0.01 off two lines of 1.00: one carries it, and its tax is another.
    let lines = [piece(100, &[on_top("50")]), piece(100, &[on_top("0")])];
    let mut there = basket(&lines);
    there.discount = off(1);
    let mut back = there.clone();
    back.lines.reverse();
    let (there, back) = (priced(&there), priced(&back));
    assert_eq!((there.net, there.gross), (money(199), money(249)));
    assert_eq!((back.net, back.gross), (money(199), money(249)));
    assert_eq!(there.lines[0], back.lines[1]);
}

#[test]
fn a_percent_off_a_swap_is_that_percent_of_each_line() {
    // They come to 0.05; a tenth of that is 0.01, but not a fifth of 100.00.
    let mut swap = basket(&[piece(10_000, &[]), piece(-9995, &[])]);
    swap.discount = percent("10");
    let shares = |swap: &Basket| {
        let lines = priced(swap).lines;
        [lines[0].share.minor(), lines[1].share.minor()]
    };
    assert_eq!(shares(&swap), [1000, -999]);
    // Even where there is nothing to pay.
    swap.lines[1].price = money(-10_000);
    assert_eq!(shares(&swap), [1000, -1000]);
}

#[test]
fn taxes_are_summed_by_kind_as_they_first_come_up() {
    let lines = [
        piece(1000, &[on_top("5")]),
        piece(1000, &[on_top("12"), on_top("5")]),
        piece(1000, &[on_top("5"), inside("5"), on_top("5")]),
    ];
    let priced = priced(&basket(&lines));
    let kinds: Vec<(String, bool, i64)> = priced
        .taxes
        .iter()
        .map(|t| (t.tax.rate.to_string(), t.tax.inside, t.amount.minor()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("5".into(), false, 148),
            ("12".into(), false, 120),
            ("5".into(), true, 48),
            ("5".into(), false, 48),
        ]
    );
}

#[test]
fn everything_is_in_steps_of_the_currency() {
    let mut basket = basket(&[Line {
        discount: percent("10"),
        ..piece(1999, &[inside("8.1")])
    }]);
    basket.step = money(5);
    basket.discount = percent("3");
    let priced = priced(&basket);
    let line = &priced.lines[0];
    assert_eq!((line.amount, line.discount), (money(2000), money(200)));
    assert_eq!(line.share, money(55));
    assert_eq!(totals(&priced), (1615, vec![130], 1745));
}

#[test]
fn what_makes_no_sense_is_refused_by_field() {
    let with = |change: fn(&mut Basket)| {
        let mut basket = basket(&[piece(100, &[]), piece(200, &[inside("10")])]);
        change(&mut basket);
        price(&basket)
    };
    let no = refused;
    no(with(|b| b.step = money(0)), "step", Problem::NotPositive);
    no(
        with(|b| b.lines[1].per = 0),
        "lines[1].per",
        Problem::NotPositive,
    );
    no(
        with(|b| b.lines[1].discount = off(-1)),
        "lines[1].discount.amount",
        Problem::Negative,
    );
    no(
        with(|b| b.lines[1].discount = off(201)),
        "lines[1].discount.amount",
        Problem::MoreThanPrice,
    );
    no(
        with(|b| b.discount = off(301)),
        "discount.amount",
        Problem::MoreThanPrice,
    );
    no(
        with(|b| {
            b.step = money(5);
            b.discount = off(12);
        }),
        "discount.amount",
        Problem::NotInSteps,
    );
    no(
        with(|b| b.lines[1].taxes = vec![inside("60"), inside("41")]),
        "lines[1].taxes",
        Problem::TaxesAboveWhole,
    );
}

#[test]
fn what_does_not_fit_is_refused_by_field() {
    let much = |quantity| Line {
        quantity,
        ..piece(i64::MAX, &[])
    };
    assert_eq!(one(much(1)).2, i64::MAX);
    refused(
        price(&basket(&[piece(1, &[]), much(2)])),
        "lines[1].price",
        Problem::TooLarge,
    );
    refused(
        price(&basket(&[much(1), much(1)])),
        "lines",
        Problem::TooLarge,
    );
    // What is too much on the way may fit in the end.
    let there_and_back = price(&basket(&[much(1), much(1), much(-1)])).unwrap();
    assert_eq!(there_and_back.gross, money(i64::MAX));
    refused(
        price(&basket(&[piece(i64::MAX, &[on_top("1")])])),
        "lines[0].taxes",
        Problem::TooLarge,
    );
}
