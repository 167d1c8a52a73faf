//! Whether a message is the provider's: HMAC-SHA256, compared in constant time.
//!
//! Promises: what is no signature (not 64 hexadecimal digits) is refused like a wrong one, and
//! nothing panics; not a byte of a message is read before its signature was found right.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::secret::Secret;
use crate::values::Timestamp;

/// How long the former webhook secret still counts after it was replaced: the provider signs what
/// it tries again with the secret the event was first sent with, and tries for a day.
pub const FORMER_COUNTS_MS: i64 = 2 * 24 * 60 * 60 * 1000;

/// Whether `signature` is the key secret's over `order|payment`, which the provider hands to who
/// has just paid.
pub fn is_checkout(secret: &Secret, order: &str, payment: &str, signature: &str) -> bool {
    // The bar parts the two: one that holds a bar could be read as another pair.
    let plain = !order.contains('|') && !payment.contains('|');
    plain
        && is_signed(
            secret,
            &[order.as_bytes(), b"|", payment.as_bytes()],
            signature,
        )
}

/// The secrets webhooks are signed with: one, and for a while its former.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// The one in use.
    pub current: Secret,
    /// The one before it, and when it was replaced.
    pub former: Option<(Secret, Timestamp)>,
}

impl WebhookSecrets {
    /// One secret that replaces none.
    pub fn of(current: Secret) -> WebhookSecrets {
        WebhookSecrets {
            current,
            former: None,
        }
    }

    /// Replaces the one in use; it still counts for [`FORMER_COUNTS_MS`].
    #[must_use]
    pub fn replaced_by(self, current: Secret, at: Timestamp) -> WebhookSecrets {
        WebhookSecrets {
            former: Some((self.current, at)),
            current,
        }
    }

    /// Whether `signature` is one of theirs over the bytes of a webhook's body.
    pub fn signed(&self, body: &[u8], signature: &str, now: Timestamp) -> bool {
        let by_current = is_signed(&self.current, &[body], signature);
        let by_former = self.former.as_ref().is_some_and(|(former, replaced)| {
            // A clock set back does not open it for longer.
            let since = now.ms().saturating_sub(replaced.ms());
            (0..FORMER_COUNTS_MS).contains(&since) && is_signed(former, &[body], signature)
        });
        by_current || by_former
    }
}

/// The signature of `parts`, one after the other, as the provider writes it.
pub(super) fn sign(secret: &Secret, parts: &[&[u8]]) -> Option<String> {
    let digest = hmac(secret, parts)?.finalize().into_bytes();
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn is_signed(secret: &Secret, parts: &[&[u8]], signature: &str) -> bool {
    match (hmac(secret, parts), digest(signature)) {
        (Some(hmac), Some(digest)) => hmac.verify_slice(&digest).is_ok(),
        _ => false,
    }
}

/// `None` for a key that HMAC does not take; it takes any length.
fn hmac(secret: &Secret, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    for part in parts {
        hmac.update(part);
    }
    Some(hmac)
}

/// The 32 bytes of 64 hexadecimal digits, as they are written by the provider: in small letters.
fn digest(signature: &str) -> Option<[u8; 32]> {
    let digits = signature.as_bytes();
    let mut digest = [0_u8; 32];
    if digits.len() != 2 * digest.len() {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (nibble(*pair.first()?)? << 4) | nibble(*pair.get(1)?)?;
    }
    Some(digest)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
