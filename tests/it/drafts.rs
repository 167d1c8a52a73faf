//! What a killed process leaves half made: gone with the next, and never while somebody makes it.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use sherbet::{
    shop::Shop,
    store::{Alone, Fault, Incoming, Options, Store},
    values::SystemClock,
};

use crate::{
    command_line_support::{Corner, Ended},
    restoring::drafts,
    support::{TestShop, on_hand},
};

/// Starts a command and kills it while it has a draft in `folder`; the drafts it left.
fn killed_over_a_draft(folder: &Path, start: impl Fn(usize) -> Command) -> Vec<String> {
    for round in 0..60 {
        let before = drafts(folder);
        let mut child = start(round).spawn().unwrap();
        while drafts(folder) == before && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // It may have come to its end before it was killed.
        let left = drafts(folder);
        if !left.is_empty() {
            return left;
        }
    }
    panic!("no draft was ever left");
}

fn quietly(mut command: Command) -> Command {
    command.stdout(std::process::Stdio::null());
    command.stderr(std::process::Stdio::null());
    command
}

#[test]
fn what_a_killed_verify_leaves_is_removed_when_the_shop_is_opened_next() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 10);
    let left = killed_over_a_draft(corner.folder.path(), |_| {
        let mut verify = quietly(corner.asked_by("Asha"));
        verify.args(["journal", "verify"]);
        verify
    });
    assert!(left[0].starts_with("corner.sherbet.draft-"), "{left:?}");
    assert_eq!(corner.asha(["sales", "list"]).code, 0);
    assert_eq!(drafts(corner.folder.path()), Vec::<String>::new());
    corner.is_whole();
}

#[test]
fn what_a_killed_backup_leaves_on_the_stick_is_removed_by_the_next_whatever_its_name() {
    let corner = Corner::founded();
    let stick = corner.folder.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let left = killed_over_a_draft(&stick, |round| {
        let mut backup = quietly(corner.asked_by("Asha"));
        backup
            .arg("backup")
            .arg(stick.join(format!("monday {round}")));
        backup
    });
    assert!(left[0].starts_with("monday "), "{left:?}");
    // What is no draft of ours stays, whatever it is called.
    fs::write(stick.join("letter.draft-2"), "Dear Asha").unwrap();
    let mut tuesday = corner.asked_by("Asha");
    let made = tuesday.arg("backup").arg(stick.join("tuesday")).output();
    assert_eq!(Ended::of(made.unwrap()).code, 0);
    assert_eq!(drafts(&stick), ["letter.draft-2"]);
}

#[test]
fn what_a_killed_restore_leaves_is_removed_by_the_next() {
    let corner = Corner::founded();
    let copy = corner.folder.path().join("monday");
    let mut backup = corner.asked_by("Asha");
    let made = backup.arg("backup").arg(&copy).output().unwrap();
    assert_eq!(Ended::of(made).code, 0);
    let restore = || {
        let mut restore = corner.asked_by("Asha");
        // A killed one may have put the backup in place, and noted it.
        restore.args(["restore", "--put-aside-newer"]).arg(&copy);
        restore
    };
    killed_over_a_draft(corner.folder.path(), |_| quietly(restore()));
    let restored = Ended::of(restore().output().unwrap());
    assert_eq!(restored.code, 0, "{restored:?}");
    assert_eq!(drafts(corner.folder.path()), Vec::<String>::new());
    corner.is_whole();
}

#[test]
fn a_draft_that_somebody_is_making_is_left_alone() {
    let corner = Corner::founded();
    let open = Store::open(&corner.path, &Options::default()).unwrap();
    open.with_copy(|copy| {
        let mine = drafts(corner.folder.path());
        assert_eq!(mine.len(), 1);
        // Another process opens the shop and makes a draft of its own.
        assert_eq!(corner.asha(["journal", "verify"]).code, 0);
        assert_eq!(drafts(corner.folder.path()), mine);
        assert!(copy.exists());
        Ok::<_, Fault>(())
    })
    .unwrap();
    assert_eq!(drafts(corner.folder.path()), Vec::<String>::new());
}

#[test]
fn a_draft_of_another_machine_or_container_is_left_alone() {
    let corner = Corner::founded();
    let left = killed_over_a_draft(corner.folder.path(), |_| {
        let mut verify = quietly(corner.asked_by("Asha"));
        verify.args(["journal", "verify"]);
        verify
    });
    let (maker, id) = left[0].rsplit_once('.').unwrap();
    let (process, place) = maker.split_at(maker.rfind('@').unwrap());
    let (process, namespace) = process.rsplit_once('@').unwrap();
    // The same process number and start mean somebody else there, who may be at work.
    let mut elsewhere = [
        format!("{process}@{namespace}@{}.{id}", "0".repeat(32)),
        format!("{process}@{namespace}7{place}.{id}"),
        format!("{process}.{id}"),
    ];
    elsewhere.sort();
    for name in &elsewhere {
        fs::write(corner.folder.path().join(name), "half a shop").unwrap();
    }
    assert_eq!(corner.asha(["sales", "list"]).code, 0);
    let mut now = drafts(corner.folder.path());
    now.sort();
    assert_eq!(now, elsewhere);
}

#[test]
fn a_restore_whose_copy_was_cleared_away_leaves_the_shop_as_it_is() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    let copy = shop.folder.path().join("monday");
    shop.shop.back_up(&shop.admin, &copy).unwrap();
    shop.sell(katli, 2).unwrap();
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    drop(shop);
    let alone = Alone::with(&path, Duration::from_secs(10)).unwrap();
    let incoming = Incoming::of(&copy, &alone).unwrap();
    fs::remove_file(incoming.path()).unwrap();
    let answer = incoming.put_in_place(&alone, |_| Ok::<_, Fault>(()));
    assert!(matches!(answer, Err(Fault::Io { .. })), "{answer:?}");
    drop(alone);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    assert_eq!(on_hand(&shop, katli), 48);
}
