//! Taking goods back from a receipt: what comes back, where it goes, why, and the money.
//!
//! Promises: what goes back, and by which tender, is told before it is done, reckoned by the
//! shop itself; what the shop refuses is said here and nothing picked is lost; asked once, it is
//! done once. Leaves out the rules: how much may come back, and until when, the shop knows.

use egui::{Align, Context, Label, Layout, ScrollArea, Ui, Vec2};

use super::{
    money_back,
    picking::{Picked, left_of, row, written},
    to_credit::ToCredit,
};
use crate::{
    shop::{
        Refusal, Trouble,
        sales::{self, Receipt, ReturnPreview, TakeBack, TakenLine, TookBack, VoidSale},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_S, TOUCH},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::{Currency, Money, Quantity, Unit},
};

/// Why goods come back, most days.
const REASONS: [&str; 4] = [
    "Not as ordered",
    "Damaged",
    "Gone stale",
    "Changed their mind",
];
/// Why sales are voided, most days.
const VOID_REASONS: [&str; 3] = ["Rung up twice", "Wrong goods", "Customer left"];

/// The dialog while it is open.
pub struct TakingBack {
    receipt: Receipt,
    /// A void takes everything back, on the shelf.
    void: bool,
    lines: Vec<Picked>,
    reason: String,
    preview: Live<Vec<TakenLine>, Result<ReturnPreview, Refusal>>,
    credit: ToCredit,
    ask: Option<Ask<TookBack>>,
    error: Option<(String, String)>,
    /// It failed and may have been done all the same: only the same may be asked again.
    unsure: bool,
    /// What the shop was asked to take back last.
    sent: Vec<TakenLine>,
    /// It was shown: the keyboard has been given to what comes first.
    begun: bool,
}

/// What comes after a frame of the dialog.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Back,
    /// It was done.
    Done(TookBack),
}

impl TakingBack {
    /// Some of a receipt comes back; a single piece is picked at once.
    #[must_use]
    pub fn some(receipt: &Receipt) -> Self {
        let mut taking = Self::new(receipt, false);
        if let [line] = &receipt.lines[..]
            && let [picked] = &mut taking.lines[..]
            && left_of(line) == 1
        {
            picked.pieces = 1;
        }
        taking
    }

    /// A whole sale is voided.
    #[must_use]
    pub fn all(receipt: &Receipt) -> Self {
        let mut taking = Self::new(receipt, true);
        taking.everything();
        taking
    }

    fn new(receipt: &Receipt, void: bool) -> Self {
        Self {
            receipt: receipt.clone(),
            void,
            lines: receipt.lines.iter().map(|_| Picked::default()).collect(),
            reason: String::new(),
            preview: Live::default(),
            credit: ToCredit::of(receipt),
            ask: None,
            error: None,
            unsure: false,
            sent: Vec::new(),
            begun: false,
        }
    }

    /// The first line of which something can be picked still.
    fn to_pick(&self) -> Option<usize> {
        let mut lines = self.lines.iter().zip(&self.receipt.lines);
        lines.position(|(picked, line)| match line.unit {
            Unit::Piece => picked.pieces < left_of(line),
            _ => picked.typed.is_empty() && left_of(line) > 0,
        })
    }

    /// Keeps up with what of the receipt came back meanwhile.
    pub fn keep(&mut self, receipt: &Receipt) {
        if receipt.number == self.receipt.number && *receipt != self.receipt {
            self.receipt = receipt.clone();
        }
    }

    fn everything(&mut self) {
        for (picked, line) in self.lines.iter_mut().zip(&self.receipt.lines) {
            picked.pieces = left_of(line);
            picked.typed = written(line);
        }
    }

    /// What was picked; none where something typed is no quantity.
    fn wanted(&self) -> Option<Vec<TakenLine>> {
        let mut wanted = Vec::new();
        for (place, (picked, line)) in self.lines.iter().zip(&self.receipt.lines).enumerate() {
            let quantity = match line.unit {
                Unit::Piece if picked.pieces == 0 => continue,
                Unit::Piece => Quantity::of(picked.pieces).ok()?,
                _ if picked.typed.trim().is_empty() => continue,
                unit => unit.parse(&picked.typed).ok()?,
            };
            wanted.push(TakenLine {
                line: place as i64,
                quantity,
                to: picked.to,
            });
        }
        Some(wanted)
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Next {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(done)) => return Next::Done(done),
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.unsure = false;
                self.refused(refusal);
            }
            Some(Outcome::Failed(why)) => {
                self.unsure = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.error = Some((String::new(), why));
            }
        }
        let wanted = self.wanted().unwrap_or_default();
        self.keep_preview(cx, &wanted);
        self.credit.keep(cx);
        let (mut send, mut back) = (false, false);
        // The keyboard begins where something is to be picked, and where nothing is at the reason.
        let begins = !std::mem::replace(&mut self.begun, true);
        let first = self.to_pick().filter(|_| begins && !self.void);
        let narrow = if self.void { 480.0 } else { 720.0 };
        let away = dialog(ctx, "taking back", narrow, |ui| {
            self.head(ui);
            let free = !self.unsure && self.ask.as_ref().is_none_or(|ask| !ask.under_way());
            ui.add_enabled_ui(free, |ui| {
                if !self.void {
                    self.pick(ui, cx.facts.currency, &wanted, first);
                }
                send = self.why(ui, begins && first.is_none());
                if !self.void {
                    let told = self.preview.latest().and_then(|told| told.as_ref().ok());
                    let before = told.is_some_and(|told| told.went_before > Money::ZERO);
                    self.credit.ask(ui, before);
                }
            });
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            let money = self.money(ui, cx.facts.currency, &wanted);
            if let Some((field, why)) = &self.error
                && field != "reason"
            {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let ready = self.unsure || (money.is_some() && free);
                let text = match (self.unsure, money) {
                    (true, _) => "Try again".to_owned(),
                    (false, Some(money)) if money > Money::ZERO => {
                        let money = cx.facts.currency.format_with_code(money);
                        match self.credit.chosen() {
                            Some(_) => format!("Put {money} on the credit"),
                            None => format!("Give {money} back"),
                        }
                    }
                    (false, _) => if self.void { "Void it" } else { "Take it back" }.to_owned(),
                };
                let pressed = ui.add_enabled(ready, Push::primary(&text)).clicked();
                send = ready && (pressed || send);
                back = ui.add(Push::new("Back")).clicked();
            });
        });
        if self.credit.choose(ctx, cx) {
            // The choice lies over this; what was meant for it is not for this.
            return Next::Stays;
        }
        if send {
            self.send(cx, wanted);
        }
        if back || away {
            Next::Back
        } else {
            Next::Stays
        }
    }

    fn head(&mut self, ui: &mut Ui) {
        let number = self.receipt.number;
        if self.void {
            title(ui, &format!("Void receipt {number}"));
            let text = "As if it had never been sold: everything goes back on the shelf, the money to the customer. Receipt and void are kept.";
            ui.add(Label::new(muted(ui, text)).wrap());
            return;
        }
        ui.horizontal(|ui| {
            title(ui, &format!("Take back from receipt {number}"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let all = Push::new("All of it").kind(Kind::Quiet);
                if ui.add(all).clicked() && !self.unsure {
                    self.everything();
                }
            });
        });
    }

    fn keep_preview(&mut self, cx: &Cx<'_>, wanted: &Vec<TakenLine>) {
        if wanted.is_empty() {
            return;
        }
        let (shop, number) = (cx.shop.clone(), self.receipt.number);
        let news = self
            .preview
            .keep(cx.desk, cx.changes, wanted, move |wanted| {
                shop.read(|db| match sales::preview_return(db, number, wanted) {
                    Ok(preview) => Ok(Ok(preview)),
                    Err(Trouble::Refused(refusal)) => Ok(Err(refusal)),
                    Err(Trouble::Fault(fault)) => Err(fault),
                })
            });
        // What was said of something else that was picked is not true any more.
        if news && !self.unsure && self.ask.is_none() {
            self.error = match self.preview.latest() {
                Some(Err(refusal)) => Some(("lines".to_owned(), sentence(refusal))),
                // What was said of just these still stands, whatever is read of them anew.
                _ if *wanted == self.sent => self.error.take(),
                _ => self.error.take().filter(|(field, _)| field == "reason"),
            };
        }
    }

    /// The lines; the one at `first` gets the keyboard.
    fn pick(
        &mut self,
        ui: &mut Ui,
        currency: Currency,
        wanted: &[TakenLine],
        first: Option<usize>,
    ) {
        let told = self.preview.answer_to(&wanted.to_vec());
        let told = told.and_then(|told| told.as_ref().ok());
        let worth = |place: usize| {
            let at = wanted.iter().position(|w| w.line == place as i64)?;
            told?.lines.get(at).copied()
        };
        let most = (ui.ctx().content_rect().height() - 470.0).max(140.0);
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            ui.set_width(ui.available_width() - 10.0);
            let lines = self.receipt.lines.iter().zip(&mut self.lines);
            for (place, (line, picked)) in lines.enumerate() {
                let begins = first == Some(place);
                row(ui, currency, line, picked, (worth(place), begins));
            }
        });
    }

    /// The reason, which gets the keyboard where `begins` is true; true where Enter ended its
    /// editing.
    fn why(&mut self, ui: &mut Ui, begins: bool) -> bool {
        ui.add_space(GAP_S);
        let reasons = if self.void {
            &VOID_REASONS[..]
        } else {
            &REASONS[..]
        };
        let error = self.error.as_ref();
        let error = error.filter(|(field, _)| field == "reason");
        let field = Field::new("Reason", &mut self.reason)
            .hint("Why it comes back")
            .error(error.map(|(_, why)| why.as_str()))
            .show(ui);
        if begins {
            field.request_focus();
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            for reason in reasons {
                let chip = Push::new(reason)
                    .tall(TOUCH, theme::SMALL)
                    .selected(self.reason == *reason);
                if ui.add(chip).clicked() {
                    (*reason).clone_into(&mut self.reason);
                    self.error = None;
                }
            }
        });
        entered(ui, &field)
    }

    /// The money that goes back; none while it is not known for exactly what is picked.
    fn money(&self, ui: &mut Ui, currency: Currency, wanted: &[TakenLine]) -> Option<Money> {
        ui.add_space(GAP);
        let told = if wanted.is_empty() {
            None
        } else {
            self.preview.answer_to(&wanted.to_vec())
        };
        let preview = told.and_then(|told| told.as_ref().ok());
        let picked = !wanted.is_empty();
        money_back::show(ui, currency, &self.receipt, (picked, preview), &self.credit);
        preview.map(|preview| money_back::sum_of(preview, self.credit.went_before()))
    }

    fn refused(&mut self, refusal: Refusal) {
        self.error = Some(match refusal {
            Refusal::Invalid { field, why } => (field, sentence(&why)),
            other => (String::new(), sentence(&other)),
        });
    }

    fn send(&mut self, cx: &Cx<'_>, lines: Vec<TakenLine>) {
        self.error = None;
        self.sent.clone_from(&lines);
        if let Some(ask) = &mut self.ask
            && self.unsure
        {
            self.unsure = false;
            ask.again(cx.desk);
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (receipt, reason) = (self.receipt.number, self.reason.clone());
        let shift = cx.shift;
        self.ask = Some(if self.void {
            let command = VoidSale {
                receipt,
                reason,
                shift,
            };
            Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, command.clone())
            })
        } else {
            let command = TakeBack {
                receipt,
                lines,
                reason,
                shift,
                to_credit: self.credit.chosen().is_some(),
                customer: self.credit.named(),
                money_went_back: self.credit.went_before(),
            };
            Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, command.clone())
            })
        });
    }
}
