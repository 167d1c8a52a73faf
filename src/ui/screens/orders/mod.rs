//! Orders for later: the board of a day by slot, the kitchen's list, and the one that is chosen.
//!
//! Promises: what other windows change appears by itself, and so does what the kitchen's time
//! has come for; each step is asked for once, with what was seen, so that nobody passes over a
//! change they did not see. Leaves out taking an order, which begins at the counter's basket.

mod asking;
mod bars;
mod board;
mod card;
mod changing;
mod detail;
mod handing;
mod kitchen;
mod moving;
pub mod picker;

use chrono::{Days, NaiveDate};
use egui::{CentralPanel, Context, Frame, Key, Margin, Modifiers, Panel, Ui, Vec2};

use crate::{
    shop::{
        orders::{self, AdvanceOrder, BoardSlot, Order, State, Stepped},
        payments::{self, AtCounter},
        printing::{PrintOrder, Queued},
    },
    ui::{
        actions::Action,
        intents::Intents,
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP_L, GAP_S, TOUCH, tokens},
        widgets::{Push, Tone, banner, title},
        window::Cx,
    },
    values::OrderId,
};
use asking::Asking;
use changing::Changing;
use handing::Handing;
use kitchen::Kitchen;
use moving::Moving;

/// Which of the two is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    /// A day, slot by slot.
    #[default]
    Board,
    /// What the kitchen sees now.
    Kitchen,
}

/// What lies over the screen.
enum Dialog {
    Handing(Box<Handing>),
    Moving(Box<Moving>),
    Changing(Box<Changing>),
    Asking(Box<Asking>),
}

/// A step that somebody asked for, at the version they saw.
type Asked = (OrderId, i64, State);

/// The screen of orders for later.
#[derive(Default)]
pub struct OrderRoom {
    view: View,
    /// The day that is shown, where it is not today.
    day: Option<NaiveDate>,
    /// Whether orders that have ended are shown too.
    ended_too: bool,
    board: Live<NaiveDate, Vec<BoardSlot>>,
    kitchen: Kitchen,
    chosen: Option<OrderId>,
    bring: bool,
    detail: Live<OrderId, Option<Order>>,
    /// The payments by QR of the chosen order that are not over.
    codes: Live<OrderId, Vec<AtCounter>>,
    advancing: Intents<Asked, Stepped>,
    printing: Intents<OrderId, Queued>,
    /// Why a step was not done.
    trouble: Option<String>,
    dialog: Option<Dialog>,
    wanted: Vec<Action>,
}

impl OrderRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Shows the board.
    pub fn show_board(&mut self) {
        self.view = View::Board;
    }

    /// Shows the kitchen's list.
    pub fn show_kitchen(&mut self) {
        self.view = View::Kitchen;
    }

    /// Shows an order on the board of the day it is picked up.
    pub fn open(&mut self, order: OrderId, day: NaiveDate) {
        (self.view, self.day) = (View::Board, Some(day));
        (self.chosen, self.bring, self.trouble) = (Some(order), true, None);
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        let today = cx.facts.zone.date(cx.shop.now());
        let day = self.day.unwrap_or(today);
        self.read(&ctx, cx, day);
        self.stepped();
        self.printed(cx);
        self.obey(cx);
        if !cx.covered && !ctx.any_popup_open() && self.dialog.is_none() {
            self.walk(&ctx, cx);
        }
        let t = tokens(ui);
        if self.view == View::Board {
            let frame = Frame::new()
                .fill(t.surface)
                .inner_margin(Margin::same(GAP_L as i8));
            let width = match ctx.content_rect().width() >= 1240.0 {
                true => 400.0,
                false => 348.0,
            };
            Panel::right("order")
                .resizable(false)
                .exact_size(width)
                .frame(frame)
                .show(ui, |ui| self.chosen_order(ui, cx));
        }
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.head(ui, cx, today, day);
            if self.view == View::Kitchen
                && let Some(trouble) = &self.trouble
            {
                banner(ui, Tone::Bad, trouble);
                ui.add_space(GAP_S);
            }
            match self.view {
                View::Board => self.slots(ui, cx),
                View::Kitchen => self.list(ui, cx),
            }
        });
        self.dialogs(&ctx, cx);
    }

    fn read(&mut self, ctx: &Context, cx: &Cx<'_>, day: NaiveDate) {
        match self.view {
            View::Board => {
                let (shop, zone) = (cx.shop.clone(), cx.facts.zone);
                self.board.keep(cx.desk, cx.changes, &day, move |day| {
                    shop.read(|db| orders::board(db, zone, *day))
                });
            }
            View::Kitchen => self.kitchen.read(ctx, cx),
        }
        if let Some(order) = self.chosen {
            let shop = cx.shop.clone();
            let fresh = self.detail.keep(cx.desk, cx.changes, &order, move |order| {
                shop.read(|db| orders::order(db, *order))
            });
            let shop = cx.shop.clone();
            self.codes.keep(cx.desk, cx.changes, &order, move |order| {
                shop.read(|db| payments::of_order(db, *order))
            });
            if fresh {
                // The foot knows its height only after its first frame.
                ctx.request_repaint();
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &Cx<'_>, today: NaiveDate, day: NaiveDate) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            ui.set_min_height(TOUCH);
            title(ui, "Orders");
            ui.add_space(GAP_S);
            for (view, action) in [
                (View::Board, Action::Orders),
                (View::Kitchen, Action::Kitchen),
            ] {
                let name = match view {
                    View::Board => "Board",
                    View::Kitchen => "Kitchen",
                };
                let tab = Push::new(name).selected(self.view == view);
                if ui.add(tab).on_hover_text(action.hint()).clicked() {
                    self.view = view;
                    self.trouble = None;
                }
            }
            if self.view == View::Kitchen {
                return;
            }
            ui.add_space(GAP_S);
            if ui.add(Push::new("‹").named("The day before")).clicked() {
                self.go_to(today, day.checked_sub_days(Days::new(1)));
            }
            let name = match day == today {
                true => format!("Today, {}", day.format("%a %-d %b")),
                false => day.format("%a %-d %b %Y").to_string(),
            };
            let now = Push::new(&name).width(150.0).selected(day == today);
            if ui.add(now).on_hover_text("Back to today").clicked() {
                self.day = None;
            }
            if ui.add(Push::new("›").named("The day after")).clicked() {
                self.go_to(today, day.checked_add_days(Days::new(1)));
            }
            let ended = Push::new("Ended too").selected(self.ended_too);
            let hint = "Show orders that were handed over or cancelled, too";
            if ui.add(ended).on_hover_text(hint).clicked() {
                self.ended_too = !self.ended_too;
            }
        });
        ui.add_space(GAP_S);
        let trouble = match self.view {
            View::Board => self.board.trouble(),
            View::Kitchen => self.kitchen.trouble(),
        };
        if let Some(trouble) = trouble.map(str::to_owned) {
            banner(ui, Tone::Bad, &trouble);
            if ui.add(Push::new("Try again")).clicked() {
                self.board.read_again();
                self.kitchen.read_again();
            }
        }
        if let Some(text) = self.advancing.held_up(ui.ctx(), cx.shop) {
            banner(ui, Tone::Warn, &text);
        }
    }

    fn go_to(&mut self, today: NaiveDate, day: Option<NaiveDate>) {
        self.day = day.filter(|day| *day != today);
        self.chosen = None;
    }

    /// The order that is shown or chosen, as it was read last.
    fn shown_now(&self) -> Option<&Order> {
        let chosen = self.chosen?;
        match self.view {
            View::Board => self.detail.answer_to(&chosen)?.as_ref(),
            View::Kitchen => self.kitchen.order(chosen),
        }
    }

    fn obey(&mut self, cx: &Cx<'_>) {
        for action in std::mem::take(&mut self.wanted) {
            if self.dialog.is_some() {
                continue;
            }
            let Some(order) = self.shown_now().filter(|order| order.state.is_open()) else {
                continue;
            };
            let order = order.clone();
            match action {
                Action::OrderStep => self.step(cx, &order),
                Action::MoveOrder => {
                    self.dialog = Some(Dialog::Moving(Box::new(Moving::of(order))))
                }
                Action::PrintOrder => self.print(cx, order.order),
                Action::ChangeGoods => {
                    self.dialog = Some(Dialog::Changing(Box::new(Changing::of(order, cx))));
                }
                Action::NoteOrder => {
                    self.dialog = Some(Dialog::Asking(Box::new(Asking::note_of(&order))));
                }
                Action::CancelOrder => {
                    self.dialog = Some(Dialog::Asking(Box::new(Asking::to_cancel(&order))));
                }
                _ => {}
            }
        }
    }

    /// Does what comes next with an order: a step in the kitchen, or handing it over.
    fn step(&mut self, cx: &Cx<'_>, order: &Order) {
        self.trouble = None;
        let Some(to) = order.state.next() else {
            if order.state == State::Ready {
                self.dialog = Some(Dialog::Handing(Box::new(Handing::of(order.clone()))));
            }
            return;
        };
        let asked = (order.order, order.version, to);
        if self.advancing.under_way() || self.advancing.again(cx.desk, &asked) {
            return;
        }
        let advance = AdvanceOrder {
            order: order.order,
            version: order.version,
            to,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, advance.clone())
        });
        self.advancing.begin(asked, ask);
    }

    fn stepped(&mut self) {
        while let Some((_, outcome)) = self.advancing.answer() {
            self.trouble = match outcome {
                Outcome::Done(_) => None,
                Outcome::Refused(refusal) => Some(sentence(&refusal)),
                Outcome::Failed(why) => Some(why),
            };
        }
    }

    fn print(&mut self, cx: &Cx<'_>, order: OrderId) {
        if self.printing.under_way() || self.printing.again(cx.desk, &order) {
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let print = PrintOrder {
            order,
            printer: None,
        };
        let ask = Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, print.clone())
        });
        self.printing.begin(order, ask);
    }

    fn printed(&mut self, cx: &mut Cx<'_>) {
        while let Some((_, outcome)) = self.printing.answer() {
            match outcome {
                Outcome::Done(queued) => {
                    let text = format!("The slip is printed on {}.", queued.printer);
                    cx.notes.say(Tone::Good, text);
                }
                Outcome::Refused(refusal) => cx.notes.say(Tone::Bad, sentence(&refusal)),
                Outcome::Failed(why) => cx.notes.say(Tone::Bad, why),
            }
        }
    }

    /// The arrows walk from order to order; Enter does what comes next.
    fn walk(&mut self, ctx: &Context, cx: &Cx<'_>) {
        // A button or a field that has the keyboard has its keys too.
        if ctx.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let shown: Vec<OrderId> = match self.view {
            View::Board => self.in_sight().map(|order| order.order).collect(),
            View::Kitchen => self.kitchen.ids(),
        };
        let (step, enter): (isize, bool) = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            let step = match () {
                () if pressed(Key::ArrowDown) || pressed(Key::ArrowRight) => 1,
                () if pressed(Key::ArrowUp) || pressed(Key::ArrowLeft) => -1,
                () => 0,
            };
            (step, pressed(Key::Enter))
        });
        let at = shown.iter().position(|id| Some(*id) == self.chosen);
        if enter && at.is_some() {
            if let Some(order) = self.shown_now().cloned() {
                self.step(cx, &order);
            }
            return;
        }
        let next = match (at, step) {
            (_, 0) => return,
            (None, _) => 0,
            (Some(at), step) => at
                .saturating_add_signed(step)
                .min(shown.len().saturating_sub(1)),
        };
        if let Some(id) = shown.get(next) {
            (self.chosen, self.bring, self.trouble) = (Some(*id), true, None);
        }
    }

    /// The orders of the board that are shown.
    fn in_sight(&self) -> impl Iterator<Item = &Order> {
        let ended_too = self.ended_too;
        let slots = self.board.latest().into_iter().flatten();
        slots
            .flat_map(|slot| &slot.orders)
            .filter(move |order| ended_too || order.state.is_open())
    }

    fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let over = match &mut self.dialog {
            None => return,
            Some(Dialog::Handing(handing)) => handing.show(ctx, cx),
            Some(Dialog::Moving(moving)) => moving.show(ctx, cx),
            Some(Dialog::Changing(changing)) => changing.show(ctx, cx),
            Some(Dialog::Asking(asking)) => asking.show(ctx, cx),
        };
        if over {
            self.dialog = None;
            ctx.request_repaint();
        }
    }
}
