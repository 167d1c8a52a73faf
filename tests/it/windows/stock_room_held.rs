//! A sweet that is counted in the window while some of it is held for a payment.

use crate::{payments_support::begin, support::TestShop, windows::Screen};

#[test]
fn what_is_held_is_told_and_counted_with_the_rest_or_without() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.does(begin(katli, 2));
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Stock room");
    screen.wait_for("Kaju Katli, 45.50, 8 on hand");
    screen.press("Kaju Katli, 45.50, 8 on hand");
    screen.wait_for("2 more held for payments");
    screen.press("Correct");
    screen.wait_for("2 more are held for payments.");
    screen.fill("How many were counted", "9");
    screen.fill("Reason", "one is gone");
    screen.press_last("Correct");
    screen.wait_for("Kaju Katli: 7 on hand.");
    assert_eq!(shop.on_hand(katli), 7);
    shop.adds_up_again();
}
