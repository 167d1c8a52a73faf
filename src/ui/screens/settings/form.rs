//! What the forms of the sections that list things have in common: how one ends, what it asks
//! for, and what the shop says to it.
//!
//! Leaves out its fields, and how two edits stand side by side: each form knows.

use egui::Ui;

use crate::{
    shop::Refusal,
    ui::{
        remote::sentence,
        screens::conflict::Collided,
        widgets::{Push, Tone, Wrong, banner, buttons},
    },
};

/// What was pressed.
pub enum Pressed {
    /// To save it.
    Save,
    /// To leave it.
    Back,
}

impl Pressed {
    /// In a frame in which it was to be left or saved; it can be saved while it is `free`.
    pub fn of(back: bool, save: bool, free: bool) -> Option<Pressed> {
        match back {
            true => Some(Pressed::Back),
            false => (save && free).then_some(Pressed::Save),
        }
    }
}

/// What a form asks for.
pub enum Wanted<A, E> {
    /// A new one.
    Add(A),
    /// These changes.
    Edit(E),
    /// Nothing was changed.
    Nothing,
}

/// What the shop said to a form.
#[derive(Default)]
pub struct Told {
    /// What is wrong with its fields.
    pub wrong: Wrong,
    /// Who was faster.
    pub collided: Option<Collided>,
}

impl Told {
    /// Takes in why the shop refused the form of a `kind` of thing: "tax". True where somebody
    /// was faster: both versions are shown once theirs is read.
    pub fn refused(&mut self, refusal: Refusal, kind: &str) -> bool {
        match Collided::of(refusal) {
            Ok(collided) => {
                self.collided = Some(collided);
                return true;
            }
            Err(Refusal::Invalid { field, why }) => self.wrong.say(&field, sentence(&why)),
            Err(Refusal::Taken { value, .. }) => {
                let why = format!("There is a {kind} “{value}” already; choose another name.");
                self.wrong.say("name", why);
            }
            Err(other) => self.wrong.say("", sentence(&other)),
        }
        false
    }
}

/// Ends a form: what a save waits for, what is wrong at none of its fields, and its buttons.
/// Whether it is to be left, and whether to be saved.
pub fn foot(ui: &mut Ui, waiting: Option<&str>, wrong: Option<&str>, free: bool) -> (bool, bool) {
    if let Some(waiting) = waiting {
        banner(ui, Tone::Warn, waiting);
    }
    if let Some(why) = wrong {
        banner(ui, Tone::Bad, why);
    }
    let (mut back, mut save) = (false, false);
    buttons(ui, |ui| {
        save = ui.add_enabled(free, Push::primary("Save")).clicked();
        back = ui.add(Push::new("Back")).clicked();
    });
    (back, save)
}
