//! Fees of appointments: an invoice from the booking, paid by a receipt, given up with it.

use sherbet::{
    shop::{
        Refusal, Trouble,
        appointments::{Book, Fee, PayFee, Reschedule},
        customers::{self, Passed},
        invoices::{self, InvoiceState},
        sales::{
            self, Checkout, Destination, GiftCardLine, Sold, TakeBack, TakenLine, Tender,
            TenderKind,
        },
        stored_value::{self, CardCode},
    },
    values::{AppointmentId, CalendarId, CustomerId, Money, Quantity},
};

use crate::{
    appointments_support::{at, booking},
    support::{TestShop, refusal},
};

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn with_fee(calendar: CalendarId, customer: CustomerId) -> Book {
    Book {
        fee: Some(money(50_000)),
        ..booking(calendar, at(14, 0), customer)
    }
}

impl TestShop {
    fn fee(&self, id: AppointmentId) -> Fee {
        self.appointment(id).fee.unwrap()
    }

    fn pays_fee(&self, id: AppointmentId, tenders: Vec<Tender>) -> Result<Sold, Trouble> {
        self.tries(PayFee {
            appointment: id,
            tenders,
            note: None,
            shift: None,
        })
    }
}

#[test]
fn a_fee_is_an_open_invoice_from_its_booking_and_is_paid_once_by_a_receipt() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.does(with_fee(tasting, meera)).appointment;
    let fee = shop.fee(id);
    assert_eq!(
        (fee.total, fee.state, fee.receipt),
        (money(50_000), InvoiceState::Open, None)
    );
    let invoice = shop
        .shop
        .read(|db| invoices::invoice(db, fee.invoice))
        .unwrap()
        .unwrap();
    assert_eq!(invoice.customer.as_deref(), Some("Meera"));
    assert_eq!(invoice.lines[0].name, "Tasting, Mon 2 Mar 14:00");

    let too_little = refusal(shop.pays_fee(id, vec![Tender::cash(money(49_900))]));
    assert_eq!(
        too_little.to_string(),
        "cash: 499.00 is 1.00 short of 500.00"
    );
    let card = Tender {
        kind: TenderKind::Card,
        amount: money(20_000),
        reference: Some("slip 12".into()),
    };
    let sold = shop
        .pays_fee(id, vec![card, Tender::cash(money(40_000))])
        .unwrap();
    assert_eq!(
        (sold.number, sold.total, sold.change),
        (1, money(50_000), money(10_000))
    );
    let fee = shop.fee(id);
    assert_eq!((fee.state, fee.receipt), (InvoiceState::Paid, Some(1)));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines[0].name, "Tasting, Mon 2 Mar 14:00");
    assert_eq!(receipt.customer.unwrap().id, meera);

    let again = refusal(shop.pays_fee(id, vec![Tender::cash(money(50_000))]));
    let told = format!(
        "appointment: has its fee paid already on receipt 1, by invoice {}",
        fee.number
    );
    assert_eq!(again.to_string(), told);
    shop.is_sound();
}

#[test]
fn cancelling_gives_up_an_unpaid_fee_and_confirming_again_raises_it_anew() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let id = shop
        .does(with_fee(tasting, shop.guest("Meera")))
        .appointment;
    let first = shop.fee(id);
    let cancelled = shop.cancels(&shop.admin, id, 1).unwrap();
    assert!(!cancelled.fee_paid);
    assert_eq!(shop.fee(id).state, InvoiceState::Void);
    let refused = refusal(shop.pays_fee(id, vec![Tender::cash(money(50_000))]));
    assert!(
        refused
            .to_string()
            .ends_with("is void; confirm it again first"),
        "{refused}"
    );
    shop.is_sound();

    shop.confirms(&shop.admin, id, 2).unwrap();
    let second = shop.fee(id);
    assert_ne!(second.number, first.number);
    assert_eq!(
        (second.state, second.total),
        (InvoiceState::Open, money(50_000))
    );
    shop.pays_fee(id, vec![Tender::cash(money(50_000))])
        .unwrap();
    shop.is_sound();
}

#[test]
fn a_paid_fee_is_told_when_its_appointment_is_cancelled_and_goes_back_with_its_receipt() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let id = shop
        .does(with_fee(tasting, shop.guest("Meera")))
        .appointment;
    shop.pays_fee(id, vec![Tender::cash(money(50_000))])
        .unwrap();
    let cancelled = shop.cancels(&shop.admin, id, 1).unwrap();
    assert!(cancelled.fee_paid, "its fee was paid");
    assert_eq!(shop.fee(id).state, InvoiceState::Paid);
    let back = shop.does(TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::ONE,
            to: Destination::Stock,
        }],
        reason: "cancelled".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    });
    assert_eq!(back.refunds[0].amount, money(50_000));
    assert_eq!(shop.fee(id).credited, money(50_000));
    shop.is_sound();
    // Whoever takes it up again pays again.
    shop.confirms(&shop.admin, id, 2).unwrap();
    assert_eq!(shop.fee(id).state, InvoiceState::Open);
    shop.pays_fee(id, vec![Tender::cash(money(50_000))])
        .unwrap();
    shop.is_sound();
}

#[test]
fn an_unpaid_fee_names_the_time_that_its_appointment_has_now() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let id = shop
        .does(with_fee(tasting, shop.guest("Meera")))
        .appointment;
    let first = shop.fee(id).invoice;
    shop.does(Reschedule {
        appointment: id,
        version: 1,
        start: at(24 + 15, 30),
        calendar: None,
        staff: None,
        outside_hours: false,
    });
    let fee = shop.fee(id);
    let line = |invoice| {
        let found = shop
            .shop
            .read(|db| invoices::invoice(db, invoice))
            .unwrap()
            .unwrap();
        (found.state, found.lines[0].name.clone())
    };
    assert_eq!(
        line(first),
        (InvoiceState::Void, "Tasting, Mon 2 Mar 14:00".into())
    );
    assert_eq!(
        line(fee.invoice),
        (InvoiceState::Open, "Tasting, Tue 3 Mar 15:30".into())
    );
    shop.is_sound();
}

#[test]
fn a_fee_of_nothing_and_one_that_is_not_there_are_refused() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let free = Book {
        fee: Some(money(0)),
        ..with_fee(tasting, meera)
    };
    assert!(matches!(
        refusal(shop.tries(free)),
        Refusal::Invalid { field, .. } if field == "fee"
    ));
    assert_eq!(shop.used_seats(tasting, at(14, 0)), 0);
    let id = shop.books(tasting, at(14, 0), meera).appointment;
    let refused = refusal(shop.pays_fee(id, vec![Tender::cash(money(100))]));
    assert_eq!(
        refused.to_string(),
        "appointment: has no fee; there is nothing to be paid"
    );
}

#[test]
fn an_invoice_that_was_given_up_is_void_in_its_customers_history() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let id = shop.does(with_fee(tasting, meera)).appointment;
    let void = || -> Vec<bool> {
        let passed = shop.shop.read(|db| customers::history(db, meera, 10));
        let passed = passed.unwrap().into_iter();
        let invoices = passed.filter(|entry| entry.what == Passed::Invoice);
        invoices.map(|entry| entry.void).collect()
    };
    assert_eq!(void(), [false]);
    shop.cancels(&shop.admin, id, 1).unwrap();
    assert_eq!(void(), [true]);
}

#[test]
fn a_fee_takes_of_a_gift_card_once_and_an_overdrawn_card_refuses_the_whole() {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let id = shop
        .does(with_fee(tasting, shop.guest("Meera")))
        .appointment;
    let code = CardCode::parse("GIFT0001").unwrap();
    shop.does(Checkout {
        gift_cards: vec![GiftCardLine {
            code: code.clone(),
            amount: money(30_000),
        }],
        tenders: vec![Tender::cash(money(30_000))],
        ..Checkout::default()
    });
    let balance = || {
        let card = shop.shop.read(|db| stored_value::gift_card(db, &code));
        card.unwrap().unwrap().balance
    };
    let of_card = |minor| Tender {
        kind: TenderKind::Gift,
        amount: money(minor),
        reference: Some("GIFT0001".into()),
    };
    let too_much = shop.pays_fee(id, vec![of_card(30_001), Tender::cash(money(19_999))]);
    assert!(matches!(refusal(too_much), Refusal::Overdrawn { .. }));
    assert_eq!(balance(), money(30_000));
    assert_eq!(shop.fee(id).state, InvoiceState::Open);

    let both = || vec![of_card(30_000), Tender::cash(money(20_000))];
    shop.pays_fee(id, both()).unwrap();
    refusal(shop.pays_fee(id, both()));
    assert_eq!(balance(), money(0));
    assert_eq!(shop.fee(id).state, InvoiceState::Paid);
    shop.is_sound();
}
