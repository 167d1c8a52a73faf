//! Time: handed in, stored as UTC milliseconds, shown in the shop's zone.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{
    DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `ms` milliseconds after the Unix epoch.
    pub const fn from_ms(ms: i64) -> Timestamp {
        Timestamp(ms)
    }

    /// Milliseconds after the Unix epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The moment in UTC; far out of chrono's range it is the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

/// Where the time comes from. Handed in, so that tests decide what time it is.
pub trait Clock: Send + Sync {
    /// The time now by this clock. It may step back: nobody may trust it not to.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// The machine's clock, ready to be handed in.
    pub fn shared() -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp_millis())
    }
}

/// Microseconds of a clock that never steps and that all processes of this machine
/// share; it began when the machine was started.
pub fn monotonic_us() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let (seconds, nanoseconds) = (now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs());
    seconds * 1_000_000 + nanoseconds / 1000
}

/// A clock that stands where it is put.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at `start`.
    pub fn at(start: Timestamp) -> Arc<ManualClock> {
        Arc::new(ManualClock(AtomicI64::new(start.0)))
    }

    /// Moves the clock by `ms` milliseconds; negative is back.
    pub fn step_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The time zone a shop stands in, by its IANA name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShopZone(Tz);

impl ShopZone {
    /// The zone of an IANA name such as `Asia/Kolkata`.
    ///
    /// # Errors
    /// A sentence, where there is no such zone.
    pub fn parse(name: &str) -> Result<ShopZone, String> {
        name.trim()
            .parse()
            .map(ShopZone)
            .map_err(|_| "not a time zone: a name such as Asia/Kolkata is needed".into())
    }

    /// Every zone's IANA name, in order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The zone's IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// A moment as the shop's wall clock shows it.
    pub fn local(self, at: Timestamp) -> DateTime<Tz> {
        at.utc().with_timezone(&self.0)
    }

    /// The day of a moment, by the shop's wall clock.
    pub fn date(self, at: Timestamp) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// A day from its first moment to before the next day's; `None` at the end of time.
    pub fn day(self, date: NaiveDate) -> Option<Range<Timestamp>> {
        Some(self.first_moment(date)?..self.first_moment(date.succ_opt()?)?)
    }

    fn first_moment(self, date: NaiveDate) -> Option<Timestamp> {
        let midnight = date.and_time(NaiveTime::MIN);
        // Where clocks go forward at midnight, the day begins up to some hours later.
        let mut steps = (0..=16).map(|step| midnight + TimeDelta::minutes(15 * step));
        let first = steps.find_map(|local| self.0.from_local_datetime(&local).earliest())?;
        Some(Timestamp(first.timestamp_millis()))
    }

    /// The moments at which the shop's wall clock shows a time, in order: one as
    /// a rule, none where clocks skip it, two where they go back over it.
    pub fn moments(self, local: NaiveDateTime) -> impl Iterator<Item = Timestamp> {
        let found = self.0.from_local_datetime(&local);
        let (one, other) = (found.earliest(), found.latest());
        let other = other.filter(|_| one != other);
        one.into_iter()
            .chain(other)
            .map(|at| Timestamp(at.timestamp_millis()))
    }

    /// Reads a moment as a person types it by the shop's wall clock, such as `2026-03-02 14:00`;
    /// with an offset where that time comes twice: `2026-10-25 01:30 +01:00`.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub fn parse_moment(self, typed: &str) -> Result<Timestamp, String> {
        let typed = typed.trim();
        let shown: String = typed.chars().take(40).collect();
        let whole = ["%Y-%m-%d %H:%M %:z", "%Y-%m-%d %H:%M%:z", "%+"];
        let mut exact = whole
            .iter()
            .map(|form| DateTime::parse_from_str(typed, form));
        if let Some(at) = exact.find_map(Result::ok) {
            return Ok(Timestamp(at.timestamp_millis()));
        }
        let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
        let mut local = forms
            .iter()
            .map(|form| NaiveDateTime::parse_from_str(typed, form));
        let local = local
            .find_map(Result::ok)
            .ok_or_else(|| format!("“{shown}” is not a time such as 2026-03-02 14:00"))?;
        let mut moments = self.moments(local);
        match (moments.next(), moments.next()) {
            (Some(at), None) => Ok(at),
            (None, _) => Err(format!(
                "“{shown}” is no time here: clocks go forward over it"
            )),
            (Some(one), Some(other)) => Err(format!(
                "“{shown}” comes twice: write {} or {}",
                self.date_time_offset(one),
                self.date_time_offset(other)
            )),
        }
    }

    /// By how many minutes the shop's wall clock is ahead of UTC at a moment.
    pub fn offset_minutes(self, at: Timestamp) -> i64 {
        i64::from(self.local(at).offset().fix().local_minus_utc()).div_euclid(60)
    }

    /// A moment as the shop writes it where a wall time may come twice:
    /// `2026-03-29 14:05 +01:00`.
    pub fn date_time_offset(self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%d %H:%M %:z").to_string()
    }

    /// A moment as the shop writes it: `2026-03-01 14:05`.
    pub fn date_time(self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// A moment as it is said at `now`: `17:00` today, `Tue 17:00` within the days after it that
    /// have other names, `Tue 10 Mar 17:00` on others.
    pub fn soon(self, now: Timestamp, at: Timestamp) -> String {
        let days = self.date(at).signed_duration_since(self.date(now));
        let form = match days.num_days() {
            0 => "%H:%M",
            1..=6 => "%a %H:%M",
            _ => "%a %-d %b %H:%M",
        };
        self.local(at).format(form).to_string()
    }

    /// The time of day as the shop writes it: `14:05:09`.
    pub fn time_of_day(self, at: Timestamp) -> String {
        self.local(at).format("%H:%M:%S").to_string()
    }
}

impl fmt::Display for ShopZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_the_shops_zone() {
        let zone = ShopZone::parse("Asia/Kolkata").expect("a zone");
        assert_eq!(
            zone.date_time(Timestamp::from_ms(1_700_000_000_000)),
            "2023-11-15 03:43"
        );
        assert!(ShopZone::parse("Atlantis/Deep").is_err());
    }

    #[test]
    fn a_day_is_as_long_as_the_zone_makes_it() {
        let hours = |zone: &str, date: (i32, u32, u32)| {
            let zone = ShopZone::parse(zone).expect("a zone");
            let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).expect("a date");
            let day = zone.day(date).expect("a day");
            let minutes = (day.end.ms() - day.start.ms()) / 60_000;
            (zone.date_time(day.start), minutes / 60)
        };
        let kolkata = ("2026-03-02 00:00".to_owned(), 24);
        assert_eq!(hours("Asia/Kolkata", (2026, 3, 2)), kolkata);
        let berlin = ("2026-03-29 00:00".to_owned(), 23);
        assert_eq!(hours("Europe/Berlin", (2026, 3, 29)), berlin);
        // Clocks went forward at midnight: the day began at one.
        let beirut = ("2026-03-29 01:00".to_owned(), 23);
        assert_eq!(hours("Asia/Beirut", (2026, 3, 29)), beirut);
    }
}
