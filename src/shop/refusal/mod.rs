//! Refusals: the shop's answers to what can't be done, for people.
//!
//! Each says what, why, and what to do next. They are values, so that a
//! window can show a field's own error or offer the next step; a fault of the
//! file or the disk is another type.

mod programs;
mod told;
mod trouble;
mod words;

use serde::Serialize;

use super::{
    Actor,
    codes::Verdict,
    shifts::Balance,
    slots::Offered,
    staff::{Permission, Role, Status},
};
use crate::values::{ShiftId, SweetId, Timestamp};

pub use told::{
    AskedOfSlot, BackOf, Difference, Ended, OtherAppointment, PriceChange, PromisedGoods, Shortage,
    TakenBy, Thing, ValueThen,
};
pub use trouble::Trouble;

/// The shop's no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// What was typed can't be taken.
    Invalid {
        /// The field it was typed in, as commands call it.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is over, and what was asked can't be done with it any more. To people and programs it
    /// is told as what was typed; which it is and how it ended stands beside.
    #[serde(rename = "invalid")]
    Over {
        /// The field it was named in, as commands call it.
        field: String,
        /// What became of it.
        why: String,
        /// Which it is.
        of: Thing,
        /// How it ended.
        ended: Ended,
    },
    /// Another has it already.
    Taken {
        /// The field: "name", "sku", "barcode".
        field: String,
        /// What is taken.
        value: String,
    },
    /// There is no such thing.
    Unknown {
        /// What kind of thing: "sweet", "account", "receipt".
        what: String,
        /// What was asked for.
        which: String,
    },
    /// The account may not do this.
    NotAllowed {
        /// What it would have to be allowed to.
        needs: Permission,
        /// Who asked.
        who: String,
    },
    /// The name or the password is wrong; which of them is not told.
    WrongNameOrPassword,
    /// The PIN is not the supervisor's.
    WrongPin {
        /// Whose PIN was asked for.
        who: String,
    },
    /// The account has no PIN yet.
    NoPin {
        /// Whose account.
        who: String,
    },
    /// Too many wrong passwords.
    Throttled {
        /// In how many seconds the next try is looked at.
        wait_s: i64,
    },
    /// One-time codes were asked for too often.
    TooManyCodes {
        /// What was counted for: "this number" or "this window".
        whom: String,
        /// How many are possible
        most: i64,
        /// within so many minutes.
        minutes: i64,
        /// In how many seconds the next is possible.
        wait_s: i64,
    },
    /// A one-time code was not right, which was counted.
    WrongCode {
        /// What came of it.
        #[serde(flatten)]
        verdict: Verdict,
    },
    /// The account waits for an admin.
    AwaitsApproval {
        /// Whose account.
        who: String,
    },
    /// The account is retired.
    AccountRetired {
        /// Whose account.
        who: String,
    },
    /// The password is not the one the session was begun with.
    PasswordChanged {
        /// Whose account.
        who: String,
    },
    /// Somebody else changed the account meanwhile.
    AccountChanged {
        /// Whose account.
        who: String,
        /// Who changed it last.
        by: String,
        /// When.
        at: Timestamp,
        /// The time of day of that, in the shop's zone.
        time: String,
        /// The version it has now: ask with it to change it all the same.
        version: i64,
        /// What it is now.
        role: Role,
        /// Where it is in its life now.
        status: Status,
    },
    /// The shop would be left without an admin.
    LastAdmin,
    /// Not enough is left; nothing of the sale was made.
    SoldOut {
        /// Each sweet that is short.
        shortages: Vec<Shortage>,
    },
    /// Prices changed since they were shown; nothing of the sale was made.
    PriceChanged {
        /// Each sweet whose price changed.
        changes: Vec<PriceChange>,
    },
    /// It comes to something else than was shown: a tax changed, or how much a
    /// price is for; nothing of the sale was made.
    TotalChanged {
        /// What was shown.
        shown: String,
        /// What it comes to now.
        now: String,
    },
    /// The sweet is retired.
    SweetRetired {
        /// Its name.
        name: String,
    },
    /// Somebody else changed it meanwhile.
    Changed {
        /// What was to be changed.
        what: String,
        /// Who changed it last.
        by: String,
        /// When.
        at: Timestamp,
        /// The time of day of that, in the shop's zone.
        time: String,
        /// The version it has now: ask with it to apply the change again.
        version: i64,
        /// Both values, field by field.
        differences: Vec<Difference>,
        /// Which it is, where that has a number.
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<Box<Thing>>,
    },
    /// The stock moved since it was counted.
    StockMoved {
        /// Which sweet.
        sweet: SweetId,
        /// Its name.
        name: String,
        /// What the asker took to be on hand.
        expected: i64,
        /// What is on hand.
        on_hand: i64,
        /// What of that is held for payments, where that was counted along.
        #[serde(skip_serializing_if = "is_zero")]
        held: i64,
    },
    /// The basket is open in another window.
    BasketElsewhere,
    /// It came back already, in part or whole.
    TakenBackAlready {
        /// What was sold.
        name: String,
        /// How much is to come back, with its unit.
        wanted: String,
        /// How much of it has not come back yet.
        left: String,
        /// How much was sold.
        sold: String,
        /// The same, for programs.
        #[serde(flatten)]
        of: Box<BackOf>,
    },
    /// The drawer has a shift open already.
    ShiftOpen {
        /// The drawer.
        drawer: String,
        /// Its open shift, which can be joined.
        shift: ShiftId,
        /// Who opened it.
        by: String,
        /// When.
        at: Timestamp,
        /// The time of day of that, in the shop's zone.
        time: String,
    },
    /// The shift was closed.
    ShiftClosed {
        /// Which.
        shift: ShiftId,
        /// Its drawer.
        drawer: String,
        /// Who closed it.
        by: String,
        /// When.
        at: Timestamp,
        /// The time of day of that, in the shop's zone.
        time: String,
    },
    /// A shift is closed on its newest count, and there is none that still counts.
    CountAgain {
        /// Why not: nobody counted, or something happened since.
        why: String,
    },
    /// What was counted is not what is expected, and nobody said why.
    Miscounted {
        /// Each tender, with what differs.
        balances: Vec<Balance>,
        /// What differs, in words.
        told: String,
    },
    /// A gift card or a credit has less than is to be taken from it.
    Overdrawn {
        /// Whose: "the gift card 7Q4M…".
        what: String,
        /// What is to be taken, in the shop's currency.
        wanted: String,
        /// What is there.
        left: String,
        /// Of a gift card or a credit, the same for programs.
        #[serde(flatten)]
        of: Option<ValueThen>,
    },
    /// Whoever an appointment is to be with has another at that time.
    StaffBusy {
        /// Who.
        who: String,
        /// The appointment they have then.
        other: Box<OtherAppointment>,
    },
    /// Nothing, or not enough, is left of a slot.
    SlotFull {
        /// The calendar's name.
        calendar: String,
        /// The slot that was wanted, by the shop's wall clock.
        wanted: String,
        /// What is left of it, as part of a sentence.
        left: String,
        /// The same, for programs.
        #[serde(flatten)]
        asked: Box<AskedOfSlot>,
        /// Who took the last of it, where that is known.
        taken_by: Option<Box<TakenBy>>,
        /// Whether no slot of the calendar ever holds so much: then no other day helps.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        never_fits: bool,
        /// Slots in which it fits instead.
        next: Vec<Offered>,
    },
    /// A calendar offers no slot at that time.
    SlotNotOffered {
        /// The calendar's name.
        calendar: String,
        /// The time that was wanted, by the shop's wall clock.
        wanted: String,
        /// Why not, as part of a sentence.
        why: String,
        /// Slots that are free instead.
        next: Vec<Offered>,
    },
    /// A gift card can't come back whole to the receipt it was sold on.
    CardSpent {
        /// Which: "the gift card 7Q4M…".
        what: String,
        /// What was put on it here, in the shop's currency.
        sold: String,
        /// What is on it now.
        left: String,
        /// The same, for programs.
        #[serde(flatten)]
        of: Option<ValueThen>,
    },
    /// The request id was used for something else.
    RequestReused {
        /// The command it was used for.
        command: String,
    },
    /// There is a shop already.
    AlreadyFounded,
    /// A backup that can't be trusted.
    BackupUnsound {
        /// What does not add up.
        why: String,
    },
    /// The payment provider did not do what it was asked, or can't be asked.
    Provider {
        /// Why, as a sentence.
        why: String,
        /// Whether it may have done it all the same; asking again is safe.
        may_have_acted: bool,
    },
    /// The shop that is there opens but can't be read through.
    CantTellNewer {
        /// What the file answered.
        why: String,
    },
    /// The shop that is there has acts that the backup lacks.
    WouldPutAside {
        /// How many acts, log-ins not counted.
        acts: i64,
        /// How many receipts among them.
        receipts: i64,
    },
}

impl Refusal {
    /// A refusal of what was typed in a field.
    pub fn invalid(field: &str, why: impl Into<String>) -> Refusal {
        Refusal::Invalid {
            field: field.into(),
            why: why.into(),
        }
    }

    /// A refusal because there is no such thing.
    pub fn unknown(what: &str, which: impl ToString) -> Refusal {
        Refusal::Unknown {
            what: what.into(),
            which: which.to_string(),
        }
    }

    /// A refusal because somebody else changed `what` meanwhile: who did and when, and the
    /// version it has now.
    pub(super) fn changed(
        by: &Actor<'_>,
        what: String,
        (who, at): (String, Timestamp),
        version: i64,
        differences: Vec<Difference>,
    ) -> Refusal {
        Refusal::Changed {
            what,
            by: who,
            at,
            time: by.shop.zone.time_of_day(at),
            version,
            differences,
            of: None,
        }
    }

    /// A refusal because something is over: `field` names it, `why` tells people how it ended.
    pub(super) fn over(
        field: &str,
        why: impl Into<String>,
        (what, which): (&'static str, i64),
        ended: Ended,
    ) -> Refusal {
        Refusal::Over {
            field: field.into(),
            why: why.into(),
            of: Thing { what, which },
            ended,
        }
    }

    /// The same, told with the number of what was changed.
    pub(super) fn numbered(mut self, what: &'static str, which: i64) -> Refusal {
        if let Refusal::Changed { of, .. } = &mut self {
            *of = Some(Box::new(Thing { what, which }));
        }
        self
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(held: &i64) -> bool {
    *held == 0
}
