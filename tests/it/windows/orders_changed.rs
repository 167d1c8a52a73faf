//! What is ordered is changed in the window: how much, what goes, what is added.

use sherbet::{
    shop::{orders::OrderLine, pricing::Discount, sales::CheckoutLine},
    values::{OrderId, Quantity, Rate},
};

use super::Screen;
use crate::orders_support::{PickUp, at, money, order_of};

impl PickUp {
    /// What is in an order: "2 Barfi".
    fn goods(&self, order: OrderId) -> Vec<String> {
        let told = |line: &OrderLine| format!("{} {}", line.quantity.get(), line.name);
        self.order(order).lines.iter().map(told).collect()
    }
}

#[test]
fn goods_of_an_order_are_changed_taken_out_and_added_and_its_room_follows() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let katli = shop.sweet("Kaju Katli", 500, 9);
    shop.sweet("Ladoo", 250, 9);
    let hatch = shop.hatch(10_000, 5);
    let mut wanted = order_of(hatch, at(17), barfi, 2);
    wanted.lines[0].discount = Some(Discount::Percent(Rate::parse("10").unwrap()));
    wanted.lines[0].note = Some("Happy birthday".into());
    wanted
        .lines
        .push(CheckoutLine::of(katli, Quantity::of(1).unwrap()));
    let order = shop.done(wanted).order;
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 23.00");
    screen.press("Change goods");
    screen.wait_for("Comes to 23.00, as before");
    screen.press("More Barfi");
    screen.wait_for("Comes to 32.00 instead of 23.00");
    screen.fill("How much Barfi", "none");
    screen.wait_for("Barfi: ");
    assert!(screen.is_off("Change it"));
    screen.fill("How much Barfi", "4");
    screen.wait_for("Comes to 41.00 instead of 23.00");
    screen.press("Take out Kaju Katli");
    screen.wait_for("Comes to 36.00 instead of 23.00");
    screen.fill("Add", "lad");
    screen.wait_for("Add Ladoo, 2.50");
    screen.press("Add Ladoo, 2.50");
    screen.wait_for("Comes to 38.50 instead of 23.00");
    screen.press("Change it");
    screen.wait_for("Order 1 comes to INR 38.50 now.");
    assert_eq!(shop.goods(order), ["4 Barfi", "1 Ladoo"]);
    let lines = shop.order(order).lines;
    assert_eq!(lines[0].note.as_deref(), Some("Happy birthday"));
    assert_eq!(lines[0].discount, money(400));
    assert_eq!(shop.used(at(17)), (3_850, 1));
    shop.adds_up();
}

#[test]
fn more_than_the_slot_holds_is_refused_in_place_and_the_order_stays_as_it_is() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(5_000, 5);
    let order = shop.placed(hatch, at(17), barfi, 2).order;
    shop.placed(hatch, at(17), barfi, 2);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00");
    screen.press("Change goods");
    screen.fill("How much Barfi", "4");
    screen.wait_for("Comes to 40.00 instead of 20.00");
    screen.press("Change it");
    screen.wait_for("18:00");
    assert_eq!(shop.goods(order), ["2 Barfi"]);
    assert_eq!(shop.used(at(17)), (4_000, 2));
    screen.fill("How much Barfi", "3");
    screen.press("Change it");
    screen.wait_for("Order 1 comes to INR 30.00 now.");
    assert_eq!(shop.used(at(17)), (5_000, 2));
    shop.adds_up();
}

#[test]
fn who_changes_the_goods_second_is_told_who_was_faster_and_nothing_was_done() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let order = shop.placed(hatch, at(17), barfi, 2).order;
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00");
    screen.press("Change goods");
    screen.wait_for("Comes to 20.00, as before");
    screen.press("More Barfi");
    let theirs = sherbet::shop::orders::ChangeOrder {
        order,
        version: 1,
        lines: Some(vec![CheckoutLine::of(barfi, Quantity::of(5).unwrap())]),
        discount: None,
        note: None,
        preparation_minutes: None,
    };
    shop.done(theirs);
    screen.press("Change it");
    screen.wait_for("Asha changed it at");
    screen.wait_for("50.00");
    assert_eq!(shop.goods(order), ["5 Barfi"]);
    screen.press("Change it");
    screen.wait_for("Order 1 comes to INR 30.00 now.");
    assert_eq!(shop.goods(order), ["3 Barfi"]);
}
