//! The one rounding there is: half-up, half away from zero.

use super::{PricingError, Problem};
use crate::values::Money;

/// `number / divisor` to the nearest whole, halves away from zero.
/// `divisor` is more than nothing.
pub(super) fn half_up(number: i128, divisor: i128) -> i128 {
    let (whole, rest) = (number / divisor, (number % divisor).abs());
    // Not `2 * rest >= divisor`, which may not fit.
    match rest >= divisor - rest {
        true => whole + number.signum(),
        false => whole,
    }
}

/// A smallest step of money, more than nothing.
#[derive(Clone, Copy)]
pub(super) struct Step(i128);

impl Step {
    pub(super) fn of(field: &str, step: Money) -> Result<Step, PricingError> {
        match step.minor() {
            1.. => Ok(Step(step.minor().into())),
            _ => Err(PricingError::new(field, Problem::NotPositive)),
        }
    }

    /// The step in minor units.
    pub(super) fn minor(self) -> i128 {
        self.0
    }

    /// `number / divisor` minor units, half-up to this step. Both are at most
    /// products of two amounts.
    pub(super) fn round(self, number: i128, divisor: i128) -> Option<i64> {
        let steps = half_up(number, divisor.checked_mul(self.0)?);
        i64::try_from(steps.checked_mul(self.0)?).ok()
    }

    /// Whether `amount` is a whole number of steps.
    pub(super) fn divides(self, amount: Money) -> bool {
        i128::from(amount.minor()) % self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (number, divisor, nearest) in [
            (5, 10, 1),
            (-5, 10, -1),
            (4, 10, 0),
            (-4, 10, 0),
            (15, 10, 2),
            (14, 9, 2),
            (13, 9, 1),
            (i128::MAX - 1, i128::MAX, 1),
            (i128::MIN + 1, i128::MAX, -1),
        ] {
            assert_eq!(half_up(number, divisor), nearest, "{number} / {divisor}");
        }
    }
}
