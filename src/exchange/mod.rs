//! Files in and out: what other programs read of the shop, and what it reads of
//! theirs.
//!
//! Promises: a file is what its standard says, and made from what the shop tells
//! at one moment. Left out: where a file goes, which whoever asks for it knows.

mod ics;

pub use ics::{CalendarFile, calendar_file, export};
