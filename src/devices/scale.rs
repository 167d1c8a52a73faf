//! Scales: a weight typed, or read from a scale on a serial line.
//!
//! Promises: a weight is whole grams, read digit by digit and never rounded; a scale that is
//! off, swings or overflows is told in words within a bounded time.
//! Leaves out pounds and ounces, and scales that send packed numbers instead of lines of text.

use std::{
    io::{ErrorKind, Read, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

/// The heaviest weight that is believed, in grams.
pub const MAX_GRAMS: i64 = 1_000_000;

/// The longest line a scale sends; more without an end is no scale.
const LONGEST_LINE: usize = 80;

/// What a scale showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The weight in grams, from 0 to [`MAX_GRAMS`]; net where the scale has taken off a tare.
    pub grams: i64,
    /// Whether it stood still. What swings is shown, and not sold by.
    pub stable: bool,
}

/// Why there is no reading, for staff.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScaleProblem {
    /// The line can't be opened.
    #[error("the scale on {path} can't be reached ({why}): see its cable, or type the weight")]
    NotThere {
        /// The device file.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Nothing came in time.
    #[error("the scale says nothing: see that it is on, or type the weight")]
    Silent,
    /// What came is no weight.
    #[error("the scale says “{said}”, which is no weight ({why}): weigh again, or type it")]
    NoWeight {
        /// What it sent, as far as it can be shown.
        said: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is too much on it.
    #[error("there is too much on the scale: weigh it in parts")]
    TooMuch,
    /// It shows less than nothing.
    #[error("the scale shows less than nothing: clear it, press zero, and weigh again")]
    BelowZero,
}

/// Something that weighs.
pub trait Scale {
    /// The weight that is on it now. Waits, so never on a thread that draws.
    ///
    /// # Errors
    /// [`ScaleProblem`].
    fn read(&mut self) -> Result<Reading, ScaleProblem>;
}

/// How a scale is spoken with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleProtocol {
    /// It sends lines all the time: `ST,GS,+  0.250kg` (CAS, A&D and many others).
    #[default]
    Sending,
    /// It answers when it is asked by `SI`: `S S      0.250 kg` (Mettler Toledo's SICS).
    Asked,
}

/// A scale on a serial line: a setting of the window. The line is opened for each reading, so
/// that a scale plugged in again is there again, and what it sent before is not taken for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialScale {
    /// The device file, such as `/dev/ttyUSB0`.
    pub path: PathBuf,
    /// Bits a second, as set in the scale; mostly 9600.
    pub baud: u32,
    /// How it is spoken with.
    pub protocol: ScaleProtocol,
}

/// The serial lines this machine has, by the names of their device files.
#[must_use]
pub fn serial_lines() -> Vec<String> {
    let mut lines: Vec<String> = serialport::available_ports()
        .unwrap_or_default()
        .into_iter()
        .map(|line| line.port_name)
        .collect();
    lines.sort_unstable();
    lines
}

/// How long a scale may take to say a line.
pub const SCALE_PATIENCE: Duration = Duration::from_millis(1_500);

impl Scale for SerialScale {
    fn read(&mut self) -> Result<Reading, ScaleProblem> {
        let not_there = |why: serialport::Error| ScaleProblem::NotThere {
            path: self.path.display().to_string(),
            why: why.to_string(),
        };
        let mut line = serialport::new(self.path.to_string_lossy(), self.baud)
            .timeout(Duration::from_millis(100))
            .open()
            .map_err(not_there)?;
        line.clear(serialport::ClearBuffer::Input)
            .map_err(not_there)?;
        reading_from(&mut line, self.protocol, SCALE_PATIENCE)
    }
}

/// Reads a weight from an open line, which must itself not wait longer than a moment.
///
/// # Errors
/// [`ScaleProblem`], where nothing came within `patience` or what came is no weight.
pub fn reading_from(
    line: &mut (impl Read + Write),
    protocol: ScaleProtocol,
    patience: Duration,
) -> Result<Reading, ScaleProblem> {
    let by = Instant::now() + patience;
    if protocol == ScaleProtocol::Asked {
        let asked = line.write_all(b"SI\r\n").and_then(|()| line.flush());
        asked.map_err(|_| ScaleProblem::Silent)?;
    }
    let first = next_line(line, by)?;
    match reading(&first) {
        // Who sends all the time was in the midst of a line when it was first heard.
        Err(ScaleProblem::NoWeight { .. }) if protocol == ScaleProtocol::Sending => {
            reading(&next_line(line, by)?)
        }
        known => known,
    }
}

fn next_line(line: &mut impl Read, by: Instant) -> Result<String, ScaleProblem> {
    let mut heard = Vec::new();
    while Instant::now() < by && heard.len() < LONGEST_LINE {
        let mut byte = [0];
        match line.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => match byte[0] {
                b'\r' | b'\n' if heard.is_empty() => {}
                b'\r' | b'\n' => return Ok(String::from_utf8_lossy(&heard).into_owned()),
                byte => heard.push(byte),
            },
            Err(why) if is_patient(why.kind()) => {}
            Err(_) => break,
        }
    }
    match heard.is_empty() {
        true => Err(ScaleProblem::Silent),
        false => Err(ScaleProblem::NoWeight {
            said: shown(&String::from_utf8_lossy(&heard)),
            why: "its line has no end".into(),
        }),
    }
}

fn is_patient(why: ErrorKind) -> bool {
    matches!(
        why,
        ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted
    )
}

/// What a line from a scale says: `ST,GS,+  0.250kg`, `US,NT,   12 g`, `S S  0.250 kg`.
///
/// # Errors
/// [`ScaleProblem`], where it is too much, below zero, or no weight.
pub fn reading(line: &str) -> Result<Reading, ScaleProblem> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let no_weight = |why: String| ScaleProblem::NoWeight {
        said: shown(line),
        why,
    };
    // The last column is the weight, the columns before say how it is to be taken.
    let (columns, weight) = match line.rsplit_once(',') {
        Some((columns, weight)) => (
            columns.split(',').map(str::trim).collect::<Vec<_>>(),
            weight,
        ),
        None => match line.strip_prefix("S ") {
            Some(rest) => {
                let rest = rest.trim_start();
                let end = rest.find(' ').unwrap_or(rest.len());
                let (state, weight) = rest.split_at(end);
                (vec!["S", state], weight)
            }
            None => (Vec::new(), line),
        },
    };
    let stable = match columns.as_slice() {
        ["OL", ..] | ["S", "+"] => return Err(ScaleProblem::TooMuch),
        ["S", "-"] => return Err(ScaleProblem::BelowZero),
        ["ST", "GS" | "NT", ..] | ["S", "S"] => true,
        ["US", "GS" | "NT", ..] | ["S", "D"] => false,
        _ => return Err(no_weight("it speaks another language".into())),
    };
    let weight = weight.trim();
    if let Some(below) = weight.strip_prefix('-') {
        // Scales write a zero with either sign.
        return match grams(below.trim(), true) {
            Ok(0) => Ok(Reading { grams: 0, stable }),
            Ok(_) => Err(ScaleProblem::BelowZero),
            Err(why) => Err(no_weight(why)),
        };
    }
    let weight = weight.strip_prefix('+').unwrap_or(weight).trim();
    let grams = grams(weight, true).map_err(no_weight)?;
    Ok(Reading { grams, stable })
}

/// The grams in a weight as a person types it: `250`, `250 g`, `0.25 kg`. At least 1.
///
/// # Errors
/// A sentence saying why it is no weight.
pub fn typed_grams(text: &str) -> Result<i64, String> {
    match grams(text.trim(), false)? {
        0 => Err("a weight of nothing can't be sold".into()),
        grams => Ok(grams),
    }
}

/// The one reading of a weight. Scales always say the unit; people leave it out for grams.
fn grams(text: &str, unit_needed: bool) -> Result<i64, String> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if number.contains(',') {
        return Err("write the decimals after a point, such as 0.25 kg".into());
    }
    let decimals = match unit.trim().to_ascii_lowercase().as_str() {
        "kg" => 3,
        "g" | "gm" => 0,
        "" if unit_needed => return Err("it does not say whether g or kg".into()),
        "" if number.contains('.') => {
            return Err("say whether it is g or kg, such as 0.25 kg".into());
        }
        "" => 0,
        _ => return Err(format!("“{}” is no weight in g or kg", shown(text))),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || number.ends_with('.') {
        return Err(format!("“{}” is no weight in g or kg", shown(text)));
    }
    let part = part.trim_end_matches('0');
    if part.len() > decimals {
        return Err("it is finer than a gram".into());
    }
    let too_much = || format!("it is more than {} kg", MAX_GRAMS / 1_000);
    let digits = format!("{whole}{part:0<decimals$}");
    let grams: i64 = digits.parse().map_err(|_| too_much())?;
    match grams {
        0..=MAX_GRAMS => Ok(grams),
        _ => Err(too_much()),
    }
}

/// A text from outside, short enough and without what can't be shown.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(24).collect()
}
