//! Going over the whole chain, also where a part of it can't be verified any
//! more because its key was lost.

use serde::{Deserialize, Serialize};

use super::{BEGINNING, Head, hex, recomputed};
use crate::store::{Fault, Key, ReadTx};

/// What `journal verify` found.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// How far the journal has come.
    pub head: Head,
    /// The first record that is not as it was written, and what is wrong.
    pub broken: Option<Break>,
    /// The record that began with a new key because the old one was lost: the
    /// seals before it can't be verified any more, only that nothing was changed
    /// since.
    pub rekeyed_at: Option<i64>,
    /// How many records, from `rekeyed_at` on, have a seal that this key made of them and of the
    /// seal before, each taken by itself: none of them, where the key is another shop's.
    pub fitting: i64,
}

/// What the records were when the key was lost, as far as they can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Sum {
    /// How many there were.
    pub(in super::super) records: i64,
    /// All of them summed up, in hexadecimal digits.
    pub(in super::super) sum: String,
}

/// Sums up all records, for a new key to seal.
pub(in super::super) fn sum_up(db: &ReadTx<'_>) -> Result<Sum, Fault> {
    let everybodys = Key::open_secret()?;
    let (mut records, mut sum) = (0, BEGINNING);
    db.each(&format!("{RECORDS} ORDER BY act"), [], |row| {
        (records, _, sum) = recomputed(row, &everybodys, &sum)?;
        Ok::<_, Fault>(())
    })?;
    Ok(Sum {
        records,
        sum: hex(&sum),
    })
}

/// What the journal calls going on with a new key.
pub(in super::super) const REKEY: &str = "shop.rekey";

/// All that a record's seal covers, and the seal.
const RECORDS: &str = "SELECT act, at_ms, account, window, request, command, asked, outcome, seal
     FROM journal";

/// The record that the present key's chain begins with, where it was not the
/// first, and what it says of those before it.
fn rekeyed(db: &ReadTx<'_>) -> Result<Option<(i64, String)>, Fault> {
    db.first(
        "SELECT act, asked FROM journal WHERE command = ?1 ORDER BY act DESC LIMIT 1",
        [REKEY],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Where the chain breaks.
#[derive(Clone, Debug, Serialize)]
pub struct Break {
    /// The record's number.
    pub act: i64,
    /// What is wrong with it.
    pub why: String,
}

/// Goes through the whole journal and recomputes every seal.
///
/// With `expected`, a head that was written down elsewhere, it is also seen
/// that the journal still holds that record as it was.
///
/// # Errors
/// A fault of the file. A broken chain is not an error but the verdict.
pub fn verify(db: &ReadTx<'_>, key: &Key, expected: Option<&Head>) -> Result<Verdict, Fault> {
    let rekeyed = rekeyed(db)?;
    let rekeyed_at = rekeyed.as_ref().map(|(act, _)| *act);
    let everybodys = Key::open_secret()?;
    let mut sum = BEGINNING;
    let mut before = BEGINNING;
    let mut acts = 0;
    let mut broken: Option<Break> = None;
    let mut at_expected = None;
    let mut fitting = 0;
    db.each(&format!("{RECORDS} ORDER BY act"), [], |row| {
        let (act, seal, computed) = recomputed(row, key, &before)?;
        let lost = rekeyed_at.is_some_and(|at| act < at);
        fitting += i64::from(!lost && seal == computed);
        if lost {
            (_, _, sum) = recomputed(row, &everybodys, &sum)?;
        }
        let why = if act != acts + 1 {
            Some("records before it are missing")
        } else if !lost && seal != computed {
            Some("it is not as it was written")
        } else if let Some((at, asked)) = &rekeyed
            && *at == act
            && !says(asked, acts, &sum)
        {
            Some("the records before it are not as they were when the key was lost")
        } else {
            None
        };
        if broken.is_none()
            && let Some(why) = why
        {
            let why = why.into();
            broken = Some(Break { act, why });
        }
        acts = act;
        before = seal;
        if expected.is_some_and(|head| head.acts == act) {
            at_expected = Some(hex(&seal));
        }
        Ok::<_, Fault>(())
    })?;
    if let Some(head) = expected
        && broken.is_none()
        && at_expected.as_ref() != Some(&head.seal)
    {
        let why = match at_expected {
            None => format!("the journal ends at {acts}: records were cut off"),
            Some(_) => "it is not the record whose seal was written down".into(),
        };
        broken = Some(Break {
            act: head.acts,
            why,
        });
    }
    Ok(Verdict {
        head: Head {
            acts,
            seal: hex(&before),
        },
        broken,
        rekeyed_at,
        fitting,
    })
}

/// Sees that the journal still holds the record of a head that was written down elsewhere, as it
/// was: what is wrong with it otherwise. Needs no key.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn holds(db: &ReadTx<'_>, expected: &Head) -> Result<Option<Break>, Fault> {
    let seal = db.first(
        "SELECT seal FROM journal WHERE act = ?1",
        [expected.acts],
        |row| row.get::<_, [u8; 32]>(0),
    )?;
    let why = match seal {
        // The head of a journal in which nothing was written yet.
        None if expected.acts == 0 => return Ok(None),
        None => {
            let ends = super::head(db)?.acts;
            format!("the journal ends at {ends}: records were cut off")
        }
        Some(seal) if hex(&seal) == expected.seal => return Ok(None),
        Some(_) => "it is not the record whose seal was written down".into(),
    };
    Ok(Some(Break {
        act: expected.acts,
        why,
    }))
}

/// Whether a record of going on with a new key says this of those before it.
fn says(asked: &str, records: i64, sum: &[u8; 32]) -> bool {
    let now = Sum {
        records,
        sum: hex(sum),
    };
    serde_json::from_str::<Sum>(asked).is_ok_and(|then| then == now)
}
