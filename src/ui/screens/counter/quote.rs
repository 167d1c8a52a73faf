//! The question for a quotation of what is in the basket: for whom, and until when.
//!
//! Promises: it offers the lines that are shown at the prices that are shown, or says why not; it
//! is asked for once, and the basket is empty afterwards. Leaves out the quotation itself: its
//! screen shows it.

use chrono::{Days, NaiveDate};
use egui::{Context, Id, Label, Ui};

use super::{basket::BasketState, line::Line};
use crate::{
    shop::{
        Refusal, customers,
        sales::{
            baskets,
            quotes::{MakeQuotation, Quoted},
        },
    },
    ui::{
        overlays::grant::{GrantForm, Verdict},
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_S},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, count, dialog, entered, fine_print, muted,
            title,
        },
        window::Cx,
    },
    values::NAME_MAX_CHARS,
};

/// For how long quotations are usually made, in days.
const USUAL: [u64; 3] = [7, 14, 30];
/// Who it is for where nobody is named.
const ANYBODY: &str = "Walk-in customer";
/// The longest note, in characters.
const NOTE: usize = 200;

/// The question while it is open.
#[derive(Default)]
pub struct QuoteForm {
    customer: String,
    /// The customer of the basket, once that is read.
    named: Live<(), Option<String>>,
    until: String,
    note: String,
    begun: bool,
    /// Whether it was asked for: it is sent as soon as the basket's last save is over.
    asked: bool,
    ask: Option<Ask<Quoted>>,
    grant: Option<Box<GrantForm>>,
    /// The field that is wrong, as the shop calls it, and why; no field, the whole.
    wrong: Option<(String, String)>,
}

/// What comes after a frame of it.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Away,
    /// It was made, for this customer.
    Made(Quoted, String),
}

impl QuoteForm {
    /// Whether it is being made: the basket is not to change any more.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.asked
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, basket: &BasketState) -> Next {
        if let Some(grant) = &mut self.grant {
            match grant.show(ctx, cx.shop, cx.session, cx.desk, cx.changes) {
                Verdict::Waits => return Next::Stays,
                Verdict::Granted => {
                    if let Some(ask) = &mut self.ask {
                        ask.again(cx.desk);
                    }
                }
                Verdict::Away => (self.asked, self.ask) = (false, None),
            }
            self.grant = None;
        }
        if self.asked && self.ask.is_none() && !basket.is_saving() {
            self.ask = Some(self.send(cx, basket));
        }
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(quoted)) => return Next::Made(quoted, self.whom().to_owned()),
            Some(Outcome::Refused(refusal)) => self.refused(&refusal),
            Some(Outcome::Failed(why)) => {
                self.asked = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.wrong = Some((String::new(), why));
            }
        }
        self.begin(cx, basket);
        let mut next = Next::Stays;
        let away = dialog(ctx, "quote", 480.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Quote");
            self.head(ui, cx, basket);
            let enter = self.fields(ui, cx);
            let (busy, sure) = (
                self.ask.as_ref().is_some_and(Ask::under_way),
                self.ask.as_ref().is_none_or(Ask::is_settled),
            );
            buttons(ui, |ui| {
                let text = match (busy, sure) {
                    (true, _) => "Making it…",
                    (false, true) => "Make the quotation",
                    (false, false) => "Try again",
                };
                let make = ui.add_enabled(!busy, Push::primary(text)).clicked();
                if !busy && (make || enter) {
                    self.go(cx);
                }
                let cancel = Push::new("Cancel").kind(Kind::Quiet);
                if ui.add_enabled(!busy && sure, cancel).clicked() {
                    next = Next::Away;
                }
            });
        });
        match next {
            Next::Stays if away && !self.asked => Next::Away,
            next => next,
        }
    }

    /// Asks for it, or again for the same after a failure of which nothing is certain.
    fn go(&mut self, cx: &Cx<'_>) {
        self.wrong = None;
        match &mut self.ask {
            Some(ask) if !ask.is_settled() => ask.again(cx.desk),
            _ => (self.asked, self.ask) = (true, None),
        }
    }

    /// Fills in what is known: whose basket it is, the usual last day, the basket's note.
    fn begin(&mut self, cx: &Cx<'_>, basket: &BasketState) {
        let (shop, account) = (cx.shop.clone(), cx.session.account());
        let held = basket.held().map(|held| held.basket);
        let fresh = self.named.keep(cx.desk, 0, &(), move |()| {
            let (Some(account), Some(held)) = (account, held) else {
                return Ok(None);
            };
            shop.read(|db| {
                let whose = baskets::one_of(db, account, held)?;
                match whose.and_then(|basket| basket.customer) {
                    Some(id) => Ok(customers::current(db, id)?.map(|customer| customer.name)),
                    None => Ok(None),
                }
            })
        });
        if fresh
            && self.customer.is_empty()
            && let Some(Some(name)) = self.named.latest()
        {
            self.customer.clone_from(name);
        }
        if self.until.is_empty() && !self.begun {
            self.until = in_days(cx, USUAL[1]);
            self.note = basket.note().unwrap_or_default().to_owned();
        }
    }

    fn head(&self, ui: &mut Ui, cx: &Cx<'_>, basket: &BasketState) {
        let pieces = count(basket.pieces(), "piece", "pieces");
        let total = basket.cost().map_or_else(
            |why| why,
            |cost| cx.facts.currency.format_with_code(cost.gross),
        );
        let text = format!("{pieces} · {total}. Until its last day it is sold for exactly this.");
        ui.add(Label::new(muted(ui, text)).wrap());
        if let Some((_, why)) = self.wrong.as_ref().filter(|(field, _)| field.is_empty()) {
            banner(ui, Tone::Bad, why);
        }
    }

    /// The fields; whether Enter was pressed in one.
    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let ids = Id::unique("quote").with(cx.desk.viewport());
        let first = !std::mem::replace(&mut self.begun, true);
        let wrong = self.wrong.clone();
        let why = |field: &str| {
            let of_it = wrong.as_ref().filter(|(of, _)| of == field);
            of_it.map(|(_, why)| why.as_str())
        };
        let whom = Field::new("For", &mut self.customer)
            .hint("A name; left empty, a walk-in customer")
            .limit(NAME_MAX_CHARS)
            .error(why("customer"))
            .id(ids.with("customer"))
            .show(ui);
        if first {
            whom.request_focus();
        }
        let until = Field::new("Valid until", &mut self.until)
            .hint("2026-03-31")
            .limit(10)
            .error(why("valid_until"))
            .id(ids.with("until"))
            .show(ui);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            for days in USUAL {
                let day = in_days(cx, days);
                let text = format!("{days} days");
                let button = Push::new(&text).selected(self.until == day);
                if ui.add(button).clicked() {
                    self.until = day;
                    self.wrong = None;
                }
            }
            ui.label(fine_print(ui, "or any day, as 2026-03-31"));
        });
        let note = Field::new("Note", &mut self.note)
            .limit(NOTE)
            .error(why("note"))
            .id(ids.with("note"))
            .show(ui);
        let fields = [&whom, &until, &note];
        if fields.iter().any(|field| field.changed()) {
            self.wrong = None;
        }
        fields.into_iter().any(|field| entered(ui, field))
    }

    fn whom(&self) -> &str {
        match self.customer.trim() {
            "" => ANYBODY,
            name => name,
        }
    }

    fn refused(&mut self, refusal: &Refusal) {
        if let Some(grant) = GrantForm::of(refusal) {
            // The request stays: granted, it is asked for again.
            self.grant = Some(Box::new(grant));
            return;
        }
        (self.asked, self.ask) = (false, None);
        self.wrong = Some(match refusal {
            Refusal::Invalid { field, why }
                if ["customer", "valid_until", "note"].contains(&field.as_str()) =>
            {
                (field.clone(), sentence(why))
            }
            other => (String::new(), sentence(other)),
        });
    }

    fn send(&self, cx: &Cx<'_>, basket: &BasketState) -> Ask<Quoted> {
        let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
        let command = MakeQuotation {
            customer: self.whom().to_owned(),
            valid_until: self.until.clone(),
            lines: basket.lines().iter().map(Line::sold).collect(),
            discount: basket.discount(),
            note,
            basket: basket.held().cloned(),
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, command.clone())
        })
    }
}

/// The shop's day in so many days, as it is typed.
fn in_days(cx: &Cx<'_>, days: u64) -> String {
    let today: NaiveDate = cx.facts.zone.date(cx.shop.now());
    let day = today.checked_add_days(Days::new(days)).unwrap_or(today);
    day.to_string()
}
