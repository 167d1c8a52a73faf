//! The counter: scanning, paying, losing a race, waiting, being killed.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{AddSweet, EditSweet, SweetChange},
        sales,
    },
    values::{Money, RequestId},
};

use super::Screen;
use crate::support::{TestShop, sell, sweet};

fn coded(shop: &TestShop, name: &str, price_minor: i64, opening: i64, code: &str) {
    let add = AddSweet {
        barcodes: vec![code.into()],
        opening,
        ..sweet(name, price_minor)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap();
}

#[test]
fn a_scan_anywhere_fills_the_basket_and_one_key_takes_exact_cash() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", 1099, 5, "8901234567890");
    let mut screen = Screen::with(&shop, "Asha");
    for _ in 0..2 {
        screen.typed("8901234567890");
        screen.hit(Key::Enter);
    }
    screen.wait_for("2 pieces");
    assert!(screen.sees("INR 21.98"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("Paid, no change"));
    screen.wait_for("Kaju katli, 10.99, 3 left");
}

#[test]
fn a_burst_of_keys_in_one_frame_is_taken_in_order() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", 1000, 5, "111111111111");
    coded(&shop, "Besan laddu", 2000, 5, "222222222222");
    let mut screen = Screen::with(&shop, "Asha");
    {
        let input = screen.harness.input_mut();
        for code in ["111111111111", "222222222222"] {
            input.events.push(egui::Event::Text(code.to_owned()));
            input.events.push(egui::Event::Key {
                key: Key::Enter,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            });
        }
    }
    screen.settle();
    screen.wait_for("2 pieces");
    assert!(screen.sees("INR 30.00"));
}

#[test]
fn an_unknown_code_adds_nothing_and_is_told() {
    let shop = TestShop::new();
    coded(&shop, "Kaju katli", 1000, 5, "111111111111");
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("999999999999");
    screen.hit(Key::Enter);
    screen.wait_for("No sweet is called or coded “999999999999”");
    assert!(screen.sees("The basket is empty"));
}

#[test]
fn an_amount_and_enter_take_cash_and_tell_the_change() {
    let shop = TestShop::new();
    shop.sweet("Kaju katli", 1099, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Kaju katli, 10.99, 5 left");
    screen.press("One more Kaju katli");
    screen.hit(Key::F9);
    screen.by_hand("20");
    screen.wait_for("1.98 short");
    assert!(!screen.sees("Receipt 1"));
    screen.fill("Cash given (F9)", "50");
    assert!(screen.sees("Change 28.02"));
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("INR 28.02"));
}

#[test]
fn the_arrows_walk_the_tiles_and_enter_adds() {
    let shop = TestShop::new();
    shop.sweet("Anjeer roll", 100, 5);
    shop.sweet("Barfi", 200, 5);
    shop.sweet("Cham cham", 400, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Cham cham, 4.00, 5 left");
    for _ in 0..3 {
        screen.hit(Key::ArrowRight);
    }
    screen.hit(Key::Enter);
    screen.wait_for("INR 4.00");
}

#[test]
fn three_times_is_typed_before_the_name() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("3*bar");
    screen.hit(Key::Enter);
    screen.wait_for("INR 6.00");
    // What can't multiply is told, and stands there to be mended.
    screen.by_hand("0.5*bar");
    screen.hit(Key::Enter);
    screen.wait_for("before the star stands a whole number from 1 to 9999");
    screen.key(Modifiers::COMMAND, Key::A);
    screen.by_hand("2*bar");
    screen.hit(Key::Enter);
    screen.wait_for("INR 10.00");
}

#[test]
fn a_sold_out_sweet_says_so_and_cannot_be_added() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 0);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Barfi, 2.00, sold out");
    screen.press("Barfi, 2.00, sold out");
    assert!(screen.sees("The basket is empty"));
    screen.by_hand("barfi");
    screen.hit(Key::Enter);
    screen.wait_for("Barfi is sold out.");
    assert!(screen.sees("The basket is empty"));
}

#[test]
fn escape_never_discards_a_basket() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    screen.hit(Key::Escape);
    screen.hit(Key::Escape);
    assert!(screen.sees("1 piece"));
}

#[test]
fn escape_keeps_what_enter_would_empty() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    for (key, left) in [
        (Key::Escape, "1 piece"),
        (Key::Enter, "The basket is empty"),
    ] {
        screen.key(Modifiers::COMMAND, Key::Delete);
        screen.settle();
        screen.wait_for("Empty the basket?");
        screen.hit(key);
        screen.wait_gone("Empty the basket?");
        screen.wait_for(left);
    }
}

#[test]
fn who_was_slower_is_told_who_was_faster_and_may_sell_what_is_left() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let ravi = shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("3*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("3 pieces");
    sell(&shop.shop, &ravi, RequestId::new(), barfi, 4).unwrap();
    screen.wait_for("Barfi, 2.00, 1 left");
    screen.hit(Key::F12);
    screen.wait_for("Another window was faster");
    assert!(screen.sees("1 left; 3 wanted."));
    assert!(screen.sees("Ravi took 4 at 09:00:00 (window 2)."));
    assert_eq!(shop.on_hand(barfi), 1, "the sale was refused as a whole");
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 2");
    assert_eq!(shop.on_hand(barfi), 0);
}

#[test]
fn back_to_the_basket_sells_nothing() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 2);
    let ravi = shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 2 left");
    sell(&shop.shop, &ravi, RequestId::new(), barfi, 2).unwrap();
    screen.wait_for("Barfi, 2.00, sold out");
    screen.hit(Key::F12);
    screen.wait_for("Another window was faster");
    assert!(!screen.has_button("Sell what is left"), "nothing is left");
    screen.press("Back to the basket");
    screen.wait_gone("Another window was faster");
    assert!(screen.sees("1 piece"));
}

#[test]
fn a_price_that_changed_meanwhile_is_shown_before_it_is_paid() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    let change = SweetChange {
        price: Some(Money::from_minor(250)),
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
    screen.wait_for("now 2.50");
    screen.hit(Key::F12);
    screen.wait_for("Prices changed");
    assert!(screen.sees("2.00 → 2.50"));
    screen.press("Sell at the new prices");
    screen.wait_for("Receipt 1");
    assert!(screen.sees("2.50"));
}

#[test]
fn a_basket_is_there_again_after_the_program_was_killed() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("2*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("2 pieces");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("2 pieces");
    assert!(screen.sees("INR 4.00"));
}

#[test]
fn a_basket_is_there_again_after_logging_out() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    screen.settle();
    screen.wait_for("Register as a new colleague");
    screen.log_in("Asha", super::PASSWORD);
    screen.wait_for("1 piece");
}

#[test]
fn a_sale_elsewhere_shows_without_being_asked_for() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Barfi, 2.00, 5 left");
    shop.sell(barfi, 1).unwrap();
    screen.wait_for("Barfi, 2.00, 4 left");
}

#[test]
fn names_in_every_script_of_the_shop_are_drawn() {
    let shop = TestShop::new();
    // The harness stops at a glyph that no font has.
    for name in ["કાજુ કતલી", "काजू कतली", "Рахат-лукум", "🍬 Pop"]
    {
        shop.sweet(name, 1999, 3);
    }
    let mut screen = Screen::with(&shop, "Asha");
    for name in ["કાજુ કતલી", "काजू कतली", "Рахат-лукум", "🍬 Pop"]
    {
        screen.wait_for(&format!("{name}, 19.99, 3 left"));
    }
    screen.by_hand("РАХАТ");
    screen.hit(Key::Enter);
    screen.wait_for("1 piece");
    assert!(screen.sees("INR 19.99"));
}

#[test]
fn while_another_program_holds_the_file_frames_run_and_the_sale_is_made_once() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    screen.key(Modifiers::NONE, Key::F12);
    // It says so after a second; a frame that waited itself would take as long as the file is held.
    let frames = screen.draw_until("to let go of the shop's file");
    assert!(frames > 2, "only {frames} frames were drawn");
    assert!(screen.sees("It will be done once"));
    assert_eq!(shop.on_hand(barfi), 5);
    holder.execute_batch("ROLLBACK").unwrap();
    screen.wait_for("Receipt 1");
    let list = shop.shop.read(|db| sales::list(db, None, 10)).unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(shop.on_hand(barfi), 4);
}

#[test]
fn a_scan_behind_leftover_text_is_still_a_scan() {
    let shop = TestShop::new();
    coded(&shop, "Besan laddu", 2400, 5, "8900000020218");
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("ras");
    screen.typed("8900000020218");
    screen.hit(Key::Enter);
    screen.wait_for("1 piece");
}

#[test]
fn after_a_fault_the_same_key_asks_for_the_same_sale_again() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    let aside = shop.folder.path().join("aside");
    std::fs::rename(&shop.path, &aside).unwrap();
    screen.hit(Key::F12);
    screen.wait_for("nothing of this was written");
    screen.hit(Key::F12);
    screen.wait_for("nothing of this was written");
    assert!(
        screen.has_button("Back to the basket"),
        "it is certain that nothing was sold"
    );
    std::fs::rename(&aside, &shop.path).unwrap();
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    screen.hit(Key::F12);
    let list = shop.shop.read(|db| sales::list(db, None, 10)).unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(shop.on_hand(barfi), 4);
}

#[test]
fn exact_cash_asked_for_elsewhere_shows_the_basket_before_it_sells() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    screen.press("Sales");
    screen.wait_for("Nothing has been sold yet");
    screen.hit(Key::F12);
    screen.wait_for("1 piece");
    assert_eq!(shop.on_hand(barfi), 5);
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(barfi), 4);
}
