//! The right side of the counter: the basket, with the payment at its foot, or the receipt.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::{Counter, gift_cards, given, keeping::Wish, payment, qr, receipt, row, summary, weigh};
use crate::ui::{
    actions::Action,
    theme::{self, GAP_S, TOUCH, tokens},
    widgets::{Kind, Push, Tone, badge, banner, count, fine_print, muted, strong},
    window::Cx,
};

/// How high the lines are at least, before the payment below makes itself small: the chosen one
/// with its buttons, and two more.
const LINES: f32 = 209.0;
/// How high the payment of a plain sale is, and what more it has for each payment taken, for
/// having any, and for each part of the total.
const PLAIN: f32 = 320.0;
const GIVEN: f32 = 52.0;
const LEFT: f32 = 34.0;
const PART: f32 = 20.0;
/// How high the payment of a plain sale is where it has made itself small, and what the chosen line
/// with its buttons needs: where both together have no room, only the newest payment is in sight.
const SMALL: f32 = 200.0;
const CHOSEN: f32 = 116.0;
/// So many payments are in sight where it has made itself small.
pub const SCARCE: usize = 2;

/// How much room the payment may take from the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// As much as it likes.
    Ample,
    /// As little as it can: fewer buttons at once, and no line that another can say.
    Scarce,
    /// Less than that.
    Tight,
}

impl Room {
    /// What there is in so high a pane, below its head.
    fn of(counter: &Counter, height: f32) -> Self {
        let given = counter.basket.beside.given.len();
        let any = if given > 0 { LEFT } else { 0.0 };
        let parts = counter
            .basket
            .cost()
            .map_or(0, |cost| summary::rows(&counter.basket, &cost));
        let payment = |plain: f32, shown: usize| {
            plain + given.min(shown) as f32 * GIVEN + any + parts as f32 * PART
        };
        if height - payment(PLAIN, given::SHOWN) >= LINES {
            Self::Ample
        } else if height - payment(SMALL, SCARCE) >= CHOSEN {
            Self::Scarce
        } else {
            Self::Tight
        }
    }

    /// Whether the payment is to be small.
    #[must_use]
    pub fn is_scarce(self) -> bool {
        self != Self::Ample
    }
}

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    if counter.qr.is_shown() {
        qr::show(counter, ui, cx);
        return;
    }
    if counter.has_receipt() {
        receipt::show(counter, ui, cx);
        return;
    }
    let empty = counter.basket.is_empty();
    head(counter, ui, cx);
    let t = tokens(ui);
    let frame = Frame::new().fill(t.surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    let room = Room::of(counter, ui.available_height());
    Panel::bottom("payment")
        .resizable(false)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            if counter.weighing.is_some() {
                weigh::show(counter, ui, cx);
            } else {
                payment::show(counter, ui, cx, room);
            }
        });
    if empty {
        let opening = counter.basket.is_opening();
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.32).min(160.0));
            if opening {
                ui.label(muted(ui, "Opening the basket…"));
                return;
            }
            ui.label(strong("The basket is empty"));
            ui.label(muted(ui, "Scan a sweet, or pick one at the left."));
        });
        return;
    }
    lines(counter, ui, cx);
}

impl Counter {
    /// Whether the receipt of the last sale is shown.
    fn has_receipt(&self) -> bool {
        self.done.is_some() && self.basket.is_empty() && self.weighing.is_none()
    }

    /// Whether the payment is shown at the foot of the basket.
    pub(super) fn has_payment(&self) -> bool {
        !self.qr.is_shown() && !self.has_receipt() && self.weighing.is_none()
    }
}

fn head(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let held = counter.basket.held().map(|held| held.basket);
    let others = counter.others.count(cx, held);
    let parked = counter.parked.count(cx);
    let free = counter.sale.is_none();
    ui.allocate_ui_with_layout(
        egui::Vec2::new(ui.available_width(), TOUCH),
        Layout::left_to_right(Align::Center),
        |ui| {
            let pieces = counter.basket.pieces();
            // The buttons take the room: beside all of them it is enough for one of the two.
            let parked_beside = if parked > 0 { TOUCH } else { 0.0 };
            let is_all = pieces == 0 || !free || ui.available_width() > 360.0 + parked_beside;
            let is_crowded = parked > 0 && !is_all;
            if !is_crowded {
                ui.label(RichText::new("Basket").font(theme::strong(theme::HEADING)));
            }
            if pieces > 0 && (is_all || is_crowded) {
                ui.label(fine_print(ui, count(pieces, "piece", "pieces")));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let mut row = Vec::new();
                let other = count(others as i64, "other basket", "other baskets");
                if pieces > 0 && free {
                    row.push((Action::EmptyBasket, "Empty", 0));
                    if parked > 0 {
                        // Beside "Park", the number says what it is of.
                        row.push((Action::Parked, "", parked));
                    }
                    row.push((Action::Park, "Park", 0));
                    if !counter.basket.lines().is_empty() {
                        row.push((Action::Quote, "Quote", 0));
                        row.push((Action::EditBasket, "Discount", 0));
                    }
                } else if free {
                    if others > 0 {
                        row.push((Action::OtherBaskets, &other, 0));
                    }
                    if parked > 0 {
                        row.push((Action::Parked, "Parked", parked));
                    }
                }
                quiet(ui, cx, &row);
            });
        },
    );
    counter.buyer_row(ui, cx);
    adrift(ui, cx);
    qr::ribbon(counter, ui, cx);
    if let Some(note) = counter.basket.note() {
        ui.add(egui::Label::new(fine_print(ui, format!("“{note}”"))).truncate());
    }
    if counter.basket.is_for_later() {
        let text = "For later: put in what is wanted, also what is not there yet.";
        banner(ui, Tone::Warn, text);
        ui.horizontal(|ui| {
            let ready = !counter.basket.lines().is_empty();
            let when = Push::primary("Choose when").keys(Action::OrderLater.keys());
            if ui.add_enabled(ready, when).clicked() {
                cx.wanted.push(Action::OrderLater);
            }
            let now = Push::new("Sell it now").kind(Kind::Quiet);
            if ui.add(now).clicked() {
                counter.basket.set_for_later(false);
            }
        });
    }
    if counter.basket.is_elsewhere() {
        banner(
            ui,
            Tone::Warn,
            "This basket was opened in another window and goes on there.",
        );
        ui.horizontal(|ui| {
            if ui.add(Push::new("Take it back")).clicked() {
                counter.basket.take_back();
            }
            if ui
                .add(Push::new("A new basket").kind(Kind::Quiet))
                .clicked()
            {
                counter.basket.sold();
                counter.basket.go_on_with(Wish::Own(None));
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

/// Says that what is sold for cash is in nobody's count, where that is so.
fn adrift(ui: &mut Ui, cx: &mut Cx<'_>) {
    if !cx.adrift {
        return;
    }
    summary::row(ui, TOUCH, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let join = Push::new("Open or join one")
                .kind(Kind::Quiet)
                .tall(TOUCH, theme::SMALL + 0.5)
                .named("Open or join a shift");
            if ui.add(join).on_hover_text(Action::Shift.hint()).clicked() {
                cx.wanted.push(Action::Shift);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                badge(ui, Tone::Warn, "No shift: cash is in no drawer");
            });
        });
    });
}

/// Small buttons of the head, for actions: with their words, and how much waits behind each. Where
/// they have not the room they like, all get as much narrower.
fn quiet(ui: &mut Ui, cx: &mut Cx<'_>, row: &[(Action, &str, usize)]) {
    let button = |(action, text, waiting): (Action, _, usize)| {
        let name = match waiting {
            0 if action == Action::OtherBaskets => str::to_owned(text),
            0 => action.name().to_owned(),
            waiting => format!("{}, {waiting} waiting", action.name()),
        };
        Push::new(text)
            .kind(Kind::Quiet)
            .tall(TOUCH, theme::SMALL + 0.5)
            .waiting(waiting)
            .named(name)
    };
    let widths: Vec<f32> = row
        .iter()
        .map(|one| button(*one).wanted_width(ui))
        .collect();
    let over = (widths.iter().sum::<f32>() - ui.available_width()).max(0.0);
    let less = (over / row.len().max(1) as f32).ceil();
    for (one, width) in row.iter().zip(widths) {
        let button = button(*one).within((width - less).max(TOUCH));
        let hint = one.0.hint();
        if ui.add(button).on_hover_text(hint).clicked() {
            cx.wanted.push(one.0);
        }
    }
}

fn lines(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let free = counter.sale.is_none();
    let cost = counter.basket.cost();
    let chosen = counter.basket.chosen().map(|line| line.key);
    // Brought into sight when it is another, or when the payment below took of its room.
    let room = (chosen, ui.available_height());
    let bring = std::mem::replace(&mut counter.brought, room) != room;
    let (mut wanted, mut out) = (None, None);
    ScrollArea::vertical()
        .auto_shrink([false, false])
        // However little room the payment leaves: more would lie over it.
        .min_scrolled_height(0.0)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_width(ui.available_width() - 4.0);
            for (at, line) in counter.basket.lines().iter().enumerate() {
                let priced = cost.as_ref().ok().and_then(|cost| cost.lines.get(at));
                let shown = row::Shown {
                    line,
                    priced,
                    chosen: chosen == Some(line.key),
                    free,
                    room: counter.basket.has_room(line, line.step()),
                };
                let rect = row::show(ui, cx.facts.currency, &shown, &mut wanted);
                if shown.chosen && bring {
                    ui.scroll_to_rect(rect, None);
                }
            }
            for (at, card) in counter.basket.beside.gift_cards.iter().enumerate() {
                if gift_cards::row(ui, cx.facts.currency, card, free) {
                    out = Some(at);
                }
            }
        });
    if let Some(at) = out {
        counter.basket.beside.gift_cards.remove(at);
    }
    match wanted {
        None => return,
        Some(row::Wanted::Choose(key)) => counter.basket.choose(key),
        Some(row::Wanted::Set(key, quantity)) => counter.basket.set(key, quantity),
        Some(row::Wanted::Change(key)) => {
            counter.basket.choose(key);
            cx.wanted.push(Action::EditLine);
        }
    }
    counter.focus_scan = true;
}
