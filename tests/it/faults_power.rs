//! The plug is pulled: a day's writes are recorded as they reach the system,
//! cut off at some point, and what a disk may then hold is opened and judged.
//! Everything that was told before the cut is there, and nothing is half there.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Mutex,
    thread,
};

use serde_json::{Value, json};
use sherbet::{
    shop::{Shop, books, journal},
    store::{Files, Key},
    values::{RequestId, SystemClock},
};

use crate::{
    command_line_support::{Corner, Ended, Teller},
    dice::{Dice, count, part},
    power_replay::{Disk, Syncs, TEARS, Tear, believed},
    shim::{Call, calls, watch_files},
};

/// A folder in memory where there is room for that: its syncs cost nothing,
/// and the power cuts are ours.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// A day that was recorded: the disk it began with, and every call since.
struct Day {
    corner: Corner,
    before: Disk,
    log: Vec<u8>,
}

const SWEETS: [&str; 4] = ["Mathura Peda", "Kaju Katli", "Jalebi", "Besan Laddu"];

/// A sale of one to four sweets, or goods that come in.
fn act(dice: &mut Dice) -> Value {
    let request = RequestId::new().to_string();
    if dice.below(10) == 0 {
        return json!({ "request": request, "do": "stock.restock",
            "sweet": SWEETS[dice.below(4)], "quantity": 5 });
    }
    let sweets = &SWEETS[..1 + dice.below(4)];
    json!({ "request": request, "do": "sales.checkout",
        "lines": sweets.iter().map(|sweet| json!({ "sweet": sweet, "quantity": 1 })).collect::<Vec<_>>(),
        "cash_minor": 1099 * sweets.len() })
}

impl Day {
    /// Sessions that end, one that is killed and leaves its log, and one that is
    /// long enough for the log to be moved and to start anew.
    fn recorded() -> Day {
        let corner = Corner::founded_in(folder());
        for sweet in SWEETS {
            corner.sweet(sweet, 1_000_000);
        }
        let before = Disk::of(corner.folder.path());
        let aside = folder();
        let log = aside.path().join("log");
        let mut dice = Dice::of(2026);
        for (session, acts) in [20, 800, 20].into_iter().enumerate() {
            let lines: String = (0..acts).map(|_| format!("{}\n", act(&mut dice))).collect();
            let file = aside.path().join("lines");
            fs::write(&file, lines).unwrap();
            let mut run = corner.asked_by("Asha");
            run.arg("run").arg(&file).args(["--parallel", "2"]);
            watch_files(&mut run, corner.folder.path(), &[("SHIM_LOG", &log)]);
            assert_eq!(Ended::of(run.output().unwrap()).code, 0);
            if session == 1 {
                let mut run = corner.asked_by("Asha");
                run.args(["run", "-"]);
                watch_files(&mut run, corner.folder.path(), &[("SHIM_LOG", &log)]);
                let mut teller = Teller::start(&mut run);
                for _ in 0..10 {
                    assert!(teller.ask(&act(&mut dice))["done"].is_object());
                }
                teller.kill();
            }
        }
        let log = fs::read(log).unwrap();
        Day {
            corner,
            before,
            log,
        }
    }

    fn calls(&self) -> Vec<Call<'_>> {
        calls(&self.log)
    }
}

/// What was told, each with the place in the log at which it was.
pub fn told(calls: &[Call<'_>]) -> Vec<(usize, String, Value)> {
    let mut line = Vec::new();
    let mut told = Vec::new();
    for (place, call) in calls.iter().enumerate() {
        if call.kind != 'A' {
            continue;
        }
        line.extend_from_slice(call.data);
        while let Some(end) = line.iter().position(|byte| *byte == b'\n') {
            let whole: Vec<u8> = line.drain(..=end).collect();
            let mut answer: Value = serde_json::from_slice(&whole).unwrap();
            let request = answer["request"].as_str().unwrap().to_owned();
            if answer.get("done").is_some() {
                told.push((place, request, answer["done"].take()));
            }
        }
    }
    told
}

/// What is wrong with a shop after a cut.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wrong {
    /// Acts that were told and are not there.
    pub lost: usize,
    /// It does not open, its chain is broken, or its books don't add up.
    pub damaged: bool,
}

/// Opens what a cut has left and says what is wrong with it.
pub fn judge(path: &Path, told: &[(usize, String, Value)]) -> Wrong {
    let damaged = |why: String| {
        if env::var_os("SHERBET_TELL_DAMAGE").is_some() {
            println!("{why}");
        }
        let lost = 0;
        Wrong {
            lost,
            damaged: true,
        }
    };
    let shop = match Shop::open(path, SystemClock::shared()) {
        Ok(shop) => shop,
        Err(fault) => return damaged(fault.to_string()),
    };
    let key = Key::load(&Files::beside(path).unwrap()).unwrap();
    let found = shop.read(|db| {
        let verdict = journal::verify(db, &key, None)?;
        Ok((
            verdict.broken,
            books::add_up(db)?,
            journal::list(db, None, u32::MAX)?,
        ))
    });
    let (broken, books, records) = match found {
        Ok(found) => found,
        Err(fault) => return damaged(fault.to_string()),
    };
    if broken.is_some() || !books.is_empty() {
        return damaged(format!("{broken:?} {books:?}"));
    }
    let there: BTreeMap<String, String> = records
        .into_iter()
        .map(|record| (record.request.to_string(), record.outcome))
        .collect();
    let is_there = |(_, request, outcome): &&(usize, String, Value)| {
        let found = there
            .get(request)
            .map(|found| serde_json::from_str::<Value>(found).unwrap());
        found.as_ref() == Some(outcome)
    };
    Wrong {
        lost: told.iter().filter(|told| !is_there(told)).count(),
        damaged: false,
    }
}

/// A place at which the plug is pulled, and what that does.
#[derive(Clone, Copy, Debug)]
struct Cut {
    place: usize,
    tear: Tear,
    seed: u64,
}

pub fn lay_out(files: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) {
    for (path, content) in files {
        fs::write(folder.join(path.file_name().unwrap()), content).unwrap();
    }
}

/// Replays the log up to each cut, and judges what is left. The answer is for
/// each cut what is wrong.
fn pull_the_plug(day: &Day, syncs: Syncs, cuts: usize, seed: u64) -> Vec<(Cut, Wrong)> {
    let calls = day.calls();
    let believed = believed(&calls, syncs);
    let told = told(&calls);
    let mut dice = Dice::of(seed);
    let mut all: Vec<Cut> = (0..cuts)
        .map(|place| Cut {
            place: 1 + dice.below(calls.len()),
            tear: TEARS[place % TEARS.len()],
            seed: dice.next(),
        })
        .collect();
    all = part(all);
    all.sort_by_key(|cut| cut.place);
    let found = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for worker in 0..workers {
            let mine = all.iter().skip(worker).step_by(workers);
            let (calls, believed, told, found) = (&calls, &believed, &told, &found);
            scope.spawn(move || {
                let mut disk = day.before.clone();
                let mut replayed = 0;
                for cut in mine {
                    while replayed < cut.place {
                        disk.take_in(&calls[replayed], believed[replayed]);
                        replayed += 1;
                    }
                    let files = disk.clone().cut(cut.tear, &mut Dice::of(cut.seed));
                    let folder = folder();
                    lay_out(&files, folder.path());
                    let before = told.partition_point(|(place, _, _)| *place < cut.place);
                    let wrong = judge(&folder.path().join("corner.sherbet"), &told[..before]);
                    found.lock().unwrap().push((*cut, wrong));
                }
            });
        }
    });
    found.into_inner().unwrap()
}

/// What went wrong, with what reproduces it.
fn wrong(found: &[(Cut, Wrong)]) -> Vec<&(Cut, Wrong)> {
    let is_wrong = |(_, wrong): &&(Cut, Wrong)| wrong.damaged || wrong.lost > 0;
    found.iter().filter(is_wrong).collect()
}

fn lost(found: &[(Cut, Wrong)]) -> usize {
    found.iter().filter(|(_, wrong)| wrong.lost > 0).count()
}

fn damaged(found: &[(Cut, Wrong)]) -> usize {
    found.iter().filter(|(_, wrong)| wrong.damaged).count()
}

#[test]
fn after_a_power_cut_all_that_was_told_is_there_and_nothing_is_half_there() {
    let day = Day::recorded();
    // First of all: what is replayed is what happened.
    let mut disk = day.before.clone();
    let calls = day.calls();
    for call in &calls {
        disk.take_in(call, true);
    }
    for (path, content) in disk.complete() {
        assert!(fs::read(&path).unwrap() == content, "{}", path.display());
    }
    day.corner.is_whole();
    let moved = |call: &&Call<'_>| call.kind == 'W' && call.path.ends_with(".sherbet");
    assert!(calls.iter().filter(moved).count() > 100, "no checkpoint");
    let anew = |call: &&Call<'_>| call.kind == 'W' && call.is_of_the_log() && call.offset == 0;
    let begun = calls.iter().filter(anew).count();
    // Once a session, but for the one that went on with what was killed.
    assert!(
        begun > 3,
        "the log began {begun} times, and never in a session"
    );

    let cuts = count("SHERBET_POWER_CUTS", 32);
    let found = pull_the_plug(&day, Syncs::All, cuts, 1);
    let wrong = wrong(&found);
    assert!(wrong.is_empty(), "{} of {cuts}: {wrong:?}", wrong.len());
    println!(
        "{} power cuts, {} answers told on that day",
        found.len(),
        told(&calls).len()
    );
}

/// The controls: were the shop to sync less, this is how it would show.
#[test]
fn a_shop_that_synced_less_would_lose_what_was_told() {
    let day = Day::recorded();
    let cuts = count("SHERBET_POWER_CUTS_CONTROLS", 16);
    let normal = pull_the_plug(&day, Syncs::Normal, cuts, 2);
    let off = pull_the_plug(&day, Syncs::Off, cuts, 3);
    let cuts = normal.len();
    println!(
        "of {cuts} power cuts: NORMAL lost what was told in {} and damaged {}, OFF lost in {} and damaged {}",
        lost(&normal),
        damaged(&normal),
        lost(&off),
        damaged(&off)
    );
    // Damaged is, with NORMAL, a log of which the shop says that something is missing in it.
    assert!(lost(&normal) > cuts / 2);
    assert!(damaged(&normal) <= cuts / 4);
    assert!(lost(&off) + damaged(&off) > cuts / 2);
}

#[test]
fn a_founding_whose_plug_was_pulled_leaves_the_whole_shop_or_room_for_it() {
    let folder_ = folder();
    let path = folder_.path().join("corner.sherbet");
    let corner = Corner {
        folder: folder_,
        path,
    };
    let before = Disk::of(corner.folder.path());
    let aside = folder();
    let log = aside.path().join("log");
    let mut init = corner.init("Mithai Corner");
    watch_files(&mut init, corner.folder.path(), &[("SHIM_LOG", &log)]);
    assert_eq!(
        Ended::of(init.stdout(Stdio::piped()).output().unwrap()).code,
        0
    );
    let log = fs::read(log).unwrap();
    let calls = calls(&log);
    let told = calls.iter().position(|call| call.kind == 'A').unwrap();
    let cuts = count("SHERBET_POWER_CUTS_FOUNDING", 16);
    let mut dice = Dice::of(4);
    let (mut founded, mut not) = (0, 0);
    for round in 0..cuts {
        // The last calls are what matters: names are given there.
        let place = match round % 2 {
            0 => 1 + dice.below(calls.len()),
            _ => calls.len() - dice.below(calls.len().min(40)),
        };
        let mut disk = before.clone();
        for call in &calls[..place] {
            disk.take_in(call, true);
        }
        let tear = TEARS[dice.below(4)];
        let files = disk.cut(tear, &mut dice);
        let folder = folder();
        lay_out(&files, folder.path());
        let path = folder.path().join("corner.sherbet");
        let left = Corner { folder, path };
        let is_there = left.path.exists();
        assert!(
            is_there || place <= told,
            "told, and not there: {place} {tear:?}"
        );
        let again = Ended::of(left.init("Mithai Corner").output().unwrap());
        match is_there {
            true => {
                assert_eq!(again.refused()["reason"], "already_founded");
                founded += 1;
            }
            false => {
                assert_eq!(again.code, 0, "{place} {tear:?}: {again:?}");
                not += 1;
            }
        }
        left.is_whole();
    }
    assert!(founded > 0 && not > 0);
    println!("founded after {founded} power cuts, not yet after {not}");
}
