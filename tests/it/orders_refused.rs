//! What is said where an order does not fit into a slot: who took the last of it, what is free
//! instead, and that no slot ever holds so much.

use sherbet::{
    shop::{
        Refusal,
        orders::{ChangeOrder, MoveOrder, code_of_order},
        sales::CheckoutLine,
        slots::{Capacity, EditCalendar},
    },
    values::{OrderId, Quantity, RequestId, SweetId},
};

use crate::{
    orders_support::{PickUp, at, money, order_of},
    support::refusal,
};

/// Who took it, and what for.
fn taken_by(refused: &Refusal) -> Option<(String, String)> {
    let Refusal::SlotFull { taken_by, .. } = refused else {
        panic!("{refused:?}");
    };
    let by = taken_by.as_ref()?;
    Some((by.who.clone(), by.what.clone().unwrap_or_default()))
}

fn lines(sweet: SweetId, quantity: i64) -> Option<Vec<CheckoutLine>> {
    Some(vec![CheckoutLine::of(
        sweet,
        Quantity::of(quantity).unwrap(),
    )])
}

impl PickUp {
    fn changed(&self, order: OrderId, note: Option<&str>, lines: Option<Vec<CheckoutLine>>) {
        self.done(ChangeOrder {
            order,
            version: self.order(order).version,
            lines,
            discount: None,
            note: note.map(str::to_owned),
            preparation_minutes: None,
        });
    }
}

#[test]
fn who_took_the_last_of_a_slot_is_told_with_their_order() {
    let shop = PickUp::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1_000, 90);
    let hatch = shop.hatch(10_000, 5);
    let first = shop.placed(hatch, at(17), katli, 4).order;
    shop.clock.step_ms(60_000);
    let theirs = order_of(hatch, at(17), katli, 3);
    let second = shop.shop.execute(&ravi, RequestId::new(), theirs).unwrap();
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 4)));
    let code = code_of_order(second.order);
    assert_eq!(
        taken_by(&refused),
        Some(("Ravi".into(), format!("order 2 ({code}) of Mira")))
    );
    let said = format!(
        "Hatch, 2026-03-02 17:00 +05:30: it has room for 30.00 more, 40.00 wanted \
         (Ravi took it at 09:01:00, window 2, for order 2 ({code}) of Mira); \
         free instead: 2026-03-02 15:00 +05:30, 2026-03-02 16:00 +05:30, 2026-03-02 18:00 +05:30, "
    );
    assert!(refused.to_string().starts_with(&said), "{refused}");

    // A note takes no room; more goods do, and so does moving there.
    shop.changed(first, Some("in a box"), None);
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 4)));
    assert_eq!(taken_by(&refused).unwrap().0, "Ravi");
    shop.changed(first, None, lines(katli, 5));
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 4)));
    let told = taken_by(&refused).unwrap();
    assert_eq!(
        told.1,
        format!("order 1 ({}) of Mira", code_of_order(first))
    );
    let third = shop.placed(hatch, at(18), katli, 2).order;
    shop.done(MoveOrder {
        order: third,
        version: 1,
        calendar: None,
        start: at(17),
    });
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 4)));
    let told = taken_by(&refused).unwrap();
    assert_eq!(
        told.1,
        format!("order 3 ({}) of Mira", code_of_order(third))
    );

    // Who wants more for their own order is told of another's, and who is gone took nothing.
    let more = ChangeOrder {
        order: third,
        version: 2,
        lines: lines(katli, 9),
        discount: None,
        note: None,
        preparation_minutes: None,
    };
    let refused = refusal(shop.tried(more));
    assert_eq!(
        taken_by(&refused).unwrap().1,
        format!("order 1 ({}) of Mira", code_of_order(first))
    );
    shop.cancel(first);
    shop.cancel(third);
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 8)));
    assert_eq!(taken_by(&refused).unwrap().0, "Ravi");
    shop.cancel(second.order);
    shop.placed(hatch, at(17), katli, 10);
    shop.adds_up();
}

#[test]
fn an_order_larger_than_any_slot_is_told_the_most_that_one_holds() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 90);
    let hatch = shop.hatch(10_000, 5);
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 11)));
    assert_eq!(
        refused.to_string(),
        "Hatch, 2026-03-02 17:00 +05:30: it has room for 100.00 more, 110.00 wanted; no slot of it \
         holds more than 100.00, on whatever day; split it, or have an admin raise what a slot holds"
    );
    let Refusal::SlotFull {
        never_fits, next, ..
    } = &refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!((*never_fits, next.len()), (true, 0));
    // As much as one holds is not too much, where none of it is taken.
    shop.placed(hatch, at(17), katli, 10);
    let Refusal::SlotFull {
        never_fits, next, ..
    } = refusal(shop.tried(order_of(hatch, at(17), katli, 10)))
    else {
        panic!("it fits twice");
    };
    assert_eq!((never_fits, next.len()), (false, 5));
    let mut raised = EditCalendar::of(hatch, 1);
    raised.capacity = Some(Capacity::Room {
        amount: money(11_000),
        orders: 5,
    });
    shop.done(raised);
    shop.placed(hatch, at(18), katli, 11);
    shop.adds_up();
}
