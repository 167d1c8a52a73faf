//! The whole file, gone over once as `sherbet verify` does it, and told as what a person asks for:
//! whether it is damaged, whether the books add up, whether the journal is as it was written.

use super::{Subject, Told, listed};
use crate::{
    shop::verify::{Finding, Kind, Report, With, verify},
    store::Fault,
};

/// Goes over all of it: in a copy where the shop is open.
pub(in crate::doctor) fn gone_over(subject: &Subject) -> Result<Report, Fault> {
    verify(&subject.path, &With::default())
}

pub(super) fn integrity(found: &Result<Report, Fault>) -> Told {
    of(found, &[Kind::Damage, Kind::Schema], |_| {
        "every page, index, reference and rule for a row was gone over: all whole".into()
    })
}

pub(super) fn books(found: &Result<Report, Fault>) -> Told {
    of(
        found,
        &[Kind::Books, Kind::Sealed, Kind::Answers],
        |report| {
            let counts = report.counts;
            format!(
                "they add up: {} receipts with {} lines, {} movements of stock; {} rows are as they \
                 were sealed",
                counts.receipts, counts.lines, counts.movements, report.sealed.rows
            )
        },
    )
}

pub(super) fn journal(found: &Result<Report, Fault>) -> Told {
    match found {
        Ok(report) if !report.with_key && !has(report, Kind::Journal) => Told::look(
            "not recomputed: the key is not beside the file",
            "Put the key file back from where copies are kept, then look again.",
        ),
        _ => of(found, &[Kind::Journal], |report| {
            format!(
                "all {} records are as they were written",
                report.counts.acts
            )
        }),
    }
}

fn has(report: &Report, kind: Kind) -> bool {
    report.findings.iter().any(|finding| finding.kind == kind)
}

/// The verdict on the findings of some kinds.
fn of(found: &Result<Report, Fault>, kinds: &[Kind], well: impl FnOnce(&Report) -> String) -> Told {
    let report = match found {
        Ok(report) => report,
        Err(fault @ Fault::NoRoom { .. }) => {
            return Told::look(fault.to_string(), "Make room on the disk, then look again.");
        }
        Err(fault) if kinds.contains(&Kind::Damage) => {
            return Told::look(format!("not gone over: {fault}"), "See to the file first.");
        }
        Err(_) => {
            return Told::look(
                "not gone over: the file can't be read",
                "See to the file first.",
            );
        }
    };
    let mine: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| kinds.contains(&finding.kind))
        .collect();
    let Some(first) = mine.first() else {
        // What could not be read is among the damage, whatever it was read for.
        return match has(report, Kind::Damage) {
            true => Told::look(
                "nothing was found, but not all of it could be read",
                "See to the integrity first.",
            ),
            false => Told::ok(well(report)),
        };
    };
    let told: Vec<String> = mine
        .iter()
        .map(|finding| format!("{}: {}", finding.place, finding.what))
        .collect();
    // What is safe and what to do are one for all of a kind; the first is the gravest.
    Told::bad(
        format!("{}; safe all the same: {}", listed(&told), first.safe),
        format!(
            "{}. `sherbet verify` tells all of it.",
            sentence(first.next)
        ),
    )
}

/// With a capital, as what to do is told.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
