//! The machine's clock steps back and forth by a day while people work.

use std::{cell::Cell, fs};

use chrono::{Days, Utc};
use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, Teller},
    dice::{Dice, count},
    shim::built,
};

const DAY: i64 = 86_400;

/// A session whose clock is wrong by what stands in `clock`, in seconds.
fn session(corner: &Corner, clock: &std::path::Path) -> Teller {
    let mut run = corner.asked_by("Asha");
    run.args(["run", "-"]);
    run.env("LD_PRELOAD", built("clock"));
    run.env("SHIM_CLOCK", clock);
    Teller::start(&mut run)
}

#[test]
fn while_the_clock_steps_by_a_day_numbers_shifts_codes_and_books_stay_right() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10_000);
    let table = "calendars add --name Table --length 60 --seats 1 --horizon 365 --open";
    let table = table.split(' ').chain(["mon-sun 00:00-24:00"]);
    assert_eq!(corner.asha(table).code, 0);
    let clock = corner.folder.path().join("clock");
    let mut dice = Dice::of(86_400);
    let wrong_by = Cell::new(0);
    let step = |seconds: i64| {
        wrong_by.set(wrong_by.get() + seconds);
        fs::write(&clock, wrong_by.get().to_string()).unwrap();
    };
    step(0);
    let mut teller = session(&corner, &clock);
    let mut moments = Vec::new();
    let mut receipts = 0;
    for round in 0..count("SHERBET_CLOCK_STEPS", 16) as i64 {
        let mut ask = |mut line: Value| {
            line["request"] = json!(RequestId::new().to_string());
            let mut answer = teller.ask(&line);
            if answer["refused"]["reason"] == "too_many_codes" {
                // Thirty of a window in ten minutes are the most, and this clock goes back more
                // than forth: those of the time to come count as of now, and no longer.
                step(601);
                line["request"] = json!(RequestId::new().to_string());
                answer = teller.ask(&line);
            }
            assert!(
                answer["done"].is_object(),
                "by {} s: {line}: {answer}",
                wrong_by.get()
            );
            answer["done"].take()
        };
        let opened = ask(json!({ "do": "shifts.open", "drawer": "Main", "float_minor": 500 }));
        let shift = &opened["shift"];
        for _ in 0..3 {
            step([DAY, -DAY, 3_600, -3_600, 1][dice.below(5)]);
            let sold = ask(
                json!({ "do": "sales.checkout", "shift": shift, "cash_minor": 1099,
                "lines": [{ "sweet": "Mathura Peda", "quantity": 1 }] }),
            );
            receipts += 1;
            assert_eq!(sold["number"], receipts);
            moments.push(sold["at"].as_i64().unwrap());
        }
        // A code of before the step neither lives for a day nor stands in the way.
        let phone = format!("98765 {:05}", 10_000 + round);
        let guest = format!("Guest {round}");
        ask(json!({ "do": "customers.add", "name": guest, "phone": phone }));
        // Half a year ahead: the clock steps back and forth by less than that.
        let day = Utc::now().date_naive() + Days::new(180 + round as u64 / 20);
        let start = format!("{day} {:02}:00", round % 20);
        let booked = ask(json!({ "do": "appointments.book", "calendar": "Table",
            "customer": guest, "start": start }));
        ask(
            json!({ "do": "codes.ask", "purpose": "booking", "subject": booked["appointment"],
            "way": "display" }),
        );
        step(-DAY);
        let counted = ask(json!({ "do": "shifts.count", "shift": shift,
            "cash": [{ "denomination_minor": 1, "pieces": 500 + 3 * 1099 }] }));
        let z = ask(json!({ "do": "shifts.close", "shift": shift, "count": counted["number"] }));
        assert_eq!(z["balances"][0]["difference_minor"], 0, "{z}");
        step(DAY);
        if round % 5 == 4 {
            // A session that begins at another time than the last one ended.
            assert_eq!(teller.finish(), (vec![], 0));
            step(-DAY);
            teller = session(&corner, &clock);
        }
    }
    assert_eq!(teller.finish().1, 0);
    // The clock really was wrong, and did go back.
    assert!(moments.windows(2).any(|two| two[1] - two[0] < -3_000_000));
    assert_eq!(corner.on_hand("Mathura Peda"), 10_000 - receipts);
    corner.is_whole();
}
