//! Discounts as they are typed, and whether they need somebody's leave.
//!
//! Leaves out what they take off, which is `pricing`'s, and who may give them: the shop decides
//! when it is sold.

use super::line::off;
use crate::{
    shop::pricing::{Discount, Priced, PricedLine},
    ui::remote::sentence,
    values::{Currency, Money, Rate},
};

/// Whether all that is taken off is more than so much of every hundred; the shop looks at each
/// line as well when it is sold.
#[must_use]
pub fn exceeds(cost: &Priced, limit: Rate) -> bool {
    let off =
        |line: &PricedLine| i128::from(line.discount.minor()) + i128::from(line.share.minor());
    let all: i128 = cost
        .lines
        .iter()
        .map(|line| i128::from(line.amount.minor()))
        .sum();
    let given: i128 = cost.lines.iter().map(off).sum();
    given * i128::from(Rate::WHOLE.millionths()) > all * i128::from(limit.millionths())
}

/// A discount as it is typed: "10 %", "25.00", or nothing.
#[must_use]
pub fn written(currency: Currency, discount: Option<Discount>) -> String {
    discount.map_or_else(String::new, |discount| {
        off(currency, discount).trim_start_matches('−').to_owned()
    })
}

/// Reads a discount; nothing, also of 0, is none.
///
/// # Errors
/// A sentence saying why it is none.
pub fn read(currency: Currency, text: &str) -> Result<Option<Discount>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let discount = match text.strip_suffix('%') {
        Some(percent) => Discount::Percent(Rate::parse(percent).map_err(|why| sentence(&why))?),
        None => Discount::Amount(currency.parse(text).map_err(|why| sentence(&why))?),
    };
    match discount {
        Discount::Percent(rate) if rate.millionths() == 0 => Ok(None),
        Discount::Amount(Money::ZERO) => Ok(None),
        Discount::Amount(amount) if amount < Money::ZERO => {
            Err("A discount can't be below 0.".to_owned())
        }
        discount => Ok(Some(discount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discount_is_a_percent_or_an_amount() {
        let inr = Currency::of("INR").expect("a currency");
        for (typed, shown) in [
            ("10 %", "10 %"),
            ("5.5%", "5.5 %"),
            ("25", "25.00"),
            ("0.05", "0.05"),
            ("0", ""),
            ("0 %", ""),
            (" ", ""),
        ] {
            let discount = read(inr, typed).expect("a discount");
            assert_eq!(written(inr, discount), shown, "{typed}");
        }
        for typed in ["ten", "101 %", "-5", "5.555"] {
            assert!(read(inr, typed).is_err(), "{typed:?} was taken");
        }
    }
}
