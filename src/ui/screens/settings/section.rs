//! How a section looks: its head, what a field means, and where the form of a choice begins.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::ui::{
    screens::choice::{Choice, Draft},
    theme::{self, GAP},
    widgets::{Push, Tone, Wrong, banner, fine_print},
    window::Cx,
};

/// Begins a section.
pub fn head(ui: &mut Ui, text: &str) {
    take_the_width(ui);
    name(ui, text);
}

/// Begins a section that lists things; true when the button `add` beside its name was pressed.
pub fn head_of_list(ui: &mut Ui, text: &str, add: &str) -> bool {
    take_the_width(ui);
    ui.horizontal(|ui| {
        name(ui, text);
        let right = Layout::right_to_left(Align::Center);
        ui.with_layout(right, |ui| ui.add(Push::new(add)).clicked())
            .inner
    })
    .inner
}

/// Begins the section of a choice: its head, and why it could not be read, where it could not.
/// Once it was, its fields and what is wrong at one of them.
pub fn fields<'c, D: Draft + 'static>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    text: &str,
    choice: &'c mut Choice<D>,
) -> Option<(&'c mut D, Wrong)> {
    choice.keep(cx);
    head(ui, text);
    if let Some(trouble) = choice.trouble() {
        banner(ui, Tone::Bad, trouble);
    }
    choice.fields()
}

/// What a field means, under it.
pub fn below(ui: &mut Ui, text: &str) {
    // Columns spread their texts; these are to be read.
    ui.vertical(|ui| ui.add(Label::new(fine_print(ui, text)).wrap()));
}

fn take_the_width(ui: &mut Ui) {
    ui.set_width(ui.available_width());
    ui.spacing_mut().item_spacing.y = GAP;
}

fn name(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::strong(theme::HEADING)));
}
