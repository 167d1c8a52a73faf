//! A slip on the screen, as it comes out on paper.

use egui::{
    Color32, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    devices::paper::{Block, Sheet, SheetMark, Slip},
    ui::theme,
};

/// How large it is shown: as large as real paper on a usual screen, or as wide as there is room.
const ZOOM: f32 = 1.45;

/// Draws a slip as wide as there is room for it. Paper is white at night too.
pub fn show(ui: &mut Ui, slip: &Slip) {
    let sheet = Sheet::of(slip);
    let zoom = ZOOM.min(ui.available_width() / sheet.width);
    let size = vec2(sheet.width, sheet.height) * zoom;
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words(slip)));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter_at(rect);
    painter.rect(
        rect,
        2.0,
        Color32::WHITE,
        Stroke::new(1.0, theme::LIGHT.line),
        StrokeKind::Inside,
    );
    for mark in &sheet.marks {
        match mark {
            SheetMark::Box {
                left,
                top,
                width,
                height,
            } => {
                let at = rect.min + vec2(*left, *top) * zoom;
                let mark = Rect::from_min_size(at, vec2(*width, *height) * zoom);
                painter.rect_filled(mark, 0.0, Color32::BLACK);
            }
            SheetMark::Text(text) => {
                let font: FontId = match text.strong {
                    true => theme::strong(text.size * zoom),
                    false => theme::plain(text.size * zoom),
                };
                let ink = if text.light {
                    Color32::WHITE
                } else {
                    Color32::BLACK
                };
                let galley = painter.layout_no_wrap(text.text.clone(), font, ink);
                let ascent = galley
                    .rows
                    .first()
                    .and_then(|row| row.glyphs.first())
                    .map_or(0.0, |glyph| glyph.pos.y);
                // Amounts stand flush right: the screen's rounding is taken from the left.
                let drawn = galley.size().x;
                let left = text.left * zoom + (text.width * zoom - drawn).min(0.0);
                let at = pos2(
                    rect.min.x + left,
                    rect.min.y + text.baseline * zoom - ascent,
                );
                painter.galley(at, galley, ink);
            }
        }
    }
}

/// What a slip says, for screen readers.
fn words(slip: &Slip) -> String {
    let mut words = vec![slip.title.clone()];
    for block in &slip.blocks {
        match block {
            Block::Text { text, .. } | Block::Mark(text) => words.push(text.clone()),
            Block::Rows(rows) => {
                for row in rows {
                    let cells = [&row.left, &row.middle, &row.right];
                    let cells: Vec<&str> = cells
                        .into_iter()
                        .map(String::as_str)
                        .filter(|cell| !cell.is_empty())
                        .collect();
                    words.push(cells.join(" "));
                }
            }
            Block::Barcode(code) => words.push(code.text().to_owned()),
            Block::Qr(qr) => words.push(qr.text().to_owned()),
            Block::Rule | Block::Gap | Block::Feed(_) | Block::Cut | Block::OpenDrawer => {}
        }
    }
    words.join("\n")
}
