//! The sheet: a slip laid out in points, for a window to draw and a file to hold.
//!
//! Promises: a window that draws the marks from the first to the last shows what the file
//! prints, letter for letter in the same places.
//! Leaves out colour and paper's colour: marks are black, or white where they say `light`.

use super::{
    Align, Barcode, Block, PaperWidth, Qr, Slip, Style,
    arrange::{self, Line, Metre},
    letters,
};

/// A point is 1/72 inch.
const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// The size of plain text, in points.
const SIZE: f32 = 8.5;

/// A slip, laid out. Lengths are in points, from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub title: String,
    /// The paper's width.
    pub width: f32,
    /// How long it is, margins included.
    pub height: f32,
    /// What is drawn, in this order.
    pub marks: Vec<SheetMark>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetMark {
    /// One text on one line.
    Text(SheetText),
    /// A black rectangle: a bar, modules of a QR code, a rule.
    Box {
        /// The left edge.
        left: f32,
        /// The upper edge.
        top: f32,
        /// The width.
        width: f32,
        /// The height.
        height: f32,
    },
}

/// A text on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetText {
    /// What is written.
    pub text: String,
    /// Where it begins.
    pub left: f32,
    /// Where its letters stand.
    pub baseline: f32,
    /// How long it is.
    pub width: f32,
    /// The size of the letters.
    pub size: f32,
    /// Whether it is written with the strong face.
    pub strong: bool,
    /// White, because a black box lies under it.
    pub light: bool,
}

impl Sheet {
    /// Lays a slip out. What only a printer does (feeding, cutting, the drawer) is not on it.
    #[must_use]
    pub fn of(slip: &Slip) -> Sheet {
        let mut layout = Layout::new(slip);
        for block in &slip.blocks {
            layout.add(block);
        }
        Sheet {
            title: slip.title.clone(),
            width: layout.width,
            height: layout.y + layout.margin,
            marks: layout.marks,
        }
    }
}

fn size(style: Style) -> f32 {
    match style {
        Style::Plain | Style::Strong => SIZE,
        Style::Large => SIZE * 1.7,
        Style::Small => SIZE * 0.82,
    }
}

fn is_strong(style: Style) -> bool {
    matches!(style, Style::Strong | Style::Large)
}

/// Points between the margins.
struct Points(f32);

impl Metre for Points {
    fn full(&self) -> f32 {
        self.0
    }
    fn gap(&self) -> f32 {
        SIZE * 0.8
    }
    fn width(&self, text: &str, style: Style) -> f32 {
        letters::width(text, is_strong(style)) * size(style)
    }
}

struct Layout {
    paper: PaperWidth,
    width: f32,
    margin: f32,
    metre: Points,
    /// Where the next mark begins.
    y: f32,
    marks: Vec<SheetMark>,
}

impl Layout {
    fn new(slip: &Slip) -> Layout {
        let width = f32::from(slip.width.millimetres()) * POINTS_PER_MM;
        // As wide as a receipt printer prints: 8 dots a millimetre.
        let printable = f32::from(slip.width.dots()) / 8.0 * POINTS_PER_MM;
        let margin = (width - printable) / 2.0;
        Layout {
            paper: slip.width,
            width,
            margin,
            metre: Points(printable),
            y: margin,
            marks: Vec::new(),
        }
    }

    fn add(&mut self, block: &Block) {
        match block {
            Block::Text { text, align, style } => {
                let lines = arrange::text(text, *align, *style, &self.metre);
                self.lines(&lines);
            }
            Block::Rows(rows) => {
                let lines = arrange::rows(rows, &self.metre);
                self.lines(&lines);
            }
            Block::Rule => {
                self.y += SIZE * 0.45;
                self.block(self.margin, self.metre.full(), 0.5);
                self.y += 0.5 + SIZE * 0.45;
            }
            Block::Gap => self.y += SIZE * 0.7,
            Block::Mark(text) => self.mark(text),
            Block::Barcode(code) => match Qr::of(code.text()) {
                Ok(qr) if !code.fits(self.paper) => self.qr(&qr),
                _ => self.barcode(code),
            },
            Block::Qr(qr) => self.qr(qr),
            Block::Feed(_) | Block::Cut | Block::OpenDrawer => {}
        }
    }

    fn block(&mut self, left: f32, width: f32, height: f32) {
        let top = self.y;
        self.marks.push(SheetMark::Box {
            left,
            top,
            width,
            height,
        });
    }

    fn lines(&mut self, lines: &[Line]) {
        for line in lines {
            self.line(line, false);
        }
    }

    fn line(&mut self, line: &Line, light: bool) {
        let size = size(line.style);
        let baseline = self.y + size * (letters::ASCENT + 0.06);
        for piece in line.pieces.iter().filter(|piece| !piece.text.is_empty()) {
            self.marks.push(SheetMark::Text(SheetText {
                text: piece.text.clone(),
                left: self.margin + piece.left,
                baseline,
                width: piece.width,
                size,
                strong: is_strong(line.style),
                light,
            }));
        }
        // Vowel signs and conjuncts reach out of the line: room for them.
        self.y += size * (letters::ASCENT + letters::DESCENT + 0.18);
    }

    fn mark(&mut self, text: &str) {
        let lines = arrange::text(text, Align::Middle, Style::Strong, &self.metre);
        let pad = SIZE * 0.25;
        let each = SIZE * (letters::ASCENT + letters::DESCENT + 0.18);
        let height = each * lines.len() as f32 + pad * 2.0;
        self.block(self.margin, self.metre.full(), height);
        self.y += pad;
        for line in &lines {
            self.line(line, true);
        }
        self.y += pad + SIZE * 0.5;
    }

    fn barcode(&mut self, code: &Barcode) {
        let modules = code.modules();
        // A quarter of a millimetre a module, as the printers do at two dots.
        let module = (0.25 * POINTS_PER_MM).min(self.metre.full() / modules.len() as f32);
        let left = (self.width - module * modules.len() as f32) / 2.0;
        let height = 9.0 * POINTS_PER_MM;
        self.y += SIZE * 0.4;
        self.modules(modules, left, module, height);
        self.y += height + SIZE * 0.1;
        let lines = arrange::text(code.text(), Align::Middle, Style::Small, &self.metre);
        self.lines(&lines);
    }

    fn qr(&mut self, qr: &Qr) {
        let side = qr.side() as f32;
        let module = (0.5 * POINTS_PER_MM).min(self.metre.full() / (side + 8.0));
        let left = (self.width - module * side) / 2.0;
        self.y += module * 4.0;
        for row in qr.rows() {
            self.modules(row, left, module, module);
            self.y += module;
        }
        self.y += module * 4.0;
    }

    /// A row of modules, the dark ones beside each other as one box.
    fn modules(&mut self, modules: &[bool], left: f32, module: f32, height: f32) {
        let mut at = 0;
        for stretch in modules.chunk_by(|one, other| one == other) {
            if stretch.first() == Some(&true) {
                let width = module * stretch.len() as f32;
                self.block(left + module * at as f32, width, height);
            }
            at += stretch.len();
        }
    }
}
