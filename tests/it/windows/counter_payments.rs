//! The counter's payments: several tenders, round amounts, rounding in cash.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        sales::TenderKind,
        settings::{ChangeSetting, Selling},
    },
    values::{Money, RequestId},
};

use super::{Screen, counter_lines::kept};
use crate::support::{PASSWORD, TestShop};

fn cash_step(shop: &TestShop, step: i64) {
    let change = ChangeSetting {
        version: 0,
        value: Selling {
            cash_step: Money::from_minor(step),
            ..Selling::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
}

fn given(shop: &TestShop, number: i64) -> Vec<(TenderKind, i64, i64)> {
    let tenders = kept(shop, number).tenders;
    let tenders = tenders.iter();
    tenders
        .map(|tender| (tender.kind, tender.given.minor(), tender.change.minor()))
        .collect()
}

#[test]
fn the_next_banknotes_are_one_press() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 38_500, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 385.00, 5 left");
    for note in ["Cash 400.00", "Cash 500.00", "Cash 2,000.00"] {
        assert!(screen.has_button(note), "{note}");
    }
    screen.press("Cash 500.00");
    screen.wait_for("Receipt 1");
    assert!(screen.sees("INR 115.00"));
    assert_eq!(given(&shop, 1), [(TenderKind::Cash, 50_000, 11_500)]);
}

#[test]
fn a_card_is_one_key_its_reference_is_typed_and_enter_finishes() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 38_500, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 385.00, 5 left");
    screen.hit(Key::F10);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Finish the sale"));
    screen.by_hand("4711");
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("Card · 4711"));
    assert_eq!(given(&shop, 1), [(TenderKind::Card, 38_500, 0)]);
}

#[test]
fn a_sale_is_paid_in_parts_and_the_change_is_of_the_cash() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_500, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 105.00, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("50");
    screen.key(Modifiers::COMMAND, Key::F10);
    screen.settle();
    screen.wait_for("55.00");
    assert!(screen.has_button("Take off Bank 50.00"));
    screen.hit(Key::F9);
    screen.by_hand("60");
    assert!(screen.sees("Change 5.00"));
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 1");
    assert_eq!(
        given(&shop, 1),
        [(TenderKind::Bank, 5000, 0), (TenderKind::Cash, 6000, 500)]
    );
}

#[test]
fn too_little_cash_is_a_part_that_can_be_taken_off_again() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 2198, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 21.98, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("20");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    assert!(screen.sees("1.98"));
    assert!(!screen.sees("Receipt 1"));
    screen.press("Take off Cash 20.00");
    screen.wait_gone("Left to pay");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(given(&shop, 1), [(TenderKind::Cash, 2198, 0)]);
}

#[test]
fn more_than_is_left_is_not_taken_by_card() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("120");
    screen.hit(Key::F10);
    screen.wait_for("Only 100.00 is left, and only cash gives change.");
    assert!(!screen.has_button("Take off Card 120.00"));
}

#[test]
fn cash_is_rounded_and_a_card_is_not() {
    let shop = TestShop::new();
    cash_step(&shop, 5);
    shop.sweet("Barfi", 1572, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 15.72, 5 left");
    screen.wait_for("In cash, rounded by −0.02");
    assert!(screen.sees("15.70"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("Rounding in cash"));
    assert_eq!(given(&shop, 1), [(TenderKind::Cash, 1570, 0)]);
    screen.press("Barfi, 15.72, 4 left");
    screen.hit(Key::F11);
    screen.wait_gone("In cash, rounded by");
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 2");
    assert_eq!(given(&shop, 2), [(TenderKind::Upi, 1572, 0)]);
}

#[test]
fn payments_are_there_again_after_the_program_was_killed_and_pay_the_sale() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("60");
    screen.hit(Key::F10);
    screen.wait_for("Left to pay");
    screen.by_hand("4711");
    screen.wait_for("4711");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off Card 60.00"));
    assert!(screen.sees("4711") && screen.sees("40.00"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("Card · 4711"));
    assert_eq!(
        given(&shop, 1),
        [(TenderKind::Card, 6000, 0), (TenderKind::Cash, 4000, 0)]
    );
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("The basket is empty");
    assert!(!screen.has_button("Take off Card 60.00"));
}

#[test]
fn a_payment_that_was_taken_off_does_not_come_back_after_a_log_out() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    for (typed, key) in [("20", Key::Enter), ("30", Key::F11)] {
        screen.hit(Key::F9);
        screen.by_hand(typed);
        screen.hit(key);
    }
    screen.wait_for("50.00");
    screen.press("Take off Cash 20.00");
    screen.wait_for("70.00");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    screen.settle();
    screen.wait_for("Register as a new colleague");
    screen.log_in("Asha", PASSWORD);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off UPI 30.00"));
    assert!(!screen.has_button("Take off Cash 20.00"));
}

#[test]
fn a_basket_that_is_paid_in_part_is_parked_with_its_payments() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    screen.hit(Key::F9);
    screen.by_hand("40");
    screen.hit(Key::F10);
    screen.wait_for("Left to pay");
    screen.hit(Key::F8);
    screen.press("Park it");
    screen.wait_for("The basket is empty");
    assert!(!screen.sees("Left to pay"));
    screen.key(Modifiers::COMMAND, Key::O);
    screen.settle();
    screen.wait_for("1 piece · 100.00 · 40.00 paid");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off Card 40.00"));
    assert!(screen.sees("60.00"));
}

#[test]
fn a_basket_that_is_paid_in_part_is_not_emptied() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    screen.hit(Key::F10);
    screen.wait_for("Left to pay");
    screen.key(Modifiers::COMMAND, Key::Delete);
    screen.settle();
    // The question itself says so.
    screen.wait_for("INR 100.00 was taken for this basket.");
    assert!(!screen.has_button("Empty it"));
    screen.press("Back to the basket");
    assert!(screen.has_button("Take off Card 100.00"));
}

#[test]
fn in_the_smallest_pane_the_chosen_line_keeps_its_buttons_beside_payments_and_a_discount() {
    let shop = TestShop::new();
    for (name, price) in [("Kaju", 4000), ("Laddu", 2000), ("Barfi", 4500)] {
        shop.sweet(name, price, 5);
    }
    let mut screen = Screen::with(&shop, "Asha");
    for name in ["Kaju, 40.00", "Laddu, 20.00", "Barfi, 45.00"] {
        screen.press(&format!("{name}, 5 left"));
    }
    screen.wait_for("INR 105.00");
    screen.hit(Key::F5);
    screen.by_hand("10 %");
    screen.hit(Key::Enter);
    screen.wait_for("INR 94.50");
    for typed in ["20", "10"] {
        screen.hit(Key::F9);
        screen.by_hand(typed);
        screen.hit(Key::F10);
    }
    screen.wait_for("64.50");
    // Screens of 1280 x 800 at 150 % and at 130 %.
    for size in [[853.0, 533.0], [984.0, 615.0]] {
        screen.resize(size);
        screen.wait_for("Total 94.50");
        assert!(screen.sees("Left to pay"));
        let (_, buttons) = screen.reach("One more Barfi");
        let (parts, _) = screen.reach("Goods");
        assert!(buttons <= parts, "{size:?}: {buttons} of {parts}");
    }
}

#[test]
fn the_last_row_of_ways_to_pay_keeps_its_distance_from_the_edge() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_500, 5);
    for size in [[1280.0, 760.0], [1024.0, 728.0]] {
        let mut screen = Screen::with(&shop, "Asha");
        screen.resize(size);
        if screen.has_button("Barfi, 105.00, 5 left") && screen.sees("The basket is empty") {
            screen.press("Barfi, 105.00, 5 left");
        }
        screen.wait_for("INR 105.00");
        if !screen.has_button("Take off Cash 20.00") {
            for typed in ["20", "10", "5"] {
                screen.hit(Key::F9);
                screen.by_hand(typed);
                screen.hit(Key::Enter);
            }
        }
        screen.wait_for("70.00");
        let lowest = screen.button("More ways to pay").rect().bottom();
        assert!(lowest <= size[1] - 12.0, "{lowest} of {}", size[1]);
    }
}
