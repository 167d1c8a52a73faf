//! Orders that are handed over for what is paid at a provider, by a code.

use std::sync::atomic::{AtomicUsize, Ordering};

use sherbet::{
    shop::{
        Trouble,
        invoices::{self, InvoiceState},
        orders::{ChangeOrder, Deposit, PlaceOrder, State},
        payments::{
            self, BeginHandOver, BeginRefund, Begun, Door, Expire, Flag, FulfilAgain, Goods,
            Ordered, Release, Said, State as PaymentState, Verdict, of_order,
        },
        sales::{self, CheckoutLine, Destination, Sold, TakeBack, TakenLine, Tender, TenderKind},
        stored_value::CardCode,
    },
    values::{OrderId, PaymentId, Quantity, RequestId, SweetId},
};

use crate::{
    checker::Askers,
    orders_support::{PickUp, at, order_of},
    payments_storms::{TOLD, tell_all, tellings},
    payments_support::{id, money, news, order_of as called_at_the_provider},
    support::refusal,
};

/// Two Barfi for 17:00 that are ready, with so much paid ahead.
fn ready(ahead: i64) -> (PickUp, SweetId, OrderId) {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 9);
    let hatch = shop.hatch(50_000, 50);
    let request = RequestId::new();
    let deposit = (ahead > 0).then(|| Deposit {
        code: CardCode::for_request(request),
        amount: money(ahead),
        tenders: vec![Tender::cash(money(ahead))],
        shift: None,
    });
    let order = PlaceOrder {
        deposit,
        ..order_of(hatch, at(17), barfi, 2)
    };
    let placed = shop.shop.execute(&shop.admin, request, order).unwrap();
    shop.made(placed.order);
    (shop, barfi, placed.order)
}

impl PickUp {
    fn asks_by_code(&self, order: OrderId) -> Result<Begun, Trouble> {
        self.tried(BeginHandOver {
            order,
            version: self.order(order).version,
            means: TenderKind::Upi,
            hold_s: 600,
            note: None,
            shift: None,
        })
    }

    /// A code for an order, whose order the provider has.
    #[track_caller]
    fn shows_code(&self, order: OrderId) -> Begun {
        let begun = self.asks_by_code(order).unwrap();
        let ordered = Ordered {
            key: begun.key,
            order: id(&called_at_the_provider(begun.payment)),
        };
        self.machine(ordered).unwrap();
        begun
    }

    #[track_caller]
    fn code_is_paid(&self, begun: &Begun) -> Verdict {
        let payment = format!("pay_{}", begun.payment);
        self.told(news(Door::Webhook, begun, &payment, Said::Captured))
    }

    fn takes_late_money(&self, payment: PaymentId) -> Result<Sold, Trouble> {
        self.tried(FulfilAgain {
            payment,
            shift: None,
        })
    }
}

#[track_caller]
fn sold(verdict: Verdict) -> Sold {
    match verdict {
        Verdict::Captured {
            sold: Some(sold),
            flag: None,
            ..
        } => sold,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn is_late(verdict: &Verdict) {
    let late = matches!(
        verdict,
        Verdict::Captured {
            sold: None,
            flag: Some(Flag::PaidAfterRelease),
            ..
        }
    );
    assert!(late, "{verdict:?}");
}

#[test]
fn an_order_is_handed_over_for_what_was_left_to_pay_when_the_money_is_there() {
    let (shop, barfi, order) = ready(500);
    let begun = shop.shows_code(order);
    assert_eq!(begun.amount, money(1_500));
    assert_eq!(shop.on_hand(barfi), 9, "set apart, on the shelf still");
    assert_eq!(shop.order(order).state, State::Ready);
    shop.adds_up();
    let sold = sold(shop.code_is_paid(&begun));
    assert_eq!((sold.number, sold.total), (2, money(2_000)));
    let seen = shop.order(order);
    assert_eq!((seen.state, seen.receipt), (State::HandedOver, Some(2)));
    assert_eq!(shop.on_hand(barfi), 7);
    let receipt = shop.shop.read(|db| sales::receipt(db, 2)).unwrap().unwrap();
    let paid = receipt.tenders.iter();
    let paid: Vec<_> = paid.map(|one| (one.kind, one.given.minor())).collect();
    assert_eq!(paid, [(TenderKind::Gift, 500), (TenderKind::Upi, 1_500)]);
    let payment = shop.payment(begun.payment);
    assert_eq!(payment.hands_over, Some(order));
    let invoice = shop.shop.read(|db| invoices::invoice(db, payment.invoice));
    let invoice = invoice.unwrap().unwrap();
    assert_eq!(
        (invoice.state, invoice.total, invoice.allocations.len()),
        (InvoiceState::Paid, money(2_000), 2)
    );
    shop.adds_up();
}

#[test]
fn what_came_back_of_an_order_goes_back_as_it_was_paid_and_the_provider_gives_its_part() {
    let (shop, barfi, order) = ready(500);
    let begun = shop.shows_code(order);
    sold(shop.code_is_paid(&begun));
    let all = shop.tried(TakeBack {
        receipt: 2,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(2).unwrap(),
            to: Destination::Stock,
        }],
        reason: "stale".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    });
    let refunds = all.unwrap().refunds.into_iter();
    let refunds: Vec<_> = refunds.map(|back| (back.kind, back.amount)).collect();
    let expected = [
        (TenderKind::Gift, money(500)),
        (TenderKind::Upi, money(1_500)),
    ];
    assert_eq!(refunds, expected);
    assert_eq!(shop.payment(begun.payment).refunding, money(1_500));
    assert_eq!(shop.on_hand(barfi), 9);
    shop.adds_up();
}

#[test]
fn while_a_code_waits_an_order_is_neither_handed_over_otherwise_nor_changed() {
    let (shop, barfi, order) = ready(0);
    let begun = shop.shows_code(order);
    assert_eq!(begun.amount, money(2_000));
    let waits = "order: is asked to be paid by QR until 09:10:00, by payment 1: wait for it, or \
                 cancel it first";
    assert_eq!(refusal(shop.hand_over(order, 2_000)).to_string(), waits);
    assert_eq!(refusal(shop.asks_by_code(order)).to_string(), waits);
    let change = ChangeOrder {
        order,
        version: shop.order(order).version,
        lines: Some(vec![CheckoutLine::of(barfi, Quantity::of(1).unwrap())]),
        discount: None,
        note: None,
        preparation_minutes: None,
    };
    assert_eq!(refusal(shop.tried(change)).to_string(), waits);
    let released = shop.done(Release {
        payment: begun.payment,
    });
    assert_eq!(
        (released.order, released.sale.lines.len()),
        (Some(order), 0)
    );
    shop.adds_up();
    shop.hand_over(order, 2_000).unwrap();
    shop.adds_up();
}

#[test]
fn a_code_is_refused_for_an_order_that_is_not_ready_or_has_nothing_left_to_pay() {
    let (shop, barfi, order) = ready(2_000);
    let nothing = refusal(shop.asks_by_code(order)).to_string();
    assert_eq!(
        nothing,
        "order: has nothing left to pay: hand it over as it is"
    );
    let hatch = shop.order(order).calendar;
    let placed = shop.placed(hatch, at(18), barfi, 1).order;
    let why = refusal(shop.asks_by_code(placed)).to_string();
    assert!(
        why.ends_with("is placed; it is handed over when it is ready"),
        "{why}"
    );
    shop.adds_up();
}

#[test]
fn a_code_whose_time_is_over_leaves_the_order_ready_and_its_money_hands_it_over_by_hand() {
    let (shop, barfi, order) = ready(500);
    let begun = shop.shows_code(order);
    let payment = begun.payment;
    shop.clock.step_ms(600_000);
    shop.machine(Expire { payment }).unwrap();
    assert_eq!(shop.order(order).state, State::Ready);
    shop.adds_up();
    is_late(&shop.code_is_paid(&begun));
    assert_eq!(shop.order(order).state, State::Ready, "nobody was there");
    let listed = shop.shop.read(|db| of_order(db, order)).unwrap();
    assert_eq!((listed.len(), listed[0].goods), (1, Goods::TimeOver));
    let at_counter = shop.shop.read(|db| {
        let (waiting, late) = (payments::waiting(db)?, payments::late(db)?);
        Ok((waiting.len(), late.len()))
    });
    assert_eq!(at_counter.unwrap(), (0, 0), "none of a counter's");
    shop.adds_up();
    let sold = shop.takes_late_money(payment).unwrap();
    assert_eq!(sold.total, money(2_000));
    assert_eq!(shop.order(order).receipt, Some(sold.number));
    assert_eq!(shop.on_hand(barfi), 7);
    assert_eq!(shop.payment(payment).flag, None);
    shop.adds_up();
}

#[test]
fn an_order_that_was_paid_in_cash_meanwhile_is_not_handed_over_again_for_the_late_money() {
    let (shop, barfi, order) = ready(0);
    let begun = shop.shows_code(order);
    let payment = begun.payment;
    shop.done(Release { payment });
    shop.hand_over(order, 2_000).unwrap();
    is_late(&shop.code_is_paid(&begun));
    let again = refusal(shop.takes_late_money(payment)).to_string();
    assert!(
        again.contains("was handed over already, on receipt 1"),
        "{again}"
    );
    assert_eq!(shop.on_hand(barfi), 7);
    shop.done(BeginRefund {
        payment,
        amount: money(2_000),
        reason: "paid in cash".into(),
    });
    shop.adds_up();
}

#[test]
fn cancelling_an_order_gives_its_code_up_and_the_money_waits_for_a_person() {
    let (shop, _, order) = ready(0);
    let begun = shop.shows_code(order);
    shop.cancel(order);
    let payment = shop.payment(begun.payment);
    assert_eq!(payment.state, PaymentState::Expired);
    let listed = shop.shop.read(|db| payments::at_counter(db, begun.payment));
    assert_eq!(listed.unwrap().unwrap().goods, Goods::Cancelled);
    shop.adds_up();
    is_late(&shop.code_is_paid(&begun));
    let gone = refusal(shop.takes_late_money(begun.payment)).to_string();
    assert!(gone.contains("was cancelled"), "{gone}");
    shop.adds_up();
}

#[test]
fn goods_that_are_gone_when_the_money_comes_leave_the_order_ready_and_the_money_flagged() {
    let (shop, barfi, order) = ready(0);
    let begun = shop.shows_code(order);
    // Counted: the shelf is empty.
    shop.done(sherbet::shop::stock::WriteOff {
        sweet: barfi,
        quantity: Quantity::of(9).unwrap(),
        reason: sherbet::shop::stock::Loss::Broken,
        note: None,
    });
    let verdict = shop.code_is_paid(&begun);
    let not_sold = matches!(
        &verdict,
        Verdict::Captured {
            sold: None,
            flag: Some(Flag::NotSold),
            ..
        }
    );
    assert!(not_sold, "{verdict:?}");
    assert_eq!(shop.order(order).state, State::Ready);
    shop.adds_up();
}

#[test]
fn of_verify_webhook_and_poll_at_once_on_each_of_many_orders_one_hands_it_over() {
    let shop = PickUp::new();
    let barfi = shop.sweet("Barfi", 1_000, 1_000);
    let hatch = shop.hatch(5_000_000, 50);
    let orders: Vec<OrderId> = (0..12)
        .map(|_| shop.placed(hatch, at(17), barfi, 2).order)
        .collect();
    let begun: Vec<Begun> = orders
        .iter()
        .map(|order| {
            shop.made(*order);
            shop.shows_code(*order)
        })
        .collect();
    let (captured, already) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let askers = Askers::alone(&shop.shop);
    tell_all(
        &askers,
        &shop.shop,
        &tellings(&begun),
        |_, verdict| match verdict {
            Verdict::Captured {
                sold: Some(_),
                flag: None,
                ..
            } => {
                captured.fetch_add(1, Ordering::Relaxed);
            }
            Verdict::Already { .. } => {
                already.fetch_add(1, Ordering::Relaxed);
            }
            other => panic!("{other:?}"),
        },
    );
    assert_eq!(captured.into_inner(), 12);
    assert_eq!(already.into_inner(), 12 * (TOLD.len() - 1));
    for order in orders {
        assert_eq!(shop.order(order).state, State::HandedOver);
    }
    assert_eq!(shop.on_hand(barfi), 1_000 - 24);
    askers.explained(&shop.path);
}
