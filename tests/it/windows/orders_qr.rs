//! An order that is handed over by QR, with a practice provider over real HTTP.

use sherbet::{
    shop::{
        orders::{self, AdvanceOrder, CancelOrder, Order, State},
        payments::{self, Payment, PaymentQuery, State as PaymentState},
        slots::{AddCalendar, Capacity},
    },
    values::{Money, OrderId},
};

use super::Screen;
use crate::{
    appointments_support::open_daily,
    gateway_support::{Practised, wait_until},
    orders_support::{at, order_of},
};

const READY: &str = "Order 1, Mira, Ready, 20.00";
const WAITING: &str = "Waiting for the customer to pay";

/// A shop that practises, with an order of two Barfi that is ready, and Asha at the board.
fn at_the_board() -> (Practised, OrderId, Screen) {
    let shop = Practised::new();
    let barfi = shop.shop.sweet("Barfi", 1_000, 9);
    let amount = Money::from_minor(50_000);
    let hatch = shop.shop.does(AddCalendar {
        capacity: Capacity::Room { amount, orders: 5 },
        ..open_daily("Hatch", 1)
    });
    // In sight on the board, whatever the window's height.
    let order = order_of(hatch.calendar, at(10), barfi, 2);
    let order = shop.shop.does(order).order;
    let steps = [State::Accepted, State::InPreparation, State::Ready];
    for (version, to) in (1..).zip(steps) {
        shop.shop.does(AdvanceOrder { order, version, to });
    }
    let mut screen = Screen::with(&shop.shop, "Asha");
    screen.press("Orders");
    screen.wait_for(READY);
    screen.press(READY);
    screen.wait_for("INR 20.00");
    (shop, order, screen)
}

/// The same, with the code on the screen.
fn waiting() -> (Practised, OrderId, Screen) {
    let (shop, order, mut screen) = at_the_board();
    screen.press("Hand over");
    screen.wait_for("Hand over order 1");
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    (shop, order, screen)
}

fn seen(shop: &Practised, order: OrderId) -> Order {
    let found = shop.shop.shop.read(|db| orders::order(db, order));
    found.unwrap().unwrap()
}

fn newest(shop: &Practised) -> Payment {
    let all = |db: &sherbet::store::ReadTx<'_>| payments::list(db, PaymentQuery::default(), 10);
    shop.shop.shop.read(all).unwrap().remove(0)
}

fn customer_pays(shop: &Practised) {
    let order = newest(shop).order.unwrap();
    shop.practice.pay(order.as_str(), None).unwrap();
}

fn with_webhooks(shop: &Practised, screen: &Screen) {
    let at = wait_until("listening", || screen.provider().status().listening);
    shop.practice
        .send_webhooks_to(&format!("http://{at}/webhook"));
}

#[test]
fn an_order_is_handed_over_when_its_code_is_paid() {
    let (shop, order, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    assert_eq!(newest(&shop).hands_over, Some(order));
    assert_eq!(seen(&shop, order).state, State::Ready);
    customer_pays(&shop);
    screen.wait_for("Receipt 1");
    screen.press("Done");
    screen.wait_for("Handed over");
    assert_eq!(seen(&shop, order).receipt, Some(1));
    shop.shop.adds_up_again();
}

#[test]
fn a_code_of_an_order_that_was_put_aside_is_shown_again_and_cancelled_for_cash() {
    let (shop, order, mut screen) = waiting();
    screen.press("Close");
    screen.wait_for("Its customer is shown a code to pay it by QR.");
    screen.press("Show the code");
    screen.wait_for(WAITING);
    assert_eq!(shop.practice.counts().0, 1, "no second order");
    screen.press("Cancel the payment");
    screen.wait_for("The payment by QR was given up.");
    screen.press("Exact cash");
    screen.wait_for("Receipt 1");
    assert_eq!(seen(&shop, order).state, State::HandedOver);
    assert_eq!(newest(&shop).state, PaymentState::Expired);
    shop.shop.adds_up_again();
}

#[test]
fn money_for_an_order_that_was_cancelled_meanwhile_is_seen_to_from_the_order() {
    let (shop, order, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    let version = seen(&shop, order).version;
    shop.shop.does(CancelOrder {
        order,
        version,
        reason: None,
    });
    // Nothing of it is offered to be paid any more.
    screen.wait_for("The order was cancelled meanwhile.");
    assert!(!screen.sees("Exact cash"));
    assert!(!screen.sees("Verify now"));
    screen.press("Close");
    customer_pays(&shop);
    screen.wait_for("Money came by QR after its code had been given up: see to it.");
    screen.press("See to the payment");
    screen.wait_for("Paid, and the order was not handed over for it");
    screen.press("Give the money back");
    wait_until("refunded", || {
        (newest(&shop).state == PaymentState::Refunded).then_some(())
    });
    screen.wait_gone("Money came by QR");
    screen.wait_for("what was paid goes back to the customer.");
    screen.press("Close");
    screen.wait_gone("what was paid goes back to the customer.");
    shop.shop.adds_up_again();
}

#[test]
fn money_that_comes_for_an_order_cancelled_under_its_open_code_is_given_back_from_there() {
    let (shop, order, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    let version = seen(&shop, order).version;
    shop.shop.does(CancelOrder {
        order,
        version,
        reason: None,
    });
    screen.wait_for("The order was cancelled meanwhile.");
    customer_pays(&shop);
    screen.wait_for("The order was cancelled, and INR 20.00 came for it all the same.");
    assert!(!screen.sees("Hand the order over for it"));
    screen.press("Give the money back");
    screen.wait_for("what was paid goes back to the customer.");
    wait_until("refunded", || {
        (newest(&shop).state == PaymentState::Refunded).then_some(())
    });
    assert_eq!(seen(&shop, order).state, State::Cancelled);
    shop.shop.adds_up_again();
}
