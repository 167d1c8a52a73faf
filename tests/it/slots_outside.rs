//! Outside the hours: what was booked before they changed, and what an admin books there on
//! purpose.

use serde_json::json;
use sherbet::{
    shop::{
        Permission, Refusal, Session, Trouble,
        appointments::{Book, Confirm, Kept, Reschedule, State},
        journal,
        slots::{
            CalendarKept, ClearDate, EditCalendar, Held, Outside, SetDate, Weekday, Window, outside,
        },
    },
    values::{AppointmentId, CalendarId, RequestId},
};

use crate::{
    appointments_support::{at, booking},
    command_line_support::Corner,
    orders_support::{self, PickUp},
    slots::date,
    support::{PASSWORD, TestShop, refusal},
};

const DAY: i64 = 24;

/// A date with these hours, or closed.
fn hours_on(calendar: CalendarId, version: i64, on: &str, open: &[&str]) -> SetDate {
    SetDate {
        calendar,
        version,
        date: date(on),
        windows: open.iter().map(|one| Window::parse(one).unwrap()).collect(),
        note: Some("Holi".into()),
    }
}

fn named(outside: &[Outside]) -> Vec<(Held, &str)> {
    let named = outside.iter().map(|one| (one.held, one.local.as_str()));
    named.collect()
}

fn seen(kept: &CalendarKept) -> Vec<(Held, &str)> {
    assert_eq!(kept.outside_in_all, kept.outside.len());
    named(&kept.outside)
}

impl TestShop {
    fn confirm_outside(
        &self,
        by: &Session,
        id: AppointmentId,
        version: i64,
    ) -> Result<Kept, Trouble> {
        let confirm = Confirm {
            appointment: id,
            version,
            outside_hours: true,
        };
        self.shop.execute(by, RequestId::new(), confirm)
    }

    fn book_outside(&self, by: &Session, book: Book) -> Result<Kept, Trouble> {
        let book = Book {
            outside_hours: true,
            ..book
        };
        self.shop.execute(by, RequestId::new(), book)
    }
}

#[test]
fn a_cancelled_one_is_not_confirmed_on_a_day_that_was_closed_since_but_by_who_may_and_says_so() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(DAY + 10, 0), meera).appointment;
    shop.cancels(&shop.admin, id, 1).unwrap();
    shop.does(hours_on(tasting, 1, "2026-03-03", &[]));
    let refused = refusal(shop.confirms(&shop.admin, id, 2));
    assert_eq!(
        refused.to_string(),
        "Tasting can't be had at 2026-03-03 10:00 +05:30: it is closed on that day (Holi); \
         free instead: 2026-03-02 17:00 +05:30, 2026-03-02 17:30 +05:30, \
         2026-03-04 09:00 +05:30, 2026-03-04 09:30 +05:30, 2026-03-04 10:00 +05:30"
    );
    assert_eq!(shop.state(id), State::Cancelled);
    assert_eq!(shop.used_seats(tasting, at(DAY + 10, 0)), 0);

    // Other hours that do not reach so far are told; those that do are enough.
    shop.does(hours_on(tasting, 2, "2026-03-03", &["10:15-18:00"]));
    let refused = refusal(shop.confirms(&shop.admin, id, 2)).to_string();
    assert!(
        refused.contains("it is open 10:15–18:00 on that Tuesday; free instead: 2026-03-03 10:15"),
        "{refused}"
    );
    let staff = refusal(shop.confirm_outside(&ravi, id, 2));
    assert_eq!(
        staff.to_string(),
        "Ravi may not book outside a calendar's hours; ask an admin"
    );
    let again = shop.confirm_outside(&shop.admin, id, 2).unwrap();
    assert_eq!((again.version, again.state), (3, State::Confirmed));
    assert_eq!(shop.used_seats(tasting, at(DAY + 10, 0)), 1);

    shop.cancels(&shop.admin, id, 3).unwrap();
    shop.does(hours_on(tasting, 3, "2026-03-03", &["09:45-10:30"]));
    shop.confirms(&ravi, id, 4).unwrap();
    shop.is_sound();
}

#[test]
fn what_was_cancelled_by_mistake_is_confirmed_again_however_near_it_is() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    let mut notice = EditCalendar::of(tasting, 1);
    notice.notice_minutes = Some(240);
    shop.does(notice);
    shop.cancels(&shop.admin, id, 1).unwrap();
    shop.confirms(&shop.admin, id, 2).unwrap();
    // Not in a calendar that is not used any more, and on purpose neither.
    shop.cancels(&shop.admin, id, 3).unwrap();
    let mut retired = EditCalendar::of(tasting, 2);
    retired.retired = Some(true);
    shop.does(retired);
    for refused in [
        refusal(shop.confirms(&shop.admin, id, 4)),
        refusal(shop.confirm_outside(&shop.admin, id, 4)),
    ] {
        assert!(refused.to_string().contains("it is retired"), "{refused}");
    }
}

#[test]
fn who_closes_a_date_or_narrows_the_week_is_told_what_is_booked_there_and_nothing_is_cancelled() {
    let shop = PickUp::new();
    let tasting = shop
        .does(crate::appointments_support::open_daily("Tasting", 2))
        .calendar;
    let meera = shop.guest("Meera");
    let [early, late, gone] = [(10, 0), (17, 30), (11, 0)].map(|(hour, minute)| {
        shop.books(tasting, at(DAY + hour, minute), meera)
            .appointment
    });
    shop.cancels(&shop.admin, gone, 1).unwrap();
    let next_day = shop.books(tasting, at(2 * DAY + 17, 0), meera).appointment;

    let closed = shop.does(hours_on(tasting, 1, "2026-03-03", &[]));
    assert_eq!(
        seen(&closed),
        [
            (Held::Appointment(early), "2026-03-03 10:00 +05:30"),
            (Held::Appointment(late), "2026-03-03 17:30 +05:30"),
        ]
    );
    // To the minute: until 18:00 the last one fits, until 17:59 it does not.
    let open = shop.does(hours_on(tasting, 2, "2026-03-03", &["10:00-18:00"]));
    assert_eq!(seen(&open), []);
    let open = shop.does(hours_on(tasting, 3, "2026-03-03", &["10:00-17:59"]));
    assert_eq!(
        seen(&open),
        [(Held::Appointment(late), "2026-03-03 17:30 +05:30")]
    );
    assert_eq!(shop.state(late), State::Pending);

    // The week as a whole, and what the date has beside it.
    let mut narrower = EditCalendar::of(tasting, 4);
    let until_five = vec![Window::parse("09:00-17:00").unwrap()];
    narrower.hours = Some([(Weekday::Wednesday, until_five)].into());
    let both = [
        (Held::Appointment(late), "2026-03-03 17:30 +05:30"),
        (Held::Appointment(next_day), "2026-03-04 17:00 +05:30"),
    ];
    assert_eq!(seen(&shop.does(narrower)), both);
    // What changes no hours tells none of them; they can be asked for at any time.
    let mut renamed = EditCalendar::of(tasting, 5);
    renamed.name = Some("Table".into());
    assert_eq!(seen(&shop.does(renamed)), []);
    let (zone, now) = (shop.shop.about().zone, shop.shop.now());
    let read = |id| {
        shop.shop
            .read(|db| outside(db, zone, now, id, None))
            .unwrap()
    };
    assert_eq!(named(&read(tasting)), both);
    let cleared = shop.does(ClearDate {
        calendar: tasting,
        version: 6,
        date: date("2026-03-03"),
    });
    assert_eq!(seen(&cleared), []);

    // Orders the same way, but those that were handed over or cancelled.
    let katli = shop.sweet("Kaju Katli", 1_000, 90);
    let hatch = shop.hatch(100_000, 9);
    let [first, cancelled] = [(); 2].map(|()| {
        shop.placed(hatch, orders_support::at(DAY + 12), katli, 1)
            .order
    });
    shop.cancel(cancelled);
    let closed = shop.done(hours_on(hatch, 1, "2026-03-03", &[]));
    assert_eq!(
        seen(&closed),
        [(Held::Order(first), "2026-03-03 12:00 +05:30")]
    );
    // What is over is nobody's trouble any more.
    shop.clock.step_ms(2 * DAY * 60 * 60_000);
    let now = shop.shop.now();
    let read = shop.shop.read(|db| outside(db, zone, now, hatch, None));
    assert_eq!(read.unwrap(), []);
    assert_eq!(shop.order(first).version, 1);
    shop.adds_up();
}

#[test]
fn an_admin_books_and_moves_outside_hours_notice_and_horizon_and_never_beyond_the_seats() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let evening = booking(tasting, at(19, 10), meera);
    let usual = refusal(shop.tries(evening.clone())).to_string();
    assert!(
        usual.contains("no slot begins then; it is open 09:00–18:00"),
        "{usual}"
    );
    let staff = refusal(shop.book_outside(&ravi, evening.clone()));
    assert!(
        matches!(
            staff,
            Refusal::NotAllowed {
                needs: Permission::BookOutside,
                ..
            }
        ),
        "{staff}"
    );
    let booked = shop.book_outside(&shop.admin, evening).unwrap();
    assert_eq!((booked.start, booked.end), (at(19, 10), at(19, 40)));
    // The record says that it was on purpose.
    let record = shop.shop.read(|db| journal::list(db, None, 1)).unwrap();
    assert_eq!(record[0].command, "appointments.book");
    let asked: serde_json::Value = serde_json::from_str(&record[0].asked).unwrap();
    assert_eq!(asked["outside_hours"], json!(true));

    for start in [at(19, 10), at(19, 0), at(19, 39)] {
        let full = refusal(shop.book_outside(&shop.admin, booking(tasting, start, omar)));
        let Refusal::SlotFull {
            taken_by: Some(by),
            next,
            ..
        } = &full
        else {
            panic!("{full:?}");
        };
        assert_eq!((by.who.as_str(), next.len()), ("Asha", 5));
    }
    let other = shop
        .book_outside(&shop.admin, booking(tasting, at(19, 40), omar))
        .unwrap();

    // To a time far beyond the horizon, and to one that is nearer than the notice.
    let to = |start, version, outside_hours| Reschedule {
        appointment: other.appointment,
        version,
        start,
        calendar: None,
        staff: None,
        outside_hours,
    };
    let far = at(100 * DAY + 9, 30);
    let refused = refusal(shop.tries(to(far, 1, false))).to_string();
    assert!(refused.contains("60 days ahead at most"), "{refused}");
    assert_eq!(shop.does(to(far, 1, true)).start, far);
    assert_eq!(shop.used_seats(tasting, at(19, 40)), 0);
    let mut notice = EditCalendar::of(tasting, 1);
    notice.notice_minutes = Some(240);
    shop.does(notice);
    assert_eq!(shop.does(to(at(9, 30), 2, true)).start, at(9, 30));

    let why = |start| refusal(shop.tries(to(start, 3, true))).to_string();
    assert!(why(at(8, 59)).contains("that is past"));
    assert!(why(at(731 * DAY + 9, 0)).contains("more than two years ahead"));
    let odd = sherbet::values::Timestamp::from_ms(at(20, 0).ms() + 1_000);
    assert!(why(odd).contains("begins at a full minute"));
    let mut retired = EditCalendar::of(tasting, 2);
    retired.retired = Some(true);
    shop.does(retired);
    assert!(why(at(20, 0)).contains("it is retired"));
    shop.is_sound();
}

#[test]
fn a_calendar_with_two_seats_has_two_outside_its_hours_too() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 2);
    let meera = shop.guest("Meera");
    let book = |minute| shop.book_outside(&shop.admin, booking(tasting, at(19, minute), meera));
    assert_eq!(book(0).unwrap().seat, 1);
    assert_eq!(book(15).unwrap().seat, 2);
    assert_eq!(refusal(book(20)).code(), "slot_full");
    assert_eq!(book(30).unwrap().seat, 1);
    shop.is_sound();
}

#[test]
fn a_hatch_takes_no_appointment_outside_its_hours_either() {
    let shop = PickUp::new();
    let hatch = shop.hatch(10_000, 5);
    let meera = shop.guest("Meera");
    let refused = refusal(shop.book_outside(&shop.admin, booking(hatch, at(22, 0), meera)));
    assert_eq!(
        refused.to_string(),
        "calendar: Hatch is for orders that are picked up"
    );
}

#[test]
fn the_command_line_books_outside_the_hours_and_tells_what_lies_there_after_a_change() {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let daily = crate::appointments_support::open_daily("Tasting", 1);
    shop.execute(&asha, RequestId::new(), daily).unwrap();
    let meera = sherbet::shop::customers::AddCustomer {
        name: "Meera".into(),
        ..Default::default()
    };
    shop.execute(&asha, RequestId::new(), meera).unwrap();
    corner.hire_ravi();
    let day = shop.about().zone.date(shop.now()) + chrono::Days::new(2);
    let (noon, evening) = (format!("{day} 12:00"), format!("{day} 21:00"));
    let book = |who: &str, at: &str, more: &[&str]| {
        let words = [
            "appointments",
            "book",
            "--calendar",
            "tasting",
            "--customer",
            "Meera",
            "--at",
            at,
        ];
        corner.ask(who, words.iter().chain(more))
    };
    let refused = book("Asha", &evening, &[]).refused();
    assert_eq!(refused["reason"], "slot_not_offered");
    let refused = book("Ravi", &evening, &["--outside-hours"]).refused();
    assert_eq!(refused["reason"], "not_allowed");
    book("Asha", &evening, &["--outside-hours"]).done();
    book("Asha", &noon, &[]).done();
    corner
        .asha([
            "appointments",
            "move",
            "1",
            "--to",
            &format!("{day} 22:00"),
            "--outside-hours",
        ])
        .done();
    corner
        .asha(["appointments", "cancel", "2", "--reason", "ill"])
        .done();
    let day = day.to_string();
    let closed = corner.asha(["calendars", "date", "tasting", &day]).done();
    assert_eq!(closed["outside_in_all"], 1);
    assert_eq!(closed["outside"][0]["appointment"], 1);
    assert_eq!(
        closed["outside"][0]["local"],
        json!(format!("{day} 22:00 +05:30"))
    );
    let refused = corner.asha(["appointments", "confirm", "2"]).refused();
    assert_eq!(refused["reason"], "slot_not_offered");
    corner
        .asha(["appointments", "confirm", "2", "--outside-hours"])
        .done();
    let told = corner
        .asked_by("Asha")
        .args(["calendars", "date", "tasting", &day, "--note", "Holi"])
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert_eq!(
        told.trim(),
        format!(
            "done: the calendar's version is 3 now\nbooked outside its hours now, and left as it is \
             (2):\n{day} 12:00 +05:30  appointment 2\n{day} 22:00 +05:30  appointment 1"
        )
    );
    corner.is_whole();
}
