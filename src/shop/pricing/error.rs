//! What pricing refuses, by field.

use std::fmt;

use crate::shop::Refusal;

/// A refusal to price: which field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricingError {
    /// The field, such as `lines[0].discount.amount`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The amount it leads to does not fit.
    TooLarge,
    /// It must be more than nothing.
    NotPositive,
    /// It must not be below nothing.
    Negative,
    /// It is no whole number of the currency's smallest steps.
    NotInSteps,
    /// The discount is more than what it is taken off.
    MoreThanPrice,
    /// The taxes inside the price are more than 100 % together.
    TaxesAboveWhole,
    /// Only cash gives change: the tender is more than what is due.
    MoreThanDue,
    /// It is of the other sign than what is due.
    WrongWay,
    /// More is taken back than was sold.
    MoreThanSold,
}

impl PricingError {
    pub(super) fn new(field: impl Into<String>, problem: Problem) -> PricingError {
        PricingError {
            field: field.into(),
            problem,
        }
    }

    pub(super) fn too_large(field: impl Into<String>) -> PricingError {
        PricingError::new(field, Problem::TooLarge)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Problem::TooLarge => "is too large: the amount it leads to does not fit",
            Problem::NotPositive => "must be more than nothing",
            Problem::Negative => "must not be below nothing",
            Problem::NotInSteps => "is no whole number of the currency's smallest steps",
            Problem::MoreThanPrice => "is more than what it is taken off; give a smaller discount",
            Problem::TaxesAboveWhole => {
                "the taxes inside the price are more than 100 % together; check their percents"
            }
            Problem::MoreThanDue => {
                "is more than what is due, and only cash gives change; take a smaller amount"
            }
            Problem::WrongWay => "goes the other way than what is due; change its sign",
            Problem::MoreThanSold => "is more than was sold and is not back yet",
        })
    }
}

impl fmt::Display for PricingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for PricingError {}

impl From<PricingError> for Refusal {
    fn from(error: PricingError) -> Self {
        Refusal::invalid(&error.field, error.problem.to_string())
    }
}
