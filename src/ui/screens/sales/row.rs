//! One sale in the list.

use egui::{Align2, CornerRadius, Rect, Sense, Ui, Vec2};

use crate::{
    shop::sales::{Kind, SaleRow},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::{count, rows::plate},
        window::Cx,
    },
};

/// Where the columns begin, from the left of a row's text, and where the pieces and what stands
/// before them end, from its right.
const WHEN: f32 = 70.0;
const BY: f32 = 228.0;
const PIECES: f32 = 120.0;
const WHAT: f32 = 192.0;
/// What is left of a row beside its text.
const ASIDE: f32 = 14.0;

/// Shows what stands in the columns.
pub fn head(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 22.0), Sense::hover());
    let inner = rect.shrink2(Vec2::new(ASIDE, 0.0));
    let ink = tokens(ui).muted;
    for (x, align, text) in [
        (0.0, Align2::LEFT_CENTER, "Receipt"),
        (WHEN, Align2::LEFT_CENTER, "When"),
        (BY, Align2::LEFT_CENTER, "Sold by · to"),
        (inner.width() - PIECES, Align2::RIGHT_CENTER, "Pieces"),
        (inner.width(), Align2::RIGHT_CENTER, "Total"),
    ] {
        let at = egui::pos2(inner.left() + x, inner.center().y);
        let font = theme::strong(theme::SMALL);
        ui.painter().text(at, align, text, font, ink);
    }
}

/// Shows it; true when it was pressed.
pub fn show(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, row: &SaleRow, chosen: bool) -> bool {
    let t = tokens(ui);
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let currency = cx.facts.currency;
    let (total, at) = (currency.format(row.total), cx.facts.zone.date_time(row.at));
    let (word, ink) = match row.kind {
        Kind::Sale if row.came_back => ("Came back", t.ink),
        Kind::Sale => ("", t.ink),
        Kind::Return => ("Return", t.warn),
        Kind::Void => ("Void", t.bad),
    };
    let said = match word {
        "" => String::new(),
        word => format!(" ({})", word.to_lowercase()),
    };
    let by = match &row.customer {
        Some(customer) => format!("{} · {customer}", row.by),
        None => row.by.clone(),
    };
    let name = format!("Receipt {}{said}, {at}, {by}, {total}", row.number);
    let id = ui.scope_id().with(("sale", row.number));
    let response = plate(ui, rect, id, chosen, &name);
    let painter = ui.painter();
    let inner = rect.shrink2(Vec2::new(ASIDE, 0.0));
    let put = |x: f32, align, text: &str, font, ink| {
        painter.text(
            egui::pos2(inner.left() + x, inner.center().y),
            align,
            text,
            font,
            ink,
        );
    };
    put(
        0.0,
        Align2::LEFT_CENTER,
        &row.number.to_string(),
        theme::strong(theme::BODY),
        t.ink,
    );
    put(
        WHEN,
        Align2::LEFT_CENTER,
        &at,
        theme::plain(theme::BODY),
        t.muted,
    );
    let mut room = inner.width() - BY - WHAT - 12.0;
    if !word.is_empty() {
        let (soft, ink) = match row.kind {
            Kind::Void => (t.bad_soft, ink),
            Kind::Return => (t.warn_soft, ink),
            Kind::Sale => (t.sunken, t.muted),
        };
        let galley = painter.layout_no_wrap(word.to_owned(), theme::strong(theme::SMALL), ink);
        let size = galley.size() + Vec2::new(16.0, 6.0);
        let middle = egui::pos2(inner.right() - WHAT - size.x / 2.0, inner.center().y);
        let chip = Rect::from_center_size(middle, size);
        room -= size.x + 8.0;
        painter.rect_filled(chip, CornerRadius::same(6), soft);
        painter.galley(chip.min + Vec2::new(8.0, 3.0), galley, ink);
    }
    let by = clipped(
        painter,
        &by,
        theme::plain(theme::BODY),
        t.ink,
        room.max(40.0),
        1,
    );
    let middle = inner.center().y - by.size().y / 2.0;
    painter.galley(egui::pos2(inner.left() + BY, middle), by, t.ink);
    let pieces = count(row.pieces, "piece", "pieces");
    put(
        inner.width() - PIECES,
        Align2::RIGHT_CENTER,
        &pieces,
        theme::plain(theme::SMALL),
        t.muted,
    );
    put(
        inner.width(),
        Align2::RIGHT_CENTER,
        &total,
        theme::strong(theme::BODY),
        ink,
    );
    response.clicked()
}

/// Shows the place of a sale that is not read yet.
pub fn skeleton(ui: &Ui, rect: Rect) {
    let bar = Rect::from_min_size(rect.min + Vec2::new(84.0, 20.0), Vec2::new(160.0, 12.0));
    ui.painter()
        .rect_filled(bar, CornerRadius::same(6), tokens(ui).sunken);
}
