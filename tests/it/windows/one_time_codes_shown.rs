//! How long a code's digits stand on the customer's display: while its dialog is open and its time
//! is not over.

use std::time::Duration;

use egui::{Key, Modifiers};
use sherbet::shop::{appointments::State as Booked, codes, staff};

use super::{
    Screen,
    one_time_codes::{at_the_code_as, digits},
};
use crate::support::{PASSWORD, TestShop};

const MINUTE: i64 = 60_000;

/// A window in which somebody has asked for a code that the customer's display shows; and how its
/// digits stand there.
fn on_display(shop: &TestShop, name: &str) -> (String, Screen) {
    let (_, mut screen) = at_the_code_as(shop, name);
    screen.press("Customer display");
    screen.press("Ask for a code");
    screen.wait_for("No customer's display is open here");
    screen.press("Open the customer's display");
    screen.wait_for("The code stands on the customer's display.");
    let (code, _) = digits(shop, 1);
    let stands = format!("{} {}", &code[..3], &code[3..]);
    assert!(screen.sees("Your code"));
    assert!(screen.sees(&stands));
    (stands, screen)
}

#[test]
fn the_lock_takes_the_digits_off_the_display_and_unlocking_brings_them_back() {
    let shop = TestShop::new();
    let (stands, mut screen) = on_display(&shop, "Asha");
    screen.pass(601.0);
    assert!(screen.sees("Locked"));
    assert!(!screen.sees(&stands) && !screen.sees("Your code"));
    screen.typed(PASSWORD);
    screen.hit(Key::Enter);
    screen.wait_for("The code stands on the customer's display.");
    screen.wait_for(&stands);
    screen.hit(Key::Escape);
    screen.wait_gone(&stands);
}

#[test]
fn who_is_led_out_leaves_no_digits_on_the_display() {
    let shop = TestShop::new();
    let ravi = shop.staff().account().unwrap();
    let (stands, mut screen) = on_display(&shop, "Ravi");
    shop.does(staff::Retire {
        account: ravi,
        version: 1,
    });
    screen.wait_for("Your account was retired");
    assert!(!screen.sees(&stands) && !screen.sees("Your code"));
}

#[test]
fn a_window_that_is_closed_takes_its_display_with_it() {
    let shop = TestShop::new();
    let (stands, mut screen) = on_display(&shop, "Asha");
    screen.close();
    assert_eq!(screen.windows(), 0);
    assert!(!screen.sees(&stands) && !screen.sees("Your code"));
}

#[test]
fn the_dialog_notices_by_itself_that_the_ten_minutes_are_over() {
    let shop = TestShop::new();
    let (stands, mut screen) = on_display(&shop, "Asha");
    let (_, other) = digits(&shop, 1);
    screen.fill("Code", &other);
    screen.hit(Key::Enter);
    screen.wait_for("4 tries are left");
    shop.clock.step_ms(10 * MINUTE - 300);
    // With the keyboard elsewhere: the cursor in the field would blink, and draw the window anew.
    screen.key(Modifiers::NONE, Key::Tab);
    screen.settle();
    assert!(screen.sees(&stands));
    let rests = screen.rests();
    assert!(rests <= Duration::from_millis(300), "{rests:?}");
    shop.clock.step_ms(300);
    screen.frame();
    screen.frame();
    assert!(screen.sees("The ten minutes of the code are over"));
    assert!(!screen.sees("4 tries are left") && !screen.sees("Six digits"));
    assert!(!screen.sees(&stands) && !screen.sees("Your code"));
    // Enter was meant for the digits: it asks for no other code.
    screen.hit(Key::Enter);
    let asked = || shop.shop.read(|db| codes::messages(db, 9)).unwrap().len();
    assert_eq!(asked(), 1);
    screen.press("Ask for a code");
    screen.wait_for("5 tries are left");
    screen.wait_for("Your code");
    assert!(!screen.sees("The ten minutes of the code are over"));
    assert_eq!(asked(), 2);
    assert_eq!(
        shop.state(sherbet::values::AppointmentId::new(1)),
        Booked::Pending
    );
}
