//! The calendars in the settings: their week, their dates, and two admins at once.

use egui::{Key, Modifiers};
use sherbet::{
    shop::slots::{self, Calendar, Capacity, EditCalendar, Weekday, Window, told},
    values::Money,
};

use super::Screen;
use crate::{calendars::consultant, support::TestShop};

fn at_the_calendars(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    // What is scrolled out of sight can't be pressed.
    screen.resize([1280.0, 1500.0]);
    screen.key(Modifiers::COMMAND, Key::Comma);
    screen.settle();
    screen.wait_for("Selling rules");
    screen.press("Calendars");
    screen.wait_for("Add a calendar");
    screen
}

fn only(shop: &TestShop) -> Calendar {
    let mut all = shop.shop.read(slots::calendars).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn enter_in_whichever_field_of_a_date_saves_it() {
    let shop = TestShop::new();
    shop.does(consultant());
    let mut screen = at_the_calendars(&shop);
    let name = consultant().name;
    for (day, (field, text)) in [
        ("2026-12-25", ("Date", "2026-12-25")),
        ("2026-12-26", ("Open hours", "10:00-12:00")),
        ("2026-12-27", ("Why", "stock-taking")),
    ] {
        if !screen.sees(&format!("Edit {name}")) {
            screen.press(&name);
            screen.wait_for(&format!("Edit {name}"));
        }
        screen.press("Add a date");
        screen.wait_for("A date with other hours");
        screen.fill("Date", day);
        screen.fill(field, text);
        screen.hit(Key::Enter);
        screen.wait_gone("A date with other hours");
    }
    assert_eq!(only(&shop).dates.len(), 3);
}

#[test]
fn a_calendar_is_added_and_its_week_is_shown_in_words() {
    let shop = TestShop::new();
    let mut screen = at_the_calendars(&shop);
    screen.wait_for("There are none yet.");
    screen.press("Add a calendar");
    screen.fill("Name", "Hatch");
    screen.press("Pick-up of orders");
    screen.fill("Goods of a slot come to at most (INR)", "25,000.00");
    screen.fill("Orders a slot takes at most", "12");
    screen.fill("Monday", "9:00-13:00, 14:00-18:00");
    screen.press("Tuesday to Friday like Monday");
    screen.fill("Friday", "closed");
    screen.press("Save");
    screen.wait_for("Hatch is saved.");
    screen.wait_for("Slots of 30 min, 25,000.00 and 12 orders each, to be asked for 1 h ahead, up to 30 days ahead.");
    assert_eq!(screen.times("09:00–13:00, 14:00–18:00"), 4);
    // What is offered today, a Monday at nine: an hour's notice is needed.
    screen.wait_for("10:00  25,000.00, 12 orders");
    assert!(!screen.sees("09:30  25,000.00"));
    let hatch = only(&shop);
    let capacity = Capacity::Room {
        amount: Money::from_minor(2_500_000),
        orders: 12,
    };
    assert_eq!((hatch.capacity, hatch.every_minutes), (capacity, 30));
    assert_eq!(hatch.usual_windows(Weekday::Friday), []);
    assert_eq!(
        told(hatch.usual_windows(Weekday::Thursday)),
        "09:00–13:00, 14:00–18:00"
    );
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_is_saved() {
    let shop = TestShop::new();
    shop.add_calendar(consultant()).unwrap();
    let mut screen = at_the_calendars(&shop);
    screen.wait_for("Cake consultant");
    screen.press("Edit Cake consultant");
    screen.fill("Tuesday", "18:00-9:00");
    screen.press("Save");
    screen.wait_for("18:00 to 09:00 does not end after it begins");
    screen.fill("Tuesday", "09:00-18:00");
    screen.fill("A slot is so long (min)", "2000");
    screen.press("Save");
    screen.wait_for("2000 minutes: between 1 and 1440 are needed.");
    screen.fill("A slot is so long (min)", "an hour");
    screen.press("Save");
    screen.wait_for("A whole number is needed.");
    assert_eq!(only(&shop).version, 1);
    screen.press("Back");
    screen.press("Add a calendar");
    screen.fill("Name", "CAKE consultant");
    screen.press("Save");
    screen.wait_for("There is a calendar “CAKE consultant” already; choose another name.");
}

#[test]
fn who_saves_second_sees_both_and_applies_only_what_they_typed() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let mut screen = at_the_calendars(&shop);
    screen.wait_for("Cake consultant");
    screen.press("Edit Cake consultant");
    screen.fill("Monday", "10:00-12:00");
    let mut theirs = EditCalendar::of(id, 1);
    theirs.length_minutes = Some(45);
    let friday = vec![Window::parse("09:00-10:30").unwrap()];
    theirs.hours = Some([(Weekday::Friday, friday)].into());
    shop.edit_calendar(theirs).unwrap();
    screen.press("Save");
    screen.wait_for("Asha changed this calendar");
    screen.wait_for("09:00–10:30");
    assert_eq!(only(&shop).version, 2);
    screen.press("Apply mine again");
    screen.wait_for("Cake consultant is saved.");
    let now = only(&shop);
    assert_eq!((now.version, now.length_minutes), (3, 45));
    assert_eq!(told(now.usual_windows(Weekday::Monday)), "10:00–12:00");
    assert_eq!(told(now.usual_windows(Weekday::Friday)), "09:00–10:30");
}

#[test]
fn appointments_can_be_saved_as_a_file_and_a_hatch_has_none() {
    let shop = TestShop::new();
    shop.add_calendar(consultant()).unwrap();
    let mut screen = at_the_calendars(&shop);
    screen.wait_for("Save Cake consultant as iCalendar");
    let mut room = consultant();
    room.name = "Another hatch".into();
    room.capacity = Capacity::Room {
        amount: Money::from_minor(100),
        orders: 1,
    };
    shop.add_calendar(room).unwrap();
    screen.wait_for("Another hatch");
    screen.press("Another hatch");
    screen.wait_for("Edit Another hatch");
    assert!(!screen.sees("Save Another hatch as iCalendar"));
}

#[test]
fn the_calendar_that_is_shown_can_be_saved_as_a_file_by_admins() {
    let shop = TestShop::new();
    shop.add_calendar(consultant()).unwrap();
    shop.staff();
    for (name, may) in [("Ravi", false), ("Asha", true)] {
        let mut screen = Screen::with(&shop, name);
        screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
        screen.settle();
        screen.wait_for("Calendar: All calendars");
        assert!(!screen.sees("as iCalendar"));
        screen.press("Calendar: All calendars");
        screen.press("Cake consultant");
        screen.wait_for("Calendar: Cake consultant");
        assert_eq!(screen.has_button("Save Cake consultant as iCalendar"), may);
    }
}

#[test]
fn a_date_is_closed_with_a_note_and_has_the_weeks_hours_again() {
    let shop = TestShop::new();
    let id = shop.add_calendar(consultant()).unwrap().calendar;
    let mut screen = at_the_calendars(&shop);
    screen.wait_for("09:30  free");
    screen.press("Add a date");
    screen.fill("Date", "soon");
    screen.press("Save");
    screen.wait_for("A date such as 2026-12-25 is needed.");
    screen.fill("Date", "2026-03-02");
    screen.fill("Why", "Holi");
    // Meanwhile somebody else gave that very date other hours.
    let set = slots::SetDate {
        calendar: id,
        version: 1,
        date: "2026-03-02".parse().unwrap(),
        windows: vec![Window::parse("11:00-12:00").unwrap()],
        note: None,
    };
    let request = sherbet::values::RequestId::new();
    shop.shop.execute(&shop.admin, request, set).unwrap();
    screen.press("Save");
    screen.wait_for("On 2026-03-02 it is now: 11:00–12:00.");
    screen.press("Save");
    screen.wait_for("Closed: Holi.");
    screen.wait_for("Mon 2026-03-02");
    assert_eq!(
        only(&shop).note("2026-03-02".parse().unwrap()),
        Some("Holi")
    );
    screen.press("Remove 2026-03-02");
    screen.wait_for("09:30  free");
    screen.wait_for("None ahead");
    screen.press("Day after");
    screen.wait_for("Offered on Tue 2026-03-03");
    screen.wait_for("Closed.");
    screen.press("Retire Cake consultant");
    screen.wait_for("Nothing: the calendar is retired.");
    screen.press("Bring back Cake consultant");
    screen.wait_gone("Nothing: the calendar is retired.");
}
