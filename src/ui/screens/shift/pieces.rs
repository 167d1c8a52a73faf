//! A number of notes or coins: what is typed, and its field.

use egui::{Ui, Vec2};

use crate::ui::theme::{self, TOUCH};

/// How wide a number of pieces is, in points.
const PIECES: f32 = 84.0;

/// How many pieces were typed; none where it is no number.
pub(super) fn pieces(typed: &str) -> Option<i64> {
    match typed.trim() {
        "" => Some(0),
        typed => typed.parse().ok().filter(|n| (0..=1_000_000).contains(n)),
    }
}

/// One more or less of what is typed.
pub(super) fn step(typed: &mut String, by: i64) {
    let now = pieces(typed).unwrap_or(0) + by;
    *typed = match now {
        ..=0 => String::new(),
        now => now.to_string(),
    };
}

/// A field for a number of pieces, in one row with its steppers.
pub(super) fn number(ui: &mut Ui, name: &str, typed: &mut String) -> egui::Response {
    let edit = egui::TextEdit::singleline(typed)
        .font(theme::plain(theme::BODY))
        .margin(egui::Margin::symmetric(8, 11))
        .min_size(Vec2::new(0.0, TOUCH))
        .align(egui::Align2::RIGHT_CENTER)
        .char_limit(7)
        .desired_width(PIECES);
    let response = ui.add(edit);
    let (text, label) = (typed.clone(), format!("{name}: pieces"));
    response.widget_info(move || {
        let mut info = egui::WidgetInfo::text_edit(true, &text, &text, "");
        info.label = Some(label.clone());
        info
    });
    response
}
