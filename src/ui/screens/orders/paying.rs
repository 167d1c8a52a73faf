//! What is paid when an order is handed over: one payment or several, and what is left.
//!
//! Promises: what is due, rounded and left is `pricing`'s, of the payments the shop is then told;
//! one that was taken can be taken off again. Leaves out gift cards and credit, which are paid
//! with at the counter, and making the sale.

use egui::{Align, Id, Key, Layout, Modifiers, RichText, ScrollArea, Ui};

use crate::{
    shop::{
        pricing::Settled,
        sales::{Tender, TenderKind},
        settings::{self, Selling as Rules},
    },
    ui::{
        actions::Action,
        remote::{Live, sentence},
        screens::counter::{Beside, Given, OTHERS},
        theme::{self, GAP_S, TOUCH},
        widgets::{Field, Kind, Push, Tone, badge, entered, fine_print, muted, one_line, strong},
        window::Cx,
    },
    values::{Currency, Money},
};

/// The least and the most height of the payments before they are scrolled, and what the rest of
/// the dialog needs.
const TAKEN: (f32, f32, f32) = (TOUCH, 3.0 * TOUCH, 720.0);

/// The payments of one order while they are taken.
pub struct Paying {
    to_pay: Money,
    /// What is due in cash is a multiple of this.
    step: Live<(), Money>,
    taken: Beside,
    amount: String,
    reference: String,
    begun: bool,
}

impl Paying {
    /// Nothing of it is taken yet.
    #[must_use]
    pub fn of(to_pay: Money) -> Self {
        Self {
            to_pay,
            step: Live::default(),
            taken: Beside::default(),
            amount: String::new(),
            reference: String::new(),
            begun: false,
        }
    }

    /// Keeps the rounding to the shop; call once a frame.
    pub fn keep(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        self.step.keep(cx.desk, cx.changes, &(), move |()| {
            let (rules, _) = shop.read(settings::load::<Rules>)?;
            Ok(rules.cash_step)
        });
    }

    /// What becomes of it with `more` in cash; nothing until the rounding is known.
    fn settled(&self, more: Money) -> Option<Result<Settled, String>> {
        let step = *self.step.latest()?;
        Some(self.taken.settle(self.to_pay, step, more))
    }

    /// Shows it. What is answered pays all; `error` is what is wrong, and is taken away by typing.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        error: &mut Option<String>,
    ) -> Option<Vec<Tender>> {
        let currency = cx.facts.currency;
        self.rows(ui, currency, error);
        let due = self.settled(Money::ZERO).and_then(Result::ok);
        let due = due.map(|settled| settled.missing);
        let left = self.taken.left(self.to_pay);
        if let Some(due) = due.filter(|due| Some(*due) != left) {
            let text = format!("In cash, rounded: {}", currency.format(due));
            ui.label(fine_print(ui, text));
        }
        let ids = Id::unique("handing an order over").with(cx.desk.viewport());
        let field = Field::new("Amount given", &mut self.amount)
            .numeric()
            .hint("Empty: all that is left")
            .limit(24)
            .id(ids.with("amount"))
            .show(ui);
        if !std::mem::replace(&mut self.begun, true) {
            field.request_focus();
        }
        if field.changed() {
            *error = None;
        }
        let typed = !self.amount.trim().is_empty();
        let enter = entered(ui, &field) && typed;
        self.hint(ui, currency, due);
        let f12 = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F12));
        let name = match self.taken.given.is_empty() {
            true => Action::ExactCash.name(),
            false => "The rest in cash",
        };
        let (mut exact, mut cash) = (f12, enter);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let take = 128.0;
            let all = Push::primary(name)
                .keys(Action::ExactCash.keys())
                .width((ui.available_width() - GAP_S - take).floor());
            exact |= ui.add_enabled(due.is_some(), all).clicked();
            let take = Push::new("Take cash").width(take);
            cash |= ui.add_enabled(typed, take).clicked();
        });
        Field::new("Reference", &mut self.reference)
            .hint("Of a card, UPI or bank payment")
            .limit(100)
            .id(ids.with("reference"))
            .show(ui);
        let other = others(ui);
        let paid = match (due, other) {
            // So little is left that in cash it is rounded to nothing.
            (Some(Money::ZERO), _) if exact => Ok(Some(self.taken.tenders())),
            (Some(due), _) if exact => self.take(TenderKind::Cash, due),
            (_, Some(kind)) => self.wanted(currency).and_then(|sum| self.take(kind, sum)),
            _ if cash => {
                let sum = currency.parse(&self.amount).map_err(|why| sentence(&why));
                sum.and_then(|sum| self.take(TenderKind::Cash, sum))
            }
            _ => return None,
        };
        match paid {
            Ok(paid) => {
                *error = None;
                paid
            }
            Err(why) => {
                *error = Some(why);
                None
            }
        }
    }

    /// The amount that is typed, or all that is left.
    fn wanted(&self, currency: Currency) -> Result<Money, String> {
        let left = self.taken.left(self.to_pay).unwrap_or(Money::ZERO);
        match self.amount.trim() {
            "" => Ok(left),
            text => currency.parse(text).map_err(|why| sentence(&why)),
        }
    }

    /// Takes a payment: all payments where that is the last one, and otherwise it stands with the
    /// others until the rest is paid.
    fn take(&mut self, kind: TenderKind, amount: Money) -> Result<Option<Vec<Tender>>, String> {
        if amount <= Money::ZERO {
            return Err("An amount above 0 is needed.".to_owned());
        }
        if !self.taken.has_room_for_a_payment() {
            return Err("No more payments fit; take one off.".to_owned());
        }
        let step = *self
            .step
            .latest()
            .ok_or("The rounding is not known yet; try again.")?;
        let mut all = self.taken.clone();
        all.given.push(Given {
            kind,
            amount,
            reference: match kind {
                TenderKind::Cash => String::new(),
                _ => self.reference.trim().to_owned(),
            },
        });
        let settled = all.settle(self.to_pay, step, Money::ZERO)?;
        if settled.missing == Money::ZERO {
            // Those before it stay as they are, in case the shop refuses this one.
            return Ok(Some(all.tenders()));
        }
        self.taken = all;
        self.amount.clear();
        self.reference.clear();
        self.begun = false;
        Ok(None)
    }

    /// The payments that were taken, and what is left to pay.
    fn rows(&mut self, ui: &mut Ui, currency: Currency, error: &mut Option<String>) {
        if self.taken.given.is_empty() {
            return;
        }
        let mut off = None;
        let (least, most, rest) = TAKEN;
        let high = (ui.ctx().content_rect().height() - rest).clamp(least, most);
        let area = ScrollArea::vertical().max_height(high);
        area.stick_to_bottom(true).show(ui, |ui| {
            for (at, given) in self.taken.given.iter().enumerate() {
                if row(ui, currency, given) {
                    (off, *error) = (Some(at), None);
                }
            }
        });
        if let Some(at) = off {
            self.taken.given.remove(at);
        }
        let left = self.settled(Money::ZERO).and_then(Result::ok);
        if let Some(settled) = left {
            ui.horizontal(|ui| {
                ui.label(strong("Left to pay"));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let left = currency.format(settled.missing);
                    ui.label(RichText::new(left).font(theme::strong(theme::HEADING)));
                });
            });
        }
    }

    /// "Change 28.02", "1.98 short"; the line is always there, so that nothing moves.
    fn hint(&self, ui: &mut Ui, currency: Currency, due: Option<Money>) {
        ui.horizontal(|ui| {
            ui.set_height(22.0);
            let cash = currency.parse(&self.amount).ok();
            let left = cash.zip(due).and_then(|(cash, due)| cash.checked_sub(due));
            match left {
                None => {}
                Some(left) if left >= Money::ZERO => {
                    let text = format!("Change {}", currency.format(left));
                    badge(ui, Tone::Good, &text);
                }
                Some(left) => {
                    let short = Money::from_minor(left.minor().saturating_neg());
                    badge(ui, Tone::Warn, &format!("{} short", currency.format(short)));
                }
            }
        });
    }
}

/// A payment that was taken; true where it is to be taken off.
fn row(ui: &mut Ui, currency: Currency, given: &Given) -> bool {
    let (name, amount) = (given.kind.name(), currency.format(given.amount));
    let mut off = false;
    ui.horizontal(|ui| {
        ui.set_min_height(TOUCH);
        ui.label(strong(name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let remove = Push::new("×")
                .kind(Kind::Quiet)
                .named(format!("Take off {name} {amount}"));
            off = ui.add(remove).clicked();
            ui.label(strong(&amount));
            one_line(ui, muted(ui, &given.reference));
        });
    });
    off
}

/// The other ways to pay; the one that was pressed.
fn others(ui: &mut Ui) -> Option<TenderKind> {
    let mut pressed = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        let width = ((ui.available_width() - 2.0 * GAP_S) / 3.0).floor();
        for (kind, action) in OTHERS {
            let shortcut = action.entry().shortcut;
            let by_key =
                shortcut.is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)));
            let button = Push::new(action.name()).keys(action.keys()).width(width);
            if ui.add(button).clicked() || by_key {
                pressed = Some(kind);
            }
        }
    });
    pressed
}
