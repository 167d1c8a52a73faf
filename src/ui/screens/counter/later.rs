//! What is in the basket as an order for later: for whom, when it is picked up, what is paid
//! ahead.
//!
//! Promises: it orders the lines that are shown at the prices that are shown, or says why not;
//! it is asked for once, and the basket is empty afterwards; a slot is offered only where there
//! is room. Leaves out the order itself: its screen shows it.

use egui::{Context, Id, Label, ScrollArea, Ui};

use super::{basket::BasketState, line::Line};
use crate::{
    shop::{
        Refusal, customers,
        orders::{Deposit, PlaceOrder, Placed},
        sales::{Tender, TenderKind, baskets},
        stored_value::CardCode,
    },
    ui::{
        overlays::grant::{GrantForm, Verdict},
        remote::{Ask, Live, Outcome, sentence},
        screens::orders::picker::Picker,
        theme::{GAP, GAP_S},
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
/// How something may be paid ahead.
const WAYS: [TenderKind; 4] = [
    TenderKind::Cash,
    TenderKind::Card,
    TenderKind::Upi,
    TenderKind::Bank,
];

/// The question while it is open.
#[derive(Default)]
pub struct LaterForm {
    /// The customer of the basket, once that is read.
    known: Live<(), Option<(CustomerId, String)>>,
    name: String,
    phone: String,
    note: String,
    picker: Picker,
    deposit: String,
    way: Way,
    begun: bool,
    /// Whether it was asked for: it is sent as soon as the basket's last save is over.
    asked: bool,
    ask: Option<Ask<Placed>>,
    grant: Option<Box<GrantForm>>,
    /// The field that is wrong, as the shop calls it, and why; no field, the whole.
    wrong: Option<(String, String)>,
}

/// How what is paid ahead is paid.
struct Way(TenderKind);

impl Default for Way {
    fn default() -> Self {
        Way(TenderKind::Cash)
    }
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
        self.asked
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, basket: &BasketState) -> Next {
        if let Some(grant) = &mut self.grant {
            match grant.show(ctx, cx.shop, cx.session, cx.desk, cx.changes) {
                Verdict::Waits => return Next::Stays,
                Verdict::Granted => {
                    if let Some(ask) = &mut self.ask {
                        ask.again(cx.desk);
                    }
                }
                Verdict::Away => (self.asked, self.ask) = (false, None),
            }
            self.grant = None;
        }
        if self.asked && self.ask.is_none() && !basket.is_saving() {
            self.send(cx, basket);
        }
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(placed)) => return Next::Placed(placed),
            Some(Outcome::Refused(refusal)) => self.refused(&refusal),
            Some(Outcome::Failed(why)) => {
                self.asked = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.wrong = Some((String::new(), why));
            }
        }
        self.find_buyer(cx, basket);
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
            let (busy, sure) = (
                self.ask.as_ref().is_some_and(Ask::under_way),
                self.ask.as_ref().is_none_or(Ask::is_settled),
            );
            buttons(ui, |ui| {
                let text = match (busy, sure) {
                    (true, _) => "Placing it…",
                    (false, true) => "Place the order",
                    (false, false) => "Try again",
                };
                let ready = !busy && self.picker.chosen().is_some() && total > Money::ZERO;
                if ui.add_enabled(ready, Push::primary(text)).clicked() {
                    self.go(cx);
                }
                let cancel = Push::new("Cancel").kind(Kind::Quiet);
                if ui.add_enabled(!busy && sure, cancel).clicked() {
                    next = Next::Away;
                }
            });
        });
        match next {
            Next::Stays if away && !self.asked => Next::Away,
            next => next,
        }
    }

    /// Asks for it, or again for the same after a failure of which nothing is certain.
    fn go(&mut self, cx: &Cx<'_>) {
        self.wrong = None;
        match &mut self.ask {
            Some(ask) if !ask.is_settled() => ask.again(cx.desk),
            _ => (self.asked, self.ask) = (true, None),
        }
    }

    /// Whose basket it is, where somebody said so.
    fn find_buyer(&mut self, cx: &Cx<'_>, basket: &BasketState) {
        let (shop, account) = (cx.shop.clone(), cx.session.account());
        let held = basket.held().map(|held| held.basket);
        self.known.keep(cx.desk, 0, &(), move |()| {
            let (Some(account), Some(held)) = (account, held) else {
                return Ok(None);
            };
            shop.read(|db| {
                let whose = baskets::one_of(db, account, held)?;
                match whose.and_then(|basket| basket.customer) {
                    Some(id) => Ok(customers::customer(db, id)?.map(|found| (id, found.name))),
                    None => Ok(None),
                }
            })
        });
    }

    fn buyer(&self) -> Option<&(CustomerId, String)> {
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
        if let Some((_, why)) = self.wrong.as_ref().filter(|(field, _)| field.is_empty()) {
            banner(ui, Tone::Bad, why);
        }
        total
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, total: Money) {
        let ids = Id::unique("order for later").with(cx.desk.viewport());
        let first = !std::mem::replace(&mut self.begun, true);
        let wrong = self.wrong.clone();
        let why = |field: &str| {
            let of_it = wrong.as_ref().filter(|(of, _)| of == field);
            of_it.map(|(_, why)| why.as_str())
        };
        let mut changed = false;
        match self.buyer() {
            Some((_, name)) => {
                ui.add(Label::new(strong(format!("For {name}"))).wrap());
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
        if !self.deposit.trim().is_empty() {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for kind in WAYS {
                    let button = Push::new(kind.name()).selected(self.way.0 == kind);
                    if ui.add(button).clicked() {
                        self.way = Way(kind);
                    }
                }
            });
        }
        changed |= note.changed() || deposit.changed();
        if changed {
            self.wrong = None;
        }
    }

    fn refused(&mut self, refusal: &Refusal) {
        if let Some(grant) = GrantForm::of(refusal) {
            // The request stays: granted, it is asked for again.
            self.grant = Some(Box::new(grant));
            return;
        }
        (self.asked, self.ask) = (false, None);
        let known = ["name", "phone", "note", "deposit.amount"];
        self.wrong = Some(match refusal {
            Refusal::Invalid { field, why } if known.contains(&field.as_str()) => {
                (field.clone(), sentence(why))
            }
            Refusal::SlotFull { .. } | Refusal::SlotNotOffered { .. } => {
                ("start".to_owned(), sentence(refusal))
            }
            other => (String::new(), sentence(other)),
        });
    }

    /// Asks for it, or tells what was typed wrong.
    fn send(&mut self, cx: &Cx<'_>, basket: &BasketState) {
        let Some(at) = self.picker.chosen() else {
            self.asked = false;
            return;
        };
        let ahead = match self.deposit.trim() {
            "" => None,
            typed => match cx.facts.currency.parse(typed) {
                Ok(amount) => Some(amount),
                Err(why) => {
                    self.asked = false;
                    self.wrong = Some(("deposit.amount".to_owned(), sentence(&why)));
                    return;
                }
            },
        };
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let buyer = self.buyer().map(|(id, _)| *id);
        let (kind, shift) = (self.way.0, cx.shift);
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
        self.ask = Some(Ask::send(cx.desk, move |request| {
            let deposit = ahead.map(|amount| Deposit {
                // Asked again, it is the same card.
                code: CardCode::for_request(request),
                amount,
                tenders: vec![Tender {
                    kind,
                    ..Tender::cash(amount)
                }],
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
