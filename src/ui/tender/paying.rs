//! What is paid for one thing: one payment or several, and what is left.
//!
//! Promises: what is due, rounded and left is `pricing`'s, of the payments the shop is then told;
//! one that was taken can be taken off again; nothing is taken of a gift card or a credit before
//! the sale. Leaves out making the sale and showing the provider's code, which whoever shows it
//! does.

use egui::{Align, Context, Id, Key, Layout, Modifiers, RichText, Ui};

use super::{
    Given, OTHERS, Paid, PayingCard, ROW, amount_wanted, cash, credit::of_credit, given, third,
};
use crate::{
    shop::{
        customers::{self, Customer},
        pricing::Settled,
        sales::{Tender, TenderKind},
        settings::{self, Selling as Rules},
    },
    ui::{
        actions::Action,
        remote::{Live, sentence},
        theme::{self, GAP, GAP_S, TOUCH},
        widgets::{Field, Push, badge, entered, fine_print, strong},
        window::Cx,
    },
    values::{Currency, CustomerId, Money},
};

/// The most payments that are shown before they are scrolled, and what height the rest of the
/// dialog needs.
const TAKEN: (f32, f32) = (3.0, 690.0);

/// The payments of one thing while they are taken.
pub struct Paying {
    to_pay: Money,
    /// Whose credit may pay.
    customer: Option<CustomerId>,
    /// What is due in cash is a multiple of this.
    step: Live<(), Money>,
    buyer: Live<CustomerId, Option<Customer>>,
    taken: Vec<Given>,
    amount: String,
    reference: String,
    /// The gift card that is asked for, over the dialog.
    card: Option<Box<PayingCard>>,
    /// All of it, paid by what was chosen over the dialog.
    all: Option<Vec<Tender>>,
    /// Whether all of it may be paid by the provider's code, and whether it was chosen.
    by_code: bool,
    code_wanted: bool,
    begun: bool,
}

/// What came of a press.
type Taken = Result<Option<Vec<Tender>>, String>;

impl Paying {
    /// So much is to be paid, by `customer`'s credit too where it is theirs; nothing of it is
    /// taken yet.
    #[must_use]
    pub fn of(to_pay: Money, customer: Option<CustomerId>) -> Self {
        Self {
            to_pay,
            customer,
            step: Live::default(),
            buyer: Live::default(),
            taken: Vec::new(),
            amount: String::new(),
            reference: String::new(),
            card: None,
            all: None,
            by_code: false,
            code_wanted: false,
            begun: false,
        }
    }

    /// All of it may be paid by the provider's code, too.
    #[must_use]
    pub fn or_by_code(self) -> Self {
        Self {
            by_code: true,
            ..self
        }
    }

    /// Whether it is to be paid by the provider's code; told once.
    pub fn wants_code(&mut self) -> bool {
        std::mem::take(&mut self.code_wanted)
    }

    /// Keeps the rounding and the customer to the shop; call once a frame.
    pub fn keep(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        self.step.keep(cx.desk, cx.changes, &(), move |()| {
            let (rules, _) = shop.read(settings::load::<Rules>)?;
            Ok(rules.cash_step)
        });
        if let Some(id) = self.customer {
            let shop = cx.shop.clone();
            self.buyer.keep(cx.desk, cx.changes, &id, move |id| {
                shop.read(|db| customers::current(db, *id))
            });
        }
    }

    /// Shows what lies over the dialog; true as long as something does. What is wrong with it goes
    /// to `error`.
    pub fn over(&mut self, ctx: &Context, cx: &Cx<'_>, error: &mut Option<String>) -> bool {
        let Some(card) = &mut self.card else {
            return false;
        };
        let Some(paid) = card.show(ctx, cx, &self.taken) else {
            return true;
        };
        self.card = None;
        // The dialog below gets its keyboard again.
        self.begun = false;
        if let Paid::By(code, amount) = paid {
            match self.take(TenderKind::Gift, amount, code.to_string()) {
                Ok(all) => self.all = all,
                Err(why) => *error = Some(why),
            }
        }
        ctx.request_repaint();
        false
    }

    fn buyer(&self) -> Option<&Customer> {
        self.buyer.answer_to(&self.customer?)?.as_ref()
    }

    /// What becomes of it; nothing until the rounding is known.
    fn settled(&self) -> Option<Settled> {
        let step = *self.step.latest()?;
        given::settle(&self.taken, self.to_pay, step, Money::ZERO).ok()
    }

    /// Shows it. What is answered pays all; `error` is what is wrong, and is taken away by typing.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        error: &mut Option<String>,
    ) -> Option<Vec<Tender>> {
        if let Some(all) = self.all.take() {
            return Some(all);
        }
        let currency = cx.facts.currency;
        let ids = Id::unique("paying").with(cx.desk.viewport());
        self.rows(ui, currency, ids, error);
        let due = self.settled().map(|settled| settled.missing);
        let left = given::left(&self.taken, self.to_pay);
        if let Some(due) = due.filter(|due| Some(*due) != left) {
            let text = format!("In cash, rounded: {}", currency.format(due));
            ui.label(fine_print(ui, text));
        }
        let enter = self.fields(ui, ids, error);
        let typed = !self.amount.trim().is_empty();
        self.hint(ui, currency, due);
        let mut taken = self.by_cash(ui, currency, due, enter && typed);
        let pressed = self.others(ui);
        if taken.is_none() {
            taken = pressed.map(|action| self.by(cx, action));
        }
        match taken? {
            Ok(all) => {
                *error = None;
                all
            }
            Err(why) => {
                *error = Some(why);
                None
            }
        }
    }

    /// What is typed; whether Enter ended it.
    fn fields(&mut self, ui: &mut Ui, ids: Id, error: &mut Option<String>) -> bool {
        let mut enter = false;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let half = ((ui.available_width() - GAP) / 2.0).floor();
            let amount = Field::new("Amount given", &mut self.amount)
                .numeric()
                .hint("Empty: all that is left")
                .limit(24)
                .width(half)
                .id(ids.with("amount"))
                .show(ui);
            if !std::mem::replace(&mut self.begun, true) {
                amount.request_focus();
            }
            enter = entered(ui, &amount);
            let reference = Field::new("Reference", &mut self.reference)
                .hint("Of a slip or transfer")
                .limit(100)
                .width(half)
                .id(ids.with("reference"))
                .show(ui);
            if amount.changed() || reference.changed() {
                *error = None;
            }
        });
        enter
    }

    /// Cash: all that is left in one press, what is typed, or a round amount.
    fn by_cash(
        &mut self,
        ui: &mut Ui,
        currency: Currency,
        due: Option<Money>,
        enter: bool,
    ) -> Option<Taken> {
        let name = match self.taken.is_empty() {
            true => Action::ExactCash.name(),
            false => "The rest in cash",
        };
        let all = Push::primary(name)
            .keys(Action::ExactCash.keys())
            .width(f32::INFINITY);
        let exact = ui.add_enabled(due.is_some(), all).clicked()
            | ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F12));
        let (mut cash, mut round) = (enter, None);
        ui.horizontal(|ui| {
            ui.set_height(TOUCH);
            match due {
                Some(due) if self.amount.trim().is_empty() => {
                    round = cash::round_amounts(ui, currency, due);
                }
                _ => {
                    let take = Push::new("Take cash").width(f32::INFINITY);
                    cash |= ui.add_enabled(due.is_some(), take).clicked();
                }
            }
        });
        match due {
            // So little is left that in cash it is rounded to nothing.
            Some(Money::ZERO) if exact => Some(Ok(Some(given::tenders(&self.taken)))),
            Some(due) if exact => Some(self.take(TenderKind::Cash, due, String::new())),
            _ if cash => {
                let sum = currency.parse(&self.amount).map_err(|why| sentence(&why));
                Some(sum.and_then(|sum| self.take(TenderKind::Cash, sum, String::new())))
            }
            _ => round.map(|sum| self.take(TenderKind::Cash, sum, String::new())),
        }
    }

    /// The ways that are not cash, three in a row; the one that was pressed.
    fn others(&self, ui: &mut Ui) -> Option<Action> {
        let mut pressed = None;
        let rows: [&[Action]; 2] = [
            &OTHERS.map(|(_, action)| action),
            match self.by_code {
                true => &[Action::QrPay, Action::GiftTender, Action::CreditTender],
                false => &[Action::GiftTender, Action::CreditTender],
            },
        ];
        for row in rows {
            ui.horizontal(|ui| {
                let third = third(ui);
                let width = match row.len() {
                    2 => ((ui.available_width() - GAP_S) / 2.0).floor(),
                    _ => third,
                };
                for action in row.iter().copied() {
                    let able = action != Action::CreditTender || self.customer.is_some();
                    let hint = match able {
                        true => action.hint(),
                        false => "Only a customer of the shop has credit.".to_owned(),
                    };
                    let shortcut = action.entry().shortcut.filter(|_| able);
                    let by_key = shortcut
                        .is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)));
                    let button = Push::new(action.name()).keys(action.keys()).within(width);
                    let button = ui.add_enabled(able, button).on_hover_text(hint.as_str());
                    if button.on_disabled_hover_text(hint).clicked() || by_key {
                        pressed = Some(action);
                    }
                }
            });
        }
        pressed
    }

    /// Takes what is typed, or all that is left, in another way than cash.
    fn by(&mut self, cx: &Cx<'_>, action: Action) -> Taken {
        if action == Action::QrPay {
            if !self.taken.is_empty() {
                let why = "The code is for all of it: take the other payments off first.";
                return Err(why.to_owned());
            }
            self.code_wanted = true;
            return Ok(None);
        }
        let currency = cx.facts.currency;
        let typed = match self.amount.trim() {
            "" => None,
            text => Some(currency.parse(text).map_err(|why| sentence(&why))?),
        };
        let wanted = amount_wanted(&self.taken, self.to_pay, (typed, currency))?;
        let (typed, left) = wanted;
        match action {
            Action::GiftTender => {
                self.card = Some(Box::new(PayingCard::of(left, typed)));
                Ok(None)
            }
            Action::CreditTender => {
                let unknown = || match self.buyer.trouble() {
                    Some(trouble) => trouble.to_owned(),
                    None => "What credit they have is not known yet; try again.".to_owned(),
                };
                let buyer = self.buyer().ok_or_else(unknown)?;
                let amount = of_credit(&self.taken, buyer, wanted, currency)?;
                self.take(TenderKind::Credit, amount, String::new())
            }
            other => {
                let kind = OTHERS.iter().find(|(_, action)| *action == other);
                let Some((kind, _)) = kind else {
                    return Ok(None);
                };
                let reference = self.reference.trim().to_owned();
                self.take(*kind, typed.unwrap_or(left), reference)
            }
        }
    }

    /// Takes a payment: all payments where that is the last one, and otherwise it stands with the
    /// others until the rest is paid.
    fn take(&mut self, kind: TenderKind, amount: Money, reference: String) -> Taken {
        if amount <= Money::ZERO {
            return Err("An amount above 0 is needed.".to_owned());
        }
        if !given::has_room(&self.taken) {
            return Err("No more payments fit; take one off.".to_owned());
        }
        let step = *self
            .step
            .latest()
            .ok_or("The rounding is not known yet; try again.")?;
        let mut all = self.taken.clone();
        all.push(Given {
            kind,
            amount,
            reference,
        });
        let settled = given::settle(&all, self.to_pay, step, Money::ZERO)?;
        if settled.missing == Money::ZERO {
            // Those before it stay as they are, in case the shop refuses this one.
            return Ok(Some(given::tenders(&all)));
        }
        self.taken = all;
        self.amount.clear();
        self.reference.clear();
        self.begun = false;
        Ok(None)
    }

    /// The payments that were taken, and what is left to pay.
    fn rows(&mut self, ui: &mut Ui, currency: Currency, ids: Id, error: &mut Option<String>) {
        if self.taken.is_empty() {
            return;
        }
        let (most, rest) = TAKEN;
        let one = ROW + ui.spacing().item_spacing.y;
        let room = ui.ctx().content_rect().height() - rest;
        let high = room.clamp(one, most * one);
        let buyer = self.buyer().map(|buyer| buyer.name.clone());
        let buyer = buyer.unwrap_or_default();
        let taken = (&mut self.taken[..], buyer.as_str());
        let (off, _) = given::rows(ui, currency, taken, (ids, None), high);
        if let Some(at) = off {
            self.taken.remove(at);
            *error = None;
        }
        if let Some(settled) = self.settled() {
            ui.horizontal(|ui| {
                // Those above it may be scrolled out of sight.
                let text = match self.taken.len() {
                    1 => "Left to pay".to_owned(),
                    several => format!("Left to pay after {several} payments"),
                };
                ui.label(strong(text));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let left = currency.format(settled.missing);
                    ui.label(RichText::new(left).font(theme::strong(theme::HEADING)));
                });
            });
        }
    }

    /// What becomes of the amount in cash; the line is always there, so that nothing moves.
    fn hint(&self, ui: &mut Ui, currency: Currency, due: Option<Money>) {
        ui.horizontal(|ui| {
            ui.set_height(22.0);
            let told = due.and_then(|due| cash::hint(currency, &self.amount, due));
            if let Some((tone, text)) = told {
                badge(ui, tone, &text);
            }
        });
    }
}
