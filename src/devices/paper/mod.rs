//! Slips: what any receipt, Z slip, order slip or shelf label is made of, and how it comes to
//! paper, screen and file.
//!
//! Promises: one slip, three renderings of the same lines: [`Sheet`] for a window, [`pdf()`],
//! and [`escpos()`] for a receipt printer. Long names wrap and never push an amount off the
//! paper; every script the fonts of the program know is drawn shaped, also by a printer that
//! knows none of them.
//! Leaves out pictures and logos, and any rule of money: every text comes formatted.

mod arrange;
mod bars;
mod builders;
mod escpos;
mod facts;
mod letters;
mod pdf;
mod sheet;

pub use bars::{Barcode, Qr};
pub use builders::{order_slip, quotation_slip, receipt, return_slip, shelf_label, z_slip};
pub use escpos::escpos;
pub use facts::{
    Amount, LabelFacts, OrderFacts, OrderLine, QuotationFacts, ReceiptFacts, ReceiptLine,
    ReturnFacts, ShopFacts, TaxFacts, ZFacts, ZRow, ZSection,
};
pub use letters::{FACES, Face};
pub use pdf::{PdfProblem, pdf};
pub use sheet::{Sheet, SheetMark, SheetText};

pub use crate::shop::printing::{CodePage, DrawerPin, PaperWidth, PrinterModel, Template};

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Middle,
    /// At the right edge.
    Right,
}

/// How a line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Plain.
    #[default]
    Plain,
    /// Heavier: totals and headings.
    Strong,
    /// Heavier and twice as large: the shop's name, the amount due, a pick-up number.
    Large,
    /// A little smaller, where the device can: details and small print.
    Small,
}

/// A row of columns: a text that wraps, and one or two short ones flush right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is; wraps within its column.
    pub left: String,
    /// A number between the two, empty for none.
    pub middle: String,
    /// The amount, empty for none.
    pub right: String,
    /// How all of it is written.
    pub style: Style,
    /// Whether it begins a little to the right, because it belongs to the row above.
    pub indented: bool,
}

impl Row {
    /// A row of two columns.
    pub fn of(left: impl Into<String>, right: impl Into<String>, style: Style) -> Row {
        Row {
            left: left.into(),
            middle: String::new(),
            right: right.into(),
            style,
            indented: false,
        }
    }

    /// A row of three columns.
    pub fn of_three(
        left: impl Into<String>,
        middle: impl Into<String>,
        right: impl Into<String>,
        style: Style,
    ) -> Row {
        Row {
            middle: middle.into(),
            ..Row::of(left, right, style)
        }
    }

    /// The same row, beginning a little to the right.
    #[must_use]
    pub fn indented(self) -> Row {
        Row {
            indented: true,
            ..self
        }
    }
}

/// A part of a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines of text; a line break in it is kept, what is too long wraps.
    Text {
        /// The text.
        text: String,
        /// Where its lines stand.
        align: Align,
        /// How it is written.
        style: Style,
    },
    /// Rows whose columns stand below each other.
    Rows(Vec<Row>),
    /// A line across the paper.
    Rule,
    /// A little room.
    Gap,
    /// White on black across the paper, such as COPY.
    Mark(String),
    /// A barcode with its text below; one too wide for the paper becomes a QR code.
    Barcode(Barcode),
    /// A QR code.
    Qr(Qr),
    /// So many empty lines.
    Feed(u8),
    /// Cut the paper, where the printer can.
    Cut,
    /// Open the cash drawer that hangs on the printer.
    OpenDrawer,
}

/// A slip: what is printed, from top to bottom, on paper of one width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The paper's width.
    pub width: PaperWidth,
    /// What a file of it is called, and a window showing it: "Receipt R000123".
    pub title: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

impl Slip {
    /// An empty slip.
    pub fn new(width: PaperWidth, title: impl Into<String>) -> Slip {
        Slip {
            width,
            title: title.into(),
            blocks: Vec::new(),
        }
    }

    /// Adds text; nothing where it is empty.
    pub fn text(&mut self, text: impl Into<String>, align: Align, style: Style) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text { text, align, style });
        }
    }

    /// Adds rows that stand below each other; nothing where there are none.
    pub fn rows(&mut self, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Rows(rows));
        }
    }

    /// Adds another part.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// The same slip with COPY at its head, and without opening the drawer: what is printed
    /// again is no new sale.
    #[must_use]
    pub fn copy(&self) -> Slip {
        let mut copy = self.clone();
        copy.blocks.retain(|block| *block != Block::OpenDrawer);
        copy.blocks.insert(0, Block::Mark("COPY".into()));
        copy
    }

    /// The same slip opening the cash drawer before anything is printed.
    #[must_use]
    pub fn opening_drawer(mut self) -> Slip {
        self.blocks.insert(0, Block::OpenDrawer);
        self
    }
}
