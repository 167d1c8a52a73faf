//! What happens to the file while the shop is open: a clear fault, nothing
//! told that is not there, and it goes on when the cause is gone.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use sherbet::{
    shop::{Shop, Trouble},
    store::Fault,
    values::{RequestId, SystemClock},
};

use crate::{
    command_line_support::{Corner, Ended, program, sale},
    support::PASSWORD,
};

/// Breaks something, sees that a sale meets a fault, mends it, and sees that
/// the same sale is then made once.
fn goes_on_after(code: &str, break_it: impl FnOnce(&Corner), mend_it: impl FnOnce(&Corner)) {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let mut teller = corner.teller("Asha", &[]);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    break_it(&corner);
    let line = sale(RequestId::new(), "Mathura Peda", 2);
    for _ in 0..3 {
        let answer = teller.ask(&line);
        assert_eq!(answer["request"], line["request"]);
        assert_eq!(answer["fault"]["code"], code, "{answer}");
        assert_eq!(answer["fault"]["settled"], true);
        let message = answer["fault"]["message"].as_str().unwrap();
        assert!(message.contains("nothing of this was written"), "{message}");
    }
    mend_it(&corner);
    let first = teller.ask(&line);
    assert_eq!(first["done"]["number"], 2, "{first}");
    assert_eq!(teller.ask(&line), first);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 3);
    assert_eq!(teller.finish(), (vec![], 3));
    assert_eq!(corner.on_hand("Mathura Peda"), 6);
    corner.is_whole();
}

fn aside(corner: &Corner) -> PathBuf {
    corner.folder.path().join("aside")
}

#[test]
fn a_file_that_was_unlinked_is_a_fault_until_it_is_back() {
    let unlink = |corner: &Corner| {
        fs::hard_link(&corner.path, aside(corner)).unwrap();
        fs::remove_file(&corner.path).unwrap();
    };
    let link = |corner: &Corner| fs::hard_link(aside(corner), &corner.path).unwrap();
    goes_on_after("moved", unlink, link);
}

#[test]
fn a_file_that_was_renamed_is_a_fault_until_it_is_back() {
    let away = |corner: &Corner| fs::rename(&corner.path, aside(corner)).unwrap();
    let back = |corner: &Corner| fs::rename(aside(corner), &corner.path).unwrap();
    goes_on_after("moved", away, back);
}

#[test]
fn a_file_that_was_replaced_is_a_fault_until_it_is_back() {
    let replace = |corner: &Corner| {
        fs::rename(&corner.path, aside(corner)).unwrap();
        fs::copy(aside(corner), &corner.path).unwrap();
    };
    let back = |corner: &Corner| fs::rename(aside(corner), &corner.path).unwrap();
    goes_on_after("moved", replace, back);
}

#[test]
fn a_log_that_was_taken_away_is_a_fault_until_it_is_back() {
    let log = |corner: &Corner| PathBuf::from(format!("{}-wal", corner.path.display()));
    let away = |corner: &Corner| fs::rename(log(corner), aside(corner)).unwrap();
    let back = |corner: &Corner| fs::rename(aside(corner), log(corner)).unwrap();
    goes_on_after("moved", away, back);
}

#[test]
fn a_file_that_may_only_be_read_is_a_fault_until_it_may_be_written() {
    let set = |mode| {
        move |corner: &Corner| {
            fs::set_permissions(&corner.path, Permissions::from_mode(mode)).unwrap();
        }
    };
    goes_on_after("read_only", set(0o400), set(0o600));
}

/// A small disk of its own, taken away again at the end.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where mounting is not allowed.
    fn of(size: &str) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|mount| mount.status.success());
        mounted.then_some(SmallDisk(folder))
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let path = self.0.path().join("filler");
        let mut filler = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.path().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.0.path()).status();
        assert!(unmounted.unwrap().success());
    }
}

#[test]
fn a_full_disk_is_a_fault_until_there_is_room() {
    let Some(disk) = SmallDisk::of("8m") else {
        println!("skipped: mounting a small disk is not allowed here");
        return;
    };
    let corner = Corner::founded_in(tempfile::tempdir_in(disk.0.path()).unwrap());
    corner.sweet("Mathura Peda", 1000);
    let mut teller = corner.teller("Asha", &["--parallel", "4"]);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    let mut sold = 1;
    for round in 1..=3 {
        disk.fill();
        // The log has room for some more, but not for ever.
        let (line, fault) = loop {
            let line = sale(RequestId::new(), "Mathura Peda", 1);
            let mut answer = teller.ask(&line);
            match answer.get("done") {
                Some(_) => sold += 1,
                None => break (line, answer["fault"].take()),
            }
            assert!(sold < 500, "the disk is never full");
        };
        assert_eq!(fault["code"], "disk_full", "{fault}");
        assert_eq!(fault["settled"], true);
        assert_eq!(teller.ask(&line)["fault"]["code"], "disk_full");
        let looked = json!({ "request": RequestId::new().to_string(), "do": "stock.look",
            "sweet": "Mathura Peda" });
        assert_eq!(
            teller.ask(&looked)["done"]["on_hand"],
            1000 - sold,
            "round {round}"
        );
        disk.make_room();
        let made = teller.ask(&line);
        assert!(made["done"]["number"].is_number(), "{made}");
        assert_eq!(teller.ask(&line), made);
        sold += 1;
    }
    assert_eq!(teller.finish(), (vec![], 3));
    assert_eq!(corner.on_hand("Mathura Peda"), 1000 - sold);
    corner.is_whole();
}

#[test]
fn a_shop_can_not_be_founded_on_a_full_disk_and_can_when_there_is_room() {
    let Some(disk) = SmallDisk::of("8m") else {
        println!("skipped: mounting a small disk is not allowed here");
        return;
    };
    let folder = tempfile::tempdir_in(disk.0.path()).unwrap();
    let path = folder.path().join("corner.sherbet");
    let corner = Corner { folder, path };
    disk.fill();
    let refused = Ended::of(corner.init("Mithai").output().unwrap());
    assert_eq!(refused.fault()["code"], "disk_full");
    assert!(!corner.path.exists());
    disk.make_room();
    let founded = Ended::of(corner.init("Mithai").output().unwrap());
    assert_eq!(founded.answer()["name"], "Mithai");
    corner.is_whole();
}

fn bytes(path: &Path) -> (Vec<u8>, Vec<u8>) {
    let log = PathBuf::from(format!("{}-wal", path.display()));
    (fs::read(path).unwrap(), fs::read(log).unwrap_or_default())
}

#[test]
fn a_newer_programs_file_is_refused_and_not_a_byte_of_it_changed() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let mut teller = corner.teller("Asha", &[]);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    // The newer program stays open, so that there is a log too.
    let newer = rusqlite::Connection::open(&corner.path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let before = bytes(&corner.path);
    assert!(!before.1.is_empty());
    let answer = teller.sell("Mathura Peda", 1);
    assert_eq!(answer["fault"]["code"], "newer_schema", "{answer}");
    assert_eq!(answer["fault"]["settled"], true);
    for arguments in [
        vec!["sell", "--line", "Mathura Peda=1", "--cash", "20"],
        vec!["sweets", "list"],
        vec!["journal", "verify"],
    ] {
        let fault = corner.asha(&arguments).fault();
        assert_eq!(fault["code"], "newer_schema");
        let message = fault["message"].as_str().unwrap();
        assert!(
            message.contains("version 99") && message.contains("nothing was changed"),
            "{message}"
        );
    }
    assert_eq!(bytes(&corner.path), before);
    teller.kill();
    assert_eq!(bytes(&corner.path), before);
    // Nobody else has this one open: closing it must not move the log into it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    for suffix in ["", "-wal", ".key"] {
        let file = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        fs::copy(file(&corner.path), file(&path)).unwrap();
    }
    let left = Corner { folder, path };
    let fault = left.asha(["sweets", "list"]).fault();
    assert_eq!(fault["code"], "newer_schema");
    assert_eq!(bytes(&left.path), before);
    drop(newer);
}

#[test]
fn another_programs_file_is_closed_with_its_log_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (theirs, ours) = (folder.path().join("theirs"), folder.path().join("ours"));
    let database = rusqlite::Connection::open(&theirs).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database.execute_batch("CREATE TABLE mine (a)").unwrap();
    // As a program that was killed leaves it: nobody has it open.
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    fs::copy(&theirs, &ours).unwrap();
    fs::copy(log(&theirs), log(&ours)).unwrap();
    let before = bytes(&ours);
    assert!(!before.1.is_empty());
    let opened = Shop::open(&ours, SystemClock::shared()).map(drop);
    assert!(matches!(opened, Err(Fault::NotAShop { .. })), "{opened:?}");
    assert_eq!(bytes(&ours), before);
}

#[test]
fn a_shop_without_room_for_a_copy_is_not_gone_over_and_says_so() {
    let Some(disk) = SmallDisk::of("8m") else {
        println!("skipped: mounting a small disk is not allowed here");
        return;
    };
    let corner = Corner::founded_in(tempfile::tempdir_in(disk.0.path()).unwrap());
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "test").unwrap();
    disk.fill();
    let audit = shop.audit(&asha, None).map(drop);
    let Err(Trouble::Fault(fault)) = audit else {
        panic!("not a fault: {audit:?}");
    };
    assert_eq!(fault.code(), "no_room");
    assert!(fault.to_string().contains("0 MB are free"), "{fault}");
    disk.make_room();
    assert!(shop.audit(&asha, None).is_ok());
    drop(shop);
    corner.is_whole();
}

#[test]
fn a_file_that_is_another_programs_is_left_as_it_is() {
    let corner = Corner::founded();
    let other = corner.folder.path().join("other.db");
    let database = rusqlite::Connection::open(&other).unwrap();
    database.execute_batch("CREATE TABLE mine (a)").unwrap();
    drop(database);
    let text = corner.folder.path().join("letter.txt");
    fs::write(&text, "Dear Asha, the peda was lovely. ".repeat(100)).unwrap();
    for path in [other, text] {
        let before = fs::read(&path).unwrap();
        let mut list = program();
        list.arg("--shop")
            .arg(&path)
            .args(["--json", "--as", "Asha", "sweets", "list"]);
        let ended = Ended::of(list.output().unwrap());
        assert_eq!(ended.fault()["code"], "not_a_shop");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_step_of_the_schema_that_fails_half_way_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    // A shop's file that has taken no step yet, with something in the way of
    // the last tables of the first.
    let old = rusqlite::Connection::open(&path).unwrap();
    old.pragma_update(None, "journal_mode", "WAL").unwrap();
    old.pragma_update(None, "application_id", 0x5348_5242)
        .unwrap();
    old.execute_batch("CREATE TABLE tenders (in_the_way)")
        .unwrap();
    let corner = Corner { folder, path };
    let fault = corner.asha(["sweets", "list"]).fault();
    assert_eq!(fault["settled"], true, "{fault}");
    let mut tables = old.prepare("SELECT name FROM sqlite_schema").unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(names, ["tenders"]);
    let version: i64 = old
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 0);
}

#[test]
fn a_founding_that_is_killed_leaves_nothing_or_the_whole_shop() {
    let mut there = 0;
    for round in 0..24 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corner.sherbet");
        let corner = Corner { folder, path };
        let mut founding = corner.init("Mithai").arg("--sample").spawn().unwrap();
        // Killed once this many files stand there: at the lock, the draft, its
        // log, the key, the shop itself.
        let files = 1 + round % 6;
        loop {
            let seen = fs::read_dir(corner.folder.path()).unwrap().count();
            if seen >= files || founding.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::yield_now();
        }
        founding.kill().unwrap();
        founding.wait().unwrap();
        let again = corner.init("Mithai").output().unwrap();
        let again = Ended::of(again);
        match again.code != 0 {
            true => {
                assert_eq!(again.refused()["reason"], "already_founded");
                assert!(
                    corner
                        .asha(["sweets", "list"])
                        .answer()
                        .as_array()
                        .unwrap()
                        .len()
                        > 50
                );
                there += 1;
            }
            false => assert_eq!(
                corner.asha(["sweets", "list"]).answer(),
                Value::Array(vec![])
            ),
        }
        corner.is_whole();
    }
    println!("{there} of 24 were founded before they were killed");
}
