//! The financial year, and how numbers are written.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    super::{Refusal, settings::Setting},
    Kind,
};

/// The longest number of an invoice, in characters.
pub(super) const NUMBER_MOST: usize = 16;
/// The longest letters before a number, so that a million invoices a year fit.
const PREFIX_MOST: usize = 4;

/// How invoices are numbered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invoicing {
    /// The month the shop's financial year begins with, 1 to 12.
    pub first_month: u32,
    /// What stands before an invoice's number; up to 4 of `A-Z a-z 0-9 - /`.
    pub prefix: String,
    /// What stands before a credit note's number.
    pub credit_prefix: String,
}

impl Default for Invoicing {
    fn default() -> Self {
        Invoicing {
            first_month: 4,
            prefix: String::new(),
            credit_prefix: "CN".into(),
        }
    }
}

impl Setting for Invoicing {
    const KEY: &'static str = "invoicing";
    const COMMAND: &'static str = "settings.invoicing";

    fn check(&self) -> Result<(), Refusal> {
        if !(1..=12).contains(&self.first_month) {
            return Err(Refusal::invalid("first_month", "is a month, 1 to 12"));
        }
        for (field, prefix) in [
            ("prefix", &self.prefix),
            ("credit_prefix", &self.credit_prefix),
        ] {
            if prefix.len() > PREFIX_MOST || !prefix.bytes().all(is_of_number) {
                let why = "is up to 4 letters A-Z, digits, “-” and “/”";
                return Err(Refusal::invalid(field, why));
            }
        }
        // Both kinds are numbered from 1 in the same year.
        match self.prefix == self.credit_prefix {
            true => Err(Refusal::invalid(
                "credit_prefix",
                "is another than invoices have, so that no two numbers are the same",
            )),
            false => Ok(()),
        }
    }
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'/'
}

impl Invoicing {
    /// The number at a place of a series, as it is written; `None` where it
    /// would be longer than 16 characters.
    pub(super) fn number(&self, kind: Kind, series: &str, place: i64) -> Option<String> {
        let prefix = match kind {
            Kind::Invoice => &self.prefix,
            Kind::CreditNote => &self.credit_prefix,
        };
        let number = format!("{prefix}{series}/{place}");
        (number.len() <= NUMBER_MOST).then_some(number)
    }
}

/// The financial year of a day: "2026" where it begins with January, otherwise
/// "25-26".
pub fn financial_year(day: NaiveDate, first_month: u32) -> String {
    if first_month <= 1 {
        return format!("{:04}", day.year());
    }
    let begins = match day.month() >= first_month {
        true => day.year(),
        false => day.year() - 1,
    };
    let two = |year: i32| year.rem_euclid(100);
    format!("{:02}-{:02}", two(begins), two(begins + 1))
}
