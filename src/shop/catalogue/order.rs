//! The order of the sweets' names: keys that are stored beside them, and made anew where another
//! edition of the program made them.
//!
//! Promises: a sweet that is added or renamed has its key in the same commit; a shop whose keys
//! are another edition's is put in order when it is opened, some thousand sweets a commit, so that
//! nobody waits long for the file. Leaves out how names compare: `values` knows.

use serde::Serialize;

use super::super::{Actor, Command, Permission, Session, Shop, Trouble};
use crate::{
    store::{Fault, WriteTx, params},
    values::{RequestId, order_made_by, sort_key},
};

/// How many sweets get their keys in one commit.
const AT_ONCE: usize = 2_000;

/// Makes the keys of the sweets after one, by id, some at a time. Not journalled: a key says
/// nothing that the name does not.
#[derive(Serialize)]
struct PutInOrder {
    after: i64,
}

impl Command for PutInOrder {
    /// The last sweet that got its key, where there may be more.
    type Outcome = Option<i64>;
    const NAME: &'static str = "catalogue.put_in_order";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<Option<i64>, Trouble> {
        let some = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let names: Vec<(i64, String)> = tx.all(
            "SELECT id, name FROM sweets WHERE id > ?1 ORDER BY id LIMIT ?2",
            [self.after, some],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (id, name) in &names {
            tx.execute(
                "UPDATE sweets SET sort_key = ?2 WHERE id = ?1",
                params![id, sort_key(name)],
            )?;
        }
        match names.last() {
            Some((last, _)) if names.len() == AT_ONCE => Ok(Some(*last)),
            _ => {
                kept_in_order(tx)?;
                Ok(None)
            }
        }
    }
}

/// Notes that every key is this program's.
pub(in super::super) fn kept_in_order(tx: &WriteTx<'_>) -> Result<(), Fault> {
    tx.execute("UPDATE name_order SET made_by = ?1", [order_made_by()])
        .map(drop)
}

/// Puts the sweets in order where another program made their keys. Where that can't be done now,
/// they stay as they are: the next opening tries again.
pub(in super::super) fn keep_in_order(shop: &Shop) -> Result<(), Fault> {
    let sql = "SELECT made_by FROM name_order";
    let made_by = shop.read(|db| db.one(sql, [], |row| row.get::<_, String>(0)))?;
    let mut next = (made_by != order_made_by()).then_some(0);
    while let Some(after) = next {
        let session = Session::visitor("putting names in order");
        match shop.execute(&session, RequestId::new(), PutInOrder { after }) {
            Ok(more) => next = more,
            Err(trouble) => {
                tracing::warn!(%trouble, "the sweets' names could not be put in order");
                return Ok(());
            }
        }
    }
    Ok(())
}
