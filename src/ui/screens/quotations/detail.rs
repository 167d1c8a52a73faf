//! The quotation that is chosen: what it offers, what became of it, and what may be done with it.

use chrono::NaiveDate;
use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui, Vec2};

use super::{QuotationRoom, row::became};
use crate::{
    shop::sales::quotes::{Quotation, QuotedLine, State},
    ui::{
        actions::Action,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{
            Kind, Push, Tone, badge, banner, fine_print, muted, nothing, one_line, strong, title,
        },
        window::{Cx, Paper},
    },
    values::{Currency, Money, Unit},
};

impl QuotationRoom {
    /// Shows the quotation that is chosen.
    pub(super) fn chosen_quotation(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, today: NaiveDate) {
        let Some(number) = self.chosen else {
            nothing(
                ui,
                "No quotation chosen",
                "Pick one at the left, or scan its code.",
            );
            return;
        };
        if let Some(trouble) = self.detail.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(quotation)) = self.detail.answer_to(&number) else {
            return;
        };
        if let Some(trouble) = &self.trouble {
            banner(ui, Tone::Bad, trouble);
            ui.add_space(GAP_S);
        }
        head(ui, cx, quotation, today);
        let busy = self.taking_up.under_way();
        if quotation.state(today) == State::Open {
            foot(ui, cx, busy);
        }
        ui.add_space(GAP);
        let mut look = false;
        if ui.add(Push::new("Look at the slip")).clicked() {
            look = true;
        }
        ui.add_space(GAP);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                offered(ui, cx.facts.currency, quotation);
            });
        if look {
            self.slip.open(number);
            ui.ctx().request_repaint();
        }
    }
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, quotation: &Quotation, today: NaiveDate) {
    ui.horizontal(|ui| {
        title(ui, &format!("Quotation {}", quotation.number));
        let (tone, word) = became(quotation, today);
        badge(ui, tone, &word);
    });
    ui.add(Label::new(strong(&quotation.customer)).wrap());
    ui.label(muted(ui, format!("Valid until {}", quotation.valid_until)));
    let when = cx.facts.zone.date_time(quotation.at);
    ui.add(Label::new(fine_print(ui, format!("{when} · {}", quotation.by))).wrap());
    if let Some(gone) = &quotation.withdrawn {
        let when = cx.facts.zone.date_time(gone.at);
        let mut text = format!("Withdrawn {when} by {}", gone.by);
        if let Some(reason) = &gone.reason {
            text.push_str(&format!(": {reason}"));
        }
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
    if let Some(receipt) = quotation.sold_on {
        let text = format!("Receipt {receipt}");
        if ui.add(Push::new(&text)).clicked() {
            *cx.paper = Some(Paper::Receipt(receipt));
        }
    }
}

/// What may be done with it while it is open.
fn foot(ui: &mut Ui, cx: &mut Cx<'_>, busy: bool) {
    let frame = Frame::new().fill(tokens(ui).surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("what may be done with the quotation")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            let sell = Push::primary(Action::SellQuoted.name())
                .keys(Action::SellQuoted.keys())
                .tall(52.0, theme::HEADING)
                .width(f32::INFINITY);
            act(ui, cx, sell, !busy, Action::SellQuoted);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                let withdraw = 104.0;
                let basket = Push::new(Action::TakeUpQuoted.name())
                    .keys(Action::TakeUpQuoted.keys())
                    .width(ui.available_width() - withdraw - GAP_S);
                act(ui, cx, basket, !busy, Action::TakeUpQuoted);
                let withdraw = Push::new(Action::WithdrawQuoted.name())
                    .kind(Kind::Danger)
                    .width(withdraw);
                act(ui, cx, withdraw, !busy, Action::WithdrawQuoted);
            });
        });
}

fn act(ui: &mut Ui, cx: &mut Cx<'_>, button: Push<'_>, free: bool, action: Action) {
    let button = ui.add_enabled(free, button);
    if button.on_hover_text(action.hint()).clicked() {
        cx.wanted.push(action);
    }
}

/// What it offers.
fn offered(ui: &mut Ui, currency: Currency, quotation: &Quotation) {
    ui.spacing_mut().interact_size.y = 18.0;
    for line in &quotation.lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            one(ui, currency, line);
        });
        ui.add_space(6.0);
        let rule = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        let ink = Stroke::new(1.0, tokens(ui).line);
        ui.painter().hline(rule.x_range(), rule.center().y, ink);
    }
    ui.add_space(GAP);
    let on_top = quotation.on_top();
    if !on_top.is_empty() {
        part(ui, "Goods", &currency.format(quotation.goods()));
    }
    for tax in &on_top {
        let name = format!("{} {} %", tax.name, tax.rate);
        part(ui, &name, &currency.format(tax.amount));
    }
    ui.horizontal(|ui| {
        ui.set_height(32.0);
        ui.label(strong("Total"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let total = currency.format_with_code(quotation.total);
            ui.label(RichText::new(total).font(theme::strong(theme::TITLE)));
        });
    });
    ui.label(fine_print(ui, "Taxes are in it."));
    if let Some(note) = &quotation.note {
        ui.add_space(GAP);
        ui.add(Label::new(muted(ui, format!("Note: {note}"))).wrap());
    }
}

/// A part of the total, and what it comes to.
fn part(ui: &mut Ui, name: &str, amount: &str) {
    ui.horizontal(|ui| {
        ui.label(muted(ui, name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(muted(ui, amount));
        });
    });
}

fn one(ui: &mut Ui, currency: Currency, line: &QuotedLine) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.label(strong(currency.format(line.goods())));
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                ui.add(Label::new(&line.name).wrap());
            });
        });
    });
    let (much, price) = (
        line.unit.format(line.quantity.get()),
        currency.format(line.price),
    );
    let mut text = match (line.unit, line.per) {
        (Unit::Piece, 1) => format!("{much} × {price}"),
        (unit, per) => format!("{much} at {price} {}", unit.price_for(per)),
    };
    if line.discount != Money::ZERO {
        text.push_str(&format!(" · less {}", currency.format(line.discount)));
    }
    one_line(ui, fine_print(ui, text));
    if let Some(note) = &line.note {
        ui.add(Label::new(fine_print(ui, format!("“{note}”"))).wrap());
    }
}
