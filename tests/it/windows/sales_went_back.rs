//! Taking goods back on the screen whose money the payment provider gave back before.

use egui::Key;
use sherbet::shop::payments::{Door, Said};

use super::Screen;
use crate::{
    payments_support::{id, money, news},
    support::TestShop,
};

#[test]
fn goods_come_back_on_the_screen_after_their_money_and_no_more_goes_back_than_is_missing() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 2);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("UPI · pay_1");
    screen.press("Take back");
    screen.wait_for("Pick what comes back");
    screen.press("One more of Kaju Katli");
    screen.wait_for("UPI back · pay_1");
    assert!(!screen.has_button("It went back before"));
    // On the provider's own page, meanwhile.
    let said = Said::Refunded {
        refund: id("rfnd_1"),
        amount: money(4_500),
        ours: None,
    };
    shop.told(news(Door::Webhook, &begun, "pay_1", said));
    screen.press("One more of Kaju Katli");
    screen.wait_for("It went back before");
    screen.press("Damaged");
    screen.press("Give INR 60.00 back");
    screen.wait_for("Had 45.00 of its payment 1 given back without goods, so 15.00 is left");
    assert_eq!(shop.on_hand(katli), 3);
    screen.press("It went back before");
    screen.wait_for("Went back before");
    screen.press("Give INR 15.00 back");
    screen.wait_for("45.00 of the amounts below went back before");
    assert_eq!(shop.on_hand(katli), 5);
    let now = shop.payment(begun.payment);
    assert_eq!((now.refunded, now.refunding), (money(4_500), money(1_500)));
    shop.adds_up_again();
}
