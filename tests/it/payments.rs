//! Payments: whichever door the news comes through, the money is counted once.

use sherbet::{
    shop::{
        Refusal,
        invoices::{self, InvoiceState},
        payments::{
            self, Door, Flag, KeepMessage, News, Ordered, PutAside, Said, SeenTo, SettleByHand,
            State, Step, TakeNews, Verdict, step,
        },
        sales::{self, TenderKind},
    },
    values::{Money, RequestId},
};

use crate::{
    payments_support::{begin, gateway, id, money, news, order_of},
    support::{TestShop, refusal},
};

fn one_of_each() -> [Said; 8] {
    let refund = id("rfnd_1");
    [
        Said::Created,
        Said::Authorized,
        Said::Captured,
        Said::Failed { why: "no".into() },
        Said::RefundAccepted {
            refund: refund.clone(),
            amount: money(1),
            ours: None,
        },
        Said::Refunded {
            refund: refund.clone(),
            amount: money(1),
            ours: None,
        },
        Said::RefundFailed {
            refund,
            amount: money(1),
            ours: None,
            why: "no".into(),
        },
        Said::Disputed {
            dispute: id("disp_1"),
            phase: "open".into(),
        },
    ]
}

#[test]
fn every_state_has_its_answer_to_everything_that_can_be_said() {
    use State::{Authorized, Captured, Created, Expired, Failed, PartRefunded, Pending, Refunded};
    use Step::{Capture, Flag, Note, Refund, RefundAccepted, RefundFailed, To};
    const PAID: [Step; 8] = [
        Note,
        Note,
        Note,
        Note,
        RefundAccepted,
        Refund,
        RefundFailed,
        Flag,
    ];
    let unpaid = |authorized, failed| [Note, authorized, Capture, failed, Note, Flag, Flag, Flag];
    let table: [(State, [Step; 8]); 8] = [
        (Created, unpaid(To(Authorized), To(Failed))),
        (Pending, unpaid(To(Authorized), To(Failed))),
        (Authorized, unpaid(Note, To(Failed))),
        (Captured, PAID),
        (PartRefunded, PAID),
        (Refunded, PAID),
        (Failed, unpaid(To(Authorized), Note)),
        (Expired, unpaid(Note, Note)),
    ];
    let mut walked = 0;
    for (state, steps) in table {
        for (said, expected) in one_of_each().iter().zip(steps) {
            assert_eq!(step(state, said), expected, "{state:?}, {said:?}");
            walked += 1;
        }
    }
    assert_eq!(walked, State::ALL.len() * 8);
}

#[test]
fn whoever_tells_first_captures_and_the_others_are_told_already() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 2);
    assert_eq!(shop.payment(begun.payment).state, State::Pending);

    let verify = news(Door::Verify, &begun, "pay_1", Said::Captured);
    let request = RequestId::new();
    let take = || {
        let take = TakeNews {
            news: verify.clone(),
            message: None,
        };
        shop.shop.execute(&gateway(), request, take).unwrap()
    };
    let Verdict::Captured {
        payment,
        sold: Some(sold),
        flag: None,
        ..
    } = take()
    else {
        panic!("not captured");
    };
    assert_eq!(
        (payment, sold.number, sold.total),
        (begun.payment, 1, money(6_000))
    );
    // The same asking again is answered as it was, out of the journal.
    assert!(matches!(take(), Verdict::Captured { sold: Some(again), .. } if again == sold));
    let webhook = News {
        event: Some(id("evt_1")),
        ..news(Door::Webhook, &begun, "pay_1", Said::Captured)
    };
    let poll = news(Door::Poll, &begun, "pay_1", Said::Captured);
    let already = Verdict::Already {
        payment: Some(begun.payment),
    };
    for again in [webhook.clone(), webhook, poll, verify] {
        assert_eq!(shop.told(again), already);
    }

    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(
        (receipt.tenders[0].kind, receipt.by.as_str()),
        (TenderKind::Upi, "Asha")
    );
    assert_eq!(receipt.tenders[0].reference.as_deref(), Some("pay_1"));
    let invoice = shop
        .shop
        .read(|db| invoices::find(db, &begun.invoice))
        .unwrap()
        .unwrap();
    assert_eq!(
        (invoice.state, invoice.paid, invoice.receipt),
        (InvoiceState::Paid, money(6_000), Some(1))
    );
    assert_eq!(invoice.allocations.len(), 1);
    assert_eq!(shop.on_hand(katli), 3);
    // The same event a second time is the same message, and no row of the story.
    let story = shop
        .shop
        .read(|db| payments::story(db, begun.payment))
        .unwrap();
    let told: Vec<_> = story
        .iter()
        .map(|row| (row.door, row.verdict.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Door::Verify, "captured"),
            (Door::Webhook, "already"),
            (Door::Poll, "already"),
            (Door::Verify, "already"),
        ]
    );
    shop.adds_up_again();
}

#[test]
fn an_order_that_is_not_ours_a_wrong_amount_and_a_wrong_currency_are_kept_and_count_nothing() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let right = news(Door::Webhook, &begun, "pay_1", Said::Captured);
    let flagged = |payment, why| Verdict::Flagged { payment, why };

    let stranger = News {
        order: Some(id("order_of_others")),
        ..right.clone()
    };
    assert_eq!(shop.told(stranger), flagged(None, Flag::UnknownOrder));
    let none = News {
        order: None,
        ..right.clone()
    };
    assert_eq!(shop.told(none), flagged(None, Flag::UnknownOrder));
    let less = News {
        amount: money(2_999),
        ..right.clone()
    };
    assert_eq!(
        shop.told(less),
        flagged(Some(begun.payment), Flag::WrongAmount)
    );
    let dollars = News {
        currency: "USD".into(),
        ..right.clone()
    };
    assert_eq!(
        shop.told(dollars),
        flagged(Some(begun.payment), Flag::WrongCurrency)
    );

    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.state, payment.flag),
        (State::Pending, Some(Flag::WrongCurrency))
    );
    assert_eq!(shop.shop.read(|db| sales::receipt(db, 1)).unwrap(), None);
    assert_eq!(
        shop.shop
            .read(|db| payments::strangers(db, 9))
            .unwrap()
            .len(),
        2
    );
    shop.adds_up_again();

    // What is right after all that still counts, and the flag waits for a person.
    assert!(matches!(
        shop.told(right),
        Verdict::Captured { flag: None, .. }
    ));
    let seen = |flag| SeenTo {
        payment: begun.payment,
        flag,
        note: "given back there".into(),
    };
    assert_eq!(shop.payment(begun.payment).flag, Some(Flag::WrongCurrency));
    refusal(shop.tries(seen(Flag::PaidTwice)));
    shop.does(seen(Flag::WrongCurrency));
    assert_eq!(shop.payment(begun.payment).flag, Some(Flag::WrongAmount));
    shop.does(seen(Flag::WrongAmount));
    assert_eq!(shop.payment(begun.payment).flag, None);
    shop.adds_up_again();
}

#[test]
fn a_second_payment_of_one_order_is_flagged_and_not_counted() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.paid(katli, 1);
    let second = news(Door::Webhook, &begun, "pay_second", Said::Captured);
    let twice = Verdict::Flagged {
        payment: Some(begun.payment),
        why: Flag::PaidTwice,
    };
    assert_eq!(shop.told(second), twice);
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.captured, payment.flag),
        (money(3_000), Some(Flag::PaidTwice))
    );
    // Its refund at the provider takes nothing off the first.
    let back = Said::Refunded {
        refund: id("rfnd_9"),
        amount: money(3_000),
        ours: None,
    };
    let back = shop.told(news(Door::Webhook, &begun, "pay_second", back));
    assert_eq!(
        back,
        Verdict::Refunded {
            payment: begun.payment
        }
    );
    let payment = shop.payment(begun.payment);
    assert_eq!((payment.refunded, payment.flag), (Money::ZERO, None));
    shop.adds_up_again();
}

#[test]
fn a_try_that_failed_is_not_the_end_and_a_late_failure_takes_no_money_away() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let failed = || Said::Failed {
        why: "the bank said no".into(),
    };
    shop.told(news(Door::Webhook, &begun, "pay_1", failed()));
    assert_eq!(shop.payment(begun.payment).state, State::Failed);
    assert!(matches!(
        shop.told(news(Door::Webhook, &begun, "pay_1", Said::Captured)),
        Verdict::Captured { sold: Some(_), .. }
    ));
    let noted = Verdict::Noted {
        payment: begun.payment,
    };
    assert_eq!(
        shop.told(news(Door::Webhook, &begun, "pay_1", failed())),
        noted
    );
    assert_eq!(
        shop.told(news(Door::Webhook, &begun, "pay_1", Said::Authorized)),
        noted
    );
    assert_eq!(shop.payment(begun.payment).state, State::Captured);
    shop.adds_up_again();
}

#[test]
fn an_order_that_was_made_before_a_kill_is_found_by_what_the_shop_called_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.does(begin(katli, 1));
    let told = News {
        key: Some(begun.key),
        ..news(Door::Webhook, &begun, "pay_1", Said::Captured)
    };
    // Another payment of the shop is not found by what stands on a stranger's order.
    let ordered = shop.ordered(katli, 1);
    let stranger = News {
        key: Some(ordered.key),
        order: Some(id("order_of_others")),
        ..news(Door::Webhook, &ordered, "pay_9", Said::Captured)
    };
    let unknown = Verdict::Flagged {
        payment: None,
        why: Flag::UnknownOrder,
    };
    assert_eq!(shop.told(stranger), unknown);
    // Another order is not this payment's, once it has one.
    let other = Ordered {
        key: begun.key,
        order: id("order_other"),
    };
    assert!(matches!(
        shop.told(told),
        Verdict::Captured { sold: Some(_), .. }
    ));
    assert_eq!(
        shop.payment(begun.payment).order,
        Some(id(&order_of(begun.payment)))
    );
    refusal(shop.machine(other));
    let same = Ordered {
        key: begun.key,
        order: id(&order_of(begun.payment)),
    };
    assert_eq!(shop.machine(same).unwrap(), begun.payment);
    assert_eq!(shop.payment(begun.payment).state, State::Captured);
    shop.adds_up_again();
}

#[test]
fn a_message_is_kept_once_and_worked_through_once_in_the_order_of_arrival() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let keep = |event: &str, body: &[u8]| KeepMessage {
        event: id(event),
        body: body.to_vec(),
    };
    let first = shop.machine(keep("evt_1", b"{\"a\":1}")).unwrap();
    let other = shop.machine(keep("evt_2", b"\xff\x00")).unwrap();
    let again = shop.machine(keep("evt_1", b"{\"a\":1}")).unwrap();
    assert_eq!(
        (first.again, other.again, again.again),
        (false, false, true)
    );
    assert_eq!(again.message, first.message);
    refusal(shop.machine(keep("evt_3", &vec![b'x'; (1 << 20) + 1])));
    // Its name is not signed: another message under it is kept, too, and once.
    let named = || keep("evt_1", b"{\"a\":2}");
    let [third, fourth] = [(); 2].map(|()| shop.machine(named()).unwrap());
    assert_eq!((third.again, fourth.again), (false, true));
    assert_eq!(third.message, fourth.message);
    assert_ne!(third.message, first.message);
    let aside = PutAside {
        message: third.message,
        why: "of a kind nobody knows".into(),
    };
    assert!(shop.machine(aside).unwrap());

    let waiting = || {
        shop.shop
            .read(|db| payments::waiting_messages(db, None, 10))
            .unwrap()
    };
    let bodies: Vec<_> = waiting().into_iter().map(|message| message.body).collect();
    assert_eq!(bodies, [b"{\"a\":1}".to_vec(), b"\xff\x00".to_vec()]);
    let take = |payment: &str| TakeNews {
        news: News {
            event: Some(id("evt_1")),
            ..news(Door::Webhook, &begun, payment, Said::Captured)
        },
        message: Some(first.message),
    };
    assert!(matches!(
        shop.machine(take("pay_1")).unwrap(),
        Verdict::Captured { .. }
    ));
    // Worked through again after a kill, whatever is made of it then.
    let already = Verdict::Already {
        payment: Some(begun.payment),
    };
    assert_eq!(shop.machine(take("pay_2")).unwrap(), already);
    // Also where it is read as news of another event: the message is done with.
    let other_event = TakeNews {
        news: News {
            event: Some(id("evt_9")),
            ..news(Door::Webhook, &begun, "pay_2", Said::Captured)
        },
        ..take("pay_2")
    };
    assert_eq!(shop.machine(other_event).unwrap(), already);
    assert_eq!(shop.payment(begun.payment).flag, None);
    let aside = || PutAside {
        message: other.message,
        why: "of a kind nobody knows".into(),
    };
    assert!(shop.machine(aside()).unwrap());
    assert!(!shop.machine(aside()).unwrap());
    assert_eq!(waiting(), []);
    assert_eq!(
        shop.shop
            .read(|db| payments::story(db, begun.payment))
            .unwrap()
            .len(),
        1
    );
    shop.adds_up_again();
}

#[test]
fn only_who_may_settles_by_hand_and_no_machine_says_that_it_is_a_person() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let said = news(Door::Person, &begun, "pay_1", Said::Captured);
    let take = TakeNews {
        news: said.clone(),
        message: None,
    };
    refusal(shop.machine(take));
    let by_hand = SettleByHand {
        news: said,
        reason: "seen on the provider's page".into(),
    };
    let by_ravi = shop.shop.execute(&ravi, RequestId::new(), by_hand.clone());
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));
    assert!(matches!(
        shop.does(by_hand),
        Verdict::Captured { sold: Some(_), .. }
    ));
    shop.adds_up_again();
}
