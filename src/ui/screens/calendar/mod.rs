//! The calendar: who comes when, on a day or in a week, and the appointment that is chosen.
//!
//! Promises: what anybody books or changes appears by itself; what is free is booked by a press,
//! what is booked is moved by a drag or by keys, and what could not be done is said in its place;
//! colour is never alone, the state stands there in words. Leaves out opening hours, which are
//! settings, and orders that are picked up.

mod block;
mod booking;
mod closed;
mod deeds;
mod detail;
mod dialogs;
mod drag;
mod fee;
mod fields;
mod grid;
mod head;
mod lanes;
mod page;
mod paint;
mod press;

use chrono::NaiveDate;
use egui::{CentralPanel, Context, Frame, Key, Margin, Modifiers, Panel, Ui};

use crate::{
    shop::{
        Permission,
        appointments::{self, Appointment, Change, Kept},
        slots::Offered,
    },
    ui::{
        overlays::code::{self, CodeDialog},
        remote::Live,
        screens::saving::Saving,
        theme::{GAP_L, GAP_S, tokens},
        widgets::{Push, Tone, banner, fine_print, nothing},
        window::Cx,
    },
    values::{AppointmentId, CalendarId},
};
use booking::Booking;
use deeds::{Deed, Deeds};
use dialogs::Asked;
use fee::TakingFee;
use grid::{Did, Drawn, Grid};
use page::{By, Page, Sift, View, Wanted, told};

/// An appointment and its history.
type Story = Option<(Appointment, Vec<Change>)>;

/// The calendar screen.
#[derive(Default)]
pub struct CalendarRoom {
    /// The day that is shown, or of the week that is; today, whenever that is, where nobody
    /// chose.
    date: Option<NaiveDate>,
    view: View,
    by: By,
    sift: Sift,
    page: Live<Wanted, Page>,
    grid: Grid,
    chosen: Option<AppointmentId>,
    story: Live<AppointmentId, Story>,
    deeds: Deeds,
    booking: Option<Box<Booking>>,
    asked: Option<Asked>,
    taking_fee: Option<TakingFee>,
    by_code: Option<CodeDialog>,
    /// What a free time is being chosen for.
    moving: Option<Appointment>,
    /// What was asked for from another screen: it is brought into sight.
    opened: Option<AppointmentId>,
    saving: Saving,
}

impl CalendarRoom {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        if let Some(id) = self.opened.take() {
            self.grid.bring(id, &ctx);
        }
        self.saving.take_answer(cx);
        let (zone, now) = (cx.facts.zone, cx.shop.now());
        let today = zone.date(now);
        let date = self.date.unwrap_or(today);
        let wanted = Wanted::of(self.view, date, now);
        let shop = cx.shop.clone();
        self.page.keep(cx.desk, cx.changes, &wanted, move |wanted| {
            Page::read(&shop, wanted)
        });
        if let Some(id) = self.chosen {
            let shop = cx.shop.clone();
            let fresh = self.story.keep(cx.desk, cx.changes, &id, move |id| {
                // In one snapshot, so that the history ends with what is shown.
                shop.read(|db| {
                    let Some(one) = appointments::appointment(db, zone, *id)? else {
                        return Ok(None);
                    };
                    Ok(Some((one, appointments::history(db, zone, *id)?)))
                })
            });
            if fresh {
                ctx.request_repaint();
            }
        }
        if let Some(kept) = self.deeds.answer() {
            self.done(cx, &kept);
            ctx.request_repaint();
        }
        let covered = cx.covered || self.is_covered() || ctx.any_popup_open();
        if !covered {
            self.keys(&ctx, cx, today);
        }
        let t = tokens(ui);
        if self.chosen.is_some() {
            let frame = Frame::new()
                .fill(t.surface)
                .inner_margin(Margin::same(GAP_L as i8));
            let width = if ctx.content_rect().width() >= 1240.0 {
                348.0
            } else {
                300.0
            };
            Panel::right("appointment")
                .resizable(false)
                .exact_size(width)
                .frame(frame)
                .show(ui, |ui| self.detail(ui, cx));
        }
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.head(ui, cx, (date, today));
            ui.add_space(GAP_S);
            self.body(ui, cx, &wanted);
        });
        self.dialogs(&ctx, cx);
    }

    /// Whether a dialog of this screen is open.
    fn is_covered(&self) -> bool {
        self.booking.is_some()
            || self.asked.is_some()
            || self.taking_fee.is_some()
            || self.by_code.is_some()
    }

    /// Says what was done, and shows it.
    fn done(&mut self, cx: &mut Cx<'_>, kept: &Kept) {
        let when = told(cx.facts.zone, kept.start);
        let text = format!("{when}: {}.", kept.state.name());
        match kept.fee_paid {
            true => cx.notes.say(
                Tone::Warn,
                format!("{text} Its fee was paid: take that receipt back to give it back."),
            ),
            false => cx.notes.say(Tone::Good, text),
        }
        self.chosen = Some(kept.appointment);
    }

    /// N books, T is today, D and W the view, the page keys turn the page.
    fn keys(&mut self, ctx: &Context, cx: &mut Cx<'_>, today: NaiveDate) {
        if ctx.text_edit_focused() {
            return;
        }
        let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::T) {
            self.date = None;
        }
        if pressed(Key::PageDown) {
            self.turn(today, true);
        }
        if pressed(Key::PageUp) {
            self.turn(today, false);
        }
        if pressed(Key::D) {
            self.view = View::Day;
        }
        if pressed(Key::W) {
            self.view = View::Week;
        }
        if pressed(Key::N) {
            self.book_next(cx);
        }
        if pressed(Key::Escape) {
            match self.moving.take() {
                Some(_) => {}
                None => {
                    self.chosen = None;
                    self.deeds.forget();
                }
            }
        }
    }

    /// Books in the first slot that is free on what is shown.
    fn book_next(&mut self, cx: &mut Cx<'_>) {
        let Some(page) = self.page.latest() else {
            return;
        };
        let wanted = |slot: &&Offered| {
            let mine = self.sift.calendar.is_none_or(|id| id == slot.at.calendar);
            mine && slot.free.fits(crate::shop::slots::Wanted::Seat)
        };
        let first = page
            .slots
            .iter()
            .filter(wanted)
            .min_by_key(|slot| slot.at.start);
        match first.cloned() {
            Some(slot) => self.free(cx, &slot, None),
            None => {
                let text = "Nothing is free on what is shown: turn the page.";
                cx.notes.say(Tone::Warn, text);
            }
        }
    }

    fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, wanted: &Wanted) {
        if let Some(trouble) = self.page.trouble().map(str::to_owned) {
            banner(ui, Tone::Bad, &trouble);
            if ui.add(Push::new("Try again")).clicked() {
                self.page.read_again();
            }
        }
        if let Some(one) = &self.moving {
            let text = format!(
                "Choose a free time for {}: press it, or walk with the arrows and press Enter. \
                 Esc leaves it where it is.",
                one.customer_name
            );
            banner(ui, Tone::Plain, &text);
            let outside = Push::new("Outside the hours …");
            if cx.standing.may(Permission::BookOutside) && ui.add(outside).clicked() {
                self.asked = Some(Asked::when(one, cx.facts.zone));
                self.moving = None;
                ui.ctx().request_repaint();
            }
        }
        // What was refused of one that is not shown beside is said here.
        if self.deeds.of().is_some_and(|id| self.chosen != Some(id)) {
            self.deeds.show(ui, cx);
        }
        let Some(page) = self.page.latest() else {
            return;
        };
        if page.calendars.is_empty() {
            let text = "Add a calendar with its opening hours in the settings, such as a tasting \
                        table; then its free times stand here.";
            nothing(ui, "There is no calendar for appointments yet", text);
            return;
        }
        let columns = page::columns(page, wanted, (self.view, self.by), self.sift);
        let several =
            self.sift.calendar.is_none() && (self.view, self.by) != (View::Day, By::Calendar);
        if several && page.calendars.iter().filter(|one| !one.retired).count() > 1 {
            ui.label(fine_print(ui, "Choose one calendar to see what is free."));
        }
        let sift = match several {
            // With one calendar there is nothing to choose.
            true => Sift {
                calendar: only(page),
                ..self.sift
            },
            false => self.sift,
        };
        let drawn = Drawn {
            page,
            columns: &columns,
            sift,
            chosen: self.chosen,
            target: self.deeds.target(),
        };
        match self.grid.show(ui, cx, &drawn) {
            None => {}
            Some(Did::Chosen(id)) => {
                self.chosen_or_target(cx, id);
                ui.ctx().request_repaint();
            }
            Some(Did::Free(slot, staff)) => {
                self.free(cx, &slot, staff);
                ui.ctx().request_repaint();
            }
            Some(Did::Read) => {
                self.deeds.forget();
                ui.ctx().request_repaint();
            }
            Some(Did::Nowhere(id)) => {
                self.choose(id);
                let text = "It stays where it was: nothing is offered where you let go of it.";
                cx.notes.say(Tone::Warn, text);
                ui.ctx().request_repaint();
            }
            Some(Did::Dropped(id, version, goal)) => {
                self.dropped(cx, (id, version), goal);
                ui.ctx().request_repaint();
            }
        }
    }

    /// Shows an appointment on its day.
    pub fn open(&mut self, id: AppointmentId, date: NaiveDate) {
        (self.view, self.date, self.sift) = (View::Day, Some(date), Sift::default());
        self.moving = None;
        self.choose(id);
        self.opened = Some(id);
    }

    fn choose(&mut self, id: AppointmentId) {
        if self.chosen != Some(id) {
            self.deeds.forget();
        }
        self.chosen = Some(id);
    }

    fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let hosts = self.page.latest().map_or(&[][..], |page| &page.hosts);
        if let Some(booking) = &mut self.booking {
            match booking.show(ctx, cx, hosts) {
                booking::Next::Stays => return,
                booking::Next::Left => {}
                booking::Next::Booked(kept) => {
                    self.done(cx, &kept);
                    self.date = Some(cx.facts.zone.date(kept.start));
                    self.grid.bring(kept.appointment, ctx);
                }
            }
            self.booking = None;
        } else if let Some(asked) = &mut self.asked {
            match asked.show(ctx, cx, hosts) {
                dialogs::Next::Stays => return,
                dialogs::Next::Left => {}
                dialogs::Next::Do(act) => {
                    let deed = Deed {
                        appointment: asked.appointment,
                        version: asked.version,
                        act,
                    };
                    self.deeds.begin(cx, deed);
                }
            }
            self.asked = None;
        } else if let Some(taking) = &mut self.taking_fee {
            if !taking.show(ctx, cx) {
                return;
            }
            self.taking_fee = None;
        } else if let Some(by_code) = &mut self.by_code {
            if by_code.show(ctx, cx) == code::Step::Waits {
                return;
            }
            self.by_code = None;
        } else {
            return;
        }
        ctx.request_repaint();
    }
}

/// The only calendar there is, where there is one.
fn only(page: &Page) -> Option<CalendarId> {
    let mut known = page.calendars.iter().filter(|one| !one.retired);
    match (known.next(), known.next()) {
        (Some(one), None) => Some(one.id),
        _ => None,
    }
}
