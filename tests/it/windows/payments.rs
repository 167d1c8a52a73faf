//! The payments on the screen: found, told whole, given back, settled and handed out.

use egui::{Key, Modifiers};
use sherbet::{
    gateway::practice::Tricks,
    shop::{
        payments::{BeginRefund, Door, Flag, RefundOutcome, Release, Said, SettleRefund, State},
        settings::ChangeSetting,
    },
    values::{PaymentId, RequestId},
};

use super::Screen;
use crate::{
    gateway_support::{Practised, setup},
    payments_support::{money, news},
    support::TestShop,
};

/// The payments on the screen.
fn at_the_payments(shop: &TestShop, who: &str) -> Screen {
    let mut screen = Screen::with(shop, who);
    screen.press("Payments");
    screen.wait_for("Find a payment");
    screen
}

/// The newest payment, shown whole.
pub(super) fn at_the_newest(shop: &TestShop, who: &str) -> Screen {
    let mut screen = at_the_payments(shop, who);
    screen.wait_for("Payment 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("What was told, and what it did");
    screen
}

#[test]
fn a_payment_tells_every_message_that_came_and_what_it_did() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let begun = shop.paid(katli, 2);
    shop.told(news(Door::Poll, &begun, "pay_1", Said::Captured));
    let mut screen = at_the_payments(&shop, "Asha");
    screen.wait_for("Payment 1, 2026-03-02 09:00, Paid, Receipt 1, 91.00");
    screen.hit(Key::Enter);
    screen.wait_for("sent by the provider");
    assert!(screen.sees("Counted: this was the first to tell"));
    assert!(screen.sees("the provider was asked"));
    assert!(screen.sees("Known already; nothing changed"));
    assert!(screen.sees("INR 91.00 · pay_1"));
    assert!(screen.sees("order_1") && screen.sees("Receipt 1"));
    assert!(screen.has_button("Invoice 25-26/1"));
    assert!(screen.sees("Kaju Katli"));
}

#[test]
fn payments_are_found_by_receipt_order_and_state_and_by_what_needs_a_person() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.paid(katli, 1);
    let waits = shop.ordered(katli, 2);
    shop.ordered(katli, 3);
    let mut wrong = news(Door::Webhook, &waits, "pay_2", Said::Captured);
    wrong.amount = money(1);
    shop.told(wrong);
    let mut screen = at_the_payments(&shop, "Asha");
    screen.wait_for("Payment 3, ");
    assert!(screen.sees("Payment 1, ") && screen.sees("Payment 2, "));

    screen.fill("Find a payment", "order_3");
    screen.wait_gone("Payment 1, ");
    assert!(screen.sees("Payment 3, ") && !screen.sees("Payment 2, "));
    screen.fill("Find a payment", "R000001");
    screen.wait_for("Payment 1, ");
    assert!(!screen.sees("Payment 3, "), "no receipt came of it");
    screen.fill("Find a payment", "pay_none");
    screen.wait_for("Nothing found");
    screen.key(Modifiers::COMMAND, Key::A);
    screen.hit(Key::Backspace);
    screen.wait_for("Payment 3, ");

    screen.press("Needs a person, 1 waiting");
    screen.wait_gone("Payment 3, ");
    assert!(screen.sees("Payment 2, 2026-03-02 09:00, Waits for money, Wrong amount, 91.00"));
    screen.press("Needs a person, 1 waiting");
    screen.wait_for("Payment 1, ");
    screen.press("State: Every state");
    screen.press("Paid");
    screen.wait_gone("Payment 2, ");
    assert!(screen.sees("Payment 1, ") && !screen.sees("Payment 3, "));
}

#[test]
fn a_refund_says_before_what_may_go_back_and_never_gives_more() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    shop.paid(katli, 1);
    let mut screen = at_the_newest(&shop, "Asha");
    screen.press("Give back");
    screen.wait_for("INR 100.00 may still go back");
    screen.fill("How much (INR)", "60");
    screen.press("Give INR 60.00 back");
    screen.wait_for("A reason is needed");
    assert_eq!(shop.payment(PaymentId::new(1)).refunding, money(0));
    screen.fill("Reason", "too sweet");
    // Another window is faster with as much.
    let theirs = BeginRefund {
        payment: PaymentId::new(1),
        amount: money(6000),
        reason: "the other window".into(),
    };
    shop.does(theirs);
    screen.wait_for("INR 40.00 may still go back");
    screen.press("Give INR 60.00 back");
    screen.wait_for("has 40.00 left, 60.00 wanted");
    screen.fill("How much (INR)", "40");
    screen.press("Give INR 40.00 back");
    screen.wait_gone("How much (INR)");
    let now = shop.payment(PaymentId::new(1));
    assert_eq!((now.refunding, now.refunded), (money(10_000), money(0)));
    screen.wait_for("To be asked for");
    assert!(screen.sees("too sweet") && screen.sees("the other window"));
    assert!(
        !screen.has_button("Give back"),
        "nothing is left to go back"
    );
    shop.adds_up_again();
}

#[test]
fn what_nobody_knows_of_a_refund_is_called_unknown_and_waits_for_a_person() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    let begun = shop.paid(katli, 1);
    let refund = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(2500),
        reason: "gone stale".into(),
    });
    let settle = SettleRefund {
        key: refund.key,
        outcome: RefundOutcome::Unknown {
            why: "no answer within 10 s".into(),
        },
    };
    shop.machine(settle).unwrap();
    let mut screen = at_the_newest(&shop, "Asha");
    screen.wait_for("Needs a person, 1 waiting");
    assert!(screen.sees("it is unknown whether the money went back"));
    assert!(screen.sees("No answer within 10 s."));
    screen.press("Needs a person, 1 waiting");
    screen.wait_for("Payment 1, ");
}

#[test]
fn a_payment_is_settled_by_hand_with_the_providers_id_and_a_reason() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.ordered(katli, 2);
    let mut screen = at_the_newest(&shop, "Asha");
    screen.press("Settle by hand");
    screen.wait_for("It counts INR 91.00 as paid, once.");
    screen.press("Count it as paid");
    screen.wait_for("1 to 64 letters, digits and signs");
    screen.fill("What the provider calls the payment", "pay_seen");
    screen.press("Count it as paid");
    screen.wait_for("Is needed: how it is known");
    assert_eq!(shop.payment(PaymentId::new(1)).state, State::Pending);
    screen.fill("How it is known", "seen on its page");
    screen.press("Count it as paid");
    screen.wait_for("said by a person");
    screen.wait_for("seen on its page");
    assert_eq!(shop.payment(PaymentId::new(1)).captured, money(9100));
    assert!(!screen.has_button("Settle by hand"), "it is settled");
    shop.adds_up_again();
}

/// A payment that was given up, and paid all the same.
fn paid_after_release(shop: &TestShop) -> sherbet::values::SweetId {
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let begun = shop.ordered(katli, 2);
    let payment = begun.payment;
    shop.does(Release { payment });
    shop.told(news(Door::Webhook, &begun, "pay_late", Said::Captured));
    katli
}

#[test]
fn what_was_paid_after_release_is_handed_out_again() {
    let shop = TestShop::new();
    let katli = paid_after_release(&shop);
    let mut screen = at_the_newest(&shop, "Asha");
    screen.wait_for("It was paid after the goods had been released");
    assert_eq!(shop.on_hand(katli), 10);
    screen.press("Hand out again");
    screen.wait_for("INR 91.00 came, and the goods were not handed out.");
    screen.press("Hand them out");
    screen.wait_gone("It was paid after the goods had been released");
    assert_eq!(shop.on_hand(katli), 8);
    assert_eq!(shop.payment(PaymentId::new(1)).sale, Some(1));
    shop.adds_up_again();
}

#[test]
fn a_flag_is_taken_down_only_with_a_word_on_what_was_done() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let begun = shop.paid(katli, 1);
    shop.told(news(Door::Webhook, &begun, "pay_again", Said::Captured));
    let mut screen = at_the_newest(&shop, "Asha");
    screen.wait_for("The order had been paid already");
    screen.press("It is seen to");
    screen.wait_for("What was done about it");
    screen.hit(Key::Enter);
    screen.wait_for("Is needed: what was done about it.");
    assert_eq!(
        shop.payment(begun.payment).flag,
        Some(Flag::PaidTwice),
        "nothing is done without a word"
    );
    screen.fill("What was done about it", "given back on its page");
    screen.hit(Key::Enter);
    screen.wait_gone("The order had been paid already");
    assert_eq!(shop.payment(begun.payment).flag, None);
}

#[test]
fn a_payment_is_given_up_and_its_goods_are_on_the_shelf_again() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.ordered(katli, 4);
    assert_eq!(shop.on_hand(katli), 6);
    let mut screen = at_the_newest(&shop, "Asha");
    screen.press("Give up");
    screen.wait_for("the invoice of INR 182.00 is void");
    screen.hit(Key::Escape);
    assert_eq!(shop.on_hand(katli), 6, "Esc gives nothing up");
    screen.press("Give up");
    screen.wait_for("the invoice of INR 182.00 is void");
    screen.press("Give it up");
    screen.wait_for("Its goods are on the shelf again.");
    screen.wait_for("Given up");
    assert_eq!(shop.on_hand(katli), 10);
}

#[test]
fn staff_see_payments_and_are_not_offered_what_admins_do_with_them() {
    let shop = TestShop::new();
    shop.staff();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.paid(katli, 1);
    let mut screen = at_the_newest(&shop, "Ravi");
    screen.wait_for("Giving money back is for admins.");
    assert!(!screen.has_button("Give back"));
    screen.key(Modifiers::COMMAND, Key::G);
    screen.settle();
    assert!(!screen.sees("may still go back: "), "the key does no more");
}

#[test]
fn without_a_provider_it_is_said_what_to_do_and_nothing_can_be_asked() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.ordered(katli, 1);
    let mut screen = at_the_newest(&shop, "Asha");
    assert!(screen.sees("The shop has no payment provider yet"));
    assert!(!screen.sees("PRACTICE"));
    screen.key(Modifiers::COMMAND, Key::E);
    screen.settle();
    assert!(!screen.sees("The provider is asked"));
    screen.press("Open the settings");
    screen.wait_for("Settings");
}

#[test]
fn verify_now_asks_the_provider_and_counts_the_money_once() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let (begun, order) = practised.ordered(katli, 2);
    let mut screen = at_the_newest(shop, "Asha");
    screen.press("Verify now");
    screen.wait_for("The provider knows of no try to pay yet.");
    assert_eq!(shop.payment(begun.payment).captured, money(0));
    practised.practice.pay(order.as_str(), None).unwrap();
    screen.press("Verify now");
    screen.wait_for("The money is there: sold on receipt 1.");
    assert_eq!(shop.payment(begun.payment).captured, money(9100));
    screen.press("Verify now");
    screen.wait_for("Nothing new: it was counted before.");
    assert_eq!(shop.on_hand(katli), 8);
    shop.adds_up_again();
}

#[test]
fn a_flag_that_was_seen_to_stays_down_when_the_provider_is_asked_again() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let (begun, order) = practised.ordered(katli, 1);
    practised.practice.pay(order.as_str(), None).unwrap();
    practised.practice.pay(order.as_str(), None).unwrap();
    let mut screen = at_the_newest(shop, "Asha");
    screen.press("Verify now");
    screen.wait_for("The order had been paid already");
    screen.press("It is seen to");
    screen.fill("What was done about it", "given back on its page");
    screen.hit(Key::Enter);
    screen.wait_gone("The order had been paid already");
    screen.press("Verify now");
    screen.wait_for("Nothing new");
    assert_eq!(shop.payment(begun.payment).flag, None);
}

#[test]
fn what_is_given_back_goes_to_the_provider_at_once() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    let (begun, order) = practised.ordered(katli, 1);
    practised.practice.pay(order.as_str(), None).unwrap();
    let mut screen = at_the_newest(shop, "Asha");
    screen.press("Verify now");
    screen.wait_for("sold on receipt 1");
    screen.key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::G);
    screen.settle();
    screen.fill("How much (INR)", "25");
    screen.fill("Reason", "one was broken");
    screen.press("Give INR 25.00 back");
    screen.wait_for("Part went back");
    assert!(screen.sees("one was broken"));
    assert_eq!(shop.payment(begun.payment).refunded, money(2500));
    assert_eq!(
        practised.practice.counts().2,
        1,
        "one refund was made there"
    );
    shop.adds_up_again();
}

#[test]
fn a_provider_that_does_not_answer_is_said_to_and_nothing_is_counted() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let (begun, _) = practised.ordered(katli, 1);
    let mut screen = at_the_newest(shop, "Asha");
    practised.practice.play(Tricks {
        failing: 20,
        ..Tricks::default()
    });
    screen.press("Verify now");
    screen.wait_for("of the payment provider is known");
    assert_eq!(shop.payment(begun.payment).captured, money(0));
    assert!(!screen.sees("The money is there"));
    practised.practice.play(Tricks::default());
    screen.press("Verify now");
    screen.wait_for("The provider knows of no try to pay yet.");
}

#[test]
fn practice_is_told_on_every_screen_and_ends_with_it() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let mut screen = Screen::with(shop, "Asha");
    for name in ["Counter", "Sales", "Payments", "Settings"] {
        screen.press(name);
        screen.wait_for("PRACTICE: payments at the provider");
    }
    let mut real = setup(&practised.practice);
    real.key_id = "rzp_live_1".into();
    real.base_url = "https://api.razorpay.com".into();
    let change = ChangeSetting {
        version: 1,
        value: real,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    screen.wait_gone("PRACTICE: payments at the provider");
}
