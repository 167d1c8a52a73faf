//! The inbox of webhooks: kept first, worked through afterwards.
//!
//! Promises: a webhook is kept only with the provider's signature over its very bytes, and once
//! for its event id; what was kept is worked through in order of arrival, each exactly once, also
//! after a kill, because it is done with in the same commit as what it does.

use super::{
    desk::nobody,
    razorpay::{Event, event},
    signature::WebhookSecrets,
};
use crate::{
    shop::{
        Refusal, Shop, Trouble,
        payments::{
            KeepMessage, Kept, MESSAGE_MOST, Message, NoteStuck, ProviderId, PutAside, TakeNews,
            Verdict, waiting_messages,
        },
    },
    store::Fault,
    values::{MessageId, RequestId},
};

/// How many messages are read at once.
const AT_ONCE: u32 = 50;

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Worked {
    /// What it told did this.
    Took(MessageId, Box<Verdict>),
    /// It told nothing the shop knows, for this reason.
    PutAside(MessageId, String),
    /// The program or the file failed on it, so it still waits; the others went on.
    Stuck(MessageId, String),
}

/// Keeps a webhook: what the listener does with each, without the network.
///
/// # Errors
/// A refusal, where the signature is not the provider's or the event has no id; a fault.
pub fn keep(
    shop: &Shop,
    secrets: &WebhookSecrets,
    body: Vec<u8>,
    signature: &str,
    event: &str,
) -> Result<Kept, Trouble> {
    if body.len() > MESSAGE_MOST {
        return Err(Refusal::invalid("body", "is longer than a message can be: 1 MiB").into());
    }
    if !secrets.signed(&body, signature, shop.now()) {
        let why = "is not the provider's over this message; it was not kept";
        return Err(Refusal::invalid("signature", why).into());
    }
    let event = ProviderId::parse(event).map_err(|why| Refusal::invalid("event_id", why))?;
    shop.execute(&nobody(), RequestId::new(), KeepMessage { event, body })
}

/// Works through the messages that wait. One that the program or its part of the file fails on
/// stands in no other's way; it is tried again the next time.
///
/// # Errors
/// A fault of the file; what was not worked through still waits.
pub fn work(shop: &Shop) -> Result<Vec<Worked>, Trouble> {
    let mut worked = Vec::new();
    let mut last = None;
    loop {
        let waiting = shop.read(|db| waiting_messages(db, last, AT_ONCE))?;
        if waiting.is_empty() {
            return Ok(worked);
        }
        for message in &waiting {
            last = Some(message.id);
            worked.push(one(shop, message)?);
        }
    }
}

fn one(shop: &Shop, message: &Message) -> Result<Worked, Trouble> {
    let why = match event(&message.event, &message.body) {
        Event::News(news) => {
            let take = TakeNews {
                news: *news,
                message: Some(message.id),
            };
            match shop.execute(&nobody(), RequestId::new(), take) {
                Ok(verdict) => return Ok(Worked::Took(message.id, Box::new(verdict))),
                // What can't be taken may not stand in the way of the others; it stays kept.
                Err(Trouble::Refused(refusal)) => refusal.to_string(),
                Err(Trouble::Fault(fault @ (Fault::Damaged { .. } | Fault::Bug { .. }))) => {
                    tracing::error!(%fault, message = %message.id, "a message can't be taken");
                    let why = fault.to_string();
                    note_stuck(shop, message, &why);
                    return Ok(Worked::Stuck(message.id, why));
                }
                // Of the disk or the lock: no other message would fare better.
                Err(fault) => return Err(fault),
            }
        }
        Event::Other(why) => why,
    };
    let aside = PutAside {
        message: message.id,
        why: why.clone(),
    };
    shop.execute(&nobody(), RequestId::new(), aside)?;
    Ok(Worked::PutAside(message.id, why))
}

/// Has people find it among what was put aside. Where even that fails, it is in the log and in
/// the window's own words.
fn note_stuck(shop: &Shop, message: &Message, why: &str) {
    if !message.is_news(why) {
        return;
    }
    let note = NoteStuck {
        message: message.id,
        why: why.to_owned(),
    };
    if let Err(trouble) = shop.execute(&nobody(), RequestId::new(), note) {
        tracing::warn!(%trouble, message = %message.id, "why it is stuck can't be noted");
    }
}
