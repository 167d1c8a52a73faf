//! The house stays in order: rooms import only from rooms to their left, and
//! only some rooms may name the window library, SQL, the wall clock and the
//! network.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each room and what it may import from.
const ROOMS: &[(&str, &[&str])] = &[
    ("values", &[]),
    ("store", &["values"]),
    ("shop", &["values", "store"]),
    ("gateway", &["values", "store", "shop"]),
    ("devices", &["values", "store", "shop"]),
    ("exchange", &["values", "store", "shop"]),
    ("prove", &["values", "store", "shop"]),
    ("doctor", &["values", "store", "shop", "gateway", "devices"]),
    (
        "ui",
        &[
            "values", "store", "shop", "gateway", "devices", "exchange", "doctor",
        ],
    ),
    (
        "cli",
        &[
            "values", "store", "shop", "gateway", "devices", "exchange", "prove", "doctor",
        ],
    ),
];

/// Words of code, and the rooms that may use them.
const RESERVED: &[(&str, &[&str])] = &[
    ("rusqlite", &["store", "prove"]),
    ("r2d2", &["store"]),
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("clap", &["cli"]),
    ("Utc::now", &["values"]),
    ("Local::now", &[]),
    ("SystemTime::now", &[]),
    ("TcpStream", &["devices"]),
    ("TcpListener", &["gateway"]),
    ("ureq", &["gateway"]),
    ("hyper", &["gateway"]),
    ("tokio", &["gateway"]),
    ("keyring::v1", &["gateway"]),
    ("UdpSocket", &[]),
    ("serialport", &["devices"]),
    ("icalendar", &["exchange"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without comments and without its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `word` stands in the code as a word of its own.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        !code[..at].chars().next_back().is_some_and(is_word)
            && !code[at + word.len()..].chars().next().is_some_and(is_word)
    })
}

/// The rooms a file's code imports from: `crate::room` and `crate::{…, room…}`.
fn imports(code: &str) -> Vec<&'static str> {
    let rooms = ROOMS.iter().map(|(room, _)| *room);
    let mut found = Vec::new();
    for room in rooms {
        let direct = names(code, &format!("crate::{room}"));
        let grouped = code.split("use crate::{").skip(1).any(|behind| {
            let group = behind.split("\n};").next().unwrap_or(behind);
            let group = group.split(";").next().unwrap();
            group.lines().any(|line| {
                let line = line.trim().trim_end_matches("};");
                line.split("::")
                    .next()
                    .is_some_and(|first| first.trim_matches(',') == room)
            })
        });
        if direct || grouped {
            found.push(room);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn a_room_imports_only_from_rooms_to_its_left() {
    let mut looked_at = 0;
    for (room, may) in ROOMS {
        let mut files = Vec::new();
        sources(&src().join(room), &mut files);
        for file in files {
            looked_at += 1;
            for import in imports(&code(&file)) {
                assert!(
                    import == *room || may.contains(&import),
                    "{} is in {room} and imports from {import}",
                    file.display()
                );
            }
        }
    }
    assert!(looked_at > 30, "only {looked_at} files were found");
}

#[test]
fn sql_windows_the_clock_and_the_network_are_named_only_where_they_belong() {
    for (room, _) in ROOMS {
        let mut files = Vec::new();
        sources(&src().join(room), &mut files);
        for file in files {
            let code = code(&file);
            for (word, may) in RESERVED {
                assert!(
                    may.contains(room) || !names(&code, word),
                    "{} is in {room} and names {word}",
                    file.display()
                );
            }
        }
    }
}

/// What is done wrongly on purpose has a connection of its own, and nobody but the prover can
/// come to it.
#[test]
fn the_known_wrong_ways_are_within_reach_of_the_prover_only() {
    let mut files = Vec::new();
    sources(&src(), &mut files);
    let mut named = Vec::new();
    for file in &files {
        let code = code(file);
        let within = file.strip_prefix(src()).unwrap().to_str().unwrap();
        if within.starts_with("prove/") && names(&code, "rusqlite") {
            assert_eq!(within, "prove/naive.rs", "it names SQL");
        }
        if names(&code, "naive") {
            named.push(within.to_owned());
        }
    }
    named.sort();
    // The command line's option has that name, and shows what it came to.
    let may = [
        "cli/prove.rs",
        "prove/mod.rs",
        "prove/naive.rs",
        "prove/report.rs",
    ];
    assert!(
        named.iter().all(|file| may.contains(&file.as_str())),
        "{named:?}"
    );
    let prove = code(&src().join("prove/mod.rs"));
    assert!(names(&prove, "mod naive;"), "it is not there any more");
    assert!(!names(&prove, "pub mod naive"), "others can come to it");
}

/// An area's tables are written by that area's module only.
#[test]
fn a_table_is_written_only_by_its_area() {
    const TABLES: &[(&str, &str)] = &[
        ("shop", "facts"),
        ("settings", "settings"),
        ("taxes", "taxes"),
        ("sweet_taxes", "catalogue"),
        ("journal", "journal"),
        ("accounts", "staff"),
        ("log_in_failures", "staff"),
        ("pins", "staff"),
        ("grants", "staff"),
        ("categories", "catalogue"),
        ("sweets", "catalogue"),
        ("barcodes", "catalogue"),
        ("kit_parts", "catalogue"),
        ("name_order", "catalogue"),
        ("stock", "stock"),
        ("movements", "stock"),
        ("sales", "sales"),
        ("sale_lines", "sales"),
        ("sale_taxes", "sales"),
        ("sale_kit_parts", "sales"),
        ("quotations", "sales"),
        ("quotation_lines", "sales"),
        ("quotation_taxes", "sales"),
        ("quotation_withdrawals", "sales"),
        ("taken_back", "sales"),
        ("tenders", "sales"),
        ("drawers", "shifts"),
        ("shifts", "shifts"),
        ("cash_moves", "shifts"),
        ("z_reports", "shifts"),
        ("shift_counts", "shifts"),
        ("customers", "customers"),
        ("customer_merges", "customers"),
        ("consents", "customers"),
        ("number_reading", "customers"),
        ("codes", "codes"),
        ("code_asks", "codes"),
        ("messages", "codes"),
        ("stored_value", "stored_value"),
        ("stored_value_movements", "stored_value"),
        ("baskets", "sales"),
        ("basket_lines", "sales"),
        ("basket_gift_cards", "sales"),
        ("basket_tenders", "sales"),
        ("prints", "printing"),
        ("holds", "holds"),
        ("orders", "orders"),
        ("order_numbers", "orders"),
        ("order_steps", "orders"),
        ("promises", "stock"),
        ("hold_goods", "holds"),
        ("invoices", "invoices"),
        ("invoice_lines", "invoices"),
        ("invoice_taxes", "invoices"),
        ("allocations", "invoices"),
        ("payments", "payments"),
        ("payment_news", "payments"),
        ("payment_messages", "payments"),
        ("refunds", "payments"),
        ("appointments", "appointments"),
        ("appointment_changes", "appointments"),
        ("calendars", "slots"),
        ("calendar_hours", "slots"),
        ("calendar_dates", "slots"),
        ("calendar_date_hours", "slots"),
        ("slots", "slots"),
        ("payment_flags", "payments"),
        ("stray_payments", "payments"),
        ("aside_seen", "payments"),
        ("book_seals", "seals"),
        ("backups", "safekeeping"),
    ];
    for table in tables() {
        assert!(
            TABLES.iter().any(|(known, _)| *known == table),
            "nobody is said to write {table}"
        );
    }
    let mut files = Vec::new();
    sources(&src(), &mut files);
    let mut writes = 0;
    for file in files {
        let code = code(&file);
        let within = file.strip_prefix(src().join("shop")).ok();
        let area = within.and_then(|path| path.iter().next()?.to_str());
        let area = area.map(|name| name.trim_end_matches(".rs"));
        for (table, owner) in TABLES {
            for verb in ["INSERT INTO", "UPDATE", "DELETE FROM"] {
                if names(&code, &format!("{verb} {table}")) {
                    writes += 1;
                    assert_eq!(area, Some(*owner), "{} writes {table}", file.display());
                }
            }
        }
    }
    assert!(writes > 15, "only {writes} writes were found");
}

/// The tables that the migrations leave behind, by the name that they have in the end.
fn tables() -> Vec<String> {
    let files = fs::read_dir(src().join("../migrations")).unwrap();
    let files = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let sql: String = files.collect();
    let made = sql.split("CREATE TABLE ").skip(1);
    let made = made.filter_map(|rest| rest.split_whitespace().next());
    let stays = |table: &&str| !sql.contains(&format!("ALTER TABLE {table} RENAME TO"));
    let tables: Vec<String> = made.filter(stays).map(str::to_owned).collect();
    assert!(tables.len() > 40, "only {} tables were found", tables.len());
    tables
}
