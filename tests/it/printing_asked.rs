//! What is printed because somebody asks for it, on which printers, and what is refused.

use std::thread;

use sherbet::{
    shop::{
        printing::{
            self, PrintLabels, PrintReceipt, PrintTest, Printer, PrinterSetup, Printers, Queued,
            UpiPayee,
        },
        sales::{TakeBack, TakenLine},
        settings::ChangeSetting,
    },
    values::{Quantity, RequestId},
};

use crate::{
    printing_support::{
        DRAWER, a_dead_port, a_printer, network, next_slip, print_now, printers, setup, waiting,
    },
    support::{TestShop, refusal},
};

#[test]
fn a_second_print_of_a_receipt_is_marked_as_a_copy() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let (listener, port) = a_printer();
    let quiet = PrinterSetup {
        receipts: false,
        opens_drawer: false,
        ..setup("Counter", network(port))
    };
    printers(&shop, vec![quiet]);
    shop.sell(barfi, 1).unwrap();
    assert_eq!(waiting(&shop.shop), [], "it prints nothing by itself");
    let print = |number| {
        let print = PrintReceipt {
            number,
            printer: Some("counter".into()),
        };
        shop.shop.execute(&shop.admin, RequestId::new(), print)
    };
    let queued = |copy| Queued {
        slips: 1,
        printer: "Counter".into(),
        copy,
    };
    assert_eq!(print(1).unwrap(), queued(false));
    assert_eq!(print(1).unwrap(), queued(true));
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    assert_eq!(print_now(&shop), 2);
    let [first, second] = paper.join().unwrap();
    assert!(!first.contains("COPY"), "{first}");
    assert!(second.contains("COPY"), "{second}");
    assert_eq!(
        refusal(print(7)).to_string(),
        "there is no receipt “7”; look it up and try again"
    );
}

#[test]
fn goods_taken_back_get_a_slip_of_their_own() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let (listener, port) = a_printer();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 3).unwrap();
    let back = TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(2).unwrap(),
            to: Default::default(),
        }],
        reason: "too sweet".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), back)
        .unwrap();
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    assert_eq!(print_now(&shop), 2);
    let [_, back] = paper.join().unwrap();
    assert!(back.contains("RETURN"), "{back}");
    assert!(
        back.contains("R000002") && back.contains("R000001"),
        "{back}"
    );
    assert!(back.contains("too sweet"), "{back}");
    assert!(back.contains("4.00"), "{back}");
    assert!(back.contains(DRAWER), "money goes out of the drawer");
}

#[test]
fn labels_and_a_test_are_printed_on_the_printer_that_is_named() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Kaju barfi", 64_000, 9);
    let (listener, port) = a_printer();
    let quiet = PrinterSetup {
        receipts: false,
        ..setup("Labels", network(port))
    };
    printers(&shop, vec![setup("Counter", network(a_dead_port())), quiet]);
    let labels = PrintLabels {
        sweets: vec![barfi, barfi],
        printer: Some("Labels".into()),
    };
    let queued = shop.shop.execute(&shop.admin, RequestId::new(), labels);
    assert_eq!(queued.unwrap().slips, 2);
    let test = PrintTest {
        printer: "Labels".into(),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), test)
        .unwrap();
    let paper = thread::spawn(move || [(); 3].map(|()| next_slip(&listener)));
    assert_eq!(print_now(&shop), 3);
    let [one, two, test] = paper.join().unwrap();
    assert!(
        one.contains("Kaju barfi") && one.contains("INR 640.00"),
        "{one}"
    );
    assert_eq!(one, two);
    assert!(test.contains("Test slip"), "{test}");
    let nowhere = PrintTest {
        printer: "Cellar".into(),
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), nowhere));
    assert_eq!(
        refused.to_string(),
        "there is no printer “Cellar”; look it up and try again"
    );
}

#[test]
fn printers_and_payees_that_can_not_be_are_refused_by_field() {
    let shop = TestShop::new();
    let wrong = |printers: Vec<PrinterSetup>| {
        let value = Printers { printers };
        let change = ChangeSetting { version: 0, value };
        let answer = shop.shop.execute(&shop.admin, RequestId::new(), change);
        refusal(answer).to_string()
    };
    let twice = wrong(vec![
        setup("Bar", network(9100)),
        setup("BAR", network(9101)),
    ]);
    assert!(
        twice.contains("there is a printer “BAR” already"),
        "{twice}"
    );
    let nowhere = wrong(vec![setup("Bar", network(0))]);
    assert!(nowhere.contains("needs an address and a port"), "{nowhere}");
    let option = Printer::Queue {
        name: "-oraw".into(),
        pdf: false,
    };
    let option = wrong(vec![setup("Bar", option)]);
    assert!(option.contains("needs the name of a queue"), "{option}");
    let payee = |address: &str| {
        let value = UpiPayee {
            address: address.into(),
            name: String::new(),
        };
        let change = ChangeSetting { version: 0, value };
        shop.shop.execute(&shop.admin, RequestId::new(), change)
    };
    for address in [
        "mithai",
        "@okbank",
        "a b@okbank",
        "mithai@ok@bank",
        "mithai@ok&am=1",
    ] {
        assert!(payee(address).is_err(), "{address} was taken");
    }
    assert_eq!(payee("mithai.corner-1@okbank").unwrap(), 1);
}

#[test]
fn the_code_of_a_receipt_leads_back_to_its_number() {
    assert_eq!(printing::code_of_receipt(12), "R000012");
    assert_eq!(printing::code_of_receipt(12_345_678), "R12345678");
    assert_eq!(printing::receipt_of_code(" r000012 "), Some(12));
    assert_eq!(printing::receipt_of_code("R12345678"), Some(12_345_678));
    for no_receipt in ["12", "R12", "RASMALAI", "R00001x", "R+00012", ""] {
        assert_eq!(printing::receipt_of_code(no_receipt), None, "{no_receipt}");
    }
}
