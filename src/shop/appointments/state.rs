//! What an appointment can be, and what it can become.

use serde::{Deserialize, Serialize};

/// Where an appointment is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Booked, and not confirmed yet.
    Pending,
    /// It takes place.
    Confirmed,
    /// It took place.
    Done,
    /// Nobody came.
    NoShow,
    /// It does not take place, and holds no seat.
    Cancelled,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [
        State::Pending,
        State::Confirmed,
        State::Done,
        State::NoShow,
        State::Cancelled,
    ];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Confirmed => "confirmed",
            State::Done => "done",
            State::NoShow => "no_show",
            State::Cancelled => "cancelled",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            State::Pending => "Pending",
            State::Confirmed => "Confirmed",
            State::Done => "Done",
            State::NoShow => "No-show",
            State::Cancelled => "Cancelled",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether it still can take place, so that it can be moved.
    pub fn is_open(self) -> bool {
        matches!(self, State::Pending | State::Confirmed)
    }

    /// Whether its seat and who it is with are taken by it.
    pub fn holds(self) -> bool {
        self != State::Cancelled
    }

    /// Whether one can become the other. Triggers hold the same.
    pub fn may_become(self, next: State) -> bool {
        match self {
            State::Pending => matches!(next, State::Confirmed | State::Cancelled),
            State::Confirmed => {
                matches!(next, State::Done | State::NoShow | State::Cancelled)
            }
            State::Cancelled => next == State::Confirmed,
            State::Done | State::NoShow => false,
        }
    }
}

/// How customer and shop meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the shop.
    #[default]
    InPerson,
    /// By phone.
    Phone,
    /// By video.
    Video,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 3] = [Mode::InPerson, Mode::Phone, Mode::Video];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Mode::InPerson => "in_person",
            Mode::Phone => "phone",
            Mode::Video => "video",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::InPerson => "In person",
            Mode::Phone => "By phone",
            Mode::Video => "By video",
        }
    }

    /// The mode of a word.
    pub fn of(word: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// What was done to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was made.
    Booked,
    /// It was confirmed; a cancelled one took its seat again.
    Confirmed,
    /// It was cancelled, and its seat freed.
    Cancelled,
    /// It took place.
    Done,
    /// Nobody came.
    NoShow,
    /// It got another time, calendar or person.
    Rescheduled,
    /// How, with whom, for whom or its note was changed.
    Edited,
}

impl What {
    const ALL: [What; 7] = [
        What::Booked,
        What::Confirmed,
        What::Cancelled,
        What::Done,
        What::NoShow,
        What::Rescheduled,
        What::Edited,
    ];

    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            What::Booked => "booked",
            What::Confirmed => "confirmed",
            What::Cancelled => "cancelled",
            What::Done => "done",
            What::NoShow => "no_show",
            What::Rescheduled => "rescheduled",
            What::Edited => "edited",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            What::Booked => "Booked",
            What::Confirmed => "Confirmed",
            What::Cancelled => "Cancelled",
            What::Done => "Done",
            What::NoShow => "No-show",
            What::Rescheduled => "Moved",
            What::Edited => "Changed",
        }
    }

    pub(super) fn of(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.word() == word)
    }
}
