//! Printers that print, sleep, hang up or are not there.

use std::{
    fs,
    io::Read as _,
    net::{TcpListener, TcpStream},
    os::unix::fs::OpenOptionsExt as _,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serialport::{SerialPort as _, TTYPort};
use sherbet::devices::{
    paper::{PrinterModel, Template, receipt},
    printer::{Means, Printer, PrinterProblem},
};

use super::plain_sample;

fn quick() -> Means {
    Means {
        connect: Duration::from_millis(400),
        send: Duration::from_millis(400),
        ..Means::default()
    }
}

/// A printer on this machine, which does with its line what it is told.
fn standing_in<T: Send + 'static>(
    act: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (Printer, thread::JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let printer = Printer::Network {
        host: "127.0.0.1".into(),
        port,
    };
    (
        printer,
        thread::spawn(move || act(listener.accept().unwrap().0)),
    )
}

fn all_of(mut line: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_printer_on_the_network_gets_every_byte() {
    let (printer, paper) = standing_in(all_of);
    let slip = receipt(&plain_sample(), &Template::default());
    let bytes = printer.bytes_of(&slip, PrinterModel::default()).unwrap();
    assert_eq!(printer.send(&bytes, &Means::default()), Ok(()));
    assert_eq!(paper.join().unwrap(), bytes);
}

#[test]
fn a_printer_that_keeps_the_line_open_has_printed() {
    let (printer, line) = standing_in(|mut line| {
        let mut bytes = [0; 5];
        line.read_exact(&mut bytes).unwrap();
        (bytes, line)
    });
    assert_eq!(printer.send(b"slip\n", &quick()), Ok(()));
    assert_eq!(&line.join().unwrap().0, b"slip\n");
}

#[test]
fn a_printer_that_stops_taking_is_waited_for_only_so_long() {
    let (printer, line) = standing_in(|line| line);
    let begun = Instant::now();
    // More than the buffers of both ends take.
    let problem = printer.send(&vec![b'x'; 40_000_000], &quick()).unwrap_err();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        matches!(problem, PrinterProblem::Stuck { .. }),
        "{problem:?}"
    );
    assert!(
        problem.to_string().contains("see whether its paper is out"),
        "{problem}"
    );
    drop(line.join().unwrap());
}

#[test]
fn a_printer_that_hangs_up_half_way_has_not_printed() {
    // Hanging up with unread bytes resets the line.
    let (printer, line) = standing_in(|mut line| {
        let mut bytes = [0; 1_000];
        line.read_exact(&mut bytes).unwrap();
    });
    let problem = printer
        .send(&vec![b'x'; 4_000_000], &Means::default())
        .unwrap_err();
    line.join().unwrap();
    assert!(
        matches!(problem, PrinterProblem::BrokeOff { .. }),
        "{problem:?}"
    );
    // Also where everything fitted into the buffers before it hung up.
    let (printer, line) = standing_in(|mut line| {
        let mut bytes = [0; 10];
        line.read_exact(&mut bytes).unwrap();
    });
    let problem = printer.send(&[b'x'; 2_000], &Means::default()).unwrap_err();
    line.join().unwrap();
    assert!(
        matches!(problem, PrinterProblem::BrokeOff { .. }),
        "{problem:?}"
    );
}

#[test]
fn a_printer_that_is_off_is_told_by_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let printer = Printer::Network {
        host: "127.0.0.1".into(),
        port,
    };
    assert_eq!(
        printer.send(b"slip\n", &quick()).unwrap_err().to_string(),
        format!(
            "the printer at 127.0.0.1, port {port} does not answer: see that it is on and its \
             cable is in; it is tried again"
        )
    );
    let usual = Printer::Network {
        host: "192.168.1.50".into(),
        port: 9100,
    };
    assert_eq!(usual.in_words(), "the printer at 192.168.1.50");
}

#[test]
fn a_device_file_takes_the_bytes_or_is_given_up_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lp0");
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    let printer = Printer::Device { path: path.clone() };
    // Nobody at the other end: off.
    let problem = printer.send(b"slip\n", &quick()).unwrap_err();
    assert!(
        matches!(problem, PrinterProblem::NoAnswer { .. }),
        "{problem:?}"
    );
    let mut other_end = fs::OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(&path)
        .unwrap();
    assert_eq!(printer.send(b"slip\n", &quick()), Ok(()));
    let mut bytes = [0; 5];
    other_end.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"slip\n");
    // Somebody who does not read: out of paper.
    let problem = printer.send(&vec![b'x'; 1_000_000], &quick()).unwrap_err();
    assert!(
        matches!(problem, PrinterProblem::Stuck { .. }),
        "{problem:?}"
    );
    let absent = Printer::Device {
        path: folder.path().join("lp7"),
    };
    let problem = absent.send(b"slip\n", &quick()).unwrap_err();
    assert!(
        matches!(problem, PrinterProblem::NoAnswer { .. }),
        "{problem:?}"
    );
}

#[test]
fn a_serial_printer_gets_every_byte() {
    let (mut paper, end) = TTYPort::pair().unwrap();
    paper.set_timeout(Duration::from_secs(5)).unwrap();
    let printer = Printer::Serial {
        path: end.name().unwrap().into(),
        baud: 19_200,
    };
    let reader = thread::spawn(move || {
        let mut bytes = [0; 5];
        paper.read_exact(&mut bytes).unwrap();
        (bytes, paper)
    });
    assert_eq!(printer.send(b"\x1B@slp", &Means::default()), Ok(()));
    assert_eq!(&reader.join().unwrap().0, b"\x1B@slp");
    drop(end);
}

/// A program that stands for `lp`, in a folder of its own.
fn lp(folder: &tempfile::TempDir, script: &str) -> Means {
    let (text, path) = (folder.path().join("lp.sh"), folder.path().join("lp"));
    fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
    // Another process writes it: a program can't be started while anybody, such as a child of
    // another test about to start, holds it open for writing.
    let put = Command::new("install")
        .arg("-m755")
        .arg(&text)
        .arg(&path)
        .status();
    assert!(put.unwrap().success());
    Means {
        lp: path,
        ..quick()
    }
}

#[test]
fn a_queue_is_given_the_bytes_raw_or_a_pdf() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display();
    let means = Means {
        send: Duration::from_secs(10),
        ..lp(
            &folder,
            &format!("echo \"$@\" > {out}/asked; cat > {out}/paper"),
        )
    };
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let raw = Printer::Queue {
        name: "counter".into(),
        pdf: false,
    };
    let bytes = vec![0x1B; 300_000];
    assert_eq!(raw.send(&bytes, &means), Ok(()));
    assert_eq!(read("paper"), bytes);
    assert_eq!(read("asked"), b"-d counter -t Sherbet -o raw\n");
    let office = Printer::Queue {
        name: "office".into(),
        pdf: true,
    };
    let slip = receipt(&plain_sample(), &Template::default());
    let bytes = office.bytes_of(&slip, PrinterModel::default()).unwrap();
    assert_eq!(office.send(&bytes, &means), Ok(()));
    assert!(read("paper").starts_with(b"%PDF-"));
    assert_eq!(read("asked"), b"-d office -t Sherbet\n");
}

#[test]
fn a_queue_that_refuses_hangs_or_is_not_there_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let queue = Printer::Queue {
        name: "counter".into(),
        pdf: false,
    };
    let why = |means: &Means| queue.send(&[0; 200_000], means).unwrap_err().to_string();
    let patient = |means: Means| Means {
        send: Duration::from_secs(10),
        ..means
    };
    let refusing = "echo 'lp: The printer or class does not exist.' >&2; exit 1";
    assert_eq!(
        why(&patient(lp(&folder, refusing))),
        "the print queue “counter” did not take it (lp: The printer or class does not exist.): \
         see the printers of the computer; it is tried again"
    );
    assert!(why(&lp(&folder, "exec sleep 60")).contains("(it did not answer in time)"));
    let absent = Means {
        lp: folder.path().join("no-such-program"),
        ..quick()
    };
    assert!(why(&absent).contains("can't run"), "{}", why(&absent));
}

#[test]
fn a_printer_is_kept_as_json() {
    let kept = r#"{"kind":"network","host":"192.168.1.50","port":9100}"#;
    let printer: Printer = serde_json::from_str(kept).unwrap();
    assert_eq!(serde_json::to_string(&printer).unwrap(), kept);
    assert!(serde_json::from_str::<Printer>(r#"{"kind":"fax","number":"1"}"#).is_err());
}
