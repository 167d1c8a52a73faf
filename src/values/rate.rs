//! Rates: percents of taxes and discounts, exact.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::decimal::{Decimal, plain};

/// A share from nothing to the whole, in millionths: 12 % is 120,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(i64);

impl Rate {
    /// A tenth: 10 %.
    pub const TENTH: Rate = Rate(100_000);
    /// The whole: 100 %.
    pub const WHOLE: Rate = Rate(1_000_000);

    /// The rate of `millionths`; `None` where it is not within 0 % and 100 %.
    pub fn from_millionths(millionths: i64) -> Option<Rate> {
        (0..=Rate::WHOLE.0)
            .contains(&millionths)
            .then_some(Rate(millionths))
    }

    /// The rate in millionths: 0 to 1,000,000.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// Reads a percent as a person types it: `12`, `5.5`, `0.0625`.
    ///
    /// # Errors
    /// A sentence, where the text is no number, has more than four decimals,
    /// or is not within 0 and 100.
    pub fn parse(text: &str) -> Result<Rate, String> {
        Rate::of_percent(Decimal::parse(text.trim())?)
    }

    /// The rate of a percent.
    ///
    /// # Errors
    /// A sentence, where it has more than four decimals or is not within 0
    /// and 100.
    pub fn of_percent(percent: Decimal) -> Result<Rate, String> {
        if percent.decimals() > 4 {
            return Err("a percent has at most four decimals".into());
        }
        let rate = percent.scaled(4).and_then(Rate::from_millionths);
        rate.ok_or_else(|| "a percent is between 0 and 100".into())
    }
}

/// A percent as text, such as "5.5": exact in every program that reads it.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Rate::parse(&text).map_err(D::Error::custom)
    }
}

/// Writes the percent without needless decimals: `5.5`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = plain(self.0, 4);
        f.write_str(percent.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_is_read_and_written_exactly() {
        for (typed, millionths, written) in [
            ("0", 0, "0"),
            ("0.0001", 1, "0.0001"),
            ("5.50", 55_000, "5.5"),
            (" 12 ", 120_000, "12"),
            ("100", 1_000_000, "100"),
        ] {
            let rate = Rate::parse(typed).expect("a percent");
            assert_eq!(rate.millionths(), millionths);
            assert_eq!(rate.to_string(), written);
        }
    }

    #[test]
    fn what_is_no_share_of_a_whole_is_refused() {
        for typed in ["", "-1", "100.0001", "101", "5.00001", "1e1", "12 %", "NaN"] {
            assert!(
                Rate::parse(typed).is_err(),
                "{typed:?} was taken for a percent"
            );
        }
    }
}
