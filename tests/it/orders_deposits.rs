//! What is paid ahead of an order for later, and what becomes of it.

use sherbet::{
    shop::{
        Refusal,
        orders::{Deposit, PlaceOrder},
        sales::{self, Tender, TenderKind, VoidSale},
        shifts,
        stored_value::{self, CardCode},
    },
    values::{Money, RequestId},
};

use crate::{
    orders_support::{PickUp, at, money, order_of},
    support::refusal,
};

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
