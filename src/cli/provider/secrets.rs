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
    Set {
        #[command(flatten)]
        keeping: Keeping,
        /// Where the keyring that has the others can't be read: go on without them
        #[arg(long, requires = "in_file")]
        without_webhook: bool,
    },
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
        let kept = match vault.load(&setup.key_id) {
            Err(VaultProblem::Keyring { why }) => {
                self.may_do_without(&why)?;
                tracing::warn!(%why, "what the keyring has is left there");
                None
            }
            kept => kept.map_err(unusable)?,
        };
        let (secrets, in_file) = match self {
            SecretsTask::Show | SecretsTask::Remove => return show(&setup, kept, None, out),
            SecretsTask::Set { keeping, .. } => {
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

    /// Refuses where what a keyring that can't be read may have would be lost: a file is read
    /// first, and the webhooks' secret would not be in it.
    fn may_do_without(&self, why: &str) -> Result<(), Refusal> {
        let why = VaultProblem::Keyring { why: why.into() }.to_string();
        let why = match self {
            SecretsTask::Set {
                without_webhook: true,
                ..
            } => return Ok(()),
            SecretsTask::Set {
                keeping: Keeping { in_file: true },
                ..
            } => format!(
                "{why}; nothing was changed, since the webhooks' secret may be in it: add \
                 --without-webhook to go on without that, and give it with secrets set-webhook"
            ),
            _ => why,
        };
        Err(Refusal::Provider {
            why,
            may_have_acted: false,
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn set(in_file: bool, without_webhook: bool) -> SecretsTask {
        SecretsTask::Set {
            keeping: Keeping { in_file },
            without_webhook,
        }
    }

    #[test]
    fn a_keyring_that_can_t_be_read_loses_no_webhook_secret_unless_somebody_says_so() {
        let refused = |task: SecretsTask| match task.may_do_without("it is locked") {
            Ok(()) => None,
            Err(refusal) => Some(refusal.to_string()),
        };
        let lost = refused(set(true, false)).expect("the webhooks' secret would be lost");
        assert!(lost.contains("it is locked; nothing was changed"), "{lost}");
        assert!(lost.contains("add --without-webhook"), "{lost}");
        assert_eq!(refused(set(true, true)), None);
        assert!(refused(set(false, false)).is_some());
        assert!(refused(SecretsTask::SetWebhook(Keeping { in_file: true })).is_some());
    }
}
