//! The board: the slots of a day, how full they are, and the orders in them.

use egui::{Align, Layout, Rect, ScrollArea, Sense, Ui, Vec2, pos2};

use super::{OrderRoom, bars, card};
use crate::{
    shop::orders::{BoardSlot, Order},
    ui::{
        actions::Action,
        theme::{GAP, GAP_S, TOUCH, tokens},
        widgets::{fine_print, nothing, one_line, strong},
        window::Cx,
    },
    values::OrderId,
};

impl OrderRoom {
    /// Shows the slots of the day.
    pub(super) fn slots(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(slots) = self.board.latest() else {
            return;
        };
        if slots.is_empty() {
            let text = format!(
                "Orders are picked up at a calendar's open hours. Fill a basket at the counter \
                 and press “{}” ({}) to take one for another day.",
                Action::OrderLater.name(),
                Action::OrderLater.keys()
            );
            nothing(ui, "Nothing is picked up on this day", &text);
            return;
        }
        let now = cx.shop.now();
        // What is over and was empty tells nobody anything.
        let told = |slot: &&BoardSlot| slot.end > now || !slot.orders.is_empty();
        if !slots.iter().any(|slot| told(&slot)) {
            let text = "The slots of this day are over, and nothing was ordered for them.";
            nothing(ui, "Nothing is picked up any more today", text);
            return;
        }
        let (bring, mut pressed) = (std::mem::take(&mut self.bring), None);
        let several = slots
            .iter()
            .any(|slot| slot.at.calendar != slots[0].at.calendar);
        let (chosen, ended_too) = (self.chosen, self.ended_too);
        ScrollArea::vertical()
            .id_salt("slots")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 10.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                for slot in slots.iter().filter(told) {
                    head(ui, cx, slot, several);
                    let shown = |order: &&Order| ended_too || order.state.is_open();
                    let shown: Vec<&Order> = slot.orders.iter().filter(shown).collect();
                    let here = cards(ui, cx, &shown, (chosen, bring));
                    pressed = pressed.or(here);
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

/// When a slot is, and how full.
fn head(ui: &mut Ui, cx: &Cx<'_>, slot: &BoardSlot, several: bool) {
    let zone = cx.facts.zone;
    let time = |at| zone.local(at).format("%H:%M").to_string();
    let currency = cx.facts.currency;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH + 8.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.allocate_ui_with_layout(
                Vec2::new(if several { 190.0 } else { 110.0 }, TOUCH),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(ui.available_width());
                    let text = format!("{}–{}", time(slot.at.start), time(slot.end));
                    let over = slot.end < cx.shop.now();
                    let mut text = strong(text);
                    if over {
                        text = text.color(tokens(ui).muted);
                    }
                    ui.label(text);
                    if several {
                        one_line(ui, fine_print(ui, &slot.calendar_name));
                    }
                },
            );
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
    if orders.is_empty() {
        return None;
    }
    let width = ui.available_width();
    let columns = (((width + GAP_S) / (card::SIZE.x + GAP_S)) as usize).max(1);
    let rows = orders.len().div_ceil(columns);
    let height = rows as f32 * (card::SIZE.y + GAP_S) + GAP_S;
    let (all, _) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    let mut pressed = None;
    for (place, order) in orders.iter().enumerate() {
        let (column, row) = (place % columns, place / columns);
        let rect = Rect::from_min_size(
            pos2(
                all.left() + column as f32 * (card::SIZE.x + GAP_S),
                all.top() + row as f32 * (card::SIZE.y + GAP_S),
            ),
            card::SIZE,
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
