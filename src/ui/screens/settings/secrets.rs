//! The dialog in which the secrets of the provider's account are given.
//!
//! Promises: what is typed is shown as dots, handed to the vault by a worker, and wiped; what is
//! left empty stays as it is kept. Leaves out showing a secret: nothing does.

use egui::{Context, Label};
use zeroize::Zeroizing;

use crate::{
    gateway::{Place, Secret, Secrets, Vault, VaultProblem, WebhookSecrets},
    shop::{Permission, Refusal, Session, Shop, Trouble},
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{Field, Kind, Push, Tone, Wrong, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
};

/// What comes after a frame of the dialog.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Back,
    /// They are kept there.
    Kept(Place),
}

/// The dialog while it is open.
pub struct SecretsForm {
    key_id: String,
    /// Whether a key secret is kept, which may stay.
    has_key: bool,
    /// Whether a webhook secret is kept, which may stay or be replaced.
    has_webhook: bool,
    key: Zeroizing<String>,
    webhook: Zeroizing<String>,
    /// Whether the webhook secret before a new one still counts for a while.
    rotate: bool,
    ask: Option<Ask<Place>>,
    wrong: Wrong,
    focused: bool,
}

/// What was given.
#[derive(Clone)]
struct Given {
    key: Option<Secret>,
    webhook: Option<Secret>,
    rotate: bool,
}

impl SecretsForm {
    /// The dialog for an account, of which a key secret and a webhook secret are kept or not.
    #[must_use]
    pub fn new(key_id: &str, has_key: bool, has_webhook: bool) -> Self {
        Self {
            key_id: key_id.to_owned(),
            has_key,
            has_webhook,
            // Large enough from the start: a text that grows leaves copies behind.
            key: Zeroizing::new(String::with_capacity(1024)),
            webhook: Zeroizing::new(String::with_capacity(1024)),
            rotate: true,
            ask: None,
            wrong: Wrong::default(),
            focused: false,
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Next {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(place)) => return Next::Kept(place),
            Some(Outcome::Refused(Refusal::Invalid { field, why })) => {
                self.ask = None;
                self.wrong.say(&field, sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.wrong.say("", sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.ask = None;
                self.wrong.say("", why);
            }
        }
        let free = self.ask.is_none();
        let (mut send, mut back) = (false, false);
        let away = dialog(ctx, "secrets of the provider", 460.0, |ui| {
            title(ui, "The account's secrets");
            let text = format!(
                "As the provider shows them for {}. They stay on this machine.",
                self.key_id
            );
            ui.add(Label::new(muted(ui, text)).wrap());
            let stays = "Empty: it stays as it is";
            let key = Field::new("Key secret", &mut self.key)
                .hint(if self.has_key { stays } else { "" })
                .secret()
                .limit(512)
                .error(self.wrong.at("key"))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                key.request_focus();
            }
            let hint = match self.has_webhook {
                true => stays,
                false => "Empty: no webhooks are listened for",
            };
            let webhook = Field::new("Webhook secret", &mut self.webhook)
                .hint(hint)
                .secret()
                .limit(512)
                .error(self.wrong.at("webhook"))
                .show(ui);
            if entered(ui, &key) {
                webhook.request_focus();
            }
            if self.has_webhook {
                ui.checkbox(
                    &mut self.rotate,
                    "The webhook secret before it still counts for two days",
                );
            }
            if let Some(why) = self.wrong.beside(&["key", "webhook"]) {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let push = Push::primary("Keep them");
                let pressed = ui.add_enabled(free, push).clicked();
                send = free && (pressed || entered(ui, &webhook));
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
        self.wrong.clear();
        let secret = |field: &'static str, typed: &str| match typed.trim().is_empty() {
            true => Ok(None),
            false => Secret::of(typed)
                .map(Some)
                .map_err(|why| (field, sentence(&why))),
        };
        let (key, webhook) = match (secret("key", &self.key), secret("webhook", &self.webhook)) {
            (Ok(key), Ok(webhook)) => (key, webhook),
            (Err((field, why)), _) | (_, Err((field, why))) => {
                self.wrong.say(field, why);
                return;
            }
        };
        let given = Given {
            key,
            webhook,
            rotate: self.rotate,
        };
        let (shop, session, vault) = (cx.shop.clone(), cx.session.clone(), cx.vault.clone());
        let key_id = self.key_id.clone();
        self.ask = Some(Ask::send(cx.desk, move |_| {
            keep(&shop, &session, &vault, &key_id, given.clone())
        }));
    }
}

/// Keeps what was given beside what is kept; waits for the keyring, so for a worker.
fn keep(
    shop: &Shop,
    session: &Session,
    vault: &Vault,
    key_id: &str,
    given: Given,
) -> Result<Place, Trouble> {
    shop.consult(session, Permission::ManageShop, |_| Ok(()))?;
    let unusable = |problem: VaultProblem| Refusal::Provider {
        why: problem.to_string(),
        may_have_acted: false,
    };
    let kept = vault.load(key_id).map_err(unusable)?;
    let (key, webhooks) = match kept {
        Some((kept, _)) => (Some(kept.key), kept.webhooks),
        None => (None, None),
    };
    let key = given.key.or(key).ok_or_else(|| {
        let why = "is needed: the provider shows it once, when the key is made";
        Refusal::invalid("key", why)
    })?;
    let webhooks = match (given.webhook, webhooks) {
        (None, webhooks) => webhooks,
        (Some(new), Some(former)) if given.rotate => Some(former.replaced_by(new, shop.now())),
        (Some(new), _) => Some(WebhookSecrets::of(new)),
    };
    let secrets = Secrets { key, webhooks };
    let kept = vault.keep(key_id, &secrets, false).map_err(unusable)?;
    Ok(kept.place)
}
