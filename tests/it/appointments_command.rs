//! Appointments on the command line.

use serde_json::{Value, json};
use sherbet::{
    shop::{customers::AddCustomer, slots::AddCalendar},
    values::RequestId,
};

use crate::{
    appointments_support::open_daily,
    command_line_support::{Corner, Ended},
    support::PASSWORD,
};

/// A shop with a tasting table and Meera; the day after tomorrow, as people type it.
fn salon() -> (Corner, String) {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let calendar: AddCalendar = open_daily("Tasting", 1);
    shop.execute(&asha, RequestId::new(), calendar).unwrap();
    let meera = AddCustomer {
        name: "Meera".into(),
        phone: Some("+91 98 7654 3210".into()),
        ..AddCustomer::default()
    };
    shop.execute(&asha, RequestId::new(), meera).unwrap();
    let day = shop.about().zone.date(shop.now()) + chrono::Days::new(2);
    (corner, day.to_string())
}

fn book(corner: &Corner, at: &str, more: &[&str]) -> Ended {
    let words = [
        "appointments",
        "book",
        "--calendar",
        "tasting",
        "--customer",
        "Meera",
        "--at",
        at,
    ];
    corner.asha(words.iter().chain(more))
}

#[test]
fn an_appointment_is_booked_moved_confirmed_and_shown_with_its_history() {
    let (corner, day) = salon();
    let at = |time: &str| format!("{day} {time}");
    let fee = ["--fee", "500", "--note", "no nuts", "--with", "asha"];
    let booked = book(&corner, &at("14:00"), &fee).done();
    assert_eq!(
        (&booked["appointment"], &booked["state"]),
        (&json!(1), &json!("pending"))
    );
    let moved = corner.asha(["appointments", "move", "1", "--to", &at("15:30")]);
    assert_eq!(moved.done()["version"], 2);
    corner.asha(["appointments", "confirm", "1"]).done();
    let paid = corner
        .asha(["appointments", "pay", "1", "--cash", "500"])
        .done();
    assert_eq!(paid["number"], 1);
    let old = corner.asha([
        "appointments",
        "edit",
        "1",
        "--version",
        "1",
        "--mode",
        "phone",
    ]);
    assert_eq!(old.refused()["reason"], "changed");
    corner
        .asha([
            "appointments",
            "edit",
            "1",
            "--mode",
            "phone",
            "--with-nobody",
        ])
        .done();
    let early = corner.asha(["appointments", "done", "1"]).refused();
    assert!(
        early["message"].as_str().unwrap().contains("begins at"),
        "{early}"
    );
    let cancelled = corner
        .asha(["appointments", "cancel", "1", "--reason", "moved away"])
        .done();
    assert_eq!(
        (&cancelled["version"], &cancelled["fee_paid"]),
        (&json!(5), &json!(true))
    );

    let shown = corner.asha(["appointments", "show", "1"]).answer();
    assert_eq!(
        shown["local"].as_str().unwrap(),
        format!("{day} 15:30 +05:30")
    );
    assert_eq!(
        (&shown["mode"], &shown["staff"]),
        (&json!("phone"), &Value::Null)
    );
    assert_eq!(shown["fee"]["receipt"], 1);
    let what: Vec<&Value> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["what"])
        .collect();
    assert_eq!(
        what,
        ["cancelled", "edited", "confirmed", "rescheduled", "booked"]
    );
    let words = Ended::of(
        corner
            .asked_by("Asha")
            .args(["appointments", "show", "1"])
            .output()
            .unwrap(),
    );
    assert!(
        words.out.contains("cancelled because: moved away"),
        "{}",
        words.out
    );
    assert!(
        words.out.contains("mode: in_person → phone"),
        "{}",
        words.out
    );
    corner.is_whole();
}

#[test]
fn appointments_are_listed_by_day_calendar_customer_and_state() {
    let (corner, day) = salon();
    book(&corner, &format!("{day} 10:00"), &[]).done();
    book(&corner, &format!("{day} 11:00"), &["--confirmed"]).done();
    let ids = |more: &[&str]| -> Vec<i64> {
        let listed = corner
            .asha(["appointments", "list"].iter().chain(more))
            .answer();
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids(&["--day", &day]), [1, 2]);
    assert_eq!(ids(&["--day", "2020-01-01"]), [0; 0]);
    assert_eq!(ids(&["--until", &day]), [1, 2]);
    assert_eq!(ids(&[]), [1, 2]);
    assert_eq!(ids(&["--calendar", "Tasting", "--state", "confirmed"]), [2]);
    assert_eq!(ids(&["--customer", "9876543210"]), [1, 2]);
    let unknown = corner
        .asha(["appointments", "list", "--state", "maybe"])
        .refused();
    assert_eq!(unknown["field"], "state");
    let unknown = corner
        .asha(["appointments", "list", "--calendar", "Pottery"])
        .refused();
    assert_eq!(
        (&unknown["reason"], &unknown["what"]),
        (&json!("unknown"), &json!("calendar"))
    );
}

#[test]
fn a_booking_asked_again_with_its_request_is_one_and_what_can_not_be_read_is_told() {
    let (corner, day) = salon();
    let request = RequestId::new().to_string();
    let at = format!("{day} 10:00");
    let first = book(&corner, &at, &["--request", &request]).done();
    // Also when somebody has renamed what it names.
    corner
        .asha(["customers", "edit", "Meera", "--name", "Mira"])
        .done();
    assert_eq!(book(&corner, &at, &["--request", &request]).done(), first);
    corner
        .asha([
            "appointments",
            "confirm",
            "1",
            "--request",
            "01890a5d-ac96-774b-bcce-b302099a8057",
        ])
        .done();
    let again = corner
        .asha([
            "appointments",
            "confirm",
            "1",
            "--request",
            "01890a5d-ac96-774b-bcce-b302099a8057",
        ])
        .done();
    assert_eq!(again["version"], 2);
    let wrong = book(&corner, "tomorrow", &[]).refused();
    assert_eq!(
        wrong["message"],
        "at: “tomorrow” is not a time such as 2026-03-02 14:00"
    );
    let none = corner.asha(["appointments", "show", "7"]).refused();
    assert_eq!(
        none["message"],
        "there is no appointment “7”; look it up and try again"
    );
    let wrong = corner.asha(["appointments", "edit", "1"]).refused();
    assert_eq!(wrong["field"], "change");
}

#[test]
fn lines_of_run_book_by_name_and_by_the_shops_clock() {
    let (corner, day) = salon();
    let mut teller = corner.teller("Asha", &[]);
    let line = |act: &str, more: Value| {
        let mut line = json!({"request": RequestId::new().to_string(), "do": act});
        line.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        line
    };
    let booked = teller.ask(&line(
        "appointments.book",
        json!({"calendar": "Tasting", "customer": "Meera", "staff": "Asha",
               "start": format!("{day} 10:00"), "fee_minor": 30_000}),
    ));
    assert_eq!(booked["done"]["version"], 1, "{booked}");
    let edited = teller.ask(&line(
        "appointments.edit",
        json!({"appointment": 1, "version": 1, "change": {"mode": "video", "staff": null}}),
    ));
    assert_eq!(edited["done"]["version"], 2, "{edited}");
    let moved = teller.ask(&line(
        "appointments.reschedule",
        json!({"appointment": 1, "version": 2, "start": format!("{day} 12:00"), "staff": "Asha"}),
    ));
    assert_eq!(moved["done"]["version"], 3, "{moved}");
    let paid = teller.ask(&line(
        "appointments.pay_fee",
        json!({"appointment": 1, "cash_minor": 30_000}),
    ));
    assert_eq!(paid["done"]["total_minor"], 30_000, "{paid}");
    let looked = teller.ask(&line("appointments.look", json!({"appointment": 1})));
    assert_eq!(
        (
            &looked["done"]["mode"],
            &looked["done"]["staff_name"],
            &looked["done"]["fee"]["state"]
        ),
        (&json!("video"), &json!("Asha"), &json!("paid"))
    );
    drop(teller);
    corner.is_whole();
}

#[test]
fn a_fee_is_asked_for_by_qr_shown_given_up_and_paid_in_cash_then() {
    let (corner, day) = salon();
    book(&corner, &format!("{day} 14:00"), &["--fee", "500"]).done();
    let both = corner.asha(["appointments", "pay", "1", "--qr", "--cash", "500"]);
    assert_eq!(both.refused()["field"], "qr");
    let short = corner.asha(["appointments", "pay", "1", "--qr", "--hold", "59"]);
    assert_eq!(short.refused()["field"], "hold_s");
    let begun = corner.asha(["appointments", "pay", "1", "--qr"]).done();
    assert_eq!(
        (&begun["payment"], &begun["amount_minor"]),
        (&json!(1), &json!(50_000))
    );
    let shown = corner.asha(["payments", "show", "1"]).answer();
    assert_eq!(
        (&shown["appointment"], &shown["state"]),
        (&json!(1), &json!("created"))
    );
    let booked = corner.asha(["appointments", "show", "1"]).answer();
    assert_eq!(
        (&booked["fee"]["state"], &booked["fee"]["waits"]),
        (&json!("open"), &json!(1))
    );
    let cash = ["appointments", "pay", "1", "--cash", "500"];
    assert_eq!(corner.asha(cash).refused()["field"], "appointment");
    let released = corner.asha(["payments", "release", "1"]).done();
    assert_eq!(released["appointment"], 1);
    assert_eq!(corner.asha(cash).done()["number"], 1);
    // Money that comes after all is told of as a fee's, not as that of goods.
    let settle = ["payments", "settle", "1", "--paid-by", "pay_1"];
    let late = corner.asha(settle.into_iter().chain(["--reason", "seen there"]));
    assert_eq!(late.done()["flag"], "paid_after_release");
    let mut shown = corner.asked_by("Asha");
    let shown = Ended::of(shown.args(["payments", "show", "1"]).output().unwrap());
    assert!(shown.out.contains("take it as the fee"), "{}", shown.out);
    assert!(!shown.out.contains("goods"), "{}", shown.out);
    corner.is_whole();
}
