//! One payment of a day, as both sides have it.

use egui::{
    CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole, pos2, vec2,
};

use crate::{
    shop::payments::reconcile::{ProviderRow, ShopRow, Side},
    ui::{
        remote::sentence,
        screens::counter::clipped,
        theme::{self, tokens},
        window::Cx,
    },
    values::{Currency, Money},
};

/// How high a row is, in points.
pub const COMPARED: f32 = 82.0;

/// Where the columns begin in a row of a width: provider, payment, invoice.
fn starts(width: f32) -> [f32; 3] {
    [0.0, width * 0.36, width * 0.68]
}

/// The heads of the columns.
pub fn columns(ui: &mut Ui) {
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    let inner = rect.shrink2(vec2(14.0, 0.0));
    let heads = ["At the provider", "Counted here", "Invoice"];
    for (start, head) in starts(inner.width()).into_iter().zip(heads) {
        ui.painter().text(
            pos2(inner.left() + start, inner.center().y),
            egui::Align2::LEFT_CENTER,
            head,
            theme::strong(theme::SMALL),
            tokens(ui).muted,
        );
    }
}

/// What the provider says: an amount, and its payment.
fn theirs(row: Option<&ProviderRow>) -> [String; 2] {
    let Some(row) = row else {
        return ["Nothing".to_owned(), "It does not tell of it".to_owned()];
    };
    let mut amount = Currency::tell(&row.currency, row.amount);
    if !row.captured {
        amount.push_str(", not taken");
    }
    if row.refunded > Money::ZERO {
        let back = Currency::tell(&row.currency, row.refunded);
        amount.push_str(&format!(", {back} back"));
    }
    [amount, row.payment.to_string()]
}

fn ours(row: Option<&ShopRow>, currency: Currency) -> [String; 2] {
    let Some(row) = row else {
        return ["Nothing".to_owned(), "No payment of the shop".to_owned()];
    };
    let mut amount = currency.format(row.captured);
    if row.refunded > Money::ZERO {
        let back = currency.format(row.refunded);
        amount.push_str(&format!(", {back} back"));
    }
    if row.refunding > Money::ZERO {
        let back = currency.format(row.refunding);
        amount.push_str(&format!(", {back} on its way"));
    }
    [amount, format!("Payment {}", row.payment)]
}

fn invoice(row: Option<&ShopRow>, currency: Currency) -> [String; 2] {
    let Some(row) = row else {
        return ["–".to_owned(), String::new()];
    };
    let (paid, of) = (
        currency.format(row.invoice_paid),
        currency.format(row.invoice_total),
    );
    let allocated = currency.format(row.allocations);
    [
        format!("{allocated} allocated"),
        format!("{}, {paid} of {of} paid", row.invoice),
    ]
}

/// What does not agree, in a sentence.
fn wrong(side: &Side) -> String {
    let words: Vec<&str> = side.wrong.iter().map(|wrong| wrong.words()).collect();
    match words.is_empty() {
        true => String::new(),
        false => sentence(&words.join("; ")),
    }
}

/// Shows it in its place; true when it was pressed.
pub fn row(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, side: &Side, index: usize) -> bool {
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let rect = rect.shrink2(Vec2::new(0.0, 2.0));
    let id = ui.scope_id().with(("compared", index));
    let response = ui.interact(rect, id, Sense::click());
    let cells = [
        theirs(side.provider.as_ref()),
        ours(side.shop.as_ref(), currency),
        invoice(side.shop.as_ref(), currency),
    ];
    let wrong = wrong(side);
    response.widget_info(|| {
        let [theirs, ours, invoice] = &cells;
        let verdict = match wrong.is_empty() {
            true => "Agrees.",
            false => wrong.as_str(),
        };
        let name = format!(
            "{verdict} Provider: {}, {}. Here: {}, {}. Invoice: {}, {}",
            theirs[0], theirs[1], ours[0], ours[1], invoice[0], invoice[1]
        );
        WidgetInfo::labeled(AccessRole::Button, true, name)
    });
    let fill = match response.hovered() {
        true => t.hover,
        false => t.surface,
    };
    let edge = match wrong.is_empty() {
        true => t.line,
        false => t.bad,
    };
    let painter = ui.painter();
    let corner = CornerRadius::same(theme::RADIUS);
    painter.rect(
        rect,
        corner,
        fill,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    if response.has_focus() {
        let focus = Stroke::new(2.0, t.accent);
        painter.rect_stroke(rect, corner, focus, StrokeKind::Inside);
    }
    let inner = rect.shrink2(vec2(14.0, 9.0));
    let starts = starts(inner.width());
    let ends = [starts[1], starts[2], inner.width()];
    for ((start, end), [first, second]) in starts.into_iter().zip(ends).zip(&cells) {
        let room = (end - start - 10.0).max(40.0);
        let lines = [
            (first, theme::strong(theme::BODY), t.ink, 0.0),
            (second, theme::plain(theme::SMALL), t.muted, 21.0),
        ];
        for (text, font, ink, down) in lines {
            let galley = clipped(painter, text, font, ink, room, 1);
            painter.galley(inner.min + vec2(start, down), galley, ink);
        }
    }
    let (text, ink) = match wrong.is_empty() {
        true => ("Agrees", t.good),
        false => (wrong.as_str(), t.bad),
    };
    let font = theme::strong(theme::SMALL);
    let galley = clipped(painter, text, font, ink, inner.width(), 1);
    painter.galley(inner.min + vec2(0.0, 41.0), galley, ink);
    response.on_hover_text(wrong).clicked()
}
