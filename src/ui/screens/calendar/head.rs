//! The head of the calendar: which days, which calendar, and how they are laid out.

use chrono::{Days, NaiveDate};
use egui::{Align, Layout, Ui, vec2};

use super::{
    CalendarRoom,
    booking::Booking,
    page::{By, View, Wanted},
};
use crate::{
    shop::Permission,
    ui::{
        theme::{GAP, GAP_S},
        widgets::{Push, pick::pick, title},
        window::Cx,
    },
    values::{CalendarId, Timestamp},
};

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
    pub(super) fn head(&mut self, ui: &mut Ui, cx: &Cx<'_>, (date, today): (NaiveDate, NaiveDate)) {
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
                ui.allocate_ui(vec2(220.0, 66.0), |ui| self.choice(ui));
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

    /// Books at a time that is typed, in the calendar that is shown or the first there is.
    fn outside(&mut self, ui: &mut Ui, date: NaiveDate) {
        let all = self.page.latest().map(|page| page.calendars.as_slice());
        let mut used = all.into_iter().flatten().filter(|one| !one.retired);
        let calendar = match self.sift.calendar {
            Some(id) => used.find(|one| one.id == id),
            None => used.next(),
        };
        let Some(calendar) = calendar else { return };
        let button = Push::new("Book outside hours")
            .named(format!("Book outside the hours of {}", calendar.name));
        if ui.add(button).clicked() {
            self.booking = Some(Box::new(Booking::outside(calendar, date)));
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
