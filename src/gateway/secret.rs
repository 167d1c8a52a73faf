//! What must not be seen: a text that prints nothing and is wiped when it is let go of.

use std::fmt;

use zeroize::Zeroizing;

/// A secret shared with the payment provider.
///
/// It prints nothing of itself, can't be written as JSON, and is overwritten in memory when it is
/// dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

/// The most characters a secret may have; no provider's is near it.
const LONGEST: usize = 512;

impl Secret {
    /// A secret as somebody gave it, without the white space around it.
    ///
    /// # Errors
    /// A sentence, where it is empty, far too long, or no single line of visible ASCII.
    pub fn of(typed: &str) -> Result<Secret, &'static str> {
        let typed = typed.trim();
        match typed.len() {
            0 => Err("is empty"),
            1..=LONGEST if typed.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(Secret(Zeroizing::new(typed.to_owned())))
            }
            1..=LONGEST => Err("is made of letters, digits and signs, without spaces"),
            _ => Err("has 512 characters at most"),
        }
    }

    /// The secret itself: for a signature, a request to the provider, or the place it is kept.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(kept secret)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(kept secret)")
    }
}
