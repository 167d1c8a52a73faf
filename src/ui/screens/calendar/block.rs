//! An appointment in the grid: its colours and its words by its state.

use egui::{
    Color32, CornerRadius, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role as AccessRole, pos2, vec2,
};

use super::page::clock;
use crate::{
    shop::appointments::{Appointment, Mode, State},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::Tone,
    },
    values::ShopZone,
};

/// The mood of a state.
#[must_use]
pub fn tone(state: State) -> Tone {
    match state {
        State::Pending => Tone::Warn,
        State::Confirmed => Tone::Good,
        State::NoShow => Tone::Bad,
        State::Done | State::Cancelled => Tone::Plain,
    }
}

/// What a screen reader is told.
fn name(one: &Appointment, zone: ShopZone) -> String {
    let mut name = format!(
        "{}, {} to {}, {}, {}",
        one.customer_name,
        clock(zone, one.start),
        clock(zone, one.end),
        one.calendar_name,
        one.state.name()
    );
    if let Some(who) = &one.staff_name {
        name.push_str(&format!(", with {who}"));
    }
    if one.mode != Mode::InPerson {
        name.push_str(&format!(", {}", one.mode.name().to_lowercase()));
    }
    name
}

/// Shows it.
pub fn show(
    ui: &mut Ui,
    (id, rect): (Id, Rect),
    one: &Appointment,
    chosen: bool,
    zone: ShopZone,
) -> Response {
    let sense = match one.state.is_open() {
        true => Sense::click_and_drag(),
        false => Sense::click(),
    };
    let response = ui.interact(rect, id, sense);
    let name = name(one, zone);
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let t = tokens(ui);
    let (ink, fill) = tone(one.state).colours(ui);
    let painter = ui.painter_at(rect.expand(2.0).intersect(ui.clip_rect()));
    let corner = CornerRadius::same(6);
    painter.rect_filled(rect, corner, fill);
    let edge = match (chosen || response.has_focus(), response.hovered()) {
        (true, _) => Stroke::new(2.0, t.accent),
        (false, true) => Stroke::new(1.5, ink),
        (false, false) => Stroke::new(1.0, ink.gamma_multiply(0.45)),
    };
    painter.rect_stroke(rect, corner, edge, StrokeKind::Inside);
    let strip = Rect::from_min_size(rect.min, vec2(4.0, rect.height()));
    painter.rect_filled(strip, corner, ink);
    words(&painter, rect, one, (t.ink, ink), zone);
    response.on_hover_text(name_of_hover(one, zone))
}

fn name_of_hover(one: &Appointment, zone: ShopZone) -> String {
    let mut text = name(one, zone);
    if let Some(note) = &one.note {
        text.push_str(&format!("\n{note}"));
    }
    text
}

/// As many rows as there is room for: who, then when and the state, then how and with whom.
fn words(
    painter: &egui::Painter,
    rect: Rect,
    one: &Appointment,
    (ink, tone): (Color32, Color32),
    zone: ShopZone,
) {
    let width = rect.width() - 16.0;
    let mut y = rect.top() + 4.0;
    let mut row = |text: &str, font, colour| {
        if y + 14.0 > rect.bottom() {
            return;
        }
        let galley = clipped(painter, text, font, colour, width, 1);
        let height = galley.size().y;
        painter.galley(pos2(rect.left() + 10.0, y), galley, colour);
        y += height + 1.0;
    };
    row(&one.customer_name, theme::strong(theme::BODY), ink);
    let state = format!("{} {}", clock(zone, one.start), one.state.name());
    row(&state, theme::strong(theme::SMALL), tone);
    let mut more = vec![one.mode.name()];
    more.extend(one.staff_name.as_deref());
    row(&more.join(" · "), theme::plain(theme::SMALL), tone);
}
