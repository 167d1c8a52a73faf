//! Files for other programs: a calendar's appointments as iCalendar.

use std::collections::HashMap;

use sherbet::{
    exchange::calendar_file,
    shop::{
        appointments::{self, Reschedule},
        books,
        customers::AddCustomer,
        shop_id,
    },
    values::{CalendarId, RequestId},
};

use crate::{
    appointments_support::{at, booking, open_daily},
    command_line_support::Corner,
    support::TestShop,
};

impl TestShop {
    fn file(&self, id: CalendarId) -> String {
        let about = self.shop.about();
        let calendar = self.shop.read(|db| sherbet::shop::slots::calendar(db, id));
        let read = self.shop.read(|db| {
            let all = appointments::exported(db, about.zone, id)?;
            Ok((shop_id(db)?, all))
        });
        let (shop, all) = read.unwrap();
        calendar_file(about, &shop, &calendar.unwrap().unwrap(), &all).unwrap()
    }
}

/// Lines as RFC 5545 has them: parted by CRLF, folded ones put together again.
fn lines(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n"));
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let whole = file.replace("\r\n ", "");
    whole.trim_end().split("\r\n").map(str::to_owned).collect()
}

/// Each event's properties by name; parameters are part of the name.
fn events(file: &str) -> Vec<HashMap<String, String>> {
    let mut events = Vec::new();
    for line in lines(file) {
        let (name, value) = line.split_once(':').unwrap();
        match (name, value) {
            ("BEGIN", "VEVENT") => events.push(HashMap::new()),
            ("END", "VEVENT") => {}
            _ => {
                if let Some(event) = events.last_mut() {
                    let was = event.insert(name.to_owned(), value.to_owned());
                    assert_eq!(was, None, "{name} is said twice");
                }
            }
        }
    }
    events
}

#[test]
fn an_appointment_keeps_its_uid_and_each_change_raises_its_sequence() {
    let shop = TestShop::new();
    let table = shop.calendar("Tasting table", 2);
    let zoe = shop.guest("Zoë");
    let first = shop.books(table, at(10, 0), zoe);
    let event = events(&shop.file(table)).remove(0);
    let id = shop.shop.read(shop_id).unwrap();
    let known = |name: &str| event[name].as_str();
    assert_eq!(known("UID"), format!("appointment-1@{id}"));
    assert_eq!(known("SEQUENCE"), "0");
    assert_eq!(known("STATUS"), "TENTATIVE");
    assert_eq!(known("SUMMARY"), "Tasting table: Zoë");
    // Ten in Kolkata, half an hour.
    assert_eq!(known("DTSTART"), "20260302T043000Z");
    assert_eq!(known("DTEND"), "20260302T050000Z");
    assert_eq!(known("DTSTAMP"), "20260302T033000Z");
    assert_eq!(known("LOCATION"), "Mithai Corner");

    shop.clock.step_ms(60_000);
    shop.confirms(&shop.admin, first.appointment, first.version)
        .unwrap();
    let event = events(&shop.file(table)).remove(0);
    assert_eq!(event["STATUS"], "CONFIRMED");
    assert_eq!(
        (event["SEQUENCE"].as_str(), event["DTSTAMP"].as_str()),
        ("1", "20260302T033100Z")
    );
    assert_eq!(event["CREATED"], "20260302T033000Z");
    assert_eq!(event["UID"], format!("appointment-1@{id}"));

    shop.does(Reschedule {
        appointment: first.appointment,
        version: 2,
        calendar: None,
        start: at(11, 0),
        staff: None,
        outside_hours: false,
    });
    shop.cancels(&shop.admin, first.appointment, 3).unwrap();
    let event = events(&shop.file(table)).remove(0);
    assert_eq!(event["STATUS"], "CANCELLED");
    assert_eq!(event["SEQUENCE"], "3");
    assert_eq!(event["DTSTART"], "20260302T053000Z");
    assert_eq!(
        event["DESCRIPTION"],
        r"In person\, cancelled\nCancelled because: has a cold"
    );
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn what_is_moved_to_another_calendar_is_cancelled_in_the_file_of_the_first() {
    let shop = TestShop::new();
    let (table, cakes) = (shop.calendar("Tasting table", 1), shop.calendar("Cakes", 1));
    let zoe = shop.guest("Zoë");
    let first = shop.books(table, at(10, 0), zoe);
    let uid = events(&shop.file(table)).remove(0)["UID"].clone();
    shop.does(Reschedule {
        appointment: first.appointment,
        version: 1,
        calendar: Some(cakes),
        start: at(11, 0),
        staff: None,
        outside_hours: false,
    });
    let [gone, here] = [table, cakes].map(|id| events(&shop.file(id)).remove(0));
    assert_eq!((&gone["UID"], &here["UID"]), (&uid, &uid));
    assert_eq!(
        (gone["STATUS"].as_str(), here["STATUS"].as_str()),
        ("CANCELLED", "TENTATIVE")
    );
    assert_eq!(gone["SEQUENCE"], "1");
    assert_eq!(gone["DESCRIPTION"], "Moved to Cakes");
}

#[test]
fn a_file_says_what_it_is_and_the_same_appointments_make_the_same_file() {
    let shop = TestShop::new();
    let table = shop.calendar("Table, by the window; upstairs", 3);
    let hatch = shop.calendar("Other", 1);
    let zoe = shop.guest("Zoë");
    for start in [at(12, 0), at(10, 0), at(10, 0)] {
        shop.books(table, start, zoe);
    }
    shop.books(hatch, at(10, 0), zoe);
    let file = shop.file(table);
    assert_eq!(shop.file(table), file);
    let lines = lines(&file);
    assert_eq!(
        lines[..8],
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Sherbet//Sherbet//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            r"NAME;VALUE=TEXT:Mithai Corner: Table\, by the window\; upstairs",
            r"X-WR-CALNAME;VALUE=TEXT:Mithai Corner: Table\, by the window\; upstairs",
            "X-WR-TIMEZONE;VALUE=TEXT:Asia/Kolkata",
        ]
    );
    assert_eq!(lines.last().unwrap(), "END:VCALENDAR");
    // In order of their times, and those of the other calendar not among them.
    let uids: Vec<String> = events(&file)
        .iter()
        .map(|event| event["UID"].split('@').next().unwrap().to_owned())
        .collect();
    assert_eq!(uids, ["appointment-2", "appointment-3", "appointment-1"]);
    // A calendar without any is a file all the same.
    let empty = shop.calendar("Empty", 1);
    assert_eq!(events(&shop.file(empty)).len(), 0);
}

#[test]
fn long_texts_in_any_script_are_folded_and_special_signs_escaped() {
    let shop = TestShop::new();
    let table = shop.calendar("ગુલાબ જામુન ચાખવાનું મેજ, ઉપરના માળે", 1);
    let name = "કાજુ; કતલી, \\ Ольга 🍬 ";
    let name = name.repeat(3);
    let add = AddCustomer {
        name: name.trim().into(),
        phone: Some("+91 98765 43210".into()),
        ..AddCustomer::default()
    };
    let guest = shop.does(add).customer;
    let mut book = booking(table, at(10, 0), guest);
    book.note = Some("No nuts; no eggs, please. ".repeat(15).trim().into());
    shop.does(book);
    let event = events(&shop.file(table)).remove(0);
    let unescaped = |text: &str| {
        text.replace(r"\,", ",")
            .replace(r"\;", ";")
            .replace(r"\n", "\n")
            .replace(r"\\", r"\")
    };
    assert_eq!(
        unescaped(&event["SUMMARY"]),
        format!("ગુલાબ જામુન ચાખવાનું મેજ, ઉપરના માળે: {}", name.trim())
    );
    assert_eq!(
        unescaped(&event["DESCRIPTION"]),
        format!(
            "In person, not confirmed yet\nPhone: +91 98765 43210\nNote: {}",
            "No nuts; no eggs, please. ".repeat(15).trim()
        )
    );
    assert!(event["SUMMARY"].contains(r"કાજુ\; કતલી\, \\ Ольга"));
}

#[test]
fn a_calendar_is_written_into_a_file_from_the_command_line_by_admins() {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop
        .log_in("Asha", crate::support::PASSWORD, "test")
        .unwrap();
    let does = |name| {
        shop.execute(&asha, RequestId::new(), open_daily(name, 1))
            .unwrap()
    };
    does("Tasting table");
    let file = corner.folder.path().join("table.ics");
    let path = file.to_str().unwrap();
    let export = ["calendars", "export", "tasting table", "--out", path];
    let written = corner.asha(export).answer();
    assert_eq!(written["appointments"], 0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n"), "{text}");
    // What is there is somebody's, and is replaced only by who says so.
    std::fs::write(&file, "mine").unwrap();
    let refused = corner.asha(export).refused();
    assert_eq!(refused["field"], "out");
    let why = refused["message"].as_str().unwrap();
    assert!(why.ends_with("replace it by --force"), "{why}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    corner.asha(export.iter().chain(&["--force"])).answer();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    corner.hire_ravi();
    let denied = corner.ask("Ravi", export).refused();
    assert_eq!(denied["reason"], "not_allowed");
    let nowhere = [
        "calendars",
        "export",
        "tasting table",
        "--out",
        "/nowhere/a.ics",
    ];
    assert_eq!(corner.asha(nowhere).refused()["field"], "out");
    let add = ["calendars", "add", "--name", "Hatch", "--length", "30"];
    let room = ["--amount", "100.00", "--orders", "2"];
    assert_eq!(corner.asha(add.iter().chain(&room)).code, 0);
    let hatch = ["calendars", "export", "Hatch", "--out", path];
    assert_eq!(corner.asha(hatch).refused()["field"], "calendar");
}
