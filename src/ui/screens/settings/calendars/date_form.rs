//! The form of a date with other hours than the week's.
//!
//! Promises: what is wrong is said at its field; after somebody else changed the calendar it is
//! told what they made of that date, and saving again is made from theirs.

use chrono::NaiveDate;
use egui::{Context, Label};

use super::{
    super::form::{Pressed, foot},
    fields::windows,
};
use crate::{
    shop::{
        Refusal,
        slots::{Calendar, SetDate, Window},
    },
    ui::{
        remote::sentence,
        widgets::{Field, Wrong, dialog, entered, muted, title},
    },
    values::CalendarId,
};

/// The form while it is open.
pub struct DateForm {
    calendar: CalendarId,
    version: i64,
    name: String,
    date: String,
    hours: String,
    note: String,
    /// What is wrong with its fields.
    pub wrong: Wrong,
    focused: bool,
}

impl DateForm {
    /// For a date of a calendar, or one that is to be named.
    pub fn of(calendar: &Calendar, date: Option<NaiveDate>) -> Self {
        let instead = date.and_then(|date| calendar.dates.get(&date));
        let hours = instead.map(|instead| {
            let windows = instead.windows.iter().map(Window::to_string);
            windows.collect::<Vec<_>>().join(", ")
        });
        Self {
            calendar: calendar.id,
            version: calendar.version,
            name: calendar.name.clone(),
            date: date.map(|date| date.to_string()).unwrap_or_default(),
            hours: hours.unwrap_or_default(),
            note: instead
                .and_then(|instead| instead.note.clone())
                .unwrap_or_default(),
            wrong: Wrong::default(),
            focused: false,
        }
    }

    /// Says why the shop refused it. Where somebody else was faster, saving again is made from
    /// the version there is now.
    pub fn refused(&mut self, refusal: Refusal) {
        let mut why = sentence(&refusal);
        if let Refusal::Changed {
            by,
            time,
            version,
            differences,
            ..
        } = &refusal
        {
            self.version = *version;
            why = format!("{by} changed {} at {time}, after you opened it.", self.name);
            for difference in differences {
                why += &format!(" On {} it is now: {}.", difference.field, difference.theirs);
            }
            why += " Save again to have yours, or go back to keep theirs.";
        }
        self.wrong.say("", why);
    }

    /// What it asks for; nothing where a field can't be read, which is said at it.
    pub fn wanted(&mut self) -> Option<SetDate> {
        self.wrong.clear();
        let Ok(date) = self.date.trim().parse::<NaiveDate>() else {
            let why = "A date such as 2026-12-25 is needed.";
            self.wrong.say("date", why.to_owned());
            return None;
        };
        let windows = match windows(&self.hours) {
            Ok(windows) => windows,
            Err(why) => {
                self.wrong.say("windows", sentence(&why));
                return None;
            }
        };
        Some(SetDate {
            calendar: self.calendar,
            version: self.version,
            date,
            windows,
            note: Some(self.note.clone()).filter(|note| !note.trim().is_empty()),
        })
    }

    /// Shows it; `list` are the calendars as they are now.
    pub fn show(
        &mut self,
        ctx: &Context,
        list: &[Calendar],
        waiting: Option<&str>,
        free: bool,
    ) -> Option<Pressed> {
        let (mut save, mut back) = (false, false);
        let wrong = self.wrong.clone();
        let free = free && list.iter().any(|calendar| calendar.id == self.calendar);
        let away = dialog(ctx, "calendar date", 460.0, |ui| {
            title(ui, "A date with other hours");
            let text = format!(
                "On this date they count for {} instead of the week's.",
                self.name
            );
            ui.add(Label::new(muted(ui, text)).wrap());
            let date = Field::new("Date", &mut self.date)
                .hint("2026-12-25")
                .limit(10)
                .error(wrong.at("date"))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                date.request_focus();
            }
            let hours = Field::new("Open hours", &mut self.hours)
                .hint("closed all day")
                .error(wrong.at("windows"))
                .show(ui);
            let note = Field::new("Why", &mut self.note)
                .hint("Diwali, stock-taking …")
                .limit(200)
                .error(wrong.at("note"))
                .show(ui);
            save |= [&date, &hours, &note]
                .iter()
                .any(|field| entered(ui, field));
            let elsewhere = wrong.beside(&["date", "windows", "note"]);
            let pressed = foot(ui, waiting, elsewhere, free);
            (back, save) = (pressed.0, save || pressed.1);
        });
        Pressed::of(back || away, save, free)
    }
}
