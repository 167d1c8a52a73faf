//! Having an order picked up at another time.

use egui::{Context, Label};

use super::picker::Picker;
use crate::{
    shop::{
        Refusal,
        orders::{Changed, MoveOrder, Order},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        theme::GAP,
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, title},
        window::Cx,
    },
};

/// The choice while it is open.
pub struct Moving {
    order: Order,
    picker: Picker,
    error: Option<String>,
    ask: Option<Ask<Changed>>,
}

impl Moving {
    /// Moves this one.
    #[must_use]
    pub fn of(order: Order) -> Self {
        let day = order.day.parse().ok();
        Self {
            picker: match day {
                Some(day) => Picker::at(order.calendar, day),
                None => Picker::default(),
            },
            order,
            error: None,
            ask: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(moved)) => {
                let when = cx.facts.zone.soon(cx.shop.now(), moved.start);
                let text = format!("Order {} is picked up at {when}.", moved.display);
                cx.notes.say(Tone::Good, text);
                return true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                if let Refusal::Changed { version, .. } = &refusal {
                    // Who asks again has read what changed.
                    self.order.version = *version;
                }
                self.error = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let mut over = false;
        let away = dialog(ctx, "move the order", 560.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &format!("Move order {}", self.order.display));
            let when = cx.facts.zone.date_time(self.order.start);
            let text = format!("{}, due at {when}. Choose another time.", self.order.name);
            ui.add(Label::new(muted(ui, text)).wrap());
            if let Some(error) = &self.error {
                banner(ui, Tone::Bad, error);
            }
            if self.picker.show(ui, cx, self.order.total) && !busy {
                (self.error, self.ask) = (None, None);
            }
            buttons(ui, |ui| {
                let ready = self.picker.chosen().is_some() && !busy;
                let go = Push::primary("Move it").by_enter();
                if ui.add_enabled(ready, go).clicked() {
                    self.go(cx);
                }
                let keep = Push::new("Leave it").kind(Kind::Quiet);
                over = ui.add_enabled(!busy, keep).clicked();
            });
        });
        over || (away && !busy)
    }

    fn go(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let Some(at) = self.picker.chosen() else {
            return;
        };
        let moved = MoveOrder {
            order: self.order.order,
            version: self.order.version,
            calendar: Some(at.calendar),
            start: at.start,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, moved.clone())
        }));
    }
}
