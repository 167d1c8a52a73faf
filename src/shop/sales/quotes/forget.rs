//! Forgetting whom a quotation was for.

use super::super::super::{Refusal, Trouble};
use crate::store::{WriteTx, params};

/// Puts what an erased customer is called in the place of the name, and forgets the note.
pub(in crate::shop) fn forget_name(
    tx: &WriteTx<'_>,
    number: i64,
    called: &str,
) -> Result<(), Trouble> {
    let changed = tx.execute(
        "UPDATE quotations SET customer = ?2, note = NULL WHERE number = ?1",
        params![number, called],
    )?;
    match changed {
        1 => Ok(()),
        _ => Err(Refusal::unknown("quotation", number).into()),
    }
}
