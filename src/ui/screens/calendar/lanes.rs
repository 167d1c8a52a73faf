//! Where things stand in the grid: which hours it has, and what stands beside what.

use std::collections::BTreeMap;

use egui::{Rect, pos2, vec2};

use super::{
    grid::Drawn,
    page::{Column, lasts, minute},
};
use crate::{
    shop::{
        appointments::Appointment,
        slots::{Free, Offered},
    },
    values::{ShopZone, Timestamp},
};

const HOUR: i64 = 60;

/// How minutes become points.
pub struct Scale {
    /// The shop's.
    pub zone: ShopZone,
    /// Where the first column begins, below its head.
    pub origin: egui::Pos2,
    /// The first minute of the day that is shown.
    pub first: i64,
    /// The first one that is not shown any more.
    pub last: i64,
    /// How high a minute is.
    pub per_minute: f32,
    /// How wide a column is.
    pub width: f32,
}

impl Scale {
    /// Where a minute of the day is.
    pub fn y(&self, minute: i64) -> f32 {
        self.origin.y + (minute - self.first) as f32 * self.per_minute
    }

    /// The whole of a column.
    pub fn column(&self, index: usize) -> Rect {
        let left = self.origin.x + index as f32 * self.width;
        Rect::from_min_max(
            pos2(left, self.y(self.first)),
            pos2(left + self.width, self.y(self.last)),
        )
    }

    /// Where something stands.
    pub fn rect(&self, column: usize, start: Timestamp, minutes: i64, lane: Lane) -> Rect {
        let column = self.column(column).shrink2(vec2(3.0, 0.0));
        let width = column.width() / lane.of as f32;
        let top = self.y(minute(self.zone, start));
        let left = column.left() + width * lane.at as f32;
        let height = minutes as f32 * self.per_minute;
        Rect::from_min_size(pos2(left, top + 1.0), vec2(width - 2.0, height - 2.0))
    }
}

/// Which of several beside each other.
#[derive(Clone, Copy)]
pub struct Lane {
    /// Which, from 0.
    pub at: usize,
    /// Of how many.
    pub of: usize,
}

/// Something that stands in a column.
pub enum Item<'p> {
    /// What is booked.
    Held(&'p Appointment),
    /// What is free.
    Free(&'p Offered),
}

impl Item<'_> {
    /// When it begins.
    pub fn start(&self) -> Timestamp {
        match self {
            Item::Held(one) => one.start,
            Item::Free(slot) => slot.at.start,
        }
    }
}

/// From which hour to which, in minutes of the day: all that is open or booked.
pub fn hours(drawn: &Drawn<'_>, zone: ShopZone) -> (i64, i64) {
    let slots = drawn
        .page
        .slots
        .iter()
        .map(|slot| (slot.at.start, slot.end));
    let held = drawn
        .page
        .appointments
        .iter()
        .filter(|one| drawn.sift.shows(one));
    let held = held.map(|one| (one.start, one.end));
    let (mut first, mut last) = (i64::MAX, 0);
    for (start, end) in slots.chain(held) {
        let from = minute(zone, start);
        first = first.min(from);
        last = last.max(from + lasts(start, end));
    }
    if first > last {
        return (9 * HOUR, 18 * HOUR);
    }
    let last = (last + HOUR - 1) / HOUR * HOUR;
    (first / HOUR * HOUR, last.min(24 * HOUR))
}

/// What stands in a column: how long it is shown, and beside what.
pub fn placed<'p>(
    column: &Column,
    drawn: &Drawn<'p>,
    zone: ShopZone,
) -> Vec<(Item<'p>, i64, Lane)> {
    let held = drawn.page.appointments.iter();
    let held = held.filter(|one| drawn.sift.shows(one) && column.has(zone, one));
    let mut all: Vec<(Item<'p>, i64)> = held
        .map(|one| (Item::Held(one), lasts(one.start, one.end)))
        .collect();
    if let Some(calendar) = column.offers(drawn.sift) {
        let slots: Vec<&Offered> = column.slots(drawn.page, zone, calendar).collect();
        for (index, slot) in slots.iter().enumerate() {
            if !matches!(slot.free, Free::Seats { free, .. } if free > 0) {
                continue;
            }
            // Where starts are nearer than a slot is long, each shows its own part.
            let until = slots
                .get(index + 1)
                .map_or(slot.end, |next| next.at.start.min(slot.end));
            all.push((Item::Free(slot), lasts(slot.at.start, until)));
        }
    }
    all.sort_by_key(|(item, _)| (item.start(), matches!(item, Item::Free(_))));
    in_lanes(all, zone)
}

/// Puts what overlaps beside each other.
fn in_lanes<'p>(all: Vec<(Item<'p>, i64)>, zone: ShopZone) -> Vec<(Item<'p>, i64, Lane)> {
    let mut placed: Vec<(Item<'p>, i64, usize, usize)> = Vec::with_capacity(all.len());
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut ends, mut group): (Vec<i64>, usize) = (Vec::new(), 0);
    for (item, minutes) in all {
        let from = minute(zone, item.start());
        if ends.iter().all(|end| *end <= from) {
            (ends, group) = (Vec::new(), group + 1);
        }
        let lane = ends
            .iter()
            .position(|end| *end <= from)
            .unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = from + minutes,
            None => ends.push(from + minutes),
        }
        widths.insert(group, ends.len());
        placed.push((item, minutes, lane, group));
    }
    let lanes = placed.into_iter().map(|(item, minutes, at, group)| {
        let of = widths.get(&group).copied().unwrap_or(1);
        (item, minutes, Lane { at, of })
    });
    lanes.collect()
}
