//! What nobody's SQL can make of appointments, and what the books find where it could.

use rusqlite::Connection;
use sherbet::shop::{appointments::State, books};

use crate::{
    appointments_support::{at, booking},
    support::TestShop,
};

/// Two appointments of one calendar, at 10:00 and at 11:00, with the same person.
fn shop_with_two() -> (TestShop, Connection) {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    for hour in [10, 11] {
        let book = sherbet::shop::appointments::Book {
            staff: shop.admin.account(),
            ..booking(tasting, at(hour, 0), meera)
        };
        shop.does(book);
    }
    let connection = Connection::open(&shop.path).unwrap();
    (shop, connection)
}

const COPY: &str = "INSERT INTO appointments (act, at_ms, slot, seat, calendar, start_ms, end_ms,
        customer, staff, mode, state, changed_act)
    SELECT act, at_ms, slot, ";

#[test]
fn a_seat_a_slot_and_a_person_take_no_second_appointment_whoever_writes() {
    let (_shop, sql) = shop_with_two();
    let refused = |statement: &str| sql.execute_batch(statement).unwrap_err().to_string();
    let copy = |seat: &str, staff: &str| {
        let rest = "calendar, start_ms, end_ms, customer";
        refused(&format!(
            "{COPY} {seat}, {rest}, {staff}, mode, state, changed_act FROM appointments WHERE id = 1"
        ))
    };
    assert!(
        copy("seat", "NULL")
            .contains("UNIQUE constraint failed: appointments.slot, appointments.seat"),
        "{}",
        copy("seat", "NULL")
    );
    assert!(copy("seat + 1", "NULL").contains("no seat was taken for the appointment"));
    assert!(
        refused("UPDATE slots SET used_seats = used_seats + 1 WHERE id = 1")
            .contains("CHECK constraint failed")
    );
    // With room for another, a second one of the same person is refused all the same.
    sql.execute_batch("UPDATE slots SET seats = 9, used_seats = 2 WHERE id = 1")
        .unwrap();
    assert!(copy("seat + 1", "staff").contains("whoever it is with has an appointment"));
    assert!(
        refused("UPDATE slots SET used_seats = 4 WHERE id = 1")
            .contains("taken and freed with their appointments")
    );
    assert!(
        refused("UPDATE slots SET used_seats = 0 WHERE id = 1")
            .contains("taken and freed with their appointments")
    );
}

#[test]
fn an_appointment_is_not_moved_over_another_nor_off_its_path_whoever_writes() {
    let (_shop, sql) = shop_with_two();
    let refused = |change: &str| {
        let statement =
            format!("UPDATE appointments SET version = version + 1, {change} WHERE id = 2");
        sql.execute_batch(&statement).unwrap_err().to_string()
    };
    assert!(refused("start_ms = start_ms - 1800000").contains("is where its slot is"));
    let over = "slot = 1, start_ms = (SELECT start_ms FROM slots WHERE id = 1),
                end_ms = (SELECT end_ms FROM slots WHERE id = 1)";
    assert!(refused(over).contains("UNIQUE constraint failed"));
    assert!(refused(&format!("{over}, seat = 2")).contains("no seat was taken"));
    assert!(refused("state = 'done'").contains("does not become that"));
    assert!(refused("version = 7").contains("is the next version"));
    assert!(refused("state = 'cancelled'").contains("CHECK constraint failed"));
    for statement in [
        "DELETE FROM appointments",
        "DELETE FROM appointment_changes",
        "UPDATE appointment_changes SET what = 'edited'",
    ] {
        let refused = sql.execute_batch(statement).unwrap_err().to_string();
        assert!(
            refused.contains("are kept") || refused.contains("are final"),
            "{refused}"
        );
    }
}

#[test]
fn the_books_tell_of_a_seat_that_nobody_holds_and_of_a_state_without_its_change() {
    let (shop, sql) = shop_with_two();
    shop.is_sound();
    let broken = |statement: &str| {
        sql.execute_batch(statement).unwrap();
        let found = shop.shop.read(books::add_up).unwrap();
        found
            .into_iter()
            .map(|one| (one.rule, one.row))
            .collect::<Vec<_>>()
    };
    let found = broken("UPDATE slots SET seats = 2, used_seats = 2 WHERE id = 1");
    assert_eq!(
        found,
        [(
            "the seats used of a slot are those its appointments hold",
            1
        )]
    );
    sql.execute_batch("UPDATE slots SET used_seats = 1 WHERE id = 1")
        .unwrap();
    let found = broken(
        "UPDATE appointments SET version = 2, state = 'confirmed', changed_act = 9 WHERE id = 2",
    );
    assert_eq!(
        found,
        [("an appointment is what its last change made of it", 2)]
    );
    assert_eq!(
        shop.state(sherbet::values::AppointmentId::new(2)),
        State::Confirmed
    );
    let found = broken(
        "INSERT INTO appointment_changes
         SELECT 2, 2, 9, at_ms, account, 'done', after, json_set(after, '$.state', 'confirmed')
         FROM appointment_changes WHERE appointment = 2",
    );
    let rules: Vec<_> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(
        rules,
        [
            "each change of an appointment goes on from the one before it, along a path there is",
            "each change of an appointment has its record, made then and by them, and the other way",
        ]
    );
}
