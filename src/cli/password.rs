//! Passwords: from a file descriptor, the environment, or asked for at a
//! terminal. Never from the arguments, which every program on the machine
//! can read.

use std::{
    env,
    fs::File,
    io::{self, IsTerminal as _},
};

use super::Common;
use crate::shop::Refusal;

/// Longer than any password; a file descriptor may not be one's own.
const LONGEST: usize = 4096;

/// The password of whoever acts.
pub(super) fn own(common: &Common) -> Result<String, Refusal> {
    from(
        common.password_fd,
        ("SHERBET_PASSWORD", "--password-fd"),
        |_| ask("Password: "),
    )
}

/// A password that is about to be set, typed twice where it is typed.
pub(super) fn new(common: &Common) -> Result<String, Refusal> {
    let sources = ("SHERBET_NEW_PASSWORD", "--new-password-fd");
    from(common.new_password_fd, sources, asked_twice)
}

/// The password an account is founded or registered with: its own, but new.
pub(super) fn first(common: &Common) -> Result<String, Refusal> {
    from(
        common.password_fd,
        ("SHERBET_PASSWORD", "--password-fd"),
        asked_twice,
    )
}

/// A PIN that is about to be set, typed twice where it is typed.
pub(super) fn pin(descriptor: Option<u32>) -> Result<String, Refusal> {
    let sources = ("SHERBET_PIN", "--pin-fd");
    from(descriptor, sources, |()| asked_twice_for("New PIN: "))
}

fn from(
    descriptor: Option<u32>,
    (variable, option): (&str, &str),
    asked: impl FnOnce(()) -> io::Result<Result<String, Refusal>>,
) -> Result<String, Refusal> {
    if let Some(descriptor) = descriptor {
        return read(descriptor)
            .map_err(|e| refused(format!("descriptor {descriptor} can't be read: {e}")));
    }
    match env::var(variable) {
        Ok(password) => return Ok(password),
        Err(env::VarError::NotUnicode(_)) => {
            return Err(refused(format!("{variable} is not UTF-8")));
        }
        Err(env::VarError::NotPresent) => {}
    }
    if io::stdin().is_terminal() {
        return asked(()).map_err(|e| refused(format!("the terminal can't be read: {e}")))?;
    }
    Err(refused(format!(
        "none was given: set {variable}, or use {option}"
    )))
}

fn ask(prompt: &str) -> io::Result<Result<String, Refusal>> {
    rpassword::prompt_password(prompt).map(Ok)
}

fn asked_twice((): ()) -> io::Result<Result<String, Refusal>> {
    asked_twice_for("New password: ")
}

fn asked_twice_for(prompt: &str) -> io::Result<Result<String, Refusal>> {
    let first = rpassword::prompt_password(prompt)?;
    let second = rpassword::prompt_password("Once more: ")?;
    Ok(match first == second {
        true => Ok(first),
        false => Err(refused("the two are not the same".into())),
    })
}

/// One line, taken a byte at a time, so that what follows it in a pipe stays
/// there for whoever reads on.
fn read(descriptor: u32) -> io::Result<String> {
    // Opening standard input anew would begin a redirected file from its start.
    let mut file: Box<dyn io::Read> = match descriptor {
        0 => Box::new(io::stdin()),
        _ => Box::new(File::open(format!("/dev/fd/{descriptor}"))?),
    };
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < LONGEST && file.read(&mut byte)? == 1 && byte != *b"\n" {
        line.extend(byte);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| io::Error::other("it is not UTF-8"))
}

fn refused(why: String) -> Refusal {
    Refusal::invalid("password", why)
}
