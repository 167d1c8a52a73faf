//! One quotation in the list.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Ui, Vec2, pos2};

use crate::{
    shop::sales::quotes::{Quotation, State},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::{Tone, rows::plate},
        window::Cx,
    },
};

/// What became of a quotation, in words: "Open", "Sold on receipt 12".
pub fn became(quotation: &Quotation, today: NaiveDate) -> (Tone, String) {
    match quotation.state(today) {
        State::Open => (Tone::Plain, "Open".to_owned()),
        State::Sold => {
            let receipt = quotation.sold_on.unwrap_or_default();
            (Tone::Good, format!("Sold on receipt {receipt}"))
        }
        State::Withdrawn => (Tone::Bad, "Withdrawn".to_owned()),
        State::Over => (Tone::Warn, "Expired".to_owned()),
    }
}

/// Shows it on this day; true when it was pressed.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    cx: &Cx<'_>,
    (quotation, today): (&Quotation, NaiveDate),
    chosen: bool,
) -> bool {
    let t = tokens(ui);
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let id = ui.scope_id().with(("quotation", quotation.number));
    let total = cx.facts.currency.format(quotation.total);
    let (tone, word) = became(quotation, today);
    let name = format!(
        "Quotation {}, {}, {total}, until {}, {word}",
        quotation.number, quotation.customer, quotation.valid_until
    );
    let response = plate(ui, rect, id, chosen, &name);
    let painter = ui.painter();
    let inner = rect.shrink2(Vec2::new(14.0, 8.0));
    let number = quotation.number.to_string();
    let strong = theme::strong(theme::BODY);
    let middle = inner.left_center();
    painter.text(middle, Align2::LEFT_CENTER, number, strong.clone(), t.ink);
    let total = painter.text(inner.right_top(), Align2::RIGHT_TOP, total, strong, t.ink);
    let (ink, soft) = tone.colours(ui);
    let galley = painter.layout_no_wrap(word, theme::strong(theme::SMALL), ink);
    let size = galley.size() + Vec2::new(12.0, 4.0);
    let chip = Rect::from_min_size(inner.right_bottom() - size, size);
    painter.rect_filled(chip, CornerRadius::same(6), soft);
    painter.galley(chip.min + Vec2::new(6.0, 2.0), galley, ink);
    let left = inner.left() + 64.0;
    let width = (total.left().min(chip.left()) - left - 12.0).max(40.0);
    let body = theme::plain(theme::BODY);
    let customer = clipped(painter, &quotation.customer, body, t.ink, width, 1);
    painter.galley(pos2(left, inner.top()), customer, t.ink);
    let when = format!(
        "{} · until {}",
        cx.facts.zone.date(quotation.at),
        quotation.valid_until
    );
    let small = theme::plain(theme::SMALL);
    let when = clipped(painter, &when, small, t.muted, width, 1);
    let top = inner.bottom() - when.size().y;
    painter.galley(pos2(left, top), when, t.muted);
    response.clicked()
}
