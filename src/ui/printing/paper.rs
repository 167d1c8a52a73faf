//! A slip on the screen, as it comes out on paper: what a receipt says is drawn here and
//! nowhere else.

use egui::{
    Color32, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    devices::{
        paper::{Block, Sheet, SheetMark, Slip, Template},
        slips,
    },
    shop::{sales, settings},
    ui::{
        remote::Live,
        theme,
        widgets::{Tone, banner},
        window::Cx,
    },
};

/// How large it is shown: as large as real paper on a usual screen, or as wide as there is room.
const ZOOM: f32 = 1.45;

/// A slip laid out: made where nobody waits for it, and drawn in each frame.
pub struct Paper {
    sheet: Sheet,
    /// What it says, for screen readers.
    words: String,
}

impl Paper {
    /// Lays a slip out.
    #[must_use]
    pub fn of(slip: &Slip) -> Self {
        Self {
            sheet: Sheet::of(slip),
            words: words(slip),
        }
    }
}

/// The paper of the receipt that a screen shows.
#[derive(Default)]
pub struct ReceiptPaper(Live<i64, Option<Paper>>);

impl ReceiptPaper {
    /// Shows the receipt of a number, once it was read.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, number: i64) {
        let shop = cx.shop.clone();
        // What is on a receipt never changes: it is read once.
        self.0.keep(cx.desk, 0, &number, move |number| {
            shop.read(|db| {
                let (template, _) = settings::load::<Template>(db)?;
                let receipt = sales::receipt(db, *number)?;
                let slip =
                    receipt.map(|receipt| slips::of_receipt(shop.about(), &receipt, &template));
                Ok(slip.as_ref().map(Paper::of))
            })
        });
        if let Some(trouble) = self.0.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if let Some(Some(paper)) = self.0.answer_to(&number) {
            ui.vertical_centered(|ui| show(ui, paper));
        }
    }
}

/// Draws a slip as wide as there is room for it. Paper is white at night too.
pub fn show(ui: &mut Ui, paper: &Paper) {
    let sheet = &paper.sheet;
    let zoom = ZOOM.min(ui.available_width() / sheet.width);
    let size = vec2(sheet.width, sheet.height) * zoom;
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &paper.words));
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
