//! What the calendar says of itself: why nothing is offered, what was not moved, where to book.

use egui::Key;
use sherbet::{
    shop::slots::{EditCalendar, SetDate, Window},
    values::{AppointmentId, CalendarId},
};

use super::Screen;
use crate::{appointments_support::at, slots::date, support::TestShop};

fn hours_on(calendar: CalendarId, version: i64, on: &str, open: &[&str]) -> SetDate {
    SetDate {
        calendar,
        version,
        date: date(on),
        windows: open.iter().map(|one| Window::parse(one).unwrap()).collect(),
        note: Some("Holi".into()),
    }
}

#[test]
fn a_day_without_anything_to_book_says_whether_it_is_closed_over_or_too_far() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    shop.does(hours_on(tasting, 1, "2026-03-03", &[]));
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    assert!(!screen.sees("Closed"));
    screen.hit(Key::PageDown);
    screen.wait_for("Tasting, Tue 3 Mar: Closed: Holi");
    // In the week its day stands closed, the others do not.
    screen.hit(Key::W);
    screen.wait_for("Tue 3, Tue 3 Mar: Closed: Holi");
    assert_eq!(screen.times("Closed"), 1);
    screen.hit(Key::D);
    let mut edit = EditCalendar::of(tasting, 2);
    edit.horizon_days = Some(2);
    shop.does(edit);
    screen.hit(Key::PageDown);
    screen.wait_for("Free, Tasting, Wed 4 Mar 09:00");
    screen.hit(Key::PageDown);
    screen.wait_for("Tasting, Thu 5 Mar: Not offered yet");
    shop.clock.step_ms(9 * 60 * 60_000);
    screen.hit(Key::T);
    screen.wait_for("Tasting, Mon 2 Mar: Nothing more today");
}

#[test]
fn a_week_of_several_calendars_says_which_days_all_of_them_are_closed() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let cakes = shop.calendar("Cakes", 1);
    shop.does(hours_on(tasting, 1, "2026-03-03", &[]));
    shop.does(hours_on(tasting, 2, "2026-03-04", &[]));
    shop.does(hours_on(cakes, 1, "2026-03-04", &[]));
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.hit(Key::W);
    screen.wait_for("Wed 4, Wed 4 Mar: Closed");
    assert_eq!(screen.times("Closed"), 1);
}

#[test]
fn a_week_has_room_for_its_seven_days_on_a_tablet_also_where_two_stand_beside_each_other() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 2);
    let (meera, omar) = (shop.guest("Meera"), shop.guest("Omar"));
    shop.books(tasting, at(10, 0), meera);
    shop.books(tasting, at(10, 0), omar);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.resize([1024.0, 768.0]);
    screen.hit(Key::W);
    screen.wait_for("Free, Tasting, Sun 8 Mar 09:00");
    let sunday = screen.middle_of("Free, Tasting, Sun 8 Mar 09:00");
    assert!(sunday.x < 1000.0, "{sunday}");
}

#[test]
fn the_shadow_of_what_was_not_moved_goes_when_it_is_pressed() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.drag_meera_over_omar();
    screen.wait_for("Not moved to Mon 2 Mar 11:00");
    screen.wait_for("Leave it as it was");
    // The panel beside came in, and the shadow stands beside who is there.
    assert!(screen.sees("Omar, 11:00 to 11:30"));
    let there = screen.middle_of("Omar, 11:00") + egui::vec2(40.0, 0.0);
    screen.button_of_the_pointer(there, true);
    screen.button_of_the_pointer(there, false);
    screen.settle();
    screen.wait_gone("Not moved to");
    screen.wait_gone("Leave it as it was");
    assert_eq!(shop.appointment(id).version, 1);
}

#[test]
fn who_books_outside_the_hours_says_in_which_of_several_calendars() {
    let shop = TestShop::new();
    let cakes = shop.calendar("Cakes", 1);
    shop.calendar("Tasting", 1);
    shop.guest("Meera");
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Book outside the hours");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Cakes, outside its hours");
    screen.press("Calendar: Cakes");
    screen.press("Tasting");
    screen.wait_for("Tasting, outside its hours");
    screen.fill("When, by the shop's clock", "2026-03-02 20:00");
    screen.press("Book and confirm");
    screen.wait_for("Meera, 20:00 to 20:30, Tasting, Confirmed");
    let booked = shop.appointment(AppointmentId::new(1));
    assert_ne!(booked.calendar, cakes);
}

#[test]
fn the_button_books_the_first_time_that_is_free() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    shop.books(tasting, at(9, 0), meera);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Book");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Tasting, Mon 2 Mar 09:30");
}
