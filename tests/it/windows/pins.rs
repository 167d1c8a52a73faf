//! One's own PIN: set in the window, and what it opens.

use egui::{Key, Modifiers};
use sherbet::shop::staff;

use super::Screen;
use crate::support::{PASSWORD, TestShop};

fn has_pin(shop: &TestShop) -> bool {
    let asha = shop.admin.clone();
    shop.shop.read(|db| staff::has_pin(db, &asha)).unwrap()
}

fn at_the_form(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Asha, admin: menu");
    screen.press("Set my PIN");
    screen.wait_for("4 to 8 digits");
    screen
}

fn choose(screen: &mut Screen, password: &str, pin: &str, again: &str) {
    screen.fill("Password", password);
    screen.fill("New PIN", pin);
    screen.fill("New PIN again", again);
    screen.press("Set it");
}

#[test]
fn what_is_no_pin_is_said_at_its_field_and_none_is_set() {
    let shop = TestShop::new();
    let mut screen = at_the_form(&shop);
    choose(&mut screen, PASSWORD, "1234", "1234");
    screen.wait_for("too easy to guess");
    choose(&mut screen, PASSWORD, "4071", "4072");
    screen.wait_for("The two are not the same.");
    choose(&mut screen, "gulab-jamun-2", "4071", "4071");
    screen.wait_for("This is not your password.");
    assert!(!has_pin(&shop));
}

#[test]
fn a_pin_set_in_the_window_opens_it_when_it_is_locked() {
    let shop = TestShop::new();
    let mut screen = at_the_form(&shop);
    choose(&mut screen, PASSWORD, "4071", "4071");
    screen.wait_for("Your PIN is set.");
    assert!(has_pin(&shop));
    screen.key(Modifiers::COMMAND, Key::L);
    screen.settle();
    screen.wait_for("Locked");
    assert!(!screen.sees("Your PIN is set."), "told behind one's back");
    screen.fill("Password", "4072");
    screen.press("Unlock");
    screen.wait_for("This is not the PIN of Asha");
    screen.fill("Password", "4071");
    screen.press("Unlock");
    screen.wait_for("Scan or search");
    screen.press("Asha, admin: menu");
    screen.press("Set my PIN");
    screen.wait_for("Change my PIN");
}
