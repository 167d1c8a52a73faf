//! The account's secrets: read from standard input or asked for, never from the arguments, and
//! never shown.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use clap::{Args, Subcommand};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{
    cli::{
        Common,
        output::{Out, Stop},
    },
    gateway::{
        FORMER_COUNTS_MS, Place, Secret, Secrets, Setup, Vault, VaultProblem, WebhookSecrets,
    },
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        settings::{self, ChangeSetting},
    },
    values::{RequestId, Timestamp},
};

/// Longer than any secret.
const LONGEST: u64 = 4096;

/// The account's secrets.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SecretsTask {
    /// Keep the key secret, from the first line of standard input; the others stay
    Set(Keeping),
    /// Keep the webhooks' secret, from the first line of standard input; a former one does not
    /// count any more
    SetWebhook(Keeping),
    /// Replace the webhooks' secret; the former one still counts for two days
    Rotate(Keeping),
    /// Which secrets are kept, and where
    Show,
    /// Take the account's secrets off this machine
    Remove,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Keeping {
    /// Keep them in a file beside the configuration, even where there is a keyring
    #[arg(long)]
    in_file: bool,
}

#[derive(Serialize)]
struct Shown {
    key_id: String,
    place: Option<Place>,
    key: bool,
    webhook: bool,
    former_counts_until: Option<Timestamp>,
    /// Why they are not in the keyring, where that was tried first.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_keyring: Option<String>,
}

impl SecretsTask {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let (shop, session) = common.come_in()?;
        let (setup, version) =
            shop.consult(&session, Permission::ManageShop, settings::load::<Setup>)?;
        if !setup.is_set() {
            let why = "is not chosen yet: sherbet payments setup --key-id …";
            return Err(Refusal::invalid("key_id", why).into());
        }
        if setup.is_practice() {
            let why = "is for practice: its secrets are known to everybody and kept nowhere";
            return Err(Refusal::invalid("key_id", why).into());
        }
        let vault = Vault::of_this_machine();
        if matches!(self, SecretsTask::Remove) {
            let removed = vault.remove(&setup.key_id).map_err(unusable)?;
            told_anew(&shop, &session, setup.clone(), version)?;
            let told = serde_json::json!({ "key_id": setup.key_id, "removed": removed });
            return out.tell(&told, || match removed {
                true => format!(
                    "the secrets of {} are not on this machine any more",
                    setup.key_id
                ),
                false => format!("no secrets of {} were kept on this machine", setup.key_id),
            });
        }
        let kept = match (vault.load(&setup.key_id), self.gives_all()) {
            // They are given whole, for a file: what a locked keyring has is not needed for it.
            (Err(VaultProblem::Keyring { why }), true) => {
                tracing::warn!(%why, "what the keyring has is left there");
                None
            }
            (kept, _) => kept.map_err(unusable)?,
        };
        let (secrets, in_file) = match self {
            SecretsTask::Show | SecretsTask::Remove => return show(&setup, kept, None, out),
            SecretsTask::Set(keeping) => {
                let webhooks = kept.and_then(|(kept, _)| kept.webhooks);
                let key = ask_secret("Key secret: ")?;
                (Secrets { key, webhooks }, keeping.in_file)
            }
            SecretsTask::SetWebhook(keeping) => {
                let secrets = Secrets {
                    webhooks: Some(WebhookSecrets::of(ask_secret("Webhook secret: ")?)),
                    ..there(kept)?
                };
                (secrets, keeping.in_file)
            }
            SecretsTask::Rotate(keeping) => (rotated(there(kept)?, &shop)?, keeping.in_file),
        };
        let put = vault
            .keep(&setup.key_id, &secrets, in_file)
            .map_err(unusable)?;
        told_anew(&shop, &session, setup.clone(), version)?;
        show(&setup, Some((secrets, put.place)), put.no_keyring, out)
    }

    /// Whether nothing of what is kept is needed: the key is given, for a file.
    fn gives_all(&self) -> bool {
        matches!(self, SecretsTask::Set(Keeping { in_file: true }))
    }
}

/// Makes a new version of what is set up: the journal has that the secrets changed, and whoever
/// works with the provider looks for them again.
fn told_anew(shop: &Shop, session: &Session, value: Setup, version: i64) -> Result<(), Stop> {
    let change = ChangeSetting { version, value };
    match shop.execute(session, RequestId::new(), change) {
        // Somebody else made one.
        Ok(_) | Err(Trouble::Refused(Refusal::Changed { .. })) => Ok(()),
        Err(trouble) => Err(trouble.into()),
    }
}

fn rotated(kept: Secrets, shop: &Shop) -> Result<Secrets, Stop> {
    let Some(former) = kept.webhooks else {
        let why = "is not kept yet, so there is none to replace: use secrets set-webhook";
        return Err(Refusal::invalid("webhook", why).into());
    };
    let new = ask_secret("New webhook secret: ")?;
    Ok(Secrets {
        webhooks: Some(former.replaced_by(new, shop.now())),
        ..kept
    })
}

fn there(kept: Option<(Secrets, Place)>) -> Result<Secrets, Refusal> {
    let why = "is not kept yet: give it first, with secrets set";
    kept.map(|(kept, _)| kept)
        .ok_or_else(|| Refusal::invalid("key", why))
}

pub(in crate::cli) fn unusable(problem: crate::gateway::VaultProblem) -> Refusal {
    Refusal::Provider {
        why: problem.to_string(),
        may_have_acted: false,
    }
}

pub(in crate::cli) fn ask_secret(prompt: &str) -> Result<Secret, Refusal> {
    let line = ask_line(prompt)?;
    Secret::of(&line).map_err(|why| Refusal::invalid("secret", why))
}

/// The first line of standard input, or what is typed unseen.
pub(in crate::cli) fn ask_line(prompt: &str) -> Result<Zeroizing<String>, Refusal> {
    let refused = |why: String| Refusal::invalid("secret", why);
    let line = match io::stdin().is_terminal() {
        true => rpassword::prompt_password(prompt),
        false => {
            let mut line = String::new();
            let mut input = io::stdin().lock().take(LONGEST);
            input.read_line(&mut line).map(|_| line)
        }
    };
    line.map(Zeroizing::new)
        .map_err(|error| refused(format!("can't be read: {error}")))
}

fn show(
    setup: &Setup,
    kept: Option<(Secrets, Place)>,
    no_keyring: Option<String>,
    out: &Out,
) -> Result<(), Stop> {
    let webhooks = kept.as_ref().and_then(|(kept, _)| kept.webhooks.as_ref());
    let former = webhooks.and_then(|webhooks| webhooks.former.as_ref());
    let shown = Shown {
        key_id: setup.key_id.clone(),
        place: kept.as_ref().map(|(_, place)| *place),
        key: kept.is_some(),
        webhook: webhooks.is_some(),
        former_counts_until: former
            .map(|(_, at)| Timestamp::from_ms(at.ms().saturating_add(FORMER_COUNTS_MS))),
        no_keyring,
    };
    out.tell(&shown, || {
        let place = match shown.place {
            None => return format!("no secrets of {} are kept on this machine", shown.key_id),
            Some(Place::Keyring) => "this machine's keyring",
            Some(Place::File) => "a file that you alone can read",
        };
        let webhook = match (shown.webhook, shown.former_counts_until) {
            (false, _) => "; none for webhooks",
            (true, None) => ", with one for webhooks",
            (true, Some(_)) => ", with one for webhooks and its former",
        };
        let why = shown.no_keyring.as_ref();
        let why = why.map_or_else(String::new, |why| {
            format!("\nthe keyring of this machine could not be used: {why}")
        });
        format!("the secret of {} is in {place}{webhook}{why}", shown.key_id)
    })
}
