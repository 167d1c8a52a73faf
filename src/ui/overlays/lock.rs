//! The lock: what is shown of a window that was left alone.
//!
//! Promises: nothing of the shop is seen behind it; the same person's password or PIN opens it; the
//! basket and what is under way stay. Leaves out others: they log the person out instead.

use egui::{Id, Ui};

use crate::{
    shop::{Session, Shop, Trouble},
    ui::{
        remote::{Answer, Desk, LOST, Pending, sentence},
        screens::doorstep,
        widgets::{Field, Kind, Push, entered, muted, title},
    },
};

/// The lock while it is closed.
#[derive(Default)]
pub struct LockScreen {
    password: String,
    pending: Option<Pending<Result<(), Trouble>>>,
    error: Option<String>,
    shown: bool,
}

impl LockScreen {
    /// Shows it: true once the password was right, false where the person is to be logged out.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        shop: &Shop,
        session: &Session,
        desk: &Desk,
    ) -> Option<bool> {
        let mut verdict = None;
        match self.pending.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => {}
            Some(Answer::Here(Ok(()))) => return Some(true),
            Some(Answer::Here(Err(trouble))) => self.fail(sentence(&trouble)),
            Some(Answer::Lost) => self.fail(LOST.to_owned()),
        }
        doorstep::page(ui, 400.0, |ui| {
            title(ui, "Locked");
            ui.label(muted(
                ui,
                format!(
                    "{} is logged in. The basket is kept. Their password or PIN opens it.",
                    session.name()
                ),
            ));
            let id = Id::unique("unlock password").with(desk.viewport());
            let field = Field::new("Password", &mut self.password)
                .secret()
                .id(id)
                .error(self.error.as_deref())
                .show(ui);
            if !self.shown {
                field.request_focus();
                self.shown = true;
            }
            let enter = entered(ui, &field);
            let free = self.pending.is_none();
            let go = ui
                .add_enabled(free, Push::primary("Unlock").width(f32::INFINITY))
                .clicked();
            if free && (go || enter) && !self.password.is_empty() {
                self.error = None;
                let (shop, session) = (shop.clone(), session.clone());
                let password = self.password.clone();
                self.pending = Some(desk.write(move || shop.unlock(&session, &password)));
            }
            if ui
                .add(Push::new("Log out").kind(Kind::Quiet).width(f32::INFINITY))
                .clicked()
            {
                verdict = Some(false);
            }
        });
        verdict
    }

    fn fail(&mut self, why: String) {
        self.pending = None;
        self.password.clear();
        self.error = Some(why);
        self.shown = false;
    }
}
