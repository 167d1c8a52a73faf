//! Quantities of a sweet's base unit: pieces, grams or millilitres.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The most of the base unit that one line or one movement may name.
pub const MAX_QUANTITY: i64 = 1_000_000;

/// A quantity to sell: 1 to [`MAX_QUANTITY`] of the sweet's base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// One piece.
    pub const ONE: Quantity = Quantity(1);

    /// A quantity of `size` pieces, grams or millilitres.
    ///
    /// # Errors
    /// A sentence, where it is not between 1 and [`MAX_QUANTITY`].
    pub fn of(size: i64) -> Result<Quantity, String> {
        match size {
            1..=MAX_QUANTITY => Ok(Quantity(size)),
            _ => Err(format!("{size} is not a quantity between 1 and 1,000,000")),
        }
    }

    /// Reads a number of pieces as a person types it; what is weighed or poured
    /// is read by [`super::Unit::parse`].
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
                    "“{shown}” is not a whole number of pieces between 1 and 1,000,000, written \
                     without points and commas"
                ))
            }
        }
    }

    /// How many of the base unit.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Default for Quantity {
    fn default() -> Self {
        Quantity::ONE
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Quantity::of(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A quantity that may also be none: 0 to [`MAX_QUANTITY`].
///
/// # Errors
/// A sentence, where it is not between them.
pub fn count_of(pieces: i64) -> Result<i64, String> {
    match pieces {
        0..=MAX_QUANTITY => Ok(pieces),
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
