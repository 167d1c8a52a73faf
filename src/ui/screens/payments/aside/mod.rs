//! What came and was put aside: listed, one of them whole, and seen to.
//!
//! Promises: whatever counts nothing stands here with its reason until somebody saw to it, and
//! says what is to be done; nothing of people that a message holds is shown. Leaves out what is
//! seen to at a payment: this leads there.

mod one;
mod seeing;

use egui::{CentralPanel, Context, Key, Modifiers, Panel, Rect, ScrollArea, Ui};

use super::{
    Link,
    row::{ROW, Row},
    words,
};
use crate::{
    gateway::{Gist, gist},
    shop::{
        Permission, Trouble,
        payments::{self, Aside, AsideId, AsideWhy},
    },
    ui::{
        remote::Live,
        theme::GAP,
        widgets::{Kind, Push, Tone, banner, muted, nothing, rows::rows},
        window::Cx,
    },
    values::Currency,
};
use seeing::{Next, Seeing};

/// How many are listed at first, and how many more each time older ones are asked for.
const PAGE: u32 = 100;

/// At most so many that wait for a person are counted.
const COUNTED: u32 = 99;

/// One that was put aside, and what its message is about, where it came as one.
pub struct Shown {
    /// What was put aside.
    pub aside: Aside,
    /// What its message is about.
    pub message: Option<Gist>,
}

/// What the list was read for.
#[derive(Clone, PartialEq)]
struct Asked {
    all: bool,
    limit: u32,
}

/// What was put aside, in one window.
#[derive(Default)]
pub struct Asides {
    open: Live<(), usize>,
    all: bool,
    pages: u32,
    found: Live<Asked, Vec<Aside>>,
    chosen: Option<AsideId>,
    shown: Live<AsideId, Option<Shown>>,
    seeing: Option<Seeing>,
    bring: bool,
}

impl Asides {
    /// How many wait for a person, as far as is known; for whoever may see to them.
    pub fn waiting(&mut self, cx: &Cx<'_>) -> usize {
        if !cx.standing.may(Permission::Refund) {
            return 0;
        }
        let shop = cx.shop.clone();
        self.open.keep(cx.desk, cx.changes, &(), move |()| {
            let now = shop.now();
            shop.read(|db| Ok(payments::asides(db, true, now, COUNTED)?.len()))
        });
        self.open.latest().copied().unwrap_or_default()
    }

    /// Shows them; where another tab is wished for, which.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Link> {
        if !cx.standing.may(Permission::Refund) {
            CentralPanel::default()
                .frame(super::main(ui))
                .show(ui, |ui| {
                    let text = "What a provider sent that does not fit is for admins. Ask one of \
                                them.";
                    nothing(ui, "Not for your role", text);
                });
            return None;
        }
        self.keep(cx);
        let ctx = ui.ctx().clone();
        if !cx.covered && self.seeing.is_none() {
            self.walk(&ctx);
        }
        let mut link = None;
        let width = match ctx.content_rect().width() >= 1240.0 {
            true => 440.0,
            false => 384.0,
        };
        Panel::right("what was put aside")
            .resizable(false)
            .exact_size(width)
            .frame(super::side(ui))
            .show(ui, |ui| link = self.detail(ui, cx));
        CentralPanel::default()
            .frame(super::main(ui))
            .show(ui, |ui| self.list(ui, cx));
        self.dialog(&ctx, cx);
        link
    }

    fn keep(&mut self, cx: &Cx<'_>) {
        let asked = Asked {
            all: self.all,
            limit: PAGE.saturating_mul(self.pages.saturating_add(1)),
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.found.keep(cx.desk, cx.changes, &asked, move |asked| {
            let now = shop.now();
            let read = shop.consult(&session, Permission::Refund, |db| {
                payments::asides(db, !asked.all, now, asked.limit)
            });
            match read {
                Ok(found) => Ok(found),
                // Who may not see them any more sees none.
                Err(Trouble::Refused(_)) => Ok(Vec::new()),
                Err(Trouble::Fault(fault)) => Err(fault),
            }
        });
        let Some(chosen) = self.chosen else { return };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.shown.keep(cx.desk, cx.changes, &chosen, move |id| {
            let now = shop.now();
            let read = shop.consult(&session, Permission::Refund, |db| {
                Ok((payments::aside(db, *id, now)?, payments::body_of(db, *id)?))
            });
            match read {
                Ok((aside, body)) => Ok(aside.map(|aside| Shown {
                    aside,
                    message: body.map(|body| gist(&body)),
                })),
                Err(Trouble::Refused(_)) => Ok(None),
                Err(Trouble::Fault(fault)) => Err(fault),
            }
        });
    }

    fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            let push = Push::new("What was seen to, too")
                .kind(Kind::Quiet)
                .selected(self.all);
            if ui.add(push).clicked() {
                self.all = !self.all;
                self.pages = 0;
            }
            ui.label(muted(ui, "It counts nothing, and is kept as it came."));
        });
        ui.add_space(GAP);
        if let Some(trouble) = self.found.trouble() {
            banner(ui, Tone::Bad, trouble);
            if ui.add(Push::new("Read again")).clicked() {
                self.found.read_again();
            }
        }
        let Some(found) = self.found.latest() else {
            return;
        };
        if found.is_empty() {
            let (head, text) = match self.all {
                true => (
                    "Nothing was put aside",
                    "All that the provider sent was understood, and was of the shop's payments.",
                ),
                false => (
                    "Nothing waits for you",
                    "A message that the shop does not understand, or money that fits none of its \
                     payments, stands here until somebody has seen to it.",
                ),
            };
            nothing(ui, head, text);
            return;
        }
        let limit = PAGE.saturating_mul(self.pages.saturating_add(1));
        let more = found.len() >= limit as usize;
        let bring = std::mem::take(&mut self.bring);
        let place = |row: &Aside| Some(row.id) == self.chosen;
        let bring = bring.then(|| found.iter().position(place)).flatten();
        let length = found.len() + usize::from(more);
        let (mut pressed, mut older) = (None, false);
        rows(
            ui,
            "put aside",
            length,
            ROW,
            bring,
            |ui, rect, index| match found.get(index) {
                Some(one) => {
                    if row(ui, rect, cx, one, self.chosen == Some(one.id)) {
                        pressed = Some(one.id);
                    }
                }
                None => older |= super::older(ui, rect),
            },
        );
        if older {
            self.pages = self.pages.saturating_add(1);
        }
        if pressed.is_some() {
            self.chosen = pressed;
            ui.ctx().request_repaint();
        }
    }

    fn detail(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Link> {
        let Some(chosen) = self.chosen else {
            nothing(
                ui,
                "Nothing chosen",
                "Pick a row at the left to see what arrived, by which door, and why it counts \
                 nothing.",
            );
            return None;
        };
        if let Some(trouble) = self.shown.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let shown = self.shown.answer_to(&chosen)?;
        let Some(shown) = shown else {
            let text = "It was worked through meanwhile, and is told at its payment.";
            nothing(ui, "Not put aside any more", text);
            return None;
        };
        let aside = &shown.aside;
        let mut wanted = false;
        let may_be_seen = aside.payment.is_none()
            && aside.is_open
            && match aside.why {
                AsideWhy::NotUnderstood { .. } | AsideWhy::Flagged { .. } => true,
                AsideWhy::Stuck { .. } | AsideWhy::Waits => false,
            };
        if may_be_seen {
            Panel::bottom("what may be done with what was put aside")
                .resizable(false)
                .frame(super::foot(ui))
                .show(ui, |ui| {
                    wanted = ui.add(Push::new("It is seen to")).clicked();
                });
        }
        let mut link = None;
        ScrollArea::vertical()
            .id_salt(("put aside", chosen.to_string()))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                link = one::show(ui, cx, shown);
            });
        if wanted {
            self.seeing = Some(Seeing::of(chosen));
        }
        link
    }

    fn dialog(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let Some(seeing) = &mut self.seeing else {
            return;
        };
        match seeing.show(ctx, cx) {
            Next::Stays => return,
            Next::Back => {}
            Next::Done => cx.notes.say(Tone::Good, "It is seen to.".to_owned()),
        }
        self.seeing = None;
        ctx.request_repaint();
    }

    /// The arrows: another one is chosen and brought into sight.
    fn walk(&mut self, ctx: &Context) {
        let Some(found) = self.found.latest().filter(|found| !found.is_empty()) else {
            return;
        };
        let step = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            isize::from(pressed(Key::ArrowDown)) - isize::from(pressed(Key::ArrowUp))
        });
        let at = self
            .chosen
            .and_then(|id| found.iter().position(|row| row.id == id));
        let next = match (at, step) {
            (_, 0) => return,
            (None, _) => 0,
            (Some(at), step) => at.saturating_add_signed(step).min(found.len() - 1),
        };
        self.chosen = found.get(next).map(|row| row.id);
        self.bring = true;
    }
}

fn row(ui: &mut Ui, rect: Rect, cx: &Cx<'_>, one: &Aside, chosen: bool) -> bool {
    let at = cx.facts.zone.date_time(one.at);
    let number = one.id.to_string();
    let (chip, tone) = words::aside(&one.why);
    let (text, amount) = match &one.why {
        AsideWhy::NotUnderstood { why } | AsideWhy::Stuck { why } => (why.clone(), String::new()),
        AsideWhy::Waits => (String::new(), String::new()),
        AsideWhy::Flagged { told } => (
            told.payment.to_string(),
            Currency::tell(&told.currency, told.amount),
        ),
    };
    let (text, tone) = match one.is_open {
        true => (text, tone),
        false => (format!("Seen to · {text}"), Tone::Plain),
    };
    let row = Row {
        name: format!("{number}, {at}, {chip}, {text}, {amount}"),
        number: (&number, 108.0),
        at: &at,
        chip: (chip, tone),
        text: (&text, Tone::Plain),
        amount: &amount,
        chosen,
    };
    row.show(ui, rect, ui.scope_id().with(("put aside", number.as_str())))
}
