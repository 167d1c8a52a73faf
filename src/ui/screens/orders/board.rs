//! The board: the slots of a day that something is in, how full they are, and their orders.
//!
//! Promises: what is to be picked up is never far below what is not: slots one after the other
//! without an order take one line together.

use egui::{Align, Layout, Rect, ScrollArea, Sense, Ui, Vec2, pos2};

use super::{OrderRoom, bars, card};
use crate::{
    shop::orders::{BoardSlot, Order},
    ui::{
        actions::Action,
        theme::{GAP, GAP_S, TOUCH, tokens},
        widgets::{Tone, badge, count, fine_print, muted, nothing, one_line, strong},
        window::Cx,
    },
    values::{OrderId, Timestamp},
};

/// The room for the time of a slot, and for that and where it is.
const TIMES: (f32, f32) = (110.0, 190.0);

/// What takes a place on the board.
enum Part<'b> {
    /// A slot and the orders of it that are shown.
    Slot(&'b BoardSlot, Vec<&'b Order>),
    /// So many slots one after the other that show none, from when to when.
    Free(i64, Timestamp, Timestamp),
}

/// What is shown of the slots of a day, in order.
fn parts<'b>(
    slots: impl Iterator<Item = &'b BoardSlot>,
    shows: impl Fn(&Order) -> bool,
) -> Vec<Part<'b>> {
    let mut parts: Vec<Part<'b>> = Vec::new();
    for slot in slots {
        let orders: Vec<&Order> = slot.orders.iter().filter(|one| shows(one)).collect();
        match parts.last_mut() {
            Some(Part::Free(slots, _, until)) if orders.is_empty() => {
                *slots += 1;
                *until = slot.end.max(*until);
            }
            _ if orders.is_empty() => parts.push(Part::Free(1, slot.at.start, slot.end)),
            _ => parts.push(Part::Slot(slot, orders)),
        }
    }
    parts
}

impl OrderRoom {
    /// Shows the slots of the day.
    pub(super) fn slots(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(slots) = self.board.latest() else {
            return;
        };
        let how = format!(
            "Fill a basket at the counter and press “{}” ({}) to take one.",
            Action::OrderLater.name(),
            Action::OrderLater.keys()
        );
        if slots.is_empty() {
            let text = format!("No calendar for orders is open on this day. {how}");
            nothing(ui, "Nothing is picked up on this day", &text);
            return;
        }
        let now = cx.shop.now();
        // What is over and was empty tells nobody anything.
        let told = |slot: &&BoardSlot| slot.end > now || !slot.orders.is_empty();
        let ended_too = self.ended_too;
        let shown = parts(slots.iter().filter(told), |order| {
            ended_too || order.state.is_open()
        });
        match shown.as_slice() {
            [] => {
                let text = "The slots of this day are over, and nothing was ordered for them.";
                nothing(ui, "Nothing is picked up any more today", text);
                return;
            }
            [Part::Free(_, from, until)] => {
                let times = times(cx, *from, *until);
                let text = format!("Orders can be picked up {times}. {how}");
                nothing(ui, "No order waits on this day", &text);
                return;
            }
            _ => {}
        }
        let (bring, mut pressed) = (std::mem::take(&mut self.bring), None);
        let several = slots
            .iter()
            .any(|slot| slot.at.calendar != slots[0].at.calendar);
        let chosen = self.chosen;
        ScrollArea::vertical()
            .id_salt("slots")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 10.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                for part in &shown {
                    match part {
                        Part::Free(number, from, until) => {
                            free(ui, cx, several, (*number, *from, *until));
                        }
                        Part::Slot(slot, orders) => {
                            head(ui, cx, slot, several);
                            let here = cards(ui, cx, orders, (chosen, bring));
                            pressed = pressed.or(here);
                        }
                    }
                    let rule = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
                    let ink = egui::Stroke::new(1.0, tokens(ui).line);
                    ui.painter().hline(rule.x_range(), rule.center().y, ink);
                }
            });
        if let Some(order) = pressed {
            (self.chosen, self.trouble) = (Some(order), None);
            ui.ctx().request_repaint();
        }
    }
}

/// "17:00–17:30".
fn times(cx: &Cx<'_>, from: Timestamp, until: Timestamp) -> String {
    let time = |at| cx.facts.zone.local(at).format("%H:%M").to_string();
    format!("{}–{}", time(from), time(until))
}

/// Slots without an order, in one line.
fn free(
    ui: &mut Ui,
    cx: &Cx<'_>,
    several: bool,
    (number, from, until): (i64, Timestamp, Timestamp),
) {
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), 34.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let wide = if several { TIMES.1 } else { TIMES.0 };
            let left = ui.cursor().left();
            ui.label(muted(ui, times(cx, from, until)));
            ui.add_space((left + wide + GAP - ui.cursor().left()).max(0.0));
            let text = match number {
                1 => "No order".to_owned(),
                _ => format!("No order in {}", count(number, "slot", "slots")),
            };
            ui.label(fine_print(ui, text));
        },
    );
}

/// When a slot is, and how full.
fn head(ui: &mut Ui, cx: &Cx<'_>, slot: &BoardSlot, several: bool) {
    let currency = cx.facts.currency;
    let over = slot.end < cx.shop.now();
    // Somebody did not come, or was not served.
    let late = over && slot.orders.iter().any(|order| order.state.is_open());
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH + 8.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.allocate_ui_with_layout(
                Vec2::new(if several { TIMES.1 } else { TIMES.0 }, TOUCH),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(ui.available_width());
                    let mut text = strong(times(cx, slot.at.start, slot.end));
                    if over {
                        text = text.color(tokens(ui).muted);
                    }
                    ui.label(text);
                    if several {
                        one_line(ui, fine_print(ui, &slot.calendar_name));
                    }
                },
            );
            if late {
                badge(ui, Tone::Warn, "Overdue");
            }
            let room = ((ui.available_width() - GAP) / 2.0).clamp(60.0, 260.0);
            let money = format!(
                "{} of {}",
                currency.format(slot.used),
                currency.format(slot.capacity)
            );
            let full = bars::Full {
                used: slot.used.minor(),
                of: slot.capacity.minor(),
                text: &money,
            };
            bars::bar(ui, room, &full);
            let orders = format!("{} of {} orders", slot.used_orders, slot.capacity_orders);
            let full = bars::Full {
                used: slot.used_orders,
                of: slot.capacity_orders,
                text: &orders,
            };
            bars::bar(ui, room, &full);
        },
    );
}

/// The cards of a slot, as many beside each other as fit; the one that was pressed.
fn cards(
    ui: &mut Ui,
    cx: &Cx<'_>,
    orders: &[&Order],
    (chosen, bring): (Option<OrderId>, bool),
) -> Option<OrderId> {
    let width = ui.available_width();
    let columns = (((width + GAP) / (card::SIZE.x + GAP)) as usize).max(1);
    // All of a row together are as wide as there is room.
    let each = ((width + GAP) / columns as f32 - GAP).floor();
    let rows = orders.len().div_ceil(columns);
    let height = rows as f32 * (card::SIZE.y + GAP) + GAP_S;
    let (all, _) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    let mut pressed = None;
    for (place, order) in orders.iter().enumerate() {
        let (column, row) = (place % columns, place / columns);
        let rect = Rect::from_min_size(
            pos2(
                all.left() + column as f32 * (each + GAP),
                all.top() + row as f32 * (card::SIZE.y + GAP),
            ),
            Vec2::new(each, card::SIZE.y),
        );
        let is_chosen = chosen == Some(order.order);
        if is_chosen && bring {
            ui.scroll_to_rect(rect.expand(GAP), None);
        }
        if card::show(ui, rect, cx, order, is_chosen).clicked() {
            pressed = Some(order.order);
        }
    }
    pressed
}
