//! What is in the basket as an order for later: for whom, when it is picked up, what is paid
//! ahead.
//!
//! Promises: it orders the lines that are shown at the prices that are shown, or says why not;
//! it is asked for once, and the basket is empty afterwards; a slot is offered only where there
//! is room. Leaves out the order itself, which its screen shows, and taking the payments of what
//! is paid ahead: `tender` does.

use egui::{Context, Id, Label, RichText, ScrollArea, Ui};

use super::{
    basket::BasketState,
    becoming::{Becoming, Came, Pressed, find_buyer},
    line::Line,
};
use crate::{
    shop::{
        Refusal,
        customers::Customer,
        orders::{Deposit, PlaceOrder, Placed},
        sales::Tender,
        stored_value::CardCode,
    },
    ui::{
        remote::{Ask, Live, sentence},
        screens::orders::picker::Picker,
        tender::Paying,
        theme::{self, GAP, GAP_S},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, count, dialog, fine_print, muted, strong,
            title,
        },
        window::Cx,
    },
    values::{CustomerId, Money, NAME_MAX_CHARS},
};

/// The longest note, in characters.
const NOTE: usize = 500;

/// The question while it is open.
#[derive(Default)]
pub struct LaterForm {
    /// The customer of the basket, once that is read.
    known: Live<Option<CustomerId>, Option<Customer>>,
    name: String,
    phone: String,
    note: String,
    picker: Picker,
    deposit: String,
    /// What is paid ahead while it is taken, and whether that is what is shown.
    ahead: Option<Ahead>,
    paying: bool,
    begun: bool,
    becoming: Becoming<Placed>,
}

/// What is paid ahead.
struct Ahead {
    amount: Money,
    customer: Option<CustomerId>,
    paying: Paying,
    /// All of it, once it was taken.
    tenders: Vec<Tender>,
}

/// What comes after a frame of it.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Away,
    /// It was placed.
    Placed(Placed),
}

impl LaterForm {
    /// Whether it is being placed: the basket is not to change any more.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.becoming.is_under_way()
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, basket: &BasketState) -> Next {
        match self.becoming.look_after(ctx, cx, basket, place) {
            Came::Covered => return Next::Stays,
            Came::Done(placed) => return Next::Placed(placed),
            Came::Ready => self.send(cx, basket),
            // What was typed on the first page is mended there.
            Came::Refused => {
                let of = self
                    .becoming
                    .wrong
                    .as_ref()
                    .map(|(field, _)| field.as_str());
                self.paying &= of == Some("");
            }
            Came::Nothing => {}
        }
        find_buyer(&mut self.known, cx, basket);
        match self.paying {
            true => self.pay(ctx, cx),
            false => self.fill_in(ctx, cx, basket),
        }
    }

    /// The first page: for whom and when.
    fn fill_in(&mut self, ctx: &Context, cx: &Cx<'_>, basket: &BasketState) -> Next {
        let mut next = Next::Stays;
        let away = dialog(ctx, "order for later", 560.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP_S;
            title(ui, "Order for later");
            let total = self.head(ui, cx, basket);
            let room = (ui.ctx().content_rect().height() - 300.0).max(160.0);
            ScrollArea::vertical()
                .id_salt("order for later")
                .max_height(room)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_width(ui.available_width() - 10.0);
                    self.fields(ui, cx, total);
                });
            let ready = self.picker.chosen().is_some() && total > Money::ZERO;
            let make = match self.deposit.trim() {
                "" => "Place the order",
                _ => "Take what is paid ahead",
            };
            match self.becoming.buttons(ui, ("Placing it…", make), ready) {
                Pressed::Nothing => {}
                Pressed::Away => next = Next::Away,
                Pressed::Go if self.becoming.is_under_way() || self.deposit.trim().is_empty() => {
                    self.ahead = None;
                    self.becoming.go(cx);
                }
                Pressed::Go => self.take_ahead(cx, total),
            }
        });
        match next {
            Next::Stays if away && !self.becoming.is_under_way() => Next::Away,
            next => next,
        }
    }

    /// Goes on to the second page, or tells what was typed wrong.
    fn take_ahead(&mut self, cx: &Cx<'_>, total: Money) {
        let currency = cx.facts.currency;
        let amount = match currency.parse(self.deposit.trim()) {
            Ok(amount) if amount > Money::ZERO && amount <= total => amount,
            Ok(_) => {
                let total = currency.format(total);
                let why = format!("Above 0, and at most what the order comes to, {total}.");
                return self.becoming.refuse(("deposit.amount".to_owned(), why));
            }
            Err(why) => {
                let wrong = ("deposit.amount".to_owned(), sentence(&why));
                return self.becoming.refuse(wrong);
            }
        };
        let customer = self.buyer().map(|buyer| buyer.id);
        // Before money is taken: the shop would refuse it only afterwards.
        if customer.is_none() && self.name.trim().is_empty() {
            let why = "A name is needed, so that they can be called.".to_owned();
            return self.becoming.refuse(("name".to_owned(), why));
        }
        self.becoming.wrong = None;
        self.paying = true;
        // What was taken stays, unless it is for something else now.
        let same = |ahead: &Ahead| (ahead.amount, ahead.customer) == (amount, customer);
        if !self.ahead.as_ref().is_some_and(same) {
            self.ahead = Some(Ahead {
                amount,
                customer,
                paying: Paying::of(amount, customer),
                tenders: Vec::new(),
            });
        }
    }

    /// The second page: what is paid ahead.
    fn pay(&mut self, ctx: &Context, cx: &Cx<'_>) -> Next {
        let Some(ahead) = &mut self.ahead else {
            self.paying = false;
            return Next::Stays;
        };
        ahead.paying.keep(cx);
        let mut error = self.becoming.why("").map(str::to_owned);
        let before = error.clone();
        if ahead.paying.over(ctx, cx, &mut error) {
            return Next::Stays;
        }
        let asked = self.becoming.is_under_way();
        let (mut all, mut back, mut again) = (None, false, false);
        let away = dialog(ctx, "paid ahead of an order", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Paid ahead");
            let amount = RichText::new(cx.facts.currency.format_with_code(ahead.amount));
            ui.label(amount.font(theme::strong(theme::TOTAL)));
            if let Some(why) = &error {
                banner(ui, Tone::Bad, why);
            }
            if asked {
                let made = ("Placing it…", "Placing it…");
                again = self.becoming.buttons(ui, made, false) == Pressed::Go;
                return;
            }
            all = ahead.paying.show(ui, cx, &mut error);
            buttons(ui, |ui| {
                back = ui.add(Push::new("Back").kind(Kind::Quiet)).clicked();
            });
        });
        if error != before {
            self.becoming.wrong = error.map(|why| (String::new(), why));
        }
        if let Some(tenders) = all {
            ahead.tenders = tenders;
            again = true;
        }
        if again {
            self.becoming.go(cx);
        }
        if back || (away && !asked) {
            self.becoming.wrong = None;
            // Its fields get the keyboard again.
            (self.paying, self.begun) = (false, false);
        }
        Next::Stays
    }

    fn buyer(&self) -> Option<&Customer> {
        self.known.latest()?.as_ref()
    }

    /// What is ordered; the answer is what it comes to.
    fn head(&self, ui: &mut Ui, cx: &Cx<'_>, basket: &BasketState) -> Money {
        let pieces = count(basket.pieces(), "piece", "pieces");
        let (text, total) = match basket.cost() {
            Ok(cost) => (cx.facts.currency.format_with_code(cost.gross), cost.gross),
            Err(why) => (why, Money::ZERO),
        };
        let text = format!("{pieces} · {text}. How a line is wanted is its note (F4).");
        ui.add(Label::new(muted(ui, text)).wrap());
        if let Some(why) = self.becoming.why("") {
            banner(ui, Tone::Bad, why);
        }
        total
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, total: Money) {
        let ids = Id::unique("order for later").with(cx.desk.viewport());
        let first = !std::mem::replace(&mut self.begun, true);
        let why = |field: &str| self.becoming.why(field);
        let mut changed = false;
        match self.known.latest().and_then(Option::as_ref) {
            Some(buyer) => {
                ui.add(Label::new(strong(format!("For {}", buyer.name))).wrap());
            }
            None => {
                let half = (ui.available_width() - GAP) / 2.0;
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    let name = Field::new("Name", &mut self.name)
                        .limit(NAME_MAX_CHARS)
                        .error(why("name"))
                        .width(half)
                        .id(ids.with("name"))
                        .show(ui);
                    if first {
                        name.request_focus();
                    }
                    let phone = Field::new("Phone", &mut self.phone)
                        .hint("To call when it is ready")
                        .limit(40)
                        .error(why("phone"))
                        .width(half)
                        .id(ids.with("phone"))
                        .show(ui);
                    changed |= name.changed() || phone.changed();
                });
            }
        }
        ui.label(fine_print(ui, "Picked up"));
        changed |= self.picker.show(ui, cx, total);
        if let Some(why) = why("start") {
            banner(ui, Tone::Bad, why);
        }
        let note = Field::new("Note", &mut self.note)
            .hint("For the whole order")
            .limit(NOTE)
            .error(why("note"))
            .id(ids.with("note"))
            .show(ui);
        let deposit = Field::new("Paid ahead", &mut self.deposit)
            .hint("Nothing")
            .numeric()
            .limit(24)
            .error(why("deposit.amount"))
            .id(ids.with("deposit"))
            .show(ui);
        changed |= note.changed() || deposit.changed();
        if changed && !self.becoming.is_under_way() {
            self.becoming.wrong = None;
        }
    }

    /// Asks for it.
    fn send(&mut self, cx: &Cx<'_>, basket: &BasketState) {
        let Some(at) = self.picker.chosen() else {
            let why = "Choose when it is picked up.".to_owned();
            return self.becoming.refuse(("start".to_owned(), why));
        };
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let buyer = self.buyer().map(|buyer| buyer.id);
        let shift = cx.shift;
        let ahead = self.ahead.as_ref();
        let ahead = ahead.map(|ahead| (ahead.amount, ahead.tenders.clone()));
        let place = PlaceOrder {
            calendar: at.calendar,
            start: at.start,
            lines: basket.lines().iter().map(Line::sold).collect(),
            discount: basket.discount(),
            customer: buyer,
            name: told(&self.name).filter(|_| buyer.is_none()),
            phone: told(&self.phone).filter(|_| buyer.is_none()),
            note: told(&self.note),
            preparation_minutes: None,
            total: basket.cost().ok().map(|cost| cost.gross),
            deposit: None,
            basket: basket.held().cloned(),
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.becoming.send(Ask::send(cx.desk, move |request| {
            let deposit = ahead.clone().map(|(amount, tenders)| Deposit {
                // Asked again, it is the same card.
                code: CardCode::for_request(request),
                amount,
                tenders,
                shift,
            });
            let place = PlaceOrder {
                deposit,
                ..place.clone()
            };
            shop.execute(&session, request, place)
        }));
    }
}

/// The field in which a refusal is told.
fn place(refusal: &Refusal) -> Option<(String, String)> {
    match refusal {
        Refusal::Invalid { field, why }
            if ["name", "phone", "note", "deposit.amount"].contains(&field.as_str()) =>
        {
            Some((field.clone(), sentence(why)))
        }
        Refusal::SlotFull { .. } | Refusal::SlotNotOffered { .. } => {
            Some(("start".to_owned(), sentence(refusal)))
        }
        _ => None,
    }
}
