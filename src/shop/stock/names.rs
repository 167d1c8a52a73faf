//! The names of all sweets that are sold, in memory and in order: what is looked into at every key.
//!
//! Promises: a search of a hundred thousand names takes about a millisecond, whether few or most
//! of them have the words (asked for two words that are in a quarter of the names each, the index
//! of trigrams alone takes several); a change of a sweet by another window or process of the
//! shop is seen by the next search. Left out: everything of a sweet but its name, which is read
//! from the file, and the stock room's lists, which are `shelf`'s.
//!
//! A search asks the file which sweets were changed since the names were read, and puts those few
//! into their places.

use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use memchr::memmem::Finder;

use crate::{
    store::{Fault, ReadTx},
    values::SweetId,
};

/// When more sweets than this were changed, all names are read anew, which takes as long.
const PUT_IN_PLACE: usize = 64;

/// The names of a shop's sweets, as far as they were read.
#[derive(Default)]
pub struct Names(Mutex<Arc<Kept>>);

impl Names {
    /// The sweets that are sold and have all of these words in their names, folded as names are
    /// compared: the first `limit` by name.
    pub(super) fn with(
        &self,
        db: &ReadTx<'_>,
        words: &[String],
        limit: usize,
    ) -> Result<Vec<SweetId>, Fault> {
        Ok(self.current(db)?.with(words, limit))
    }

    fn current(&self, db: &ReadTx<'_>) -> Result<Arc<Kept>, Fault> {
        let kept = self.lock().clone();
        let changed = match kept.up_to {
            Some(up_to) => Changed::since(db, up_to)?,
            None => None,
        };
        let now = match changed {
            Some(changed) if changed.is_empty() => return Ok(kept),
            Some(changed) => kept.put_in_place(db, changed)?,
            None => None,
        };
        let now = Arc::new(match now {
            Some(now) => now,
            None => Kept::read(db)?,
        });
        // Who was faster may have put newer ones there: then the next search finds what is missing.
        self.lock().clone_from(&now);
        Ok(now)
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Kept>> {
        // What is in it is put there whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names behind one another.
#[derive(Default)]
struct Kept {
    /// The newest act that changed a sweet; none before they were read.
    up_to: Option<i64>,
    names: String,
    /// Where each name ends, behind the sign that parts it from the next.
    ends: Vec<usize>,
    /// Whose it is.
    ids: Vec<SweetId>,
}

/// Stands between two names. No word that is looked for has it: a text is parted at it.
const BETWEEN: char = '\n';

impl Kept {
    fn read(db: &ReadTx<'_>) -> Result<Kept, Fault> {
        let up_to = "SELECT coalesce(max(changed_act), 0) FROM sweets";
        let mut kept = Kept {
            up_to: Some(db.one(up_to, [], |row| row.get(0))?),
            ..Kept::default()
        };
        let sql = "SELECT id, name_key FROM sweets WHERE NOT retired ORDER BY sort_key, id";
        db.all(sql, [], |row| {
            let name = row.get_ref(1)?.as_str()?;
            kept.push(SweetId::new(row.get(0)?), name);
            Ok(())
        })?;
        Ok(kept)
    }

    fn push(&mut self, id: SweetId, name: &str) {
        self.names.push_str(name);
        self.names.push(BETWEEN);
        self.ends.push(self.names.len());
        self.ids.push(id);
    }

    /// The same with those that were changed since in their places; `None` where one has none.
    fn put_in_place(&self, db: &ReadTx<'_>, changed: Vec<Changed>) -> Result<Option<Kept>, Fault> {
        let other: BTreeSet<SweetId> = changed.iter().map(|sweet| sweet.id).collect();
        let all = self.ids.iter().enumerate();
        let mut names: Vec<(SweetId, &str)> = all
            .filter(|(_, id)| !other.contains(id))
            .map(|(nth, id)| (*id, self.names.get(self.place(nth)).unwrap_or_default()))
            .map(|(id, name)| (id, name.trim_end_matches(BETWEEN)))
            .collect();
        // In order, so that whoever stands before one of them is there already.
        for sweet in changed.iter().filter(|sweet| !sweet.retired) {
            let place = match sweet.stands_behind(db)? {
                None => Some(0),
                Some(before) => names
                    .iter()
                    .position(|(id, _)| *id == before)
                    .map(|p| p + 1),
            };
            let Some(place) = place else {
                return Ok(None);
            };
            names.insert(place, (sweet.id, &sweet.name_key));
        }
        let mut kept = Kept {
            up_to: changed.iter().map(|sweet| sweet.act).max().max(self.up_to),
            ..Kept::default()
        };
        for (id, name) in names {
            kept.push(id, name);
        }
        Ok(Some(kept))
    }

    /// Where the `nth` name is.
    fn place(&self, nth: usize) -> Range<usize> {
        let end = |nth: usize| self.ends.get(nth).copied().unwrap_or_default();
        nth.checked_sub(1).map_or(0, end)..end(nth)
    }

    fn with(&self, words: &[String], limit: usize) -> Vec<SweetId> {
        // The longest is in the fewest names.
        let Some(longest) = words.iter().max_by_key(|word| word.len()) else {
            return self.ids.iter().take(limit).copied().collect();
        };
        let first = Finder::new(longest.as_bytes());
        let others: Vec<_> = words
            .iter()
            .filter(|word| *word != longest)
            .map(|word| Finder::new(word.as_bytes()))
            .collect();
        let names = self.names.as_bytes();
        let mut found = Vec::new();
        let mut from = 0;
        while found.len() < limit
            && let Some(there) = names.get(from..).and_then(|rest| first.find(rest))
        {
            let nth = self.ends.partition_point(|end| *end <= from + there);
            let place = self.place(nth);
            // On with the next name; never on the spot.
            from = place.end.max(from + 1);
            let name = names.get(place).unwrap_or_default();
            if others.iter().all(|other| other.find(name).is_some()) {
                found.extend(self.ids.get(nth));
            }
        }
        found
    }
}

/// A sweet that was added or changed, or is sold or not sold any more.
struct Changed {
    id: SweetId,
    act: i64,
    name_key: String,
    sort_key: Vec<u8>,
    retired: bool,
}

impl Changed {
    /// Those of later acts, in the order of the shelf; `None` where there are too many.
    fn since(db: &ReadTx<'_>, act: i64) -> Result<Option<Vec<Changed>>, Fault> {
        let mut changed = db.all(
            &format!(
                "SELECT id, changed_act, name_key, sort_key, retired
                 FROM sweets WHERE changed_act > ?1
                 LIMIT {PUT_IN_PLACE} + 1"
            ),
            [act],
            |row| {
                Ok(Changed {
                    id: SweetId::new(row.get(0)?),
                    act: row.get(1)?,
                    name_key: row.get(2)?,
                    sort_key: row.get(3)?,
                    retired: row.get(4)?,
                })
            },
        )?;
        changed.sort_by(|a, b| (&a.sort_key, a.id).cmp(&(&b.sort_key, b.id)));
        Ok((changed.len() <= PUT_IN_PLACE).then_some(changed))
    }

    /// The sweet that stands right before this one on the shelf.
    fn stands_behind(&self, db: &ReadTx<'_>) -> Result<Option<SweetId>, Fault> {
        db.first(
            "SELECT id FROM sweets WHERE (sort_key, id) < (?1, ?2) AND NOT retired
             ORDER BY sort_key DESC, id DESC LIMIT 1",
            (&self.sort_key, self.id.get()),
            |row| row.get(0).map(SweetId::new),
        )
    }
}
