//! Where the secrets are kept: in the operating system's keyring where there is one, else in a
//! file beside the program's configuration that its owner alone can read.
//!
//! Promises: never in the shop's file, so in no backup and no journal; a file that others can
//! read is not used; a keyring that is locked, broken or silent is told as that within a minute,
//! and never taken for an empty one. Leaves out the journal's own key, which stands beside the
//! shop.

mod ring;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{secret::Secret, signature::WebhookSecrets};
use crate::values::Timestamp;

/// The secrets of one account at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// The secret half of the key.
    pub key: Secret,
    /// What webhooks are signed with, where they are used.
    pub webhooks: Option<WebhookSecrets>,
}

/// Where an account's secrets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the operating system's keyring.
    Keyring,
    /// In a file that its owner alone can read.
    File,
}

/// Where an account's secrets were put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptSecrets {
    /// Where.
    pub place: Place,
    /// Why they are not in the keyring, where that was tried first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_keyring: Option<String>,
}

/// Why secrets could not be read or kept.
#[derive(Debug, Error)]
pub enum VaultProblem {
    /// The file can't be read or written.
    #[error("{} can't be used: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The keyring does not do it.
    #[error("the keyring of this machine can't be used: {why}")]
    Keyring {
        /// Why.
        why: String,
    },
    /// There is no place for a file.
    #[error("you have no configuration folder, and there is no keyring")]
    Nowhere,
}

/// The places secrets are kept in; by default none.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    folder: Option<PathBuf>,
    keyring: bool,
}

impl Vault {
    /// The vault of the person who is logged in to the machine.
    pub fn of_this_machine() -> Vault {
        Vault {
            folder: directories::ProjectDirs::from("", "", "sherbet")
                .map(|folders| folders.config_dir().to_owned()),
            keyring: true,
        }
    }

    /// A vault of files in a folder alone.
    pub fn in_folder(folder: &Path) -> Vault {
        Vault {
            folder: Some(folder.to_owned()),
            keyring: false,
        }
    }

    /// The secrets of the account with this public name, and where they are; `None` where none are
    /// kept. May take a while: the keyring may ask a person to open it.
    ///
    /// # Errors
    /// Where they are kept and can't be read.
    pub fn load(&self, key_id: &str) -> Result<Option<(Secrets, Place)>, VaultProblem> {
        if let Some(secrets) = self.read_file(key_id)? {
            return Ok(Some((secrets, Place::File)));
        }
        if !self.keyring {
            return Ok(None);
        }
        match ring::read(key_id) {
            Ok(Some(text)) => {
                let secrets = read(&text).map_err(|why| VaultProblem::Keyring { why })?;
                Ok(Some((secrets, Place::Keyring)))
            }
            Ok(None) => Ok(None),
            // Where there is no keyring, nothing can be in it.
            Err(ring::Trouble::None(why)) => {
                tracing::debug!(%why, "there is no keyring");
                Ok(None)
            }
            Err(ring::Trouble::Unusable(why)) => Err(VaultProblem::Keyring { why }),
        }
    }

    /// Keeps the secrets of an account: in the keyring where there is one, unless `in_file`.
    ///
    /// # Errors
    /// Where there is no place that takes them.
    pub fn keep(
        &self,
        key_id: &str,
        secrets: &Secrets,
        in_file: bool,
    ) -> Result<KeptSecrets, VaultProblem> {
        let text = written(secrets).map_err(|why| VaultProblem::Keyring { why })?;
        let mut no_keyring = None;
        if self.keyring && !in_file {
            match ring::write(key_id, text.clone()) {
                Ok(()) => {
                    // A file that stayed would be read first.
                    self.remove_file(key_id)?;
                    return Ok(KeptSecrets {
                        place: Place::Keyring,
                        no_keyring: None,
                    });
                }
                Err(ring::Trouble::None(why) | ring::Trouble::Unusable(why)) => {
                    tracing::info!(%why, "no keyring; the secrets go into a file");
                    no_keyring = Some(why);
                }
            }
        }
        self.write_file(key_id, &text)?;
        if self.keyring
            && in_file
            && let Err(ring::Trouble::Unusable(why)) = ring::forget(key_id)
        {
            // The file is read first, so what may be left there does nothing.
            tracing::warn!(%why, "what the keyring has of them may still be there");
        }
        Ok(KeptSecrets {
            place: Place::File,
            no_keyring,
        })
    }

    /// Takes the secrets of an account off this machine; the answer is whether any were there.
    ///
    /// # Errors
    /// Where some may be left.
    pub fn remove(&self, key_id: &str) -> Result<bool, VaultProblem> {
        let in_file = self.remove_file(key_id)?;
        if !self.keyring {
            return Ok(in_file);
        }
        match ring::forget(key_id) {
            Ok(in_keyring) => Ok(in_file || in_keyring),
            Err(ring::Trouble::None(_)) => Ok(in_file),
            Err(ring::Trouble::Unusable(why)) => Err(VaultProblem::Keyring { why }),
        }
    }

    fn path(&self, key_id: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.join(format!("payments-{key_id}.secret")))
    }

    fn read_file(&self, key_id: &str) -> Result<Option<Secrets>, VaultProblem> {
        let Some(path) = self.path(key_id) else {
            return Ok(None);
        };
        let wrong = |why: String| VaultProblem::File {
            path: path.clone(),
            why,
        };
        let found = match fs::metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(error.to_string())),
        };
        if found.permissions().mode() & 0o077 != 0 {
            let why = "others on this machine can read it; give it to its owner alone \
                       (chmod 600) and replace the secrets at the provider";
            return Err(wrong(why.into()));
        }
        let text = fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
        read(&Zeroizing::new(text)).map(Some).map_err(wrong)
    }

    fn write_file(&self, key_id: &str, text: &str) -> Result<(), VaultProblem> {
        let path = self.path(key_id).ok_or(VaultProblem::Nowhere)?;
        let draft = path.with_extension(format!("draft-{}", uuid::Uuid::now_v7()));
        let write = || -> io::Result<()> {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            // Whole under its name, or not there at all.
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|error| {
            // What was written of it is not left lying.
            if let Err(left) = fs::remove_file(&draft)
                && left.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(error = %left, draft = %draft.display(), "a draft is left");
            }
            VaultProblem::File {
                path: path.clone(),
                why: error.to_string(),
            }
        })
    }

    /// Removes the file; the answer is whether there was one.
    fn remove_file(&self, key_id: &str) -> Result<bool, VaultProblem> {
        let Some(path) = self.path(key_id) else {
            return Ok(false);
        };
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(VaultProblem::File {
                path,
                why: error.to_string(),
            }),
        }
    }
}

/// The secrets as they are written: wiped like the secrets themselves.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: Zeroizing<String>,
    webhook: Option<Zeroizing<String>>,
    former: Option<Zeroizing<String>>,
    replaced_ms: Option<i64>,
}

fn written(secrets: &Secrets) -> Result<Zeroizing<String>, String> {
    let plain = |secret: &Secret| Zeroizing::new(secret.expose().to_owned());
    let former = secrets
        .webhooks
        .as_ref()
        .and_then(|webhooks| webhooks.former.as_ref());
    let written = Written {
        key: plain(&secrets.key),
        webhook: secrets
            .webhooks
            .as_ref()
            .map(|webhooks| plain(&webhooks.current)),
        former: former.map(|(secret, _)| plain(secret)),
        replaced_ms: former.map(|(_, at)| at.ms()),
    };
    // Large enough from the start: a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(Vec::with_capacity(8 * 1024));
    serde_json::to_writer(&mut *text, &written).map_err(|error| error.to_string())?;
    match String::from_utf8(std::mem::take(&mut *text)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(_) => Err("it is not text".into()),
    }
}

/// What was written. What is wrong with it is told without any of it.
fn read(text: &str) -> Result<Secrets, String> {
    let unreadable = || "it does not hold what Sherbet keeps there".to_owned();
    let written: Written = serde_json::from_str(text).map_err(|_| unreadable())?;
    let secret = |text: &str| Secret::of(text).map_err(|_| unreadable());
    let former = match (&written.former, written.replaced_ms) {
        (Some(former), Some(ms)) => Some((secret(former)?, Timestamp::from_ms(ms))),
        _ => None,
    };
    let webhooks = match &written.webhook {
        Some(current) => Some(WebhookSecrets {
            current: secret(current)?,
            former,
        }),
        None => None,
    };
    Ok(Secrets {
        key: secret(&written.key)?,
        webhooks,
    })
}
