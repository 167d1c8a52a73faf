//! The doctor, drills and the log, as the program does them.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;
use sherbet::values::RequestId;

use crate::{
    command_line_support::{Corner, Ended, Teller, sale},
    support::PASSWORD,
};

/// The program on a shop, with a home of its own.
fn asked(corner: &Corner) -> Command {
    let mut command = corner.asked_by("Asha");
    command.env("HOME", corner.folder.path());
    command.env("XDG_CONFIG_HOME", corner.folder.path().join("config"));
    command
}

fn doctor(corner: &Corner, more: &[&str]) -> Ended {
    let mut command = asked(corner);
    // Who can't log in any more can still ask.
    command.env_remove("SHERBET_PASSWORD");
    let arguments = ["--json", "doctor", "--offline"];
    Ended::of(command.args(arguments).args(more).output().unwrap())
}

#[track_caller]
fn check(report: &Value, name: &str) -> Value {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    found.unwrap().clone()
}

#[test]
fn the_exit_status_tells_the_worst_and_words_say_what_why_and_what_to_do() {
    let corner = Corner::founded();
    let new = doctor(&corner, &[]);
    assert_eq!(new.code, 1, "{new:?}");
    let report: Value = serde_json::from_str(&new.out).unwrap();
    assert_eq!(report["verdict"], "look_at_it");
    assert_eq!(check(&report, "integrity")["verdict"], "ok");
    assert_eq!(check(&report, "backups")["verdict"], "look_at_it");

    let mut words = asked(&corner);
    let words = Ended::of(words.args(["doctor", "--offline"]).output().unwrap());
    assert_eq!(words.code, 1);
    assert!(
        words.out.contains("ok          Integrity: every page"),
        "{}",
        words.out
    );
    assert!(
        words
            .out
            .contains("look at it  Backups: none is remembered"),
        "{}",
        words.out
    );
    assert!(
        words.out.contains("Why: A disk dies without warning."),
        "{}",
        words.out
    );
    assert!(
        words.out.contains("Do:  Make one on another disk"),
        "{}",
        words.out
    );

    fs::write(&corner.path, "garbage, and not a little of it").unwrap();
    let broken = doctor(&corner, &[]);
    assert_eq!(broken.code, 3, "{broken:?}");
    assert_eq!(broken.err, "");
    let report: Value = serde_json::from_str(&broken.out).unwrap();
    assert_eq!(check(&report, "file")["verdict"], "bad");

    // What could not be looked at for that is told once, and the reason where one reads.
    let mut words = asked(&corner);
    let words = Ended::of(words.args(["doctor", "--offline"]).output().unwrap()).out;
    assert_eq!(words.matches("not looked at").count(), 1, "{words}");
    let others = words.find("Tables, indexes and triggers, ").unwrap();
    let reason = words.find("bad         The shop's file: ").unwrap();
    assert!(others < reason, "{words}");
}

#[test]
fn a_program_that_was_stopped_while_it_holds_the_file_is_named_and_holds_up_no_answer() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 1_000_000);
    let mut busy = corner.teller("Asha", &["--parallel", "8"]);
    stop_in_its_turn(&corner, &mut busy);
    let report = doctor(&corner, &[]);
    busy.signal("CONT");
    assert_eq!(report.code, 3, "{report:?}");
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let processes = check(&report, "processes");
    assert_eq!(processes["verdict"], "bad", "{processes}");
    let holder = format!(
        "sherbet (process {}) is stopped and holds the file: nobody can sell",
        busy.child.id()
    );
    assert_eq!(processes["found"], holder);
    assert_eq!(check(&report, "file")["verdict"], "ok");
}

/// Has a session sell, and stops it in the middle of a turn.
fn stop_in_its_turn(corner: &Corner, busy: &mut Teller) {
    let now = fs::File::open(format!("{}.now", corner.path.display())).unwrap();
    let mut open = 0;
    loop {
        while open < 32 {
            busy.say(&sale(RequestId::new(), "Mathura Peda", 1));
            open += 1;
        }
        assert!(busy.hear().unwrap()["done"].is_object());
        open -= 1;
        busy.signal("STOP");
        let stat = format!("/proc/{}/stat", busy.child.id());
        while !fs::read_to_string(&stat).unwrap().contains(") T ") {
            thread::yield_now();
        }
        if now.try_lock().is_err() {
            return;
        }
        now.unlock().unwrap();
        busy.signal("CONT");
    }
}

fn backup(corner: &Corner, arguments: &[&str]) -> Ended {
    let mut command = asked(corner);
    Ended::of(
        command
            .args(["--json", "backup"])
            .args(arguments)
            .output()
            .unwrap(),
    )
}

#[test]
fn a_backup_is_remembered_and_a_drill_finds_out_whether_it_is_one() {
    let corner = Corner::founded();
    let none = backup(&corner, &["drill"]);
    assert_eq!(none.refused()["field"], "backup");
    let target = corner.folder.path().join("monday");
    let target = target.to_str().unwrap();
    assert_eq!(backup(&corner, &[target]).code, 0);
    let kept = backup(&corner, &["list"]).answer();
    assert_eq!(kept[0]["path"], target);
    assert_eq!(kept[0]["drilled_at"], Value::Null);

    let drilled = backup(&corner, &["drill"]).answer();
    assert_eq!(drilled["path"], target);
    assert_eq!(drilled["head"]["acts"], kept[0]["acts"]);
    let kept = backup(&corner, &["list"]).answer();
    assert!(kept[0]["drilled_at"].is_i64(), "{kept}");
    assert_eq!(kept[0]["drill_wrong"], Value::Null);
    let report: Value = serde_json::from_str(&doctor(&corner, &[]).out).unwrap();
    assert_eq!(check(&report, "drill")["verdict"], "ok");
    let found = check(&report, "backups")["found"].to_string();
    assert!(found.contains("on the shop's own disk"), "{found}");
    assert_eq!(drafts(corner.folder.path()), 0);

    // One byte of a record in the backup is another one.
    let mut bytes = fs::read(target).unwrap();
    let mut windows = bytes.windows(12);
    let at = windows.position(|text| text == b"command line").unwrap();
    bytes[at] ^= 1;
    fs::write(target, bytes).unwrap();
    let drilled = backup(&corner, &["drill"]);
    assert_ne!(drilled.code, 0, "{drilled:?}");
    let kept = backup(&corner, &["list"]).answer();
    assert!(kept[0]["drill_wrong"].is_string(), "{kept}");
    let report: Value = serde_json::from_str(&doctor(&corner, &[]).out).unwrap();
    assert_eq!(check(&report, "drill")["verdict"], "bad");

    fs::remove_file(target).unwrap();
    let gone = backup(&corner, &["drill"]);
    assert_eq!(gone.fault()["code"], "no_shop");
    let report: Value = serde_json::from_str(&doctor(&corner, &[]).out).unwrap();
    let found = check(&report, "backups")["found"].to_string();
    assert!(found.contains("it is not there now"), "{found}");
    corner.is_whole();
}

fn drafts(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name());
    names
        .filter(|name| name.to_string_lossy().contains(".draft-"))
        .count()
}

/// What the program has written into its log files, line by line.
fn logged(corner: &Corner) -> Vec<Value> {
    let folder = corner.folder.path().join("config/sherbet/logs");
    let mut lines = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        lines.extend(text.lines().map(|line| serde_json::from_str(line).unwrap()));
    }
    lines
}

#[test]
fn a_sale_can_be_followed_by_its_request_from_the_queue_to_the_disk_and_nothing_secret_is_told() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let request = RequestId::new();
    let mut command = asked(&corner);
    command.env("SHERBET_LOG", "trace").args(["run", "-"]);
    let mut teller = Teller::start(&mut command);
    assert_eq!(
        teller.ask(&sale(request, "Mathura Peda", 2))["done"]["number"],
        1
    );
    let customer = serde_json::json!({
        "request": RequestId::new().to_string(), "do": "customers.add",
        "name": "Meera Nair", "phone": "+919876543210",
    });
    let added = teller.ask(&customer);
    assert!(
        added["done"].is_object() || added["refused"].is_object(),
        "{added}"
    );
    let (heard, _) = teller.finish();
    assert_eq!(heard, Vec::<Value>::new());
    // Whatever becomes of a code that is tried, it is not told.
    let mut tried = asked(&corner);
    tried.env("SHERBET_LOG", "trace");
    tried.args(["codes", "check", "--for", "hand_over", "--subject", "1"]);
    tried.args(["--phone", "+919876501234"]);
    tried.stdin(Stdio::piped()).stderr(Stdio::null());
    let mut tried = tried.spawn().unwrap();
    let mut typed = tried.stdin.take().unwrap();
    typed.write_all(b"481516\n").unwrap();
    drop(typed);
    tried.wait().unwrap();

    let lines = logged(&corner);
    let of_request: Vec<(&str, &Value)> = lines
        .iter()
        .filter(|line| line["fields"]["request"] == request.to_string())
        .map(|line| (line["fields"]["message"].as_str().unwrap(), line))
        .collect();
    let words: Vec<&str> = of_request.iter().map(|(word, _)| *word).collect();
    assert_eq!(words, ["queued", "runs", "answered"]);
    assert!(
        of_request
            .iter()
            .all(|(_, line)| line["fields"]["command"] == "sales.checkout")
    );
    assert_eq!(of_request[2].1["fields"]["answer"], "done");
    // The batch it ran in tells when it was begun, and how long its commit took.
    let batch = &of_request[1].1["spans"][0];
    assert_eq!(batch["name"], "batch");
    let of_batch: Vec<&str> = lines
        .iter()
        .filter(|line| line["spans"][0] == *batch)
        .map(|line| line["fields"]["message"].as_str().unwrap())
        .collect();
    assert_eq!(of_batch, ["begun", "runs", "committed"]);
    let committed = lines
        .iter()
        .find(|line| line["fields"]["message"] == "committed" && line["spans"][0] == *batch);
    let committed = &committed.unwrap()["fields"];
    assert!(committed["took_us"].as_u64().unwrap() > 0, "{committed}");
    assert_eq!(committed["well"], true);

    let text = lines.iter().map(Value::to_string).collect::<String>();
    for secret in [
        PASSWORD,
        "9876543210",
        "9876501234",
        "481516",
        "Meera",
        "Mathura",
    ] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
    let key = fs::read_to_string(corner.path.with_extension("sherbet.key")).unwrap();
    assert!(!text.contains(key.trim()));
}

#[test]
fn without_being_asked_a_command_writes_no_log() {
    let corner = Corner::founded();
    let mut command = asked(&corner);
    let told = Ended::of(command.args(["sweets", "search", "kaju"]).output().unwrap());
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    assert!(!corner.folder.path().join("config/sherbet/logs").exists());
}
