//! Where an order is in its life, and where it can go from there.

use serde::{Deserialize, Serialize};

use crate::store::{Row, RowResult, unreadable};

/// Where an order is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It was taken; nobody has looked at it.
    Placed,
    /// The kitchen has seen it and will make it.
    Accepted,
    /// It is being made.
    InPreparation,
    /// It can be picked up.
    Ready,
    /// The customer has it.
    HandedOver,
    /// Nobody wants it any more.
    Cancelled,
}

impl State {
    /// All of them, in the order of an order's life.
    pub const ALL: [State; 6] = [
        State::Placed,
        State::Accepted,
        State::InPreparation,
        State::Ready,
        State::HandedOver,
        State::Cancelled,
    ];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            State::Placed => "placed",
            State::Accepted => "accepted",
            State::InPreparation => "in_preparation",
            State::Ready => "ready",
            State::HandedOver => "handed_over",
            State::Cancelled => "cancelled",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            State::Placed => "Placed",
            State::Accepted => "Accepted",
            State::InPreparation => "In preparation",
            State::Ready => "Ready",
            State::HandedOver => "Handed over",
            State::Cancelled => "Cancelled",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether it still has goods promised: neither handed over nor cancelled.
    pub fn is_open(self) -> bool {
        !matches!(self, State::HandedOver | State::Cancelled)
    }

    /// The next step in the kitchen, where there is one; after it is ready, it is handed over.
    pub fn next(self) -> Option<State> {
        match self {
            State::Placed => Some(State::Accepted),
            State::Accepted => Some(State::InPreparation),
            State::InPreparation => Some(State::Ready),
            State::Ready | State::HandedOver | State::Cancelled => None,
        }
    }
}

/// The state in a column.
pub(super) fn state_of(row: &Row<'_>, column: usize) -> RowResult<State> {
    let word = row.get_ref(column)?.as_str()?;
    State::of(word).ok_or_else(|| unreadable(column, format!("no state: “{word}”")))
}
