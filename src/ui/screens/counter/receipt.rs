//! The receipt of the sale that was just made.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::Counter;
use crate::{
    ui::{
        theme::{self, GAP, TOUCH, tokens},
        widgets::{Push, fine_print},
        window::Cx,
    },
    values::Money,
};

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(done) = &mut counter.done else {
        return;
    };
    let t = tokens(ui);
    let currency = cx.facts.currency;
    ui.horizontal(|ui| {
        ui.set_height(TOUCH);
        ui.label(
            RichText::new(format!("Receipt {}", done.sold.number))
                .font(theme::strong(theme::HEADING)),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(fine_print(ui, cx.facts.zone.date_time(done.sold.at)));
        });
    });
    let mut next = false;
    let frame = Frame::new().fill(t.surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("next customer")
        .resizable(false)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            next = ui
                .add(Push::new("Next customer").width(f32::INFINITY))
                .clicked();
            ui.label(fine_print(ui, "Or just scan the next sweet."));
        });
    Frame::new()
        .fill(t.good_soft)
        .corner_radius(theme::RADIUS_L)
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            // Where nothing is to be given back, a large 0 would ask to be read.
            let (name, amount) = match done.sold.change {
                Money::ZERO => ("Paid, no change", done.sold.total),
                change => ("Change", change),
            };
            ui.label(
                RichText::new(name)
                    .font(theme::strong(theme::BODY))
                    .color(t.good),
            );
            ui.label(
                RichText::new(currency.format_with_code(amount))
                    .font(theme::strong(theme::TOTAL))
                    .color(t.good),
            );
        });
    ui.add_space(GAP);
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            crate::ui::printing::receipt_buttons(ui, cx, done.sold.number);
            ui.add_space(GAP);
            done.paper.show(ui, cx, done.sold.number);
        });
    if next {
        counter.done = None;
        counter.focus_scan = true;
    }
}
