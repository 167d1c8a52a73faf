//! Returns whose money goes to a customer's credit.

use egui::Key;
use sherbet::{
    shop::{
        books,
        sales::{Checkout, Tender},
    },
    values::{CustomerId, Money, RequestId},
};

use super::Screen;
use crate::support::{TestShop, checkout};

/// One box for 45.50 in cash, and its receipt on the screen, about to be taken back.
fn about_to_take_back(shop: &TestShop, customer: Option<CustomerId>) -> Screen {
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let sale = Checkout {
        customer,
        tenders: vec![Tender::cash(Money::from_minor(4550))],
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("INR 45.50");
    screen.press("Take back");
    screen.wait_for("Give INR 45.50 back");
    screen
}

#[test]
fn money_goes_back_as_it_came_unless_the_customers_credit_is_chosen() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "");
    let mut screen = about_to_take_back(&shop, Some(zoe));
    assert!(screen.is_chosen("The way it was paid"));
    screen.wait_for("Cash back");
    screen.press("Store credit");
    screen.wait_for("To the credit of Zoë");
    assert!(!screen.sees("Cash back"));
    screen.press("The way it was paid");
    screen.wait_for("Cash back");
    screen.press("Store credit");
    screen.press("Not as ordered");
    screen.press("Put INR 45.50 on the credit");
    screen.wait_for("Receipt 2 (return), 2026-03-02 09:00, Asha · Zoë, −45.50");
    screen.wait_for("Receipt 1 (came back), 2026-03-02 09:00, Asha · Zoë, 45.50");
    assert!(screen.sees("Put back") && !screen.sees("Give back"));
    assert_eq!(shop.credit_left(zoe), 4550);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn where_the_receipt_names_nobody_a_customer_is_chosen_or_added() {
    let shop = TestShop::new();
    let mut screen = about_to_take_back(&shop, None);
    screen.press("Store credit");
    screen.wait_for("Whose credit?");
    screen.hit(Key::Escape);
    screen.wait_gone("Whose credit?");
    assert!(screen.is_chosen("The way it was paid"));
    screen.press("Store credit");
    screen.wait_for("There are no customers yet.");
    screen.by_hand("Farida");
    screen.wait_for("Nobody has “Farida”");
    screen.hit(Key::Enter);
    screen.wait_for("Add and choose");
    screen.hit(Key::Enter);
    screen.wait_for("To the credit of Farida");
    screen.press("Not as ordered");
    screen.press("Put INR 45.50 on the credit");
    screen.wait_for("Receipt 2 (return), 2026-03-02 09:00, Asha · Farida, −45.50");
    assert_eq!(shop.credit_left(CustomerId::new(1)), 4550);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}
