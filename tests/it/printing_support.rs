//! Printers in a test: where they are, what they are sent, and what waits for them.

use std::{io::Read as _, net::TcpListener, time::Duration};

use sherbet::{
    devices::{outbox::print_due, printer::Means},
    shop::{
        Shop,
        printing::{self, PaperWidth, Print, Printer, PrinterModel, PrinterSetup, Printers},
        settings::ChangeSetting,
    },
    values::RequestId,
};

use crate::support::TestShop;

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
pub fn printers(shop: &TestShop, printers: Vec<PrinterSetup>) {
    let change = ChangeSetting {
        version: 0,
        value: Printers { printers },
    };
    let changed = shop.shop.execute(&shop.admin, RequestId::new(), change);
    assert_eq!(changed.unwrap(), 1);
}

pub fn quick() -> Means {
    Means {
        connect: Duration::from_millis(400),
        send: Duration::from_millis(300),
        ..Means::default()
    }
}

pub fn waiting(shop: &Shop) -> Vec<Print> {
    shop.read(printing::open).unwrap()
}

pub fn print_now(shop: &TestShop) -> usize {
    print_due(&shop.shop, &quick()).unwrap()
}

/// The next slip a printer is sent; it hangs up when it has it.
pub fn next_slip(listener: &TcpListener) -> String {
    let (mut line, _) = listener.accept().unwrap();
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).unwrap();
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

pub fn a_printer() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A port on which nobody listens.
pub fn a_dead_port() -> u16 {
    a_printer().1
}

pub const DRAWER: &str = "\u{1b}p\u{0}\u{19}\u{fa}";
