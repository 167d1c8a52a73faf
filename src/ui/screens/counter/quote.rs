//! The question for a quotation of what is in the basket: for whom, and until when.
//!
//! Promises: it offers the lines that are shown at the prices that are shown, or says why not; it
//! is asked for once, and the basket is empty afterwards. Leaves out the quotation itself: its
//! screen shows it.

use chrono::{Days, NaiveDate};
use egui::{Context, Id, Label, Ui};

use super::{
    basket::BasketState,
    becoming::{Becoming, Came, Pressed, find_buyer},
    line::Line,
};
use crate::{
    shop::{
        Refusal,
        customers::Customer,
        sales::quotes::{MakeQuotation, Quoted},
    },
    ui::{
        remote::{Ask, Live, sentence},
        theme::{GAP, GAP_S},
        widgets::{Field, Push, Tone, banner, count, dialog, entered, fine_print, muted, title},
        window::Cx,
    },
    values::{CustomerId, NAME_MAX_CHARS},
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
    named: Live<Option<CustomerId>, Option<Customer>>,
    until: String,
    note: String,
    begun: bool,
    becoming: Becoming<Quoted>,
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
        self.becoming.is_under_way()
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, basket: &BasketState) -> Next {
        match self.becoming.look_after(ctx, cx, basket, place) {
            Came::Covered => return Next::Stays,
            Came::Done(quoted) => return Next::Made(quoted, self.whom().to_owned()),
            Came::Ready => {
                let ask = self.send(cx, basket);
                self.becoming.send(ask);
            }
            Came::Nothing | Came::Refused => {}
        }
        self.begin(cx, basket);
        let mut next = Next::Stays;
        let away = dialog(ctx, "quote", 480.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Quote");
            self.head(ui, cx, basket);
            let enter = self.fields(ui, cx);
            let made = ("Making it…", "Make the quotation");
            let pressed = self.becoming.buttons(ui, made, true);
            if pressed == Pressed::Go || (enter && !self.becoming.is_busy()) {
                self.becoming.go(cx);
            }
            if pressed == Pressed::Away {
                next = Next::Away;
            }
        });
        match next {
            Next::Stays if away && !self.becoming.is_under_way() => Next::Away,
            next => next,
        }
    }

    /// Fills in what is known: whose basket it is, the usual last day, the basket's note.
    fn begin(&mut self, cx: &Cx<'_>, basket: &BasketState) {
        if find_buyer(&mut self.named, cx, basket)
            && self.customer.is_empty()
            && let Some(Some(customer)) = self.named.latest()
        {
            self.customer.clone_from(&customer.name);
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
        if let Some(why) = self.becoming.why("") {
            banner(ui, Tone::Bad, why);
        }
    }

    /// The fields; whether Enter was pressed in one.
    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let ids = Id::unique("quote").with(cx.desk.viewport());
        let first = !std::mem::replace(&mut self.begun, true);
        let mut changed = false;
        let why = |field: &str| self.becoming.why(field);
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
                    changed = true;
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
        if changed || fields.iter().any(|field| field.changed()) {
            self.becoming.wrong = None;
        }
        fields.into_iter().any(|field| entered(ui, field))
    }

    fn whom(&self) -> &str {
        match self.customer.trim() {
            "" => ANYBODY,
            name => name,
        }
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

/// The field in which a refusal is told.
fn place(refusal: &Refusal) -> Option<(String, String)> {
    match refusal {
        Refusal::Invalid { field, why }
            if ["customer", "valid_until", "note"].contains(&field.as_str()) =>
        {
            Some((field.clone(), sentence(why)))
        }
        _ => None,
    }
}

/// The shop's day in so many days, as it is typed.
fn in_days(cx: &Cx<'_>, days: u64) -> String {
    let today: NaiveDate = cx.facts.zone.date(cx.shop.now());
    let day = today.checked_add_days(Days::new(days)).unwrap_or(today);
    day.to_string()
}
