//! Moving an appointment, and changing how, with whom and for whom it is.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, customers,
        slots::{self, SlotAt},
    },
    book::noted,
    facts::{self, Facts, Kept, Seen, change},
    fee, seat,
    state::{Mode, What},
};
use crate::{
    store::WriteTx,
    values::{AccountId, AppointmentId, CalendarId, CustomerId, Timestamp},
};

/// Gives an appointment another time, in the same or another calendar: the one
/// seat is taken and the other freed in one commit. Where the new one is not
/// free nothing changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// When it is to begin: a start that the calendar offers.
    pub start: Timestamp,
    /// In which calendar; left out, in the one it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// With whom, or with nobody; left out, with whom it is.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    pub staff: Option<Option<AccountId>>,
    /// Whether the calendar's hours, notice and horizon are passed over on purpose, which
    /// needs leave of its own; its seats never are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_hours: bool,
}

/// Changes how an appointment is held, with whom, for whom, and its note.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// What is to change.
    pub change: AppointmentChange,
}

/// The fields that are to change; the others stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppointmentChange {
    /// How they meet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// With whom, or with nobody.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub staff: Option<Option<AccountId>>,
    /// What is noted with it; an empty text takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
}

/// Tells `null` (make it none) from a field that is not there (leave it).
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl Command for Reschedule {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.reschedule";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let seen = Seen {
            appointment: self.appointment,
            version: self.version,
        };
        let mut yours = vec![("time", by.shop.zone.date_time(self.start))];
        if let Some(calendar) = self.calendar {
            yours.push(("calendar", facts::calendar_name(tx, calendar)?));
        }
        if let Some(staff) = self.staff {
            yours.push(("staff", facts::staff_name(tx, staff)?));
        }
        let (was, kept) = change(tx, by, seen, What::Rescheduled, &yours, |was| {
            self.moved(tx, by, was)
        })?;
        // Only now, so that it is never without a seat.
        if (kept.calendar, kept.start) != (was.calendar, was.start) {
            slots::free_seat(tx, was.slot)?;
        }
        Ok(kept)
    }
}

impl Reschedule {
    fn moved(&self, tx: &WriteTx<'_>, by: &Actor<'_>, was: &Facts) -> Result<Facts, Trouble> {
        if !was.state.is_open() {
            let state = was.state.name().to_lowercase();
            let why = format!("is {state} and can't be moved any more; book another");
            return Err(Refusal::invalid("appointment", why).into());
        }
        let at = SlotAt {
            calendar: self.calendar.unwrap_or(was.calendar),
            start: self.start,
        };
        let staff = self.staff.unwrap_or(was.staff);
        let stays = (at.calendar, at.start) == (was.calendar, was.start);
        if stays && staff == was.staff {
            let why = "is when it begins already; choose another time";
            return Err(Refusal::invalid("start", why).into());
        }
        let mut now = Facts {
            staff,
            ..was.clone()
        };
        if !stays {
            let slot = seat::offered(tx, by, at, self.outside_hours)?;
            now.seat = seat::take(tx, by, &slot, Some(self.appointment))?;
            now.slot = slot.id;
            (now.calendar, now.start, now.end) = (slot.calendar, slot.start, slot.end);
        }
        if let Some(account) = staff {
            let times = (now.start, now.end);
            seat::with(tx, by, account, times, Some(self.appointment))?;
        }
        if !stays {
            now.invoice = fee::anew(tx, by, self.appointment, &now)?;
        }
        Ok(now)
    }
}

impl Command for Edit {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.edit";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let AppointmentChange {
            mode,
            staff,
            note,
            customer,
        } = &self.change;
        let note = match note {
            Some(typed) => Some(noted("note", Some(typed))?),
            None => None,
        };
        let mut yours = Vec::new();
        if let Some(mode) = mode {
            yours.push(("mode", mode.word().to_owned()));
        }
        if let Some(staff) = staff {
            yours.push(("staff", facts::staff_name(tx, *staff)?));
        }
        if let Some(note) = &note {
            yours.push(("note", note.clone().unwrap_or_default()));
        }
        let customer = customer
            .map(|asked| customers::for_receipt(tx, asked))
            .transpose()?;
        if let Some((_, name)) = &customer {
            yours.push(("customer", name.clone()));
        }
        if yours.is_empty() {
            let why = "is empty; name what is to be another";
            return Err(Refusal::invalid("change", why).into());
        }
        let seen = Seen {
            appointment: self.appointment,
            version: self.version,
        };
        let (_, kept) = change(tx, by, seen, What::Edited, &yours, |was| {
            let mut now = was.clone();
            if let Some(mode) = mode {
                now.mode = *mode;
            }
            if let Some(note) = &note {
                now.note.clone_from(note);
            }
            if let Some((customer, _)) = &customer {
                now.customer = *customer;
            }
            if let Some(staff) = staff {
                now.staff = *staff;
            }
            // A cancelled one takes nobody's time until it is confirmed again.
            if let Some(account) = now
                .staff
                .filter(|_| now.staff != was.staff && now.state.holds())
            {
                let times = (now.start, now.end);
                seat::with(tx, by, account, times, Some(self.appointment))?;
            }
            // The invoice of a fee names whom it is for.
            if now.customer != was.customer && now.state.is_open() {
                now.invoice = fee::anew(tx, by, self.appointment, &now)?;
            }
            Ok(now)
        })?;
        Ok(kept)
    }
}
