//! One row of a list of payments or invoices.

use egui::{Align2, CornerRadius, Id, Rect, Ui, Vec2, pos2};

use crate::ui::{
    screens::counter::clipped,
    theme::{self, tokens},
    widgets::{Tone, rows::plate},
};

/// How high a row is, in points.
pub const ROW: f32 = 52.0;

/// What stands in a row, from the left: its number, its day and time, a chip, a text, an amount.
pub struct Row<'r> {
    /// What a screen reader calls it.
    pub name: String,
    /// At the left, emphasised, and how wide that is in points.
    pub number: (&'r str, f32),
    /// Beside it.
    pub at: &'r str,
    /// A word in a chip.
    pub chip: (&'r str, Tone),
    /// What is left of the width.
    pub text: (&'r str, Tone),
    /// At the right.
    pub amount: &'r str,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

impl Row<'_> {
    /// Shows it in its place; true when it was pressed.
    pub fn show(&self, ui: &mut Ui, rect: Rect, id: Id) -> bool {
        let t = tokens(ui);
        let rect = rect.shrink2(Vec2::new(0.0, 2.0));
        let response = plate(ui, rect, id, self.chosen, &self.name);
        let painter = ui.painter();
        let inner = rect.shrink2(Vec2::new(14.0, 0.0));
        let middle = inner.center().y;
        let (number, first) = self.number;
        let put = |x: f32, text: &str, strong: bool, width: f32, ink| {
            let font = match strong {
                true => theme::strong(theme::BODY),
                false => theme::plain(theme::BODY),
            };
            let galley = clipped(painter, text, font, ink, width.max(20.0), 1);
            let top = middle - galley.size().y / 2.0;
            painter.galley(pos2(inner.left() + x, top), galley, ink);
        };
        put(0.0, number, true, first - 6.0, t.ink);
        put(first, self.at, false, 148.0, t.muted);
        let amount = painter.text(
            pos2(inner.right(), middle),
            Align2::RIGHT_CENTER,
            self.amount,
            theme::strong(theme::BODY),
            t.ink,
        );
        let (word, tone) = self.chip;
        let (ink, soft) = tone.colours(ui);
        let galley = painter.layout_no_wrap(word.to_owned(), theme::strong(theme::SMALL), ink);
        let size = galley.size() + Vec2::new(16.0, 6.0);
        let left = inner.left() + first + 152.0;
        let chip = Rect::from_min_size(pos2(left, middle - size.y / 2.0), size);
        painter.rect_filled(chip, CornerRadius::same(6), soft);
        painter.galley(chip.min + Vec2::new(8.0, 3.0), galley, ink);
        let (text, tone) = self.text;
        let (ink, _) = tone.colours(ui);
        let from = first + 152.0 + 130.0;
        let room = amount.left() - inner.left() - from - 12.0;
        if room > 40.0 {
            put(from, text, tone != Tone::Plain, room, ink);
        }
        response.clicked()
    }
}
