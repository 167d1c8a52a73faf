//! The kitchen's list: what is to be made now, big enough to be read from a table away.
//!
//! Promises: an order appears at the minute at which its time begins; one press does its next
//! step. Leaves out money.

use egui::{
    Align, Context, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, Ui,
    Vec2,
};
use std::time::Duration;

use super::{OrderRoom, card::tone, detail::next_step};
use crate::{
    shop::orders::{self, Order, State},
    ui::{
        remote::Live,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Push, Tone, badge, fine_print, nothing, strong},
        window::Cx,
    },
    values::{OrderId, Timestamp},
};

/// The narrowest a ticket is.
const TICKET: f32 = 340.0;

/// What is read for the list.
#[derive(Default)]
pub struct Kitchen {
    /// The orders, and when the next one is to be seen.
    list: Live<Option<Timestamp>, (Vec<Order>, Option<Timestamp>)>,
    /// The moment at which the next one was to be seen, once it is there.
    passed: Option<Timestamp>,
}

impl Kitchen {
    /// Keeps the list to what the kitchen sees now.
    pub fn read(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let now = cx.shop.now();
        let next = self.list.latest().and_then(|(_, next)| *next);
        match next.map(|next| (next, u64::try_from(next.ms().saturating_sub(now.ms())))) {
            Some((_, Ok(wait @ 1..))) => {
                // The clock may be set meanwhile: it is looked at again every minute.
                ctx.request_repaint_after(Duration::from_millis(wait.min(60_000)));
            }
            Some((next, _)) => self.passed = Some(next),
            None => {}
        }
        let shop = cx.shop.clone();
        self.list.keep(cx.desk, cx.changes, &self.passed, move |_| {
            let now = shop.now();
            shop.read(|db| Ok((orders::in_view(db, now)?, orders::next_in_view(db, now)?)))
        });
    }

    /// Why it could not be read, where it could not.
    pub fn trouble(&self) -> Option<&str> {
        self.list.trouble()
    }

    /// Has it read again.
    pub fn read_again(&mut self) {
        self.list.read_again();
    }

    /// The orders in the order in which they are shown.
    pub fn ids(&self) -> Vec<OrderId> {
        self.orders().iter().map(|order| order.order).collect()
    }

    /// One of them.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders().iter().find(|order| order.order == id)
    }

    fn orders(&self) -> &[Order] {
        self.list.latest().map_or(&[], |(orders, _)| orders)
    }
}

impl OrderRoom {
    /// Shows the kitchen's list.
    pub(super) fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some((orders, next)) = self.kitchen.list.latest() else {
            return;
        };
        let next = next.map(|next| cx.facts.zone.soon(cx.shop.now(), next));
        if orders.is_empty() {
            let text = match next {
                Some(next) => format!("The next order is shown at {next}."),
                None => "Nothing that was ordered is still to be made.".to_owned(),
            };
            nothing(ui, "Nothing to make now", &text);
            return;
        }
        let (mut pressed, bring) = (None, std::mem::take(&mut self.bring));
        let (chosen, busy) = (self.chosen, self.advancing.under_way());
        ScrollArea::vertical()
            .id_salt("kitchen")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let room = ui.available_width() - 10.0;
                let columns = (((room + GAP) / (TICKET + GAP)) as usize).clamp(1, 4);
                let width = (room - (columns as f32 - 1.0) * GAP) / columns as f32;
                for row in orders.chunks(columns) {
                    ui.horizontal_top(|ui| {
                        ui.spacing_mut().item_spacing.x = GAP;
                        for order in row {
                            let is_chosen = chosen == Some(order.order);
                            let done = ui
                                .allocate_ui_with_layout(
                                    Vec2::new(width, 0.0),
                                    Layout::top_down(Align::Min),
                                    |ui| ticket(ui, cx, order, (is_chosen, busy)),
                                )
                                .inner;
                            if is_chosen && bring {
                                ui.scroll_to_cursor(None);
                            }
                            if done {
                                pressed = Some(order.clone());
                            }
                        }
                    });
                    ui.add_space(GAP);
                }
                if let Some(next) = next {
                    ui.label(fine_print(
                        ui,
                        format!("The next order is shown at {next}."),
                    ));
                }
            });
        if let Some(order) = pressed {
            self.chosen = Some(order.order);
            self.step(cx, &order);
            ui.ctx().request_repaint();
        }
    }
}

/// Shows one order; whether its next step was pressed.
fn ticket(ui: &mut Ui, cx: &Cx<'_>, order: &Order, (chosen, busy): (bool, bool)) -> bool {
    let t = tokens(ui);
    let edge = match chosen {
        true => Stroke::new(2.0, t.accent),
        false => Stroke::new(1.0, t.line),
    };
    let frame = Frame::new()
        .fill(t.surface)
        .stroke(edge)
        .corner_radius(CornerRadius::same(theme::RADIUS_L))
        .inner_margin(Margin::same(16));
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let number = RichText::new(order.display.to_string());
            ui.label(number.font(theme::strong(theme::TOTAL)));
            let soon = cx.facts.zone.soon(cx.shop.now(), order.start);
            let late = order.start <= cx.shop.now() && order.state != State::Ready;
            let mut time = RichText::new(soon).font(theme::strong(theme::TITLE));
            if late {
                time = time.color(t.bad);
            }
            ui.label(time);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                badge(ui, tone(order.state), order.state.name());
            });
        });
        ui.add(Label::new(strong(&order.name)).truncate());
        for line in &order.lines {
            let much = line.unit.format(line.quantity.get());
            let text = RichText::new(format!("{much} × {}", line.name));
            ui.add(Label::new(text.font(theme::plain(theme::HEADING))).wrap());
            if let Some(note) = &line.note {
                let text = RichText::new(format!("“{note}”")).font(theme::strong(theme::HEADING));
                ui.add(Label::new(text.color(t.accent)).wrap());
            }
        }
        if let Some(note) = &order.note {
            ui.add(Label::new(strong(note)).wrap());
        }
        for short in &order.short {
            badge(
                ui,
                Tone::Warn,
                &format!("Make {} of {}", short.told, short.name),
            );
        }
        ui.add_space(GAP_S);
        let word = next_step(order.state);
        let next = match order.state {
            State::Ready => Push::new(word),
            _ => Push::primary(word),
        };
        let next = next
            .named(format!("{word}: order {}", order.display))
            .tall(60.0, theme::HEADING)
            .width(f32::INFINITY);
        ui.add_enabled(!busy, next).clicked()
    });
    inner.inner
}
