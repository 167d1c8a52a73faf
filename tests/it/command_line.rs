//! The commands without a window: a day in the shop, from an empty folder.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    process::Stdio,
};

use serde_json::{Value, json};

use crate::{
    command_line_support::{Corner, Ended, NEW_PASSWORD, program},
    support::PASSWORD,
};

#[test]
fn from_an_empty_folder_to_a_sale_and_its_receipt() {
    let corner = Corner::founded();
    let added = corner.asha([
        "sweets",
        "add",
        "--name",
        "Mathura Peda",
        "--price",
        "10.99",
        "--category",
        "Peda",
        "--sku",
        "peda-1",
        "--barcode",
        "8901234567894",
        "--opening",
        "5",
        "--low-at",
        "4",
    ]);
    assert_eq!(added.done()["name"], "Mathura Peda");
    let sold = corner.asha([
        "sell",
        "--line",
        "PEDA-1=1",
        "--line",
        "8901234567894=1",
        "--cash",
        "50",
    ]);
    let done = sold.done();
    assert_eq!(done["number"], 1);
    assert_eq!(done["total_minor"], 2198);
    assert_eq!(done["cash_minor"], 5000);
    assert_eq!(done["change_minor"], 2802);
    let receipt = corner.asha(["sales", "show", "1"]).answer();
    assert_eq!(receipt["by"], "Asha");
    assert_eq!(receipt["total_minor"], 2198);
    assert_eq!(receipt["lines"][1]["name"], "Mathura Peda");
    let sales = corner.asha(["sales", "list"]).answer();
    assert_eq!(sales[0]["pieces"], 2);
    let low = corner.asha(["sweets", "list", "--low"]).answer();
    assert_eq!(low[0]["on_hand"], 3);
    assert_eq!(low[0]["price_minor"], 1099);
    let moved = corner.asha(["stock", "movements", "mathura peda"]).answer();
    let deltas: Vec<&Value> = moved
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["delta"])
        .collect();
    assert_eq!(deltas, [-2, 5].map(Value::from).iter().collect::<Vec<_>>());
    assert_eq!(moved[0]["receipt"], 1);
    corner.is_whole();
}

#[test]
fn people_are_answered_in_words() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let mut sell = corner.asked_by("Asha");
    let sold = Ended::of(
        sell.args(["sell", "--line", "Mathura Peda=2", "--cash", "30"])
            .output()
            .unwrap(),
    );
    assert_eq!(
        sold.out,
        "sold on receipt 1: INR 21.98, 30.00 in cash, change 8.02\n"
    );
    let mut again = corner.asked_by("Asha");
    let refused = Ended::of(
        again
            .args(["sell", "--line", "Mathura Peda=4", "--cash", "50"])
            .output()
            .unwrap(),
    );
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(
        refused.err.starts_with(
            "refused: nothing was sold: Mathura Peda has 3 left, 4 wanted (Asha took 2 at "
        ),
        "{}",
        refused.err
    );
}

#[test]
fn stock_comes_in_and_is_counted() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let restocked = corner.asha([
        "stock",
        "restock",
        "Mathura Peda",
        "50",
        "--note",
        "Tuesday's",
    ]);
    assert_eq!(restocked.done()["on_hand"], 55);
    let nothing = corner.asha(["stock", "restock", "Mathura Peda", "0"]);
    assert_eq!(nothing.done()["on_hand"], 55);
    let counted = corner.asha([
        "stock",
        "correct",
        "Mathura Peda",
        "53",
        "--reason",
        "two broken",
        "--expected",
        "55",
    ]);
    assert_eq!(counted.done()["on_hand"], 53);
    let moved = corner.asha([
        "stock",
        "correct",
        "Mathura Peda",
        "50",
        "--reason",
        "counted",
        "--expected",
        "55",
    ]);
    assert_eq!(moved.refused()["reason"], "stock_moved");
    let unasked = corner.asha([
        "stock",
        "correct",
        "Mathura Peda",
        "50",
        "--reason",
        "eaten",
    ]);
    assert_eq!(unasked.done()["on_hand"], 50);
    let movements = corner.asha(["stock", "movements", "Mathura Peda"]).answer();
    let notes: Vec<&Value> = movements
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["note"])
        .collect();
    let expected = [
        json!("eaten"),
        json!("two broken"),
        json!("Tuesday's"),
        Value::Null,
    ];
    assert_eq!(notes, expected.iter().collect::<Vec<_>>());
    corner.is_whole();
}

#[test]
fn a_sweet_is_edited_retired_and_brought_back() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let edited = corner.asha([
        "sweets",
        "edit",
        "Mathura Peda",
        "--price",
        "12",
        "--sku",
        "P1",
        "--category",
        "Peda",
        "--barcode",
        "111",
        "--barcode",
        "222",
    ]);
    assert_eq!(edited.done()["version"], 2);
    let shown = corner.asha(["sweets", "show", "222"]).answer();
    assert_eq!(shown["price_minor"], 1200);
    assert_eq!(shown["barcodes"], json!(["111", "222"]));
    assert_eq!(shown["changed_by"], "Asha");
    let stale = corner.asha(["sweets", "edit", "P1", "--price", "13", "--version", "1"]);
    let refused = stale.refused();
    assert_eq!(refused["reason"], "changed");
    assert_eq!(refused["version"], 2);
    let unset = corner.asha([
        "sweets",
        "edit",
        "P1",
        "--sku",
        "",
        "--barcode",
        "",
        "--category",
        "",
    ]);
    assert_eq!(unset.done()["version"], 3);
    let shown = corner.asha(["sweets", "show", "Mathura Peda"]).answer();
    assert_eq!(
        (&shown["sku"], &shown["category"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(shown["barcodes"], json!([]));
    assert_eq!(
        corner.asha(["sweets", "retire", "Mathura Peda"]).done()["version"],
        4
    );
    let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "12"]);
    assert_eq!(sold.refused()["reason"], "sweet_retired");
    assert_eq!(corner.asha(["sweets", "list"]).answer(), json!([]));
    assert_eq!(
        corner.asha(["sweets", "list", "--retired"]).answer()[0]["retired"],
        true
    );
    assert_eq!(
        corner.asha(["sweets", "reinstate", "Mathura Peda"]).done()["version"],
        5
    );
    let sold = corner.asha(["sell", "--line", "Mathura Peda=1", "--cash", "12"]);
    assert_eq!(sold.done()["change_minor"], 0);
    assert_eq!(corner.asha(["sweets", "edit", "Mathura Peda"]).code, 2);
}

#[test]
fn a_colleague_registers_waits_is_approved_and_later_leaves() {
    let corner = Corner::founded();
    let mut register = corner.asked_by("nobody yet");
    let registered = Ended::of(
        register
            .args(["--json", "staff", "register", "--name", "Ravi"])
            .output()
            .unwrap(),
    );
    assert_eq!(registered.done()["status"], "waiting");
    let early = corner.ask("Ravi", ["sales", "list"]);
    assert_eq!(early.refused()["reason"], "awaits_approval");
    assert_eq!(corner.asha(["staff", "approve", "ravi"]).code, 0);
    assert_eq!(corner.ask("Ravi", ["sales", "list"]).answer(), json!([]));
    assert_eq!(corner.asha(["staff", "role", "Ravi", "admin"]).code, 0);
    assert_eq!(
        corner.ask("Ravi", ["staff", "list"]).answer()[1]["role"],
        "admin"
    );
    assert_eq!(corner.asha(["staff", "retire", "Ravi"]).code, 0);
    let late = corner.ask("Ravi", ["sales", "list"]);
    assert_eq!(late.refused()["reason"], "account_retired");
    let alone = corner.asha(["staff", "role", "Asha", "staff"]);
    assert_eq!(alone.refused()["reason"], "last_admin");
    assert_eq!(corner.asha(["staff", "reinstate", "Ravi"]).code, 0);
    let mut change = corner.asked_by("Ravi");
    change.env("SHERBET_NEW_PASSWORD", NEW_PASSWORD);
    let changed = change
        .args(["--json", "staff", "password"])
        .output()
        .unwrap();
    assert_eq!(Ended::of(changed).code, 0);
    let old = corner.ask("Ravi", ["staff", "list"]);
    assert_eq!(old.refused()["reason"], "wrong_name_or_password");
    let mut forgot = corner.asked_by("Asha");
    forgot.env("SHERBET_NEW_PASSWORD", PASSWORD);
    let given = forgot
        .args(["--json", "staff", "password", "Ravi"])
        .output()
        .unwrap();
    assert_eq!(Ended::of(given).code, 0);
    assert_eq!(corner.ask("Ravi", ["sales", "list"]).answer(), json!([]));
    let unknown = corner.asha(["staff", "approve", "Nobody"]);
    assert_eq!(unknown.refused()["what"], "account");
}

#[test]
fn the_sample_shop_has_its_sweets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let corner = Corner { folder, path };
    let founded = Ended::of(corner.init("Mithai").arg("--sample").output().unwrap());
    assert_eq!(founded.answer()["currency"], "INR");
    let sweets = corner.asha(["sweets", "list"]).answer();
    assert!(sweets.as_array().unwrap().len() >= 55);
    corner.is_whole();
    let again = Ended::of(corner.init("Mithai").output().unwrap());
    assert_eq!(again.refused()["reason"], "already_founded");
}

#[test]
fn the_file_and_its_key_are_their_owners_only() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    for entry in fs::read_dir(corner.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?} is {mode:o}", entry.path());
    }
}

#[test]
fn without_a_display_the_window_is_not_missed_silently() {
    let ended = Ended::of(program().output().unwrap());
    assert_eq!((ended.code, ended.out.as_str()), (3, ""));
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    for word in [
        "no display",
        "sherbet init",
        "sherbet sell",
        "sherbet --help",
    ] {
        assert!(ended.err.contains(word), "{}", ended.err);
    }
}

#[test]
fn a_display_that_nobody_answers_for_is_told_in_one_line_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [("DISPLAY", ":4711"), ("WAYLAND_DISPLAY", "wayland-4711")] {
        let mut window = program();
        window.env(name, value).env("HOME", folder.path());
        let ended = Ended::of(window.output().unwrap());
        assert_eq!((ended.code, ended.out.as_str()), (3, ""));
        assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
        assert!(
            ended.err.contains("no window can be opened"),
            "{}",
            ended.err
        );
        assert!(ended.err.contains("sherbet init"), "{}", ended.err);
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_missing() {
    let corner = Corner::founded();
    for wrong in [
        vec!["sell", "--line", "Peda=1"],
        vec!["sell", "--cash", "1"],
        vec!["dance"],
        vec!["--wait", "soon", "sales", "list"],
        vec!["run", "-", "--parallel", "0"],
    ] {
        let ended = corner.asha(&wrong);
        assert_eq!(ended.code, 2, "{wrong:?}");
        assert!(ended.err.contains("error:"), "{}", ended.err);
    }
    let nobody = Ended::of(
        program()
            .arg("--shop")
            .arg(&corner.path)
            .args(["sales", "list"])
            .output()
            .unwrap(),
    );
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.contains("--as"), "{}", nobody.err);
}

#[test]
fn a_password_comes_from_a_descriptor_or_the_environment_and_never_from_nowhere() {
    let corner = Corner::founded();
    let mut none = corner.asked_by("Asha");
    none.env_remove("SHERBET_PASSWORD");
    let none = Ended::of(none.args(["--json", "sales", "list"]).output().unwrap());
    assert_eq!(none.refused()["field"], "password");

    let mut piped = corner.asked_by("Asha");
    piped.env_remove("SHERBET_PASSWORD").stdin(Stdio::piped());
    piped.args(["--json", "--password-fd", "0", "run", "-"]);
    let mut child = piped
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    write!(stdin, "{PASSWORD}\n{{\"request\":\"x\"}}\n").unwrap();
    drop(stdin);
    let ended = Ended::of(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 1, "{ended:?}");
    let answer: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(answer["refused"]["field"], "request");

    let kept = corner.folder.path().join("password");
    fs::write(&kept, format!("{PASSWORD}\n")).unwrap();
    let mut file = corner.asked_by("Asha");
    file.env_remove("SHERBET_PASSWORD");
    file.stdin(File::open(&kept).unwrap());
    let ended = Ended::of(
        file.args(["--json", "--password-fd", "0", "sales", "list"])
            .output()
            .unwrap(),
    );
    assert_eq!(ended.answer(), json!([]));
}

#[test]
fn who_reads_no_further_ends_it_quietly_and_a_full_disk_is_told() {
    let corner = Corner::founded();
    let mut list = corner.asked_by("Asha");
    list.args(["journal", "show"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = list.spawn().unwrap();
    drop(child.stdout.take());
    let ended = Ended::of(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));

    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut list = corner.asked_by("Asha");
    list.args(["journal", "show"]).stdout(full);
    let ended = Ended::of(list.stderr(Stdio::piped()).output().unwrap());
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("could not be printed"), "{}", ended.err);
}

#[test]
fn a_shop_that_is_not_there_is_a_fault_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let corner = Corner { folder, path };
    assert_eq!(corner.asha(["sales", "list"]).fault()["code"], "no_shop");
    assert_eq!(fs::read_dir(corner.folder.path()).unwrap().count(), 0);
}
