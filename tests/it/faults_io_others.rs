//! Every call to the system fails once while a shop is founded, backed up, restored, or brought up
//! to date: a clear fault, the shop is the old one or the new one and never half of each, what was
//! told is there after a power cut too, and the same again without the fault ends well.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    command_line_support::{Corner, Ended},
    dice::{Dice, count},
    faults_io::{is_clear, ways_to_fail},
    faults_power::{folder, lay_out},
    power_replay::{Disk, TEARS},
    shim::{calls, watch_files},
};
use rusqlite::Connection;

/// Something the program does to a shop, tried with each of its calls failing.
struct Deed<'d> {
    name: &'static str,
    /// A folder as it is before.
    before: &'d Path,
    /// What does it.
    command: &'d (dyn Fn(&Corner) -> Command + Sync),
    /// Sees what has become of the shop; a power cut came after what is told when there is no
    /// `Ended`, and then whether it was told as done.
    judge: &'d (dyn Fn(&Corner, &Left<'_>) + Sync),
}

/// How a try ended.
struct Left<'l> {
    how: &'l str,
    /// It was told as done.
    done: bool,
    /// It was told that nothing was written.
    undone: bool,
    /// The plug was pulled after it was told.
    cut: bool,
    /// Every call failed from there on: nothing could be cleared away either.
    for_ever: bool,
}

/// The same files in a folder of their own.
fn again(before: &Path) -> Corner {
    let folder = folder();
    for entry in fs::read_dir(before).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let path = folder.path().join("corner.sherbet");
    Corner { folder, path }
}

/// Files that were being made and that nobody makes any more.
fn drafts(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    paths
        .filter(|path| path.to_string_lossy().contains(".draft-"))
        .collect()
}

impl Deed<'_> {
    fn run(&self, corner: &Corner, settings: &[(&str, &str)]) -> Ended {
        let mut command = (self.command)(corner);
        watch_files(&mut command, corner.folder.path(), settings);
        Ended::of(command.output().unwrap())
    }

    /// One call fails.
    fn survives(&self, how: &str) -> &'static str {
        let corner = again(self.before);
        let aside = folder();
        let log = aside.path().join("log");
        let disk = Disk::of(corner.folder.path());
        let settings = [("SHIM_FAIL", how), ("SHIM_LOG", log.to_str().unwrap())];
        let ended = self.run(&corner, &settings);
        let for_ever = how.contains("+:");
        let how = &format!("{} with {how}", self.name);
        assert!(!ended.err.contains("panicked"), "{how}: {ended:?}");
        let (done, undone) = match ended.code {
            0 => (true, false),
            1 => {
                // What could not be read is taken for what is not as it should be.
                let reason = &ended.refused()["reason"];
                assert_eq!(reason, "backup_unsound", "{how}: {ended:?}");
                (false, true)
            }
            _ => {
                let fault = ended.fault();
                is_clear(&fault, how);
                // Half restored is no act that was written, and yet not as it was.
                let half = fault["code"] == "half_restored";
                (false, fault["settled"] == true && !half)
            }
        };
        let log = fs::read(log).unwrap();
        let calls = calls(&log);
        let mut disk = disk;
        for call in &calls {
            disk.take_in(call, true);
        }
        let mut dice = Dice::of(calls.len() as u64);
        let cut = folder();
        lay_out(&disk.cut(TEARS[dice.below(4)], &mut dice), cut.path());
        let path = cut.path().join("corner.sherbet");
        let after_cut = Left {
            how: &format!("{how}, then a power cut"),
            done,
            undone,
            cut: true,
            for_ever,
        };
        (self.judge)(&Corner { folder: cut, path }, &after_cut);
        let as_it_stands = Left {
            how,
            done,
            undone,
            cut: false,
            for_ever,
        };
        (self.judge)(&corner, &as_it_stands);
        assert_eq!(drafts(corner.folder.path()), Vec::<PathBuf>::new(), "{how}");
        match (done, undone) {
            (true, _) => "went on as if nothing had been",
            (_, true) => "undone, and said so",
            _ => "done or half of it, and said so",
        }
    }

    /// Every call fails, in each way, as often as is said.
    fn is_tried(&self, usual: usize) {
        let corner = again(self.before);
        let aside = folder();
        let log = aside.path().join("log");
        let ended = self.run(&corner, &[("SHIM_LOG", log.to_str().unwrap())]);
        assert_eq!(ended.code, 0, "{}: {ended:?}", self.name);
        let log = fs::read(log).unwrap();
        let ways = ways_to_fail(&calls(&log), count("SHERBET_IO_FAULTS_OTHERS", usual));
        let next = AtomicUsize::new(0);
        let became = Mutex::new(BTreeMap::<&str, usize>::new());
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(|| {
                    while let Some(how) = ways.tried.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let what = self.survives(how);
                        *became.lock().unwrap().entry(what).or_default() += 1;
                    }
                });
            }
        });
        let became = became.into_inner().unwrap();
        println!(
            "{}: of {} ways for a call to fail {} were tried: {became:?}",
            self.name,
            ways.all,
            ways.tried.len()
        );
    }
}

#[test]
fn whichever_call_of_a_founding_fails_there_is_the_whole_shop_or_room_for_it() {
    let before = folder();
    let judge = |corner: &Corner, left: &Left<'_>| {
        let how = left.how;
        let is_there = corner.path.exists();
        assert!(is_there || !left.done, "{how}: told, and not there");
        assert!(
            !is_there || !left.undone || left.cut,
            "{how}: said to be undone, and there"
        );
        let again = Ended::of(corner.init("Mithai Corner").output().unwrap());
        match is_there {
            true => assert_eq!(again.refused()["reason"], "already_founded", "{how}"),
            false => assert_eq!(again.code, 0, "{how}: {again:?}"),
        }
        corner.is_whole();
    };
    let deed = Deed {
        name: "a founding",
        before: before.path(),
        command: &|corner| corner.init("Mithai Corner"),
        judge: &judge,
    };
    deed.is_tried(4);
}

/// A closed shop with a backup of its morning beside it, and two sales since.
fn with_a_backup() -> Corner {
    let corner = Corner::founded_in(folder());
    corner.sweet("Mathura Peda", 100);
    let copy = corner.folder.path().join("morning");
    corner.asha(["backup".as_ref(), copy.as_os_str()]).answer();
    for _ in 0..2 {
        let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "20"]);
        assert_eq!(sold.code, 0);
    }
    corner
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// What is left of the sweet in a backup, which is restored elsewhere.
fn in_backup(corner: &Corner, copy: &Path, how: &str) -> i64 {
    let folder = folder();
    let path = folder.path().join("corner.sherbet");
    fs::copy(with(&corner.path, ".key"), with(&path, ".key")).unwrap();
    let other = Corner { folder, path };
    let restored = other.asha(["restore".as_ref(), copy.as_os_str()]);
    assert_eq!(restored.code, 0, "{how}: {restored:?}");
    other.is_whole();
    other.on_hand("Mathura Peda")
}

#[test]
fn whichever_call_of_a_backup_fails_it_is_one_or_is_not_there_and_the_shop_goes_on() {
    let shop = with_a_backup();
    let judge = |corner: &Corner, left: &Left<'_>| {
        let how = left.how;
        let copy = corner.folder.path().join("evening");
        let is_there = copy.exists();
        assert!(is_there || !left.done, "{how}: told, and not there");
        assert!(
            !is_there || !left.undone || left.cut,
            "{how}: said to be undone, and there"
        );
        // A copy comes to its name when its head is there.
        if is_there {
            assert_eq!(in_backup(corner, &copy, how), 98, "{how}");
        } else if !left.cut && !left.for_ever {
            assert!(
                !with(&copy, ".head").exists(),
                "{how}: its head is in the way"
            );
        }
        assert_eq!(corner.on_hand("Mathura Peda"), 98, "{how}");
        corner.is_whole();
        let next = corner.folder.path().join("next");
        let made = corner.asha(["backup".as_ref(), next.as_os_str()]);
        assert_eq!(made.code, 0, "{how}: {made:?}");
    };
    let command = |corner: &Corner| {
        let mut backup = corner.asked_by("Asha");
        backup.args(["--json", "backup"]);
        backup.arg(corner.folder.path().join("evening"));
        backup
    };
    let deed = Deed {
        name: "a backup",
        before: shop.folder.path(),
        command: &command,
        judge: &judge,
    };
    deed.is_tried(4);
}

#[test]
fn whichever_call_of_a_restore_fails_there_is_the_old_shop_or_the_new_and_the_old_is_kept() {
    let shop = with_a_backup();
    let restore = |corner: &Corner| {
        let mut restore = corner.asked_by("Asha");
        restore.args(["--json", "restore", "--put-aside-newer"]);
        restore.arg(corner.folder.path().join("morning"));
        restore
    };
    let kept = |corner: &Corner| -> Vec<PathBuf> {
        let files = fs::read_dir(corner.folder.path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let is_kept = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let endings = ["-wal", "-shm", ".head", ".key", ".open"];
            name.contains(".before-restore-") && !endings.iter().any(|end| name.ends_with(end))
        };
        paths.filter(is_kept).collect()
    };
    let judge = |corner: &Corner, left: &Left<'_>| {
        let how = left.how;
        let mut is_old = false;
        match corner.path.exists() {
            true => {
                let on_hand = corner.on_hand("Mathura Peda");
                corner.is_whole();
                assert!([98, 100].contains(&on_hand), "{how}: {on_hand}");
                is_old = on_hand == 98;
                assert!(!is_old || !left.done, "{how}: told, and not there");
                assert!(is_old || !left.undone, "{how}: said to be undone, and done");
            }
            false => {
                assert!(!left.done, "{how}: told, and not there");
                assert!(
                    !left.undone || left.cut,
                    "{how}: said to be undone, and gone"
                );
                let fault = corner.asha(["sweets", "list"]).fault();
                assert_eq!(fault["code"], "half_restored", "{how}: {fault}");
                let safe = fault["message"].as_str().unwrap();
                let named = kept(corner)
                    .iter()
                    .any(|path| safe.contains(path.to_str().unwrap()));
                assert!(named, "{how}: {safe}");
            }
        }
        if is_old && left.undone && !left.cut && !left.for_ever {
            assert_eq!(
                kept(corner),
                Vec::<PathBuf>::new(),
                "{how}: a second name is left"
            );
        }
        let again = Ended::of(restore(corner).output().unwrap());
        assert_eq!(again.code, 0, "{how}: {again:?}");
        assert_eq!(corner.on_hand("Mathura Peda"), 100, "{how}");
        corner.is_whole();
        // What was there before stands in one of those that are kept.
        let old = kept(corner).into_iter().any(|path| {
            fs::copy(with(&corner.path, ".key"), with(&path, ".key")).unwrap();
            let old = Corner {
                folder: folder(),
                path,
            };
            old.on_hand("Mathura Peda") == 98
        });
        assert!(old, "{how}: the old shop is gone");
    };
    let deed = Deed {
        name: "a restore",
        before: shop.folder.path(),
        command: &restore,
        judge: &judge,
    };
    deed.is_tried(4);
}

/// A closed shop as the first Sherbet wrote it, in a folder of its own.
fn of_the_first_program() -> Corner {
    let folder = folder();
    let path = folder.path().join("corner.sherbet");
    let key = "c8dbd37db20bd1e3a74e84d388aaa974b792e2746c504683095e7b86511ae844";
    fs::write(with(&path, ".key"), key).unwrap();
    let file = Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 0x53485242")
        .unwrap();
    file.execute_batch(include_str!("../../migrations/0001_the_shop_opens.sql"))
        .unwrap();
    file.execute_batch(include_str!("schema_1.sql")).unwrap();
    file.execute_batch("PRAGMA user_version = 1").unwrap();
    file.close().unwrap();
    Corner { folder, path }
}

/// The version that a file has, and whether it has what the last steps make.
fn version(path: &Path) -> (i64, bool) {
    let file = Connection::open(path).unwrap();
    let version = file.pragma_query_value(None, "user_version", |row| row.get(0));
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('backups', 'book_seals')";
    let tables: i64 = file.query_row(tables, [], |row| row.get(0)).unwrap();
    (version.unwrap(), tables == 2)
}

fn list(corner: &Corner) -> Command {
    let mut list = corner.asked_by("Asha");
    list.args(["--json", "sweets", "list"]);
    list
}

#[test]
fn whichever_call_fails_while_an_older_shop_is_brought_up_to_date_it_takes_all_steps_or_none() {
    let old = of_the_first_program();
    let up_to_date = again(old.folder.path());
    assert_eq!(Ended::of(list(&up_to_date).output().unwrap()).code, 0);
    let (known, _) = version(&up_to_date.path);
    assert!(known >= 22, "{known}");
    let judge = |corner: &Corner, left: &Left<'_>| {
        let how = left.how;
        let found = version(&corner.path);
        assert!(
            [(1, false), (known, true)].contains(&found),
            "{how}: {found:?}"
        );
        let again = Ended::of(list(corner).output().unwrap());
        assert_eq!(again.answer().as_array().map(Vec::len), Some(3), "{how}");
        assert_eq!(version(&corner.path), (known, true), "{how}");
        assert_eq!(corner.on_hand("Kaju Katli"), 46, "{how}");
        corner.is_whole();
    };
    let deed = Deed {
        name: "bringing up to date",
        before: old.folder.path(),
        command: &list,
        judge: &judge,
    };
    deed.is_tried(4);
}

#[test]
fn an_older_shop_that_many_processes_open_at_once_takes_each_step_once() {
    let corner = of_the_first_program();
    let answers: Vec<Ended> = thread::scope(|scope| {
        let begun: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| Ended::of(list(&corner).output().unwrap())))
            .collect();
        begun.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for answer in answers {
        assert_eq!(
            answer.answer().as_array().map(Vec::len),
            Some(3),
            "{answer:?}"
        );
    }
    assert!(version(&corner.path).1);
    corner.is_whole();
}
