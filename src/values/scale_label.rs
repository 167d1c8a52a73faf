//! The labels that scales print: an EAN-13 that carries an item and its weight or price.
//!
//! Promises: what a label says is read exactly, in whole grams or minor units, by a layout that
//! is a setting of the shop; what was read wrong is refused in a sentence for whoever holds the
//! scanner.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Currency, Money,
    codes::{CodeKind, check_digit, digits},
};

/// What stands in the label of a scale beside the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelValue {
    /// A weight in kilograms.
    Weight,
    /// A price in the shop's currency.
    Price,
}

/// How the shop's scales write an EAN-13: prefix, item code, a check digit of the price where
/// the scale prints one, the value, and the check digit of the whole.
///
/// One that exists is possible; as a setting it is stored as JSON and read back the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Typed")]
pub struct ScaleLabel {
    prefixes: Vec<String>,
    item_digits: u8,
    value: LabelValue,
    decimals: u8,
    price_check: bool,
}

/// A layout as it is typed, stored or sent, not looked at yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    prefixes: Vec<String>,
    item_digits: u8,
    value: LabelValue,
    decimals: u8,
    #[serde(default)]
    price_check: bool,
}

impl TryFrom<Typed> for ScaleLabel {
    type Error = BadLayout;

    fn try_from(typed: Typed) -> Result<ScaleLabel, BadLayout> {
        ScaleLabel::of(
            typed.prefixes,
            typed.item_digits,
            typed.value,
            typed.decimals,
            typed.price_check,
        )
    }
}

/// A layout that can't be, and the field that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLayout {
    /// The field's name, as in the stored setting.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for BadLayout {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.field, self.why)
    }
}

/// What a label said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The item code, with its leading zeros.
    pub item: String,
    /// How much of it, or for how much.
    pub amount: LabelAmount,
}

/// The weight or the price of what a label is stuck on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelAmount {
    /// Grams, from 1.
    Weight(i64),
    /// A price above nothing.
    Price(Money),
}

impl ScaleLabel {
    /// A layout: codes that begin with one of `prefixes` (02, 20 to 29) carry an item code of
    /// `item_digits` (4 to 6) and a `value` written with `decimals` (0 to 3). `price_check`
    /// tells that the scale prints a check digit of the price before it.
    ///
    /// # Errors
    /// [`BadLayout`], naming the first field that can't be.
    pub fn of(
        prefixes: Vec<String>,
        item_digits: u8,
        value: LabelValue,
        decimals: u8,
        price_check: bool,
    ) -> Result<ScaleLabel, BadLayout> {
        let bad = |field, why: &str| {
            Err(BadLayout {
                field,
                why: why.into(),
            })
        };
        if prefixes.is_empty() {
            return bad("prefixes", "at least one is needed, such as 20");
        }
        for (at, prefix) in prefixes.iter().enumerate() {
            if !is_prefix(prefix) {
                return bad("prefixes", "scales use 02 and 20 to 29 only");
            }
            if prefixes[..at].contains(prefix) {
                return bad("prefixes", "one stands there twice");
            }
        }
        if !(4..=6).contains(&item_digits) {
            return bad("item_digits", "an item code has 4 to 6 digits");
        }
        if decimals > 3 {
            return bad("decimals", "at most 3 decimals can be written");
        }
        if price_check && value == LabelValue::Weight {
            return bad("price_check", "only a price has a check digit of its own");
        }
        let layout = ScaleLabel {
            prefixes,
            item_digits,
            value,
            decimals,
            price_check,
        };
        if price_check && !(4..=5).contains(&layout.value_digits()) {
            return bad(
                "price_check",
                "only a price of 4 or 5 digits has a check digit: the item code has 4 or 5 then",
            );
        }
        Ok(layout)
    }

    /// What the codes it reads begin with.
    pub fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    /// How many digits the item code has: 4 to 6.
    pub fn item_digits(&self) -> u8 {
        self.item_digits
    }

    /// What stands beside the item.
    pub fn value(&self) -> LabelValue {
        self.value
    }

    /// With how many decimals it is written: 0 to 3.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// Whether the scale prints a check digit of the price before it.
    pub fn price_check(&self) -> bool {
        self.price_check
    }

    /// A label as a scale would print it by this layout, of item 123, for people to see what it
    /// says; `None` where the currency can't have what it would say.
    pub fn example(&self, currency: Currency) -> Option<String> {
        let width = self.value_digits();
        // The first that is a whole number of the currency's steps.
        let mut values = [1234_u16, 1200, 1000].into_iter();
        values.find_map(|value| {
            let value = format!("{value:0width$}");
            let check = match self.price_check {
                true => price_check_digit(&value)?.to_string(),
                false => String::new(),
            };
            let item = format!("{:0digits$}", 123, digits = usize::from(self.item_digits));
            let body = format!("{}{item}{check}{value}", self.prefixes.first()?);
            let code = format!("{body}{}", check_digit(&body)?);
            matches!(self.read(&code, currency), Ok(Some(_))).then_some(code)
        })
    }

    fn value_digits(&self) -> usize {
        10 - usize::from(self.item_digits) - usize::from(self.price_check)
    }

    /// What `code` says by this layout; `None` where it is no label of a scale, but the code
    /// of a maker or of the house.
    ///
    /// # Errors
    /// A sentence, where it is one and was read wrong, or says nothing that can be sold.
    pub fn read(&self, code: &str, currency: Currency) -> Result<Option<Labelled>, String> {
        let is_ours = CodeKind::of(code) == Some(CodeKind::Ean13)
            && self.prefixes.iter().any(|prefix| code.starts_with(prefix));
        if !is_ours {
            return Ok(None);
        }
        CodeKind::verified(code)?;
        let (item, rest) = code[2..12].split_at(usize::from(self.item_digits));
        let (check, value) = rest.split_at(usize::from(self.price_check));
        if self.price_check
            && price_check_digit(value)
                .map(|due| due.to_string())
                .as_deref()
                != Some(check)
        {
            return Err("the price in this label was read wrong: scan it again".into());
        }
        let written: i64 = value
            .parse()
            .map_err(|_| "this label holds no number: type the item and its amount".to_owned())?;
        let amount = match self.value {
            LabelValue::Weight => rescaled(written, self.decimals, 3).map(LabelAmount::Weight),
            LabelValue::Price => rescaled(written, self.decimals, currency.exponent())
                .map(|minor| LabelAmount::Price(Money::from_minor(minor))),
        };
        let Some(amount) = amount else {
            return Err(format!(
                "the price in this label has more decimals than {} has: the layout of the \
                 labels has to be set right",
                currency.code()
            ));
        };
        if written == 0 {
            return Err(match self.value {
                LabelValue::Weight => "this label weighs nothing: weigh it again".into(),
                LabelValue::Price => "this label has no price: weigh it again".into(),
            });
        }
        Ok(Some(Labelled {
            item: item.to_owned(),
            amount,
        }))
    }
}

fn is_prefix(text: &str) -> bool {
    text == "02" || (text.len() == 2 && text.starts_with('2') && digits(text).is_some())
}

/// `written` with `from` decimals, as a whole number with `to`; at most six digits come in.
fn rescaled(written: i64, from: u8, to: u8) -> Option<i64> {
    if to >= from {
        return written.checked_mul(10_i64.pow(u32::from(to - from)));
    }
    let step = 10_i64.pow(u32::from(from - to));
    (written % step == 0).then(|| written / step)
}

/// The check digit of a price of four or five digits (GS1 General Specifications, 7.9.3 and
/// 7.9.4: each digit is weighted by a table of its place).
fn price_check_digit(price: &str) -> Option<u8> {
    const TWO_MINUS: [u8; 10] = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
    const THREE: [u8; 10] = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
    const FIVE_PLUS: [u8; 10] = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
    const FIVE_MINUS: [u8; 10] = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];
    let digits = digits(price)?;
    let sum = |tables: &[[u8; 10]]| -> u8 {
        let weighted = digits.iter().zip(tables);
        weighted
            .map(|(digit, table)| table[usize::from(*digit)])
            .sum()
    };
    match digits.len() {
        4 => Some(sum(&[TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS]) * 3 % 10),
        5 => {
            let sum = sum(&[FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS]);
            let due = (10 - sum % 10) % 10;
            (0..10).find(|digit| FIVE_MINUS[usize::from(*digit)] == due)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(value: LabelValue, item_digits: u8, decimals: u8, price_check: bool) -> ScaleLabel {
        let prefixes = vec!["02".into(), "20".into(), "28".into()];
        ScaleLabel::of(prefixes, item_digits, value, decimals, price_check).unwrap()
    }

    fn rupees() -> Currency {
        Currency::of("INR").unwrap()
    }

    #[test]
    fn a_weight_in_a_label_is_grams() {
        let labels = layout(LabelValue::Weight, 5, 3, false);
        let read = |code| labels.read(code, rupees());
        let kaju = Labelled {
            item: "12345".into(),
            amount: LabelAmount::Weight(1_250),
        };
        assert_eq!(read("2012345012509"), Ok(Some(kaju)));
        // Two decimals of a kilogram are steps of ten grams.
        let coarse = layout(LabelValue::Weight, 5, 2, false);
        let read = coarse.read("2012345012509", rupees()).unwrap().unwrap();
        assert_eq!(read.amount, LabelAmount::Weight(12_500));
    }

    #[test]
    fn a_price_in_a_label_is_minor_units_of_the_shops_currency() {
        let labels = layout(LabelValue::Price, 5, 2, false);
        let price = |currency: &str, labels: &ScaleLabel| {
            let currency = Currency::of(currency).unwrap();
            labels
                .read("2812345160008", currency)
                .map(|read| read.map(|read| read.amount))
        };
        let minor = |minor| Ok(Some(LabelAmount::Price(Money::from_minor(minor))));
        assert_eq!(price("INR", &labels), minor(16_000));
        assert_eq!(price("KWD", &labels), minor(160_000));
        assert_eq!(price("JPY", &labels), minor(160));
        let thousandths = layout(LabelValue::Price, 5, 3, false);
        assert_eq!(price("INR", &thousandths), minor(1_600));
        let whole = layout(LabelValue::Price, 5, 0, false);
        assert_eq!(price("JPY", &whole), minor(16_000));
        let odd = labels.read("2812345160121", Currency::of("JPY").unwrap());
        assert!(odd.unwrap_err().contains("more decimals than JPY has"));
    }

    #[test]
    fn the_check_digit_of_a_price_is_looked_at() {
        // The worked examples of the GS1 General Specifications.
        assert_eq!(price_check_digit("2875"), Some(9));
        assert_eq!(price_check_digit("14685"), Some(6));
        let labels = layout(LabelValue::Price, 5, 2, true);
        let read = labels.read("2012345928756", rupees()).unwrap().unwrap();
        assert_eq!(read.item, "12345");
        assert_eq!(read.amount, LabelAmount::Price(Money::from_minor(2_875)));
        assert_eq!(
            labels.read("2012345828759", rupees()),
            Err("the price in this label was read wrong: scan it again".into())
        );
    }

    #[test]
    fn an_example_says_what_a_label_of_the_layout_would() {
        let said = |labels: &ScaleLabel, currency: &str| {
            let currency = Currency::of(currency).unwrap();
            let code = labels.example(currency).unwrap();
            let read = labels.read(&code, currency).unwrap().unwrap();
            (code, read.item, read.amount)
        };
        let weight = layout(LabelValue::Weight, 5, 3, false);
        let kilogram = LabelAmount::Weight(1_234);
        let code = "0200123012345".to_owned();
        assert_eq!(said(&weight, "INR"), (code, "00123".into(), kilogram));
        // Yen have no decimals, so the example is one that a scale can mean.
        let price = layout(LabelValue::Price, 4, 2, true);
        let (_, item, amount) = said(&price, "JPY");
        let twelve = LabelAmount::Price(Money::from_minor(12));
        assert_eq!((item.as_str(), amount), ("0123", twelve));
    }

    #[test]
    fn other_codes_are_none_of_the_scales_business() {
        let labels = layout(LabelValue::Weight, 5, 3, false);
        for code in [
            "3017620422003",
            "036000291452",
            "R000123",
            "2112345012506",
            "",
        ] {
            assert_eq!(labels.read(code, rupees()), Ok(None), "{code}");
        }
        assert_eq!(
            labels.read("2012345012508", rupees()),
            Err("the last digit should be 9: scan it again".into())
        );
        assert_eq!(
            labels.read("2012345000001", rupees()),
            Err("this label weighs nothing: weigh it again".into())
        );
    }

    #[test]
    fn a_layout_that_can_not_be_is_refused_by_field() {
        let refused = |prefixes: &[&str], item_digits, value, decimals, price_check| {
            let prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
            ScaleLabel::of(prefixes, item_digits, value, decimals, price_check)
                .unwrap_err()
                .field
        };
        use LabelValue::{Price, Weight};
        assert_eq!(refused(&[], 5, Weight, 3, false), "prefixes");
        assert_eq!(refused(&["30"], 5, Weight, 3, false), "prefixes");
        assert_eq!(refused(&["2"], 5, Weight, 3, false), "prefixes");
        assert_eq!(refused(&["20", "20"], 5, Weight, 3, false), "prefixes");
        assert_eq!(refused(&["20"], 3, Weight, 3, false), "item_digits");
        assert_eq!(refused(&["20"], 7, Weight, 3, false), "item_digits");
        assert_eq!(refused(&["20"], 5, Weight, 4, false), "decimals");
        assert_eq!(refused(&["20"], 5, Weight, 3, true), "price_check");
        assert_eq!(refused(&["20"], 6, Price, 2, true), "price_check");
    }

    #[test]
    fn a_layout_is_stored_and_read_back_and_a_bad_one_is_not() {
        let stored = r#"{"prefixes":["02","20","28"],"item_digits":5,"value":"weight","decimals":3,"price_check":false}"#;
        let labels = layout(LabelValue::Weight, 5, 3, false);
        assert_eq!(serde_json::to_string(&labels).unwrap(), stored);
        assert_eq!(serde_json::from_str::<ScaleLabel>(stored).unwrap(), labels);
        let bad = stored.replace(r#""02""#, r#""99""#);
        let why = serde_json::from_str::<ScaleLabel>(&bad).unwrap_err();
        assert_eq!(why.to_string(), "prefixes: scales use 02 and 20 to 29 only");
    }
}
