//! Fees of appointments that are paid at a provider, by a code.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use sherbet::{
    shop::{
        Refusal, Trouble,
        appointments::{AppointmentChange, Book, Edit, Fee, PayFee, Reschedule},
        invoices::{self, InvoiceState},
        payments::{
            self, BeginFee, BeginRefund, Begun, Door, Expire, Flag, FulfilAgain, Goods, Ordered,
            Release, Said, State, Verdict, of_fee,
        },
        sales::{self, Destination, Sold, TakeBack, TakenLine, Tender, TenderKind},
    },
    values::{AppointmentId, PaymentId, Quantity, Timestamp},
};

use crate::{
    appointments_support::{at, booking},
    checker::Askers,
    payments_storms::{TOLD, heard, log_of, process, tell_all, tellings},
    payments_support::{id, money, news, order_of},
    support::{TestShop, refusal},
};

/// Meera's appointment at 14:00, which costs 500.00.
fn with_fee() -> (TestShop, AppointmentId) {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", 1);
    let meera = shop.guest("Meera");
    let booked = shop.does(Book {
        fee: Some(money(50_000)),
        confirmed: true,
        ..booking(tasting, at(14, 0), meera)
    });
    (shop, booked.appointment)
}

fn begin(appointment: AppointmentId) -> BeginFee {
    BeginFee {
        appointment,
        means: TenderKind::Upi,
        hold_s: 600,
        note: None,
        shift: None,
    }
}

impl TestShop {
    /// A code for a fee, whose order the provider has.
    #[track_caller]
    fn shows_code(&self, appointment: AppointmentId) -> Begun {
        let begun = self.does(begin(appointment));
        let order = Ordered {
            key: begun.key,
            order: id(&order_of(begun.payment)),
        };
        self.machine(order).unwrap();
        begun
    }

    #[track_caller]
    fn code_is_paid(&self, begun: &Begun) -> Verdict {
        let payment = format!("pay_{}", begun.payment);
        self.told(news(Door::Webhook, begun, &payment, Said::Captured))
    }

    fn fee_now(&self, appointment: AppointmentId) -> Fee {
        self.appointment(appointment).fee.unwrap()
    }

    fn gives_cash(&self, appointment: AppointmentId) -> Result<Sold, Trouble> {
        self.tries(PayFee {
            appointment,
            tenders: vec![Tender::cash(money(50_000))],
            note: None,
            shift: None,
        })
    }

    fn moves(&self, appointment: AppointmentId, version: i64, start: Timestamp) {
        self.does(Reschedule {
            appointment,
            version,
            start,
            calendar: None,
            staff: None,
            outside_hours: false,
        });
    }

    fn takes_late_money(&self, payment: PaymentId) -> Result<Sold, Trouble> {
        self.tries(FulfilAgain {
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
fn a_fee_that_is_paid_by_code_pays_its_own_invoice_on_a_receipt() {
    let (shop, appointment) = with_fee();
    let open = shop.fee_now(appointment);
    let begun = shop.does(BeginFee {
        note: Some("at table 2".into()),
        ..begin(appointment)
    });
    assert_eq!(
        (begun.amount, &begun.invoice),
        (money(50_000), &open.number)
    );
    assert_eq!(
        shop.fee_now(appointment).waits,
        Some(begun.payment),
        "it is shown with the appointment"
    );
    shop.adds_up_again();
    let order = Ordered {
        key: begun.key,
        order: id(&order_of(begun.payment)),
    };
    shop.machine(order).unwrap();
    let sold = sold(shop.code_is_paid(&begun));
    assert_eq!((sold.number, sold.total), (1, money(50_000)));
    let fee = shop.fee_now(appointment);
    assert_eq!((fee.invoice, fee.state), (open.invoice, InvoiceState::Paid));
    assert_eq!((fee.receipt, fee.waits, fee.late), (Some(1), None, None));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines[0].name, "Tasting, Mon 2 Mar 14:00");
    assert_eq!(receipt.note.as_deref(), Some("at table 2"));
    assert_eq!(receipt.customer.unwrap().name, "Meera");
    let paid = &receipt.tenders[0];
    assert_eq!((paid.kind, paid.given), (TenderKind::Upi, money(50_000)));
    assert_eq!(
        refusal(shop.gives_cash(appointment)).to_string(),
        format!(
            "appointment: has its fee paid already on receipt 1, by invoice {}",
            open.number
        )
    );
    shop.adds_up_again();
}

#[test]
fn while_a_code_waits_the_fee_is_paid_in_no_other_way_and_by_no_second_code() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    let waits = "appointment: has its fee asked for by QR until 09:10:00, by payment 1: wait for \
                 it, or cancel it first";
    assert_eq!(refusal(shop.gives_cash(appointment)).to_string(), waits);
    let second = refusal(shop.tries(begin(appointment)));
    assert_eq!(second.to_string(), waits);
    let released = shop.does(Release {
        payment: begun.payment,
    });
    assert_eq!(released.appointment, Some(appointment));
    assert_eq!(released.sale.lines.len(), 0);
    let fee = shop.fee_now(appointment);
    assert_eq!((fee.state, fee.waits), (InvoiceState::Open, None));
    shop.adds_up_again();
    shop.gives_cash(appointment).unwrap();
    shop.adds_up_again();
}

#[test]
fn a_code_is_refused_for_what_costs_nothing_or_waits_for_no_money() {
    let (shop, appointment) = with_fee();
    let tasting = shop.appointment(appointment).calendar;
    let free = shop.does(booking(tasting, at(15, 0), shop.guest("Omar")));
    let why = |asked: BeginFee| refusal(shop.tries(asked)).to_string();
    assert_eq!(
        why(begin(free.appointment)),
        "appointment: has no fee; there is nothing to be paid"
    );
    let unknown = refusal(shop.tries(begin(AppointmentId::new(99))));
    assert!(
        matches!(&unknown, Refusal::Unknown { what, .. } if what == "appointment"),
        "{unknown}"
    );
    let cash = BeginFee {
        means: TenderKind::Cash,
        ..begin(appointment)
    };
    assert_eq!(
        why(cash),
        "means: is card, upi or bank: what a provider takes"
    );
    let long = BeginFee {
        hold_s: 59,
        ..begin(appointment)
    };
    assert_eq!(
        why(long),
        "hold_s: is between a minute and a day: 60 to 86400 seconds"
    );
    shop.cancels(&shop.admin, appointment, 1).unwrap();
    assert!(why(begin(appointment)).ends_with("is void; confirm it again first"));
    shop.adds_up_again();
}

#[test]
fn a_code_whose_time_is_over_leaves_the_fee_to_be_paid_and_its_money_is_told_when_it_comes() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    let payment = begun.payment;
    shop.clock.step_ms(600_000);
    shop.machine(Expire { payment }).unwrap();
    let fee = shop.fee_now(appointment);
    assert_eq!((fee.state, fee.waits), (InvoiceState::Open, None));
    shop.adds_up_again();

    is_late(&shop.code_is_paid(&begun));
    let fee = shop.fee_now(appointment);
    assert_eq!(
        (fee.state, fee.late),
        (InvoiceState::Open, Some(payment)),
        "nobody has said yet what it is for"
    );
    let listed = shop.shop.read(|db| of_fee(db, appointment)).unwrap();
    assert_eq!((listed.len(), listed[0].goods), (1, Goods::TimeOver));
    assert!(listed[0].is_late());
    shop.adds_up_again();

    // Not while the customer may be paying by another code.
    let second = shop.shows_code(appointment);
    let waits = refusal(shop.takes_late_money(payment)).to_string();
    assert!(
        waits.ends_with("by payment 2: wait for it, or cancel it first"),
        "{waits}"
    );
    shop.does(Release {
        payment: second.payment,
    });
    let sold = shop.takes_late_money(payment).unwrap();
    assert_eq!((sold.number, sold.total), (1, money(50_000)));
    let fee = shop.fee_now(appointment);
    assert_eq!(
        (fee.state, fee.receipt, fee.late),
        (InvoiceState::Paid, Some(1), None)
    );
    assert_eq!(shop.payment(payment).flag, None);
    shop.adds_up_again();
}

#[test]
fn money_that_comes_when_the_fee_was_paid_in_cash_is_no_fee_any_more_and_goes_back() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    let payment = begun.payment;
    shop.does(Release { payment });
    shop.gives_cash(appointment).unwrap();
    is_late(&shop.code_is_paid(&begun));
    let paid = refusal(shop.takes_late_money(payment)).to_string();
    assert!(
        paid.starts_with("appointment: has its fee paid already on receipt 1"),
        "{paid}"
    );
    shop.does(BeginRefund {
        payment,
        amount: money(50_000),
        reason: "paid in cash".into(),
    });
    let back = Said::Refunded {
        refund: id("rfnd_1"),
        amount: money(50_000),
        ours: None,
    };
    let told = shop.told(news(Door::Webhook, &begun, "pay_1", back));
    assert_eq!(told, Verdict::Refunded { payment });
    let now = shop.payment(payment);
    assert_eq!((now.state, now.flag), (State::Refunded, None));
    assert_eq!(shop.fee_now(appointment).late, None);
    shop.adds_up_again();
}

#[test]
fn an_appointment_that_was_moved_meanwhile_is_paid_by_the_same_code_for_its_new_time() {
    let (shop, appointment) = with_fee();
    let before = shop.fee_now(appointment);
    let begun = shop.shows_code(appointment);
    shop.moves(appointment, 1, at(16, 0));
    let omar = shop.guest("Omar");
    shop.does(Edit {
        appointment,
        version: 2,
        change: AppointmentChange {
            customer: Some(omar),
            ..AppointmentChange::default()
        },
    });
    let moved = shop.fee_now(appointment);
    assert_ne!(moved.invoice, before.invoice);
    assert_eq!(
        shop.payment(begun.payment).invoice,
        moved.invoice,
        "the payment is for the invoice as it is now"
    );
    shop.adds_up_again();
    sold(shop.code_is_paid(&begun));
    let fee = shop.fee_now(appointment);
    assert_eq!(
        (fee.invoice, fee.state),
        (moved.invoice, InvoiceState::Paid)
    );
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines[0].name, "Tasting, Mon 2 Mar 16:00");
    assert_eq!(receipt.customer.unwrap().id, omar);
    let first = shop.shop.read(|db| invoices::invoice(db, before.invoice));
    assert_eq!(first.unwrap().unwrap().state, InvoiceState::Void);
    shop.adds_up_again();
}

#[test]
fn cancelling_gives_the_code_up_and_its_money_waits_for_a_person() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    shop.cancels(&shop.admin, appointment, 1).unwrap();
    let listed = shop.shop.read(|db| payments::at_counter(db, begun.payment));
    assert_eq!(listed.unwrap().unwrap().goods, Goods::Cancelled);
    assert_eq!(shop.payment(begun.payment).state, State::Expired);
    assert_eq!(shop.fee_now(appointment).state, InvoiceState::Void);
    shop.adds_up_again();
    is_late(&shop.code_is_paid(&begun));
    let void = refusal(shop.takes_late_money(begun.payment)).to_string();
    assert!(void.ends_with("confirm it again first"), "{void}");
    shop.adds_up_again();
    // It takes place after all: the money is there already.
    shop.confirms(&shop.admin, appointment, 2).unwrap();
    shop.takes_late_money(begun.payment).unwrap();
    assert_eq!(shop.fee_now(appointment).state, InvoiceState::Paid);
    shop.adds_up_again();
}

#[test]
fn another_amount_pays_no_fee_and_a_counter_shows_none_of_it() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    let admin = shop.admin.account().unwrap();
    let at_counter = || {
        let seen = shop.shop.read(|db| {
            Ok((
                payments::waiting(db)?.len(),
                payments::late(db)?.len(),
                payments::newest_of(db, admin)?.is_some(),
            ))
        });
        seen.unwrap()
    };
    assert_eq!(at_counter(), (0, 0, false));
    let mut less = news(Door::Poll, &begun, "pay_1", Said::Captured);
    less.amount = money(49_999);
    let flagged = Verdict::Flagged {
        payment: Some(begun.payment),
        why: Flag::WrongAmount,
    };
    assert_eq!(shop.told(less), flagged);
    assert_eq!(shop.fee_now(appointment).state, InvoiceState::Open);
    shop.adds_up_again();
    shop.does(Release {
        payment: begun.payment,
    });
    is_late(&shop.told(news(Door::Poll, &begun, "pay_2", Said::Captured)));
    assert_eq!(at_counter(), (0, 0, false));
    shop.adds_up_again();
}

#[test]
fn a_fee_that_was_paid_by_code_goes_back_by_the_provider_with_its_receipt() {
    let (shop, appointment) = with_fee();
    let begun = shop.shows_code(appointment);
    sold(shop.code_is_paid(&begun));
    let cancelled = shop.cancels(&shop.admin, appointment, 1).unwrap();
    assert!(cancelled.fee_paid);
    shop.does(TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::ONE,
            to: Destination::Stock,
        }],
        reason: "has a cold".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    });
    let payment = shop.payment(begun.payment);
    assert_eq!(payment.refunding, money(50_000));
    let fee = shop.fee_now(appointment);
    assert_eq!((fee.credited, fee.late), (money(50_000), None));
    shop.adds_up_again();
}

/// A shop with so many fees whose codes wait for their money.
fn with_codes(many: usize) -> (TestShop, Vec<AppointmentId>, Vec<Begun>) {
    let shop = TestShop::new();
    let tasting = shop.calendar("Tasting", i64::try_from(many).unwrap());
    let guest = shop.guest("Meera");
    let booked = (0..many).map(|_| {
        shop.does(Book {
            fee: Some(money(50_000)),
            ..booking(tasting, at(14, 0), guest)
        })
    });
    let booked: Vec<_> = booked.map(|booked| booked.appointment).collect();
    let begun = booked.iter().map(|one| shop.shows_code(*one)).collect();
    (shop, booked, begun)
}

#[track_caller]
fn each_is_paid_once(shop: &TestShop, booked: &[AppointmentId], askers: Askers) {
    for one in booked {
        let fee = shop.fee_now(*one);
        assert_eq!((fee.state, fee.waits), (InvoiceState::Paid, None));
    }
    let receipts = shop.shop.read(|db| sales::list(db, None, 1_000)).unwrap();
    assert_eq!(receipts.len(), booked.len());
    shop.adds_up_again();
    askers.explained(&shop.path);
}

#[test]
fn of_verify_webhook_and_poll_at_once_on_each_of_many_fees_one_is_counted() {
    let many = 20;
    let (shop, booked, begun) = with_codes(many);
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
    assert_eq!(captured.into_inner(), many);
    assert_eq!(already.into_inner(), many * (TOLD.len() - 1));
    each_is_paid_once(&shop, &booked, askers);
}

#[test]
fn whoever_is_killed_while_telling_of_fees_leaves_each_to_be_counted_once() {
    let (shop, booked, begun) = with_codes(12);
    let all = tellings(&begun);
    let work = shop.folder.path().join("work");
    let mut won = Vec::new();
    for answers in [1, 7, 20, 33] {
        let mut child = process(&shop, &work, &all);
        won.extend(heard(&mut child, answers));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let told = |(_, verdict): &&(String, String)| verdict == "captured";
    let captured = Mutex::new(won.iter().filter(told).count());
    let askers = Askers::new();
    askers.read(&log_of(&work));
    tell_all(&askers, &shop.shop, &all, |_, verdict| match verdict {
        Verdict::Captured { flag: None, .. } => *captured.lock().unwrap() += 1,
        Verdict::Already { .. } => {}
        other => panic!("{other:?}"),
    });
    // A capture may have been on disk and never told; none was told twice.
    assert!(captured.into_inner().unwrap() <= booked.len());
    each_is_paid_once(&shop, &booked, askers);
}
