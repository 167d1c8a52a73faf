//! One sale in the list.

use egui::{
    Align2, CornerRadius, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role as AccessRole,
};

use crate::{
    shop::sales::{Kind, SaleRow},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::count,
        window::Cx,
    },
};

/// Shows it; true when it was pressed.
pub fn show(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, row: &SaleRow, chosen: bool) -> bool {
    let t = tokens(ui);
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let response = ui.interact(
        rect,
        ui.scope_id().with(("sale", row.number)),
        Sense::click(),
    );
    let currency = cx.facts.currency;
    let (total, at) = (currency.format(row.total), cx.facts.zone.date_time(row.at));
    let (word, ink) = match row.kind {
        Kind::Sale => ("", t.ink),
        Kind::Return => ("Return", t.warn),
        Kind::Void => ("Void", t.bad),
    };
    let said = match row.kind {
        Kind::Sale => String::new(),
        Kind::Return | Kind::Void => format!(" ({})", word.to_lowercase()),
    };
    let name = format!("Receipt {}{said}, {at}, {}, {total}", row.number, row.by);
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, &name));
    let fill = if chosen {
        t.accent_soft
    } else if response.hovered() {
        t.hover
    } else {
        t.surface
    };
    let painter = ui.painter();
    let corner = CornerRadius::same(theme::RADIUS);
    painter.rect(
        rect,
        corner,
        fill,
        Stroke::new(1.0, t.line),
        egui::StrokeKind::Inside,
    );
    if response.has_focus() {
        painter.rect_stroke(
            rect,
            corner,
            Stroke::new(2.0, t.accent),
            egui::StrokeKind::Inside,
        );
    }
    let inner = rect.shrink2(Vec2::new(14.0, 0.0));
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
        70.0,
        Align2::LEFT_CENTER,
        &at,
        theme::plain(theme::BODY),
        t.muted,
    );
    if row.kind != Kind::Sale {
        let soft = if row.kind == Kind::Void {
            t.bad_soft
        } else {
            t.warn_soft
        };
        let galley = painter.layout_no_wrap(word.to_owned(), theme::strong(theme::SMALL), ink);
        let size = galley.size() + Vec2::new(16.0, 6.0);
        let middle = egui::pos2(inner.left() + 218.0 + size.x / 2.0, inner.center().y);
        let chip = Rect::from_center_size(middle, size);
        painter.rect_filled(chip, CornerRadius::same(6), soft);
        painter.galley(chip.min + Vec2::new(8.0, 3.0), galley, ink);
    }
    let by = clipped(
        painter,
        &row.by,
        theme::plain(theme::BODY),
        t.ink,
        (inner.width() - 510.0).max(60.0),
        1,
    );
    let middle = inner.center().y - by.size().y / 2.0;
    painter.galley(egui::pos2(inner.left() + 296.0, middle), by, t.ink);
    let pieces = count(row.pieces, "piece", "pieces");
    put(
        inner.width() - 120.0,
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
