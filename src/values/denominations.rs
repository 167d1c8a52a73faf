//! Notes and coins: what a drawer is counted by.

use super::{Currency, Money};

/// The notes and coins in use, in minor units, largest first.
const KNOWN: &[(&str, &[i64])] = &[
    (
        "AED",
        &[
            100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 100, 50, 25,
        ],
    ),
    (
        "AUD",
        &[10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
    ),
    (
        "BDT",
        &[
            100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100,
        ],
    ),
    (
        "BRL",
        &[
            20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5,
        ],
    ),
    ("CAD", &[10_000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5]),
    (
        "CHF",
        &[
            100_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5,
        ],
    ),
    ("CLP", &[20_000, 10_000, 5000, 2000, 1000, 500, 100, 50, 10]),
    ("CNY", &[10_000, 5000, 2000, 1000, 500, 100, 50, 10]),
    (
        "EUR",
        &[
            50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1,
        ],
    ),
    (
        "GBP",
        &[5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
    ),
    (
        "INR",
        &[50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50],
    ),
    ("JPY", &[10_000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1]),
    ("KRW", &[50_000, 10_000, 5000, 1000, 500, 100, 50, 10]),
    (
        "KWD",
        &[20_000, 10_000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5],
    ),
    (
        "LKR",
        &[
            500_000, 100_000, 50_000, 10_000, 5000, 2000, 1000, 500, 200, 100,
        ],
    ),
    (
        "MXN",
        &[
            100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50,
        ],
    ),
    ("MYR", &[10_000, 5000, 2000, 1000, 500, 100, 50, 20, 10, 5]),
    (
        "NPR",
        &[100_000, 50_000, 10_000, 5000, 2000, 1000, 500, 200, 100],
    ),
    (
        "NZD",
        &[10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
    ),
    (
        "PKR",
        &[
            500_000, 100_000, 50_000, 10_000, 7500, 5000, 2000, 1000, 500, 200, 100,
        ],
    ),
    (
        "SGD",
        &[100_000, 10_000, 5000, 1000, 500, 200, 100, 50, 20, 10, 5],
    ),
    (
        "THB",
        &[
            100_000, 50_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 25,
        ],
    ),
    (
        "TRY",
        &[20_000, 10_000, 5000, 2000, 1000, 500, 100, 50, 25, 10, 5],
    ),
    (
        "USD",
        &[10_000, 5000, 2000, 1000, 500, 100, 50, 25, 10, 5, 1],
    ),
    (
        "ZAR",
        &[20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
    ),
];

impl Currency {
    /// The notes and coins a drawer is counted by, largest first. Where they
    /// are not known it is the series 1, 2, 5 that most currencies follow, from
    /// one minor unit to 5,000 whole ones.
    pub fn denominations(self) -> Vec<Money> {
        let known = KNOWN.iter().find(|(code, _)| *code == self.code());
        match known {
            Some((_, known)) => known.iter().copied().map(Money::from_minor).collect(),
            None => {
                let tens = 4 + u32::from(self.exponent());
                let mut series: Vec<Money> = (0..tens)
                    .flat_map(|ten| [1, 2, 5].map(|one| Money::from_minor(one * 10_i64.pow(ten))))
                    .collect();
                series.reverse();
                series
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_has_notes_and_coins_from_the_largest_to_the_smallest() {
        for currency in Currency::all() {
            let pieces = currency.denominations();
            assert!(pieces.len() >= 8, "{}", currency.code());
            assert!(pieces.is_sorted_by(|a, b| a > b), "{}", currency.code());
            assert!(pieces.iter().all(|piece| *piece > Money::ZERO));
        }
        for (code, _) in KNOWN {
            assert!(Currency::of(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_currency_that_is_not_listed_is_counted_by_ones_twos_and_fives() {
        let jod = Currency::of("JOD").map(Currency::denominations);
        let jod = jod.unwrap_or_default();
        assert_eq!(jod.first(), Some(&Money::from_minor(5_000_000)));
        assert_eq!(jod.last(), Some(&Money::from_minor(1)));
        assert_eq!(jod.len(), 21);
    }
}
