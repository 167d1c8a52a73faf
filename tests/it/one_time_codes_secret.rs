//! Where the digits of a code, and whose it is, can't be read.

use std::{fs, path::Path};

use rusqlite::{Connection, types::ValueRef};
use sherbet::shop::{Shop, codes::Verdict};

use crate::{
    one_time_codes_support::{ZOE, ask, other_than, tries},
    support::{PASSWORD, TestShop},
};

/// Whether these digits stand in the bytes as a number of their own, or text in them at all.
fn stands_in(bytes: &[u8], text: &str) -> bool {
    let digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        text.len() == 6 && byte.is_some_and(u8::is_ascii_digit)
    };
    bytes
        .windows(text.len())
        .enumerate()
        .filter(|(_, part)| *part == text.as_bytes())
        .any(|(at, _)| !digit(at.checked_sub(1)) && !digit(Some(at + text.len())))
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.display().to_string(), fs::read(&path).unwrap())
    });
    files.collect()
}

/// All that stands in a table, one value after the other.
fn written_in(file: &Connection, table: &str) -> Vec<u8> {
    let mut rows = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = rows.column_count();
    let mut rows = rows.query([]).unwrap();
    let mut written = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => written.extend_from_slice(bytes),
                ValueRef::Integer(number) => written.extend(number.to_string().bytes()),
                ValueRef::Null | ValueRef::Real(_) => {}
            }
            written.push(b'\n');
        }
    }
    written
}

#[test]
fn digits_are_in_no_file_log_journal_or_backup_and_numbers_stand_with_no_code() {
    let shop = TestShop::new();
    let order = shop.ready(ZOE);
    let mut secrets = Vec::new();
    // One that was used, one that was replaced, one that is live.
    let used = shop.asks(ask(order, ZOE)).unwrap();
    let code = shop.shown(&used).unwrap();
    secrets.push(other_than(&code));
    shop.try_code(order, ZOE, &other_than(&code)).unwrap();
    shop.try_code(order, ZOE, &code).unwrap();
    secrets.push(code);
    for _ in 0..2 {
        let asked = shop.asks(ask(order, ZOE)).unwrap();
        secrets.push(shop.shown(&asked).unwrap());
    }
    let backup = shop.folder.path().join("backup.sherbet");
    shop.shop.back_up(&shop.admin, &backup).unwrap();
    let looked_at = files(shop.folder.path());
    let names: Vec<&str> = looked_at.iter().map(|(name, _)| name.as_str()).collect();
    for ending in ["corner.sherbet", "corner.sherbet-wal", "backup.sherbet"] {
        assert!(names.iter().any(|name| name.ends_with(ending)), "{names:?}");
    }
    // The search finds what is there.
    assert!(
        looked_at
            .iter()
            .any(|(_, bytes)| stands_in(bytes, "hand_over"))
    );
    for (name, bytes) in &looked_at {
        for (place, secret) in secrets.iter().enumerate() {
            assert!(!stands_in(bytes, secret), "secret {place} is in {name}");
        }
    }
    // Without the key nobody opens what is sealed.
    let file = Connection::open(&backup).unwrap();
    let sealed: i64 = file
        .query_row("SELECT count(sealed) FROM messages", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sealed, 1, "only of the live one");
    // Nor does it tell whom they went to.
    for table in ["codes", "code_asks", "messages"] {
        let written = written_in(&file, table);
        assert!(!written.is_empty(), "{table}");
        for number in ["+919876543210", "98765 43210"] {
            assert!(!stands_in(&written, number), "{number} is in {table}");
        }
    }
}

#[test]
fn what_brought_a_code_is_overwritten_in_the_file_once_the_code_is_over() {
    let shop = TestShop::new();
    // Several: in the place of a lone one something else may be written anyway.
    let phones = ["98765 43210", "98765 43211", "98765 43212"];
    let codes = phones.map(|phone| {
        let order = shop.ready(phone);
        let asked = shop.asks(ask(order, phone)).unwrap();
        (order, phone, shop.shown(&asked).unwrap())
    });
    let file = Connection::open(&shop.path).unwrap();
    let sealed = (1..=3).map(|message| -> Vec<u8> {
        let sql = "SELECT sealed FROM messages WHERE id = ?1";
        file.query_row(sql, [message], |row| row.get(0)).unwrap()
    });
    let sealed: Vec<Vec<u8>> = sealed.collect();
    drop(file);
    let TestShop {
        path,
        clock,
        shop: open,
        admin,
        folder: _folder,
    } = shop;
    // Closed, the shop is one file, without a log.
    drop((open, admin));
    let stay = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        let stays = |part: &[u8]| bytes.windows(part.len()).any(|here| here == part);
        sealed
            .iter()
            .filter(|sealed| sealed.chunks_exact(8).any(stays))
            .count()
    };
    assert_eq!(stay(&path), 3, "they wait in the file until then");
    let open = Shop::open(&path, clock).unwrap();
    let admin = open.log_in("Asha", PASSWORD, "window 1").unwrap();
    for (order, phone, code) in &codes {
        let tried = tries(&open, &admin, *order, phone, code);
        assert_eq!(tried.unwrap(), Verdict::Right);
    }
    drop((open, admin));
    assert_eq!(stay(&path), 0);
}
