//! What goods brought back are worth, and where their money goes.
//!
//! Everything is told as the difference of two sums: what is back after this
//! return, and what was back before it. So nothing is lost or gained by
//! bringing goods back in parts.

use super::{
    PricingError, Problem,
    rounding::{Step, half_up},
    spread::first_of,
};
use crate::values::Money;

/// A line as it was sold; no amount is below nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldLine {
    /// How many base units were sold; more than nothing.
    pub quantity: i64,
    /// What was paid for them without taxes, discounts taken off.
    pub net: Money,
    /// The taxes, in the line's order.
    pub taxes: Vec<Money>,
}

/// The money of a part of a sold line; no amount is below nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Without taxes.
    pub net: Money,
    /// The taxes, in the line's order.
    pub taxes: Vec<Money>,
    /// Net and taxes.
    pub gross: Money,
}

/// How part of a sale was paid, and what of it went back since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Whether it was cash, which goes back in whole cash steps.
    pub cash: bool,
    /// How much it paid, less the change; not below nothing.
    pub amount: Money,
    /// What went back to it with earlier returns; not below nothing.
    pub back: Money,
}

/// What goes back to each tender of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// How much, in the order of the tenders; none is below nothing.
    pub tenders: Vec<Money>,
    /// What the refund is more than the goods are worth, by the rounding of
    /// cash; below nothing, less.
    pub rounding: Money,
}

/// The money of `taking` base units of a sold line of which `before` are back
/// already; `step` is the currency's, as in the sale.
///
/// The gross of all that is back is always the half-up of its share of the
/// line; net and taxes are taken in proportion.
///
/// # Errors
/// Names the field: a line of no quantity, amounts below nothing or not in
/// steps, a part that is not more than nothing, and more than was sold.
pub fn part_of(
    sold: &SoldLine,
    step: Money,
    before: i64,
    taking: i64,
) -> Result<Part, PricingError> {
    let step = Step::of("step", step)?;
    if sold.quantity < 1 {
        return Err(PricingError::new("sold", Problem::NotPositive));
    }
    if before < 0 {
        return Err(PricingError::new("before", Problem::Negative));
    }
    if taking < 1 {
        return Err(PricingError::new("quantity", Problem::NotPositive));
    }
    let after = before
        .checked_add(taking)
        .filter(|all| *all <= sold.quantity);
    let after = after.ok_or_else(|| PricingError::new("quantity", Problem::MoreThanSold))?;
    let mut steps = Vec::with_capacity(1 + sold.taxes.len());
    for amount in [sold.net].into_iter().chain(sold.taxes.iter().copied()) {
        if amount < Money::ZERO {
            return Err(PricingError::new("sold", Problem::Negative));
        }
        if !step.divides(amount) {
            return Err(PricingError::new("sold", Problem::NotInSteps));
        }
        steps.push(i128::from(amount.minor()) / step.minor());
    }
    let gross: i128 = steps.iter().sum();
    // What was paid for the line was an amount, so that its products fit.
    money(gross * step.minor(), "sold")?;
    let back = |units: i64| {
        let share = gross * i128::from(units);
        first_of(half_up(share, sold.quantity.into()), &steps)
    };
    let (then, now) = (back(before), back(after));
    // At most what was sold, which fitted.
    let part = |i: usize| money((now[i] - then[i]) * step.minor(), "sold");
    let gross = (now.iter().sum::<i128>() - then.iter().sum::<i128>()) * step.minor();
    Ok(Part {
        net: part(0)?,
        taxes: (1..steps.len()).map(part).collect::<Result<_, _>>()?,
        gross: money(gross, "sold")?,
    })
}

/// What goes back to each of the tenders when goods of a gross of `returning`
/// come back, after goods of a gross of `before` came back already.
///
/// `paid` is what the sale was paid with and what of it went back so far,
/// `gross` is what it came to before the rounding of cash. Money goes back as it
/// came: to each tender its share, in cash in whole steps of `cash_step`. When
/// everything is back, each tender has got what it had paid, whatever the steps
/// were on the way.
///
/// # Errors
/// Names the field: a gross that is not more than nothing, amounts below
/// nothing, more than the sale came to, and amounts that do not fit.
pub fn refund(
    paid: &[Paid],
    gross: Money,
    cash_step: Option<Money>,
    before: Money,
    returning: Money,
) -> Result<Refund, PricingError> {
    let step = match cash_step {
        Some(step) => Step::of("cash_step", step)?,
        None => Step::of("cash_step", Money::from_minor(1))?,
    };
    if gross <= Money::ZERO {
        return Err(PricingError::new("gross", Problem::NotPositive));
    }
    for (field, amount) in [("before", before), ("returning", returning)] {
        if amount < Money::ZERO {
            return Err(PricingError::new(field, Problem::Negative));
        }
    }
    let below = |tender: &Paid| tender.amount < Money::ZERO || tender.back < Money::ZERO;
    if let Some(i) = paid.iter().position(below) {
        return Err(PricingError::new(format!("paid[{i}]"), Problem::Negative));
    }
    let after = before.checked_add(returning).filter(|all| *all <= gross);
    let after = after.ok_or_else(|| PricingError::new("returning", Problem::MoreThanSold))?;
    let amounts: Vec<i128> = paid.iter().map(|t| t.amount.minor().into()).collect();
    let all: i128 = amounts.iter().sum();
    // What was paid was an amount, so that its products fit.
    money(all, "paid")?;
    let share = all * i128::from(after.minor());
    let mut due = first_of(half_up(share, gross.minor().into()), &amounts);
    for (due, tender) in due.iter_mut().zip(paid) {
        let whole = i128::from(tender.amount.minor());
        if tender.cash && *due < whole {
            *due = whole.min(half_up(*due, step.minor()) * step.minor());
        }
        // What went back is what counts: the step may have been another then.
        *due = (*due - i128::from(tender.back.minor())).max(0);
    }
    let given = due;
    let rounding = given.iter().sum::<i128>() - i128::from(returning.minor());
    let given = given.into_iter().map(|part| money(part, "paid"));
    Ok(Refund {
        tenders: given.collect::<Result<_, _>>()?,
        rounding: money(rounding, "paid")?,
    })
}

fn money(minor: i128, field: &str) -> Result<Money, PricingError> {
    let minor = i64::try_from(minor).map_err(|_| PricingError::too_large(field));
    minor.map(Money::from_minor)
}
