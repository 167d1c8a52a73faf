//! What is printed, where, and with which exit status the program ends.

use std::{
    fmt::Display,
    fs::File,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    shop::{
        Refusal, Trouble,
        codes::{DeadCode, Verdict},
    },
    store::Fault,
    values::RequestId,
};

/// Exit status of what was refused.
pub(super) const REFUSED: u8 = 1;
/// Exit status of wrong usage, as the argument parser has it too.
const USAGE: u8 = 2;
/// Exit status of a fault.
pub(super) const FAULT: u8 = 3;
/// Exit statuses of a one-time code that will not be right any more: it was tried too often, came
/// too late, or there is none. One that has tries left is refused as anything else is.
const CODE_DEAD: u8 = 4;
const CODE_LATE: u8 = 5;
const NO_CODE: u8 = 6;

/// Writes what was asked for into a file, one that is there already only by `--force`. `field` is
/// the option that named it.
pub(super) fn into_file(
    field: &str,
    (file, force): (&Path, bool),
    bytes: &[u8],
) -> Result<(), Refusal> {
    let to = match force {
        true => File::create(file),
        false => File::create_new(file),
    };
    to.and_then(|mut to| to.write_all(bytes)).map_err(|why| {
        let file = file.display();
        let why = match why.kind() {
            io::ErrorKind::AlreadyExists => {
                format!("{file} is there already: name another file, or replace it by --force")
            }
            _ => format!("{file} can't be written: {why}"),
        };
        Refusal::invalid(field, why)
    })
}

/// Why a command ended before it was done.
pub(super) enum Stop {
    /// The shop refused, or a fault.
    Trouble(Trouble),
    /// Something is missing on the command line.
    Usage(String),
    /// The answer could not be printed: whatever was asked for is done.
    Unprinted(io::Error),
    /// No window can be opened, and why.
    Windowless(String),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Stop::Trouble(trouble)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Trouble(refusal.into())
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Trouble(fault.into())
    }
}

/// A refusal as programs read it.
#[derive(Serialize)]
pub(super) struct RefusedJson<'r> {
    #[serde(flatten)]
    refusal: &'r Refusal,
    message: String,
}

impl<'r> From<&'r Refusal> for RefusedJson<'r> {
    fn from(refusal: &'r Refusal) -> Self {
        RefusedJson {
            refusal,
            message: refusal.to_string(),
        }
    }
}

/// A fault as programs read it.
#[derive(Serialize)]
pub(super) struct FaultJson {
    code: &'static str,
    /// Whether it is certain that nothing was written.
    settled: bool,
    message: String,
}

impl From<&Fault> for FaultJson {
    fn from(fault: &Fault) -> Self {
        FaultJson {
            code: fault.code(),
            settled: fault.is_settled(),
            message: fault.to_string(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Said<'r> {
    Refused(RefusedJson<'r>),
    Fault(FaultJson),
}

/// What became of a writing command.
#[derive(Serialize)]
struct Done<'d, T> {
    request: RequestId,
    done: &'d T,
}

/// Where answers go, and in which form.
pub(super) struct Out {
    json: bool,
}

impl Out {
    pub(super) fn new(json: bool) -> Out {
        Out { json }
    }

    /// Prints what was read: JSON for programs, `people`'s words otherwise. Where nobody reads it
    /// to its end, that is all.
    pub(super) fn tell(
        &self,
        value: &impl Serialize,
        people: impl FnOnce() -> String,
    ) -> Result<(), Stop> {
        let text = match self.json {
            true => serde_json::to_string(value).map_err(|e| Fault::Bug {
                what: format!("an answer could not be written as JSON: {e}"),
            })?,
            false => people(),
        };
        let mut out = io::stdout().lock();
        let text = text.trim_end_matches('\n');
        match text.is_empty() {
            true => Ok(()),
            false => writeln!(out, "{text}"),
        }
        .and_then(|()| out.flush())
        .or_else(|error| match error.kind() {
            // As `head` does when it has read enough: nobody wants more, and nothing is wrong.
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(Stop::Unprinted(error)),
        })
    }

    /// Prints what was done, with the request it was done for.
    pub(super) fn done(
        &self,
        request: RequestId,
        done: &impl Serialize,
        people: impl FnOnce() -> String,
    ) -> Result<(), Stop> {
        self.tell(&Done { request, done }, people)
    }

    /// Says why it ended; the answer is the exit status.
    pub(super) fn stopped(&self, stop: &Stop) -> ExitCode {
        match stop {
            Stop::Trouble(Trouble::Refused(refusal)) => {
                self.complain("refused", refusal, Said::Refused(refusal.into()));
                if let (false, Refusal::Changed { differences, .. }) = (self.json, refusal) {
                    for both in differences {
                        let yours = both.yours.as_deref();
                        let yours = yours.map(|yours| format!(", yours was “{yours}”"));
                        say(&format!(
                            "  {}: “{}” now{}",
                            both.field,
                            both.theirs,
                            yours.unwrap_or_default()
                        ));
                    }
                }
                ExitCode::from(status(refusal))
            }
            Stop::Trouble(Trouble::Fault(fault)) => {
                self.complain("fault", fault, Said::Fault(fault.into()));
                ExitCode::from(FAULT)
            }
            Stop::Usage(what) => {
                say(&format!("error: {what}"));
                ExitCode::from(USAGE)
            }
            // Of a session only: lines after the last answer that was read.
            Stop::Unprinted(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                say(
                    "sherbet: nobody reads the answers any more, so the session ended; what was \
                     not begun by then is not done",
                );
                ExitCode::from(FAULT)
            }
            Stop::Unprinted(error) => {
                say(&format!(
                    "sherbet: the answer could not be printed ({error}); what was asked for is done"
                ));
                ExitCode::from(FAULT)
            }
            Stop::Windowless(why) => {
                say(&format!("sherbet: {why}"));
                ExitCode::from(FAULT)
            }
        }
    }

    fn complain(&self, kind: &str, what: &dyn Display, said: Said<'_>) {
        let json = self.json.then(|| serde_json::to_string(&said));
        match json {
            Some(Ok(json)) => say(&json),
            _ => say(&format!("{kind}: {what}")),
        }
    }
}

/// The exit status of a refusal.
fn status(refusal: &Refusal) -> u8 {
    let Refusal::WrongCode { verdict } = refusal else {
        return REFUSED;
    };
    match verdict {
        Verdict::Right | Verdict::Wrong { .. } => REFUSED,
        Verdict::Dead { why } => match why {
            DeadCode::Guessed => CODE_DEAD,
            DeadCode::Expired => CODE_LATE,
            DeadCode::None | DeadCode::AnotherSubject => NO_CODE,
        },
    }
}

/// Prints a line on standard error; where that is closed, nobody listens.
pub(super) fn say(line: &str) {
    if let Err(error) = writeln!(io::stderr(), "{line}") {
        tracing::debug!(%error, "standard error is closed");
    }
}

/// Rows under their headings, in columns.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = headings.map(|heading| heading.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    let mut line = |cells: [&str; N]| {
        let mut written = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            written.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    };
    line(headings);
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_of_a_code_has_an_exit_status_of_its_own() {
        let of = |verdict| status(&Refusal::WrongCode { verdict });
        assert_eq!(of(Verdict::Wrong { left: 1 }), 1);
        let dead = |why| of(Verdict::Dead { why });
        assert_eq!(dead(DeadCode::Guessed), 4);
        assert_eq!(dead(DeadCode::Expired), 5);
        assert_eq!(dead(DeadCode::None), 6);
        assert_eq!(dead(DeadCode::AnotherSubject), 6);
        assert_eq!(status(&Refusal::LastAdmin), 1);
    }
}
