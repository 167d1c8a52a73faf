//! The way of an order for later: step by step, changed, moved, cancelled, handed over.

use sherbet::{
    shop::{
        Refusal,
        orders::{
            self, AdvanceOrder, CancelOrder, ChangeOrder, MoveOrder, PlaceOrder, State, StepKind,
        },
        sales::{self, CheckoutLine, TakeBack},
    },
    values::{Money, Quantity, RequestId},
};

use crate::{
    orders_support::{PickUp, at, money, order_of},
    support::refusal,
};

#[test]
fn an_order_goes_its_way_step_by_step_and_each_has_its_time() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 2).order;
    let skip = AdvanceOrder {
        order,
        version: 1,
        to: State::Ready,
    };
    assert!(
        matches!(refusal(shop.tried(skip)), Refusal::Invalid { field, why }
        if field == "to" && why.ends_with("is placed; next it is accepted"))
    );
    for to in [State::Accepted, State::InPreparation, State::Ready] {
        shop.clock.step_ms(60_000);
        shop.step(order, to);
    }
    shop.clock.step_ms(60_000);
    shop.hand_over(order, 2_000).unwrap();
    let seen = shop.order(order);
    let steps: Vec<(StepKind, i64)> = seen
        .steps
        .iter()
        .map(|step| (step.what, step.at.ms() - at(9).ms()))
        .collect();
    assert_eq!(
        steps,
        [
            (StepKind::Placed, 0),
            (StepKind::To(State::Accepted), 60_000),
            (StepKind::To(State::InPreparation), 120_000),
            (StepKind::To(State::Ready), 180_000),
            (StepKind::To(State::HandedOver), 240_000),
        ]
    );
    assert_eq!((seen.receipt, seen.to_pay), (Some(1), Money::ZERO));
    assert_eq!(shop.on_hand(katli), 48);
    // What was made in a slot stays made in it.
    assert_eq!(shop.used(at(17)), (2_000, 1));
    let again = refusal(shop.hand_over(order, 2_000));
    assert!(
        again
            .to_string()
            .ends_with("was handed over already, on receipt 1")
    );
    shop.adds_up();
}

#[test]
fn who_acts_on_an_order_as_it_was_is_told_who_changed_what() {
    let shop = PickUp::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 2).order;
    let change = ChangeOrder {
        order,
        version: 1,
        lines: None,
        discount: None,
        note: Some("Less sugar".into()),
        preparation_minutes: None,
    };
    shop.shop.execute(&ravi, RequestId::new(), change).unwrap();
    let accept = AdvanceOrder {
        order,
        version: 1,
        to: State::Accepted,
    };
    let refused = refusal(shop.tried(accept));
    let Refusal::Changed {
        by,
        version,
        differences,
        ..
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!((by.as_str(), version), ("Ravi", 2));
    let state = differences.iter().find(|one| one.field == "state").unwrap();
    assert_eq!(
        (state.theirs.as_str(), state.yours.as_deref()),
        ("placed", Some("accepted"))
    );
    let note = differences.iter().find(|one| one.field == "note").unwrap();
    assert_eq!(note.theirs, "Less sugar");
    assert_eq!(shop.order(order).state, State::Placed);
}

#[test]
fn an_order_that_is_changed_takes_the_room_it_needs_then_or_stays_as_it_was() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 4).order;
    shop.placed(hatch, at(17), katli, 4);
    let change = |version, quantity| ChangeOrder {
        order,
        version,
        lines: Some(vec![CheckoutLine::of(
            katli,
            Quantity::of(quantity).unwrap(),
        )]),
        discount: None,
        note: None,
        preparation_minutes: None,
    };
    assert_eq!(shop.done(change(1, 6)).total, money(6_000));
    assert_eq!(shop.used(at(17)), (10_000, 2));
    let refused = refusal(shop.tried(change(2, 7)));
    assert!(matches!(refused, Refusal::SlotFull { .. }));
    assert_eq!(shop.used(at(17)), (10_000, 2));
    assert_eq!(shop.order(order).total, money(6_000));
    shop.adds_up();
}

#[test]
fn an_order_that_is_moved_frees_one_slot_and_takes_another_or_stays_where_it_is() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 4).order;
    shop.placed(hatch, at(18), katli, 8);
    let go = |version, hour| MoveOrder {
        order,
        version,
        calendar: None,
        start: at(hour),
    };
    let refused = refusal(shop.tried(go(1, 18)));
    assert!(matches!(refused, Refusal::SlotFull { .. }));
    assert_eq!(
        (shop.used(at(17)), shop.used(at(18))),
        ((4_000, 1), (8_000, 1))
    );
    shop.adds_up();
    let moved = shop.done(go(1, 33));
    assert_eq!((moved.day.as_str(), moved.display), ("2026-03-03", 1));
    assert_eq!((shop.used(at(17)), shop.used(at(33))), ((0, 0), (4_000, 1)));
    // A number that was given stays the order's, so that no two slips say the same.
    assert_eq!(shop.placed(hatch, at(17), katli, 1).display, 3);
    let back = shop.done(go(2, 17));
    assert_eq!((back.day.as_str(), back.display), ("2026-03-02", 1));
    shop.adds_up();
}

#[test]
fn a_number_that_an_order_had_is_nobody_elses_and_its_own_when_it_comes_back() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 1).order;
    let go = |version, hour| MoveOrder {
        order,
        version,
        calendar: None,
        start: at(hour),
    };
    shop.done(go(1, 33));
    // Its slip with a 1 on it is about still.
    assert_eq!(shop.placed(hatch, at(17), katli, 1).display, 2);
    assert_eq!(shop.done(go(2, 18)).display, 1);
    shop.adds_up();
}

#[test]
fn an_order_that_is_cancelled_frees_its_slot_and_can_do_no_more() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 4).order;
    shop.done(CancelOrder {
        order,
        version: 1,
        reason: Some("The party is off".into()),
    });
    assert_eq!(shop.used(at(17)), (0, 0));
    let seen = shop.order(order);
    assert_eq!(seen.reason.as_deref(), Some("The party is off"));
    let go = MoveOrder {
        order,
        version: 2,
        calendar: None,
        start: at(18),
    };
    assert!(matches!(refusal(shop.tried(go)), Refusal::Over { why, .. }
        if why.ends_with("was cancelled: place a new one")));
    shop.adds_up();
}

#[test]
fn the_kitchen_sees_an_order_when_its_time_begins() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let usual = shop.placed(hatch, at(17), katli, 1).order;
    let cake = shop
        .done(PlaceOrder {
            preparation_minutes: Some(180),
            ..order_of(hatch, at(18), katli, 1)
        })
        .order;
    let seen = |hour: i64, minute: i64| {
        let now = sherbet::values::Timestamp::from_ms(at(hour).ms() + minute * 60_000);
        let found = shop.shop.read(|db| orders::in_view(db, now)).unwrap();
        found.iter().map(|order| order.order).collect::<Vec<_>>()
    };
    assert_eq!(seen(14, 59), []);
    assert_eq!(seen(15, 0), [cake]);
    assert_eq!(seen(15, 59), [cake]);
    assert_eq!(seen(16, 0), [usual, cake]);
    let next = shop
        .shop
        .read(|db| orders::next_in_view(db, at(15)))
        .unwrap();
    assert_eq!(next, Some(at(16)));
    shop.cancel(usual);
    assert_eq!(seen(16, 0), [cake]);
}

#[test]
fn an_order_that_was_handed_over_comes_back_like_any_sale() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let order = shop.placed(hatch, at(17), katli, 4).order;
    shop.made(order);
    let sold = shop.hand_over(order, 4_000).unwrap().sold;
    shop.done(TakeBack {
        receipt: sold.number,
        lines: vec![sales::TakenLine {
            line: 0,
            quantity: Quantity::of(4).unwrap(),
            to: sales::Destination::Stock,
        }],
        reason: "Stale".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    });
    assert_eq!(shop.on_hand(katli), 50);
    shop.adds_up();
}
