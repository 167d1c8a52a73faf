//! Prices, to the last minor unit.

use sherbet::{
    shop::pricing::{
        Basket, Discount, Line, Part, Priced, PricedLine, PricingError, Problem, Refund, Settled,
        SoldLine, Tax, Tender, part_of, price, refund, settle,
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

fn cash(minor: i64) -> Tender {
    Tender {
        cash: true,
        amount: money(minor),
    }
}

fn bank(minor: i64) -> Tender {
    Tender {
        cash: false,
        amount: money(minor),
    }
}

#[track_caller]
fn settled(gross: i64, step: Option<i64>, tendered: &[Tender]) -> Settled {
    settle(money(gross), step.map(money), tendered).unwrap()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, PricingError>, field: &str, problem: Problem) {
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

#[test]
fn cash_is_rounded_to_its_step_and_the_rounding_stands_apart() {
    let due = |gross, step| {
        let settled = settled(gross, Some(step), &[]);
        assert_eq!(settled.missing, settled.due);
        (settled.due.minor(), settled.rounding.minor())
    };
    assert_eq!(due(1572, 5), (1570, -2));
    assert_eq!(due(1573, 5), (1575, 2));
    assert_eq!(due(-1572, 5), (-1570, 2));
    assert_eq!(due(10_949, 100), (10_900, -49));
    assert_eq!(due(10_950, 100), (11_000, 50));
    assert_eq!(settled(1572, None, &[]).due, money(1572));
}

#[test]
fn only_what_is_left_for_cash_is_rounded() {
    let all = settled(1572, Some(5), &[bank(1572)]);
    assert_eq!((all.due, all.rounding), (money(1572), money(0)));
    let part = settled(1572, Some(5), &[bank(1000), cash(600)]);
    assert_eq!((part.due, part.rounding), (money(1570), money(-2)));
    assert_eq!((part.change, part.missing), (money(30), money(0)));
}

#[test]
fn change_comes_out_of_cash_and_the_drawer_keeps_the_rest() {
    assert_eq!(
        settled(10_500, None, &[bank(5000), cash(6000)]),
        Settled {
            rounding: money(0),
            due: money(10_500),
            change: money(500),
            missing: money(0),
            drawer: money(5500),
        }
    );
    // The order they come in does not matter.
    assert_eq!(
        settled(10_500, None, &[cash(6000), bank(5000)]).change,
        money(500)
    );
    let short = settled(10_500, None, &[cash(6000)]);
    assert_eq!((short.missing, short.change), (money(4500), money(0)));
    refused(
        settle(money(10_500), None, &[cash(100), bank(10_501)]),
        "tendered[1].amount",
        Problem::MoreThanDue,
    );
    refused(
        settle(money(10_500), None, &[cash(-1)]),
        "tendered[0].amount",
        Problem::WrongWay,
    );
    refused(
        settle(money(1), Some(money(0)), &[]),
        "cash_step",
        Problem::NotPositive,
    );
}

#[test]
fn what_goes_back_is_settled_like_what_is_paid_but_nothing_comes_back_of_it() {
    let back = settled(-10_502, Some(5), &[bank(-5000), cash(-5500)]);
    assert_eq!((back.due, back.rounding), (money(-10_500), money(2)));
    assert_eq!((back.missing, back.drawer), (money(0), money(-5500)));
    assert_eq!(settled(-10_500, None, &[bank(-5000)]).missing, money(-5500));
    refused(
        settle(money(-100), None, &[cash(-101)]),
        "tendered[0].amount",
        Problem::MoreThanDue,
    );
}

#[test]
fn three_pieces_brought_back_one_by_one_are_the_three_that_were_sold() {
    // 10.00 for three, 12 % inside.
    let sold = SoldLine {
        quantity: 3,
        net: money(893),
        taxes: vec![money(107)],
    };
    let parts: Vec<(i64, i64, i64)> = (0..3)
        .map(|before| {
            let Part { net, taxes, gross } = part_of(&sold, money(1), before, 1).unwrap();
            (net.minor(), taxes[0].minor(), gross.minor())
        })
        .collect();
    assert_eq!(parts, [(297, 36, 333), (299, 35, 334), (297, 36, 333)]);
    let whole = part_of(&sold, money(1), 0, 3).unwrap();
    assert_eq!(
        (whole.net, whole.gross),
        (money(893), money(1000)),
        "{whole:?}"
    );
    refused(
        part_of(&sold, money(1), 2, 2),
        "quantity",
        Problem::MoreThanSold,
    );
    refused(
        part_of(&sold, money(1), 0, 0),
        "quantity",
        Problem::NotPositive,
    );
    refused(
        part_of(&sold, money(1), i64::MAX, 1),
        "quantity",
        Problem::MoreThanSold,
    );
    refused(part_of(&sold, money(1), -1, 1), "before", Problem::Negative);
    refused(part_of(&sold, money(5), 0, 1), "sold", Problem::NotInSteps);
}

#[test]
fn money_goes_back_the_way_it_came() {
    let paid = [bank(5000), cash(5500)];
    let back = |before, returning| {
        refund(
            &paid,
            money(10_502),
            Some(money(5)),
            money(before),
            money(returning),
        )
    };
    let of = |tenders: [i64; 2], rounding| Refund {
        tenders: tenders.map(money).to_vec(),
        rounding: money(rounding),
    };
    // The half first, then the other; together what was paid.
    assert_eq!(back(0, 5251), Ok(of([2500, 2750], -1)));
    assert_eq!(back(5251, 5251), Ok(of([2500, 2750], -1)));
    assert_eq!(back(0, 10_502), Ok(of([5000, 5500], -2)));
    assert_eq!(back(0, 1000), Ok(of([476, 525], 1)));
    refused(back(5251, 5252), "returning", Problem::MoreThanSold);
    refused(back(0, -1), "returning", Problem::Negative);
    refused(
        refund(&paid, money(0), None, money(0), money(0)),
        "gross",
        Problem::NotPositive,
    );
}
