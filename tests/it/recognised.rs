//! What stands where a shop's file should be is told as what it is: a folder, nothing, a file that
//! is cut short or closed to this account. It is left as it is, and nothing is left beside it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::command_line_support::{Corner, Ended, program};

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// All files of a folder, with what is in them.
fn all_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let bytes = if path.is_dir() {
            vec![]
        } else {
            fs::read(&path).unwrap()
        };
        (path, bytes)
    };
    paths.map(read).collect()
}

/// What the doctor says of a shop's file: the verdict, what was found, what to do.
fn doctor(path: &Path) -> (String, String, String) {
    let mut command = program();
    command.arg("--shop").arg(path);
    let ended = Ended::of(
        command
            .args(["--json", "doctor", "--offline"])
            .output()
            .unwrap(),
    );
    assert_eq!(ended.err, "", "{}", path.display());
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let file = checks.iter().find(|check| check["name"] == "file").unwrap();
    let text = |name: &str| file[name].as_str().unwrap().to_owned();
    (text("verdict"), text("found"), text("next"))
}

/// What every way to the file says of it, which is the same: the doctor with what to do, a command
/// that opens the shop, and one that only looks. Nothing is changed by any of them.
#[track_caller]
fn is_told(path: &Path, code: &str, words: &str, next: &str) {
    let before = all_in(path.parent().unwrap());
    let (verdict, found, todo) = doctor(path);
    assert_eq!(verdict, "bad", "{found}");
    assert!(found.contains(words), "{found}");
    assert!(todo.contains(next), "{todo}");
    let beside = all_in(path.parent().unwrap());
    assert!(beside == before, "the doctor left {:?}", beside.keys());
    for arguments in [&["sweets", "list"][..], &["verify"]] {
        let mut command = program();
        command
            .arg("--shop")
            .arg(path)
            .args(["--as", "Asha", "--json"]);
        command.env("SHERBET_PASSWORD", crate::support::PASSWORD);
        let fault = Ended::of(command.args(arguments).output().unwrap()).fault();
        assert_eq!(fault["code"], code, "{arguments:?}: {fault}");
        let message = fault["message"].as_str().unwrap();
        assert!(message.contains(words), "{arguments:?}: {message}");
    }
    let after = all_in(path.parent().unwrap());
    let beside: Vec<_> = after
        .keys()
        .filter(|path| !before.contains_key(*path))
        .collect();
    // Who opens a shop says so beside it; what is seen to be none by its name is not opened.
    let claims = beside
        .iter()
        .all(|path| path.to_string_lossy().ends_with(".open"));
    assert!(claims, "{beside:?}");
    assert!(
        before
            .iter()
            .all(|(path, bytes)| after.get(path) == Some(bytes))
    );
}

/// A shop with some acts, closed: all of it is in the file, and nothing but the file is there.
fn only_the_file() -> Corner {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
    assert_eq!(sold.code, 0);
    for path in all_in(corner.folder.path()).into_keys() {
        if path != corner.path && path != with(&corner.path, ".key") {
            fs::remove_file(path).unwrap();
        }
    }
    corner
}

#[test]
fn a_folder_is_told_as_one_and_gets_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    fs::create_dir(&path).unwrap();
    is_told(
        &path,
        "not_a_file",
        "is a folder, and a shop is one file",
        "Name the shop's file itself",
    );
    assert_eq!(all_in(folder.path()).len(), 1);
    let folder_ = Corner { folder, path };
    let founded = Ended::of(folder_.init("Mithai").output().unwrap());
    assert_eq!(founded.fault()["code"], "not_a_file");
}

#[test]
fn a_file_with_nothing_in_it_is_told_as_that_and_not_as_another_programs() {
    let corner = only_the_file();
    fs::write(&corner.path, "").unwrap();
    is_told(
        &corner.path,
        "empty",
        "is empty (0 bytes)",
        "look for the file on other disks",
    );
    assert_eq!(all_in(corner.folder.path()).len(), 2);
    let founded = Ended::of(corner.init("Mithai").output().unwrap());
    assert_eq!(founded.fault()["code"], "empty");
}

#[test]
fn a_file_that_is_cut_short_is_told_with_what_is_left_of_it_wherever_it_is_cut() {
    let corner = only_the_file();
    let whole = fs::read(&corner.path).unwrap();
    for left in [
        100,
        1_000,
        4_096,
        50_000,
        whole.len() - 4_096,
        whole.len() - 1,
    ] {
        fs::write(&corner.path, &whole[..left]).unwrap();
        is_told(
            &corner.path,
            "cut_short",
            &format!("longer than the {left} bytes that are there"),
            "see to the disk",
        );
    }
    fs::write(&corner.path, &whole[..60]).unwrap();
    is_told(
        &corner.path,
        "not_a_shop",
        "60 bytes, too few for a database",
        "Check the path",
    );
    fs::write(&corner.path, &whole).unwrap();
    corner.is_whole();
}

#[test]
fn a_file_that_is_cut_short_beside_its_log_is_not_opened_and_the_log_stays() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let mut teller = corner.teller("Asha", &[]);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    teller.kill();
    fs::remove_file(with(&corner.path, "-shm")).unwrap();
    let log = fs::read(with(&corner.path, "-wal")).unwrap();
    assert!(!log.is_empty());
    let whole = fs::read(&corner.path).unwrap();
    fs::write(&corner.path, &whole[..whole.len() / 2]).unwrap();
    for _ in 0..2 {
        let (verdict, found, _) = doctor(&corner.path);
        assert_eq!(verdict, "bad");
        assert!(found.contains("is cut short"), "{found}");
        assert_eq!(corner.asha(["sweets", "list"]).fault()["code"], "cut_short");
        assert_eq!(corner.asha(["verify"]).fault()["code"], "cut_short");
        assert!(fs::read(with(&corner.path, "-wal")).unwrap() == log);
    }
    fs::write(&corner.path, &whole).unwrap();
    assert_eq!(corner.on_hand("Mathura Peda"), 99);
    corner.is_whole();
}

#[test]
fn a_backup_takes_the_place_of_a_file_that_is_empty_or_cut_short_and_one_cut_short_takes_none() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let copy = corner.folder.path().join("monday");
    corner.asha(["backup".as_ref(), copy.as_os_str()]).answer();
    let whole = fs::read(&corner.path).unwrap();
    for left in [0, whole.len() / 2] {
        fs::write(&corner.path, &whole[..left]).unwrap();
        let restored = corner.asha(["restore".as_ref(), copy.as_os_str()]).answer();
        let kept = PathBuf::from(restored["kept"].as_str().unwrap());
        assert_eq!(fs::read(kept).unwrap(), &whole[..left]);
        assert_eq!(corner.on_hand("Mathura Peda"), 100);
        corner.is_whole();
    }
    let backup = fs::read(&copy).unwrap();
    fs::write(&copy, &backup[..backup.len() / 2]).unwrap();
    let before = all_in(corner.folder.path());
    let fault = corner.asha(["restore".as_ref(), copy.as_os_str()]).fault();
    assert_eq!(fault["code"], "cut_short", "{fault}");
    let now = all_in(corner.folder.path());
    assert!(now == before, "{:?}", now.keys());
}

/// Lets a command run as an account that owns nothing; `None` where that can't be done here.
fn as_somebody_else(mut command: Command) -> Option<Ended> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    // Where the tests were built in a folder that is closed to others, nobody else can run them.
    command.output().ok().map(Ended::of)
}

#[test]
fn what_this_account_may_not_read_is_told_as_that_and_not_as_missing_or_damaged() {
    let corner = only_the_file();
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let asked = |arguments: &[&str]| {
        let mut command = program();
        command.arg("--shop").arg(&corner.path);
        command.args(["--as", "Asha", "--json"]).args(arguments);
        command.env("SHERBET_PASSWORD", crate::support::PASSWORD);
        as_somebody_else(command)
    };
    let folder = corner.folder.path();
    for (closed, mode, again, what) in [
        (corner.path.as_path(), 0o000, 0o600, "may not read"),
        (folder, 0o000, 0o700, "may not read"),
        (folder, 0o555, 0o700, "may not put files into"),
    ] {
        // All others can be gone through and read.
        set(folder, 0o755);
        set(&corner.path, 0o644);
        set(closed, mode);
        let told = [&["doctor", "--offline"][..], &["sweets", "list"]].map(asked);
        set(closed, again);
        let [Some(doctor), Some(list)] = told else {
            println!("skipped: nobody else can run the program here");
            return;
        };
        let report: Value = serde_json::from_str(&doctor.out).unwrap();
        let checks = report["checks"].as_array().unwrap();
        let file = checks.iter().find(|check| check["name"] == "file").unwrap();
        assert_eq!(file["verdict"], "bad");
        let found = file["found"].as_str().unwrap();
        assert!(found.contains(what), "{mode:o}: {found}");
        assert!(found.contains("what is there is safe"), "{found}");
        assert!(file["next"].as_str().unwrap().contains("ls -l"), "{file}");
        let fault = list.fault();
        assert_eq!(fault["code"], "no_access", "{mode:o}: {fault}");
    }
    set(folder, 0o700);
    set(&corner.path, 0o600);
    corner.is_whole();
}
