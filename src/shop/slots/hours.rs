//! Open hours: windows of a day, and the week they are given for.

use std::{collections::BTreeMap, fmt};

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Part of a day in which something is open, by the shop's wall clock. As JSON
/// it is a pair: `["09:00", "12:30"]`; the end of a day is "24:00".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    from: u16,
    until: u16,
}

impl Window {
    /// A window from one minute of a day to before another, 1,440 at most.
    ///
    /// # Errors
    /// A sentence, where it does not end after it begins or goes beyond the day.
    pub fn new(from: u16, until: u16) -> Result<Window, String> {
        if until > DAY {
            return Err("a day ends at 24:00; what goes on belongs to the next".into());
        }
        if from >= until {
            let (from, until) = (time_of_day(from), time_of_day(until));
            return Err(format!(
                "{from} to {until} does not end after it begins; hours past midnight are two windows, the second on the next day"
            ));
        }
        Ok(Window { from, until })
    }

    /// Reads a window as a person types it: `09:00-12:30`.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub fn parse(typed: &str) -> Result<Window, String> {
        let typed = typed.trim();
        let (from, until) = typed.split_once(['-', '–']).ok_or_else(|| {
            let shown: String = typed.chars().take(24).collect();
            format!("“{shown}” is not a window such as 09:00-12:30")
        })?;
        Window::new(minute_of_day(from)?, minute_of_day(until)?)
    }

    /// Its first minute of the day.
    pub fn from(self) -> u16 {
        self.from
    }

    /// The first minute of the day after it.
    pub fn until(self) -> u16 {
        self.until
    }

    /// From where the earlier of two begins to where the later of them ends.
    pub(super) fn joined(self, other: Window) -> Window {
        Window {
            from: self.from.min(other.from),
            until: self.until.max(other.until),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", time_of_day(self.from), time_of_day(self.until))
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (time_of_day(self.from), time_of_day(self.until)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (from, until) = <(String, String)>::deserialize(deserializer)?;
        let minute = |typed: &str| minute_of_day(typed).map_err(D::Error::custom);
        Window::new(minute(&from)?, minute(&until)?).map_err(D::Error::custom)
    }
}

/// Windows as people read them: `09:00–12:30, 14:00–18:00`, or "closed".
pub fn told(windows: &[Window]) -> String {
    match windows {
        [] => "closed".into(),
        _ => {
            let told: Vec<String> = windows.iter().map(Window::to_string).collect();
            told.join(", ")
        }
    }
}

/// The time of day of a minute, such as `09:05`; `24:00` is the day's end.
fn time_of_day(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute_of_day(typed: &str) -> Result<u16, String> {
    let typed = typed.trim();
    let number = |digits: &str, most: u16| {
        let fits = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse::<u16>().ok();
        number.filter(|number| fits && *number <= most)
    };
    let read = typed.split_once(':').and_then(|(hours, minutes)| {
        let minutes = number(minutes, 59).filter(|_| minutes.len() == 2)?;
        Some(number(hours, 24)? * 60 + minutes)
    });
    read.filter(|minute| *minute <= DAY).ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        format!("“{shown}” is not a time of day such as 09:00, from 00:00 to 24:00")
    })
}

/// A day of the week. As JSON it is its name, such as "monday".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[expect(missing_docs, reason = "the days speak for themselves")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All of them, in order.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Its number, Monday being 1.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The weekday of a number, Monday being 1.
    pub fn of_number(number: u8) -> Option<Weekday> {
        Weekday::ALL.into_iter().find(|day| day.number() == number)
    }

    /// The weekday of a date.
    pub fn of(date: NaiveDate) -> Weekday {
        match date.weekday() {
            chrono::Weekday::Mon => Weekday::Monday,
            chrono::Weekday::Tue => Weekday::Tuesday,
            chrono::Weekday::Wed => Weekday::Wednesday,
            chrono::Weekday::Thu => Weekday::Thursday,
            chrono::Weekday::Fri => Weekday::Friday,
            chrono::Weekday::Sat => Weekday::Saturday,
            chrono::Weekday::Sun => Weekday::Sunday,
        }
    }

    /// Its English name.
    pub fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }

    /// The weekday of its name or of its first three letters or more, in any case.
    ///
    /// # Errors
    /// A sentence, where it is none.
    pub fn parse(typed: &str) -> Result<Weekday, String> {
        let word = typed.trim().to_lowercase();
        let begins =
            |day: &Weekday| word.len() >= 3 && day.name().to_lowercase().starts_with(&word);
        Weekday::ALL.into_iter().find(begins).ok_or_else(|| {
            let shown: String = typed.chars().take(24).collect();
            format!("“{shown}” is not a day of the week such as monday or mon")
        })
    }
}

impl TryFrom<String> for Weekday {
    type Error = String;

    fn try_from(typed: String) -> Result<Self, String> {
        Weekday::parse(&typed)
    }
}

impl From<Weekday> for String {
    fn from(day: Weekday) -> String {
        day.name().to_lowercase()
    }
}

/// The hours of weekdays; a day with none is closed.
pub type Hours = BTreeMap<Weekday, Vec<Window>>;
