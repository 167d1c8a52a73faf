//! The safekeeping of the basket: saved as it is edited, opened, parked, let go.
//!
//! Promises: the latest state wins, one save is under way at a time, and says only what is other
//! than the shop knows it: goods, customer, gift cards, payments; what was typed before the
//! shop answered is kept; whatever other basket is gone on with, the one at hand is saved first.

use super::{basket::BasketState, beside::Beside, saving::Save};
use crate::{
    shop::{
        Refusal, Session, Shop, Trouble,
        sales::{
            HeldBasket,
            baskets::{Basket, ParkBasket, ReleaseBasket, ResumeBasket, SaveBasket},
        },
        stock::{self, ShelfRow},
    },
    ui::{
        remote::{Ask, Desk, Live, Outcome, sentence},
        widgets::Tone,
        window::Cx,
    },
    values::{BasketId, SweetId},
};

/// How the basket of one window is kept.
#[derive(Default)]
pub struct Keeping {
    held: Option<HeldBasket>,
    wish: Option<Wish>,
    opening: Option<Opening>,
    saving: Option<Ask<()>>,
    pub(super) changed: bool,
    /// What the shop was told last of what stands beside the goods; none where that is not known.
    told: Option<Beside>,
    elsewhere: bool,
    /// The last save failed: the basket stays at hand, and nothing else is opened, until it is
    /// saved. That is tried only when somebody asks for it, or every frame would try.
    unsaved: bool,
    trouble: Option<String>,
    pub(super) rows: Live<Vec<SweetId>, Vec<ShelfRow>>,
}

impl Keeping {
    /// The sweets of the basket, as the shelf has them.
    pub(super) fn rows(&self) -> &[ShelfRow] {
        self.rows.latest().map_or(&[], Vec::as_slice)
    }
}

/// Which basket to go on with; it waits for the last save of the one at hand.
pub enum Wish {
    /// One of the person's own: this one, or one that nobody holds.
    Own(Option<BasketId>),
    /// A new one, with that at hand parked under this label for anybody to resume.
    Park(String),
    /// A parked one: whoever is first has it.
    Parked(BasketId),
}

/// A basket that is being opened.
struct Opening {
    ask: Ask<Basket>,
    /// The one that was at hand: gone back to where the other can't be had.
    before: Option<BasketId>,
    /// It is made: nothing is in it.
    is_new: bool,
}

impl Keeping {
    /// The shop forgot what stood beside the goods, with the sale; what could not be saved before
    /// need not be any more.
    pub(super) fn forget_beside(&mut self) {
        self.told = Some(Beside::default());
        if std::mem::take(&mut self.unsaved) {
            self.trouble = None;
        }
    }
}

impl BasketState {
    /// Which basket the window holds.
    #[must_use]
    pub fn held(&self) -> Option<&HeldBasket> {
        self.keeping.held.as_ref()
    }

    /// Whether another basket is being opened, and what is in it is not known yet.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        let Keeping { held, opening, .. } = &self.keeping;
        let is_new = opening.as_ref().is_some_and(|opening| opening.is_new);
        held.is_none() && !is_new && !self.keeping.elsewhere && self.keeping.trouble.is_none()
    }

    /// Whether a save is under way: a sale waits for it.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.keeping.saving.is_some()
    }

    /// Whether another window took the basket.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.keeping.elsewhere
    }

    /// Why it can't be kept, where it can't.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.keeping.trouble.as_deref()
    }

    /// Tries again after a failure.
    pub fn try_again(&mut self) {
        self.keeping.trouble = None;
        self.keeping.changed = true;
        self.keeping.told = None;
    }

    /// Whether the shop was not told of the latest state yet.
    fn is_untold(&self) -> bool {
        self.keeping.changed || self.keeping.told.as_ref() != Some(&self.beside)
    }

    /// One frame's care: takes answers, saves, opens, follows the shelf.
    pub fn look_after(&mut self, cx: &mut Cx<'_>) {
        self.take_answers(cx);
        let keeping = &self.keeping;
        if keeping.held.is_none()
            && keeping.opening.is_none()
            && !keeping.elsewhere
            && keeping.trouble.is_none()
        {
            self.open(cx, None);
        }
        if self.keeping.saving.is_none()
            && self.keeping.opening.is_none()
            && !self.keeping.unsaved
            && let Some(wish) = self.keeping.wish.take()
        {
            match wish {
                Wish::Own(wanted) => self.open(cx, wanted),
                Wish::Park(label) => self.park(cx, &label),
                Wish::Parked(basket) => self.resume(cx, basket),
            }
        }
        if self.keeping.saving.is_none()
            && !self.keeping.elsewhere
            && !(self.keeping.unsaved && self.keeping.trouble.is_some())
            && self.is_untold()
            && let Some(held) = self.keeping.held.clone()
        {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let save = self.save_as(held);
            self.keeping.changed = false;
            self.keeping.told = Some(self.beside.clone());
            self.keeping.saving = Some(Ask::send(cx.desk, move |request| {
                save.run(&shop, &session, request)
            }));
        }
        self.follow_the_shelf(cx);
    }

    fn take_answers(&mut self, cx: &mut Cx<'_>) {
        let opened = self.keeping.opening.as_mut();
        if let Some(outcome) = opened.and_then(|opening| opening.ask.answer()) {
            let before = self
                .keeping
                .opening
                .take()
                .and_then(|opening| opening.before);
            match outcome {
                Outcome::Done(basket) => {
                    self.keeping.trouble = None;
                    self.adopt(basket);
                }
                Outcome::Refused(refusal) if before.is_some() => {
                    let why = match refusal {
                        Refusal::BasketElsewhere => {
                            "Another window took that basket first.".to_owned()
                        }
                        other => sentence(&other),
                    };
                    cx.notes.say(Tone::Warn, why);
                    self.open(cx, before);
                }
                Outcome::Refused(refusal) => self.keeping.trouble = Some(sentence(&refusal)),
                Outcome::Failed(why) => self.keeping.trouble = Some(why),
            }
        }
        let Some(saved) = self.keeping.saving.as_mut().and_then(Ask::answer) else {
            return;
        };
        self.keeping.saving = None;
        self.keeping.unsaved = matches!(saved, Outcome::Failed(_));
        match saved {
            Outcome::Done(()) => self.keeping.trouble = None,
            Outcome::Refused(Refusal::BasketElsewhere) => self.keeping.elsewhere = true,
            Outcome::Refused(refusal) if is_of_the_customer(&refusal) => {
                self.beside.name_customer(None);
                cx.notes.say(Tone::Warn, sentence(&refusal));
            }
            Outcome::Refused(refusal) => self.keeping.trouble = Some(sentence(&refusal)),
            Outcome::Failed(why) => {
                self.keeping.changed = true;
                self.keeping.told = None;
                self.keeping.trouble = Some(why);
            }
        }
    }

    /// Goes on with a basket: what it holds comes before what was put in meanwhile.
    fn adopt(&mut self, basket: Basket) {
        let mine = std::mem::take(&mut self.lines);
        let kept = Beside::of(&basket);
        self.keeping.held = basket.holder.map(|holder| HeldBasket {
            basket: basket.id,
            holder,
        });
        self.keeping.elsewhere = false;
        self.keeping.told = Some(kept.clone());
        self.beside = kept.and(std::mem::take(&mut self.beside));
        self.discount = basket.discount;
        self.note = basket.note;
        self.keeping.changed = !mine.is_empty();
        self.take_in(basket.lines, mine);
    }

    /// Goes on with another basket, once the one at hand is saved.
    pub fn go_on_with(&mut self, wish: Wish) {
        if self.keeping.unsaved {
            self.try_again();
        }
        self.keeping.wish = Some(wish);
    }

    /// Opens one of the person's baskets. What is held so far is saved and let go first.
    fn open(&mut self, cx: &Cx<'_>, wanted: Option<BasketId>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let before = self.put_down();
        self.begin_opening(cx, (None, false), move |request| {
            if let Some(save) = before.clone() {
                save.run(&shop, &session, request)?;
                let held = save.held;
                shop.execute(&session, request, ReleaseBasket { held })?;
            }
            shop.open_basket(&session, wanted)
        });
    }

    fn park(&mut self, cx: &Cx<'_>, label: &str) {
        let (shop, session, label) = (cx.shop.clone(), cx.session.clone(), label.to_owned());
        let Some(save) = self.put_down() else { return };
        // One that is not there yet is made: a new one, not another that was left somewhere.
        let next = BasketId::new();
        let before = Some(save.held.basket);
        self.begin_opening(cx, (before, true), move |request| {
            let (held, label) = (save.held.clone(), label.clone());
            save.run(&shop, &session, request)?;
            shop.execute(&session, request, ParkBasket { held, label })?;
            shop.open_basket(&session, Some(next))
        });
    }

    fn resume(&mut self, cx: &Cx<'_>, basket: BasketId) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let at_hand = self.put_down();
        let before = at_hand.as_ref().map(|save| save.held.basket);
        let window = session.window().to_owned();
        self.begin_opening(cx, (before, false), move |request| {
            if let Some(save) = &at_hand {
                save.run(&shop, &session, request)?;
            }
            let window = window.clone();
            shop.execute(&session, request, ResumeBasket { basket, window })?;
            if let Some(save) = at_hand.clone() {
                let held = save.held;
                shop.execute(&session, request, ReleaseBasket { held })?;
            }
            shop.open_basket(&session, Some(basket))
        });
    }

    /// Takes back a basket that another window took.
    pub fn take_back(&mut self) {
        let wanted = self.keeping.held.take().map(|held| held.basket);
        self.sold();
        self.go_on_with(Wish::Own(wanted));
    }

    /// Puts the basket at hand away: how it is to be saved, where this window holds it.
    fn put_down(&mut self) -> Option<Save> {
        let held = self
            .keeping
            .held
            .take()
            .filter(|_| !self.keeping.elsewhere)?;
        let save = self.save_as(held);
        self.sold();
        Some(save)
    }

    fn begin_opening(
        &mut self,
        cx: &Cx<'_>,
        (before, is_new): (Option<BasketId>, bool),
        open: impl Fn(crate::values::RequestId) -> Result<Basket, Trouble> + Send + Sync + 'static,
    ) {
        self.keeping.changed = false;
        self.keeping.elsewhere = false;
        self.keeping.trouble = None;
        self.keeping.opening = Some(Opening {
            ask: Ask::send(cx.desk, open),
            before,
            is_new,
        });
    }

    /// Lets go of the basket at the end: saved, and free for another window.
    pub fn leave(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        let elsewhere = self.keeping.elsewhere;
        let Some(held) = self.keeping.held.take().filter(|_| !elsewhere) else {
            return;
        };
        if self.keeping.saving.is_some() {
            // It may come too late: let go, it would be refused. So all of it is said again.
            self.keeping.changed = true;
            self.keeping.told = None;
        }
        let unsaved = self.is_untold();
        let save = unsaved.then(|| self.save_as(held.clone()));
        let (shop, session) = (shop.clone(), session.clone());
        // Nobody is left to hear the answer; the basket stays as it was last saved at worst.
        drop(Ask::send(desk, move |request| {
            if let Some(save) = &save {
                save.run(&shop, &session, request)?;
            }
            shop.execute(&session, request, ReleaseBasket { held: held.clone() })
        }));
    }

    /// What the shop does not know yet of this basket.
    fn save_as(&self, held: HeldBasket) -> Save {
        let (told, beside) = (self.keeping.told.as_ref(), &self.beside);
        let goods = self.keeping.changed.then(|| SaveBasket {
            held: held.clone(),
            lines: self.lines.iter().map(|line| line.saved()).collect(),
            discount: self.discount,
            note: self.note.clone(),
        });
        Save::of(held, goods, beside, told)
    }

    fn follow_the_shelf(&mut self, cx: &Cx<'_>) {
        let mut sweets: Vec<SweetId> = self.lines.iter().filter_map(|l| l.sweet()).collect();
        sweets.dedup();
        if sweets.is_empty() {
            return;
        }
        let (shop, rows) = (cx.shop.clone(), &mut self.keeping.rows);
        let later = self.for_later;
        let fresh = rows.keep(cx.desk, cx.changes, &sweets, move |sweets| {
            let at = (shop.now(), shop.about().zone);
            let mut rows = shop.read(|db| {
                let mut rows = stock::shelf_rows(db, sweets)?;
                stock::tell_free(db, at, &mut rows)?;
                Ok(rows)
            })?;
            for row in &mut rows {
                row.below_zero |= later;
            }
            Ok(rows)
        });
        if !fresh {
            return;
        }
        for row in self.keeping.rows.latest().into_iter().flatten() {
            for line in &mut self.lines {
                if line.sweet() == Some(row.id) {
                    line.follow(row);
                }
            }
        }
    }
}

/// Whether it is the customer that was refused: retired or gone meanwhile.
fn is_of_the_customer(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Invalid { field, .. } => field == "customer",
        Refusal::Unknown { what, .. } => what == "customer",
        _ => false,
    }
}
