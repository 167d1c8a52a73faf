//! Finding sweets by what was typed or scanned, while a customer waits.
//!
//! Promises: of a hundred thousand sweets the rows are there within milliseconds, whether few or
//! most of them are called so. Left out: the stock room's filters and sorting, which are
//! `shelf`'s, and what a code means, which is `catalogue`'s.

use serde::Serialize;

use super::{
    super::{
        Refusal, Trouble,
        catalogue::{self, Scanned},
    },
    names::Names,
    shelf::{ShelfRow, Where, part_of_code, phrase, shelf_rows},
};
use crate::{
    store::{Fault, ReadTx},
    values::{SweetId, fold},
};

/// How many words of a text are looked for. Nobody types more; what is pasted may have thousands,
/// which are more conditions than SQLite takes.
const WORDS_MOST: usize = 32;

/// Characters of the shortest word that the index of trigrams knows.
const INDEXED: usize = 3;

/// The words that must all be in a sweet's name.
pub(super) struct Words {
    /// As names are compared, without regard to case.
    folded: Vec<String>,
}

impl Words {
    /// The words of what was typed.
    pub(super) fn of(text: &str) -> Words {
        let shown: String = text.chars().filter(|c| !c.is_control()).collect();
        let folded = fold(&shown);
        let words = folded.split_whitespace().take(WORDS_MOST);
        Words {
            folded: words.map(str::to_owned).collect(),
        }
    }

    /// What the index of trigrams is asked for; `None` where it knows none of the words.
    fn asked(&self) -> Option<String> {
        let phrases = self.folded.iter().filter(|word| is_indexed(word));
        let phrases: Vec<_> = phrases.map(|word| phrase(word)).collect();
        (!phrases.is_empty()).then(|| phrases.join(" AND "))
    }

    /// Wants the words in the name: those that the index knows are looked up there, shorter ones
    /// in each name.
    pub(super) fn looked_up(&self, wanted: &mut Where) {
        if let Some(asked) = self.asked() {
            wanted.and(
                "sweets.id IN (SELECT rowid FROM sweet_names WHERE sweet_names MATCH ?)",
                Some(Box::new(asked)),
            );
        }
        for word in self.folded.iter().filter(|word| !is_indexed(word)) {
            let word = Box::new(word.clone());
            wanted.and("instr(sweets.name_key, ?) > 0", Some(word));
        }
    }
}

fn is_indexed(word: &str) -> bool {
    word.chars().count() >= INDEXED
}

/// The sweet whose SKU or barcode is `text`.
pub(super) fn by_code(db: &ReadTx<'_>, text: &str) -> Result<Option<SweetId>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    db.first(
        "SELECT sweet FROM barcodes WHERE code = ?1
         UNION ALL SELECT id FROM sweets WHERE sku = ?2 LIMIT 1",
        [text, &text.to_uppercase()],
        |row| row.get(0).map(SweetId::new),
    )
}

/// The sweets that are sold and whose SKU begins with what was typed, the first `limit` by SKU.
fn by_beginning_of_code(db: &ReadTx<'_>, text: &str, limit: usize) -> Result<Vec<SweetId>, Fault> {
    let Some(begins) = part_of_code(text) else {
        return Ok(Vec::new());
    };
    let begins = begins.to_uppercase();
    // What is typed of a code is ASCII that can be seen: nothing that begins so stands behind.
    let behind = format!("{begins}\u{7f}");
    db.all(
        "SELECT id FROM sweets WHERE sku >= ?1 AND sku < ?2 AND NOT retired ORDER BY sku LIMIT ?3",
        (begins, behind, i64::try_from(limit).unwrap_or(i64::MAX)),
        |row| row.get(0).map(SweetId::new),
    )
}

/// What the counter shows for what was typed or scanned.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Found {
    /// The sweet whose barcode, SKU, label or whole name it is; Enter adds it.
    pub exact: Option<ShelfRow>,
    /// How much of it the text stands for, and its price where it is a
    /// scale's label; of a retired sweet too.
    pub scanned: Option<Scanned>,
    /// Why the text can't be sold by, where it is a code that was read wrong
    /// or a label that does not fit its sweet.
    pub misread: Option<String>,
    /// Those with the text in their name, by name; then those whose SKU begins with it.
    pub rows: Vec<ShelfRow>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// What the counter shows for what was typed or scanned; for nothing, the
/// whole shelf by name. Retired sweets are not there.
///
/// # Errors
/// A fault of the file.
pub fn find_for_sale(
    db: &ReadTx<'_>,
    names: &Names,
    text: &str,
    limit: usize,
) -> Result<Found, Fault> {
    let (scanned, misread) = match catalogue::scanned(db, text) {
        Ok(scanned) => (scanned, None),
        Err(Trouble::Refused(Refusal::Invalid { why, .. })) => (None, Some(why)),
        Err(Trouble::Refused(refusal)) => (None, Some(refusal.to_string())),
        Err(Trouble::Fault(fault)) => return Err(fault),
    };
    let exact = scanned.as_ref().map(|found| shelf_rows(db, &[found.sweet]));
    let exact = exact.transpose()?;
    let exact = exact.into_iter().flatten().find(|row| !row.retired);
    // One more than is shown tells that there are more.
    let asked = limit.saturating_add(1);
    let mut ids = names.with(db, &Words::of(text).folded, asked)?;
    if ids.len() <= limit {
        let coded = by_beginning_of_code(db, text, asked)?;
        let other = coded.into_iter().filter(|id| !ids.contains(id));
        ids.extend(other.collect::<Vec<_>>());
    }
    let more = ids.len() > limit;
    ids.truncate(limit);
    let mut rows = shelf_rows(db, &ids)?;
    if let Some(exact) = &exact
        && !rows.iter().any(|row| row.id == exact.id)
    {
        rows.insert(0, exact.clone());
    }
    Ok(Found {
        exact,
        scanned,
        misread,
        rows,
        more,
    })
}
