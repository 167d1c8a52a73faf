//! What a refusal tells in more than a word: who was faster, what is left, what was changed.

use std::fmt;

use serde::Serialize;

use crate::{
    shop::slots::SlotAt,
    values::{AppointmentId, Money, SweetId, Timestamp},
};

/// A sweet there is not enough of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortage {
    /// Which.
    pub sweet: SweetId,
    /// Its name.
    pub name: String,
    /// Pieces asked for.
    pub wanted: i64,
    /// Pieces left that can be taken: what is promised to orders is not among them.
    pub left: i64,
    /// What is on hand and kept for orders, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<PromisedGoods>,
    /// The kits it was wanted for, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kits: Vec<String>,
    /// Who took the last.
    pub taken_by: Option<TakenBy>,
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shortage {
            name, wanted, left, ..
        } = self;
        match left {
            _ if self.promised.is_some() => match left {
                0 => write!(f, "{name} has none free, {wanted} wanted")?,
                _ => write!(f, "{name} has {left} free, {wanted} wanted")?,
            },
            0 => write!(f, "{name} is sold out, {wanted} wanted")?,
            _ => write!(f, "{name} has {left} left, {wanted} wanted")?,
        }
        if !self.kits.is_empty() {
            write!(f, " for {}", self.kits.join(", "))?;
        }
        if let Some(PromisedGoods {
            on_hand,
            quantity,
            time,
            ..
        }) = &self.promised
        {
            write!(f, " ({on_hand} on hand, {quantity} promised by {time})")?;
        }
        if let Some(TakenBy {
            who,
            window,
            time,
            quantity,
            ..
        }) = &self.taken_by
        {
            write!(f, " ({who} took {quantity} at {time}, {window})")?;
        }
        Ok(())
    }
}

/// What was wanted of a slot that was full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedOfSlot {
    /// Which.
    pub slot: SlotAt,
    /// Room for an order of so much; none where a seat was wanted.
    #[serde(rename = "room_minor", skip_serializing_if = "Option::is_none")]
    pub room: Option<Money>,
}

/// What of a sweet is on hand, and kept for orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromisedGoods {
    /// Pieces on hand.
    pub on_hand: i64,
    /// Pieces that are promised to orders; more than are on hand where some are still
    /// to be made.
    pub quantity: i64,
    /// When the last of them is picked up.
    pub until: Timestamp,
    /// That in words, in the shop's zone: "17:00".
    pub time: String,
}

/// Who was faster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBy {
    /// The name of the account.
    pub who: String,
    /// From which window.
    pub window: String,
    /// When.
    pub at: Timestamp,
    /// The time of day of that, in the shop's zone.
    pub time: String,
    /// How many pieces they took.
    pub quantity: i64,
    /// What they took it for, where that has a name: "order 3 (O7QK) of Mira".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

impl fmt::Display for TakenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TakenBy {
            who, window, time, ..
        } = self;
        write!(f, "{who} took it at {time}, {window}")?;
        match &self.what {
            Some(what) => write!(f, ", for {what}"),
            None => Ok(()),
        }
    }
}

/// Which thing of the shop's is meant, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// Of which kind: "payment", "order", "appointment".
    pub what: &'static str,
    /// Its number.
    pub which: i64,
}

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Its money came.
    Paid,
    /// It was given up before that.
    GivenUp,
    /// Its goods were handed over.
    HandedOver,
    /// It was cancelled.
    Cancelled,
}

/// What was on a gift card or a credit before anything was taken, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ValueThen {
    /// Which, by the number of its row.
    pub value: i64,
    /// What was there.
    #[serde(rename = "balance_minor")]
    pub balance: Money,
}

/// How much of a receipt's line had come back, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BackOf {
    /// The receipt it was sold on.
    pub receipt: i64,
    /// The line's place on it, from 0.
    pub line: i64,
    /// How much of it had come back, in the sweet's unit.
    pub taken_back: i64,
}

/// An appointment that is in the way of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherAppointment {
    /// Which.
    pub appointment: AppointmentId,
    /// Its calendar.
    pub calendar: String,
    /// Who comes to it.
    pub customer: String,
    /// When it begins, in the shop's zone.
    pub from: String,
    /// The time of day when it ends.
    pub until: String,
}

/// A price that is not what was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriceChange {
    /// Which sweet.
    pub sweet: SweetId,
    /// Its name.
    pub name: String,
    /// The price the basket showed.
    #[serde(rename = "shown_minor")]
    pub shown: Money,
    /// The price now.
    #[serde(rename = "now_minor")]
    pub now: Money,
}

/// A field two people see differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The field, as commands call it.
    pub field: String,
    /// What it is now.
    pub theirs: String,
    /// What the asker wants it to be; `None` where they leave it alone.
    pub yours: Option<String>,
}
