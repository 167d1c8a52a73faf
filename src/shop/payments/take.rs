//! The one function all doors end in.

use serde::{Deserialize, Serialize};

use super::News;
use crate::values::MessageId;

/// Takes news of a payment, from a provider whose signature or answer was found
/// good. Nobody needs to be logged in for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeNews {
    /// What was told.
    pub news: News,
    /// The message of the inbox it was read from, which is done with in the same
    /// commit. One that was done with already changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
}

/// Takes news from a person who may: of an outcome that can't be had otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleByHand {
    /// What is told; its door must be [`super::Door::Person`].
    pub news: News,
    /// How it is known.
    pub reason: String,
}
