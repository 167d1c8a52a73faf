//! What a press or a drag in the grid does: something is chosen, booked or moved.

use super::{
    CalendarRoom,
    booking::Booking,
    deeds::{Act, Deed},
    drag::Goal,
    page::{By, View},
};
use crate::{
    shop::{appointments::Appointment, slots::Offered},
    ui::{widgets::Tone, window::Cx},
    values::{AccountId, AppointmentId},
};

/// What is said to who moves something before the last thing was answered.
const BUSY: &str = "It stays where it was: what you did before is not answered yet. Try again.";

impl CalendarRoom {
    /// An appointment was let go of over another time.
    pub(super) fn dropped(
        &mut self,
        cx: &mut Cx<'_>,
        (id, version): (AppointmentId, i64),
        goal: Goal,
    ) {
        if self.deeds.busy() {
            cx.notes.say(Tone::Warn, BUSY);
            return;
        }
        self.choose(id);
        let deed = Deed {
            appointment: id,
            version,
            act: Act::Move {
                calendar: goal.calendar,
                start: goal.start,
                staff: goal.staff,
                outside_hours: false,
            },
        };
        self.deeds.begin(cx, deed);
    }

    /// An appointment was pressed: it is chosen, or what is being moved is to go where it is. The
    /// shop says whether there is a seat left, and who has it.
    pub(super) fn chosen_or_target(&mut self, cx: &Cx<'_>, id: AppointmentId) {
        let there = self.page.latest().and_then(|page| {
            let mut all = page.appointments.iter();
            let found = all.find(|one| one.id == id && one.state.holds())?;
            Some((found.calendar, found.start))
        });
        let another = |one: &Appointment| one.id != id;
        match (self.moving.take_if(|one| another(one)), there) {
            (Some(one), Some((calendar, start))) => {
                self.choose(one.id);
                let act = Act::Move {
                    calendar,
                    start,
                    staff: None,
                    outside_hours: false,
                };
                let deed = Deed {
                    appointment: one.id,
                    version: one.version,
                    act,
                };
                self.deeds.begin(cx, deed);
            }
            _ => self.choose(id),
        }
    }

    /// Something free was pressed: what is being moved goes there, or it is booked.
    pub(super) fn free(&mut self, cx: &Cx<'_>, slot: &Offered, staff: Option<AccountId>) {
        match self.moving.take() {
            Some(one) => {
                self.choose(one.id);
                let act = Act::Move {
                    calendar: slot.at.calendar,
                    start: slot.at.start,
                    staff: (self.view == View::Day && self.by == By::Staff && staff != one.staff)
                        .then_some(staff),
                    outside_hours: false,
                };
                let deed = Deed {
                    appointment: one.id,
                    version: one.version,
                    act,
                };
                self.deeds.begin(cx, deed);
            }
            None => {
                let page = self.page.latest();
                let calendar = page.map_or("", |page| page.calendar_name(slot.at.calendar));
                self.booking = Some(Box::new(Booking::of(slot, calendar, staff)));
            }
        }
    }
}
