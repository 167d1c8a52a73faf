//! What the grid is painted with: its lines and heads, and the shadow of what is moved.

use egui::{
    Align2, CornerRadius, Id, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role as AccessRole, pos2, vec2,
};

use super::{
    grid::{Drawn, HEADS, HOURS},
    lanes::{Lane, Scale},
    page::{self, Column, Of, clock, lasts, minute},
};
use crate::{
    shop::{appointments::Appointment, slots::Free},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        window::Cx,
    },
    values::{CalendarId, Timestamp},
};

const HOUR: i64 = 60;

/// The hours, the columns, and where the clock is.
pub fn lines(ui: &Ui, scale: &Scale, cx: &Cx<'_>, drawn: &Drawn<'_>) {
    let t = tokens(ui);
    let painter = ui.painter();
    let right = scale.origin.x + scale.width * drawn.columns.len() as f32;
    for hour in scale.first / HOUR..=scale.last / HOUR {
        let y = scale.y(hour * HOUR);
        painter.hline(scale.origin.x..=right, y, Stroke::new(1.0, t.line));
    }
    for index in 0..=drawn.columns.len() {
        let x = scale.origin.x + scale.width * index as f32;
        let down = scale.y(scale.first)..=scale.y(scale.last);
        painter.vline(x, down, Stroke::new(1.0, t.line));
    }
    let now = cx.shop.now();
    let (today, minute) = (scale.zone.date(now), minute(scale.zone, now));
    if !(scale.first..scale.last).contains(&minute) {
        return;
    }
    for (index, column) in drawn.columns.iter().enumerate() {
        if column.date == today {
            let y = scale.y(minute);
            painter.hline(scale.column(index).x_range(), y, Stroke::new(2.0, t.accent));
        }
    }
}

/// The heads of the columns and the hours, which stay in sight.
pub fn heads(ui: &Ui, clip: Rect, scale: &Scale, drawn: &Drawn<'_>) {
    let t = tokens(ui);
    let painter = ui.painter();
    let left = Rect::from_min_max(clip.min, pos2(clip.left() + HOURS, clip.bottom()));
    painter.rect_filled(left, CornerRadius::ZERO, t.canvas);
    for hour in scale.first / HOUR..=scale.last / HOUR {
        let at = pos2(left.right() - 8.0, scale.y(hour * HOUR));
        let text = format!("{:02}:00", hour % 24);
        painter.text(
            at,
            Align2::RIGHT_CENTER,
            text,
            theme::plain(theme::SMALL),
            t.muted,
        );
    }
    let top = Rect::from_min_max(clip.min, pos2(clip.right(), clip.top() + HEADS));
    painter.rect_filled(top, CornerRadius::ZERO, t.canvas);
    let painter =
        painter.with_clip_rect(Rect::from_min_max(pos2(left.right(), clip.top()), clip.max));
    for (index, column) in drawn.columns.iter().enumerate() {
        let rect = scale.column(index);
        let font = theme::strong(theme::BODY);
        let width = rect.width() - 12.0;
        let text = clipped(&painter, &column.head, font, t.ink, width, 1);
        painter.galley(pos2(rect.left() + 6.0, clip.top() + 7.0), text, t.ink);
    }
    painter.hline(top.x_range(), top.bottom(), Stroke::new(1.0, t.edge));
}

/// The shadow of an appointment where it would go, or could not.
pub fn ghost(
    ui: &mut Ui,
    scale: &Scale,
    drawn: &Drawn<'_>,
    one: &Appointment,
    (index, calendar, start): (usize, CalendarId, Timestamp),
    why: Option<&str>,
) -> Rect {
    let t = tokens(ui);
    let slot = drawn
        .page
        .slots
        .iter()
        .find(|slot| (slot.at.calendar, slot.at.start) == (calendar, start));
    let free = slot.is_some_and(|slot| matches!(slot.free, Free::Seats { free, .. } if free > 0));
    let end = slot.map_or(one.end, |slot| slot.end);
    let stays = (calendar, start) == (one.calendar, one.start);
    let good = why.is_none() && (free || stays);
    // Who is there already stays in sight beside it.
    let lane = match good {
        true => Lane { at: 0, of: 1 },
        false => Lane { at: 1, of: 2 },
    };
    let rect = scale.rect(index, start, lasts(start, end).max(15), lane);
    let (ink, fill) = match good {
        true => (t.accent, t.accent_soft),
        false => (t.bad, t.bad_soft),
    };
    let painter = ui.painter_at(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, CornerRadius::same(6), fill);
    let text = match (why, good) {
        // It is not there: dashed, and said so.
        (Some(_), _) => {
            let edge = rect.shrink(1.0);
            let corners = [
                edge.left_top(),
                edge.right_top(),
                edge.right_bottom(),
                edge.left_bottom(),
                edge.left_top(),
            ];
            let dashes = Shape::dashed_line(&corners, Stroke::new(1.5, ink), 6.0, 4.0);
            painter.extend(dashes);
            format!("Not moved to {}", clock(scale.zone, start))
        }
        (None, good) => {
            let line = Stroke::new(2.0, ink);
            painter.rect_stroke(rect, CornerRadius::same(6), line, StrokeKind::Inside);
            let state = if good { "" } else { " · not free" };
            let time = clock(scale.zone, start);
            format!("{time}{state}\n{}", one.customer_name)
        }
    };
    let font = theme::strong(theme::SMALL);
    let galley = painter.layout(text, font, ink, rect.width() - 14.0);
    painter.galley(rect.left_top() + vec2(8.0, 5.0), galley, ink);
    rect
}

/// What is on its way to another time, or was refused there; true when that was read and is to
/// go.
pub fn refused(ui: &mut Ui, cx: &Cx<'_>, scale: &Scale, drawn: &Drawn<'_>) -> bool {
    let Some((id, calendar, start, why)) = drawn.target else {
        return false;
    };
    let Some(one) = drawn.page.appointments.iter().find(|one| one.id == id) else {
        return false;
    };
    let date = cx.facts.zone.date(start);
    let there = |column: &Column| {
        column.date == date
            && match column.of {
                Of::Calendar(id) => id == calendar,
                Of::Staff(who) => who == one.staff,
                Of::Day => true,
            }
    };
    let Some(index) = drawn.columns.iter().position(there) else {
        return false;
    };
    let rect = ghost(ui, scale, drawn, one, (index, calendar, start), why);
    let Some(why) = why else { return false };
    let id = Id::unique("refused here").with(ui.ctx().viewport_id());
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("Not moved to {}: {why}", page::told(scale.zone, start));
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Alert, true, &name));
    response
        .on_hover_text(format!("{why}\nPress to put it away."))
        .clicked()
}
