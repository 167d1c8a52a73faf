//! A client of the shop's day: what is asked for, and what comes of it.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

use super::{
    asker::{Asker, merge},
    goods::Goods,
    notes::Notes,
};
use crate::{
    shop::{
        Refusal, Session, Shop,
        appointments::{Book, Cancel, Mode},
        codes::{AskCode, Purpose, Way},
        orders::{CancelOrder, PlaceOrder},
        payments::{
            Begin, Begun, Digest, Door, KeepMessage, News, Ordered, ProviderId, Said, TakeNews,
        },
        sales::{Checkout, CheckoutLine, Tender, TenderKind},
        slots::{self, Offered, Wanted},
        stock::Restock,
    },
    store::Fault,
    values::{Quantity, SweetId, Timestamp},
};

/// Of a hundred wishes: sales, then these; codes are the rest.
const SALES: u64 = 70;
const RESTOCKS: u64 = 6;
const ORDERS: u64 = 8;
const APPOINTMENTS: u64 = 6;
const PAYMENTS: u64 = 7;
/// How often an order or appointment goes to another slot before it gives up.
const MOVES: usize = 8;
/// The smallest order, and how much larger one may be.
const ORDER: i64 = 100;
const ORDER_MORE: u64 = 1900;
/// Of how many slots that are free one is chosen.
const SLOTS: u64 = 10;
/// How many days are looked through for a slot.
const DAYS: usize = 4;

/// Which slots are being filled; shared by the clients of a process.
#[derive(Debug, Default)]
pub(super) struct Fronts {
    hatch: AtomicUsize,
    table: AtomicUsize,
}

pub(super) struct Client<'w> {
    pub(super) asker: Asker<'w>,
    goods: &'w Goods,
    fronts: &'w Fronts,
    /// Whom news of payments come from.
    gateway: Session,
    dice: u64,
}

impl<'w> Client<'w> {
    pub(super) fn new(
        (shop, session, notes): (&'w Shop, &'w Session, &'w Notes),
        (goods, fronts): (&'w Goods, &'w Fronts),
        seed: u64,
    ) -> Client<'w> {
        Client {
            asker: Asker::new(shop, session, notes),
            goods,
            fronts,
            gateway: Session::visitor("payments"),
            dice: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    /// One wish of the mix, or an order.
    pub(super) fn wish(&mut self, orders_only: bool) -> Result<(), Fault> {
        if orders_only {
            return self.order();
        }
        let mut dice = self.roll(100);
        let mut is = |share: u64| match dice.checked_sub(share) {
            Some(left) => {
                dice = left;
                false
            }
            None => true,
        };
        if is(SALES) {
            self.sell()
        } else if is(RESTOCKS) {
            self.restock()
        } else if is(ORDERS) {
            self.order()
        } else if is(APPOINTMENTS) {
            self.book()
        } else if is(PAYMENTS) {
            self.pay()
        } else {
            self.code()
        }
    }

    /// Below `sides`; xorshift, which need not be good.
    fn roll(&mut self, sides: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 16) % sides.max(1)
    }

    fn quantity(&mut self, from: i64, sides: u64) -> Result<Quantity, Fault> {
        let more = i64::try_from(self.roll(sides)).unwrap_or(0);
        Quantity::of(from + more).map_err(bug)
    }

    /// One to five lines; every second basket has the sweet that all want.
    fn sell(&mut self) -> Result<(), Fault> {
        let mut lines = Vec::with_capacity(5);
        if self.roll(2) == 0 {
            let quantity = self.quantity(1, 3)?;
            lines.push(CheckoutLine::of(self.goods.hot, quantity));
        }
        let first = self.roll(self.goods.others.len() as u64);
        let more = self.roll(5);
        let others: Vec<SweetId> = (0..=more)
            .filter_map(|n| self.other(first + n))
            .take(5 - lines.len())
            .collect();
        for sweet in others {
            lines.push(CheckoutLine::of(sweet, self.quantity(1, 3)?));
        }
        let checkout = Checkout {
            lines,
            tenders: vec![Tender::cash(self.goods.cash)],
            ..Checkout::default()
        };
        self.asker.ask(&checkout);
        Ok(())
    }

    fn other(&self, n: u64) -> Option<SweetId> {
        let others = &self.goods.others;
        let place = usize::try_from(n).ok()?.checked_rem(others.len())?;
        others.get(place).copied()
    }

    fn restock(&mut self) -> Result<(), Fault> {
        let quantity = self.quantity(6, 6)?.get();
        self.asker.ask(&Restock {
            sweet: self.goods.hot,
            quantity,
            note: None,
        });
        Ok(())
    }

    /// One of the next ten slots in which an order of so much fits, as whoever takes one is
    /// shown them. Others may be faster all the same.
    fn looks_for_room(&mut self, quantity: Quantity) -> Result<Timestamp, Fault> {
        let chosen = usize::try_from(self.roll(SLOTS)).unwrap_or(0);
        let (shop, hatch) = (self.asker.shop, self.goods.hatch);
        let front = start(&self.goods.hatch_starts, &self.fronts.hatch)?;
        let room = |of: Quantity| {
            let minor = self.goods.unit.checked_mul(of);
            minor
                .map(Wanted::Room)
                .ok_or_else(|| bug("an order that is too dear"))
        };
        let (wanted, least) = (room(quantity)?, room(Quantity::of(ORDER).map_err(bug)?)?);
        let zone = shop.about().zone;
        for day in zone.date(front).iter_days().take(DAYS) {
            let offered = shop.read(|db| slots::offered(db, zone, shop.now(), hatch, day))?;
            let ahead = offered.iter().filter(|slot| slot.at.start >= front);
            if let Some(free) = ahead.clone().find(|slot| slot.free.fits(least)) {
                forward(&self.goods.hatch_starts, &self.fronts.hatch, free);
            }
            let fit: Vec<_> = ahead.filter(|slot| slot.free.fits(wanted)).collect();
            if let Some(slot) = fit.get(chosen).or(fit.last()) {
                return Ok(slot.at.start);
            }
        }
        Ok(front)
    }

    /// An order of a thousandth to a fiftieth of a slot's room, into a slot that was looked for,
    /// or where the refusal says that it fits. One in eight is cancelled again.
    fn order(&mut self) -> Result<(), Fault> {
        let quantity = self.quantity(ORDER, ORDER_MORE)?;
        let mut order = PlaceOrder {
            calendar: self.goods.hatch,
            start: self.looks_for_room(quantity)?,
            lines: vec![CheckoutLine::of(self.goods.ordered, quantity)],
            discount: None,
            customer: None,
            name: Some("Mira".into()),
            phone: None,
            note: None,
            preparation_minutes: None,
            total: None,
            deposit: None,
            basket: None,
        };
        for _ in 0..MOVES {
            match self.asker.ask(&order) {
                Some(Err(Refusal::SlotFull { next, .. })) => {
                    let Some(next) = next.first() else { break };
                    forward(&self.goods.hatch_starts, &self.fronts.hatch, next);
                    order.start = next.at.start;
                    self.asker.asks_otherwise::<PlaceOrder>();
                }
                Some(Ok(placed)) if self.roll(8) == 0 => {
                    self.asker.ask(&CancelOrder {
                        order: placed.order,
                        version: placed.version,
                        reason: None,
                    });
                    break;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// A seat in the slot that is being filled. One in four is cancelled again.
    fn book(&mut self) -> Result<(), Fault> {
        let customer = self.roll(self.goods.customers.len() as u64);
        let customer = usize::try_from(customer).unwrap_or(0);
        let customer = self.goods.customers.get(customer).copied();
        let mut book = Book {
            outside_hours: false,
            calendar: self.goods.table,
            start: start(&self.goods.table_starts, &self.fronts.table)?,
            customer: customer.ok_or_else(|| bug("there are no customers"))?,
            staff: None,
            mode: Mode::InPerson,
            note: None,
            fee: None,
            confirmed: false,
        };
        for _ in 0..MOVES {
            match self.asker.ask(&book) {
                Some(Err(Refusal::SlotFull { next, .. })) => {
                    let Some(next) = next.first() else { break };
                    forward(&self.goods.table_starts, &self.fronts.table, next);
                    book.start = next.at.start;
                    self.asker.asks_otherwise::<Book>();
                }
                Some(Ok(kept)) if self.roll(4) == 0 => {
                    self.asker.ask(&Cancel {
                        appointment: kept.appointment,
                        version: kept.version,
                        reason: "has a cold".into(),
                    });
                    break;
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// A payment, of which verify, webhook and poll tell at once that its money is there.
    fn pay(&mut self) -> Result<(), Fault> {
        let sweet = match self.roll(4) {
            0 => self.goods.hot,
            n => self.other(n).unwrap_or(self.goods.hot),
        };
        let begin = Begin {
            sale: Checkout {
                lines: vec![CheckoutLine::of(sweet, Quantity::ONE)],
                ..Checkout::default()
            },
            means: TenderKind::Upi,
            hold_s: 600,
        };
        let Some(Ok(begun)) = self.asker.ask(&begin) else {
            return Ok(());
        };
        let named = |what: &str| ProviderId::parse(&format!("{what}_{}", begun.key)).map_err(bug);
        let ordered = Ordered {
            key: begun.key,
            order: named("order")?,
        };
        self.asker.ask_as(&self.gateway, &ordered);
        let news = |door: Door| News {
            door,
            event: None,
            order: Some(ordered.order.clone()),
            key: None,
            payment: ordered.order.clone(),
            amount: begun.amount,
            currency: begun.currency.clone(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(begun.key.bytes()),
        };
        let event = named("evt")?;
        let told = thread::scope(|scope| {
            let doors = [Door::Verify, Door::Webhook, Door::Poll].map(|door| {
                let (news, event, begun) = (news(door), event.clone(), &begun);
                let asker = self.asker.beside(&self.gateway);
                scope.spawn(move || tell(asker, (news, event), begun))
            });
            doors.map(|door| door.join())
        });
        let mut all = Vec::new();
        for asker in told {
            let asker = asker.map_err(|_| bug("a door's thread panicked"))?;
            all.push(asker.tallies);
        }
        for tallies in all {
            merge(&mut self.asker.tallies, &tallies);
        }
        Ok(())
    }

    /// A code for one of the bookings that wait to be confirmed; few, so that askers meet.
    fn code(&mut self) -> Result<(), Fault> {
        let one = self.roll(self.goods.to_confirm.len() as u64);
        let booking = usize::try_from(one)
            .ok()
            .and_then(|one| self.goods.to_confirm.get(one))
            .ok_or_else(|| bug("there are no bookings"))?;
        self.asker.ask(&AskCode {
            purpose: Purpose::Booking,
            subject: booking.get(),
            customer: None,
            phone: None,
            way: Some(Way::Display),
        });
        Ok(())
    }
}

/// Tells of a payment the way a door does: a webhook's message is kept first.
fn tell<'s>(
    mut asker: Asker<'s>,
    (mut news, event): (News, ProviderId),
    begun: &Begun,
) -> Asker<'s> {
    let mut message = None;
    if news.door == Door::Webhook {
        let keep = KeepMessage {
            event: event.clone(),
            body: begun.key.bytes().to_vec(),
        };
        message = asker
            .ask(&keep)
            .and_then(Result::ok)
            .map(|kept| kept.message);
        news.event = Some(event);
    }
    asker.ask(&TakeNews { news, message });
    asker
}

/// The slot that is being filled.
fn start(starts: &[Timestamp], front: &AtomicUsize) -> Result<Timestamp, Fault> {
    let place = front.load(Relaxed);
    let start = starts.get(place).or(starts.last());
    start
        .copied()
        .ok_or_else(|| bug("the calendar offers nothing"))
}

/// Goes on to a slot that is free.
fn forward(starts: &[Timestamp], front: &AtomicUsize, to: &Offered) {
    if let Ok(place) = starts.binary_search(&to.at.start) {
        front.fetch_max(place, Relaxed);
    }
}

pub(super) fn bug(why: impl std::fmt::Display) -> Fault {
    Fault::Bug {
        what: format!("the proof: {why}"),
    }
}
