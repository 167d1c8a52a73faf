//! Keys that are struck faster than the keyboard moves.
//!
//! A key that opens a field or a dialog gives it the keyboard when that is drawn, which is in the
//! frame after the key's; what was typed behind it meanwhile, or came in the same frame because
//! that one took long, would go where the keyboard was before: an amount into the search line. So
//! what comes behind such a key is kept, and given on once the keyboard is where it was sent. Enter
//! is such a key too: it closes a dialog, leads to the next field, or enters what is looked up.
//!
//! Promises: keys are given on in the order in which they were struck, and none twice; among them
//! those that are actions themselves, so that a dialog is opened, filled in and answered in one go.
//! None is lost, but for those that wait for a lookup when somebody opens something else, locks
//! the window or logs out: they were not meant for that. Leaves out the pointer, which is never
//! kept, and what egui itself moves the keyboard by, before anybody can keep it: a Tab or an arrow
//! struck in the same frame as the key before it moves from where the keyboard was.

use egui::{Context, Event};

use super::actions::Action;

/// What a key does, as far as the keyboard is moved by it.
pub enum Does {
    /// It goes to what has the keyboard.
    Type,
    /// It is an action's.
    Act(Action),
    /// It ends what was typed, and the keyboard may go on from there.
    Enter,
}

/// What one window's keys are ahead of.
#[derive(Default)]
pub struct Ahead {
    kept: Vec<Event>,
    /// In this frame that is drawn which the last key opens.
    opens: bool,
    /// The last key entered something that may be looked up still.
    entered: bool,
}

impl Ahead {
    /// Takes the keys of actions out of this frame's input, and what was struck behind one that
    /// moves the keyboard; call before anything reads it. `looks_up` while what was entered is
    /// looked up.
    pub fn take(
        &mut self,
        ctx: &Context,
        looks_up: bool,
        does: impl Fn(&Event) -> Does,
    ) -> Vec<Action> {
        let waits = std::mem::take(&mut self.opens) || (self.entered && looks_up);
        self.entered &= waits;
        let mut actions = Vec::new();
        ctx.input_mut(|input| {
            let came = std::mem::take(&mut input.events);
            let keys = std::mem::take(&mut self.kept);
            for event in keys.into_iter().chain(came) {
                if waits || self.opens {
                    match is_of_the_keyboard(&event) {
                        true => self.kept.push(event),
                        false => input.events.push(event),
                    }
                    continue;
                }
                match does(&event) {
                    Does::Type => input.events.push(event),
                    Does::Act(action) => {
                        self.opens = action.moves_the_keyboard();
                        actions.push(action);
                    }
                    Does::Enter => {
                        (self.opens, self.entered) = (true, true);
                        input.events.push(event);
                    }
                }
            }
        });
        actions
    }

    /// Drops what is kept, and waits for nothing.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Asks for the frame in which what is kept is given on, unless what is looked up does; call
    /// at the end of a frame.
    pub fn go_on(&self, ctx: &Context, looks_up: bool) {
        if self.opens || !(self.kept.is_empty() || (self.entered && looks_up)) {
            ctx.request_repaint();
        }
    }
}

fn is_of_the_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Key { .. }
            | Event::Paste(_)
            | Event::Copy
            | Event::Cut
            | Event::Ime(_)
    )
}
