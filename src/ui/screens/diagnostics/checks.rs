//! The checks as a list: the worst first is what a person needs, so what is well stands below.

use egui::{Label, RichText, Ui};

use super::tone;
use crate::{
    doctor::{Check, Report, Verdict},
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
    let (well, others): (Vec<&Check>, Vec<&Check>) = report
        .checks
        .iter()
        .partition(|check| check.verdict == Verdict::Ok);
    let mut others = others;
    others.sort_by_key(|check| std::cmp::Reverse(check.verdict));
    for check in others {
        card(ui, |ui| one(ui, check));
    }
    if !well.is_empty() {
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            for check in well {
                one(ui, check);
                ui.add_space(GAP_S);
            }
        });
    }
    ui.add_space(GAP);
}

fn summary(report: &Report) -> (Tone, String) {
    let of = |verdict| {
        let found = report
            .checks
            .iter()
            .filter(|check| check.verdict == verdict);
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

fn one(ui: &mut Ui, check: &Check) {
    ui.set_width(ui.available_width());
    ui.spacing_mut().item_spacing.y = GAP_S;
    ui.horizontal(|ui| {
        badge(ui, tone(check.verdict), check.verdict.word());
        ui.label(strong(check.title));
    });
    let found = RichText::new(sentence(&check.found)).color(tokens(ui).ink);
    ui.add(Label::new(found).wrap());
    if check.verdict != Verdict::Ok {
        ui.add(Label::new(fine_print(ui, check.why)).wrap());
        let next = strong(format!("What to do: {}", check.next));
        ui.add(Label::new(next).wrap());
    }
}
