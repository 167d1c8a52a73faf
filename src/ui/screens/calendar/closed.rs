//! Why nothing can be booked in a column: closed, over, or not offered yet.
//!
//! Promises: an empty column is never left without a word where it shows what is free. Leaves out
//! what is full: the appointments stand there themselves.

use egui::{
    Align2, Id, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role as AccessRole, pos2, vec2,
};

use super::{
    lanes::Scale,
    page::{Column, Of, Page, Sift},
};
use crate::{
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
    },
    values::{ShopZone, Timestamp},
};

/// From one line of the hatching to the next, in points.
const HATCH: f32 = 14.0;
/// What is free around the words.
const AROUND: f32 = 10.0;

/// What is said in a column, where nothing is offered in it.
pub fn why(
    page: &Page,
    column: &Column,
    sift: Sift,
    (zone, now): (ShopZone, Timestamp),
) -> Option<String> {
    let date = column.date;
    let Some(id) = column.offers(sift) else {
        let mut used = page.calendars.iter().filter(|one| !one.retired);
        let closed = column.of == Of::Day && used.all(|one| one.windows(date).is_empty());
        return closed.then(|| "Closed".to_owned());
    };
    let calendar = page.calendars.iter().find(|one| one.id == id)?;
    if calendar.retired {
        return None;
    }
    if calendar.windows(date).is_empty() {
        let note = calendar.note(date);
        return Some(note.map_or("Closed".to_owned(), |note| format!("Closed: {note}")));
    }
    if column.slots(page, zone, id).next().is_some() {
        return None;
    }
    let today = zone.date(now);
    let ahead = date.signed_duration_since(today).num_days();
    match ahead {
        ..0 => None,
        0 => Some("Nothing more today".to_owned()),
        _ if ahead > calendar.horizon_days => Some("Not offered yet".to_owned()),
        _ => Some("Too soon to be booked".to_owned()),
    }
}

/// Hatches a column and says why at its top.
pub fn show(ui: &Ui, scale: &Scale, (index, column): (usize, &Column), why: &str) {
    let t = tokens(ui);
    let rect = scale.column(index);
    let id = Id::unique("nothing offered").with((ui.ctx().viewport_id(), index, column.date));
    let words = pos2(rect.center().x, rect.top() + 2.0 * AROUND);
    let clip = rect.intersect(ui.clip_rect());
    let painter = ui.painter_at(clip);
    let line = Stroke::new(1.0, t.line);
    let mut at = rect.left() - rect.height();
    while at < rect.right() {
        let down = vec2(rect.height(), rect.height());
        let from = pos2(at, rect.top());
        painter.add(Shape::line_segment([from, from + down], line));
        at += HATCH;
    }
    let font = theme::strong(theme::SMALL);
    let text = clipped(&painter, why, font, t.muted, rect.width() - 4.0 * AROUND, 3);
    let around = vec2(AROUND, AROUND / 2.0);
    let place = Align2::CENTER_TOP.anchor_size(words, text.size());
    painter.rect_filled(place.expand2(around), theme::RADIUS, t.canvas);
    painter.galley(place.min, text, t.muted);
    let name = format!(
        "{}, {}: {why}",
        column.head,
        column.date.format("%a %-d %b")
    );
    let response = ui.interact(place.expand2(around), id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Label, true, &name));
}
