//! Text that people type: normalised once, on the way in.
//!
//! Names are kept in Unicode normalisation form C, code point for code point
//! as typed otherwise, and compared by [`fold`], so that two names that look
//! alike but for case or composition are one.

use icu_casemap::CaseMapper;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters (Unicode scalar values) after normalisation.
pub const NAME_MAX_CHARS: usize = 100;

/// A name: NFC, trimmed, 1 to [`NAME_MAX_CHARS`] characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Reads a name as typed.
    ///
    /// # Errors
    /// A sentence saying why it can't be a name.
    pub fn parse(typed: &str) -> Result<Name, String> {
        let name = line(typed, NAME_MAX_CHARS)?;
        if name.is_empty() {
            return Err("a name is needed".into());
        }
        Ok(Name(name))
    }

    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the name is compared by.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

/// What text is compared and searched by: Unicode default caseless matching
/// of canonically equivalent text (Unicode Standard, D145), kept in form C.
pub fn fold(text: &str) -> String {
    let decomposed: String = text.nfd().filter(|c| !only_shapes(*c)).collect();
    CaseMapper::new().fold_string(&decomposed).nfc().collect()
}

/// One line of text: NFC, trimmed, at most `most` characters; may be empty.
///
/// # Errors
/// A sentence, where it is too long or holds a control character.
pub fn line(typed: &str, most: usize) -> Result<String, String> {
    bounded(typed, most, |_| false)
}

/// Several lines of text: as [`line()`], but line breaks may stay.
///
/// # Errors
/// A sentence, where it is too long or holds another control character.
pub fn paragraph(typed: &str, most: usize) -> Result<String, String> {
    bounded(typed, most, |c| c == '\n')
}

fn bounded(typed: &str, most: usize, allowed: impl Fn(char) -> bool) -> Result<String, String> {
    // Before normalising, so that a text of megabytes costs nothing.
    if typed.chars().take(most * 4 + 64).count() > most * 4 + 32 {
        return Err(format!("longer than {most} characters"));
    }
    let text: String = typed.trim().nfc().collect();
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err("holds a character that can't be shown (a control character)".into());
    }
    if text.chars().any(is_invisible) {
        return Err("holds an invisible character; type it again by hand".into());
    }
    // Two spaces, or one of another kind, look like one.
    let mut text: String = text
        .chars()
        .map(|c| {
            if c.is_whitespace() && !allowed(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    while text.contains("  ") {
        text = text.replace("  ", " ");
    }
    if !text.is_empty() && text.chars().all(only_shapes) {
        return Err("has nothing in it that can be seen".into());
    }
    match text.chars().count() {
        n if n > most => Err(format!("{n} characters long; at most {most} fit")),
        _ => Ok(text),
    }
}

/// Characters that only say how their neighbours are drawn: joiners, which
/// Indic scripts and emoji need, and variation selectors. Names differ by more.
fn only_shapes(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Characters that can't be seen, or reorder what stands around them: a name
/// with one can pass for another.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{200E}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_in_case_or_composition_have_one_key() {
        let key = |name| Name::parse(name).expect("a name").key();
        assert_eq!(
            key("Crème brûlée"),
            key("CRE\u{300}ME BRU\u{302}LE\u{301}E")
        );
        assert_eq!(key("Рахат-лукум"), key("РАХАТ-ЛУКУМ"));
        assert_eq!(key("Süßholz"), key("SÜSSHOLZ"));
        assert_ne!(key("Halva"), key("Halwa"));
        assert_eq!(key("Kaju  Katli"), key("kaju\u{A0}katli"));
        assert_eq!(key("🍬\u{FE0F} Pop"), key("🍬 pop"));
    }

    #[test]
    fn names_come_back_code_point_for_code_point() {
        for name in ["કાજુ કતલી", "काजू कतली", "Рахат-лукум", "🍬 Pop"]
        {
            assert_eq!(
                Name::parse(name).map(|n| n.as_str().to_owned()),
                Ok(name.to_owned())
            );
        }
    }

    #[test]
    fn what_can_not_be_a_name_is_refused() {
        assert!(Name::parse("").is_err());
        assert!(Name::parse("  \t ").is_err());
        assert!(Name::parse("a\0b").is_err());
        for unseen in [
            "\u{200B}",
            "Jalebi\u{200B}",
            "\u{2800}",
            "\u{200D}\u{FE0F}",
            "a\u{202E}b",
        ] {
            assert!(
                Name::parse(unseen).is_err(),
                "{unseen:?} was taken for a name"
            );
        }
        assert!(Name::parse(&"a".repeat(100)).is_ok());
        assert!(Name::parse(&"a".repeat(101)).is_err());
        assert!(Name::parse(&"a".repeat(10_000_000)).is_err());
    }
}
