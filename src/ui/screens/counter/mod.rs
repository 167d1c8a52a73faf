//! The counter: scan or search, fill the basket, take the money, hand out the receipt.
//!
//! Promises: typing always goes to the scan line unless another field has the keyboard; one key
//! takes exact cash; a sale is asked for once, however long the file is busy; a refusal names
//! what collided and offers the next step. Leaves out prices and stock: the shop decides.

mod basket;
mod becoming;
mod beside;
mod buyer;
mod cash;
mod collision;
mod customer;
mod dialogs;
mod discounts;
mod gift_cards;
mod given;
mod keeping;
mod later;
mod line;
mod others;
mod pane;
mod parked;
mod payment;
mod qr;
mod quote;
mod receipt;
mod row;
mod sale;
mod saving;
mod scan;
mod search;
mod sheets;
mod summary;
mod tenders;
mod tiles;
mod ways;
mod weigh;

use egui::{CentralPanel, Context, Frame, Id, Margin, Panel, Ui};

use crate::{
    shop::{
        Session, Shop,
        catalogue::Scanned,
        customers::Customer,
        settings::{self, Selling},
        stock::{Found, ShelfRow},
        taxes::{self, Tax},
    },
    ui::{
        actions::Action,
        remote::{Desk, Live},
        tender,
        theme::{GAP_L, tokens},
        widgets::Tone,
        window::Cx,
    },
    values::{BasketId, CustomerId, Money, Quantity, Unit},
};
use basket::BasketState;
use buyer::Choosing;
use dialogs::Dialog;
use keeping::Wish;
use sale::{Done, Sale};
use scan::ScanLine;
use sheets::Sheet;
use tenders::Payments;
use weigh::Weighing;

pub use basket::priced;
pub use line::Line;
pub use tiles::clipped;

/// What the shop chose, as far as the counter asks.
struct Rules {
    selling: Selling,
    /// The taxes on what is no sweet.
    usual: Vec<Tax>,
}

/// The counter of one window.
pub struct Counter {
    scan: ScanLine,
    found: Live<String, Found>,
    /// Whether that was read for a basket that is ordered for later.
    found_for_later: bool,
    walked: Option<usize>,
    just_walked: bool,
    columns: usize,
    basket: BasketState,
    rules: Live<(), Rules>,
    weighing: Option<Weighing>,
    /// What the vessel weighs.
    tare: weigh::Tare,
    payments: Payments,
    /// What is known of who buys.
    buyer: Live<CustomerId, Option<Customer>>,
    sale: Option<Sale>,
    done: Option<Done>,
    dialog: Dialog,
    others: others::Others,
    parked: parked::Parked,
    qr: qr::Qr,
    /// The line that was brought into sight, and the height it was brought into.
    brought: (Option<u64>, f32),
    focus_cash: bool,
    focus_scan: bool,
    taking: Option<Action>,
    /// What was asked for can't be with a basket that is paid in part: to be said.
    paid_in_part: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            scan: ScanLine::default(),
            found: Live::default(),
            found_for_later: false,
            walked: None,
            just_walked: false,
            columns: 1,
            basket: BasketState::default(),
            rules: Live::default(),
            weighing: None,
            tare: weigh::Tare::default(),
            payments: Payments::default(),
            buyer: Live::default(),
            sale: None,
            done: None,
            dialog: Dialog::None,
            others: others::Others::default(),
            parked: parked::Parked::default(),
            qr: qr::Qr::default(),
            brought: (None, 0.0),
            focus_cash: false,
            focus_scan: false,
            taking: None,
            paid_in_part: false,
        }
    }
}

impl Counter {
    /// Lets go of the basket at the end of the session.
    pub fn leave(&mut self, shop: &Shop, session: &Session, desk: &Desk) {
        if self.sale.is_none() && !self.is_quoting() && !self.qr.begins() {
            self.basket.leave(shop, session, desk);
        }
    }

    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action, shop: &Shop, _session: &Session, _desk: &Desk) {
        let currency = shop.about().currency;
        if self.act_on_qr(action) {
            return;
        }
        match action {
            Action::Search => self.focus_scan = true,
            // Where there is no such field it is not to take the keyboard when it comes.
            Action::CashField => self.focus_cash = self.has_payment() && self.sale.is_none(),
            Action::ExactCash
            | Action::CardTender
            | Action::UpiTender
            | Action::BankTender
            | Action::GiftTender
            | Action::CreditTender => self.taking = Some(action),
            Action::OtherBaskets => self.dialog = Dialog::Others,
            Action::Parked => self.dialog = Dialog::Parked,
            Action::LineAbove | Action::LineBelow => {
                self.basket
                    .walk(if action == Action::LineAbove { -1 } else { 1 });
            }
            _ if self.sale.is_some() => {}
            Action::Weigh => {
                if let Some(weighing) = &mut self.weighing {
                    weighing.weigh_again();
                }
            }
            Action::QuickItem => self.dialog = Dialog::Sheet(Sheet::of_item()),
            Action::Customer => self.dialog = Dialog::Customer(Box::new(Choosing::new(false))),
            Action::SellGiftCard => self.dialog = Dialog::SellCard(Box::default()),
            Action::OrderLater if self.basket.is_empty() => {
                self.basket.set_for_later(!self.basket.is_for_later());
            }
            _ if self.basket.is_empty() => {}
            Action::EmptyBasket => self.dialog = Dialog::Empty,
            Action::Quote if !self.basket.beside.given.is_empty() => self.paid_in_part = true,
            Action::Quote => self.dialog = Dialog::Quote(Box::default()),
            Action::OrderLater if !self.basket.beside.given.is_empty() => self.paid_in_part = true,
            Action::OrderLater => self.dialog = Dialog::Later(Box::default()),
            Action::Park => self.dialog = Dialog::Park(parked::Parking::default()),
            _ if self.basket.lines().is_empty() => {}
            Action::EditBasket => {
                self.dialog = Dialog::Sheet(Sheet::of_whole(currency, &self.basket));
            }
            Action::EditLine => {
                if let Some(line) = self.basket.chosen() {
                    self.dialog = Dialog::Sheet(Sheet::of_line(currency, line));
                }
            }
            Action::OneMore | Action::OneLess => self.step(action == Action::OneMore),
            _ => {}
        }
    }

    /// Whether a quotation or an order of the basket is being made: it must not change, nor be saved any more.
    fn is_quoting(&self) -> bool {
        match &self.dialog {
            Dialog::Quote(form) => form.is_under_way(),
            Dialog::Later(form) => form.is_under_way(),
            _ => false,
        }
    }

    /// Goes on with a parked basket, which another screen has put together.
    pub fn take_up(&mut self, cx: &mut Cx<'_>, basket: BasketId) {
        self.go_on_with(cx, Wish::Parked(basket));
    }

    /// One step more or less of the chosen line.
    fn step(&mut self, more: bool) {
        let Some(line) = self.basket.chosen() else {
            return;
        };
        let (key, quantity, step) = (line.key, line.quantity(), line.step());
        if more && self.basket.has_room(line, step) {
            self.basket.set(key, quantity.saturating_add(step));
        } else if !more && (line.shown.unit == Unit::Piece || quantity > step) {
            self.basket.set(key, quantity - step);
        }
    }

    /// What is due in cash is a multiple of this.
    fn cash_step(&self) -> Money {
        let rules = self.rules.latest();
        rules.map_or(Money::from_minor(1), |rules| rules.selling.cash_step)
    }

    fn follow_the_rules(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        self.rules.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(|db| {
                let (selling, _) = settings::load::<Selling>(db)?;
                Ok(Rules {
                    selling,
                    usual: taxes::usual(db)?,
                })
            })
        });
    }

    /// Whether what is typed goes to the scan line: nothing lies over the counter, and no other
    /// field has the keyboard.
    pub fn hears_typing(&self, ctx: &Context, desk: &Desk, covered: bool) -> bool {
        let here = ctx.memory(|memory| memory.has_focus(scan_line(desk)));
        self.is_free(ctx, covered) && (here || !ctx.text_edit_focused())
    }

    /// Whether something that was entered or scanned is being looked up.
    #[must_use]
    pub fn looks_up(&self) -> bool {
        self.scan.looks_up()
    }

    fn is_free(&self, ctx: &Context, covered: bool) -> bool {
        !covered && !ctx.any_popup_open() && matches!(self.dialog, Dialog::None)
    }

    /// Puts what was scanned into the basket; told by a note where the basket is out of sight.
    pub fn take_scan(&mut self, cx: &Cx<'_>, code: &str, in_sight: bool) {
        if !self.dialog.takes_code(code) {
            self.scan.look_up(cx, code, !in_sight);
        }
    }

    /// One frame's care for what is under way, whether or not the counter is shown.
    pub fn look_after(&mut self, cx: &mut Cx<'_>) {
        self.follow_the_rules(cx);
        self.follow_the_buyer(cx);
        match self.taking.take() {
            None => {}
            Some(Action::ExactCash) => self.exact_cash(cx),
            Some(Action::GiftTender) => self.take_gift(cx),
            Some(Action::CreditTender) => self.take_credit(cx),
            Some(other) => {
                let kind = tender::OTHERS.iter().find(|(_, action)| *action == other);
                if let Some((kind, _)) = kind {
                    self.take_other(cx, *kind);
                }
            }
        }
        while let Some(hit) = self.scan.hit() {
            self.take_hit(cx, hit);
        }
        self.look_after_sale(cx);
        self.look_after_qr(cx);
        let asking = self.is_quoting() && !self.basket.is_saving();
        if self.sale.is_none() && !asking && !self.qr.begins() {
            self.basket.look_after(cx);
        }
        if std::mem::take(&mut self.paid_in_part) {
            self.say_paid_in_part(cx);
        }
        // What the customer saw stays until there is something else to see.
        if !(self.basket.is_empty() && self.basket.is_opening()) {
            cx.display.follow(|| self.for_the_customer(cx));
        }
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

    /// Puts so much of a sweet into the basket, or asks how much; false where that can't be,
    /// which is told. What its code says (`said`) is taken so many times.
    fn add(
        &mut self,
        cx: &mut Cx<'_>,
        row: &ShelfRow,
        wanted: Option<i64>,
        said: Option<&Scanned>,
    ) -> bool {
        if self.sale.is_some() || self.is_quoting() || !self.qr_makes_room(row) {
            cx.notes.say(
                Tone::Warn,
                "The sale is still being made. Scan again when it is done.",
            );
            return false;
        }
        self.done = None;
        let each = said.and_then(|said| said.quantity).map(Quantity::get);
        let packet = said.filter(|said| said.label.is_some());
        if packet.is_some() && wanted.is_some() {
            let text = "A label with a price is on one packet: scan each packet.";
            cx.notes.say(Tone::Bad, text);
            return false;
        }
        let by_the_piece = row.unit == Unit::Piece;
        let wanted = match (wanted, each) {
            (Some(times), Some(each)) => Some(times.saturating_mul(each)),
            (wanted, each) => wanted.or(each),
        };
        let Some(wanted) = wanted.or(by_the_piece.then_some(1)) else {
            let before = self.weighing.replace(Weighing::of(row.clone()));
            if let Some(before) = before.filter(|before| !before.is_of(row)) {
                self.tare.put_aside(row.unit);
                let text = format!("{} was left out: it was not weighed.", before.name());
                cx.notes.say(Tone::Warn, text);
            }
            return true;
        };
        let put = Quantity::of(wanted).and_then(|quantity| match packet {
            Some(label) => self.basket.add_packet(row, label, quantity),
            None => self.basket.add(row, quantity),
        });
        match put {
            Ok(()) => {
                self.payments.error = None;
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
