//! The checks as a list: the worst first is what a person needs, so what is well stands below.

use egui::{Label, RichText, Ui};

use super::tone;
use crate::{
    doctor::{Check, Report, Verdict, called},
    ui::{
        remote::sentence,
        theme::{GAP, GAP_S, tokens},
        widgets::{Tone, badge, banner, card, count, fine_print, strong},
    },
    values::ShopZone,
};

/// Shows them; `again` while they are made once more.
pub fn show(ui: &mut Ui, report: &Report, zone: ShopZone, again: bool) {
    let at = zone.time_of_day(report.at);
    let (tone, text) = summary(report);
    banner(ui, tone, &text);
    let when = match again {
        true => format!("Looked at {at}. Looking again …"),
        false => format!("Looked at {at}. Nothing of the shop was changed by it."),
    };
    ui.label(fine_print(ui, when));
    ui.add_space(GAP_S);
    for group in report.troubles() {
        card(ui, |ui| one(ui, &group));
    }
    let well: Vec<&Check> = report
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Ok)
        .collect();
    if !well.is_empty() {
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            for check in well {
                one(ui, &[check]);
                ui.add_space(GAP_S);
            }
        });
    }
    ui.add_space(GAP);
}

fn summary(report: &Report) -> (Tone, String) {
    let troubles = report.troubles();
    let of = |verdict| {
        let found = troubles
            .iter()
            .filter(|group| group.iter().any(|check| check.verdict == verdict));
        i64::try_from(found.count()).unwrap_or(i64::MAX)
    };
    let (look, bad) = (of(Verdict::LookAtIt), of(Verdict::Bad));
    let text = match report.verdict {
        Verdict::Ok => "All is well.".to_owned(),
        Verdict::LookAtIt => format!(
            "Nothing is bad; {} to look at.",
            count(look, "thing", "things")
        ),
        Verdict::Bad => format!(
            "{}, {} to look at.",
            count(bad, "thing is bad", "things are bad"),
            count(look, "thing", "things")
        ),
    };
    (tone(report.verdict), text)
}

/// Shows a check, or several that found the same under what they are called together.
fn one(ui: &mut Ui, alike: &[&Check]) {
    let Some(check) = alike.first() else { return };
    ui.set_width(ui.available_width());
    ui.spacing_mut().item_spacing.y = GAP_S;
    ui.horizontal_top(|ui| {
        badge(ui, tone(check.verdict), check.verdict.word());
        ui.add(Label::new(strong(called(alike))).wrap());
    });
    let found = RichText::new(sentence(&check.found)).color(tokens(ui).ink);
    ui.add(Label::new(found).wrap());
    if check.verdict != Verdict::Ok {
        // Why each of several matters is for when they are looked at.
        if alike.len() == 1 {
            ui.add(Label::new(fine_print(ui, check.why)).wrap());
        }
        let next = strong(format!("What to do: {}", quoted(&check.next)));
        ui.add(Label::new(next).wrap());
    }
}

/// Commands stand in quotation marks here, not in the ticks that a terminal shows.
fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let quoted = parts.map(|(index, part)| match index % 2 {
        1 => format!("“{part}”"),
        _ => part.to_owned(),
    });
    quoted.collect()
}
