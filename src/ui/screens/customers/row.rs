//! One customer in the list.

use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit::Role as AccessRole, pos2};

use crate::{
    shop::customers::Customer,
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::rows::plate,
    },
    values::{Currency, Money},
};

/// Shows the head of a group.
pub fn head(ui: &mut Ui, rect: Rect, text: &str) {
    let t = tokens(ui);
    let painter = ui.painter();
    let font = theme::strong(theme::SMALL + 0.5);
    let line = clipped(painter, text, font, t.muted, rect.width() - 8.0, 1);
    let at = pos2(rect.left() + 4.0, rect.bottom() - line.size().y - 6.0);
    painter.galley(at, line, t.muted);
    let id = ui.scope_id().with(("group", text));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Label, true, text));
}

/// Shows it; true when it was pressed.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    currency: Currency,
    customer: &Customer,
    chosen: bool,
) -> bool {
    let t = tokens(ui);
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let id = ui
        .scope_id()
        .with(("customer", customer.id, rect.top() as i64));
    let credit = match customer.credit {
        Money::ZERO => String::new(),
        credit => format!("credit {}", currency.format(credit)),
    };
    let retired = if customer.retired { "retired" } else { "" };
    let phone = customer.phone.clone().unwrap_or_default();
    let email = customer.email.clone().unwrap_or_default();
    let told: Vec<&str> = [&customer.name, &phone, &email, &credit]
        .into_iter()
        .map(String::as_str)
        .chain([retired])
        .filter(|text| !text.is_empty())
        .collect();
    let name = format!("Customer {}: {}", customer.id, told.join(", "));
    let response = plate(ui, rect, id, chosen, &name);
    let painter = ui.painter();
    let inner = rect.shrink2(Vec2::new(14.0, 8.0));
    let small = theme::strong(theme::SMALL);
    let right = painter.text(
        inner.right_top(),
        Align2::RIGHT_TOP,
        &credit,
        small.clone(),
        t.good,
    );
    let below = painter.text(
        inner.right_bottom(),
        Align2::RIGHT_BOTTOM,
        retired,
        small,
        t.muted,
    );
    let width = (right.left().min(below.left()) - inner.left() - 12.0).max(40.0);
    let strong = theme::strong(theme::BODY);
    let text = clipped(painter, &customer.name, strong, t.ink, width, 1);
    let reached: Vec<&str> = [phone.as_str(), email.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let top = match reached.is_empty() {
        true => inner.center().y - text.size().y / 2.0,
        false => inner.top(),
    };
    painter.galley(pos2(inner.left(), top), text, t.ink);
    if !reached.is_empty() {
        let plain = theme::plain(theme::SMALL);
        let text = clipped(painter, &reached.join(" · "), plain, t.muted, width, 1);
        let top = inner.bottom() - text.size().y;
        painter.galley(pos2(inner.left(), top), text, t.muted);
    }
    response.clicked()
}
