//! What a webhook is about, for a person who looks at it: kinds, ids, states and amounts.
//!
//! Promises: whatever the bytes are, this answers; names, addresses, telephone numbers and cards
//! that a provider sends along are left out, because only what has the form of a kind, an id, a
//! state or an amount is taken.

use serde::Serialize;
use serde_json::Value;

use super::shapes::moment;
use crate::values::{Money, Timestamp};

/// At most so many things are told of one message.
const MOST: usize = 10;

/// What a message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Gist {
    /// The kind of its event, such as "invoice.paid"; none where it can't be read.
    pub event: Option<String>,
    /// When the provider says that it happened.
    pub sent_at: Option<Timestamp>,
    /// What it is about.
    pub about: Vec<GistPart>,
    /// How long it is, in bytes.
    pub bytes: usize,
}

/// Something that a message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GistPart {
    /// What it is, such as "payment" or "settlement".
    pub what: String,
    /// What the provider calls it.
    pub id: Option<String>,
    /// How far it has come, as the provider words it.
    pub status: Option<String>,
    /// How much it is of, in the smallest unit of its currency.
    #[serde(rename = "amount_minor")]
    pub amount: Option<Money>,
    /// The code of its currency.
    pub currency: Option<String>,
}

/// Reads what a message is about.
pub fn gist(body: &[u8]) -> Gist {
    let Ok(said) = serde_json::from_slice::<Value>(body) else {
        return Gist {
            bytes: body.len(),
            ..Gist::default()
        };
    };
    let payload = said["payload"].as_object();
    let parts = payload.into_iter().flatten().take(MOST);
    Gist {
        event: word(&said["event"]),
        sent_at: said["created_at"].as_i64().map(moment),
        about: parts.filter_map(|(what, part)| about(what, part)).collect(),
        bytes: body.len(),
    }
}

fn about(what: &str, part: &Value) -> Option<GistPart> {
    let entity = &part["entity"];
    Some(GistPart {
        what: word(&Value::from(what))?,
        id: word(&entity["id"]),
        status: word(&entity["status"]),
        amount: entity["amount"].as_i64().map(Money::from_minor),
        currency: word(&entity["currency"]),
    })
}

/// A kind, an id or a state: up to 64 letters, digits, points, lines and dashes. What is anything
/// else, such as an address, is left out.
fn word(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let named = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    (named && (1..=64).contains(&text.len()) && text.bytes().all(plain)).then(|| text.to_owned())
}
