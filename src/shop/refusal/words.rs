//! The refusals' words: what, why, and what to do next, each as one sentence or two.
//!
//! Left out: the codes that programs go by, which stand in a file of their own.

use std::fmt;

use super::{OtherAppointment, Refusal};
use crate::shop::slots::Offered;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid { field, why } | Refusal::Over { field, why, .. } => {
                write!(f, "{field}: {why}")
            }
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
                ..
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
                ..
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
            Refusal::CardSpent {
                what, sold, left, ..
            } => {
                write!(
                    f,
                    "nothing was done: {what} was sold here for {sold} and has only {left} left, so it can't come back; take back other lines without it, or leave the sale as it is"
                )
            }
            Refusal::Overdrawn {
                what, wanted, left, ..
            } => {
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
                ..
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
