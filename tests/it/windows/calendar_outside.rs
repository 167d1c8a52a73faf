//! Outside the hours, in the windows: what is booked there is listed with a way to it, and an
//! admin books, moves and confirms there on purpose.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{appointments::State, slots::SetDate},
    values::{AppointmentId, OrderId},
};

use super::Screen;
use crate::{
    appointments_support::at,
    orders_support::{self, PickUp},
    slots::date,
    support::TestShop,
};

const CLOSED: &str = "Tasting can't be had at 2026-03-02 10:00 +05:30: it is closed on that day";

#[test]
fn a_cancelled_one_is_confirmed_on_a_closed_day_by_an_admin_who_says_so() {
    let shop = TestShop::new();
    shop.staff();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.books(tasting, at(10, 0), meera).appointment;
    shop.cancels(&shop.admin, id, 1).unwrap();
    shop.does(SetDate {
        calendar: tasting,
        version: 1,
        date: date("2026-03-02"),
        windows: Vec::new(),
        note: None,
    });
    let refused = |name: &str| {
        let mut screen = Screen::with(&shop, name);
        screen.press("Calendar");
        screen.wait_for("Monday 2 March 2026");
        screen.press("Cancelled too");
        screen.wait_for("Meera, 10:00 to 10:30, Tasting, Cancelled");
        screen.press("Meera, 10:00 to 10:30, Tasting, Cancelled");
        screen.wait_for("Confirm again");
        screen.press("Confirm again");
        screen.wait_for(CLOSED);
        screen.wait_for("Free instead, for a new one: Tue 3 Mar 09:00");
        assert_eq!(shop.state(id), State::Cancelled);
        screen
    };
    let ravis = refused("Ravi");
    assert!(!ravis.has_button("Confirm it outside the hours"));
    drop(ravis);
    let mut screen = refused("Asha");
    screen.press("Confirm it outside the hours");
    screen.wait_for("Meera, 10:00 to 10:30, Tasting, Confirmed");
    assert_eq!(shop.state(id), State::Confirmed);
}

#[test]
fn an_admin_books_and_moves_at_a_time_that_is_typed_and_staff_is_not_asked_for_one() {
    let shop = TestShop::new();
    shop.staff();
    shop.calendar("Tasting", 1);
    shop.guest("Meera");
    let mut screen = Screen::at_the_calendar(&shop, "Ravi");
    assert!(!screen.has_button("Book outside the hours of Tasting"));
    screen.press("Free, Tasting, Mon 2 Mar 14:00");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Who comes: Meera");
    assert!(!screen.has_button("Outside the hours"));
    drop(screen);

    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press("Book outside the hours of Tasting");
    screen.wait_for("Who comes?");
    screen.by_hand("mee");
    screen.hit(Key::Enter);
    screen.wait_for("Who comes: Meera");
    screen.fill("When, by the shop's clock", "2026-03-02 8 pm");
    screen.press("Book and confirm");
    screen.wait_for("is not a time such as 2026-03-02 14:00");
    screen.fill("When, by the shop's clock", "2026-03-02 20:00");
    screen.press("Book and confirm");
    screen.wait_for("Meera, 20:00 to 20:30, Tasting, Confirmed");
    let booked = shop.appointment(AppointmentId::new(1));
    assert_eq!(booked.start, at(20, 0));

    screen.wait_for("History");
    screen.press("Move");
    screen.wait_for("Choose a free time for Meera");
    screen.press("Outside the hours …");
    screen.wait_for("Move Meera outside the hours");
    screen.fill("When, by the shop's clock", "2026-03-02 20:15");
    screen.hit(Key::Enter);
    screen.wait_for("Meera, 20:15 to 20:45, Tasting, Confirmed");
    assert_eq!(shop.appointment(AppointmentId::new(1)).start, at(20, 15));
    shop.is_sound();
}

#[test]
fn the_settings_list_what_is_booked_outside_the_hours_and_lead_to_it() {
    let shop = PickUp::new();
    let daily = crate::appointments_support::open_daily("Tasting", 1);
    let tasting = shop.does(daily).calendar;
    let meera = shop.guest("Meera");
    shop.books(tasting, at(24 + 10, 0), meera);
    let katli = shop.sweet("Kaju Katli", 1_000, 90);
    let hatch = shop.hatch(100_000, 9);
    shop.placed(hatch, orders_support::at(24 + 12), katli, 1);

    let mut screen = Screen::with(&shop, "Asha");
    screen.resize([1280.0, 1500.0]);
    let close = |screen: &mut Screen| {
        screen.press("Add a date");
        screen.wait_for("A date with other hours");
        screen.fill("Date", "2026-03-03");
        screen.press("Save");
        screen.wait_for("Booked and outside its hours now: 1.");
        screen.wait_for("One that is booked lies outside the hours.");
    };
    screen.key(Modifiers::COMMAND, Key::Comma);
    screen.settle();
    screen.wait_for("Selling rules");
    screen.press("Calendars");
    screen.wait_for("Add a calendar");
    screen.press("Tasting");
    screen.wait_for("Edit Tasting");
    assert!(!screen.sees("outside the hours"));
    close(&mut screen);
    screen.press("Show Tue 3 Mar 2026 10:00, appointment 1");
    screen.wait_for("Tuesday 3 March 2026");
    screen.wait_for("History");
    assert!(screen.is_chosen("Meera, 10:00 to 10:30, Tasting, Pending"));

    // The settings are where they were left.
    screen.key(Modifiers::COMMAND, Key::Comma);
    screen.settle();
    screen.wait_for("Edit Tasting");
    screen.press("Hatch");
    screen.wait_for("Edit Hatch");
    close(&mut screen);
    screen.press_first("Show Tue 3 Mar 2026 12:00, order ");
    screen.wait_for("Tue 3 Mar 2026");
    screen.wait_for("Kaju Katli");
    assert_eq!(shop.order(OrderId::new(1)).version, 1);
}
