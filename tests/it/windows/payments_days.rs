//! A day compared on the screen, with the practice provider.

use egui::{Key, Modifiers};

use super::Screen;
use crate::{gateway_support::Practised, payments_support::money, support::TestShop};

fn at_the_days(shop: &TestShop, who: &str) -> Screen {
    let mut screen = Screen::with(shop, who);
    screen.press("Payments");
    screen.wait_for("Find a payment");
    screen.press("Reconcile");
    screen
}

#[test]
fn what_does_not_agree_stands_first_in_words_and_opens_its_story() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4550, 20);
    let (counted, order) = practised.ordered(katli, 2);
    practised.practice.pay(order.as_str(), None).unwrap();
    let mut screen = at_the_days(shop, "Asha");
    screen.wait_for("Does the day agree?");
    screen.press("Compare");
    screen.wait_for("2026-03-02: 1 payment compared, 1 does not agree");
    screen.wait_for("The provider took it; it is not counted here. Provider: INR 91.00");

    // Its story is one press away, and there the provider is asked.
    screen.press_first("The provider took it");
    screen.wait_for("What was told, and what it did");
    screen.press("Verify now");
    screen.wait_for("The money is there: sold on receipt 1.");
    assert_eq!(shop.payment(counted.payment).captured, money(9100));
    let (_, second) = practised.ordered(katli, 3);
    practised.practice.pay(second.as_str(), None).unwrap();
    screen.press("Reconcile");
    screen.press("Compare");
    screen.wait_for("2026-03-02: 2 payments compared, 1 does not agree");
    assert!(screen.sees("Agrees. Provider: INR 91.00"));
    screen.press("Only what does not agree");
    screen.wait_gone("Agrees. Provider: INR 91.00");
    assert!(screen.sees("Provider: INR 136.50"));
}

#[test]
fn a_day_is_typed_or_stepped_to_and_what_is_none_is_said() {
    let practised = Practised::new();
    let mut screen = at_the_days(&practised.shop, "Asha");
    screen.fill("Day", "yesterday");
    screen.press("Compare");
    screen.wait_for("A day is needed, such as 2026-03-02.");
    screen.fill("Day", "2026-03-02");
    screen.press("Day before");
    screen.press("Compare");
    screen.wait_for("2026-03-01: no payments, there and here.");
}

#[test]
fn a_provider_that_is_not_reached_is_said_and_staff_do_not_compare() {
    let practised = Practised::new();
    let shop = TestShop::new();
    practised.shop.staff();
    let mut screen = at_the_days(&practised.shop, "Ravi");
    screen.wait_for("Not for your role");
    assert!(!screen.has_button("Compare"));
    drop(screen);
    let mut screen = at_the_days(&shop, "Asha");
    screen.wait_for("Does the day agree?");
    screen.key(Modifiers::NONE, Key::Enter);
    screen.settle();
    assert!(screen.sees("The shop has no payment provider yet"));
    assert!(!screen.sees("compared"));
}
