//! The fee of an appointment by QR, with a practice provider over real HTTP.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        appointments::{Book, Fee, PayFee},
        invoices::InvoiceState,
        payments::{self, Payment, PaymentQuery, State},
        sales::{Tender, TenderKind},
    },
    values::{AppointmentId, Money},
};

use super::{Screen, counter_lines::kept};
use crate::{
    appointments_support::{at, booking},
    gateway_support::{Practised, wait_until},
    support::{PASSWORD, TestShop},
};

const WAITING: &str = "Waiting for the customer to pay";
const MEERA: &str = "Meera, 14:00 to 14:30, Tasting, Confirmed";

/// Meera's appointment at 14:00, which costs 500.00.
fn booked(shop: &TestShop) -> AppointmentId {
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let book = Book {
        fee: Some(Money::from_minor(50_000)),
        confirmed: true,
        ..booking(tasting, at(14, 0), meera)
    };
    shop.does(book).appointment
}

/// A shop that practises, and the dialog in which Asha takes Meera's fee.
fn taking() -> (Practised, AppointmentId, Screen) {
    let shop = Practised::new();
    let appointment = booked(&shop.shop);
    let mut screen = Screen::at_the_calendar(&shop.shop, "Asha");
    screen.press(MEERA);
    screen.wait_for("Fee INR 500.00");
    screen.press("Take the fee");
    screen.wait_for("INR 500.00");
    (shop, appointment, screen)
}

/// The same, with the code on the screen.
fn waiting() -> (Practised, AppointmentId, Screen) {
    let (shop, appointment, mut screen) = taking();
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    (shop, appointment, screen)
}

fn newest(shop: &Practised) -> Payment {
    let all = |db: &sherbet::store::ReadTx<'_>| payments::list(db, PaymentQuery::default(), 10);
    shop.shop.shop.read(all).unwrap().remove(0)
}

fn fee(shop: &Practised, appointment: AppointmentId) -> Fee {
    shop.shop.appointment(appointment).fee.unwrap()
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
fn the_code_of_a_fee_is_shown_and_the_webhook_makes_the_receipt() {
    let (shop, appointment, mut screen) = taking();
    with_webhooks(&shop, &screen);
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    assert!(screen.sees("10:00 left"));
    assert!(screen.sees("PRACTICE"));
    let payment = newest(&shop);
    let order = payment.order.clone().unwrap();
    let code = format!("PRACTICE, no money moves: {order}");
    assert!(screen.sees(&code), "the code says what it is");
    assert_eq!(payment.appointment, Some(appointment));
    customer_pays(&shop);
    screen.wait_for("Receipt 1");
    screen.press("Done");
    screen.wait_for("Paid");
    screen.wait_gone("Take the fee");
    let receipt = kept(&shop.shop, 1);
    assert_eq!(receipt.tenders[0].kind, TenderKind::Upi);
    assert_eq!(receipt.lines[0].name, "Tasting, Mon 2 Mar 14:00");
    assert_eq!(fee(&shop, appointment).state, InvoiceState::Paid);
    shop.shop.adds_up_again();
}

#[test]
fn a_code_that_was_left_without_a_word_is_there_again_and_verified_by_hand() {
    let (shop, appointment, screen) = waiting();
    // What a killed program leaves.
    drop(screen);
    let mut screen = Screen::at_the_calendar(&shop.shop, "Asha");
    assert!(!screen.sees(WAITING), "the counter has nothing of it");
    screen.press(MEERA);
    screen.wait_for("Waits for the code to be paid");
    screen.press("Show the code");
    screen.wait_for(WAITING);
    assert_eq!(shop.practice.counts().0, 1, "no second order");
    screen.press("Verify now");
    screen.wait_for("The provider knows of no try to pay yet.");
    customer_pays(&shop);
    // The same key as for the code itself.
    screen.key(Modifiers::COMMAND, Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(fee(&shop, appointment).receipt, Some(1));
    shop.shop.adds_up_again();
}

#[test]
fn a_code_says_that_its_appointment_was_cancelled_elsewhere_and_takes_nothing_more() {
    let (shop, appointment, mut screen) = waiting();
    let version = shop.shop.appointment(appointment).version;
    let cancelled = shop.shop.cancels(&shop.shop.admin, appointment, version);
    cancelled.unwrap();
    screen.wait_for("The appointment was cancelled meanwhile.");
    assert!(!screen.sees("Exact cash"));
    assert!(!screen.sees("Verify now"));
    assert!(!screen.sees("Cancel the payment"));
    // It was paid at the last moment.
    with_webhooks(&shop, &screen);
    customer_pays(&shop);
    screen.wait_for("The appointment was cancelled, and INR 500.00 came for it all the same.");
    assert!(!screen.sees("Take it as the fee"));
    screen.press("Give the money back");
    screen.wait_for("what was paid goes back to the customer.");
    // That of the dialog, over that of the appointment.
    screen.press_last("Close");
    screen.wait_gone("what was paid goes back to the customer.");
    shop.shop.adds_up_again();
}

#[test]
fn a_code_that_is_cancelled_leaves_the_fee_to_be_paid_in_another_way() {
    let (shop, appointment, mut screen) = waiting();
    screen.press("Cancel the payment");
    screen.wait_for("The payment by QR was given up.");
    assert_eq!(newest(&shop).state, State::Expired);
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop.shop, 1).tenders[0].kind, TenderKind::Cash);
    assert_eq!(fee(&shop, appointment).state, InvoiceState::Paid);
    shop.shop.adds_up_again();
}

#[test]
fn a_code_whose_time_is_over_says_so_and_its_money_is_taken_as_the_fee_when_it_comes() {
    let (shop, appointment, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    shop.shop.clock.step_ms(601_000);
    screen.wait_for("It was not paid by QR in time.");
    screen.press("Cancel");
    screen.wait_for("Not paid");
    customer_pays(&shop);
    screen.wait_for("Money came by QR after its code had been given up: see to it.");
    assert_eq!(fee(&shop, appointment).state, InvoiceState::Open);
    screen.press("See to the payment");
    screen.wait_for("Paid, and not taken as the fee");
    screen.press("Take it as the fee");
    screen.wait_for("Receipt 1");
    screen.press("Done");
    screen.wait_gone("Money came by QR");
    assert_eq!(fee(&shop, appointment).receipt, Some(1));
    shop.shop.adds_up_again();
}

#[test]
fn money_for_a_fee_that_was_paid_in_cash_meanwhile_is_given_back_from_its_appointment() {
    let (shop, appointment, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    screen.press("Cancel the payment");
    screen.wait_for("The payment by QR was given up.");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    screen.press("Done");
    customer_pays(&shop);
    screen.wait_for("Money came by QR after its code had been given up: see to it.");
    screen.press("See to the payment");
    screen.wait_for("Paid, and not taken as the fee");
    screen.press("Take it as the fee");
    screen.wait_for("has its fee paid already on receipt 1");
    screen.press("Give the money back");
    screen.wait_gone("Money came by QR");
    wait_until("refunded", || {
        (newest(&shop).state == State::Refunded).then_some(())
    });
    assert_eq!(fee(&shop, appointment).late, None);
    assert_eq!(shop.practice.counts(), (1, 1, 1));
    shop.shop.adds_up_again();
}

#[test]
fn the_code_is_for_all_of_it_and_nothing_is_begun_beside_a_payment_that_was_taken() {
    let (shop, _, mut screen) = taking();
    screen.fill("Amount given", "100");
    screen.press("Card");
    screen.wait_for("Left to pay");
    screen.press("Pay by QR");
    screen.wait_for("The code is for all of it: take the other payments off first.");
    assert_eq!(shop.practice.counts().0, 0);
    screen.press("Take off Card 100.00");
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    assert_eq!(newest(&shop).amount, Money::from_minor(50_000));
}

#[test]
fn a_code_that_another_window_has_shown_meanwhile_comes_up_instead_of_a_second_one() {
    let (shop, appointment, mut screen) = taking();
    shop.shop.staff();
    let mut other = Screen::of(&shop.shop);
    other.log_in("Ravi", PASSWORD);
    other.wait_for("Scan or search");
    other.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    other.wait_for(MEERA);
    other.press(MEERA);
    other.wait_for("Take the fee");
    other.press("Take the fee");
    other.wait_for("INR 500.00");
    other.press("Pay by QR");
    other.wait_for(WAITING);
    // Neither by a code of its own nor in cash.
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    assert_eq!(shop.practice.counts().0, 1);
    let cash = shop.shop.tries(PayFee {
        appointment,
        tenders: vec![Tender::cash(Money::from_minor(50_000))],
        note: None,
        shift: None,
    });
    assert!(cash.is_err());
    shop.shop.adds_up_again();
}

#[test]
fn without_a_provider_the_button_says_what_to_do_and_begins_nothing() {
    let shop = TestShop::new();
    booked(&shop);
    let mut screen = Screen::at_the_calendar(&shop, "Asha");
    screen.press(MEERA);
    screen.wait_for("Take the fee");
    screen.press("Take the fee");
    screen.wait_for("INR 500.00");
    screen.press("Pay by QR");
    screen.wait_for("The shop has no payment provider yet.");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
}
