//! What a sweet is counted in, and how such quantities are typed and shown.

use serde::{Deserialize, Serialize};

use super::{
    Quantity,
    quantity::{MAX_QUANTITY, count_of},
};

/// The base unit of a sweet: its stock, its movements and what is sold of it
/// are whole numbers of this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A piece.
    #[default]
    Piece,
    /// A gram.
    Gram,
    /// A millilitre.
    Millilitre,
}

impl Unit {
    /// All of them.
    pub const ALL: [Unit; 3] = [Unit::Piece, Unit::Gram, Unit::Millilitre];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Piece => "piece",
            Unit::Gram => "gram",
            Unit::Millilitre => "millilitre",
        }
    }

    /// The unit of a word.
    pub fn of(word: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// The short signs of the unit and of a thousand of it; pieces have none.
    fn signs(self) -> Option<(&'static str, &'static str)> {
        match self {
            Unit::Piece => None,
            Unit::Gram => Some(("g", "kg")),
            Unit::Millilitre => Some(("ml", "l")),
        }
    }

    /// What is added to a whole number of it in a table: " g", " ml", or nothing.
    pub fn suffix(self) -> &'static str {
        match self {
            Unit::Piece => "",
            Unit::Gram => " g",
            Unit::Millilitre => " ml",
        }
    }

    /// How much there is, for people: `3`, `250 g`, `1.25 kg`, `−40 ml`.
    pub fn format(self, quantity: i64) -> String {
        let sign = if quantity < 0 { "−" } else { "" };
        let size = quantity.unsigned_abs();
        match self.signs() {
            None => format!("{sign}{size}"),
            Some((small, _)) if size < 1000 => format!("{sign}{size} {small}"),
            Some((_, large)) => {
                let decimals = format!("{:03}", size % 1000);
                let decimals = decimals.trim_end_matches('0');
                let point = if decimals.is_empty() { "" } else { "." };
                format!("{sign}{}{point}{decimals} {large}", size / 1000)
            }
        }
    }

    /// What a price is for, for people: `each`, `/ 100 g`, `/ kg`, `/ box of 12`.
    pub fn price_for(self, per: i64) -> String {
        match (self, per) {
            (Unit::Piece, 1) => "each".into(),
            (Unit::Piece, n) => format!("/ box of {n}"),
            (Unit::Gram, 1000) => "/ kg".into(),
            (Unit::Millilitre, 1000) => "/ l".into(),
            (unit, n) => format!("/ {}", unit.format(n)),
        }
    }

    /// Reads how much of it there is as a person types it: as [`Unit::parse`]
    /// does, and nothing is an answer too: `0`, `0 kg`.
    ///
    /// # Errors
    /// A sentence saying why the text is no such amount.
    pub fn parse_count(self, text: &str) -> Result<i64, String> {
        let typed = text.trim().to_lowercase();
        let Some((small, large)) = self.signs() else {
            let pieces = typed.parse::<i64>();
            return match pieces {
                Ok(pieces) => count_of(pieces),
                Err(_) => Err("a whole number of pieces is needed, such as 12".into()),
            };
        };
        match part(&typed, small, large).0.trim() {
            "0" => Ok(0),
            _ => self.parse(text).map(Quantity::get),
        }
    }

    /// Reads how much of it is wanted as a person types it: `3`; and of what is
    /// weighed `250`, `250 g` or `0.25 kg`, of what is poured `200 ml`, `0.2 l`.
    ///
    /// # Errors
    /// A sentence saying why the text is no quantity of it.
    pub fn parse(self, text: &str) -> Result<Quantity, String> {
        let Some((small, large)) = self.signs() else {
            return Quantity::parse(text);
        };
        let shown: String = text.trim().chars().take(24).collect();
        let typed = text.trim().to_lowercase();
        let (number, thousands) = part(&typed, small, large);
        let unclear = || match (number.contains(','), number.contains('.')) {
            (true, _) => {
                format!(
                    "“{shown}” is not clear: write 0.25 {large}, with a point before the decimals"
                )
            }
            (false, true) if !thousands => {
                format!(
                    "“{shown}” is no whole number of {small}: write 250 {small} or 0.25 {large}"
                )
            }
            _ => format!("“{shown}” is not an amount such as 250 {small} or 0.25 {large}"),
        };
        let (whole, decimals) = match number.trim().split_once('.') {
            Some((whole, decimals)) if thousands && !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(unclear()),
            None => (number.trim(), ""),
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return Err(unclear());
        }
        if decimals.len() > 3 {
            return Err(format!("“{shown}” is finer than a whole {}", self.word()));
        }
        let size = if thousands {
            format!("{whole}{decimals:0<3}")
        } else {
            whole.to_owned()
        };
        let size: i64 = size.parse().map_err(|_| unclear())?;
        Quantity::of(size).map_err(|_| {
            format!(
                "“{shown}” is not between 1 {small} and {}",
                self.format(MAX_QUANTITY)
            )
        })
    }
}

/// The number before a sign, and whether that is the larger sign. One sign ends
/// like the other ("ml", "l"; "kg", "g"), so the longer is looked for first.
fn part<'t>(typed: &'t str, small: &str, large: &str) -> (&'t str, bool) {
    let signs = match small.len() < large.len() {
        true => [(large, true), (small, false)],
        false => [(small, false), (large, true)],
    };
    let found = signs
        .iter()
        .find_map(|&(sign, thousands)| Some((typed.strip_suffix(sign)?, thousands)));
    found.unwrap_or((typed, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_weighed_is_read_in_grams_and_kilograms() {
        for (typed, grams) in [
            ("250", 250),
            ("250 g", 250),
            ("250g", 250),
            ("0.25 kg", 250),
            ("1.5kg", 1500),
            ("2 KG", 2000),
            ("0.001 kg", 1),
        ] {
            assert_eq!(
                Unit::Gram.parse(typed).map(Quantity::get),
                Ok(grams),
                "{typed}"
            );
        }
        for typed in [
            "",
            "0",
            "0 kg",
            "-1",
            "1.5",
            "0.0005 kg",
            "kg",
            "1. kg",
            "abc",
            "1,5 kg",
            "1001 kg",
            "250 ml",
        ] {
            assert!(Unit::Gram.parse(typed).is_err(), "{typed:?} was taken");
        }
        for (typed, why) in [
            (
                "0,25",
                "“0,25” is not clear: write 0.25 kg, with a point before the decimals",
            ),
            (
                "1,5 kg",
                "“1,5 kg” is not clear: write 0.25 kg, with a point before the decimals",
            ),
            (
                "0.25",
                "“0.25” is no whole number of g: write 250 g or 0.25 kg",
            ),
            ("abc", "“abc” is not an amount such as 250 g or 0.25 kg"),
        ] {
            assert_eq!(Unit::Gram.parse(typed), Err(why.to_owned()));
        }
        for typed in ["0.2 l", "200 ml", "200ml", "200"] {
            let poured = Unit::Millilitre.parse(typed).map(Quantity::get);
            assert_eq!(poured, Ok(200), "{typed}");
        }
        assert!(Unit::Piece.parse("2 kg").is_err());
    }

    #[test]
    fn nothing_is_a_count_but_no_quantity() {
        assert_eq!(Unit::Gram.parse_count("0"), Ok(0));
        assert_eq!(Unit::Gram.parse_count(" 0 kg "), Ok(0));
        assert_eq!(Unit::Gram.parse_count("2.5 kg"), Ok(2500));
        assert_eq!(Unit::Piece.parse_count("0"), Ok(0));
        assert_eq!(Unit::Piece.parse_count("12"), Ok(12));
        for (unit, typed) in [
            (Unit::Piece, "0 kg"),
            (Unit::Piece, "-1"),
            (Unit::Gram, "0 l"),
            (Unit::Gram, "kg"),
        ] {
            assert!(unit.parse_count(typed).is_err(), "{typed:?} was taken");
        }
    }

    #[test]
    fn quantities_are_shown_in_the_unit_people_say() {
        assert_eq!(Unit::Piece.format(3), "3");
        assert_eq!(Unit::Gram.format(250), "250 g");
        assert_eq!(Unit::Gram.format(1250), "1.25 kg");
        assert_eq!(Unit::Gram.format(-2000), "−2 kg");
        assert_eq!(Unit::Millilitre.format(40), "40 ml");
        assert_eq!(Unit::Piece.price_for(1), "each");
        assert_eq!(Unit::Piece.price_for(12), "/ box of 12");
        assert_eq!(Unit::Gram.price_for(100), "/ 100 g");
        assert_eq!(Unit::Gram.price_for(1000), "/ kg");
    }
}
