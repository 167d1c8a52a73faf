//! A basket's lines, priced one by one and in all.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{PricingError, Problem, rounding::Step, spread::by_largest_remainder};
use crate::values::{Money, Rate};

/// A tax on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tax {
    /// How much of the net.
    pub rate: Rate,
    /// Whether the price holds it already; otherwise it comes on top.
    pub inside: bool,
}

/// A discount on a line, or on the whole basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Discount {
    /// So much of every hundred.
    #[serde(rename = "percent")]
    Percent(Rate),
    /// An amount, not below nothing and in whole steps. Of what is taken
    /// back, it is taken off what goes back.
    #[serde(rename = "amount_minor")]
    Amount(Money),
}

/// Goods in a basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The price of `per` base units.
    pub price: Money,
    /// How many base units (pieces, grams, millilitres) the price is for;
    /// more than nothing.
    pub per: i64,
    /// How many base units are bought; below nothing, they are taken back.
    pub quantity: i64,
    /// The line's own discount.
    pub discount: Option<Discount>,
    /// Its taxes, each on the same net; those inside at most 100 % together.
    pub taxes: Vec<Tax>,
}

/// What is to be priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// The smallest step amounts are rounded to; usually one minor unit.
    pub step: Money,
    /// The goods.
    pub lines: Vec<Line>,
    /// A discount on all of them, after the lines' own.
    pub discount: Option<Discount>,
}

/// A line with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// Price × quantity ÷ per, before any discount.
    pub amount: Money,
    /// What the line's own discount takes off.
    pub discount: Money,
    /// The line's share of the basket's discount.
    pub share: Money,
    /// What is left without any tax.
    pub net: Money,
    /// The taxes, in the order in which the line names them.
    pub taxes: Vec<Money>,
    /// Net and all taxes: what the line costs.
    pub gross: Money,
}

/// A tax of the whole basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxTotal {
    /// Which.
    pub tax: Tax,
    /// Summed over the lines.
    pub amount: Money,
}

/// A basket with its prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The lines, in their order.
    pub lines: Vec<PricedLine>,
    /// The basket's discount: the sum of the lines' shares.
    pub discount: Money,
    /// The sum of the lines' net.
    pub net: Money,
    /// The sums of the lines' taxes, one for each kind, as they first come
    /// up. A tax that a line names twice is two.
    pub taxes: Vec<TaxTotal>,
    /// The sum of the lines' gross: what is to be paid, but for the rounding
    /// of cash.
    pub gross: Money,
}

/// Prices a basket.
///
/// # Errors
/// Names the field: a step or a `per` that is not more than nothing; a
/// discount below nothing, not in steps, or more than what it is taken off;
/// taxes inside of more than 100 % together; amounts that do not fit.
pub fn price(basket: &Basket) -> Result<Priced, PricingError> {
    let step = Step::of("step", basket.step)?;
    let mut lines = Vec::with_capacity(basket.lines.len());
    let mut discounted = Vec::with_capacity(basket.lines.len());
    for (i, line) in basket.lines.iter().enumerate() {
        let (amount, discount) = before_the_basket(step, line, &format!("lines[{i}]"))?;
        discounted.push(amount - discount);
        lines.push(PricedLine {
            amount: Money::from_minor(amount),
            discount: Money::from_minor(discount),
            ..PricedLine::free()
        });
    }
    let shares = shares(step, basket, &discounted)?;
    for (i, line) in lines.iter_mut().enumerate() {
        line.share = Money::from_minor(shares[i]);
        let rest = discounted[i] - shares[i];
        line.tax(step, rest, &basket.lines[i].taxes, &format!("lines[{i}]"))?;
    }
    total(basket, lines)
}

/// A line's amount and its own discount, which is of the same sign and at
/// most as much.
fn before_the_basket(step: Step, line: &Line, at: &str) -> Result<(i64, i64), PricingError> {
    if line.per < 1 {
        return Err(PricingError::new(format!("{at}.per"), Problem::NotPositive));
    }
    let exact = i128::from(line.price.minor()) * i128::from(line.quantity);
    let amount = step
        .round(exact, line.per.into())
        .filter(|amount| *amount != i64::MIN)
        .ok_or_else(|| PricingError::too_large(format!("{at}.price")))?;
    let field = format!("{at}.discount");
    let discount = taken_off(step, amount, line.discount, &field)?;
    Ok((amount, discount))
}

/// What a discount takes off an amount (or off what goes back).
fn taken_off(
    step: Step,
    amount: i64,
    discount: Option<Discount>,
    field: &str,
) -> Result<i64, PricingError> {
    match discount {
        None => Ok(0),
        Some(Discount::Percent(rate)) => {
            let exact = i128::from(amount) * i128::from(rate.millionths());
            step.round(exact, Rate::WHOLE.millionths().into())
                .ok_or_else(|| PricingError::too_large(format!("{field}.percent")))
        }
        Some(Discount::Amount(off)) => {
            let wrong = if off < Money::ZERO {
                Problem::Negative
            } else if !step.divides(off) {
                Problem::NotInSteps
            } else if off.minor().unsigned_abs() > amount.unsigned_abs() {
                Problem::MoreThanPrice
            } else {
                return Ok(off.minor() * amount.signum());
            };
            Err(PricingError::new(format!("{field}.amount"), wrong))
        }
    }
}

/// Each line's share of the basket's discount.
fn shares(step: Step, basket: &Basket, amounts: &[i64]) -> Result<Vec<i64>, PricingError> {
    let Some(discount) = basket.discount else {
        return Ok(vec![0; amounts.len()]);
    };
    let sum = sum(amounts.iter().copied(), "lines")?;
    let total = i128::from(taken_off(step, sum, Some(discount), "discount")?);
    if total == 0 && matches!(discount, Discount::Amount(_)) {
        return Ok(vec![0; amounts.len()]);
    }
    // A percent is that percent of each line; an amount goes by what the
    // lines are of their sum.
    let (of, whole) = match discount {
        Discount::Percent(rate) => (
            i128::from(rate.millionths()),
            i128::from(Rate::WHOLE.millionths()),
        ),
        Discount::Amount(_) => (total.abs(), i128::from(sum).abs()),
    };
    // A basket that goes back is spread as the one that was sold, and turned
    // round: so it mirrors it, equal remainders included.
    let way = if sum < 0 { -1 } else { 1 };
    let exact: Vec<i128> = amounts.iter().map(|&a| way * i128::from(a) * of).collect();
    let divisor = whole * step.minor();
    let content = |i: usize| {
        let line = &basket.lines[i];
        (
            Reverse(exact[i]),
            line.price.minor().unsigned_abs(),
            line.per,
            line.quantity.unsigned_abs(),
            line.discount,
            &line.taxes,
        )
    };
    let steps = by_largest_remainder(way * total / step.minor(), &exact, divisor, |a, b| {
        content(a).cmp(&content(b))
    });
    let share = |steps: i128| i64::try_from(way * steps * step.minor());
    let shares: Result<_, _> = steps.into_iter().map(share).collect();
    shares.map_err(|_| PricingError::too_large("discount"))
}

impl PricedLine {
    fn free() -> PricedLine {
        PricedLine {
            amount: Money::ZERO,
            discount: Money::ZERO,
            share: Money::ZERO,
            net: Money::ZERO,
            taxes: Vec::new(),
            gross: Money::ZERO,
        }
    }

    /// Puts the taxes in: `rest`, which is left after the discounts, holds
    /// the unrounded net and the taxes inside, so that it is (1 + the rates
    /// inside) times the net.
    fn tax(&mut self, step: Step, rest: i64, taxes: &[Tax], at: &str) -> Result<(), PricingError> {
        let inside = taxes.iter().filter(|tax| tax.inside);
        let inside: i128 = inside.map(|tax| i128::from(tax.rate.millionths())).sum();
        let whole = i128::from(Rate::WHOLE.millionths());
        if inside > whole {
            let field = format!("{at}.taxes");
            return Err(PricingError::new(field, Problem::TaxesAboveWhole));
        }
        let (mut net, mut gross) = (i128::from(rest), i128::from(rest));
        for (i, tax) in taxes.iter().enumerate() {
            let exact = i128::from(rest) * i128::from(tax.rate.millionths());
            let amount = step
                .round(exact, whole + inside)
                .ok_or_else(|| PricingError::too_large(format!("{at}.taxes[{i}].percent")))?;
            match tax.inside {
                true => net -= i128::from(amount),
                false => gross += i128::from(amount),
            }
            self.taxes.push(Money::from_minor(amount));
        }
        let fits = |amount: i128| {
            let amount = i64::try_from(amount);
            let amount = amount.map_err(|_| PricingError::too_large(format!("{at}.taxes")));
            amount.map(Money::from_minor)
        };
        self.net = fits(net)?;
        self.gross = fits(gross)?;
        Ok(())
    }
}

/// The lines in all.
fn total(basket: &Basket, lines: Vec<PricedLine>) -> Result<Priced, PricingError> {
    let all = |part: fn(&PricedLine) -> Money| {
        let sum = sum(lines.iter().map(|line| part(line).minor()), "lines");
        sum.map(Money::from_minor)
    };
    let (discount, net, gross) = (
        all(|line| line.share)?,
        all(|line| line.net)?,
        all(|line| line.gross)?,
    );
    // A line that names a tax twice has it twice: a kind is a tax, and which
    // of its line's taxes like it it is.
    let mut kinds: Vec<(Tax, usize, Vec<i64>)> = Vec::new();
    for (line, priced) in basket.lines.iter().zip(&lines) {
        for (i, (tax, amount)) in line.taxes.iter().zip(&priced.taxes).enumerate() {
            let like_it = line.taxes[..i].iter().filter(|other| *other == tax);
            let which = like_it.count();
            let known = kinds
                .iter_mut()
                .find(|kind| (kind.0, kind.1) == (*tax, which));
            match known {
                Some(kind) => kind.2.push(amount.minor()),
                None => kinds.push((*tax, which, vec![amount.minor()])),
            }
        }
    }
    let taxes = kinds.into_iter().map(|(tax, _, amounts)| {
        let amount = sum(amounts.into_iter(), "lines").map(Money::from_minor)?;
        Ok(TaxTotal { tax, amount })
    });
    Ok(Priced {
        discount,
        net,
        taxes: taxes.collect::<Result<_, PricingError>>()?,
        gross,
        lines,
    })
}

/// The sum, whatever the order: only its end must fit.
fn sum(amounts: impl Iterator<Item = i64>, field: &str) -> Result<i64, PricingError> {
    let sum: i128 = amounts.map(i128::from).sum();
    i64::try_from(sum).map_err(|_| PricingError::too_large(field))
}
