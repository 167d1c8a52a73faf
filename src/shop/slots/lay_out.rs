//! The lay-out: rules and open hours, made into the slots of a date.
//!
//! Promises: a slot begins at a wall time of the shop's zone and is open from
//! its first minute to its last; a wall time that clocks skip is not offered,
//! one that they show twice stands there twice, told apart by its offset; slots
//! are in order, and none begins nearer to the one before it than the rules
//! have it. Left out: what is taken. No tables, no database, no clock.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike as _};

use super::{super::Refusal, Window};
use crate::values::{ShopZone, Timestamp};

const MINUTE_MS: i64 = 60_000;

/// The longest slot, interval and buffer, in minutes: a day.
const DAY: i64 = 24 * 60;
/// The longest notice, in minutes: a year.
const MOST_NOTICE: i64 = 365 * DAY;
/// The farthest horizon, in days: two years.
pub(super) const MOST_HORIZON: i64 = 730;

/// How slots follow each other, and which of them are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long a slot is, in minutes: 1 to 1,440.
    pub length_minutes: i64,
    /// How many minutes after a slot's start the next one's is, counted on the
    /// wall clock from the beginning of the open hours: 1 to 1,440. Shorter than
    /// a slot, they overlap: somebody may begin at any of these times, and what
    /// is booked keeps the others free.
    pub every_minutes: i64,
    /// How many minutes are kept free between slots, 0 to 1,440: after each,
    /// where slots do not overlap, and otherwise around what is booked.
    pub buffer_minutes: i64,
    /// How many minutes before its start a slot can still be had: 0 to a year's.
    pub notice_minutes: i64,
    /// How many days ahead slots are offered, today being 0; `None` is for ever.
    pub horizon_days: Option<i64>,
}

/// A slot as it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaidOut {
    /// Its first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
    /// By how many minutes the wall clock is ahead of UTC at its start.
    pub offset_minutes: i64,
}

impl Rules {
    /// Sees that slots can be laid out by these rules.
    ///
    /// # Errors
    /// A refusal naming the field that can't be so.
    pub fn check(&self) -> Result<(), Refusal> {
        let within = |field: &str, value: i64, least: i64, most: i64, of: &str| {
            let why = format!("{value} {of}: between {least} and {most} are needed");
            match (least..=most).contains(&value) {
                true => Ok(()),
                false => Err(Refusal::invalid(field, why)),
            }
        };
        within("length_minutes", self.length_minutes, 1, DAY, "minutes")?;
        within("every_minutes", self.every_minutes, 1, DAY, "minutes")?;
        within("buffer_minutes", self.buffer_minutes, 0, DAY, "minutes")?;
        within(
            "notice_minutes",
            self.notice_minutes,
            0,
            MOST_NOTICE,
            "minutes",
        )?;
        let days = self.horizon_days.unwrap_or(0);
        within("horizon_days", days, 0, MOST_HORIZON, "days")
    }

    /// From one start to the next, on the wall clock.
    fn step(&self) -> i64 {
        match self.every_minutes >= self.length_minutes {
            true => self
                .every_minutes
                .max(self.length_minutes + self.buffer_minutes),
            false => self.every_minutes,
        }
    }

    /// The least time between two starts. Where clocks change, wall times come
    /// nearer to each other than they look.
    fn apart(&self) -> i64 {
        match self.every_minutes >= self.length_minutes {
            true => self.length_minutes + self.buffer_minutes,
            false => self.every_minutes,
        }
    }

    /// The first moment that is not too near; `None` beyond the end of time.
    pub(super) fn nearest(&self, now: Timestamp) -> Option<Timestamp> {
        let notice = self.notice_minutes.checked_mul(MINUTE_MS)?;
        now.ms().checked_add(notice).map(Timestamp::from_ms)
    }

    /// The last date on which slots are offered; `None` is for ever.
    pub(super) fn farthest(&self, zone: ShopZone, now: Timestamp) -> Option<NaiveDate> {
        let days = TimeDelta::try_days(self.horizon_days?)?;
        zone.date(now).checked_add_signed(days)
    }
}

/// The slots of a date, in order. Without `now` those are in it too that are
/// past, too near or too far.
///
/// Rules that [`Rules::check`] refuses lay out nothing.
pub fn lay_out(
    zone: ShopZone,
    rules: &Rules,
    windows: &[Window],
    date: NaiveDate,
    now: Option<Timestamp>,
) -> Vec<LaidOut> {
    if rules.check().is_err() {
        return Vec::new();
    }
    let mut slots = Vec::new();
    for window in merged(windows) {
        let steps = (0..).map(|place| i64::from(window.from()) + place * rules.step());
        for minute in steps.take_while(|minute| *minute < window.until().into()) {
            let midnight = date.and_time(NaiveTime::MIN);
            let wall = midnight.checked_add_signed(TimeDelta::minutes(minute));
            let starts = wall.into_iter().flat_map(|wall| zone.moments(wall));
            let there = starts.map(|start| laid(zone, rules, start));
            slots.extend(there.filter(|slot| is_open(zone, slot, window)));
        }
    }
    slots.sort_by_key(|slot| slot.start);
    let apart = rules.apart() * MINUTE_MS;
    let mut last: Option<Timestamp> = None;
    slots.retain(|slot| {
        let clear = last.is_none_or(|last| slot.start.ms() - last.ms() >= apart);
        if clear {
            last = Some(slot.start);
        }
        clear
    });
    if let Some(now) = now {
        let nearest = rules.nearest(now);
        let far = rules.farthest(zone, now).is_some_and(|last| date > last);
        slots.retain(|slot| !far && nearest.is_some_and(|nearest| slot.start >= nearest));
    }
    slots
}

fn laid(zone: ShopZone, rules: &Rules, start: Timestamp) -> LaidOut {
    LaidOut {
        start,
        end: Timestamp::from_ms(start.ms() + rules.length_minutes * MINUTE_MS),
        offset_minutes: zone.offset_minutes(start),
    }
}

/// Whether the wall clock stands within open hours for the whole of a slot.
pub(super) fn within(zone: ShopZone, slot: &LaidOut, windows: &[Window]) -> bool {
    let begins = zone.local(slot.start).time();
    let begins = begins.hour() * 60 + begins.minute();
    let mut windows = merged(windows).into_iter();
    windows.any(|window| u32::from(window.from()) <= begins && is_open(zone, slot, window))
}

/// Whether the wall clock stands within the window for the whole of a slot that begins in it or
/// at its end.
fn is_open(zone: ShopZone, slot: &LaidOut, window: Window) -> bool {
    let minute_of = |at: Timestamp| {
        let time = zone.local(at).time();
        i64::from(time.hour() * 60 + time.minute())
    };
    let minutes = (slot.end.ms() - slot.start.ms()) / MINUTE_MS;
    if zone.offset_minutes(slot.end) == slot.offset_minutes {
        return minute_of(slot.start) + minutes <= window.until().into();
    }
    // The clock changes meanwhile, so what it shows is asked minute by minute.
    let date = zone.date(slot.start);
    (0..minutes).all(|passed| {
        let at = Timestamp::from_ms(slot.start.ms() + passed * MINUTE_MS);
        let open = i64::from(window.from())..window.until().into();
        zone.date(at) == date && open.contains(&minute_of(at))
    })
}

/// Windows in order, those that overlap or touch made into one.
pub(super) fn merged(windows: &[Window]) -> Vec<Window> {
    let mut sorted = windows.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<Window> = Vec::new();
    for window in sorted {
        match merged.last_mut() {
            Some(last) if window.from() <= last.until() => *last = last.joined(window),
            _ => merged.push(window),
        }
    }
    merged
}
