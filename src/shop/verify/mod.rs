//! Going over a shop's file, and what askers were told, and saying what does not add up.
//!
//! Promises: it reads a shop's own file, a copy or a backup, and changes none of them; it needs no
//! log-in, because whoever can read the file can read it anyway, and nothing of a customer is in
//! what it says; what it finds is told, row by row, with what is safe and what to do next, and
//! nothing is repaired. What it can't see is told too: without the key no seal, what came since
//! the last sealing of the books, and a tail that was cut off where no head was kept elsewhere.
//! Left out: whether what was typed is true.

mod answers;
mod asked;
mod breach;
mod chain;
mod claims;
mod explain;
mod history;
mod log;
mod report;

use std::path::{Path, PathBuf};

use history::{Impossible, Slots};
use log::Logs;

use super::{
    books::{self, Discrepancy},
    seals,
};
use crate::store::{self, Fault, Files, Inspected, Key, ReadTx};

pub use answers::AnswersSeen;
pub use asked::{Answered, Asked, LogProblem, read_log, see_log};
pub use breach::Breach;
pub use chain::{KeptHead, read_head};
pub(super) use history::could_not_be;
pub use report::{Counts, Finding, Kind, Report};

/// What a file is looked at with.
#[derive(Clone, Debug, Default)]
pub struct With {
    /// Where the shop's key is, where it does not stand beside the file.
    pub key: Option<PathBuf>,
    /// Heads of its journal that were kept elsewhere.
    pub heads: Vec<KeptHead>,
    /// What askers asked for and were told.
    pub answers: Vec<Asked>,
    /// The same in files: they are gone through line by line, so they may be longer than fits into
    /// memory. Of a request that is told in them some 150 bytes are kept meanwhile.
    pub logs: Vec<PathBuf>,
    /// The act after which everything but log-ins and sealings was asked for in those logs, where
    /// they are known to be of everybody who asked.
    pub all_since: Option<i64>,
}

/// How much of what SQLite finds wrong is told.
const MOST_DAMAGE: usize = 20;

/// Goes over the shop's file, copy or backup at `file`.
///
/// # Errors
/// A fault, where it is no shop's file or a newer program's, a key that was named can't be read,
/// or a copy that is needed can't be made. What does not add up is no error but the answer.
pub fn verify(file: &Path, with: &With) -> Result<Report, Fault> {
    let key = match &with.key {
        Some(path) => Some(Key::read(path)?),
        None => match Files::beside(file)?.key() {
            beside if beside.exists() => Some(Key::read(&beside)?),
            _ => None,
        },
    };
    store::inspect(file, |inspected| {
        let mut report = Report::of(file, key.is_some());
        report.was_of_version = inspected.was_of_version;
        structure(inspected, &mut report);
        let db = &inspected.db;
        add_up(db, &mut report);
        // With a key that made none of its seals, nothing keyed can be said.
        let key = match chain::go_over(db, key.as_ref(), &with.heads, &mut report) {
            Ok(key) => key,
            Err(fault) => {
                report.unreadable("the journal", &fault);
                key.as_ref()
            }
        };
        sealed(db, key, &mut report);
        let slots = Slots::of(db, |found: Impossible| {
            let place = format!("act {}", found.act);
            report.found(Kind::Books, found.breach, found.what, place);
        });
        match slots {
            Ok(slots) => answers_given(db, with, &slots, &mut report),
            Err(fault) => report.unreadable("what was taken of slots, act by act", &fault),
        }
        match Counts::of(db) {
            Ok(counts) => report.counts = counts,
            Err(fault) => report.unreadable("how much there is", &fault),
        }
        Ok::<_, Fault>(report)
    })
}

/// What askers were told, where that is known.
fn answers_given(db: &ReadTx<'_>, with: &With, slots: &Slots, report: &mut Report) {
    let logs = Logs {
        here: &with.answers,
        files: &with.logs,
    };
    if logs.is_empty() && with.all_since.is_none() {
        return;
    }
    match answers::judge(db, logs, with.all_since, slots) {
        Ok((answers, findings)) => {
            report.answers = Some(answers);
            report.findings.extend(findings);
        }
        Err(fault) => report.unreadable("what askers were told", &fault),
    }
}

/// What SQLite itself finds, and where the schema is not as it was made.
fn structure(inspected: &Inspected<'_>, report: &mut Report) {
    let db = &inspected.db;
    let damage = db.all(
        &format!("PRAGMA integrity_check({MOST_DAMAGE})"),
        [],
        |row| row.get::<_, String>(0),
    );
    match damage {
        Ok(told) => {
            let told = told.into_iter().filter(|line| line != "ok");
            for what in told {
                report.found(Kind::Damage, Breach::HalfDone, what, "the file".into());
            }
        }
        Err(fault) => report.unreadable("the file", &fault),
    }
    match inspected.broken_checks() {
        Ok(broken) => {
            for (table, rows, check) in broken {
                let check = check.split_whitespace().collect::<Vec<_>>().join(" ");
                let what = format!("{rows} of its rows are not as they must be: {check}");
                report.found(Kind::Damage, Breach::of_check(&table), what, table);
            }
        }
        Err(fault) => report.unreadable("what rows must be like", &fault),
    }
    let dangling = db.all("PRAGMA foreign_key_check", [], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, Option<i64>>(1)?,
            row.get::<_, String>(2)?,
        ))
    });
    match dangling {
        Ok(rows) => {
            for (table, row, parent) in rows.into_iter().take(MOST_DAMAGE) {
                let row = row.map_or_else(String::new, |row| format!(", row {row}"));
                let what = format!("it points to a row of {parent} that is not there");
                report.found(
                    Kind::Damage,
                    Breach::HalfDone,
                    what,
                    format!("{table}{row}"),
                );
            }
        }
        Err(fault) => report.unreadable("what rows point to", &fault),
    }
    match inspected.schema_differences() {
        Ok(told) => {
            for what in told {
                report.found(Kind::Schema, Breach::HalfDone, what, "the schema".into());
            }
        }
        Err(fault) => report.unreadable("the schema", &fault),
    }
}

/// Every rule of the books.
fn add_up(db: &ReadTx<'_>, report: &mut Report) {
    for &rule in books::rules() {
        match books::breaks(db, rule) {
            Ok(broken) => {
                for Discrepancy { rule, of, row } in broken {
                    let what = match on_hand_in_words(db, rule, row) {
                        Some(words) => format!("{rule}: {words}"),
                        None => format!("{rule}: not here"),
                    };
                    let breach = Breach::of_rule(rule);
                    report.found(Kind::Books, breach, what, format!("{of} {row}"));
                }
            }
            Err(fault) => report.unreadable(rule.0, &fault),
        }
    }
}

/// The sum that a sweet's stock is not, spelled out.
fn on_hand_in_words(db: &ReadTx<'_>, rule: &str, sweet: i64) -> Option<String> {
    if rule != books::ON_HAND {
        return None;
    }
    let moved = db.all(
        "SELECT reason, sum(delta) FROM movements WHERE sweet = ?1 GROUP BY reason ORDER BY reason",
        [sweet],
        |row| {
            Ok(format!(
                "{} {:+}",
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?
            ))
        },
    );
    let sums = "SELECT on_hand, (SELECT coalesce(sum(delta), 0) FROM movements WHERE sweet = ?1)
                FROM stock WHERE sweet = ?1";
    let sums = db.one(sums, [sweet], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    });
    let (moved, (on_hand, sum)) = (moved.ok()?, sums.ok()?);
    let moved = moved.join(", ");
    Some(format!(
        "{moved} come to {sum}, and {on_hand} are said to be on hand"
    ))
}

/// What is not as the books were sealed.
fn sealed(db: &ReadTx<'_>, key: Option<&Key>, report: &mut Report) {
    let mut altered = Vec::new();
    match seals::verify(db, key, |row| altered.push(row)) {
        Ok(known) => report.sealed = known,
        Err(fault) => report.unreadable("what was sealed", &fault),
    }
    for row in altered {
        report.found(
            Kind::Sealed,
            Breach::HalfDone,
            row.what.clone(),
            row.place(),
        );
    }
}
