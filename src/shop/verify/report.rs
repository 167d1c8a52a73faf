//! What was found, in words.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{
    super::{journal::Head, seals::Known},
    AnswersSeen, Breach,
};
use crate::store::{Fault, ReadTx};

/// What kind of thing does not add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The file itself can't be read as it should be.
    Damage,
    /// The schema is not as the program made it.
    Schema,
    /// The journal is not as it was written.
    Journal,
    /// The key is not the one the journal was sealed with.
    Key,
    /// The journal is not the one that a head was kept of.
    Head,
    /// Rows don't agree with each other or with the journal.
    Books,
    /// A row that never changes is not as it was sealed.
    Sealed,
    /// Somebody was told something else than the file says.
    Answers,
}

impl Kind {
    /// What is safe all the same.
    fn safe(self) -> &'static str {
        match self {
            Kind::Damage => "backups that were made before, and this file's copies elsewhere",
            Kind::Schema => {
                "the rows: what does not agree with the journal or its seals is told by itself"
            }
            Kind::Journal => "the records before it, and what they say was done",
            Kind::Key => {
                "what needs no key: the rows that were sealed, and the books; of the journal itself nothing is known with this key"
            }
            Kind::Head => {
                "the records up to where this head's journal and this one part; with the key, whatever else is told as whole"
            }
            Kind::Books => {
                "the journal, unless a record of it is told too: it says what was really done"
            }
            Kind::Sealed => "everything of which nothing is told: it is as it was sealed",
            Kind::Answers => "what is in the file, unless something else is told",
        }
    }

    /// What to do next.
    fn next(self) -> &'static str {
        match self {
            Kind::Damage => {
                "stop selling on it, make a copy of all its files, see to the disk, then restore the newest backup that `sherbet verify` finds whole"
            }
            Kind::Schema => {
                "find out which other program changed the file; make a copy of it, then restore the newest backup that `sherbet verify` finds whole"
            }
            Kind::Key => {
                "name the shop's own key with --key: it stands beside the shop's file, and where its copy is kept. If this is the shop's own, compare with the newest backup that `sherbet verify` finds whole with it"
            }
            Kind::Head => {
                "if a backup was restored since, hold this head against what was put aside then (its name ends in before-restore and a number): where it fits there, all is well here. Where it doesn't, records were changed or cut off: make a copy of the file, and compare with the newest backup that `sherbet verify` finds whole"
            }
            Kind::Journal | Kind::Sealed => {
                "somebody or something changed the file past the program: make a copy of it, compare with the newest backup that `sherbet verify` finds whole, and restore that if you can't explain it"
            }
            Kind::Books => {
                "look up the act in `sherbet journal show`, compare with a backup; where the program did this by itself, report it"
            }
            Kind::Answers => {
                "compare the request's line with `sherbet journal show`; where the program did this by itself, report it"
            }
        }
    }
}

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Which of the shop's promises it breaks.
    pub breach: Breach,
    /// What does not add up.
    pub what: String,
    /// Where: the act, the number, the row.
    pub place: String,
    /// What is safe.
    pub safe: &'static str,
    /// What to do next.
    pub next: &'static str,
}

impl Finding {
    pub(super) fn of(kind: Kind, breach: Breach, what: String, place: String) -> Finding {
        Finding {
            kind,
            breach,
            what,
            place,
            safe: kind.safe(),
            next: kind.next(),
        }
    }
}

/// How much was gone over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records of the journal.
    pub acts: i64,
    /// Receipts.
    pub receipts: i64,
    /// Their lines.
    pub lines: i64,
    /// Movements of stock.
    pub movements: i64,
    /// Payments at a provider.
    pub payments: i64,
}

impl Counts {
    pub(super) fn of(db: &ReadTx<'_>) -> Result<Counts, Fault> {
        db.one(
            "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM sales),
                    (SELECT count(*) FROM sale_lines), (SELECT count(*) FROM movements),
                    (SELECT count(*) FROM payments)",
            [],
            |row| {
                Ok(Counts {
                    acts: row.get(0)?,
                    receipts: row.get(1)?,
                    lines: row.get(2)?,
                    movements: row.get(3)?,
                    payments: row.get(4)?,
                })
            },
        )
    }
}

/// What going over a file came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Which file.
    pub file: PathBuf,
    /// Whether there was a key to recompute the journal's seals with.
    pub with_key: bool,
    /// The older version of the schema it was brought up from, in a copy.
    pub was_of_version: Option<i64>,
    /// How much was gone over.
    pub counts: Counts,
    /// How far the journal has come.
    pub head: Option<Head>,
    /// The record that began with a new key because the old one was lost.
    pub rekeyed_at: Option<i64>,
    /// What of the books is sealed.
    pub sealed: Known,
    /// What was seen of the askers' logs.
    pub answers: Option<AnswersSeen>,
    /// What does not add up.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(super) fn of(file: &Path, with_key: bool) -> Report {
        Report {
            file: file.to_owned(),
            with_key,
            was_of_version: None,
            counts: Counts::default(),
            head: None,
            rekeyed_at: None,
            sealed: Known::default(),
            answers: None,
            findings: Vec::new(),
        }
    }

    /// Whether nothing was found.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn found(&mut self, kind: Kind, breach: Breach, what: String, place: String) {
        self.findings.push(Finding::of(kind, breach, what, place));
    }

    /// How many of its findings break a promise.
    pub fn breaches(&self, of: Breach) -> usize {
        let broken = self.findings.iter().filter(|found| found.breach == of);
        broken.count()
    }

    pub(super) fn unreadable(&mut self, what: &str, fault: &Fault) {
        let why = match fault {
            Fault::Damaged { what } | Fault::Io { what } | Fault::Bug { what } => what.clone(),
            other => other.to_string(),
        };
        self.found(
            Kind::Damage,
            Breach::HalfDone,
            format!("it can't be read: {why}"),
            what.to_owned(),
        );
    }

    /// What could not be seen, or is worth knowing beside what was found, each in a sentence.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(version) = self.was_of_version {
            notes.push(format!(
                "an older Sherbet wrote it (version {version}): it was brought up to date in a copy that is gone again"
            ));
        }
        if !self.with_key {
            notes.push(
                "there is no key beside it, so no seal was recomputed: name it with --key to find records that were written anew"
                    .into(),
            );
        }
        if let Some(act) = self.rekeyed_at {
            notes.push(format!(
                "seals before record {act} can't be recomputed, because the key was lost then"
            ));
        }
        notes.push(match (self.sealed.up_to_act, self.counts.acts) {
            (None, _) => "nothing is sealed yet: a backup, the closing of a shift or `sherbet journal seal` does it".into(),
            (Some(act), acts) if act + 1 == acts => format!(
                "the books are sealed up to record {act}; the one after it is watched by the rules of the books alone"
            ),
            (Some(act), acts) if act < acts => format!(
                "the books are sealed up to record {act}; the {} after it are watched by the rules of the books alone",
                acts - act
            ),
            (Some(act), _) => format!("the books are sealed up to record {act}"),
        });
        notes.push(
            "what holds now (accounts, prices, taxes, settings, customers, opening hours) is not \
             sealed: the program writes down each change of it in the journal, and one that was \
             made past the program is not seen"
                .into(),
        );
        notes.push("stock is kept by sweet: there are no batches to add up".into());
        notes
    }
}
