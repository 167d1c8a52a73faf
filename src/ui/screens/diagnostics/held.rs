//! Who holds the shop's file, above all else: nothing goes on until they let go.
//!
//! Left out: how long it has lasted, which counts up in the chart of waits. An alert that changed
//! each second would be read out each second.

use egui::Ui;

use crate::{
    store::{Waiting, health::User},
    ui::{
        theme::GAP_S,
        widgets::{Tone, banner},
    },
};

/// Tells of a wait that is under way, or of who would be waited for.
pub fn show(ui: &mut Ui, waiting: Option<&Waiting>, holder: Option<&User>) {
    let told = match (waiting, holder) {
        (Some(waiting), _) => Some(held_up(waiting)),
        (None, Some(holder)) => Some(held(holder)),
        (None, None) => None,
    };
    if let Some((tone, text)) = told {
        banner(ui, tone, &text);
        ui.add_space(GAP_S);
    }
}

fn held_up(waiting: &Waiting) -> (Tone, String) {
    let text = format!(
        "Held up now: {} has the shop's file. What is asked for meanwhile waits, and is done once \
         or said not to be done. If it goes on, see to that program.",
        waiting.holder
    );
    (Tone::Bad, text)
}

fn held(holder: &User) -> (Tone, String) {
    let number = holder.process;
    if number == std::process::id() {
        let text = "This program itself has the shop's file and writes nothing: its disk may be \
                    slow. What is asked for now waits.";
        return (Tone::Warn, text.to_owned());
    }
    let who = format!("{} (process {number})", holder.name);
    match holder.stopped {
        true => {
            let text = format!(
                "{who} is stopped and has the shop's file: nobody can sell. Continue it (“kill \
                 -CONT {number}”), or end it."
            );
            (Tone::Bad, text)
        }
        false => {
            let text = format!(
                "{who} has the shop's file and writes nothing. What is asked for now waits for it. \
                 If it goes on, see to that program."
            );
            (Tone::Warn, text)
        }
    }
}
