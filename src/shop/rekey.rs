//! Going on where the journal's key was lost.
//!
//! Promises: the old records stay; they are summed up in the first record that
//! the new key seals, so that a change to them shows from then on. What is lost
//! is said: whether they were changed before that can't be told any more, and
//! backups made with the old key can't be restored with the new one.

use std::{path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble,
    journal::{self, Sum},
    staff,
};
use crate::{
    store::{Alone, Fault, Files, Key, Options, Store, WriteTx},
    values::{Clock, RequestId},
};

/// The journal goes on with a new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rekeyed {
    /// The record that the new chain begins with; seals before it can't be
    /// verified any more.
    pub act: i64,
}

/// Begins the chain of a new key.
#[derive(Serialize)]
struct Rekey(Sum);

impl Command for Rekey {
    type Outcome = Rekeyed;
    const NAME: &'static str = journal::REKEY;
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, _tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Rekeyed, Trouble> {
        Ok(Rekeyed { act: by.act })
    }
}

/// Gives the shop at `path`, whose key is missing, unreadable or another's, a new
/// one, as the act of an admin of this name and password at a window. A file that
/// stands where the key should is kept under another name.
///
/// # Errors
/// A refusal: the key is there and fits, or these are not an admin's name and password.
/// A fault: somebody has the shop open, or the disk fails. Interrupted, the key
/// is still missing, and it can be asked for again.
pub fn rekey(
    path: &Path,
    clock: Arc<dyn Clock>,
    (name, password, window): (&str, &str, &str),
    options: &Options,
) -> Result<Rekeyed, Trouble> {
    let alone = Alone::with(path, options.patience)?;
    let store = Store::open_alone(&alone, options)?;
    let files: Files = store.files().clone();
    if fits(&store, &files)? {
        let why = format!(
            "{} is there and fits; only a shop whose key is lost gets a new one",
            files.key().display()
        );
        return Err(Refusal::invalid("key", why).into());
    }
    let shop = Shop::with_new_key(store, Key::random()?, clock)?;
    let session = match shop.read(|db| staff::admin_password(db, name))? {
        Some((account, name, hashed)) if hashed.fits(password)? => {
            Session::of(account, &name, window, &hashed)
        }
        _ => return Err(Refusal::WrongNameOrPassword.into()),
    };
    // Nobody else writes meanwhile: what is summed up is what is there.
    let sum = shop.read(journal::sum_up)?;
    let rekeyed = shop.execute(&session, RequestId::new(), Rekey(sum))?;
    shop.key().store(&files).map_err(|fault| Fault::Io {
        what: format!("writing the new key, so the key is still missing: {fault}"),
    })?;
    Ok(rekeyed)
}

/// Whether the key beside the shop is the one its journal is sealed with.
fn fits(store: &Store, files: &Files) -> Result<bool, Fault> {
    let fits =
        Key::load(files).and_then(|key| store.read(|db| journal::continues(db, &key, files)));
    match fits {
        Ok(()) => Ok(true),
        Err(Fault::Key { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}
