//! Refusals: the shop's answers to what can't be done, for people.
//!
//! Each says what, why, and what to do next. They are values, so that a
//! window can show a field's own error or offer the next step; a fault of the
//! file or the disk is another type.

use std::fmt;

use serde::Serialize;

use super::{
    Actor,
    codes::Verdict,
    shifts::Balance,
    slots::Offered,
    staff::{Permission, Role, Status},
};
use crate::{
    store::{ActError, Fault},
    values::{AppointmentId, Money, ShiftId, SweetId, Timestamp},
};

/// Why an act did not happen.
#[derive(Debug)]
pub enum Trouble {
    /// The shop said no.
    Refused(Refusal),
    /// The file, the disk or the program failed.
    Fault(Fault),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Refused(refusal) => refusal.fmt(f),
            Trouble::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Refused(refusal)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}

impl ActError for Trouble {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Trouble::Refused(_) => None,
            Trouble::Fault(fault) => Some(fault),
        }
    }

    fn is_conflict(&self) -> bool {
        match self {
            Trouble::Refused(refusal) => refusal.is_conflict(),
            Trouble::Fault(_) => false,
        }
    }
}

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
    },
    /// The stock moved since it was counted.
    StockMoved {
        /// The sweet.
        name: String,
        /// What the asker took to be on hand.
        expected: i64,
        /// What is on hand.
        on_hand: i64,
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

impl Refusal {
    /// Whether it says no because somebody else was faster: what was wanted had been taken, or
    /// what was shown had changed.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Refusal::AccountChanged { .. }
                | Refusal::BasketElsewhere
                | Refusal::Changed { .. }
                | Refusal::CountAgain { .. }
                | Refusal::PriceChanged { .. }
                | Refusal::SlotFull { .. }
                | Refusal::SoldOut { .. }
                | Refusal::StaffBusy { .. }
                | Refusal::StockMoved { .. }
                | Refusal::TakenBackAlready { .. }
                | Refusal::TotalChanged { .. }
        )
    }

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
        }
    }

    /// A short, stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Invalid { .. } => "invalid",
            Refusal::Taken { .. } => "taken",
            Refusal::Unknown { .. } => "unknown",
            Refusal::NotAllowed { .. } => "not_allowed",
            Refusal::WrongNameOrPassword => "wrong_name_or_password",
            Refusal::WrongPin { .. } => "wrong_pin",
            Refusal::NoPin { .. } => "no_pin",
            Refusal::Throttled { .. } => "throttled",
            Refusal::WrongCode { .. } => "wrong_code",
            Refusal::TooManyCodes { .. } => "too_many_codes",
            Refusal::AwaitsApproval { .. } => "awaits_approval",
            Refusal::AccountRetired { .. } => "account_retired",
            Refusal::PasswordChanged { .. } => "password_changed",
            Refusal::AccountChanged { .. } => "account_changed",
            Refusal::LastAdmin => "last_admin",
            Refusal::SoldOut { .. } => "sold_out",
            Refusal::PriceChanged { .. } => "price_changed",
            Refusal::TotalChanged { .. } => "total_changed",
            Refusal::SweetRetired { .. } => "sweet_retired",
            Refusal::Changed { .. } => "changed",
            Refusal::StockMoved { .. } => "stock_moved",
            Refusal::BasketElsewhere => "basket_elsewhere",
            Refusal::TakenBackAlready { .. } => "taken_back_already",
            Refusal::ShiftOpen { .. } => "shift_open",
            Refusal::ShiftClosed { .. } => "shift_closed",
            Refusal::CountAgain { .. } => "count_again",
            Refusal::Miscounted { .. } => "miscounted",
            Refusal::Overdrawn { .. } => "overdrawn",
            Refusal::StaffBusy { .. } => "staff_busy",
            Refusal::SlotFull { .. } => "slot_full",
            Refusal::SlotNotOffered { .. } => "slot_not_offered",
            Refusal::CardSpent { .. } => "card_spent",
            Refusal::RequestReused { .. } => "request_reused",
            Refusal::AlreadyFounded => "already_founded",
            Refusal::BackupUnsound { .. } => "backup_unsound",
            Refusal::CantTellNewer { .. } => "cant_tell_newer",
            Refusal::Provider { .. } => "provider",
            Refusal::WouldPutAside { .. } => "would_put_aside",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid { field, why } => write!(f, "{field}: {why}"),
            Refusal::Taken { field, value } => {
                write!(f, "{field}: “{value}” is already taken; choose another")
            }
            Refusal::Unknown { what, which } => {
                write!(f, "there is no {what} “{which}”; look it up and try again")
            }
            Refusal::NotAllowed { needs, who } => {
                let next = match needs.grantable() {
                    Some(_) => "ask a supervisor for a grant",
                    None => "ask an admin",
                };
                write!(f, "{who} may not {needs}; {next}")
            }
            Refusal::WrongNameOrPassword => {
                write!(f, "the name or the password is not right; try again")
            }
            Refusal::WrongPin { who } => {
                write!(f, "this is not the PIN of {who}; try again")
            }
            Refusal::NoPin { who } => {
                write!(
                    f,
                    "{who} has no PIN yet; set one with your own password first"
                )
            }
            Refusal::Throttled { wait_s } => {
                write!(f, "too many wrong tries; try again in {wait_s} s")
            }
            Refusal::WrongCode { verdict } => verdict.fmt(f),
            Refusal::TooManyCodes {
                whom,
                most,
                minutes,
                wait_s,
            } => {
                let span = match minutes {
                    1440 => "a day".to_owned(),
                    minutes => format!("{minutes} minutes"),
                };
                write!(
                    f,
                    "{whom} had {most} codes in {span}, which is all there are; the next is possible in {wait_s} s"
                )
            }
            Refusal::AwaitsApproval { who } => {
                write!(f, "{who} is registered and waits for an admin's approval")
            }
            Refusal::AccountRetired { who } => {
                write!(
                    f,
                    "the account of {who} is retired; an admin can bring it back"
                )
            }
            Refusal::PasswordChanged { who } => {
                write!(f, "log in again: the password of {who} was changed")
            }
            Refusal::AccountChanged {
                who,
                by,
                time,
                role,
                status,
                ..
            } => {
                let (role, status) = (role.word(), status.word());
                write!(
                    f,
                    "{by} changed the account of {who} at {time}, after you looked: it is {role}, {status} now; look again, then decide"
                )
            }
            Refusal::LastAdmin => {
                write!(
                    f,
                    "this is the shop's last admin; make another account an admin first"
                )
            }
            Refusal::SoldOut { shortages } => {
                write!(f, "nothing was sold: ")?;
                separated(f, shortages)?;
                write!(f, "; sell what is left, or take it off the basket")
            }
            Refusal::PriceChanged { changes } => {
                let names: Vec<&str> = changes.iter().map(|c| c.name.as_str()).collect();
                let names = names.join(", ");
                write!(
                    f,
                    "nothing was sold, because the price changed meanwhile: {names}; look at the new total and sell again"
                )
            }
            Refusal::TotalChanged { shown, now } => {
                write!(
                    f,
                    "nothing was sold: it comes to {now} now, not {shown} as shown, because a tax or what a price is for changed meanwhile; look at the basket and sell again"
                )
            }
            Refusal::SweetRetired { name } => {
                write!(
                    f,
                    "{name} is retired and not sold any more; an admin can bring it back"
                )
            }
            Refusal::Changed { what, by, time, .. } => {
                write!(
                    f,
                    "{by} changed {what} at {time}, after you opened it; look at both versions, then apply yours again or keep theirs"
                )
            }
            Refusal::StockMoved {
                name,
                expected,
                on_hand,
            } => {
                write!(
                    f,
                    "the stock of {name} moved while it was counted: {on_hand} on hand now, not {expected}; count again"
                )
            }
            Refusal::BasketElsewhere => {
                write!(
                    f,
                    "this basket was opened in another window; go on there, or open it here again"
                )
            }
            Refusal::TakenBackAlready {
                name,
                wanted,
                left,
                sold,
            } => {
                write!(
                    f,
                    "{wanted} of {name} can't come back: this receipt sold {sold}, and {left} of that may still come back"
                )
            }
            Refusal::ShiftOpen {
                drawer, by, time, ..
            } => {
                write!(
                    f,
                    "{drawer} has a shift open already, since {by} opened it at {time}; join it, or close it first"
                )
            }
            Refusal::ShiftClosed {
                drawer, by, time, ..
            } => {
                write!(
                    f,
                    "nothing was done, because {by} closed this shift of {drawer} at {time}; open a new one, then do it again"
                )
            }
            Refusal::CountAgain { why } => {
                write!(
                    f,
                    "the shift is still open, because {why}; count it, then close it"
                )
            }
            Refusal::Miscounted { told, .. } => {
                write!(
                    f,
                    "the shift is still open: {told}; count again, or give the reason of the difference"
                )
            }
            Refusal::CardSpent { what, sold, left } => {
                write!(
                    f,
                    "nothing was done: {what} was sold here for {sold} and has only {left} left, so it can't come back; take back other lines without it, or leave the sale as it is"
                )
            }
            Refusal::Overdrawn { what, wanted, left } => {
                write!(
                    f,
                    "nothing was done: {what} has {left} left, {wanted} wanted; take what is left, and the rest in another way"
                )
            }
            Refusal::StaffBusy { who, other } => {
                let OtherAppointment {
                    appointment,
                    calendar,
                    customer,
                    from,
                    until,
                } = &**other;
                write!(
                    f,
                    "{who} has an appointment then, {from} to {until}: number {appointment} ({calendar}, {customer}); choose another time, or somebody else"
                )
            }
            Refusal::SlotFull {
                calendar,
                wanted,
                left,
                taken_by,
                never_fits,
                next,
            } => {
                write!(f, "{calendar}, {wanted}: {left}")?;
                if let Some(by) = taken_by {
                    write!(f, " ({by})")?;
                }
                match never_fits {
                    true => f.write_str("; split it, or have an admin raise what a slot holds"),
                    false => instead(f, next),
                }
            }
            Refusal::SlotNotOffered {
                calendar,
                wanted,
                why,
                next,
            } => {
                write!(f, "{calendar} can't be had at {wanted}: {why}")?;
                instead(f, next)
            }
            Refusal::RequestReused { command } => {
                write!(
                    f,
                    "request: this request id was already used for another {command}; make a new one"
                )
            }
            Refusal::AlreadyFounded => {
                write!(
                    f,
                    "there is a shop in this file already; open it, or choose another file"
                )
            }
            Refusal::BackupUnsound { why } => {
                write!(
                    f,
                    "this backup can't be trusted ({why}); nothing was changed: use another one"
                )
            }
            Refusal::CantTellNewer { why } => {
                write!(
                    f,
                    "the shop that is there can't be read through ({why}), so what it has that the backup lacks is not known; to restore all the same, and keep it beside, ask again with --put-aside-newer"
                )
            }
            Refusal::Provider { why, .. } => f.write_str(why),
            Refusal::WouldPutAside { acts, receipts } => {
                write!(
                    f,
                    "the shop that is there has {acts} acts that this backup lacks, {receipts} of them receipts; nothing was changed: add --put-aside-newer to put them aside with the old file"
                )
            }
        }
    }
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

/// Which slots can be had instead.
fn instead(f: &mut fmt::Formatter<'_>, next: &[Offered]) -> fmt::Result {
    match next {
        [] => f.write_str("; nothing else is free near then, ask for another day"),
        _ => {
            let starts: Vec<&str> = next.iter().map(|slot| slot.local.as_str()).collect();
            write!(f, "; free instead: {}", starts.join(", "))
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, parts: &[impl fmt::Display]) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            write!(f, "; ")?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}
