//! The shift in the window: opened, joined, moved cash, counted blind, and why.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        books,
        sales::{self, TenderKind},
        shifts::{self, OpenShift},
    },
    values::{Money, RequestId, ShiftId},
};

use super::Screen;
use crate::support::TestShop;

fn opened(screen: &mut Screen, drawer: &str, float: &str) {
    screen.press("Shift");
    screen.wait_for("No shift in this window");
    screen.fill("Drawer", drawer);
    screen.fill("Float: what is in it now", float);
    screen.press("Open shift");
    screen.wait_for(&format!("Shift at {drawer}"));
}

fn sold_for_cash(screen: &mut Screen, name: &str) {
    screen.key(Modifiers::COMMAND, Key::Num1);
    screen.settle();
    screen.by_hand(name);
    screen.hit(Key::Enter);
    screen.hit(Key::F12);
    screen.wait_for("Receipt ");
}

fn last_shift(shop: &TestShop) -> Option<ShiftId> {
    let newest = shop.shop.read(|db| sales::list(db, None, 1)).unwrap()[0].number;
    let receipt = shop.shop.read(|db| sales::receipt(db, newest));
    receipt.unwrap().unwrap().shift
}

#[test]
fn what_a_window_sells_belongs_to_its_shift_from_opening_to_closing() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 1500, 9);
    let mut screen = Screen::with(&shop, "Asha");
    sold_for_cash(&mut screen, "barfi");
    assert_eq!(last_shift(&shop), None);
    opened(&mut screen, "Main", "500");
    assert!(screen.has_button("Shift, Main"));
    sold_for_cash(&mut screen, "barfi");
    assert_eq!(last_shift(&shop), Some(ShiftId::new(1)));

    screen.press("Shift, Main");
    screen.wait_for("515.00");
    screen.press("Count and close");
    screen.fill("500.00: pieces", "1");
    screen.press("One 10.00 more");
    screen.press("One 5.00 more");
    screen.wait_for("INR 515.00");
    screen.press("Close the shift");
    screen.wait_for("Z 1");
    screen.wait_for("as expected");
    assert!(screen.has_button("Shift"), "the window left the shift");
    let z = shop
        .shop
        .read(|db| shifts::z_report(db, 1))
        .unwrap()
        .unwrap();
    assert_eq!(z.figures.total, Money::from_minor(1500));
    sold_for_cash(&mut screen, "barfi");
    assert_eq!(last_shift(&shop), None);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn a_difference_is_told_after_the_count_opens_its_rows_and_is_booked_with_a_reason() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 1500, 9);
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    opened(&mut screen, "Main", "500");
    sold_for_cash(&mut screen, "barfi");
    screen.press("Shift, Main");
    screen.wait_for("You count blind");
    assert!(!screen.sees("515.00"), "what there should be is not told");
    screen.press("Count and close");
    screen.fill("500.00: pieces", "1");
    assert!(!screen.sees("515.00"));
    screen.press("Close the shift");

    screen.wait_for("−15.00");
    screen.wait_for("515.00");
    screen.press("Why this much Cash");
    screen.wait_for("Why INR 515.00");
    assert!(screen.sees("Float") && screen.sees("Sale, receipt 1"));
    assert!(screen.sees("+15.00"));
    screen.press("Close");
    screen.press("Book it and close");
    screen.wait_for("Say why it differs");
    screen.fill("Reason of the difference", "given back twice");
    screen.press("Book it and close");
    screen.wait_for("Z 1");
    screen.wait_for("given back twice");
    assert_eq!(shop.on_hand(barfi), 8);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn cash_is_paid_in_and_out_with_a_reason() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "500");
    screen.press("Pay out");
    screen.fill("Amount", "40");
    screen.press("Book the pay-out");
    screen.wait_for("A reason is needed");
    screen.fill("Reason", "milk");
    screen.press("Book the pay-out");
    screen.wait_for("Pay out: INR 40.00.");
    screen.press("Drop to safe");
    screen.fill("Amount", "100");
    screen.fill("Reason", "full");
    screen.press("Book the drop");
    screen.wait_for("360.00");
    let report = shop.shop.read(|db| shifts::report(db, ShiftId::new(1)));
    let figures = report.unwrap().unwrap().figures;
    assert_eq!(
        figures.expected(TenderKind::Cash),
        Some(Money::from_minor(36_000))
    );
}

#[test]
fn a_window_joins_an_open_shift_and_leaves_it_when_it_is_closed_elsewhere() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let open = OpenShift {
        drawer: "Terrace".into(),
        float: Money::ZERO,
    };
    let shift = shop
        .shop
        .execute(&ravi, RequestId::new(), open)
        .unwrap()
        .shift;
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Shift");
    screen.wait_for("No shift in this window");
    screen.press("Join Terrace");
    screen.wait_for("Shift at Terrace");
    let count = shop.count(&ravi, shift, 0).unwrap();
    shop.close_on(&ravi, &count, None).unwrap();
    screen.wait_for("No shift in this window");
    screen.press("Show Z 1");
    screen.wait_for("Z 1");
    screen.wait_for("Expected and counted");
}

#[test]
fn who_opened_a_shift_finds_it_again_after_the_window_was_gone() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "500");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Main");
    assert!(screen.has_button("Shift, Main"));
}
