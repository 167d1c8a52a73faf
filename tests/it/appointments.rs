//! Appointments: a seat given once, changes made from a version, and what is told to who came second.

use sherbet::{
    shop::{
        Refusal,
        appointments::{
            self, AppointmentChange, Book, Edit, MarkDone, MarkNoShow, Mode, Reschedule, Sought,
            State, What,
        },
        slots::{AddCalendar, Capacity, EditCalendar, Offered},
        staff,
    },
    values::{AccountId, AppointmentId, Money, RequestId},
};

use crate::{
    appointments_support::{at, booking, open_daily},
    support::{PASSWORD, TestShop, refusal},
};

/// The starts that a refusal offers, by the shop's clock.
fn starts(next: &[Offered]) -> Vec<&str> {
    next.iter().map(|one| &one.local[..16]).collect()
}

fn account(shop: &TestShop, name: &str) -> AccountId {
    let found = shop.shop.read(|db| staff::find(db, name)).unwrap();
    found.unwrap().id
}

#[test]
fn a_booked_seat_is_told_by_whom_it_was_taken_and_what_is_free_instead() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let book = booking(tasting, at(14, 0), meera);
    let kept = shop.shop.execute(&ravi, RequestId::new(), book).unwrap();
    assert_eq!(
        (kept.version, kept.state, kept.seat),
        (1, State::Pending, 1)
    );
    shop.clock.step_ms(60_000);
    let refused = refusal(shop.tries(booking(tasting, at(14, 0), omar)));
    let told = refused.to_string();
    assert!(
        told.contains("Ravi took it at 09:00:00, window 2"),
        "{told}"
    );
    assert!(told.contains("2026-03-02 14:30"), "{told}");
    let Refusal::SlotFull {
        taken_by: Some(by),
        next,
        ..
    } = refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!((by.who.as_str(), by.window.as_str()), ("Ravi", "window 2"));
    assert_eq!(by.at, at(9, 0));
    assert_eq!(starts(&next)[0], "2026-03-02 14:30");
    assert_eq!(shop.used_seats(tasting, at(14, 0)), 1);
    shop.is_sound();
}

#[test]
fn each_of_several_seats_is_given_once_the_lowest_first() {
    let shop = TestShop::new();
    let table = shop.calendar("Table", 2);
    let meera = shop.guest("Meera");
    let first = shop.books(table, at(10, 0), meera);
    let second = shop.books(table, at(10, 0), meera);
    assert_eq!((first.seat, second.seat), (1, 2));
    assert_eq!(
        refusal(shop.tries(booking(table, at(10, 0), meera))).code(),
        "slot_full"
    );
    shop.cancels(&shop.admin, first.appointment, 1).unwrap();
    assert_eq!(shop.used_seats(table, at(10, 0)), 1);
    assert_eq!(shop.books(table, at(10, 0), meera).seat, 1);
    shop.is_sound();
}

#[test]
fn a_seat_is_not_given_twice_where_slots_of_other_hours_overlap() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    shop.books(tasting, at(10, 0), meera);
    let edit = EditCalendar {
        every_minutes: Some(15),
        buffer_minutes: Some(10),
        ..EditCalendar::of(tasting, 1)
    };
    shop.does(edit);
    // 10:30 begins within the ten minutes after the first one, 10:45 does not.
    for minute in [15, 30] {
        let refused = refusal(shop.tries(booking(tasting, at(10, minute), meera)));
        assert_eq!(refused.code(), "slot_full", "10:{minute}");
        assert_eq!(shop.used_seats(tasting, at(10, minute)), 0);
    }
    shop.books(tasting, at(10, 45), meera);
    shop.is_sound();
}

#[test]
fn what_is_not_offered_and_a_calendar_for_orders_take_no_appointment() {
    let shop = TestShop::new();
    let meera = shop.guest("Meera");
    let tasting = shop.calendar("Tasting", 1);
    let refused = refusal(shop.tries(booking(tasting, at(18, 0), meera)));
    assert_eq!(refused.code(), "slot_not_offered");
    let hatch = AddCalendar {
        capacity: Capacity::Room {
            amount: Money::from_minor(10_000),
            orders: 9,
        },
        ..open_daily("Hatch", 1)
    };
    let hatch = shop.does(hatch).calendar;
    let refused = refusal(shop.tries(booking(hatch, at(10, 0), meera)));
    assert_eq!(
        refused.to_string(),
        "calendar: Hatch is for orders that are picked up"
    );
}

#[test]
fn a_cancelled_one_takes_its_seat_again_or_is_told_what_is_free() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let first = shop.books(tasting, at(10, 0), meera).appointment;
    let cancelled = shop.cancels(&shop.admin, first, 1).unwrap();
    assert_eq!((cancelled.version, cancelled.state), (2, State::Cancelled));
    assert_eq!(
        shop.appointment(first).reason.as_deref(),
        Some("has a cold")
    );
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 0);

    let second = shop.books(tasting, at(10, 0), omar).appointment;
    let refused = refusal(shop.confirms(&shop.admin, first, 2));
    let Refusal::SlotFull { next, .. } = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(starts(next)[0], "2026-03-02 10:30");
    assert_eq!(shop.state(first), State::Cancelled);
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 1);

    shop.cancels(&shop.admin, second, 1).unwrap();
    let again = shop.confirms(&shop.admin, first, 2).unwrap();
    assert_eq!((again.version, again.state), (3, State::Confirmed));
    assert_eq!(shop.appointment(first).reason, None);
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 1);
    shop.is_sound();
}

#[test]
fn an_appointment_goes_only_along_its_path_and_not_before_its_time() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    let done = |version| {
        shop.tries(MarkDone {
            appointment: id,
            version,
        })
    };
    let told = |answer: Result<_, _>| refusal::<appointments::Kept>(answer).to_string();
    assert_eq!(
        told(done(1)),
        "state: is pending; confirm it before it is done"
    );
    shop.confirms(&shop.admin, id, 1).unwrap();
    assert_eq!(
        told(shop.confirms(&shop.admin, id, 2)),
        "state: is confirmed already"
    );
    assert_eq!(
        told(done(2)),
        "appointment: begins at 2026-03-02 10:00; until then it can be moved or cancelled"
    );
    shop.clock.step_ms(60 * 60_000);
    assert_eq!(done(2).unwrap().state, State::Done);
    assert_eq!(
        told(shop.cancels(&shop.admin, id, 3)),
        "state: is done, and stays so"
    );
    let other = shop.books(tasting, at(11, 0), meera).appointment;
    shop.confirms(&shop.admin, other, 1).unwrap();
    shop.clock.step_ms(60 * 60_000);
    let nobody = shop.does(MarkNoShow {
        appointment: other,
        version: 2,
    });
    assert_eq!(nobody.state, State::NoShow);
    // What is over keeps its seat.
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 1);
    shop.is_sound();
}

#[test]
fn a_move_takes_one_seat_and_frees_the_other_and_into_a_full_slot_changes_nothing() {
    let shop = TestShop::new();
    let (tasting, cakes) = (shop.calendar("Tasting", 1), shop.calendar("Cakes", 1));
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    shop.books(tasting, at(11, 0), meera);
    let to = |start, version| Reschedule {
        appointment: id,
        version,
        start,
        calendar: None,
        staff: None,
        outside_hours: false,
    };
    let before = shop.appointment(id);
    assert_eq!(refusal(shop.tries(to(at(11, 0), 1))).code(), "slot_full");
    assert_eq!(shop.appointment(id), before);
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 1);
    assert_eq!(shop.used_seats(tasting, at(11, 0)), 1);

    let moved = shop.does(to(at(12, 30), 1));
    assert_eq!((moved.version, moved.start), (2, at(12, 30)));
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 0);
    assert_eq!(shop.used_seats(tasting, at(12, 30)), 1);
    let across = Reschedule {
        calendar: Some(cakes),
        ..to(at(12, 30), 2)
    };
    assert_eq!(shop.does(across).calendar, cakes);
    assert_eq!(shop.used_seats(tasting, at(12, 30)), 0);
    let refused = refusal(shop.tries(to(at(12, 30), 3)));
    assert_eq!(
        refused.to_string(),
        "start: is when it begins already; choose another time"
    );
    shop.is_sound();
}

#[test]
fn nobody_is_at_two_appointments_at_once() {
    let shop = TestShop::new();
    shop.staff();
    let ravi = account(&shop, "Ravi");
    let (tasting, cakes) = (shop.calendar("Tasting", 1), shop.calendar("Cakes", 1));
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let with_ravi = |calendar, start, customer| Book {
        staff: Some(ravi),
        ..booking(calendar, start, customer)
    };
    let first = shop.does(with_ravi(tasting, at(10, 0), meera)).appointment;
    let busy = "Ravi has an appointment then, 2026-03-02 10:00 to 10:30: number 1 (Tasting, Meera); \
                choose another time, or somebody else";
    let told = |refused: Refusal| assert_eq!(refused.to_string(), busy);
    told(refusal(shop.tries(with_ravi(cakes, at(10, 0), omar))));
    assert_eq!(shop.used_seats(cakes, at(10, 0)), 0);
    let second = shop.books(cakes, at(10, 0), omar).appointment;
    let give = |version| Edit {
        appointment: second,
        version,
        change: AppointmentChange {
            staff: Some(Some(ravi)),
            ..AppointmentChange::default()
        },
    };
    told(refusal(shop.tries(give(1))));
    // Once the first is cancelled he is free, and then the first can't be confirmed.
    shop.cancels(&shop.admin, first, 1).unwrap();
    shop.does(give(1));
    let refused = refusal(shop.confirms(&shop.admin, first, 2));
    assert_eq!(refused.code(), "staff_busy");
    assert_eq!(shop.used_seats(tasting, at(10, 0)), 0);
    // The next half hour is free for him.
    shop.does(with_ravi(tasting, at(10, 30), meera));
    shop.is_sound();
}

#[test]
fn who_changes_an_older_version_is_told_who_changed_what_and_may_apply_it_again() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    let note = |text: &str, version| Edit {
        appointment: id,
        version,
        change: AppointmentChange {
            note: Some(text.into()),
            mode: Some(Mode::Phone),
            ..AppointmentChange::default()
        },
    };
    shop.clock.step_ms(1_000);
    shop.shop
        .execute(&ravi, RequestId::new(), note("no nuts", 1))
        .unwrap();
    shop.clock.step_ms(1_000);
    let moved = Reschedule {
        appointment: id,
        version: 2,
        start: at(11, 0),
        calendar: None,
        staff: None,
        outside_hours: false,
    };
    shop.shop.execute(&ravi, RequestId::new(), moved).unwrap();
    let refused = refusal(shop.tries(note("no milk", 1)));
    assert_eq!(
        refused.to_string(),
        "Ravi changed appointment 1 at 09:00:02, after you opened it; look at both versions, then \
         apply yours again or keep theirs"
    );
    let Refusal::Changed {
        by,
        version,
        differences,
        ..
    } = refused
    else {
        panic!("no collision");
    };
    assert_eq!((by.as_str(), version), ("Ravi", 3));
    let told: Vec<_> = differences
        .iter()
        .map(|one| {
            (
                one.field.as_str(),
                one.theirs.as_str(),
                one.yours.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("time", "2026-03-02 11:00", None),
            ("mode", "phone", Some("phone")),
            ("note", "no nuts", Some("no milk")),
        ]
    );
    assert_eq!(shop.appointment(id).note.as_deref(), Some("no nuts"));
    let again = shop.does(note("no milk", 3));
    assert_eq!(again.version, 4);
    let now = shop.appointment(id);
    assert_eq!(
        (now.note.as_deref(), now.start),
        (Some("no milk"), at(11, 0))
    );
    // Also what could not be done any more is told as what it met.
    shop.cancels(&ravi, id, 4).unwrap();
    assert_eq!(refusal(shop.cancels(&shop.admin, id, 4)).code(), "changed");
    shop.is_sound();
}

#[test]
fn every_change_is_kept_with_what_was_before() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    shop.confirms(&shop.admin, id, 1).unwrap();
    shop.does(Edit {
        appointment: id,
        version: 2,
        change: AppointmentChange {
            customer: Some(omar),
            ..AppointmentChange::default()
        },
    });
    shop.cancels(&shop.admin, id, 3).unwrap();
    let zone = shop.shop.about().zone;
    let history = shop
        .shop
        .read(|db| appointments::history(db, zone, id))
        .unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|one| {
            let fields = one.fields.iter();
            let fields = fields.map(|f| (f.field, f.before.as_str(), f.after.as_str()));
            (one.version, one.what, fields.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                4,
                What::Cancelled,
                vec![
                    ("state", "confirmed", "cancelled"),
                    ("reason", "", "has a cold")
                ]
            ),
            (3, What::Edited, vec![("customer", "Meera", "Omar")]),
            (2, What::Confirmed, vec![("state", "pending", "confirmed")]),
            (1, What::Booked, vec![]),
        ]
    );
    assert!(history.iter().all(|one| one.by.as_deref() == Some("Asha")));
}

#[test]
fn appointments_are_found_by_day_calendar_customer_person_and_state() {
    let shop = TestShop::new();
    shop.shop
        .add_staff(
            &shop.admin,
            RequestId::new(),
            "Ravi",
            PASSWORD,
            sherbet::shop::Role::Staff,
        )
        .unwrap();
    let ravi = account(&shop, "Ravi");
    let (tasting, cakes) = (shop.calendar("Tasting", 1), shop.calendar("Cakes", 1));
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    let one = shop.books(tasting, at(12, 0), meera).appointment;
    let two = shop
        .does(Book {
            staff: Some(ravi),
            ..booking(cakes, at(10, 0), omar)
        })
        .appointment;
    let next_day = shop.books(tasting, at(24 + 10, 0), omar).appointment;
    shop.confirms(&shop.admin, one, 1).unwrap();
    let zone = shop.shop.about().zone;
    let found = |sought: Sought| -> Vec<AppointmentId> {
        let found = shop
            .shop
            .read(|db| appointments::list(db, zone, &sought, 50))
            .unwrap();
        found.iter().map(|one| one.id).collect()
    };
    let all = Sought::default;
    assert_eq!(found(all()), [two, one, next_day]);
    let today = zone.day(zone.date(at(9, 0))).unwrap();
    assert_eq!(
        found(Sought {
            within: Some(today),
            ..all()
        }),
        [two, one]
    );
    assert_eq!(
        found(Sought {
            calendar: Some(tasting),
            ..all()
        }),
        [one, next_day]
    );
    assert_eq!(
        found(Sought {
            customer: Some(omar),
            ..all()
        }),
        [two, next_day]
    );
    assert_eq!(
        found(Sought {
            staff: Some(ravi),
            ..all()
        }),
        [two]
    );
    assert_eq!(
        found(Sought {
            state: Some(State::Confirmed),
            ..all()
        }),
        [one]
    );
}
