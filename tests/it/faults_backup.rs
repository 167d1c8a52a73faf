//! Backups, the way back from one, and a journal somebody laid hands on.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::{
    checker,
    command_line_support::{Corner, Ended, sale},
};

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// An empty place, to which only the key was brought.
fn elsewhere(corner: &Corner) -> Corner {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    fs::copy(with(&corner.path, ".key"), with(&path, ".key")).unwrap();
    Corner { folder, path }
}

fn restore(corner: &Corner, copy: &Path) -> Ended {
    restore_with(corner, copy, &[])
}

fn restore_with(corner: &Corner, copy: &Path, options: &[&str]) -> Ended {
    let restore = [
        "--wait".as_ref(),
        "0".as_ref(),
        "restore".as_ref(),
        copy.as_os_str(),
    ];
    corner.asha(restore.into_iter().chain(options.iter().map(OsStr::new)))
}

fn back_up(corner: &Corner) -> PathBuf {
    back_up_as(corner, "copy")
}

fn back_up_as(corner: &Corner, name: &str) -> PathBuf {
    let copy = corner.folder.path().join(name);
    let made = corner.asha(["backup".as_ref(), copy.as_os_str()]);
    assert_eq!(made.answer()["path"], copy.to_str().unwrap());
    copy
}

#[test]
fn a_backup_made_while_others_sell_is_the_shop_at_one_moment() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1_000_000);
    let file = corner.folder.path().join("sales");
    let text: String = (0..3000)
        .map(|_| format!("{}\n", sale(RequestId::new(), "Mathura Peda", 1)))
        .collect();
    fs::write(&file, text).unwrap();
    let mut run = corner.asked_by("Asha");
    run.arg("run").arg(&file).args(["--parallel", "16"]);
    let selling = run.stdout(Stdio::piped()).spawn().unwrap();
    let reader = std::thread::spawn(move || Ended::of(selling.wait_with_output().unwrap()));
    let copy = back_up(&corner);
    assert_eq!(reader.join().unwrap().code, 0);
    assert!(!with(&copy, "-wal").exists());

    let other = elsewhere(&corner);
    let restored = restore(&other, &copy).answer();
    assert_eq!(restored["kept"], Value::Null);
    let sold = 1_000_000 - other.on_hand("Mathura Peda");
    let sales = other.asha(["sales", "list", "--limit", "5000"]).answer();
    assert_eq!(sales.as_array().unwrap().len() as i64, sold);
    let head = with(&copy, ".head");
    let verified = other.asha([
        "journal".as_ref(),
        "verify".as_ref(),
        "--head".as_ref(),
        head.as_os_str(),
    ]);
    assert_eq!(verified.answer()["broken"], Value::Null);
    other.is_whole();
    assert!(
        other
            .asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"])
            .done()["number"]
            == sold + 1
    );
    assert_eq!(corner.on_hand("Mathura Peda"), 1_000_000 - 3000);
    corner.is_whole();
}

#[test]
fn without_its_key_a_backup_is_not_restored() {
    let corner = Corner::founded();
    let copy = back_up(&corner);
    let other = elsewhere(&corner);
    fs::remove_file(with(&other.path, ".key")).unwrap();
    assert_eq!(restore(&other, &copy).fault()["code"], "key");
    fs::write(with(&other.path, ".key"), "00".repeat(32)).unwrap();
    assert_eq!(restore(&other, &copy).refused()["reason"], "backup_unsound");
    assert!(!other.path.exists());
}

#[test]
fn a_backup_is_never_put_beside_a_newer_log() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let copy = back_up(&corner);
    let mut teller = corner.teller("Asha", &[]);
    for _ in 0..5 {
        assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
    }
    let busy = restore(&corner, &copy).fault();
    assert_eq!(busy["code"], "busy");
    assert!(
        busy["message"].as_str().unwrap().contains("close it first"),
        "{busy}"
    );
    // Killed, it leaves a log with sales that the copy does not have.
    teller.kill();
    assert!(fs::metadata(with(&corner.path, "-wal")).unwrap().len() > 0);
    let restored = restore_with(&corner, &copy, &["--put-aside-newer"]).answer();
    assert_eq!(corner.on_hand("Mathura Peda"), 10);
    assert_eq!(corner.asha(["sales", "list"]).answer(), json!([]));
    let kept = PathBuf::from(restored["kept"].as_str().unwrap());
    checker::heard_put_aside(&corner.path, &kept);
    corner.is_whole();
    // What was there is kept whole, with its own log.
    fs::copy(with(&corner.path, ".key"), with(&kept, ".key")).unwrap();
    let Corner { folder, .. } = corner;
    let before = Corner { folder, path: kept };
    assert_eq!(before.on_hand("Mathura Peda"), 5);
    before.is_whole();
}

#[test]
fn only_an_admin_of_the_backup_restores_it() {
    let corner = Corner::founded();
    corner.hire_ravi();
    let copy = back_up(&corner);
    let other = elsewhere(&corner);
    let by_staff = other.ask("Ravi", ["restore".as_ref(), copy.as_os_str()]);
    assert_eq!(by_staff.refused()["reason"], "wrong_name_or_password");
    assert!(!other.path.exists());
    corner.is_whole();
}

/// Changes a file behind the shop's back, as nobody may.
fn tamper(path: &Path, sql: &str) {
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute_batch(
            "DROP TRIGGER journal_is_kept; DROP TRIGGER journal_is_final;
             DROP TRIGGER sales_final; DROP TRIGGER sale_lines_final; DROP TRIGGER tenders_final;",
        )
        .unwrap();
    database.execute_batch(sql).unwrap();
    database
        .pragma_update(None, "wal_checkpoint", "TRUNCATE")
        .unwrap();
}

fn with_two_sales() -> Corner {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    for _ in 0..2 {
        let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
        assert_eq!(sold.code, 0);
    }
    corner
}

#[test]
fn a_record_that_was_changed_is_found() {
    let corner = with_two_sales();
    tamper(
        &corner.path,
        "UPDATE journal SET asked = replace(asked, '2000', '2001')
         WHERE act = (SELECT min(act) FROM journal WHERE command = 'sales.checkout')",
    );
    let verified = corner.asha(["journal", "verify"]);
    let audit: Value = serde_json::from_str(&verified.out).unwrap();
    assert_eq!(audit["broken"]["why"], "it is not as it was written");
    assert_eq!(verified.fault()["code"], "damaged");
    let copy = corner.folder.path().join("copy");
    let refused = corner.asha(["backup".as_ref(), copy.as_os_str()]).refused();
    assert_eq!(refused["reason"], "backup_unsound");
    assert!(!copy.exists());
}

#[test]
fn a_sale_that_was_made_smaller_is_found_in_the_books() {
    let corner = with_two_sales();
    tamper(
        &corner.path,
        "UPDATE sales SET total_minor = 99 WHERE number = 1;
         UPDATE tenders SET change_minor = 1901 WHERE sale = 1",
    );
    let verified = corner.asha(["journal", "verify"]);
    let audit: Value = serde_json::from_str(&verified.out).unwrap();
    assert_eq!(audit["broken"], Value::Null);
    let rules: Vec<&Value> = audit["books"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["rule"])
        .collect();
    assert!(
        rules.contains(&&json!("a receipt's total is the sum of its lines")),
        "{audit}"
    );
    assert_eq!(verified.fault()["code"], "damaged");
}

#[test]
fn a_tail_that_was_cut_off_is_found_against_a_head_kept_elsewhere() {
    let corner = with_two_sales();
    let copy = back_up(&corner);
    let head = with(&copy, ".head");
    // The last record is the sealing, made for the backup: with its row, nothing else in the file
    // misses it.
    tamper(
        &corner.path,
        "DROP TRIGGER book_seals_kept; DELETE FROM book_seals;
         DELETE FROM journal WHERE act = (SELECT max(act) FROM journal)",
    );
    let verify = |head: Option<&Path>| {
        let head = head.map(|head| ["--head".as_ref(), head.as_os_str()]);
        let head = head.into_iter().flatten();
        corner.asha(
            ["journal".as_ref(), "verify".as_ref()]
                .into_iter()
                .chain(head),
        )
    };
    assert_eq!(verify(None).answer()["broken"], Value::Null);
    let found = verify(Some(&head));
    let audit: Value = serde_json::from_str(&found.out).unwrap();
    assert!(audit["broken"]["why"].is_string(), "{audit}");
    assert_eq!(found.fault()["code"], "damaged");
}

#[test]
fn a_backup_somebody_changed_is_not_restored() {
    let corner = with_two_sales();
    for (sql, why) in [
        (
            "UPDATE journal SET window = 'window 9' WHERE act = 3",
            "not as it was written",
        ),
        (
            "DELETE FROM journal WHERE act = (SELECT max(act) FROM journal)",
            "cut off",
        ),
        (
            "UPDATE tenders SET change_minor = 0 WHERE sale = 1",
            "a receipt is paid",
        ),
    ] {
        let copy = back_up_as(&corner, why);
        tamper(&copy, sql);
        for suffix in ["-wal", "-shm"] {
            assert!(!with(&copy, suffix).exists());
        }
        let other = elsewhere(&corner);
        let refused = restore(&other, &copy).refused();
        assert_eq!(refused["reason"], "backup_unsound");
        assert!(refused["why"].as_str().unwrap().contains(why), "{refused}");
        assert!(!other.path.exists());
    }
    let copy = back_up(&corner);
    fs::remove_file(with(&copy, ".head")).unwrap();
    let headless = restore(&elsewhere(&corner), &copy).refused();
    assert!(
        headless["why"].as_str().unwrap().contains("head"),
        "{headless}"
    );
    corner.is_whole();
}

#[test]
fn a_shop_with_another_shops_key_is_not_opened() {
    let corner = with_two_sales();
    let stranger = Corner::founded();
    fs::copy(with(&stranger.path, ".key"), with(&corner.path, ".key")).unwrap();
    let fault = corner
        .asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"])
        .fault();
    assert_eq!(fault["code"], "key");
    fs::remove_file(with(&corner.path, ".key")).unwrap();
    let fault = corner.asha(["sales", "list"]).fault();
    assert_eq!(fault["code"], "key");
    assert!(
        fault["message"].as_str().unwrap().contains("is missing"),
        "{fault}"
    );
}
