//! Kits in the stock room: put together in the form, and told with what they are made of.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{self, EditSweet, Part, SweetChange},
        stock::Restock,
    },
    values::{Quantity, RequestId, SweetId},
};

use super::Screen;
use crate::support::TestShop;

fn in_the_stock_room(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Stock room");
    screen.wait_for("Show only low stock");
    screen
}

/// Katli and peda at 50.00 and 30.00, 10 and 4 of them.
fn with_sweets() -> (TestShop, SweetId, SweetId) {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 5_000, 10);
    let peda = shop.sweet("Peda", 3_000, 4);
    (shop, katli, peda)
}

fn part(sweet: SweetId, quantity: i64) -> Part {
    Part {
        sweet,
        quantity: Quantity::of(quantity).unwrap(),
    }
}

fn make(shop: &TestShop, kit: SweetId, version: i64, parts: Vec<Part>) {
    let change = SweetChange {
        parts: Some(parts),
        ..SweetChange::default()
    };
    let edit = EditSweet {
        sweet: kit,
        version,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
}

fn parts_of(shop: &TestShop, kit: SweetId) -> Vec<Part> {
    let kit = shop.shop.read(|db| catalogue::sweet(db, kit)).unwrap();
    kit.unwrap().parts.iter().map(|part| part.part).collect()
}

#[test]
fn a_gift_box_is_put_together_in_the_form_and_costs_less_than_its_parts() {
    let (shop, katli, peda) = with_sweets();
    let mut screen = in_the_stock_room(&shop);
    screen.press("New sweet");
    screen.fill("Name", "Diwali Box");
    screen.fill("Price (INR)", "120");
    screen.press("Put together of other sweets");
    screen.fill("Add a part", "katl");
    screen.wait_for("Add Katli to the kit");
    screen.hit(Key::Enter);
    screen.wait_for("Amount of Katli");
    screen.fill("Amount of Katli", "2");
    screen.fill("Add a part", "peda");
    screen.wait_for("Add Peda to the kit");
    screen.press("Add Peda to the kit");
    screen.wait_for("One by one they cost INR 130.00: the kit is 10.00 cheaper.");
    assert!(
        !screen.sees("On hand now"),
        "a kit has no stock of its own to ask for"
    );
    screen.press("Save");
    screen.wait_for("Diwali Box, 120.00, 4 on hand");
    screen.wait_for("Made of 2 Katli, 1 Peda.");
    assert!(screen.sees("the kit is 10.00 cheaper"));
    assert!(!screen.has_button("Restock") && !screen.has_button("Write off"));
    let made = parts_of(&shop, SweetId::new(3));
    assert_eq!(made, [part(katli, 2), part(peda, 1)]);
}

#[test]
fn what_can_not_be_a_part_is_said_at_the_parts_and_nothing_is_saved() {
    let (shop, katli, _) = with_sweets();
    let gift = shop.sweet("Diwali Box", 12_000, 3);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Diwali Box, 120.00, 3 on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F2);
    screen.press("Put together of other sweets");
    screen.fill("Add a part", "diwali");
    screen.wait_for("No other sweet that could be a part is called that.");
    screen.fill("Add a part", "katli");
    screen.wait_for("Add Katli to the kit");
    screen.hit(Key::Enter);
    screen.fill("Amount of Katli", "some");
    screen.press("Save");
    screen.wait_for("Katli: “some” is not a whole number");
    screen.fill("Amount of Katli", "2");
    screen.press("Save");
    screen.wait_for("3 of Diwali Box are on the shelf");
    assert_eq!(parts_of(&shop, gift), []);
    let counted = shop.shop.execute(
        &shop.admin,
        RequestId::new(),
        sherbet::shop::stock::Correct {
            sweet: gift,
            counted: 0,
            expected: 3,
            held: 0,
            reason: "taken apart".into(),
        },
    );
    counted.unwrap();
    screen.press("Save");
    screen.wait_for("Made of 2 Katli.");
    assert_eq!(parts_of(&shop, gift), [part(katli, 2)]);
}

#[test]
fn two_who_edit_a_kit_see_both_lists_and_mine_is_applied_over_theirs() {
    let (shop, katli, peda) = with_sweets();
    let gift = shop.sweet("Diwali Box", 12_000, 0);
    make(&shop, gift, 1, vec![part(katli, 2), part(peda, 1)]);
    let mut screen = in_the_stock_room(&shop);
    screen.press("Diwali Box, 120.00, 4 on hand");
    screen.wait_for("Made of 2 Katli, 1 Peda.");
    screen.hit(Key::F2);
    screen.press("Take Peda out of the kit");
    screen.fill("Amount of Katli", "4");
    make(&shop, gift, 2, vec![part(peda, 3)]);
    screen.key(Modifiers::COMMAND, Key::S);
    screen.settle();
    screen.wait_for("Asha changed this sweet");
    assert!(screen.sees("Made of") && screen.sees("3 Peda") && screen.sees("4 Katli"));
    screen.press("Apply mine again");
    screen.wait_for("Made of 4 Katli.");
    assert_eq!(parts_of(&shop, gift), [part(katli, 4)]);
    let restock = Restock {
        sweet: katli,
        quantity: 10,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), restock)
        .unwrap();
    screen.wait_for("Diwali Box, 120.00, 5 on hand");
}

#[test]
fn a_gift_box_is_put_together_without_a_mouse() {
    let (shop, katli, peda) = with_sweets();
    let mut screen = in_the_stock_room(&shop);
    screen.wait_for("2 sweets");
    screen.hit(Key::Insert);
    screen.by_hand("Party box");
    screen.tab_to("Price (INR)");
    screen.by_hand("120");
    screen.tab_to("Put together of other sweets");
    screen.hit(Key::Space);
    // What is typed next is looked for, and the keyboard stays there.
    for name in ["Katli", "Peda"] {
        screen.by_hand(name);
        screen.hit(Key::Enter);
        screen.wait_for(&format!("Amount of {name}"));
    }
    screen.key(Modifiers::COMMAND, Key::S);
    screen.settle();
    screen.wait_for("Party box, 120.00, 4 on hand");
    assert_eq!(
        parts_of(&shop, SweetId::new(3)),
        [part(katli, 1), part(peda, 1)]
    );
}
