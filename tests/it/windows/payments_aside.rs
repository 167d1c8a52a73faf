//! What was put aside, in the window; and what is done there about money that does not fit.

use sherbet::{
    gateway::{practice, work},
    shop::{
        invoices::Invoicing,
        payments::{
            BeginRefund, Door, Flag, KeepMessage, News, RefundOutcome, Said, SettleRefund, refunds,
            strays,
        },
        settings::ChangeSetting,
    },
};

use super::Screen;
use crate::{
    gateway_support::Practised,
    payments_support::{id, money, news},
    support::TestShop,
    windows::payments::at_the_newest,
};

fn at_what_was_put_aside(shop: &TestShop, who: &str) -> Screen {
    let mut screen = Screen::with(shop, who);
    screen.press("Payments");
    screen.wait_for("Find a payment");
    screen.press_first("Put aside");
    screen
}

#[test]
fn what_was_put_aside_is_told_with_its_reason_and_leaves_once_it_was_seen_to() {
    let shop = TestShop::new();
    let mut screen = at_what_was_put_aside(&shop, "Asha");
    screen.wait_for("Nothing waits for you");
    let body = r#"{"event":"invoice.paid","payload":{"payment":{"entity":{
        "id":"pay_9","amount":4550,"currency":"INR","status":"captured",
        "email":"meera@example.com"}}}}"#;
    let keep = KeepMessage {
        event: id("evt_1"),
        body: body.as_bytes().to_vec(),
    };
    shop.machine(keep).unwrap();
    work(&shop.shop).unwrap();
    screen.wait_for("Put aside, 1 waiting");
    screen.wait_for("Not understood");
    screen.press_first("message-1");
    screen.wait_for("The shop has no use for it: An event of the kind invoice.paid.");
    screen.wait_for("payment: pay_9 · captured · INR 45.50");
    assert!(!screen.sees("meera"));
    screen.press("It is seen to");
    screen.wait_for("message-1 was seen to");
    screen.press_last("It is seen to");
    screen.wait_for("Is needed: what was done about it");
    screen.fill("What was done about it", "taken off at the provider");
    screen.press_last("It is seen to");
    screen.wait_for("Nothing waits for you");
    screen.wait_gone("Put aside, 1 waiting");
    screen.press("What was seen to, too");
    screen.wait_for("Seen to · an event of the kind invoice.paid");
    screen.wait_for("taken off at the provider");
    assert!(!screen.has_button("It is seen to"));
}

#[test]
fn money_that_fits_no_order_is_seen_to_here_and_of_a_payment_there() {
    let shop = TestShop::new();
    shop.staff();
    let katli = shop.sweet("Kaju Katli", 4_550, 5);
    let begun = shop.ordered(katli, 1);
    let right = news(Door::Webhook, &begun, "pay_1", Said::Captured);
    shop.told(News {
        amount: money(4_000),
        ..right.clone()
    });
    shop.told(News {
        order: Some(id("order_of_others")),
        payment: id("pay_2"),
        ..right
    });
    let mut screen = at_what_was_put_aside(&shop, "Asha");
    screen.wait_for("Put aside, 2 waiting");
    screen.press_first("news-2");
    screen.wait_for("No payment of the shop has this order");
    screen.wait_for("For the order order_of_others");
    assert!(screen.has_button("It is seen to"));
    screen.press_first("news-1");
    screen.wait_for("Another amount was paid than was asked for");
    assert!(!screen.has_button("It is seen to"));
    screen.press("Payment 1");
    screen.wait_for("Give these 40.00 back");
    drop(screen);
    let mut screen = at_what_was_put_aside(&shop, "Ravi");
    screen.wait_for("Not for your role");
    assert!(!screen.sees("order_of_others") && !screen.sees("waiting"));
}

#[test]
fn money_in_another_currency_is_given_back_in_that_currency() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4_550, 10);
    let (begun, order) = practised.ordered(katli, 1);
    let base = practised.practice.base_url();
    let at = base.trim_start_matches("http://").parse().unwrap();
    let asked = serde_json::json!({
        "order": order, "amount_minor": 1_200, "currency": "JPY",
    });
    practice::tell(at, "/practice/pay", &asked).unwrap();
    let mut screen = at_the_newest(shop, "Asha");
    screen.press("Verify now");
    screen.wait_for("It was paid in another currency: give it back.");
    // Yen have no decimals.
    screen.wait_for("JPY 1,200 may still go back.");
    screen.press("Give these JPY 1,200 back");
    screen.fill("Reason", "paid in yen");
    screen.fill("How much (JPY)", "1200.50");
    screen.press("Give it back");
    screen.wait_for("JPY amounts have no decimals");
    screen.fill("How much (JPY)", "1200");
    screen.press("Give JPY 1,200 back");
    screen.wait_for("All of it went back.");
    let strays = shop.shop.read(|db| strays(db, begun.payment)).unwrap();
    assert_eq!(
        (strays[0].refunded, strays[0].flag),
        (money(1_200), Flag::WrongCurrency)
    );
    let payment = shop.payment(begun.payment);
    assert_eq!((payment.refunded, payment.flag), (money(0), None));
    assert_eq!(practised.practice.counts().2, 1, "one went back there");
    shop.adds_up_again();
}

#[test]
fn a_credit_note_that_could_not_be_issued_is_issued_from_its_refund() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4_550, 10);
    let begun = shop.paid(katli, 1);
    let called = |version, credit_prefix: &str| ChangeSetting {
        version,
        value: Invoicing {
            credit_prefix: credit_prefix.into(),
            prefix: "INV".into(),
            ..Invoicing::default()
        },
    };
    // As invoices were called, so that its number is taken.
    shop.does(called(0, ""));
    let refund = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(1_000),
        reason: "open box".into(),
    });
    let outcome = RefundOutcome::Done {
        refund: id("rfnd_1"),
    };
    let key = refund.key;
    shop.machine(SettleRefund { key, outcome }).unwrap();
    let mut screen = at_the_newest(&shop, "Asha");
    screen.press("Issue its credit note");
    screen.wait_for("INR 10.00 went back, and its credit note could not be issued then.");
    screen.press("Issue it");
    screen.wait_for("What credit notes are called makes the number");
    shop.does(called(1, "CN"));
    screen.press("Issue it");
    screen.wait_for("Credit note CN25-26/1 is issued.");
    screen.wait_gone("Issue its credit note");
    let all = shop.shop.read(|db| refunds(db, begun.payment)).unwrap();
    assert_eq!(all[0].credit_note.as_deref(), Some("CN25-26/1"));
    assert_eq!(shop.payment(begun.payment).flag, None);
    shop.adds_up_again();
}
