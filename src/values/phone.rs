//! Telephone numbers as the network knows them: E.164, read from what people write.
//!
//! Which numbers there are, and how each country writes them, is libphonenumber's knowledge
//! (the crate `phonenumber`). Which country a time zone lies in is the IANA time zone database's.

use std::fmt;

use phonenumber::country::Id;

use super::ShopZone;

/// Zone names and their countries, a line each.
const ZONES: &str = include_str!("../../assets/zone-countries.txt");

/// A country, by its two letters (ISO 3166).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(Id);

impl Country {
    /// The country of two letters such as `IN`, in any case.
    ///
    /// # Errors
    /// A sentence, where no country with telephones has them.
    pub fn parse(code: &str) -> Result<Country, String> {
        let code = code.trim().to_ascii_uppercase();
        let known = code.parse().ok().filter(|_| code.len() == 2);
        known
            .map(Country)
            .ok_or_else(|| "is a country's two letters, such as IN or GB".into())
    }

    /// The country a time zone lies in; `None` for one that lies in no single country.
    pub fn of_zone(zone: ShopZone) -> Option<Country> {
        let lines = ZONES.lines().filter_map(|line| line.split_once(' '));
        let mut named = lines.filter(|(name, _)| *name == zone.name());
        Country::parse(named.next()?.1).ok()
    }

    /// Its two letters.
    pub fn code(&self) -> &str {
        self.0.as_ref()
    }
}

/// A telephone number in E.164: `+`, the country's code and at most 15 digits in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads in what is known of the world's numbers, where this process has not yet. That takes
    /// so long (a blink in a release build, seconds in others) that it has no place in a
    /// transaction: a command that parses numbers there has it done while it is asked for.
    pub fn get_ready() {
        phonenumber::parse(None, "+442079460958").ok();
    }

    /// Reads a number as it is written in `country`, or anywhere with `+` and the country's code.
    ///
    /// # Errors
    /// A sentence, where that is no number there, or it takes a country to tell.
    pub fn parse(typed: &str, country: Option<Country>) -> Result<Phone, String> {
        let unreadable = || match country {
            Some(country) => format!(
                "is no telephone number in {}; write another country's with + and its code, such as +44 20 7946 0958",
                country.code()
            ),
            None => "is no number with + and a country's code, such as +44 20 7946 0958; \
                     what is written without them is read once the shop's country is set"
                .to_owned(),
        };
        // Letters would be read as the keys they are on, and a second + as none.
        let pluses = typed.matches('+').count();
        if typed.chars().count() > 40 || typed.chars().any(char::is_alphabetic) || pluses > 1 {
            return Err(unreadable());
        }
        let number = phonenumber::parse(country.map(|country| country.0), typed.trim())
            .map_err(|_| unreadable())?;
        if !number.is_valid() {
            return Err(unreadable());
        }
        let text = format!("+{}{}", number.code().value(), number.national());
        let digits = text.len() - 1;
        match (3..=15).contains(&digits) && text[1..].bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(Phone(text)),
            false => Err(unreadable()),
        }
    }

    /// A number that is in E.164 already, as it is stored.
    ///
    /// # Errors
    /// A sentence, where it is not.
    pub fn stored(text: &str) -> Result<Phone, String> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        match (2..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(Phone(text.to_owned())),
            false => Err("is not in E.164".into()),
        }
    }

    /// The number, with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last three digits: enough to tell numbers apart, too little to call one.
    pub fn ending(&self) -> &str {
        &self.0[self.0.len().saturating_sub(3)..]
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Option<Country> {
        Some(Country::parse(code).expect("a country"))
    }

    #[test]
    fn a_number_is_read_as_its_country_writes_it() {
        let read = |typed, code| Phone::parse(typed, country(code)).map(|phone| phone.0);
        let ravi = Ok("+919876543210".to_owned());
        for typed in [
            "98765 43210",
            "098765-43210",
            "+91 98765 43210",
            "(+91) 98765.43210",
            "0091 98765 43210",
        ] {
            assert_eq!(read(typed, "IN"), ravi, "{typed}");
        }
        assert_eq!(read("(080) 2345 6789", "IN"), Ok("+918023456789".into()));
        assert_eq!(read("020 7946 0958", "GB"), Ok("+442079460958".into()));
        assert_eq!(read("(201) 555-0123", "US"), Ok("+12015550123".into()));
        // Italy's numbers keep their 0.
        assert_eq!(read("06 698 12345", "IT"), Ok("+390669812345".into()));
        assert_eq!(Phone::parse("+91 98765 43210", None).map(|p| p.0), ravi);
        assert_eq!(
            Phone::parse("98765 43210", country("IN")).map(|p| p.ending().to_owned()),
            Ok("210".into())
        );
    }

    #[test]
    fn what_is_no_number_is_refused_and_nothing_panics() {
        for typed in [
            "",
            "+",
            "none",
            "12",
            "98765",
            "999999999999999999999999",
            "+0 0",
            "1-800-FLOWERS",
            "+91",
            "((((",
            "٩٨٧٦٥",
            ";;ext=1",
            "tel:;phone-context=+",
            "98765 4321０",
        ] {
            assert!(Phone::parse(typed, country("IN")).is_err(), "{typed}");
        }
        assert!(Phone::parse("98765 43210", None).is_err());
    }

    #[test]
    fn a_time_zone_tells_its_country() {
        let of = |zone| {
            let zone = ShopZone::parse(zone).expect("a zone");
            Country::of_zone(zone).map(|country| country.code().to_owned())
        };
        assert_eq!(of("Asia/Kolkata").as_deref(), Some("IN"));
        assert_eq!(of("Asia/Calcutta").as_deref(), Some("IN"));
        assert_eq!(of("Europe/London").as_deref(), Some("GB"));
        assert_eq!(of("America/Chicago").as_deref(), Some("US"));
        assert_eq!(of("Europe/Vilnius").as_deref(), Some("LT"));
        assert_eq!(of("UTC"), None);
    }
}
