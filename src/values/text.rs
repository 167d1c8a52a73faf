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
    let decomposed: String = text.nfd().collect();
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
    if text
        .chars()
        .any(|c| (c.is_control() && !allowed(c)) || is_invisible_order(c))
    {
        return Err("holds a character that can't be shown (a control character)".into());
    }
    match text.chars().count() {
        n if n > most => Err(format!("{n} characters long; at most {most} fit")),
        _ => Ok(text),
    }
}

/// Characters that reorder what stands around them: a name with one can pass for another.
fn is_invisible_order(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
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
        assert!(Name::parse(&"a".repeat(100)).is_ok());
        assert!(Name::parse(&"a".repeat(101)).is_err());
        assert!(Name::parse(&"a".repeat(10_000_000)).is_err());
    }
}
