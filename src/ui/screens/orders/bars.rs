//! How full a slot is: a bar, and the same in words.

use egui::{
    Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole, pos2,
};

use crate::ui::theme::{self, tokens};

/// How full something is.
pub struct Full<'f> {
    /// What is used, in whatever it is counted in.
    pub used: i64,
    /// Of how much.
    pub of: i64,
    /// The same in words: "60.00 of 100.00".
    pub text: &'f str,
}

/// Shows how full it is, so wide.
pub fn bar(ui: &mut Ui, width: f32, full: &Full<'_>) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, theme::TOUCH), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Label, true, full.text));
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(full.text.to_owned(), theme::plain(theme::SMALL), t.muted);
    let top = rect.center().y - (galley.size().y + 8.0) / 2.0;
    painter.galley(pos2(rect.left(), top), galley.clone(), t.muted);
    let well = Rect::from_min_size(
        pos2(rect.left(), top + galley.size().y + 2.0),
        Vec2::new(width, 6.0),
    );
    let corner = CornerRadius::same(3);
    painter.rect(
        well,
        corner,
        t.sunken,
        Stroke::new(1.0, t.line),
        StrokeKind::Inside,
    );
    // Hundredths are fine enough to be drawn.
    let hundredths = match full.of {
        ..=0 => 0,
        of => (i128::from(full.used.max(0)) * 100 / i128::from(of)).min(100),
    };
    let ink: Color32 = match hundredths {
        100.. => t.bad,
        80.. => t.warn,
        _ => t.good,
    };
    if hundredths > 0 {
        let width = (well.width() * hundredths as f32 / 100.0).max(4.0);
        let part = Rect::from_min_size(well.min, Vec2::new(width, well.height()));
        painter.rect_filled(part, corner, ink);
    }
}
