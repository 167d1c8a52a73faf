//! Backups: copies that were opened, checked and added up before they are
//! called backups, and the way back from one.
//!
//! Beside a backup stands its head: how far the journal had come. The key is
//! not in it; whoever keeps backups keeps the key file apart from them.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble, books, facts,
    journal::{self, Head},
    seals,
};
use crate::{
    store::{self, Alone, Fault, Files, Incoming, Key, Options, WriteTx},
    values::{Clock, RequestId, Timestamp},
};

/// What stands beside a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    shop: String,
    taken_at: Timestamp,
    #[serde(flatten)]
    head: Head,
    /// SHA-256 over the copy's bytes; heads of before it was written have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    /// Made with the shop's key: a head written by somebody else does not count.
    mark: String,
}

impl Label {
    fn of(
        key: &Key,
        shop: uuid::Uuid,
        taken_at: Timestamp,
        head: Head,
        digest: Option<String>,
    ) -> Label {
        let taken_at_ms = taken_at.ms().to_be_bytes();
        let acts = head.acts.to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![
            b"a backup's head",
            shop.as_bytes(),
            &taken_at_ms,
            &acts,
            head.seal.as_bytes(),
        ];
        parts.extend(digest.as_deref().map(str::as_bytes));
        let mark = key.seal(&parts);
        Label {
            shop: shop.to_string(),
            taken_at,
            head,
            digest,
            mark: journal::hex(&mark),
        }
    }
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
    /// The head beside that one, with which it can be restored in its turn;
    /// `None` where nothing is kept, or what is kept can't be read.
    pub kept_head: Option<PathBuf>,
    /// How many acts that one has that the backup lacks, log-ins not counted.
    pub newer_acts: i64,
}

/// Who restores, and how.
#[derive(Clone, Copy, Debug)]
pub struct Restoring<'r> {
    /// The name of an admin.
    pub name: &'r str,
    /// Their password.
    pub password: &'r str,
    /// From which window.
    pub window: &'r str,
    /// Whether acts that the backup lacks may be put aside with the old shop.
    pub put_aside_newer: bool,
    /// How long to wait while somebody has the shop open.
    pub patience: Duration,
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
        let shop = self.consult(session, Permission::ManageShop, facts::uuid)?;
        for path in [target, &head_path(target)] {
            if path.exists() {
                let why = format!(
                    "there is a file {} already; choose another name",
                    path.display()
                );
                return Err(Refusal::invalid("target", why).into());
            }
        }
        // An empty parent is the folder one is in.
        let folder = target.parent().filter(|folder| *folder != Path::new(""));
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            let why = format!("there is no folder {}; make it first", folder.display());
            return Err(Refusal::invalid("target", why).into());
        }
        // A shop whose disk is full, say, needs its backup all the more.
        if let Err(trouble) = self.seal_books() {
            tracing::warn!(%trouble, "the backup is made of books that are not sealed to the end");
        }
        let taken_at = self.now();
        let head_path = head_path(target);
        let copied = self.store().copy_to(target, |draft| {
            let (_, head) = check(draft, self.key(), None)?;
            let digest = journal::hex(&store::digest(draft)?);
            let label = Label::of(self.key(), shop, taken_at, head.clone(), Some(digest));
            write_label(&head_path, &label)?;
            Ok::<_, Trouble>(head)
        });
        // A head without its copy would only be in the way of the next try.
        if copied.is_err() && head_path.exists() && !target.exists() {
            fs::remove_file(&head_path).map_err(store::io_fault("removing a head"))?;
        }
        let made = BackedUp {
            path: target.to_owned(),
            head_path,
            head: copied?,
        };
        self.remember_backup(session, &made, taken_at);
        Ok(made)
    }
}

fn write_label(path: &Path, label: &Label) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(label).map_err(|e| Fault::Bug {
        what: format!("a backup's head: {e}"),
    })?;
    let fault = || store::io_fault("writing the backup's head");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(fault())?;
    file.write_all(text.as_bytes()).map_err(fault())?;
    file.sync_all().map_err(fault())
}

/// Sees that a copy is whole: SQLite's own checks, the books added up, every
/// seal of the journal and of the books, and the head beside it. The answer is whose it is and
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
        let mut altered = None;
        seals::verify(db, Some(key), |row| {
            altered.get_or_insert(row);
        })?;
        if let Some(row) = altered {
            return Err(unsound(format!("{}: {}", row.place(), row.what)));
        }
        Ok((facts::uuid(db)?, verdict.head))
    })
}

fn unsound(why: &str) -> Trouble {
    Refusal::BackupUnsound { why: why.into() }.into()
}

/// The head that stands beside a backup.
fn label_beside(copy: &Path) -> Result<Label, Trouble> {
    let text = fs::read_to_string(head_path(copy))
        .map_err(|_| unsound("the head beside it is missing or can't be read"))?;
    serde_json::from_str(&text).map_err(|_| unsound("the head beside it can't be read"))
}

/// Sees that a backup is whole, and the one that its head was written for; `incoming` is the
/// copy of it that is put in place, and so the one that is read.
fn fits(backup: &Path, incoming: &Path, key: &Key, label: &Label) -> Result<Head, Trouble> {
    let (shop, head) = check(incoming, key, Some(&label.head))?;
    let digest = label.digest.clone();
    if *label != Label::of(key, shop, label.taken_at, head.clone(), digest) {
        return Err(unsound(
            "the head beside it is not the one that was written for it",
        ));
    }
    // Last, because what was found before tells more.
    if let Some(written) = &label.digest
        && *written != journal::hex(&store::digest(backup)?)
    {
        return Err(unsound(
            "its bytes are not those that were written: the disk or somebody changed it",
        ));
    }
    Ok(head)
}

/// Restores a backup into a scratch file beside a shop, checks that, and removes it again. The
/// answer is when the backup was made, and how far its journal had come.
pub(super) fn try_out(
    copy: &Path,
    beside: &Files,
    key: &Key,
) -> Result<(Timestamp, Head), Trouble> {
    if !copy.exists() {
        let path = copy.to_owned();
        return Err(Fault::NoShop { path }.into());
    }
    let label = label_beside(copy)?;
    let incoming = Incoming::beside(copy, beside)?;
    Ok((label.taken_at, fits(copy, incoming.path(), key, &label)?))
}

/// Puts a backup where the shop at `path` is, or was, and writes that down as
/// the admin's act. The shop's key must stand beside `path`. A backup that an
/// older program made is brought up to date on the way; its file stays as it is.
///
/// # Errors
/// A refusal: the backup is unsound; these are not an admin's name and password
/// in it, and in the shop that is there if that can be read; or that one has
/// acts the backup lacks, and they were not to be put aside. A fault: somebody
/// has the shop open, a newer program wrote one of the two, or a disk fails.
/// What was there before is kept under another name, as a backup where it can
/// be read.
pub fn restore(
    copy: &Path,
    path: &Path,
    clock: Arc<dyn Clock>,
    by: &Restoring<'_>,
) -> Result<Restored, Trouble> {
    let key = Key::load(&Files::beside(path)?)?;
    // From here on nobody sells in the shop that is there: what it has that the
    // backup lacks is counted, and stays so until it is put aside.
    let alone = Alone::with(path, by.patience)?;
    let label = label_beside(copy)?;
    // What is put in place is a copy: that one is what has to be whole.
    let incoming = Incoming::of(copy, &alone)?;
    let head = fits(copy, incoming.path(), &key, &label)?;
    let session = admin_in(incoming.path(), by)?;
    let options = Options {
        patience: by.patience,
        ..Options::default()
    };
    let newer = match Shop::open_alone(&alone, Arc::clone(&clock), &options) {
        Ok(live) => match newer_in(&live, incoming.path(), by) {
            Err(Trouble::Fault(fault)) if by.put_aside_newer => nothing_newer(fault)?,
            // It opens but can't be read through: what it has is not known.
            Err(Trouble::Fault(fault)) => {
                let why = nothing_newer(fault.clone()).map(|_| fault.to_string())?;
                return Err(Refusal::CantTellNewer { why }.into());
            }
            known => known?,
        },
        Err(fault) => nothing_newer(fault)?,
    };
    if newer.acts > 0 && !by.put_aside_newer {
        let Newer { acts, receipts } = newer;
        return Err(Refusal::WouldPutAside { acts, receipts }.into());
    }
    let taken_at = clock.now();
    let kept = incoming.put_in_place(&alone, |kept| {
        let labelled = label_kept(kept, &key, taken_at);
        if let Err(trouble) = &labelled {
            tracing::warn!(%trouble, "what was there is kept, but can't be read as a backup");
        }
        Ok::<_, Trouble>(labelled.ok())
    })?;
    drop(alone);
    // From here on it is in place, whatever becomes of the note.
    let noted = || {
        let shop = Shop::open_with(path, clock, &options)?;
        let note = NoteRestore { head: head.clone() };
        shop.execute(&session, RequestId::new(), note)
    };
    noted().map_err(|trouble| match trouble {
        Trouble::Fault(fault) => Trouble::Fault(fault.after_the_deed()),
        refused => refused,
    })?;
    let (kept, kept_head) = kept.unzip();
    Ok(Restored {
        head,
        kept,
        kept_head: kept_head.flatten(),
        newer_acts: newer.acts,
    })
}

/// What a shop has that a backup lacks.
#[derive(Default)]
struct Newer {
    acts: i64,
    receipts: i64,
}

/// What `live` has that `copy` lacks, for an admin of both: who is one only in
/// the backup must not become one by it. Log-ins, restores and sealings are no work
/// of anybody's, so they don't count.
fn newer_in(live: &Shop, copy: &Path, by: &Restoring<'_>) -> Result<Newer, Trouble> {
    let admin = live.log_in(by.name, by.password, by.window)?;
    live.consult(&admin, Permission::ManageShop, |live| {
        store::open_aside(copy, |copy| {
            live.one(
                "SELECT (SELECT count(*) FROM journal WHERE act > ?1
                             AND command NOT IN ('staff.log_in', 'shop.restore', 'books.seal')),
                        (SELECT count(*) FROM sales WHERE act > ?1)",
                [journal::last_in_common(live, copy)?],
                |row| {
                    Ok(Newer {
                        acts: row.get(0)?,
                        receipts: row.get(1)?,
                    })
                },
            )
        })
    })
}

/// Where there is no shop, or none that can be read, nothing newer is lost:
/// that is what a backup is for.
fn nothing_newer(fault: Fault) -> Result<Newer, Fault> {
    match fault {
        Fault::NoShop { .. }
        | Fault::HalfRestored { .. }
        | Fault::NotAShop { .. }
        | Fault::Empty { .. }
        | Fault::CutShort { .. }
        | Fault::Damaged { .. }
        | Fault::Key { .. }
        | Fault::Io { .. }
        | Fault::Bug { .. } => Ok(Newer::default()),
        other => Err(other),
    }
}

/// Writes the head beside a shop that was put aside, so that it can be restored
/// like a backup. Whether it is sound is seen then.
fn label_kept(kept: &Path, key: &Key, at: Timestamp) -> Result<PathBuf, Trouble> {
    let (shop, head) = store::open_aside(kept, |db| {
        Ok::<_, Trouble>((facts::uuid(db)?, journal::head(db)?))
    })?;
    let path = head_path(kept);
    let digest = journal::hex(&store::digest(kept)?);
    write_label(&path, &Label::of(key, shop, at, head, Some(digest)))?;
    Ok(path)
}

/// The session of an admin whose name and password these are in a copy.
fn admin_in(copy: &Path, by: &Restoring<'_>) -> Result<Session, Trouble> {
    let found = store::open_aside(copy, |db| super::staff::admin_password(db, by.name))?;
    match found {
        Some((account, name, hashed)) if hashed.fits(by.password)? => {
            Ok(Session::of(account, &name, by.window, &hashed))
        }
        _ => Err(Refusal::WrongNameOrPassword.into()),
    }
}
