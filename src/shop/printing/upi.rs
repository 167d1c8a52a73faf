//! The link a customer's telephone pays by UPI with, as a QR code says it.
//!
//! After NPCI's linking specification: `upi://pay` with the payee's address (`pa`) and name
//! (`pn`), the amount (`am`, two decimals, no grouping), the currency (`cu`, only INR there is)
//! and a note (`tn`). Left out: a merchant's code and a signed link, which are the bank's to give.

use super::UpiPayee;
use crate::values::{Currency, Money};

/// The link by which `amount` is paid; `None` where nobody is paid by UPI, there is nothing to
/// pay, or the shop counts in another currency than the rupee.
#[must_use]
pub fn upi_link(payee: &UpiPayee, shop: &str, currency: Currency, amount: Money) -> Option<String> {
    if payee.address.is_empty() || amount <= Money::ZERO || currency.code() != "INR" {
        return None;
    }
    let name = match payee.name.trim() {
        "" => shop,
        name => name,
    };
    Some(format!(
        "upi://pay?pa={}&pn={}&am={}&cu=INR&tn={}",
        payee.address,
        encoded(name),
        currency.plain(amount),
        encoded(shop)
    ))
}

/// Everything but letters, digits and `-._~` as `%` and two digits (RFC 3986), of at most 50
/// characters: apps cut notes that are longer.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().take(50) {
        let mut bytes = [0; 4];
        for byte in letter.encode_utf8(&mut bytes).bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    out.push(char::from(byte));
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_who_is_paid_how_much() {
        let inr = Currency::of("INR").expect("known");
        let payee = UpiPayee {
            address: "mithai@okbank".into(),
            name: "Mithai & Sons".into(),
        };
        let link = |amount| upi_link(&payee, "Mithai Corner", inr, Money::from_minor(amount));
        assert_eq!(
            link(123_450).as_deref(),
            Some(
                "upi://pay?pa=mithai@okbank&pn=Mithai%20%26%20Sons&am=1234.50&cu=INR&tn=Mithai%20Corner"
            )
        );
        assert_eq!(link(0), None);
        let nobody = UpiPayee::default();
        assert_eq!(
            upi_link(&nobody, "Corner", inr, Money::from_minor(100)),
            None
        );
        let eur = Currency::of("EUR").expect("known");
        assert_eq!(
            upi_link(&payee, "Corner", eur, Money::from_minor(100)),
            None
        );
        assert_eq!(encoded("काजू"), "%E0%A4%95%E0%A4%BE%E0%A4%9C%E0%A5%82");
    }
}
