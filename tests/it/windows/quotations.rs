//! Quotations in the windows: made at the counter, listed, sold, taken into a basket, withdrawn.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{EditSweet, Part, SweetChange},
        sales::{
            self, CheckoutLine,
            quotes::{self, MakeQuotation, WithdrawQuotation},
        },
    },
    values::{Money, Quantity, RequestId, SweetId},
};

use super::{Screen, scans::scan};
use crate::support::TestShop;

/// So much of a sweet for somebody, until the 9th of March; the shop's morning is the 2nd.
pub fn offered(shop: &TestShop, customer: &str, sweet: SweetId, pieces: i64) -> i64 {
    let make = MakeQuotation {
        customer: customer.into(),
        valid_until: "2026-03-09".into(),
        lines: vec![CheckoutLine::of(sweet, Quantity::of(pieces).unwrap())],
        discount: None,
        note: None,
        basket: None,
    };
    let made = shop.shop.execute(&shop.admin, RequestId::new(), make);
    made.unwrap().number
}

fn costs(shop: &TestShop, sweet: SweetId, price_minor: i64) {
    let edit = EditSweet {
        sweet,
        version: 1,
        change: SweetChange {
            price: Some(Money::from_minor(price_minor)),
            ..SweetChange::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
}

fn quoted(shop: &TestShop, number: i64) -> quotes::Quotation {
    let found = shop.shop.read(|db| quotes::quotation(db, number)).unwrap();
    found.unwrap()
}

impl Screen {
    fn command(&mut self, modifiers: Modifiers, key: Key) {
        self.key(Modifiers::COMMAND | modifiers, key);
        self.settle();
    }

    /// The quotations, with the newest one chosen.
    pub fn at_the_quotation(shop: &TestShop) -> Screen {
        let mut screen = Screen::with(shop, "Asha");
        screen.command(Modifiers::SHIFT, Key::Q);
        screen.wait_for("Customer or number");
        screen.wait_for("until 2026-03-09, Open");
        screen.hit(Key::ArrowDown);
        screen.wait_for("Valid until 2026-03-09");
        screen
    }
}

#[test]
fn a_basket_is_quoted_at_its_prices_and_is_empty_afterwards() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("2*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("2 pieces");
    screen.command(Modifiers::NONE, Key::Q);
    screen.wait_for("2 pieces · INR 4.00.");
    screen.fill("For", "Meera");
    screen.fill("Note", "for the wedding");
    screen.press("Make the quotation");
    screen.wait_for("Quotation 1 for Meera: INR 4.00.");
    screen.wait_for("The basket is empty");
    let made = quoted(&shop, 1);
    // Two weeks, where nothing else is chosen.
    assert_eq!(made.valid_until, "2026-03-16");
    assert_eq!(
        (made.total, made.note.as_deref()),
        (Money::from_minor(400), Some("for the wedding"))
    );
    assert_eq!(shop.on_hand(barfi), 9);
    screen.press("Quotations");
    screen.wait_for("Quotation 1, Meera, 4.00, until 2026-03-16, Open");
    screen.wait_for("Note: for the wedding");
}

#[test]
fn nobody_need_be_named_and_a_day_that_is_over_is_told_in_place() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 9 left");
    screen.press("Quote");
    screen.fill("Valid until", "2026-03-01");
    screen.press("Make the quotation");
    screen.wait_for("Is a day that is over: choose a later one.");
    screen.fill("Valid until", "soon");
    screen.press("Make the quotation");
    screen.wait_for("Is written as a day, such as 2026-03-31.");
    screen.press("7 days");
    screen.press("Make the quotation");
    screen.wait_for("Quotation 1 for Walk-in customer: INR 2.00.");
    assert_eq!(quoted(&shop, 1).valid_until, "2026-03-09");
}

#[test]
fn who_may_not_give_a_price_asks_a_supervisor_for_the_quotation_too() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.press("Barfi, 2.00, 9 left");
    screen.hit(Key::F4);
    screen.fill("Price", "1");
    screen.press("Done");
    screen.wait_for("price 1.00 instead of 2.00");
    screen.press("Quote");
    screen.press("Make the quotation");
    screen.wait_for("A supervisor is needed");
    screen.press("Back");
    screen.wait_gone("A supervisor is needed");
    screen.press("Cancel");
    screen.wait_gone("Make the quotation");
    assert!(screen.sees("INR 1.00"), "the basket stays");
    let none = shop.shop.read(|db| quotes::list(db, None, 9)).unwrap();
    assert!(none.is_empty());
}

#[test]
fn what_was_offered_is_sold_from_its_screen_at_its_price() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 3);
    costs(&shop, barfi, 500);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.press("Sell it");
    screen.wait_for("Sell quotation 1");
    screen.by_hand("5");
    screen.wait_for("1.00 short");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    screen.press("Take off Cash 5.00");
    screen.wait_gone("Left to pay");
    screen.fill("Amount given", "10");
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 1");
    assert!(screen.sees("INR 4.00"), "the change");
    screen.press("Done");
    screen.wait_for("Quotation 1, Meera, 6.00, until 2026-03-09, Sold on receipt 1");
    screen.wait_gone("Into a basket");
    assert_eq!(shop.on_hand(barfi), 6);
    screen.press("Receipt 1");
    screen.wait_for("Receipt number");
    screen.wait_for("R000001");
}

#[test]
fn one_key_takes_exact_cash_for_a_quotation_and_another_a_card() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 1);
    offered(&shop, "Omar", barfi, 2);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.command(Modifiers::NONE, Key::Enter);
    screen.wait_for("Sell quotation 2");
    screen.hit(Key::F10);
    screen.wait_for("Receipt 1");
    screen.hit(Key::Enter);
    screen.wait_gone("Done");
    screen.hit(Key::ArrowDown);
    screen.wait_for("Quotation 1");
    screen.wait_for("Into a basket");
    screen.command(Modifiers::NONE, Key::Enter);
    screen.wait_for("Sell quotation 1");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 2");
    let paid = |number| {
        let receipt = shop.shop.read(|db| sales::receipt(db, number)).unwrap();
        receipt.unwrap().tenders[0].kind.word()
    };
    assert_eq!((paid(1), paid(2)), ("card", "cash"));
}

#[test]
fn in_a_basket_the_promise_holds_through_a_kill_and_is_sold_beside_other_sweets() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let ladoo = shop.sweet("Ladoo", 300, 9);
    offered(&shop, "Meera", barfi, 3);
    costs(&shop, barfi, 500);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.command(Modifiers::SHIFT, Key::B);
    screen.wait_for("Barfi, 3 × 2.00, quotation 1, until 2026-03-09, 6.00");
    assert!(screen.is_off("One more Barfi") && screen.is_off("One less Barfi"));
    screen.hit(Key::F4);
    screen.fill("Price", "1");
    screen.press("Done");
    screen.wait_for("It is promised at the price that was offered: leave it so.");
    screen.press("Cancel");
    screen.wait_gone("Comes to");
    drop(screen);

    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("INR 6.00");
    screen.press("Ladoo, 3.00, 9 left");
    screen.press("Barfi, 5.00, 9 left");
    screen.wait_for("INR 14.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!((shop.on_hand(barfi), shop.on_hand(ladoo)), (5, 8));
    assert_eq!(quoted(&shop, 1).sold_on, Some(1));
}

#[test]
fn a_promised_kit_that_lacks_a_part_goes_and_the_rest_is_sold() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 100, 9);
    let ladoo = shop.sweet("Ladoo", 300, 9);
    let gift = shop.sweet("Gift", 500, 0);
    let kit = EditSweet {
        sweet: gift,
        version: 1,
        change: SweetChange {
            parts: Some(vec![Part {
                sweet: katli,
                quantity: Quantity::of(4).unwrap(),
            }]),
            ..SweetChange::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), kit)
        .unwrap();
    offered(&shop, "Meera", gift, 2);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.press("Into a basket");
    screen.wait_for("INR 10.00");
    screen.press("Ladoo, 3.00, 9 left");
    screen.wait_for("INR 13.00");
    // One of the two could still be made, but what was offered is sold whole.
    shop.sell(katli, 3).unwrap();
    screen.hit(Key::F12);
    screen.wait_for("Another window was faster");
    screen.press("Sell what is left");
    screen.wait_for("Receipt 2");
    assert_eq!((shop.on_hand(katli), shop.on_hand(ladoo)), (6, 8));
    assert_eq!(quoted(&shop, 1).sold_on, None);
}

#[test]
fn a_promise_that_ended_in_the_basket_is_told_and_the_sweets_stay_at_the_prices_of_now() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 3);
    costs(&shop, barfi, 500);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.press("Into a basket");
    screen.wait_for("INR 6.00");
    shop.clock.step_ms(8 * 24 * 60 * 60_000);
    screen.hit(Key::F12);
    screen.wait_for("The offer is not open any more");
    assert!(screen.sees("Quotation 1 was valid until 2026-03-09"));
    screen.press("Keep them at the prices of now");
    screen.wait_for("INR 15.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(quoted(&shop, 1).sold_on, None);
}

#[test]
fn a_quotation_is_withdrawn_after_asking_and_stays_in_the_list() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 3);
    let mut screen = Screen::at_the_quotation(&shop);
    screen.press("Withdraw");
    screen.wait_for("Withdraw quotation 1?");
    screen.fill("Reason", "asked for twice");
    screen.hit(Key::Enter);
    screen.wait_for("Quotation 1 is withdrawn.");
    screen.wait_for("Quotation 1, Meera, 6.00, until 2026-03-09, Withdrawn");
    screen.wait_for("by Asha: asked for twice");
    screen.wait_gone("Sell it");
}

#[test]
fn quotations_are_searched_and_sifted_and_their_slip_is_looked_at() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 1);
    offered(&shop, "Omar", barfi, 2);
    let withdraw = WithdrawQuotation {
        quotation: 1,
        reason: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), withdraw)
        .unwrap();
    let mut screen = Screen::at_the_quotation(&shop);
    screen.wait_for("2 quotations");
    screen.press("Open");
    screen.wait_for("1 quotation");
    assert!(!screen.sees("Quotation 1, Meera"));
    screen.press("Expired or withdrawn");
    screen.wait_for("Quotation 1, Meera");
    screen.wait_gone("Quotation 2, Omar");
    screen.press("Sold");
    screen.wait_for("No quotation is like that");
    screen.press("All");
    screen.by_hand("oma");
    screen.wait_gone("Quotation 1, Meera");
    screen.press("Look at the slip");
    screen.wait_for("Valid until 2026-03-09\nFor Omar");
    screen.press("Close");
    screen.wait_gone("QUOTATION");
}

#[test]
fn a_quotations_code_opens_it_from_the_counter_and_not_over_a_dialog() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    offered(&shop, "Meera", barfi, 1);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 9 left");
    screen.hit(Key::F8);
    scan(&mut screen, "Q000001");
    screen.wait_for("Close this first, then scan quotation 1 again to open it.");
    screen.press("Keep it here");
    screen.wait_gone("Park the basket");
    scan(&mut screen, "Q000002");
    screen.wait_for("There is no quotation 2.");
    scan(&mut screen, "Q000001");
    screen.wait_for("Valid until 2026-03-09");
    assert!(screen.is_chosen("Quotation 1, Meera, 2.00, until 2026-03-09, Open"));
}
