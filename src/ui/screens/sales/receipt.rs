//! The receipt that is chosen, and how the lines of any receipt are shown.

use egui::{Align, Label, Layout, RichText, ScrollArea, Stroke, Ui, Vec2};

use super::SalesRoom;
use crate::{
    shop::sales,
    ui::{
        theme::{self, GAP, tokens},
        widgets::{Tone, banner, fine_print, muted, nothing, strong, title},
        window::Cx,
    },
    values::{Currency, Money},
};

impl SalesRoom {
    /// Shows the receipt that is chosen.
    pub(super) fn chosen_receipt(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(number) = self.chosen else {
            nothing(
                ui,
                "No receipt chosen",
                "Pick a sale at the left to see its receipt.",
            );
            return;
        };
        let shop = cx.shop.clone();
        // A receipt never changes: it is read once.
        self.receipt.keep(cx.desk, 0, &number, move |number| {
            shop.read(|db| sales::receipt(db, *number))
        });
        if let Some(trouble) = self.receipt.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(receipt)) = self.receipt.latest() else {
            return;
        };
        let currency = cx.facts.currency;
        title(ui, &format!("Receipt {}", receipt.number));
        ui.add(Label::new(strong(&cx.facts.name)).wrap());
        ui.label(muted(
            ui,
            format!("{} · {}", cx.facts.zone.date_time(receipt.at), receipt.by),
        ));
        ui.add_space(GAP);
        crate::ui::printing::receipt_buttons(ui, cx, number);
        ui.add_space(GAP);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let lines = receipt.lines.iter().map(|line| {
                    (
                        line.name.as_str(),
                        line.quantity,
                        line.price,
                        Some(line.amount),
                    )
                });
                receipt_lines(ui, currency, lines);
                ui.add_space(GAP);
                ui.horizontal(|ui| {
                    ui.label(strong("Total"));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let total = currency.format_with_code(receipt.total);
                        ui.label(RichText::new(total).font(theme::strong(theme::TITLE)));
                    });
                });
                for (name, amount) in [("Cash", receipt.cash), ("Change", receipt.change)] {
                    ui.horizontal(|ui| {
                        ui.label(muted(ui, name));
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            ui.label(muted(ui, currency.format(amount)));
                        });
                    });
                }
            });
    }
}

/// The lines of a receipt: name, pieces and price, amount.
pub fn receipt_lines<'a>(
    ui: &mut Ui,
    currency: Currency,
    lines: impl Iterator<Item = (&'a str, i64, Money, Option<Money>)>,
) {
    let t = tokens(ui);
    for (name, quantity, price, amount) in lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let amount = amount.map_or_else(String::new, |amount| currency.format(amount));
                    ui.label(strong(amount));
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        ui.add(Label::new(name).wrap());
                    });
                });
            });
            ui.label(fine_print(
                ui,
                format!("{quantity} × {}", currency.format(price)),
            ));
        });
        ui.add_space(6.0);
        let line = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        ui.painter()
            .hline(line.x_range(), line.center().y, Stroke::new(1.0, t.line));
    }
}
