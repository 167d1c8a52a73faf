//! Keys that come faster than the keyboard moves: none is lost, and none goes elsewhere.

use egui::{Event, Key, Modifiers};
use sherbet::{shop::catalogue::AddSweet, values::RequestId, values::Unit};

use super::Screen;
use crate::support::{TestShop, sweet};

const SCAN_LINE: &str = "Scan a barcode, or type a part of the name";
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Has the next frame bring a key, with whatever else it brings.
fn strike(screen: &mut Screen, modifiers: Modifiers, key: Key) {
    for pressed in [true, false] {
        screen.harness.input_mut().events.push(Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        });
    }
}

/// Has the next frame bring letters, each a key, with whatever else it brings.
fn type_on(screen: &mut Screen, text: &str) {
    let letters = text.chars().map(|letter| Event::Text(letter.to_string()));
    screen.harness.input_mut().events.extend(letters);
}

fn with_a_barfi(shop: &TestShop) -> Screen {
    shop.sweet("Barfi", 200, 900);
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Barfi, 2.00, 900 left");
    screen.wait_for("INR 2.00");
    screen
}

#[test]
fn an_amount_that_comes_in_one_frame_with_its_key_stands_in_its_field_and_nowhere_else() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    strike(&mut screen, Modifiers::NONE, Key::F9);
    type_on(&mut screen, "507");
    screen.settle();
    assert_eq!(screen.text_in("Cash given (F9)"), "507");
    assert_eq!(screen.text_in(SCAN_LINE), "");
    screen.wait_for("Change 505.00");
}

#[test]
fn what_comes_in_the_frame_in_which_the_field_is_opened_stands_in_it_too_in_order() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    strike(&mut screen, Modifiers::NONE, Key::F9);
    type_on(&mut screen, "5");
    screen.frame();
    type_on(&mut screen, "0");
    screen.frame();
    type_on(&mut screen, "7");
    screen.settle();
    assert_eq!(screen.text_in("Cash given (F9)"), "507");
    assert_eq!(screen.text_in(SCAN_LINE), "");
}

#[test]
fn every_key_of_the_counter_hands_on_what_is_typed_behind_it() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    for (modifiers, key, label) in [
        (Modifiers::NONE, Key::F3, "Name"),
        (Modifiers::NONE, Key::F4, "Quantity"),
        (Modifiers::NONE, Key::F5, "Discount"),
        (Modifiers::NONE, Key::F8, "Label"),
        (CTRL, Key::Q, "For"),
        (CTRL_SHIFT, Key::F, "Name"),
        (CTRL, Key::U, "Name or phone"),
        (CTRL, Key::G, "Amount"),
        (CTRL, Key::F11, "Code"),
        (CTRL, Key::K, "Command"),
        (Modifiers::NONE, Key::F10, "Card"),
    ] {
        strike(&mut screen, modifiers, key);
        type_on(&mut screen, "74");
        screen.settle();
        assert_eq!(screen.text_in(label), "74", "behind {key:?}");
        assert_eq!(screen.text_in(SCAN_LINE), "", "behind {key:?}");
        screen.hit(Key::Escape);
    }
}

#[test]
fn a_line_is_changed_and_paid_by_keys_that_come_all_at_once() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    strike(&mut screen, Modifiers::NONE, Key::F4);
    type_on(&mut screen, "3");
    strike(&mut screen, Modifiers::NONE, Key::Enter);
    strike(&mut screen, Modifiers::NONE, Key::F9);
    type_on(&mut screen, "507");
    strike(&mut screen, Modifiers::NONE, Key::Enter);
    screen.settle();
    screen.wait_for("Receipt 1");
    screen.wait_for("INR 501.00");
}

#[test]
fn a_weight_that_is_typed_before_its_sweet_was_found_is_the_weight() {
    let shop = TestShop::new();
    let chikki = AddSweet {
        unit: Unit::Gram,
        per: 1000,
        opening: 9000,
        ..sweet("Chikki", 40000)
    };
    let added = shop
        .shop
        .execute(&shop.admin, RequestId::new(), chikki)
        .unwrap();
    drop(added);
    let mut screen = Screen::with(&shop, "Asha");
    type_on(&mut screen, "chikki");
    strike(&mut screen, Modifiers::NONE, Key::Enter);
    type_on(&mut screen, "250");
    strike(&mut screen, Modifiers::NONE, Key::Enter);
    screen.settle();
    screen.wait_for("INR 100.00");
    assert_eq!(screen.text_in(SCAN_LINE), "");
}

#[test]
fn a_key_that_opens_nothing_is_obeyed_as_often_as_a_frame_brings_it() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    for _ in 0..3 {
        strike(&mut screen, CTRL, Key::ArrowUp);
    }
    screen.settle();
    screen.wait_for("INR 8.00");
}

#[test]
fn the_key_of_the_cash_field_does_nothing_to_a_field_that_comes_later() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    screen.hit(Key::F9);
    screen.by_hand("barfi");
    screen.hit(Key::Enter);
    screen.wait_for("INR 2.00");
    screen.by_hand("74");
    assert_eq!(screen.text_in("Cash given (F9)"), "");
    assert_eq!(screen.text_in(SCAN_LINE), "74");
}

#[test]
fn what_is_typed_behind_the_key_of_the_cash_field_takes_the_place_of_what_stood_there() {
    let shop = TestShop::new();
    let mut screen = with_a_barfi(&shop);
    for amount in ["100", "50"] {
        strike(&mut screen, Modifiers::NONE, Key::F9);
        type_on(&mut screen, amount);
        screen.settle();
        assert_eq!(screen.text_in("Cash given (F9)"), amount);
    }
    screen.wait_for("Change 48.00");
}
