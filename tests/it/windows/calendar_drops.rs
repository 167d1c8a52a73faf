//! What is dragged in the calendar and let go of where it can't be: it says why, and stays.

use egui::{Event, Key, Pos2};
use sherbet::{
    shop::{appointments::State, slots::EditCalendar},
    values::AppointmentId,
};

use super::Screen;
use crate::{appointments_support::at, support::TestShop};

impl Screen {
    /// Drags in one jump, as a quick hand does: between two frames it is there.
    fn fling(&mut self, name: &str, to: Pos2) {
        let from = self.middle_of(name);
        self.pointer(Event::PointerMoved(from));
        self.button_of_the_pointer(from, true);
        self.pointer(Event::PointerMoved(to));
        self.button_of_the_pointer(to, false);
        self.settle();
    }
}

#[track_caller]
fn is_where_it_was(shop: &TestShop, id: AppointmentId) {
    let one = shop.appointment(id);
    assert_eq!((one.start, one.version), (at(10, 0), 1));
}

#[test]
fn a_quick_drag_goes_where_the_pointer_is_and_says_why_not() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.wait_for("Omar, 11:00");
    let omars = screen.middle_of("Omar, 11:00");
    screen.fling("Meera, 10:00", omars);
    screen.wait_for("Not moved to Mon 2 Mar 11:00");
    screen.wait_for("Meera, 10:00 to 10:30");
    is_where_it_was(&shop, id);
    screen.press("Leave it as it was");
    screen.wait_gone("Not moved to");
    let free = screen.middle_of("Free, Tasting, Mon 2 Mar 12:30");
    screen.fling("Meera, 10:00", free);
    screen.wait_for("Meera, 12:30 to 13:00");
    assert_eq!(shop.appointment(id).start, at(12, 30));
}

#[test]
fn over_a_full_time_of_another_day_the_week_says_why_not() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let tasting = shop.appointment(id).calendar;
    let zoe = shop.guest("Zoe");
    shop.books(tasting, at(24 + 15, 0), zoe);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    // All of it in sight, so that nothing is taken along.
    screen.resize([1280.0, 1200.0]);
    screen.hit(Key::W);
    screen.wait_for("2 Mar – 8 Mar 2026");
    screen.wait_for("Zoe, 15:00");
    let theirs = screen.middle_of("Zoe, 15:00");
    screen.drag("Meera, 10:00", theirs);
    screen.wait_for("Not moved to Tue 3 Mar 15:00");
    is_where_it_was(&shop, id);
    screen.press("Leave it as it was");
    screen.wait_gone("Not moved to");
    let theirs = screen.middle_of("Zoe, 15:00");
    screen.fling("Meera, 10:00", theirs);
    screen.wait_for("Not moved to Tue 3 Mar 15:00");
    is_where_it_was(&shop, id);
}

#[test]
fn by_keys_a_full_time_that_is_chosen_says_why_not_in_day_and_week() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    for view in [Key::D, Key::W] {
        screen.hit(view);
        screen.wait_for("Omar, 11:00");
        screen.press("Meera, 10:00 to 10:30, Tasting, Pending");
        screen.wait_for("History");
        screen.press("Move");
        screen.wait_for("Choose a free time for Meera");
        // Half past ten is free, eleven is Omar's.
        screen.hit(Key::ArrowDown);
        screen.hit(Key::ArrowDown);
        screen.hit(Key::Enter);
        screen.wait_for("Not moved to Mon 2 Mar 11:00");
        screen.wait_gone("Choose a free time");
        is_where_it_was(&shop, id);
        screen.press("Leave it as it was");
        screen.wait_gone("Not moved to");
    }
}

#[test]
fn where_a_time_is_past_or_nothing_is_offered_nothing_moves_to_the_nearest_instead() {
    let shop = TestShop::new();
    let id = shop.meera_and_omar();
    let tasting = shop.appointment(id).calendar;
    let zoe = shop.guest("Zoe");
    let late = shop.books(tasting, at(17, 0), zoe).appointment;
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.resize([1280.0, 1200.0]);
    shop.clock.step_ms(6 * 60 * 60_000);
    screen.wait_gone("Free, Tasting, Mon 2 Mar 14:30");
    screen.wait_for("Free, Tasting, Mon 2 Mar 15:30");
    // What Omar has is past: the first that is free is hours from there.
    let omars = screen.middle_of("Omar, 11:00");
    screen.drag("Zoe, 17:00", omars);
    screen.wait_for("Not moved to Mon 2 Mar 11:00: Tasting can't be had");
    assert_eq!(shop.appointment(late).version, 1);
    screen.press("Leave it as it was");
    screen.wait_gone("Not moved to");
    let omars = screen.middle_of("Omar, 11:00");
    screen.drag("Zoe, 17:00", omars + egui::vec2(0.0, 110.0));
    screen.wait_for("It stays where it was: nothing is offered where you let go of it.");
    assert_eq!(shop.appointment(late).version, 1);
    is_where_it_was(&shop, id);
    assert_eq!(shop.state(late), State::Pending);
}

#[test]
fn what_is_dragged_to_an_edge_takes_the_grid_along() {
    let shop = TestShop::new();
    let id = shop.meera_at(9);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.resize([1280.0, 520.0]);
    let last = "Free, Tasting, Mon 2 Mar 17:30";
    assert!(screen.reach(last).0 > 520.0);
    let meeras = screen.middle_of("Meera, 09:00");
    screen.drag_over("Meera, 09:00", Pos2::new(meeras.x, 500.0));
    screen.settle();
    let (top, bottom) = screen.reach(last);
    assert!(bottom < 520.0, "{top} to {bottom}");
    let there = screen.middle_of(last);
    screen.pointer(Event::PointerMoved(there));
    screen.button_of_the_pointer(there, false);
    screen.settle();
    screen.wait_for("Meera, 17:30 to 18:00");
    assert_eq!(shop.appointment(id).start, at(17, 30));
    // And back up again.
    let now = screen.middle_of("Meera, 17:30");
    screen.drag_over("Meera, 17:30", Pos2::new(now.x, 150.0));
    screen.settle();
    let first = screen.middle_of("Free, Tasting, Mon 2 Mar 09:00");
    screen.pointer(Event::PointerMoved(first));
    screen.button_of_the_pointer(first, false);
    screen.settle();
    screen.wait_for("Meera, 09:00 to 09:30");
    assert_eq!(shop.appointment(id).start, at(9, 0));
}

#[test]
fn starts_that_are_nearer_than_a_slot_is_long_each_have_room_for_their_words() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let mut edit = EditCalendar::of(tasting, 1);
    (edit.length_minutes, edit.every_minutes) = (Some(60), Some(10));
    shop.does(edit);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Calendar");
    screen.wait_for("Free, Tasting, Mon 2 Mar 09:10");
    let [first, second, third] = ["09:00", "09:10", "09:20"]
        .map(|start| screen.reach(&format!("Free, Tasting, Mon 2 Mar {start}")));
    assert!(first.1 < second.0 && second.1 < third.0);
    // To be touched, each is as high as a finger is wide.
    assert!(second.1 - second.0 > 41.0, "{second:?}");
}
