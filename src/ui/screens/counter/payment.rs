//! The foot of the basket: the total, exact cash in one key, an amount and Enter otherwise, and
//! every other way to pay in one key each.

use egui::{Align, Id, Label, Layout, Margin, RichText, Stroke, TextEdit, Ui, Vec2};

use super::{Counter, banknotes, given, summary, tenders::BESIDE_CASH};
use crate::{
    shop::pricing::{Priced, Settled},
    ui::{
        actions::Action,
        remote::Ask,
        theme::{self, GAP_S, TOUCH, tokens},
        widgets::{Push, Tone, badge, banner, entered, fine_print, muted},
        window::Cx,
    },
    values::{Currency, Money},
};

/// How many round amounts are offered.
const OFFERED: usize = 3;
/// The width of the field for the amount, as a part of its row.
const FIELD: f32 = 0.38;

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let currency = cx.facts.currency;
    let ready = !counter.basket.is_empty();
    let cost = counter.basket.cost();
    let all = counter.basket.total();
    let settled = all.as_ref().ok().and_then(|all| {
        let step = counter.cash_step();
        let beside = &counter.basket.beside;
        beside.settle(*all, step, Money::ZERO).ok()
    });
    match (&cost, &all) {
        (Ok(cost), Ok(all)) => total(counter, ui, currency, (cost, *all), settled),
        (Err(why), _) | (_, Err(why)) => {
            banner(ui, Tone::Bad, why);
        }
    }
    ui.add_space(GAP_S);
    if counter.sale.is_some() {
        under_way(counter, ui, cx);
        return;
    }
    given::show(counter, ui, cx);
    let none = counter.basket.beside.given.is_empty();
    let paid = !none && settled.is_some_and(|settled| settled.missing == Money::ZERO);
    let (name, keys) = match (paid, none) {
        (true, _) => ("Finish the sale", "Enter".to_owned()),
        (false, true) => (Action::ExactCash.name(), Action::ExactCash.keys()),
        (false, false) => ("The rest in cash", Action::ExactCash.keys()),
    };
    let exact = Push::primary(name)
        .keys(keys)
        .tall(52.0, theme::HEADING)
        .width(f32::INFINITY);
    if ui
        .add_enabled(ready && all.is_ok(), exact)
        .on_hover_text(Action::ExactCash.hint())
        .clicked()
    {
        cx.wanted.push(Action::ExactCash);
    }
    if paid {
        return;
    }
    let due = settled.map_or(Money::ZERO, |settled| settled.missing);
    amount(counter, ui, cx, ready, due);
    others(ui, cx, ready);
}

/// The total, what it is made of, and what is due in cash where that is another amount.
fn total(
    counter: &Counter,
    ui: &mut Ui,
    currency: Currency,
    (cost, all): (&Priced, Money),
    settled: Option<Settled>,
) {
    summary::show(ui, currency, &counter.basket, cost);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("Total")
                .font(theme::strong(theme::HEADING))
                .color(tokens(ui).muted),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = currency.format_with_code(all);
            // The largest totals must fit the narrowest pane.
            let size = if text.chars().count() > 16 {
                theme::TITLE
            } else {
                theme::TOTAL
            };
            ui.label(RichText::new(text).font(theme::strong(size)));
        });
    });
    if let Some(settled) = settled.filter(|settled| settled.rounding != Money::ZERO) {
        let name = format!("In cash, rounded by {}", signed(currency, settled.rounding));
        summary::pair(ui, &name, &currency.format(settled.due));
    }
}

/// An amount with its sign: "+0.02", "−0.02".
pub fn signed(currency: Currency, amount: Money) -> String {
    let size = Money::from_minor(amount.minor().saturating_abs());
    let sign = if amount < Money::ZERO { "−" } else { "+" };
    format!("{sign}{}", currency.format(size))
}

/// One press for what a customer may hand over, in what is left of a row; the amount pressed.
fn round_amounts(ui: &mut Ui, currency: Currency, due: Money) -> Option<Money> {
    let width = third(ui);
    let mut pressed = None;
    for amount in banknotes::next_above(currency, due, OFFERED) {
        let text = whole(currency, amount);
        let button = Push::new(&text)
            .width(width)
            .named(format!("Cash {}", currency.format(amount)));
        let button = ui.add(button);
        if button
            .on_hover_text("Take this much cash, and give change")
            .clicked()
        {
            pressed = Some(amount);
        }
    }
    pressed
}

/// The width of one of three buttons in a row, and the row made ready for them.
fn third(ui: &mut Ui) -> f32 {
    ui.set_height(TOUCH);
    // Close together, so that names and keys fit the narrowest pane.
    ui.spacing_mut().item_spacing.x = GAP_S;
    ((ui.available_width() - 2.0 * GAP_S) / 3.0).floor()
}

/// A round amount without its decimals.
fn whole(currency: Currency, amount: Money) -> String {
    let text = currency.format(amount);
    let whole = text.split_once('.').map(|(whole, _)| whole.to_owned());
    whole.unwrap_or(text)
}

/// The amount in cash, with what becomes of it.
fn amount(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>, ready: bool, due: Money) {
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let id = Id::unique("cash field").with(cx.desk.viewport());
    let hint = amount_hint(counter, currency, due);
    // The hint stands beside the label, so that nothing moves while an amount is typed.
    let label = summary::row(ui, 24.0, |ui| {
        let (name, keys) = (Action::CashField.name(), Action::CashField.keys());
        let label = ui.label(fine_print(ui, format!("{name} ({keys})")));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((tone, text)) = hint.filter(|_| ready) {
                badge(ui, tone, &text);
            }
        });
        label.id
    });
    if let Some(why) = &counter.payments.error {
        ui.add(Label::new(RichText::new(why).color(t.bad)).wrap());
    }
    let (mut enter, mut round) = (false, None);
    ui.horizontal(|ui| {
        if counter.payments.error.is_some() {
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.5, t.bad);
        }
        let width = (ui.available_width() * FIELD).floor();
        let field = ui
            .add(
                TextEdit::singleline(&mut counter.payments.amount)
                    .id(id)
                    .font(theme::plain(17.0))
                    .margin(Margin::symmetric(12, 10))
                    .min_size(Vec2::new(0.0, TOUCH))
                    .align(egui::Align2::RIGHT_CENTER)
                    .char_limit(24)
                    .desired_width(width),
            )
            .labelled_by(label);
        if field.changed() {
            counter.payments.error = None;
        }
        if std::mem::take(&mut counter.focus_cash) {
            field.request_focus();
        }
        enter = entered(ui, &field);
        if field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            counter.focus_scan = true;
        }
        // What is typed is taken; while nothing is, what people usually hand over is offered.
        if counter.payments.amount.trim().is_empty() && ready {
            round = round_amounts(ui, currency, due);
        } else {
            let take = Push::new("Take cash").width(f32::INFINITY);
            enter |= ui.add_enabled(ready, take).clicked();
        }
    });
    if let Some(amount) = round {
        counter.payments.amount = currency.plain(amount);
        counter.take_cash(cx);
    } else if enter && ready {
        counter.take_cash(cx);
    }
}

/// "Change 28.02", "1.98 short".
fn amount_hint(counter: &Counter, currency: Currency, due: Money) -> Option<(Tone, String)> {
    let cash = currency.parse(&counter.payments.amount).ok()?;
    let left = cash.checked_sub(due)?;
    Some(if left >= Money::ZERO {
        (Tone::Good, format!("Change {}", currency.format(left)))
    } else {
        let short = Money::from_minor(-left.minor());
        (Tone::Warn, format!("{} short", currency.format(short)))
    })
}

/// The other ways to pay, three in a row.
fn others(ui: &mut Ui, cx: &mut Cx<'_>, ready: bool) {
    for row in BESIDE_CASH.chunks(3) {
        ui.horizontal(|ui| {
            let width = third(ui);
            for action in row {
                // Longer keys would not fit the narrowest pane; the keys sheet tells them.
                let keys = action.keys();
                let keys = if keys.contains('+') {
                    String::new()
                } else {
                    keys
                };
                let button = Push::new(action.name()).keys(keys).width(width);
                let button = ui.add_enabled(ready, button);
                if button.on_hover_text(action.hint()).clicked() {
                    cx.wanted.push(*action);
                }
            }
        });
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
