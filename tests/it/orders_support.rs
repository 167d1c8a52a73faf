//! Orders for later in a test: a hatch where they are picked up, and their steps.

use sherbet::{
    shop::{
        Session, Shop, Trouble,
        catalogue::AddSweet,
        orders::{
            self, AdvanceOrder, CancelOrder, Cancelled, HandOver, HandedOver, Order, PlaceOrder,
            Placed, State,
        },
        sales::{CheckoutLine, Tender},
        slots::{AddCalendar, Capacity, Hours, Weekday, Window},
    },
    values::{CalendarId, Money, OrderId, Quantity, RequestId, SweetId, Timestamp},
};

use crate::{
    appointments_support::open_daily,
    support::{MORNING, TestShop, noon_tomorrow, sweet},
};

/// An hour of the shop's first day, by its wall clock; beyond 24, of a later one.
pub fn at(hour: i64) -> Timestamp {
    Timestamp::from_ms(MORNING.ms() + (hour - 9) * 3_600_000)
}

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// So much of a sweet, for whoever comes at `start`.
pub fn order_of(
    calendar: CalendarId,
    start: Timestamp,
    sweet: SweetId,
    quantity: i64,
) -> PlaceOrder {
    PlaceOrder {
        calendar,
        start,
        lines: vec![CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())],
        discount: None,
        customer: None,
        name: Some("Mira".into()),
        phone: Some("+91 98765 43210".into()),
        note: None,
        preparation_minutes: None,
        total: None,
        deposit: None,
        basket: None,
    }
}

/// A shop in whose tests orders are taken.
pub struct PickUp(TestShop);

impl std::ops::Deref for PickUp {
    type Target = TestShop;

    fn deref(&self) -> &TestShop {
        &self.0
    }
}

impl PickUp {
    pub fn new() -> PickUp {
        PickUp(TestShop::new())
    }

    /// A hatch with slots of an hour from 9 to 21, each day.
    pub fn hatch(&self, minor: i64, orders: i64) -> CalendarId {
        let amount = Money::from_minor(minor);
        self.calendar("Hatch", Capacity::Room { amount, orders })
    }

    pub fn calendar(&self, name: &str, capacity: Capacity) -> CalendarId {
        let all_day = Window::new(9 * 60, 21 * 60).unwrap();
        let week = (1..=7).map(|day| (Weekday::of_number(day).unwrap(), vec![all_day]));
        let add = AddCalendar {
            name: name.into(),
            capacity,
            length_minutes: 60,
            every_minutes: None,
            buffer_minutes: 0,
            notice_minutes: 0,
            horizon_days: 60,
            hours: week.collect::<Hours>(),
        };
        self.done(add).calendar
    }

    /// What Asha asks for, which is done.
    #[track_caller]
    pub fn done<C: sherbet::shop::Command>(&self, command: C) -> C::Outcome {
        let done = self.shop.execute(&self.admin, RequestId::new(), command);
        done.unwrap_or_else(|why| panic!("{why}"))
    }

    /// What Asha asks for, whatever becomes of it.
    pub fn tried<C: sherbet::shop::Command>(&self, command: C) -> Result<C::Outcome, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), command)
    }

    #[track_caller]
    pub fn placed(
        &self,
        calendar: CalendarId,
        start: Timestamp,
        sweet: SweetId,
        quantity: i64,
    ) -> Placed {
        self.done(order_of(calendar, start, sweet, quantity))
    }

    pub fn order(&self, order: OrderId) -> Order {
        order_in(&self.shop, order)
    }

    #[track_caller]
    pub fn step(&self, order: OrderId, to: State) -> Order {
        let version = self.order(order).version;
        self.done(AdvanceOrder { order, version, to });
        self.order(order)
    }

    /// Accepted, in preparation and ready, one after the other.
    #[track_caller]
    pub fn made(&self, order: OrderId) -> Order {
        self.step(order, State::Accepted);
        self.step(order, State::InPreparation);
        self.step(order, State::Ready)
    }

    pub fn hand_over(&self, order: OrderId, cash: i64) -> Result<HandedOver, Trouble> {
        let hand_over = HandOver {
            order,
            version: self.order(order).version,
            tenders: vec![Tender::cash(money(cash))],
            shift: None,
            note: None,
        };
        self.tried(hand_over)
    }

    #[track_caller]
    pub fn cancel(&self, order: OrderId) -> Cancelled {
        let version = self.order(order).version;
        self.done(CancelOrder {
            order,
            version,
            reason: None,
        })
    }

    /// What is taken of the slot at `start`: money, and orders.
    pub fn used(&self, start: Timestamp) -> (i64, i64) {
        let about = self.shop.about();
        let day = about.zone.date(start);
        let board = self
            .shop
            .read(|db| orders::board(db, about.zone, day))
            .unwrap();
        let slot = board.iter().find(|slot| slot.at.start == start).unwrap();
        (slot.used.minor(), slot.used_orders)
    }
}

pub fn order_in(shop: &Shop, order: OrderId) -> Order {
    shop.read(|db| orders::order(db, order)).unwrap().unwrap()
}

/// An order that is ready for whoever has this number: a code to hand it over may be asked for.
pub fn ready_for(shop: &Shop, by: &Session, phone: &str) -> OrderId {
    let hatch = AddCalendar {
        name: format!("Hatch {}", RequestId::new()),
        capacity: Capacity::Room {
            amount: money(1_000_000),
            orders: 10,
        },
        ..open_daily("", 1)
    };
    let hatch = done(shop, by, hatch).calendar;
    let sweet = AddSweet {
        opening: 1,
        ..sweet(&format!("Laddu {}", RequestId::new()), 10_000)
    };
    let sweet = done(shop, by, sweet).sweet;
    let place = PlaceOrder {
        phone: Some(phone.into()),
        ..order_of(hatch, noon_tomorrow(shop), sweet, 1)
    };
    let order = done(shop, by, place).order;
    let steps = [State::Accepted, State::InPreparation, State::Ready];
    for (version, to) in (1..).zip(steps) {
        done(shop, by, AdvanceOrder { order, version, to });
    }
    order
}

#[track_caller]
fn done<C: sherbet::shop::Command>(shop: &Shop, by: &Session, command: C) -> C::Outcome {
    let done = shop.execute(by, RequestId::new(), command);
    done.unwrap_or_else(|why| panic!("{why}"))
}
