//! Backups: copies that were opened, checked and added up before they are
//! called backups, and the way back from one.
//!
//! Beside a backup stands its head: how far the journal had come. The key is
//! not in it; whoever keeps backups keeps the key file apart from them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble, books,
    journal::{self, Head},
    settings,
};
use crate::{
    store::{self, Fault, Files, Key, WriteTx},
    values::{Clock, RequestId, Timestamp},
};

/// What stands beside a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    shop: String,
    taken_at: Timestamp,
    #[serde(flatten)]
    head: Head,
}

/// The backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// Where it is.
    pub path: PathBuf,
    /// Where its head is written.
    pub head_path: PathBuf,
    /// How far the journal had come.
    pub head: Head,
}

/// The backup that was put in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// How far its journal had come.
    pub head: Head,
    /// Where the shop that was there before is kept.
    pub kept: Option<PathBuf>,
}

/// Writes down that a backup was put in place.
#[derive(Serialize)]
struct NoteRestore {
    head: Head,
}

impl Command for NoteRestore {
    type Outcome = ();
    const NAME: &'static str = "shop.restore";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, _tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<(), Trouble> {
        Ok(())
    }
}

fn head_path(copy: &Path) -> PathBuf {
    let mut path = copy.to_owned().into_os_string();
    path.push(".head");
    path.into()
}

impl Shop {
    /// Makes a backup while the shop is open, and sees that it is one.
    ///
    /// # Errors
    /// A refusal, where the account may not or the copy does not add up (it is
    /// removed again). A fault of either disk.
    pub fn back_up(&self, session: &Session, target: &Path) -> Result<BackedUp, Trouble> {
        let shop = self.consult(session, Permission::ManageShop, settings::uuid)?;
        for path in [target, &head_path(target)] {
            if path.exists() {
                let why = format!(
                    "there is a file {} already; choose another name",
                    path.display()
                );
                return Err(Refusal::invalid("target", why).into());
            }
        }
        let taken_at = self.now();
        self.store().copy_to(target)?;
        let checked = check(target, self.key(), None);
        let head = match checked {
            Ok((_, head)) => head,
            Err(trouble) => {
                fs::remove_file(target).map_err(|e| io("removing an unsound copy", &e))?;
                return Err(trouble);
            }
        };
        let label = Label {
            shop: shop.to_string(),
            taken_at,
            head: head.clone(),
        };
        let text = serde_json::to_string_pretty(&label).map_err(|e| Fault::Bug {
            what: format!("a backup's head: {e}"),
        })?;
        let head_path = head_path(target);
        fs::write(&head_path, text + "\n").map_err(|e| io("writing the backup's head", &e))?;
        fs::File::open(&head_path)
            .and_then(|file| file.sync_all())
            .map_err(|e| io("syncing the backup's head", &e))?;
        Ok(BackedUp {
            path: target.to_owned(),
            head_path,
            head,
        })
    }
}

/// Sees that a copy is whole: SQLite's own checks, the books added up, every
/// seal of the journal, and the head beside it. The answer is whose it is and
/// how far its journal had come.
fn check(copy: &Path, key: &Key, expected: Option<&Head>) -> Result<(uuid::Uuid, Head), Trouble> {
    let unsound = |why: String| Trouble::from(Refusal::BackupUnsound { why });
    store::open_aside(copy, |db| {
        if let Some(found) = books::add_up(db)?.first() {
            return Err(unsound(format!("{}: not at row {}", found.rule, found.row)));
        }
        let verdict = journal::verify(db, key, expected)?;
        if let Some(broken) = verdict.broken {
            return Err(unsound(format!(
                "journal record {}: {}",
                broken.act, broken.why
            )));
        }
        Ok((settings::uuid(db)?, verdict.head))
    })
}

/// Puts a backup where the shop at `path` is, or was, and writes that down as
/// the admin's act. The shop's key must stand beside `path`.
///
/// # Errors
/// A refusal: the backup is unsound, or these are not an admin's name and
/// password in it. A fault: somebody has the shop open, or a disk fails. What
/// was there before is kept under another name.
pub fn restore(
    copy: &Path,
    path: &Path,
    clock: Arc<dyn Clock>,
    (name, password, window): (&str, &str, &str),
) -> Result<Restored, Trouble> {
    let key = Key::load(&Files::beside(path)?)?;
    let unsound = |why: String| Trouble::from(Refusal::BackupUnsound { why });
    let text = fs::read_to_string(head_path(copy))
        .map_err(|_| unsound("the head beside it is missing or can't be read".into()))?;
    let label: Label = serde_json::from_str(&text)
        .map_err(|_| unsound("the head beside it can't be read".into()))?;
    let (uuid, head) = check(copy, &key, Some(&label.head))?;
    if uuid.to_string() != label.shop {
        return Err(unsound("the head beside it is another shop's".into()));
    }
    if head != label.head {
        return Err(unsound(
            "its journal goes on after the head beside it".into(),
        ));
    }
    admin_in(copy, name, password)?;
    let kept = store::put_in_place(copy, path)?;
    let shop = Shop::open(path, clock)?;
    let session = shop.log_in(name, password, window)?;
    shop.execute(
        &session,
        RequestId::new(),
        NoteRestore { head: head.clone() },
    )?;
    Ok(Restored { head, kept })
}

/// Sees that these are an admin's name and password in a copy.
fn admin_in(copy: &Path, name: &str, password: &str) -> Result<(), Trouble> {
    let found = store::open_aside(copy, |db| super::staff::admin_password(db, name))?;
    match found {
        Some(hashed) if hashed.fits(password)? => Ok(()),
        _ => Err(Refusal::WrongNameOrPassword.into()),
    }
}

fn io(doing: &str, error: &std::io::Error) -> Fault {
    Fault::Io {
        what: format!("{doing}: {error}"),
    }
}
