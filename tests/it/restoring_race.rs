//! A restore against those who sell, all of them processes of their own.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
};

use rusqlite::Connection;
use serde_json::Value;

use crate::{
    command_line_support::{Corner, Ended},
    restoring::drafts,
};

/// How many sell while it is restored.
const SELLERS: usize = 4;

/// A shop with one sweet, and a backup of it.
fn with_backup() -> (Corner, PathBuf) {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1000);
    let copy = corner.folder.path().join("monday");
    let mut backup = corner.asked_by("Asha");
    let made = backup.arg("backup").arg(&copy).output().unwrap();
    assert_eq!(Ended::of(made).code, 0);
    (corner, copy)
}

fn started(mut command: std::process::Command, arguments: &[&str]) -> Child {
    command.arg("--json").args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn ended(child: Child) -> Ended {
    Ended::of(child.wait_with_output().unwrap())
}

/// Sells and restores at once: how many sales were acknowledged, and how the restore ended.
/// Every second time, they sell when the restore is known to be in the middle of its work.
fn at_once(corner: &Corner, copy: &Path, round: usize, more: &[&str]) -> (i64, Ended) {
    let sale = ["sell", "--line", "Mathura Peda=1", "--cash", "20"];
    let restore = ["restore", copy.to_str().unwrap()];
    let restore: Vec<&str> = restore.iter().chain(more).copied().collect();
    let mut sellers = Vec::new();
    let mut restoring = None;
    let late = round % 2 == 1;
    for place in 0..=SELLERS {
        // Each round, the restore is started at another place among them.
        if place == if late { 0 } else { round } {
            let mut child = started(corner.asked_by("Asha"), &restore);
            while late
                && drafts(corner.folder.path()).is_empty()
                && child.try_wait().unwrap().is_none()
            {
                thread::yield_now();
            }
            restoring = Some(child);
        }
        if place < SELLERS {
            sellers.push(started(corner.asked_by("Asha"), &sale));
        }
    }
    let mut acknowledged = 0;
    for seller in sellers {
        let ended = ended(seller);
        if ended.code == 0 {
            acknowledged += 1;
            continue;
        }
        // Who was too late is told why, and that nothing was sold.
        let fault = ended.fault();
        assert_eq!(
            (&fault["code"], &fault["settled"]),
            (&"busy".into(), &true.into()),
            "{fault}"
        );
        let message = fault["message"].as_str().unwrap();
        assert!(message.contains("a restore"), "{message}");
    }
    (acknowledged, ended(restoring.unwrap()))
}

fn receipts(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    file.query_row("SELECT count(*) FROM sales", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn no_sale_that_was_acknowledged_is_restored_over_unless_that_was_asked_for() {
    let (corner, copy) = with_backup();
    let mut refused = 0;
    for round in 0..=SELLERS {
        let before = receipts(&corner.path);
        let (acknowledged, restored) = at_once(&corner, &copy, round, &["--wait", "60"]);
        let there = receipts(&corner.path);
        match restored.code {
            // What it counted as newer was everything, or it would have put it aside.
            1 => {
                let told = restored.refused();
                assert_eq!(told["reason"], "would_put_aside", "{told}");
                assert!(told["receipts"].as_i64().unwrap() <= before + acknowledged);
                refused += 1;
                assert_eq!(there, before + acknowledged);
            }
            _ => {
                assert_eq!(restored.answer()["newer_acts"], 0);
                // It had nothing newer then, so all of them came after it.
                assert_eq!((before, there), (0, acknowledged));
            }
        }
        corner.is_whole();
        // The next round begins from the backup again.
        let mut anew = corner.asked_by("Asha");
        let anew = anew.args(["restore", "--put-aside-newer"]).arg(&copy);
        assert_eq!(Ended::of(anew.output().unwrap()).code, 0);
    }
    println!("{refused} restores were refused");
}

#[test]
fn a_sale_is_in_what_a_restore_counts_as_newer_or_comes_after_it() {
    let (corner, copy) = with_backup();
    for round in 0..=SELLERS {
        let before = receipts(&corner.path);
        let more = ["--put-aside-newer", "--wait", "60"];
        let (acknowledged, restored) = at_once(&corner, &copy, round, &more);
        let told = restored.answer();
        let kept = told["kept"].as_str().map(PathBuf::from).unwrap();
        let put_aside = receipts(&kept);
        // Of the acts that it told to be newer, the sales are all that were acknowledged before.
        assert_eq!(told["newer_acts"], Value::from(put_aside), "{told}");
        assert_eq!(put_aside + receipts(&corner.path), before + acknowledged);
        corner.is_whole();
    }
}

#[test]
fn who_comes_while_a_restore_has_taken_the_old_shop_away_is_told_to_wait() {
    let (corner, _) = with_backup();
    let lock = File::open(corner.folder.path().join("corner.sherbet.open")).unwrap();
    // As a restore has it for a moment: alone, and the backup not in place yet.
    lock.lock().unwrap();
    let kept = corner.folder.path().join("corner.sherbet.before-restore-1");
    fs::rename(&corner.path, &kept).unwrap();
    assert_eq!(corner.asha(["sales", "list"]).fault()["code"], "busy");
    lock.unlock().unwrap();
    let left = corner.asha(["sales", "list"]).fault();
    assert_eq!(left["code"], "half_restored", "it was cut short");
}
