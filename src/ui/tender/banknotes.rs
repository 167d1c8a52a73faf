//! What customers hand over: the next round amounts above what is due.
//!
//! Promises: amounts that a few of the currency's banknotes make, the smallest first. Leaves out
//! coins: whoever pays with them pays exactly, or the amount is typed.

use crate::values::{Currency, Money};

/// Banknotes of the currencies that do not go 1, 2, 5, in whole units.
const NOTES: &[(&str, &[i64])] = &[
    ("INR", &[10, 20, 50, 100, 200, 500, 2000]),
    ("USD", &[1, 5, 10, 20, 50, 100]),
    ("CAD", &[5, 10, 20, 50, 100]),
    ("AUD", &[5, 10, 20, 50, 100]),
    ("EUR", &[5, 10, 20, 50, 100, 200]),
    ("GBP", &[5, 10, 20, 50]),
    ("CHF", &[10, 20, 50, 100, 200, 1000]),
    ("JPY", &[1000, 5000, 10_000]),
    ("CNY", &[1, 5, 10, 20, 50, 100]),
];
/// The banknotes of all others, in powers of ten of whole units.
const USUAL: [i64; 3] = [1, 2, 5];
/// At most so many of one banknote are handed over.
const MOST: i64 = 10;

/// At most `count` amounts above `due` that a customer may hand over.
#[must_use]
pub fn next_above(currency: Currency, due: Money, count: usize) -> Vec<Money> {
    let unit = 10_i64.pow(u32::from(currency.exponent()));
    let due = due.minor();
    if due <= 0 {
        return Vec::new();
    }
    let own = NOTES.iter().find(|(code, _)| *code == currency.code());
    let notes: Vec<i64> = match own {
        Some((_, notes)) => notes.to_vec(),
        None => (0..9)
            .flat_map(|power| USUAL.map(|note| note * 10_i64.pow(power)))
            .collect(),
    };
    let largest = notes.last().copied();
    let mut amounts: Vec<i64> = notes
        .into_iter()
        .filter(|note| Some(*note) == largest || note.saturating_mul(unit) >= due / MOST)
        .filter_map(|note| {
            let note = note.checked_mul(unit)?;
            due.checked_add(note - 1)?
                .checked_div(note)?
                .checked_mul(note)
        })
        .filter(|amount| *amount > due)
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    amounts.truncate(count);
    amounts.into_iter().map(Money::from_minor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(code: &str, due: i64) -> Vec<i64> {
        let currency = Currency::of(code).expect("a currency");
        let amounts = next_above(currency, Money::from_minor(due), 3);
        amounts.into_iter().map(Money::minor).collect()
    }

    #[test]
    fn the_next_banknotes_are_offered() {
        assert_eq!(offered("INR", 38_500), [40_000, 50_000, 200_000]);
        assert_eq!(offered("INR", 2198), [3000, 4000, 5000]);
        assert_eq!(offered("EUR", 1570), [2000, 5000, 10_000]);
        assert_eq!(offered("JPY", 10_920), [15_000, 20_000]);
        assert_eq!(offered("KWD", 1250), [2000, 5000, 10_000]);
    }

    #[test]
    fn what_is_a_round_amount_already_is_not_offered_again() {
        assert_eq!(offered("INR", 50_000), [60_000, 200_000]);
        assert_eq!(offered("INR", 0), [0; 0]);
        assert_eq!(offered("INR", i64::MAX), [0; 0]);
    }
}
