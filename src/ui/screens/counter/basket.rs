//! What is in the basket of this window, and what it comes to.
//!
//! Promises: every amount shown is `pricing`'s, of the same lines that are saved and sold; a
//! line keeps its key as long as it is there. Leaves out its safekeeping, which is `keeping`'s.

use super::{beside::Beside, keeping::Keeping, line::Line};
use crate::{
    shop::{
        Shortage,
        catalogue::Scanned,
        pricing::{self, Discount, Priced},
        sales::{QuickItem, baskets::ShownLine},
        stock::ShelfRow,
        taxes::Tax,
    },
    ui::remote::sentence,
    values::{MAX_QUANTITY, Money, Quantity, SweetId, Unit},
};

/// The basket of one window.
#[derive(Default)]
pub struct BasketState {
    pub(super) lines: Vec<Line>,
    pub(super) discount: Option<Discount>,
    pub(super) note: Option<String>,
    /// The line that is open for changes; the one touched last where none was chosen.
    chosen: Option<u64>,
    next_key: u64,
    /// Who buys, gift cards, payments.
    pub beside: Beside,
    /// Whether it is to be ordered for later: then what is on hand now bounds nothing.
    pub(super) for_later: bool,
    pub(super) keeping: Keeping,
}

impl BasketState {
    /// What is in it.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether it is to be ordered for later.
    #[must_use]
    pub fn is_for_later(&self) -> bool {
        self.for_later
    }

    /// Says whether it is to be ordered for later.
    pub fn set_for_later(&mut self, later: bool) {
        if self.for_later != later {
            self.for_later = later;
            self.keeping.rows.read_again();
        }
    }

    /// Whether there is nothing in it to sell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.beside.gift_cards.is_empty()
    }

    /// The line of a key.
    #[must_use]
    pub fn line(&self, key: u64) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// The line that is open for changes.
    #[must_use]
    pub fn chosen(&self) -> Option<&Line> {
        self.chosen
            .and_then(|key| self.line(key))
            .or(self.lines.last())
    }

    /// Opens a line for changes.
    pub fn choose(&mut self, key: u64) {
        self.chosen = Some(key);
    }

    /// Opens the line so many below the chosen one.
    pub fn walk(&mut self, by: isize) {
        let at = self.chosen().map(|line| line.key);
        let at = at.and_then(|key| self.lines.iter().position(|line| line.key == key));
        let last = self.lines.len().saturating_sub(1);
        let next = at.map(|at| at.saturating_add_signed(by).min(last));
        self.chosen = next.and_then(|at| self.lines.get(at)).map(|line| line.key);
    }

    /// What is taken off the whole.
    #[must_use]
    pub fn discount(&self) -> Option<Discount> {
        self.discount
    }

    /// What is noted with it.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Sets what is taken off the whole, and what is noted.
    pub fn set_whole(&mut self, discount: Option<Discount>, note: Option<String>) {
        (self.discount, self.note) = (discount, note);
        self.keeping.changed = true;
    }

    /// How many pieces are in it; what is weighed or poured counts as one a line, and so does a
    /// gift card.
    #[must_use]
    pub fn pieces(&self) -> i64 {
        let goods: i64 = self.lines.iter().map(Line::pieces).sum();
        goods.saturating_add(self.beside.gift_cards.len() as i64)
    }

    /// What is to be paid for it: its goods and its gift cards.
    ///
    /// # Errors
    /// As [`BasketState::cost`].
    pub fn total(&self) -> Result<Money, String> {
        self.cost().and_then(|cost| self.beside.total(cost.gross))
    }

    /// What its goods cost.
    ///
    /// # Errors
    /// A sentence: a discount is larger than what it is taken off, or it is more than can be
    /// counted.
    pub fn cost(&self) -> Result<Priced, String> {
        let lines = self.lines.iter().map(|line| line.shown.priced());
        priced(lines.collect(), self.discount)
    }

    /// Puts so much of a sweet in.
    ///
    /// # Errors
    /// A sentence where not so much is left.
    pub fn add(&mut self, row: &ShelfRow, quantity: Quantity) -> Result<(), String> {
        let row = &self.as_wanted(row);
        self.check_room(row, quantity)?;
        // The line touched last stands last, where the eye is and "one more" counts.
        let at = self.lines.iter().position(|line| line.takes_more_of(row));
        let line = match at {
            Some(at) => {
                let mut line = self.lines.remove(at);
                line.set_quantity(line.quantity().saturating_add(quantity.get()));
                line.on_hand = super::line::bound(row);
                line
            }
            None => Line::of(self.new_key(), row, quantity),
        };
        self.put_last(line);
        Ok(())
    }

    /// Puts in what a scale's label with a price is on: a packet, and a line of its own however
    /// often the same label comes.
    ///
    /// # Errors
    /// A sentence where not so much is left.
    pub fn add_packet(
        &mut self,
        row: &ShelfRow,
        scanned: &Scanned,
        quantity: Quantity,
    ) -> Result<(), String> {
        let row = &self.as_wanted(row);
        self.check_room(row, quantity)?;
        let line = Line::scanned(self.new_key(), row, scanned, quantity);
        self.put_last(line);
        Ok(())
    }

    /// A sweet as this basket takes it: what is ordered for later may be made until then.
    fn as_wanted(&self, row: &ShelfRow) -> ShelfRow {
        ShelfRow {
            below_zero: row.below_zero || self.for_later,
            ..row.clone()
        }
    }

    fn put_last(&mut self, line: Line) {
        self.chosen = Some(line.key);
        self.lines.push(line);
        self.keeping.changed = true;
    }

    /// Sees that so much more of a sweet is there.
    fn check_room(&self, row: &ShelfRow, quantity: Quantity) -> Result<(), String> {
        let before = self.taken(row.id);
        if let Some(left) = super::line::bound(row) {
            if left <= 0 {
                return Err(format!("{} is sold out.", row.name));
            }
            if before.saturating_add(quantity.get()) > left {
                let have = match before {
                    0 => String::new(),
                    before => format!(" and {} in the basket already", row.unit.format(before)),
                };
                let left = row.unit.format(left);
                return Err(format!("Only {left} of {} left{have}.", row.name));
            }
        }
        Ok(())
    }

    /// Puts an item in that is no sweet.
    pub fn add_quick(&mut self, item: QuickItem, taxes: Vec<Tax>) {
        let line = Line::quick(self.new_key(), item, taxes);
        self.put_last(line);
    }

    /// How much of a sweet is in it, over all lines.
    #[must_use]
    pub fn taken(&self, sweet: SweetId) -> i64 {
        let of_it = self.lines.iter().filter(|line| line.sweet() == Some(sweet));
        of_it.fold(0, |sum, line| sum.saturating_add(line.quantity()))
    }

    /// Whether so much more of what a line is of is on hand.
    #[must_use]
    pub fn has_room(&self, line: &Line, more: i64) -> bool {
        let taken = line
            .sweet()
            .map_or(line.quantity(), |sweet| self.taken(sweet));
        !line.is_fixed() && taken.saturating_add(more) <= line.on_hand.unwrap_or(MAX_QUANTITY)
    }

    /// Sets how much a line is of; 0 takes it out.
    pub fn set(&mut self, key: u64, quantity: i64) {
        self.keeping.changed = true;
        if quantity <= 0 {
            self.lines.retain(|line| line.key != key);
        } else if let Some(line) = self.lines.iter_mut().find(|line| line.key == key) {
            line.set_quantity(quantity);
            self.chosen = Some(key);
        }
    }

    /// Replaces a line by what was made of it.
    pub fn replace(&mut self, changed: Line) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.key == changed.key) {
            *line = changed;
            self.keeping.changed = true;
        }
    }

    /// Makes ordinary lines of those that a quotation promised, at the prices of now.
    pub fn forget_promises(&mut self) {
        let rows = self.keeping.rows();
        for line in &mut self.lines {
            let row = rows.iter().find(|row| line.sweet() == Some(row.id));
            line.forget_promise(row);
        }
        self.keeping.changed = true;
    }

    /// Leaves in it what is left of what a sale was short of.
    pub fn leave_what_is_left(&mut self, shortages: &[Shortage]) {
        leave(&mut self.lines, shortages);
        self.keeping.changed = true;
    }

    /// Takes a new price as shown.
    pub fn reprice(&mut self, sweet: SweetId, now: Money) {
        for line in &mut self.lines {
            if line.sweet() == Some(sweet) && !line.is_fixed() {
                line.shown.price = now;
                line.now = now;
            }
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.show_nothing();
        self.keeping.changed = true;
    }

    /// The sale took everything: the shop's basket is empty too.
    pub fn sold(&mut self) {
        self.show_nothing();
        self.keeping.changed = false;
        self.keeping.forget_beside();
    }

    fn show_nothing(&mut self) {
        self.lines.clear();
        (self.discount, self.note, self.chosen) = (None, None, None);
        self.beside = Beside::default();
        self.for_later = false;
    }

    /// Takes in the lines of a kept basket, and after them those that were put in meanwhile.
    pub(super) fn take_in(&mut self, kept: Vec<ShownLine>, meanwhile: Vec<Line>) {
        self.chosen = None;
        self.lines = kept
            .into_iter()
            .map(|shown| Line::kept(self.new_key(), shown))
            .collect();
        for line in meanwhile {
            let same = |kept: &&mut Line| {
                kept.sweet().is_some()
                    && !kept.is_fixed()
                    && !line.is_fixed()
                    && kept.sweet() == line.sweet()
                    && kept.shown.unit == Unit::Piece
                    && kept.shown.put.note == line.shown.put.note
                    && kept.shown.put.discount == line.shown.put.discount
                    && kept.shown.put.sold_at == line.shown.put.sold_at
            };
            match self.lines.iter_mut().find(same) {
                Some(kept) => kept.set_quantity(kept.quantity().saturating_add(line.quantity())),
                None => self.lines.push(line),
            }
        }
    }

    fn new_key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }
}

/// Leaves in the lines what is left of what a sale was short of: what was put in last goes
/// first, and what a label or a quotation says the quantity of stays whole or not at all. Of a
/// kit that lacks a part there stay so many as can be made, as far as that is known, and one
/// less in any case; a promised one goes.
pub fn leave(lines: &mut Vec<Line>, shortages: &[Shortage]) {
    for short in shortages {
        let mut left = short.left.max(0);
        lines.retain_mut(|line| {
            let quantity = line.quantity();
            let stays = if line.sweet() == Some(short.sweet) {
                let stays = match quantity {
                    whole if whole > left && line.is_fixed() => 0,
                    whole => whole.min(left),
                };
                left -= stays;
                stays
            } else if short.kits.iter().any(|kit| kit == line.name()) {
                match line.is_fixed() {
                    true => 0,
                    false => line.on_hand.unwrap_or(0).clamp(0, quantity - 1),
                }
            } else {
                return true;
            };
            line.set_quantity(stays);
            stays > 0
        });
    }
}

/// What lines cost.
///
/// # Errors
/// A sentence: a discount is larger than what it is taken off, or it is more than can be
/// counted.
pub fn priced(lines: Vec<pricing::Line>, discount: Option<Discount>) -> Result<Priced, String> {
    let basket = pricing::Basket {
        step: Money::from_minor(1),
        lines,
        discount,
    };
    pricing::price(&basket).map_err(|why| match why.problem {
        pricing::Problem::MoreThanPrice => {
            "The discount is more than what it is taken off.".to_owned()
        }
        pricing::Problem::TooLarge => "This is more than can be counted.".to_owned(),
        _ => sentence(&why),
    })
}
