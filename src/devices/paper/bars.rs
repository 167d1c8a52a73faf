//! Barcodes and QR codes, as dark and light modules.
//!
//! Promises: one that exists can be drawn and read back.

use barcoders::sym::{code128::Code128, ean8::EAN8, ean13::EAN13};
use qrcode::{Color, EcLevel, QrCode};

use crate::values::CodeKind;

use super::PaperWidth;

/// The most characters a Code 128 here holds.
const CODE_128_MAX_CHARS: usize = 40;

/// The most bytes a QR code here holds; a link to pay has about 200.
const QR_MAX_BYTES: usize = 500;

/// How a barcode is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbology {
    Ean13,
    Ean8,
    Code128,
}

/// A barcode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    text: String,
    symbology: Symbology,
    modules: Vec<bool>,
}

impl Barcode {
    /// The barcode of `text`: an EAN where it is one (EAN-13, EAN-8, UPC-A as EAN-13),
    /// otherwise a Code 128.
    ///
    /// # Errors
    /// A sentence, where no barcode can say it.
    pub fn of(text: &str) -> Result<Barcode, String> {
        let (text, symbology) = match CodeKind::verified(text) {
            Ok(CodeKind::Ean13) => (text.to_owned(), Symbology::Ean13),
            Ok(CodeKind::UpcA) => (format!("0{text}"), Symbology::Ean13),
            Ok(CodeKind::Ean8) => (text.to_owned(), Symbology::Ean8),
            Err(_) => (text.to_owned(), Symbology::Code128),
        };
        let can_say = (1..=CODE_128_MAX_CHARS).contains(&text.len())
            && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !can_say {
            return Err(format!(
                "a barcode holds 1 to {CODE_128_MAX_CHARS} plain letters, digits and signs"
            ));
        }
        let modules = match symbology {
            Symbology::Ean13 => EAN13::new(&text).map(|code| code.encode()),
            Symbology::Ean8 => EAN8::new(&text).map(|code| code.encode()),
            // Ɓ is how this crate is told to use set B: all of printable ASCII.
            Symbology::Code128 => Code128::new(format!("\u{181}{text}")).map(|code| code.encode()),
        };
        let modules = modules.map_err(|why| format!("“{text}” makes no barcode: {why}"))?;
        Ok(Barcode {
            text,
            symbology,
            modules: modules.into_iter().map(|module| module == 1).collect(),
        })
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn symbology(&self) -> Symbology {
        self.symbology
    }

    /// The modules from left to right, true for dark, without the quiet zones.
    pub fn modules(&self) -> &[bool] {
        &self.modules
    }

    /// Whether a receipt printer can print it at two dots a module with its quiet zones.
    pub(super) fn fits(&self, width: PaperWidth) -> bool {
        (self.modules.len() + 20) * 2 <= usize::from(width.dots())
    }
}

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    text: String,
    side: usize,
    modules: Vec<bool>,
}

impl Qr {
    /// The QR code of `text`.
    ///
    /// # Errors
    /// A sentence, where it is empty or too long.
    pub fn of(text: &str) -> Result<Qr, String> {
        if text.is_empty() || text.len() > QR_MAX_BYTES {
            return Err(format!("a QR code here holds 1 to {QR_MAX_BYTES} bytes"));
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|why| format!("this makes no QR code: {why}"))?;
        Ok(Qr {
            text: text.to_owned(),
            side: code.width(),
            modules: code.to_colors().iter().map(|c| *c == Color::Dark).collect(),
        })
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many modules a side has, without the quiet zone.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The rows of modules from the top, true for dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks(self.side)
    }
}
