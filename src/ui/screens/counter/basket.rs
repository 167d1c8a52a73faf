//! The basket as this window holds it, and its safekeeping.
//!
//! Promises: what is in it is saved as it is edited, the latest state wins, one save is under
//! way at a time; what was typed before the shop answered is kept. Leaves out the sale.

use crate::{
    shop::{
        Refusal, Session, Shop,
        sales::{
            HeldBasket,
            baskets::{Basket, BasketLine, ReleaseBasket, SaveBasket},
        },
        stock::{self, ShelfRow},
    },
    ui::{
        remote::{Ask, Desk, Live, Outcome, sentence},
        window::Cx,
    },
    values::{BasketId, MAX_QUANTITY, Money, Quantity, SweetId},
};

/// A line of the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which sweet.
    pub sweet: SweetId,
    /// Its name.
    pub name: String,
    /// The price of one, as it was shown when it was put in.
    pub price: Money,
    /// The price of one now.
    pub now: Money,
    /// How many pieces.
    pub quantity: i64,
    /// Pieces on hand.
    pub on_hand: i64,
    /// What its picture looks like.
    pub picture: String,
}

impl Line {
    /// What the line comes to.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        self.price.checked_mul(Quantity::of(self.quantity).ok()?)
    }
}

/// The basket of one window.
#[derive(Default)]
pub struct BasketState {
    lines: Vec<Line>,
    held: Option<HeldBasket>,
    opening: Option<Ask<Basket>>,
    saving: Option<Ask<()>>,
    changed: bool,
    elsewhere: bool,
    unsaved: bool,
    trouble: Option<String>,
    rows: Live<Vec<SweetId>, Vec<ShelfRow>>,
}

impl BasketState {
    /// What is in it.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many pieces are in it.
    #[must_use]
    pub fn pieces(&self) -> i64 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// What it comes to; none where that is more than can be counted.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.lines
            .iter()
            .try_fold(Money::ZERO, |sum, line| sum.checked_add(line.amount()?))
    }

    /// Which basket the window holds.
    #[must_use]
    pub fn held(&self) -> Option<&HeldBasket> {
        self.held.as_ref()
    }

    /// Whether a save is under way: a sale waits for it.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Whether another window took the basket.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Why it can't be kept, where it can't.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Puts pieces of a sweet in; the reason where that can't be.
    ///
    /// # Errors
    /// A sentence where not so many are left.
    pub fn add(&mut self, row: &ShelfRow, pieces: i64) -> Result<(), String> {
        let before = self
            .lines
            .iter()
            .find(|line| line.sweet == row.id)
            .map_or(0, |line| line.quantity);
        if row.on_hand <= 0 {
            return Err(format!("{} is sold out.", row.name));
        }
        let wanted = before.saturating_add(pieces);
        if wanted > row.on_hand {
            let left = row.on_hand;
            let have = if before > 0 {
                format!(" and {before} in the basket already")
            } else {
                String::new()
            };
            return Err(format!("Only {left} of {} left{have}.", row.name));
        }
        self.put(row, wanted);
        Ok(())
    }

    fn put(&mut self, row: &ShelfRow, quantity: i64) {
        self.changed = true;
        let quantity = quantity.clamp(1, MAX_QUANTITY);
        // The line touched last stands last, where the eye is and "one more" counts.
        if let Some(at) = self.lines.iter().position(|line| line.sweet == row.id) {
            let mut line = self.lines.remove(at);
            line.quantity = quantity;
            line.on_hand = row.on_hand;
            self.lines.push(line);
            return;
        }
        self.lines.push(Line {
            sweet: row.id,
            name: row.name.clone(),
            price: row.price,
            now: row.price,
            quantity,
            on_hand: row.on_hand,
            picture: row.picture.clone(),
        });
    }

    /// Sets the pieces of a sweet; 0 takes it out.
    pub fn set(&mut self, sweet: SweetId, quantity: i64) {
        self.changed = true;
        if quantity <= 0 {
            self.lines.retain(|line| line.sweet != sweet);
        } else if let Some(line) = self.lines.iter_mut().find(|line| line.sweet == sweet) {
            line.quantity = quantity.min(MAX_QUANTITY);
        }
    }

    /// Takes a new price as shown.
    pub fn reprice(&mut self, sweet: SweetId, now: Money) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.sweet == sweet) {
            line.price = now;
            line.now = now;
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.lines.clear();
        self.changed = true;
    }

    /// The sale took everything: the shop's basket is empty too.
    pub fn sold(&mut self) {
        self.lines.clear();
        self.changed = false;
    }

    /// One frame's care: takes answers, saves, opens, follows the shelf.
    pub fn look_after(&mut self, cx: &mut Cx<'_>) {
        self.take_answers();
        if self.held.is_none()
            && self.opening.is_none()
            && !self.elsewhere
            && self.trouble.is_none()
        {
            self.open(cx, None);
        }
        if self.changed
            && self.saving.is_none()
            && !self.elsewhere
            && let Some(held) = self.held.clone()
        {
            self.changed = false;
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let command = SaveBasket {
                held,
                lines: self.saved_lines(),
                discount: None,
                note: None,
            };
            self.saving = Some(Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, command.clone())
            }));
        }
        self.follow_the_shelf(cx);
    }

    fn take_answers(&mut self) {
        match self.opening.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(basket)) => {
                self.opening = None;
                self.trouble = None;
                self.adopt(basket);
            }
            Some(Outcome::Refused(refusal)) => {
                self.opening = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.opening = None;
                self.trouble = Some(why);
            }
        }
        match self.saving.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(())) => {
                self.saving = None;
                self.trouble = None;
            }
            Some(Outcome::Refused(Refusal::BasketElsewhere)) => {
                self.saving = None;
                self.elsewhere = true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.saving = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.saving = None;
                self.changed = true;
                self.unsaved = true;
                self.trouble = Some(why);
                self.held = None;
            }
        }
    }

    /// Goes on with a basket: what it holds comes before what was put in meanwhile.
    fn adopt(&mut self, basket: Basket) {
        let mine = std::mem::take(&mut self.lines);
        self.held = basket.holder.map(|holder| HeldBasket {
            basket: basket.id,
            holder,
        });
        self.elsewhere = false;
        if std::mem::take(&mut self.unsaved) {
            // What the window shows is newer than what could be saved.
            self.lines = mine;
            self.changed = true;
            return;
        }
        self.lines = basket
            .lines
            .into_iter()
            .filter_map(|line| {
                Some(Line {
                    sweet: line.put.sweet?,
                    name: line.name,
                    price: line.price,
                    now: line.price,
                    quantity: line.put.quantity.get(),
                    on_hand: line.on_hand?,
                    picture: line.picture,
                })
            })
            .collect();
        self.changed = !mine.is_empty();
        for line in mine {
            match self.lines.iter_mut().find(|kept| kept.sweet == line.sweet) {
                Some(kept) => kept.quantity = (kept.quantity + line.quantity).min(MAX_QUANTITY),
                None => self.lines.push(line),
            }
        }
    }

    /// Opens one of the person's baskets: this one, or one that nobody holds. What is held so
    /// far is saved and let go first.
    pub fn open(&mut self, cx: &Cx<'_>, wanted: Option<BasketId>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let before = self
            .held
            .take()
            .filter(|_| !self.elsewhere)
            .map(|held| SaveBasket {
                held,
                lines: self.saved_lines(),
                discount: None,
                note: None,
            });
        if before.is_some() {
            self.lines.clear();
        }
        self.changed = false;
        self.elsewhere = false;
        self.trouble = None;
        self.opening = Some(Ask::send(cx.desk, move |request| {
            if let Some(save) = before.clone() {
                let held = save.held.clone();
                shop.execute(&session, request, save)?;
                shop.execute(&session, request, ReleaseBasket { held })?;
            }
            shop.open_basket(&session, wanted)
        }));
    }

    /// Takes back a basket that another window took.
    pub fn take_back(&mut self, cx: &Cx<'_>) {
        let wanted = self.held.as_ref().map(|held| held.basket);
        self.held = None;
        self.lines.clear();
        self.open(cx, wanted);
    }

    /// Tries again after a failure.
    pub fn try_again(&mut self) {
        self.trouble = None;
    }

    /// Lets go of the basket at the end: saved, and free for another window.
    pub fn leave(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        let Some(held) = self.held.take().filter(|_| !self.elsewhere) else {
            return;
        };
        // A save that is still under way may come too late: let go, it would be refused.
        let unsaved = self.changed || self.saving.is_some();
        let save = unsaved.then(|| SaveBasket {
            held: held.clone(),
            lines: self.saved_lines(),
            discount: None,
            note: None,
        });
        let (shop, session) = (shop.clone(), session.clone());
        // Nobody is left to hear the answer; the basket stays as it was last saved at worst.
        drop(Ask::send(desk, move |request| {
            if let Some(save) = save.clone() {
                shop.execute(&session, request, save)?;
            }
            shop.execute(&session, request, ReleaseBasket { held: held.clone() })
        }));
    }

    fn saved_lines(&self) -> Vec<BasketLine> {
        self.lines
            .iter()
            .filter_map(|line| {
                Some(BasketLine {
                    sweet: Some(line.sweet),
                    quantity: Quantity::of(line.quantity).ok()?,
                    ..BasketLine::default()
                })
            })
            .collect()
    }

    fn follow_the_shelf(&mut self, cx: &Cx<'_>) {
        let sweets: Vec<SweetId> = self.lines.iter().map(|line| line.sweet).collect();
        if sweets.is_empty() {
            return;
        }
        let shop = cx.shop.clone();
        let fresh = self.rows.keep(cx.desk, cx.changes, &sweets, move |sweets| {
            shop.read(|db| stock::shelf_rows(db, sweets))
        });
        if !fresh {
            return;
        }
        for row in self.rows.latest().into_iter().flatten() {
            if let Some(line) = self.lines.iter_mut().find(|line| line.sweet == row.id) {
                line.on_hand = row.on_hand;
                line.now = row.price;
                line.name.clone_from(&row.name);
            }
        }
    }
}
