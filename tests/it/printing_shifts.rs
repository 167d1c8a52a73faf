//! Z reports on paper: by themselves, again as copies, and in files; X reports in files.

use std::{fs, io::Read as _, net::TcpListener, thread, time::Duration};

use serde_json::json;
use sherbet::{
    devices::{outbox::print_due, printer::Means},
    shop::{
        Refusal,
        printing::{PrintZReport, PrinterSetup, Printers, What},
        sales::TenderKind,
        settings::ChangeSetting,
    },
    values::RequestId,
};

use crate::{
    command_line_support::Corner,
    printing_support::{network, next_slip, setup, waiting},
    shifts::tender,
    support::{TestShop, refusal},
};

/// A shop that prints its Z reports and nothing else by itself.
fn with_printer() -> (TestShop, TcpListener) {
    let shop = TestShop::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let printer = PrinterSetup {
        receipts: false,
        opens_drawer: false,
        z_reports: true,
        orders: false,
        ..setup("Office", network(port))
    };
    let printers = vec![printer];
    let change = ChangeSetting {
        version: 0,
        value: Printers { printers },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    (shop, listener)
}

fn print_now(shop: &TestShop) -> usize {
    let quick = Means {
        connect: Duration::from_millis(400),
        send: Duration::from_millis(300),
        ..Means::default()
    };
    print_due(&shop.shop, &quick).unwrap()
}

#[test]
fn a_z_report_is_printed_when_the_shift_is_closed_and_again_as_a_copy() {
    let (shop, listener) = with_printer();
    let katli = shop.sweet("Kaju Katli", 1050, 9);
    let shift = shop.shift_at("Main", 50_000);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 2000)])
        .unwrap();
    assert_eq!(waiting(&shop.shop), [], "it prints no receipts");
    shop.count(&shop.admin, shift, 1).unwrap();
    shop.close(&shop.admin, shift, 51_040, Some("a coin rolled away"))
        .unwrap();
    let queued: Vec<_> = waiting(&shop.shop).iter().map(|print| print.what).collect();
    assert_eq!(queued, [What::ZReport(1)]);

    let paper = thread::spawn(move || {
        let first = next_slip(&listener);
        (first, listener)
    });
    assert_eq!(print_now(&shop), 1);
    let (slip, listener) = paper.join().unwrap();
    for told in [
        "Mithai Corner",
        "Z 1",
        "Main",
        "Cash expected",
        "510.50",
        "510.40",
        "a coin rolled away",
        "Counts",
        "1. 2026-03-02 09:00, Asha",
        "2. 2026-03-02 09:00, Asha",
        "Journal head",
    ] {
        assert!(slip.contains(told), "{told}: {slip}");
    }
    assert!(!slip.contains("COPY"), "{slip}");

    let print = |number| {
        let printer = None;
        let print = PrintZReport { number, printer };
        shop.shop.execute(&shop.admin, RequestId::new(), print)
    };
    assert!(print(1).unwrap().copy);
    assert_eq!(refusal(print(2)), Refusal::unknown("Z report", 2));
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    assert!(paper.join().unwrap().contains("COPY"));
}

#[test]
fn a_z_report_that_a_printer_broke_off_is_a_copy_the_next_time() {
    let (shop, listener) = with_printer();
    let shift = shop.shift_at("Main", 0);
    shop.close(&shop.admin, shift, 0, None).unwrap();
    // Hanging up with unread bytes resets the line.
    let paper = thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        line.read_exact(&mut [0; 8]).unwrap();
        drop(line);
        listener
    });
    assert_eq!(print_now(&shop), 0);
    let listener = paper.join().unwrap();
    shop.clock.step_ms(60_000);
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(print_now(&shop), 1);
    assert!(paper.join().unwrap().contains("COPY"));
}

#[test]
fn the_program_prints_z_reports_and_writes_both_reports_into_files() {
    let corner = Corner::founded();
    corner.hire_ravi();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let add = ["printers", "add", "Office", "--network", &at, "--z-reports"];
    assert_eq!(corner.asha(add).code, 0);
    let opened = corner.asha(["shifts", "open", "--drawer", "Main", "--float", "500"]);
    assert_eq!(opened.code, 0, "{opened:?}");
    let folder = corner.folder.path().to_owned();
    let file = |name: &str| folder.join(name).display().to_string();
    let text = |name: &str| {
        let bytes = fs::read(file(name)).unwrap();
        bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
    };

    let seen = file("seen.bin");
    let expected = ["print", "x", "--expected", "--escpos", &seen];
    assert_eq!(
        corner.ask("Ravi", expected).refused()["reason"],
        "not_allowed"
    );
    assert_eq!(corner.asha(expected).answer()["copy"], false);
    assert!(text("seen.bin").contains("There should be"));
    let blind = file("blind.bin");
    let written = corner.ask("Ravi", ["print", "x", "--escpos", &blind]);
    assert_eq!(written.code, 0, "{written:?}");
    assert!(text("blind.bin").contains("X report"));
    assert!(!text("blind.bin").contains("There should be"));
    assert_eq!(corner.asha(["print", "x"]).refused()["field"], "pdf");

    let counted = corner.asha(["shifts", "count", "--count", "500=1"]);
    assert_eq!(counted.code, 0, "{counted:?}");
    assert_eq!(corner.asha(["shifts", "close"]).code, 0);
    let waits = corner.asha(["print", "waiting"]).answer();
    assert_eq!(
        (&waits[0]["what"], &waits[0]["of"]),
        (&json!("z_report"), &json!(1))
    );
    let paper = thread::spawn(move || [next_slip(&listener), next_slip(&listener)]);
    let printed = corner.ask("Ravi", ["print", "z", "1"]).done();
    assert_eq!(
        (&printed["copy"], &printed["waiting"]),
        (&json!(true), &json!([]))
    );
    let [first, second] = paper.join().unwrap();
    assert!(first.contains("Z 1") && !first.contains("COPY"), "{first}");
    assert!(second.contains("COPY"), "{second}");
    let pdf = file("z.pdf");
    let written = corner.asha(["print", "z", "1", "--pdf", &pdf]).answer();
    assert_eq!(written["copy"], true);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    assert_eq!(
        corner.asha(["print", "z", "7"]).refused()["what"],
        "Z report"
    );
    corner.is_whole();
}
