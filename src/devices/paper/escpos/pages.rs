//! Code pages: which letters a printer has by itself, and by which bytes.

use encoding_rs::Encoding;
use oem_cp::{code_table as oem, encode_char_checked};

use super::CodePage;

impl CodePage {
    /// The number after `ESC t`.
    pub(super) fn number(self) -> u8 {
        match self {
            CodePage::Pc437 => 0,
            CodePage::Pc850 => 2,
            CodePage::Pc857 => 13,
            CodePage::Wpc1252 => 16,
            CodePage::Pc866 => 17,
            CodePage::Pc852 => 18,
            CodePage::Pc858 => 19,
            CodePage::Wpc1250 => 45,
            CodePage::Wpc1251 => 46,
        }
    }

    /// `text` in the bytes of this page, or `None` where the page lacks a character of it.
    /// Signs that only look finer than their plain kin are written as those. No byte of it is
    /// a command: control characters become spaces.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            if c.is_control() {
                bytes.push(b' ');
            } else if let Some(byte) = self.byte(c) {
                bytes.push(byte);
            } else {
                bytes.extend(plain(c)?.bytes());
            }
        }
        Some(bytes)
    }

    fn byte(self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let windows = |page: &'static Encoding| {
            let mut one = [0; 4];
            let (bytes, _, unknown) = page.encode(c.encode_utf8(&mut one));
            // What the page lacks comes as the text "&#…;".
            (!unknown).then(|| bytes.first().copied()).flatten()
        };
        let byte = match self {
            CodePage::Pc437 => encode_char_checked(c, &oem::ENCODING_TABLE_CP437),
            CodePage::Pc850 => encode_char_checked(c, &oem::ENCODING_TABLE_CP850),
            CodePage::Pc852 => encode_char_checked(c, &oem::ENCODING_TABLE_CP852),
            CodePage::Pc857 => encode_char_checked(c, &oem::ENCODING_TABLE_CP857),
            CodePage::Pc858 => encode_char_checked(c, &oem::ENCODING_TABLE_CP858),
            CodePage::Pc866 => encode_char_checked(c, &oem::ENCODING_TABLE_CP866),
            CodePage::Wpc1252 => windows(encoding_rs::WINDOWS_1252),
            CodePage::Wpc1250 => windows(encoding_rs::WINDOWS_1250),
            CodePage::Wpc1251 => windows(encoding_rs::WINDOWS_1251),
        };
        // The no-break space of the page is printed as a mark by some printers.
        byte.filter(|byte| *byte >= 0x80 && c != '\u{A0}')
    }
}

/// The plain kin of signs that typesetting refined.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' => " ",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2018}' | '\u{2019}' | '\u{2032}' => "'",
        '\u{201C}' | '\u{201D}' | '\u{2033}' => "\"",
        '×' => "x",
        '…' => "...",
        '•' | '·' => "*",
        _ => return None,
    })
}
