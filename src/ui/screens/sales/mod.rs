//! The sales: the list of receipts, newest first, and the receipt that is chosen.
//!
//! Promises: a sale made anywhere appears by itself; the arrows walk the list and a number that
//! is typed or scanned leads to its receipt; the millionth row costs what the first does; before
//! goods are taken back it is told what money goes back and how. Leaves out corrections: nothing
//! that was sold is edited, what comes back is on a receipt of its own.

mod ledger;
mod money_back;
mod picking;
mod receipt;
mod row;
mod slip;
mod taking_back;
mod to_credit;

use egui::{Align, CentralPanel, Context, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Ui};

use crate::{
    shop::{
        printing::code_of_receipt,
        sales::{Receipt, TookBack},
    },
    ui::{
        actions::Action,
        printing::ReceiptPaper,
        remote::Live,
        theme::{GAP_L, GAP_S, tokens},
        widgets::{
            Field, Kind, Push, Tone, action, banner, count, fine_print, nothing, rows::rows,
            select_all, title, typing_goes_to,
        },
        window::Cx,
    },
};
use ledger::{Ledger, number_at, place_of};
use taking_back::TakingBack;

pub use slip::at_price;

const ROW: f32 = 52.0;

/// The sales screen.
#[derive(Default)]
pub struct SalesRoom {
    ledger: Ledger,
    chosen: Option<i64>,
    receipt: Live<i64, Option<Receipt>>,
    paper: ReceiptPaper,
    search: String,
    focus_search: bool,
    /// A receipt that was typed, scanned or pressed and is chosen once it is known to be there.
    wish: Option<i64>,
    bring: bool,
    wanted: Vec<Action>,
    taking: Option<TakingBack>,
    /// What was taken back last: the money is still to be handed over.
    done: Option<TookBack>,
}

impl SalesRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Opens a receipt that there is: its code was scanned.
    pub fn open(&mut self, number: i64) {
        self.search = code_of_receipt(number);
        // It may not be among those that are known yet.
        self.chosen = Some(number);
        self.bring = true;
    }

    fn obey(&mut self, cx: &Cx<'_>) {
        for action in std::mem::take(&mut self.wanted) {
            let shown = self.shown().filter(|_| self.taking.is_none());
            match action {
                Action::Search => self.focus_search = true,
                Action::TakeBack => {
                    let shown = shown.filter(|receipt| slip::can_come_back(receipt));
                    self.taking = shown.map(TakingBack::some).or(self.taking.take());
                }
                Action::VoidSale => {
                    let shown = shown.filter(|receipt| slip::can_be_voided(receipt, cx));
                    self.taking = shown.map(TakingBack::all).or(self.taking.take());
                }
                _ => {}
            }
        }
    }

    /// The receipt that is shown.
    fn shown(&self) -> Option<&Receipt> {
        let receipt = self.receipt.latest()?.as_ref()?;
        (Some(receipt.number) == self.chosen).then_some(receipt)
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        self.ledger.keep(cx);
        let search = Id::unique("receipt search").with(cx.desk.viewport());
        let any = self.ledger.last().is_some_and(|last| last > 0);
        self.follow_wish();
        self.obey(cx);
        if any && !cx.covered && !ctx.any_popup_open() && self.taking.is_none() {
            let now = std::mem::take(&mut self.focus_search);
            typing_goes_to(&ctx, search, now);
            self.walk(ui);
        }
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.surface)
            .inner_margin(Margin::same(GAP_L as i8));
        let width = if ctx.content_rect().width() >= 1240.0 {
            400.0
        } else {
            360.0
        };
        Panel::right("receipt")
            .resizable(false)
            .exact_size(width)
            .frame(frame)
            .show(ui, |ui| {
                self.chosen_receipt(ui, cx);
            });
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                title(ui, "Sales");
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if action(ui, Action::Quotations, Kind::Plain) {
                        cx.wanted.push(Action::Quotations);
                    }
                });
            });
            ui.add_space(GAP_S);
            if let Some(trouble) = self.ledger.trouble().map(str::to_owned) {
                banner(ui, Tone::Bad, &trouble);
                if ui.add(Push::new("Try again")).clicked() {
                    self.ledger.read_again();
                }
            }
            let Some(last) = self.ledger.last() else {
                return;
            };
            if last == 0 {
                nothing(
                    ui,
                    "Nothing has been sold yet",
                    "Each sale stands here with its receipt.",
                );
                return;
            }
            self.search(ui, search, last);
            row::head(ui);
            self.list(ui, cx, last);
        });
        self.take_back(&ctx, cx);
    }

    /// The receipt that was asked for is chosen, as soon as it is known to be there.
    fn follow_wish(&mut self) {
        let Some(last) = self.ledger.last() else {
            return;
        };
        let wish = self.wish.take();
        if let Some(number) = wish.filter(|number| place_of(last, *number).is_some()) {
            self.chosen = Some(number);
            self.bring = true;
        }
    }

    fn take_back(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let Some(taking) = &mut self.taking else {
            return;
        };
        if let Some(Some(receipt)) = self.receipt.latest() {
            taking.keep(receipt);
        }
        match taking.show(ctx, cx) {
            taking_back::Next::Stays => {}
            taking_back::Next::Back => {
                self.taking = None;
                self.focus_search = true;
            }
            taking_back::Next::Done(done) => {
                self.taking = None;
                self.focus_search = true;
                self.search.clear();
                // It may not be among those that are known yet.
                self.chosen = Some(done.number);
                self.bring = true;
                self.done = Some(done);
            }
        }
        if self.taking.is_none() {
            ctx.request_repaint();
        }
    }

    /// The number that is typed leads to its receipt.
    fn search(&mut self, ui: &mut Ui, id: Id, last: i64) {
        let typed = self.search.trim().to_owned();
        let number = number_in(&typed);
        let wrong = match number {
            _ if typed.is_empty() => None,
            None => Some("A receipt's number is needed, such as 12 or R000012".to_owned()),
            Some(number) if number > last => {
                Some(format!("There is no receipt {number}. The last is {last}."))
            }
            Some(_) => None,
        };
        ui.horizontal(|ui| {
            let field = Field::new("Receipt number", &mut self.search)
                .hint("Type or scan it")
                .id(id)
                .width(220.0)
                .show(ui);
            if field.changed() {
                self.wish = number_in(&self.search);
            }
            if field.gained_focus() && !field.changed() {
                select_all(ui, id, &self.search);
            }
            ui.vertical(|ui| {
                ui.add_space(32.0);
                match &wrong {
                    Some(wrong) => ui.label(fine_print(ui, wrong).color(tokens(ui).bad)),
                    None => ui.label(fine_print(ui, count(last, "receipt", "receipts"))),
                }
            });
        });
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, last: i64) {
        let mut pressed = None;
        let bring = std::mem::take(&mut self.bring)
            .then(|| self.chosen.and_then(|number| place_of(last, number)))
            .flatten();
        let length = usize::try_from(last).unwrap_or(0);
        let sight = rows(ui, "sales", length, ROW, bring, |ui, rect, index| {
            let Some(number) = number_at(last, index) else {
                return;
            };
            match self.ledger.row(number) {
                Some(sale) => {
                    if row::show(ui, rect, cx, sale, self.chosen == Some(number)) {
                        pressed = Some(number);
                    }
                }
                None => row::skeleton(ui, rect),
            }
        });
        if pressed.is_some() {
            self.chosen = pressed;
            ui.ctx().request_repaint();
        }
        self.ledger.want(cx, sight);
    }

    /// The arrows: another sale is chosen and brought into sight.
    fn walk(&mut self, ui: &Ui) {
        let Some(last) = self.ledger.last().filter(|last| *last > 0) else {
            return;
        };
        let page = ((ui.available_height() / ROW).floor() as i64 - 3).max(1);
        let step = ui.ctx().input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                Some(-1)
            } else if pressed(Key::ArrowUp) {
                Some(1)
            } else if pressed(Key::PageDown) {
                Some(-page)
            } else if pressed(Key::PageUp) {
                Some(page)
            } else {
                None
            }
        });
        let next = match (step, self.chosen) {
            (None, None) if enter(ui.ctx()) => last,
            (None, _) => return,
            (Some(_), None) => last,
            (Some(step), Some(at)) => (at + step).clamp(1, last),
        };
        self.chosen = Some(next);
        self.bring = true;
    }
}

fn enter(ctx: &Context) -> bool {
    ctx.input(|input| input.key_pressed(Key::Enter))
}

/// The receipt a text names: "12", or "R000012" as it is printed.
fn number_in(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    let digits = typed.strip_prefix(['R', 'r']).unwrap_or(typed);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| digits.parse::<i64>().ok()).flatten();
    number.filter(|number| *number > 0)
}
