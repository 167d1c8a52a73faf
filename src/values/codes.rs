//! Codes printed as bars, and their check digits.
//!
//! Promises: a code with a wrong check digit is never taken for another one, and is refused
//! in a sentence for whoever holds the scanner.
//! Leaves out codes without a check digit (house codes, Code 128): any text may be one.

/// The kinds of code that end in a check digit and are known by their length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// EAN-8: seven digits and the check digit.
    Ean8,
    /// UPC-A: eleven digits and the check digit. With a 0 before it, it is an EAN-13.
    UpcA,
    /// EAN-13: twelve digits and the check digit.
    Ean13,
}

impl CodeKind {
    /// What a scanned text is by its length, or `None` where it is no such code.
    pub fn of(code: &str) -> Option<CodeKind> {
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match code.len() {
            8 => Some(CodeKind::Ean8),
            12 => Some(CodeKind::UpcA),
            13 => Some(CodeKind::Ean13),
            _ => None,
        }
    }

    /// The kind of `code`, whose check digit was verified.
    ///
    /// # Errors
    /// A sentence, where it is no such code or its last digit is not the one it should be.
    pub fn verified(code: &str) -> Result<CodeKind, String> {
        let Some(kind) = CodeKind::of(code) else {
            return Err("a code of this kind has 8, 12 or 13 digits: scan it again".into());
        };
        let (body, last) = code.split_at(code.len() - 1);
        match check_digit(body) {
            Some(due) if last == due.to_string() => Ok(kind),
            Some(due) => Err(format!("the last digit should be {due}: scan it again")),
            None => Err("only digits can stand in such a code: scan it again".into()),
        }
    }
}

/// The check digit that follows `body`, the digits of an EAN-13, EAN-8 or UPC-A before it
/// (GS1 General Specifications, 7.9.1), or `None` where something else is among them.
pub fn check_digit(body: &str) -> Option<u8> {
    let mut sum: u8 = 0;
    for (place, digit) in digits(body)?.iter().rev().enumerate() {
        let weight = if place % 2 == 0 { 3 } else { 1 };
        sum = (sum + digit * weight) % 10;
    }
    Some((10 - sum) % 10)
}

/// The digits of `text`, or `None` where something else is among them.
pub(super) fn digits(text: &str) -> Option<Vec<u8>> {
    text.bytes()
        .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_things_in_the_shops_have_the_check_digit_they_should() {
        // A chocolate hazelnut spread, a bar of Swiss chocolate, chewing gum, a book on Rust.
        assert_eq!(CodeKind::verified("3017620422003"), Ok(CodeKind::Ean13));
        assert_eq!(CodeKind::verified("7622210449283"), Ok(CodeKind::Ean13));
        assert_eq!(CodeKind::verified("96385074"), Ok(CodeKind::Ean8));
        assert_eq!(CodeKind::verified("036000291452"), Ok(CodeKind::UpcA));
        assert_eq!(CodeKind::verified("9781718503106"), Ok(CodeKind::Ean13));
        assert_eq!(check_digit("400638133393"), Some(1));
        assert_eq!(check_digit("40063813339x"), None);
    }

    #[test]
    fn a_digit_read_wrong_is_refused_in_words() {
        assert_eq!(
            CodeKind::verified("3017620422007"),
            Err("the last digit should be 3: scan it again".into())
        );
        assert_eq!(
            CodeKind::verified("3017620422"),
            Err("a code of this kind has 8, 12 or 13 digits: scan it again".into())
        );
        assert_eq!(CodeKind::of("R000123"), None);
        assert_eq!(CodeKind::of("٣٠١٧٦٢٠٤٢٢٠٠٣"), None);
    }
}
