//! Going over a copy, backups of an older program, and the way back from a
//! restore.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, params};
use serde_json::json;
use sherbet::{
    shop::{Refusal, Restored, Restoring, Shop, Trouble, books, journal, restore},
    store::{self, Fault, Files, Key, Options, Store},
    values::{RequestId, SweetId, SystemClock},
};

use crate::{
    checker,
    command_line_support::{Corner, Ended},
    support::{PASSWORD, TestShop, on_hand, refusal, sell},
};

fn asha() -> Restoring<'static> {
    Restoring {
        name: "Asha",
        password: PASSWORD,
        window: "test",
        put_aside_newer: false,
        patience: Duration::ZERO,
    }
}

fn restore_by(copy: &Path, path: &Path, by: &Restoring<'_>) -> Result<Restored, Trouble> {
    restore(copy, path, SystemClock::shared(), by)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file of a shop as the first program wrote it, with its key beside it:
/// Asha, and fifty pieces of one sweet that came with the founding.
fn first_shop(path: &Path) -> Key {
    let files = Files::beside(path).unwrap();
    fs::write(files.key(), "5a".repeat(32)).unwrap();
    let key = Key::load(&files).unwrap();
    let file = Connection::open(path).unwrap();
    file.pragma_update(None, "journal_mode", "WAL").unwrap();
    file.execute_batch(include_str!("../../migrations/0001_the_shop_opens.sql"))
        .unwrap();
    file.pragma_update(None, "user_version", 1).unwrap();
    file.pragma_update(None, "application_id", 0x5348_5242)
        .unwrap();
    file.execute_batch(
        "INSERT INTO shop VALUES
             (1, x'11111111111111111111111111111111', 'Corner', 'INR', 'Asia/Kolkata', 600, 0);
         INSERT INTO sweets VALUES
             (1, 'Kaju Katli', 'kaju katli', NULL, 4500, NULL, 0, '', 0, 1, 1);
         INSERT INTO stock VALUES (1, 50);
         INSERT INTO movements VALUES (1, 1, 0, 'opening', 50, 50, NULL);",
    )
    .unwrap();
    // The password is gulab-jamun-1.
    file.execute(
        "INSERT INTO accounts VALUES (1, 'Asha', 'asha', ?1, 'admin', 'active', 1, 0)",
        [ASHAS_PASSWORD],
    )
    .unwrap();
    let request = [7_u8; 16];
    let seal = key.seal(&[
        &[0; 32],
        &1_i64.to_be_bytes(),
        &0_i64.to_be_bytes(),
        &1_i64.to_be_bytes(),
        b"founding",
        &request,
        b"shop.found",
        b"{}",
        b"null",
    ]);
    file.execute(
        "INSERT INTO journal VALUES (1, 0, 1, 'founding', ?1, 'shop.found', '{}', 'null', ?2)",
        params![request, seal],
    )
    .unwrap();
    key
}

const ASHAS_PASSWORD: &str = "$argon2id$v=19$m=47104,t=2,p=1$q3wg0a9oLqfEsZ7rWH6SXQ$0PhgP4ApcXwkjNiQYReHMnOoD6OQpjYZXN4CNzrXENA";

/// A backup of that shop, with the head that the first program wrote beside it.
fn first_backup(folder: &Path) -> (PathBuf, PathBuf) {
    let copy = folder.join("monday");
    let key = first_shop(&copy);
    let path = folder.join("corner.sherbet");
    fs::rename(folder.join("monday.key"), folder.join("corner.sherbet.key")).unwrap();
    let file = Connection::open(&copy).unwrap();
    let seal: [u8; 32] = file
        .query_row("SELECT seal FROM journal", [], |row| row.get(0))
        .unwrap();
    let mark = key.seal(&[
        b"a backup's head",
        &[0x11; 16],
        &5_i64.to_be_bytes(),
        &1_i64.to_be_bytes(),
        hex(&seal).as_bytes(),
    ]);
    let head = json!({
        "shop": "11111111-1111-1111-1111-111111111111",
        "taken_at": 5,
        "acts": 1,
        "seal": hex(&seal),
        "mark": hex(&mark),
    });
    fs::write(folder.join("monday.head"), head.to_string()).unwrap();
    (copy, path)
}

#[test]
fn a_shop_of_the_first_program_is_opened_and_sells() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    first_shop(&path);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    let session = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let katli = SweetId::new(1);
    assert_eq!(
        sell(&shop, &session, RequestId::new(), katli, 2)
            .unwrap()
            .number,
        1
    );
    assert_eq!(on_hand(&shop, katli), 48);
    let audit = shop.audit(&session, None).unwrap();
    assert!(audit.journal.broken.is_none(), "{audit:?}");
    assert_eq!(audit.books, []);
}

#[test]
fn a_backup_of_the_first_program_is_restored_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, path) = first_backup(folder.path());
    let before = fs::read(&copy).unwrap();
    let restored = restore_by(&copy, &path, &asha()).unwrap();
    assert_eq!(restored.head.acts, 1);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    assert_eq!(on_hand(&shop, SweetId::new(1)), 50);
    assert_eq!(shop.read(books::add_up).unwrap(), []);
    assert_eq!(fs::read(&copy).unwrap(), before);
    assert!(!folder.path().join("monday-wal").exists());
}

#[test]
fn a_newer_programs_backup_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, path) = first_backup(folder.path());
    let newer = Connection::open(&copy).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    newer.close().unwrap();
    let fault = restore_by(&copy, &path, &asha());
    assert!(
        matches!(
            fault,
            Err(Trouble::Fault(Fault::NewerSchema { found: 99, .. }))
        ),
        "{fault:?}"
    );
    assert!(!path.exists());
    assert_eq!(drafts(folder.path()), Vec::<String>::new());
}

pub fn drafts(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(".draft-")).collect()
}

#[test]
fn while_a_shop_is_gone_over_its_log_can_start_anew() {
    let shop = TestShop::new();
    shop.sweet("Kaju Katli", 4500, 50);
    let open = Store::open(&shop.path, &Options::default()).unwrap();
    let other = Connection::open(&shop.path).unwrap();
    let acts = open.with_copy(|copy| {
        store::open_aside(copy, |db| {
            let head = journal::head(db)?;
            let kept_from: bool = other
                .query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| row.get(0))
                .unwrap();
            assert!(!kept_from);
            assert_eq!(drafts(shop.folder.path()).len(), 1);
            Ok::<_, Fault>(head.acts)
        })
    });
    // The founding, a log-in and a sweet.
    assert_eq!(acts.unwrap(), 3);
    shop.shop.audit(&shop.admin, None).unwrap();
    assert_eq!(drafts(shop.folder.path()), Vec::<String>::new());
}

/// A backup, and two acts after it: a sweet, and a receipt.
fn gone_on() -> (TestShop, PathBuf) {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 50);
    let copy = shop.folder.path().join("monday");
    shop.shop.back_up(&shop.admin, &copy).unwrap();
    shop.sweet("Mathura Peda", 1000, 9);
    shop.sell(katli, 2).unwrap();
    (shop, copy)
}

#[test]
fn what_was_done_since_is_put_aside_only_when_that_was_asked_for_and_there_is_a_way_back() {
    let (shop, copy) = gone_on();
    let TestShop {
        folder, path, shop, ..
    } = shop;
    drop(shop);
    let katli = SweetId::new(1);
    let left = |path: &Path| on_hand(&Shop::open(path, SystemClock::shared()).unwrap(), katli);

    for _ in 0..2 {
        let refused = refusal(restore_by(&copy, &path, &asha()));
        assert_eq!(
            refused,
            Refusal::WouldPutAside {
                acts: 2,
                receipts: 1
            }
        );
        assert!(refused.to_string().contains("--put-aside-newer"));
    }
    assert_eq!(left(&path), 48);
    assert_eq!(drafts(folder.path()), Vec::<String>::new());

    let put_aside = Restoring {
        put_aside_newer: true,
        ..asha()
    };
    let restored = restore_by(&copy, &path, &put_aside).unwrap();
    assert_eq!(restored.newer_acts, 2);
    assert_eq!(left(&path), 50);

    // Nothing was done since, so the way back need not be asked for twice.
    let back = restore_by(&restored.kept.unwrap(), &path, &asha()).unwrap();
    assert_eq!(back.newer_acts, 0);
    assert_eq!(left(&path), 48);
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    assert_eq!(shop.read(books::add_up).unwrap(), []);
    // And forth again: now there are two pasts, which part after the backup.
    let admin = shop.log_in("Asha", PASSWORD, "test").unwrap();
    sell(&shop, &admin, RequestId::new(), katli, 1).unwrap();
    drop(shop);
    let refused = refusal(restore_by(&back.kept.unwrap(), &path, &asha()));
    assert_eq!(
        refused,
        Refusal::WouldPutAside {
            acts: 3,
            receipts: 2
        }
    );
}

#[test]
fn an_older_program_puts_nothing_over_a_newer_programs_shop() {
    let (shop, copy) = gone_on();
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    drop(shop);
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    newer.close().unwrap();
    let put_aside = Restoring {
        put_aside_newer: true,
        ..asha()
    };
    let fault = restore_by(&copy, &path, &put_aside);
    assert!(
        matches!(
            fault,
            Err(Trouble::Fault(Fault::NewerSchema { found: 99, .. }))
        ),
        "{fault:?}"
    );
    assert!(path.exists());
}

#[test]
fn a_backup_into_a_folder_that_is_not_there_says_so() {
    let shop = TestShop::new();
    let target = shop.folder.path().join("stick/monday");
    let refused = refusal(shop.shop.back_up(&shop.admin, &target));
    let folder = shop.folder.path().join("stick");
    assert_eq!(
        refused.to_string(),
        format!(
            "target: there is no folder {}; make it first",
            folder.display()
        )
    );
}

#[test]
fn a_restore_waits_for_who_has_the_shop_open_as_long_as_it_may() {
    let (shop, copy) = gone_on();
    let waits = Restoring {
        patience: Duration::from_millis(150),
        ..asha()
    };
    let fault = restore_by(&copy, &shop.path, &waits);
    let Err(Trouble::Fault(Fault::Busy { waited, .. })) = fault else {
        panic!("not busy: {fault:?}");
    };
    assert!(waited >= Duration::from_millis(150));
    // Closed while it waits, the shop is looked at: it has newer acts.
    let waits = Restoring {
        patience: Duration::from_secs(60),
        ..asha()
    };
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    let refused = std::thread::scope(|scope| {
        let restoring = scope.spawn(|| restore_by(&copy, &path, &waits));
        drop(shop);
        refusal(restoring.join().unwrap())
    });
    assert!(matches!(refused, Refusal::WouldPutAside { .. }));
    checker::whole(&path);
}

#[test]
fn a_founding_waits_no_longer_than_it_was_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let turn = fs::File::create(folder.path().join("corner.sherbet.now")).unwrap();
    turn.lock().unwrap();
    let corner = Corner { folder, path };
    let mut init = corner.init("Mithai");
    let ended = Ended::of(init.args(["--wait", "0.2"]).output().unwrap());
    let fault = ended.fault();
    assert_eq!(fault["code"], "busy");
    let message = fault["message"].as_str().unwrap();
    assert!(message.contains("held for 0 s"), "{message}");
    assert!(!corner.path.exists());
}

#[test]
fn a_shop_that_opens_but_can_not_be_read_through_is_put_aside_when_that_is_asked_for() {
    let (shop, copy) = gone_on();
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    drop(shop);
    let file = Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE taken_back; DROP TABLE tenders; DROP TABLE sale_taxes; DROP TABLE sale_lines; DROP TABLE sales;")
        .unwrap();
    file.close().unwrap();

    let refused = refusal(restore_by(&copy, &path, &asha()));
    assert!(
        matches!(refused, Refusal::CantTellNewer { .. }),
        "{refused}"
    );
    assert!(refused.to_string().contains("--put-aside-newer"));
    let put_aside = Restoring {
        put_aside_newer: true,
        ..asha()
    };
    assert!(restore_by(&copy, &path, &put_aside).unwrap().kept.is_some());
    let shop = Shop::open(&path, SystemClock::shared()).unwrap();
    assert_eq!(on_hand(&shop, SweetId::new(1)), 50);
}
