//! That the customer's display showed a code, as its window says once it was drawn there.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Trouble},
    Way,
};
use crate::store::{WriteTx, params};

/// Notes that the customer's display has drawn a code. Its digits stay readable for the display
/// until the code is over: the customer may look once more. Not journalled: saying it twice changes
/// nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteShown {
    /// The code's id.
    pub code: i64,
}

impl Command for NoteShown {
    /// Whether it was not noted before.
    type Outcome = bool;
    const NAME: &'static str = "messages.shown";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<bool, Trouble> {
        // What was tried on a display was seen there.
        let noted = tx.execute(
            "UPDATE messages SET tries = 1
             WHERE code = ?1 AND way = ?2 AND state = 'waiting' AND tries = 0",
            params![self.code, Way::Display.word()],
        )?;
        Ok(noted == 1)
    }
}
