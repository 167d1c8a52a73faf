//! What came and was put aside: found by who may, told with its reason, and seen to.

use sherbet::{
    gateway::{gist, work},
    shop::{
        Refusal,
        payments::{
            Aside, AsideId, AsideWhy, Door, Flag, KeepMessage, News, PutAside, Said, SeenAside,
            SeenTo, aside, asides, body_of,
        },
    },
    values::{MessageId, RequestId},
};

use crate::{
    command_line_support::Corner,
    payments_support::{id, money, news},
    support::{TestShop, refusal},
};

/// As a provider sends it, with what it should not be asked to show.
const INVOICE_PAID: &str = r#"{
    "event": "invoice.paid", "created_at": 1772442000,
    "payload": {
        "payment": { "entity": { "id": "pay_9", "amount": 4550, "currency": "INR",
            "status": "captured", "email": "meera@example.com", "contact": "+919876543210",
            "vpa": "meera@bank", "card": { "name": "Meera Rao", "last4": "1111" } } },
        "Meera Rao": { "entity": { "id": "inv_1" } },
        "invoice": { "entity": { "id": "inv_1", "status": "meera@example.com",
            "amount": 4550, "currency": "INR", "customer": "Meera Rao" } } } }"#;

impl TestShop {
    fn sent(&self, event: &str, body: &str) -> MessageId {
        let keep = KeepMessage {
            event: id(event),
            body: body.as_bytes().to_vec(),
        };
        self.machine(keep).unwrap().message
    }

    fn asides(&self, all: bool) -> Vec<Aside> {
        let now = self.shop.now();
        self.shop.read(|db| asides(db, !all, now, 100)).unwrap()
    }

    fn sees(&self, aside: AsideId, note: &str) -> Result<AsideId, sherbet::shop::Trouble> {
        let note = note.into();
        self.tries(SeenAside { aside, note })
    }
}

fn ids(asides: &[Aside]) -> Vec<String> {
    asides.iter().map(|aside| aside.id.to_string()).collect()
}

#[test]
fn what_the_shop_does_not_understand_stands_aside_until_somebody_saw_to_it() {
    let shop = TestShop::new();
    let message = shop.sent("evt_1", INVOICE_PAID);
    let unreadable = shop.sent("evt_2", "no JSON");
    assert_eq!(shop.asides(false), []);
    work(&shop.shop).unwrap();
    let open = shop.asides(false);
    assert_eq!(ids(&open), ["message-2", "message-1"]);
    assert_eq!((open[1].door, open[1].is_open), (Door::Webhook, true));
    assert_eq!(open[1].event, Some(id("evt_1")));
    assert_eq!(
        open[1].why,
        AsideWhy::NotUnderstood {
            why: "an event of the kind invoice.paid".into()
        }
    );

    let what = AsideId::Message(message);
    let refused = refusal(shop.sees(what, " "));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "note"));
    refusal(shop.sees(AsideId::Message(MessageId::new(99)), "looked"));
    let ravi = shop.staff();
    let seen = SeenAside {
        aside: what,
        note: "x".into(),
    };
    let by_ravi = shop.shop.execute(&ravi, RequestId::new(), seen);
    assert!(matches!(refusal(by_ravi), Refusal::NotAllowed { .. }));
    assert_eq!(shop.sees(what, " taken off there ").unwrap(), what);
    refusal(shop.sees(what, "again"));

    assert_eq!(ids(&shop.asides(false)), ["message-2"]);
    let all = shop.asides(true);
    assert_eq!(ids(&all), ["message-2", "message-1"]);
    let seen = all[1].seen.as_ref().unwrap();
    assert_eq!(
        (seen.by.as_str(), seen.note.as_str(), all[1].is_open),
        ("Asha", "taken off there", false)
    );
    assert_eq!(unreadable, MessageId::new(2));
    shop.adds_up_again();
}

#[test]
fn what_a_message_is_about_is_told_without_anything_of_people() {
    let gist = gist(INVOICE_PAID.as_bytes());
    assert_eq!(gist.event.as_deref(), Some("invoice.paid"));
    assert_eq!(gist.sent_at.map(|at| at.ms()), Some(1_772_442_000_000));
    let about: Vec<_> = gist.about.iter().map(|part| part.what.as_str()).collect();
    assert_eq!(about, ["invoice", "payment"]);
    assert_eq!(gist.about[1].id.as_deref(), Some("pay_9"));
    assert_eq!(gist.about[1].status.as_deref(), Some("captured"));
    assert_eq!(gist.about[1].amount, Some(money(4_550)));
    assert_eq!(gist.about[0].status, None, "an address is no state");
    let told = serde_json::to_string(&gist).unwrap();
    for theirs in ["eera", "@", "98765", "1111"] {
        assert!(!told.contains(theirs), "{told}");
    }
    for hostile in [
        "",
        "[]",
        "{\"payload\":[1]}",
        "{\"payload\":{\"a\":7}}",
        "\u{0}",
    ] {
        let gist = sherbet::gateway::gist(hostile.as_bytes());
        assert_eq!((gist.event, gist.bytes), (None, hostile.len()));
    }
}

#[test]
fn money_of_nobodys_order_stands_aside_and_money_that_does_not_fit_is_seen_to_at_its_payment() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let right = news(Door::Poll, &begun, "pay_1", Said::Captured);
    let stranger = News {
        order: Some(id("order_of_others")),
        ..right.clone()
    };
    shop.told(stranger.clone());
    // Who tells the same once more makes no second of it.
    shop.told(stranger);
    let dollars = News {
        currency: "USD".into(),
        payment: id("pay_2"),
        ..right
    };
    shop.told(dollars);
    let open = shop.asides(false);
    assert_eq!(open.len(), 2);
    let [usd, nobodys] = &open[..] else { panic!() };
    let flag = |aside: &Aside| match &aside.why {
        AsideWhy::Flagged { told } => told.flag,
        other => panic!("{other:?}"),
    };
    assert_eq!(flag(nobodys), Some(Flag::UnknownOrder));
    assert_eq!((nobodys.payment, nobodys.door), (None, Door::Poll));
    assert_eq!(flag(usd), Some(Flag::WrongCurrency));
    assert_eq!(usd.payment, Some(begun.payment));

    let at_the_payment = refusal(shop.sees(usd.id, "given back"));
    assert!(at_the_payment.to_string().contains("is of payment 1"));
    shop.sees(nobodys.id, "the web shop's").unwrap();
    assert_eq!(ids(&shop.asides(false)), [usd.id.to_string()]);
    shop.does(SeenTo {
        payment: begun.payment,
        flag: Flag::WrongCurrency,
        note: "given back there".into(),
    });
    assert_eq!(shop.asides(false), []);
    assert_eq!(shop.asides(true).len(), 2);
    shop.adds_up_again();
}

#[test]
fn a_message_that_nobody_works_through_or_that_the_program_fails_on_is_told_of_and_goes() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 1);
    let body = format!(
        r#"{{"event":"payment.captured","payload":{{"payment":{{"entity":{{
            "id":"pay_1","amount":3000,"currency":"INR","status":"captured",
            "order_id":"order_{}"}}}}}}}}"#,
        begun.payment
    );
    let message = AsideId::Message(shop.sent("evt_1", &body));
    assert_eq!(shop.asides(false), [], "it came a moment ago");
    shop.clock.step_ms(60_000);
    assert_eq!(shop.asides(false)[0].why, AsideWhy::Waits);

    let file = rusqlite::Connection::open(&shop.path).unwrap();
    file.execute_batch(
        "CREATE TRIGGER bad BEFORE INSERT ON payment_news
         BEGIN SELECT RAISE (ABORT, 'not this one'); END",
    )
    .unwrap();
    work(&shop.shop).unwrap();
    work(&shop.shop).unwrap();
    let stuck = &shop.asides(false)[0];
    assert!(
        matches!(&stuck.why, AsideWhy::Stuck { why } if why.contains("not this one")),
        "{stuck:?}"
    );
    let waits = refusal(shop.sees(message, "looked"));
    assert!(waits.to_string().contains("still waits"), "{waits}");

    file.execute_batch("DROP TRIGGER bad").unwrap();
    work(&shop.shop).unwrap();
    assert_eq!(shop.asides(true), []);
    let now = shop.shop.now();
    assert_eq!(
        shop.shop.read(|db| aside(db, message, now)).unwrap(),
        None,
        "it counts now"
    );
    assert_eq!(shop.payment(begun.payment).captured, money(3_000));
    shop.adds_up_again();
}

#[test]
fn what_was_put_aside_is_listed_shown_and_seen_to_on_the_command_line() {
    let corner = Corner::founded();
    corner.hire_ravi();
    {
        let shop = corner.open();
        let nobody = sherbet::shop::Session::visitor("payments");
        let keep = KeepMessage {
            event: id("evt_1"),
            body: INVOICE_PAID.as_bytes().to_vec(),
        };
        let kept = shop.execute(&nobody, RequestId::new(), keep).unwrap();
        let aside = PutAside {
            message: kept.message,
            why: "an event of the kind invoice.paid".into(),
        };
        assert!(shop.execute(&nobody, RequestId::new(), aside).unwrap());
        let id = AsideId::Message(kept.message);
        let body = shop.read(|db| body_of(db, id)).unwrap().unwrap();
        assert_eq!(body, INVOICE_PAID.as_bytes());
    }
    let list = ["payments", "aside", "list"];
    assert_eq!(corner.ask("Ravi", list).refused()["reason"], "not_allowed");
    let listed = corner.asha(list).answer();
    assert_eq!(listed[0]["id"], "message-1");
    assert_eq!(listed[0]["why"]["kind"], "not_understood");
    let show = corner.asha(["payments", "aside", "show", "message-1"]);
    let shown = show.answer();
    assert_eq!(shown["message"]["event"], "invoice.paid");
    assert_eq!(shown["message"]["about"][1]["id"], "pay_9");
    assert!(!shown.to_string().contains("meera"), "{shown}");
    let none = corner.asha(["payments", "aside", "show", "message-7"]);
    assert_eq!(none.refused()["reason"], "unknown");
    let wrong = corner.asha(["payments", "aside", "show", "7"]);
    assert_eq!(wrong.refused()["field"], "aside");
    let seen = ["payments", "aside", "seen", "message-1", "--note", "ours"];
    assert_eq!(corner.asha(seen).done(), "message-1");
    assert_eq!(corner.asha(list).answer().as_array().unwrap().len(), 0);
    corner.is_whole();
}
