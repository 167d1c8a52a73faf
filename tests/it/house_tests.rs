//! A race or a fault proves something where the whole checker has the last word: each such test
//! ends with it, or says here why it can't.

use std::{fs, path::Path};

/// How a test has the checker go over the shop's file.
const ENDS: &[&str] = &["checker::whole(", ".explained(", ".is_whole()"];

/// Files in which every test is of a race or a fault; elsewhere, those that have threads meet.
const FILES: &[&str] = &["faults", "storm", "restoring_race"];

/// Tests that end otherwise, and why.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "a_newer_programs_file_is_refused_and_not_a_byte_of_it_changed",
        "the checker refuses it, too",
    ),
    (
        "another_programs_file_is_closed_with_its_log_as_it_was",
        "it is no shop",
    ),
    (
        "a_file_that_is_another_programs_is_left_as_it_is",
        "it is no shop",
    ),
    (
        "a_step_of_the_schema_that_fails_half_way_leaves_the_file_as_it_was",
        "it is no shop yet",
    ),
    (
        "without_its_key_a_backup_is_not_restored",
        "there is no shop",
    ),
    (
        "a_record_that_was_changed_is_found",
        "it is broken on purpose",
    ),
    (
        "a_sale_that_was_made_smaller_is_found_in_the_books",
        "it is broken on purpose",
    ),
    (
        "a_tail_that_was_cut_off_is_found_against_a_head_kept_elsewhere",
        "it is broken on purpose",
    ),
    (
        "a_shop_with_another_shops_key_is_not_opened",
        "its key is gone on purpose",
    ),
    (
        "a_log_with_one_bit_flipped_loses_no_act_but_the_last_without_saying_so",
        "it tells what was found of what was broken",
    ),
    (
        "a_flip_in_the_file_is_found_wherever_the_books_are_sealed_or_add_up",
        "it tells what was found of what was broken",
    ),
    (
        "a_shop_that_synced_less_would_lose_what_was_told",
        "the control: it has to lose something",
    ),
    (
        "who_comes_while_a_restore_has_taken_the_old_shop_away_is_told_to_wait",
        "the shop is away",
    ),
    (
        "a_process_that_tells",
        "it is a process of other tests, which end so",
    ),
    (
        "what_is_sold_after_a_sealing_goes_on_from_it_and_two_who_seal_at_once_seal_it_once",
        "it looks at all that the checker found",
    ),
];

/// A function's name, and its text up to the end of it.
fn functions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("fn ").filter_map(|(at, _)| {
        let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
        let before = text[line..at].trim_start();
        let is_one = before.is_empty() || before == "pub ";
        let indent = text[line..at].len() - before.len();
        let end = format!("\n{}}}\n", &text[line..line + indent]);
        let body = &text[at..];
        let body = &body[..body.find(&end).unwrap_or(body.len())];
        let name = body["fn ".len()..].split(['(', '<']).next()?;
        is_one.then_some((name, body))
    })
}

#[test]
fn each_race_and_each_fault_ends_with_the_whole_checker() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let (mut forgotten, mut ended, mut excused) = (Vec::new(), 0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let file = path.file_stem().unwrap().to_str().unwrap();
        if file == "house_tests" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let is_of_races = FILES.iter().any(|name| file.contains(name));
        let ends = |body: &str| ENDS.iter().any(|end| body.contains(end));
        let helpers: Vec<&str> = functions(&text)
            .filter(|(_, body)| ends(body))
            .map(|(name, _)| name)
            .collect();
        for (name, body) in functions(&text) {
            let is_test = text.contains(&format!("#[test]\nfn {name}("));
            // What one test is called, others do not call.
            let calls = |helper: &&str| *helper != name && body.contains(&format!("{helper}("));
            if !is_test || !(is_of_races || body.contains("thread::scope(")) {
                continue;
            }
            if OTHERWISE.iter().any(|(known, _)| *known == name) {
                excused.push(name.to_owned());
            } else if ends(body) || helpers.iter().any(calls) {
                ended += 1;
            } else {
                forgotten.push(format!("{file}::{name}"));
            }
        }
    }
    assert_eq!(forgotten, [] as [String; 0]);
    assert!(ended > 50, "only {ended} races and faults were found");
    for (name, _) in OTHERWISE {
        let is_there = excused.iter().any(|known| known == name);
        assert!(is_there, "there is no test {name} any more");
    }
}
