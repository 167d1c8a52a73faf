//! What was on the shelf and in the slots after each act, as the ledgers and the journal tell.
//!
//! What was refused is held against this, and so is each act itself: that the seat it took was
//! free and that the room it took was there, in the order of the journal, not only in the end.

use std::collections::{BTreeMap, HashMap};

use super::{super::books::Discrepancy, Breach};
use crate::store::{Fault, ReadTx};

/// What something came to after each act that changed it, in their order.
pub(super) type Line<T> = Vec<(i64, T)>;

/// The first act from `from` on after which `is` holds of what a line came to.
pub(super) fn first<T>(
    line: &[(i64, T)],
    none: T,
    from: i64,
    is: impl Fn(&T) -> bool,
) -> Option<i64> {
    let place = line.partition_point(|(act, _)| *act <= from);
    let then = place.checked_sub(1).and_then(|place| line.get(place));
    if is(then.map_or(&none, |(_, then)| then)) {
        return Some(from);
    }
    let mut later = line.get(place..).unwrap_or_default().iter();
    later.find(|(_, then)| is(then)).map(|(act, _)| *act)
}

/// Adds what a line came to after an act; nobody else sees what the act did in between.
pub(super) fn goes_on<T>(line: &mut Line<T>, act: i64, then: T) {
    match line.last_mut() {
        Some(last) if last.0 == act => last.1 = then,
        _ => line.push((act, then)),
    }
}

/// What was on hand of some sweets, act by act.
pub(super) struct Shelf(HashMap<i64, Line<i64>>);

impl Shelf {
    /// Of these sweets.
    pub(super) fn of(db: &ReadTx<'_>, sweets: impl Iterator<Item = i64>) -> Result<Shelf, Fault> {
        let mut lines: HashMap<i64, Line<i64>> = sweets.map(|sweet| (sweet, Vec::new())).collect();
        if lines.is_empty() {
            return Ok(Shelf(lines));
        }
        let sql = "SELECT sweet, act, on_hand FROM movements ORDER BY number";
        db.each(sql, [], |row| {
            if let Some(line) = lines.get_mut(&row.get(0)?) {
                goes_on(line, row.get(1)?, row.get(2)?);
            }
            Ok::<_, Fault>(())
        })?;
        Ok(Shelf(lines))
    }

    /// The first act from `from` on after which so much of a sweet was on hand.
    pub(super) fn first(&self, sweet: i64, on_hand: i64, from: i64) -> Option<i64> {
        let line = self.0.get(&sweet)?;
        first(line, 0, from, |then| *then == on_hand)
    }
}

/// A slot: its calendar, and its start in milliseconds.
pub(super) type SlotKey = (i64, i64);

/// What a slot holds.
#[derive(Clone, Copy)]
struct Limit {
    end_ms: i64,
    buffer_ms: i64,
    seats: i64,
    minor: i64,
    orders: i64,
    /// The act since which it is so.
    since: i64,
}

/// What of a slot's room is taken.
#[derive(Clone, Copy, Default)]
struct Room {
    minor: i64,
    orders: i64,
}

/// A seat that was taken or given back.
struct Moved {
    act: i64,
    end_ms: i64,
    seat: i64,
    taken: bool,
}

/// The longest that anything lasts: what begins earlier than that before a moment is over.
const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// What was taken of the slots, act by act.
pub(super) struct Slots {
    slots: HashMap<SlotKey, Limit>,
    /// What slots of a calendar hold of which there is no row, and how long they last.
    calendars: HashMap<i64, (Limit, i64)>,
    rooms: HashMap<SlotKey, Line<Room>>,
    /// By calendar and start.
    seats: HashMap<i64, BTreeMap<i64, Vec<Moved>>>,
}

/// Something that an act did and that could not be.
pub(super) struct Impossible {
    pub(super) act: i64,
    pub(super) breach: Breach,
    pub(super) what: String,
}

/// Acts that could not be when they were done, as the books tell of them.
pub(in super::super) fn could_not_be(db: &ReadTx<'_>) -> Result<Vec<Discrepancy>, Fault> {
    let mut found = Vec::new();
    Slots::of(db, |impossible| {
        found.push(Discrepancy {
            rule: match impossible.breach {
                Breach::OverCapacity => "an order fits into its slot when it is taken",
                _ => "a seat is free when it is taken",
            },
            of: "act".into(),
            row: impossible.act,
        });
    })?;
    Ok(found)
}

/// An order's place: its slot, and what it takes of it.
type Placed = (SlotKey, i64);

/// An appointment's place: calendar, start, end, seat.
type Booked = (i64, i64, i64, i64);

impl Slots {
    /// Goes over every order and appointment in the order of the journal; what could not be is
    /// told.
    pub(super) fn of(db: &ReadTx<'_>, mut tell: impl FnMut(Impossible)) -> Result<Slots, Fault> {
        let mut slots = Slots {
            slots: HashMap::new(),
            calendars: HashMap::new(),
            rooms: HashMap::new(),
            seats: HashMap::new(),
        };
        slots.limits(db)?;
        slots.orders(db, &mut tell)?;
        slots.appointments(db, &mut tell)?;
        Ok(slots)
    }

    fn limits(&mut self, db: &ReadTx<'_>) -> Result<(), Fault> {
        let sql = "SELECT calendars.id, start_ms, end_ms, buffer_minutes,
                coalesce(slots.seats, 0), coalesce(slots.capacity_minor, 0),
                coalesce(slots.capacity_orders, 0),
                CASE version WHEN 1 THEN 0 ELSE changed_act END
             FROM slots JOIN calendars ON calendars.id = calendar";
        db.each(sql, [], |row| {
            let limit = Limit {
                end_ms: row.get(2)?,
                buffer_ms: row.get::<_, i64>(3)?.saturating_mul(60_000),
                seats: row.get(4)?,
                minor: row.get(5)?,
                orders: row.get(6)?,
                since: row.get(7)?,
            };
            self.slots.insert((row.get(0)?, row.get(1)?), limit);
            Ok::<_, Fault>(())
        })?;
        let sql = "SELECT id, length_minutes, buffer_minutes, coalesce(seats, 0),
                coalesce(capacity_minor, 0), coalesce(capacity_orders, 0),
                CASE version WHEN 1 THEN 0 ELSE changed_act END
             FROM calendars";
        db.each(sql, [], |row| {
            let limit = Limit {
                end_ms: 0,
                buffer_ms: row.get::<_, i64>(2)?.saturating_mul(60_000),
                seats: row.get(3)?,
                minor: row.get(4)?,
                orders: row.get(5)?,
                since: row.get(6)?,
            };
            let length_ms = row.get::<_, i64>(1)?.saturating_mul(60_000);
            self.calendars.insert(row.get(0)?, (limit, length_ms));
            Ok::<_, Fault>(())
        })
    }

    /// What a slot holds; of one that nobody has anything in, what its calendar says.
    fn limit(&self, slot: SlotKey) -> Option<Limit> {
        if let Some(limit) = self.slots.get(&slot) {
            return Some(*limit);
        }
        let (limit, length_ms) = self.calendars.get(&slot.0)?;
        let end_ms = slot.1.saturating_add(*length_ms);
        Some(Limit { end_ms, ..*limit })
    }

    fn orders(&mut self, db: &ReadTx<'_>, tell: &mut impl FnMut(Impossible)) -> Result<(), Fault> {
        let mut placed: HashMap<i64, Placed> = HashMap::new();
        let sql = "SELECT act, command = 'orders.cancel', asked ->> 'calendar',
                coalesce(outcome ->> 'order', asked ->> 'order'), outcome ->> 'start',
                outcome ->> 'total_minor'
             FROM journal
             WHERE command IN ('orders.place', 'orders.change', 'orders.move', 'orders.cancel')
             ORDER BY act";
        db.each(sql, [], |row| {
            let (act, order): (i64, Option<i64>) = (row.get(0)?, row.get(3)?);
            // A record that says nothing of it is no order's; the books tell what is missing.
            let Some(order) = order else { return Ok(()) };
            let before = placed.remove(&order);
            let calendar: Option<i64> = row.get(2)?;
            let calendar = calendar.or(before.map(|(slot, _)| slot.0));
            let now = match (row.get(1)?, calendar, row.get(4)?, row.get(5)?) {
                (false, Some(calendar), Some(start), Some(minor)) => {
                    Some(((calendar, start), minor))
                }
                _ => None,
            };
            if let Some((slot, minor)) = before {
                self.take(act, slot, -minor, -1);
            }
            if let Some((slot, minor)) = now {
                placed.insert(order, (slot, minor));
                let taken = self.take(act, slot, minor, 1);
                let limit = self.limit(slot).filter(|limit| limit.since <= act);
                if let Some(limit) = limit
                    && (taken.minor > limit.minor || taken.orders > limit.orders)
                {
                    tell(Impossible {
                        act,
                        breach: Breach::OverCapacity,
                        what: format!(
                            "order {order} is beyond its slot's room: {} of {} taken, by {} orders of {}",
                            taken.minor, limit.minor, taken.orders, limit.orders
                        ),
                    });
                }
            }
            Ok::<_, Fault>(())
        })
    }

    fn take(&mut self, act: i64, slot: SlotKey, minor: i64, orders: i64) -> Room {
        let line = self.rooms.entry(slot).or_default();
        let was = line.last().map_or_else(Room::default, |(_, room)| *room);
        let now = Room {
            minor: was.minor.saturating_add(minor),
            orders: was.orders.saturating_add(orders),
        };
        goes_on(line, act, now);
        now
    }

    fn appointments(
        &mut self,
        db: &ReadTx<'_>,
        tell: &mut impl FnMut(Impossible),
    ) -> Result<(), Fault> {
        let mut booked: HashMap<i64, Booked> = HashMap::new();
        // Who holds a seat of a calendar, from when to when.
        let mut held: HashMap<(i64, i64), BTreeMap<i64, (i64, i64)>> = HashMap::new();
        let sql = "SELECT act, appointment, after ->> 'state' = 'cancelled', after ->> 'calendar',
                after ->> 'start', after ->> 'end', after ->> 'seat'
             FROM appointment_changes ORDER BY act, appointment";
        db.each(sql, [], |row| {
            let (act, appointment): (i64, i64) = (row.get(0)?, row.get(1)?);
            let is_over: Option<bool> = row.get(2)?;
            let now = match (is_over, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?) {
                (Some(false), Some(calendar), Some(start), Some(end), Some(seat)) => {
                    Some((calendar, start, end, seat))
                }
                _ => None,
            };
            let before = booked.remove(&appointment);
            if now != before {
                if let Some(place) = before {
                    self.sit(act, place, false);
                    let (calendar, start, _, seat) = place;
                    let held = held.entry((calendar, seat)).or_default();
                    if held.get(&start).is_some_and(|(_, who)| *who == appointment) {
                        held.remove(&start);
                    }
                }
                if let Some(place) = now {
                    self.sit(act, place, true);
                    let (calendar, start, end, seat) = place;
                    let held = held.entry((calendar, seat)).or_default();
                    let earlier = held.range(..end).next_back();
                    if let Some((_, (until, who))) = earlier
                        && *until > start
                    {
                        tell(Impossible {
                            act,
                            breach: Breach::DoubleBooking,
                            what: format!(
                                "appointment {appointment} has seat {seat} while appointment {who} has it"
                            ),
                        });
                    }
                    held.insert(start, (end, appointment));
                }
            }
            if let Some(place) = now {
                booked.insert(appointment, place);
            }
            Ok::<_, Fault>(())
        })
    }

    fn sit(&mut self, act: i64, (calendar, start, end_ms, seat): Booked, taken: bool) {
        let starts = self.seats.entry(calendar).or_default();
        starts.entry(start).or_default().push(Moved {
            act,
            end_ms,
            seat,
            taken,
        });
    }

    /// Since which act a slot's limits are what they are now; `None` where it is unknown.
    pub(super) fn since(&self, slot: SlotKey) -> Option<i64> {
        self.limit(slot).map(|limit| limit.since)
    }

    /// The first act from `from` on after which an order of so much did not fit into a slot.
    pub(super) fn first_without_room(&self, slot: SlotKey, minor: i64, from: i64) -> Option<i64> {
        let limit = self.limit(slot)?;
        let line = self.rooms.get(&slot).map_or(&[][..], Vec::as_slice);
        first(line, Room::default(), from, |taken| {
            taken.minor.saturating_add(minor) > limit.minor || taken.orders >= limit.orders
        })
    }

    /// The first act from `from` on after which a slot had no free seat, its buffer and slots on
    /// other grids taken into account.
    pub(super) fn first_without_seat(&self, slot: SlotKey, from: i64) -> Option<i64> {
        let limit = self.limit(slot)?;
        let begin = slot.1.saturating_sub(limit.buffer_ms);
        let end = limit.end_ms.saturating_add(limit.buffer_ms);
        let none = BTreeMap::new();
        let starts = self.seats.get(&slot.0).unwrap_or(&none);
        let near = starts.range(begin.saturating_sub(LONGEST_MS)..end);
        let near = near.flat_map(|(_, moved)| moved);
        let mut near: Vec<&Moved> = near.filter(|moved| moved.end_ms > begin).collect();
        near.sort_by_key(|moved| (moved.act, moved.taken));
        let (mut taken, mut line) = (BTreeMap::<i64, i64>::new(), Vec::new());
        for moved in near {
            let holders = taken.entry(moved.seat).or_default();
            *holders += if moved.taken { 1 } else { -1 };
            let seats = taken.iter().filter(|(_, holders)| **holders > 0).count();
            goes_on(
                &mut line,
                moved.act,
                i64::try_from(seats).unwrap_or(i64::MAX),
            );
        }
        first(&line, 0, from, |taken| *taken >= limit.seats)
    }
}
