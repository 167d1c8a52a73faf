//! The journal's chain: recomputed with the key where there is one, and held against the heads
//! that were kept elsewhere.
//!
//! A key or a head that belongs to another shop, or to another past of this one, finds as much
//! wrong as a forger's work would. What can tell them apart is looked at, and where nothing can,
//! both are told.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Refusal, facts,
        journal::{self, Head},
    },
    Breach, Kind, Report,
};
use crate::store::{Fault, Key, ReadTx};

/// A head of a journal that was kept elsewhere, such as beside a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    /// How far the journal had come.
    #[serde(flatten)]
    pub head: Head,
    /// The id of the shop it is of, where it was written with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
}

impl From<Head> for KeptHead {
    fn from(head: Head) -> KeptHead {
        KeptHead { head, shop: None }
    }
}

/// Reads a head that was kept in a file.
///
/// # Errors
/// A refusal, where the file can't be read or is none.
pub fn read_head(path: &Path) -> Result<KeptHead, Refusal> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Refusal::invalid("head", format!("{shown} can't be read: {e}")))?;
    serde_json::from_str(&text)
        .map_err(|_| Refusal::invalid("head", format!("{shown} is not a journal's head")))
}

/// Goes over the chain. The answer is the key again, where it is the journal's.
pub(super) fn go_over<'k>(
    db: &ReadTx<'_>,
    key: Option<&'k Key>,
    heads: &[KeptHead],
    report: &mut Report,
) -> Result<Option<&'k Key>, Fault> {
    report.head = Some(journal::head(db)?);
    let shop = facts::uuid(db)?.to_string();
    let mut head_fits = false;
    for kept in heads {
        if let Some(of) = kept.shop.as_ref().filter(|of| **of != shop) {
            let what = format!("this head is of another shop ({of}), so it says nothing of this");
            report.found(Kind::Head, Breach::Chain, what, place(&kept.head));
            continue;
        }
        match journal::holds(db, &kept.head)? {
            None => head_fits |= kept.head.acts > 0,
            Some(broken) => {
                let what = match restored_before(db, kept.head.acts)? {
                    Some(act) => format!(
                        "{}; record {act} put a backup in place, so this head may be of what the shop was before that, and was put aside",
                        broken.why
                    ),
                    None if kept.shop.is_some() => format!(
                        "{}; or the head is of this shop at another time, after which an older copy of its file was put in place past the program",
                        broken.why
                    ),
                    None => format!("{}; or the head is another shop's", broken.why),
                };
                report.found(Kind::Head, Breach::Chain, what, place(&kept.head));
            }
        }
    }
    let Some(key) = key else { return Ok(None) };
    let verdict = journal::verify(db, key, None)?;
    report.rekeyed_at = verdict.rekeyed_at;
    let Some(broken) = verdict.broken else {
        return Ok(Some(key));
    };
    if verdict.fitting > 0 {
        let place = format!("record {}", broken.act);
        report.found(Kind::Journal, Breach::Chain, broken.why, place);
        return Ok(Some(key));
    }
    let what = match head_fits {
        true => {
            "this key made none of its seals, and a head that was kept elsewhere fits: it is another shop's key"
        }
        false => {
            "this key made none of its seals: it is another shop's key, or one from before the shop got a new one, or the whole journal was written anew by somebody without the key"
        }
    };
    let place = format!("the journal, from record {} on", broken.act);
    report.found(Kind::Key, Breach::Chain, what.into(), place);
    Ok(None)
}

fn place(head: &Head) -> String {
    format!("record {}", head.acts)
}

/// The last restore that a journal knows of at or before a record.
fn restored_before(db: &ReadTx<'_>, act: i64) -> Result<Option<i64>, Fault> {
    db.one(
        "SELECT max(act) FROM journal WHERE command = 'shop.restore' AND act <= ?1",
        [act],
        |row| row.get(0),
    )
}
