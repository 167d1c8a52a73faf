//! Reading lines without ever holding more than one of bounded length.

use std::io::{self, BufRead};

/// The longest line that is read.
const LONGEST: usize = 1024 * 1024;

/// A line of the input.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// What it says; `None` where it is too long to be read.
    pub(super) text: Option<Vec<u8>>,
}

/// The lines of an input, without those that say nothing.
pub(super) struct Lines {
    input: Box<dyn BufRead>,
    number: u64,
}

impl Lines {
    pub(super) fn of(input: Box<dyn BufRead>) -> Lines {
        Lines { input, number: 0 }
    }

    /// The next line; `None` at the end.
    fn line(&mut self) -> io::Result<Option<Line>> {
        let mut text = Vec::new();
        let mut begun = false;
        let mut too_long = false;
        loop {
            let read = match self.input.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read.is_empty() {
                break;
            }
            begun = true;
            let end = read.iter().position(|&byte| byte == b'\n');
            let part = &read[..end.unwrap_or(read.len())];
            too_long |= text.len() + part.len() > LONGEST;
            if too_long {
                text = Vec::new();
            } else {
                text.extend_from_slice(part);
            }
            let taken = end.map_or(part.len(), |end| end + 1);
            self.input.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if !begun {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(Line {
            number: self.number,
            text: (!too_long).then_some(text),
        }))
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        loop {
            let line = self.line().transpose()?;
            let says_nothing = matches!(
                &line,
                Ok(Line { text: Some(text), .. }) if text.trim_ascii().is_empty()
            );
            if !says_nothing {
                return Some(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Vec<(u64, Option<usize>)> {
        let input: Box<dyn BufRead> = Box::new(io::Cursor::new(input.to_vec()));
        Lines::of(input)
            .map(|line| line.expect("memory can be read"))
            .map(|line| (line.number, line.text.map(|text| text.len())))
            .collect()
    }

    #[test]
    fn lines_are_numbered_and_empty_ones_left_out() {
        assert_eq!(
            read(b"one\n\n  \nthree\nlast"),
            [(1, Some(3)), (4, Some(5)), (5, Some(4))]
        );
        assert_eq!(read(b""), []);
    }

    #[test]
    fn a_line_beyond_a_mebibyte_is_passed_over_and_the_next_is_read() {
        let mut input = vec![b'x'; LONGEST];
        input.push(b'\n');
        input.extend(vec![b'y'; LONGEST + 1]);
        input.extend(b"\nafter\n");
        assert_eq!(read(&input), [(1, Some(LONGEST)), (2, None), (3, Some(5))]);
    }
}
