//! A key that was lost: the shop goes on, and what can't be told any more is
//! said.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::command_line_support::{Corner, Ended};

fn key(corner: &Corner) -> PathBuf {
    PathBuf::from(format!("{}.key", corner.path.display()))
}

fn rekey(corner: &Corner) -> Ended {
    corner.asha(["--wait", "0", "journal", "rekey"])
}

fn verified(corner: &Corner) -> (Value, Ended) {
    let ended = corner.asha(["journal", "verify"]);
    (serde_json::from_str(&ended.out).unwrap(), ended)
}

/// A sweet, a sale, and a key that is gone.
fn without_key() -> Corner {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
    assert_eq!(sold.code, 0);
    fs::remove_file(key(&corner)).unwrap();
    corner
}

#[test]
fn a_shop_whose_key_was_lost_goes_on_with_a_new_one_and_says_what_is_lost() {
    let corner = without_key();
    assert_eq!(corner.asha(["sales", "list"]).fault()["code"], "key");
    // The founding, two log-ins, a sweet and a sale are before it.
    assert_eq!(rekey(&corner).answer(), json!({ "act": 6 }));
    assert_eq!(corner.on_hand("Mathura Peda"), 9);
    let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
    assert_eq!(sold.done()["number"], 2);
    let (audit, _) = verified(&corner);
    assert_eq!(
        (&audit["broken"], &audit["rekeyed_at"]),
        (&Value::Null, &json!(6))
    );
    corner.is_whole();
    let words = corner.asked_by("Asha").args(["journal", "verify"]).output();
    let words = Ended::of(words.unwrap()).out;
    assert!(
        words.contains("seals before record 6 can't be verified"),
        "{words}"
    );

    // Lost once more.
    fs::remove_file(key(&corner)).unwrap();
    let again = rekey(&corner).answer()["act"].as_i64().unwrap();
    assert!(again > 6);
    assert_eq!(verified(&corner).0["rekeyed_at"], again);
    corner.is_whole();
}

#[test]
fn only_an_admin_gives_a_new_key_only_where_it_is_lost_and_the_shop_is_closed() {
    let corner = Corner::founded();
    corner.hire_ravi();
    let before = fs::read(key(&corner)).unwrap();
    assert_eq!(rekey(&corner).refused()["field"], "key");
    assert_eq!(fs::read(key(&corner)).unwrap(), before);
    let mut teller = corner.teller("Ravi", &[]);
    // It has come in when it has answered.
    assert!(teller.sell("nothing", 1)["refused"].is_object());
    fs::remove_file(key(&corner)).unwrap();
    assert_eq!(rekey(&corner).fault()["code"], "busy");
    teller.kill();
    let by_staff = corner.ask("Ravi", ["journal", "rekey"]);
    assert_eq!(by_staff.refused()["reason"], "wrong_name_or_password");
    assert!(!key(&corner).exists());
    assert_eq!(rekey(&corner).code, 0);
    corner.is_whole();
}

fn tamper(path: &Path, sql: &str) {
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute_batch("DROP TRIGGER journal_is_final; DROP TRIGGER journal_is_kept;")
        .unwrap();
    database.execute_batch(sql).unwrap();
}

#[test]
fn after_a_new_key_a_change_to_the_old_records_is_found_and_so_is_a_forged_new_key() {
    let corner = without_key();
    assert_eq!(rekey(&corner).answer()["act"], 6);
    tamper(
        &corner.path,
        "UPDATE journal SET window = 'window 9' WHERE act = 2",
    );
    let (audit, ended) = verified(&corner);
    assert_eq!(
        audit["broken"],
        json!({ "act": 6, "why": "the records before it are not as they were when the key was lost" })
    );
    assert_eq!(ended.fault()["code"], "damaged");

    // Who has only the file can't pass their changes off as older than a key.
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    tamper(
        &corner.path,
        "UPDATE journal SET command = 'shop.rekey' WHERE act = 2",
    );
    let (audit, _) = verified(&corner);
    assert_eq!(
        audit["broken"],
        json!({ "act": 2, "why": "it is not as it was written" })
    );
}

#[test]
fn a_key_that_was_cut_short_or_is_anothers_is_as_good_as_lost() {
    for wrong in [String::new(), "ab".repeat(32)] {
        let corner = without_key();
        fs::write(key(&corner), &wrong).unwrap();
        assert_eq!(corner.asha(["sales", "list"]).fault()["code"], "key");
        assert_eq!(rekey(&corner).answer(), json!({ "act": 6 }));
        corner.is_whole();
        let aside = fs::read_dir(corner.path.parent().unwrap()).unwrap();
        let kept = aside
            .filter_map(|entry| fs::read_to_string(entry.unwrap().path()).ok())
            .filter(|text| *text == wrong);
        assert!(kept.count() > 0, "the old key was thrown away");
    }
}
