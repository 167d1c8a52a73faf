//! What is told of a payment, whoever told it and through whichever door.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::sales::{Sold, TenderKind};
use crate::values::{Money, PaymentId, PaymentKey, RefundKey, Timestamp};

/// The longest id of a provider, in characters.
const PROVIDER_ID_MOST: usize = 64;

/// The way by which news of a payment came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The window asked whether the payment just made is good.
    Verify,
    /// The provider sent a message by itself.
    Webhook,
    /// The provider was asked how it stands.
    Poll,
    /// A person said so, who may.
    Person,
}

impl Door {
    /// All of them.
    pub const ALL: [Door; 4] = [Door::Verify, Door::Webhook, Door::Poll, Door::Person];

    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            Door::Verify => "verify",
            Door::Webhook => "webhook",
            Door::Poll => "poll",
            Door::Person => "person",
        }
    }
}

/// An id that a provider gave to something: 1 to 64 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderId(String);

impl ProviderId {
    /// Reads one as the provider writes it.
    ///
    /// # Errors
    /// A sentence, where it can't be one.
    pub fn parse(text: &str) -> Result<ProviderId, String> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        match visible && (1..=PROVIDER_ID_MOST).contains(&text.len()) {
            true => Ok(ProviderId(text.to_owned())),
            false => Err("is no provider's id: 1 to 64 letters, digits and signs".into()),
        }
    }

    /// The id as the provider writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProviderId {
    type Error = String;

    fn try_from(text: String) -> Result<ProviderId, String> {
        ProviderId::parse(&text)
    }
}

impl From<ProviderId> for String {
    fn from(id: ProviderId) -> String {
        id.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of a message as it came, in 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        let digest = Sha256::digest(bytes);
        Digest(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Digest, &'static str> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match text.len() == 64 && text.bytes().all(is_digit) {
            true => Ok(Digest(text)),
            false => Err("a digest has 64 hexadecimal digits"),
        }
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.0
    }
}

/// News of one payment, in words that no provider owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    /// The way it came.
    pub door: Door,
    /// What the provider calls this message; the same one again is the same
    /// message. Only messages that it sends by itself have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<ProviderId>,
    /// The provider's order that was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<ProviderId>,
    /// What the shop called the payment when it made the order, where the
    /// provider repeats it. It finds the payment whose order id was not noted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PaymentKey>,
    /// The provider's payment.
    pub payment: ProviderId,
    /// What was paid with it, in the smallest unit of `currency`.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The currency's code as the provider writes it.
    pub currency: String,
    /// How the customer paid: by card, UPI or bank, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<TenderKind>,
    /// What is told of it.
    pub said: Said,
    /// When the provider says that it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The digest of the message that this was read from.
    pub digest: Digest,
}

/// What is told of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Said {
    /// Somebody began to pay.
    Created,
    /// The money is put aside for the shop, and not taken yet.
    Authorized,
    /// The money was taken.
    Captured,
    /// This try to pay failed; the next one may not.
    Failed {
        /// Why, as the provider words it.
        why: String,
    },
    /// The provider has taken a refund on; the money is on its way.
    RefundAccepted {
        /// The provider's refund.
        refund: ProviderId,
        /// How much is to go back with it.
        #[serde(rename = "refunded_minor")]
        amount: Money,
        /// What the shop called it, where the shop had asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ours: Option<RefundKey>,
    },
    /// Money went back to the customer.
    Refunded {
        /// The provider's refund.
        refund: ProviderId,
        /// How much went back with it.
        #[serde(rename = "refunded_minor")]
        amount: Money,
        /// What the shop called it, where the shop had asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ours: Option<RefundKey>,
    },
    /// Money that was to go back did not.
    RefundFailed {
        /// The provider's refund.
        refund: ProviderId,
        /// How much was to go back with it.
        #[serde(rename = "refunded_minor")]
        amount: Money,
        /// What the shop called it, where the shop had asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ours: Option<RefundKey>,
        /// Why, as the provider words it.
        why: String,
    },
    /// The customer's bank wants the money back.
    Disputed {
        /// The provider's dispute.
        dispute: ProviderId,
        /// How far that has come, as the provider words it.
        phase: String,
    },
}

impl Said {
    /// The word it is stored and shown as.
    pub fn word(&self) -> &'static str {
        match self {
            Said::Created => "created",
            Said::Authorized => "authorized",
            Said::Captured => "captured",
            Said::Failed { .. } => "failed",
            Said::RefundAccepted { .. } => "refund_accepted",
            Said::Refunded { .. } => "refunded",
            Said::RefundFailed { .. } => "refund_failed",
            Said::Disputed { .. } => "disputed",
        }
    }
}

/// What news did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It was the first to tell that the money is there.
    Captured {
        /// Which payment.
        payment: PaymentId,
        /// The sale that the held goods became; none where they had been
        /// released, or are still to be put together.
        #[serde(flatten)]
        sold: Option<Sold>,
        /// What a person is to see to, all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flag: Option<Flag>,
        /// Why its goods could not be sold, where they could not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// It was known, and nothing changed.
    Already {
        /// Which payment, where it is one of the shop's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<PaymentId>,
    },
    /// It was noted; no money came or went.
    Noted {
        /// Which payment.
        payment: PaymentId,
    },
    /// Money went back to the customer, and is counted now.
    Refunded {
        /// Which payment.
        payment: PaymentId,
    },
    /// It was kept for a person to look at. No money was counted by it.
    Flagged {
        /// Which payment, where it is one of the shop's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<PaymentId>,
        /// Why.
        why: Flag,
    },
}

impl Verdict {
    /// The word it is stored and shown as.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Captured { .. } => "captured",
            Verdict::Already { .. } => "already",
            Verdict::Noted { .. } => "noted",
            Verdict::Refunded { .. } => "refunded",
            Verdict::Flagged { .. } => "flagged",
        }
    }
}

/// Why a person is to look at a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// No payment of the shop has this order.
    UnknownOrder,
    /// Another amount was paid than was asked for.
    WrongAmount,
    /// It was paid in another currency than the shop's.
    WrongCurrency,
    /// It was paid after the goods had been released.
    PaidAfterRelease,
    /// It was paid, and its goods could not be sold.
    NotSold,
    /// The order had been paid already, by another payment.
    PaidTwice,
    /// More went back than had come, or of money that is not counted here.
    RefundTooMuch,
    /// Money that was to go back did not.
    RefundFailed,
    /// Money went back, and its credit note could not be issued.
    NotCredited,
    /// Money went back that was put on gift cards, and they still have it.
    CardsNotEmptied,
    /// The customer's bank wants the money back.
    Disputed,
}

impl Flag {
    /// All of them.
    pub const ALL: [Flag; 11] = [
        Flag::UnknownOrder,
        Flag::WrongAmount,
        Flag::WrongCurrency,
        Flag::PaidAfterRelease,
        Flag::NotSold,
        Flag::PaidTwice,
        Flag::RefundTooMuch,
        Flag::RefundFailed,
        Flag::NotCredited,
        Flag::CardsNotEmptied,
        Flag::Disputed,
    ];

    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            Flag::UnknownOrder => "unknown_order",
            Flag::WrongAmount => "wrong_amount",
            Flag::WrongCurrency => "wrong_currency",
            Flag::PaidAfterRelease => "paid_after_release",
            Flag::NotSold => "not_sold",
            Flag::PaidTwice => "paid_twice",
            Flag::RefundTooMuch => "refund_too_much",
            Flag::RefundFailed => "refund_failed",
            Flag::NotCredited => "not_credited",
            Flag::CardsNotEmptied => "cards_not_emptied",
            Flag::Disputed => "disputed",
        }
    }
}

impl Flag {
    /// What is so, without what is to be done about it.
    pub fn fact(self) -> &'static str {
        self.words().0
    }

    /// What is so, and what is to be done about it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Flag::UnknownOrder => (
                "no payment of the shop has this order",
                "look at the provider whose it is",
            ),
            Flag::WrongAmount => ("another amount was paid than was asked for", "give it back"),
            Flag::WrongCurrency => ("it was paid in another currency", "give it back"),
            Flag::PaidAfterRelease => (
                "it was paid after the goods had been released",
                "hand the goods out again, or give the money back",
            ),
            Flag::NotSold => (
                "it is paid, and its goods could not be sold",
                "hand them out again, or give the money back",
            ),
            Flag::PaidTwice => (
                "the order had been paid already",
                "give the second payment back",
            ),
            Flag::RefundTooMuch => (
                "more went back than had come in here",
                "look at the provider what was given back",
            ),
            Flag::RefundFailed => (
                "the money did not go back",
                "begin another refund, or pay it out",
            ),
            Flag::NotCredited => (
                "the money went back, and its credit note could not be issued",
                "see to how they are numbered, then issue it",
            ),
            Flag::CardsNotEmptied => (
                "the money went back, and the gift cards it was put on can still be spent",
                "take them back with its receipt, as goods whose money went back already; what was \
                 spent of them is the customer's to pay",
            ),
            Flag::Disputed => (
                "the customer's bank wants the money back",
                "answer it at the provider",
            ),
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fact, next) = self.words();
        write!(f, "{fact}: {next}")
    }
}
