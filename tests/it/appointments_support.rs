//! A calendar to book in, and appointments as tests book them.

use sherbet::{
    shop::{
        Session, Shop, Trouble,
        appointments::{self, Appointment, Book, Cancel, Confirm, Kept, Mode, State},
        books,
        customers::AddCustomer,
        slots::{AddCalendar, Capacity, Hours, Weekday, Window},
    },
    store::ReadTx,
    values::{AppointmentId, CalendarId, CustomerId, RequestId, Timestamp},
};

use crate::support::{MORNING, TestShop, noon_tomorrow};

const MINUTE: i64 = 60_000;

/// A moment of the shop's day, 2026-03-02 in Kolkata, a Monday; the shop's clock stands at 9:00.
pub fn at(hour: i64, minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING.ms() + (hour - 9) * 60 * MINUTE + minute * MINUTE)
}

/// A calendar that is open from 9 to 18 every day, half an hour an appointment.
pub fn open_daily(name: &str, seats: i64) -> AddCalendar {
    let window = Window::parse("09:00-18:00").unwrap();
    AddCalendar {
        name: name.into(),
        capacity: Capacity::Seats(seats),
        length_minutes: 30,
        every_minutes: None,
        buffer_minutes: 0,
        notice_minutes: 0,
        horizon_days: 60,
        hours: Hours::from(Weekday::ALL.map(|day| (day, vec![window]))),
    }
}

/// Somebody's appointment, pending and free.
pub fn booking(calendar: CalendarId, start: Timestamp, customer: CustomerId) -> Book {
    Book {
        calendar,
        start,
        customer,
        staff: None,
        mode: Mode::InPerson,
        note: None,
        fee: None,
        confirmed: false,
        outside_hours: false,
    }
}

impl TestShop {
    /// A tasting table with so many seats.
    pub fn calendar(&self, name: &str, seats: i64) -> CalendarId {
        self.does(open_daily(name, seats)).calendar
    }

    pub fn guest(&self, name: &str) -> CustomerId {
        let add = AddCustomer {
            name: name.into(),
            ..AddCustomer::default()
        };
        self.does(add).customer
    }

    #[track_caller]
    pub fn books(&self, calendar: CalendarId, start: Timestamp, customer: CustomerId) -> Kept {
        self.does(booking(calendar, start, customer))
    }

    pub fn confirms(&self, by: &Session, id: AppointmentId, version: i64) -> Result<Kept, Trouble> {
        let confirm = Confirm {
            appointment: id,
            version,
            outside_hours: false,
        };
        self.shop.execute(by, RequestId::new(), confirm)
    }

    pub fn cancels(&self, by: &Session, id: AppointmentId, version: i64) -> Result<Kept, Trouble> {
        let cancel = Cancel {
            appointment: id,
            version,
            reason: "has a cold".into(),
        };
        self.shop.execute(by, RequestId::new(), cancel)
    }

    #[track_caller]
    pub fn appointment(&self, id: AppointmentId) -> Appointment {
        let zone = self.shop.about().zone;
        let found = self.shop.read(|db| appointments::appointment(db, zone, id));
        found.unwrap().unwrap()
    }

    pub fn state(&self, id: AppointmentId) -> State {
        self.appointment(id).state
    }

    /// How many seats are used of the slot of a calendar that begins then.
    pub fn used_seats(&self, calendar: CalendarId, start: Timestamp) -> i64 {
        self.shop
            .read(|db| used_seats(db, calendar, start))
            .unwrap()
    }

    #[track_caller]
    pub fn is_sound(&self) {
        assert_eq!(self.shop.read(books::add_up).unwrap(), []);
    }
}

fn used_seats(
    db: &ReadTx<'_>,
    calendar: CalendarId,
    start: Timestamp,
) -> Result<i64, sherbet::store::Fault> {
    let sql =
        "SELECT coalesce(sum(used_seats), 0) FROM slots WHERE calendar = ?1 AND start_ms = ?2";
    db.one(sql, (calendar.get(), start.ms()), |row| row.get(0))
}

/// A booking that waits to be confirmed by whoever has this number: a code for it may be asked for.
pub fn pending_for(shop: &Shop, by: &Session, phone: &str) -> AppointmentId {
    let add = AddCustomer {
        name: "Zoë".into(),
        phone: Some(phone.into()),
        ..AddCustomer::default()
    };
    let zoe = shop.execute(by, RequestId::new(), add).unwrap().customer;
    let table = open_daily(&format!("Table {}", RequestId::new()), 1);
    let table = shop.execute(by, RequestId::new(), table).unwrap().calendar;
    let book = booking(table, noon_tomorrow(shop), zoe);
    let booked = shop.execute(by, RequestId::new(), book);
    booked.unwrap().appointment
}
