//! One-time codes: six digits that show that somebody holds the telephone they gave.
//!
//! Promises: a code is asked for only while it has something to do, and goes to nobody but who
//! booked or ordered; the digits come from the operating system's random source, live ten minutes
//! and five tries, and at most one code is live for a phone and a purpose; asking again ends the
//! former in the same commit, and so does whatever leaves it nothing to do. In the file stands a keyed
//! hash of the digits, and until they were delivered the message that brings them, sealed; both keys are derived from the shop's key beside the
//! file. So there are no digits in the journal, in a log or in a backup. A wrong try is an outcome
//! and no refusal, because it has to be counted. How often codes may be asked for is limited in
//! the file, for a phone and for a window; a restart forgets nothing, and a clock that is set
//! back neither revives a code nor shortens a wait.
//! Left out: the network. `gateway` sends what the outbox has.

mod ask;
mod books;
mod check;
mod digits;
mod ending;
mod joined;
mod limits;
mod outbox;
mod rules;
mod sending;
mod showing;
mod subject;

pub use ask::{AskCode, Asked};
pub use check::{CheckCode, DeadCode, Verdict};
pub use digits::{on_paper, shown};
pub use joined::{ByCode, ConfirmByCode, HandOverByCode};
pub use outbox::{
    MESSAGES_SHOWN, Message, MessageState, RetryMessages, Standing, messages, standing,
};
pub use rules::{CodeRules, Way};
pub use sending::{Job, Next, Sent, claim, ended};
pub use showing::NoteShown;

pub(super) use books::{FINAL, RULES};
pub(super) use ending::{forget, withdraw};

use serde::{Deserialize, Serialize};

/// How long a code lives, in minutes.
pub const LIFETIME_MINUTES: i64 = 10;
/// How many tries a code has.
pub const TRIES: i64 = 5;

const LIFETIME_MS: i64 = LIFETIME_MINUTES * 60_000;

/// What a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To confirm a booking.
    Booking,
    /// To hand over an order.
    HandOver,
}

impl Purpose {
    /// Both of them.
    pub const ALL: [Purpose; 2] = [Purpose::Booking, Purpose::HandOver];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Booking => "booking",
            Purpose::HandOver => "hand_over",
        }
    }

    /// The purpose of a word.
    pub fn of(word: &str) -> Option<Purpose> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.word() == word)
    }
}
