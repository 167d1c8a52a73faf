//! The change of one's own password.

use egui::Context;

use crate::{
    shop::{Refusal, Session, Shop},
    ui::{
        overlays::Notes,
        remote::{Ask, Desk, Outcome, sentence},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, title},
    },
};

/// The form while it is open.
#[derive(Default)]
pub struct PasswordForm {
    old: String,
    new: String,
    again: String,
    ask: Option<Ask<()>>,
    error: Option<(Option<&'static str>, String)>,
    focused: bool,
}

impl PasswordForm {
    /// Shows it; false once it was closed.
    pub fn show(
        &mut self,
        ctx: &Context,
        shop: &Shop,
        session: &Session,
        desk: &Desk,
        notes: &mut Notes,
    ) -> bool {
        let mut stays = true;
        match self.ask.as_mut().and_then(Ask::answer) {
            Some(Outcome::Done(())) => {
                notes.say(Tone::Good, "Your password was changed.");
                return false;
            }
            Some(Outcome::Refused(Refusal::Invalid { field, why })) => {
                self.error = Some((
                    Some(if field == "old" { "old" } else { "new" }),
                    sentence(&why),
                ));
                self.ask = None;
            }
            Some(Outcome::Refused(refusal)) => {
                self.error = Some((None, sentence(&refusal)));
                self.ask = None;
            }
            Some(Outcome::Failed(why)) => self.error = Some((None, why)),
            None => {}
        }
        let away = dialog(ctx, "change password", 420.0, |ui| {
            title(ui, "Change my password");
            let error = |at: &str| {
                self.error
                    .as_ref()
                    .filter(|(field, _)| *field == Some(at))
                    .map(|(_, why)| why.as_str())
            };
            if let Some((None, why)) = &self.error {
                banner(ui, Tone::Bad, why);
            }
            let old = Field::new("Password now", &mut self.old)
                .secret()
                .error(error("old"))
                .show(ui);
            if !self.focused {
                old.request_focus();
            }
            let new = Field::new("New password", &mut self.new)
                .secret()
                .error(error("new"))
                .show(ui);
            if entered(ui, &old) {
                new.request_focus();
            }
            let last = Field::new("New password again", &mut self.again)
                .secret()
                .error(error("again"))
                .show(ui);
            if entered(ui, &new) {
                last.request_focus();
            }
            let enter = entered(ui, &last);
            buttons(ui, |ui| {
                let free = self.ask.as_ref().is_none_or(|ask| !ask.under_way());
                let go = ui.add_enabled(free, Push::primary("Change it")).clicked();
                if (go || enter) && free {
                    self.send(shop, session, desk);
                }
                if ui.add(Push::new("Back").kind(Kind::Plain)).clicked() {
                    stays = false;
                }
            });
        });
        self.focused = true;
        stays && !away
    }

    fn send(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        if self.new != self.again {
            self.error = Some((
                Some("again"),
                "The two are not the same. Type it again.".to_owned(),
            ));
            return;
        }
        self.error = None;
        let (shop, session) = (shop.clone(), session.clone());
        let (old, new) = (self.old.clone(), self.new.clone());
        self.ask = Some(Ask::send(desk, move |request| {
            shop.change_password(&session, request, &old, &new)
        }));
    }
}
