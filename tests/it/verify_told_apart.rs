//! A key or a head that belongs to another shop, or to another past of this one, is told as that,
//! and not as the work of a forger alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::command_line_support::{Corner, Ended};

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// A shop in which something was sold, and its newest backup.
fn corner() -> (Corner, PathBuf) {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    sell(&corner);
    let copy = back_up(&corner, "monday");
    (corner, copy)
}

fn sell(corner: &Corner) {
    let sale = ["sell", "--line", "Mathura Peda=1", "--cash", "20"];
    assert_eq!(corner.asha(sale).code, 0);
}

fn back_up(corner: &Corner, name: &str) -> PathBuf {
    let copy = corner.folder.path().join(name);
    corner.asha(["backup".as_ref(), copy.as_os_str()]).answer();
    copy
}

/// What is found in a file, with a key and a head from elsewhere: kind, what and what to do.
fn found(file: &Path, key: &Path, head: Option<&Path>) -> Vec<[String; 3]> {
    let mut verify = crate::command_line_support::program();
    verify.args(["--json", "verify"]).arg(file);
    verify.arg("--key").arg(key);
    if let Some(head) = head {
        verify.arg("--head").arg(head);
    }
    let ended = Ended::of(verify.output().unwrap());
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(ended.code, if findings.is_empty() { 0 } else { 3 });
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    findings
        .iter()
        .map(|one| [text(&one["kind"]), text(&one["what"]), text(&one["next"])])
        .collect()
}

#[test]
fn another_shops_key_is_told_from_a_journal_that_was_written_anew_where_a_head_fits() {
    let (corner, copy) = corner();
    let stranger = Corner::founded();
    let (own, other) = (with(&corner.path, ".key"), with(&stranger.path, ".key"));
    assert_eq!(found(&copy, &own, None), [[""; 3]; 0]);
    let told = found(&copy, &other, None);
    let [[kind, what, next]] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(kind, "key");
    assert!(
        what.contains("another shop's key, or one from before")
            && what.contains("or the whole journal was written anew"),
        "{what}"
    );
    assert!(
        next.starts_with("name the shop's own key with --key"),
        "{next}"
    );
    // A head that fits says that the journal is the shop's own.
    let told = found(&copy, &other, Some(&with(&copy, ".head")));
    let [[kind, what, _]] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(kind, "key");
    assert!(what.ends_with("it is another shop's key"), "{what}");
}

#[test]
fn the_key_of_before_a_new_one_is_told_as_a_key_that_does_not_fit() {
    let (corner, _) = corner();
    let (key, old) = (with(&corner.path, ".key"), with(&corner.path, ".old"));
    fs::rename(&key, &old).unwrap();
    corner.asha(["journal", "rekey"]).answer();
    let told = found(&corner.path, &old, None);
    let kinds: Vec<&str> = told.iter().map(|[kind, ..]| &**kind).collect();
    assert_eq!(kinds, ["key"], "{told:?}");
    assert_eq!(found(&corner.path, &key, None), [[""; 3]; 0]);
}

#[test]
fn a_head_of_another_shop_and_one_of_before_a_restore_are_told_as_that() {
    let (corner, monday) = corner();
    let (stranger, theirs) = self::corner();
    let key = with(&corner.path, ".key");
    let head = |copy: &Path| with(copy, ".head");
    let told = found(&corner.path, &key, Some(&head(&theirs)));
    let [[kind, what, _]] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(kind, "head");
    assert!(what.starts_with("this head is of another shop"), "{what}");
    drop(stranger);

    // Tuesday is put aside by restoring Monday; its head fits no more, and fits what was put aside.
    for _ in 0..3 {
        sell(&corner);
    }
    let tuesday = back_up(&corner, "tuesday");
    let restore = ["restore".as_ref(), "--put-aside-newer".as_ref()];
    let restored = corner
        .asha(restore.into_iter().chain([monday.as_os_str()]))
        .answer();
    let aside = PathBuf::from(restored["kept"].as_str().unwrap());
    for sold in [0, 6] {
        (0..sold).for_each(|_| sell(&corner));
        let told = found(&corner.path, &key, Some(&head(&tuesday)));
        let [[kind, what, next]] = &told[..] else {
            panic!("{told:?}")
        };
        assert_eq!(kind, "head");
        assert!(
            what.contains("put a backup in place, so this head may be of what the shop was before"),
            "{what}"
        );
        assert!(
            next.contains("hold this head against what was put aside"),
            "{next}"
        );
    }
    assert_eq!(found(&aside, &key, Some(&head(&tuesday))), [[""; 3]; 0]);
    assert_eq!(
        found(&corner.path, &key, Some(&head(&monday))),
        [[""; 3]; 0]
    );
}
