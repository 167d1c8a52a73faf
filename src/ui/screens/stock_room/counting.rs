//! Restocking, correcting and writing off: small dialogs over the stock room.

use egui::Context;

use crate::{
    shop::{
        Refusal,
        catalogue::Sweet,
        stock::{Correct, Loss, OnHand, Restock, WriteOff},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{Field, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::{Quantity, SweetId, Unit},
};

/// Which of them it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// More came in.
    Restock,
    /// It was counted.
    Correct,
    /// It can't be sold any more.
    WriteOff,
}

/// The dialog while it is open.
pub struct Counting {
    kind: Kind,
    sweet: SweetId,
    name: String,
    unit: Unit,
    on_hand: i64,
    /// What is held for payments, and whether it is among those counted.
    held: i64,
    with_held: bool,
    amount: String,
    loss: Loss,
    note: String,
    ask: Option<Ask<OnHand>>,
    asked: (String, String, Option<Loss>, bool),
    error: Option<(String, String)>,
    focused: bool,
}

impl Counting {
    /// For a sweet as it is shown.
    #[must_use]
    pub fn new(kind: Kind, sweet: &Sweet, (on_hand, held): (i64, i64)) -> Self {
        Self {
            kind,
            sweet: sweet.id,
            name: sweet.name.clone(),
            unit: sweet.unit,
            on_hand,
            held,
            with_held: true,
            amount: String::new(),
            loss: Loss::Broken,
            note: String::new(),
            ask: None,
            asked: Default::default(),
            error: None,
            focused: false,
        }
    }

    /// Shows it; false once it is over.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(now)) => {
                cx.notes.say(
                    Tone::Good,
                    format!("{}: {} on hand.", self.name, self.unit.format(now.on_hand)),
                );
                return false;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.refused(refusal);
            }
            Some(Outcome::Failed(why)) => self.error = Some((String::new(), why)),
        }
        let mut stays = true;
        let away = dialog(ctx, "counting", 440.0, |ui| {
            let (head, pieces, weighed) = match self.kind {
                Kind::Restock => ("Restock", "How many came in", "How much came in"),
                Kind::Correct => ("Correct", "How many were counted", "How much was counted"),
                Kind::WriteOff => ("Write off", "How many go", "How much goes"),
            };
            let (label, hint) = match self.unit {
                Unit::Piece => (pieces, ""),
                Unit::Gram => (weighed, "2.5 kg"),
                Unit::Millilitre => (weighed, "2.5 l"),
            };
            title(ui, head);
            ui.label(muted(
                ui,
                format!("{} · {} on hand", self.name, self.unit.format(self.on_hand)),
            ));
            if self.kind == Kind::Correct && self.held > 0 {
                let held = self.unit.format(self.held);
                ui.label(muted(ui, format!("{held} more are held for payments.")));
                ui.horizontal(|ui| {
                    for (with, text) in [(true, "Counted with them"), (false, "Without them")] {
                        let chip = Push::new(text).selected(self.with_held == with);
                        if ui.add(chip).clicked() {
                            self.with_held = with;
                        }
                    }
                });
            }
            if let Some((field, why)) = &self.error
                && !FIELDS.contains(&field.as_str())
            {
                banner(ui, Tone::Bad, why);
            }
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            let error = self.error.clone();
            let at = |names: &[&str]| {
                error
                    .as_ref()
                    .filter(|(name, _)| names.contains(&name.as_str()))
                    .map(|(_, why)| why.as_str())
            };
            if self.kind == Kind::WriteOff {
                ui.horizontal(|ui| {
                    for (loss, text) in LOSSES {
                        let chip = Push::new(text).selected(self.loss == loss);
                        if ui.add(chip).clicked() {
                            self.loss = loss;
                        }
                    }
                });
            }
            let amount = Field::new(label, &mut self.amount)
                .numeric()
                .hint(hint)
                .error(at(&["quantity", "counted"]))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                amount.request_focus();
            }
            let mut enter = entered(ui, &amount);
            let (label, hint) = match self.kind {
                Kind::Restock => ("Note", "Supplier, delivery note …"),
                Kind::Correct => ("Reason", "Broken, counted again …"),
                Kind::WriteOff => ("Note", "What became of it …"),
            };
            let note = Field::new(label, &mut self.note)
                .hint(hint)
                .error(at(&["note", "reason"]))
                .show(ui);
            if enter && self.kind == Kind::Correct && self.note.is_empty() {
                note.request_focus();
                enter = false;
            }
            enter |= entered(ui, &note);
            buttons(ui, |ui| {
                let free = self.ask.as_ref().is_none_or(|ask| !ask.under_way());
                let go = ui.add_enabled(free, Push::primary(head)).clicked();
                if free && (go || enter) {
                    self.send(cx);
                }
                if ui.add(Push::new("Back")).clicked() {
                    stays = false;
                }
            });
        });
        stays && !away
    }

    fn counted_held(&self) -> i64 {
        if self.with_held { self.held } else { 0 }
    }

    fn refused(&mut self, refusal: Refusal) {
        self.error = Some(match refusal {
            Refusal::Invalid { field, why } => (field, sentence(&why)),
            Refusal::StockMoved {
                on_hand, expected, ..
            } => {
                self.on_hand = on_hand.saturating_sub(self.counted_held());
                let (expected, on_hand) = (self.unit.format(expected), self.unit.format(on_hand));
                let why = format!(
                    "It was {expected} when you counted and is {on_hand} now: something was sold or came in. Count again."
                );
                ("counted".to_owned(), why)
            }
            other => (String::new(), sentence(&other)),
        });
    }

    fn send(&mut self, cx: &Cx<'_>) {
        let amount = match self.unit.parse_count(&self.amount) {
            Ok(amount) => amount,
            Err(why) => {
                self.error = Some(("quantity".to_owned(), sentence(&why)));
                return;
            }
        };
        self.error = None;
        let loss = (self.kind == Kind::WriteOff).then_some(self.loss);
        let typed = (self.amount.clone(), self.note.clone(), loss, self.with_held);
        if typed == self.asked
            && let Some(ask) = &mut self.ask
        {
            // It failed, and it may have been written: the same request, so never counted twice.
            ask.again(cx.desk);
            return;
        }
        let lost = match (self.kind, Quantity::of(amount)) {
            (Kind::WriteOff, Err(why)) => {
                self.error = Some(("quantity".to_owned(), sentence(&why)));
                return;
            }
            (_, quantity) => quantity.unwrap_or_default(),
        };
        self.asked = typed;
        let note = (!self.note.trim().is_empty()).then(|| self.note.clone());
        let (shop, session, sweet) = (cx.shop.clone(), cx.session.clone(), self.sweet);
        self.ask = Some(match self.kind {
            Kind::Restock => {
                let command = Restock {
                    sweet,
                    quantity: amount,
                    note,
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, command.clone())
                })
            }
            Kind::Correct => {
                let command = Correct {
                    sweet,
                    counted: amount,
                    expected: self.on_hand,
                    held: self.counted_held(),
                    reason: self.note.clone(),
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, command.clone())
                })
            }
            Kind::WriteOff => {
                let command = WriteOff {
                    sweet,
                    quantity: lost,
                    reason: self.loss,
                    note,
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, command.clone())
                })
            }
        });
    }
}

const LOSSES: [(Loss, &str); 3] = [
    (Loss::Broken, "Broken"),
    (Loss::Sample, "Sample"),
    (Loss::Waste, "Waste"),
];

const FIELDS: [&str; 4] = ["quantity", "counted", "note", "reason"];
