//! The calendar in the windows: booked in, walked, dragged, and what two people meet at.

use egui::Key;
use sherbet::{
    shop::{
        Session,
        appointments::{AppointmentChange, Book, Edit, Reschedule, State},
        invoices::InvoiceState,
    },
    values::{AppointmentId, Money, RequestId},
};

use super::Screen;
use crate::{
    appointments_support::{at, booking},
    support::TestShop,
};

fn edits(shop: &TestShop, by: &Session, id: AppointmentId, version: i64, note: &str) {
    let edit = Edit {
        appointment: id,
        version,
        change: AppointmentChange {
            note: Some(note.into()),
            ..AppointmentChange::default()
        },
    };
    shop.shop.execute(by, RequestId::new(), edit).unwrap();
}

#[test]
fn a_free_time_is_booked_by_a_press_for_somebody_who_is_searched() {
    let shop = TestShop::new();
    shop.calendar("Tasting", 1);
    shop.guest("Meera");
    shop.guest("Omar");
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Free, Tasting, Mon 2 Mar 14:00");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.wait_gone("Omar");
    screen.hit(Key::Enter);
    screen.wait_for("Who comes: Meera");
    screen.fill("Note", "no nuts");
    screen.fill("Fee", "500");
    screen.press("By phone");
    screen.press("Book and confirm");
    screen.wait_for("Meera, 14:00 to 14:30, Tasting, Confirmed, by phone");
    screen.wait_gone("Free, Tasting, Mon 2 Mar 14:00");
    // It is opened beside, with its history.
    screen.wait_for("“no nuts”");
    screen.wait_for("Booked");
    let booked = shop.appointment(AppointmentId::new(1));
    assert_eq!((booked.state, booked.start), (State::Confirmed, at(14, 0)));
    assert_eq!(booked.fee.unwrap().total, Money::from_minor(50_000));

    screen.press("Take the fee");
    screen.wait_for("INR 500.00");
    screen.fill("Amount given", "600");
    screen.press("Take cash");
    screen.wait_for("INR 100.00");
    screen.press("Done");
    screen.wait_for("Paid");
    let fee = shop.appointment(AppointmentId::new(1)).fee.unwrap();
    assert_eq!((fee.state, fee.receipt), (InvoiceState::Paid, Some(1)));
    shop.is_sound();
}

#[test]
fn a_time_that_was_taken_meanwhile_says_by_whom_and_another_is_taken_in_place() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Free, Tasting, Mon 2 Mar 14:00");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Who comes: Meera");
    screen.fill("Note", "a birthday");
    let book = booking(tasting, at(14, 0), meera);
    shop.shop.execute(&ravi, RequestId::new(), book).unwrap();
    screen.press("Book and confirm");
    screen.wait_for("Ravi took it at 09:00:00");
    screen.press("Take Mon 2 Mar 14:30");
    screen.press("Book and confirm");
    screen.wait_for("Meera, 14:30 to 15:00, Tasting, Confirmed");
    let booked = shop.appointment(AppointmentId::new(2));
    assert_eq!(
        (booked.start, booked.note.as_deref()),
        (at(14, 30), Some("a birthday"))
    );
    shop.is_sound();
}

#[test]
fn the_keys_walk_book_turn_the_page_and_come_back() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    shop.books(tasting, at(9, 30), meera);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    // The first is free at 9:00, the second is Meera's.
    screen.hit(Key::ArrowDown);
    screen.hit(Key::ArrowDown);
    screen.hit(Key::Enter);
    screen.wait_for("History");
    assert!(screen.is_chosen("Meera, 09:30 to 10:00, Tasting, Pending"));
    screen.hit(Key::ArrowDown);
    screen.hit(Key::Enter);
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Tasting, Mon 2 Mar 10:00");
    screen.press("Cancel");
    screen.wait_gone("Book an appointment");
    screen.hit(Key::N);
    screen.wait_for("Who comes?");
    screen.hit(Key::Escape);
    screen.wait_gone("Who comes?");
    screen.hit(Key::PageDown);
    screen.wait_for("Tuesday 3 March 2026");
    screen.wait_for("Free, Tasting, Tue 3 Mar 09:00");
    screen.hit(Key::T);
    screen.wait_for("Monday 2 March 2026");
    screen.hit(Key::W);
    screen.wait_for("2 Mar – 8 Mar 2026");
    screen.wait_for("Free, Tasting, Sun 8 Mar 09:00");
    screen.hit(Key::D);
    screen.wait_for("Monday 2 March 2026");
    // The next free time is 9:00.
    screen.hit(Key::N);
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Tasting, Mon 2 Mar 09:00");
}

#[test]
fn a_drag_moves_an_appointment_and_over_a_full_time_says_why_not_in_its_place() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.drag_meera_over_omar();
    screen.wait_for("Not moved to Mon 2 Mar 11:00");
    assert_eq!(
        (shop.appointment(id).start, shop.appointment(id).version),
        (at(10, 0), 1)
    );
    screen.wait_for("Asha took it at");
    screen.press("Leave it as it was");
    screen.wait_gone("Not moved to");
    let free = screen.middle_of("Free, Tasting, Mon 2 Mar 12:00");
    screen.drag("Meera, 10:00", free);
    screen.wait_for("Meera, 12:00 to 12:30, Tasting, Pending");
    screen.wait_for("Free, Tasting, Mon 2 Mar 10:00");
    assert_eq!(shop.appointment(id).start, at(12, 0));
    shop.is_sound();
}

#[test]
fn what_another_changes_while_it_is_dragged_is_not_overruled_unseen() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let id = shop.meera_at(10);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.wait_for("Meera, 10:00");
    let free = screen.middle_of("Free, Tasting, Mon 2 Mar 12:00");
    screen.drag_over("Meera, 10:00", free);
    shop.confirms(&ravi, id, 1).unwrap();
    screen.wait_for("Meera, 10:00 to 10:30, Tasting, Confirmed");
    screen.button_of_the_pointer(free, false);
    screen.wait_for("Ravi changed this at");
    assert_eq!(shop.appointment(id).start, at(10, 0));
}

#[test]
fn what_is_free_instead_of_a_full_time_is_one_press_away() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.drag_meera_over_omar();
    screen.wait_for("Not moved to");
    screen.press("Move it to Mon 2 Mar 11:30");
    screen.wait_for("Meera, 11:30 to 12:00, Tasting, Pending");
    assert_eq!(shop.appointment(id).start, at(11, 30));
}

#[test]
fn without_a_pointer_an_appointment_is_moved_by_choosing_a_free_time() {
    let shop = TestShop::new();
    let id = shop.meera_at(9);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Meera, 09:00 to 09:30, Tasting, Pending");
    screen.wait_for("History");
    screen.press("Move");
    screen.wait_for("Choose a free time for Meera");
    screen.hit(Key::ArrowDown);
    screen.hit(Key::Enter);
    screen.wait_for("Meera, 09:30 to 10:00, Tasting, Pending");
    screen.wait_gone("Choose a free time");
    assert_eq!(shop.appointment(id).version, 2);
    screen.wait_for("Time: 2026-03-02 09:00 → 2026-03-02 09:30");
}

#[test]
fn who_comes_second_is_shown_both_values_in_place_and_applies_theirs_again() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let id = shop.meera_at(10);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Meera, 10:00 to 10:30, Tasting, Pending");
    screen.wait_for("History");
    screen.press("Change");
    screen.wait_for("Change the appointment");
    screen.fill("Note", "no milk");
    edits(&shop, &ravi, id, 1, "no nuts");
    screen.press("Save");
    screen.wait_for("Ravi changed this at 09:00:00");
    screen.wait_for("no nuts");
    assert!(screen.sees("no milk"));
    assert_eq!(shop.appointment(id).note.as_deref(), Some("no nuts"));
    screen.press("Apply mine again");
    screen.wait_for("“no milk”");
    screen.wait_gone("Ravi changed this");
    assert_eq!(shop.appointment(id).version, 3);

    screen.press("Cancel it");
    screen.wait_for("Cancel the appointment of Meera?");
    shop.confirms(&ravi, id, 3).unwrap();
    screen.press("Yes, cancel it");
    screen.wait_for("Say why.");
    screen.fill("Reason", "has a cold");
    screen.hit(Key::Enter);
    screen.wait_for("Ravi changed this");
    screen.press("Keep theirs");
    screen.wait_gone("Ravi changed this");
    assert_eq!(shop.state(id), State::Confirmed);
}

#[test]
fn what_others_change_appears_by_itself_and_cancelled_ones_are_shown_where_asked_for() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    screen.wait_for("Meera, 10:00 to 10:30, Tasting, Pending");
    shop.confirms(&ravi, id, 1).unwrap();
    screen.wait_for("Meera, 10:00 to 10:30, Tasting, Confirmed");
    let moved = Reschedule {
        appointment: id,
        version: 2,
        start: at(15, 0),
        calendar: None,
        staff: None,
        outside_hours: false,
    };
    shop.shop.execute(&ravi, RequestId::new(), moved).unwrap();
    screen.wait_for("Meera, 15:00 to 15:30, Tasting, Confirmed");
    shop.cancels(&ravi, id, 3).unwrap();
    screen.wait_gone("Meera, 15:00");
    screen.press("Cancelled too");
    screen.wait_for("Meera, 15:00 to 15:30, Tasting, Cancelled");
    screen.press("Meera, 15:00 to 15:30, Tasting, Cancelled");
    screen.wait_for("Cancelled: has a cold");
    screen.press("Confirm again");
    screen.wait_for("Meera, 15:00 to 15:30, Tasting, Confirmed");
    shop.clock.step_ms(7 * 60 * 60_000);
    screen.wait_for("No-show");
    screen.press("Done");
    screen.wait_for("Meera, 15:00 to 15:30, Tasting, Done");
    assert_eq!(shop.state(id), State::Done);
}

#[test]
fn a_day_stands_by_calendar_or_by_whom_it_is_with() {
    let shop = TestShop::new();
    shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    shop.calendar("Cakes", 2);
    let meera = shop.guest("Meera");
    shop.does(Book {
        staff: shop.admin.account(),
        ..booking(tasting, at(10, 0), meera)
    });
    // Whoever sells may book, too.
    let mut screen = Screen::at_the_calendar(&shop, "Ravi");
    screen.wait_for("Free, Cakes, Mon 2 Mar 10:00, 2 of 2 free");
    screen.press("By staff");
    screen.wait_for("Choose one calendar to see what is free.");
    screen.wait_for("Meera, 10:00 to 10:30, Tasting, Pending, with Asha");
    screen.wait_gone("Free, Cakes");
    screen.press("Calendar: All calendars");
    screen.press("Cakes");
    screen.wait_gone("Meera, 10:00");
    screen.wait_for("Free, Cakes, Mon 2 Mar 10:00, 2 of 2 free");
}

#[test]
fn a_shop_without_a_calendar_is_told_what_to_do() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Calendar");
    screen.wait_for("There is no calendar for appointments yet");
}
