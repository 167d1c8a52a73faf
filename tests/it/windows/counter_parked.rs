//! Parked baskets at the counter: in sight, and gone on with.

use egui::{Key, Modifiers};

use super::{DEADLINE, Screen};
use crate::support::TestShop;

/// Has a basket of two barfis parked.
fn park(screen: &mut Screen) {
    screen.by_hand("2*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("2 pieces");
    screen.hit(Key::F8);
    screen.fill("Label", "Table 4");
    screen.hit(Key::Enter);
    screen.wait_for("The basket is empty");
}

#[test]
fn how_many_wait_is_told_beside_a_basket_too() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    shop.sweet("Ladoo", 300, 9);
    let mut screen = Screen::with(&shop, "Asha");
    park(&mut screen);
    screen.wait_for("Parked baskets, 1 waiting");
    screen.press("Ladoo, 3.00, 9 left");
    screen.wait_for("INR 3.00");
    for size in [[1280.0, 800.0], [1024.0, 768.0]] {
        screen.resize(size);
        screen.press("Parked baskets, 1 waiting");
        screen.wait_for("Table 4 · 2 pieces · 4.00");
        screen.hit(Key::Escape);
        screen.wait_gone("Table 4");
    }
}

#[test]
fn a_basket_that_is_opened_is_never_shown_as_empty() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    park(&mut screen);
    screen.key(Modifiers::COMMAND, Key::O);
    screen.settle();
    screen.wait_for("Table 4 · 2 pieces · 4.00");
    let resume = screen.button("Resume Table 4").rect().center();
    screen.click(resume);
    // It is asked for in this frame, and answered in a later one.
    screen.frame();
    assert!(screen.sees("Opening the basket…"));
    assert!(!screen.sees("INR 0.00"), "no total before it is known");
    // No frame between shows it, however many there are.
    for _ in 0..40 {
        if screen.sees("INR 4.00") {
            break;
        }
        assert!(!screen.sees("The basket is empty"));
        assert!(screen.workers.wait_until_idle(DEADLINE));
        screen.frame();
    }
    assert!(screen.sees("INR 4.00") && !screen.sees("Opening the basket…"));
}
