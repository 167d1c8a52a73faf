//! Codes by SMS: which gateway takes them, and bringing them there.
//!
//! Promises: what is sent is asked for with bounded time and size, encrypted unless the gateway is
//! on this machine, and follows no redirection; the gateway's secret is in the vault; neither
//! numbers nor texts are printed or told in a problem. Leaves out which code goes to whom, and
//! when a message is given up, which is the shop's.

mod send;
mod worker;

pub use worker::{Messenger, send_due};

use std::net::IpAddr;

use http::{HeaderName, HeaderValue, Uri};
use serde::{Deserialize, Serialize};

use super::vault::Vault;
use crate::shop::{Refusal, settings::Setting};

/// How the gateway is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Everything stands in the address.
    Get,
    /// There is a body.
    #[default]
    Post,
}

/// What stands in templates for the number in E.164.
const PHONE: &str = "{phone}";
/// What stands in templates for the number without its `+`.
const DIGITS: &str = "{digits}";
/// What stands in templates for the text.
const TEXT: &str = "{text}";
/// What stands in templates for the gateway's secret.
const SECRET: &str = "{secret}";

/// The gateway that takes SMS, as templates. Nothing secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSetup {
    /// Where it is asked, such as `https://sms.example/send?to={digits}&text={text}`; empty: the
    /// shop has none. What comes into the places is percent-encoded.
    pub url: String,
    /// How.
    pub method: Method,
    /// What is sent with POST: JSON where it begins with `{`, else a form. What comes into the
    /// places is written as either needs it.
    pub body: String,
    /// Headers, such as `Authorization: Bearer {secret}`.
    pub headers: Vec<String>,
    /// What the secret is kept under on this machine: letters, digits and `_`.
    pub secret: String,
}

impl SmsSetup {
    /// Whether the shop has a gateway.
    pub fn is_set(&self) -> bool {
        !self.url.is_empty()
    }

    /// What the vault keeps its secret under; `None` where it needs none.
    pub fn secret_name(&self) -> Option<String> {
        (!self.secret.is_empty()).then(|| format!("sms_{}", self.secret))
    }

    fn is_json(&self) -> bool {
        self.body.trim_start().starts_with('{')
    }

    /// Whether it is on this machine.
    fn is_here(&self) -> bool {
        parts(&self.url).is_ok_and(|(_, here)| here)
    }
}

/// Whether the gateway's secret is on this machine, where it needs one.
///
/// # Errors
/// Why not, for people.
pub fn has_secret(setup: &SmsSetup, vault: &Vault) -> Result<(), String> {
    let Some(name) = setup.secret_name() else {
        return Ok(());
    };
    match vault.load(&name) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("the SMS gateway's secret is not on this machine".into()),
        Err(problem) => Err(problem.to_string()),
    }
}

impl Setting for SmsSetup {
    const KEY: &'static str = "sms";
    const COMMAND: &'static str = "settings.sms";

    fn check(&self) -> Result<(), Refusal> {
        if !self.is_set() {
            return Ok(());
        }
        let (https, here) = parts(&self.url)?;
        if !https && !here {
            let why = "begins with https:// where the gateway is not on this machine";
            return Err(Refusal::invalid("url", why));
        }
        if self.method == Method::Get && !self.body.is_empty() {
            let why = "is sent with POST only: choose that, or leave it empty";
            return Err(Refusal::invalid("body", why));
        }
        if self.body.len() > 2000 {
            return Err(Refusal::invalid("body", "has 2,000 characters at most"));
        }
        let has = |place: &str| self.url.contains(place) || self.body.contains(place);
        if !(has(PHONE) || has(DIGITS)) || !has(TEXT) {
            let why = "or the body has {phone} (or {digits}, without the +) and {text} in it, \
                       where number and text come";
            return Err(Refusal::invalid("url", why));
        }
        if self.headers.len() > 8 {
            return Err(Refusal::invalid("headers", "are 8 at most"));
        }
        for header in &self.headers {
            let known = header.len() <= 300 && named(header).is_some();
            if !known {
                let why = "are lines such as “Authorization: Bearer {secret}”";
                return Err(Refusal::invalid("headers", why));
            }
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if self.secret.len() > 40 || !self.secret.bytes().all(plain) {
            let why = "is what the secret is kept under: up to 40 letters, digits and _";
            return Err(Refusal::invalid("secret", why));
        }
        let wanted = has(SECRET) || self.headers.iter().any(|header| header.contains(SECRET));
        match (wanted, self.secret.is_empty()) {
            (true, true) => {
                let why = "is wanted by {secret}: say what it is kept under";
                Err(Refusal::invalid("secret", why))
            }
            _ => Ok(()),
        }
    }
}

/// A header's name and value.
fn named(header: &str) -> Option<(HeaderName, &str)> {
    let (name, value) = header.split_once(':')?;
    let value = value.trim();
    let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
    HeaderValue::from_str(value)
        .is_ok()
        .then_some((name, value))
}

/// Whether a template's address is encrypted, and whether it is on this machine.
fn parts(url: &str) -> Result<(bool, bool), Refusal> {
    let refused = || {
        let why = "is an address such as https://sms.example/send?to={digits}&text={text}; \
                   nothing stands in the place of its host";
        Refusal::invalid("url", why)
    };
    let bare = [PHONE, DIGITS, TEXT, SECRET]
        .into_iter()
        .fold(url.to_owned(), |url, place| url.replace(place, "0"));
    let uri: Uri = bare.parse().map_err(|_| refused())?;
    let https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(refused()),
    };
    let authority = uri.authority().ok_or_else(refused)?.as_str();
    // What comes into a place must not lead elsewhere.
    let behind = url.split_once("://").map_or("", |(_, behind)| behind);
    if url.len() > 1000 || authority.contains('@') || !behind.starts_with(authority) {
        return Err(refused());
    }
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(refused)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    Ok((https, here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_encrypted_or_on_this_machine_and_its_host_is_no_template() {
        let checked = |url: &str| {
            let setup = SmsSetup {
                url: url.into(),
                ..SmsSetup::default()
            };
            setup.check().is_ok()
        };
        assert!(checked("https://sms.example/send?to={digits}&text={text}"));
        assert!(checked("http://127.0.0.1:9000/{phone}/{text}"));
        assert!(checked("http://[::1]:9000/{phone}/{text}"));
        for wrong in [
            "http://sms.example/send?to={digits}&text={text}",
            "https://sms.example/send?to={digits}",
            "https://{digits}.example/{text}",
            "https://{secret}@sms.example/{phone}{text}",
            "https://user:pass@sms.example/{phone}{text}",
            "ftp://sms.example/{phone}{text}",
            "sms.example/{phone}{text}",
            "http://localhost.example/{phone}{text}",
        ] {
            assert!(!checked(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_secret_that_is_wanted_has_a_name_and_headers_are_lines() {
        let setup = |header: &str, secret: &str| SmsSetup {
            url: "https://sms.example/{phone}/{text}".into(),
            headers: vec![header.into()],
            secret: secret.into(),
            ..SmsSetup::default()
        };
        assert!(
            setup("Authorization: Bearer {secret}", "main")
                .check()
                .is_ok()
        );
        assert!(setup("Authorization: Bearer {secret}", "").check().is_err());
        assert!(
            setup("Authorization: Bearer {secret}", "a b")
                .check()
                .is_err()
        );
        assert!(setup("No colon", "").check().is_err());
        assert!(setup("X: a\r\nY: b", "").check().is_err());
    }
}
