//! Decimal numbers as they are written: whole digits and how many of them
//! stand behind the point.

/// A decimal number of up to 18 digits, exactly as written: `0.250` has three
/// decimals, and differs from `0.25` in that only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    digits: i64,
    decimals: u32,
}

impl Decimal {
    /// Reads a plain number: digits, at most one point between them, and a
    /// minus sign where it is below zero. No grouping, no exponents.
    ///
    /// # Errors
    /// A sentence saying why the text is not such a number.
    pub fn parse(text: &str) -> Result<Decimal, String> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, behind) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !numeric(whole) || !numeric(behind) {
            let shown: String = text.chars().take(24).collect();
            return Err(format!("“{shown}” is not a number such as 19.99"));
        }
        let behind = unsigned.split_once('.').map_or("", |(_, behind)| behind);
        let too_long = || "has more digits than fit; 18 do".to_owned();
        let decimals = u32::try_from(behind.len()).map_err(|_| too_long())?;
        let digits = format!("{whole}{behind}");
        let digits = digits.trim_start_matches('0');
        if digits.len() > 18 || decimals > 18 {
            return Err(too_long());
        }
        // Nothing is left of a zero.
        let digits: i64 = format!("0{digits}").parse().map_err(|_| too_long())?;
        Ok(Decimal {
            digits: if text.starts_with('-') {
                -digits
            } else {
                digits
            },
            decimals,
        })
    }

    /// The whole number `number`.
    pub const fn whole(number: i64) -> Decimal {
        Decimal {
            digits: number,
            decimals: 0,
        }
    }

    /// How many digits stand behind the point.
    pub const fn decimals(self) -> u32 {
        self.decimals
    }

    /// The number times ten to the power of `decimals`; `None` where it is
    /// written with more decimals than that, or does not fit.
    pub fn scaled(self, decimals: u32) -> Option<i64> {
        let more = decimals.checked_sub(self.decimals)?;
        self.digits.checked_mul(10_i64.checked_pow(more)?)
    }
}

/// Writes `scaled`, a number times ten to the power of `decimals` (at most
/// 18), for programs: `-1234.50`.
pub fn plain(scaled: i64, decimals: u8) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let width = usize::from(decimals);
    let digits = format!("{:0>1$}", scaled.unsigned_abs(), width + 1);
    match digits.split_at(digits.len() - width) {
        (whole, "") => format!("{sign}{whole}"),
        (whole, behind) => format!("{sign}{whole}.{behind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_digit_for_digit() {
        let scaled = |text: &str, decimals| Decimal::parse(text).map(|n| n.scaled(decimals));
        assert_eq!(scaled("19.99", 2), Ok(Some(1999)));
        assert_eq!(scaled("-0.05", 2), Ok(Some(-5)));
        assert_eq!(scaled("20", 3), Ok(Some(20_000)));
        assert_eq!(scaled("0.250", 3), Ok(Some(250)));
        assert_eq!(scaled("0.250", 2), Ok(None));
        assert_eq!(
            scaled("999999999999999999", 0),
            Ok(Some(999_999_999_999_999_999))
        );
        assert_eq!(scaled("999999999999999999", 2), Ok(None));
        assert_eq!(scaled("-0", 0), Ok(Some(0)));
    }

    #[test]
    fn what_is_not_a_number_is_said_to_be_none() {
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "+1",
            "--1",
            "1e3",
            "NaN",
            "inf",
            "1,000",
            " 1",
            "1 ",
            "0x1",
            "1.2.3",
            "−1",
            "१",
            "1000000000000000000",
            "0.0000000000000000000",
        ] {
            assert!(
                Decimal::parse(text).is_err(),
                "{text:?} was taken for a number"
            );
        }
    }

    #[test]
    fn a_number_is_written_with_its_decimals() {
        assert_eq!(plain(-123_450, 2), "-1234.50");
        assert_eq!(plain(5, 3), "0.005");
        assert_eq!(plain(1743, 0), "1743");
        assert_eq!(plain(0, 2), "0.00");
        assert_eq!(plain(i64::MIN, 2), "-92233720368547758.08");
    }
}
