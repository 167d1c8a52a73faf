//! Short notes to the person, at the foot of the window.
//!
//! Promises: a note goes away by itself and is told to screen readers; one that can be taken
//! back carries the button for it and stays longer. Leaves out what must be decided: that is a
//! dialog's.

use std::time::Duration;

use egui::{
    Align, Align2, Area, Context, Frame, Id, Label, Layout, Margin, Order, RichText, UiBuilder,
    Vec2,
};

use crate::ui::{
    actions::Action,
    theme::{RADIUS, SMALL, TOUCH, tokens},
    widgets::{Push, Tone},
};

/// How long a note stays, in seconds.
const STAY: f64 = 4.0;
/// How long it stays where something can be done about it, in seconds.
const STAY_FOR_ACTION: f64 = 10.0;

struct Note {
    tone: Tone,
    text: String,
    offer: Option<Action>,
    until: Option<f64>,
}

/// What the person is being told.
#[derive(Default)]
pub struct Notes {
    note: Option<Note>,
}

impl Notes {
    /// Says something.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.note = Some(Note {
            tone,
            text: text.into(),
            offer: None,
            until: None,
        });
    }

    /// Says something that can be followed by an action, such as taking it back.
    pub fn offer(&mut self, tone: Tone, text: impl Into<String>, action: Action) {
        self.say(tone, text);
        if let Some(note) = &mut self.note {
            note.offer = Some(action);
        }
    }

    /// Shows what is to be said; the action where its button was pressed.
    pub fn show(&mut self, ctx: &Context) -> Option<Action> {
        let now = ctx.input(|input| input.time);
        let note = self.note.as_mut()?;
        let stay = match note.offer {
            Some(_) => STAY_FOR_ACTION,
            None => STAY,
        };
        let until = *note.until.get_or_insert(now + stay);
        if now >= until {
            self.note = None;
            return None;
        }
        ctx.request_repaint_after(Duration::from_secs_f64(until - now + 0.02));
        let pressed = note.show(ctx);
        if pressed.is_some() {
            self.note = None;
        }
        pressed
    }
}

impl Note {
    fn show(&self, ctx: &Context) -> Option<Action> {
        let mut pressed = None;
        Area::new(Id::unique("note"))
            .order(Order::Foreground)
            // Buttons stand at the right and in the middle: here it lies over none of them.
            .anchor(Align2::LEFT_BOTTOM, Vec2::new(20.0, -20.0))
            .interactable(self.offer.is_some())
            .show(ctx, |ui| {
                let t = tokens(ui);
                let fill = if self.tone == Tone::Bad { t.bad } else { t.ink };
                let builder = UiBuilder::new()
                    .accessibility_role(egui::accesskit::Role::Status)
                    .accessibility_label(self.text.clone());
                let words = RichText::new(&self.text).color(t.canvas);
                let frame = |across: i8| {
                    Frame::new()
                        .fill(fill)
                        .corner_radius(RADIUS)
                        .inner_margin(Margin::symmetric(16, across))
                };
                ui.scope_builder(builder, |ui| match self.offer {
                    None => {
                        frame(11).show(ui, |ui| {
                            ui.set_max_width(560.0);
                            ui.label(words);
                        });
                    }
                    Some(action) => {
                        frame(2).show(ui, |ui| {
                            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                                ui.add(Label::new(words).extend());
                                let button = Push::new(action.name()).tall(TOUCH, SMALL + 1.0);
                                if ui.add(button).clicked() {
                                    pressed = Some(action);
                                }
                            });
                        });
                    }
                });
            });
        pressed
    }
}
