//! Scans: told from typing, and taken wherever the keyboard is.

use egui::{Event, Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{self, AddSweet},
        stock,
    },
    values::RequestId,
};

use super::Screen;
use crate::support::{TestShop, sweet};

const CODE: &str = "8901234567890";

fn coded(shop: &TestShop, name: &str, code: &str) {
    let add = AddSweet {
        barcodes: vec![code.into()],
        opening: 5,
        ..sweet(name, 1000)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap();
}

/// A scanner in a frame that took long: all its keys at once, with Enter.
pub(super) fn scan(screen: &mut Screen, code: &str) {
    let input = screen.harness.input_mut();
    for letter in code.chars() {
        input.events.push(Event::Text(letter.to_string()));
    }
    for pressed in [true, false] {
        input.events.push(Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
    }
    screen.settle();
}

/// A scanner in quick frames: a key in each, then Enter.
pub(super) fn scan_key_by_key(screen: &mut Screen, code: &str) {
    let begun = screen.harness.ctx.input(|input| input.time);
    for (number, letter) in code.chars().enumerate() {
        screen.harness.input_mut().time = Some(begun + 0.02 * (number + 1) as f64);
        screen.harness.event(Event::Text(letter.to_string()));
        screen.frame();
    }
    screen.harness.input_mut().time = Some(begun + 0.02 * (code.len() + 1) as f64);
    screen.key(Modifiers::NONE, Key::Enter);
    screen.settle();
}

#[test]
fn a_scan_in_the_stock_room_goes_to_the_basket_and_says_so() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", CODE);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Stock room");
    screen.wait_for("Kaju katli, 10.00, 5 on hand");
    scan(&mut screen, CODE);
    screen.wait_for("Kaju katli → basket, 1 in it");
    scan_key_by_key(&mut screen, CODE);
    screen.wait_for("Kaju katli → basket, 2 in it");
    assert!(screen.sees("Show only low stock"), "the screen stays");
    assert!(!screen.sees(CODE), "nothing is left in the search line");
    assert!(screen.sees("1 sweet"), "nothing was searched for");
}

#[test]
fn a_scan_over_a_dialog_goes_to_the_basket_and_presses_nothing() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", CODE);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Kaju katli, 10.00, 5 left");
    screen.key(Modifiers::COMMAND, Key::Delete);
    screen.settle();
    screen.wait_for("Empty the basket?");
    scan(&mut screen, CODE);
    screen.wait_for("Kaju katli → basket, 2 in it");
    assert!(screen.sees("Empty the basket?"));
}

#[test]
fn a_scan_in_the_cash_field_is_no_amount_and_what_was_typed_stays() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", CODE);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Kaju katli, 10.00, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("50");
    screen.pass(1.0);
    scan_key_by_key(&mut screen, CODE);
    screen.wait_for("2 pieces");
    assert!(screen.sees("Change 30.00"), "the amount of 50 stays");
    assert!(!screen.sees("Receipt 1"));
}

#[test]
fn a_scan_in_the_form_of_a_sweet_leaves_its_name_alone_and_fills_its_barcodes() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", CODE);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Stock room");
    screen.press("New sweet");
    screen.fill("Name", "Barfi");
    scan_key_by_key(&mut screen, CODE);
    screen.wait_for("Kaju katli → basket, 1 in it");
    assert!(screen.sees("Barfi"));
    screen.fill("Price (INR)", "20");
    screen.fill("Barcodes", "");
    scan_key_by_key(&mut screen, "222222222222");
    scan_key_by_key(&mut screen, "333333333333");
    screen.key(Modifiers::COMMAND, Key::S);
    screen.settle();
    screen.wait_for("Saved.");
    let barfi = shop
        .shop
        .read(|db| {
            let found = stock::find_for_sale(db, shop.shop.names(), "333333333333", 1)?;
            let id = found.exact.map(|row| row.id).unwrap();
            catalogue::sweet(db, id)
        })
        .unwrap()
        .unwrap();
    assert_eq!(barfi.name, "Barfi");
    assert_eq!(
        barfi.barcodes,
        ["222222222222", "333333333333"].map(Into::into)
    );
}

#[test]
fn a_scan_counts_more_than_the_tile_the_arrows_are_at() {
    let shop = TestShop::new();
    coded(&shop, "Anjeer roll", "111111111111");
    coded(&shop, "Barfi", "222222222222");
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Anjeer roll, 10.00, 5 left");
    screen.hit(Key::ArrowRight);
    scan(&mut screen, "222222222222");
    screen.wait_for("1 piece");
    assert!(screen.has_button("One more Barfi"));
}

#[test]
fn a_locked_window_takes_no_scan() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", CODE);
    let mut screen = Screen::with(&shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::L);
    screen.settle();
    screen.wait_for("Locked");
    scan(&mut screen, CODE);
    screen.wait_for("is not right");
    screen.fill("Password", super::PASSWORD);
    screen.press("Unlock");
    screen.wait_for("The basket is empty");
}
