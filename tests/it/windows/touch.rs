//! The till on a touch screen, and with everything half as large again: what a finger presses is
//! large enough for it, and the next step stands in the window.

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable, by};

use super::{Screen, counter_lines::weighed, quotations::offered};
use crate::support::TestShop;

/// What a finger needs, in points.
const FINGER: f32 = 44.0;
/// The smallest touch screen; and 1280 × 800 at 150 %.
const SIZES: [[f32; 2]; 2] = [[1024.0, 768.0], [853.0, 533.0]];

/// What can be pressed or typed into and is too small for a finger: its name and size.
fn too_small(screen: &Screen) -> Vec<String> {
    let pressed = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        matches!(
            node.role(),
            Role::Button
                | Role::CheckBox
                | Role::RadioButton
                | Role::ComboBox
                | Role::Link
                | Role::TextInput
                | Role::PasswordInput
                | Role::MultilineTextInput
        )
    };
    let all = screen
        .harness
        .query_all(by().include_labels().predicate(pressed));
    all.filter_map(|node| {
        let (size, name) = (node.rect().size(), node.accesskit_node().label());
        let small = size.x + 0.5 < FINGER || size.y + 0.5 < FINGER;
        small.then(|| format!("{}: {size}", name.unwrap_or_default()))
    })
    .collect()
}

/// Sees, at each size, that all is large enough and that these buttons are in the window, whole.
#[track_caller]
fn fits(screen: &mut Screen, next: &[&str]) {
    for size in SIZES {
        screen.resize(size);
        assert_eq!(too_small(screen), [""; 0], "at {size:?}");
        let window = screen.harness.ctx.content_rect();
        for name in next {
            let rect = screen.button(name).rect();
            assert!(window.contains_rect(rect), "{name} at {size:?}: {rect}");
        }
    }
}

#[test]
fn the_counter_and_what_lies_over_it_are_large_enough_for_a_finger() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 20000, 90);
    weighed(&shop, "Chikki", 40000, 9000);
    shop.shift_at("Main", 0);
    let mut screen = Screen::with(&shop, "Asha");
    fits(&mut screen, &["Exact cash", "Quick item"]);
    screen.press("Barfi, 200.00, 90 left");
    screen.hit(Key::F8);
    fits(&mut screen, &["Park it", "Keep it here"]);
    screen.press("Park it");
    screen.wait_for("The basket is empty");
    screen.press("Barfi, 200.00, 90 left");
    screen.wait_for("Parked baskets, 1 waiting");
    fits(&mut screen, &["Exact cash", "Park", "Empty the basket"]);
    screen.press("Parked baskets, 1 waiting");
    screen.wait_for("Resume ");
    fits(&mut screen, &["Back to the basket"]);
    screen.press("Back to the basket");
    for (key, done) in [(Key::F4, "Done"), (Key::F5, "Done"), (Key::F3, "Done")] {
        screen.hit(key);
        fits(&mut screen, &[done]);
        screen.hit(Key::Escape);
    }
    screen.by_hand("chikki");
    screen.hit(Key::Enter);
    screen.wait_for("Leave out");
    fits(&mut screen, &["Add to the basket", "Leave out"]);
    screen.press("Leave out");
    for key in [Key::F10, Key::F11] {
        screen.fill("Cash given (F9)", "50");
        screen.hit(key);
        fits(&mut screen, &["The rest in cash"]);
    }
    screen.hit(Key::F12);
    screen.wait_for("Next customer");
    fits(&mut screen, &["Next customer"]);
}

#[test]
fn a_return_is_large_enough_for_a_finger() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 9 left");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("Take back");
    fits(&mut screen, &["Take back"]);
    screen.press("Take back");
    screen.wait_for("Give INR 2.00 back");
    fits(&mut screen, &["Give INR 2.00 back", "Back"]);
}

#[test]
fn a_shift_is_large_enough_for_a_finger() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Shift");
    screen.wait_for("No shift in this window");
    fits(&mut screen, &["Open shift"]);
    screen.fill("Float: what is in it now", "500");
    screen.press("Open shift");
    screen.wait_for("Shift at Main");
    fits(&mut screen, &["Count and close"]);
    screen.press("Pay in");
    fits(&mut screen, &["Book the pay-in"]);
    screen.hit(Key::Escape);
    screen.press("Count and close");
    screen.wait_for("Close the shift");
    fits(&mut screen, &["Close the shift"]);
}

#[test]
fn what_a_quotation_is_paid_by_is_large_enough_for_a_finger() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 20000, 9);
    offered(&shop, "Meera", barfi, 2);
    let mut screen = Screen::at_the_quotation(&shop);
    fits(&mut screen, &["Sell it"]);
    screen.press("Sell it");
    screen.wait_for("Sell quotation 1");
    for amount in ["100", "50"] {
        screen.fill("Amount given", amount);
        screen.hit(Key::F10);
        screen.wait_for(&format!("Take off Card {amount}.00"));
    }
    fits(&mut screen, &["The rest in cash"]);
}
