//! What is taken of a customer's credit.

use super::given::{Given, taken_of_credit};
use crate::{
    shop::customers::Customer,
    values::{Currency, Money},
};

/// How much a customer's credit pays: what was typed, or as much as is left and they have.
/// `wanted` is what was typed and what is left to pay.
///
/// # Errors
/// A sentence: they have none, or less than was typed.
pub fn of_credit(
    given: &[Given],
    customer: &Customer,
    (typed, left): (Option<Money>, Money),
    currency: Currency,
) -> Result<Money, String> {
    let name = &customer.name;
    let taken = taken_of_credit(given);
    let open = customer.credit.checked_sub(taken).unwrap_or(Money::ZERO);
    if open <= Money::ZERO {
        return Err(match taken {
            Money::ZERO => format!("{name} has no credit here."),
            _ => format!("All of {name}'s credit is taken already."),
        });
    }
    match typed {
        Some(typed) if typed > open => {
            let open = currency.format(open);
            Err(format!("Only {open} is left of {name}'s credit."))
        }
        Some(typed) => Ok(typed),
        None => Ok(left.min(open)),
    }
}
