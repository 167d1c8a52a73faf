//! The scan and search line, and where typing goes.
//!
//! Promises: what is typed or scanned anywhere on the counter lands in this line, in order,
//! unless another text field has the keyboard; each Enter is one lookup, answered in order;
//! a scanner's burst in the cash field is taken for what it is. Leaves out what is done with
//! what was found.

use std::collections::VecDeque;

use egui::{Context, Event, Id, Key};

use crate::{
    shop::stock::{self, Found},
    store::Fault,
    ui::{
        remote::{Answer, LOST, Pending, sentence},
        window::Cx,
    },
};

/// At most this many seconds lie between two keys of a scanner.
const BURST: f64 = 0.035;
/// At least so many characters make a code.
const CODE: usize = 6;

/// A text that was entered, being looked up.
struct Lookup {
    text: String,
    pieces: i64,
    pending: Pending<Result<Found, Fault>>,
}

/// What a lookup found.
pub enum Hit {
    /// The text, the pieces asked for, what was found.
    Found(String, i64, Found),
    /// It could not be looked up.
    Failed(String),
}

/// The line.
#[derive(Default)]
pub struct ScanLine {
    /// What is typed so far.
    pub text: String,
    lookups: VecDeque<Lookup>,
}

impl ScanLine {
    /// What is searched for: the text without "3*" before it.
    #[must_use]
    pub fn wanted(&self) -> &str {
        multiplied(&self.text).1
    }

    /// Sends typing to this line; the texts that were entered in this frame.
    pub fn gather(&mut self, ctx: &Context, id: Id) -> Vec<String> {
        let focused = ctx.memory(egui::Memory::focused);
        if focused != Some(id) && ctx.text_edit_focused() {
            return Vec::new();
        }
        let typed = ctx.input(|input| {
            input.events.iter().any(|event| match event {
                Event::Text(text) => focused.is_none() || focused == Some(id) || text != " ",
                Event::Paste(_) => true,
                _ => false,
            })
        });
        if focused.is_none() || typed {
            ctx.memory_mut(|memory| memory.request_focus(id));
        } else if focused != Some(id) {
            return Vec::new();
        }
        let mut entered = Vec::new();
        ctx.input_mut(|input| {
            let is_enter = |event: &Event| {
                matches!(event, Event::Key { key: Key::Enter, pressed: true, modifiers, .. } if modifiers.is_none())
            };
            let Some(last) = input.events.iter().rposition(is_enter) else { return };
            let rest = input.events.split_off(last + 1);
            let before = std::mem::take(&mut input.events);
            for event in before {
                match event {
                    Event::Text(text) => self.text.push_str(&text),
                    event if is_enter(&event) => entered.push(std::mem::take(&mut self.text)),
                    event => input.events.push(event),
                }
            }
            input.events.extend(rest);
        });
        entered
    }

    /// Has an entered text looked up.
    pub fn look_up(&mut self, cx: &Cx<'_>, entered: &str) {
        let (pieces, text) = multiplied(entered);
        if text.is_empty() {
            return;
        }
        let (shop, text) = (cx.shop.clone(), text.to_owned());
        let wanted = text.clone();
        let pending = cx.desk.read(move || {
            shop.read(|db| {
                let found = stock::find_for_sale(db, &wanted, 3)?;
                if found.exact.is_some() || !found.rows.is_empty() {
                    return Ok(found);
                }
                // A scan goes to the end of what stood in the line: the code counts.
                match scanned_tail(&wanted) {
                    Some(code) => stock::find_for_sale(db, code, 3),
                    None => Ok(found),
                }
            })
        });
        self.lookups.push_back(Lookup {
            text,
            pieces,
            pending,
        });
    }

    /// What the oldest lookup found, once it is there.
    pub fn hit(&mut self) -> Option<Hit> {
        let lookup = self.lookups.front_mut()?;
        let hit = match lookup.pending.take() {
            Answer::NotYet => return None,
            Answer::Here(Ok(found)) => {
                Hit::Found(std::mem::take(&mut lookup.text), lookup.pieces, found)
            }
            Answer::Here(Err(fault)) => Hit::Failed(sentence(&fault)),
            Answer::Lost => Hit::Failed(LOST.to_owned()),
        };
        self.lookups.pop_front();
        Some(hit)
    }
}

/// The digits at the end of a text, where they can be a code and are not all of it.
fn scanned_tail(text: &str) -> Option<&str> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let code = &text[before.len()..];
    (!before.is_empty() && code.len() >= CODE).then_some(code)
}

/// "3*barfi" is three times "barfi".
fn multiplied(text: &str) -> (i64, &str) {
    let text = text.trim();
    if let Some((pieces, rest)) = text.split_once('*')
        && let Ok(pieces) = pieces.trim().parse::<i64>()
        && (1..=9999).contains(&pieces)
    {
        return (pieces, rest.trim());
    }
    (1, text)
}

/// The rhythm in which a field was typed: a scanner's is faster than any hand's.
#[derive(Default)]
pub struct Rhythm {
    last: f64,
    slowest: f64,
    chars: usize,
}

impl Rhythm {
    /// Notes what is typed in this frame.
    pub fn note(&mut self, ctx: &Context) {
        let (now, typed) = ctx.input(|input| {
            let typed = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.chars().count()),
                _ => None,
            });
            (input.time, typed.sum::<usize>())
        });
        if typed == 0 {
            return;
        }
        if self.chars > 0 {
            self.slowest = self.slowest.max(now - self.last);
        }
        self.last = now;
        self.chars += typed;
    }

    /// Whether all of it came in a scanner's rhythm.
    #[must_use]
    pub fn is_a_burst(&self, text: &str) -> bool {
        self.chars >= CODE && self.slowest <= BURST && text.chars().all(|c| c.is_ascii_digit())
    }

    /// Begins anew.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_star_multiply() {
        assert_eq!(multiplied("3*barfi"), (3, "barfi"));
        assert_eq!(multiplied(" 12 * 8901234567890 "), (12, "8901234567890"));
        assert_eq!(multiplied("barfi"), (1, "barfi"));
        assert_eq!(multiplied("*"), (1, "*"));
        assert_eq!(multiplied("0*barfi"), (1, "0*barfi"));
    }
}
