//! What a right code does: a booking is confirmed, an order handed over, in one commit with it.

use sherbet::{
    shop::{
        Refusal, Trouble,
        appointments::{Book, Kept, State as Booked},
        codes::{
            self, AskCode, Asked, ByCode, ConfirmByCode, DeadCode, HandOverByCode, Purpose,
            Verdict, Way,
        },
        customers::{self, EraseCustomer, MergeCustomers, Passed},
        journal,
        orders::{ChangeOrder, HandedOver, PlaceOrder, State},
        sales::Tender,
        slots::Capacity,
    },
    values::{AppointmentId, OrderId, RequestId},
};

use crate::{
    appointments_support,
    orders_support::{PickUp, at, money, order_of},
    support::{TestShop, refusal},
};

impl TestShop {
    fn asks_for(&self, purpose: Purpose, subject: i64, phone: &str) -> (Asked, String) {
        let ask = AskCode {
            purpose,
            subject,
            customer: None,
            phone: Some(phone.into()),
            way: Some(Way::Display),
        };
        let asked = self
            .shop
            .ask_code(&self.admin, RequestId::new(), ask)
            .unwrap();
        let code = codes::shown(&self.shop, &self.admin, asked.code).unwrap();
        (asked, code.unwrap().to_string())
    }

    fn confirms_by_code(
        &self,
        appointment: AppointmentId,
        version: i64,
        code: &str,
    ) -> Result<ByCode<Kept>, Trouble> {
        let confirm = ConfirmByCode {
            appointment,
            version,
            code: code.into(),
        };
        self.shop.execute(&self.admin, RequestId::new(), confirm)
    }

    fn hands_over_by_code(
        &self,
        order: OrderId,
        version: i64,
        code: &str,
    ) -> Result<ByCode<HandedOver>, Trouble> {
        let hand_over = HandOverByCode {
            order,
            version,
            tenders: vec![Tender::cash(money(100_000))],
            shift: None,
            note: None,
            code: code.into(),
        };
        self.shop.execute(&self.admin, RequestId::new(), hand_over)
    }
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn a_booking_is_confirmed_by_its_customers_code_and_a_wrong_one_only_counts() {
    let shop = TestShop::new();
    let table = shop.calendar("Tasting table", 1);
    let zoe = shop.customer("Zoë", "98765 43210");
    let booked = shop.books(table, appointments_support::at(10, 0), zoe);
    let id = booked.appointment;
    let (_, code) = shop.asks_for(Purpose::Booking, id.get(), "98765 43210");
    let wrong = shop.confirms_by_code(id, 1, &other_than(&code)).unwrap();
    assert_eq!(wrong, ByCode::Not(Verdict::Wrong { left: 4 }));
    assert_eq!(shop.state(id), Booked::Pending);
    // Somebody changed the booking meanwhile: nothing is confirmed, and the code is still good.
    let stale = refusal(shop.confirms_by_code(id, 9, &code));
    assert!(matches!(stale, Refusal::Changed { .. }), "{stale:?}");
    let done = shop.confirms_by_code(id, 1, &code).unwrap();
    assert!(matches!(done, ByCode::Done(kept) if kept.version == 2));
    assert_eq!(shop.state(id), Booked::Confirmed);
    let again = shop.confirms_by_code(id, 2, &code).unwrap();
    assert_eq!(
        again,
        ByCode::Not(Verdict::Dead {
            why: DeadCode::None
        })
    );
    shop.is_sound();
}

#[test]
fn an_order_is_handed_over_by_the_code_of_whoever_ordered_it() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let hatch = shop.hatch(1_000_000, 10);
    let placed = shop.placed(hatch, at(12), katli, 2);
    let version = shop.made(placed.order).version;
    let (_, code) = shop.asks_for(Purpose::HandOver, placed.order.get(), "98765 43210");
    for left in [4, 3] {
        let wrong = shop.hands_over_by_code(placed.order, version, &other_than(&code));
        assert_eq!(wrong.unwrap(), ByCode::Not(Verdict::Wrong { left }));
    }
    assert_eq!(shop.order(placed.order).state, State::Ready);
    assert_eq!(shop.on_hand(katli), 50);
    let done = shop.hands_over_by_code(placed.order, version, &code);
    let ByCode::Done(done) = done.unwrap() else {
        panic!("not handed over");
    };
    assert_eq!(done.sold.total, money(20_000));
    assert_eq!(shop.order(placed.order).state, State::HandedOver);
    assert_eq!(shop.on_hand(katli), 48);
    shop.is_sound();
}

#[test]
fn orders_and_appointments_follow_a_merge_and_forget_who_is_erased() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let hatch = shop.hatch(1_000_000, 10);
    let zoe = shop.customer("Zoe Quartz", "98765 43210");
    let again = shop.customer("Zoe F.", "");
    let of_again = PlaceOrder {
        customer: Some(again),
        name: None,
        phone: None,
        note: Some("for Zoe".into()),
        ..order_of(hatch, at(12), katli, 1)
    };
    let order = shop.done(of_again).order;
    let table = shop.calendar("Table", Capacity::Seats(2));
    let host = shop.admin.account();
    let booked = shop.done(Book {
        staff: host,
        ..appointments_support::booking(table, at(12), again)
    });
    // Taken by name, on the same number.
    let by_name = shop.placed(hatch, at(13), katli, 1).order;
    let merge = MergeCustomers {
        keep: zoe,
        keep_version: 1,
        gone: again,
        gone_version: 1,
    };
    shop.done(merge);
    assert_eq!(shop.order(order).customer, Some(zoe));
    assert_eq!(
        shop.appointment(booked.appointment).customer_name,
        "Zoe Quartz"
    );
    let meanwhile = Book {
        staff: host,
        ..appointments_support::booking(table, at(12), zoe)
    };
    let Refusal::StaffBusy { other, .. } = refusal(shop.tried(meanwhile)) else {
        panic!("they are with somebody else");
    };
    assert_eq!(other.customer, "Zoe Quartz");
    let history = shop
        .shop
        .read(|db| customers::history(db, zoe, 10))
        .unwrap();
    let ordered: Vec<&str> = history
        .iter()
        .filter(|entry| entry.what == Passed::Order)
        .map(|entry| entry.number.as_str())
        .collect();
    assert_eq!(ordered, ["2026-03-02 · 1 · placed"]);
    let records = shop.shop.read(|db| journal::list(db, None, 50)).unwrap();
    for record in records {
        assert!(!record.asked.contains("Mira"), "{}", record.command);
        assert!(!record.asked.contains("43210"), "{}", record.command);
    }
    let coming = shop.shop.read(|db| customers::erasure(db, zoe)).unwrap();
    let coming = coming.unwrap();
    assert_eq!((coming.orders, coming.appointments), (2, 1));
    let erase = EraseCustomer {
        customer: zoe,
        version: shop.customer_now(zoe).version,
        quotations: Vec::new(),
        give_up_credit: false,
    };
    shop.done(erase);
    assert_eq!(shop.order(order).name, "erased customer 1");
    // It is still made, and may still be another size.
    shop.done(ChangeOrder {
        order,
        version: 1,
        lines: Some(order_of(hatch, at(12), katli, 2).lines),
        discount: None,
        note: None,
        preparation_minutes: None,
    });
    assert_eq!(shop.order(order).total, money(20_000));
    let by_name = shop.order(by_name);
    assert_eq!(
        (by_name.name.as_str(), by_name.phone),
        ("erased customer 1", None)
    );
    let appointment = shop.appointment(booked.appointment);
    assert_eq!(
        (appointment.customer_name.as_str(), appointment.phone),
        ("erased customer 1", None)
    );
    shop.is_sound();
}
