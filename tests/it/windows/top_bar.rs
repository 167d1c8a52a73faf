//! The bar: what has no room is one press further away.

use egui::{Key, Modifiers};
use sherbet::ui::config::Config;

use super::Screen;
use crate::support::TestShop;

#[test]
fn a_narrow_bar_has_the_screens_that_fit_and_the_others_behind_more() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.resize([1024.0, 728.0]);
    assert!(screen.has_button("Customers"));
    assert!(!screen.has_button("Payments"));
    screen.press("More screens");
    screen.press("Payments");
    screen.wait_for("Reconcile");
    screen.resize([1600.0, 900.0]);
    assert!(screen.has_button("Settings"));
    assert!(!screen.has_button("More screens"));
}

#[test]
fn a_screen_that_the_bar_has_no_place_for_shows_where_it_is_found() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.resize([1600.0, 900.0]);
    screen.press("Sales");
    screen.press("Quotations");
    screen.wait_for("Customer or number");
    assert!(screen.is_chosen("Sales"));
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    screen.settle();
    screen.wait_for("Diagnostics");
    assert!(screen.is_chosen("Settings"));
    assert!(!screen.is_chosen("Sales"));
}

#[test]
fn how_large_all_is_shown_is_remembered_on_the_machine() {
    let shop = TestShop::new();
    let folder = tempfile::tempdir().unwrap();
    let config = Config::in_folder(folder.path());
    let window = || Screen::on_machine(&shop.path, shop.clock.clone(), config.clone());
    let mut screen = window();
    for _ in 0..3 {
        screen.key(Modifiers::COMMAND, Key::Plus);
        screen.settle();
    }
    assert_eq!(screen.harness.ctx.zoom_factor(), 1.3);
    drop(screen);
    let mut screen = window();
    assert_eq!(screen.harness.ctx.zoom_factor(), 1.3);
    for _ in 0..20 {
        screen.key(Modifiers::COMMAND, Key::Minus);
        screen.settle();
    }
    // Smaller than that nobody reads it.
    assert_eq!(screen.harness.ctx.zoom_factor(), 0.7);
    assert_eq!(config.size_percent(), Some(70));
}
