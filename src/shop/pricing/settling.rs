//! What is due, and what is paid of it.

use super::{PricingError, Problem, rounding::Step};
use crate::values::Money;

/// Money that is handed over: for what is bought not below nothing, for what
/// goes back to the customer not above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tender {
    /// Whether it is cash, which alone is rounded and gives change.
    pub cash: bool,
    /// How much.
    pub amount: Money,
}

/// What became of an amount due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What rounding the cash adds to what is due; below nothing, it is let off.
    pub rounding: Money,
    /// What is due: the gross and the rounding.
    pub due: Money,
    /// What is given back of the cash.
    pub change: Money,
    /// What is still to be paid; below nothing, to be paid out.
    pub missing: Money,
    /// By how much the drawer's cash rises: the cash less the change.
    pub drawer: Money,
}

/// Settles `gross` by the tenders.
///
/// What the tenders that are not cash leave of it is due in cash, and is
/// rounded half-up to `cash_step` if there is one; without tenders that is the
/// whole. Change comes out of cash only.
///
/// # Errors
/// Names the field: a cash step that is not more than nothing; a tender of
/// the other sign than the gross; more than what is due by tenders that give
/// no change, or paid out; amounts that do not fit.
pub fn settle(
    gross: Money,
    cash_step: Option<Money>,
    tendered: &[Tender],
) -> Result<Settled, PricingError> {
    let step = match cash_step {
        Some(step) => Step::of("cash_step", step)?,
        None => Step::of("cash_step", Money::from_minor(1))?,
    };
    // What goes back mirrors what is paid, so it is settled as if it were.
    let way: i128 = if gross < Money::ZERO { -1 } else { 1 };
    let gross = way * i128::from(gross.minor());
    let (mut in_cash, mut cash) = (gross, 0);
    for (i, tender) in tendered.iter().enumerate() {
        let field = || format!("tendered[{i}].amount");
        let amount = way * i128::from(tender.amount.minor());
        if amount < 0 {
            return Err(PricingError::new(field(), Problem::WrongWay));
        }
        match tender.cash {
            true => cash += amount,
            false if amount > in_cash => {
                return Err(PricingError::new(field(), Problem::MoreThanDue));
            }
            false => in_cash -= amount,
        }
    }
    let rounded = step
        .round(in_cash, 1)
        .map(i128::from)
        .ok_or_else(|| PricingError::too_large("cash_step"))?;
    let change = (cash - rounded).max(0);
    if way < 0 && change > 0 {
        // Whoever is paid out too much does not give it back.
        let last = tendered.iter().rposition(|tender| tender.cash);
        let field = format!("tendered[{}].amount", last.unwrap_or(0));
        return Err(PricingError::new(field, Problem::MoreThanDue));
    }
    let fits = |amount: i128| {
        i64::try_from(way * amount)
            .map(Money::from_minor)
            .map_err(|_| PricingError::too_large("tendered"))
    };
    Ok(Settled {
        rounding: fits(rounded - in_cash)?,
        due: fits(gross - in_cash + rounded)?,
        change: fits(change)?,
        missing: fits((rounded - cash).max(0))?,
        drawer: fits(cash - change)?,
    })
}
