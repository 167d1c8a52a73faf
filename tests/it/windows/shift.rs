//! The shift in the window: opened, joined, moved cash, counted blind, and why.

use std::{net::TcpListener, thread};

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        books,
        printing::{PrinterSetup, Printers},
        sales::{self, TenderKind},
        settings::ChangeSetting,
        shifts::{self, OpenShift},
    },
    ui::printing::{Document, save_as},
    values::{Money, RequestId, ShiftId},
};

use super::Screen;
use crate::{
    printing_support::{network, next_slip, setup},
    support::{PASSWORD, TestShop},
};

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
fn what_was_wrong_in_a_count_is_gone_once_it_is_mended_and_enter_leads_through_it() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "1");
    screen.press("Count and close");
    screen.fill("Card", "none");
    screen.press("Close the shift");
    screen.wait_for("“none” is not an amount such as 19.99");
    screen.fill("Card", "0");
    screen.wait_gone("is not an amount");
    screen.fill("0.50: pieces", "2");
    for _ in ["0.50", "Card", "UPI", "Bank"] {
        screen.hit(Key::Enter);
    }
    screen.wait_for("Z 1");
    let z = shop.shop.read(|db| shifts::z_report(db, 1));
    assert_eq!(z.unwrap().unwrap().counts.len(), 1);
}

#[test]
fn a_window_without_a_shift_says_so_where_the_shop_has_drawers() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 1500, 9);
    let ravi = shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    assert!(!screen.sees("No shift: cash is in no drawer"));
    let shift = shop.shift_at("Main", 0);
    screen.wait_for("No shift: cash is in no drawer");
    screen.press("Shift");
    screen.press("Join Main");
    screen.press("Counter");
    screen.wait_gone("No shift: cash is in no drawer");

    // A colleague closes it: that is told at once, not with the next sale.
    shop.close(&ravi, shift, 0, None).unwrap();
    screen.wait_for("Ravi closed the shift at Main at 09:00:00. This window has no shift now.");
    screen.wait_for("No shift: cash is in no drawer");
}

#[test]
fn what_is_typed_is_the_float_also_when_one_comes_back_to_the_screen() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Shift");
    screen.wait_for("Float: what is in it now");
    screen.press("Counter");
    screen.wait_for("Scan or search");
    screen.press("Shift");
    screen.wait_for("Float: what is in it now");
    screen.by_hand("500");
    screen.hit(Key::Enter);
    screen.wait_for("Shift at Main");
    assert!(screen.sees("500.00"));
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
    assert!(screen.sees("Count 1") && screen.sees("Cash −15.00"));
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
    let figures = report.unwrap().unwrap().figures.unwrap();
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

#[test]
fn a_count_is_kept_whatever_comes_after_it_and_what_is_sold_since_is_counted_again() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 1500, 9);
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    opened(&mut screen, "Main", "500");
    screen.press("Count and close");
    screen.fill("500.00: pieces", "2");
    screen.press("Close the shift");
    screen.wait_for("+500.00");
    // Going back does not undo it.
    screen.press("Back");
    screen.press("Count and close");
    screen.fill("100.00: pieces", "4");
    screen.press("Close the shift");
    screen.wait_for("−100.00");
    let sold = shop.sell_in(
        ShiftId::new(1),
        barfi,
        vec![sales::Tender::cash(Money::from_minor(1500))],
    );
    assert_eq!(sold.unwrap().number, 1);
    screen.fill("Reason of the difference", "so");
    screen.press("Book it and close");
    screen.wait_for("something was sold, taken back or moved in it since Ravi counted");
    assert!(screen.has_button("Close the shift"), "it is counted anew");
    screen.fill("100.00: pieces", "5");
    screen.press("One 10.00 more");
    screen.press("One 5.00 more");
    screen.press("Close the shift");
    screen.wait_for("Z 1");
    let z = shop.shop.read(|db| shifts::z_report(db, 1));
    let told: Vec<_> = z.unwrap().unwrap().counts;
    let told = told
        .iter()
        .map(|count| count.balances[0].difference.minor());
    assert_eq!(told.collect::<Vec<_>>(), [50_000, -10_000, 0]);
    assert!(screen.sees("Count 1") && screen.sees("Count 3"));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn after_a_count_that_differs_the_same_is_counted_again_on_request() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "500");
    screen.press("Count and close");
    screen.press("Close the shift");
    screen.wait_for("−500.00");
    screen.press("Count again");
    screen.wait_gone("−500.00");
    screen.fill("500.00: pieces", "1");
    screen.press("Close the shift");
    screen.wait_for("Z 1");
    assert!(screen.sees("Count 2"));
}

#[test]
fn a_z_report_is_printed_at_closing_and_again_from_the_window_as_a_copy() {
    let shop = TestShop::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let printer = PrinterSetup {
        z_reports: true,
        orders: false,
        ..setup("Counter", network(port))
    };
    let change = ChangeSetting {
        version: 0,
        value: Printers {
            printers: vec![printer],
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "500");
    screen.press("Count and close");
    screen.fill("500.00: pieces", "1");
    screen.press("Close the shift");
    screen.wait_for("Z 1");
    screen.press("Print");
    screen.wait_for("Sent to Counter, marked as a copy.");
    let [first, second] = paper.join().unwrap();
    assert!(first.contains("Z 1") && !first.contains("COPY"), "{first}");
    assert!(
        second.contains("COPY") && second.contains("Z 1"),
        "{second}"
    );
}

#[test]
fn the_reports_of_a_shift_are_saved_as_pdf_and_a_blind_one_stays_blind() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let shift = shop.shift_at("Main", 50_000);
    let saved = |by, document| {
        let path = shop.folder.path().join("report.pdf");
        save_as(&shop.shop, by, document, &path).unwrap();
        std::fs::read(path).unwrap().len()
    };
    let full = saved(&shop.admin, Document::XReport(shift));
    let less = saved(&ravi, Document::XReport(shift));
    assert!(less < full, "what there should be is on only one of them");
    shop.close(&ravi, shift, 50_000, None).unwrap();
    assert!(saved(&ravi, Document::ZReport(1)) > 0);
    let path = shop.folder.path().join("none.pdf");
    let none = save_as(&shop.shop, &ravi, Document::ZReport(2), &path);
    assert_eq!(none, Err("there is no Z report 2".into()));
    assert!(!path.exists());
}

#[test]
fn a_difference_too_large_for_staff_is_closed_once_a_supervisor_grants_it() {
    let shop = TestShop::new();
    shop.staff();
    shop.shop
        .set_pin(&shop.admin, RequestId::new(), PASSWORD, "4071")
        .unwrap();
    let mut screen = Screen::with(&shop, "Ravi");
    opened(&mut screen, "Main", "500");
    screen.press("Count and close");
    screen.press("Close the shift");
    screen.wait_for("−500.00");
    screen.fill("Reason of the difference", "the till was left open");
    screen.press("Book it and close");
    screen.wait_for("A supervisor is needed");
    screen.hit(Key::Escape);
    screen.wait_gone("A supervisor is needed");
    assert!(screen.has_button("Book it and close"), "nothing is lost");
    screen.press("Book it and close");
    screen.wait_for("A supervisor is needed");
    screen.fill("PIN", "4071");
    screen.press("Grant it");
    screen.wait_for("Z 1");
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn who_counts_while_a_colleague_closes_the_shift_is_told_whatever_comes_first() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let mut screen = Screen::with(&shop, "Asha");
    opened(&mut screen, "Main", "500");
    let count = shop.count(&ravi, ShiftId::new(1), 50_000).unwrap();
    screen.press("Count and close");
    screen.fill("500.00: pieces", "1");
    // Ravi's closing waits for the file, and behind it the window's count.
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    file.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let closing = scope.spawn(|| shop.close_on(&ravi, &count, None));
        while shop.shop.waiting().is_none() {
            thread::yield_now();
        }
        screen.button("Close the shift").click();
        screen.frame();
        screen.frame();
        file.execute_batch("ROLLBACK").unwrap();
        closing.join().unwrap().unwrap();
    });
    // The news that it is closed takes away neither the answer nor what was typed.
    screen.wait_for("Ravi closed this shift of Main at 09:00:00");
    screen.wait_for("INR 500.00");
}

#[test]
fn a_shift_is_opened_counted_and_closed_without_a_mouse() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    screen.settle();
    screen.wait_for("Float: what is in it now");
    screen.by_hand("500");
    screen.hit(Key::Enter);
    screen.wait_for("Shift at Main");
    screen.hit(Key::Tab);
    screen.hit(Key::Enter);
    screen.wait_for("Book the pay-in");
    screen.by_hand("10");
    screen.hit(Key::Enter);
    screen.by_hand("change");
    screen.hit(Key::Enter);
    screen.wait_gone("Book the pay-in");
    screen.wait_for("510.00");
    screen.tab_to("Count and close");
    screen.hit(Key::Enter);
    screen.wait_for("Close the shift");
    screen.tab_to("500.00: pieces");
    screen.by_hand("1");
    screen.tab_to("10.00: pieces");
    screen.by_hand("1");
    screen.tab_to("Close the shift");
    screen.hit(Key::Enter);
    screen.wait_for("Z 1");
    screen.wait_for("as expected");
}
