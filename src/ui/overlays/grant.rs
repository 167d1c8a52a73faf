//! A supervisor's grant: asked for where somebody was refused what a supervisor may let them do.
//!
//! Promises: it tells what is asked for; the PIN is typed by the supervisor and kept nowhere; once
//! it was granted, whoever was refused asks again with the request they have. Leaves out what was
//! refused: that stays with the screen that asked for it.

use egui::Context;

use crate::{
    shop::{
        Permission, Refusal, Session, Shop,
        staff::{GRANT_USUAL_MINUTES, Granted, Supervisor, supervisors},
    },
    ui::{
        remote::{Ask, Desk, Live, Outcome, sentence},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, pick::pick, title,
        },
    },
};

/// The overlay while it is open.
pub struct GrantForm {
    permission: Permission,
    why: String,
    names: Live<Permission, Vec<Supervisor>>,
    chosen: String,
    pin: String,
    ask: Option<Ask<Granted>>,
    error: Option<String>,
    focused: bool,
}

/// How the overlay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is open.
    Waits,
    /// It was granted: ask again for what was refused, with the same request.
    Granted,
    /// Nobody granted it.
    Away,
}

impl GrantForm {
    /// The overlay for a refusal that a supervisor can lift; `None` for any other.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Option<Self> {
        let Refusal::NotAllowed { needs, .. } = refusal else {
            return None;
        };
        needs.grantable()?;
        Some(Self {
            permission: *needs,
            why: sentence(refusal),
            names: Live::default(),
            chosen: String::new(),
            pin: String::new(),
            ask: None,
            error: None,
            focused: false,
        })
    }

    /// Shows it; call once a frame until it no longer [`Verdict::Waits`].
    pub fn show(
        &mut self,
        ctx: &Context,
        shop: &Shop,
        session: &Session,
        desk: &Desk,
        changes: u64,
    ) -> Verdict {
        match self.ask.as_mut().and_then(Ask::answer) {
            Some(Outcome::Done(_)) => return Verdict::Granted,
            Some(Outcome::Refused(refusal)) => self.fail(sentence(&refusal)),
            Some(Outcome::Failed(why)) => self.fail(why),
            None => {}
        }
        let reading = shop.clone();
        self.names
            .keep(desk, changes, &self.permission, move |permission| {
                reading.read(|db| supervisors(db, *permission))
            });
        let mut verdict = Verdict::Waits;
        let away = dialog(ctx, "ask for a grant", 440.0, |ui| {
            title(ui, "A supervisor is needed");
            ui.label(muted(ui, &self.why));
            let Some(names) = self.names.latest() else {
                return;
            };
            let able: Vec<(String, String)> = names
                .iter()
                .filter(|supervisor| supervisor.has_pin)
                .map(|supervisor| (supervisor.name.clone(), supervisor.name.clone()))
                .collect();
            let Some((first, _)) = able.first() else {
                let who: Vec<&str> = names.iter().map(|one| one.name.as_str()).collect();
                let text = format!(
                    "None of those who may ({}) has a PIN yet. They set one in the menu behind \
                     their name, with their password.",
                    who.join(", ")
                );
                banner(ui, Tone::Warn, &text);
                buttons(ui, |ui| {
                    if ui.add(Push::new("Back").kind(Kind::Plain)).clicked() {
                        verdict = Verdict::Away;
                    }
                });
                return;
            };
            if !able.iter().any(|(name, _)| *name == self.chosen) {
                self.chosen = first.clone();
            }
            if pick(ui, "Supervisor", &mut self.chosen, &able) {
                self.pin.clear();
                self.error = None;
                self.focused = false;
            }
            let field = Field::new("PIN", &mut self.pin)
                .secret()
                .error(self.error.as_deref())
                .show(ui);
            if !self.focused {
                field.request_focus();
                self.focused = true;
            }
            let enter = entered(ui, &field);
            let text = format!("It counts here for {GRANT_USUAL_MINUTES} minutes, and is noted.");
            ui.label(muted(ui, text));
            let free = self.ask.is_none();
            buttons(ui, |ui| {
                let go = ui.add_enabled(free, Push::primary("Grant it")).clicked();
                if (go || enter) && free && !self.pin.is_empty() {
                    self.error = None;
                    let (shop, session) = (shop.clone(), session.clone());
                    let (name, pin) = (self.chosen.clone(), std::mem::take(&mut self.pin));
                    let permission = self.permission;
                    self.ask = Some(Ask::send(desk, move |request| {
                        let by = (name.as_str(), pin.as_str());
                        shop.grant(&session, request, by, permission, GRANT_USUAL_MINUTES)
                    }));
                }
                if ui.add(Push::new("Back").kind(Kind::Plain)).clicked() {
                    verdict = Verdict::Away;
                }
            });
        });
        match verdict == Verdict::Waits && away {
            true => Verdict::Away,
            false => verdict,
        }
    }

    fn fail(&mut self, why: String) {
        self.ask = None;
        self.error = Some(why);
        self.focused = false;
    }
}
