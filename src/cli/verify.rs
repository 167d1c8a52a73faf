//! Going over a shop's file, a copy or a backup.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{
    Common,
    output::{FAULT, Out, Stop},
};
use crate::{
    shop::{
        Refusal,
        verify::{Report, With, read_head, see_log, verify},
    },
    store::{Fault, Files},
};

/// Go over a shop's file, a copy or a backup, and tell what does not add up.
///
/// It is only read; nobody needs to log in. A shop that is open is gone over in a copy beside it,
/// for which the disk must have room. Exit status: 0 whole, 3 not.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The file; without it, the shop's own
    file: Option<PathBuf>,
    /// The shop's key, where it does not stand beside the file; without it, the one beside the
    /// shop's own file is tried
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// A head of the journal that was kept elsewhere, such as beside a backup: a tail that was cut
    /// off shows against it. May be given several times
    #[arg(long = "head", value_name = "FILE")]
    heads: Vec<PathBuf>,
    /// What an asker asked for and was told, as lines of JSON with request, called_us,
    /// returned_us, kind, outcome (ok, refused, unknown) and detail (what was answered). May be
    /// given several times
    #[arg(long = "log", value_name = "FILE")]
    logs: Vec<PathBuf>,
}

impl Verify {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<ExitCode, Stop> {
        let file = match &self.file {
            Some(file) => file.clone(),
            None => common.path()?,
        };
        let mut with = With {
            key: self.key,
            ..With::default()
        };
        if with.key.is_none() && !Files::beside(&file)?.key().exists() {
            // A backup has none; the shop it was made of may be known.
            let shops = common.path().ok();
            let shops = shops.and_then(|shop| Files::beside(&shop).ok());
            with.key = shops.map(|files| files.key()).filter(|key| key.exists());
        }
        for path in &self.heads {
            with.heads.push(read_head(path)?);
        }
        for path in &self.logs {
            // It is seen to be a log, and then read; what comes through a pipe comes once.
            if path.exists() && !path.is_file() {
                let why = format!("{} is not a file that can be read twice", path.display());
                return Err(Refusal::invalid("log", why).into());
            }
            see_log(path)
                .map_err(|why| Refusal::invalid("log", format!("{}: {why}", path.display())))?;
        }
        with.logs = self.logs;
        let report = verify(&file, &with).map_err(|fault| match fault {
            // Nothing is to be sold here.
            Fault::Key { path, why } => {
                let why = format!(
                    "{} {why}: name another with --key, or move it away, and what needs no key is \
                     gone over without it",
                    path.display()
                );
                Stop::from(Refusal::invalid("key", why))
            }
            fault => Stop::from(fault),
        })?;
        let told = Told {
            report: &report,
            notes: report.notes(),
        };
        out.tell(&told, || in_words(&told))?;
        Ok(match report.is_whole() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(FAULT),
        })
    }
}

/// What was found, and what could not be seen.
#[derive(Serialize)]
struct Told<'r> {
    #[serde(flatten)]
    report: &'r Report,
    notes: Vec<String>,
}

fn in_words(Told { report, notes }: &Told<'_>) -> String {
    let counts = report.counts;
    let seen = [
        told(counts.acts, "record", "records"),
        format!(
            "{} with {}",
            told(counts.receipts, "receipt", "receipts"),
            told(counts.lines, "line", "lines")
        ),
        told(counts.movements, "movement of stock", "movements of stock"),
        told(
            counts.payments,
            "payment at a provider",
            "payments at a provider",
        ),
        told(report.sealed.rows, "row sealed", "rows sealed"),
    ];
    let mut lines = vec![format!("{}: {}", report.file.display(), seen.join(", "))];
    if let Some(head) = &report.head {
        lines.push(format!("head of the journal: {} {}", head.acts, head.seal));
    }
    if let Some(seen) = &report.answers {
        lines.push(format!(
            "askers: {} told done, {} refused, {} unanswered of which {} done; what refusals said: {} seen to be true, {} of what nobody keeps a record of",
            seen.done,
            seen.refused,
            seen.unknown_there + seen.unknown_absent,
            seen.unknown_there,
            seen.explained,
            seen.not_judged
        ));
    }
    lines.extend(notes.iter().map(|note| format!("note: {note}")));
    for finding in &report.findings {
        lines.push(format!("\n{}\n  where: {}", finding.what, finding.place));
        lines.push(format!(
            "  safe:  {}\n  next:  {}",
            finding.safe, finding.next
        ));
    }
    lines.push(match report.findings.len() {
        0 => "everything adds up".to_owned(),
        1 => "\none thing does not add up".to_owned(),
        many => format!("\n{many} things do not add up"),
    });
    lines.join("\n")
}

/// So many of something.
fn told(n: i64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
