//! Why so much is expected: the rows it is made of, in a dialog.

use egui::{Align, Context, Layout, ScrollArea, Ui, Vec2};

use crate::{
    shop::{
        sales::TenderKind,
        shifts::{self, Because},
    },
    ui::{
        remote::Live,
        theme::{GAP, TOUCH},
        widgets::{
            Push, Tone, banner, buttons, dialog, fine_print, muted, one_line, strong, title,
        },
        window::Cx,
    },
    values::{Currency, Money, ShiftId},
};

/// The dialog while it is open.
pub struct Why {
    question: (ShiftId, TenderKind),
    rows: Live<(ShiftId, TenderKind), Option<Vec<Because>>>,
}

impl Why {
    /// For a tender of a shift.
    #[must_use]
    pub fn new(shift: ShiftId, kind: TenderKind) -> Self {
        Self {
            question: (shift, kind),
            rows: Live::default(),
        }
    }

    /// Shows it; false once it is over.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        let shop = cx.shop.clone();
        self.rows.keep(
            cx.desk,
            cx.changes,
            &self.question,
            move |&(shift, kind)| shop.read(|db| shifts::explain(db, shift, kind)),
        );
        let mut stays = true;
        let away = dialog(ctx, "why", 640.0, |ui| {
            if let Some(trouble) = self.rows.trouble() {
                banner(ui, Tone::Bad, trouble);
            }
            let name = self.question.1.name();
            match self.rows.latest() {
                Some(Some(rows)) => {
                    let sum = rows.last().map_or(Money::ZERO, |row| row.expected);
                    let sum = cx.facts.currency.format_with_code(sum);
                    title(ui, &format!("Why {sum}"));
                    ui.label(fine_print(ui, format!("{name}, row by row")));
                    ui.add_space(GAP);
                    list(ui, cx, rows);
                }
                _ => drop(title(ui, name)),
            }
            buttons(ui, |ui| {
                if ui.add(Push::primary("Close").by_enter()).clicked() {
                    stays = false;
                }
            });
        });
        stays && !away
    }
}

fn list(ui: &mut Ui, cx: &Cx<'_>, rows: &[Because]) {
    let most = ui.ctx().content_rect().height() - 300.0;
    ScrollArea::vertical()
        .max_height(most.max(120.0))
        .show_rows(ui, TOUCH, rows.len(), |ui, sight| {
            for row in rows.get(sight).unwrap_or_default() {
                ui.allocate_ui_with_layout(
                    Vec2::new(ui.available_width(), TOUCH),
                    Layout::right_to_left(Align::Center),
                    |ui| {
                        let currency = cx.facts.currency;
                        let sums = Vec2::new(110.0, TOUCH);
                        let side = Layout::right_to_left(Align::Center);
                        ui.allocate_ui_with_layout(sums, side, |ui| {
                            ui.set_min_width(sums.x);
                            ui.label(fine_print(ui, currency.format(row.expected)));
                        });
                        ui.allocate_ui_with_layout(sums, side, |ui| {
                            ui.set_min_width(sums.x);
                            match row.counted {
                                Some(counted) => {
                                    let text = format!("{} counted", currency.format(counted));
                                    ui.label(muted(ui, text))
                                }
                                None => ui.label(strong(signed(currency, row.amount))),
                            };
                        });
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.vertical(|ui| {
                                ui.spacing_mut().item_spacing.y = 0.0;
                                one_line(ui, strong(what(row)));
                                let text = details(cx, row);
                                one_line(ui, fine_print(ui, text));
                            });
                        });
                    },
                );
            }
        });
}

fn what(row: &Because) -> String {
    let name = match row.what.as_str() {
        "float" => "Float",
        "pay_in" => "Pay-in",
        "pay_out" => "Pay-out",
        "drop" => "Drop to safe",
        "sale" => "Sale",
        "return" => "Return",
        "void" => "Void",
        "count" => "Count",
        other => other,
    };
    match row.receipt {
        Some(number) => format!("{name}, receipt {number}"),
        None => name.to_owned(),
    }
}

fn details(cx: &Cx<'_>, row: &Because) -> String {
    let (zone, currency) = (cx.facts.zone, cx.facts.currency);
    let mut text = format!("{} · {}", zone.time_of_day(row.at), row.by);
    if row.change != Money::ZERO {
        let (given, change) = (currency.format(row.given), currency.format(row.change));
        text.push_str(&format!(" · {given} given, {change} change"));
    }
    if let Some(reason) = &row.reason {
        text.push_str(&format!(" · {reason}"));
    }
    text
}

/// An amount with its sign, also where that is a plus.
pub fn signed(currency: Currency, amount: Money) -> String {
    match amount > Money::ZERO {
        true => format!("+{}", currency.format(amount)),
        false => currency.format(amount),
    }
}
