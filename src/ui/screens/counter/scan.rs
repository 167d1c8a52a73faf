//! The scan and search line, and where typing goes.
//!
//! Promises: what is typed or scanned anywhere on the counter lands in this line, in order,
//! unless another text field has the keyboard; each Enter is one lookup, answered in order.
//! Leaves out what is done with what was found, and scans while the keyboard is elsewhere:
//! `ui::scanner` hears those.

use std::collections::VecDeque;

use egui::{Context, Event, Id, Key};

use crate::{
    shop::stock::{self, Found},
    store::Fault,
    ui::{
        remote::{Answer, LOST, Pending, sentence},
        scanner::CODE,
        window::Cx,
    },
};

/// A text that was entered, being looked up.
struct Lookup {
    text: String,
    pieces: Option<i64>,
    afar: bool,
    pending: Pending<Result<Found, Fault>>,
}

/// What a lookup found.
pub enum Hit {
    /// It was looked up.
    Found {
        /// What was entered.
        text: String,
        /// How much was asked for with it.
        pieces: Option<i64>,
        /// Whether it was scanned where the basket is out of sight.
        afar: bool,
        /// What there is.
        found: Box<Found>,
    },
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

    /// Has an entered text looked up; `afar` where the basket is out of sight.
    pub fn look_up(&mut self, cx: &Cx<'_>, entered: &str, afar: bool) {
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
            afar,
            pending,
        });
    }

    /// What the oldest lookup found, once it is there.
    pub fn hit(&mut self) -> Option<Hit> {
        let lookup = self.lookups.front_mut()?;
        let hit = match lookup.pending.take() {
            Answer::NotYet => return None,
            Answer::Here(Ok(found)) => Hit::Found {
                text: std::mem::take(&mut lookup.text),
                pieces: lookup.pieces,
                afar: lookup.afar,
                found: Box::new(found),
            },
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
fn multiplied(text: &str) -> (Option<i64>, &str) {
    let text = text.trim();
    if let Some((pieces, rest)) = text.split_once('*')
        && let Ok(pieces) = pieces.trim().parse::<i64>()
        && (1..=9999).contains(&pieces)
    {
        return (Some(pieces), rest.trim());
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_star_multiply() {
        assert_eq!(multiplied("3*barfi"), (Some(3), "barfi"));
        assert_eq!(
            multiplied(" 12 * 8901234567890 "),
            (Some(12), "8901234567890")
        );
        assert_eq!(multiplied("barfi"), (None, "barfi"));
        assert_eq!(multiplied("*"), (None, "*"));
        assert_eq!(multiplied("0*barfi"), (None, "0*barfi"));
    }
}
