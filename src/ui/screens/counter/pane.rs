//! The right side of the counter: the basket, the payment, the receipt.

use egui::{
    Align, Frame, Id, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, TextEdit, Ui,
    Vec2,
};

use super::{Counter, PART, PRESS, basket::Line, tiles::clipped};
use crate::{
    ui::{
        actions::Action,
        screens::sales::receipt_lines,
        theme::{self, GAP, GAP_L, GAP_S, TOUCH, tokens},
        widgets::{
            Kind, Push, Tone, badge, banner, count, entered, fine_print, muted, picture, strong,
        },
        window::Cx,
    },
    values::Currency,
};

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    if counter.done.is_some() && counter.basket.lines().is_empty() {
        receipt(counter, ui, cx);
        return;
    }
    head(counter, ui, cx);
    let t = tokens(ui);
    let frame = Frame::new().fill(t.surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("payment")
        .resizable(false)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            payment(counter, ui, cx);
        });
    if counter.basket.lines().is_empty() {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.32).min(160.0));
            ui.label(strong("The basket is empty"));
            ui.label(muted(ui, "Scan a sweet, or pick one at the left."));
        });
        return;
    }
    lines(counter, ui, cx);
}

fn head(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let others = counter
        .others
        .count(cx, counter.basket.held().map(|held| held.basket));
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), PRESS),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.label(RichText::new("Basket").font(theme::strong(theme::HEADING)));
            let pieces = counter.basket.pieces();
            if pieces > 0 {
                ui.label(fine_print(ui, count(pieces, "piece", "pieces")));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                if pieces > 0 && counter.sale.is_none() {
                    let empty = Push::new("Empty")
                        .kind(Kind::Quiet)
                        .tall(PRESS, theme::SMALL + 0.5)
                        .named(Action::EmptyBasket.name());
                    if ui
                        .add(empty)
                        .on_hover_text(Action::EmptyBasket.hint())
                        .clicked()
                    {
                        cx.wanted.push(Action::EmptyBasket);
                    }
                }
                if others > 0 {
                    let text = count(others as i64, "other basket", "other baskets");
                    let button = Push::new(&text)
                        .kind(Kind::Quiet)
                        .tall(PRESS, theme::SMALL + 0.5);
                    if ui
                        .add(button)
                        .on_hover_text(Action::OtherBaskets.hint())
                        .clicked()
                    {
                        cx.wanted.push(Action::OtherBaskets);
                    }
                }
            });
        },
    );
    if counter.basket.is_elsewhere() {
        banner(
            ui,
            Tone::Warn,
            "This basket was opened in another window and goes on there.",
        );
        ui.horizontal(|ui| {
            if ui.add(Push::new("Take it back")).clicked() {
                counter.basket.take_back(cx);
            }
            if ui
                .add(Push::new("A new basket").kind(Kind::Quiet))
                .clicked()
            {
                counter.basket.sold();
                counter.basket.open(cx, None);
            }
        });
    }
    if let Some(trouble) = counter.basket.trouble().map(str::to_owned) {
        banner(
            ui,
            Tone::Bad,
            &format!("The basket can't be kept. {trouble}"),
        );
        if ui.add(Push::new("Try again")).clicked() {
            counter.basket.try_again();
        }
    }
    ui.add_space(GAP_S);
}

fn lines(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let free = counter.sale.is_none();
    let currency = cx.facts.currency;
    let mut set = None;
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .stick_to_bottom(true)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_width(ui.available_width() - 4.0);
            for line in counter.basket.lines() {
                if let Some(quantity) = basket_line(ui, currency, line, free) {
                    set = Some((line.sweet, quantity));
                }
            }
        });
    if let Some((sweet, quantity)) = set {
        counter.basket.set(sweet, quantity);
        counter.focus_scan = true;
    }
}

/// One line; the new quantity where it was changed.
fn basket_line(ui: &mut Ui, currency: Currency, line: &Line, free: bool) -> Option<i64> {
    let t = tokens(ui);
    let mut set = None;
    let amount = line
        .amount()
        .map_or_else(|| "too much".to_owned(), |sum| currency.format(sum));
    let response = ui.scope(|ui| {
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(30.0), egui::Sense::hover());
            picture::paint(ui.painter(), rect, &line.picture, &line.name);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(strong(amount));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let width = ui.available_width();
                    let galley = clipped(
                        ui.painter(),
                        &line.name,
                        theme::plain(theme::BODY),
                        t.ink,
                        width,
                        1,
                    );
                    let label = ui.add(Label::new(galley));
                    if label.rect.width() >= width - 2.0 {
                        label.on_hover_text(&line.name);
                    }
                });
            });
        });
        ui.horizontal(|ui| {
            ui.set_height(PRESS);
            let text = if line.price != line.now {
                RichText::new(format!(
                    "{} · now {}",
                    currency.format(line.price),
                    currency.format(line.now)
                ))
                .color(t.warn)
            } else if line.quantity > line.on_hand {
                let left = line.on_hand.max(0);
                RichText::new(if left == 0 {
                    "Sold out meanwhile".to_owned()
                } else {
                    format!("Only {left} left")
                })
                .color(t.bad)
            } else {
                RichText::new(format!("{} each", currency.format(line.price))).color(t.muted)
            };
            ui.label(text.font(theme::plain(theme::SMALL)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let small = |text: &'static str, name: String| {
                    Push::new(text)
                        .kind(Kind::Quiet)
                        .tall(PRESS, 17.0)
                        .named(name)
                };
                let name = &line.name;
                ui.add_enabled_ui(free, |ui| {
                    if ui.add(small("×", format!("Remove {name}"))).clicked() {
                        set = Some(0);
                    }
                    let more = line.quantity < line.on_hand;
                    if ui
                        .add_enabled(more, small("+", format!("One more {name}")))
                        .clicked()
                    {
                        set = Some(line.quantity + 1);
                    }
                    let number = RichText::new(line.quantity.to_string())
                        .font(theme::strong(theme::BODY + 1.0));
                    ui.allocate_ui_with_layout(
                        Vec2::new(34.0, PRESS),
                        Layout::centered_and_justified(egui::Direction::LeftToRight),
                        |ui| ui.label(number),
                    );
                    if ui.add(small("−", format!("One less {name}"))).clicked() {
                        set = Some(line.quantity - 1);
                    }
                });
            });
        });
    });
    let rect = response.response.rect;
    ui.painter().hline(
        ui.max_rect().x_range(),
        rect.max.y,
        Stroke::new(1.0, t.line),
    );
    set
}

fn payment(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
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
    ui.add_space(PART / 2.0);
    let id = Id::unique("cash field").with(cx.desk.viewport());
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    if has_focus {
        counter.rhythm.note(ui.ctx());
    }
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
        if counter.cash.is_empty() {
            counter.rhythm.forget();
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
                let short = crate::values::Money::from_minor(-left.minor());
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
    if enter && !counter.cash.trim().is_empty() {
        if counter.rhythm.is_a_burst(&counter.cash) {
            let code = std::mem::take(&mut counter.cash);
            counter.scan.look_up(cx, &code);
            counter.focus_scan = true;
        } else if ready {
            counter.take_cash(cx);
        }
        counter.rhythm.forget();
    }
}

fn under_way(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut back = false;
    if let Some(sale) = &mut counter.sale {
        if let Some(why) = sale.failed.clone() {
            banner(ui, Tone::Bad, &why);
            let again = Push::primary("Try again").width(f32::INFINITY);
            if ui.add(again).clicked() {
                sale.failed = None;
                if let Some(ask) = &mut sale.ask {
                    ask.again(cx.desk);
                }
            }
            back = ui
                .add(Push::new("Back to the basket").width(f32::INFINITY))
                .clicked();
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
                    let stopping = sale
                        .ask
                        .as_ref()
                        .is_some_and(crate::ui::remote::Ask::stopping);
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

fn receipt(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
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
            let lines = done
                .lines
                .iter()
                .map(|line| (line.name.as_str(), line.quantity, line.price, line.amount()));
            receipt_lines(ui, currency, lines);
            ui.add_space(GAP_L);
            for (name, amount) in [
                ("Total", done.sold.total),
                ("Cash", done.sold.cash),
                ("Change", done.sold.change),
            ] {
                ui.horizontal(|ui| {
                    ui.label(if name == "Total" {
                        strong(name)
                    } else {
                        muted(ui, name)
                    });
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let text = currency.format(amount);
                        ui.label(if name == "Total" {
                            strong(text)
                        } else {
                            muted(ui, text)
                        });
                    });
                });
            }
        });
    if next {
        counter.done = None;
        counter.focus_scan = true;
    }
}
