//! The form of a date with other hours than the week's.
//!
//! Promises: what is wrong is said at its field; after somebody else changed the calendar it is
//! told what they made of that date, and saving again is made from theirs.

use chrono::NaiveDate;
use egui::{Context, Label};

use super::{fields::windows, form::Pressed};
use crate::{
    shop::{
        Refusal,
        slots::{Calendar, SetDate, Window},
    },
    ui::{
        remote::sentence,
        widgets::{Field, Push, Tone, banner, buttons, dialog, entered, muted, title},
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
    error: Option<(String, String)>,
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
            error: None,
            focused: false,
        }
    }

    /// Says what is wrong at a field; at none where it is empty.
    pub fn fail(&mut self, field: &str, why: String) {
        self.error = Some((field.to_owned(), why));
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
        self.fail("", why);
    }

    /// What it asks for; nothing where a field can't be read, which is said at it.
    pub fn wanted(&mut self) -> Option<SetDate> {
        self.error = None;
        let Ok(date) = self.date.trim().parse::<NaiveDate>() else {
            self.fail("date", "A date such as 2026-12-25 is needed.".to_owned());
            return None;
        };
        let windows = match windows(&self.hours) {
            Ok(windows) => windows,
            Err(why) => {
                self.fail("windows", sentence(&why));
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
        let error = self.error.clone();
        let gone = !list.iter().any(|calendar| calendar.id == self.calendar);
        let away = dialog(ctx, "calendar date", 460.0, |ui| {
            title(ui, "A date with other hours");
            let text = format!(
                "On this date they count for {} instead of the week's.",
                self.name
            );
            ui.add(Label::new(muted(ui, text)).wrap());
            let at = |field: &str| {
                let here = error.as_ref().filter(|(name, _)| name == field);
                here.map(|(_, why)| why.as_str())
            };
            let date = Field::new("Date", &mut self.date)
                .hint("2026-12-25")
                .limit(10)
                .error(at("date"))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                date.request_focus();
            }
            let hours = Field::new("Open hours", &mut self.hours)
                .hint("closed all day")
                .error(at("windows"))
                .show(ui);
            let note = Field::new("Why", &mut self.note)
                .hint("Diwali, stock-taking …")
                .limit(200)
                .error(at("note"))
                .show(ui);
            save |= [&date, &hours, &note]
                .iter()
                .any(|field| entered(ui, field));
            if let Some(waiting) = waiting {
                banner(ui, Tone::Warn, waiting);
            }
            if let Some((field, why)) = &error
                && !["date", "windows", "note"].contains(&field.as_str())
            {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let push = Push::primary("Save");
                save |= ui.add_enabled(free && !gone, push).clicked();
                back = ui.add(Push::new("Back")).clicked();
            });
        });
        if back || away {
            return Some(Pressed::Back);
        }
        (save && free && !gone).then_some(Pressed::Save)
    }
}
