//! The inbox: what a provider sent, kept as it came until it was worked through.

use serde::{Deserialize, Serialize};

use super::{Digest, ProviderId};
use crate::values::{MessageId, Timestamp};

/// Keeps a message whose signature was found good. It is in no journal: the
/// same event again is the same message, and what it does is journalled.
#[derive(Clone, Debug, Serialize)]
pub struct KeepMessage {
    /// What the provider calls it.
    pub event: ProviderId,
    /// Its bytes as they came; at most 1 MiB.
    #[serde(skip)]
    pub body: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which message it is.
    pub message: MessageId,
    /// Whether it had been kept before.
    pub again: bool,
}

/// Says of a message that it tells nothing the shop knows, so that the next one
/// has its turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutAside {
    /// Which message.
    pub message: MessageId,
    /// Why, such as "an event of the kind invoice.paid".
    pub why: String,
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its number, in the order of arrival.
    pub id: MessageId,
    /// What the provider calls it.
    pub event: ProviderId,
    /// When it came.
    pub at: Timestamp,
    /// Its bytes.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
}
