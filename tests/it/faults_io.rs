//! Every call to the system that a short day makes fails once, in every way it
//! can: a clear fault, nothing that was told is lost, and the next start is
//! whole. Then the disk is full, and has room again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::{Value, json};
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, Ended, Teller, sale, sale_of_two},
    dice::{Dice, count, part},
    faults_power::{folder, judge, lay_out, told},
    power_replay::{Disk, TEARS},
    shim::{Call, calls, watch_files},
};

/// A shop before its day, and the lines of that day.
struct Morning {
    corner: Corner,
    lines: Vec<Value>,
}

impl Morning {
    fn new() -> Morning {
        let corner = Corner::founded_in(folder());
        corner.sweet("Mathura Peda", 100);
        corner.sweet("Kaju Katli", 100);
        let restock = json!({ "request": RequestId::new().to_string(), "do": "stock.restock",
            "sweet": "Kaju Katli", "quantity": 5 });
        let lines = vec![
            sale(RequestId::new(), "Mathura Peda", 1),
            restock,
            sale_of_two(RequestId::new(), ["Mathura Peda", "Kaju Katli"]),
            sale(RequestId::new(), "Kaju Katli", 2),
        ];
        Morning { corner, lines }
    }

    /// The same morning once more, in a folder of its own.
    fn again(&self) -> Corner {
        let folder = folder();
        for entry in fs::read_dir(self.corner.folder.path()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        let path = folder.path().join("corner.sherbet");
        Corner { folder, path }
    }

    /// The day, as a session of its own that ends.
    fn day(&self, corner: &Corner, aside: &Path, settings: &[(&str, &str)]) -> Ended {
        let file = aside.join("lines");
        let lines: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&file, lines).unwrap();
        let mut run = corner.asked_by("Asha");
        run.arg("run").arg(&file);
        if !settings.is_empty() {
            watch_files(&mut run, corner.folder.path(), settings);
        }
        Ended::of(run.output().unwrap())
    }
}

/// The answers of a session, by request; a session that did not open has none.
fn answers(ended: &Ended) -> BTreeMap<String, Value> {
    let answers = ended.out.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).unwrap();
        (answer["request"].as_str().unwrap().to_owned(), answer)
    });
    answers.collect()
}

/// Faults that the failure of a call may be told as.
const CLEAR: [&str; 11] = [
    "io",
    "disk_full",
    "unsettled",
    "damaged",
    "key",
    "read_only",
    "moved",
    "not_a_shop",
    "cut_short",
    "no_access",
    "half_restored",
];

#[track_caller]
pub fn is_clear(fault: &Value, how: &str) {
    let code = fault["code"].as_str().unwrap();
    assert!(CLEAR.contains(&code), "{how}: {fault}");
    assert!(
        fault["message"].as_str().unwrap().len() > 20,
        "{how}: {fault}"
    );
}

/// One call fails; the answer says what became of the day.
fn survives(morning: &Morning, how: &str) -> &'static str {
    let corner = morning.again();
    let aside = folder();
    let log = aside.path().join("log");
    let before = Disk::of(corner.folder.path());
    let settings = [("SHIM_FAIL", how), ("SHIM_LOG", log.to_str().unwrap())];
    let ended = morning.day(&corner, aside.path(), &settings);
    assert!(!ended.err.contains("panicked"), "{how}: {ended:?}");
    assert!(matches!(ended.code, 0 | 3), "{how}: {ended:?}");
    let heard = answers(&ended);
    for answer in heard.values() {
        match answer.get("fault") {
            Some(fault) => is_clear(fault, how),
            None => assert!(answer["done"].is_object(), "{how}: {answer}"),
        }
    }
    if ended.code == 3 && heard.values().all(|answer| answer.get("fault").is_none()) {
        let said = ended.err.lines().last().unwrap_or_default();
        assert!(said.len() > 20, "{how}: {ended:?}");
    }
    // Were the plug pulled now, what was told would still be there.
    let log = fs::read(log).unwrap();
    let calls = calls(&log);
    let told = told(&calls);
    let mut disk = before;
    for call in &calls {
        disk.take_in(call, true);
    }
    let mut dice = Dice::of(calls.len() as u64);
    let cut = folder();
    lay_out(&disk.cut(TEARS[dice.below(4)], &mut dice), cut.path());
    let wrong = judge(&cut.path().join("corner.sherbet"), &told);
    assert!(
        !wrong.damaged && wrong.lost == 0,
        "{how}, then a power cut: {wrong:?}"
    );

    // As it stands it is whole, too; what was told to be undone is not there.
    let wrong = judge(&corner.path, &told);
    assert!(!wrong.damaged && wrong.lost == 0, "{how}: {wrong:?}");
    let there = corner.acts();
    for (request, answer) in &heard {
        if answer["fault"]["settled"] == true {
            let is_there = there.iter().any(|record| record["request"] == *request);
            assert!(!is_there, "{how}: told as not written, and there: {answer}");
        }
    }
    // Asked again, everything is done, and once.
    let again = morning.day(&corner, aside.path(), &[]);
    assert_eq!(again.code, 0, "{how}: {again:?}");
    let last = answers(&again);
    for (request, answer) in &heard {
        if answer.get("done").is_some() {
            assert_eq!(last[request], *answer, "{how}");
        }
    }
    let told: Vec<_> = last
        .into_iter()
        .map(|(request, mut answer)| (0, request, answer["done"].take()))
        .collect();
    let wrong = judge(&corner.path, &told);
    assert!(
        !wrong.damaged && wrong.lost == 0,
        "{how}, at last: {wrong:?}"
    );
    assert_eq!(corner.on_hand("Mathura Peda"), 98, "{how}");
    corner.is_whole();
    match (ended.code, heard.is_empty()) {
        (0, _) => "went on as if nothing had been",
        (_, true) => "did not open, and said why",
        _ => "answered with a fault",
    }
}

/// How many ways there are for a call to fail, and those that are tried.
pub struct Ways {
    pub all: usize,
    pub tried: Vec<String>,
}

/// Of the ways in which the calls of a recording can fail so many, by chance: each kind of call as
/// such calls fail, once or from then on.
pub fn ways_to_fail(calls: &[Call<'_>], tried: usize) -> Ways {
    let (mut ways, mut syncs) = (Vec::new(), Vec::new());
    for call in calls {
        let how: &[&str] = match call.kind {
            'A' => continue,
            'W' => &["eio", "enospc", "short", "torn"],
            'r' => &["eio", "short"],
            'C' | 'T' | 'S' | 'L' => &["eio", "enospc"],
            _ => &["eio"],
        };
        let to = match call.kind {
            'S' => &mut syncs,
            _ => &mut ways,
        };
        for how in how {
            to.push(format!("{}:{how}", call.number));
            if *how == "eio" || *how == "enospc" {
                to.push(format!("{}+:{how}", call.number));
            }
        }
    }
    let all = ways.len() + syncs.len();
    // Syncs are few, and what fails there may be there all the same: they are never left out.
    let mut dice = Dice::of(6);
    dice.shuffle(&mut syncs);
    dice.shuffle(&mut ways);
    syncs.truncate(tried.div_ceil(2));
    ways.truncate(tried - syncs.len().min(tried));
    ways.extend(syncs);
    let tried = part(ways);
    Ways { all, tried }
}

#[test]
fn whichever_call_of_a_day_fails_nothing_told_is_lost_and_the_next_start_is_whole() {
    let morning = Morning::new();
    let corner = morning.again();
    let aside = folder();
    let log = aside.path().join("log");
    let settings = [("SHIM_LOG", log.to_str().unwrap())];
    assert_eq!(morning.day(&corner, aside.path(), &settings).code, 0);
    let log = fs::read(log).unwrap();
    let Ways { all, tried: ways } = ways_to_fail(&calls(&log), count("SHERBET_IO_FAULTS", 20));
    assert!(all > 300, "{all}");
    let next = AtomicUsize::new(0);
    let became = Mutex::new(BTreeMap::<&str, usize>::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(how) = ways.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let what = survives(&morning, how);
                    *became.lock().unwrap().entry(what).or_default() += 1;
                }
            });
        }
    });
    let became = became.into_inner().unwrap();
    println!(
        "of {all} ways for a call to fail {} were tried: {became:?}",
        ways.len()
    );
    assert!(became.len() > 1, "{became:?}");
}

/// A session on a disk that is full while the file `full` stands there.
fn on_a_disk_that_fills(corner: &Corner, full: &Path) -> Teller {
    let mut run = corner.asked_by("Asha");
    run.args(["run", "-"]);
    watch_files(&mut run, corner.folder.path(), &[("SHIM_FULL", full)]);
    Teller::start(&mut run)
}

#[test]
fn a_disk_that_is_full_and_has_room_again_is_sold_on_in_one_session() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let aside = tempfile::tempdir().unwrap();
    let full = aside.path().join("full");
    let mut teller = on_a_disk_that_fills(&corner, &full);
    assert_eq!(teller.sell("Mathura Peda", 1)["done"]["number"], 1);
    for round in 0..3 {
        fs::write(&full, "").unwrap();
        let line = sale(RequestId::new(), "Mathura Peda", 2);
        for _ in 0..2 {
            let fault = teller.ask(&line)["fault"].take();
            assert_eq!(fault["code"], "disk_full", "{fault}");
            assert_eq!(fault["settled"], true);
        }
        let looked = json!({ "request": RequestId::new().to_string(), "do": "stock.look",
            "sweet": "Mathura Peda" });
        assert_eq!(teller.ask(&looked)["done"]["on_hand"], 99 - 2 * round);
        fs::remove_file(&full).unwrap();
        let made = teller.ask(&line);
        assert_eq!(made["done"]["number"], 2 + round, "{made}");
        assert_eq!(teller.ask(&line), made);
    }
    assert_eq!(teller.finish(), (vec![], 3));
    assert_eq!(corner.on_hand("Mathura Peda"), 93);
    corner.is_whole();
}

#[test]
fn a_backup_to_a_disk_that_fills_leaves_nothing_and_can_be_made_when_there_is_room() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 100);
    let disk = tempfile::tempdir().unwrap();
    let copy = disk.path().join("copy");
    let back_up = |settings: &[(&str, &str)]| {
        let mut backup = corner.asked_by("Asha");
        backup.args(["--json", "backup"]).arg(&copy);
        watch_files(&mut backup, disk.path(), settings);
        Ended::of(backup.output().unwrap())
    };
    let names = || -> Vec<PathBuf> {
        let names = fs::read_dir(disk.path()).unwrap();
        names.map(|entry| entry.unwrap().path()).collect()
    };
    for how in ["1+:enospc", "20+:enospc", "100+:enospc", "250+:enospc"] {
        let fault = back_up(&[("SHIM_FAIL", how)]).fault();
        assert_eq!(fault["code"], "disk_full", "{how}");
        assert_eq!(names(), Vec::<PathBuf>::new(), "{how}");
    }
    assert_eq!(back_up(&[("SHIM_FAIL", "0:eio")]).code, 0);
    assert_eq!(names().len(), 2);
    corner.is_whole();
}
