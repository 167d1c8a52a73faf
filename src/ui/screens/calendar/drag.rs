//! A drag in the grid: where what is dragged would go, and how it takes the grid along.
//!
//! Promises: what is let go of over a time goes there or nowhere, never to the nearest that is
//! free; what is not offered there is for the shop to say.

use egui::{Rect, Ui, pos2, vec2};

use super::{
    grid::Drawn,
    lanes::Scale,
    page::{self, Of, minute},
};
use crate::{
    shop::appointments::Appointment,
    ui::theme::TOUCH,
    values::{AccountId, AppointmentId, CalendarId, Timestamp},
};

/// So near to an edge, what is dragged takes the grid along.
const EDGE: f32 = 40.0;
/// By how many points in a second, at the very edge.
const FASTEST: f32 = 900.0;

/// Where an appointment is dragged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// In which calendar.
    pub calendar: CalendarId,
    /// When it begins there.
    pub start: Timestamp,
    /// With whom, where it was dragged to somebody's column.
    pub staff: Option<Option<AccountId>>,
}

/// An appointment that is being dragged.
#[derive(Clone, Copy)]
pub struct Dragged {
    /// Which.
    pub id: AppointmentId,
    /// Which version it was when it was taken: who changes it meanwhile is not overruled unseen.
    pub version: i64,
    /// How far below its top it was taken.
    pub grabbed: f32,
}

impl Dragged {
    /// Where what is dragged would go: the slot under its upper edge in the column under the
    /// pointer, or where it is already.
    pub fn goal(
        self,
        ui: &Ui,
        scale: &Scale,
        drawn: &Drawn<'_>,
        one: &Appointment,
    ) -> Option<(usize, Goal)> {
        // Where a finger was lifted nothing hovers any more.
        let pointer = ui.input(|input| input.pointer.interact_pos())?;
        let index = ((pointer.x - scale.origin.x) / scale.width).floor();
        if index < 0.0 {
            return None;
        }
        let index = index as usize;
        let column = drawn.columns.get(index)?;
        let calendar = match column.of {
            Of::Calendar(id) => id,
            Of::Day | Of::Staff(_) => one.calendar,
        };
        let wanted = pointer.y - self.grabbed;
        let far = |start: Timestamp| {
            let y = scale.y(minute(scale.zone, start));
            ((y - wanted).abs() * 16.0) as i64
        };
        let slots = column.slots(drawn.page, scale.zone, calendar);
        let slots = slots.map(|slot| (slot.at.start, slot.end));
        // What is past or on another grid is not offered any more; of who is there the shop says
        // why it can't be had.
        let held = drawn.page.appointments.iter().filter(|other| {
            other.state.holds() && other.calendar == calendar && column.has(scale.zone, other)
        });
        // Where it is itself, too: it may have been taken by mistake.
        let here = (calendar == one.calendar && column.date == scale.zone.date(one.start))
            .then_some((one.start, one.end));
        let all = slots
            .chain(held.map(|other| (other.start, other.end)))
            .chain(here);
        let within = all.filter(|(start, end)| {
            // What is farther away than a slot is high is not meant.
            let high = page::lasts(*start, *end) as f32 * scale.per_minute;
            far(*start) <= (high.max(TOUCH) * 16.0) as i64
        });
        let starts = within.map(|(start, _)| start);
        let start = starts.min_by_key(|start| far(*start))?;
        let staff = match column.of {
            Of::Staff(who) if who != one.staff => Some(who),
            _ => None,
        };
        let goal = Goal {
            calendar,
            start,
            staff,
        };
        Some((index, goal))
    }
}

/// Whether an appointment would be another time, place or with somebody else there.
pub fn is_another(one: &Appointment, goal: &Goal) -> bool {
    (one.calendar, one.start) != (goal.calendar, goal.start) || goal.staff.is_some()
}

/// Near an edge what is dragged takes the grid along, the faster the nearer.
pub fn take_along(ui: &Ui, scale: &Scale, drawn: &Drawn<'_>) {
    let (pointer, dt) = ui.input(|input| (input.pointer.interact_pos(), input.stable_dt));
    let Some(pointer) = pointer else { return };
    let clip = ui.clip_rect();
    let all = Rect::from_min_max(
        scale.origin,
        pos2(
            scale.origin.x + scale.width * drawn.columns.len() as f32,
            scale.y(scale.last),
        ),
    );
    // How far in at the near edge, how far in at the far one, and what is out of sight there.
    let along = |near: f32, far: f32, before: f32, after: f32| {
        let push = |inside: f32| (1.0 - inside / EDGE).clamp(0.0, 1.0);
        let step = FASTEST * dt.min(0.05);
        (push(near) * step).min(before.max(0.0)) - (push(far) * step).min(after.max(0.0))
    };
    let by = vec2(
        along(
            pointer.x - clip.left(),
            clip.right() - pointer.x,
            clip.left() - all.left(),
            all.right() - clip.right(),
        ),
        along(
            pointer.y - clip.top(),
            clip.bottom() - pointer.y,
            clip.top() - all.top(),
            all.bottom() - clip.bottom(),
        ),
    );
    // Less can't be seen, and at the end of the grid there is nothing more to come.
    if by.length() > 0.5 {
        ui.scroll_with_delta_animation(by, egui::style::ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
}
