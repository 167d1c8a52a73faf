//! What holds of every basket, not only of those somebody thought of.

use proptest::{collection::vec, prelude::*, sample::select};
use sherbet::{
    shop::pricing::{
        Basket, Discount, Line, Paid, PricedLine, SoldLine, Tax, Tender, part_of, price, refund,
        settle,
    },
    values::{Money, Rate},
};

use crate::pricing::money;

fn quick() -> ProptestConfig {
    ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn rates(most: i64) -> impl Strategy<Value = Rate> {
    (0..=most).prop_map(|millionths| Rate::from_millionths(millionths).unwrap())
}

fn taxes() -> impl Strategy<Value = Vec<Tax>> {
    let tax = (rates(300_000), any::<bool>()).prop_map(|(rate, inside)| Tax { rate, inside });
    vec(tax, 0..4)
}

/// Goods sold and taken back, small and dear.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let priced = (
        prop_oneof![1..=200_i64, 0..=10_000_000_i64],
        select(vec![1_i64, 12, 100, 1000]),
        prop_oneof![3 => 1..=2000_i64, 1 => -1500..=0_i64],
    );
    let line = (priced, proptest::option::of(rates(1_000_000)), taxes()).prop_map(
        |((price, per, quantity), discount, taxes)| Line {
            price: money(price),
            per,
            quantity,
            discount: discount.map(Discount::Percent),
            taxes,
        },
    );
    // Some twice, but for their taxes: so there are equal remainders.
    let twins = (vec(line, 1..7), taxes()).prop_map(|(mut lines, other)| {
        let twin = Line {
            taxes: other,
            ..lines[0].clone()
        };
        lines.push(twin);
        lines
    });
    twins.prop_shuffle()
}

/// What the lines come to before the basket's discount and taxes on top.
fn before_the_discount(basket: &Basket) -> i64 {
    let plain = Basket {
        discount: None,
        ..basket.clone()
    };
    let lines = price(&plain).unwrap().lines;
    lines.iter().map(rest).sum()
}

fn rest(line: &PricedLine) -> i64 {
    line.amount.minor() - line.discount.minor() - line.share.minor()
}

/// Baskets with a discount on all: a percent, or an amount of thousandths of
/// what there is.
fn baskets() -> impl Strategy<Value = Basket> {
    let discount = (any::<bool>(), 0..=1000_i64);
    (lines(), select(vec![1_i64, 5, 100]), discount).prop_map(|(lines, step, (percent, mill))| {
        let mut basket = Basket {
            step: money(step),
            lines,
            discount: None,
        };
        let all = before_the_discount(&basket).abs();
        basket.discount = Some(match percent {
            true => Discount::Percent(Rate::from_millionths(mill * 1000).unwrap()),
            false => Discount::Amount(money(all * mill / 1000 / step * step)),
        });
        basket
    })
}

fn sum<'m>(amounts: impl IntoIterator<Item = &'m Money>) -> i64 {
    amounts.into_iter().map(|amount| amount.minor()).sum()
}

/// `0..=limit` or `limit..=0`, whichever it is.
fn between_nothing_and(limit: i64, amount: i64) -> bool {
    (0.min(limit)..=0.max(limit)).contains(&amount)
}

proptest! {
    #![proptest_config(quick())]

    #[test]
    fn the_shares_of_a_discount_sum_to_it_and_none_is_more_than_its_line(basket in baskets()) {
        let all = before_the_discount(&basket);
        let priced = price(&basket).unwrap();
        if let Some(Discount::Amount(off)) = basket.discount {
            prop_assert_eq!(priced.discount.minor(), off.minor() * all.signum());
        }
        prop_assert_eq!(sum(priced.lines.iter().map(|line| &line.share)), priced.discount.minor());
        prop_assert_eq!(priced.lines.iter().map(rest).sum::<i64>(), all - priced.discount.minor());
        for line in &priced.lines {
            let whole = line.amount.minor() - line.discount.minor();
            prop_assert!(between_nothing_and(whole, line.share.minor()), "{:?}", line);
            prop_assert_eq!(line.share.minor() % basket.step.minor(), 0);
        }
    }

    #[test]
    fn net_and_the_taxes_inside_are_the_price_and_with_those_on_top_the_gross(basket in baskets()) {
        let priced = price(&basket).unwrap();
        for (line, asked) in priced.lines.iter().zip(&basket.lines) {
            let taxes = asked.taxes.iter().zip(&line.taxes);
            let inside = sum(taxes.filter(|(tax, _)| tax.inside).map(|(_, amount)| amount));
            prop_assert_eq!(line.net.minor() + inside, rest(line));
            prop_assert_eq!(line.net.minor() + sum(&line.taxes), line.gross.minor());
            prop_assert!(between_nothing_and(rest(line), line.net.minor()), "{:?}", line);
        }
        let taxes = priced.taxes.iter().map(|total| &total.amount);
        prop_assert_eq!(priced.net.minor() + sum(taxes), priced.gross.minor());
        prop_assert_eq!(sum(priced.lines.iter().map(|line| &line.gross)), priced.gross.minor());
    }

    #[test]
    fn totals_do_not_depend_on_the_order_of_lines(
        (basket, shuffled) in baskets().prop_flat_map(|basket| {
            let lines = Just(basket.lines.clone()).prop_shuffle();
            (Just(basket), lines)
        })
    ) {
        let there = price(&basket).unwrap();
        let back = price(&Basket { lines: shuffled, ..basket }).unwrap();
        prop_assert_eq!(
            (there.net, there.gross, there.discount),
            (back.net, back.gross, back.discount)
        );
        let kinds = |taxes: &[sherbet::shop::pricing::TaxTotal]| {
            let mut kinds: Vec<(Tax, Money)> = taxes.iter().map(|t| (t.tax, t.amount)).collect();
            kinds.sort();
            kinds
        };
        prop_assert_eq!(kinds(&there.taxes), kinds(&back.taxes));
    }

    #[test]
    fn a_basket_taken_back_mirrors_the_one_sold(basket in baskets()) {
        prop_assume!(before_the_discount(&basket) != 0);
        let mut back = basket.clone();
        for line in &mut back.lines {
            line.quantity = -line.quantity;
        }
        let (sold, back) = (price(&basket).unwrap(), price(&back).unwrap());
        for (sold, back) in sold.lines.iter().zip(&back.lines) {
            prop_assert_eq!(sold.share.minor(), -back.share.minor());
            prop_assert_eq!(sold.net.minor(), -back.net.minor());
            prop_assert_eq!(sold.gross.minor(), -back.gross.minor());
        }
    }

    #[test]
    fn parts_of_a_line_brought_back_sum_to_it_and_are_never_more(
        net in 0..=500_i64,
        taxes in vec(0..=300_i64, 0..4),
        step in select(vec![1_i64, 5]),
        parts in vec(1..=9_i64, 1..9),
    ) {
        let sold = SoldLine {
            quantity: parts.iter().sum(),
            net: money(net * step),
            taxes: taxes.iter().map(|tax| money(tax * step)).collect(),
        };
        let gross = sold.net.minor() + sum(&sold.taxes);
        let mut left = sold.clone();
        let mut before = 0;
        for taking in parts {
            let part = part_of(&sold, money(step), before, taking).unwrap();
            before += taking;
            prop_assert_eq!(part.net.minor() + sum(&part.taxes), part.gross.minor());
            left.net = left.net.checked_sub(part.net).unwrap();
            prop_assert!(part.net >= Money::ZERO && left.net >= Money::ZERO);
            for (left, part) in left.taxes.iter_mut().zip(&part.taxes) {
                *left = left.checked_sub(*part).unwrap();
                prop_assert!(*part >= Money::ZERO && *left >= Money::ZERO);
            }
            // What is back so far is what so many of the line are worth.
            let back = gross - left.net.minor() - sum(&left.taxes);
            let exact_twice = 2 * gross * before;
            prop_assert!((2 * back * sold.quantity - exact_twice).abs() <= step * sold.quantity);
        }
        prop_assert_eq!(left.net, Money::ZERO);
        prop_assert_eq!(sum(&left.taxes), 0);
    }

    #[test]
    fn refunds_in_parts_give_each_tender_back_what_it_paid(
        tenders in vec(0..=9000_i64, 1..4),
        in_cash in 0..=9000_i64,
        cash_step in select(vec![1_i64, 5, 100]),
        parts in vec((0..=3000_i64, select(vec![1_i64, 5, 100])), 1..9),
    ) {
        let gross: i64 = tenders.iter().sum::<i64>() + in_cash;
        prop_assume!(gross > 0);
        let bank = |amount: &i64| Tender { cash: false, amount: money(*amount) };
        let mut paid: Vec<Tender> = tenders.iter().map(bank).collect();
        let cash_step = Some(money(cash_step));
        let due = settle(money(gross), cash_step, &paid).unwrap();
        paid.push(Tender { cash: true, amount: due.missing });
        let mut back = vec![0; paid.len()];
        let (mut before, mut rounding) = (0, 0);
        // The cash step may be another with each return.
        for (part, step) in parts.iter().copied().chain([(gross, 5)]) {
            let part = part.min(gross - before);
            let so_far: Vec<Paid> = paid.iter().zip(&back).map(|(tender, back)| Paid {
                cash: tender.cash,
                amount: tender.amount,
                back: money(*back),
            }).collect();
            let refund =
                refund(&so_far, money(gross), Some(money(step)), money(before), money(part)).unwrap();
            before += part;
            rounding += refund.rounding.minor();
            prop_assert_eq!(sum(&refund.tenders), part + refund.rounding.minor());
            for (i, amount) in refund.tenders.iter().enumerate() {
                back[i] += amount.minor();
                prop_assert!(*amount >= Money::ZERO && back[i] <= paid[i].amount.minor());
            }
        }
        let paid: Vec<i64> = paid.iter().map(|tender| tender.amount.minor()).collect();
        prop_assert_eq!(back, paid);
        prop_assert_eq!(rounding, due.rounding.minor());
    }

    #[test]
    fn no_number_is_too_large_to_be_answered(
        numbers in vec(prop_oneof![any::<i64>(), select(vec![0, 1, -1, i64::MIN, i64::MAX])], 16),
        taxes in taxes(),
    ) {
        let lines = numbers[..9].chunks(3).map(|n| Line {
            price: money(n[0]),
            per: n[1],
            quantity: n[2],
            discount: Some(Discount::Amount(money(n[0] / 2))),
            taxes: taxes.clone(),
        });
        let basket = Basket {
            step: money(numbers[9]),
            lines: lines.collect(),
            discount: Some(Discount::Amount(money(numbers[10]))),
        };
        let tender = |i: usize| Tender { cash: i.is_multiple_of(2), amount: money(numbers[i]) };
        let paid = [tender(10), tender(11), tender(12)];
        let some = (money(numbers[13]), money(numbers[14]), money(numbers[15]));
        let sold = SoldLine { quantity: numbers[0], net: some.0, taxes: vec![some.1, some.2] };
        // Each of them says what it is or why not; none of them panics.
        if let Ok(priced) = price(&basket) {
            prop_assert_eq!(
                sum(priced.lines.iter().map(|line| &line.gross)),
                priced.gross.minor()
            );
        }
        if let Ok(settled) = settle(some.0, Some(some.1), &paid) {
            prop_assert_eq!(settled.due.checked_sub(settled.rounding), Some(some.0));
        }
        if let Ok(part) = part_of(&sold, money(1), numbers[1], numbers[2]) {
            prop_assert!(part.net <= sold.net);
        }
        let paid = paid.map(|tender| Paid {
            cash: tender.cash,
            amount: tender.amount,
            back: some.2,
        });
        if let Ok(refund) = refund(&paid, some.0, Some(some.1), some.2, money(numbers[0])) {
            prop_assert_eq!(refund.tenders.len(), 3);
        }
    }
}
