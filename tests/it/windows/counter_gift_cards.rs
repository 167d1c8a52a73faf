//! Gift cards at the counter: sold, topped up, and paid with.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        sales::{Checkout, GiftCardLine, Tender, TenderKind},
        stored_value::{self, CardCode},
    },
    values::{Money, RequestId},
};

use super::{Screen, counter_lines::kept, scans::scan};
use crate::support::TestShop;

fn code(text: &str) -> CardCode {
    CardCode::parse(text).unwrap()
}

impl TestShop {
    /// Sells a gift card, or puts more on one.
    pub fn load(&self, card: &str, minor: i64) {
        let sale = Checkout {
            gift_cards: vec![GiftCardLine {
                code: code(card),
                amount: Money::from_minor(minor),
            }],
            tenders: vec![Tender::cash(Money::from_minor(minor))],
            ..Checkout::default()
        };
        self.shop
            .execute(&self.admin, RequestId::new(), sale)
            .unwrap();
    }

    pub fn balance(&self, card: &str) -> Option<i64> {
        let found = self
            .shop
            .read(|db| stored_value::gift_card(db, &code(card)));
        found.unwrap().map(|card| card.balance.minor())
    }
}

/// Opens the sale of a gift card.
fn sell_card(screen: &mut Screen) {
    screen.key(Modifiers::COMMAND, Key::G);
    screen.settle();
    screen.wait_for("What is put on it");
}

/// Opens the payment by gift card.
fn pay_by_card(screen: &mut Screen) {
    screen.key(Modifiers::COMMAND, Key::F11);
    screen.settle();
    screen.wait_for("Pay by gift card");
}

#[test]
fn a_gift_card_is_sold_beside_goods_with_a_code_that_is_made() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    sell_card(&mut screen);
    screen.wait_for("A new card: ");
    screen.by_hand("500");
    screen.hit(Key::Enter);
    screen.wait_for("INR 600.00");
    assert!(screen.sees("Gift cards") && screen.sees("2 pieces"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    let receipt = kept(&shop, 1);
    assert_eq!(receipt.gift_cards.minor(), 50_000);
    let made = receipt.lines[1].gift_card.clone().unwrap();
    assert_eq!(made.len(), 12);
    assert_eq!(shop.balance(&made), Some(50_000));
}

#[test]
fn a_scanned_card_is_topped_up_alone_and_told_what_is_on_it_before() {
    let shop = TestShop::new();
    shop.load("GIFT-0001", 4000);
    let mut screen = Screen::with(&shop, "Asha");
    sell_card(&mut screen);
    // The amount has the keyboard: the code goes to its own field all the same.
    scan(&mut screen, "GIFT0001");
    screen.wait_for("40.00 is on GIFT0001: more is put on it");
    screen.by_hand("0");
    screen.hit(Key::Enter);
    screen.wait_for("An amount above 0 is needed.");
    screen.fill("Amount", "25");
    screen.hit(Key::Enter);
    screen.wait_for("INR 25.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 2");
    assert_eq!(shop.balance("GIFT0001"), Some(6500));
}

#[test]
fn a_gift_card_in_the_basket_is_there_after_a_kill_and_can_be_taken_out() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    sell_card(&mut screen);
    screen.by_hand("500");
    screen.fill("Code", "gift 0001");
    screen.hit(Key::Enter);
    screen.wait_for("INR 500.00");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("INR 500.00");
    screen.press("Remove gift card GIFT0001");
    screen.wait_for("The basket is empty");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("The basket is empty");
    assert!(!screen.sees("GIFT0001"));
}

#[test]
fn the_balance_is_shown_before_a_gift_card_pays_and_the_rest_is_paid_otherwise() {
    let shop = TestShop::new();
    shop.load("GIFT0001", 7000);
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    pay_by_card(&mut screen);
    screen.by_hand("gift-0001");
    screen.hit(Key::Enter);
    screen.wait_for("70.00 is on it");
    screen.wait_for("Take 70.00");
    assert!(!screen.sees("Left to pay"), "nothing is taken before");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off Gift card 70.00"));
    screen.hit(Key::F10);
    screen.wait_for("Take off Card 30.00");
    screen.press("Finish the sale");
    screen.wait_for("Receipt 2");
    let receipt = kept(&shop, 2);
    let paid: Vec<_> = receipt
        .tenders
        .iter()
        .map(|t| (t.kind, t.given.minor()))
        .collect();
    assert_eq!(paid, [(TenderKind::Gift, 7000), (TenderKind::Card, 3000)]);
    assert_eq!(receipt.tenders[0].reference.as_deref(), Some("GIFT0001"));
    assert_eq!(shop.balance("GIFT0001"), Some(0));
}

#[test]
fn more_than_is_on_a_card_is_not_taken_and_one_that_was_never_sold_is_told() {
    let shop = TestShop::new();
    shop.load("GIFT0001", 7000);
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    pay_by_card(&mut screen);
    scan(&mut screen, "N0B0DYS1");
    screen.wait_for("No gift card with this code was sold here");
    scan(&mut screen, "GIFT0001");
    screen.wait_for("70.00 is on it");
    screen.fill("Amount", "80");
    screen.hit(Key::Enter);
    screen.wait_for("Only 70.00 can be taken.");
    screen.fill("Amount", "20");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off Gift card 20.00"));
    // What this sale takes of it already is not there a second time.
    pay_by_card(&mut screen);
    scan(&mut screen, "GIFT0001");
    screen.wait_for("50.00 is on it");
}

#[test]
fn a_card_that_was_spent_meanwhile_refuses_the_whole_sale_and_tells_what_is_left() {
    let shop = TestShop::new();
    shop.load("GIFT0001", 10_000);
    let barfi = shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    pay_by_card(&mut screen);
    scan(&mut screen, "GIFT0001");
    screen.wait_for("100.00 is on it");
    screen.hit(Key::Enter);
    screen.wait_for("Take off Gift card 100.00");
    let elsewhere = Checkout {
        tenders: vec![Tender {
            kind: TenderKind::Gift,
            amount: Money::from_minor(10_000),
            reference: Some("GIFT0001".into()),
        }],
        ..crate::support::checkout(barfi, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), elsewhere)
        .unwrap();
    screen.press("Finish the sale");
    screen.wait_for("the gift card GIFT0001 has 0.00 left, 100.00 wanted");
    assert_eq!(shop.on_hand(barfi), 4, "nothing was sold here");
}
