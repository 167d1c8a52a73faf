//! Codes of gift cards.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::RequestId;

/// Letters that can't be taken for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code of a gift card, as it is kept: 6 to 32 capital letters and digits.
/// Blanks and dashes that make it readable are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct CardCode(String);

impl CardCode {
    /// Reads one as it is typed or scanned.
    ///
    /// # Errors
    /// A sentence, where it can't be one.
    pub fn parse(typed: &str) -> Result<CardCode, String> {
        let kept = typed.chars().filter(|c| !matches!(c, ' ' | '-')).take(33);
        let code: String = kept.map(|c| c.to_ascii_uppercase()).collect();
        let fits = (6..=32).contains(&code.len());
        match fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            true => Ok(CardCode(code)),
            false => Err("a gift card's code has 6 to 32 letters and digits".into()),
        }
    }

    /// A code for the card that a request issues: the same request makes the
    /// same card. It is as hard to guess as the request's own 62 random bits.
    pub fn for_request(request: RequestId) -> CardCode {
        let mut random = [0; 8];
        random.copy_from_slice(&request.bytes()[8..]);
        let mut bits = u64::from_be_bytes(random);
        let mut code = String::with_capacity(12);
        for _ in 0..12 {
            code.push(char::from(LETTERS[(bits & 31) as usize]));
            bits >>= 5;
        }
        CardCode(code)
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CardCode {
    type Error = String;

    fn try_from(typed: String) -> Result<CardCode, String> {
        CardCode::parse(&typed)
    }
}

impl fmt::Display for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
