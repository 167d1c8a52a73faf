//! The outbox: what is printed, when, by whom, and what is said where it is not.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::OpenOptionsExt as _,
    process::Command as Program,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use sherbet::{
    devices::{
        outbox::{Outbox, print_due},
        printer::Means,
    },
    shop::{
        Shop,
        printing::{
            self, DiscardPrint, PaperWidth, Print, PrintLabels, PrintReceipt, PrintTest, Printer,
            PrinterModel, PrinterSetup, Printers, Queued, RetryPrints, State, UpiPayee, What,
        },
        sales::{TakeBack, TakenLine},
        settings::ChangeSetting,
    },
    values::{Quantity, RequestId},
};

use crate::{
    checker,
    support::{TestShop, refusal, sell},
};

pub fn network(port: u16) -> Printer {
    Printer::Network {
        host: "127.0.0.1".into(),
        port,
    }
}

pub fn setup(name: &str, at: Printer) -> PrinterSetup {
    PrinterSetup {
        name: name.into(),
        at,
        model: PrinterModel::default(),
        width: PaperWidth::Mm58,
        receipts: true,
        z_reports: false,
        orders: false,
        opens_drawer: true,
    }
}

/// Has the shop print on these, where it had none before.
fn printers(shop: &TestShop, printers: Vec<PrinterSetup>) {
    let change = ChangeSetting {
        version: 0,
        value: Printers { printers },
    };
    let changed = shop.shop.execute(&shop.admin, RequestId::new(), change);
    assert_eq!(changed.unwrap(), 1);
}

fn quick() -> Means {
    Means {
        connect: Duration::from_millis(400),
        send: Duration::from_millis(300),
        ..Means::default()
    }
}

pub fn waiting(shop: &Shop) -> Vec<Print> {
    shop.read(printing::open).unwrap()
}

fn print_now(shop: &TestShop) -> usize {
    print_due(&shop.shop, &quick()).unwrap()
}

/// The next slip a printer is sent; it hangs up when it has it.
pub fn next_slip(listener: &TcpListener) -> String {
    let (mut line, _) = listener.accept().unwrap();
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).unwrap();
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn a_printer() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A port on which nobody listens.
fn a_dead_port() -> u16 {
    a_printer().1
}

const DRAWER: &str = "\u{1b}p\u{0}\u{19}\u{fa}";

#[test]
fn a_shop_without_printers_writes_nothing_down() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    shop.sell(barfi, 1).unwrap();
    assert_eq!(waiting(&shop.shop), []);
    assert_eq!(print_now(&shop), 0);
}

#[test]
fn a_sale_is_printed_once_and_opens_the_drawer() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Kaju barfi", 12_050, 9);
    let (listener, port) = a_printer();
    printers(&shop, vec![setup("Counter", network(port))]);
    let sold = shop.sell(barfi, 2).unwrap();
    assert_eq!(waiting(&shop.shop)[0].what, What::Receipt(sold.number));
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    let slip = paper.join().unwrap();
    assert!(slip.contains("Mithai Corner"), "{slip}");
    assert!(slip.contains("R000001"), "{slip}");
    assert!(
        slip.contains("2 \u{d7} 120.50") || slip.contains("120.50"),
        "{slip}"
    );
    assert!(slip.contains("241.00"), "{slip}");
    assert!(slip.contains("Change"), "{slip}");
    assert!(slip.contains(DRAWER), "the drawer opens for cash");
    assert!(!slip.contains("COPY"), "{slip}");
    assert_eq!(waiting(&shop.shop), []);
    assert_eq!(print_now(&shop), 0);
}

#[test]
fn a_printer_that_is_off_is_tried_again_later_and_says_why() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let port = a_dead_port();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 1).unwrap();
    shop.sell(barfi, 1).unwrap();
    assert_eq!(print_now(&shop), 0);
    let left = waiting(&shop.shop);
    // The second waits behind the first: one printer is not asked twice.
    assert_eq!((left[0].tries, left[1].tries), (1, 0));
    let problem = left[0].problem.clone().unwrap();
    assert_eq!(
        problem,
        format!(
            "the printer at 127.0.0.1, port {port} does not answer: see that it is on and its cable is in; it is tried again"
        )
    );
    // Not before its time.
    assert_eq!(print_now(&shop), 0);
    assert_eq!(waiting(&shop.shop)[0].tries, 1);
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    shop.clock.step_ms(1_000);
    assert_eq!(print_now(&shop), 2);
    let [first, second] = paper.join().unwrap();
    assert!(first.contains("R000001") && second.contains("R000002"));
    // Nothing of it was on paper: it is no copy.
    assert!(!first.contains("COPY"), "{first}");
    assert_eq!(waiting(&shop.shop), []);
}

#[test]
fn a_drawer_does_not_open_when_nobody_expects_it_any_more() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let port = a_dead_port();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 1).unwrap();
    assert_eq!(print_now(&shop), 0);
    shop.clock.step_ms(60_000);
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    assert!(!paper.join().unwrap().contains(DRAWER));
}

#[test]
fn what_a_printer_broke_off_is_a_copy_the_next_time() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let (listener, port) = a_printer();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 1).unwrap();
    // Hanging up with unread bytes resets the line.
    let paper = thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        let mut some = [0; 8];
        line.read_exact(&mut some).unwrap();
        drop(line);
        listener
    });
    assert_eq!(print_now(&shop), 0);
    let listener = paper.join().unwrap();
    let problem = waiting(&shop.shop)[0].problem.clone().unwrap();
    assert!(problem.contains("broke off"), "{problem}");
    shop.clock.step_ms(1_000);
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    let slip = paper.join().unwrap();
    assert!(slip.contains("COPY"), "{slip}");
    assert!(!slip.contains(DRAWER), "a copy opens no drawer");
}

#[test]
fn a_sale_is_done_while_the_printer_hangs_and_the_paper_comes_when_it_goes_on() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    // A printer whose buffer is full takes nothing.
    let path = shop.folder.path().join("lp0");
    assert!(
        Program::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    let mut printer = fs::OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(&path)
        .unwrap();
    let mut filling = fs::OpenOptions::new()
        .write(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(&path)
        .unwrap();
    while filling.write(&[b'.'; 4096]).is_ok() {}
    printers(&shop, vec![setup("Counter", Printer::Device { path })]);
    let (wake, woken) = mpsc::channel();
    let _watch = shop.shop.watch(move || if wake.send(()).is_err() {});
    let slow = Means {
        send: Duration::from_secs(60),
        ..Means::default()
    };
    let _outbox = Outbox::start(&shop.shop, slow).unwrap();
    let until = |done: &dyn Fn(&[Print]) -> bool| {
        while !done(&waiting(&shop.shop)) {
            woken.recv_timeout(Duration::from_secs(20)).unwrap();
        }
    };
    shop.sell(barfi, 1).unwrap();
    until(&|prints| prints.iter().any(|print| print.tries == 1));
    for _ in 0..3 {
        shop.sell(barfi, 1).unwrap();
    }
    let prints = waiting(&shop.shop);
    assert_eq!(prints.len(), 4, "all sold, none printed");
    assert_eq!(prints[0].problem, None, "it is still at it");
    drop(filling);
    // Now it prints: everything there is, until all four are through.
    let paper = thread::spawn(move || {
        let mut text = String::new();
        let mut bytes = [0; 4096];
        while text.matches("Thank you!").count() < 4 {
            match printer.read(&mut bytes) {
                Ok(count) => text.extend(bytes[..count].iter().map(|b| char::from(*b))),
                Err(_) => thread::yield_now(),
            }
        }
        text
    });
    until(&|prints| prints.is_empty());
    let text = paper.join().unwrap();
    for number in 1..=4 {
        assert!(text.contains(&format!("R00000{number}")), "{number}");
    }
    assert!(!text.contains("COPY"));
}

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
fn what_waits_is_given_up_only_when_somebody_says_so() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    printers(&shop, vec![setup("Counter", network(a_dead_port()))]);
    for _ in 0..3 {
        shop.sell(barfi, 1).unwrap();
    }
    let first = waiting(&shop.shop)[0].id;
    let discard = |print| {
        let discard = DiscardPrint { print };
        shop.shop.execute(&shop.admin, RequestId::new(), discard)
    };
    assert_eq!(discard(Some(first)).unwrap(), 1);
    assert_eq!(
        refusal(discard(Some(first))).to_string(),
        format!("there is no waiting print “{first}”; look it up and try again")
    );
    assert_eq!(waiting(&shop.shop).len(), 2);
    assert_eq!(discard(None).unwrap(), 2);
    assert_eq!(waiting(&shop.shop), []);
    // Never on paper: what is printed now is no copy.
    let again = PrintReceipt {
        number: 1,
        printer: None,
    };
    let queued = shop.shop.execute(&shop.admin, RequestId::new(), again);
    assert!(!queued.unwrap().copy);
}

#[test]
fn a_printer_that_was_removed_is_told_and_tried_again_when_it_is_back() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let (listener, port) = a_printer();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 1).unwrap();
    let change = |version, printers| {
        let value = Printers { printers };
        let change = ChangeSetting { version, value };
        shop.shop
            .execute(&shop.admin, RequestId::new(), change)
            .unwrap()
    };
    change(1, vec![]);
    assert_eq!(print_now(&shop), 0);
    let left = waiting(&shop.shop);
    assert_eq!(left[0].state, State::Failed);
    assert_eq!(
        left[0].problem.as_deref(),
        Some("this printer was removed from the shop's printers")
    );
    change(2, vec![setup("Counter", network(port))]);
    shop.shop
        .execute(&shop.admin, RequestId::new(), RetryPrints {})
        .unwrap();
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    assert!(!paper.join().unwrap().contains("COPY"));
}

#[test]
fn many_workers_print_each_receipt_once_and_in_order() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 90);
    let (listener, port) = a_printer();
    printers(&shop, vec![setup("Counter", network(port))]);
    for _ in 0..12 {
        sell(&shop.shop, &shop.admin, RequestId::new(), barfi, 1).unwrap();
    }
    let paper = thread::spawn(move || (0..12).map(|_| next_slip(&listener)).collect::<Vec<_>>());
    let printed = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !waiting(&shop.shop).is_empty() {
                    let done = print_due(&shop.shop, &Means::default()).unwrap();
                    printed.fetch_add(done, Ordering::Relaxed);
                    thread::yield_now();
                }
            });
        }
    });
    assert_eq!(printed.load(Ordering::Relaxed), 12);
    for (place, slip) in paper.join().unwrap().iter().enumerate() {
        assert!(slip.contains(&format!("R{:06}", place + 1)), "{slip}");
        assert!(!slip.contains("COPY"), "{slip}");
    }
    checker::whole(&shop.path);
}

#[test]
fn a_clock_that_goes_back_delays_no_paper() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let port = a_dead_port();
    printers(&shop, vec![setup("Counter", network(port))]);
    shop.sell(barfi, 1).unwrap();
    assert_eq!(print_now(&shop), 0);
    shop.clock.step_ms(-3_600_000);
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    assert!(paper.join().unwrap().contains("R000001"));
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
