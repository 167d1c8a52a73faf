//! Noting that something that was put aside was seen to: with a word on what was done.

use egui::{Context, Label};

use crate::{
    shop::{
        Refusal,
        payments::{AsideId, SeenAside},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
};

/// What comes after a frame of the dialog.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Back,
    /// It was noted.
    Done,
}

/// The dialog while it is open.
pub struct Seeing {
    aside: AsideId,
    note: String,
    ask: Option<Ask<AsideId>>,
    /// Of the note, or of all of it.
    error: Option<(bool, String)>,
    /// It failed and may have been noted all the same: only the same may be asked again.
    unsure: bool,
    focused: bool,
}

impl Seeing {
    /// The dialog for one.
    pub fn of(aside: AsideId) -> Self {
        Self {
            aside,
            note: String::new(),
            ask: None,
            error: None,
            unsure: false,
            focused: false,
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Next {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => return Next::Done,
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.unsure = false;
                self.error = Some(match refusal {
                    Refusal::Invalid { field, why } if field == "note" => (true, sentence(&why)),
                    Refusal::Invalid { why, .. } => (false, sentence(&format!("it {why}"))),
                    other => (false, sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => {
                self.unsure = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.error = Some((false, why));
            }
        }
        let free = !self.unsure && self.ask.as_ref().is_none_or(|ask| !ask.under_way());
        let (mut send, mut back) = (false, false);
        let away = dialog(ctx, "seeing to what was put aside", 500.0, |ui| {
            title(ui, &format!("{} was seen to", self.aside));
            let text = "It stays kept as it came, with your name and what was done about it.";
            ui.add(Label::new(muted(ui, text)).wrap());
            ui.add_enabled_ui(free, |ui| {
                let own = self.error.as_ref().filter(|(of_note, _)| *of_note);
                let field = Field::new("What was done about it", &mut self.note)
                    .hint("Given back on the provider's page")
                    .limit(200)
                    .error(own.map(|(_, why)| why.as_str()))
                    .show(ui);
                if !std::mem::replace(&mut self.focused, true) {
                    field.request_focus();
                }
                send = entered(ui, &field);
            });
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            if let Some((false, why)) = &self.error {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let ready = self.unsure || free;
                let text = match self.unsure {
                    true => "Try again",
                    false => "It is seen to",
                };
                let pressed = ui.add_enabled(ready, Push::primary(text)).clicked();
                send = ready && (pressed || send);
                back = ui.add(Push::new("Back").kind(Kind::Plain)).clicked();
            });
        });
        if send {
            self.send(cx);
        }
        match back || away {
            true => Next::Back,
            false => Next::Stays,
        }
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask
            && self.unsure
        {
            self.unsure = false;
            ask.again(cx.desk);
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let seen = SeenAside {
            aside: self.aside,
            note: self.note.clone(),
        };
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, seen.clone())
        }));
    }
}
