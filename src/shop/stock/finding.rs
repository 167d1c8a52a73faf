//! Finding sweets by what was typed or scanned, while a customer waits.
//!
//! Promises: of a hundred thousand sweets the rows are there within milliseconds, whether few or
//! most of them are called so: of many, enough are among the first names in order; few are looked
//! up in the index of trigrams. Left out: the stock room's filters and sorting, which are
//! `shelf`'s, and what a code means, which is `catalogue`'s.

use serde::Serialize;

use super::{
    super::{
        Refusal, Trouble,
        catalogue::{self, Scanned},
    },
    shelf::{ShelfRow, Where, part_of_code, shelf_rows},
};
use crate::{
    store::{Fault, ReadTx, params_from_iter},
    values::{SweetId, fold},
};

/// How many words of a text are looked for. Nobody types more; what is pasted may have thousands,
/// which are more conditions than SQLite takes.
const WORDS_MOST: usize = 32;

/// Characters of the shortest word that the index of trigrams knows.
const INDEXED: usize = 3;

/// So many names are gone through, in order, before an index is asked. Gathering all ids that it has
/// for a word which a quarter of the names have takes longer than that, and so does asking it for
/// two such words at once. Measured with 100,000 sweets: these take about a millisecond.
const GONE_THROUGH: i64 = 8_000;

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
        let phrases: Vec<_> = phrases
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
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
        in_each(self.folded.iter().filter(|word| !is_indexed(word)), wanted);
    }
}

/// Wants these words in the name, which is looked into.
fn in_each<'w>(words: impl Iterator<Item = &'w String>, wanted: &mut Where) {
    for word in words {
        let word = Box::new(word.clone());
        wanted.and("instr(sweets.name_key, ?) > 0", Some(word));
    }
}

fn is_indexed(word: &str) -> bool {
    word.chars().count() >= INDEXED
}

/// The sweets that are sold and have the words in their names, the first `limit` by name.
fn called(db: &ReadTx<'_>, words: &Words, limit: usize) -> Result<Vec<SweetId>, Fault> {
    // It has all that is asked for here, so that no sweet's own row is read.
    const BY_NAME: &str = "sweets INDEXED BY sweets_by_name";
    let behind: Option<Vec<u8>> = match words.asked() {
        None => None,
        Some(_) => db.first(
            &format!("SELECT sort_key FROM {BY_NAME} ORDER BY sort_key, id LIMIT 1 OFFSET ?1"),
            [GONE_THROUGH],
            |row| row.get(0),
        )?,
    };
    let are_others = behind.is_some();
    let mut wanted = Where::default();
    in_each(words.folded.iter(), &mut wanted);
    if let Some(behind) = behind {
        wanted.and("sweets.sort_key < ?", Some(Box::new(behind)));
    }
    let ids = first_by_name(db, BY_NAME, wanted, limit)?;
    if ids.len() >= limit || !are_others {
        return Ok(ids);
    }
    let mut wanted = Where::default();
    words.looked_up(&mut wanted);
    first_by_name(db, "sweets", wanted, limit)
}

fn first_by_name(
    db: &ReadTx<'_>,
    from: &str,
    mut wanted: Where,
    limit: usize,
) -> Result<Vec<SweetId>, Fault> {
    wanted.and("NOT retired", None);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT sweets.id FROM {from} WHERE {} ORDER BY sweets.sort_key, sweets.id LIMIT {limit}",
        wanted.sql()
    );
    db.all(&sql, params_from_iter(wanted.bound()), |row| {
        row.get(0).map(SweetId::new)
    })
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
pub fn find_for_sale(db: &ReadTx<'_>, text: &str, limit: usize) -> Result<Found, Fault> {
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
    let mut ids = called(db, &Words::of(text), asked)?;
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
