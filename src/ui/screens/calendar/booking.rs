//! Booking in an empty slot: who comes, with whom, how, for what fee.
//!
//! Promises: nothing typed is lost by a refusal; where the seat went meanwhile it says by whom it
//! was taken and offers the next ones; asked for once. Leaves out when there is a slot.

use chrono::NaiveDate;
use egui::{Context, Id, Label, Ui, Vec2};

use super::{fields, page};
use crate::{
    shop::{
        Permission, Refusal,
        appointments::{Book, Kept, Mode},
        customers::{self, Customer},
        slots::{Offered, SlotAt},
    },
    ui::{
        overlays::customer::{Choice, CustomerChoice},
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_S},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, caption, dialog, entered, muted, pick::pick,
            strong, title,
        },
        window::Cx,
    },
    values::{AccountId, CalendarId, CustomerId, Timestamp},
};

/// The longest note, in characters.
const NOTE: usize = 500;

/// The dialog while it is open.
pub struct Booking {
    at: SlotAt,
    calendar: String,
    /// The calendars that are chosen from where no slot says which.
    calendars: Vec<(CalendarId, String)>,
    choosing: Option<CustomerChoice>,
    customer: Option<CustomerId>,
    known: Live<CustomerId, Option<Customer>>,
    staff: String,
    mode: Mode,
    note: String,
    fee: String,
    confirmed: bool,
    /// What was typed for its time, where it is outside the hours.
    outside: Option<String>,
    error: Option<(String, String)>,
    next: Vec<Offered>,
    failed: Option<String>,
    ask: Option<Ask<Kept>>,
    begun: bool,
}

/// What comes after a frame of it.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Left,
    /// It was booked.
    Booked(Kept),
}

impl Booking {
    /// Books in this slot, with somebody where their column was pressed.
    #[must_use]
    pub fn of(slot: &Offered, calendar: &str, staff: Option<AccountId>) -> Self {
        Self::at(slot.at, calendar, staff)
    }

    fn at(at: SlotAt, calendar: &str, staff: Option<AccountId>) -> Self {
        Self {
            at,
            calendar: calendar.to_owned(),
            calendars: Vec::new(),
            choosing: Some(CustomerChoice::new("Who comes?")),
            customer: None,
            known: Live::default(),
            staff: fields::staff_text(staff),
            mode: Mode::InPerson,
            note: String::new(),
            fee: String::new(),
            confirmed: true,
            outside: None,
            error: None,
            next: Vec::new(),
            failed: None,
            ask: None,
            begun: false,
        }
    }

    /// Books in one of these calendars at a time outside its hours that is to be typed, on this
    /// date; nothing where there is no calendar.
    #[must_use]
    pub fn outside(calendars: Vec<(CalendarId, String)>, date: NaiveDate) -> Option<Self> {
        let (calendar, name) = calendars.first()?.clone();
        let at = SlotAt {
            calendar,
            start: Timestamp::default(),
        };
        Some(Self {
            outside: Some(format!("{date} ")),
            calendars,
            ..Self::at(at, &name, None)
        })
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, hosts: &[(AccountId, String)]) -> Next {
        if let Some(choosing) = &mut self.choosing {
            let known = self
                .customer
                .and_then(|id| self.known.answer_to(&id)?.clone());
            match choosing.show(ctx, cx, known.as_ref()) {
                Choice::Waits => return Next::Stays,
                Choice::Chosen(id) => {
                    self.customer = Some(id);
                    self.choosing = None;
                }
                Choice::Away | Choice::Nobody if self.customer.is_none() => return Next::Left,
                Choice::Away | Choice::Nobody => self.choosing = None,
            }
            ctx.request_repaint();
        }
        if let Some(id) = self.customer {
            let shop = cx.shop.clone();
            self.known.keep(cx.desk, cx.changes, &id, move |id| {
                shop.read(|db| customers::customer(db, *id))
            });
        }
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(kept)) => return Next::Booked(kept),
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.refused(refusal);
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
        let mut left = false;
        let away = dialog(ctx, "book an appointment", 520.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            left = self.form(ui, cx, hosts);
        });
        match left || (away && self.ask.is_none()) {
            true => Next::Left,
            false => Next::Stays,
        }
    }

    fn refused(&mut self, refusal: Refusal) {
        let (error, next) = match (page::not_had(&refusal), refusal) {
            (Some((why, next)), _) => ((String::new(), why), next),
            (None, Refusal::Invalid { field, why }) if field == "start" => {
                (("when".to_owned(), sentence(&why)), Vec::new())
            }
            (None, Refusal::Invalid { field, why }) => ((field, sentence(&why)), Vec::new()),
            (None, other) => ((String::new(), sentence(&other)), Vec::new()),
        };
        (self.error, self.next) = (Some(error), next);
    }

    fn form(&mut self, ui: &mut Ui, cx: &Cx<'_>, hosts: &[(AccountId, String)]) -> bool {
        title(ui, "Book an appointment");
        self.when(ui, cx);
        // Beside what it is about, and in sight before anything is scrolled.
        self.trouble(ui, cx);
        let free = self.ask.is_none();
        let mut enter = false;
        ui.add_enabled_ui(free, |ui| {
            let who = self
                .customer
                .and_then(|id| self.known.answer_to(&id)?.as_ref());
            let who = who.map_or_else(String::new, |customer| customer.name.clone());
            caption(ui, "Who comes");
            let button = Push::new(&who)
                .named(format!("Who comes: {who}"))
                .light()
                .left()
                .width(f32::INFINITY);
            if ui.add(button).clicked() {
                self.choosing = Some(CustomerChoice::new("Who comes?"));
            }
            fields::staff(ui, &mut self.staff, hosts);
            fields::mode(ui, &mut self.mode);
            enter = self.texts(ui, cx);
        });
        let mut left = false;
        buttons(ui, |ui| {
            let text = match (&self.failed, self.confirmed) {
                (Some(_), _) => "Try again",
                (None, true) => "Book and confirm",
                (None, false) => "Book as pending",
            };
            let ready = self.customer.is_some() && (free || self.failed.is_some());
            if (ui.add_enabled(ready, Push::primary(text)).clicked() || enter) && ready {
                self.send(cx);
            }
            let away = Push::new("Cancel").kind(Kind::Quiet);
            left = ui
                .add_enabled(free || self.failed.is_some(), away)
                .clicked();
        });
        left
    }

    /// The slot, or the time outside the hours for who may book then.
    fn when(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        match &mut self.outside {
            None => {
                let when = page::told(cx.facts.zone, self.at.start);
                ui.add(Label::new(strong(format!("{}, {when}", self.calendar))).wrap());
            }
            Some(typed) => {
                if self.calendars.len() > 1 {
                    which(
                        ui,
                        &self.calendars,
                        &mut self.at.calendar,
                        &mut self.calendar,
                    );
                }
                let text = format!("{}, outside its hours", self.calendar);
                ui.add(Label::new(strong(text)).wrap());
                let wrong = self.error.as_ref().filter(|(field, _)| field == "when");
                let wrong = wrong.map(|(_, why)| why.clone());
                let id = Id::unique("booking outside").with(cx.desk.viewport());
                let field = fields::when(ui, typed, id, wrong.as_deref());
                if !std::mem::replace(&mut self.begun, true) {
                    field.request_focus();
                }
                if field.changed() {
                    self.error = None;
                }
            }
        }
        if cx.standing.may(Permission::BookOutside) && self.at.start != Timestamp::default() {
            let outside = Push::new("Outside the hours").selected(self.outside.is_some());
            if ui.add_enabled(self.ask.is_none(), outside).clicked() {
                self.outside = match self.outside.take() {
                    Some(_) => None,
                    None => Some(cx.facts.zone.date_time(self.at.start)),
                };
                (self.error, self.next) = (None, Vec::new());
            }
        }
    }

    fn texts(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let wrong = |at: &str| {
            let wrong = self.error.as_ref().filter(|(field, _)| field == at);
            wrong.map(|(_, why)| why.clone())
        };
        let (bad_note, bad_fee) = (wrong("note"), wrong("fee"));
        let ids = Id::unique("booking").with(cx.desk.viewport());
        let note = Field::new("Note", &mut self.note)
            .hint("May be left empty")
            .limit(NOTE)
            .id(ids.with("note"))
            .error(bad_note.as_deref())
            .show(ui);
        let fee = Field::new("Fee", &mut self.fee)
            .hint("Left empty, it is free")
            .numeric()
            .limit(24)
            .id(ids.with("fee"))
            .error(bad_fee.as_deref())
            .show(ui);
        if !std::mem::replace(&mut self.begun, true) {
            note.request_focus();
        }
        if note.changed() || fee.changed() {
            self.error = None;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            for (confirmed, text) in [(true, "Confirmed"), (false, "Pending")] {
                let button = Push::new(text).selected(self.confirmed == confirmed);
                if ui.add(button).clicked() {
                    self.confirmed = confirmed;
                }
            }
        });
        entered(ui, &note) || entered(ui, &fee)
    }

    fn trouble(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(why) = &self.failed {
            banner(ui, Tone::Bad, why);
        } else if let Some(text) = self
            .ask
            .as_ref()
            .and_then(|ask| ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &text);
        }
        let elsewhere = |field: &str| !matches!(field, "note" | "fee" | "when");
        if let Some((_, why)) = self.error.as_ref().filter(|(field, _)| elsewhere(field)) {
            banner(ui, Tone::Bad, why);
        }
        if self.next.is_empty() {
            return;
        }
        ui.label(muted(ui, "Take another one:"));
        let mut taken = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            for slot in &self.next {
                let text = page::told(cx.facts.zone, slot.at.start);
                if ui
                    .add(Push::new(&text).named(format!("Take {text}")))
                    .clicked()
                {
                    taken = Some(slot.at);
                }
            }
        });
        if let Some(at) = taken {
            (self.at, self.outside) = (at, None);
            (self.error, self.next) = (None, Vec::new());
        }
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask {
            if self.failed.take().is_some() {
                ask.again(cx.desk);
            }
            return;
        }
        let fee = match self.fee.trim() {
            "" => None,
            typed => match cx.facts.currency.parse(typed) {
                Ok(fee) => Some(fee),
                Err(why) => {
                    self.error = Some(("fee".into(), sentence(&why)));
                    return;
                }
            },
        };
        let Some(customer) = self.customer else {
            return;
        };
        let start = match &self.outside {
            None => self.at.start,
            Some(typed) => match cx.facts.zone.parse_moment(typed) {
                Ok(start) => start,
                Err(why) => {
                    self.error = Some(("when".into(), sentence(&why)));
                    return;
                }
            },
        };
        let note = self.note.trim();
        let book = Book {
            calendar: self.at.calendar,
            start,
            customer,
            staff: fields::staff_of(&self.staff),
            mode: self.mode,
            note: (!note.is_empty()).then(|| note.to_owned()),
            fee,
            confirmed: self.confirmed,
            outside_hours: self.outside.is_some(),
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, book.clone())
        }));
    }
}

/// In which calendar, where the time is typed.
fn which(
    ui: &mut Ui,
    calendars: &[(CalendarId, String)],
    calendar: &mut CalendarId,
    name: &mut String,
) {
    let told = calendars.iter();
    let options: Vec<(String, String)> = told
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    let mut chosen = calendar.to_string();
    if pick(ui, "Calendar", &mut chosen, &options)
        && let Some((id, called)) = calendars.iter().find(|(id, _)| id.to_string() == chosen)
    {
        (*calendar, *name) = (*id, called.clone());
    }
}
