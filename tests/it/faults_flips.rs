//! Single bits flip on the disk: in a backup, in the log that a killed session
//! left, and in the file itself. What is found, by what, and what is not.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, types::ValueRef};
use serde_json::Value;
use sherbet::{
    shop::{
        Shop, journal, seals,
        verify::{With, verify},
    },
    store::Fault,
    values::{RequestId, SystemClock},
};

use crate::{
    command_line_support::{Corner, Ended, sale, sale_of_two},
    dice::{Dice, count},
    faults_power::folder,
};

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// A shop that has worked for a while; closed, so that all is in the file.
fn shop() -> Corner {
    let corner = Corner::founded_in(folder());
    corner.hire_ravi();
    corner.sweet("Mathura Peda", 1000);
    corner.sweet("Kaju Katli", 1000);
    let file = corner.folder.path().join("lines");
    let text: String = (0..40)
        .map(|place| match place % 3 {
            0 => sale_of_two(RequestId::new(), ["Mathura Peda", "Kaju Katli"]),
            pieces => sale(RequestId::new(), "Mathura Peda", pieces),
        })
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&file, text).unwrap();
    let run = corner.asha(["run".as_ref(), file.as_os_str()]);
    assert_eq!(run.code, 0, "{run:?}");
    fs::remove_file(file).unwrap();
    corner
}

/// The same files with one bit that is another.
fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

#[test]
fn a_backup_with_one_bit_flipped_is_never_restored() {
    let corner = shop();
    let copy = corner.folder.path().join("copy");
    corner.asha(["backup".as_ref(), copy.as_os_str()]).answer();
    let bytes = fs::read(&copy).unwrap();
    let head = fs::read(with(&copy, ".head")).unwrap();
    let mut dice = Dice::of(9);
    let mut found = BTreeMap::<String, usize>::new();
    let flips = count("SHERBET_BIT_FLIPS_IN_BACKUPS", 24);
    for _ in 0..flips {
        let other = folder();
        let path = other.path().join("corner.sherbet");
        let bad = other.path().join("copy");
        fs::copy(with(&corner.path, ".key"), with(&path, ".key")).unwrap();
        // One in eight is in the head beside it.
        let in_head = dice.below(8) == 0;
        let bit = dice.below(8 * if in_head { head.len() } else { bytes.len() });
        let (copied, beside) = match in_head {
            false => (flipped(&bytes, bit), head.clone()),
            true => (bytes.clone(), flipped(&head, bit)),
        };
        fs::write(&bad, copied).unwrap();
        fs::write(with(&bad, ".head"), beside).unwrap();
        let other = Corner {
            folder: other,
            path,
        };
        let ended = other.asha(["restore".as_ref(), bad.as_os_str()]);
        if ended.code == 0 {
            // Of a head, where lines break counts for nothing.
            assert!(
                in_head && head[bit / 8].is_ascii_whitespace(),
                "bit {bit}: {ended:?}"
            );
            continue;
        }
        assert!(!other.path.exists(), "bit {bit}");
        let how = match ended.code {
            1 => {
                let why = ended.refused()["why"].as_str().unwrap().to_owned();
                why.split(':').next().unwrap().to_owned()
            }
            _ => ended.fault()["code"].as_str().unwrap().to_owned(),
        };
        *found.entry(how).or_default() += 1;
    }
    println!("of {flips} flips in a backup: {found:?}");
    assert!(found.values().sum::<usize>() + 3 > flips, "{found:?}");
    corner.is_whole();
}

#[test]
fn a_log_with_one_bit_flipped_loses_no_act_but_the_last_without_saying_so() {
    let corner = shop();
    let mut teller = corner.teller("Asha", &[]);
    let mut told = Vec::new();
    for _ in 0..30 {
        let answer = teller.sell("Mathura Peda", 1);
        told.push(answer["request"].as_str().unwrap().to_owned());
    }
    teller.kill();
    let log = fs::read(with(&corner.path, "-wal")).unwrap();
    let mut dice = Dice::of(10);
    let (mut said, mut nothing, mut last) = (0, 0, 0);
    let flips = count("SHERBET_BIT_FLIPS_IN_LOGS", 120);
    for round in 0..flips {
        let other = folder();
        let path = other.path().join("corner.sherbet");
        for suffix in ["", ".key"] {
            fs::copy(with(&corner.path, suffix), with(&path, suffix)).unwrap();
        }
        // The header, too.
        let bit = match round % 10 {
            0 => dice.below(8 * 32),
            _ => dice.below(8 * log.len()),
        };
        let bad = flipped(&log, bit);
        fs::write(with(&path, "-wal"), &bad).unwrap();
        match Shop::open(&path, SystemClock::shared()) {
            Err(Fault::Damaged { what }) => {
                assert!(what.contains("write-ahead log"), "{what}");
                said += 1;
                // It is left as it is, for whoever can make more of it.
                assert!(fs::read(with(&path, "-wal")).unwrap() == bad, "bit {bit}");
            }
            Err(other) => panic!("bit {bit}: {other}"),
            Ok(shop) => {
                let there = shop.read(|db| journal::list(db, None, u32::MAX)).unwrap();
                let is_there = |request: &&String| {
                    let same = |record: &journal::Record| record.request.to_string() == **request;
                    there.iter().any(same)
                };
                match told.iter().filter(is_there).count() {
                    30 => nothing += 1,
                    29 => last += 1,
                    found => panic!("bit {bit}: {} acts are gone without a word", 30 - found),
                }
            }
        }
    }
    println!(
        "of {flips} flips in a log: {said} were told of, {nothing} did nothing, {last} lost the last act"
    );
    assert!(said > flips / 2);
    assert!(last < flips / 5);
}

/// Where `content` has the schema.
const SCHEMA: &str = "the schema";

/// What every column of every table holds, as one number each.
fn content(path: &Path) -> rusqlite::Result<BTreeMap<String, u64>> {
    let database = Connection::open(path)?;
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut schema = DefaultHasher::new();
    database
        .prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY rowid")?
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?
        .try_for_each(|texts: rusqlite::Result<[String; 3]>| {
            // One white space for another is the same schema.
            texts.map(|t| {
                t.map(|text| text.split_whitespace().collect::<String>())
                    .hash(&mut schema)
            })
        })?;
    let mut content = BTreeMap::from([(SCHEMA.to_owned(), schema.finish())]);
    for table in tables {
        let mut all = database.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns: Vec<String> = all.column_names().into_iter().map(str::to_owned).collect();
        let mut hashers = vec![DefaultHasher::new(); columns.len()];
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            for (column, hasher) in hashers.iter_mut().enumerate() {
                match row.get_ref(column)? {
                    ValueRef::Null => 0_u8.hash(hasher),
                    ValueRef::Integer(number) => number.hash(hasher),
                    ValueRef::Real(number) => number.to_bits().hash(hasher),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.hash(hasher),
                }
            }
        }
        for (column, hasher) in columns.into_iter().zip(hashers) {
            content.insert(format!("{table}.{column}"), hasher.finish());
        }
    }
    Ok(content)
}

/// What finds a flip in the file itself when the whole of it is gone over.
fn found_by(path: &Path, key: &Path) -> Option<String> {
    let with = With {
        key: Some(key.to_owned()),
        ..With::default()
    };
    match verify(path, &with) {
        Err(Fault::NotAShop { .. }) => Some("it is no shop any more".into()),
        Err(Fault::NewerSchema { .. }) => Some("it is of another version".into()),
        Err(_) => Some("SQLite".into()),
        Ok(report) => Some(format!("{:?}", report.findings.first()?.kind)),
    }
}

#[test]
fn a_flip_in_the_file_is_found_wherever_the_books_are_sealed_or_add_up() {
    let corner = shop();
    assert_eq!(corner.asha(["journal", "seal"]).code, 0);
    let bytes = fs::read(&corner.path).unwrap();
    let key = with(&corner.path, ".key");
    assert_eq!(found_by(&corner.path, &key), None);
    let whole = content(&corner.path).unwrap();
    let mut dice = Dice::of(11);
    let mut found = BTreeMap::<String, usize>::new();
    let mut silent = BTreeMap::<String, usize>::new();
    let flips = count("SHERBET_BIT_FLIPS", 100);
    for _ in 0..flips {
        let other = folder();
        let path = other.path().join("corner.sherbet");
        // Where something is written: most of a young file is empty.
        let bit = loop {
            let bit = dice.below(8 * bytes.len());
            if bytes[bit / 8] != 0 {
                break bit;
            }
        };
        fs::write(&path, flipped(&bytes, bit)).unwrap();
        let by = found_by(&path, &key).or_else(|| {
            let other = content(&path).unwrap();
            let changed = whole
                .iter()
                .filter(|(name, sum)| other.get(*name) != Some(sum));
            let mut is_same = true;
            for (name, _) in changed {
                *silent.entry(name.clone()).or_default() += 1;
                is_same = false;
            }
            is_same.then(|| "nobody, as it changes nothing".to_owned())
        });
        *found
            .entry(by.unwrap_or_else(|| "nobody: something is changed".into()))
            .or_default() += 1;
    }
    println!("of {flips} flips in the file, found by: {found:?}; not found, in: {silent:?}");
    // What holds now (a sweet's name, a password) is watched by no sum and sealed nowhere.
    for column in silent.keys() {
        let (table, column) = column.split_once('.').unwrap_or((column, ""));
        let sealed = seals::columns_of(table).is_some_and(|of| of.sealed.contains(&column));
        assert!(!sealed && table != SCHEMA, "{silent:?}");
    }
    assert!(silent.values().sum::<usize>() < flips / 10, "{silent:?}");
}

#[test]
fn a_shop_whose_log_is_damaged_is_not_opened_by_the_program_and_says_what_to_do() {
    let corner = shop();
    let mut teller = corner.teller("Asha", &[]);
    for _ in 0..5 {
        assert!(teller.sell("Mathura Peda", 1)["done"].is_object());
    }
    teller.kill();
    let path = with(&corner.path, "-wal");
    let log = fs::read(&path).unwrap();
    let bad = flipped(&log, 8 * 300);
    fs::write(&path, &bad).unwrap();
    for _ in 0..2 {
        let ended: Ended = corner.asha(["sweets", "list"]);
        let fault = ended.fault();
        assert_eq!(fault["code"], "damaged");
        let message = fault["message"].as_str().unwrap();
        for said in [
            "write-ahead log",
            "stop selling",
            "restore the last good backup",
        ] {
            assert!(message.contains(said), "{message}");
        }
        assert!(fs::read(&path).unwrap() == bad);
    }
    // Mended by whoever can, all of it is there.
    fs::write(&path, &log).unwrap();
    corner.is_whole();
    let sales = corner.asha(["sales", "list", "--limit", "100"]).answer();
    assert_eq!(sales.as_array().map(Vec::len), Some(45));
    assert_ne!(sales, Value::Null);
}
