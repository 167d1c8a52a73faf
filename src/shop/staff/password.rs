//! Passwords: Argon2id, hashed and checked outside any transaction.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use super::super::Refusal;
use crate::store::Fault;

/// The fewest characters a password may have (NIST SP 800-63B, 5.1.1.1).
pub const PASSWORD_MIN_CHARS: usize = 8;
/// The most; longer ones only cost time.
const PASSWORD_MAX_CHARS: usize = 256;

/// Above the first of OWASP's recommended settings for Argon2id (46 MiB, one
/// pass, one lane): two passes.
const MEMORY_KIB: u32 = 46 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What the password of a name that nobody has is checked against, so that it
/// takes as long from the first time on.
const NOBODY: &str = "$argon2id$v=19$m=47104,t=2,p=1$KnuGLT5Gyce8hgxirsGehg$8g7VUgkvVnP4+fWUavCOpWFTS/urv+3NM9pgzWliraA";

/// What one setting of a password is known by: it says nothing of the password,
/// and setting the same one again makes another, because the salt is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordMark([u8; 16]);

/// One sequence of code points, however a keyboard composes its letters.
fn same_on_every_keyboard(password: &str) -> String {
    password.nfc().collect()
}

/// A password as it is stored. It never goes to the journal: it has no JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Hashed(String);

impl Hashed {
    /// Hashes a new password.
    ///
    /// # Errors
    /// A refusal where it is too short or too long.
    pub(in super::super) fn new(password: &str) -> Result<Result<Hashed, Refusal>, Fault> {
        let refuse = |why| Ok(Err(Refusal::invalid("password", why)));
        match password.chars().count() {
            n if n < PASSWORD_MIN_CHARS => refuse("at least 8 characters are needed"),
            n if n > PASSWORD_MAX_CHARS => refuse("at most 256 characters fit"),
            _ => hash(password).map(Ok),
        }
    }

    /// Hashes a secret whose length was seen to elsewhere.
    pub(super) fn of_any_length(secret: &str) -> Result<Hashed, Fault> {
        hash(secret)
    }

    pub(super) fn stored(text: String) -> Hashed {
        Hashed(text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(in super::super) fn mark(&self) -> PasswordMark {
        let digest: [u8; 32] = Sha256::digest(&self.0).into();
        let mut mark = [0; 16];
        mark.copy_from_slice(&digest[..16]);
        PasswordMark(mark)
    }

    /// Whether it is the hash of `password`; takes as long either way.
    pub(in super::super) fn fits(&self, password: &str) -> Result<bool, Fault> {
        let hash = PasswordHash::new(&self.0).map_err(|e| Fault::Damaged {
            what: format!("a stored password: {e}"),
        })?;
        Ok(argon2()?
            .verify_password(same_on_every_keyboard(password).as_bytes(), &hash)
            .is_ok())
    }
}

/// Takes as long as checking a password of somebody who exists.
pub(super) fn check_nobody(password: &str) -> Result<(), Fault> {
    Hashed(NOBODY.into()).fits(password).map(drop)
}

fn hash(password: &str) -> Result<Hashed, Fault> {
    argon2()?
        .hash_password(same_on_every_keyboard(password).as_bytes())
        .map(|hash| Hashed(hash.to_string()))
        .map_err(|e| Fault::Bug {
            what: format!("a password could not be hashed: {e}"),
        })
}

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| Fault::Bug {
        what: format!("the password settings: {e}"),
    })?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_hash_and_no_other() {
        let hashed = Hashed::new("barfi-and-chai")
            .expect("hashing works")
            .expect("long enough");
        assert!(
            hashed
                .as_str()
                .starts_with("$argon2id$v=19$m=47104,t=2,p=1$")
        );
        assert!(NOBODY.starts_with("$argon2id$v=19$m=47104,t=2,p=1$"));
        assert!(check_nobody("barfi-and-chai").is_ok());
        assert_eq!(hashed.fits("barfi-and-chai").ok(), Some(true));
        assert_eq!(hashed.fits("barfi-and-Chai").ok(), Some(false));
        assert!(Hashed::new("short").expect("hashing works").is_err());
    }
}
