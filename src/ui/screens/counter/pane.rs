//! The right side of the counter: the basket, with the payment at its foot, or the receipt.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui, Vec2};

use super::{Counter, basket::Line, payment, receipt, tiles::clipped};
use crate::{
    ui::{
        actions::Action,
        theme::{self, GAP_S, TOUCH, tokens},
        widgets::{Kind, Push, Tone, banner, count, fine_print, muted, picture, strong},
        window::Cx,
    },
    values::Currency,
};

/// The least height of what a finger touches, here for the pane.
pub const PRESS: f32 = TOUCH - 4.0;

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    if counter.done.is_some() && counter.basket.lines().is_empty() {
        receipt::show(counter, ui, cx);
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
            payment::show(counter, ui, cx);
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
                    Push::new(text).tall(PRESS, 17.0).named(name)
                };
                let name = &line.name;
                ui.add_enabled_ui(free, |ui| {
                    if ui
                        .add(small("×", format!("Remove {name}")).kind(Kind::Quiet))
                        .clicked()
                    {
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
        ui.add_space(4.0);
    });
    let rect = response.response.rect;
    ui.painter().hline(
        ui.max_rect().x_range(),
        rect.max.y,
        Stroke::new(1.0, t.line),
    );
    set
}
