//! Dialogs in windows that are lower than they are: scrolled, with their buttons in sight.

use egui::Key;
use sherbet::{
    shop::appointments::State,
    values::{AppointmentId, RequestId},
};

use super::Screen;
use crate::{
    appointments_support::{at, booking},
    support::TestShop,
};

/// A booking of Meera at two that is about to be made.
fn booking_at_two(shop: &TestShop) -> Screen {
    let mut screen = Screen::at_the_calendar(shop, "Asha");
    screen.press("Free, Tasting, Mon 2 Mar 14:00");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Who comes: Meera");
    screen
}

#[test]
fn a_dialog_that_is_higher_than_the_window_keeps_its_buttons_in_sight_and_comes_back_whole() {
    let shop = TestShop::new();
    shop.calendar("Tasting", 1);
    shop.guest("Meera");
    let mut screen = booking_at_two(&shop);
    screen.fill("Note", "a birthday");
    screen.resize([1024.0, 440.0]);
    let (top, foot) = screen.reach("Book and confirm");
    assert!(top > 300.0 && foot < 440.0, "{top} to {foot}");
    assert!(screen.reach("Book an appointment").0 > 0.0);
    // What was typed and where the keyboard is stay.
    assert!(screen.sees("a birthday"));
    screen.typed(" of seven");
    screen.wait_for("a birthday of seven");
    // Without the scrolling it is as it was.
    screen.resize([1280.0, 860.0]);
    let (top, foot) = screen.reach("Book and confirm");
    assert!(top > screen.reach("Pending").1 && foot < 860.0);
    screen.resize([1024.0, 440.0]);
    screen.press("Book and confirm");
    screen.wait_for("Meera, 14:00 to 14:30, Tasting, Confirmed");
    let booked = shop.appointment(AppointmentId::new(1));
    assert_eq!(booked.note.as_deref(), Some("a birthday of seven"));
}

#[test]
fn what_a_low_dialog_is_refused_for_comes_into_sight_with_what_is_free_instead() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let mut screen = booking_at_two(&shop);
    screen.resize([1024.0, 520.0]);
    let book = booking(tasting, at(14, 0), meera);
    shop.shop.execute(&ravi, RequestId::new(), book).unwrap();
    screen.press("Book and confirm");
    screen.wait_for("Ravi took it at 09:00:00");
    let (top, foot) = screen.reach("Take another one:");
    assert!(top > 0.0 && foot < 460.0, "{top} to {foot}");
    let (top, foot) = screen.reach("Take Mon 2 Mar 14:30");
    assert!(top > 0.0 && foot < 460.0, "{top} to {foot}");
    screen.press("Take Mon 2 Mar 14:30");
    let (_, foot) = screen.reach("Book and confirm");
    assert!(foot < 520.0, "{foot}");
    screen.press("Book and confirm");
    screen.wait_for("Meera, 14:30 to 15:00, Tasting, Confirmed");
    assert_eq!(shop.state(AppointmentId::new(2)), State::Confirmed);
}
