//! A slip in ESC/POS, the language of receipt printers.
//!
//! Promises: text goes out in the printer's own letters where its code page has them, and as
//! dots, drawn with the program's fonts, where it has not; no text of the shop can be a
//! command. What is sent is complete by itself: it begins by resetting the printer.
//! Leaves out asking the printer how it is: many never answer.
//!
//! The commands are written here and not by a library: the one at hand sends the drawer's
//! pulse without its times, knows no Code 128, and does not tell what a code page lacks.

mod dots;
mod pages;

use super::{
    Align, Barcode, Block, CodePage, DrawerPin, PrinterModel, Qr, Row, Slip, Style,
    arrange::{self, Line, Metre},
    bars::Symbology,
};

const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;
const LF: u8 = 0x0A;

/// The dots of a character of the printer's usual font.
const CHARACTER: u16 = 12;

/// The bytes that print a slip.
#[must_use]
pub fn escpos(slip: &Slip, model: PrinterModel) -> Vec<u8> {
    let mut writer = Writer {
        bytes: vec![ESC, b'@', ESC, b't', model.code_page.number()],
        model,
        dots: slip.width.dots(),
        style: Style::Plain,
        slip,
    };
    for block in &slip.blocks {
        writer.block(block);
    }
    writer.bytes
}

/// Columns of the printer's own letters.
struct Columns {
    page: CodePage,
    full: u16,
}

impl Metre for Columns {
    fn full(&self) -> f32 {
        f32::from(self.full)
    }
    fn gap(&self) -> f32 {
        2.0
    }
    fn width(&self, text: &str, style: Style) -> f32 {
        let each = if style == Style::Large { 2 } else { 1 };
        // Some characters are written as several.
        let bytes = self
            .page
            .encode(text)
            .map_or(text.len(), |bytes| bytes.len());
        (bytes * each) as f32
    }
}

struct Writer<'a> {
    bytes: Vec<u8>,
    model: PrinterModel,
    dots: u16,
    style: Style,
    slip: &'a Slip,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Text { text, align, style } => self.text(text, *align, *style),
            Block::Rows(rows) => {
                // Without a middle column rows share nothing but the paper's edge, so that each
                // can be written or drawn by itself.
                if rows.iter().all(|row| row.middle.is_empty()) {
                    rows.iter()
                        .for_each(|row| self.rows(std::slice::from_ref(row)));
                } else {
                    self.rows(rows);
                }
            }
            Block::Rule => {
                self.write_in(Style::Plain);
                let columns = usize::from(self.dots / CHARACTER);
                self.bytes.extend(std::iter::repeat_n(b'-', columns));
                self.bytes.push(LF);
            }
            Block::Gap => self.bytes.extend([ESC, b'J', 16]),
            Block::Mark(text) => self.mark(text),
            Block::Barcode(code) => match Qr::of(code.text()) {
                Ok(qr) if !code.fits(self.slip.width) => self.qr(&qr),
                _ => self.barcode(code),
            },
            Block::Qr(qr) => self.qr(qr),
            Block::Feed(lines) => self.bytes.extend([ESC, b'd', *lines]),
            // Feed to the knife and leave a bridge, so that the slip does not fall.
            Block::Cut => self.bytes.extend([GS, b'V', 66, 0]),
            Block::OpenDrawer => {
                let pin = match self.model.drawer {
                    DrawerPin::Two => 0,
                    DrawerPin::Five => 1,
                };
                // 50 ms of pulse, 500 ms of rest.
                self.bytes.extend([ESC, b'p', pin, 25, 250]);
            }
        }
    }

    fn columns(&self) -> Columns {
        Columns {
            page: self.model.code_page,
            full: self.dots / CHARACTER,
        }
    }

    fn has_letters_for<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> bool {
        let page = self.model.code_page;
        texts.into_iter().all(|text| page.encode(text).is_some())
    }

    fn text(&mut self, text: &str, align: Align, style: Style) {
        if !self.has_letters_for([&text.to_owned()]) {
            for line in arrange::text(text, align, style, &dots::Dots(self.dots)) {
                self.picture(&line, false);
            }
            return;
        }
        // The printer itself puts lines in the middle, to the dot.
        self.align(align);
        for mut line in arrange::text(text, align, style, &self.columns()) {
            for piece in &mut line.pieces {
                piece.left = 0.0;
            }
            self.letters(&line);
        }
        self.align(Align::Left);
    }

    fn rows(&mut self, rows: &[Row]) {
        let texts = rows
            .iter()
            .flat_map(|row| [&row.left, &row.middle, &row.right]);
        if self.has_letters_for(texts) {
            for line in arrange::rows(rows, &self.columns()) {
                self.letters(&line);
            }
        } else {
            for line in arrange::rows(rows, &dots::Dots(self.dots)) {
                self.picture(&line, false);
            }
        }
    }

    /// A line in the printer's own letters.
    fn letters(&mut self, line: &Line) {
        self.write_in(line.style);
        let each = if line.style == Style::Large { 2 } else { 1 };
        let mut at = 0;
        for piece in &line.pieces {
            let Some(bytes) = self.model.code_page.encode(&piece.text) else {
                continue;
            };
            let left = (piece.left / each as f32) as usize;
            let spaces = left.saturating_sub(at);
            self.bytes.extend(std::iter::repeat_n(b' ', spaces));
            at += spaces + bytes.len();
            self.bytes.extend(bytes);
        }
        self.bytes.push(LF);
    }

    /// A line as dots (`GS v 0`).
    fn picture(&mut self, line: &Line, light: bool) {
        let picture = dots::draw(line, self.dots);
        self.bytes.extend([GS, b'v', b'0', 0]);
        self.bytes.extend(two_bytes(picture.bytes_a_row));
        self.bytes.extend(two_bytes(picture.rows.len()));
        let flip = if light { 0xFF } else { 0 };
        let dots = picture.rows.iter().flatten().map(|byte| byte ^ flip);
        self.bytes.extend(dots);
    }

    fn mark(&mut self, text: &str) {
        if !self.has_letters_for([&text.to_owned()]) {
            for line in arrange::text(text, Align::Middle, Style::Strong, &dots::Dots(self.dots)) {
                self.picture(&line, true);
            }
            return;
        }
        self.bytes.extend([GS, b'B', 1]);
        let columns = self.columns();
        for mut line in arrange::text(text, Align::Middle, Style::Strong, &columns) {
            // The black reaches from edge to edge.
            for piece in &mut line.pieces {
                let before = " ".repeat(piece.left as usize);
                let rest = columns.full() - piece.left.floor() - piece.width;
                piece.text = format!("{before}{}{}", piece.text, " ".repeat(rest as usize));
                piece.left = 0.0;
            }
            self.letters(&line);
        }
        self.bytes.extend([GS, b'B', 0]);
    }

    fn barcode(&mut self, code: &Barcode) {
        self.align(Align::Middle);
        // Two dots a module, 9 mm high, its text below in the usual font.
        self.bytes
            .extend([GS, b'w', 2, GS, b'h', 72, GS, b'H', 2, GS, b'f', 0]);
        let (system, data) = match code.symbology() {
            Symbology::Ean13 => (67, code.text().to_owned()),
            Symbology::Ean8 => (68, code.text().to_owned()),
            // In set B, which has all of ASCII; a brace is doubled, because one is a command.
            Symbology::Code128 => (73, format!("{{B{}", code.text().replace('{', "{{"))),
        };
        let [length, _] = two_bytes(data.len());
        self.bytes.extend([GS, b'k', system, length]);
        self.bytes.extend(data.bytes());
        self.align(Align::Left);
    }

    fn qr(&mut self, qr: &Qr) {
        let fitting = usize::from(self.dots) / (qr.side() + 8);
        let module = u8::try_from(fitting.min(5)).unwrap_or(3).max(1);
        self.align(Align::Middle);
        let mut function = |body: &[u8]| {
            self.bytes.extend([GS, b'(', b'k']);
            self.bytes.extend(two_bytes(body.len()));
            self.bytes.extend(body);
        };
        function(&[49, 65, 50, 0]);
        function(&[49, 67, module]);
        // Of four levels the second: as the other renderings.
        function(&[49, 69, 49]);
        function(&[&[49, 80, 48], qr.text().as_bytes()].concat());
        function(&[49, 81, 48]);
        self.align(Align::Left);
    }

    fn align(&mut self, align: Align) {
        let number = match align {
            Align::Left => 0,
            Align::Middle => 1,
            Align::Right => 2,
        };
        self.bytes.extend([ESC, b'a', number]);
    }

    fn write_in(&mut self, style: Style) {
        if style == self.style {
            return;
        }
        let strong = matches!(style, Style::Strong | Style::Large);
        let size = if style == Style::Large { 0x11 } else { 0 };
        self.bytes
            .extend([ESC, b'E', u8::from(strong), GS, b'!', size]);
        self.style = style;
    }
}

/// A number as printers read it, the low byte first.
fn two_bytes(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}
