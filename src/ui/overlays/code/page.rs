//! What is seen of the dialog.

use egui::{Context, Id, Key, Label, Modifiers, RichText, Ui};

use super::CodeDialog;
use crate::{
    shop::codes::{self, MessageState, Standing, Way},
    ui::{
        remote::sentence,
        theme::{self, GAP, GAP_S},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
};

/// What was pressed in a frame.
#[derive(Default)]
pub(super) struct Pressed {
    /// To ask for a code.
    pub(super) ask: bool,
    /// To try what was typed.
    pub(super) check: bool,
    /// To send the message again.
    pub(super) again: bool,
    /// To leave.
    pub(super) away: bool,
}

impl CodeDialog {
    /// Draws it: the code that is live, the way that is chosen, and whether something is under way.
    pub(super) fn page(
        &mut self,
        ctx: &Context,
        cx: &mut Cx<'_>,
        (live, way, busy): (Option<&Standing>, Option<Way>, bool),
    ) -> Pressed {
        let mut pressed = Pressed::default();
        let esc = dialog(ctx, "one-time code", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &self.of.head);
            match live {
                None => self.none_live(ui, way),
                Some(live) => pressed.again = on_its_way(ui, cx, live),
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for kind in Way::ALL {
                    let push = Push::new(kind.name()).selected(way == Some(kind));
                    if ui.add_enabled(!busy, push).clicked() {
                        self.way = Some(kind);
                    }
                }
            });
            if live.is_some() {
                pressed.check = self.digits(ui, cx);
            } else if let Some(wrong) = &self.wrong {
                banner(ui, Tone::Bad, wrong);
            }
            if let Some(trouble) = &self.trouble {
                banner(ui, Tone::Bad, trouble);
            }
            let held = self.trying.as_ref().and_then(|it| it.held_up(ctx, cx.shop));
            if let Some(waiting) = held {
                banner(ui, Tone::Warn, &waiting);
            }
            // Enter that is pressed just when the time is over was meant for the digits.
            let by_enter = !self.over;
            buttons(ui, |ui| {
                if live.is_some() {
                    let text = if self.collects { "Use it" } else { "Check it" };
                    let push = Push::primary(text);
                    pressed.check |= ui
                        .add_enabled(!busy && !self.typed.trim().is_empty(), push)
                        .clicked();
                    pressed.ask = ui
                        .add_enabled(!busy && way.is_some(), Push::new("A new code"))
                        .clicked();
                } else {
                    let push = Push::primary("Ask for a code");
                    let push = if by_enter { push.by_enter() } else { push };
                    pressed.ask = ui.add_enabled(!busy && way.is_some(), push).clicked();
                }
                pressed.away = ui
                    .add_enabled(!busy, Push::new("Leave it").kind(Kind::Quiet))
                    .clicked();
            });
            if live.is_none() && way.is_some() && !busy && by_enter {
                let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
                pressed.ask |= enter;
            }
            let fine = format!(
                "A code is good for {} minutes and {} tries.",
                codes::LIFETIME_MINUTES,
                codes::TRIES
            );
            let fine = muted(ui, fine).font(theme::plain(theme::SMALL));
            ui.label(fine);
        });
        pressed.away |= esc;
        pressed
    }

    /// What to do where no code is live.
    fn none_live(&self, ui: &mut Ui, way: Option<Way>) {
        if self.over && self.wrong.is_none() {
            let text = "The ten minutes of the code are over: it is good no more. Ask for a new \
                        one.";
            banner(ui, Tone::Warn, text);
            return;
        }
        let text = match way {
            Some(_) => "Ask for a code: the customer gets six digits and says them here.",
            None => {
                "Ask for a code: the customer gets six digits and says them here. Choose how they \
                 come."
            }
        };
        ui.add(Label::new(muted(ui, text)).wrap());
    }

    /// The field for what the customer says; true where it is to be tried.
    fn digits(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let field = Field::new("Code", &mut self.typed)
            .hint("Six digits")
            .limit(12)
            .error(self.wrong.as_deref())
            .id(Id::unique("one-time code").with(cx.desk.viewport()))
            .show(ui);
        if field.changed() {
            self.wrong = None;
        }
        let check = entered(ui, &field);
        // Digits that are said can be typed at once, whatever was pressed last. After Enter was
        // seen to: that takes the keyboard away, too.
        let nowhere = ui.memory(|memory| memory.focused().is_none());
        if !std::mem::replace(&mut self.begun, true) || nowhere {
            field.request_focus();
        }
        check
    }
}

/// A live code and what brings it; true where that is to be sent again.
fn on_its_way(ui: &mut Ui, cx: &Cx<'_>, live: &Standing) -> bool {
    let mut again = false;
    let text = told(cx, live);
    ui.add(Label::new(RichText::new(text)).wrap());
    match (live.message, &live.problem) {
        (MessageState::Failed, why) => {
            let why = why.as_deref().unwrap_or("it could not be sent");
            banner(ui, Tone::Bad, &sentence(&why));
            again = ui.add(Push::new("Send it again")).clicked();
        }
        (MessageState::Waiting, Some(why)) => {
            let text = format!("{} It is tried again.", sentence(why));
            banner(ui, Tone::Warn, &text);
        }
        _ => {}
    }
    if live.way == Way::Display && !cx.display.is_open() {
        let text = "No customer's display is open here: open it, or choose another way and ask \
                    for a new code.";
        banner(ui, Tone::Warn, text);
        if ui.add(Push::new("Open the customer's display")).clicked() {
            cx.display.switch();
            ui.ctx().request_repaint();
        }
    }
    again
}

/// What there is to know of a code on its way.
fn told(cx: &Cx<'_>, live: &Standing) -> String {
    let until = cx.facts.zone.time_of_day(live.until);
    let ending = &live.ending;
    let on_its_way = match (live.way, live.message) {
        (Way::Sms, MessageState::Sent) => format!("An SMS went to the number ending in {ending}."),
        (Way::Sms, MessageState::Failed) => format!("The SMS to …{ending} was not sent."),
        (Way::Sms, _) => format!("An SMS is on its way to the number ending in {ending}."),
        (Way::Display, _) if !cx.display.is_open() => {
            "The code waits to be shown to the customer.".to_owned()
        }
        (Way::Display, MessageState::Shown) => {
            "The code stands on the customer's display.".to_owned()
        }
        (Way::Display, _) => "The code comes onto the customer's display.".to_owned(),
        (Way::Paper, MessageState::Shown) => "The code was printed on a slip.".to_owned(),
        (Way::Paper, _) => "The code waits for the printer.".to_owned(),
    };
    let tries = match live.left {
        1 => "one try is left".to_owned(),
        left => format!("{left} tries are left"),
    };
    format!("{on_its_way} It is good until {until}; {tries}.")
}
