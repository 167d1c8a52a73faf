//! Orders for later as they are taken: their room, their number, their price, their slip.

use sherbet::{
    shop::{
        Refusal,
        catalogue::{EditSweet, SweetChange},
        orders::{PlaceOrder, State},
        pricing::Discount,
        printing::{self, PrintOrder, PrinterSetup, Printers, What},
        sales::CheckoutLine,
        settings::ChangeSetting,
        slots::Capacity,
    },
    values::{Quantity, Rate, RequestId},
};

use crate::{
    orders_support::{PickUp, at, money, order_of},
    printing_support::{network, setup},
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
