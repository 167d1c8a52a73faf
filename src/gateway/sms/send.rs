//! One message to the gateway.

use std::{borrow::Cow, time::Duration};

use http::{HeaderValue, Request, header::CONTENT_TYPE};
use ureq::{Agent, Error};
use zeroize::Zeroizing;

use super::{DIGITS, Method, PHONE, SECRET, SmsSetup, TEXT, named};
use crate::{gateway::Secret, shop::codes::Sent};

/// How long a gateway may take for all of it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read: nothing in it is looked at.
const LARGEST: u64 = 64 * 1024;

/// How something is written into the place of a template.
#[derive(Clone, Copy)]
enum As {
    /// Of an address or a form.
    Percent,
    /// Inside a JSON text.
    Json,
    /// Of a header.
    Plain,
}

/// What comes into the places of a template.
struct Filling<'f> {
    phone: &'f str,
    text: &'f str,
    secret: &'f str,
}

impl Filling<'_> {
    /// Goes over a template once: what was put in is no template any more.
    fn fill(&self, template: &str, how: As) -> Zeroizing<String> {
        let places = [
            (PHONE, self.phone),
            (DIGITS, self.phone.trim_start_matches('+')),
            (TEXT, self.text),
            (SECRET, self.secret),
        ];
        let mut filled = Zeroizing::new(String::with_capacity(template.len() + 1024));
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            match places.iter().find(|(place, _)| rest.starts_with(place)) {
                Some((place, what)) => {
                    filled.push_str(&written(what, how));
                    rest = &rest[place.len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

fn written(what: &str, how: As) -> Cow<'_, str> {
    match how {
        As::Plain => Cow::Borrowed(what),
        As::Percent => {
            let mut out = String::with_capacity(what.len() * 3);
            for byte in what.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                        out.push(char::from(byte));
                    }
                    _ => out.push_str(&format!("%{byte:02X}")),
                }
            }
            Cow::Owned(out)
        }
        As::Json => {
            let quoted = serde_json::Value::from(what).to_string();
            let inside = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            Cow::Owned(inside.unwrap_or_default().to_owned())
        }
    }
}

/// Brings one message to the gateway.
pub(super) fn send(setup: &SmsSetup, secret: Option<&Secret>, phone: &str, text: &str) -> Sent {
    let filling = Filling {
        phone,
        text,
        secret: secret.map(Secret::expose).unwrap_or_default(),
    };
    let url = filling.fill(&setup.url, As::Percent);
    let mut request = Request::builder().uri(url.as_str());
    let mut typed = false;
    for header in &setup.headers {
        let Some((name, value)) = named(header) else {
            continue;
        };
        typed |= name == CONTENT_TYPE;
        match HeaderValue::from_str(&filling.fill(value, As::Plain)) {
            Ok(mut value) => {
                value.set_sensitive(true);
                request = request.header(name, value);
            }
            Err(_) => return never("a header can't be written with this secret"),
        }
    }
    let json = setup.is_json();
    if setup.method == Method::Post && !typed {
        let kind = match json {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        request = request.header(CONTENT_TYPE, kind);
    }
    let how = if json { As::Json } else { As::Percent };
    let body = filling.fill(&setup.body, how);
    let agent = agent(setup);
    let answer = match setup.method {
        Method::Get => match request.body(()) {
            Ok(request) => agent.run(request),
            Err(_) => return never("the address can't be written"),
        },
        Method::Post => match request.method("POST").body(body.as_str()) {
            Ok(request) => agent.run(request),
            Err(_) => return never("the address can't be written"),
        },
    };
    match answer {
        Ok(mut answer) => {
            let status = answer.status().as_u16();
            // Read to its end, so that the gateway sees its answer taken.
            if let Err(error) = answer.body_mut().with_config().limit(LARGEST).read_to_vec() {
                tracing::debug!(error = kind_of(&error), "the gateway's answer broke off");
            }
            told(status)
        }
        Err(error) => not(format!(
            "the SMS gateway could not be asked: {}",
            kind_of(&error)
        )),
    }
}

fn agent(setup: &SmsSetup) -> Agent {
    let here = setup.is_here();
    let mut config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .https_only(!here)
        .max_redirects(0)
        // A secret may go with it: no connection is kept that somebody might find.
        .max_idle_connections(0)
        .user_agent(concat!("sherbet/", env!("CARGO_PKG_VERSION")));
    if here {
        config = config.proxy(None);
    }
    config.build().new_agent()
}

/// What a status means. What an answer says is not read: no two gateways agree, and it may repeat
/// the text.
fn told(status: u16) -> Sent {
    match status {
        200..=299 => Sent::Well,
        401 | 403 => never("the SMS gateway does not take this shop's secret (401 or 403)"),
        408 | 425 | 429 => not(format!(
            "the SMS gateway asks for patience (status {status})"
        )),
        300..=499 => Sent::Never {
            problem: format!("the SMS gateway refused it (status {status})"),
        },
        _ => not(format!("the SMS gateway is in trouble (status {status})")),
    }
}

fn not(problem: String) -> Sent {
    Sent::Not { problem }
}

fn never(problem: &str) -> Sent {
    Sent::Never {
        problem: problem.into(),
    }
}

/// What went wrong, in words of our own: an error's may have the address in it, and with it
/// number and text.
fn kind_of(error: &Error) -> &'static str {
    match error {
        Error::Timeout(_) => "it took too long",
        Error::HostNotFound => "its name is not known",
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) => "no connection",
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            "nobody answers there"
        }
        Error::Io(_) => "the connection broke off",
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired | Error::RequireHttpsOnly(_) => {
            "no encrypted connection"
        }
        Error::BadUri(_) | Error::Http(_) => "the address can't be used",
        _ => "no answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_into_a_place_is_written_as_that_place_needs_it() {
        let filling = Filling {
            phone: "+919876543210",
            text: "12 \"{secret}\" & ½",
            secret: "k",
        };
        let fill = |template, how| filling.fill(template, how).to_string();
        assert_eq!(
            fill("?to={digits}&p={phone}&t={text}", As::Percent),
            "?to=919876543210&p=%2B919876543210&t=12%20%22%7Bsecret%7D%22%20%26%20%C2%BD"
        );
        assert_eq!(
            fill("{\"to\":\"{phone}\",\"text\":\"{text}\"}", As::Json),
            "{\"to\":\"+919876543210\",\"text\":\"12 \\\"{secret}\\\" & ½\"}"
        );
        assert_eq!(fill("Bearer {secret}{", As::Plain), "Bearer k{");
    }
}
