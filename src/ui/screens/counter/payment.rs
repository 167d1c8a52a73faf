//! The foot of the basket: the total, exact cash in one key, an amount and Enter otherwise.

use egui::{Align, Id, Label, Layout, Margin, RichText, Stroke, TextEdit, Ui, Vec2};

use super::Counter;
use crate::{
    ui::{
        actions::Action,
        remote::Ask,
        theme::{self, GAP, GAP_S, TOUCH, tokens},
        widgets::{Push, Tone, badge, banner, entered, fine_print, muted},
        window::Cx,
    },
    values::Money,
};

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let total = counter.basket.total();
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("Total")
                .font(theme::strong(theme::HEADING))
                .color(t.muted),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = total.map_or_else(
                || "too much".to_owned(),
                |sum| currency.format_with_code(sum),
            );
            ui.label(RichText::new(text).font(theme::strong(theme::TOTAL)));
        });
    });
    ui.add_space(GAP_S);
    if counter.sale.is_some() {
        under_way(counter, ui, cx);
        return;
    }
    let ready = !counter.basket.lines().is_empty();
    let exact = Push::primary(Action::ExactCash.name())
        .keys(Action::ExactCash.keys())
        .tall(56.0, theme::HEADING)
        .width(f32::INFINITY);
    if ui
        .add_enabled(ready, exact)
        .on_hover_text(Action::ExactCash.hint())
        .clicked()
    {
        cx.wanted.push(Action::ExactCash);
    }
    ui.add_space(GAP_S);
    let id = Id::unique("cash field").with(cx.desk.viewport());
    let label = ui.label(fine_print(
        ui,
        format!(
            "{} ({})",
            Action::CashField.name(),
            Action::CashField.keys()
        ),
    ));
    let mut enter = false;
    let button = 116.0;
    ui.horizontal(|ui| {
        if counter.cash_error.is_some() {
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.5, t.bad);
        }
        let width = ui.available_width() - button - GAP;
        let field = ui
            .add(
                TextEdit::singleline(&mut counter.cash)
                    .id(id)
                    .font(theme::plain(17.0))
                    .margin(Margin::symmetric(12, 10))
                    .min_size(Vec2::new(0.0, TOUCH))
                    .align(egui::Align2::RIGHT_CENTER)
                    .char_limit(24)
                    .desired_width(width),
            )
            .labelled_by(label.id);
        if field.changed() {
            counter.cash_error = None;
        }
        if std::mem::take(&mut counter.focus_cash) {
            field.request_focus();
        }
        enter = entered(ui, &field);
        if field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            counter.focus_scan = true;
        }
        let take = Push::new("Take cash").width(button);
        enter |= ui
            .add_enabled(ready && !counter.cash.trim().is_empty(), take)
            .clicked();
    });
    let hint = counter
        .cash_error
        .clone()
        .map(|why| (Tone::Bad, why))
        .or_else(|| {
            let cash = currency.parse(&counter.cash).ok()?;
            let left = cash.checked_sub(total?)?;
            Some(if left.minor() >= 0 {
                (Tone::Good, format!("Change {}", currency.format(left)))
            } else {
                let short = Money::from_minor(-left.minor());
                (Tone::Warn, format!("{} short", currency.format(short)))
            })
        });
    // The line is always there, so that nothing moves while an amount is typed.
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), 24.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            if let Some((tone, text)) = hint.filter(|_| ready) {
                badge(ui, tone, &text);
            }
        },
    );
    if enter && ready && !counter.cash.trim().is_empty() {
        counter.take_cash(cx);
    }
}

fn under_way(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut back = false;
    if let Some(sale) = &mut counter.sale {
        if let Some(why) = sale.failed.clone() {
            banner(ui, Tone::Bad, &why);
            let again = Push::primary("Try again")
                .keys(Action::ExactCash.keys())
                .width(f32::INFINITY);
            if ui.add(again).clicked() {
                sale.again(cx);
            }
            if sale.may_be_left() {
                back = ui
                    .add(Push::new("Back to the basket").width(f32::INFINITY))
                    .clicked();
            } else {
                let text = "It is not certain yet whether this was sold. Trying again finds out, \
                            and never sells twice.";
                ui.add(Label::new(fine_print(ui, text)).wrap());
            }
        } else {
            let waiting = sale
                .ask
                .as_ref()
                .and_then(|ask| ask.held_up(ui.ctx(), cx.shop));
            match waiting {
                None => {
                    ui.label(muted(ui, "Making the sale…"));
                }
                Some(text) => {
                    banner(ui, Tone::Warn, &text);
                    let stopping = sale.ask.as_ref().is_some_and(Ask::stopping);
                    let text = if stopping {
                        "Stopping…"
                    } else {
                        "Stop waiting"
                    };
                    let stop = Push::new(text).width(f32::INFINITY);
                    if ui.add_enabled(!stopping, stop).clicked()
                        && let Some(ask) = &sale.ask
                    {
                        ask.stop_asking();
                    }
                }
            }
        }
    }
    if back {
        counter.sale = None;
    }
}
