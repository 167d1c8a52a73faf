//! Paying by QR at the counter, with a practice provider over real HTTP.

use std::time::Instant;

use egui::{Key, Modifiers};
use sherbet::{
    gateway::practice::Tricks,
    shop::{
        payments::{self, Payment, PaymentQuery, State},
        sales::{TenderKind, baskets::is_open_elsewhere},
    },
    store,
    values::{Money, SweetId},
};

use super::{Screen, counter_lines::kept};
use crate::{
    gateway_support::{Practised, wait_until},
    support::PASSWORD,
};

const BARFI: &str = "Barfi, 385.00, 5 left";
const WAITING: &str = "Waiting for the customer to pay";

/// A shop that practises, with five Barfi, and a window of Asha's.
fn counter() -> (Practised, SweetId, Screen) {
    let shop = Practised::new();
    let barfi = shop.shop.sweet("Barfi", 38_500, 5);
    let screen = Screen::with(&shop.shop, "Asha");
    (shop, barfi, screen)
}

/// The same, with the code of one Barfi on the screen.
fn waiting() -> (Practised, SweetId, Screen) {
    let (shop, barfi, mut screen) = counter();
    screen.press(BARFI);
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    (shop, barfi, screen)
}

fn all(shop: &Practised) -> Vec<Payment> {
    let shop = &shop.shop.shop;
    shop.read(|db| payments::list(db, PaymentQuery::default(), 10))
        .unwrap()
}

/// The payment that was begun last.
fn newest(shop: &Practised) -> Payment {
    all(shop).remove(0)
}

/// Has webhooks sent to the window's own listener.
fn with_webhooks(shop: &Practised, screen: &Screen) {
    let at = wait_until("listening", || screen.provider().status().listening);
    shop.practice
        .send_webhooks_to(&format!("http://{at}/webhook"));
}

fn customer_pays(shop: &Practised, amount_minor: Option<i64>) {
    let order = newest(shop).order.unwrap();
    shop.practice.pay(order.as_str(), amount_minor).unwrap();
}

#[test]
fn the_goods_are_held_the_code_is_shown_and_the_webhook_makes_the_receipt() {
    let (shop, barfi, mut screen) = counter();
    with_webhooks(&shop, &screen);
    screen.press(BARFI);
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    assert!(screen.sees("INR 385.00"));
    assert!(screen.sees("10:00 left"));
    assert!(screen.sees("PRACTICE"));
    let order = newest(&shop).order.unwrap();
    let code = format!("PRACTICE, no money moves: {order}");
    assert!(screen.sees(&code), "the code says what it is");
    assert_eq!(shop.shop.on_hand(barfi), 4, "held");
    assert_eq!(shop.practice.counts(), (1, 0, 0));
    customer_pays(&shop, None);
    screen.wait_for("Receipt 1");
    assert!(!screen.sees(WAITING));
    let receipt = kept(&shop.shop, 1);
    assert_eq!(receipt.tenders[0].kind, TenderKind::Upi);
    assert_eq!(receipt.tenders[0].given.minor(), 38_500);
    assert_eq!(shop.shop.on_hand(barfi), 4, "sold, not twice");
    assert_eq!(newest(&shop).state, State::Captured);
    shop.shop.adds_up_again();
}

#[test]
fn verify_now_asks_the_provider_where_no_webhook_came() {
    let (shop, _, mut screen) = waiting();
    screen.press("Verify now");
    screen.wait_for("The provider knows of no try to pay yet.");
    // A try that fails, and one that does not.
    shop.practice.play(Tricks {
        declined: true,
        ..Tricks::default()
    });
    customer_pays(&shop, None);
    screen.press("Verify now");
    screen.wait_for("The provider says that it is not paid yet.");
    screen.wait_for("The last try to pay failed; the customer may try again");
    shop.practice.play(Tricks::default());
    customer_pays(&shop, None);
    // The same key as for the code itself.
    screen.key(Modifiers::COMMAND, Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(newest(&shop).sale, Some(1));
    shop.shop.adds_up_again();
}

#[test]
fn cancelling_puts_the_goods_on_the_shelf_and_into_the_basket_again() {
    let (shop, barfi, mut screen) = waiting();
    screen.press("Cancel the payment");
    screen.wait_for("Exact cash");
    screen.wait_for("1 piece");
    assert_eq!(shop.shop.on_hand(barfi), 5);
    assert_eq!(newest(&shop).state, State::Expired);
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop.shop, 1).tenders[0].kind, TenderKind::Cash);
    shop.shop.adds_up_again();
}

#[test]
fn a_window_that_was_left_without_a_word_finds_its_payment_again_and_makes_no_second_order() {
    let (shop, barfi, screen) = waiting();
    // No log-out and no closing: what a killed program leaves.
    drop(screen);
    let mut screen = Screen::with(&shop.shop, "Asha");
    screen.wait_for(WAITING);
    assert!(screen.sees("INR 385.00"));
    assert_eq!(shop.practice.counts().0, 1);
    assert_eq!(shop.shop.on_hand(barfi), 4);
    customer_pays(&shop, None);
    drop(screen);
    shop.shop.clock.step_ms(5_000);
    // Paid while nobody looked: the receipt is what is there.
    let mut screen = Screen::with(&shop.shop, "Asha");
    screen.wait_for("Receipt 1");
    assert_eq!(shop.practice.counts().0, 1);
    shop.shop.adds_up_again();
}

#[test]
fn after_logging_out_and_in_the_payment_is_there_again_and_not_for_another_person() {
    let (shop, _, mut screen) = waiting();
    shop.shop.staff();
    screen.key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::L);
    screen.settle();
    screen.log_in("Ravi", PASSWORD);
    screen.wait_for("The basket is empty");
    assert!(!screen.sees(WAITING));
    screen.key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::L);
    screen.settle();
    screen.log_in("Asha", PASSWORD);
    screen.wait_for(WAITING);
    assert_eq!(shop.practice.counts().0, 1);
}

#[test]
fn pressed_again_and_again_while_the_file_is_busy_it_is_one_payment_with_one_order() {
    let (shop, barfi, mut screen) = counter();
    screen.press(BARFI);
    let holder = rusqlite::Connection::open(&shop.shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    for _ in 0..3 {
        screen.key(Modifiers::COMMAND, Key::F12);
        screen.frame();
    }
    let begun = Instant::now();
    while !screen.sees("to let go of the shop's file") {
        screen.frame();
        assert!(
            begun.elapsed().as_secs() < 60,
            "nobody says what it waits for"
        );
    }
    holder.execute_batch("ROLLBACK").unwrap();
    screen.wait_for(WAITING);
    assert_eq!(all(&shop).len(), 1);
    assert_eq!(shop.practice.counts().0, 1);
    assert_eq!(shop.shop.on_hand(barfi), 4);
}

#[test]
fn the_window_serves_somebody_else_meanwhile_and_tells_when_it_was_paid() {
    let (shop, _, mut screen) = waiting();
    screen.press("Serve somebody else meanwhile");
    screen.wait_for("1 payment by QR not paid yet");
    screen.press("Barfi, 385.00, 4 left");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    customer_pays(&shop, None);
    // Found again in the list, and put aside again.
    screen.key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F12);
    screen.settle();
    let open = format!("Open payment {}", newest(&shop).id);
    if screen.has_button(&open) {
        screen.press(&open);
        screen.press("Verify now");
    }
    screen.wait_for("Receipt 2");
    assert_eq!(newest(&shop).sale, Some(2));
    shop.shop.adds_up_again();
}

#[test]
fn a_sweet_that_is_scanned_begins_the_next_basket_and_a_note_tells_of_the_money() {
    let (shop, _, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    screen.press("Barfi, 385.00, 4 left");
    screen.wait_for("1 payment by QR not paid yet");
    customer_pays(&shop, None);
    screen.wait_for("Paid by QR: 385.00. Receipt 1.");
    screen.wait_gone("1 payment by QR not paid yet");
    assert!(screen.sees("1 piece"), "the next basket stays");
}

#[test]
fn money_that_comes_after_the_goods_went_back_is_told_and_the_goods_are_handed_out_again() {
    let (shop, barfi, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    screen.press("Cancel the payment");
    screen.wait_for("1 piece");
    customer_pays(&shop, None);
    screen.wait_for("1 payment by QR paid, not handed out: see to it");
    assert_eq!(newest(&shop).sale, None, "nothing was sold");
    screen.press("1 payment by QR paid, not handed out: see to it");
    assert!(screen.sees("See to it"));
    screen.press(&format!("Open payment {}", newest(&shop).id));
    screen.wait_for("Begun by Asha");
    screen.press("Hand the goods out again");
    screen.wait_gone("1 payment by QR paid, not handed out: see to it");
    assert_eq!(newest(&shop).sale, Some(1));
    assert_eq!(shop.shop.on_hand(barfi), 4);
    shop.shop.adds_up_again();
}

#[test]
fn money_that_came_when_the_time_was_over_is_given_back_by_the_provider() {
    let (shop, barfi, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    shop.shop.clock.step_ms(601_000);
    screen.wait_for("Not paid in time; its goods are on the shelf again");
    assert_eq!(shop.shop.on_hand(barfi), 5);
    customer_pays(&shop, None);
    screen.wait_for("Paid after its goods had gone back to the shelf");
    screen.press("Give the money back");
    screen.wait_gone("Paid after its goods had gone back to the shelf");
    wait_until("refunded", || {
        (newest(&shop).state == State::Refunded).then_some(())
    });
    screen.wait_gone("paid, not handed out");
    assert_eq!(shop.practice.counts(), (1, 1, 1));
    assert_eq!(shop.shop.on_hand(barfi), 5);
    shop.shop.adds_up_again();
}

#[test]
fn another_amount_sells_nothing_and_is_told_in_words() {
    let (shop, barfi, mut screen) = waiting();
    with_webhooks(&shop, &screen);
    customer_pays(&shop, Some(10_000));
    screen.wait_for("385.00 was asked for, and 100.00 came. Nothing was sold");
    assert_eq!(newest(&shop).sale, None);
    assert_eq!(shop.shop.on_hand(barfi), 4, "still held");
    screen.press("Cancel the payment");
    screen.wait_for("1 piece");
    shop.shop.adds_up_again();
}

#[test]
fn a_provider_that_does_not_answer_is_told_as_not_known_and_asked_again() {
    let (shop, _, mut screen) = counter();
    shop.practice.play(Tricks {
        failing: 2,
        ..Tricks::default()
    });
    screen.press(BARFI);
    screen.press("Pay by QR");
    screen.wait_for("Whether it was paid is not known; it is asked again by itself.");
    assert!(screen.sees("Asking the provider for the code…"));
    screen.wait_for(WAITING);
    assert!(!screen.sees("is not known"));
    assert_eq!(shop.practice.counts().0, 1);
}

#[test]
fn without_a_provider_the_button_says_what_to_do_and_holds_nothing() {
    let shop = crate::support::TestShop::new();
    let barfi = shop.sweet("Barfi", 38_500, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press(BARFI);
    screen.press("Pay by QR");
    screen.wait_for("Paying by QR is not set up");
    assert!(screen.sees("An admin sets one up in the settings, under Payments"));
    screen.press("Back to the basket");
    assert!(screen.sees("1 piece"));
    assert_eq!(shop.on_hand(barfi), 5);
}

#[test]
fn what_is_short_is_told_as_with_any_sale_and_what_is_left_is_paid_by_qr() {
    let (shop, barfi, mut screen) = counter();
    screen.press(BARFI);
    screen.key(Modifiers::COMMAND, Key::ArrowUp);
    screen.wait_for("2 pieces");
    // Another till was faster.
    shop.shop.sell(barfi, 4).unwrap();
    screen.press("Pay by QR");
    screen.wait_for("Another window was faster");
    assert_eq!(shop.practice.counts().0, 0);
    screen.press("Sell what is left");
    screen.wait_for(WAITING);
    assert_eq!(newest(&shop).amount.minor(), 38_500);
    assert_eq!(shop.shop.on_hand(barfi), 0);
}

#[test]
fn a_refusal_that_was_waved_away_leaves_the_next_sale_what_it_is() {
    let (shop, barfi, mut screen) = counter();
    screen.press(BARFI);
    screen.key(Modifiers::COMMAND, Key::ArrowUp);
    screen.wait_for("2 pieces");
    shop.shop.sell(barfi, 4).unwrap();
    screen.press("Pay by QR");
    screen.wait_for("Another window was faster");
    screen.press("Back to the basket");
    screen.hit(Key::F12);
    screen.wait_for("Another window was faster");
    screen.press("Sell what is left");
    screen.wait_for("Receipt 2");
    assert_eq!(kept(&shop.shop, 2).tenders[0].kind, TenderKind::Cash);
    assert_eq!(all(&shop), []);
}

#[test]
fn the_customer_sees_the_same_code_and_that_it_is_practice() {
    let (shop, _, mut screen) = waiting();
    screen.key(Modifiers::COMMAND, Key::K);
    screen.settle();
    screen.by_hand("Customer display");
    screen.hit(Key::Enter);
    screen.wait_for("PRACTICE: no money moves");
    screen.wait_for("Scan to pay");
    customer_pays(&shop, None);
    screen.press("Verify now");
    screen.wait_for("Thank you!");
}

#[test]
fn what_another_open_window_began_is_left_to_it_and_what_a_dead_one_began_is_not() {
    let here = |window: &str| format!("{}/{window}", store::this_process());
    assert!(is_open_elsewhere(&here("window 2"), &here("window 1")));
    assert!(!is_open_elsewhere(&here("window 1"), &here("window 1")));
    // A process of that number that was started at another time.
    let dead = format!("{}@1/window 2", std::process::id());
    assert!(!is_open_elsewhere(&dead, &here("window 1")));
}

#[test]
fn a_gift_card_is_paid_by_qr_beside_goods_and_in_the_basket_again_when_that_is_cancelled() {
    let (shop, _, mut screen) = counter();
    screen.press(BARFI);
    screen.key(Modifiers::COMMAND, Key::G);
    screen.settle();
    screen.wait_for("A new card: ");
    screen.by_hand("500");
    screen.hit(Key::Enter);
    screen.wait_for("INR 885.00");
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    screen.press("Cancel the payment");
    screen.wait_for("Exact cash");
    screen.wait_for("INR 885.00");
    screen.press("Pay by QR");
    screen.wait_for(WAITING);
    assert_eq!(newest(&shop).amount, Money::from_minor(88_500));
    customer_pays(&shop, None);
    screen.press("Verify now");
    screen.wait_for("Receipt 1");
    let receipt = kept(&shop.shop, 1);
    assert_eq!(receipt.gift_cards, Money::from_minor(50_000));
    let made = receipt.lines[1].gift_card.clone().unwrap();
    assert_eq!(shop.shop.balance(&made), Some(50_000));
    shop.shop.adds_up_again();
}
