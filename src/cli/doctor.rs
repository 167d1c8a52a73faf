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
    let well = report.checks.iter();
    for check in well.filter(|check| check.verdict == Verdict::Ok) {
        text.push_str(&line(&[check]));
    }
    // The worst last: that is where one reads in a terminal.
    for alike in report.troubles().iter().rev() {
        text.push_str(&line(alike));
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

/// A check, or several that found the same.
fn line(alike: &[&Check]) -> String {
    let Some(check) = alike.first() else {
        return String::new();
    };
    let (word, titles) = (check.verdict.word(), doctor::called(alike));
    let mut line = format!("{word:<11} {titles}: {}\n", check.found);
    if check.verdict != Verdict::Ok {
        if alike.len() == 1 {
            line.push_str(&format!("{:12}Why: {}\n", "", check.why));
        }
        line.push_str(&format!("{:12}Do:  {}\n", "", check.next));
    }
    line
}
