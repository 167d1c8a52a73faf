//! The results as tiles: picture, name, price, what is left.
//!
//! Promises: each tile is a button with a name a screen reader tells; a sold-out sweet says so
//! in words and can't be pressed; only the tiles in sight are painted.

use egui::{
    Align, Color32, CornerRadius, FontId, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole,
    pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use super::line::bound;
use crate::{
    shop::stock::ShelfRow,
    ui::{
        theme::{self, GAP, Tokens, tokens},
        widgets::picture,
    },
    values::{Currency, Unit},
};

const HEIGHT: f32 = 148.0;
const LEAST_WIDTH: f32 = 150.0;

/// What was done with the tiles in a frame.
#[derive(Default)]
pub struct Pressed {
    /// The tile that was pressed.
    pub row: Option<usize>,
    /// How many stand in a row.
    pub columns: usize,
}

/// Shows the tiles; `chosen` is where the arrows are, `walked` whether they just moved.
pub fn show(
    ui: &mut Ui,
    currency: Currency,
    rows: &[ShelfRow],
    chosen: Option<usize>,
    walked: bool,
) -> Pressed {
    let mut pressed = Pressed::default();
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let width = ui.available_width() - 6.0;
            let columns = (((width + GAP) / (LEAST_WIDTH + GAP)).floor() as usize).max(1);
            pressed.columns = columns;
            let tile = (width - GAP * (columns - 1) as f32) / columns as f32;
            let lines = rows.len().div_ceil(columns);
            let size = Vec2::new(width, lines as f32 * (HEIGHT + GAP));
            let (area, _) = ui.allocate_exact_size(size, Sense::hover());
            for (index, row) in rows.iter().enumerate() {
                let (line, column) = (index / columns, index % columns);
                let min = pos2(
                    area.min.x + column as f32 * (tile + GAP),
                    area.min.y + line as f32 * (HEIGHT + GAP),
                );
                let rect = Rect::from_min_size(min, Vec2::new(tile, HEIGHT));
                if chosen == Some(index) && walked {
                    ui.scroll_to_rect(rect.expand(GAP), None);
                }
                if !ui.is_rect_visible(rect.expand(HEIGHT)) {
                    continue;
                }
                if show_tile(ui, rect, currency, row, chosen == Some(index)).clicked() {
                    pressed.row = Some(index);
                }
            }
        });
    pressed
}

/// How a sweet is told: "Kaju katli, 45.00, 12 left".
#[must_use]
pub fn told(currency: Currency, row: &ShelfRow) -> String {
    let left = if is_sold_out(row) {
        sold_out_word(row).to_lowercase()
    } else {
        left(row)
    };
    let promised = match &row.free {
        Some(free) => format!(
            ", {} promised by {}",
            row.unit.format(free.promised),
            free.time
        ),
        None => String::new(),
    };
    format!("{}, {}, {left}{promised}", row.name, price(currency, row))
}

/// "45.00", "640.00 / kg".
fn price(currency: Currency, row: &ShelfRow) -> String {
    let price = currency.format(row.price);
    match (row.unit, row.per) {
        (Unit::Piece, 1) => price,
        (unit, per) => format!("{price} {}", unit.price_for(per)),
    }
}

/// "12 left", "2.5 kg left"; "4 free" where others are promised.
fn left(row: &ShelfRow) -> String {
    match row.free {
        Some(_) => format!("{} free", row.unit.format(row.to_sell())),
        None => format!("{} left", row.unit.format(row.on_hand)),
    }
}

/// Why none can be taken.
fn sold_out_word(row: &ShelfRow) -> &'static str {
    match row.on_hand > 0 && row.free.is_some() {
        true => "All promised",
        false => "Sold out",
    }
}

/// Whether none can be taken.
fn is_sold_out(row: &ShelfRow) -> bool {
    bound(row).is_some_and(|left| left <= 0)
}

fn show_tile(
    ui: &mut Ui,
    rect: Rect,
    currency: Currency,
    row: &ShelfRow,
    chosen: bool,
) -> Response {
    let t = tokens(ui);
    let sold_out = is_sold_out(row);
    let id = ui.scope_id().with(("tile", row.id.get()));
    let sense = if sold_out {
        Sense::hover()
    } else {
        Sense::click()
    };
    let response = ui.interact(rect, id, sense);
    let name = told(currency, row);
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Button, !sold_out, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter_at(rect.expand(3.0));
    let corner = CornerRadius::same(theme::RADIUS_L);
    let down = response.is_pointer_button_down_on();
    let fill = if sold_out {
        t.canvas
    } else if down || response.hovered() {
        t.hover
    } else {
        t.surface
    };
    painter.rect(
        rect,
        corner,
        fill,
        Stroke::new(1.0, t.line),
        StrokeKind::Inside,
    );
    if chosen || response.has_focus() {
        painter.rect_stroke(rect, corner, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    let inner = rect.shrink(10.0);
    let mut art = painter.clone();
    if sold_out {
        art.set_opacity(0.4);
    }
    picture::paint(
        &art,
        Rect::from_min_size(inner.min, Vec2::splat(56.0)),
        &row.picture,
        &row.name,
    );
    stock_mark(&painter, t, inner, row, sold_out);
    let ink = if sold_out { t.muted } else { t.ink };
    let title = clipped(
        &painter,
        &row.name,
        theme::plain(theme::BODY),
        ink,
        inner.width(),
        2,
    );
    painter.galley(pos2(inner.min.x, inner.min.y + 64.0), title, ink);
    price_mark(&painter, t, inner, currency, row, ink);
    response
}

/// The price, and in small print what it is for; a price too long for the tile is smaller.
fn price_mark(
    painter: &egui::Painter,
    t: &Tokens,
    inner: Rect,
    currency: Currency,
    row: &ShelfRow,
    ink: Color32,
) {
    let per = match (row.unit, row.per) {
        (Unit::Piece, 1) => String::new(),
        (unit, per) => unit.price_for(per),
    };
    let per = painter.layout_no_wrap(per, theme::plain(theme::SMALL), t.muted);
    let room = inner.width() - per.size().x - 4.0;
    let price = |size: f32| {
        let text = currency.format(row.price);
        painter.layout_no_wrap(text, theme::strong(size), ink)
    };
    let large = price(theme::BODY + 1.0);
    let price = match large.size().x > room {
        true => price(theme::SMALL),
        false => large,
    };
    let (wide, high) = (price.size().x, price.size().y);
    let foot = inner.max.y;
    painter.galley(pos2(inner.min.x, foot - high), price, ink);
    let small = pos2(inner.min.x + wide + 4.0, foot - per.size().y - 1.0);
    painter.galley(small, per, t.muted);
}

fn stock_mark(painter: &egui::Painter, t: &Tokens, inner: Rect, row: &ShelfRow, sold_out: bool) {
    let (text, ink, fill) = if sold_out {
        (sold_out_word(row).to_owned(), t.bad, t.bad_soft)
    } else {
        let text = match row.unit {
            Unit::Piece => left(row),
            // A weight is long enough without a word.
            unit => unit.format(row.to_sell()),
        };
        if row.to_sell() <= row.low_at {
            (text, t.warn, t.warn_soft)
        } else {
            (text, t.muted, Color32::TRANSPARENT)
        }
    };
    let galley = painter.layout_no_wrap(text, theme::plain(theme::SMALL), ink);
    let size = galley.size() + Vec2::new(12.0, 6.0);
    let rect = Rect::from_min_size(pos2(inner.max.x - size.x, inner.min.y), size);
    painter.rect_filled(rect, CornerRadius::same(6), fill);
    painter.galley(rect.min + Vec2::new(6.0, 3.0), galley, ink);
    // What is promised stands under it, in two short lines.
    if let Some(free) = &row.free {
        let much = format!("{} promised", row.unit.format(free.promised));
        let when = format!("by {}", free.time);
        let mut top = rect.max.y + 1.0;
        for text in [much, when] {
            let font = theme::plain(theme::SMALL - 1.0);
            let room = inner.width() - 60.0;
            let galley = clipped(painter, &text, font, t.muted, room, 1);
            let left = inner.max.x - 6.0 - galley.size().x;
            painter.galley(pos2(left, top), galley.clone(), t.muted);
            top += galley.size().y;
        }
    }
}

/// Text in at most so many rows, cut short with an ellipsis.
pub fn clipped(
    painter: &egui::Painter,
    text: &str,
    font: FontId,
    ink: Color32,
    width: f32,
    rows: usize,
) -> std::sync::Arc<egui::Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, ink));
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: rows,
        // A single row is cut where it ends, not before its last word.
        break_anywhere: rows == 1,
        ..TextWrapping::default()
    };
    job.halign = Align::Min;
    painter.layout_job(job)
}
