//! The count: what was answered, what the journal has in the order of its
//! commits, and what is left of the goods.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::File,
    io::{BufRead as _, BufReader},
};

use serde_json::Value;

use super::{
    asker::{Line, Outcome},
    client::bug,
    crew::{Report, failed},
    goods::{Goods, HOT_OPENING, SEATS},
};
use crate::{
    shop::{Shop, journal, stock},
    store::Fault,
    values::{MAX_QUANTITY, RequestId, SweetId},
};

/// Records that are read at a time.
const PAGE: u32 = 2_000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Pieces that were sold or held and had not been there.
    pub(super) oversold: u64,
    /// Pieces by which the shelf differs from what was done.
    pub(super) shelf_off: u64,
    /// Seats that were given while somebody had them, or that there are not.
    pub(super) double_bookings: u64,
    /// Orders that were taken beyond a slot's room.
    pub(super) over_capacity: u64,
    /// Payments captured more than once, counted for each time too many.
    pub(super) double_captures: u64,
    /// Acts that were acknowledged and are not there.
    pub(super) lost: u64,
    /// Acts that were refused, or that nobody asked for, and are there.
    pub(super) contrary: u64,
    /// Acts nobody knows the outcome of.
    pub(super) unknown: u64,
}

/// Counts what was done in `shop` after the act `before`.
pub(super) fn count(
    shop: &Shop,
    goods: &Goods,
    before: i64,
    reports: &[Report],
) -> Result<Count, Fault> {
    let (done, events) = journalled(shop, before)?;
    let mut count = Count::default();
    let mut asked = 0;
    for report in reports {
        let file = File::open(&report.log).map_err(failed("opening an askers' log"))?;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(failed("reading an askers' log"))?;
            let line: Line = serde_json::from_str(&line).map_err(bug)?;
            let there = done.get(&line.request).is_some_and(|it| *it == line.kind);
            asked += u64::from(there);
            match line.outcome {
                Outcome::Ok => count.lost += u64::from(!there),
                Outcome::Refused => count.contrary += u64::from(there),
                Outcome::Unknown => count.unknown += 1,
            }
        }
    }
    // Log-ins of the processes are no acts of the proof.
    let logins = done.values().filter(|it| *it == "staff.log_in").count();
    let theirs = (done.len() as u64).saturating_sub(logins as u64);
    count.contrary += theirs.saturating_sub(asked);

    let mut day = Day::new(goods);
    for event in events.iter().rev() {
        day.goes_on(event, &mut count);
    }
    let sweets: Vec<SweetId> = day.shelf.keys().copied().collect();
    for row in shop.read(|db| stock::shelf_rows(db, &sweets))? {
        let wanted = day.shelf.get(&row.id).copied().unwrap_or(0);
        count.shelf_off += wanted.abs_diff(row.on_hand);
    }
    Ok(count)
}

/// Something that was committed, as far as it is counted.
enum Event {
    Shelf(Vec<(SweetId, i64)>),
    Placed {
        order: i64,
        start: i64,
        minor: i64,
    },
    OrderGone(i64),
    Booked {
        appointment: i64,
        start: i64,
        seat: i64,
    },
    SeatFree(i64),
    Captured(i64),
}

type Journalled = (HashMap<RequestId, String>, Vec<Event>);

/// The requests the journal has, and what they did, newest first.
fn journalled(shop: &Shop, before: i64) -> Result<Journalled, Fault> {
    let (mut done, mut events) = (HashMap::new(), Vec::new());
    let mut from = None;
    loop {
        let records = shop.read(|db| journal::list(db, from, PAGE))?;
        let Some(last) = records.last() else { break };
        from = Some(last.act);
        let over = last.act <= before;
        for record in records.into_iter().filter(|record| record.act > before) {
            events.extend(event(&record)?);
            done.insert(record.request, record.command);
        }
        if over {
            break;
        }
    }
    Ok((done, events))
}

fn event(record: &journal::Record) -> Result<Option<Event>, Fault> {
    let asked = || serde_json::from_str::<Value>(&record.asked).map_err(bug);
    let outcome = || serde_json::from_str::<Value>(&record.outcome).map_err(bug);
    let number = |of: &Value, field: &str| {
        let missing = || bug(format!("act {} has no {field}", record.act));
        of[field].as_i64().ok_or_else(missing)
    };
    let taken = |sale: &Value| -> Result<Event, Fault> {
        let lines = sale["lines"].as_array().map_or(&[][..], Vec::as_slice);
        let taken = lines.iter().map(|line| {
            let sweet = SweetId::new(number(line, "sweet")?);
            Ok((sweet, -number(line, "quantity")?))
        });
        Ok(Event::Shelf(taken.collect::<Result<_, Fault>>()?))
    };
    Ok(Some(match record.command.as_str() {
        "sales.checkout" => taken(&asked()?)?,
        "payments.begin" => taken(&asked()?["sale"])?,
        "stock.restock" => {
            let asked = asked()?;
            let sweet = SweetId::new(number(&asked, "sweet")?);
            Event::Shelf(vec![(sweet, number(&asked, "quantity")?)])
        }
        "orders.place" => {
            let placed = outcome()?;
            Event::Placed {
                order: number(&placed, "order")?,
                start: number(&placed, "start")?,
                minor: number(&placed, "total_minor")?,
            }
        }
        "orders.cancel" => Event::OrderGone(number(&outcome()?, "order")?),
        "appointments.book" => {
            let booked = outcome()?;
            Event::Booked {
                appointment: number(&booked, "appointment")?,
                start: number(&booked, "start")?,
                seat: number(&booked, "seat")?,
            }
        }
        "appointments.cancel" => Event::SeatFree(number(&outcome()?, "appointment")?),
        "payments.take_news" => {
            let told = outcome()?;
            match told["verdict"] == "captured" {
                true => Event::Captured(number(&told, "payment")?),
                false => return Ok(None),
            }
        }
        _ => return Ok(None),
    }))
}

/// What the day has come to, commit by commit.
struct Day {
    shelf: BTreeMap<SweetId, i64>,
    room: i64,
    orders: HashMap<i64, (i64, i64)>,
    used: HashMap<i64, i64>,
    seats: BTreeSet<(i64, i64)>,
    booked: HashMap<i64, (i64, i64)>,
    captured: BTreeSet<i64>,
}

impl Day {
    fn new(goods: &Goods) -> Day {
        let others = goods.others.iter().map(|sweet| (*sweet, MAX_QUANTITY));
        Day {
            shelf: others.chain([(goods.hot, HOT_OPENING)]).collect(),
            room: goods.room.minor(),
            orders: HashMap::new(),
            used: HashMap::new(),
            seats: BTreeSet::new(),
            booked: HashMap::new(),
            captured: BTreeSet::new(),
        }
    }

    fn goes_on(&mut self, event: &Event, count: &mut Count) {
        match *event {
            Event::Shelf(ref moved) => {
                for (sweet, quantity) in moved {
                    let there = self.shelf.entry(*sweet).or_default();
                    let missing = (-(*there + quantity)).clamp(0, quantity.abs());
                    count.oversold += missing.unsigned_abs();
                    *there += quantity;
                }
            }
            Event::Placed {
                order,
                start,
                minor,
            } => {
                let used = self.used.entry(start).or_default();
                *used += minor;
                count.over_capacity += u64::from(*used > self.room);
                self.orders.insert(order, (start, minor));
            }
            Event::OrderGone(order) => {
                if let Some((start, minor)) = self.orders.remove(&order) {
                    *self.used.entry(start).or_default() -= minor;
                }
            }
            Event::Booked {
                appointment,
                start,
                seat,
            } => {
                let is_one = (1..=SEATS).contains(&seat);
                let free = self.seats.insert((start, seat));
                count.double_bookings += u64::from(!(is_one && free));
                self.booked.insert(appointment, (start, seat));
            }
            Event::SeatFree(appointment) => {
                if let Some(seat) = self.booked.remove(&appointment) {
                    self.seats.remove(&seat);
                }
            }
            Event::Captured(payment) => {
                count.double_captures += u64::from(!self.captured.insert(payment));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{CalendarId, Money};

    const HOT: SweetId = SweetId::new(1);

    /// What is counted of a day on which this was committed.
    fn counted(events: &[Event]) -> Count {
        let goods = Goods {
            hot: HOT,
            others: vec![SweetId::new(2)],
            ordered: SweetId::new(3),
            hatch: CalendarId::new(1),
            room: Money::from_minor(1000),
            table: CalendarId::new(2),
            to_confirm: Vec::new(),
            customers: Vec::new(),
            hatch_starts: Vec::new(),
            table_starts: Vec::new(),
            unit: Money::ZERO,
            cash: Money::ZERO,
        };
        let (mut day, mut count) = (Day::new(&goods), Count::default());
        for event in events {
            day.goes_on(event, &mut count);
        }
        count
    }

    #[test]
    fn what_was_sold_and_not_there_is_oversold_and_counted_once() {
        let sold = |quantity: i64| Event::Shelf(vec![(HOT, -quantity)]);
        assert_eq!(counted(&[sold(500)]).oversold, 0);
        assert_eq!(counted(&[sold(500), sold(3), sold(4)]).oversold, 7);
        assert_eq!(counted(&[sold(498), sold(3)]).oversold, 1);
        // What comes too late does not make it good.
        assert_eq!(
            counted(&[sold(503), Event::Shelf(vec![(HOT, 9)])]).oversold,
            3
        );
    }

    #[test]
    fn a_seat_is_one_bookings_until_that_is_cancelled() {
        let booked = |appointment, seat| Event::Booked {
            appointment,
            start: 9,
            seat,
        };
        let fine = [booked(1, 1), booked(2, 3), Event::SeatFree(1), booked(3, 1)];
        assert_eq!(counted(&fine).double_bookings, 0);
        assert_eq!(counted(&[booked(1, 1), booked(2, 1)]).double_bookings, 1);
        assert_eq!(counted(&[booked(1, 4)]).double_bookings, 1);
    }

    #[test]
    fn a_slot_holds_its_room_at_every_commit() {
        let placed = |order, minor| Event::Placed {
            order,
            start: 9,
            minor,
        };
        let fine = [
            placed(1, 600),
            placed(2, 400),
            Event::OrderGone(1),
            placed(3, 600),
        ];
        assert_eq!(counted(&fine).over_capacity, 0);
        let over = [placed(1, 600), placed(2, 401), Event::OrderGone(1)];
        assert_eq!(counted(&over).over_capacity, 1);
    }

    #[test]
    fn a_payment_is_captured_once() {
        let captured = [1, 2, 1, 1].map(Event::Captured);
        assert_eq!(counted(&captured).double_captures, 2);
    }
}
