//! Asking the doctor.

use std::process::ExitCode;

use clap::Args;

use super::{
    Common,
    output::{FAULT, Out, REFUSED, Stop},
};
use crate::doctor::{self, Check, Machine, Report, Subject, Verdict};

/// See whether the shop's file, its disk, backups and devices are in order.
///
/// Nobody has to log in, nothing is changed, and it works on a file that is broken. Exit status:
/// 0 all is well, 1 something is to be looked at, 3 something is bad.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Go over everything in the file as `sherbet verify` does, the books and the journal too,
    /// however long that takes; where somebody has the shop open, in a copy beside it
    #[arg(long)]
    whole: bool,
    /// Ask neither printers nor the payment provider whether they are there
    #[arg(long)]
    offline: bool,
}

impl Doctor {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<ExitCode, Stop> {
        let report = doctor::examine(&Subject {
            path: common.path()?,
            clock: Common::clock(),
            machine: Machine::this(),
            whole: self.whole,
            online: !self.offline,
        });
        out.tell(&report, || in_words(&report))?;
        Ok(match report.verdict {
            Verdict::Ok => ExitCode::SUCCESS,
            Verdict::LookAtIt => ExitCode::from(REFUSED),
            Verdict::Bad => ExitCode::from(FAULT),
        })
    }
}

fn in_words(report: &Report) -> String {
    let mut text = format!("{}\n", report.path.display());
    for check in &report.checks {
        text.push_str(&line(check));
    }
    let of = |verdict| {
        report
            .checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    };
    let (ok, look, bad) = (of(Verdict::Ok), of(Verdict::LookAtIt), of(Verdict::Bad));
    text.push_str(&match report.verdict {
        Verdict::Ok => format!("\nAll is well: {ok} checks."),
        _ => format!("\n{bad} bad, {look} to look at, {ok} ok."),
    });
    text
}

fn line(check: &Check) -> String {
    let (word, title) = (check.verdict.word(), check.title);
    let mut line = format!("{word:<11} {title}: {}\n", check.found);
    if check.verdict != Verdict::Ok {
        line.push_str(&format!("{:12}Why: {}\n", "", check.why));
        line.push_str(&format!("{:12}Do:  {}\n", "", check.next));
    }
    line
}
