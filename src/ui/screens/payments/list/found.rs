//! The list of what was found, and what is looked for above it.

use egui::{Id, Ui};

use super::{
    super::{
        older,
        row::{ROW, Row},
        words,
    },
    PAGE, Payments,
};
use crate::{
    shop::payments::{Look, Payment, State},
    ui::{
        theme::GAP,
        widgets::{Field, Kind, Push, Tone, banner, nothing, pick::pick, rows::rows},
        window::Cx,
    },
};

impl Payments {
    /// Shows what was found, under what is looked for.
    pub(super) fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>, search: Id) {
        self.filters(ui, search);
        ui.add_space(GAP);
        if let Some(trouble) = self.found.trouble() {
            banner(ui, Tone::Bad, trouble);
            if ui.add(Push::new("Read again")).clicked() {
                self.found.read_again();
            }
        }
        let Some(found) = self.found.latest() else {
            return;
        };
        if found.rows.is_empty() {
            let (head, text) = match (&self.look, self.look == Look::default()) {
                (_, true) => (
                    "No payments yet",
                    "Each payment asked of the provider stands here, with all that was told of it.",
                ),
                (look, _) if look.needs_person && look.text.trim().is_empty() => {
                    ("Nothing needs you", "No payment waits for a person.")
                }
                _ => (
                    "Nothing found",
                    "No payment is like that. Look for less, or for another number.",
                ),
            };
            nothing(ui, head, text);
            return;
        }
        let limit = PAGE.saturating_mul(self.pages.saturating_add(1));
        let more = found.rows.len() >= limit as usize;
        let place = |row: &Payment| Some(row.id) == self.chosen;
        let bring = std::mem::take(&mut self.bring);
        let bring = bring.then(|| found.rows.iter().position(place)).flatten();
        let length = found.rows.len() + usize::from(more);
        let (mut pressed, mut more_wanted) = (None, false);
        rows(
            ui,
            "payments",
            length,
            ROW,
            bring,
            |ui, rect, index| match found.rows.get(index) {
                Some(payment) => {
                    let chosen = self.chosen == Some(payment.id);
                    if row(ui, rect, cx, payment, chosen) {
                        pressed = Some(payment.id);
                    }
                }
                None => more_wanted |= older(ui, rect),
            },
        );
        if more_wanted {
            self.pages = self.pages.saturating_add(1);
        }
        if pressed.is_some() {
            self.chosen = pressed;
            ui.ctx().request_repaint();
        }
    }

    fn filters(&mut self, ui: &mut Ui, search: Id) {
        let before = self.look.clone();
        ui.horizontal(|ui| {
            Field::new("Find a payment", &mut self.look.text)
                .hint("Receipt, invoice, or the provider's id")
                .id(search)
                .limit(64)
                .width((ui.available_width() * 0.44).clamp(200.0, 320.0))
                .show(ui);
            let every = (String::new(), "Every state".to_owned());
            let states =
                State::ALL.map(|state| (state.word().to_owned(), words::state(state).0.to_owned()));
            let options: Vec<(String, String)> = [every].into_iter().chain(states).collect();
            let mut word = self
                .look
                .state
                .map_or_else(String::new, |state| state.word().to_owned());
            ui.scope(|ui| {
                ui.set_width(164.0);
                if pick(ui, "State", &mut word, &options) {
                    self.look.state = State::of(&word);
                }
            });
            let needing = self.found.latest().map_or(0, |found| found.needing);
            ui.vertical(|ui| {
                ui.add_space(22.0);
                let push = Push::new("Needs a person")
                    .kind(Kind::Quiet)
                    .named(match needing {
                        0 => "Needs a person".to_owned(),
                        needing => format!("Needs a person, {needing} waiting"),
                    })
                    .waiting(needing)
                    .selected(self.look.needs_person);
                if ui.add(push).clicked() {
                    self.look.needs_person = !self.look.needs_person;
                }
            });
        });
        if self.look != before {
            self.pages = 0;
        }
    }
}

fn row(ui: &mut Ui, rect: egui::Rect, cx: &Cx<'_>, payment: &Payment, chosen: bool) -> bool {
    let currency = cx.facts.currency;
    let at = cx.facts.zone.date_time(payment.at);
    let (state, tone) = words::state(payment.state);
    let amount = currency.format(payment.amount);
    let text = match (payment.flag, payment.sale) {
        (Some(flag), _) => (words::flag(flag).to_owned(), Tone::Warn),
        (None, Some(sale)) => (format!("Receipt {sale}"), Tone::Plain),
        (None, None) => (payment.invoice_number.clone(), Tone::Plain),
    };
    let number = payment.id.to_string();
    let row = Row {
        name: format!("Payment {number}, {at}, {state}, {}, {amount}", text.0),
        number: (&number, 58.0),
        at: &at,
        chip: (state, tone),
        text: (&text.0, text.1),
        amount: &amount,
        chosen,
    };
    row.show(ui, rect, ui.scope_id().with(("payment", payment.id.get())))
}
