//! The dialog that takes the secrets of the provider's account off this machine.
//!
//! Promises: asked once before it is done; what may be left is told. Leaves out the account
//! itself, which stays the shop's: on other machines its secrets are where they were.

use egui::{Context, Label};

use crate::{
    gateway::{Setup, Vault},
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        settings::{self, ChangeSetting},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, title},
        window::Cx,
    },
    values::RequestId,
};

/// What comes after a frame of the dialog.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Back,
    /// They are gone.
    Removed,
}

/// The dialog while it is open.
pub struct Removing {
    key_id: String,
    ask: Option<Ask<()>>,
    error: Option<String>,
}

impl Removing {
    /// The dialog for an account.
    #[must_use]
    pub fn new(key_id: &str) -> Self {
        Self {
            key_id: key_id.to_owned(),
            ask: None,
            error: None,
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> Next {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(())) => return Next::Removed,
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.ask = None;
                self.error = Some(why);
            }
        }
        let free = self.ask.is_none();
        let (mut send, mut back) = (false, false);
        let away = dialog(ctx, "removing the secrets", 460.0, |ui| {
            title(ui, "Remove the secrets?");
            let text = format!(
                "Those of {} are taken off this machine: nothing can be asked of the provider \
                 from here, and none of its messages is taken, until they are given again. The \
                 provider shows a key's secret once only.",
                self.key_id
            );
            ui.add(Label::new(muted(ui, text)).wrap());
            if let Some(why) = &self.error {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let push = Push::new("Remove them").kind(Kind::Danger);
                send = ui.add_enabled(free, push).clicked();
                back = ui.add(Push::new("Back").kind(Kind::Plain)).clicked();
            });
        });
        if send {
            self.error = None;
            let (shop, session, vault) = (cx.shop.clone(), cx.session.clone(), cx.vault.clone());
            let key_id = self.key_id.clone();
            self.ask = Some(Ask::send(cx.desk, move |request| {
                remove((&shop, &session, request), &vault, &key_id)
            }));
        }
        match back || away {
            true => Next::Back,
            false => Next::Stays,
        }
    }
}

/// Removes them and makes a new version of what is set up: the journal has that they changed, and
/// whoever works with the provider looks for them again. Waits for the keyring, so for a worker.
fn remove(
    (shop, session, request): (&Shop, &Session, RequestId),
    vault: &Vault,
    key_id: &str,
) -> Result<(), Trouble> {
    let (value, version) =
        shop.consult(session, Permission::ManageShop, settings::load::<Setup>)?;
    vault.remove(key_id).map_err(|problem| Refusal::Provider {
        why: problem.to_string(),
        may_have_acted: false,
    })?;
    match shop.execute(session, request, ChangeSetting { version, value }) {
        // Somebody else made one.
        Ok(_) | Err(Trouble::Refused(Refusal::Changed { .. })) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}
