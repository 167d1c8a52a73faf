//! The states of a payment, and what news does in each: one table, all pairs.
//!
//! | in \ said | created | authorized | captured | failed | refund accepted | refunded | refund failed | disputed |
//! | --- | --- | --- | --- | --- | --- | --- | --- | --- |
//! | created | noted | authorized | **captured** | failed | noted | flagged | flagged | flagged |
//! | pending | noted | authorized | **captured** | failed | noted | flagged | flagged | flagged |
//! | authorized | noted | noted | **captured** | failed | noted | flagged | flagged | flagged |
//! | captured | noted | noted | noted | noted | on its way | refund | refund failed | flagged |
//! | part refunded | noted | noted | noted | noted | on its way | refund | refund failed | flagged |
//! | refunded | noted | noted | noted | noted | on its way | refund | refund failed | flagged |
//! | failed | noted | authorized | **captured** | noted | noted | flagged | flagged | flagged |
//! | expired | noted | noted | **captured** | noted | noted | flagged | flagged | flagged |
//!
//! Money that came never goes back to not having come: from captured on, only a
//! refund changes anything. What failed or expired can still be captured, since
//! a bank may answer late; whether the goods are still there is looked at then.

use serde::{Deserialize, Serialize};

use super::Said;

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It was begun; the provider's order is not known yet.
    Created,
    /// The provider has the order, and nobody paid yet.
    Pending,
    /// The money is put aside for the shop, and not taken yet.
    Authorized,
    /// The money is there.
    Captured,
    /// Some of it went back.
    PartRefunded,
    /// All of it went back.
    Refunded,
    /// The last try to pay failed; another may still do.
    Failed,
    /// It was given up before it was paid, and the goods released.
    Expired,
}

impl State {
    /// All of them.
    pub const ALL: [State; 8] = [
        State::Created,
        State::Pending,
        State::Authorized,
        State::Captured,
        State::PartRefunded,
        State::Refunded,
        State::Failed,
        State::Expired,
    ];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            State::Created => "created",
            State::Pending => "pending",
            State::Authorized => "authorized",
            State::Captured => "captured",
            State::PartRefunded => "part_refunded",
            State::Refunded => "refunded",
            State::Failed => "failed",
            State::Expired => "expired",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether the money came, whatever went back since.
    pub fn is_paid(self) -> bool {
        match self {
            State::Captured | State::PartRefunded | State::Refunded => true,
            State::Created
            | State::Pending
            | State::Authorized
            | State::Failed
            | State::Expired => false,
        }
    }
}

/// What news does to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing but being noted.
    Note,
    /// The payment is in another state from then on.
    To(State),
    /// The money is there: the held goods become a sale.
    Capture,
    /// Money is on its way back.
    RefundAccepted,
    /// Money went back.
    Refund,
    /// Money that was to go back did not.
    RefundFailed,
    /// A person is to look at it.
    Flag,
}

/// What is done in a state when something is said: the table above.
pub fn step(state: State, said: &Said) -> Step {
    match (state, said) {
        (
            State::Created
            | State::Pending
            | State::Authorized
            | State::Captured
            | State::PartRefunded
            | State::Refunded
            | State::Failed
            | State::Expired,
            Said::Created,
        ) => Step::Note,
        (State::Created | State::Pending | State::Failed, Said::Authorized) => {
            Step::To(State::Authorized)
        }
        (
            State::Authorized
            | State::Captured
            | State::PartRefunded
            | State::Refunded
            | State::Expired,
            Said::Authorized,
        ) => Step::Note,
        (
            State::Created | State::Pending | State::Authorized | State::Failed | State::Expired,
            Said::Captured,
        ) => Step::Capture,
        (State::Captured | State::PartRefunded | State::Refunded, Said::Captured) => Step::Note,
        (State::Created | State::Pending | State::Authorized, Said::Failed { .. }) => {
            Step::To(State::Failed)
        }
        (
            State::Captured
            | State::PartRefunded
            | State::Refunded
            | State::Failed
            | State::Expired,
            Said::Failed { .. },
        ) => Step::Note,
        (State::Captured | State::PartRefunded | State::Refunded, Said::RefundAccepted { .. }) => {
            Step::RefundAccepted
        }
        // It is flagged once the money went.
        (
            State::Created | State::Pending | State::Authorized | State::Failed | State::Expired,
            Said::RefundAccepted { .. },
        ) => Step::Note,
        (State::Captured | State::PartRefunded | State::Refunded, Said::Refunded { .. }) => {
            Step::Refund
        }
        (State::Captured | State::PartRefunded | State::Refunded, Said::RefundFailed { .. }) => {
            Step::RefundFailed
        }
        (
            State::Created | State::Pending | State::Authorized | State::Failed | State::Expired,
            Said::Refunded { .. } | Said::RefundFailed { .. },
        ) => Step::Flag,
        (
            State::Created
            | State::Pending
            | State::Authorized
            | State::Captured
            | State::PartRefunded
            | State::Refunded
            | State::Failed
            | State::Expired,
            Said::Disputed { .. },
        ) => Step::Flag,
    }
}
