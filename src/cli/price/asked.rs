//! The basket as it stands in JSON, and what it is made into.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    shop::{
        Refusal,
        pricing::{Basket, Discount, Line, Tax, Tender},
    },
    values::{Decimal, Money, Rate},
};

/// A number as it stands in a string.
#[derive(Clone, Copy)]
struct Number(Decimal);

/// A percent as it stands in a string.
#[derive(Clone, Copy)]
struct Percent(Rate);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BasketJson {
    #[serde(default = "two_decimals", deserialize_with = "decimals")]
    pub(super) decimals: u8,
    step: Option<Number>,
    #[serde(default)]
    lines: Vec<Object<LineJson>>,
    discount: Option<Object<DiscountJson>>,
    cash_step: Option<Number>,
    #[serde(default)]
    tendered: Vec<Object<TenderJson>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineJson {
    price: Number,
    #[serde(default = "one")]
    per: Number,
    #[serde(default = "one")]
    quantity: Number,
    discount: Option<Object<DiscountJson>>,
    #[serde(default)]
    taxes: Vec<Object<TaxJson>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiscountJson {
    percent: Option<Percent>,
    amount: Option<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxJson {
    percent: Percent,
    #[serde(default)]
    inside: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenderJson {
    #[serde(default = "cash")]
    kind: String,
    amount: Number,
}

fn two_decimals() -> u8 {
    2
}

fn one() -> Number {
    Number(Decimal::whole(1))
}

fn cash() -> String {
    "cash".into()
}

fn decimals<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let decimals = i64::deserialize(deserializer)?;
    let bounded = u8::try_from(decimals).ok().filter(|few| *few <= 4);
    bounded.ok_or_else(|| {
        D::Error::custom(format!(
            "{decimals} is not a number of decimals between 0 and 4"
        ))
    })
}

impl BasketJson {
    fn money(&self, field: &str, number: Number) -> Result<Money, Refusal> {
        let wrong = match number.0.scaled(self.decimals.into()) {
            Some(minor) => return Ok(Money::from_minor(minor)),
            None if number.0.decimals() <= self.decimals.into() => "is too large".into(),
            None if self.decimals == 0 => "amounts of this currency have no decimals".into(),
            None => format!(
                "amounts of this currency have at most {} decimals",
                self.decimals
            ),
        };
        Err(Refusal::invalid(field, wrong))
    }

    pub(super) fn cash_step(&self, field: &str) -> Result<Option<Money>, Refusal> {
        let step = self.cash_step.map(|step| self.money(field, step));
        step.transpose()
    }

    fn discount(
        &self,
        field: &str,
        discount: Option<&Object<DiscountJson>>,
    ) -> Result<Option<Discount>, Refusal> {
        let Some(Object(discount)) = discount else {
            return Ok(None);
        };
        match (discount.percent, discount.amount) {
            (Some(Percent(rate)), None) => Ok(Some(Discount::Percent(rate))),
            (None, Some(amount)) => {
                let amount = self.money(&format!("{field}.amount"), amount)?;
                Ok(Some(Discount::Amount(amount)))
            }
            _ => Err(Refusal::invalid(
                field,
                "needs either a percent or an amount",
            )),
        }
    }

    pub(super) fn tenders(&self) -> Result<Vec<Tender>, Refusal> {
        let tenders = self.tendered.iter().enumerate().map(|(i, Object(tender))| {
            if tender.kind.is_empty() {
                let field = format!("tendered[{i}].kind");
                return Err(Refusal::invalid(&field, "a kind is needed, such as cash"));
            }
            Ok(Tender {
                cash: tender.kind.eq_ignore_ascii_case("cash"),
                amount: self.money(&format!("tendered[{i}].amount"), tender.amount)?,
            })
        });
        tenders.collect()
    }

    pub(super) fn basket(&self) -> Result<Basket, Refusal> {
        let step = self.step.map(|step| self.money("step", step));
        let lines = self.lines.iter().enumerate();
        let lines = lines.map(|(i, Object(line))| self.line(&format!("lines[{i}]"), line));
        Ok(Basket {
            step: step.transpose()?.unwrap_or(Money::from_minor(1)),
            lines: lines.collect::<Result<_, _>>()?,
            discount: self.discount("discount", self.discount.as_ref())?,
        })
    }

    fn line(&self, at: &str, line: &LineJson) -> Result<Line, Refusal> {
        // In units so small that both are whole: 0.250 of 1 is 250 of 1000.
        let unit = line.per.0.decimals().max(line.quantity.0.decimals());
        let whole = |key: &str, number: Number| {
            let why = "has too many digits";
            let whole = number.0.scaled(unit);
            whole.ok_or_else(|| Refusal::invalid(&format!("{at}.{key}"), why))
        };
        let taxes = line.taxes.iter().map(|Object(tax)| Tax {
            rate: tax.percent.0,
            inside: tax.inside,
        });
        Ok(Line {
            price: self.money(&format!("{at}.price"), line.price)?,
            per: whole("per", line.per)?,
            quantity: whole("quantity", line.quantity)?,
            discount: self.discount(&format!("{at}.discount"), line.discount.as_ref())?,
            taxes: taxes.collect(),
        })
    }
}

/// Reads strings only: a JSON number may have been rounded on its way here.
struct Written<T>(fn(&str) -> Result<T, String>);

impl<T> Visitor<'_> for Written<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"a number written as a string, such as "19.99""#)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written(|text| Decimal::parse(text).map(Number)))
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written(|text| {
            Rate::of_percent(Decimal::parse(text)?).map(Percent)
        }))
    }
}

/// What stands in braces. Without this a list would be taken for it too, its
/// members for the keys in their order.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Braces<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Braces<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(keys))
            }
        }

        deserializer
            .deserialize_map(Braces(PhantomData))
            .map(Object)
    }
}
