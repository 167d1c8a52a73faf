//! The scan and search line, and where typing goes.
//!
//! Promises: what is typed or scanned anywhere on the counter lands in this line, in order,
//! unless another text field has the keyboard; each Enter is one lookup, answered in order.
//! Leaves out what is done with what was found, and scans while the keyboard is elsewhere:
//! `ui::scanner` hears those.

use std::collections::VecDeque;

use egui::{Context, Event, Id, Key};

use crate::{
    shop::{
        printing::receipt_of_code,
        sales::{
            self,
            quotes::{self, quotation_of_code},
        },
        stock::{self, Found, Names},
        stored_value::{self, CardCode},
    },
    store::{Fault, ReadTx},
    ui::{
        remote::{Answer, LOST, Pending, sentence},
        scanner::{CODE, is_a_code},
        window::Cx,
    },
    values::{Money, ShopZone, Timestamp},
};

/// How many sweets are looked for by a part of their name: the first is taken.
const FINDS: usize = 3;
/// What codes of the shop's own papers begin with.
const LETTERS: [char; 2] = ['R', 'Q'];

/// A text that was entered, being looked up.
struct Lookup {
    pieces: Option<i64>,
    afar: bool,
    pending: Pending<Result<Looked, Fault>>,
}

/// What a text was found to be.
pub struct Looked {
    /// What was looked for: the entered text, or the code at its end.
    pub text: String,
    /// The sweets.
    pub found: Found,
    /// What else it is the code of, where it is no sweet's.
    pub other: Option<Other>,
}

/// What a code is of that is no sweet.
pub enum Other {
    /// A receipt.
    Receipt(i64),
    /// A receipt that there is not, and the last there is.
    NoReceipt(i64, i64),
    /// A quotation.
    Quotation(i64),
    /// A quotation that there is not.
    NoQuotation(i64),
    /// A gift card, with so much on it.
    GiftCard(Money),
    /// A sweet that is not sold any more: its name.
    Retired(String),
}

impl Looked {
    /// Looks for a text; `most` sweets by a part of their name at the most.
    fn up(
        db: &ReadTx<'_>,
        names: &Names,
        at: (Timestamp, ShopZone),
        text: &str,
        most: usize,
    ) -> Result<Self, Fault> {
        let mut found = stock::find_for_sale(db, names, text, most)?;
        let rows = found.rows.iter_mut().chain(&mut found.exact);
        stock::tell_free(db, at, rows)?;
        let other = match (&found.exact, &found.scanned, &found.misread) {
            (Some(_), ..) | (.., Some(_)) => None,
            (None, Some(scanned), None) => stock::shelf_rows(db, &[scanned.sweet])?
                .pop()
                .map(|row| Other::Retired(row.name)),
            (None, None, None) => Other::than_a_sweet(db, text)?,
        };
        Ok(Self {
            text: text.to_owned(),
            found,
            other,
        })
    }

    fn is_nothing(&self) -> bool {
        let Found { rows, misread, .. } = &self.found;
        self.other.is_none() && misread.is_none() && rows.is_empty()
    }
}

impl Other {
    fn than_a_sweet(db: &ReadTx<'_>, text: &str) -> Result<Option<Self>, Fault> {
        if let Some(number) = receipt_of_code(text) {
            // They are numbered from 1 without a gap.
            let last = sales::list(db, None, 1)?
                .first()
                .map_or(0, |row| row.number);
            return Ok(Some(match (1..=last).contains(&number) {
                true => Self::Receipt(number),
                false => Self::NoReceipt(number, last),
            }));
        }
        if let Some(number) = quotation_of_code(text) {
            return Ok(Some(match quotes::quotation(db, number)? {
                Some(_) => Self::Quotation(number),
                None => Self::NoQuotation(number),
            }));
        }
        let card = match CardCode::parse(text) {
            Ok(code) if is_a_code(text) => stored_value::gift_card(db, &code)?,
            _ => None,
        };
        Ok(card.map(|card| Self::GiftCard(card.balance)))
    }
}

/// What a lookup found.
pub enum Hit {
    /// It was looked up.
    Found {
        /// What it is.
        looked: Box<Looked>,
        /// How much was asked for with it.
        pieces: Option<i64>,
        /// Whether it was scanned where the basket is out of sight.
        afar: bool,
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
        let at = (shop.now(), cx.facts.zone);
        let pending = cx.desk.read(move || {
            shop.read(|db| {
                let mut looked = Looked::up(db, shop.names(), at, &text, FINDS)?;
                // A scan goes to the end of what stood in the line: the code counts.
                for code in scanned_tails(&text) {
                    if !looked.is_nothing() {
                        break;
                    }
                    looked = Looked::up(db, shop.names(), at, code, FINDS)?;
                }
                Ok(looked)
            })
        });
        self.lookups.push_back(Lookup {
            pieces,
            afar,
            pending,
        });
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn looks_up(&self) -> bool {
        !self.lookups.is_empty()
    }

    /// What the oldest lookup found, once it is there.
    pub fn hit(&mut self) -> Option<Hit> {
        let lookup = self.lookups.front_mut()?;
        let hit = match lookup.pending.take() {
            Answer::NotYet => return None,
            Answer::Here(Ok(looked)) => Hit::Found {
                looked: Box::new(looked),
                pieces: lookup.pieces,
                afar: lookup.afar,
            },
            Answer::Here(Err(fault)) => Hit::Failed(sentence(&fault)),
            Answer::Lost => Hit::Failed(LOST.to_owned()),
        };
        self.lookups.pop_front();
        Some(hit)
    }
}

/// What at the end of a text can be a code and is not all of it: its digits, with the letter
/// before them that a paper's code begins with, and without.
fn scanned_tails(text: &str) -> impl Iterator<Item = &str> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let letter = before.len() - usize::from(before.ends_with(LETTERS));
    let enough = text.len() - before.len() >= CODE;
    let mut from = vec![letter, before.len()];
    from.dedup();
    from.into_iter()
        .filter(move |from| enough && *from > 0)
        .filter_map(|from| text.get(from..))
}

/// As often at most is something taken by a number and a star.
const TIMES_MOST: i64 = 9999;

/// "3*barfi" is three times "barfi".
fn multiplied(text: &str) -> (Option<i64>, &str) {
    let text = text.trim();
    if let Some((pieces, rest)) = text.split_once('*')
        && let Ok(pieces) = pieces.trim().parse::<i64>()
        && (1..=TIMES_MOST).contains(&pieces)
    {
        return (Some(pieces), rest.trim());
    }
    (None, text)
}

/// What is wrong with the number before a star, where it is a number and can't multiply.
#[must_use]
pub fn miscounted(text: &str) -> Option<String> {
    let (times, _) = text.trim().split_once('*')?;
    let times = times.trim();
    let is_number = times.contains(|c: char| c.is_ascii_digit())
        && times
            .chars()
            .all(|c| c.is_ascii_digit() || ".,-+".contains(c));
    if !is_number || multiplied(text).0.is_some() {
        return None;
    }
    let shown: String = times.chars().take(24).collect();
    Some(format!(
        "“{shown} *” can't be: before the star stands a whole number from 1 to {TIMES_MOST}, of \
         pieces or of grams."
    ))
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

    #[test]
    fn a_number_that_can_not_multiply_is_told_and_a_code_with_a_star_is_a_code() {
        for typed in ["99999*x", "99999*", "0.5*x", "0,5 * x", "0*x", "-2*x"] {
            let why = miscounted(typed).unwrap_or_default();
            assert!(why.contains("from 1 to 9999"), "{typed}: {why}");
        }
        for typed in ["3*x", "x*3", "A1*B2", "*x", "99999", "3*"] {
            assert_eq!(miscounted(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_code_at_the_end_of_what_stood_in_the_line_counts() {
        let tails = |text| scanned_tails(text).collect::<Vec<_>>();
        assert_eq!(tails("kaju8901234567890"), ["8901234567890"]);
        assert_eq!(tails("kajuR000012"), ["R000012", "000012"]);
        assert_eq!(tails("R000012"), ["000012"]);
        assert!(tails("8901234567890").is_empty());
        assert!(tails("kaju 12345").is_empty());
        assert!(tails("kaju").is_empty());
    }
}
