//! The doctor goes over the whole file where that is asked for: the integrity, the books, the chain.

use std::{collections::BTreeSet, fs};

use rusqlite::Connection;
use serde_json::Value;

use crate::command_line_support::{Corner, Ended, program};

/// What the doctor says of the whole file, and its exit status.
fn whole(corner: &Corner) -> (Value, i32) {
    let mut command = program();
    command.arg("--shop").arg(&corner.path);
    command.args(["--json", "doctor", "--offline", "--whole"]);
    let ended = Ended::of(command.output().unwrap());
    assert_eq!(ended.err, "");
    (serde_json::from_str(&ended.out).unwrap(), ended.code)
}

#[track_caller]
fn check<'r>(report: &'r Value, name: &str) -> &'r Value {
    let mut checks = report["checks"].as_array().unwrap().iter();
    checks.find(|check| check["name"] == name).unwrap()
}

#[track_caller]
fn tells(report: &Value, name: &str, verdict: &str, words: &str) {
    let check = check(report, name);
    assert_eq!(check["verdict"], verdict, "{check}");
    assert!(check["found"].as_str().unwrap().contains(words), "{check}");
}

fn names(corner: &Corner) -> BTreeSet<std::ffi::OsString> {
    let files = fs::read_dir(corner.folder.path()).unwrap();
    files.map(|file| file.unwrap().file_name()).collect()
}

fn with_two_sales() -> Corner {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    for _ in 0..2 {
        let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
        assert_eq!(sold.code, 0);
    }
    assert_eq!(corner.asha(["journal", "seal"]).code, 0);
    corner
}

/// Changes the closed file as nobody may.
fn meddle(corner: &Corner, sql: &str) {
    let other = Connection::open(&corner.path).unwrap();
    let triggers: Vec<String> = other
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let made: Vec<String> = triggers
        .iter()
        .map(|name| {
            let sql = "SELECT sql FROM sqlite_schema WHERE name = ?1";
            other.query_row(sql, [name], |row| row.get(0)).unwrap()
        })
        .collect();
    for name in &triggers {
        other
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    other.execute_batch(sql).unwrap();
    for sql in made {
        other.execute_batch(&sql).unwrap();
    }
}

#[test]
fn a_whole_shop_is_told_whole_with_how_much_was_gone_over_also_while_it_is_open() {
    let corner = with_two_sales();
    let before = names(&corner);
    let bytes = fs::read(&corner.path).unwrap();
    let (report, code) = whole(&corner);
    // Nothing is bad; that there is no backup is to be looked at.
    assert_eq!(code, 1, "{report}");
    tells(
        &report,
        "integrity",
        "ok",
        "every page, index, reference and rule",
    );
    tells(
        &report,
        "books",
        "ok",
        "2 receipts with 2 lines, 3 movements of stock",
    );
    tells(&report, "journal", "ok", "records are as they were written");
    assert_eq!(names(&corner), before);
    assert_eq!(fs::read(&corner.path).unwrap(), bytes);
    // Without being asked for the whole it is not gone over.
    let quick = corner.asha(["doctor", "--offline"]);
    let quick: Value = serde_json::from_str(&quick.out).unwrap();
    let told = |name: &str| {
        let checks = quick["checks"].as_array().unwrap();
        checks.iter().filter(|check| check["name"] == name).count()
    };
    assert_eq!(
        (told("integrity"), told("books"), told("journal")),
        (1, 0, 0)
    );

    let mut teller = corner.teller("Asha", &[]);
    assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
    let (report, _) = whole(&corner);
    tells(&report, "books", "ok", "3 receipts");
    assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
    assert_eq!(teller.finish(), (vec![], 0));
    assert_eq!(names(&corner), before);
    corner.is_whole();
}

#[test]
fn books_that_do_not_add_up_are_bad_and_say_where_what_is_safe_and_what_to_do() {
    let corner = with_two_sales();
    meddle(&corner, "UPDATE stock SET on_hand = 9 WHERE sweet = 1");
    let (report, code) = whole(&corner);
    assert_eq!(code, 3);
    tells(&report, "integrity", "ok", "all whole");
    tells(&report, "journal", "ok", "as they were written");
    tells(
        &report,
        "books",
        "bad",
        "come to 8, and 9 are said to be on hand",
    );
    tells(&report, "books", "bad", "safe all the same: the journal");
    let next = check(&report, "books")["next"].as_str().unwrap();
    assert!(next.contains("sherbet journal show"), "{next}");
    assert!(next.contains("`sherbet verify` tells all of it"), "{next}");
}

#[test]
fn a_record_that_was_changed_breaks_the_chain_and_a_receipt_that_was_is_not_as_it_was_sealed() {
    let corner = with_two_sales();
    meddle(
        &corner,
        "UPDATE journal SET asked = replace(asked, '2000', '2001')
         WHERE act = (SELECT min(act) FROM journal WHERE command = 'sales.checkout');
         UPDATE sales SET note = 'for the mayor' WHERE number = 2",
    );
    let (report, code) = whole(&corner);
    assert_eq!(code, 3);
    tells(&report, "integrity", "ok", "all whole");
    tells(&report, "journal", "bad", "it is not as it was written");
    tells(&report, "books", "bad", "sales");
}

#[test]
fn a_damaged_page_and_a_schema_that_somebody_changed_are_told_of_the_whole_file() {
    let corner = with_two_sales();
    let other = Connection::open(&corner.path).unwrap();
    other.execute_batch("DROP INDEX prints_open").unwrap();
    let page: i64 = other
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'movements'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(other);
    let mut bytes = fs::read(&corner.path).unwrap();
    let at = usize::try_from(page - 1).unwrap() * 4096;
    bytes[at + 4..at + 60].fill(0xA7);
    fs::write(&corner.path, bytes).unwrap();
    let (report, code) = whole(&corner);
    assert_eq!(code, 3);
    let integrity = check(&report, "integrity");
    assert_eq!(integrity["verdict"], "bad");
    let next = integrity["next"].as_str().unwrap();
    assert!(next.starts_with("Stop selling on it"), "{next}");
    tells(&report, "schema", "bad", "the index prints_open is missing");
    // What could not be read does not count as well.
    assert_ne!(check(&report, "books")["verdict"], "ok");

    fs::remove_file(&corner.path).unwrap();
    let (report, _) = whole(&corner);
    tells(&report, "file", "bad", "there is no shop at");
    tells(
        &report,
        "integrity",
        "look_at_it",
        "not gone over: there is no shop at",
    );
    tells(&report, "books", "look_at_it", "not gone over");
}
