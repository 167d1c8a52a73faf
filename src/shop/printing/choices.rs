//! What a shop chooses for its paper: its printers, how slips look, and who is paid by UPI.

use serde::{Deserialize, Serialize};

use super::{
    super::{Refusal, settings::Setting},
    PaperWidth, Printer, PrinterModel,
};
use crate::values::{NAME_MAX_CHARS, fold, line};

/// More printers than this are a mistake.
const PRINTERS_MOST: usize = 20;
/// More lines than this at the head or foot of a slip are a mistake.
const LINES_MOST: usize = 20;

/// A printer of the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterSetup {
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub at: Printer,
    /// What is known of it.
    #[serde(default)]
    pub model: PrinterModel,
    /// The width of its paper.
    #[serde(default)]
    pub width: PaperWidth,
    /// Whether each receipt is printed on it as it is made.
    #[serde(default)]
    pub receipts: bool,
    /// Whether each Z report is printed on it as the shift is closed.
    #[serde(default)]
    pub z_reports: bool,
    /// Whether each order's slip is printed on it as the order is accepted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub orders: bool,
    /// Whether its cash drawer opens for cash.
    #[serde(default)]
    pub opens_drawer: bool,
}

/// The printers of the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Printers {
    /// Each, in the order they were added.
    pub printers: Vec<PrinterSetup>,
}

impl Printers {
    /// The printer of a name, in any case.
    pub fn named(&self, name: &str) -> Option<&PrinterSetup> {
        let name = fold(name.trim());
        self.printers.iter().find(|known| fold(&known.name) == name)
    }

    /// The printer that is meant when none is named: the first that prints receipts, or else
    /// the first.
    pub fn usual(&self) -> Option<&PrinterSetup> {
        let receipts = self.printers.iter().find(|printer| printer.receipts);
        receipts.or_else(|| self.printers.first())
    }
}

impl Setting for Printers {
    const KEY: &'static str = "printers";
    const COMMAND: &'static str = "settings.printers";

    fn check(&self) -> Result<(), Refusal> {
        if self.printers.len() > PRINTERS_MOST {
            return Err(Refusal::invalid("printers", "at most 20 printers fit"));
        }
        for (place, printer) in self.printers.iter().enumerate() {
            let field = |name: &str| format!("printers[{place}].{name}");
            let name = line(&printer.name, NAME_MAX_CHARS)
                .map_err(|why| Refusal::invalid(&field("name"), why))?;
            if name.is_empty() || name != printer.name {
                let why = "is a name of one line without spaces around it, such as Counter";
                return Err(Refusal::invalid(&field("name"), why));
            }
            let earlier = self.printers.get(..place).unwrap_or_default();
            if earlier.iter().any(|known| fold(&known.name) == fold(&name)) {
                let why = format!("there is a printer “{name}” already");
                return Err(Refusal::invalid(&field("name"), why));
            }
            if let Err(why) = reachable(&printer.at) {
                return Err(Refusal::invalid(&field("at"), why));
            }
        }
        Ok(())
    }
}

/// Whether a printer can be there at all.
fn reachable(printer: &Printer) -> Result<(), String> {
    let plain = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_control());
    match printer {
        Printer::Network { host, port } => {
            match plain(host) && !host.contains([' ', '/']) && *port > 0 {
                true => Ok(()),
                false => Err("needs an address and a port, such as 192.168.1.50 and 9100".into()),
            }
        }
        Printer::Device { path } | Printer::Serial { path, .. } if !path.is_absolute() => {
            Err("is a whole path, such as /dev/usb/lp0".into())
        }
        Printer::Serial {
            baud: 0..300 | 1_000_001..,
            ..
        } => Err("a serial line has 300 to 1,000,000 bits a second, such as 9600".into()),
        Printer::Queue { name, .. } if !plain(name) || name.starts_with('-') => {
            Err("needs the name of a queue of this computer".into())
        }
        _ => Ok(()),
    }
}

/// How a shop wants its slips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Template {
    /// The paper's width on screen and in files; a printer has its own.
    pub width: PaperWidth,
    /// Lines below the shop's name: its address, a tax number, opening hours.
    pub header: Vec<String>,
    /// Lines at the end: thanks, what can be given back and until when.
    pub footer: Vec<String>,
    /// Whether each tax is listed.
    pub show_taxes: bool,
    /// Whether a receipt's code is on it, by which goods come back.
    pub show_code: bool,
    /// Whether a receipt's code is a QR code; a barcode otherwise.
    pub code_as_qr: bool,
}

impl Default for Template {
    fn default() -> Template {
        Template {
            width: PaperWidth::default(),
            header: Vec::new(),
            footer: vec!["Thank you!".into()],
            show_taxes: true,
            show_code: true,
            code_as_qr: false,
        }
    }
}

impl Setting for Template {
    const KEY: &'static str = "slips";
    const COMMAND: &'static str = "settings.slips";

    fn check(&self) -> Result<(), Refusal> {
        for (field, lines) in [("header", &self.header), ("footer", &self.footer)] {
            if lines.len() > LINES_MOST {
                return Err(Refusal::invalid(field, "at most 20 lines fit"));
            }
            for text in lines {
                line(text, 200).map_err(|why| Refusal::invalid(field, why))?;
            }
        }
        Ok(())
    }
}

/// Who is paid by UPI: what the customer's QR code says. Without an address there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpiPayee {
    /// The payee's UPI address, such as mithai@okbank.
    pub address: String,
    /// The payee's name; the shop's where it is empty.
    pub name: String,
}

impl Setting for UpiPayee {
    const KEY: &'static str = "upi";
    const COMMAND: &'static str = "settings.upi";

    fn check(&self) -> Result<(), Refusal> {
        line(&self.name, NAME_MAX_CHARS).map_err(|why| Refusal::invalid("name", why))?;
        if self.address.is_empty() {
            return Ok(());
        }
        let part = |text: &str, signs: &[char]| {
            (2..=256).contains(&text.len())
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || signs.contains(&c))
        };
        match self.address.split_once('@') {
            Some((who, bank)) if part(who, &['.', '-', '_']) && part(bank, &['.', '-']) => Ok(()),
            _ => {
                let why =
                    "is a UPI address: letters and digits around one @, such as mithai@okbank";
                Err(Refusal::invalid("address", why))
            }
        }
    }
}
