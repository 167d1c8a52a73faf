//! The payments beside the one that is shown: how many there are, and the list of them.

use egui::{Align, Context, Label, Layout, ScrollArea, Ui, Vec2};

use super::{Counter, step::named};
use crate::{
    shop::payments::AtCounter,
    ui::{
        actions::Action,
        tender,
        theme::{SMALL, TOUCH},
        widgets::{Kind, Push, buttons, count, dialog, fine_print, muted, title},
        window::Cx,
    },
};

/// One row over the basket, where payments of this person wait or somebody has to see to one.
pub fn ribbon(counter: &Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(seen) = counter.qr.seen.latest() else {
        return;
    };
    let mine = |at: &&AtCounter| Some(at.account) == cx.session.account();
    let waiting = seen.waiting.iter().filter(mine).count();
    let text = match (seen.late.len(), waiting) {
        (0, 0) => return,
        (0, waiting) => format!("{} by QR not paid yet", count_of(waiting)),
        (late, _) => format!("{} by QR paid, not handed out: see to it", count_of(late)),
    };
    let kind = match seen.late.is_empty() {
        true => Kind::Plain,
        false => Kind::Danger,
    };
    let button = Push::new(&text)
        .kind(kind)
        .tall(TOUCH, SMALL + 0.5)
        .width(f32::INFINITY);
    if ui
        .add(button)
        .on_hover_text(Action::QrPayments.hint())
        .clicked()
    {
        cx.wanted.push(Action::QrPayments);
    }
}

fn count_of(payments: usize) -> String {
    let payments = i64::try_from(payments).unwrap_or(i64::MAX);
    count(payments, "payment", "payments")
}

/// The list; true once it is over.
pub fn list(counter: &mut Counter, ctx: &Context, cx: &Cx<'_>) -> bool {
    let (mut chosen, mut back) = (None, false);
    let away = dialog(ctx, "payments by qr", 560.0, |ui| {
        title(ui, "Payments by QR");
        let Some(seen) = counter.qr.seen.latest() else {
            return;
        };
        let none = seen.late.is_empty() && seen.waiting.is_empty();
        ui.label(muted(
            ui,
            match (none, seen.late.is_empty()) {
                (true, _) => "None waits. A payment that is put aside here can be opened again.",
                (false, true) => "Each goes on by itself; its receipt is made when it is paid.",
                (false, false) => {
                    "Where the goods were not handed out, do so now or give the money back."
                }
            },
        ));
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (place, at) in seen.late.iter().chain(&seen.waiting).enumerate() {
                ui.separator();
                if row(ui, cx, at, place == 0) {
                    chosen = Some(at.payment.id);
                }
            }
        });
        buttons(ui, |ui| {
            let button = Push::new("Back to the basket");
            let button = if none { button.by_enter() } else { button };
            back = ui.add(button).clicked();
        });
    });
    if let Some(payment) = chosen {
        counter.done = None;
        counter.qr.show(payment);
    }
    chosen.is_some() || back || away
}

fn row(ui: &mut Ui, cx: &Cx<'_>, at: &AtCounter, first: bool) -> bool {
    let now = cx.shop.now();
    let payment = &at.payment;
    let name = name(cx, at);
    let mut open = false;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            let button = Push::new("Open").named(format!("Open payment {}", payment.id));
            let button = if first { button.by_enter() } else { button };
            open = ui.add(button).clicked();
            ui.vertical(|ui| {
                named(ui, at.is_late(), &name);
                let mut state = tender::state(at, now).to_owned();
                if let Some(left) = tender::time_left(at, now) {
                    state = format!("{state} · {left}");
                }
                if payment.flag.is_some() && !at.is_late() {
                    state = "What came does not fit; nothing was sold".to_owned();
                }
                ui.add(Label::new(fine_print(ui, state)).truncate());
                let when = cx.facts.zone.date_time(payment.at);
                ui.label(fine_print(ui, format!("{when} · {}", payment.by)));
            });
        },
    );
    open
}

/// "420.00 · INV-1".
fn name(cx: &Cx<'_>, at: &AtCounter) -> String {
    let amount = cx.facts.currency.format(at.payment.amount);
    format!("{amount} · {}", at.payment.invoice_number)
}
