//! Whether the write-ahead log can be read to its end.
//!
//! SQLite reads a log up to the first frame whose checksum is wrong and takes
//! what follows for the rest of a commit that a power cut interrupted. That is
//! right where the disk lost what was never synced. Where it damaged what was,
//! acts that people were told of would be gone without a word.
//!
//! The two can be told apart: a commit is begun after the one before it was
//! synced, and its frames carry a checksum that goes on from that one. So where
//! a commit's frames stand behind a frame that can't be read, and another
//! commit goes on from them, more was lost than a power cut can take.
//! Left out: damage within the very last commit, which looks like a power cut;
//! and repairing anything.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, ErrorKind},
    mem::ManuallyDrop,
    os::unix::fs::FileExt as _,
    time::Duration,
};

use rusqlite::Connection;

use super::{
    error::{Fault, io_fault, sql_fault},
    files::Files,
    turnstile::Turnstile,
};

/// Lengths in SQLite's format of the log.
const HEADER: u64 = 32;
const FRAME: u64 = 24;

/// Sees that nothing that was committed is out of reach in the log.
///
/// # Errors
/// [`Fault::Damaged`] where something is; a fault of the disk.
pub(super) fn see_whole(
    connection: &Connection,
    files: &Files,
    patience: Duration,
) -> Result<(), Fault> {
    if !is_cut_short(connection, files)? {
        return Ok(());
    }
    // Somebody may have been writing: looked at again while nobody is.
    let turnstile = Turnstile::beside(files)?;
    let _turn = turnstile.wait(patience)?;
    match is_cut_short(connection, files)? {
        false => Ok(()),
        true => Err(Fault::Damaged {
            what: "its write-ahead log is damaged in the middle, so that acts which were told \
                   as done can't be read; nothing was changed"
                .into(),
        }),
    }
}

fn is_cut_short(connection: &Connection, files: &Files) -> Result<bool, Fault> {
    // Asks without moving anything; -1 where there is no log.
    let reached: i64 = connection
        .query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1))
        .map_err(sql_fault)?;
    let page: i64 = connection
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .map_err(sql_fault)?;
    let (Ok(reached), Ok(page)) = (u64::try_from(reached), usize::try_from(page)) else {
        return Ok(false);
    };
    let file = match File::open(files.wal()) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(io_fault("opening the write-ahead log")(e)),
    };
    let looked = Log { file, page }.is_cut_short(reached, files);
    looked.map_err(io_fault("reading the write-ahead log"))
}

struct Log {
    file: File,
    /// Bytes of a page.
    page: usize,
}

/// A frame: a page as a commit left it.
struct Frame {
    bytes: Vec<u8>,
}

impl Frame {
    fn number(&self, at: usize) -> u32 {
        number(&self.bytes, at)
    }

    /// Which page it is of.
    fn page(&self) -> u32 {
        self.number(0)
    }

    /// Whether a commit ends with it.
    fn commits(&self) -> bool {
        self.number(4) != 0
    }

    /// What tells the frames of one log from those left of the one before.
    fn salts(&self) -> (u32, u32) {
        (self.number(8), self.number(12))
    }

    fn sum(&self) -> (u32, u32) {
        (self.number(16), self.number(20))
    }

    /// Whether it goes on from a frame, or a header, with this checksum.
    fn follows(&self, sum: (u32, u32), is_big_endian: bool) -> bool {
        let (head, rest) = self.bytes.split_at(8);
        let content = rest.get(16..).unwrap_or_default();
        let sum = checksum(sum, head, is_big_endian);
        checksum(sum, content, is_big_endian) == self.sum()
    }
}

impl Log {
    /// The frame at a place, from 0; `None` behind the end.
    fn frame(&self, place: u64) -> io::Result<Option<Frame>> {
        let length = FRAME.saturating_add(self.page as u64);
        let offset = HEADER.saturating_add(place.saturating_mul(length));
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        match self.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => Ok(Some(Frame { bytes })),
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Whether there are commits behind the `reached` frames that can be read
    /// which only damage can have put out of reach.
    fn is_cut_short(&self, reached: u64, files: &Files) -> io::Result<bool> {
        let mut header = [0; HEADER as usize];
        match self.file.read_exact_at(&mut header, 0) {
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(false),
            read => read?,
        }
        let is_big_endian = number(&header, 0) & 1 == 1;
        let sum = (number(&header, 24), number(&header, 28));
        if checksum((0, 0), &header[..24], is_big_endian) != sum {
            return self.holds_what_the_file_lacks(files);
        }
        let salts = (number(&header, 16), number(&header, 20));
        let last = match reached.checked_sub(1) {
            Some(place) => self.frame(place)?.map(|frame| frame.sum()),
            None => Some(sum),
        };
        let Some(mut before) = last else {
            return Ok(false);
        };
        let (mut unbroken, mut committed, mut others) = (true, false, 0);
        for place in reached.. {
            let Some(frame) = self.frame(place)? else {
                break;
            };
            let is_of_this_log = frame.salts() == salts;
            // One may have been damaged; two are what is left of a log before.
            others = if is_of_this_log { 0 } else { others + 1 };
            if others > 1 {
                break;
            }
            let follows = is_of_this_log && frame.follows(before, is_big_endian);
            unbroken &= follows;
            if unbroken && frame.commits() {
                // Written since it was asked how far the log can be read.
                return Ok(false);
            }
            if committed && follows && !unbroken {
                return Ok(true);
            }
            committed = frame.commits();
            before = frame.sum();
        }
        Ok(false)
    }

    /// Of a log whose header can't be read: whether it has commits that were not
    /// moved into the file. Where all were, it was about to begin anew.
    fn holds_what_the_file_lacks(&self, files: &Files) -> io::Result<bool> {
        let is_big_endian = cfg!(target_endian = "big");
        let mut committed = HashMap::new();
        let mut open = HashMap::new();
        let mut before: Option<Frame> = None;
        for place in 0.. {
            let Some(frame) = self.frame(place)? else {
                break;
            };
            // The first goes on from the header, which can't be read.
            let goes_on = before.as_ref().is_none_or(|before| {
                frame.salts() == before.salts() && frame.follows(before.sum(), is_big_endian)
            });
            if !goes_on || frame.page() == 0 {
                break;
            }
            open.insert(frame.page(), place);
            if frame.commits() {
                committed.extend(open.drain());
            }
            before = Some(frame);
        }
        // Never closed: that would let go of the locks that SQLite has on the file.
        let database = ManuallyDrop::new(File::open(files.database())?);
        let mut content = vec![0; self.page];
        for (page, place) in committed {
            let offset = u64::from(page).saturating_sub(1);
            let offset = offset.saturating_mul(self.page as u64);
            let there = match database.read_exact_at(&mut content, offset) {
                Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(true),
                read => read.map(|()| &content)?,
            };
            let frame = self.frame(place)?;
            if frame.is_none_or(|frame| frame.bytes.get(FRAME as usize..) != Some(there)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number in the four bytes at `at`.
fn number(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
    u32::from_be_bytes(bytes.copied().unwrap_or_default())
}

/// SQLite's checksum of the log, which goes on from `sum`; its sums wrap.
fn checksum(sum: (u32, u32), bytes: &[u8], is_big_endian: bool) -> (u32, u32) {
    let word = |bytes: [u8; 4]| match is_big_endian {
        true => u32::from_be_bytes(bytes),
        false => u32::from_le_bytes(bytes),
    };
    let (words, _) = bytes.as_chunks::<4>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().fold(sum, |(first, second), [one, other]| {
        let first = first.wrapping_add(word(*one)).wrapping_add(second);
        let second = second.wrapping_add(word(*other)).wrapping_add(first);
        (first, second)
    })
}
