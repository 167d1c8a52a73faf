//! The counter's basket: weights, taxes, discounts, other prices, quick items, parking.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::AddSweet,
        sales::{self, Receipt},
        taxes::AddTax,
    },
    values::{Rate, RequestId, SweetId, TaxId, Unit},
};

use super::Screen;
use crate::support::{PASSWORD, TestShop, sell, sweet};

/// A sweet sold by weight, priced for a kilogram.
pub fn weighed(shop: &TestShop, name: &str, price_minor: i64, opening: i64) -> SweetId {
    let add = AddSweet {
        unit: Unit::Gram,
        per: 1000,
        opening,
        ..sweet(name, price_minor)
    };
    let added = shop.shop.execute(&shop.admin, RequestId::new(), add);
    added.unwrap().sweet
}

/// A tax that new sweets and quick items have.
fn usual_tax(shop: &TestShop, name: &str, percent: &str, inside: bool) -> TaxId {
    let add = AddTax {
        name: name.into(),
        rate: Rate::parse(percent).unwrap(),
        inside,
        usual: true,
    };
    let added = shop.shop.execute(&shop.admin, RequestId::new(), add);
    added.unwrap().tax
}

/// A receipt, as it is kept.
pub fn kept(shop: &TestShop, number: i64) -> Receipt {
    let receipt = shop.shop.read(|db| sales::receipt(db, number)).unwrap();
    receipt.unwrap()
}

#[test]
fn the_lines_have_their_room_also_in_a_low_window_with_payments_and_a_discount() {
    let shop = TestShop::new();
    let names = ["Barfi", "Halwa", "Jalebi", "Kalakand", "Peda"];
    for name in names {
        shop.sweet(name, 9900, 9);
    }
    let mut screen = Screen::with(&shop, "Asha");
    for name in names {
        screen.by_hand(name);
        screen.hit(Key::Enter);
    }
    screen.hit(Key::F5);
    screen.fill("Discount", "5 %");
    screen.hit(Key::Enter);
    for (key, amount) in [(Key::F10, "100"), (Key::F11, "50")] {
        screen.fill("Cash given (F9)", amount);
        screen.hit(key);
    }
    screen.wait_for("320.25");
    for size in [[1280.0, 720.0], [1024.0, 748.0]] {
        screen.resize(size);
        let (foot, _) = screen.reach("Goods");
        let whole = names[2..].iter().filter(|name| {
            let (_, bottom) = screen.reach(&format!("{name}, 1 × 99.00"));
            bottom <= foot
        });
        assert_eq!(whole.count(), 3, "of the newest lines at {size:?}");
        // What has no room is one press away, with its key.
        screen.press("More ways to pay");
        assert!(screen.has_button("Store credit"));
        screen.hit(Key::Escape);
        screen.fill("Cash given (F9)", "400");
        screen.wait_for("Change 79.75");
        screen.fill("Cash given (F9)", "");
    }
}

#[test]
fn a_weighed_sweet_asks_for_its_weight_and_takes_off_the_tare() {
    let shop = TestShop::new();
    let barfi = weighed(&shop, "Barfi", 64_000, 5000);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 640.00 / kg, 5 kg left");
    screen.by_hand("250");
    assert!(screen.sees("250 g · 160.00"));
    screen.hit(Key::Enter);
    screen.wait_for("Barfi, 250 g · 640.00 / kg, 160.00");
    screen.by_hand("barfi");
    screen.hit(Key::Enter);
    screen.wait_for("Tare");
    screen.fill("Tare", "15 g");
    screen.fill("Weight", "0.115 kg");
    assert!(screen.sees("100 g without 15 g · 64.00"));
    screen.hit(Key::Enter);
    screen.wait_for("Barfi, 100 g · 640.00 / kg, 64.00");
    assert!(screen.sees("INR 224.00"));
    screen.press("50 g more Barfi");
    screen.wait_for("Barfi, 150 g · 640.00 / kg, 96.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(barfi), 4600);
    assert_eq!(kept(&shop, 1).total.minor(), 25_600);
    screen.press("Barfi, 640.00 / kg, 4.6 kg left");
    // The vessel is not on the scale any more, unless somebody says so.
    screen.fill("Weight", "115");
    screen.wait_for("115 g · 73.60");
    screen.press("Tare 15 g again");
    screen.wait_for("100 g without 15 g · 64.00");
    screen.fill("Weight", "0,25");
    screen.wait_for("Decimals stand after a point, as in 0.25 kg.");
    screen.hit(Key::Enter);
    screen.wait_for("write 0.25 kg, with a point before the decimals");
}

#[test]
fn a_weight_before_the_star_needs_no_asking_and_too_much_is_told() {
    let shop = TestShop::new();
    weighed(&shop, "Barfi", 64_000, 300);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("250*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("INR 160.00");
    screen.press("Barfi, 640.00 / kg, 300 g left");
    screen.by_hand("100");
    screen.hit(Key::Enter);
    screen.wait_for("Only 300 g of Barfi left and 250 g in the basket already.");
    screen.hit(Key::Escape);
    screen.wait_gone("Tare");
    assert!(screen.sees("INR 160.00"));
}

#[test]
fn taxes_on_top_stand_apart_and_are_paid() {
    let shop = TestShop::new();
    usual_tax(&shop, "CGST", "9", false);
    usual_tax(&shop, "SGST", "9", false);
    shop.sweet("Ladoo", 9000, 50);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("20*ladoo");
    screen.hit(Key::Enter);
    screen.wait_for("INR 2,124.00");
    screen.hit(Key::F4);
    screen.fill("Discount", "5 %");
    screen.hit(Key::Enter);
    screen.wait_for("INR 2,017.80");
    assert!(screen.sees("CGST 9 %"));
    assert!(screen.sees("153.90"));
    assert!(screen.sees("Ladoo, 20 × 90.00, −5 %, 1,710.00"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).tenders[0].given.minor(), 201_780);
}

#[test]
fn another_price_and_a_note_show_what_was_given_and_stay_after_a_kill() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 4500, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 45.00, 9 left");
    screen.hit(Key::F4);
    screen.fill("Quantity", "3");
    screen.fill("Price", "40");
    screen.fill("Note", "a chipped box");
    assert!(screen.sees("Comes to INR 120.00"));
    screen.press("Done");
    let line = "Barfi, 3 × 40.00, price 40.00 instead of 45.00 · “a chipped box”, 120.00";
    screen.wait_for(line);
    screen.hit(Key::F5);
    screen.press("10 %");
    screen.hit(Key::Tab);
    screen.fill("Note", "for the school");
    screen.hit(Key::Enter);
    screen.wait_for("INR 108.00");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for(line);
    assert!(screen.sees("INR 108.00"));
    assert!(screen.sees("“for the school”"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    let receipt = kept(&shop, 1);
    assert_eq!(receipt.total.minor(), 10_800);
    assert_eq!(receipt.note.as_deref(), Some("for the school"));
    assert_eq!(receipt.lines[0].note.as_deref(), Some("a chipped box"));
}

#[test]
fn a_discount_above_what_it_is_taken_off_is_refused_at_its_field() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 9 left");
    screen.hit(Key::F4);
    screen.fill("Discount", "2.01");
    screen.hit(Key::Enter);
    screen.wait_for("more than what it is taken off");
    screen.hit(Key::Escape);
    screen.wait_gone("Comes to");
    assert!(screen.sees("INR 2.00"));
}

#[test]
fn who_may_not_give_so_large_a_discount_is_told_and_sells_nothing() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 1000, 9);
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.press("Barfi, 10.00, 9 left");
    screen.hit(Key::F5);
    screen.fill("Discount", "10 %");
    screen.wait_for("Comes to INR 9.00");
    assert!(!screen.sees("a supervisor is asked"));
    screen.fill("Discount", "50 %");
    screen.wait_for("More than 10 % off: a supervisor is asked for their PIN");
    screen.hit(Key::Enter);
    screen.wait_for("INR 5.00");
    screen.hit(Key::F12);
    screen.wait_for("A supervisor is needed");
    screen.press("Back");
    assert_eq!(shop.on_hand(barfi), 9);
}

#[test]
fn with_a_supervisors_pin_the_refused_sale_goes_on_at_the_counter() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 1000, 9);
    shop.staff();
    shop.shop
        .set_pin(&shop.admin, RequestId::new(), PASSWORD, "4071")
        .unwrap();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.press("Barfi, 10.00, 9 left");
    screen.hit(Key::F5);
    screen.fill("Discount", "50 %");
    screen.hit(Key::Enter);
    screen.wait_for("INR 5.00");
    screen.hit(Key::F12);
    screen.wait_for("A supervisor is needed");
    screen.fill("PIN", "4071");
    screen.press("Grant it");
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(barfi), 8);
}

#[test]
fn a_quick_item_needs_a_name_and_a_price_and_has_the_usual_taxes() {
    let shop = TestShop::new();
    usual_tax(&shop, "GST", "21", true);
    let mut screen = Screen::with(&shop, "Asha");
    screen.hit(Key::F3);
    screen.fill("Name", "Gift wrap");
    screen.fill("Price", "11.90");
    screen.hit(Key::Enter);
    screen.wait_for("Gift wrap, 1 × 11.90, 11.90");
    assert!(screen.sees("incl. GST 21 %"));
    assert!(screen.sees("2.07"));
    screen.press("One more Gift wrap");
    screen.wait_for("INR 23.80");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).total.minor(), 2380);
}

#[test]
fn staff_sell_a_quick_item_with_a_supervisors_pin() {
    let shop = TestShop::new();
    shop.staff();
    shop.shop
        .set_pin(&shop.admin, RequestId::new(), PASSWORD, "4071")
        .unwrap();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.hit(Key::F3);
    assert!(screen.sees("A supervisor is asked for their PIN"));
    screen.fill("Name", "Gift wrap");
    screen.fill("Price", "10");
    screen.hit(Key::Enter);
    screen.wait_for("INR 10.00");
    screen.hit(Key::F12);
    screen.wait_for("A supervisor is needed");
    screen.fill("PIN", "4071");
    screen.press("Grant it");
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).by, "Ravi");
}

#[test]
fn lines_are_chosen_by_the_keyboard() {
    let shop = TestShop::new();
    shop.sweet("Anjeer roll", 100, 5);
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Anjeer roll, 1.00, 5 left");
    screen.press("Barfi, 2.00, 5 left");
    screen.wait_for("INR 3.00");
    screen.key(Modifiers::ALT, Key::ArrowUp);
    screen.settle();
    assert!(screen.has_button("Remove Anjeer roll"));
    assert!(!screen.has_button("Remove Barfi"));
    screen.key(Modifiers::COMMAND, Key::ArrowUp);
    screen.settle();
    screen.wait_for("Anjeer roll, 2 × 1.00, 2.00");
}

#[test]
fn a_parked_basket_is_resumed_by_another_and_theirs_is_kept() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    shop.sweet("Ladoo", 300, 9);
    shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("2*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("2 pieces");
    screen.hit(Key::F8);
    screen.fill("Label", "Table 4");
    screen.hit(Key::Enter);
    screen.wait_for("The basket is empty");
    let mut ravi = Screen::with(&shop, "Ravi");
    ravi.press("Ladoo, 3.00, 9 left");
    ravi.wait_for("1 piece");
    ravi.key(Modifiers::COMMAND, Key::O);
    ravi.settle();
    ravi.wait_for("Table 4 · 2 pieces · 4.00");
    assert!(ravi.sees("Asha"));
    ravi.press("Resume Table 4");
    ravi.wait_for("INR 4.00");
    assert!(!ravi.sees("Ladoo, 1 × 3.00, 3.00"));
    ravi.hit(Key::F12);
    ravi.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).by, "Ravi");
    ravi.press("Next customer");
    ravi.press("1 other basket");
    ravi.press("Open");
    ravi.wait_for("Ladoo, 1 × 3.00, 3.00");
    screen.key(Modifiers::COMMAND, Key::O);
    screen.settle();
    screen.wait_for("Nothing is parked");
}

#[test]
fn a_sold_out_sweet_offers_what_is_like_it_and_one_press_puts_it_in() {
    let shop = TestShop::new();
    let in_barfis = |name: &str, price, opening| {
        let add = AddSweet {
            category: Some("Barfis".into()),
            opening,
            ..sweet(name, price)
        };
        let added = shop.shop.execute(&shop.admin, RequestId::new(), add);
        added.unwrap().sweet
    };
    let kaju = in_barfis("Kaju barfi", 1000, 3);
    in_barfis("Besan barfi", 900, 5);
    in_barfis("Pista barfi", 1500, 5);
    in_barfis("Coconut barfi", 950, 0);
    in_barfis("Mango barfi", 3000, 5);
    in_barfis("Rose barfi", 9000, 5);
    shop.sweet("Ladoo", 1000, 5);
    let ravi = shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("3*kaju");
    screen.hit(Key::Enter);
    screen.wait_for("INR 30.00");
    sell(&shop.shop, &ravi, RequestId::new(), kaju, 2).unwrap();
    screen.wait_for("Kaju barfi, 10.00, 1 left");
    screen.hit(Key::F12);
    screen.wait_for("Like it, and on hand:");
    assert!(screen.has_button("2 × Pista barfi instead"));
    assert!(screen.has_button("2 × Mango barfi instead"));
    assert!(!screen.has_button("2 × Rose barfi instead"), "a fourth");
    assert!(!screen.has_button("2 × Ladoo instead"), "another category");
    assert!(!screen.has_button("2 × Coconut barfi instead"), "sold out");
    screen.press("2 × Besan barfi instead");
    screen.wait_for("INR 28.00");
    assert!(screen.sees("Kaju barfi, 1 × 10.00, 10.00"));
    assert!(screen.sees("Besan barfi, 2 × 9.00, 18.00"));
}
