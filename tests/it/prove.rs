//! The shop's day at full load on a copy of it, and what that leaves behind.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::command_line_support::Corner;

/// What must be nothing.
const COUNTS: [&str; 9] = [
    "oversold",
    "double_bookings",
    "over_capacity",
    "double_captures",
    "double_allocations",
    "second_live_codes",
    "lost",
    "half_done",
    "unknown",
];

fn found(verdict: &Value) -> u64 {
    let counts = COUNTS.map(|name| verdict[name].as_u64().unwrap());
    counts.iter().sum()
}

/// The shop's files and what is in them; the index of its log is anybody's.
fn files(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .filter(|file| !file.path().to_str().unwrap().ends_with("-shm"))
        .map(|file| (file.file_name(), fs::read(file.path()).unwrap()))
        .collect()
}

#[test]
fn a_short_proof_finds_nothing_the_wrong_ways_lose_and_the_shops_files_stay_as_they_were() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let before = files(corner.folder.path());
    let load = ["--seconds", "2", "--clients", "8", "--processes", "2"];
    let proof = corner
        .asha(["prove", "--naive"].iter().chain(&load))
        .answer();
    assert!(files(corner.folder.path()) == before);

    let verdict = &proof["verdict"];
    assert_eq!(found(verdict), 0, "{verdict}");
    assert_eq!(verdict["chain_whole"], true);
    assert_eq!(verdict["findings"], serde_json::json!([]));
    // What is only refused proves nothing.
    let kinds = proof["kinds"].as_array().unwrap().iter();
    let first_is_done = ["sales.checkout", "codes.ask"];
    for kind in kinds.filter(|kind| first_is_done.iter().any(|name| kind["kind"] == *name)) {
        assert!(kind["done"].as_u64().unwrap() > 0, "{kind}");
    }
    for times in ["act", "wait", "transaction", "sync"] {
        let at = |name: &str| proof[times][name].as_u64().unwrap();
        assert!(at("p50_us") <= at("p99_us") && at("p99_us") <= at("worst_us"));
    }
    assert!(proof["transaction"]["worst_us"].as_u64() >= proof["sync"]["worst_us"].as_u64());
    assert!(proof["batches"].as_u64().unwrap() > 0);
    assert_eq!(proof["burst"], Value::Null);
    // Nobody judges by the goals of another load.
    assert_eq!(proof["goals"][0]["holds"], Value::Null);

    let naive = &proof["naive"];
    assert!(found(&naive["verdict"]) > 0, "{naive}");
}

#[test]
fn a_log_that_a_killed_process_left_is_copied_with_the_shop_and_stays_as_it_was() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let killed = rusqlite::Connection::open(&corner.path).unwrap();
    // Its log is never moved into the file, and stays when it goes.
    killed.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let stays = rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    killed.set_db_config(stays, true).unwrap();
    let more = "UPDATE sweets SET low_at = 3 WHERE name = 'Mathura Peda'";
    assert_eq!(killed.execute(more, []).unwrap(), 1);
    drop(killed);
    let before = files(corner.folder.path());
    assert!(!before[&OsString::from("corner.sherbet-wal")].is_empty());

    let scratch = sherbet::store::Scratch::beside(&corner.path, 0).unwrap();
    let copy = scratch.copy("copy").unwrap();
    let copy = rusqlite::Connection::open(copy).unwrap();
    let low_at: i64 = copy
        .query_row("SELECT low_at FROM sweets", [], |row| row.get(0))
        .unwrap();
    assert_eq!(low_at, 3);
    drop((copy, scratch));
    assert!(files(corner.folder.path()) == before);
}

#[test]
fn the_reference_load_is_orders_only_and_none_is_beyond_its_slots_room() {
    let corner = Corner::founded();
    let load = ["--seconds", "2", "--clients", "8", "--processes", "2"];
    let reference = ["prove", "--reference"];
    let proof = corner.asha(reference.iter().chain(&load)).answer();
    assert_eq!(proof["rate"], 800);
    assert_eq!(found(&proof["verdict"]), 0, "{}", proof["verdict"]);
    let kinds = proof["kinds"].as_array().unwrap();
    assert!(kinds.iter().any(|kind| kind["kind"] == "orders.place"));
    let is_of_orders = |kind: &Value| kind["kind"].as_str().unwrap().starts_with("orders.");
    assert!(kinds.iter().all(is_of_orders), "{kinds:?}");
    // What came at once is all answered before the rate begins, and measured by itself.
    let burst = &proof["burst"];
    assert_eq!(burst["at_once"], 1000);
    let asked = |part: &Value| part["done"].as_u64().unwrap();
    assert!(asked(burst) > 900, "{burst}");
    let at_rate: u64 = kinds.iter().map(asked).sum();
    assert!(at_rate > 0 && at_rate < 2 * 2 * 800, "{kinds:?}");
    // How fast it is here says nothing; that it is judged does.
    let goals = proof["goals"].as_array().unwrap();
    assert!(goals.iter().all(|goal| goal["holds"].is_boolean()));
    assert_eq!(proof["naive"], Value::Null);
}

#[test]
fn who_is_no_admin_proves_nothing() {
    let corner = Corner::founded();
    corner.hire_ravi();
    let before = files(corner.folder.path());
    let refused = corner.ask("Ravi", ["prove", "--seconds", "1"]).refused();
    assert_eq!(refused["reason"], "wrong_name_or_password");
    assert!(files(corner.folder.path()) == before);
}

/// The scratch folder of a proof, once the copy is in it.
fn scratch(corner: &Corner) -> Option<PathBuf> {
    let entries = fs::read_dir(corner.folder.path()).unwrap();
    let mut folders = entries.map(|entry| entry.unwrap().path());
    let folder = folders.find(|path| path.is_dir())?;
    folder.join("shop.key").exists().then_some(folder)
}

fn wait_until<T>(comes: impl Fn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(it) = comes() {
            return it;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "it never came");
        thread::yield_now();
    }
}

#[test]
fn a_proof_that_is_killed_is_cleared_up_by_its_processes_and_what_is_left_by_the_next() {
    let corner = Corner::founded();
    let mut prove = corner.asked_by("Asha");
    prove.args([
        "prove",
        "--seconds",
        "600",
        "--clients",
        "4",
        "--processes",
        "2",
    ]);
    prove.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut prove = prove.spawn().unwrap();
    let folder = wait_until(|| scratch(&corner));
    // Who opens the shop meanwhile leaves it alone.
    drop(corner.open());
    assert!(folder.join("shop").exists());
    prove.kill().unwrap();
    // Its processes have its standard error, too: that ends with the last of them.
    prove.wait_with_output().unwrap();
    assert!(!folder.exists());

    // As if its processes had been killed, too.
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("shop"), "what is left of a copy").unwrap();
    drop(corner.open());
    assert!(!folder.exists());
}
