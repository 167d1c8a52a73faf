//! One order on the board.

use egui::{
    Align2, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole, pos2,
};

use crate::{
    shop::orders::{Order, State},
    ui::{
        screens::counter::clipped,
        theme::{self, tokens},
        widgets::Tone,
        window::Cx,
    },
    values::Money,
};

/// A card's least width, and its height.
pub const SIZE: Vec2 = Vec2::new(226.0, 108.0);

/// The mood of a state.
pub fn tone(state: State) -> Tone {
    match state {
        State::Placed => Tone::Warn,
        State::Accepted | State::InPreparation => Tone::Plain,
        State::Ready | State::HandedOver => Tone::Good,
        State::Cancelled => Tone::Bad,
    }
}

/// "30.00, 15.00 to pay", "30.00, paid".
fn money(cx: &Cx<'_>, order: &Order) -> String {
    let currency = cx.facts.currency;
    let total = currency.format(order.total);
    match (order.state.is_open(), order.to_pay) {
        (false, _) => total,
        (true, Money::ZERO) => format!("{total}, paid"),
        (true, left) if left == order.total => total,
        (true, left) => format!("{total}, {} to pay", currency.format(left)),
    }
}

/// What is in it: "12 × Kaju Katli, 2 × Ladoo".
fn goods(order: &Order) -> String {
    let lines = order.lines.iter().map(|line| {
        let much = line.unit.format(line.quantity.get());
        format!("{much} × {}", line.name)
    });
    lines.collect::<Vec<_>>().join(", ")
}

/// How an order is told: "Order 3, Mira, Ready, 30.00".
pub fn told(cx: &Cx<'_>, order: &Order) -> String {
    let short = match order.short.is_empty() {
        true => "",
        false => ", some to be made",
    };
    format!(
        "Order {}, {}, {}, {}{short}",
        order.display,
        order.name,
        order.state.name(),
        money(cx, order)
    )
}

/// Shows it.
pub fn show(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, order: &Order, chosen: bool) -> Response {
    let t = tokens(ui);
    let id = ui.scope_id().with(("order", order.order.get()));
    let response = ui.interact(rect, id, Sense::click());
    let name = told(cx, order);
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = if chosen {
        t.accent_soft
    } else if response.hovered() {
        t.hover
    } else {
        t.surface
    };
    let painter = ui.painter();
    let corner = CornerRadius::same(theme::RADIUS);
    let line = Stroke::new(1.0, t.line);
    painter.rect(rect, corner, fill, line, StrokeKind::Inside);
    if chosen || response.has_focus() {
        let focus = Stroke::new(2.0, t.accent);
        painter.rect_stroke(rect, corner, focus, StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(12.0, 9.0));
    let ink = match order.state.is_open() {
        true => t.ink,
        false => t.muted,
    };
    let number = painter.text(
        inner.left_top(),
        Align2::LEFT_TOP,
        order.display.to_string(),
        theme::strong(theme::TITLE),
        ink,
    );
    let (word_ink, soft) = tone(order.state).colours(ui);
    let word = painter.layout_no_wrap(
        order.state.name().to_owned(),
        theme::strong(theme::SMALL),
        word_ink,
    );
    let size = word.size() + Vec2::new(12.0, 4.0);
    let chip = Rect::from_min_size(pos2(inner.right() - size.x, inner.top() + 2.0), size);
    painter.rect_filled(chip, CornerRadius::same(6), soft);
    painter.galley(chip.min + Vec2::new(6.0, 2.0), word, word_ink);
    if !order.short.is_empty() {
        let at = pos2(chip.left() - 8.0, chip.center().y);
        let font = theme::strong(theme::SMALL);
        let place = (chip.left() - number.right() > 80.0).then_some(at);
        if let Some(at) = place {
            painter.text(at, Align2::RIGHT_CENTER, "To make", font, t.warn);
        }
    }
    let body = theme::plain(theme::BODY);
    let who = clipped(painter, &order.name, body, ink, inner.width(), 1);
    let foot = inner.bottom() - 36.0;
    painter.galley(pos2(inner.left(), foot - who.size().y - 1.0), who, ink);
    let small = |text: &str| {
        let font = theme::plain(theme::SMALL);
        clipped(painter, text, font, t.muted, inner.width(), 1)
    };
    painter.galley(
        pos2(inner.left(), foot + 2.0),
        small(&goods(order)),
        t.muted,
    );
    let sum = small(&money(cx, order));
    painter.galley(pos2(inner.left(), foot + 20.0), sum, t.muted);
    response
}
