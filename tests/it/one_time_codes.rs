//! One-time codes: asked for, tried, and over.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal, books,
        codes::{AskCode, CheckCode, DeadCode, Purpose, Verdict, Way},
    },
    store::Fault,
    values::{Clock as _, RequestId},
};

use crate::{
    appointments_support,
    one_time_codes_support::{MINUTE, ZOE, ask, dead, other_than},
    support::{TestShop, refusal},
};

#[test]
fn a_code_is_right_once_for_its_phone_its_purpose_and_its_order() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let asked = shop.asks(ask(order, ZOE)).unwrap();
    assert_eq!(asked.ending, "210");
    assert_eq!(asked.until.ms() - shop.clock.now().ms(), 10 * MINUTE);
    let code = shop.shown(&asked).unwrap();
    let purpose = CheckCode {
        purpose: Purpose::Booking,
        subject: order,
        customer: None,
        phone: Some(ZOE.into()),
        code: code.clone(),
    };
    let elsewhere = shop.shop.execute(&shop.admin, RequestId::new(), purpose);
    assert_eq!(elsewhere.unwrap(), dead(DeadCode::None));
    assert_eq!(
        shop.try_code(order, "98765 43211", &code).unwrap(),
        dead(DeadCode::None)
    );
    assert_eq!(
        shop.try_code(order + 1, ZOE, &code).unwrap(),
        dead(DeadCode::AnotherSubject)
    );
    // However it is said.
    let said = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(
        shop.try_code(order, "+91 98765-43210", &said).unwrap(),
        Verdict::Right
    );
    assert_eq!(
        shop.try_code(order, ZOE, &code).unwrap(),
        dead(DeadCode::None)
    );
    assert_eq!(shop.shown(&asked), None);
    shop.adds_up();
}

#[test]
fn after_five_wrong_tries_the_right_one_is_dead_too() {
    let shop = TestShop::new();
    let (order, asked, code) = shop.zoes_code();
    let wrong = other_than(&code);
    // What is no code is no try.
    for slip in ["12345", "", "abcdef"] {
        let refused = refusal(shop.try_code(order, ZOE, slip));
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "code"));
    }
    for left in [4, 3, 2, 1] {
        assert_eq!(
            shop.try_code(order, ZOE, &wrong).unwrap(),
            Verdict::Wrong { left }
        );
    }
    assert_eq!(
        shop.try_code(order, ZOE, &wrong).unwrap(),
        dead(DeadCode::Guessed)
    );
    assert_eq!(
        shop.try_code(order, ZOE, &code).unwrap(),
        dead(DeadCode::None)
    );
    assert_eq!(shop.shown(&asked), None);
    shop.adds_up();
}

#[test]
fn the_same_request_is_one_try_and_other_digits_are_another_request() {
    let shop = TestShop::new();
    let (order, _, code) = shop.zoes_code();
    let check = |code: &str| CheckCode {
        purpose: Purpose::HandOver,
        subject: order,
        customer: None,
        phone: Some(ZOE.into()),
        code: code.into(),
    };
    let request = RequestId::new();
    let first = shop
        .shop
        .execute(&shop.admin, request, check(&other_than(&code)));
    assert_eq!(first.unwrap(), Verdict::Wrong { left: 4 });
    let again = shop
        .shop
        .execute(&shop.admin, request, check(&other_than(&code)));
    assert_eq!(again.unwrap(), Verdict::Wrong { left: 4 });
    let other = shop.shop.execute(&shop.admin, request, check(&code));
    assert!(matches!(refusal(other), Refusal::RequestReused { .. }));
    assert_eq!(shop.try_code(order, ZOE, &code).unwrap(), Verdict::Right);
}

#[test]
fn asking_again_ends_the_former_in_the_same_commit() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let first = shop.asks(ask(order, ZOE)).unwrap();
    let former = shop.shown(&first).unwrap();
    let second = shop.asks(ask(order, ZOE)).unwrap();
    assert_eq!(shop.shown(&first), None);
    let now = shop.shown(&second).unwrap();
    if former != now {
        assert_eq!(
            shop.try_code(order, ZOE, &former).unwrap(),
            Verdict::Wrong { left: 4 }
        );
    }
    assert_eq!(shop.try_code(order, ZOE, &now).unwrap(), Verdict::Right);
    // By hand neither can a second one live.
    shop.asks(ask(order, ZOE)).unwrap();
    let file = Connection::open(&shop.path).unwrap();
    let by_hand = file.execute(
        "INSERT INTO codes (act, at_ms, account, window, purpose, subject, phone, salt, hash, until_ms)
         SELECT act + 1000, at_ms, account, window, purpose, subject, phone, salt, hash, until_ms
         FROM codes WHERE state = 'live'",
        [],
    );
    assert!(by_hand.unwrap_err().to_string().contains("UNIQUE"));
    let revived = file.execute("UPDATE codes SET state = 'live' WHERE id = 1", []);
    assert!(revived.is_err());
}

#[test]
fn a_code_lives_ten_minutes_and_neither_a_restart_nor_a_clock_set_back_changes_that() {
    let shop = TestShop::new();
    let (order, _, code) = shop.zoes_code();
    shop.clock.step_ms(10 * MINUTE - 1);
    assert_eq!(
        shop.try_code(order, ZOE, &other_than(&code)).unwrap(),
        Verdict::Wrong { left: 4 }
    );
    shop.clock.step_ms(1);
    // It is over; somebody else's act is written down; then the clock is set back.
    shop.customer("Ann", "");
    shop.clock.step_ms(-5 * MINUTE);
    let shop = shop.reopened();
    assert_eq!(
        shop.try_code(order, ZOE, &code).unwrap(),
        dead(DeadCode::Expired)
    );
    assert_eq!(
        shop.try_code(order, ZOE, &code).unwrap(),
        dead(DeadCode::None)
    );

    // Set back to before it was made, a code is over at once, and stays so.
    let nine = shop.ready("98765 43299");
    let asked = shop.asks(ask(nine, "98765 43299")).unwrap();
    let code = shop.shown(&asked).unwrap();
    shop.clock.step_ms(-10_000);
    let tried = |code: &str| shop.try_code(nine, "98765 43299", code).unwrap();
    assert_eq!(tried(&code), dead(DeadCode::Expired));
    shop.clock.step_ms(20_000);
    assert_eq!(tried(&code), dead(DeadCode::None));
    shop.adds_up();
}

#[test]
fn tries_are_counted_through_a_restart() {
    let shop = TestShop::new();
    let (order, _, code) = shop.zoes_code();
    for left in [4, 3] {
        assert_eq!(
            shop.try_code(order, ZOE, &other_than(&code)).unwrap(),
            Verdict::Wrong { left }
        );
    }
    let shop = shop.reopened();
    let wrong = shop.try_code(order, ZOE, &other_than(&code));
    assert_eq!(wrong.unwrap(), Verdict::Wrong { left: 2 });
    assert_eq!(shop.try_code(order, ZOE, &code).unwrap(), Verdict::Right);
}

#[test]
fn who_has_no_number_or_no_way_is_told_what_is_missing() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let without = |change: fn(&mut AskCode)| {
        let mut ask = ask(order, ZOE);
        change(&mut ask);
        refusal(shop.asks(ask)).to_string()
    };
    assert!(without(|ask| ask.way = None).starts_with("way: is not chosen"));
    assert!(without(|ask| ask.phone = Some("12".into())).starts_with("phone: is no telephone"));
    let ann = shop.customer("Ann", "");
    let table = shop.calendar("Table", 1);
    let booked = shop.books(table, appointments_support::at(10, 0), ann);
    let of_ann = AskCode {
        purpose: Purpose::Booking,
        phone: None,
        ..ask(booked.appointment.get(), "")
    };
    assert_eq!(
        refusal(shop.asks(of_ann)).to_string(),
        "customer: Ann has no number that can be called; add one"
    );
    assert!(!matches!(
        shop.shop.read(books::add_up),
        Err(Fault::Damaged { .. })
    ));
}

#[test]
fn a_code_on_paper_is_printed_while_it_lives_and_never_after() {
    use crate::printing_support::{network, next_slip, setup};
    use sherbet::{
        devices::{outbox::print_due, printer::Means},
        shop::{printing::Printers, settings::ChangeSetting},
    };

    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let on_paper = || AskCode {
        way: Some(Way::Paper),
        ..ask(order, ZOE)
    };
    let refused = refusal(shop.asks(on_paper())).to_string();
    assert!(refused.starts_with("way: can't be paper"), "{refused}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let change = ChangeSetting {
        version: 0,
        value: Printers {
            printers: vec![setup("Counter", network(port))],
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    let asked = shop.asks(on_paper()).unwrap();
    // The display is another way.
    assert_eq!(shop.shown(&asked), None);
    let printing = std::thread::spawn(move || (next_slip(&listener), listener));
    assert_eq!(print_due(&shop.shop, &Means::default()).unwrap(), 1);
    let (slip, _listener) = printing.join().unwrap();
    let six = |part: &&str| part.len() == 6 && part.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = slip.split(|c: char| !c.is_ascii_digit()).collect();
    let code = words.into_iter().find(six).expect("six digits");
    assert_eq!(shop.try_code(order, ZOE, code).unwrap(), Verdict::Right);
    // One that is over when its turn comes is not printed.
    shop.asks(on_paper()).unwrap();
    shop.clock.step_ms(10 * MINUTE);
    assert_eq!(print_due(&shop.shop, &Means::default()).unwrap(), 0);
}
