//! A sealing: which rows it is of, and what they come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{super::journal::hex, Final, SEAL, all, newest};
use crate::store::{Fault, Key, ReadTx, RowSum, params};

/// What a sealing says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    /// The act of the sealing it goes on from; 0 for the first.
    pub(super) after: i64,
    /// How far everything is sealed with it, by what it is called.
    to: BTreeMap<String, i64>,
    /// What was sealed with it.
    rows: BTreeMap<String, Rows>,
}

/// Rows that were sealed together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rows {
    count: i64,
    /// What they come to. Not of rows that can be forgotten one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sum: Option<String>,
    /// A little of what each comes to, which tells the one that is not as it was.
    each: String,
}

impl Block {
    /// How many rows it seals.
    pub(super) fn count(&self) -> i64 {
        // What can be forgotten is of rows that are counted already.
        let counted = self.rows.values().filter(|rows| rows.sum.is_some());
        counted.fold(0, |sum, rows| sum.saturating_add(rows.count))
    }
}

/// How many hexadecimal digits tell one row.
const DIGITS: usize = 2;
/// And one that can be forgotten, which nothing else tells.
const KEYED_DIGITS: usize = 16;

/// A row as it is now.
struct Now {
    /// What puts it in order, and the act it came with.
    by: i64,
    act: Option<i64>,
    /// Whether its columns were forgotten since.
    forgotten: bool,
}

/// Rows as they are now.
struct Found {
    rows: Rows,
    each: Vec<Now>,
}

/// The rows of a part from after `after` to `to`, as they are now.
fn read(
    db: &ReadTx<'_>,
    part: &Final,
    (after, to): (i64, i64),
    key: Option<&Key>,
) -> Result<Found, Fault> {
    let Final {
        from,
        by,
        then,
        act,
        ..
    } = part;
    let columns = part.columns.join(", ");
    let forgotten = part.forgotten.unwrap_or("0");
    let sql = format!(
        "SELECT {by}, {act}, {forgotten}, {columns} FROM {from}
         WHERE {by} > ?1 AND {by} <= ?2 ORDER BY {by}, {then}"
    );
    let (mut sum, mut each, mut found) = (RowSum::of(part.name), String::new(), Vec::new());
    db.each(&sql, [after, to], |row| {
        let one = sum.add(row, 3)?;
        match (part.forgotten, key) {
            (None, _) => each.push_str(&hex(&one[..DIGITS / 2])),
            (Some(_), Some(key)) => {
                let keyed = key.seal(&[b"sherbet: sealed row", part.name.as_bytes(), &one]);
                each.push_str(&hex(&keyed[..KEYED_DIGITS / 2]));
            }
            (Some(_), None) => {}
        }
        found.push(Now {
            by: row.get(0)?,
            act: row.get(1)?,
            forgotten: row.get(2)?,
        });
        Ok::<_, Fault>(())
    })?;
    let sum = part.forgotten.is_none().then(|| hex(&sum.finish()));
    Ok(Found {
        rows: Rows {
            count: found.len() as i64,
            sum,
            each,
        },
        each: found,
    })
}

/// How far a part goes from `after`, taking about `most` rows; `after` where there is nothing new.
fn reaches(db: &ReadTx<'_>, part: &Final, after: i64, most: i64) -> Result<i64, Fault> {
    let Final { from, by, .. } = part;
    let sql = format!("SELECT {by} FROM {from} WHERE {by} > ?1 ORDER BY {by} LIMIT 1 OFFSET ?2");
    let full = db.first(&sql, [after, most - 1], |row| row.get(0))?;
    match full {
        Some(to) => Ok(to),
        None => {
            let sql = format!("SELECT max({by}) FROM {from} WHERE {by} > ?1");
            let last: Option<i64> = db.one(&sql, [after], |row| row.get(0))?;
            Ok(last.unwrap_or(after))
        }
    }
}

/// What is to be sealed next, about `most` rows of each table; `None` where everything is.
pub(super) fn next(db: &ReadTx<'_>, key: &Key, most: i64) -> Result<Option<Block>, Fault> {
    let after = newest(db)?;
    let last = match after {
        0 => None,
        _ => Some(block_of(db, after)?.ok_or_else(|| Fault::Damaged {
            what: format!("the record {after} should seal the books, and does not"),
        })?),
    };
    let mut block = Block {
        after,
        to: last.map(|last| last.to).unwrap_or_default(),
        rows: BTreeMap::new(),
    };
    for part in all() {
        let from = block.to.get(part.name).copied().unwrap_or(0);
        let to = reaches(db, part, from, most)?;
        if to > from {
            let found = read(db, part, (from, to), Some(key))?;
            block.to.insert(part.name.to_owned(), to);
            block.rows.insert(part.name.to_owned(), found.rows);
        }
    }
    Ok((!block.rows.is_empty()).then_some(block))
}

fn block_of(db: &ReadTx<'_>, act: i64) -> Result<Option<Block>, Fault> {
    let asked = db.first(
        "SELECT asked FROM journal WHERE act = ?1 AND command = ?2",
        params![act, SEAL],
        |row| row.get::<_, String>(0),
    )?;
    Ok(asked.and_then(|asked| serde_json::from_str(&asked).ok()))
}

/// The acts that seal the books, as the journal has them.
fn blocks(db: &ReadTx<'_>) -> Result<Vec<i64>, Fault> {
    db.all(
        "SELECT act FROM journal WHERE command = ?1 ORDER BY act",
        [SEAL],
        |row| row.get(0),
    )
}

/// What is known of how much is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Known {
    /// How often the books were sealed.
    pub sealings: usize,
    /// How many rows are sealed.
    pub rows: i64,
    /// The record of the last sealing; what came later is not sealed yet.
    pub up_to_act: Option<i64>,
}

/// A row that is not as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// The record that sealed it.
    pub sealed_by: i64,
    /// What it is of: a table, or a part of its columns.
    pub of: String,
    /// The act it came with, where that can be told.
    pub act: Option<i64>,
    /// What puts it in order there: a number, or the act; where a row is missing, of the one
    /// that stands in its place.
    pub row: Option<i64>,
    /// What is wrong with it.
    pub what: String,
}

impl Altered {
    /// Where it is, in words.
    pub fn place(&self) -> String {
        let mut place = self.of.clone();
        if let Some(row) = self.row {
            place.push_str(&format!(", row {row}"));
        }
        match self.act.filter(|act| Some(*act) != self.row) {
            Some(act) => format!("{place}, of act {act}, sealed by record {}", self.sealed_by),
            None => format!("{place}, sealed by record {}", self.sealed_by),
        }
    }
}

/// Recomputes every sealing, one at a time. Without the key, what can be forgotten is not seen.
///
/// # Errors
/// A fault of the file. What differs is not an error but the answer.
pub(in super::super) fn verify(
    db: &ReadTx<'_>,
    key: Option<&Key>,
    mut tell: impl FnMut(Altered),
) -> Result<Known, Fault> {
    let mut known = Known::default();
    let mut last = Block {
        after: 0,
        to: BTreeMap::new(),
        rows: BTreeMap::new(),
    };
    let mut last_act = 0;
    for act in blocks(db)? {
        let unreadable = |what: &str| Altered {
            sealed_by: act,
            of: "journal".into(),
            act: Some(act),
            row: Some(act),
            what: what.into(),
        };
        let Some(block) = block_of(db, act)? else {
            tell(unreadable("the record seals nothing that can be read"));
            continue;
        };
        if block.after != last_act {
            tell(unreadable(
                "the record does not go on from the sealing before it",
            ));
        }
        known.sealings += 1;
        known.rows = known.rows.saturating_add(block.count());
        known.up_to_act = Some(act);
        for part in all() {
            let from = last.to.get(part.name).copied().unwrap_or(0);
            let to = block.to.get(part.name).copied().unwrap_or(from);
            let sealed = block.rows.get(part.name);
            if to <= from || (part.forgotten.is_some() && key.is_none()) {
                continue;
            }
            let found = read(db, part, (from, to), key)?;
            if let Some(altered) = compare(part, act, sealed, &found) {
                tell(altered);
            }
        }
        (last, last_act) = (block, act);
    }
    Ok(known)
}

/// What the rows of a part are not, that were sealed together.
fn compare(part: &Final, sealed_by: i64, sealed: Option<&Rows>, now: &Found) -> Option<Altered> {
    let none = Rows {
        count: 0,
        sum: None,
        each: String::new(),
    };
    let sealed = sealed.unwrap_or(&none);
    let digits = match part.forgotten {
        Some(_) => KEYED_DIGITS,
        None => DIGITS,
    };
    let one = |text: &str, place: usize| {
        let at = place.checked_mul(digits)?;
        text.get(at..at + digits).map(str::to_owned)
    };
    let first = (0..now.each.len()).find(|&place| {
        one(&sealed.each, place) != one(&now.rows.each, place) && !now.each[place].forgotten
    });
    let is_same = match part.forgotten {
        Some(_) => sealed.count == now.rows.count && first.is_none(),
        None => *sealed == now.rows,
    };
    if is_same {
        return None;
    }
    let at = first.or_else(|| now.each.len().checked_sub(1));
    let at = at.and_then(|place| now.each.get(place));
    let what = match now.rows.count - sealed.count {
        0 if first.is_some() => "it is not as it was sealed".to_owned(),
        0 => "a row that was sealed up to here is not as it was".to_owned(),
        more if more > 0 => format!("{more} more than were sealed, this or one after it"),
        fewer => format!("{} that were sealed are missing, at or before this", -fewer),
    };
    Some(Altered {
        sealed_by,
        of: part.name.to_owned(),
        act: at.and_then(|row| row.act),
        row: at.map(|row| row.by),
        what,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shop::{Founding, Session, Shop, seals::SealBooks},
        values::{RequestId, SystemClock},
    };

    #[test]
    fn more_than_one_sealing_takes_becomes_several_and_rows_that_belong_together_stay_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let founding = Founding {
            shop_name: "Corner".into(),
            currency: "INR".into(),
            time_zone: "Asia/Kolkata".into(),
            admin_name: "Asha".into(),
            password: "two laddus, please".into(),
            sample: true,
        };
        let path = folder.path().join("corner.sherbet");
        let shop = Shop::found(&path, SystemClock::shared(), &founding).expect("a shop");
        // The sample has a movement for each of its sweets that has stock, all of one act.
        let moved = "SELECT count(*) FROM movements";
        let moved: i64 = shop
            .read(|db| db.one(moved, [], |row| row.get(0)))
            .expect("read");
        assert!(moved > 50, "{moved}");
        let session = Session::visitor("a test");
        let mut sealed = Vec::new();
        while let Some(block) = shop.read(|db| next(db, shop.key(), 20)).expect("read") {
            let rows = block.rows.get("movements").map_or(0, |rows| rows.count);
            sealed.push(rows);
            shop.execute(&session, RequestId::new(), SealBooks(block))
                .expect("sealed");
        }
        assert!(sealed.len() > 2, "{sealed:?}");
        assert_eq!(sealed.iter().sum::<i64>(), moved);
        assert!(sealed.iter().all(|rows| *rows <= 20), "{sealed:?}");
        let mut altered = Vec::new();
        let known = shop
            .read(|db| verify(db, Some(shop.key()), |row| altered.push(row)))
            .expect("read");
        assert_eq!((altered, known.sealings), (Vec::new(), sealed.len()));

        // A sealing that was put together before another is not taken any more.
        let stale = Block {
            after: 0,
            to: BTreeMap::new(),
            rows: BTreeMap::new(),
        };
        let refused = shop.execute(&session, RequestId::new(), SealBooks(stale));
        assert!(refused.is_err(), "{refused:?}");
    }
}
