//! The diagnostics: the checks in words, the charts for who reads and who hears them.

use std::{fs, process::Command};

use egui::{Key, Modifiers};

use super::Screen;
use crate::{command_line_support::signal, support::TestShop};

fn at_the_diagnostics(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    screen.settle();
    screen.wait_for("Diagnostics");
    screen.wait_for("to look at.");
    screen
}

#[test]
fn what_is_wrong_stands_above_what_is_well_and_is_looked_at_again_when_asked() {
    let shop = TestShop::new();
    let mut screen = at_the_diagnostics(&shop);
    assert!(screen.sees("None is remembered."));
    assert!(screen.sees("What to do: Make one on another disk"));
    assert!(screen.sees("Every page was gone over: all whole."));
    let (backups, _) = screen.reach("Backups");
    let (integrity, _) = screen.reach("Integrity");
    assert!(backups < integrity, "{backups} {integrity}");

    fs::rename(
        shop.path.with_extension("sherbet.key"),
        shop.folder.path().join("elsewhere"),
    )
    .unwrap();
    screen.press("Check again");
    screen.wait_for("without it nothing can be sold");
    assert!(screen.sees("1 thing is bad"));
    let (key, _) = screen.reach("The journal's key");
    let (backups, _) = screen.reach("Backups");
    assert!(key < backups, "{key} {backups}");
}

#[test]
fn the_charts_tell_in_words_what_the_lane_did() {
    let shop = TestShop::new();
    let mut screen = at_the_diagnostics(&shop);
    screen.resize([1280.0, 2400.0]);
    for chart in [
        "Waits for the lane",
        "Transactions",
        "Syncs",
        "Batches",
        "Conflicts",
        "Retries",
    ] {
        assert!(screen.sees(&format!("Chart of {chart}, ")), "{chart}");
    }
    // Logging in was a write.
    screen.wait_for("ok; at most 1 act in 15 minutes");
    assert!(screen.sees("a minute: another was faster: nothing in the last minute, ok"));
    assert!(screen.sees("The last 15 minutes"));
    assert!(screen.sees("Since the program was started"));
    assert!(screen.sees("Tries that found the file locked"));
    assert!(screen.sees(&format!("The shop's file: {}", shop.path.display())));
    assert!(screen.sees("What the program does is not logged."));
}

#[test]
fn a_wait_for_another_program_is_told_and_drawn_while_it_lasts_and_gone_when_it_is_over() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    // A sale that waits, and the way to the diagnostics meanwhile.
    screen.key(Modifiers::NONE, Key::F12);
    screen.frame();
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    screen.draw_until("Held up now: ");
    screen.draw_until("waiting for ");
    let me = format!("(process {}) has the shop's file", std::process::id());
    assert!(screen.sees(&me));
    assert!(screen.sees("is done once or said not to be done"));
    assert!(screen.sees(" now, bad; at most "), "the chart of waits");
    assert_eq!(shop.on_hand(barfi), 5);
    holder.execute_batch("ROLLBACK").unwrap();
    screen.wait_gone("Held up now");
    screen.wait_gone("waiting for ");
    assert_eq!(shop.on_hand(barfi), 4);
}

#[test]
fn who_holds_the_file_is_told_though_nobody_wants_to_write_and_no_more_once_they_let_go() {
    let shop = TestShop::new();
    let mut screen = at_the_diagnostics(&shop);
    let told = "has the shop's file and writes nothing";
    assert!(!screen.sees(told));
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    screen.wait_for(told);
    assert!(screen.sees("This program itself has the shop's file"));
    assert!(!screen.sees("Held up now"), "nobody waits");
    holder.execute_batch("ROLLBACK").unwrap();
    screen.wait_gone(told);

    // Another program, which has the turn to write, and is stopped.
    let turn = format!("{}.now", shop.path.display());
    let other = Command::new("flock")
        .args(["--no-fork", &turn, "sleep", "600"])
        .spawn();
    let Ok(mut other) = other else {
        println!("skipped: there is no flock here");
        return;
    };
    let who = format!("sleep (process {}) ", other.id());
    screen.wait_for(&format!("{who}{told}"));
    signal(&other, "STOP");
    screen.wait_for(&format!("{who}is stopped and has the shop's file"));
    other.kill().unwrap();
    other.wait().unwrap();
    screen.wait_gone(&who);
}

#[test]
fn who_holds_the_file_is_looked_for_only_while_the_diagnostics_are_shown() {
    let shop = TestShop::new();
    let mut screen = at_the_diagnostics(&shop);
    let told = "has the shop's file and writes nothing";
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    screen.wait_for(told);
    screen.key(Modifiers::COMMAND, Key::Num1);
    screen.wait_for("Scan or search");
    // Nobody has looked since, so that nothing is known when they are shown again.
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    screen.draw_until("Check again");
    assert!(!screen.sees(told));
    screen.wait_for(told);
    holder.execute_batch("ROLLBACK").unwrap();
    screen.wait_gone(told);
}

#[test]
fn where_there_is_no_room_for_both_one_is_shown_at_a_time() {
    let shop = TestShop::new();
    let mut screen = at_the_diagnostics(&shop);
    screen.resize([1024.0, 768.0]);
    assert!(screen.is_chosen("Checks") && !screen.is_chosen("Charts"));
    assert!(screen.sees("Backups") && !screen.sees("Chart of Syncs"));
    screen.press("Charts");
    screen.wait_for("Chart of Syncs");
    assert!(!screen.sees("None is remembered."));
}

#[test]
fn who_may_not_see_to_the_shop_has_no_way_to_it() {
    let shop = TestShop::new();
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    screen.settle();
    assert!(!screen.sees("Diagnostics"));
    assert!(screen.sees("Scan or search"));
}
