//! The sales: walked by keys, found by number, read page by page.

use egui::Key;

use super::Screen;
use crate::support::TestShop;

/// A shop with so many sales of one barfi each, and its sales on the screen.
fn after_sales(shop: &TestShop, sales: i64) -> Screen {
    let barfi = shop.sweet("Barfi", 200, sales);
    for _ in 0..sales {
        shop.sell(barfi, 1).unwrap();
    }
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Sales");
    screen
}

#[test]
fn the_arrows_walk_the_sales_and_show_each_receipt() {
    let shop = TestShop::new();
    let mut screen = after_sales(&shop, 3);
    screen.wait_for("3 receipts");
    screen.hit(Key::Enter);
    screen.wait_for("INR 2.00");
    assert!(screen.is_chosen("Receipt 3, 2026-03-02 09:00, Asha, 2.00"));
    screen.hit(Key::ArrowDown);
    screen.hit(Key::ArrowDown);
    screen.hit(Key::ArrowDown);
    assert!(screen.is_chosen("Receipt 1, 2026-03-02 09:00, Asha, 2.00"));
    screen.hit(Key::ArrowUp);
    assert!(screen.is_chosen("Receipt 2, 2026-03-02 09:00, Asha, 2.00"));
}

#[test]
fn a_number_that_is_typed_leads_to_its_receipt_however_deep_it_stands() {
    let shop = TestShop::new();
    let mut screen = after_sales(&shop, 300);
    screen.wait_for("300 receipts");
    assert!(!screen.sees("Receipt 7, "), "only rows in sight are made");
    screen.by_hand("7");
    screen.wait_for("Receipt 7, ");
    assert!(screen.is_chosen("Receipt 7, 2026-03-02 09:00, Asha, 2.00"));
    screen.by_hand("77");
    screen.wait_for("There is no receipt 777. The last is 300.");
    screen.hit(Key::PageDown);
    assert!(!screen.sees("Receipt 300, "));
}

#[test]
fn a_sale_made_elsewhere_comes_to_the_top() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Nothing has been sold yet");
    shop.sell(barfi, 1).unwrap();
    screen.wait_for("Receipt 1, ");
    shop.sell(barfi, 2).unwrap();
    screen.wait_for("Receipt 2, 2026-03-02 09:00, Asha, 4.00");
    assert!(screen.sees("Receipt 1, "));
}
