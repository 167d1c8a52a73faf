//! What is kept in the file and must not be read there: sealed with keys that are derived from
//! the shop's key, which is not in the file.
//!
//! XChaCha20-Poly1305: its nonces are long enough to be drawn at random.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use zeroize::Zeroizing;

use super::{error::Fault, key::Key};

const NONCE: usize = 24;

impl Key {
    /// Random bytes from the operating system's source.
    ///
    /// # Errors
    /// A fault, where the system has no randomness to give.
    pub fn random_bytes<const N: usize>() -> Result<[u8; N], Fault> {
        let mut bytes = [0_u8; N];
        getrandom::fill(&mut bytes).map_err(|e| Fault::Io {
            what: format!("asking the system for random bytes: {e}"),
        })?;
        Ok(bytes)
    }

    fn cipher(&self, for_what: &str) -> XChaCha20Poly1305 {
        let key = Zeroizing::new(self.seal(&[b"sherbet: sealing", for_what.as_bytes()]));
        XChaCha20Poly1305::new((&*key).into())
    }

    /// Seals a text for one use, so that it opens only for the same use and `place`, such as
    /// the row it stands in.
    ///
    /// # Errors
    /// A fault, where the system has no randomness to give.
    pub fn lock_away(&self, for_what: &str, place: &[u8], text: &str) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; NONCE] = Key::random_bytes()?;
        let payload = Payload {
            msg: text.as_bytes(),
            aad: place,
        };
        let sealed = self
            .cipher(for_what)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Fault::Bug {
                what: "a text could not be sealed".into(),
            })?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Key::lock_away`] sealed; `None` where it was changed, or sealed with another
    /// key, for another use or in another place.
    pub fn unlock(&self, for_what: &str, place: &[u8], sealed: &[u8]) -> Option<Zeroizing<String>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload {
            msg: sealed,
            aad: place,
        };
        let cipher = self.cipher(for_what);
        let text = Zeroizing::new(cipher.decrypt(&XNonce::from(nonce), payload).ok()?);
        std::str::from_utf8(&text)
            .ok()
            .map(|text| Zeroizing::new(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_use_and_place_only() {
        let key = Key::random().expect("randomness");
        let sealed = key.lock_away("codes", b"7", "481526").expect("sealed");
        assert!(!sealed.windows(6).any(|part| part == b"481526"));
        let opened = |key: &Key, what, place: &[u8]| key.unlock(what, place, &sealed);
        assert_eq!(
            opened(&key, "codes", b"7").as_deref(),
            Some(&"481526".to_owned())
        );
        assert_eq!(opened(&key, "codes", b"8"), None);
        assert_eq!(opened(&key, "else", b"7"), None);
        assert_eq!(
            opened(&Key::random().expect("another"), "codes", b"7"),
            None
        );
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!(key.unlock("codes", b"7", &changed), None);
        assert_eq!(key.unlock("codes", b"7", b"short"), None);
        // Never twice the same.
        assert_ne!(
            sealed,
            key.lock_away("codes", b"7", "481526").expect("sealed")
        );
    }
}
