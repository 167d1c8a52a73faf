//! The head of the calendar: which days, which calendar, and how they are laid out.

use chrono::{Days, NaiveDate};
use egui::{Align, Layout, Ui, vec2};

use super::{
    CalendarRoom,
    booking::Booking,
    page::{By, View, Wanted},
};
use crate::{
    shop::{Permission, slots::Calendar},
    ui::{
        theme::{GAP, GAP_S, TOUCH},
        widgets::{Push, pick::pick, title},
        window::Cx,
    },
    values::{CalendarId, Timestamp},
};

/// How high the choice of a calendar is, with its label.
const CHOICE: f32 = 64.0;

impl CalendarRoom {
    /// The page before or after.
    pub(super) fn turn(&mut self, today: NaiveDate, forward: bool) {
        let days = Days::new(match self.view {
            View::Day => 1,
            View::Week => 7,
        });
        let date = self.date.unwrap_or(today);
        self.date = match forward {
            true => date.checked_add_days(days),
            false => date.checked_sub_days(days),
        };
    }

    /// Which days are shown, and how.
    pub(super) fn head(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (date, today): (NaiveDate, NaiveDate),
    ) {
        let text = match self.view {
            View::Day => date.format("%A %-d %B %Y").to_string(),
            View::Week => {
                let dates: Vec<NaiveDate> = Wanted::of(View::Week, date, Timestamp::default())
                    .dates()
                    .collect();
                let first = dates.first().copied().unwrap_or(date);
                let last = dates.last().copied().unwrap_or(date);
                format!("{} – {}", first.format("%-d %b"), last.format("%-d %b %Y"))
            }
        };
        ui.horizontal(|ui| {
            title(ui, &text);
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                ui.allocate_ui(vec2(220.0, CHOICE), |ui| self.choice(ui));
                let below = Layout::top_down(Align::Max);
                ui.allocate_ui_with_layout(vec2(96.0, CHOICE), below, |ui| {
                    // Beside the field of the choice, not beside its label.
                    ui.add_space(CHOICE - TOUCH);
                    let book = Push::primary("Book").keys("N".to_owned());
                    let hint = "The first time that is free on what is shown";
                    if ui.add(book).on_hover_text(hint).clicked() {
                        self.book_next(cx);
                    }
                });
            });
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let (back, on) = match self.view {
                View::Day => ("Day before", "Day after"),
                View::Week => ("Week before", "Week after"),
            };
            if ui
                .add(Push::new("‹").named(back))
                .on_hover_text("PgUp")
                .clicked()
            {
                self.turn(today, false);
            }
            let button = Push::new("Today").selected(date == today);
            if ui.add(button).on_hover_text("T").clicked() {
                self.date = None;
            }
            if ui
                .add(Push::new("›").named(on))
                .on_hover_text("PgDn")
                .clicked()
            {
                self.turn(today, true);
            }
            ui.add_space(GAP);
            for (view, name, key) in [(View::Day, "Day", "D"), (View::Week, "Week", "W")] {
                let button = Push::new(name).selected(self.view == view);
                if ui.add(button).on_hover_text(key).clicked() {
                    self.view = view;
                }
            }
            if self.view == View::Day {
                ui.add_space(GAP);
                for (by, name) in [(By::Calendar, "By calendar"), (By::Staff, "By staff")] {
                    let button = Push::new(name).selected(self.by == by);
                    if ui.add(button).clicked() {
                        self.by = by;
                    }
                }
            }
            ui.add_space(GAP);
            let button = Push::new("Cancelled too").selected(self.sift.cancelled);
            if ui.add(button).clicked() {
                self.sift.cancelled = !self.sift.cancelled;
            }
            if cx.standing.may(Permission::BookOutside) {
                self.outside(ui, date);
            }
            // Customers' names and numbers leave the shop with the file.
            if cx.standing.may(Permission::ManageShop) {
                let all = self.page.latest().map(|page| page.calendars.as_slice());
                let chosen = all.unwrap_or_default();
                let chosen = chosen.iter().find(|one| Some(one.id) == self.sift.calendar);
                if let Some(chosen) = chosen {
                    self.saving.button(ui, cx, chosen);
                }
            }
        });
    }

    /// Books at a time that is typed, in the calendar that is shown or one that is chosen then.
    fn outside(&mut self, ui: &mut Ui, date: NaiveDate) {
        let all = self.page.latest().map(|page| page.calendars.as_slice());
        let shown = self.sift.calendar;
        let wanted = |one: &&Calendar| !one.retired && shown.is_none_or(|id| id == one.id);
        let used = all.into_iter().flatten().filter(wanted);
        let used: Vec<(CalendarId, String)> = used.map(|one| (one.id, one.name.clone())).collect();
        let name = match used.as_slice() {
            [] => return,
            [(_, one)] => format!("Book outside the hours of {one}"),
            _ => "Book outside the hours".to_owned(),
        };
        let button = Push::new("Book outside hours").named(name);
        if ui.add(button).clicked() {
            self.booking = Booking::outside(used, date).map(Box::new);
            ui.ctx().request_repaint();
        }
    }

    /// Which calendar is shown.
    fn choice(&mut self, ui: &mut Ui) {
        let Some(page) = self.page.latest() else {
            return;
        };
        let mut options = vec![(String::new(), "All calendars".to_owned())];
        let known = page.calendars.iter().filter(|one| !one.retired);
        options.extend(known.map(|one| (one.id.to_string(), one.name.clone())));
        let mut chosen = self
            .sift
            .calendar
            .map_or_else(String::new, |id| id.to_string());
        if pick(ui, "Calendar", &mut chosen, &options) {
            self.sift.calendar = chosen.parse().ok().map(CalendarId::new);
        }
    }
}
