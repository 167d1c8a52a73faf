//! The counter: scan or search, fill the basket, take cash, hand out the receipt.
//!
//! Promises: typing always goes to the scan line unless another field has the keyboard; one key
//! takes exact cash; a sale is asked for once, however long the file is busy; a refusal names
//! what collided and offers the next step. Leaves out prices and stock: the shop decides.

mod basket;
mod collision;
mod customer;
mod dialogs;
mod others;
mod pane;
mod payment;
mod receipt;
mod sale;
mod scan;
mod search;
mod tiles;

use egui::{CentralPanel, Context, Frame, Id, Margin, Panel, Ui};

use crate::{
    shop::{
        Session, Shop,
        stock::{Found, ShelfRow},
    },
    ui::{
        actions::Action,
        remote::{Desk, Live},
        theme::{GAP_L, tokens},
        widgets::Tone,
        window::Cx,
    },
};
use basket::BasketState;
use dialogs::Dialog;
use sale::{Done, Sale};
use scan::ScanLine;

pub use tiles::clipped;

/// The counter of one window.
pub struct Counter {
    scan: ScanLine,
    found: Live<String, Found>,
    walked: Option<usize>,
    just_walked: bool,
    columns: usize,
    basket: BasketState,
    cash: String,
    cash_error: Option<String>,
    sale: Option<Sale>,
    done: Option<Done>,
    dialog: Dialog,
    others: others::Others,
    focus_cash: bool,
    focus_scan: bool,
    take_exact: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            scan: ScanLine::default(),
            found: Live::default(),
            walked: None,
            just_walked: false,
            columns: 1,
            basket: BasketState::default(),
            cash: String::new(),
            cash_error: None,
            sale: None,
            done: None,
            dialog: Dialog::None,
            others: others::Others::default(),
            focus_cash: false,
            focus_scan: false,
            take_exact: false,
        }
    }
}

impl Counter {
    /// Lets go of the basket at the end of the session.
    pub fn leave(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        if self.sale.is_none() {
            self.basket.leave(shop, session, desk);
        }
    }

    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action, _shop: &Shop, _session: &Session, _desk: &Desk) {
        match action {
            Action::Search => self.focus_scan = true,
            Action::CashField => self.focus_cash = true,
            Action::ExactCash => self.take_exact = true,
            Action::OtherBaskets => self.dialog = Dialog::Others,
            Action::EmptyBasket if !self.basket.lines().is_empty() && self.sale.is_none() => {
                self.dialog = Dialog::Empty;
            }
            Action::OneMore | Action::OneLess if self.sale.is_none() => {
                let by = if action == Action::OneMore { 1 } else { -1 };
                if let Some(line) = self.basket.lines().last() {
                    let (sweet, quantity) = (line.sweet, line.quantity);
                    if by < 0 || quantity < line.on_hand {
                        self.basket.set(sweet, quantity + by);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether what is typed goes to the scan line: nothing lies over the counter, and no other
    /// field has the keyboard.
    pub fn hears_typing(&self, ctx: &Context, desk: &Desk, covered: bool) -> bool {
        let here = ctx.memory(|memory| memory.has_focus(scan_line(desk)));
        self.is_free(ctx, covered) && (here || !ctx.text_edit_focused())
    }

    fn is_free(&self, ctx: &Context, covered: bool) -> bool {
        !covered && !ctx.any_popup_open() && matches!(self.dialog, Dialog::None)
    }

    /// Puts what was scanned into the basket; told by a note where the basket is out of sight.
    pub fn take_scan(&mut self, cx: &Cx<'_>, code: &str, in_sight: bool) {
        self.scan.look_up(cx, code, !in_sight);
    }

    /// One frame's care for what is under way, whether or not the counter is shown.
    pub fn look_after(&mut self, cx: &mut Cx<'_>) {
        if std::mem::take(&mut self.take_exact) {
            self.exact_cash(cx);
        }
        while let Some(hit) = self.scan.hit() {
            self.take_hit(cx, hit);
        }
        self.look_after_sale(cx);
        if self.sale.is_none() {
            self.basket.look_after(cx);
        }
        cx.display.follow(|| self.for_the_customer(cx));
    }

    /// Shows the counter.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        let id = scan_line(cx.desk);
        if self.is_free(&ctx, cx.covered) {
            if std::mem::take(&mut self.focus_scan) {
                ctx.memory_mut(|memory| memory.request_focus(id));
            }
            let before = self.scan.text.clone();
            for entered in self.scan.gather(&ctx, id) {
                if entered != before {
                    // Something was typed since the arrows walked: it counts, not the tile.
                    self.walked = None;
                }
                self.enter(cx, &entered);
            }
            self.walk(&ctx, id);
        }
        self.look_after(cx);
        self.look_for_finds(cx);

        let t = tokens(ui);
        let width = if ctx.content_rect().width() >= 1240.0 {
            400.0
        } else {
            344.0
        };
        let frame = Frame::new()
            .fill(t.surface)
            .inner_margin(Margin::same(GAP_L as i8));
        Panel::right("basket")
            .resizable(false)
            .exact_size(width)
            .frame(frame)
            .show(ui, |ui| {
                pane::show(self, ui, cx);
            });
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| self.results(ui, cx, id));
        self.dialogs(&ctx, cx);
    }

    /// Puts pieces of a sweet into the basket; false where that can't be, which is told.
    fn add(&mut self, cx: &mut Cx<'_>, row: &ShelfRow, pieces: i64) -> bool {
        if self.sale.is_some() {
            cx.notes.say(
                Tone::Warn,
                "The sale is still being made. Scan again when it is done.",
            );
            return false;
        }
        self.done = None;
        match self.basket.add(row, pieces) {
            Ok(()) => {
                self.cash_error = None;
                true
            }
            Err(why) => {
                cx.notes.say(Tone::Bad, why);
                false
            }
        }
    }
}

fn scan_line(desk: &Desk) -> Id {
    Id::unique("scan line").with(desk.viewport())
}
