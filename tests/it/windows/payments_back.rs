//! Money that goes back beside the usual way, in the window.

use sherbet::shop::payments::{
    BeginRefund, Flag, RefundOutcome, RefundState, SettleRefund, refunds, strays,
};

use crate::{
    gateway_support::Practised, payments_support::money, support::TestShop,
    windows::payments::at_the_newest,
};

#[test]
fn the_second_payment_of_an_order_is_given_back_from_the_payment_it_came_for() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let (begun, order) = practised.ordered(katli, 1);
    practised.practice.pay(order.as_str(), None).unwrap();
    practised.practice.pay(order.as_str(), None).unwrap();
    let mut screen = at_the_newest(shop, "Asha");
    screen.press("Verify now");
    screen.wait_for("Came, and is not counted");
    screen.press("Give these 45.50 back");
    screen.wait_for("45.50 may still go back. It goes back the way it came");
    screen.fill("Reason", "paid twice");
    screen.press("Give INR 45.50 back");
    screen.wait_for("All of it went back.");
    let strays = shop.shop.read(|db| strays(db, begun.payment)).unwrap();
    assert_eq!(strays[0].refunded, money(4550));
    let payment = shop.payment(begun.payment);
    assert_eq!((payment.refunded, payment.flag), (money(0), None));
    assert_eq!(practised.practice.counts().2, 1, "one went back there");
    shop.adds_up_again();
}

#[test]
fn a_refund_of_which_nothing_is_known_is_settled_by_a_person_with_a_reason() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let begun = shop.paid(katli, 2);
    let refund = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(4550),
        reason: "stale".into(),
    });
    let why = "no answer within 10 s".into();
    let (key, outcome) = (refund.key, RefundOutcome::Unknown { why });
    shop.machine(SettleRefund { key, outcome }).unwrap();
    let mut screen = at_the_newest(&shop, "Asha");
    screen.press("Say what became of it");
    screen.wait_for("INR 45.50 was to go back.");
    screen.press("It did not");
    screen.press("It did not go back");
    screen.wait_for("A reason is needed");
    screen.fill("How it is known", "its page says failed");
    screen.press("It did not go back");
    screen.wait_for("The money did not go back: begin another refund");
    let state = || {
        let all = shop.shop.read(|db| refunds(db, begun.payment)).unwrap();
        all[0].state
    };
    assert_eq!(state(), RefundState::Failed);
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.refunding, payment.flag),
        (money(0), Some(Flag::RefundFailed))
    );
    shop.adds_up_again();
}
