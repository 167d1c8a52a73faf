//! What is paid for an order for later in the window: ahead, back, and when it is handed over.

use sherbet::{
    shop::{
        orders::{Deposit, PlaceOrder, State},
        sales::{self, Tender, TenderKind},
        stored_value::CardCode,
    },
    values::{CalendarId, OrderId, RequestId, SweetId},
};

use super::Screen;
use crate::orders_support::{PickUp, at, money, order_of};

impl PickUp {
    /// Two of a sweet for 17:00, of which 5.00 were paid ahead.
    fn paid_ahead(&self, hatch: CalendarId, sweet: SweetId) -> OrderId {
        let request = RequestId::new();
        let order = PlaceOrder {
            deposit: Some(Deposit {
                code: CardCode::for_request(request),
                amount: money(500),
                tenders: vec![Tender::cash(money(500))],
                shift: None,
            }),
            ..order_of(hatch, at(17), sweet, 2)
        };
        let placed = self.shop.execute(&self.admin, request, order);
        placed.unwrap().order
    }
}

#[test]
fn a_cancelled_order_leads_to_the_receipt_of_what_was_paid_ahead() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let order = shop.paid_ahead(hatch, barfi);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00, 15.00 to pay");
    screen.press("Cancel");
    screen.press("Cancel the order");
    screen.wait_for("Something was paid ahead, on receipt 1");
    assert_eq!(shop.order(order).state, State::Cancelled);
    screen.press("Later");
    // Who put it off finds it with the order.
    screen.wait_for("5.00 was paid ahead, and is still to go back.");
    screen.press("Take receipt 1 back");
    screen.wait_for("Deposit, order 1 of Mon 2 Mar");
    screen.press("Take back");
    screen.wait_for("Take back from receipt 1");
    shop.adds_up();
}

#[test]
fn the_question_after_cancelling_opens_the_receipt_itself() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    shop.paid_ahead(hatch, barfi);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00, 15.00 to pay");
    screen.press("Cancel");
    screen.press("Cancel the order");
    screen.press("Open receipt 1");
    screen.wait_for("Deposit, order 1 of Mon 2 Mar");
}

#[test]
fn an_order_is_handed_over_for_several_payments_and_what_is_left_is_told() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let order = shop.paid_ahead(hatch, barfi);
    shop.made(order);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Ready, 20.00, 15.00 to pay");
    screen.press("Hand over");
    screen.wait_for("20.00 in all, 5.00 of it paid ahead");
    screen.fill("Amount given", "15.01");
    screen.press("Card");
    screen.wait_for("Only 15.00 is left, and only cash gives change.");
    screen.fill("Amount given", "6");
    screen.fill("Reference", "slip 77");
    screen.press("Card");
    screen.wait_for("Left to pay");
    screen.wait_for("9.00");
    screen.fill("Amount given", "2");
    screen.press("Take cash");
    screen.wait_for("7.00");
    screen.press("Take off Cash 2.00");
    screen.wait_for("9.00");
    screen.fill("Amount given", "4");
    screen.press("Take cash");
    screen.wait_for("5.00");
    screen.press("UPI");
    screen.wait_for("Receipt 2");
    let receipt = shop.shop.read(|db| sales::receipt(db, 2)).unwrap().unwrap();
    let paid: Vec<_> = receipt
        .tenders
        .iter()
        .map(|one| (one.kind, one.given.minor()))
        .collect();
    assert_eq!(
        paid,
        [
            (TenderKind::Gift, 500),
            (TenderKind::Card, 600),
            (TenderKind::Cash, 400),
            (TenderKind::Upi, 500)
        ]
    );
    assert_eq!(receipt.tenders[1].reference.as_deref(), Some("slip 77"));
    assert_eq!(shop.order(order).state, State::HandedOver);
    shop.adds_up();
}

#[test]
fn an_order_is_handed_over_for_a_gift_card_whose_balance_is_shown_and_round_cash() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    shop.load("GIFT0001", 700);
    let order = shop.paid_ahead(hatch, barfi);
    shop.made(order);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Ready, 20.00, 15.00 to pay");
    screen.press("Hand over");
    screen.wait_for("INR 15.00");
    // Who ordered is no customer of the shop's.
    assert!(screen.is_off("Store credit"));
    screen.press("Gift card");
    screen.fill("Code", "gift 0001");
    screen.wait_for("7.00 is on it");
    screen.press("Take 7.00");
    screen.wait_for("Left to pay");
    screen.wait_for("8.00");
    assert_eq!(shop.balance("GIFT0001"), Some(700), "not before the sale");
    screen.press("Cash 10.00");
    screen.wait_for("Receipt 3");
    screen.wait_for("INR 2.00");
    assert_eq!(shop.balance("GIFT0001"), Some(0));
    assert_eq!(shop.order(order).state, State::HandedOver);
    shop.adds_up();
}

#[test]
fn what_is_paid_ahead_is_taken_in_several_payments_and_kept_while_the_first_page_is_mended() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(5_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 10.00, 9 left");
    screen.press("Order for later");
    screen.wait_for("18:00, room for 50.00 more, 5 orders");
    screen.press("18:00, room for 50.00 more, 5 orders");
    screen.fill("Paid ahead", "10.01");
    screen.press("Take what is paid ahead");
    screen.wait_for("Above 0, and at most what the order comes to, 10.00.");
    screen.fill("Paid ahead", "9");
    screen.press("Take what is paid ahead");
    screen.wait_for("A name is needed, so that they can be called.");
    screen.fill("Name", "Meera");
    screen.press("Take what is paid ahead");
    screen.wait_for("INR 9.00");
    screen.fill("Amount given", "4");
    screen.press_last("Card");
    screen.wait_for("Left to pay");
    // Meanwhile somebody else takes all the room there was.
    shop.placed(hatch, at(18), barfi, 5);
    screen.press("The rest in cash");
    screen.wait_for("Order for later");
    screen.wait_for("18:00, room for 0.00 more, 4 orders");
    screen.press("17:00, room for 50.00 more, 5 orders");
    screen.press("Take what is paid ahead");
    // What was taken is there still.
    screen.wait_for("Take off Card 4.00");
    screen.press("The rest in cash");
    screen.wait_for("Order 2 for 17:00: INR 10.00.");
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let paid = receipt.tenders.iter();
    let paid: Vec<_> = paid.map(|one| (one.kind, one.given.minor())).collect();
    assert_eq!(paid, [(TenderKind::Card, 400), (TenderKind::Cash, 500)]);
    assert_eq!(shop.order(OrderId::new(2)).to_pay, money(100));
    shop.adds_up();
}
