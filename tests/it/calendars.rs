//! Calendars: added, changed by version, their weeks and dates, by admins only.

use sherbet::{
    shop::{
        Difference, Refusal, Trouble,
        slots::{
            self, AddCalendar, Calendar, CalendarKept, Capacity, ClearDate, EditCalendar, Free,
            SetDate, Weekday, Window,
        },
    },
    values::{CalendarId, Money, RequestId},
};

use crate::{
    slots::{at, date},
    support::{TestShop, refusal},
};

fn windows(typed: &[&str]) -> Vec<Window> {
    typed
        .iter()
        .map(|one| Window::parse(one).unwrap())
        .collect()
}

/// Half an hour for one, on Mondays from nine to noon.
pub fn consultant() -> AddCalendar {
    AddCalendar {
        name: "Cake consultant".into(),
        capacity: Capacity::Seats(1),
        length_minutes: 30,
        every_minutes: None,
        buffer_minutes: 0,
        notice_minutes: 0,
        horizon_days: 30,
        hours: [(Weekday::Monday, windows(&["09:00-12:00"]))].into(),
    }
}

impl TestShop {
    pub fn add_calendar(&self, add: AddCalendar) -> Result<CalendarKept, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), add)
    }

    fn the_calendar(&self, id: CalendarId) -> Calendar {
        let read = self.shop.read(|db| slots::calendar(db, id));
        read.unwrap().unwrap()
    }

    pub fn edit_calendar(&self, edit: EditCalendar) -> Result<CalendarKept, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), edit)
    }

    fn set_date(&self, set: SetDate) -> Result<CalendarKept, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), set)
    }

    /// When a calendar's slots of a date begin, by the wall clock.
    fn starts_on(&self, id: CalendarId, on: &str) -> Vec<String> {
        let (zone, now) = (self.shop.about().zone, self.shop.now());
        let read = self
            .shop
            .read(|db| slots::offered(db, zone, now, id, date(on)));
        let start = |slot: &slots::Offered| zone.local(slot.at.start).format("%H:%M").to_string();
        read.unwrap().iter().map(start).collect()
    }
}

#[test]
fn a_calendar_offers_its_week_but_on_dates_that_replace_it() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let usual = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"];
    assert_eq!(shop.starts_on(id, "2026-03-02"), usual);
    assert_eq!(shop.starts_on(id, "2026-03-03"), [""; 0]);
    let set = |version, on: &str, open: &[&str], note: Option<&str>| SetDate {
        calendar: id,
        version,
        date: date(on),
        windows: windows(open),
        note: note.map(str::to_owned),
    };
    shop.set_date(set(1, "2026-03-09", &[], Some("  Holi ")))
        .unwrap();
    // A Tuesday that is open, in two windows that make one.
    let open = ["15:00-16:00", "14:00-15:30"];
    shop.set_date(set(2, "2026-03-10", &open, None)).unwrap();
    assert_eq!(shop.starts_on(id, "2026-03-09"), [""; 0]);
    assert_eq!(
        shop.starts_on(id, "2026-03-10"),
        ["14:00", "14:30", "15:00", "15:30"]
    );
    let now = shop.the_calendar(id);
    assert_eq!(now.version, 3);
    assert_eq!(now.note(date("2026-03-09")), Some("Holi"));
    assert_eq!(now.windows(date("2026-03-10")), windows(&["14:00-16:00"]));
    // Said again, it is replaced; cleared, the week counts.
    shop.set_date(set(3, "2026-03-10", &["10:00-10:30"], None))
        .unwrap();
    assert_eq!(shop.starts_on(id, "2026-03-10"), ["10:00"]);
    let clear = |version, on: &str| ClearDate {
        calendar: id,
        version,
        date: date(on),
    };
    let cleared = shop
        .shop
        .execute(&shop.admin, RequestId::new(), clear(4, "2026-03-09"));
    assert_eq!(cleared.unwrap().version, 5);
    assert_eq!(shop.starts_on(id, "2026-03-09"), usual);
    let again = shop
        .shop
        .execute(&shop.admin, RequestId::new(), clear(5, "2026-03-09"));
    assert_eq!(
        refusal(again).to_string(),
        "date: Cake consultant has the week's hours on 2026-03-09 already"
    );
    assert_eq!(shop.the_calendar(id).version, 5);
}

#[test]
fn what_is_left_out_of_a_change_stays() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let before = shop.the_calendar(id);
    let mut edit = EditCalendar::of(id, 1);
    edit.hours = Some([(Weekday::Friday, windows(&["10:00-11:00", "10:30-12:00"]))].into());
    shop.edit_calendar(edit).unwrap();
    let mut expected = before;
    expected.version = 2;
    expected
        .hours
        .insert(Weekday::Friday, windows(&["10:00-12:00"]));
    assert_eq!(shop.the_calendar(id), expected);
    let mut edit = EditCalendar::of(id, 2);
    edit.name = Some("Cakes".into());
    edit.hours = Some([(Weekday::Monday, vec![])].into());
    shop.edit_calendar(edit).unwrap();
    let now = shop.the_calendar(id);
    assert_eq!(now.name, "Cakes");
    assert_eq!(now.usual_windows(Weekday::Monday), []);
    assert_eq!(
        now.usual_windows(Weekday::Friday),
        windows(&["10:00-12:00"])
    );
}

#[test]
fn who_saves_second_is_told_who_was_faster_and_both_values() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let mut first = EditCalendar::of(id, 1);
    first.length_minutes = Some(45);
    first.hours = Some([(Weekday::Monday, windows(&["10:00-13:00"]))].into());
    shop.edit_calendar(first).unwrap();
    let mut second = EditCalendar::of(id, 1);
    second.length_minutes = Some(20);
    second.hours = Some([(Weekday::Monday, vec![])].into());
    second.notice_minutes = Some(0);
    let difference = |field: &str, theirs: &str, yours: &str| Difference {
        field: field.into(),
        theirs: theirs.into(),
        yours: Some(yours.into()),
    };
    match refusal(shop.edit_calendar(second)) {
        Refusal::Changed {
            what,
            by,
            time,
            version,
            differences,
            ..
        } => {
            let told = (what.as_str(), by.as_str(), time.as_str(), version);
            assert_eq!(told, ("Cake consultant", "Asha", "09:00:00", 2));
            assert_eq!(
                differences,
                [
                    difference("length_minutes", "45", "20"),
                    difference("Monday", "10:00–13:00", "closed")
                ]
            );
        }
        other => panic!("{other:?}"),
    }
    let set = SetDate {
        calendar: id,
        version: 1,
        date: date("2026-03-09"),
        windows: vec![],
        note: Some("Holi".into()),
    };
    match refusal(shop.set_date(set)) {
        Refusal::Changed { differences, .. } => assert_eq!(
            differences,
            [difference("2026-03-09", "10:00–13:00", "closed (Holi)")]
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(shop.the_calendar(id).version, 2);
}

#[test]
fn what_can_not_be_is_refused_by_field() {
    let shop = TestShop::new();
    shop.add_calendar(consultant()).unwrap();
    let field = |change: fn(&mut AddCalendar)| {
        let mut add = AddCalendar {
            name: "Another".into(),
            ..consultant()
        };
        change(&mut add);
        match refusal(shop.add_calendar(add)) {
            Refusal::Invalid { field, .. } | Refusal::Taken { field, .. } => field,
            other => panic!("{other:?}"),
        }
    };
    let room = |amount, orders| Capacity::Room {
        amount: Money::from_minor(amount),
        orders,
    };
    assert_eq!(field(|add| add.name = "CAKE  consultant".into()), "name");
    assert_eq!(field(|add| add.name = " ".into()), "name");
    assert_eq!(field(|add| add.length_minutes = 0), "length_minutes");
    assert_eq!(field(|add| add.every_minutes = Some(1441)), "every_minutes");
    assert_eq!(field(|add| add.buffer_minutes = -1), "buffer_minutes");
    assert_eq!(field(|add| add.notice_minutes = 600_000), "notice_minutes");
    assert_eq!(field(|add| add.horizon_days = 731), "horizon_days");
    assert_eq!(field(|add| add.capacity = Capacity::Seats(0)), "seats");
    assert_eq!(field(|add| add.capacity = Capacity::Seats(1001)), "seats");
    let with = |capacity, buffer| {
        let add = AddCalendar {
            name: "Hatch".into(),
            capacity,
            buffer_minutes: buffer,
            ..consultant()
        };
        match refusal(shop.add_calendar(add)) {
            Refusal::Invalid { field, .. } => field,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with(room(0, 1), 0), "amount");
    assert_eq!(with(room(1, 0), 0), "orders");
    assert_eq!(with(room(1, 1), 5), "buffer_minutes");
    let mut kind = EditCalendar::of(CalendarId::new(1), 1);
    kind.capacity = Some(room(1, 1));
    assert_eq!(
        refusal(shop.edit_calendar(kind)).to_string(),
        "capacity: Cake consultant is a calendar of appointments with seats, and stays one; add another"
    );
    let unknown = EditCalendar::of(CalendarId::new(9), 1);
    assert_eq!(refusal(shop.edit_calendar(unknown)).code(), "unknown");
}

#[test]
fn only_admins_change_calendars_and_everybody_sees_what_is_offered() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let ravi = shop.staff();
    let denied = shop.shop.execute(&ravi, RequestId::new(), consultant());
    assert_eq!(refusal(denied).code(), "not_allowed");
    let edit = EditCalendar::of(id, 1);
    let denied = shop.shop.execute(&ravi, RequestId::new(), edit);
    assert_eq!(refusal(denied).code(), "not_allowed");
    assert_eq!(shop.starts_on(id, "2026-03-02").len(), 6);
    // A retired one offers nothing, and can be brought back.
    for (version, retired, count) in [(1, true, 0), (2, false, 6)] {
        let mut edit = EditCalendar::of(id, version);
        edit.retired = Some(retired);
        shop.edit_calendar(edit).unwrap();
        assert_eq!(shop.starts_on(id, "2026-03-02").len(), count);
    }
}

#[test]
fn slots_that_overlap_share_their_seats_and_keep_the_buffer() {
    let shop = TestShop::new();
    let mut add = consultant();
    add.hours = [(Weekday::Monday, windows(&["10:00-12:00"]))].into();
    add.capacity = Capacity::Seats(2);
    add.length_minutes = 60;
    add.every_minutes = Some(30);
    let id = shop.add_calendar(add).unwrap().calendar;
    let zoe = shop.guest("Zoë");
    let free = || {
        let (zone, now) = (shop.shop.about().zone, shop.shop.now());
        let read = shop
            .shop
            .read(|db| slots::offered(db, zone, now, id, date("2026-03-02")));
        let of = |slot: &slots::Offered| match slot.free {
            Free::Seats { free, of: 2 } => free,
            other => panic!("{other:?}"),
        };
        read.unwrap().iter().map(of).collect::<Vec<i64>>()
    };
    assert_eq!(free(), [2, 2, 2]);
    let moment = |text: &str| at(&format!("2026-03-02T{text}:00+05:30"));
    // Ten and eleven are one after the other on one seat, so half past ten has the other.
    shop.books(id, moment("10:00"), zoe);
    assert_eq!(free(), [1, 1, 2]);
    shop.books(id, moment("11:00"), zoe);
    assert_eq!(free(), [1, 1, 1]);
    shop.books(id, moment("10:30"), zoe);
    assert_eq!(free(), [0, 0, 0]);
    shop.is_sound();
    // Of what was booked before there was a buffer, each keeps its time and seat.
    let mut edit = EditCalendar::of(id, 1);
    edit.buffer_minutes = Some(60);
    edit.capacity = Some(Capacity::Seats(3));
    shop.edit_calendar(edit).unwrap();
    let taken = shop.shop.read(|db| {
        let sql = "SELECT count(*) FROM slots WHERE seats = 3 AND used_seats = 1";
        db.one(sql, [], |row| row.get::<_, i64>(0))
    });
    assert_eq!(taken.unwrap(), 3);
}

#[test]
fn what_is_booked_stands_when_the_hours_change() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let zoe = shop.guest("Zoë");
    let ten = at("2026-03-02T10:00:00+05:30");
    let kept = shop.books(id, ten, zoe);
    let mut edit = EditCalendar::of(id, 1);
    edit.length_minutes = Some(20);
    edit.every_minutes = Some(20);
    edit.hours = Some([(Weekday::Monday, windows(&["10:00-11:00"]))].into());
    shop.edit_calendar(edit).unwrap();
    let offered = |shop: &TestShop| {
        let (zone, now) = (shop.shop.about().zone, shop.shop.now());
        let read = shop
            .shop
            .read(|db| slots::offered(db, zone, now, id, date("2026-03-02")));
        let free = |slot: &slots::Offered| slot.free.fits(slots::Wanted::Seat);
        read.unwrap().iter().map(free).collect::<Vec<bool>>()
    };
    // Until half past ten it is booked, and so the first two of the new slots are.
    assert_eq!(offered(&shop), [false, false, true]);
    assert_eq!(
        shop.appointment(kept.appointment).end.ms() - ten.ms(),
        1_800_000
    );
    let mut closed = EditCalendar::of(id, 2);
    closed.hours = Some([(Weekday::Monday, vec![])].into());
    shop.edit_calendar(closed).unwrap();
    assert_eq!(shop.used_seats(id, ten), 1);
    shop.cancels(&shop.admin, kept.appointment, kept.version)
        .unwrap();
    assert_eq!(shop.used_seats(id, ten), 0);
    shop.is_sound();
}

#[test]
fn the_sample_shop_has_three_calendars_to_try() {
    let folder = tempfile::tempdir().unwrap();
    let founding = sherbet::shop::Founding {
        sample: true,
        ..crate::support::founding()
    };
    let clock = sherbet::values::ManualClock::at(crate::support::MORNING);
    let path = folder.path().join("sample.sherbet");
    let shop = sherbet::shop::Shop::found(&path, clock, &founding).unwrap();
    let calendars = shop.read(slots::calendars).unwrap();
    let names: Vec<&str> = calendars.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Cake consultant", "Pick-up hatch", "Tasting table"]);
    let zone = shop.about().zone;
    let hatch = shop
        .read(|db| slots::offered(db, zone, shop.now(), calendars[1].id, date("2026-03-03")))
        .unwrap();
    assert_eq!(hatch[0].at.start, at("2026-03-03T09:00:00+05:30"));
    assert_eq!(
        hatch[0].free,
        Free::Room {
            minor: Money::from_minor(2_500_000),
            of: Money::from_minor(2_500_000),
            orders: 12,
            of_orders: 12
        }
    );
}
