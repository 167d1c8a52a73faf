//! The dialogs in which a customer's code is asked for and typed: in the calendar, and where an
//! order is handed over.

use egui::{Key, Modifiers};
use sherbet::{
    gateway::sms::{Method, SmsSetup},
    shop::{
        appointments::State as Booked,
        codes::{self, CodeRules, MessageState, Way},
        orders::State as Ordered,
        settings::ChangeSetting,
    },
    values::{AppointmentId, OrderId},
};

use super::Screen;
use crate::{
    appointments_support,
    messages::gateway,
    orders_support::{PickUp, at},
    support::TestShop,
};

const ZOE: &str = "98765 43210";

/// A booking of Zoë's at 10, and the calendar in which the dialog of her code is open.
fn at_the_code(shop: &TestShop) -> (AppointmentId, Screen) {
    at_the_code_as(shop, "Asha")
}

/// As [`at_the_code`], with somebody logged in.
pub fn at_the_code_as(shop: &TestShop, name: &str) -> (AppointmentId, Screen) {
    let table = shop.calendar("Tasting", 1);
    let zoe = shop.customer("Zoë", ZOE);
    let booked = shop.books(table, appointments_support::at(10, 0), zoe);
    let mut screen = Screen::with(shop, name);
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    screen.settle();
    screen.wait_for("Zoë, 10:00 to 10:30, Tasting, Pending");
    screen.press_first("Zoë, 10:00 to 10:30");
    screen.wait_for("Confirm by code");
    screen.press("Confirm by code");
    screen.wait_for("Confirm for Zoë");
    screen.wait_for("Ask for a code: the customer gets six digits");
    (booked.appointment, screen)
}

/// The digits of a code that goes to the display, and others.
pub fn digits(shop: &TestShop, code: i64) -> (String, String) {
    let shown = codes::shown(&shop.shop, &shop.admin, code).unwrap();
    let shown = shown.unwrap().to_string();
    let other = (shown.parse::<u32>().unwrap() + 1) % 1_000_000;
    (shown, format!("{other:06}"))
}

/// How far the newest message has come.
fn message(shop: &TestShop) -> MessageState {
    let all = shop.shop.read(|db| codes::messages(db, 1)).unwrap();
    all[0].state
}

#[test]
fn a_code_counts_as_shown_only_once_a_display_has_drawn_it() {
    let shop = TestShop::new();
    let (booking, mut screen) = at_the_code(&shop);
    screen.press("Customer display");
    screen.press("Ask for a code");
    screen.wait_for("No customer's display is open here");
    screen.wait_for("The code waits to be shown to the customer.");
    assert!(!screen.sees("Your code"));
    assert_eq!(message(&shop), MessageState::Waiting);
    screen.press("Open the customer's display");
    screen.wait_for("Your code");
    screen.wait_for("The code stands on the customer's display.");
    assert_eq!(message(&shop), MessageState::Shown);
    let (code, other) = digits(&shop, 1);
    assert!(screen.sees(&format!("{} {}", &code[..3], &code[3..])));
    screen.fill("Code", &other);
    screen.hit(Key::Enter);
    screen.wait_for("This is not the code; 4 tries are left");
    assert_eq!(shop.state(booking), Booked::Pending);
    screen.fill("Code", &code);
    screen.press("Check it");
    screen.wait_for("The code is right.");
    screen.wait_for("Zoë, 10:00 to 10:30, Tasting, Confirmed");
    screen.wait_gone("Your code");
    assert_eq!(shop.state(booking), Booked::Confirmed);
    shop.is_sound();
}

#[test]
fn a_code_that_is_dead_is_told_and_the_fourth_in_ten_minutes_is_refused() {
    let shop = TestShop::new();
    let (booking, mut screen) = at_the_code(&shop);
    screen.press("Customer display");
    screen.press("Ask for a code");
    screen.wait_for("5 tries are left");
    let (first, other) = digits(&shop, 1);
    for left in ["4 tries are left", "3 tries are left", "2 tries are left"] {
        screen.fill("Code", &other);
        screen.hit(Key::Enter);
        screen.wait_for(&format!("This is not the code; {left}"));
    }
    screen.fill("Code", &other);
    screen.hit(Key::Enter);
    screen.wait_for("one more try is left, then ask for a new one");
    screen.fill("Code", &other);
    screen.hit(Key::Enter);
    screen.wait_for("it was tried five times: it is dead; ask for a new one");
    screen.press("Ask for a code");
    screen.wait_for("5 tries are left");
    // One that is replaced is wrong, and what is no code is no try.
    screen.press("A new code");
    screen.wait_for("5 tries are left");
    let (third, _) = digits(&shop, 3);
    if first != third {
        screen.fill("Code", &first);
        screen.hit(Key::Enter);
        screen.wait_for("This is not the code; 4 tries are left");
    }
    screen.fill("Code", "12345");
    screen.hit(Key::Enter);
    screen.wait_for("A code has six digits; look again");
    screen.press("A new code");
    screen.wait_for("3 codes in 10 minutes");
    assert_eq!(shop.state(booking), Booked::Pending);
    // The third is still good.
    screen.fill("Code", &third);
    screen.hit(Key::Enter);
    screen.wait_for("The code is right.");
    assert_eq!(shop.state(booking), Booked::Confirmed);
}

#[test]
fn an_sms_that_was_not_sent_is_told_in_the_dialog_and_sent_again_from_it() {
    let shop = TestShop::new();
    let (at, heard) = gateway(&[401, 200]);
    let by_get = SmsSetup {
        url: format!("http://{at}/send?to={{digits}}&text={{text}}"),
        method: Method::Get,
        ..SmsSetup::default()
    };
    let by_sms = CodeRules {
        way: Some(Way::Sms),
        ..CodeRules::default()
    };
    shop.does(ChangeSetting {
        version: 0,
        value: by_get,
    });
    shop.does(ChangeSetting {
        version: 0,
        value: by_sms,
    });
    let (booking, mut screen) = at_the_code(&shop);
    screen.press("Ask for a code");
    screen.wait_for("The SMS to …210 was not sent.");
    screen.wait_for("401");
    screen.press("Send it again");
    screen.wait_for("An SMS went to the number ending in 210.");
    assert_eq!(message(&shop), MessageState::Sent);
    let text = heard.iter().nth(1).unwrap();
    let (_, code) = text.split_once("text=").unwrap();
    screen.fill("Code", &code[..6]);
    screen.hit(Key::Enter);
    screen.wait_for("The code is right.");
    assert_eq!(shop.state(booking), Booked::Confirmed);
}

#[test]
fn an_order_is_handed_over_to_who_says_its_code_and_a_wrong_one_sells_nothing() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let order = shop.placed(hatch, at(17), barfi, 2).order;
    shop.made(order);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Orders");
    screen.wait_for("Order 1, Mira, Ready");
    screen.press_first("Order 1, Mira, Ready");
    screen.press("Hand over");
    screen.wait_for("Hand over order 1");
    screen.press("Ask for a code");
    screen.wait_for("Who picks order 1 up?");
    screen.press("Customer display");
    screen.press("Ask for a code");
    screen.wait_for("5 tries are left");
    let (code, other) = digits(&shop, 1);
    screen.fill("Code", &other);
    screen.press("Use it");
    screen.wait_for(&format!("With the code {other}"));
    screen.fill("Amount given", "20");
    screen.press("Take cash");
    screen.wait_for("This is not the code; 4 tries are left");
    assert_eq!(shop.order(order).state, Ordered::Ready);
    assert_eq!(shop.on_hand(barfi), 9);
    screen.press("Ask for a code");
    screen.wait_for("4 tries are left");
    screen.fill("Code", &code);
    screen.hit(Key::Enter);
    screen.wait_for(&format!("With the code {code}"));
    screen.press("Take cash");
    screen.wait_for("Receipt 1");
    screen.press("Done");
    let seen = shop.order(OrderId::new(1));
    assert_eq!((seen.state, seen.receipt), (Ordered::HandedOver, Some(1)));
    let again = codes::shown(&shop.shop, &shop.admin, 1).unwrap();
    assert!(again.is_none(), "it is used up");
    shop.adds_up();
}
