//! The doctor: each fault is made, and told in words; shops that are broken are looked at too.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use sherbet::{
    doctor::{self, Check, Machine, Report, Subject, Verdict},
    gateway::{Setup, Vault, sms::SmsSetup},
    shop::{
        printing::{PaperWidth, Printer, PrinterModel, PrinterSetup, Printers},
        settings::{ChangeSetting, Setting},
    },
    values::{Clock, ManualClock, RequestId},
};

use crate::support::{MORNING, TestShop};

/// Every check ends long before this, whatever it meets.
const AT_MOST: Duration = Duration::from_secs(60);

fn looked_at(path: &Path, clock: Arc<dyn Clock>, machine: Machine) -> Report {
    let begun = Instant::now();
    let report = doctor::examine(&Subject {
        path: path.to_owned(),
        clock,
        machine,
        whole: false,
        online: true,
    });
    assert!(begun.elapsed() < AT_MOST, "{:?}", begun.elapsed());
    let worst = report.checks.iter().map(|check| check.verdict).max();
    assert_eq!(Some(report.verdict), worst);
    for check in &report.checks {
        assert!(!check.found.is_empty(), "{check:?}");
        assert_eq!(
            check.next.is_empty(),
            check.verdict == Verdict::Ok,
            "{check:?}"
        );
    }
    report
}

fn of(path: &Path) -> Report {
    looked_at(path, ManualClock::at(MORNING), Machine::default())
}

#[track_caller]
fn found<'r>(report: &'r Report, name: &str) -> &'r Check {
    let mut checks = report.checks.iter();
    checks.find(|check| check.name == name).unwrap()
}

/// That a check ended so, and says so.
#[track_caller]
fn tells(report: &Report, name: &str, verdict: Verdict, words: &str) {
    let check = found(report, name);
    assert_eq!(check.verdict, verdict, "{check:?}");
    assert!(check.found.contains(words), "{check:?}");
}

/// A shop that nobody has open, with some acts in it.
fn closed() -> (tempfile::TempDir, std::path::PathBuf) {
    let TestShop {
        folder, path, shop, ..
    } = {
        let shop = TestShop::new();
        let peda = shop.sweet("Mathura Peda", 1_000, 10);
        shop.sell(peda, 1).unwrap();
        shop
    };
    drop(shop);
    (folder, path)
}

/// The names of all that is in a shop's folder.
fn beside(path: &Path) -> BTreeSet<OsString> {
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    files.map(|file| file.unwrap().file_name()).collect()
}

/// Changes a closed file as another program would.
fn meddle(path: &Path, sql: &str) {
    let other = Connection::open(path).unwrap();
    other.execute_batch(sql).unwrap();
}

#[test]
fn a_sound_shop_is_found_sound_and_its_file_is_left_as_it_is() {
    let (_folder, path) = closed();
    let before = fs::read(&path).unwrap();
    let there = beside(&path);
    let report = of(&path);
    for name in [
        "file",
        "schema",
        "settings",
        "integrity",
        "key",
        "log",
        "permissions",
        "processes",
        "clock",
        "printers",
        "scale",
        "provider",
        "sms",
        "logs",
    ] {
        assert_eq!(found(&report, name).verdict, Verdict::Ok, "{report:#?}");
    }
    assert!(
        found(&report, "file")
            .found
            .starts_with("a shop of this version")
    );
    assert!(found(&report, "syncs").found.contains("median"));
    // It was never copied, and says so.
    tells(&report, "backups", Verdict::LookAtIt, "none is remembered");
    tells(
        &report,
        "drill",
        Verdict::LookAtIt,
        "no backup was tried yet",
    );
    assert_eq!(report.checks.len(), 19);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(beside(&path), there);
    let whole = doctor::examine(&Subject {
        path: path.clone(),
        clock: ManualClock::at(MORNING),
        machine: Machine::default(),
        whole: true,
        online: false,
    });
    tells(
        &whole,
        "integrity",
        Verdict::Ok,
        "every page, index, reference and rule",
    );
    assert_eq!(beside(&path), there);
}

#[test]
fn what_is_no_shop_or_none_for_this_program_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let report = of(&path);
    tells(&report, "file", Verdict::Bad, "there is no shop at");
    tells(&report, "schema", Verdict::LookAtIt, "not looked at");
    assert_eq!(report.verdict, Verdict::Bad);
    let nowhere = of(&folder.path().join("no/such/folder/corner.sherbet"));
    tells(&nowhere, "file", Verdict::Bad, "there is no shop at");
    tells(
        &nowhere,
        "room",
        Verdict::Bad,
        "the disk or the system failed",
    );

    fs::write(&path, b"Kaju katli, 12 boxes; ask Ravi. ".repeat(200)).unwrap();
    tells(&of(&path), "file", Verdict::Bad, "it is not a database");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    fs::write(&path, b"").unwrap();
    tells(&of(&path), "file", Verdict::Bad, "is empty (0 bytes)");
    assert_eq!(fs::read(&path).unwrap(), b"");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(found(&of(&path), "file").verdict, Verdict::Bad);
    fs::remove_dir(&path).unwrap();

    let (_folder, path) = closed();
    meddle(&path, "PRAGMA user_version = 4711");
    let before = fs::read(&path).unwrap();
    tells(
        &of(&path),
        "file",
        Verdict::Bad,
        "upgraded by a newer Sherbet",
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    let (_folder, path) = closed();
    meddle(&path, "PRAGMA journal_mode = DELETE");
    tells(&of(&path), "file", Verdict::Bad, "journal mode was changed");
}

#[test]
fn an_older_shop_is_told_and_stays_one() {
    let (_folder, path) = closed();
    let version = || -> i64 {
        let file = Connection::open(&path).unwrap();
        file.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    let before = version() - 1;
    meddle(
        &path,
        &format!(
            "DROP TABLE backups; PRAGMA user_version = {before}; PRAGMA wal_checkpoint(TRUNCATE)"
        ),
    );
    let report = of(&path);
    tells(
        &report,
        "file",
        Verdict::LookAtIt,
        "of an older Sherbet, one step behind",
    );
    tells(
        &report,
        "backups",
        Verdict::LookAtIt,
        "the file is of an older Sherbet",
    );
    assert_eq!(version(), before);
}

#[test]
fn a_schema_that_somebody_changed_is_named_thing_by_thing() {
    let (_folder, path) = closed();
    meddle(
        &path,
        "DROP TRIGGER journal_is_kept; DROP INDEX prints_open; CREATE TABLE mine (a);
         CREATE TRIGGER free AFTER INSERT ON sales BEGIN SELECT 1; END;",
    );
    let report = of(&path);
    let schema = found(&report, "schema");
    assert_eq!(schema.verdict, Verdict::Bad);
    assert_eq!(
        schema.found,
        "the index prints_open is missing; the trigger journal_is_kept is missing; \
         the table mine is not Sherbet's; the trigger free is not Sherbet's"
    );
}

#[test]
fn a_damaged_page_is_found() {
    let (_folder, path) = closed();
    let page = {
        let file = Connection::open(&path).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'movements'";
        file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let mut bytes = fs::read(&path).unwrap();
    let at = usize::try_from(page - 1).unwrap() * 4096;
    bytes[at + 4..at + 60].fill(0xA7);
    fs::write(&path, bytes).unwrap();
    let report = of(&path);
    assert_eq!(
        found(&report, "integrity").verdict,
        Verdict::Bad,
        "{report:#?}"
    );
    tells(&report, "file", Verdict::Ok, "a shop of this version");
}

#[test]
fn a_key_that_is_gone_or_another_shops_is_bad() {
    let (_folder, path) = closed();
    let key = path.with_extension("sherbet.key");
    let right = fs::read(&key).unwrap();
    fs::write(
        &key,
        "c8dbd37db20bd1e3a74e84d388aaa974b792e2746c504683095e7b86511ae844",
    )
    .unwrap();
    tells(&of(&path), "key", Verdict::Bad, "does not fit the journal");
    fs::remove_file(&key).unwrap();
    tells(
        &of(&path),
        "key",
        Verdict::Bad,
        "without it nothing can be sold",
    );
    fs::write(&key, right).unwrap();
    tells(
        &of(&path),
        "key",
        Verdict::Ok,
        "the journal goes on with it",
    );
}

#[test]
fn a_log_that_nobody_lets_start_anew_is_told() {
    let (_folder, path) = closed();
    let log = File::create(path.with_extension("sherbet-wal")).unwrap();
    log.set_len(71_000_000).unwrap();
    tells(&of(&path), "log", Verdict::LookAtIt, "71 MB");
    let (_folder, path) = closed();
    let log = File::create(path.with_extension("sherbet-wal")).unwrap();
    log.set_len(1_000_000_000).unwrap();
    tells(&of(&path), "log", Verdict::Bad, "1000 MB");
}

#[test]
fn files_that_others_may_read_or_nobody_may_write_are_told() {
    let (folder, path) = closed();
    let key = path.with_extension("sherbet.key");
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    set(&path, 0o644).unwrap();
    tells(
        &of(&path),
        "permissions",
        Verdict::LookAtIt,
        "corner.sherbet (644)",
    );
    set(&path, 0o600).unwrap();
    set(&key, 0o640).unwrap();
    tells(
        &of(&path),
        "permissions",
        Verdict::Bad,
        "corner.sherbet.key (640)",
    );
    set(&key, 0o600).unwrap();
    set(folder.path(), 0o777).unwrap();
    tells(
        &of(&path),
        "permissions",
        Verdict::LookAtIt,
        "everybody may change what is in",
    );
    set(folder.path(), 0o1777).unwrap();
    tells(&of(&path), "permissions", Verdict::Ok, "the owner alone");
    set(folder.path(), 0o500).unwrap();
    tells(
        &of(&path),
        "permissions",
        Verdict::Bad,
        "nothing can be put into",
    );
    set(folder.path(), 0o700).unwrap();
    set(&path, 0o400).unwrap();
    let report = of(&path);
    set(&path, 0o600).unwrap();
    tells(
        &report,
        "permissions",
        Verdict::Bad,
        "corner.sherbet may only be read (400)",
    );
}

#[test]
fn a_clock_behind_the_journal_is_told() {
    let (_folder, path) = closed();
    let clock = ManualClock::at(MORNING);
    clock.step_ms(-3 * 60 * 60 * 1_000);
    let report = looked_at(&path, clock, Machine::default());
    tells(
        &report,
        "clock",
        Verdict::Bad,
        "the journal's last act is of 2026-03-02 09:00",
    );
}

#[test]
fn who_holds_the_file_and_writes_nothing_is_named_and_one_who_lets_nobody_in_ends_the_looking() {
    let (_folder, path) = closed();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let report = of(&path);
    let me = format!(
        "(process {}) holds the file and writes nothing",
        std::process::id()
    );
    tells(&report, "processes", Verdict::LookAtIt, &me);
    tells(&report, "file", Verdict::Ok, "a shop of this version");
    other.execute_batch("ROLLBACK").unwrap();
    tells(&of(&path), "processes", Verdict::Ok, "no other program");
    // Nobody else may even read.
    other
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT count(*) FROM sales",
        )
        .unwrap();
    tells(&of(&path), "file", Verdict::Bad, "has been held");
}

#[test]
fn devices_and_the_provider_are_asked_only_where_they_are_set_up_and_told_where_they_are_away() {
    let shop = TestShop::new();
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let printer = PrinterSetup {
        name: "Counter".into(),
        at: Printer::Network {
            host: "127.0.0.1".into(),
            port,
        },
        model: PrinterModel::default(),
        width: PaperWidth::default(),
        receipts: false,
        z_reports: false,
        orders: false,
        opens_drawer: false,
    };
    choose(
        &shop,
        Printers {
            printers: vec![printer],
        },
    );
    choose(
        &shop,
        Setup {
            key_id: "rzp_test_1".into(),
            base_url: "https://localhost:1".into(),
            ..Setup::default()
        },
    );
    choose(
        &shop,
        SmsSetup {
            url: "https://localhost:1/send?to={digits}&text={text}".into(),
            secret: "gateway".into(),
            ..SmsSetup::default()
        },
    );
    let home = tempfile::tempdir().unwrap();
    let machine = Machine {
        scale: serde_json::from_str(
            r#"{"path":"/dev/no-such-scale","baud":9600,"protocol":"sending"}"#,
        )
        .unwrap(),
        vault: Vault::in_folder(home.path()),
        logs: Some(home.path().join("logs")),
    };
    let report = looked_at(&shop.path, shop.clock.clone(), machine.clone());
    let away = format!("Counter: does not answer at 127.0.0.1, port {port}");
    tells(&report, "printers", Verdict::LookAtIt, &away);
    tells(
        &report,
        "scale",
        Verdict::LookAtIt,
        "nothing is on /dev/no-such-scale",
    );
    tells(
        &report,
        "provider",
        Verdict::LookAtIt,
        "are not on this machine",
    );
    tells(
        &report,
        "sms",
        Verdict::LookAtIt,
        "secret is not on this machine",
    );
    tells(&report, "logs", Verdict::Ok, "none yet");
    fs::write(home.path().join("logs"), "in the way").unwrap();
    let report = looked_at(&shop.path, shop.clock.clone(), machine);
    tells(&report, "logs", Verdict::LookAtIt, "can't be read");
}

fn choose<S: Setting>(shop: &TestShop, value: S) {
    let change = ChangeSetting { version: 0, value };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
}
