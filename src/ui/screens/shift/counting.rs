//! The blind count: notes and coins, what other tenders come to, and only then what there
//! should be. Where nothing differs, the shift is closed at once; otherwise a reason is asked
//! for, or it is counted again. Each count is written down before it is told.

use egui::{Align, Label, Layout, RichText, Ui, Vec2};

use super::{
    asking::Asking,
    pieces::{number, pieces, step},
    report,
};
use crate::{
    shop::{
        Refusal,
        sales::TenderKind,
        shifts::{CloseShift, Count, CountShift, CountedTender, Pieces, ZReport},
    },
    ui::{
        overlays::grant::{GrantForm, Verdict},
        theme::{self, GAP, GAP_L, GAP_S, TOUCH},
        widgets::{Field, Push, card, entered, fine_print, muted, strong, title},
        window::Cx,
    },
    values::{Currency, Money, ShiftId},
};

/// What a number of notes or coins that can't be is said of.
const PIECES: &str = "pieces";

/// What the person does after it.
pub enum Next {
    /// Goes back: the shift stays open.
    Back,
    /// Asks what an amount is made of.
    Why(TenderKind),
    /// It was closed.
    Closed(Box<ZReport>),
}

/// The count while it goes on.
pub struct Counting {
    shift: ShiftId,
    pieces: Vec<(Money, String)>,
    others: Vec<(TenderKind, String)>,
    reason: String,
    /// The count that was made of what is typed, with what there should be.
    told: Option<Count>,
    /// Whether what is typed was changed while it was being counted.
    changed: bool,
    asking: Asking<String, Count>,
    closing: Asking<(i64, String), ZReport>,
    /// The question for a supervisor's grant.
    grant: Option<Box<GrantForm>>,
    /// The place of the number that gets the keyboard.
    focus: Option<usize>,
    focus_reason: bool,
}

impl Counting {
    /// For a shift in a shop of this currency.
    #[must_use]
    pub fn new(shift: ShiftId, currency: Currency) -> Self {
        let others = TenderKind::ALL.into_iter();
        Self {
            shift,
            pieces: currency
                .denominations()
                .into_iter()
                .map(|worth| (worth, String::new()))
                .collect(),
            others: others
                .filter(|kind| *kind != TenderKind::Cash && !kind.is_kept_here())
                .map(|kind| (kind, String::new()))
                .collect(),
            reason: String::new(),
            told: None,
            changed: false,
            asking: Asking::default(),
            closing: Asking::default(),
            grant: None,
            focus: Some(0),
            focus_reason: false,
        }
    }

    /// The shift that is counted.
    #[must_use]
    pub fn shift(&self) -> ShiftId {
        self.shift
    }

    /// Whether the shop owes it no answer and has told it nothing.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.asking.is_idle() && self.closing.is_idle() && self.grant.is_none()
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Next> {
        if let Some(z) = self.take_answers(cx) {
            return Some(Next::Closed(z));
        }
        self.ask_for_grant(ui, cx);
        let mut next = None;
        ui.horizontal(|ui| {
            title(ui, "Count the drawer");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Push::new("Back")).clicked() {
                    next = Some(Next::Back);
                }
            });
        });
        ui.label(muted(
            ui,
            "Count what is there. What there should be is told afterwards, and each count stays on the Z report.",
        ));
        ui.add_space(GAP);
        let wide = ui.available_width() > 700.0;
        let mut changed = false;
        if wide {
            ui.columns(2, |ui| {
                changed = card(&mut ui[0], |ui| self.notes_and_coins(ui, cx.facts.currency));
                next = self.outcome(&mut ui[1], cx).or(next.take());
            });
        } else {
            changed = card(ui, |ui| self.notes_and_coins(ui, cx.facts.currency));
            ui.add_space(GAP_L);
            next = self.outcome(ui, cx).or(next);
        }
        if changed {
            self.asking.mended(PIECES);
            self.count_anew();
        }
        next
    }

    /// What was told was of another count.
    fn count_anew(&mut self) {
        self.told = None;
        self.changed = !self.asking.is_free();
        self.closing.forgive();
    }

    /// The count that was made, and the Z report where the shift was closed on it.
    fn take_answers(&mut self, cx: &Cx<'_>) -> Option<Box<ZReport>> {
        if let Some(Ok(count)) = self.asking.answer() {
            let even = count.is_even();
            if !std::mem::take(&mut self.changed) {
                self.told = Some(count);
                match even {
                    true => self.close(cx),
                    false => self.focus_reason = true,
                }
            }
        }
        match self.closing.answer()? {
            Ok(z) => return Some(Box::new(z)),
            // It says why; the next press counts.
            Err(Refusal::CountAgain { .. }) => self.told = None,
            Err(refusal) => {
                self.grant = GrantForm::of(&refusal).map(Box::new);
                if self.grant.is_some() {
                    self.closing.forgive();
                }
            }
        }
        None
    }

    /// So large a difference needs a supervisor: once they granted it, it is closed.
    fn ask_for_grant(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let Some(form) = &mut self.grant else { return };
        match form.show(ui.ctx(), cx.shop, cx.session, cx.desk, cx.changes) {
            Verdict::Waits => {}
            Verdict::Granted => {
                self.grant = None;
                self.close(cx);
            }
            Verdict::Away => self.grant = None,
        }
    }

    /// The notes and coins with steppers; true where a number changed.
    fn notes_and_coins(&mut self, ui: &mut Ui, currency: Currency) -> bool {
        let mut changed = false;
        ui.spacing_mut().item_spacing.y = GAP_S;
        let mut focus = self.focus.take();
        for (place, (worth, typed)) in self.pieces.iter_mut().enumerate() {
            let name = currency.format(*worth);
            ui.horizontal(|ui| {
                let label = Vec2::new(86.0, TOUCH);
                ui.allocate_ui_with_layout(label, Layout::right_to_left(Align::Center), |ui| {
                    ui.label(strong(&name));
                });
                let now = pieces(typed);
                let less = Push::new("−")
                    .width(TOUCH)
                    .named(format!("One {name} less"));
                if ui.add_enabled(now.is_some_and(|n| n > 0), less).clicked() {
                    step(typed, -1);
                    changed = true;
                }
                let field = number(ui, &name, typed);
                changed |= field.changed();
                if focus == Some(place) {
                    field.request_focus();
                    focus = None;
                }
                if entered(ui, &field) {
                    focus = Some(place + 1);
                }
                let more = Push::new("+")
                    .width(TOUCH)
                    .named(format!("One {name} more"));
                if ui.add_enabled(now.is_some(), more).clicked() {
                    step(typed, 1);
                    changed = true;
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let amount = now.and_then(|n| worth.minor().checked_mul(n));
                    let text = match amount {
                        Some(0) => String::new(),
                        Some(amount) => currency.format(Money::from_minor(amount)),
                        None => "no number".to_owned(),
                    };
                    ui.label(muted(ui, text));
                });
            });
        }
        // Enter goes from number to number, and after the last to the other tenders.
        self.focus = focus;
        changed
    }

    /// The total, the other tenders and what comes of it.
    fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Next> {
        let mut next = None;
        let currency = cx.facts.currency;
        card(ui, |ui| {
            ui.label(muted(ui, "Cash counted"));
            let total = self.total().map_or_else(
                || "too much".to_owned(),
                |total| currency.format_with_code(total),
            );
            ui.label(RichText::new(total).font(theme::strong(theme::TOTAL)));
            ui.add_space(GAP);
            // Columns spread their texts; this is to be read.
            ui.vertical(|ui| {
                let text = "And what these come to, by the terminal's slip. Leave empty what \
                            nobody used.";
                ui.add(Label::new(fine_print(ui, text)).wrap());
            });
            let (mut changed, mut enter) = (false, false);
            let notes = self.pieces.len();
            let last = notes + self.others.len();
            let mut focus = self.focus.take();
            ui.columns(self.others.len().max(1), |columns| {
                let places = notes..last;
                for (((kind, typed), ui), place) in self.others.iter_mut().zip(columns).zip(places)
                {
                    let error = self.asking.error(kind.word());
                    let field = Field::new(kind.name(), typed)
                        .numeric()
                        .error(error.as_deref())
                        .show(ui);
                    if field.changed() {
                        self.asking.mended(kind.word());
                        changed = true;
                    }
                    if focus == Some(place) {
                        field.request_focus();
                        focus = None;
                    }
                    if entered(ui, &field) {
                        // After the last there is nothing but to close.
                        enter = place + 1 == last;
                        focus = (!enter).then_some(place + 1);
                    }
                }
            });
            self.focus = focus;
            if changed {
                self.count_anew();
            }
            let fields: Vec<&str> = self.others.iter().map(|(kind, _)| kind.word()).collect();
            ui.add_space(GAP);
            self.asking.banners(ui, cx, &fields);
            self.closing.banners(ui, cx, &["reason"]);
            let differs = self.told.as_ref().filter(|told| !told.is_even());
            if let Some(told) = differs {
                if let Some(kind) = report::balances(ui, currency, &told.balances) {
                    next = Some(Next::Why(kind));
                }
                ui.add_space(GAP);
                let error = self.closing.error("reason");
                let reason = Field::new("Reason of the difference", &mut self.reason)
                    .hint("Counted twice; a note too much given back")
                    .error(error.as_deref())
                    .show(ui);
                enter |= entered(ui, &reason);
                if std::mem::take(&mut self.focus_reason) {
                    reason.request_focus();
                    reason.scroll_to_me(None);
                }
                ui.add_space(GAP);
            }
            let differs = differs.is_some();
            let name = match differs {
                true => "Book it and close",
                false => "Close the shift",
            };
            let free = self.asking.is_free() && self.closing.is_free();
            let go = ui.add_enabled(free, Push::primary(name).width(f32::INFINITY));
            if free && (go.clicked() || enter) {
                match (differs, &self.told) {
                    (true, _) if self.reason.trim().is_empty() => {
                        let why = "say why it differs, or count again";
                        self.closing.wrong("reason", why);
                    }
                    // Counted already: what failed was the closing.
                    (_, Some(_)) => self.close(cx),
                    (_, None) => self.count(cx),
                }
            }
            if differs {
                let again = ui.add_enabled(free, Push::new("Count again").width(f32::INFINITY));
                let hint = "Count once more; the count before it stays on the Z report.";
                if again.on_hover_text(hint).clicked() {
                    self.count_anew();
                    self.focus = Some(0);
                }
            }
        });
        next
    }

    fn total(&self) -> Option<Money> {
        self.pieces
            .iter()
            .try_fold(Money::ZERO, |sum, (worth, typed)| {
                let amount = worth.minor().checked_mul(pieces(typed)?)?;
                sum.checked_add(Money::from_minor(amount))
            })
    }

    /// Has what is typed written down as a count.
    fn count(&mut self, cx: &Cx<'_>) {
        self.closing.forgive();
        self.changed = false;
        let currency = cx.facts.currency;
        let mut cash = Vec::new();
        for (worth, typed) in &self.pieces {
            match pieces(typed) {
                Some(0) => {}
                Some(pieces) => cash.push(Pieces {
                    denomination: *worth,
                    pieces,
                }),
                None => {
                    let name = currency.format(*worth);
                    let why = format!("how many {name} there are is a whole number, such as 12");
                    self.asking.wrong(PIECES, &why);
                    return;
                }
            }
        }
        let mut others = Vec::new();
        for (kind, typed) in &self.others {
            if typed.trim().is_empty() {
                continue;
            }
            match currency.parse(typed) {
                Ok(amount) => others.push(CountedTender {
                    kind: *kind,
                    amount,
                }),
                Err(why) => {
                    self.asking.wrong(kind.word(), &why);
                    return;
                }
            }
        }
        let command = CountShift {
            shift: self.shift,
            cash,
            others,
        };
        let typed = format!("{command:?}");
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.asking.send(cx, typed, move |request| {
            shop.execute(&session, request, command.clone())
        });
    }

    /// Closes the shift on the count that was told.
    fn close(&mut self, cx: &Cx<'_>) {
        let Some(told) = &self.told else { return };
        let command = CloseShift {
            shift: self.shift,
            count: told.number,
            reason: (!told.is_even()).then(|| self.reason.clone()),
        };
        let typed = (command.count, self.reason.clone());
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.closing.send(cx, typed, move |request| {
            shop.execute(&session, request, command.clone())
        });
    }
}
