//! What a printer is, as the shop keeps it; how bytes come to one is `devices`'.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The port on which receipt printers listen.
pub const USUAL_PORT: u16 = 9100;

/// Where a printer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Printer {
    /// On the network, written to without a protocol of its own.
    Network {
        /// Its address or name.
        host: String,
        /// Its port, nearly always [`USUAL_PORT`].
        port: u16,
    },
    /// A device file such as `/dev/usb/lp0`.
    Device {
        /// The file.
        path: PathBuf,
    },
    /// A serial line such as `/dev/ttyUSB0`, 8 bits without parity.
    Serial {
        /// The device file.
        path: PathBuf,
        /// Bits a second, as set in the printer: 9600, 19200, 38400, 115200.
        baud: u32,
    },
    /// A queue of the operating system, reached by its program `lp`.
    Queue {
        /// The queue's name.
        name: String,
        /// Whether it is given a PDF, as office printers need; ESC/POS otherwise.
        pdf: bool,
    },
}

impl Printer {
    /// The printer in words: "the printer at 192.168.1.50".
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Printer::Network { host, port } if *port == USUAL_PORT => {
                format!("the printer at {host}")
            }
            Printer::Network { host, port } => format!("the printer at {host}, port {port}"),
            Printer::Device { path } | Printer::Serial { path, .. } => {
                format!("the printer on {}", path.display())
            }
            Printer::Queue { name, .. } => format!("the print queue “{name}”"),
        }
    }
}

/// The paper's width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperWidth {
    /// 58 mm wide, 48 mm (384 dots) of it printable.
    Mm58,
    /// 80 mm wide, 72 mm (576 dots) of it printable.
    #[default]
    Mm80,
}

impl PaperWidth {
    /// The width of the paper, in millimetres.
    pub fn millimetres(self) -> u16 {
        match self {
            PaperWidth::Mm58 => 58,
            PaperWidth::Mm80 => 80,
        }
    }

    /// How many characters of a receipt printer's usual font fit on a line.
    pub fn columns(self) -> u16 {
        self.dots() / 12
    }

    /// How many dots a receipt printer of 8 dots a millimetre prints side by side.
    pub fn dots(self) -> u16 {
        match self {
            PaperWidth::Mm58 => 384,
            PaperWidth::Mm80 => 576,
        }
    }
}

/// A table of characters that receipt printers have, by the names printers' manuals use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePage {
    /// United States; every receipt printer has it.
    #[default]
    Pc437,
    /// Western Europe.
    Pc850,
    /// Central Europe.
    Pc852,
    /// Turkish.
    Pc857,
    /// Western Europe with the euro sign.
    Pc858,
    /// Russian.
    Pc866,
    /// Western Europe, as Windows has it.
    Wpc1252,
    /// Central Europe, as Windows has it.
    Wpc1250,
    /// Cyrillic, as Windows has it.
    Wpc1251,
}

impl CodePage {
    /// Every page, for a list to choose from.
    pub const ALL: [CodePage; 9] = [
        CodePage::Pc437,
        CodePage::Pc850,
        CodePage::Pc852,
        CodePage::Pc857,
        CodePage::Pc858,
        CodePage::Pc866,
        CodePage::Wpc1252,
        CodePage::Wpc1250,
        CodePage::Wpc1251,
    ];

    /// Its name, as printers' manuals have it.
    pub fn name(self) -> &'static str {
        match self {
            CodePage::Pc437 => "PC437",
            CodePage::Pc850 => "PC850",
            CodePage::Pc852 => "PC852",
            CodePage::Pc857 => "PC857",
            CodePage::Pc858 => "PC858",
            CodePage::Pc866 => "PC866",
            CodePage::Wpc1252 => "WPC1252",
            CodePage::Wpc1250 => "WPC1250",
            CodePage::Wpc1251 => "WPC1251",
        }
    }

    /// The page of a name, in any case.
    pub fn of(name: &str) -> Option<CodePage> {
        let named = |page: &CodePage| page.name().eq_ignore_ascii_case(name.trim());
        CodePage::ALL.into_iter().find(named)
    }
}

/// Which pin of the drawer's plug gets the pulse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawerPin {
    /// Pin 2: the first drawer, nearly always this one.
    #[default]
    Two,
    /// Pin 5: the second drawer.
    Five,
}

/// What has to be known of a printer to write to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrinterModel {
    /// The characters that it prints by itself.
    pub code_page: CodePage,
    /// Where its cash drawer is plugged in.
    pub drawer: DrawerPin,
}
