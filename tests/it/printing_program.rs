//! Printing by the program itself: killed, doubled, and into files.

use std::{fs, io::Read as _, net::TcpListener, process::Stdio, thread};

use serde_json::{Value, json};

use crate::{
    command_line_support::{Corner, Ended},
    printing_support::next_slip,
};

/// A shop with barfi on the shelf and a printer for receipts.
fn with_printer() -> (Corner, TcpListener) {
    let corner = Corner::founded();
    corner.sweet("Barfi", 50);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let add = ["printers", "add", "Counter", "--network", &at, "--receipts"];
    assert_eq!(corner.asha(add).code, 0);
    (corner, listener)
}

fn sell(corner: &Corner) {
    let sold = corner.asha(["sell", "--line", "Barfi=1", "--cash", "20"]);
    assert_eq!(sold.code, 0, "{sold:?}");
}

fn waiting(corner: &Corner) -> Vec<Value> {
    let waiting = corner.asha(["print", "waiting"]).answer();
    waiting.as_array().unwrap().clone()
}

#[test]
fn a_kill_between_sale_and_print_loses_no_receipt() {
    let (corner, listener) = with_printer();
    let mut teller = corner.teller("Asha", &[]);
    let sold = teller.sell("Barfi", 1);
    assert_eq!(sold["done"]["number"], 1);
    teller.kill();
    assert_eq!(waiting(&corner).len(), 1);
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(corner.asha(["print", "retry"]).answer(), json!([]));
    let slip = paper.join().unwrap();
    assert!(slip.contains("R000001") && !slip.contains("COPY"), "{slip}");
    corner.is_whole();
}

#[test]
fn a_kill_in_the_middle_of_a_print_is_printed_again_as_a_copy() {
    let (corner, listener) = with_printer();
    sell(&corner);
    let mut printing = corner.asked_by("Asha");
    let mut printing = printing
        .args(["print", "retry"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut line, _) = listener.accept().unwrap();
    let mut some = [0; 16];
    line.read_exact(&mut some).unwrap();
    // The printer has not hung up yet: the program still waits for that.
    printing.kill().unwrap();
    printing.wait().unwrap();
    drop(line);
    assert_eq!(waiting(&corner)[0]["tries"], 1);
    let paper = thread::spawn(move || next_slip(&listener));
    assert_eq!(corner.asha(["print", "retry"]).answer(), json!([]));
    let slip = paper.join().unwrap();
    assert!(slip.contains("COPY") && slip.contains("R000001"), "{slip}");
}

#[test]
fn two_processes_print_a_receipt_once() {
    let (corner, listener) = with_printer();
    for _ in 0..6 {
        sell(&corner);
    }
    let both = [(); 2].map(|()| {
        let mut printing = corner.asked_by("Asha");
        printing.args(["print", "retry"]);
        printing.stdout(Stdio::piped()).stderr(Stdio::piped());
        printing.spawn().unwrap()
    });
    let slips: Vec<String> = (0..6).map(|_| next_slip(&listener)).collect();
    for printing in both {
        let ended = Ended::of(printing.wait_with_output().unwrap());
        assert_eq!(ended.code, 0, "{ended:?}");
    }
    for (place, slip) in slips.iter().enumerate() {
        assert!(slip.contains(&format!("R{:06}", place + 1)), "{slip}");
        assert!(!slip.contains("COPY"), "{slip}");
    }
    assert_eq!(waiting(&corner), Vec::<Value>::new());
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "a seventh slip came");
}

#[test]
fn a_receipt_goes_into_a_file_and_is_a_copy_once_it_is_on_paper() {
    let (corner, listener) = with_printer();
    let changed = corner.asha([
        "printers",
        "slips",
        "--header",
        "12 Laxmi Road",
        "--footer",
        "Come again",
        "--width",
        "58",
        "--code",
        "qr",
    ]);
    assert_eq!(changed.code, 0, "{changed:?}");
    let quiet = corner.asha(["print", "receipt", "1", "--pdf", "/nowhere/r.pdf"]);
    assert_eq!(quiet.refused()["what"], "receipt");
    sell(&corner);
    let folder = corner.folder.path().to_owned();
    let file = |name: &str| folder.join(name).display().to_string();
    let (pdf, bytes) = (file("r.pdf"), file("r.bin"));
    // It waits for the printer already.
    let written = corner
        .asha(["print", "receipt", "1", "--pdf", &pdf])
        .answer();
    assert_eq!(written["copy"], true);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    // What is there already is kept, unless it is to be replaced.
    fs::write(&pdf, "a letter").unwrap();
    let kept = corner.asha(["print", "receipt", "1", "--pdf", &pdf]);
    let kept = kept.refused();
    let why = kept["message"].as_str().unwrap();
    assert!(why.ends_with("is there already: name another file, or replace it by --force"));
    assert_eq!(fs::read(&pdf).unwrap(), b"a letter");
    let replaced = corner.asha(["print", "receipt", "1", "--pdf", &pdf, "--force"]);
    assert_eq!(replaced.code, 0, "{replaced:?}");
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    for wrong in [
        &["--force"][..],
        &["--pdf", &pdf, "--escpos", &bytes],
        &["--pdf", &pdf, "--printer", "Counter"],
    ] {
        let wrong = corner.asha([&["print", "receipt", "1"], wrong].concat());
        assert_eq!(wrong.code, 2, "{wrong:?}");
    }
    assert_eq!(corner.asha(["print", "discard"]).done(), json!(1));
    let written = corner
        .asha(["print", "receipt", "1", "--escpos", &bytes])
        .answer();
    assert_eq!(written["copy"], false);
    let text = String::from_utf8_lossy(&fs::read(&bytes).unwrap()).into_owned();
    for part in [
        "Mithai Corner",
        "12 Laxmi Road",
        "10.99",
        "9.01",
        "Come again",
        "R000001",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("COPY"));
    let paper = thread::spawn(move || next_slip(&listener));
    let printed = corner.asha(["print", "receipt", "1"]).done();
    assert_eq!(printed["copy"], false);
    assert_eq!(printed["waiting"], json!([]));
    drop(paper.join().unwrap());
    let nowhere = corner.asha(["print", "receipt", "1", "--pdf", "/nowhere/r.pdf"]);
    assert_eq!(nowhere.refused()["field"], "file");
}

#[test]
fn printers_are_added_listed_and_removed() {
    let corner = Corner::founded();
    let add = |arguments: &[&str]| corner.asha([&["printers", "add"], arguments].concat());
    assert_eq!(add(&["Bar", "--serial", "/dev/ttyUSB0,19200"]).code, 0);
    assert_eq!(add(&["Office", "--pdf-queue", "laser"]).code, 0);
    let usb = [
        "Usb",
        "--device",
        "/dev/usb/lp0",
        "--letters",
        "pc858",
        "--width",
        "58",
        "--drawer",
    ];
    assert_eq!(add(&usb).code, 0);
    let listed = corner.asha(["printers", "list"]).answer();
    assert_eq!(
        listed["printers"][0]["at"],
        json!({ "kind": "serial", "path": "/dev/ttyUSB0", "baud": 19200 })
    );
    assert_eq!(listed["printers"][2]["model"]["code_page"], "pc858");
    assert_eq!(listed["printers"][2]["width"], "mm58");
    assert_eq!(add(&["Six", "--network", "[::1]:9101"]).code, 0);
    let wrong = add(&["Bad", "--network", "host:port"]);
    assert_eq!(wrong.refused()["field"], "network");
    let wrong = add(&["Bad", "--network", "host", "--width", "57"]);
    assert_eq!(wrong.refused()["field"], "width");
    assert_eq!(corner.asha(["printers", "remove", "BAR"]).code, 0);
    let gone = corner.asha(["printers", "remove", "Bar"]);
    assert_eq!(gone.refused()["what"], "printer");
    corner.hire_ravi();
    let not_his = corner.ask("Ravi", ["printers", "remove", "Usb"]);
    assert_eq!(not_his.refused()["reason"], "not_allowed");
}
