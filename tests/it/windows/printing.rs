//! Paper and the customer's display, as the windows have them.

use std::{net::TcpListener, thread};

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        printing::{Printers, UpiPayee},
        settings::{self, ChangeSetting, Setting},
    },
    values::RequestId,
};

use super::{Screen, scans::scan};
use crate::{
    printing_support::{network, next_slip, setup},
    support::TestShop,
};

fn choose<S: Setting>(shop: &TestShop, value: S) {
    let change = ChangeSetting { version: 0, value };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
}

fn with_printer(shop: &TestShop) -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let printers = vec![setup("Counter", network(port))];
    choose(shop, Printers { printers });
    listener
}

fn command(screen: &mut Screen, name: &str) {
    screen.key(Modifiers::COMMAND, Key::K);
    screen.settle();
    screen.by_hand(name);
    screen.hit(Key::Enter);
}

#[test]
fn what_waits_for_a_printer_is_told_and_gone_once_it_prints() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let listener = with_printer(&shop);
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut screen = Screen::with(&shop, "Asha");
    assert!(!screen.has_button("Try now"));
    shop.sell(barfi, 1).unwrap();
    shop.sell(barfi, 1).unwrap();
    screen.wait_for("2 slips wait for Counter.");
    assert!(screen.sees("does not answer: see that it is on"));
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    screen.press("Try now");
    screen.wait_gone("for Counter.");
    let [first, second] = paper.join().unwrap();
    assert!(first.contains("R000001") && second.contains("R000002"));
}

#[test]
fn what_waits_is_given_up_after_asking() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    drop(with_printer(&shop));
    let mut screen = Screen::with(&shop, "Asha");
    shop.sell(barfi, 1).unwrap();
    screen.wait_for("1 slip waits for Counter.");
    screen.press("Give up");
    screen.press("Keep waiting");
    assert!(screen.sees("1 slip waits for Counter."));
    screen.press("Give up");
    screen.press("Print nothing");
    screen.wait_gone("for Counter.");
}

#[test]
fn a_receipt_of_the_sales_is_on_the_screen_and_printed_again_as_a_copy() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let listener = with_printer(&shop);
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    shop.sell(barfi, 1).unwrap();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("Save PDF");
    screen.wait_for("Receipt R000001");
    screen.wait_for("Served by Asha");
    assert!(
        !screen.sees("COPY"),
        "what is read is the receipt, not a copy of it"
    );
    screen.press("Print");
    screen.wait_for("Sent to Counter, marked as a copy.");
    let [first, second] = paper.join().unwrap();
    assert!(!first.contains("COPY") && second.contains("COPY"));
}

#[test]
fn a_receipt_is_saved_where_it_is_said_and_no_file_is_written_over_by_a_slip() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    shop.sell(barfi, 1).unwrap();
    let file = |name: &str| shop.folder.path().join(name);
    let typed = |name: &str| file(name).display().to_string();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("Save PDF");
    screen.press("Save PDF");
    screen.wait_for("Receipt R000001.pdf");
    std::fs::write(file("mine.pdf"), "mine").unwrap();
    screen.fill("File", &typed("mine.pdf"));
    screen.hit(Key::Enter);
    screen.wait_for("There is such a file already.");
    assert_eq!(std::fs::read(file("mine.pdf")).unwrap(), b"mine");
    screen.press("Write over it");
    screen.wait_for("Saved as");
    let saved = std::fs::read(file("mine.pdf")).unwrap();
    assert!(saved.starts_with(b"%PDF"));
    // The next is meant for the same folder.
    screen.press("Save PDF");
    screen.wait_for(&typed("Receipt R000001.pdf"));
    screen.fill("File", &typed("nowhere/x.pdf"));
    screen.hit(Key::Enter);
    screen.wait_for("can't be written");
    screen.press("Cancel");
    screen.wait_gone("Save as PDF");
}

#[test]
fn a_printer_is_added_tested_and_removed_in_the_settings() {
    let shop = TestShop::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let mut screen = Screen::with(&shop, "Asha");
    command(&mut screen, "Printing");
    screen.wait_for("There is no printer yet.");
    screen.press("Add a printer");
    screen.fill("Printer's name", "Bar");
    screen.fill("Where it is", "192.168.1.50:port");
    screen.press("Add printer");
    screen.wait_for("“port” is no port, such as 9100");
    screen.fill("Where it is", &at);
    screen.press("Add printer");
    screen.wait_for("The printer was added.");
    let (printers, _) = shop.shop.read(settings::load::<Printers>).unwrap();
    assert_eq!(
        printers.printers[0].at.in_words(),
        format!("the printer at {}", at.replace(':', ", port "))
    );
    let paper = thread::spawn(move || next_slip(&listener));
    screen.press("Test Bar");
    assert!(paper.join().unwrap().contains("Test slip"));
    screen.press("Remove Bar");
    screen.wait_for("There is no printer yet.");
}

#[test]
fn the_customer_sees_the_basket_the_code_to_pay_and_the_change() {
    let shop = TestShop::new();
    shop.sweet("Kaju barfi", 12_050, 9);
    let address = "mithai@okbank".into();
    let name = String::new();
    choose(&shop, UpiPayee { address, name });
    let mut screen = Screen::with(&shop, "Asha");
    command(&mut screen, "Customer display");
    screen.wait_for("Welcome");
    screen.by_hand("kaju");
    screen.hit(Key::Enter);
    screen.wait_for("Scan to pay by UPI");
    assert!(screen.sees("To pay") && screen.sees("INR 120.50"));
    let link = "upi://pay?pa=mithai@okbank&pn=Mithai%20Corner&am=120.50&cu=INR&tn=Mithai%20Corner";
    assert!(screen.sees(link));
    screen.hit(Key::F9);
    screen.by_hand("150");
    screen.hit(Key::Enter);
    screen.wait_for("Thank you!");
    assert!(screen.sees("Your change") && screen.sees("INR 29.50"));
    command(&mut screen, "Customer display");
    // The receipt on the counter says thanks, too.
    assert!(!screen.sees("Your change"));
}

#[test]
fn a_customer_who_paid_a_part_sees_what_is_left_and_a_code_for_that() {
    let shop = TestShop::new();
    shop.sweet("Kaju barfi", 12_050, 9);
    let address = "mithai@okbank".into();
    let name = String::new();
    choose(&shop, UpiPayee { address, name });
    let mut screen = Screen::with(&shop, "Asha");
    command(&mut screen, "Customer display");
    screen.wait_for("Welcome");
    screen.by_hand("kaju");
    screen.hit(Key::Enter);
    screen.wait_for("Scan to pay by UPI");
    screen.hit(Key::F9);
    screen.by_hand("50");
    screen.hit(Key::Enter);
    screen.wait_for("Paid INR 50.00");
    assert!(screen.sees("Total INR 120.50") && screen.sees("INR 70.50"));
    let link = "upi://pay?pa=mithai@okbank&pn=Mithai%20Corner&am=70.50&cu=INR&tn=Mithai%20Corner";
    screen.wait_for(link);
    screen.hit(Key::F9);
    screen.by_hand("70.50");
    screen.hit(Key::F10);
    screen.wait_for("Paid INR 120.50");
    assert!(screen.sees("INR 0.00") && !screen.sees("Scan to pay by UPI"));
}

#[test]
fn the_customers_display_tells_no_gift_cards_code() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::G);
    screen.settle();
    screen.wait_for("What is put on it");
    scan(&mut screen, "GIFT0042");
    screen.wait_for("GIFT0042");
    screen.fill("Amount", "25");
    screen.hit(Key::Enter);
    screen.wait_for("INR 25.00");
    let on_the_counter = screen.times("GIFT0042");
    command(&mut screen, "Customer display");
    screen.wait_for("ends in 0042");
    assert_eq!(screen.times("GIFT0042"), on_the_counter);
}
