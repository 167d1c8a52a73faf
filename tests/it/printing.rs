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
        printing::{
            DiscardPrint, Print, PrintReceipt, Printer, Printers, RetryPrints, State, What,
        },
        settings::ChangeSetting,
    },
    values::RequestId,
};

use crate::{
    checker,
    printing_support::{
        DRAWER, a_dead_port, a_printer, network, next_slip, print_now, printers, setup, waiting,
    },
    support::{TestShop, refusal, sell},
};

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
