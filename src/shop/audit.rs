//! Going over the whole shop: every seal of the journal, and the books.

use std::path::Path;

use serde::Serialize;

use super::{
    Command, Permission, Refusal, Session, Shop, Trouble,
    books::{self, Discrepancy},
    journal::{self, Head, Verdict},
    seals::{self, Altered},
};
use crate::{store, values::RequestId};

/// What going over the shop found.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// What became of the journal's chain.
    #[serde(flatten)]
    pub journal: Verdict,
    /// What does not add up.
    pub books: Vec<Discrepancy>,
    /// What is not as the books were sealed.
    pub altered: Vec<Altered>,
}

impl Shop {
    /// Recomputes every seal and adds the books up, in a copy of the shop as it
    /// is at one moment, so that nobody who sells meanwhile is held up. With
    /// `expected`, a head kept elsewhere, a tail that was cut off shows too.
    ///
    /// # Errors
    /// A refusal, where the account may not. Or a fault of the file, or of its
    /// disk, which must have room for the copy; what was found is no error but
    /// the answer.
    pub fn audit(&self, session: &Session, expected: Option<&Head>) -> Result<Audit, Trouble> {
        self.consult(session, Permission::ManageShop, |_| Ok(()))?;
        self.store().with_copy(|copy| {
            store::open_aside(copy, |db| {
                let mut altered = Vec::new();
                seals::verify(db, Some(self.key()), |row| altered.push(row))?;
                Ok(Audit {
                    journal: journal::verify(db, self.key(), expected)?,
                    books: books::add_up(db)?,
                    altered,
                })
            })
        })
    }

    /// What `request` asked for when it was done, as JSON, if it was this
    /// command of this account. Who asks again and leaves something to the
    /// shop to look up (a version, a sweet by its name) takes it from there,
    /// so that it is the same question.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn asked_before<C: Command>(
        &self,
        session: &Session,
        request: RequestId,
    ) -> Result<Option<serde_json::Value>, Trouble> {
        let first = self.read(|db| journal::answered(db, request))?;
        Ok(first
            .filter(|first| first.command == C::NAME && first.account == session.account())
            .and_then(|first| serde_json::from_str(&first.asked).ok()))
    }
}

/// Reads a head that was written down elsewhere, such as beside a backup.
///
/// # Errors
/// A refusal, where the file can't be read or is none.
pub fn written_head(path: &Path) -> Result<Head, Refusal> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Refusal::invalid("head", format!("{} can't be read: {e}", path.display())))?;
    serde_json::from_str(&text).map_err(|_| {
        Refusal::invalid(
            "head",
            format!("{} is not a journal's head", path.display()),
        )
    })
}
