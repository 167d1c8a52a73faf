//! The sales: the list of receipts, newest first, and the receipt that is chosen.
//!
//! Promises: a sale made anywhere appears by itself; the arrows walk the list and a number that
//! is typed leads to its receipt; the millionth row costs what the first does. Leaves out
//! corrections: nothing that was sold is edited here.

mod ledger;
mod receipt;
mod row;

use egui::{CentralPanel, Context, Frame, Id, Key, Margin, Modifiers, Panel, Ui};

use crate::{
    shop::sales::Receipt,
    ui::{
        actions::Action,
        remote::Live,
        theme::{GAP_L, GAP_S, tokens},
        widgets::{
            Field, Push, Tone, banner, count, fine_print, nothing, rows::rows, select_all, title,
            typing_goes_to,
        },
        window::Cx,
    },
};
use ledger::{Ledger, number_at, place_of};

pub use receipt::receipt_lines;

const ROW: f32 = 52.0;

/// The sales screen.
#[derive(Default)]
pub struct SalesRoom {
    ledger: Ledger,
    chosen: Option<i64>,
    receipt: Live<i64, Option<Receipt>>,
    search: String,
    focus_search: bool,
    bring: bool,
}

impl SalesRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.focus_search |= action == Action::Search;
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        self.ledger.keep(cx);
        let search = Id::unique("receipt search").with(cx.desk.viewport());
        let any = self.ledger.last().is_some_and(|last| last > 0);
        if any && !cx.covered && !ctx.any_popup_open() {
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
            title(ui, "Sales");
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
            ui.add_space(GAP_S);
            self.list(ui, cx, last);
        });
    }

    /// The number that is typed leads to its receipt.
    fn search(&mut self, ui: &mut Ui, id: Id, last: i64) {
        let typed = self.search.trim().to_owned();
        let number = typed.parse::<i64>().ok().filter(|number| *number > 0);
        let wrong = match number {
            _ if typed.is_empty() => None,
            None => Some("A receipt's number is needed, such as 12".to_owned()),
            Some(number) if number > last => {
                Some(format!("There is no receipt {number}. The last is {last}."))
            }
            Some(_) => None,
        };
        ui.horizontal(|ui| {
            let field = Field::new("Receipt number", &mut self.search)
                .hint("Type a number")
                .id(id)
                .width(220.0)
                .show(ui);
            if field.changed() {
                let number = self.search.trim().parse::<i64>().ok();
                if let Some(number) = number.filter(|number| place_of(last, *number).is_some()) {
                    self.chosen = Some(number);
                    self.bring = true;
                }
            }
            if field.gained_focus() && !field.changed() {
                select_all(ui, id, &self.search);
            }
            ui.vertical(|ui| {
                ui.add_space(32.0);
                match &wrong {
                    Some(wrong) => ui.label(fine_print(ui, wrong).color(tokens(ui).bad)),
                    None => ui.label(fine_print(ui, count(last, "sale", "sales"))),
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
