//! The stock room: creating, editing, colliding, counting.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{self, AddSweet, EditSweet, SweetChange},
        stock,
    },
    values::{Money, RequestId},
};

use super::Screen;
use crate::support::{TestShop, sweet};

fn in_the_stock_room(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Stock room");
    screen.wait_for("Show only low stock");
    screen
}

#[test]
fn a_new_sweet_is_created_and_its_name_and_stock_are_shown() {
    let shop = TestShop::new();
    let mut screen = in_the_stock_room(&shop);
    screen.press("New sweet");
    screen.fill("Name", "Kaju katli");
    screen.fill("Price (INR)", "45");
    screen.fill("On hand now", "12");
    screen.press("Save");
    screen.wait_for("Kaju katli, 45.00, 12 on hand");
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let shop = TestShop::new();
    shop.sweet("Kaju katli", 4500, 1);
    let mut screen = in_the_stock_room(&shop);
    screen.press("New sweet");
    screen.fill("Name", "KAJU KATLI");
    screen.fill("Price (INR)", "free");
    screen.press("Save");
    assert!(screen.sees("KAJU KATLI"));
    screen.fill("Price (INR)", "1");
    screen.press("Save");
    screen.wait_for("already taken");
    assert!(screen.sees("KAJU KATLI"));
}

#[test]
fn the_search_finds_a_part_of_the_name_and_a_filter_only_what_is_low() {
    let shop = TestShop::new();
    shop.sweet("Kaju katli", 4500, 12);
    shop.sweet("Barfi", 2000, 0);
    let mut screen = in_the_stock_room(&shop);
    screen.wait_for("Kaju katli, 45.00, 12 on hand");
    // All filters stand above the table in one row, where there is room for it.
    let (_, switches) = screen.reach("Show only low stock");
    let (search, prices) = (screen.reach("Search"), screen.reach("Price to"));
    assert!(switches <= search.0 && prices.0 <= search.1);
    screen.by_hand("katl");
    screen.wait_gone("Barfi, 20.00, 0 on hand");
    assert!(screen.sees("Kaju katli, 45.00, 12 on hand"));
    screen.press("Clear the filters");
    screen.press("Show only low stock");
    screen.wait_gone("Kaju katli, 45.00, 12 on hand");
    assert!(screen.sees("Barfi, 20.00, 0 on hand"));
}

#[test]
fn whose_code_has_what_is_typed_stands_beside_whose_name_has_it() {
    let shop = TestShop::new();
    let katli = AddSweet {
        sku: Some("BAR-KAJU".into()),
        ..sweet("કાજુ કતલી", 4500)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), katli)
        .unwrap();
    shop.sweet("Kaju roll", 5500, 3);
    shop.sweet("Barfi", 2000, 0);
    let mut screen = in_the_stock_room(&shop);
    screen.wait_for("Barfi, 20.00");
    screen.by_hand("kaju");
    screen.wait_for("2 sweets");
    assert!(screen.sees("Kaju roll, 55.00"));
    assert!(screen.sees("કાજુ કતલી, 45.00"));
    screen.press("Clear the filters");
    screen.by_hand("zzz");
    screen.wait_for("No sweet fits");
}

#[test]
fn who_saves_second_sees_both_versions_and_may_apply_theirs_again() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F2);
    screen.fill("Price (INR)", "25");
    let change = SweetChange {
        price: Some(Money::from_minor(2200)),
        ..SweetChange::default()
    };
    let edit = EditSweet {
        sweet: barfi,
        version: 1,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
    screen.key(Modifiers::COMMAND, Key::S);
    screen.settle();
    screen.wait_for("Asha changed this sweet");
    assert!(screen.sees("22.00"));
    assert!(screen.sees("25.00"));
    screen.press("Apply mine again");
    screen.wait_for("Saved.");
    let now = shop
        .shop
        .read(|db| catalogue::sweet(db, barfi))
        .unwrap()
        .unwrap();
    assert_eq!(now.price, Money::from_minor(2500));
}

#[test]
fn keeping_theirs_leaves_the_sweet_as_they_saved_it() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F2);
    screen.fill("Name", "Barfee");
    let change = SweetChange {
        name: Some("Mawa barfi".to_owned()),
        ..SweetChange::default()
    };
    let edit = EditSweet {
        sweet: barfi,
        version: 1,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
    screen.press("Save");
    screen.wait_for("Asha changed this sweet");
    screen.press("Keep theirs");
    screen.wait_for("Mawa barfi, 20.00, 3 on hand");
    assert!(!screen.sees("Barfee"));
}

#[test]
fn restocking_adds_and_correcting_sets_with_a_reason() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F6);
    screen.fill("How many came in", "9");
    screen.hit(Key::Enter);
    screen.wait_for("Barfi, 20.00, 12 on hand");
    screen.hit(Key::F7);
    screen.fill("How many were counted", "11");
    screen.fill("Reason", "one broken");
    screen.hit(Key::Enter);
    screen.wait_for("Barfi, 20.00, 11 on hand");
    screen.wait_for("one broken");
    let moved = shop
        .shop
        .read(|db| stock::movements(db, barfi, None, 10))
        .unwrap();
    assert_eq!(
        moved
            .iter()
            .map(|movement| movement.delta)
            .collect::<Vec<_>>(),
        [-1, 9, 3]
    );
}

#[test]
fn a_retired_sweet_leaves_the_counter_and_comes_back() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.press("Retire");
    screen.wait_for("There are no sweets yet");
    screen.press("Counter");
    screen.wait_for("The shelf is empty");
    screen.press("Stock room");
    screen.press("Retired: hidden");
    screen.wait_for("Barfi, 20.00, 3 on hand, retired");
    screen.press("Bring back");
    screen.wait_for("on the counter again");
}

#[test]
fn retiring_can_be_undone_from_the_note_that_tells_of_it() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.press("Retire");
    screen.wait_for("There are no sweets yet");
    screen.press("Undo");
    screen.wait_for("on the counter again");
    screen.wait_for("Barfi, 20.00, 3 on hand");
}

#[test]
fn a_long_list_is_scrolled_by_its_rows_in_sight() {
    let shop = TestShop::new();
    for number in 0..120 {
        shop.sweet(&format!("Sweet {number:03}"), 100, 1);
    }
    let mut screen = in_the_stock_room(&shop);
    screen.wait_for("Sweet 000, 1.00, 1 on hand");
    assert!(screen.sees("120 sweets"));
    assert!(
        !screen.sees("Sweet 119, 1.00, 1 on hand"),
        "only rows in sight are made"
    );
    for _ in 0..15 {
        screen.hit(Key::PageDown);
    }
    screen.wait_for("Sweet 119, 1.00, 1 on hand");
}

#[test]
fn what_was_typed_wrong_can_be_mended_without_a_mouse() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 2000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Barfi, 20.00, 3 on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F6);
    screen.fill("How many came in", "abc");
    screen.hit(Key::Enter);
    screen.wait_for("A whole number of pieces is needed, such as 12.");
    screen.key(egui::Modifiers::COMMAND, Key::A);
    screen.typed("4");
    screen.hit(Key::Enter);
    screen.wait_for("Barfi, 20.00, 7 on hand");
}
