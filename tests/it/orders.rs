//! Orders for later: taken, changed, moved, made, handed over, cancelled.

use sherbet::{
    shop::{
        Refusal,
        catalogue::{EditSweet, SweetChange},
        orders::{
            self, AdvanceOrder, CancelOrder, ChangeOrder, Deposit, MoveOrder, PlaceOrder, State,
            StepKind,
        },
        pricing::Discount,
        printing::{self, PrintOrder, PrinterSetup, Printers, What},
        sales::{self, CheckoutLine, TakeBack, Tender, TenderKind, VoidSale},
        settings::ChangeSetting,
        shifts,
        slots::Capacity,
        stored_value::{self, CardCode},
    },
    values::{Money, Quantity, Rate, RequestId},
};

use crate::{
    orders_support::{PickUp, at, money, order_of},
    printing::{network, setup},
    support::refusal,
};

#[test]
fn an_order_takes_room_in_its_slot_and_a_number_of_its_day() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let first = shop.placed(hatch, at(17), katli, 3);
    let second = shop.placed(hatch, at(18), katli, 1);
    let tomorrow = shop.placed(hatch, at(33), katli, 1);
    assert_eq!((first.display, second.display, tomorrow.display), (1, 2, 1));
    assert_eq!(
        (first.day.as_str(), tomorrow.day.as_str()),
        ("2026-03-02", "2026-03-03")
    );
    assert_eq!(first.total, money(3_000));
    assert_eq!(
        (shop.used(at(17)), shop.used(at(18))),
        ((3_000, 1), (1_000, 1))
    );
    let seen = shop.order(first.order);
    assert_eq!(
        (seen.name.as_str(), seen.phone.as_deref()),
        ("Mira", Some("+91 98765 43210"))
    );
    assert_eq!((seen.state, seen.to_pay), (State::Placed, money(3_000)));
    // The goods are on the shelf still.
    assert_eq!(shop.on_hand(katli), 50);
    shop.adds_up();
}

#[test]
fn an_order_is_priced_like_a_sale_and_keeps_its_price_and_what_is_noted() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(100_000, 5);
    let mut cake = CheckoutLine::of(katli, Quantity::of(10).unwrap());
    cake.note = Some("Happy birthday, Mira".into());
    let placed = shop.done(PlaceOrder {
        lines: vec![cake],
        discount: Some(Discount::Percent(Rate::TENTH)),
        note: Some("No nuts on top".into()),
        ..order_of(hatch, at(17), katli, 1)
    });
    assert_eq!(placed.total, money(9_000));
    shop.done(EditSweet {
        sweet: katli,
        version: 1,
        change: SweetChange {
            price: Some(money(2_000)),
            ..SweetChange::default()
        },
    });
    shop.made(placed.order);
    let seen = shop.order(placed.order);
    assert_eq!(seen.note.as_deref(), Some("No nuts on top"));
    assert_eq!(seen.lines[0].note.as_deref(), Some("Happy birthday, Mira"));
    let handed = shop.hand_over(placed.order, 9_000).unwrap();
    assert_eq!(handed.sold.total, money(9_000));
    shop.adds_up();
}

#[test]
fn a_slot_that_is_full_is_refused_with_the_next_ones_of_its_day_in_which_the_order_fits() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    shop.placed(hatch, at(17), katli, 6);
    shop.placed(hatch, at(18), katli, 6);
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 5)));
    let Refusal::SlotFull { left, next, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(left, "it has room for 40.00 more, 50.00 wanted");
    let starts: Vec<i64> = next.iter().map(|slot| slot.at.start.ms()).collect();
    // Eighteen is full too; rather earlier on the same day than on another.
    let expected = [14, 15, 16, 19, 20].map(|hour| at(hour).ms());
    assert_eq!(starts, expected);
    // What is left of it is still had by a smaller one.
    shop.placed(hatch, at(17), katli, 4);
    assert_eq!(shop.used(at(17)), (10_000, 2));
}

#[test]
fn a_slot_takes_no_more_orders_than_it_is_for() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 2);
    shop.placed(hatch, at(17), katli, 1);
    shop.placed(hatch, at(17), katli, 1);
    let refused = refusal(shop.tried(order_of(hatch, at(17), katli, 1)));
    assert!(matches!(&refused, Refusal::SlotFull { left, .. }
        if left == "it has as many orders as it takes"));
}

#[test]
fn nothing_is_ordered_in_a_calendar_for_appointments() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let table = shop.calendar("Tasting table", Capacity::Seats(4));
    let refused = refusal(shop.tried(order_of(table, at(17), katli, 1)));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "calendar"));
}

#[test]
fn an_order_needs_somebody_who_can_be_called() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 2);
    let nobodys = PlaceOrder {
        name: None,
        ..order_of(hatch, at(17), katli, 1)
    };
    let refused = refusal(shop.tried(nobodys));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "name"));
}

#[test]
fn the_same_request_places_one_order_in_one_seat() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let request = RequestId::new();
    let place = order_of(hatch, at(17), katli, 2);
    let first = shop
        .shop
        .execute(&shop.admin, request, place.clone())
        .unwrap();
    let again = shop.shop.execute(&shop.admin, request, place).unwrap();
    assert_eq!(first, again);
    assert_eq!(shop.used(at(17)), (2_000, 1));
}

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

fn with_deposit(amount: i64, request: RequestId) -> impl Fn(PlaceOrder) -> PlaceOrder {
    move |order| PlaceOrder {
        deposit: Some(Deposit {
            code: CardCode::for_request(request),
            amount: money(amount),
            tenders: vec![Tender::cash(money(amount))],
            shift: None,
        }),
        ..order
    }
}

#[test]
fn what_is_paid_ahead_lies_in_the_drawer_of_its_shift() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let shift = shop.shift_at("Main", 50_000);
    let mut place = with_deposit(1_500, RequestId::new())(order_of(hatch, at(17), katli, 4));
    place.deposit.as_mut().unwrap().shift = Some(shift);
    shop.done(place);
    let report = shop.shop.read(|db| shifts::report(db, shift)).unwrap();
    let tenders = report.unwrap().figures.unwrap().tenders;
    assert_eq!(tenders[0].taken, money(1_500));
    shop.adds_up();
}

#[test]
fn what_is_paid_ahead_is_on_a_receipt_and_pays_when_the_order_is_handed_over() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let request = RequestId::new();
    let place = with_deposit(1_500, request)(order_of(hatch, at(17), katli, 4));
    let placed = shop.shop.execute(&shop.admin, request, place).unwrap();
    assert_eq!(placed.deposit.as_ref().map(|sold| sold.number), Some(1));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(
        receipt.note.as_deref(),
        Some("Deposit of order 1 (O000001), 2026-03-02 17:00")
    );
    assert_eq!(receipt.lines[0].name, "Deposit, order 1 of Mon 2 Mar");
    assert_eq!(
        receipt.lines[0].gift_card.as_deref(),
        Some(CardCode::for_request(request).as_str())
    );
    assert_eq!(shop.order(placed.order).to_pay, money(2_500));
    shop.made(placed.order);
    // What is left is not enough when it is less.
    assert!(matches!(refusal(shop.hand_over(placed.order, 2_400)),
        Refusal::Invalid { field, .. } if field == "tenders"));
    let handed = shop.hand_over(placed.order, 2_500).unwrap();
    assert_eq!(
        (handed.deposit, handed.sold.total),
        (money(1_500), money(4_000))
    );
    let receipt = shop.shop.read(|db| sales::receipt(db, 2)).unwrap().unwrap();
    let kinds: Vec<TenderKind> = receipt.tenders.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [TenderKind::Gift, TenderKind::Cash]);
    let card = CardCode::for_request(request);
    let card = shop
        .shop
        .read(|db| stored_value::gift_card(db, &card))
        .unwrap();
    assert_eq!(card.unwrap().balance, Money::ZERO);
    shop.adds_up();
}

#[test]
fn what_was_paid_ahead_of_a_cancelled_order_goes_back_with_its_receipt() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let request = RequestId::new();
    let place = with_deposit(1_500, request)(order_of(hatch, at(17), katli, 4));
    let placed = shop.shop.execute(&shop.admin, request, place).unwrap();
    assert_eq!(shop.cancel(placed.order).deposit_receipt, Some(1));
    shop.done(VoidSale {
        receipt: 1,
        reason: "The order was cancelled".into(),
        shift: None,
    });
    let left = shop.order(placed.order).deposit.unwrap().left;
    assert_eq!(left, Money::ZERO);
    shop.adds_up();
}

#[test]
fn nobody_pays_more_ahead_than_the_order_comes_to_or_onto_somebodys_card() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let request = RequestId::new();
    let too_much = with_deposit(4_001, request)(order_of(hatch, at(17), katli, 4));
    assert!(matches!(refusal(shop.tried(too_much)),
        Refusal::Invalid { field, .. } if field == "deposit.amount"));
    shop.done(with_deposit(100, request)(order_of(
        hatch,
        at(17),
        katli,
        4,
    )));
    let same_card = with_deposit(100, request)(order_of(hatch, at(17), katli, 4));
    assert!(matches!(refusal(shop.tried(same_card)),
        Refusal::Invalid { field, .. } if field == "deposit.code"));
    assert_eq!(shop.used(at(17)), (4_000, 1));
    shop.adds_up();
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
    });
    assert_eq!(shop.on_hand(katli), 50);
    shop.adds_up();
}

#[test]
fn the_files_own_checks_refuse_what_goes_round_the_shop() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let first = shop.placed(hatch, at(17), katli, 1).order.get();
    shop.placed(hatch, at(17), katli, 1);
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    for (wrong, why) in [
        ("UPDATE orders SET number = 2 WHERE id = ?1", "UNIQUE"),
        ("DELETE FROM orders WHERE id = ?1", "orders are kept"),
        (
            "UPDATE order_steps SET at_ms = 0 WHERE of_order = ?1",
            "steps are final",
        ),
        (
            "UPDATE orders SET state = 'handed_over' WHERE id = ?1",
            "CHECK",
        ),
        ("UPDATE orders SET state = 'lost' WHERE id = ?1", "CHECK"),
    ] {
        let refused = file.execute(wrong, [first]).unwrap_err().to_string();
        assert!(refused.contains(why), "{wrong}: {refused}");
    }
}

#[test]
fn the_books_find_what_does_not_add_up_with_an_order() {
    let found = |spoil: &str| {
        let shop = PickUp::new();
        let katli = shop.sweet("Kaju Katli", 1_000, 50);
        let hatch = shop.hatch(10_000, 5);
        shop.placed(hatch, at(17), katli, 2);
        let handed = shop.placed(hatch, at(18), katli, 1).order;
        shop.made(handed);
        shop.hand_over(handed, 1_000).unwrap();
        shop.adds_up();
        let file = rusqlite::Connection::open(&shop.path).unwrap();
        file.execute_batch(spoil).unwrap();
        drop(file);
        let found = shop.shop.read(sherbet::shop::books::add_up).unwrap();
        found
            .first()
            .map(|one| one.rule.to_owned())
            .unwrap_or_default()
    };
    for (spoil, rule) in [
        (
            "UPDATE slots SET used_minor = used_minor - 1",
            "what is taken of a slot's room",
        ),
        (
            "UPDATE slots SET used_orders = used_orders + 1",
            "what is taken of a slot's room",
        ),
        (
            "DELETE FROM promises",
            "what is promised is what open orders are of",
        ),
        (
            "UPDATE promises SET quantity = 1",
            "what is promised is what open orders are of",
        ),
        (
            "UPDATE orders SET state = 'accepted' WHERE id = 1",
            "an order's newest step",
        ),
        (
            "DROP TRIGGER orders_final; UPDATE orders SET receipt = NULL, state = 'ready' WHERE id = 2",
            "what is promised is what open orders are of",
        ),
        (
            "DROP TRIGGER orders_final; UPDATE orders SET total_minor = 999 WHERE id = 2;
             UPDATE slots SET used_minor = 999 WHERE used_minor = 1000",
            "an order that was handed over has its receipt",
        ),
    ] {
        assert!(found(spoil).starts_with(rule), "{spoil}: {}", found(spoil));
    }
}

#[test]
fn an_order_that_comes_to_something_else_than_was_shown_is_refused() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let shown_otherwise = PlaceOrder {
        total: Some(money(999)),
        ..order_of(hatch, at(17), katli, 1)
    };
    let refused = refusal(shop.tried(shown_otherwise));
    assert!(matches!(refused, Refusal::TotalChanged { .. }));
    assert_eq!(shop.used(at(17)), (0, 0));
}

#[test]
fn an_orders_slip_is_printed_as_it_is_accepted_where_a_printer_is_set_to_and_when_asked_for() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let kitchen = PrinterSetup {
        orders: true,
        receipts: false,
        ..setup("Kitchen", network(9))
    };
    let value = Printers {
        printers: vec![setup("Counter", network(9)), kitchen],
    };
    shop.done(ChangeSetting { version: 0, value });
    let order = shop.placed(hatch, at(17), katli, 1).order;
    let waiting = || {
        let open = shop.shop.read(printing::open).unwrap();
        let open = open.into_iter().map(|print| (print.what, print.printer));
        open.collect::<Vec<_>>()
    };
    assert_eq!(waiting(), []);
    shop.step(order, State::Accepted);
    let slip = (What::Order(order), "Kitchen".to_owned());
    assert_eq!(waiting(), std::slice::from_ref(&slip));
    shop.step(order, State::InPreparation);
    let asked = PrintOrder {
        order,
        printer: None,
    };
    assert_eq!(shop.done(asked).printer, "Kitchen");
    assert_eq!(waiting(), [slip.clone(), slip]);
}
