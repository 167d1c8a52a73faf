//! What is sold, booked and ordered in a proof: goods and calendars of its own,
//! made by commands, so that what should be left of them is known to the piece.

use serde::{Deserialize, Serialize};

use crate::{
    shop::{
        Command, Session, Shop, Trouble,
        appointments::{Book, Mode},
        catalogue::AddSweet,
        customers::AddCustomer,
        slots::{self, AddCalendar, Capacity, Hours, Weekday, Window},
    },
    store::Fault,
    values::{
        AppointmentId, CalendarId, CustomerId, MAX_QUANTITY, Money, RequestId, SweetId, Timestamp,
        Unit,
    },
};

/// Besides the one sweet that everybody wants.
const OTHERS: usize = 40;
const CUSTOMERS: usize = 8;
/// Telephones that codes are asked for; few, so that askers meet.
const PHONES: usize = 20;
/// Of the one that everybody wants there is so little that it sells out.
const HOT_OPENING: i64 = 500;
/// What a slot's orders may come to, in the currency's whole units.
const ROOM: i64 = 100_000;
const SEATS: i64 = 3;
const SLOT_MINUTES: i64 = 15;
/// Slots are looked up for so many days; more than a proof of an hour fills.
const DAYS: usize = 90;

/// What a proof works with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Goods {
    /// The sweet that everybody wants.
    pub(super) hot: SweetId,
    /// Other sweets, of which there are plenty.
    pub(super) others: Vec<SweetId>,
    /// What is ordered; one costs a whole unit of the currency.
    pub(super) ordered: SweetId,
    /// Where orders are picked up, and what a slot of it holds.
    pub(super) hatch: CalendarId,
    pub(super) room: Money,
    /// Where appointments are booked.
    pub(super) table: CalendarId,
    pub(super) customers: Vec<CustomerId>,
    /// Bookings that wait to be confirmed by a code, each of another telephone.
    pub(super) to_confirm: Vec<AppointmentId>,
    /// When the slots of the two begin, in order.
    pub(super) hatch_starts: Vec<Timestamp>,
    pub(super) table_starts: Vec<Timestamp>,
    /// A whole unit of the currency.
    pub(super) unit: Money,
    /// More than any basket costs.
    pub(super) cash: Money,
}

pub(super) fn make(shop: &Shop, admin: &Session) -> Result<Goods, Trouble> {
    // Other things of these names may be in the shop.
    let mark = RequestId::new().to_string();
    let mark = mark.get(24..).unwrap_or_default();
    let exponent = u32::from(shop.about().currency.exponent());
    let units = |units: i64| Money::from_minor(units * 10_i64.pow(exponent));
    let sweet = |what: String, price: Money, opening: i64| {
        let add = AddSweet {
            name: format!("{what} {mark}"),
            category: None,
            unit: Unit::Piece,
            price,
            per: 1,
            taxes: None,
            sku: None,
            barcodes: Vec::new(),
            low_at: 0,
            picture: String::new(),
            opening,
            below_zero: false,
            parts: Vec::new(),
        };
        done(shop, admin, add).map(|added| added.sweet)
    };
    let room = units(ROOM);
    let calendar = |what: &str, capacity: Capacity| {
        let all_day = Window::new(0, 24 * 60).map_err(bug)?;
        let add = AddCalendar {
            name: format!("{what} {mark}"),
            capacity,
            length_minutes: SLOT_MINUTES,
            every_minutes: None,
            buffer_minutes: 0,
            notice_minutes: 0,
            horizon_days: 365,
            hours: Hours::from(Weekday::ALL.map(|day| (day, vec![all_day]))),
        };
        let calendar = done(shop, admin, add)?.calendar;
        Ok::<_, Trouble>((calendar, starts(shop, calendar)?))
    };
    let (hatch, hatch_starts) = calendar(
        "Proof hatch",
        Capacity::Room {
            amount: room,
            orders: 1_000_000,
        },
    )?;
    let (table, table_starts) = calendar("Proof table", Capacity::Seats(SEATS))?;
    let desk_seats = i64::try_from(PHONES).unwrap_or(i64::MAX);
    let (desk, desk_starts) = calendar("Proof desk", Capacity::Seats(desk_seats))?;
    let start = *desk_starts
        .first()
        .ok_or_else(|| bug("no slot is offered"))?;
    let waits = |n: usize| {
        let add = AddCustomer {
            name: format!("Proof caller {n} {mark}"),
            phone: Some(format!("+9198765432{n:02}")),
            ..AddCustomer::default()
        };
        let customer = done(shop, admin, add)?.customer;
        let book = Book {
            calendar: desk,
            start,
            customer,
            staff: None,
            mode: Mode::InPerson,
            note: None,
            fee: None,
            confirmed: false,
            outside_hours: false,
        };
        done(shop, admin, book).map(|kept| kept.appointment)
    };
    let customer = |n: usize| {
        let add = AddCustomer {
            name: format!("Proof customer {n} {mark}"),
            ..AddCustomer::default()
        };
        done(shop, admin, add).map(|added| added.customer)
    };
    Ok(Goods {
        hot: sweet("Proof peda".into(), units(10), HOT_OPENING)?,
        others: (1..=OTHERS)
            .map(|n| sweet(format!("Proof barfi {n}"), units(5), MAX_QUANTITY))
            .collect::<Result<_, _>>()?,
        ordered: sweet("Proof katli".into(), units(1), 0)?,
        hatch,
        room,
        table,
        customers: (1..=CUSTOMERS).map(customer).collect::<Result<_, _>>()?,
        to_confirm: (0..PHONES).map(waits).collect::<Result<_, _>>()?,
        hatch_starts,
        table_starts,
        unit: units(1),
        cash: units(1_000),
    })
}

fn done<C: Command>(shop: &Shop, admin: &Session, command: C) -> Result<C::Outcome, Trouble> {
    shop.execute(admin, RequestId::new(), command)
}

/// From tomorrow on: none of them becomes past meanwhile.
fn starts(shop: &Shop, calendar: CalendarId) -> Result<Vec<Timestamp>, Fault> {
    let (zone, now) = (shop.about().zone, shop.now());
    let tomorrow = zone.date(now).succ_opt();
    let days = tomorrow
        .into_iter()
        .flat_map(|day| day.iter_days().take(DAYS));
    shop.read(|db| {
        let mut starts = Vec::new();
        for day in days {
            let offered = slots::offered(db, zone, now, calendar, day)?;
            starts.extend(offered.iter().map(|slot| slot.at.start));
        }
        Ok(starts)
    })
}

fn bug(why: impl std::fmt::Display) -> Fault {
    Fault::Bug {
        what: format!("a proof's calendar: {why}"),
    }
}
