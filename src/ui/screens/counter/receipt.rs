//! The receipt of the sale that was just made.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui, Vec2};

use super::{Counter, line::measure, pane::PRESS, payment::signed, summary};
use crate::{
    shop::sales::Receipt,
    ui::{
        theme::{self, GAP, tokens},
        widgets::{Push, fine_print, strong},
        window::Cx,
    },
    values::{Currency, Money},
};

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(done) = &counter.done else { return };
    let t = tokens(ui);
    let currency = cx.facts.currency;
    ui.horizontal(|ui| {
        ui.set_height(PRESS);
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
            ui.label(
                RichText::new("Change")
                    .font(theme::strong(theme::BODY))
                    .color(t.good),
            );
            let change = currency.format_with_code(done.sold.change);
            ui.label(
                RichText::new(change)
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
            if let Some(Some(receipt)) = done.receipt.answer_to(&done.sold.number) {
                paper(ui, currency, receipt);
            }
        });
    if next {
        counter.done = None;
        counter.focus_scan = true;
    }
}

/// What the receipt says: lines, what the total is made of, how it was paid.
fn paper(ui: &mut Ui, currency: Currency, receipt: &Receipt) {
    for line in &receipt.lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let amount = line.amount.checked_sub(line.discount);
                    ui.label(strong(currency.format(amount.unwrap_or(line.amount))));
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        ui.add(Label::new(&line.name).wrap());
                    });
                });
            });
            let mut text = measure(currency, line.unit, line.quantity, line.price, line.per);
            if line.discount != Money::ZERO {
                text += &format!(" · −{}", currency.format(line.discount));
            }
            ui.label(fine_print(ui, text));
            if let Some(note) = &line.note {
                ui.add(Label::new(fine_print(ui, format!("“{note}”"))).wrap());
            }
        });
        ui.add_space(5.0);
        let rule = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        let stroke = Stroke::new(1.0, tokens(ui).line);
        ui.painter().hline(rule.x_range(), rule.center().y, stroke);
    }
    ui.add_space(GAP);
    ui.spacing_mut().item_spacing.y = 3.0;
    let shares = receipt.lines.iter().map(|line| line.share.minor());
    let discount = Money::from_minor(shares.fold(0, i64::saturating_add));
    if discount != Money::ZERO {
        let amount = format!("−{}", currency.format(discount));
        summary::pair(ui, "Discount", &amount);
    }
    for tax in &receipt.taxes {
        let name = summary::tax_name(&tax.name, tax.rate, tax.inside);
        summary::pair(ui, &name, &currency.format(tax.amount));
    }
    ui.horizontal(|ui| {
        ui.label(strong("Total"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(strong(currency.format(receipt.total)));
        });
    });
    if receipt.rounding != Money::ZERO {
        summary::pair(ui, "Rounding in cash", &signed(currency, receipt.rounding));
    }
    for tender in &receipt.tenders {
        let name = match &tender.reference {
            Some(reference) => format!("{} · {reference}", tender.kind.name()),
            None => tender.kind.name().to_owned(),
        };
        summary::pair(ui, &name, &currency.format(tender.given));
    }
    if receipt.change != Money::ZERO {
        summary::pair(ui, "Change", &currency.format(receipt.change));
    }
    if let Some(note) = &receipt.note {
        ui.add(Label::new(fine_print(ui, format!("“{note}”"))).wrap());
    }
}
