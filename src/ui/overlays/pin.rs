//! One's own PIN: chosen for the first time, or anew.
//!
//! Promises: the rules are said before they are broken, what is wrong is said at its field, and
//! nothing typed is kept. Leaves out taking a PIN away: an admin does, with a new password.

use egui::{Context, Label};

use crate::{
    shop::{Refusal, Session, Shop, staff},
    ui::{
        overlays::Notes,
        remote::{Ask, Desk, Live, Outcome, sentence},
        widgets::{Field, Push, Tone, banner, buttons, dialog, entered, muted, title},
    },
};

/// What a PIN is for and how it must be.
const RULES: &str = "4 to 8 digits. Not one digit over and over, nor a row such as 1234 or 8765. \
                     It opens this window when it is locked, and with it an admin grants what \
                     staff may not do; nobody logs in with it.";

/// The field an error belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Password,
    Pin,
    Again,
    Nowhere,
}

/// The form while it is open.
#[derive(Default)]
pub struct PinForm {
    has: Live<(), bool>,
    password: String,
    pin: String,
    again: String,
    ask: Option<Ask<()>>,
    error: Option<(At, String)>,
    focused: bool,
}

impl PinForm {
    /// Shows it; false once it was closed.
    pub fn show(
        &mut self,
        ctx: &Context,
        shop: &Shop,
        session: &Session,
        desk: &Desk,
        notes: &mut Notes,
    ) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(())) => {
                notes.say(Tone::Good, "Your PIN is set.");
                return false;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(match refusal {
                    Refusal::Invalid { field, why } if field == "pin" => (At::Pin, sentence(&why)),
                    Refusal::WrongNameOrPassword => {
                        let why = "This is not your password. Type it again.";
                        (At::Password, why.to_owned())
                    }
                    other => (At::Nowhere, sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => self.error = Some((At::Nowhere, why)),
        }
        // Whether there was one is asked once: the form closes with its answer.
        let (reading, who) = (shop.clone(), session.clone());
        self.has.keep(desk, 0, &(), move |()| {
            reading.read(|db| staff::has_pin(db, &who))
        });
        let mut stays = true;
        let away = dialog(ctx, "set pin", 440.0, |ui| {
            let head = match self.has.latest() {
                Some(true) => "Change my PIN",
                _ => "Set my PIN",
            };
            title(ui, head);
            ui.add(Label::new(muted(ui, RULES)).wrap());
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            let error = self.error.clone();
            let at = |here: At| {
                let found = error.as_ref().filter(|(at, _)| *at == here);
                found.map(|(_, why)| why.as_str())
            };
            if let Some(why) = at(At::Nowhere) {
                banner(ui, Tone::Bad, why);
            }
            let password = Field::new("Password", &mut self.password)
                .secret()
                .error(at(At::Password))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                password.request_focus();
            }
            let pin = Field::new("New PIN", &mut self.pin)
                .secret()
                .limit(8)
                .error(at(At::Pin))
                .show(ui);
            if entered(ui, &password) {
                pin.request_focus();
            }
            let again = Field::new("New PIN again", &mut self.again)
                .secret()
                .limit(8)
                .error(at(At::Again))
                .show(ui);
            if entered(ui, &pin) {
                again.request_focus();
            }
            let enter = entered(ui, &again);
            buttons(ui, |ui| {
                let free = self.ask.as_ref().is_none_or(|ask| !ask.under_way());
                let go = ui.add_enabled(free, Push::primary("Set it")).clicked();
                if (go || enter) && free {
                    self.send(shop, session, desk);
                }
                if ui.add(Push::new("Back")).clicked() {
                    stays = false;
                }
            });
        });
        stays && !away
    }

    fn send(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        if self.pin != self.again {
            let why = "The two are not the same. Type it again.";
            self.error = Some((At::Again, why.to_owned()));
            return;
        }
        self.error = None;
        let (shop, session) = (shop.clone(), session.clone());
        let (password, pin) = (self.password.clone(), self.pin.clone());
        self.ask = Some(Ask::send(desk, move |request| {
            shop.set_pin(&session, request, &password, &pin)
        }));
    }
}
