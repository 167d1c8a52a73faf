//! Quantities of pieces.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The most pieces one line or one movement may name.
pub const MAX_PIECES: i64 = 1_000_000;

/// A quantity to sell: 1 to [`MAX_PIECES`] pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// One piece.
    pub const ONE: Quantity = Quantity(1);

    /// A quantity of `pieces`.
    ///
    /// # Errors
    /// A sentence, where it is not between 1 and [`MAX_PIECES`].
    pub fn of(pieces: i64) -> Result<Quantity, String> {
        match pieces {
            1..=MAX_PIECES => Ok(Quantity(pieces)),
            _ => Err(format!(
                "{pieces} is not a quantity between 1 and 1,000,000 pieces"
            )),
        }
    }

    /// Reads a quantity as a person types it.
    ///
    /// # Errors
    /// A sentence saying why the text is not a quantity.
    pub fn parse(text: &str) -> Result<Quantity, String> {
        let text = text.trim();
        match text.parse::<i64>() {
            Ok(pieces) => Quantity::of(pieces),
            Err(_) => {
                let shown: String = text.chars().take(24).collect();
                Err(format!(
                    "“{shown}” is not a whole number of pieces between 1 and 1,000,000"
                ))
            }
        }
    }

    /// The number of pieces.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Quantity::of(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A number of pieces that may also be none: 0 to [`MAX_PIECES`].
///
/// # Errors
/// A sentence, where it is not between them.
pub fn count_of(pieces: i64) -> Result<i64, String> {
    match pieces {
        0..=MAX_PIECES => Ok(pieces),
        _ => Err(format!("{pieces} is not between 0 and 1,000,000")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_pieces_within_bounds_are_a_quantity() {
        assert_eq!(Quantity::parse("2").map(Quantity::get), Ok(2));
        for text in [
            "0",
            "-1",
            "−1",
            "9223372036854775808",
            "abc",
            "1.5",
            "",
            "1000001",
        ] {
            assert!(
                Quantity::parse(text).is_err(),
                "{text:?} was taken for a quantity"
            );
        }
    }
}
