//! Many ask for one phone's code at once.

use std::{
    fs,
    process::{Child, Stdio},
    thread,
};

use rusqlite::Connection;
use serde_json::{Value, json};
use sherbet::{
    shop::{Refusal, Trouble, codes},
    values::RequestId,
};

use crate::{
    command_line_support::{Corner, Ended},
    one_time_codes_support::ask,
    orders_support::ready_for,
    support::PASSWORD,
};

#[test]
fn of_100_askings_for_one_phone_at_once_three_are_done_and_one_code_is_live() {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window").unwrap();
    let order = ready_for(&shop, &asha, "98765 43210").get();
    // Half of them from two other processes.
    let start = |place: usize| -> Child {
        let file = corner.folder.path().join(format!("lines {place}"));
        let line = |_| {
            let line = json!({ "request": RequestId::new().to_string(), "do": "codes.ask",
                "purpose": "hand_over", "subject": order, "phone": "98765 43210", "way": "display" });
            format!("{line}\n")
        };
        fs::write(&file, (0..25).map(line).collect::<String>()).unwrap();
        let mut run = corner.asked_by("Asha");
        run.arg("run").arg(&file).args(["--parallel", "8"]);
        run.stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = (0..2).map(start).collect();
    let here: Vec<Result<i64, Trouble>> = thread::scope(|scope| {
        let asking: Vec<_> = (0..50)
            .map(|place| {
                let shop = &shop;
                let window = format!("window {place}");
                scope.spawn(move || {
                    let asha = loop {
                        match shop.log_in("Asha", PASSWORD, &window) {
                            Err(Trouble::Refused(Refusal::Throttled { .. })) => {}
                            answer => break answer.unwrap(),
                        }
                    };
                    let asked = shop.ask_code(&asha, RequestId::new(), ask(order, "98765 43210"));
                    asked.map(|asked| asked.code)
                })
            })
            .collect();
        asking.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let mut done = 0;
    let mut refused = 0;
    for answer in here {
        match answer {
            Ok(_) => done += 1,
            Err(Trouble::Refused(Refusal::TooManyCodes { .. })) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    for child in children {
        let ended = Ended::of(child.wait_with_output().unwrap());
        for line in ended.out.lines() {
            let answer: Value = serde_json::from_str(line).unwrap();
            match answer.get("done") {
                Some(_) => done += 1,
                None => {
                    assert_eq!(answer["refused"]["reason"], "too_many_codes", "{answer}");
                    refused += 1;
                }
            }
        }
    }
    assert_eq!((done, refused), (3, 97));
    let states = |state: &str| -> i64 {
        let file = Connection::open(&corner.path).unwrap();
        let sql = "SELECT count(*) FROM codes WHERE state = ?1";
        file.query_row(sql, [state], |row| row.get(0)).unwrap()
    };
    assert_eq!((states("live"), states("replaced")), (1, 2));
    let shown = (1..=3).filter(|code| {
        let shown = codes::shown(&shop, &asha, *code).unwrap();
        shown.is_some()
    });
    assert_eq!(shown.count(), 1);
    corner.is_whole();
}
