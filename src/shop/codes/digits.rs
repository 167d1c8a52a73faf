//! The digits themselves: drawn, hashed, compared, and opened for whoever shows them.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{
    super::{Permission, Session, Shop, Trouble},
    Way,
};
use crate::{
    store::{Fault, Key, ReadTx},
    values::Phone,
};

/// How many digits a code has.
const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;

/// What messages are sealed for.
const SEALED_FOR: &str = "messages";

/// A code as it is kept: it is right only with its salt, and the key beside the file.
pub(super) struct Kept {
    pub(super) salt: [u8; 16],
    pub(super) hash: [u8; 32],
}

/// Draws the digits of a new code.
pub(super) fn draw() -> Result<Zeroizing<String>, Fault> {
    // What is beyond the last whole million is drawn again: each code is as likely as any other.
    let fair = u32::MAX - u32::MAX % CODES;
    loop {
        let drawn = u32::from_le_bytes(Key::random_bytes()?);
        if drawn < fair {
            return Ok(Zeroizing::new(format!("{:06}", drawn % CODES)));
        }
    }
}

/// The digits of a code as somebody typed them; `None` where they are not six.
pub(super) fn typed(text: &str) -> Option<Zeroizing<String>> {
    let blank = |c: &char| !c.is_whitespace() && *c != '-';
    let digits: Zeroizing<String> = Zeroizing::new(text.chars().take(40).filter(blank).collect());
    let six = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    six.then_some(digits)
}

pub(super) fn keep(key: &Key, digits: &str) -> Result<Kept, Fault> {
    let salt = Key::random_bytes()?;
    Ok(Kept {
        hash: hash(key, &salt, digits),
        salt,
    })
}

fn hash(key: &Key, salt: &[u8; 16], digits: &str) -> [u8; 32] {
    key.seal(&[b"sherbet: code", salt, digits.as_bytes()])
}

/// Whether these are the digits; takes as long whatever differs.
pub(super) fn are_right(key: &Key, kept: &Kept, digits: &str) -> bool {
    hash(key, &kept.salt, digits).ct_eq(&kept.hash).into()
}

/// What stands for a phone in the file.
pub(super) fn of_phone(key: &Key, phone: &Phone) -> [u8; 32] {
    key.seal(&[b"sherbet: code's phone", phone.as_str().as_bytes()])
}

/// What a message says, and to whom, sealed for the code that it brings.
pub(super) fn seal(key: &Key, code: i64, phone: &Phone, digits: &str) -> Result<Vec<u8>, Fault> {
    let text = Zeroizing::new(format!("{phone} {digits}"));
    key.lock_away(SEALED_FOR, &code.to_be_bytes(), &text)
}

/// Whom a message goes to, and the digits it brings.
pub(super) fn open(
    key: &Key,
    code: i64,
    sealed: &[u8],
) -> Option<(Zeroizing<String>, Zeroizing<String>)> {
    let text = key.unlock(SEALED_FOR, &code.to_be_bytes(), sealed)?;
    let (phone, digits) = text.split_once(' ')?;
    Some((
        Zeroizing::new(phone.to_owned()),
        Zeroizing::new(digits.to_owned()),
    ))
}

/// The digits of a live code that the customer's display is to show; `None` where it goes another
/// way, or is over.
///
/// # Errors
/// A refusal, where `session` may not sell. Or a fault of the file.
pub fn shown(
    shop: &Shop,
    session: &Session,
    code: i64,
) -> Result<Option<Zeroizing<String>>, Trouble> {
    let now = shop.now();
    let sealed = shop.consult(session, Permission::Sell, |db| {
        of_code(db, (code, Way::Display), now.ms())
    })?;
    Ok(sealed
        .and_then(|sealed| open(shop.key(), code, &sealed))
        .map(|(_, digits)| digits))
}

/// The digits of a live code that goes on paper; `None` where it goes another way, or is over.
///
/// # Errors
/// A fault of the file.
pub fn on_paper(
    shop: &Shop,
    db: &ReadTx<'_>,
    code: i64,
) -> Result<Option<Zeroizing<String>>, Fault> {
    let sealed = of_code(db, (code, Way::Paper), shop.now().ms())?;
    Ok(sealed
        .and_then(|sealed| open(shop.key(), code, &sealed))
        .map(|(_, digits)| digits))
}

fn of_code(
    db: &ReadTx<'_>,
    (code, way): (i64, Way),
    now_ms: i64,
) -> Result<Option<Vec<u8>>, Fault> {
    let sealed = db.first(
        "SELECT sealed FROM messages JOIN codes ON codes.id = messages.code
         WHERE codes.id = ?1 AND codes.state = 'live' AND until_ms > ?3
           AND messages.state = 'waiting' AND way = ?2",
        (code, way.word(), now_ms),
        |row| row.get::<_, Option<Vec<u8>>>(0),
    )?;
    Ok(sealed.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_however_it_is_typed() {
        let six = |text| typed(text).map(|digits| digits.to_string());
        assert_eq!(six("012 345").as_deref(), Some("012345"));
        assert_eq!(six(" 012-345 ").as_deref(), Some("012345"));
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(six(wrong), None, "{wrong}");
        }
        for _ in 0..1000 {
            assert_eq!(draw().expect("randomness").len(), DIGITS);
        }
    }

    #[test]
    fn only_the_same_digits_are_right_and_only_with_the_same_key() {
        let key = Key::random().expect("randomness");
        let kept = keep(&key, "012345").expect("kept");
        assert!(are_right(&key, &kept, "012345"));
        assert!(!are_right(&key, &kept, "012346"));
        assert!(!are_right(
            &Key::random().expect("another"),
            &kept,
            "012345"
        ));
        let twice = keep(&key, "012345").expect("kept");
        assert_ne!(kept.hash, twice.hash);
    }
}
