//! Orders for later in the windows: taken at the counter, on the board, in the kitchen, handed
//! over.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        orders::{self, AdvanceOrder, Deposit, PlaceOrder, State},
        sales::Tender,
        stored_value::CardCode,
    },
    values::{Money, OrderId, RequestId},
};

use super::Screen;
use crate::orders_support::{PickUp, at, money, order_of};

impl Screen {
    fn shifted(&mut self, key: Key) {
        self.key(Modifiers::COMMAND | Modifiers::SHIFT, key);
        self.settle();
    }

    /// The board of today, with somebody logged in.
    pub fn at_the_board(shop: &PickUp) -> Screen {
        let mut screen = Screen::with(shop, "Asha");
        screen.press("Orders");
        screen.wait_for("Today, Mon 2 Mar");
        screen
    }
}

#[test]
fn a_basket_becomes_an_order_in_a_slot_that_has_room_with_what_is_paid_ahead() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(5_000, 5);
    shop.placed(hatch, at(17), barfi, 4);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 10.00, 5 free, 4 promised by 17:00");
    screen.press("Barfi, 10.00, 5 free, 4 promised by 17:00");
    screen.press("Order for later");
    screen.wait_for("2 pieces · INR 20.00.");
    screen.wait_for("17:00, room for 10.00 more, 4 orders");
    assert!(screen.is_off("17:00, room for 10.00 more, 4 orders"));
    assert!(screen.is_off("Place the order"));
    screen.fill("Name", "Meera");
    screen.fill("Phone", "98765 43210");
    screen.press("18:00, room for 50.00 more, 5 orders");
    screen.fill("Note", "in a tin");
    screen.fill("Paid ahead", "5");
    screen.press("Take what is paid ahead");
    screen.wait_for("INR 5.00");
    screen.press_last("Exact cash");
    screen.wait_for("Order 2 for 18:00: INR 20.00.");
    screen.wait_for("The basket is empty");
    let seen = shop.order(OrderId::new(2));
    assert_eq!(
        (seen.name.as_str(), seen.phone.as_deref()),
        ("Meera", Some("98765 43210"))
    );
    assert_eq!((seen.start, seen.to_pay), (at(18), money(1_500)));
    assert_eq!(seen.note.as_deref(), Some("in a tin"));
    screen.press_first("Orders");
    screen.wait_for("Order 2, Meera, Placed, 20.00, 15.00 to pay");
    shop.adds_up();
}

#[test]
fn nobody_to_call_is_told_in_place_and_nothing_is_placed() {
    let shop = PickUp::new();
    shop.sweet("Barfi", 1_000, 9);
    shop.hatch(5_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 10.00, 9 left");
    screen.shifted(Key::F);
    screen.wait_for("18:00, room for 50.00 more, 5 orders");
    screen.press("18:00, room for 50.00 more, 5 orders");
    screen.press("Place the order");
    screen.wait_for("Either a customer or a name is needed");
    assert_eq!(shop.used(at(18)), (0, 0));
    screen.fill("Name", "Meera");
    screen.press("Place the order");
    screen.wait_for("Order 1 for 18:00: INR 10.00.");
}

#[test]
fn what_is_not_there_yet_can_be_ordered_for_later() {
    let shop = PickUp::new();
    shop.sweet("Barfi", 1_000, 0);
    shop.hatch(500_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Barfi, 10.00, sold out");
    screen.press("Order for later");
    screen.wait_for("Barfi, 10.00, 0 left");
    screen.by_hand("30*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("30 pieces");
    screen.press("Choose when");
    screen.fill("Name", "Meera");
    screen.press("18:00, room for 5,000.00 more, 5 orders");
    screen.press("Place the order");
    screen.wait_for("Order 1 for 18:00: INR 300.00.");
    assert_eq!(shop.order(OrderId::new(1)).short[0].missing, 30);
    // The next basket is for now again.
    screen.wait_for("Barfi, 10.00, sold out");
}

#[test]
fn an_order_goes_its_way_on_the_board_and_is_handed_over_for_what_is_left() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let request = RequestId::new();
    let paid_ahead = PlaceOrder {
        deposit: Some(Deposit {
            code: CardCode::for_request(request),
            amount: money(500),
            tenders: vec![Tender::cash(money(500))],
            shift: None,
        }),
        ..order_of(hatch, at(17), barfi, 2)
    };
    shop.shop.execute(&shop.admin, request, paid_ahead).unwrap();
    let mut screen = Screen::at_the_board(&shop);
    screen.wait_for("20.00 of 500.00");
    screen.wait_for("1 of 5 orders");
    screen.press("Order 1, Mira, Placed, 20.00, 15.00 to pay");
    screen.wait_for("+91 98765 43210");
    screen.press("Accept");
    screen.wait_for("Order 1, Mira, Accepted");
    screen.shifted(Key::Enter);
    screen.wait_for("Order 1, Mira, In preparation");
    screen.press("It is ready");
    screen.wait_for("Order 1, Mira, Ready");
    screen.press("Hand over");
    screen.wait_for("20.00 in all, 5.00 of it paid ahead");
    screen.fill("Amount given", "20");
    screen.wait_for("Change 5.00");
    screen.press("Take cash");
    screen.wait_for("Receipt 2");
    screen.press("Done");
    screen.wait_gone("Order 1, Mira, Ready");
    screen.press("Ended too");
    screen.wait_for("Order 1, Mira, Handed over, 20.00");
    let seen = shop.order(OrderId::new(1));
    assert_eq!((seen.state, seen.receipt), (State::HandedOver, Some(2)));
    shop.adds_up();
}

#[test]
fn the_arrows_walk_the_board_and_enter_does_what_comes_next() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    shop.placed(hatch, at(17), barfi, 1);
    let second = shop.placed(hatch, at(18), barfi, 1).order;
    let mut screen = Screen::at_the_board(&shop);
    screen.wait_for("Order 2, Mira, Placed");
    screen.hit(Key::ArrowDown);
    screen.hit(Key::ArrowDown);
    screen.wait_for("O000002");
    screen.hit(Key::Enter);
    screen.wait_for("Order 2, Mira, Accepted");
    assert_eq!(shop.order(second).state, State::Accepted);
}

#[test]
fn slots_without_an_order_stand_in_one_line_and_what_nobody_fetched_is_overdue() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let mut screen = Screen::at_the_board(&shop);
    screen.wait_for("No order waits on this day");
    screen.wait_for("Orders can be picked up 09:00–21:00.");
    shop.placed(hatch, at(17), barfi, 1);
    shop.placed(hatch, at(20), barfi, 1);
    screen.wait_for("Order 2, Mira, Placed");
    // Before five o'clock, between it and eight, and none of them one by one.
    screen.wait_for("09:00–17:00");
    screen.wait_for("No order in 8 slots");
    screen.wait_for("18:00–20:00");
    screen.wait_for("No order in 2 slots");
    assert_eq!(screen.times("of 5 orders"), 2);
    let (first, second) = (screen.reach("Order 1, "), screen.reach("Order 2, "));
    assert!(second.0 - first.1 < 120.0, "{first:?} {second:?}");
    assert!(!screen.sees("Overdue"));
    shop.clock.step_ms(9 * 60 * 60_000 + 60_000);
    screen.wait_for("Overdue");
    assert_eq!(screen.times("Overdue"), 1);
}

#[test]
fn an_order_is_moved_to_a_slot_that_is_offered_and_noted_and_cancelled() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(3_000, 5);
    shop.placed(hatch, at(17), barfi, 2);
    shop.placed(hatch, at(18), barfi, 2);
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00");
    screen.shifted(Key::M);
    screen.wait_for("18:00, room for 10.00 more, 4 orders");
    assert!(screen.is_off("18:00, room for 10.00 more, 4 orders"));
    screen.press("19:00, room for 30.00 more, 5 orders");
    screen.press("Move it");
    screen.wait_for("Order 1 is picked up at 19:00.");
    assert_eq!(shop.order(OrderId::new(1)).start, at(19));
    screen.press("Note");
    screen.fill("Note", "ring twice");
    screen.press("Save");
    screen.wait_for("Noted with order 1.");
    screen.wait_for("ring twice");
    screen.press("Cancel");
    screen.fill("Reason", "the party is off");
    screen.press("Cancel the order");
    screen.wait_for("Order 1 is cancelled.");
    screen.wait_for("Cancelled: the party is off");
    assert_eq!(shop.used(at(19)), (0, 0));
    shop.adds_up();
}

#[test]
fn who_is_second_at_an_order_is_told_who_changed_it_and_may_do_it_again() {
    let shop = PickUp::new();
    let ravi = shop.staff();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let order = shop.placed(hatch, at(17), barfi, 2).order;
    let mut screen = Screen::at_the_board(&shop);
    screen.press("Order 1, Mira, Placed, 20.00");
    screen.press("Note");
    screen.fill("Note", "ring twice");
    let accept = AdvanceOrder {
        order,
        version: 1,
        to: State::Accepted,
    };
    shop.shop.execute(&ravi, RequestId::new(), accept).unwrap();
    screen.press("Save");
    screen.wait_for("Ravi changed it at");
    screen.wait_for("it is accepted now");
    screen.press("Save");
    screen.wait_for("Noted with order 1.");
    let seen = shop.order(order);
    assert_eq!(
        (seen.state, seen.note.as_deref()),
        (State::Accepted, Some("ring twice"))
    );
}

#[test]
fn the_kitchen_sees_what_it_is_time_for_and_what_other_windows_do() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let mut cake = order_of(hatch, at(10), barfi, 2);
    cake.lines[0].note = Some("Happy birthday, Mira".into());
    let first = shop.done(cake).order;
    shop.placed(hatch, at(11), barfi, 1);
    let mut screen = Screen::with(&shop, "Asha");
    screen.shifted(Key::K);
    screen.wait_for("“Happy birthday, Mira”");
    screen.wait_for("The next order is shown at 10:00.");
    assert!(!screen.sees("Accept: order 2"));
    screen.press("Accept: order 1");
    screen.wait_for("Begin: order 1");
    assert_eq!(shop.order(first).state, State::Accepted);
    // Somebody else does the next step; an hour later the next order is shown.
    shop.step(first, State::InPreparation);
    screen.wait_for("It is ready: order 1");
    shop.clock.step_ms(3_600_000);
    screen.pass(1.0);
    screen.wait_for("Accept: order 2");
    screen.press("It is ready: order 1");
    screen.wait_for("Hand over: order 1");
    screen.press("Hand over: order 1");
    screen.press("Exact cash");
    screen.wait_for("Receipt 1");
    screen.press("Done");
    screen.wait_gone("Hand over: order 1");
    let kept = shop
        .shop
        .read(|db| orders::in_view(db, shop.shop.now()))
        .unwrap();
    assert_eq!(kept.len(), 1);
}

#[test]
fn a_shop_without_a_calendar_for_orders_is_told_what_is_missing() {
    let shop = PickUp::new();
    shop.sweet("Barfi", 1_000, 9);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 10.00, 9 left");
    screen.press("Order for later");
    screen.wait_for("There is no calendar yet for orders that are picked up.");
    screen.press("Cancel");
    screen.press("Orders");
    screen.wait_for("Nothing is picked up on this day");
}

#[test]
fn what_is_promised_is_told_where_a_sale_is_refused_and_in_the_stock_room() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand("6*barfi");
    screen.hit(Key::Enter);
    screen.wait_for("6 pieces");
    shop.placed(hatch, at(17), barfi, 5);
    screen.wait_for("Only 4 left");
    screen.press("Exact cash");
    screen.wait_for("4 free; 6 wanted.");
    screen.wait_for("9 on hand, 5 promised to orders by 17:00.");
    screen.press("Sell what is left");
    screen.wait_for("Receipt 1");
    screen.press("Stock room");
    screen.press_first("Barfi, ");
    screen.wait_for("0 free to sell now · 5 promised by 17:00");
    assert_eq!((shop.on_hand(barfi), Money::ZERO), (5, Money::ZERO));
}
