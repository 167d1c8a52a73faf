//! Hostile text, in every field there is: lines for `run`, webhooks, what is
//! typed, scanned and looked for, and what is written for other programs.
//!
//! Each target has a corpus of what is right, which is changed by chance, some
//! of it by words that have broken programs before. Nothing may panic, every
//! line is answered, and the books add up at the end. `SHERBET_HOSTILE_SECONDS`
//! says how long each target is tried; a seed and its place reproduce a try.

use std::{
    env, fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sherbet::{
    gateway::{Account, keep, work},
    shop::{
        books,
        stock::{ShelfQuery, find_for_sale, shelf_ids},
    },
    values::{
        Country, Currency, Decimal, LabelValue, Name, Phone, RequestId, ScaleLabel, ShopZone,
        check_digit, fold, line, paragraph,
    },
};

use crate::{
    command_line_support::{Corner, Ended, Teller},
    dice::Dice,
    gateway_support::{Practised, signed},
};

/// Words that have broken programs before.
const WORDS: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\u{feff}",
    "\u{202e}evil\u{202c}",
    "\u{200b}\u{200d}\u{2060}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "काजू कतली",
    "حلوى ‏١٢٣",
    "\u{1f600}\u{fe0f}",
    "İıſßﬁ",
    "\r\nBEGIN:VEVENT\r\n",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE sales; --",
    "%s%n%x",
    "../../../../etc/passwd",
    "\\u0000",
    "\u{1b}[2J\u{1b}p0",
    "NaN",
    "-0",
    "1e400",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "0.0000000000000000000000001",
    "१२३",
    "１２３",
    "2026-02-30 25:61",
    "\"",
    "{{{{",
    "NEAR(\"a\" \"b\")",
    "a* OR b",
    "\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}",
];

/// Numbers at the edges.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1.5",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e308",
    "null",
    "true",
    "[]",
    "{}",
    "\"1\"",
];

fn word(dice: &mut Dice) -> String {
    let word = WORDS[dice.below(WORDS.len())];
    match dice.below(12) {
        0 => word.repeat(1 + dice.below(400)),
        1 => format!("{word}{}", WORDS[dice.below(WORDS.len())]),
        _ => word.to_owned(),
    }
}

/// Another text, near to one that is right.
fn bytes_changed(dice: &mut Dice, right: &[u8]) -> Vec<u8> {
    let mut bytes = right.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len() + 1);
        let end = at + dice.below(bytes.len() + 1 - at).min(20);
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes.truncate(at),
            _ => drop(bytes.splice(at..end, word(dice).into_bytes())),
        }
    }
    bytes
}

/// Changes values in JSON and leaves it JSON.
fn values_changed(dice: &mut Dice, value: &mut Value, one_in: usize) {
    match value {
        Value::Array(values) => {
            for value in &mut *values {
                values_changed(dice, value, one_in);
            }
            if dice.below(20) == 0 {
                values.extend(values.clone());
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if !matches!(name.as_str(), "request" | "do") {
                    values_changed(dice, value, one_in);
                }
            }
        }
        leaf if dice.below(one_in) == 0 => {
            *leaf = match dice.below(3) {
                0 => serde_json::from_str(NUMBERS[dice.below(NUMBERS.len())]).unwrap_or_default(),
                _ => json!(word(dice)),
            }
        }
        _ => {}
    }
}

/// Tries `target` for as long as is said, or `usual` times.
fn tries(name: &str, usual: u64, mut target: impl FnMut(u64)) {
    let seconds = env::var("SHERBET_HOSTILE_SECONDS").ok();
    let seconds = seconds.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let begun = Instant::now();
    let mut tried = 0;
    while seconds.map_or(tried < usual, |seconds| begun.elapsed() < seconds) {
        target(tried);
        tried += 1;
    }
    println!("{name}: {tried} tries");
}

/// A line of every kind, right but for the ids.
fn lines() -> Vec<Value> {
    let at = "2031-03-02 14:00";
    vec![
        json!({ "do": "sales.checkout", "cash_minor": 5000, "note": "for Mira",
            "lines": [{ "sweet": "Mathura Peda", "quantity": 1, "price_minor": 1099 }],
            "discount": { "percent": "5" }, "customer": 1 }),
        json!({ "do": "sales.checkout", "tenders": [{ "kind": "cash", "amount_minor": 2000 },
            { "kind": "card", "amount_minor": 198, "reference": "4242" }],
            "lines": [{ "sweet": 1, "quantity": 2 }] }),
        json!({ "do": "sales.take_back", "receipt": 1, "reason": "stale",
            "lines": [{ "line": 1, "quantity": 1 }] }),
        json!({ "do": "sales.void", "receipt": 2, "reason": "mistyped" }),
        json!({ "do": "sales.quote", "lines": [{ "sweet": "Mathura Peda", "quantity": 1 }],
            "name": "Mira", "note": "wedding" }),
        json!({ "do": "stock.restock", "sweet": "Mathura Peda", "quantity": 5, "note": "morning" }),
        json!({ "do": "stock.correct", "sweet": 1, "counted": 14, "expected": 15, "reason": "eaten" }),
        json!({ "do": "stock.write_off", "sweet": 1, "quantity": 1, "reason": "fell" }),
        json!({ "do": "stock.look", "sweet": "Mathura Peda" }),
        json!({ "do": "catalogue.add", "name": "Jalebi", "price_minor": 1999, "sku": "JAL-1",
            "barcodes": ["8901234567894"], "opening": 10, "category": "Fried", "unit": "piece",
            "low_at": 2, "picture": "🍥" }),
        json!({ "do": "catalogue.edit", "sweet": 1, "version": 1,
            "change": { "name": "Vrindavan Peda", "sku": null, "category": "Milk" } }),
        json!({ "do": "staff.approve", "account": "Ravi", "role": "staff" }),
        json!({ "do": "customers.add", "name": "Mira", "phone": "+91 98765 43210",
            "email": "mira@example.org", "note": "no nuts" }),
        json!({ "do": "customers.edit", "customer": 1, "version": 1, "name": "Mira B" }),
        json!({ "do": "taxes.add", "name": "GST", "percent": "5", "inside": true }),
        json!({ "do": "calendars.add", "name": "Hatch", "length_minutes": 60,
            "capacity": { "room": { "amount_minor": 10000, "orders": 5 } },
            "hours": { "monday": [["00:00", "24:00"]] } }),
        json!({ "do": "calendars.set_date", "calendar": "Hatch", "date": "2031-03-03",
            "hours": [["10:00", "12:00"]], "note": "Holi" }),
        json!({ "do": "slots.offered", "calendar": "Hatch", "date": "2031-03-03" }),
        json!({ "do": "orders.place", "calendar": "Hatch", "start": at, "name": "Mira",
            "phone": "+91 98765 43210", "note": "ring twice",
            "lines": [{ "sweet": "Mathura Peda", "quantity": 2, "inscription": "Happy birthday" }] }),
        json!({ "do": "orders.advance", "order": 1, "version": 1, "to": "accepted" }),
        json!({ "do": "appointments.book", "calendar": "Table", "customer": "Mira", "start": at,
            "note": "by the window" }),
        json!({ "do": "codes.ask", "purpose": "hand_over", "subject": 7,
            "phone": "98765 43210", "way": "display" }),
        json!({ "do": "codes.check", "purpose": "hand_over", "subject": 7,
            "phone": "98765 43210", "code": "123456" }),
        json!({ "do": "shifts.open", "drawer": "Main", "float_minor": 500 }),
        json!({ "do": "shifts.move_cash", "shift": 1, "kind": "pay_in", "amount_minor": 100,
            "reason": "change" }),
        json!({ "do": "shifts.count", "shift": 1,
            "cash": [{ "denomination_minor": 100, "pieces": 5 }], "note": "twice" }),
        json!({ "do": "settings.scale_labels", "version": 1,
            "value": { "prefixes": ["21"], "item_digits": 5, "value": "price", "decimals": 2 } }),
        json!({ "do": "settings.upi", "version": 1,
            "value": { "address": "shop@bank", "name": "Mithai" } }),
        json!({ "do": "printing.receipt", "receipt": 1 }),
    ]
}

#[test]
fn whatever_a_line_says_it_is_answered_and_the_books_add_up() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1000);
    let mut calendar = corner.asked_by("Asha");
    calendar.args(["calendars", "add", "--name", "Table", "--length", "45"]);
    calendar.args(["--seats", "2", "--open", "mon-sun 10:00-19:00"]);
    assert!(calendar.output().unwrap().status.success());
    let errors = corner.folder.path().join("errors");
    let mut run = corner.asked_by("Asha");
    run.args(["run", "-"]);
    run.stderr(fs::File::create(&errors).unwrap());
    let mut teller = Teller::start(&mut run);
    let corpus = lines();
    let (mut done, mut refused) = (0, 0);
    tries("lines of run", 400, |tried| {
        let mut dice = Dice::of(tried);
        let mut line = corpus[tried as usize % corpus.len()].clone();
        line["request"] = json!(RequestId::new().to_string());
        let whole = dice.below(5) > 0;
        let one_in = [3, 12, 1000][dice.below(3)];
        values_changed(&mut dice, &mut line, one_in);
        let said = match whole {
            true => line.to_string(),
            false => {
                let changed = bytes_changed(&mut dice, line.to_string().as_bytes());
                let said = String::from_utf8_lossy(&changed).into_owned();
                said.replace(['\n', '\r'], " ")
            }
        };
        if said.trim_ascii().is_empty() {
            return;
        }
        assert!(teller.try_say(&said), "{tried}: the session ended: {said}");
        let answer = teller
            .hear()
            .unwrap_or_else(|| panic!("{tried}: no answer: {said}"));
        assert!(answer.get("fault").is_none(), "{tried}: {said}: {answer}");
        match answer.get("done") {
            Some(_) => done += 1,
            None => {
                assert!(
                    answer["refused"]["message"].is_string(),
                    "{tried}: {answer}"
                );
                refused += 1;
            }
        }
    });
    println!("{done} done, {refused} refused");
    assert!(done > 20 && refused > 100);
    drop(teller.finish());
    let errors = fs::read_to_string(errors).unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
    corner.is_whole();
    // What is told and written elsewhere takes the same text.
    for arguments in [
        &["sweets", "list"][..],
        &["customers", "list"],
        &["journal", "show", "--limit", "1000"],
        &["sales", "list"],
        &["print", "receipt", "1"],
        &["print", "label", "1"],
    ] {
        for json in [&[][..], &["--json"]] {
            let mut command = corner.asked_by("Asha");
            let ended = Ended::of(command.args(json).args(arguments).output().unwrap());
            assert!(!ended.err.contains("panicked"), "{arguments:?}: {ended:?}");
            assert!(matches!(ended.code, 0..=2), "{arguments:?}: {ended:?}");
        }
    }
}

#[test]
fn whatever_a_webhook_says_it_is_kept_or_refused_and_stands_in_nobodys_way() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (_, order) = shop.ordered(sweet, 1);
    let account = Account::load(&shop.shop.shop, &shop.vault()).unwrap();
    let secrets = account.webhooks().cloned().unwrap();
    let right = json!({ "entity": "event", "event": "payment.captured", "created_at": 1_772_422_200,
        "payload": {
            "payment": { "entity": { "id": "pay_1", "amount": 50000, "currency": "INR",
                "status": "captured", "order_id": order.as_str(), "method": "upi" } },
            "refund": { "entity": { "id": "rfnd_1", "amount": 100, "payment_id": "pay_1" } },
            "dispute": { "entity": { "id": "disp_1", "phase": "chargeback", "status": "open" } } } });
    let kinds = [
        "payment.authorized",
        "payment.captured",
        "payment.failed",
        "order.paid",
        "refund.processed",
        "refund.failed",
        "payment.dispute.created",
    ];
    tries("webhooks", 150, |tried| {
        let mut dice = Dice::of(tried);
        let mut event = right.clone();
        event["event"] = json!(kinds[dice.below(kinds.len())]);
        values_changed(&mut dice, &mut event, 8);
        let body = match dice.coin() {
            true => event.to_string().into_bytes(),
            false => bytes_changed(&mut dice, event.to_string().as_bytes()),
        };
        let id = match dice.below(4) {
            0 => word(&mut dice),
            _ => format!("evt_{tried}"),
        };
        let signature = signed(&body);
        // What can't be kept is refused; what was kept is worked through.
        drop(keep(&shop.shop.shop, &secrets, body, &signature, &id));
        for worked in work(&shop.shop.shop).unwrap_or_else(|e| panic!("{tried}: {e}")) {
            let worked = format!("{worked:?}");
            assert!(!worked.starts_with("Stuck"), "{tried}: {worked}");
        }
    });
    assert_eq!(shop.shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn whatever_is_typed_scanned_or_looked_for_is_taken_or_refused() {
    let shop = crate::support::TestShop::new();
    for name in ["Mathura Peda", "काजू कतली", "Jalebi"] {
        shop.sweet(name, 1099, 10);
    }
    let inr = Currency::of("INR").unwrap();
    let india = Country::of_zone(ShopZone::parse("Asia/Kolkata").unwrap());
    let layouts: Vec<ScaleLabel> = [(4, LabelValue::Price, true), (6, LabelValue::Weight, false)]
        .into_iter()
        .map(|(digits, value, check)| {
            ScaleLabel::of(vec!["21".into(), "02".into()], digits, value, 3, check).unwrap()
        })
        .collect();
    let corpus = [
        "Mathura Peda",
        "2112345012345",
        "+91 98765 43210",
        "1,234.50",
        "KAJU-1",
        "peda \"kaju\" -x",
    ];
    tries("what is typed", 3000, |tried| {
        let mut dice = Dice::of(tried);
        let right = corpus[dice.below(corpus.len())];
        let changed = bytes_changed(&mut dice, right.as_bytes());
        let typed = String::from_utf8_lossy(&changed).into_owned();
        drop(Name::parse(&typed));
        drop(line(&typed, 40));
        drop(paragraph(&typed, 40));
        fold(&typed);
        drop(Decimal::parse(&typed).map(|number| number.scaled(3)));
        for country in [None, india] {
            // What was read once is read again as it was.
            if let Ok(phone) = Phone::parse(&typed, country) {
                assert_eq!(
                    Phone::stored(phone.as_str()).as_ref(),
                    Ok(&phone),
                    "{typed:?}"
                );
            }
        }
        // Scanners send digits, and a right check digit, when they misread too.
        let mut code: String = (0..12)
            .map(|_| char::from(b'0' + dice.below(10) as u8))
            .collect();
        code.replace_range(..2, ["21", "02"][dice.below(2)]);
        if let Some(digit) = check_digit(&code) {
            code.push(char::from(b'0' + digit));
        }
        for layout in &layouts {
            drop(layout.read(&code, inr));
            drop(layout.read(&typed, inr));
        }
        if tried % 10 == 0 {
            let query = ShelfQuery {
                text: typed.clone(),
                ..ShelfQuery::default()
            };
            let found = shop.shop.read(|db| {
                find_for_sale(db, shop.shop.names(), &typed, 10)?;
                shelf_ids(db, &query)
            });
            assert!(found.is_ok(), "{typed:?}: {found:?}");
        }
    });
    // A page that was pasted into the field.
    let page = "peda ".repeat(5000);
    let found = shop
        .shop
        .read(|db| find_for_sale(db, shop.shop.names(), &page, 10))
        .unwrap();
    assert_eq!(found.rows.len(), 1);
}
