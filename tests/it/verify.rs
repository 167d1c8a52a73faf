//! Going over a shop's file: what is read, what is told, and what is sealed.

use std::{collections::BTreeSet, fs, path::Path};

use rusqlite::Connection;
use serde_json::json;
use sherbet::{
    shop::{
        Refusal,
        customers::{AddCustomer, EraseCustomer},
        sales::{
            CheckoutLine,
            quotes::{MakeQuotation, quotation},
        },
        seals::{self, NOT_SEALED},
        verify::{Kind, Report, With, verify},
    },
    store::Files,
    values::{Quantity, RequestId},
};

use crate::{
    command_line_support::Corner,
    support::{TestShop, checkout, refusal},
};

fn found(path: &Path) -> Report {
    verify(path, &With::default()).unwrap()
}

fn with_key_of(shop: &TestShop) -> With {
    With {
        key: Some(Files::beside(&shop.path).unwrap().key()),
        ..With::default()
    }
}

/// Changes rows of a shop past the program, and puts the triggers back.
fn tamper(path: &Path, trigger: &str, sql: &str) {
    let file = Connection::open(path).unwrap();
    let made: String = file
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE name = ?1",
            [trigger],
            |row| row.get(0),
        )
        .unwrap();
    file.execute_batch(&format!("DROP TRIGGER {trigger}; {sql}; {made}"))
        .unwrap();
}

#[test]
fn a_shop_in_use_a_closed_one_and_a_backup_are_gone_over_and_left_as_they_are() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 20);
    shop.sell(laddu, 3).unwrap();
    let backup = shop.folder.path().join("monday");
    shop.shop.back_up(&shop.admin, &backup).unwrap();
    let log = Files::beside(&shop.path).unwrap().wal();
    let bytes = || (fs::read(&shop.path).unwrap(), fs::read(&log).ok());
    let files = || -> BTreeSet<_> {
        let files = fs::read_dir(shop.folder.path()).unwrap();
        files.map(|file| file.unwrap().file_name()).collect()
    };

    let (before, beside) = (bytes(), files());
    assert!(before.1.is_some(), "the shop is open");
    let open = found(&shop.path);
    assert_eq!(open.findings, []);
    assert_eq!((open.counts.receipts, open.counts.lines), (1, 1));
    assert_eq!((bytes(), files()), (before, beside.clone()));

    let before = fs::read(&backup).unwrap();
    let copied = found(&backup);
    assert_eq!(copied.findings, []);
    assert!(!copied.with_key);
    let with_key = verify(&backup, &with_key_of(&shop)).unwrap();
    assert_eq!(with_key.findings, []);
    assert!(with_key.with_key);
    assert_eq!((fs::read(&backup).unwrap(), files()), (before, beside));

    let TestShop {
        folder, path, shop, ..
    } = shop;
    drop(shop);
    let before = fs::read(&path).unwrap();
    assert_eq!(found(&path).findings, []);
    assert_eq!(fs::read(&path).unwrap(), before);
    drop(folder);
}

#[test]
fn a_shop_that_an_older_program_wrote_is_brought_up_to_date_in_a_copy_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corner.sherbet");
    let file = Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 0x53485242")
        .unwrap();
    file.execute_batch(include_str!("../../migrations/0001_the_shop_opens.sql"))
        .unwrap();
    file.execute_batch(include_str!("schema_1.sql")).unwrap();
    file.execute_batch("PRAGMA user_version = 1").unwrap();
    file.close().unwrap();
    let before = fs::read(&path).unwrap();
    let report = found(&path);
    assert_eq!(report.findings, []);
    assert_eq!(report.was_of_version, Some(1));
    let notes = report.notes();
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("nothing is sealed yet")),
        "{notes:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_note_that_was_changed_after_it_was_sealed_is_told_with_its_act_and_before_that_is_not() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 20);
    shop.sell(laddu, 1).unwrap();
    let noted = checkout(laddu, 2);
    let noted = sherbet::shop::sales::Checkout {
        note: Some("for a wedding".into()),
        ..noted
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), noted)
        .unwrap();
    shop.sell(laddu, 3).unwrap();
    let change = "UPDATE sales SET note = 'for nobody' WHERE number = 2";
    let back = "UPDATE sales SET note = 'for a wedding' WHERE number = 2";
    tamper(&shop.path, "sales_final", change);
    assert_eq!(found(&shop.path).findings, []);
    tamper(&shop.path, "sales_final", back);

    let sealed = shop.shop.seal_books().unwrap();
    assert!(sealed.rows > 10, "{sealed:?}");
    // There is nothing more to seal.
    assert_eq!(shop.shop.seal_books().unwrap().rows, 0);
    assert_eq!(found(&shop.path).findings, []);
    tamper(&shop.path, "sales_final", change);
    let report = found(&shop.path);
    let [one] = &report.findings[..] else {
        panic!("{report:?}")
    };
    assert_eq!(one.kind, Kind::Sealed);
    assert_eq!(one.what, "it is not as it was sealed");
    // Act 1 founded the shop, 2 was the log-in, 3 the sweet, 4 the first sale.
    assert_eq!(one.place, "sales, row 2, of act 5, sealed by record 7");

    let target = shop.folder.path().join("monday");
    let unsound = refusal(shop.shop.back_up(&shop.admin, &target));
    assert!(
        matches!(&unsound, Refusal::BackupUnsound { why } if why.starts_with("sales, row 2")),
        "{unsound:?}"
    );
    let audit = shop.shop.audit(&shop.admin, None).unwrap();
    assert_eq!(audit.altered.len(), 1);
}

#[test]
fn what_is_sold_after_a_sealing_goes_on_from_it_and_two_who_seal_at_once_seal_it_once() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 500);
    shop.shop.seal_books().unwrap();
    for _ in 0..3 {
        for _ in 0..5 {
            shop.sell(laddu, 1).unwrap();
        }
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| shop.shop.seal_books().unwrap().rows))
                .collect();
            let rows: i64 = all.into_iter().map(|one| one.join().unwrap()).sum();
            // A receipt, its line, its payment, its movement.
            assert_eq!(rows, 20);
        });
    }
    let report = found(&shop.path);
    assert_eq!(report.findings, []);
    assert_eq!(report.sealed.sealings, 4);
}

#[test]
fn whom_a_quotation_is_for_may_be_erased_after_it_was_sealed_and_not_become_somebody_else() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 20);
    let add: AddCustomer = serde_json::from_value(json!({ "name": "Meera" })).unwrap();
    let meera = shop
        .shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap()
        .customer;
    for customer in ["Meera", "Omar"] {
        let offer = MakeQuotation {
            customer: customer.into(),
            valid_until: "2026-12-31".into(),
            lines: vec![CheckoutLine::of(laddu, Quantity::of(1).unwrap())],
            discount: None,
            note: Some("with a ribbon".into()),
            basket: None,
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), offer)
            .unwrap();
    }
    shop.shop.seal_books().unwrap();
    let erase: EraseCustomer = serde_json::from_value(
        json!({ "customer": meera, "version": 1, "quotations": [1], "give_up_credit": false }),
    )
    .unwrap();
    shop.shop
        .execute(&shop.admin, RequestId::new(), erase)
        .unwrap();
    let quoted = shop.shop.read(|db| quotation(db, 1)).unwrap().unwrap();
    assert_eq!(quoted.customer, "erased customer 1");
    assert_eq!(found(&shop.path).findings, []);

    for change in [
        "UPDATE quotations SET customer = 'Ravi' WHERE number = 1",
        "UPDATE quotations SET customer = 'Ravi' WHERE number = 2",
        // Nobody with that number was erased.
        "UPDATE quotations SET customer = 'erased customer 2', note = NULL WHERE number = 2",
        "UPDATE quotations SET note = NULL WHERE number = 2",
    ] {
        let undo = Connection::open(&shop.path).unwrap();
        let before: Vec<(String, Option<String>)> = undo
            .prepare("SELECT customer, note FROM quotations ORDER BY number")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        tamper(&shop.path, "quotations_final", change);
        let report = found(&shop.path);
        assert_eq!(report.findings.len(), 1, "{change}: {report:?}");
        assert!(
            report.findings[0]
                .place
                .starts_with("whom quotations are for")
        );
        for (place, (customer, note)) in before.iter().enumerate() {
            let note = note
                .as_ref()
                .map_or("NULL".into(), |note| format!("'{note}'"));
            let sql = format!(
                "UPDATE quotations SET customer = '{customer}', note = {note} WHERE number = {}",
                place + 1
            );
            tamper(&shop.path, "quotations_final", &sql);
        }
        assert_eq!(found(&shop.path).findings, []);
    }
}

#[test]
fn a_trigger_that_was_taken_out_and_a_row_that_breaks_a_check_are_told() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 20);
    let file = Connection::open(&shop.path).unwrap();
    file.execute_batch("DROP TRIGGER sales_final; CREATE TABLE mine (a)")
        .unwrap();
    let told: Vec<_> = found(&shop.path)
        .findings
        .into_iter()
        .map(|one| one.what)
        .collect();
    assert_eq!(
        told,
        [
            "the trigger sales_final is missing",
            "the table mine is not Sherbet's"
        ]
    );
    file.execute_batch(
        "DROP TABLE mine; PRAGMA ignore_check_constraints = ON;
         UPDATE stock SET lowest = 1, on_hand = 19",
    )
    .unwrap();
    let told: Vec<_> = found(&shop.path)
        .findings
        .into_iter()
        .map(|one| one.what)
        .collect();
    assert!(
        told.iter().any(|what| what
            == "what is on hand is the sum of the sweet's movements: opening +20 come to 20, and 19 are said to be on hand"),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|what| what.starts_with("1 of its rows are not as they must be"))
    );
    assert_eq!(laddu.get(), 1);
}

#[test]
fn an_index_that_lacks_rows_and_a_row_that_points_nowhere_are_told() {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 20);
    shop.sell(laddu, 1).unwrap();
    let file = Connection::open(&shop.path).unwrap();
    // Made without the sweets that there are, and then said to have all of them.
    file.execute_batch(
        "CREATE INDEX names ON sweets (name) WHERE id < 0;
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE INDEX names ON sweets (name)' WHERE name = 'names'",
    )
    .unwrap();
    file.close().unwrap();
    let told = |kind| -> Vec<String> {
        let found = found(&shop.path).findings.into_iter();
        let found = found.filter(|one| one.kind == kind);
        found
            .map(|one| format!("{}: {}", one.place, one.what))
            .collect()
    };
    let damage = told(Kind::Damage);
    assert!(
        damage
            .iter()
            .any(|one| one.starts_with("the file: ") && one.contains("missing from index names")),
        "{damage:?}"
    );
    Connection::open(&shop.path)
        .unwrap()
        .execute_batch("DROP INDEX names")
        .unwrap();
    assert_eq!(told(Kind::Damage), [] as [&str; 0]);
    tamper(
        &shop.path,
        "sale_lines_final",
        "PRAGMA foreign_keys = OFF; UPDATE sale_lines SET sweet = 99",
    );
    assert_eq!(
        told(Kind::Damage),
        ["sale_lines: it points to a row of sweets that is not there"]
    );
}

#[test]
fn every_table_says_what_of_it_is_sealed_or_why_nothing_is() {
    let shop = TestShop::new();
    let file = Connection::open(&shop.path).unwrap();
    let tables: Vec<String> = file
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
             AND name NOT LIKE 'sqlite_%'",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(tables.len() > 60, "{tables:?}");
    for table in &tables {
        let sealed = seals::columns_of(table);
        let is_not = NOT_SEALED.iter().any(|(name, _)| name == table);
        assert_ne!(sealed.is_some(), is_not, "is {table} sealed or not?");
        let Some(sealed) = sealed else { continue };
        let columns: Vec<String> = file
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for column in columns {
            let is_sealed = sealed.sealed.contains(&column.as_str());
            let is_left_out = sealed.left_out.iter().any(|(name, _)| *name == column);
            let later = table == "orders";
            assert!(
                is_sealed || is_left_out || later,
                "is {table}.{column} sealed or not?"
            );
        }
    }
    for (table, _) in NOT_SEALED {
        assert!(
            tables.iter().any(|name| name == table),
            "there is no table {table}"
        );
    }
}

#[test]
fn the_command_line_tells_what_is_wrong_what_is_safe_and_what_to_do_and_ends_with_3() {
    let corner = Corner::founded();
    corner.sweet("Kaju Katli", 50);
    corner
        .asha(["sell", "--line", "Kaju Katli=2", "--cash", "30"])
        .done();
    let sealed = corner.asha(["journal", "seal"]).answer();
    assert!(sealed["rows"].as_i64().unwrap() > 4, "{sealed}");
    let whole = corner.asha(["verify"]);
    assert_eq!(whole.answer()["findings"], json!([]));
    tamper(
        &corner.path,
        "tenders_final",
        "UPDATE tenders SET reference = 'mine'",
    );
    // Nobody needs to log in.
    let mut verify = crate::command_line_support::program();
    let ended = verify.arg("verify").arg(&corner.path).output().unwrap();
    let ended = crate::command_line_support::Ended::of(ended);
    assert_eq!(ended.code, 3, "{ended:?}");
    for words in [
        "it is not as it was sealed",
        "where: tenders, row 1",
        "safe:  everything of which nothing is told",
        "next:  somebody or something changed the file past the program",
        "one thing does not add up",
    ] {
        assert!(ended.out.contains(words), "{words}: {}", ended.out);
    }
    let none = corner.folder.path().join("nothing");
    let none = corner.asha([std::ffi::OsStr::new("verify"), none.as_os_str()]);
    assert_eq!(none.fault()["code"], "no_shop");
}
