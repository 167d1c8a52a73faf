//! The counter: scan or search, fill the basket, take cash, hand out the receipt.
//!
//! Promises: typing always goes to the scan line unless another field has the keyboard; one key
//! takes exact cash; a sale is asked for once, however long the file is busy; a refusal names
//! what collided and offers the next step. Leaves out prices and stock: the shop decides.

mod basket;
mod collision;
mod others;
mod pane;
mod scan;
mod tiles;

use egui::{CentralPanel, Frame, Id, Key, Margin, Modifiers, Panel, RichText, TextEdit, Ui, Vec2};

use crate::{
    shop::{
        Session, Shop,
        sales::{Checkout, CheckoutLine, Sold, Tender},
        stock::{self, Found, ShelfRow},
    },
    ui::{
        actions::Action,
        remote::{Ask, Desk, Live, Outcome},
        theme::{self, GAP, GAP_L, GAP_S, TOUCH, tokens},
        widgets::{Tone, banner, fine_print, nothing},
        window::Cx,
    },
    values::{Money, Quantity},
};
use basket::{BasketState, Line};
use collision::Collision;
use scan::{Hit, Rhythm, ScanLine};

pub use tiles::clipped;

/// How many finds are shown.
const SHOWN: usize = 240;

/// A sale that is being made.
struct Sale {
    cash: Money,
    exact: bool,
    lines: Vec<Line>,
    ask: Option<Ask<Sold>>,
    failed: Option<String>,
}

/// A sale that was made: shown until the next scan.
struct Done {
    sold: Sold,
    lines: Vec<Line>,
}

/// What lies over the counter.
enum Dialog {
    None,
    Collision(Collision),
    Others,
    Empty,
}

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
    rhythm: Rhythm,
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
            rhythm: Rhythm::default(),
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
    }

    fn look_after_sale(&mut self, cx: &mut Cx<'_>) {
        let Some(sale) = &mut self.sale else { return };
        if sale.ask.is_none() {
            // The basket's last save goes first: the sale empties it.
            if self.basket.is_saving() {
                self.basket.look_after(cx);
            }
            if !self.basket.is_saving() {
                sale.ask = Some(ask_for(cx, sale, &self.basket));
            }
            return;
        }
        match sale.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(sold)) => {
                let lines = std::mem::take(&mut sale.lines);
                self.sale = None;
                self.basket.sold();
                self.cash.clear();
                self.cash_error = None;
                self.focus_scan = true;
                self.done = Some(Done { sold, lines });
            }
            Some(Outcome::Refused(refusal)) => {
                let (exact, cash) = (sale.exact, sale.cash);
                self.sale = None;
                match Collision::of(refusal, exact, cash) {
                    Ok(collision) => self.dialog = Dialog::Collision(collision),
                    Err(why) => {
                        self.cash_error = Some(why);
                        self.focus_cash = !exact;
                    }
                }
            }
            Some(Outcome::Failed(why)) => sale.failed = Some(why),
        }
    }

    /// Shows the counter.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        let id = Id::unique("scan line").with(cx.desk.viewport());
        let free = !cx.covered && !ctx.any_popup_open() && matches!(self.dialog, Dialog::None);
        if free {
            if std::mem::take(&mut self.focus_scan) {
                ctx.memory_mut(|memory| memory.request_focus(id));
            }
            for entered in self.scan.gather(&ctx, id) {
                self.enter(cx, &entered);
            }
            self.walk(&ctx, id);
        }
        self.look_after(cx);
        let wanted = self.scan.wanted().to_owned();
        let shop = cx.shop.clone();
        self.found.keep(cx.desk, cx.changes, &wanted, move |text| {
            shop.read(|db| stock::find_for_sale(db, text, SHOWN))
        });

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

    fn results(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: Id) {
        let t = tokens(ui);
        let label = ui.label(fine_print(ui, "Scan a barcode, or type a part of the name"));
        let edit = TextEdit::singleline(&mut self.scan.text)
            .id(id)
            .hint_text(RichText::new("Scan or search").color(t.muted))
            .font(theme::plain(18.0))
            .margin(Margin::symmetric(14, 12))
            .min_size(Vec2::new(0.0, 52.0))
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(f32::INFINITY)
            .char_limit(200)
            .return_key(None);
        let line = ui.add(edit).labelled_by(label.id);
        if line.changed() {
            self.walked = None;
        }
        ui.add_space(GAP_S);
        if let Some(trouble) = self.found.trouble() {
            let trouble = trouble.to_owned();
            banner(ui, Tone::Bad, &trouble);
        }
        let wanted = self.scan.wanted().to_owned();
        let Some(found) = self.found.latest() else {
            return;
        };
        if found.rows.is_empty() {
            let text = "Check the spelling or the code. An admin can add sweets in the stock room.";
            if wanted.is_empty() {
                nothing(ui, "The shelf is empty", text);
            } else {
                nothing(ui, &format!("No sweet is called or coded “{wanted}”"), text);
            }
            return;
        }
        let chosen = self.walked.or((!wanted.is_empty()).then_some(0));
        let walked = std::mem::take(&mut self.just_walked);
        let more = found.more;
        ui.add_space(GAP_S);
        let pressed = ui
            .scope(|ui| {
                if more {
                    ui.set_max_height(ui.available_height() - 26.0);
                }
                tiles::show(ui, cx.facts.currency, &found.rows, chosen, walked)
            })
            .inner;
        if more {
            ui.label(fine_print(
                ui,
                format!("The first {SHOWN} are shown: type more of the name."),
            ));
        }
        self.columns = pressed.columns.max(1);
        if let Some(row) = pressed.row.and_then(|index| found.rows.get(index)).cloned() {
            self.add(cx, &row, multiplier(&self.scan.text));
            self.focus_scan = true;
        }
    }

    /// Walks the tiles with the arrows while the scan line has the keyboard.
    fn walk(&mut self, ctx: &egui::Context, id: Id) {
        if !ctx.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let count = self.found.latest().map_or(0, |found| found.rows.len());
        if count == 0 {
            return;
        }
        let sideways = self.walked.is_some() || self.scan.text.is_empty();
        let columns = self.columns as isize;
        let step: isize = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                columns
            } else if pressed(Key::ArrowUp) {
                -columns
            } else if sideways && pressed(Key::ArrowRight) {
                1
            } else if sideways && pressed(Key::ArrowLeft) {
                -1
            } else {
                0
            }
        });
        if step == 0 {
            return;
        }
        let start = if self.scan.text.is_empty() {
            None
        } else {
            Some(0)
        };
        self.walked = match self.walked.or(start) {
            None if step > 0 => Some(0),
            None => None,
            Some(at) => Some((at as isize + step).clamp(0, count as isize - 1) as usize),
        };
        self.just_walked = true;
    }

    /// What was entered in the scan line: a code, a name, or the tile the arrows are at.
    fn enter(&mut self, cx: &mut Cx<'_>, entered: &str) {
        if let Some(row) = self
            .walked
            .and_then(|at| self.found.latest().and_then(|found| found.rows.get(at)))
            .cloned()
        {
            self.walked = None;
            self.add(cx, &row, multiplier(entered));
            return;
        }
        self.scan.look_up(cx, entered);
    }

    fn take_hit(&mut self, cx: &mut Cx<'_>, hit: Hit) {
        match hit {
            Hit::Failed(why) => cx.notes.say(Tone::Bad, why),
            Hit::Found(text, pieces, found) => {
                let a_code = text.len() >= 6 && text.chars().all(|c| c.is_ascii_digit());
                let row = match (found.exact, a_code) {
                    (Some(row), _) => Some(row),
                    (None, true) => None,
                    (None, false) => found.rows.into_iter().next(),
                };
                match row {
                    Some(row) => self.add(cx, &row, pieces),
                    None => cx
                        .notes
                        .say(Tone::Bad, format!("No sweet is called or coded “{text}”.")),
                }
            }
        }
    }

    fn add(&mut self, cx: &mut Cx<'_>, row: &ShelfRow, pieces: i64) {
        if self.sale.is_some() {
            cx.notes.say(
                Tone::Warn,
                "The sale is still being made. Scan again when it is done.",
            );
            return;
        }
        self.scan.text.clear();
        self.done = None;
        match self.basket.add(row, pieces) {
            Ok(()) => self.cash_error = None,
            Err(why) => cx.notes.say(Tone::Bad, why),
        }
    }

    fn exact_cash(&mut self, cx: &mut Cx<'_>) {
        match self.basket.total() {
            Some(total) => self.sell(cx, total, true),
            None => cx
                .notes
                .say(Tone::Bad, "The total is more than can be counted."),
        }
    }

    /// Takes the amount that was typed.
    fn take_cash(&mut self, cx: &mut Cx<'_>) {
        match cx.facts.currency.parse(&self.cash) {
            Ok(cash) => self.sell(cx, cash, false),
            Err(why) => self.cash_error = Some(crate::ui::remote::sentence(&why)),
        }
    }

    fn sell(&mut self, cx: &mut Cx<'_>, cash: Money, exact: bool) {
        if self.sale.is_some() {
            return;
        }
        if self.basket.lines().is_empty() {
            if self.done.is_none() {
                cx.notes.say(
                    Tone::Warn,
                    "The basket is empty: scan or pick a sweet first.",
                );
            }
            return;
        }
        self.done = None;
        self.cash_error = None;
        let lines = self.basket.lines().to_vec();
        self.sale = Some(Sale {
            cash,
            exact,
            lines,
            ask: None,
            failed: None,
        });
    }

    fn dialogs(&mut self, ctx: &egui::Context, cx: &mut Cx<'_>) {
        match &self.dialog {
            Dialog::None => {}
            Dialog::Collision(collision) => match collision.show(ctx, cx, self.basket.lines()) {
                None => {}
                Some(collision::Next::Back) => {
                    collision.settle(&mut self.basket);
                    self.dialog = Dialog::None;
                }
                Some(collision::Next::Sell) => {
                    let (exact, cash) = (collision.exact, collision.cash);
                    collision.settle(&mut self.basket);
                    collision.take_what_is_left(&mut self.basket);
                    self.dialog = Dialog::None;
                    if exact {
                        self.exact_cash(cx);
                    } else {
                        self.sell(cx, cash, false);
                    }
                }
            },
            Dialog::Others => {
                let held = self.basket.held().map(|held| held.basket);
                match self.others.show(ctx, cx, held) {
                    others::Next::Stay => {}
                    others::Next::Away => self.dialog = Dialog::None,
                    others::Next::Open(id) => {
                        self.dialog = Dialog::None;
                        self.done = None;
                        if self.sale.is_none() {
                            self.basket.open(cx, Some(id));
                        }
                    }
                }
            }
            Dialog::Empty => match collision::ask_to_empty(ctx, self.basket.pieces()) {
                None => {}
                Some(empty) => {
                    if empty {
                        self.basket.clear();
                    }
                    self.dialog = Dialog::None;
                }
            },
        }
    }
}

fn ask_for(cx: &Cx<'_>, sale: &Sale, basket: &BasketState) -> Ask<Sold> {
    let lines = sale
        .lines
        .iter()
        .filter_map(|line| {
            Some(CheckoutLine {
                price: Some(line.price),
                ..CheckoutLine::of(line.sweet, Quantity::of(line.quantity).ok()?)
            })
        })
        .collect();
    let command = Checkout {
        lines,
        discount: None,
        tenders: vec![Tender::cash(sale.cash)],
        note: None,
        basket: basket.held().cloned(),
    };
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone())
    })
}

/// The number before the star.
fn multiplier(text: &str) -> i64 {
    let pieces = text
        .split_once('*')
        .and_then(|(pieces, _)| pieces.trim().parse().ok());
    pieces
        .filter(|pieces| (1..=9999).contains(pieces))
        .unwrap_or(1)
}

/// The least height of what a finger touches, here for the pane.
const PRESS: f32 = TOUCH - 4.0;
/// Space between the parts of the pane.
const PART: f32 = GAP;
