//! What becomes of an appointment: confirmed, cancelled, done, or nobody came.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, payments, slots},
    book::noted,
    facts::{Facts, Kept, Seen, change},
    fee, seat,
    state::{State, What},
};
use crate::{store::WriteTx, values::AppointmentId};

/// Confirms an appointment. A cancelled one takes its seat again, or is refused
/// with what is free instead: where the seat is gone, and where the calendar was
/// closed at that time since.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// Whether a cancelled one takes its seat again although the calendar is closed then,
    /// which needs leave of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_hours: bool,
}

/// Cancels an appointment: its seat is free in the same commit, and an unpaid
/// invoice of its fee void.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// Why.
    pub reason: String,
}

/// Notes that a confirmed appointment took place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkDone {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
}

/// Notes that nobody came to a confirmed appointment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkNoShow {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
}

impl Command for Confirm {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.confirm";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        confirm(tx, by, self.appointment, self.version, self.outside_hours)
    }
}

/// Confirms an appointment, as [`Confirm`] does.
///
/// # Errors
/// A refusal, or a fault of the file.
pub(in crate::shop) fn confirm(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
    version: i64,
    outside_hours: bool,
) -> Result<Kept, Trouble> {
    let seen = Seen {
        appointment,
        version,
    };
    let yours = [("state", State::Confirmed.word().to_owned())];
    let (_, kept) = change(tx, by, seen, What::Confirmed, &yours, |was| {
        let mut now = next(was, State::Confirmed)?;
        if was.state == State::Cancelled {
            take_again(tx, by, appointment, &mut now, outside_hours)?;
        }
        Ok(now)
    })?;
    Ok(kept)
}

/// Takes the seat of a cancelled appointment again, and raises the invoice that was given up.
fn take_again(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
    now: &mut Facts,
    outside_hours: bool,
) -> Result<(), Trouble> {
    if now.end <= by.at {
        let why = "was cancelled and its time is over; book another";
        return Err(Refusal::invalid("appointment", why).into());
    }
    let slot = slots::slot(tx, now.slot)?;
    let slot = slot.ok_or_else(|| Refusal::unknown("slot", now.slot))?;
    slots::still_open(tx, by, &slot, outside_hours)?;
    now.seat = seat::take(tx, by, &slot, Some(appointment))?;
    // While nobody held it, the slot may have got another length.
    now.end = slot.end;
    now.reason = None;
    if let Some(account) = now.staff {
        seat::with(tx, by, account, (now.start, now.end), Some(appointment))?;
    }
    now.invoice = fee::anew(tx, by, appointment, now)?;
    Ok(())
}

impl Command for Cancel {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.cancel";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let reason = noted("reason", Some(&self.reason))?.ok_or_else(|| {
            Refusal::invalid("reason", "a reason is needed, such as “has a cold”")
        })?;
        let seen = Seen {
            appointment: self.appointment,
            version: self.version,
        };
        let yours = [
            ("state", State::Cancelled.word().to_owned()),
            ("reason", reason.clone()),
        ];
        let (was, mut kept) = change(tx, by, seen, What::Cancelled, &yours, |was| {
            Ok(Facts {
                reason: Some(reason.clone()),
                ..next(was, State::Cancelled)?
            })
        })?;
        slots::free_seat(tx, was.slot)?;
        // A code that the customer was shown is for nothing any more.
        payments::give_up_fee(tx, by, self.appointment)?;
        kept.fee_paid = fee::give_up(tx, was.invoice)?;
        Ok(kept)
    }
}

impl Command for MarkDone {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.done";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let seen = Seen {
            appointment: self.appointment,
            version: self.version,
        };
        over(tx, by, seen, State::Done, What::Done)
    }
}

impl Command for MarkNoShow {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.no_show";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let seen = Seen {
            appointment: self.appointment,
            version: self.version,
        };
        over(tx, by, seen, State::NoShow, What::NoShow)
    }
}

fn over(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    seen: Seen,
    state: State,
    what: What,
) -> Result<Kept, Trouble> {
    let yours = [("state", state.word().to_owned())];
    let (_, kept) = change(tx, by, seen, what, &yours, |was| {
        let now = next(was, state)?;
        if by.at < was.start {
            let begins = by.shop.zone.date_time(was.start);
            let why = format!("begins at {begins}; until then it can be moved or cancelled");
            return Err(Refusal::invalid("appointment", why).into());
        }
        Ok(now)
    })?;
    Ok(kept)
}

/// The appointment in another state, where it may come to that.
fn next(was: &Facts, state: State) -> Result<Facts, Trouble> {
    if !was.state.may_become(state) {
        let (now, next) = (was.state.name().to_lowercase(), state.name().to_lowercase());
        let why = match was.state {
            State::Pending => format!("is {now}; confirm it before it is {next}"),
            State::Confirmed => format!("is {now} already"),
            State::Done | State::NoShow => format!("is {now}, and stays so"),
            State::Cancelled => format!("is {now}; confirm it again, then it can be {next}"),
        };
        return Err(Refusal::invalid("state", why).into());
    }
    Ok(Facts {
        state,
        ..was.clone()
    })
}
