//! How much was written since the program was started, and who had to wait for whom.
//!
//! Promises: the figures are those of this program since it was started, and cost nothing to look
//! at. Left out: what other programs on the same shop have counted, and anything to be set.

use std::time::Duration;

use egui::{Grid, Label, RichText, Ui};

use crate::{
    store::Counters,
    ui::{
        theme::{self, GAP, GAP_L},
        widgets::{fine_print, strong},
        window::Cx,
    },
};

/// Shows it.
pub fn show(ui: &mut Ui, cx: &Cx<'_>) {
    ui.label(RichText::new("Since the program was started").font(theme::strong(theme::HEADING)));
    below(
        ui,
        "What this program has written into the shop's file since it was started, and what it had \
         to wait for. Refusals are no faults: nobody sells what another has just sold.",
    );
    let rows = told(&cx.shop.counters());
    Grid::new("traffic")
        .num_columns(2)
        .spacing([GAP_L, GAP])
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.label(name);
                ui.label(strong(value));
                ui.end_row();
            }
        });
    let file = cx.shop.file().display();
    below(ui, &format!("The shop's file: {file}"));
    let logs = match &cx.instruments.logs {
        Some(folder) => format!("The log of what the program does: {}", folder.display()),
        None => "What the program does is not logged.".to_owned(),
    };
    below(ui, &logs);
}

fn below(ui: &mut Ui, text: &str) {
    ui.add(Label::new(fine_print(ui, text)).wrap());
}

/// The figures, in words.
fn told(counters: &Counters) -> Vec<(&'static str, String)> {
    let average = |sum: u64, count: u64| sum.checked_div(count).unwrap_or(0);
    vec![
        ("Acts written", counters.acts.to_string()),
        (
            "Commits, and their most acts",
            format!("{}, {}", counters.batches, counters.largest_batch),
        ),
        (
            "A commit took, and at most",
            format!(
                "{}, {}",
                ms(average(counters.commit_us, counters.batches)),
                ms(counters.commit_worst_us)
            ),
        ),
        ("Refused", counters.refused.to_string()),
        (
            "Of them because another was faster",
            counters.conflicts.to_string(),
        ),
        ("Ended with a fault", counters.faults.to_string()),
        (
            "Waited for other programs, and at most",
            format!(
                "{}, {}",
                ms(counters.turnstile_wait_us + counters.lock_wait_us),
                ms(counters
                    .turnstile_wait_worst_us
                    .max(counters.lock_wait_worst_us))
            ),
        ),
        (
            "Tries that found the file locked",
            counters.retries.to_string(),
        ),
        (
            "Pages in the log, and at most",
            format!("{}, {}", counters.wal_pages, counters.wal_pages_most),
        ),
    ]
}

/// Milliseconds with one place.
fn ms(us: u64) -> String {
    format!("{:.1} ms", Duration::from_micros(us).as_secs_f64() * 1000.0)
}
