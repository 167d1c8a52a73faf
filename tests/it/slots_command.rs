//! `sherbet slots lay-out`: rules as JSON in, slots out.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value, json};

use crate::command_line_support::{Ended, program};

const LONDON: &str = r#"{"time_zone":"Europe/London","date":"2026-03-29","windows":[["00:00","24:00"]],"length_minutes":60,"every_minutes":60,"notice_minutes":0,"now":"2026-03-01T00:00:00Z"}"#;

/// Lays out what stands on standard input. There is no shop to be found.
fn lay_out(arguments: &[&str], input: &str) -> Ended {
    let mut command = program();
    command.args(arguments).args(["slots", "lay-out"]);
    command.env("HOME", "/nowhere").current_dir("/");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    Ended::of(child.wait_with_output().unwrap())
}

/// The rules of London with one key changed.
fn with(key: &str, value: Value) -> String {
    let mut rules: Value = serde_json::from_str(LONDON).unwrap();
    rules[key] = value;
    rules.to_string()
}

fn slots(rules: &str) -> Vec<Value> {
    let answer = lay_out(&["--json"], rules).answer();
    answer["slots"].as_array().unwrap().clone()
}

#[track_caller]
fn refused(rules: &str) -> String {
    let refused = lay_out(&["--json"], rules).refused();
    assert_eq!(refused["reason"], "invalid", "{refused}");
    refused["field"].as_str().unwrap().to_owned()
}

#[test]
fn slots_are_told_by_the_wall_clock_and_in_utc() {
    let told = lay_out(&[], LONDON);
    assert_eq!(told.code, 0, "{told:?}");
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 23);
    assert_eq!(lines[0], "2026-03-29 00:00 +00:00  2026-03-29T00:00:00Z");
    assert_eq!(lines[1], "2026-03-29 02:00 +01:00  2026-03-29T01:00:00Z");
    let slots = slots(&with("date", "2026-10-25".into()));
    assert_eq!(slots.len(), 25);
    assert_eq!(
        slots[1..3],
        [
            json!({ "local": "2026-10-25T01:00:00+01:00", "utc": "2026-10-25T00:00:00Z",
                    "end_utc": "2026-10-25T01:00:00Z" }),
            json!({ "local": "2026-10-25T01:00:00+00:00", "utc": "2026-10-25T01:00:00Z",
                    "end_utc": "2026-10-25T02:00:00Z" }),
        ]
    );
}

#[test]
fn what_is_absent_is_usual() {
    let least = r#"{"time_zone":"Asia/Kolkata","date":"2026-03-02","windows":[["09:00","12:00"]],"length_minutes":45}"#;
    let starts: Vec<Value> = slots(least)
        .iter()
        .map(|slot| slot["utc"].clone())
        .collect();
    assert_eq!(
        starts,
        [
            "2026-03-02T03:30:00Z",
            "2026-03-02T04:15:00Z",
            "2026-03-02T05:00:00Z",
            "2026-03-02T05:45:00Z"
        ]
    );
    let none = lay_out(&[], &least.replace(r#"["09:00","12:00"]"#, ""));
    assert_eq!((none.code, none.out.as_str()), (0, "no slots\n"));
}

#[test]
fn notice_horizon_and_buffer_are_kept() {
    let mut rules: Value = serde_json::from_str(LONDON).unwrap();
    rules["date"] = "2026-03-03".into();
    rules["now"] = "2026-03-02T11:59:59Z".into();
    rules["notice_minutes"] = 1500.into();
    let found = slots(&rules.to_string());
    assert_eq!(found.len(), 11);
    assert_eq!(found[0]["utc"], "2026-03-03T13:00:00Z");
    rules["horizon_days"] = 0.into();
    assert_eq!(slots(&rules.to_string()).len(), 0);
    rules["horizon_days"] = 1.into();
    rules["buffer_minutes"] = 30.into();
    assert_eq!(slots(&rules.to_string()).len(), 7);
}

#[test]
fn what_can_not_be_laid_out_is_refused_by_the_path_of_its_key() {
    assert_eq!(
        refused(&with("time_zone", "Europe/Camelot".into())),
        "time_zone"
    );
    assert_eq!(refused(&with("date", "2026-02-30".into())), "date");
    assert_eq!(refused(&with("date", "+12026-02-20".into())), "date");
    assert_eq!(refused(&with("now", "yesterday".into())), "now");
    assert_eq!(refused(&with("length_minutes", 0.into())), "length_minutes");
    assert_eq!(
        refused(&with("length_minutes", "60".into())),
        "length_minutes"
    );
    assert_eq!(
        refused(&with("every_minutes", (-5).into())),
        "every_minutes"
    );
    assert_eq!(
        refused(&with("buffer_minutes", 1441.into())),
        "buffer_minutes"
    );
    assert_eq!(
        refused(&with("notice_minutes", (-1).into())),
        "notice_minutes"
    );
    assert_eq!(refused(&with("horizon_days", (-1).into())), "horizon_days");
    assert_eq!(
        refused(&with("windows", json!([["09:00", "12:00"], ["9", "10"]]))),
        "windows[1]"
    );
    assert_eq!(
        refused(&with("windows", json!([["12:00", "09:00"]]))),
        "windows[0]"
    );
    assert_eq!(refused(&with("windows", json!([["12:00"]]))), "windows[0]");
    assert_eq!(refused(&with("lenght", 5.into())), "lenght");
    assert_eq!(refused("{}"), "time_zone");
    assert_eq!(refused("[]"), "rules");
    assert_eq!(refused(""), "rules");
    let mut rules: Value = serde_json::from_str(LONDON).unwrap();
    rules.as_object_mut().unwrap().remove("now");
    rules["horizon_days"] = 7.into();
    assert_eq!(refused(&rules.to_string()), "now");
}
