//! Arranging: which words stand on which line, and where.
//!
//! Promises: nothing is wider than the paper, nothing is left out, and the columns of rows that
//! belong together stand below each other. A device tells how long a text is by its [`Metre`];
//! the rules are the same for all.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Align, Row, Style};

/// How long texts are on a device, in its own unit.
pub(super) trait Metre {
    /// How wide the paper is.
    fn full(&self) -> f32;
    /// The least room between two columns; also how far a row is indented.
    fn gap(&self) -> f32;
    /// How long `text` is.
    fn width(&self, text: &str, style: Style) -> f32;
}

/// A text on a line, and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) width: f32,
}

/// A line of texts, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    pub(super) style: Style,
}

/// The lines of a text.
pub(super) fn text(text: &str, align: Align, style: Style, metre: &impl Metre) -> Vec<Line> {
    let lines = text
        .split('\n')
        .flat_map(|line| wrap(line, metre.full(), style, metre));
    lines
        .map(|text| Line {
            pieces: vec![placed(text, align, 0.0, metre.full(), style, metre)],
            style,
        })
        .collect()
}

fn placed(
    text: String,
    align: Align,
    left: f32,
    room: f32,
    style: Style,
    metre: &impl Metre,
) -> Piece {
    let width = metre.width(&text, style);
    let free = (room - width).max(0.0);
    let shift = match align {
        Align::Left => 0.0,
        Align::Middle => free / 2.0,
        Align::Right => free,
    };
    Piece {
        text,
        left: left + shift,
        width,
    }
}

/// The lines of rows that belong together.
pub(super) fn rows(rows: &[Row], metre: &impl Metre) -> Vec<Line> {
    let widest = |of: fn(&Row) -> &String| {
        let widths = rows.iter().map(|row| metre.width(of(row), row.style));
        widths.fold(0.0, f32::max)
    };
    let right = widest(|row| &row.right);
    let middle = widest(|row| &row.middle);
    let between = |width: f32| {
        if width > 0.0 {
            width + metre.gap()
        } else {
            0.0
        }
    };
    let left = metre.full() - between(right) - between(middle);
    // Where two columns of numbers leave too little for the words, the words get the line.
    if middle > 0.0 && left < metre.full() * 0.3 {
        return rows.iter().flat_map(|row| stacked(row, metre)).collect();
    }
    rows.iter()
        .flat_map(|row| beside(row, right, middle, metre))
        .collect()
}

/// The words wrapped in what the numbers leave, the numbers on the first line.
fn beside(row: &Row, right: f32, middle: f32, metre: &impl Metre) -> Vec<Line> {
    let style = row.style;
    let own = metre.width(&row.right, style);
    let taken = |width: f32| {
        if width > 0.0 {
            width + metre.gap()
        } else {
            0.0
        }
    };
    // A row without a middle may use that column for its words.
    let room = if row.middle.is_empty() {
        metre.full() - taken(own)
    } else {
        metre.full() - taken(right) - taken(middle)
    };
    // An amount as wide as half the paper gets a line of its own.
    if room < metre.full() * 0.3 {
        return stacked(row, metre);
    }
    let begins = if row.indented { metre.gap() } else { 0.0 };
    let mut lines: Vec<Line> = wrap(&row.left, room - begins, style, metre)
        .into_iter()
        .map(|text| Line {
            pieces: vec![placed(text, Align::Left, begins, room, style, metre)],
            style,
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        if !row.middle.is_empty() {
            let edge = metre.full() - taken(right);
            let text = row.middle.clone();
            first
                .pieces
                .push(placed(text, Align::Right, 0.0, edge, style, metre));
        }
        if !row.right.is_empty() {
            let (text, full) = (row.right.clone(), metre.full());
            first
                .pieces
                .push(placed(text, Align::Right, 0.0, full, style, metre));
        }
    }
    lines
}

/// The words on lines of their own, the numbers below them flush right.
fn stacked(row: &Row, metre: &impl Metre) -> Vec<Line> {
    let numbers = [row.middle.as_str(), row.right.as_str()];
    let numbers = numbers.into_iter().filter(|text| !text.is_empty());
    let numbers = numbers.collect::<Vec<_>>().join("  ");
    let mut lines = match row.left.is_empty() {
        true => Vec::new(),
        false => text(&row.left, Align::Left, row.style, metre),
    };
    if !numbers.is_empty() {
        lines.extend(text(&numbers, Align::Right, row.style, metre));
    }
    lines
}

/// `text` in lines no longer than `room`: broken between words, and within one only where it is
/// longer than a line by itself. Always at least one line.
fn wrap(text: &str, room: f32, style: Style, metre: &impl Metre) -> Vec<String> {
    // What was summed up in floats may be a hair longer than itself.
    let fits = |text: &str| metre.width(text, style) <= room + 0.01;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if fits(&longer) {
            *line = longer;
        } else if fits(word) {
            lines.push(word.to_owned());
        } else {
            break_word(&mut lines, word, &fits);
        }
    }
    lines
}

/// Adds a word that is longer than a line, a line's worth after the other.
fn break_word(lines: &mut Vec<String>, word: &str, fits: &impl Fn(&str) -> bool) {
    let mut line = String::new();
    for cluster in word.graphemes(true) {
        let longer = format!("{line}{cluster}");
        if line.is_empty() || fits(&longer) {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, cluster.to_owned()));
        }
    }
    lines.push(line);
    lines.retain(|line| !line.is_empty());
}
