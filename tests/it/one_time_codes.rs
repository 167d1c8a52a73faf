//! One-time codes: asked for, tried, limited, and nowhere to be read.

use std::{fs, path::Path};

use rusqlite::{Connection, types::ValueRef};
use sherbet::{
    shop::{
        Refusal, Session, Shop, Trouble, books,
        codes::{self, AskCode, Asked, CheckCode, DeadCode, Purpose, Verdict, Way},
        customers::EraseCustomer,
    },
    store::Fault,
    values::{Clock as _, RequestId},
};

use crate::{
    appointments_support::{self, pending_for},
    orders_support::ready_for,
    support::{PASSWORD, TestShop, refusal},
};

const ZOE: &str = "98765 43210";
const MINUTE: i64 = 60_000;

pub fn ask(subject: i64, phone: &str) -> AskCode {
    AskCode {
        purpose: Purpose::HandOver,
        subject,
        customer: None,
        phone: Some(phone.into()),
        way: Some(Way::Display),
    }
}

impl TestShop {
    /// The number of an order that is ready for whoever has this phone.
    fn ready(&self, phone: &str) -> i64 {
        ready_for(&self.shop, &self.admin, phone).get()
    }

    fn asks(&self, ask: AskCode) -> Result<Asked, Trouble> {
        self.shop.ask_code(&self.admin, RequestId::new(), ask)
    }

    /// What the customer's display shows of a code.
    fn shown(&self, asked: &Asked) -> Option<String> {
        let shown = codes::shown(&self.shop, &self.admin, asked.code).unwrap();
        shown.map(|digits| digits.to_string())
    }

    fn try_code(&self, subject: i64, phone: &str, code: &str) -> Result<Verdict, Trouble> {
        tries(&self.shop, &self.admin, subject, phone, code)
    }
}

fn tries(
    shop: &Shop,
    session: &Session,
    subject: i64,
    phone: &str,
    code: &str,
) -> Result<Verdict, Trouble> {
    let check = CheckCode {
        purpose: Purpose::HandOver,
        subject,
        customer: None,
        phone: Some(phone.into()),
        code: code.into(),
    };
    shop.execute(session, RequestId::new(), check)
}

/// Other digits than these.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

fn dead(why: DeadCode) -> Verdict {
    Verdict::Dead { why }
}

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
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn after_five_wrong_tries_the_right_one_is_dead_too() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let asked = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&asked).unwrap();
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
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn the_same_request_is_one_try_and_other_digits_are_another_request() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let asked = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&asked).unwrap();
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
    let order = shop.ready(ZOE);
    let asked = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&asked).unwrap();
    shop.clock.step_ms(10 * MINUTE - 1);
    assert_eq!(
        shop.try_code(order, ZOE, &other_than(&code)).unwrap(),
        Verdict::Wrong { left: 4 }
    );
    shop.clock.step_ms(1);
    // It is over; somebody else's act is written down; then the clock is set back.
    shop.customer("Ann", "");
    shop.clock.step_ms(-5 * MINUTE);
    let TestShop {
        path,
        clock,
        shop: open,
        admin,
        folder: _folder,
    } = shop;
    drop((open, admin));
    let open = Shop::open(&path, clock.clone()).unwrap();
    let admin = open.log_in("Asha", PASSWORD, "window 1").unwrap();
    assert_eq!(
        tries(&open, &admin, order, ZOE, &code).unwrap(),
        dead(DeadCode::Expired)
    );
    assert_eq!(
        tries(&open, &admin, order, ZOE, &code).unwrap(),
        dead(DeadCode::None)
    );

    // Set back to before it was made, a code is over at once, and stays so.
    let nine = ready_for(&open, &admin, "98765 43299").get();
    let asked = open.ask_code(&admin, RequestId::new(), ask(nine, "98765 43299"));
    let code = codes::shown(&open, &admin, asked.unwrap().code);
    let code = code.unwrap().unwrap();
    clock.step_ms(-10_000);
    let tried = |code: &str| tries(&open, &admin, nine, "98765 43299", code).unwrap();
    assert_eq!(tried(&code), dead(DeadCode::Expired));
    clock.step_ms(20_000);
    assert_eq!(tried(&code), dead(DeadCode::None));
    assert_eq!(open.read(books::add_up).unwrap(), []);
}

#[test]
fn tries_are_counted_through_a_restart() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let asked = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&asked).unwrap();
    for left in [4, 3] {
        assert_eq!(
            shop.try_code(order, ZOE, &other_than(&code)).unwrap(),
            Verdict::Wrong { left }
        );
    }
    let TestShop {
        path,
        clock,
        shop: open,
        admin,
        folder: _folder,
    } = shop;
    drop((open, admin));
    let open = Shop::open(&path, clock).unwrap();
    let admin = open.log_in("Asha", PASSWORD, "window 1").unwrap();
    let wrong = tries(&open, &admin, order, ZOE, &other_than(&code));
    assert_eq!(wrong.unwrap(), Verdict::Wrong { left: 2 });
    assert_eq!(
        tries(&open, &admin, order, ZOE, &code).unwrap(),
        Verdict::Right
    );
}

fn too_many(answer: Result<Asked, Trouble>) -> (String, i64) {
    match refusal(answer) {
        Refusal::TooManyCodes { whom, wait_s, .. } => (whom, wait_s),
        other => panic!("not that there were too many: {other:?}"),
    }
}

#[test]
fn a_phone_gets_three_codes_in_ten_minutes_and_ten_in_a_day() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    for _ in 0..3 {
        shop.asks(ask(order, ZOE)).unwrap();
        shop.clock.step_ms(MINUTE);
    }
    assert_eq!(
        too_many(shop.asks(ask(order, ZOE))),
        ("this number".into(), 420)
    );
    // Another phone is another's.
    let another = shop.ready("98765 43211");
    shop.asks(ask(another, "98765 43211")).unwrap();
    shop.clock.step_ms(7 * MINUTE);
    for _ in 0..7 {
        shop.asks(ask(order, ZOE)).unwrap();
        shop.clock.step_ms(10 * MINUTE);
    }
    let (whom, wait_s) = too_many(shop.asks(ask(order, ZOE)));
    assert_eq!(whom, "this number");
    // The first was 80 minutes ago.
    assert_eq!(wait_s, (24 * 60 - 80) * 60);
    shop.clock.step_ms(wait_s * 1000);
    shop.asks(ask(order, ZOE)).unwrap();
}

#[test]
fn a_window_gets_thirty_codes_in_ten_minutes_and_another_window_its_own() {
    let shop = TestShop::new();
    for place in 0..30 {
        let phone = format!("98765 432{place:02}");
        shop.asks(ask(shop.ready(&phone), &phone)).unwrap();
    }
    let last = shop.ready("98765 43299");
    let (whom, wait_s) = too_many(shop.asks(ask(last, "98765 43299")));
    assert_eq!((whom.as_str(), wait_s), ("this window", 600));
    let other = shop.shop.log_in("Asha", PASSWORD, "window 2").unwrap();
    shop.shop
        .ask_code(&other, RequestId::new(), ask(last, "98765 43299"))
        .unwrap();
}

#[test]
fn a_clock_set_back_shortens_no_wait_and_makes_none_without_an_end() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    for _ in 0..3 {
        shop.asks(ask(order, ZOE)).unwrap();
    }
    // By a year: by the clock the codes are still to come.
    shop.clock.step_ms(-365 * 24 * 60 * MINUTE);
    assert_eq!(
        too_many(shop.asks(ask(order, ZOE))),
        ("this number".into(), 600)
    );
    shop.clock.step_ms(9 * MINUTE);
    assert_eq!(too_many(shop.asks(ask(order, ZOE))).1, 60);
    shop.clock.step_ms(MINUTE);
    shop.asks(ask(order, ZOE)).unwrap();
}

/// Whether these digits stand in the bytes as a number of their own, or text in them at all.
fn stands_in(bytes: &[u8], text: &str) -> bool {
    let digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        text.len() == 6 && byte.is_some_and(u8::is_ascii_digit)
    };
    bytes
        .windows(text.len())
        .enumerate()
        .filter(|(_, part)| *part == text.as_bytes())
        .any(|(at, _)| !digit(at.checked_sub(1)) && !digit(Some(at + text.len())))
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.display().to_string(), fs::read(&path).unwrap())
    });
    files.collect()
}

/// All that stands in a table, one value after the other.
fn written_in(file: &Connection, table: &str) -> Vec<u8> {
    let mut rows = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = rows.column_count();
    let mut rows = rows.query([]).unwrap();
    let mut written = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => written.extend_from_slice(bytes),
                ValueRef::Integer(number) => written.extend(number.to_string().bytes()),
                ValueRef::Null | ValueRef::Real(_) => {}
            }
            written.push(b'\n');
        }
    }
    written
}

#[test]
fn digits_are_in_no_file_log_journal_or_backup_and_numbers_stand_with_no_code() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let mut secrets = Vec::new();
    // One that was used, one that was replaced, one that is live.
    let used = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&used).unwrap();
    secrets.push(other_than(&code));
    shop.try_code(order, ZOE, &other_than(&code)).unwrap();
    shop.try_code(order, ZOE, &code).unwrap();
    secrets.push(code);
    for _ in 0..2 {
        let asked = shop.asks(ask(order, ZOE)).unwrap();
        secrets.push(shop.shown(&asked).unwrap());
    }
    let backup = shop.folder.path().join("backup.sherbet");
    shop.shop.back_up(&shop.admin, &backup).unwrap();
    let looked_at = files(shop.folder.path());
    let names: Vec<&str> = looked_at.iter().map(|(name, _)| name.as_str()).collect();
    for ending in ["corner.sherbet", "corner.sherbet-wal", "backup.sherbet"] {
        assert!(names.iter().any(|name| name.ends_with(ending)), "{names:?}");
    }
    // The search finds what is there.
    assert!(
        looked_at
            .iter()
            .any(|(_, bytes)| stands_in(bytes, "hand_over"))
    );
    for (name, bytes) in &looked_at {
        for (place, secret) in secrets.iter().enumerate() {
            assert!(!stands_in(bytes, secret), "secret {place} is in {name}");
        }
    }
    // Without the key nobody opens what is sealed.
    let file = Connection::open(&backup).unwrap();
    let sealed: i64 = file
        .query_row("SELECT count(sealed) FROM messages", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sealed, 1, "only of the live one");
    // Nor does it tell whom they went to.
    for table in ["codes", "code_asks", "messages"] {
        let written = written_in(&file, table);
        assert!(!written.is_empty(), "{table}");
        for number in ["+919876543210", "98765 43210"] {
            assert!(!stands_in(&written, number), "{number} is in {table}");
        }
    }
}

#[test]
fn what_brought_a_code_is_overwritten_in_the_file_once_the_code_is_over() {
    let shop = TestShop::new();
    // Several: in the place of a lone one something else may be written anyway.
    let phones = ["98765 43210", "98765 43211", "98765 43212"];
    let codes = phones.map(|phone| {
        let order = shop.ready(phone);
        let asked = shop.asks(ask(order, phone)).unwrap();
        (order, phone, shop.shown(&asked).unwrap())
    });
    let file = Connection::open(&shop.path).unwrap();
    let sealed = (1..=3).map(|message| -> Vec<u8> {
        let sql = "SELECT sealed FROM messages WHERE id = ?1";
        file.query_row(sql, [message], |row| row.get(0)).unwrap()
    });
    let sealed: Vec<Vec<u8>> = sealed.collect();
    drop(file);
    let TestShop {
        path,
        clock,
        shop: open,
        admin,
        folder: _folder,
    } = shop;
    // Closed, the shop is one file, without a log.
    drop((open, admin));
    let stay = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        let stays = |part: &[u8]| bytes.windows(part.len()).any(|here| here == part);
        sealed
            .iter()
            .filter(|sealed| sealed.chunks_exact(8).any(stays))
            .count()
    };
    assert_eq!(stay(&path), 3, "they wait in the file until then");
    let open = Shop::open(&path, clock).unwrap();
    let admin = open.log_in("Asha", PASSWORD, "window 1").unwrap();
    for (order, phone, code) in &codes {
        let tried = tries(&open, &admin, *order, phone, code);
        assert_eq!(tried.unwrap(), Verdict::Right);
    }
    drop((open, admin));
    assert_eq!(stay(&path), 0);
}

#[test]
fn who_is_erased_gets_no_code_that_was_on_its_way() {
    let shop = TestShop::new();
    let booking = pending_for(&shop.shop, &shop.admin, ZOE);
    let asked = shop.asks(AskCode {
        purpose: Purpose::Booking,
        ..ask(booking.get(), ZOE)
    });
    let asked = asked.unwrap();
    let code = shop.shown(&asked).unwrap();
    let erase = EraseCustomer {
        customer: shop.appointment(booking).customer,
        version: 1,
        quotations: Vec::new(),
        give_up_credit: false,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), erase)
        .unwrap();
    assert_eq!(shop.shown(&asked), None);
    let check = CheckCode {
        purpose: Purpose::Booking,
        subject: booking.get(),
        customer: None,
        phone: Some(ZOE.into()),
        code,
    };
    let tried = shop.shop.execute(&shop.admin, RequestId::new(), check);
    assert_eq!(tried.unwrap(), dead(DeadCode::None));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
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
    use crate::printing::{network, next_slip, setup};
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
