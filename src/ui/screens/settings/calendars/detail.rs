//! One calendar: what it is for, its week, and the dates that replace it.

use chrono::NaiveDate;
use egui::{Align, Label, Layout, RichText, Ui, Vec2};

use super::{saving::Saving, week};
use crate::{
    shop::slots::{Calendar, DateHours, Kind, Weekday, capacity_told, told},
    ui::{
        theme::{self, GAP, GAP_S, TOUCH},
        widgets::{self, Push, Tone, badge, fine_print, muted, strong},
        window::Cx,
    },
    values::Currency,
};

/// What a button asked for.
pub enum Wish {
    /// To edit it.
    Edit,
    /// To retire it, or bring it back.
    Retire,
    /// To say the hours of a date; of one that is to be named where there is none.
    Date(Option<NaiveDate>),
    /// To give a date the week's hours again.
    ClearDate(NaiveDate),
}

/// Shows it; what was pressed.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, calendar: &Calendar, saving: &mut Saving) -> Option<Wish> {
    let mut wish = None;
    let name = &calendar.name;
    ui.separator();
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(name).font(theme::strong(theme::HEADING))).wrap());
        badge(
            ui,
            Tone::Plain,
            match calendar.kind {
                Kind::Appointments => "Appointments",
                Kind::PickUp => "Pick-up",
            },
        );
        if calendar.retired {
            badge(ui, Tone::Warn, "Retired");
        }
    });
    let rules = rules_told(cx.facts.currency, calendar);
    ui.add(Label::new(muted(ui, rules)).wrap());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        let edit = Push::new("Edit").named(format!("Edit {name}"));
        if ui.add(edit).clicked() {
            wish = Some(Wish::Edit);
        }
        saving.button(ui, cx, calendar);
        let retire = match calendar.retired {
            true => Push::new("Bring back").named(format!("Bring back {name}")),
            false => Push::new("Retire")
                .kind(widgets::Kind::Danger)
                .named(format!("Retire {name}")),
        };
        if ui.add(retire).clicked() {
            wish = Some(Wish::Retire);
        }
    });
    ui.add_space(GAP_S);
    ui.scope(|ui| week::show(ui, calendar));
    ui.add_space(GAP);
    ui.horizontal(|ui| {
        ui.label(strong("Dates with other hours"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(Push::new("Add a date")).clicked() {
                wish = Some(Wish::Date(None));
            }
        });
    });
    let today = cx.facts.zone.date(cx.shop.now());
    let ahead: Vec<_> = calendar.dates.range(today..).collect();
    if ahead.is_empty() {
        let text = "None ahead: every day has the hours of the week above.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
    for (date, instead) in ahead {
        if let Some(chosen) = row(ui, *date, instead) {
            wish = Some(chosen);
        }
    }
    wish
}

fn row(ui: &mut Ui, date: NaiveDate, instead: &DateHours) -> Option<Wish> {
    let mut wish = None;
    let size = Vec2::new(ui.available_width(), TOUCH);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        let remove = Push::new("Remove")
            .kind(widgets::Kind::Danger)
            .named(format!("Remove {date}"));
        if ui.add(remove).clicked() {
            wish = Some(Wish::ClearDate(date));
        }
        let change = Push::new("Change").named(format!("Change {date}"));
        if ui.add(change).clicked() {
            wish = Some(Wish::Date(Some(date)));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.label(strong(date_told(date)));
            let note = instead.note.as_deref();
            let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
            ui.add(Label::new(told(&instead.windows) + &note).truncate());
        });
    });
    wish
}

/// A date for people: "Wed 2026-12-25".
pub(super) fn date_told(date: NaiveDate) -> String {
    let day: String = Weekday::of(date).name().chars().take(3).collect();
    format!("{day} {date}")
}

/// How slots follow each other, in a sentence.
fn rules_told(currency: Currency, calendar: &Calendar) -> String {
    let mut told = format!(
        "Slots of {}, {} each",
        minutes(calendar.length_minutes),
        capacity_told(currency, calendar.capacity)
    );
    if calendar.buffer_minutes > 0 {
        told += &format!(", {} free between", minutes(calendar.buffer_minutes));
    }
    if calendar.every_minutes != calendar.length_minutes {
        told += &format!(", one every {}", minutes(calendar.every_minutes));
    }
    if calendar.notice_minutes > 0 {
        told += &format!(
            ", to be asked for {} ahead",
            minutes(calendar.notice_minutes)
        );
    }
    match calendar.horizon_days {
        0 => told += ", for today only.",
        1 => told += ", up to a day ahead.",
        days => told += &format!(", up to {days} days ahead."),
    }
    told
}

/// Minutes as people say them: "45 min", "2 h", "1 h 30 min".
fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
