//! Money: whole minor units, and the currency that says how they are written.

use serde::{Deserialize, Serialize};

use super::{Quantity, decimal::plain};

/// The highest price a sweet may have, in minor units: ten thousand million.
/// A basket of the largest quantity of it still fits `i64`.
pub const MAX_PRICE_MINOR: i64 = 10_000_000_000;

/// An amount in the minor unit of the shop's currency (paise, cents; whole yen).
///
/// All arithmetic is checked; what does not fit is `None`, never wrapped.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount of `minor` minor units.
    pub const fn from_minor(minor: i64) -> Money {
        Money(minor)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The difference, or `None` where it does not fit.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// This price for each of `quantity` pieces, or `None` where it does not fit.
    pub fn checked_mul(self, quantity: Quantity) -> Option<Money> {
        self.0.checked_mul(quantity.get()).map(Money)
    }
}

/// A currency by its ISO 4217 code, with the number of decimals it is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    name: &'static str,
    exponent: u8,
}

/// Code, English name and minor-unit exponent as ISO 4217 lists them.
const CURRENCIES: &[(&str, &str, u8)] = &[
    ("AED", "UAE dirham", 2),
    ("AUD", "Australian dollar", 2),
    ("BDT", "Bangladeshi taka", 2),
    ("BHD", "Bahraini dinar", 3),
    ("BRL", "Brazilian real", 2),
    ("CAD", "Canadian dollar", 2),
    ("CHF", "Swiss franc", 2),
    ("CLP", "Chilean peso", 0),
    ("CNY", "Chinese yuan", 2),
    ("COP", "Colombian peso", 2),
    ("CZK", "Czech koruna", 2),
    ("DKK", "Danish krone", 2),
    ("EGP", "Egyptian pound", 2),
    ("EUR", "Euro", 2),
    ("GBP", "Pound sterling", 2),
    ("GEL", "Georgian lari", 2),
    ("HUF", "Hungarian forint", 2),
    ("IDR", "Indonesian rupiah", 2),
    ("ILS", "Israeli new shekel", 2),
    ("INR", "Indian rupee", 2),
    ("IQD", "Iraqi dinar", 3),
    ("IRR", "Iranian rial", 2),
    ("ISK", "Icelandic króna", 0),
    ("JOD", "Jordanian dinar", 3),
    ("JPY", "Japanese yen", 0),
    ("KES", "Kenyan shilling", 2),
    ("KRW", "South Korean won", 0),
    ("KWD", "Kuwaiti dinar", 3),
    ("KZT", "Kazakhstani tenge", 2),
    ("LKR", "Sri Lankan rupee", 2),
    ("MAD", "Moroccan dirham", 2),
    ("MXN", "Mexican peso", 2),
    ("MYR", "Malaysian ringgit", 2),
    ("NGN", "Nigerian naira", 2),
    ("NOK", "Norwegian krone", 2),
    ("NPR", "Nepalese rupee", 2),
    ("NZD", "New Zealand dollar", 2),
    ("OMR", "Omani rial", 3),
    ("PHP", "Philippine peso", 2),
    ("PKR", "Pakistani rupee", 2),
    ("PLN", "Polish złoty", 2),
    ("QAR", "Qatari riyal", 2),
    ("RON", "Romanian leu", 2),
    ("RUB", "Russian rouble", 2),
    ("SAR", "Saudi riyal", 2),
    ("SEK", "Swedish krona", 2),
    ("SGD", "Singapore dollar", 2),
    ("THB", "Thai baht", 2),
    ("TND", "Tunisian dinar", 3),
    ("TRY", "Turkish lira", 2),
    ("UAH", "Ukrainian hryvnia", 2),
    ("USD", "US dollar", 2),
    ("UZS", "Uzbekistani sum", 2),
    ("VND", "Vietnamese đồng", 0),
    ("ZAR", "South African rand", 2),
];

impl Currency {
    /// The currency of an ISO 4217 code, in any case, if the shop knows it.
    pub fn of(code: &str) -> Option<Currency> {
        Currency::all().find(|known| known.code.eq_ignore_ascii_case(code.trim()))
    }

    /// Every currency a shop can be founded with, by code.
    pub fn all() -> impl Iterator<Item = Currency> {
        CURRENCIES.iter().map(|&(code, name, exponent)| Currency {
            code,
            name,
            exponent,
        })
    }

    /// Writes an amount of whichever currency has this code: `USD 45.50`, or of one that the shop
    /// does not know, in its smallest unit, `XAU 4550 smallest units`.
    pub fn tell(code: &str, amount: Money) -> String {
        match Currency::of(code) {
            Some(known) => known.format_with_code(amount),
            None => format!("{code} {} smallest units", amount.0),
        }
    }

    /// The ISO 4217 code, such as `INR`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The English name, such as "Indian rupee".
    pub fn name(self) -> &'static str {
        self.name
    }

    /// How many decimals amounts have: 0, 2 or 3.
    pub fn exponent(self) -> u8 {
        self.exponent
    }

    /// Reads an amount as a person types it: `19.99`, `1,234.5`, `20`.
    ///
    /// A comma may only group digits of the whole part; the decimal sign is a point.
    ///
    /// # Errors
    /// A sentence saying why the text is not an amount of this currency.
    pub fn parse(self, text: &str) -> Result<Money, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("an amount is needed, such as 19.99".into());
        }
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if !well_grouped(whole) {
            return Err(format!(
                "“{}” is not clear: write 19.99, with a point before the decimals",
                shortened(text)
            ));
        }
        let whole = whole.replace(',', "");
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !numeric(&whole) || !numeric(decimals) || digits.ends_with('.') {
            return Err(format!(
                "“{}” is not an amount such as 19.99",
                shortened(text)
            ));
        }
        let exponent = usize::from(self.exponent);
        if decimals.len() > exponent {
            return Err(match exponent {
                0 => format!("{} amounts have no decimals", self.code),
                n => format!("{} amounts have at most {n} decimals", self.code),
            });
        }
        let digits = format!("{whole}{decimals:0<exponent$}");
        let minor: i64 = digits
            .parse()
            .map_err(|_| format!("“{}” is too large", shortened(text)))?;
        Ok(Money(if negative { -minor } else { minor }))
    }

    /// Writes an amount for people: `1,234.50`.
    pub fn format(self, amount: Money) -> String {
        let plain = self.plain(amount);
        let (sign, plain) = match plain.strip_prefix('-') {
            Some(rest) => ("−", rest),
            None => ("", plain.as_str()),
        };
        let (whole, decimals) = match plain.split_once('.') {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (plain, None),
        };
        let mut grouped = String::with_capacity(plain.len() + 8);
        grouped.push_str(sign);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if let Some(decimals) = decimals {
            grouped.push('.');
            grouped.push_str(decimals);
        }
        grouped
    }

    /// Writes an amount for people, with its currency: `INR 1,234.50`.
    pub fn format_with_code(self, amount: Money) -> String {
        format!("{} {}", self.code, self.format(amount))
    }

    /// Writes an amount for programs: `-1234.50`, no grouping.
    pub fn plain(self, amount: Money) -> String {
        plain(amount.0, self.exponent)
    }
}

/// Commas stand only where they group digits: three in the last group, two or
/// three in those before it (1,234,567 and 12,34,567). Anything else, such as a
/// comma before decimals, would be read as a hundred times as much.
fn well_grouped(whole: &str) -> bool {
    let Some((first, rest)) = whole.split_once(',') else {
        return true;
    };
    (1..=3).contains(&first.len())
        && rest.split(',').all(|group| matches!(group.len(), 2 | 3))
        && rest.rsplit(',').next().is_some_and(|last| last.len() == 3)
}

/// The beginning of what was typed, for a message that repeats it.
fn shortened(text: &str) -> String {
    const MOST: usize = 24;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inr() -> Currency {
        Currency::of("inr").expect("the rupee is known")
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        assert_eq!(inr().parse("19.99"), Ok(Money(1999)));
        assert_eq!(inr().parse("1,23,456.5"), Ok(Money(12_345_650)));
        assert_eq!(inr().parse(" 20 "), Ok(Money(2000)));
        assert_eq!(inr().parse("-1"), Ok(Money(-100)));
        assert_eq!(
            Currency::of("JPY").expect("known").parse("300"),
            Ok(Money(300))
        );
        assert_eq!(
            Currency::of("KWD").expect("known").parse("0.125"),
            Ok(Money(125))
        );
    }

    #[test]
    fn what_is_not_an_amount_is_said_to_be_none() {
        for text in [
            "",
            "NaN",
            "1e3",
            "1.999",
            "1.",
            ".",
            "12.05.2026",
            "19,99",
            "1,2345",
            "1 5",
            ",5",
            "1,,234",
            "99999999999999999999",
        ] {
            assert!(
                inr().parse(text).is_err(),
                "{text:?} was taken for an amount"
            );
        }
        assert!(Currency::of("JPY").expect("known").parse("1.5").is_err());
    }

    #[test]
    fn an_amount_is_written_with_its_decimals_and_groups() {
        assert_eq!(inr().format(Money(123_456_789)), "1,234,567.89");
        assert_eq!(inr().format(Money(-5)), "−0.05");
        assert_eq!(inr().plain(Money(-123_450)), "-1234.50");
        assert_eq!(
            Currency::of("JPY").expect("known").format(Money(1000)),
            "1,000"
        );
    }
}
