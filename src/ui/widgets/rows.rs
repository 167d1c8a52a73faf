//! A list of any length of which only the rows in sight are made.
//!
//! Promises: a frame costs what is in sight, not what is in the list; a row keeps its identity
//! by the key of what it shows, not by its place.

use std::ops::Range;

use egui::{
    CornerRadius, Id, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role as AccessRole, pos2, vec2,
};

use crate::ui::theme::{self, tokens};

/// Shows `count` rows of one height; `bring` a row into sight; the range that is in sight.
pub fn rows(
    ui: &mut Ui,
    salt: &str,
    count: usize,
    height: f32,
    bring: Option<usize>,
    mut add: impl FnMut(&mut Ui, Rect, usize),
) -> Range<usize> {
    let mut area = ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false]);
    let sight = ui.available_height();
    let memory = ui.scope_id().with((salt, "offset"));
    let before: f32 = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    if let Some(row) = bring {
        let top = row as f32 * height;
        if top < before {
            area = area.vertical_scroll_offset(top);
        } else if top + height > before + sight {
            area = area.vertical_scroll_offset(top + height - sight);
        }
    }
    let output = area.show_viewport(ui, |ui, viewport| {
        ui.set_height(count as f32 * height);
        ui.set_width(ui.available_width());
        let first = ((viewport.min.y / height).floor().max(0.0) as usize).min(count);
        let last = (first + (viewport.height() / height).ceil() as usize + 1).min(count);
        let top = f64::from(ui.max_rect().top());
        let (left, width) = (ui.max_rect().left(), ui.available_width());
        for index in first..last {
            // In f64, so that rows deep in a long list stand evenly.
            let y = (top + index as f64 * f64::from(height)) as f32;
            add(
                ui,
                Rect::from_min_size(pos2(left, y), vec2(width, height)),
                index,
            );
        }
        first..last
    });
    let offset = output.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(memory, offset));
    output.inner
}

/// The plate that a row of a list stands on, to be pressed: it shows whether it is chosen, under
/// the pointer, or where the keyboard is. `name` is what a screen reader calls it.
pub fn plate(ui: &Ui, rect: Rect, id: Id, chosen: bool, name: &str) -> Response {
    let t = tokens(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, name));
    let fill = match (chosen, response.hovered()) {
        (true, _) => t.accent_soft,
        (false, true) => t.hover,
        (false, false) => t.surface,
    };
    let corner = CornerRadius::same(theme::RADIUS);
    let edge = Stroke::new(1.0, t.line);
    ui.painter()
        .rect(rect, corner, fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        let focus = Stroke::new(2.0, t.accent);
        ui.painter()
            .rect_stroke(rect, corner, focus, StrokeKind::Inside);
    }
    response
}
