//! The sale as bare statements: what SQLite needs for it and nothing more.
//!
//! The statements are the shop's own. Before anything is measured,
//! [`is_the_shops_own_sale`] sees that each still stands in the shop's source,
//! and that a sale made here leaves the very rows that the shop's sale leaves.

use std::{collections::BTreeMap, path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension as _, params, types::Value};
use sherbet::{
    store::Options,
    values::{Clock, ManualClock, RequestId, SystemClock},
};

use crate::scratch::{Basket, Template};

const ANSWERED: &str = "SELECT account, command, asked, outcome FROM journal WHERE request = ?1";
const ACTIVE: &str =
    "SELECT name, role = 'admin', password FROM accounts WHERE id = ?1 AND status = 'active'";
const LAST: &str = "SELECT act, seal FROM journal ORDER BY act DESC LIMIT 1";
const FOR_SALE: &str = "SELECT name, price_minor, retired FROM sweets WHERE id = ?1";
const TAKE: &str =
    "UPDATE stock SET on_hand = on_hand - ?2 WHERE sweet = ?1 AND on_hand >= ?2 RETURNING on_hand";
const MOVED: &str = "INSERT INTO movements (sweet, act, line, reason, delta, on_hand, note)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const SALE: &str = "INSERT INTO sales (number, act, at_ms, account, total_minor)
    VALUES ((SELECT coalesce(max(number), 0) + 1 FROM sales), ?1, ?2, ?3, ?4)";
const LINE: &str = "INSERT INTO sale_lines
        (sale, line, sweet, name, quantity, price_minor, amount_minor)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const TENDER: &str = "INSERT INTO tenders (sale, line, kind, given_minor, change_minor)
    VALUES (?1, 0, 'cash', ?2, ?3)";
const RECORD: &str =
    "INSERT INTO journal (act, at_ms, account, window, request, command, asked, outcome, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Each statement, and the source it was taken from.
const TAKEN_FROM: &[(&str, &str)] = &[
    (ANSWERED, include_str!("../../src/shop/journal/mod.rs")),
    (ACTIVE, include_str!("../../src/shop/staff/accounts.rs")),
    (LAST, include_str!("../../src/shop/journal/mod.rs")),
    (FOR_SALE, include_str!("../../src/shop/catalogue/rows.rs")),
    (TAKE, include_str!("../../src/shop/stock/ledger.rs")),
    (MOVED, include_str!("../../src/shop/stock/ledger.rs")),
    (SALE, include_str!("../../src/shop/sales/checkout.rs")),
    (LINE, include_str!("../../src/shop/sales/checkout.rs")),
    (TENDER, include_str!("../../src/shop/sales/checkout.rs")),
    (RECORD, include_str!("../../src/shop/journal/mod.rs")),
];

/// A connection as the lane opens its own, but for who checkpoints when:
/// here SQLite does, inside the commit, at as many pages as the lane.
pub fn connect(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    prepare(&connection).unwrap();
    connection
}

pub fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(128);
    connection.busy_timeout(Duration::from_secs(20))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "wal_autocheckpoint", 10_000)
}

/// Runs a statement without rows or parameters.
pub fn run(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute([]).map(drop)
}

/// One transaction of so many sales, in a savepoint each where there are several.
pub fn batch<'b>(connection: &Connection, baskets: impl ExactSizeIterator<Item = &'b Basket>) {
    let several = baskets.len() > 1;
    run(connection, "BEGIN IMMEDIATE").unwrap();
    for basket in baskets {
        if several {
            run(connection, "SAVEPOINT act").unwrap();
        }
        let at = SystemClock.now().ms();
        sale(connection, RequestId::new(), at, basket).unwrap();
        if several {
            run(connection, "RELEASE act").unwrap();
        }
    }
    run(connection, "COMMIT").unwrap();
}

/// One sale, inside a transaction, by the shop's first account.
pub fn sale(
    connection: &Connection,
    request: RequestId,
    at_ms: i64,
    basket: &Basket,
) -> rusqlite::Result<()> {
    const ACCOUNT: i64 = 1;
    let execute = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql)?.execute(params).map(drop)
    };
    let first = connection
        .prepare_cached(ANSWERED)?
        .query_row([request.bytes()], |row| row.get::<_, String>(3))
        .optional()?;
    assert!(first.is_none(), "asked before");
    let _name: String = connection
        .prepare_cached(ACTIVE)?
        .query_row([ACCOUNT], |row| row.get(0))?;
    let (last, seal): (i64, [u8; 32]) = connection
        .prepare_cached(LAST)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let act = last + 1;

    let mut priced = Vec::with_capacity(basket.checkout.lines.len());
    let mut total = 0;
    for line in &basket.checkout.lines {
        let (name, price): (String, i64) = connection
            .prepare_cached(FOR_SALE)?
            .query_row([line.sweet.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        total += price * line.quantity.get();
        priced.push((name, price));
    }
    for (n, line) in basket.checkout.lines.iter().enumerate() {
        let (sweet, quantity) = (line.sweet.get(), line.quantity.get());
        let on_hand: i64 = connection
            .prepare_cached(TAKE)?
            .query_row([sweet, quantity], |row| row.get(0))?;
        let note: Option<&str> = None;
        execute(
            MOVED,
            params![sweet, act, n as i64, "sold", -quantity, on_hand, note],
        )?;
    }
    execute(SALE, params![act, at_ms, ACCOUNT, total])?;
    let number = connection.last_insert_rowid();
    for (n, (line, (name, price))) in basket.checkout.lines.iter().zip(&priced).enumerate() {
        let quantity = line.quantity.get();
        execute(
            LINE,
            params![
                number,
                n as i64,
                line.sweet.get(),
                name,
                quantity,
                price,
                price * quantity
            ],
        )?;
    }
    let cash = basket.checkout.cash.minor();
    execute(TENDER, params![number, cash, cash - total])?;
    let outcome = format!(
        r#"{{"number":{number},"at":{at_ms},"total_minor":{total},"cash_minor":{cash},"change_minor":{}}}"#,
        cash - total
    );
    execute(
        RECORD,
        params![
            act,
            at_ms,
            ACCOUNT,
            "window 1",
            request.bytes(),
            "sales.checkout",
            basket.asked,
            outcome,
            seal
        ],
    )
}

/// Stops the benchmark where the sale here is no longer the shop's.
pub fn is_the_shops_own_sale(template: &Template) {
    for (statement, source) in TAKEN_FROM {
        assert!(
            words(source).contains(&words(statement)),
            "the shop no longer says: {statement}"
        );
    }
    let clock = ManualClock::at(SystemClock.now());
    let [shops, raw] = [template.copy(), template.copy()];
    let requests: Vec<_> = (0..10).map(|_| RequestId::new()).collect();

    // The raw file's log-in is the shop's too, so that the journals agree.
    for scratch in [&shops, &raw] {
        let (shop, admin) = scratch.open(clock.clone(), &Options::default());
        assert_eq!(admin.account().map(|account| account.get()), Some(1));
        if std::ptr::eq(scratch, &shops) {
            for (request, basket) in requests.iter().zip(&template.baskets) {
                shop.execute(&admin, *request, basket.checkout.clone())
                    .unwrap();
            }
            let found = shop.read(sherbet::shop::books::add_up).unwrap();
            assert_eq!(found, [], "the shop's books");
        }
    }
    let connection = connect(&raw.path);
    for (request, basket) in requests.iter().zip(&template.baskets) {
        sale(&connection, *request, clock.now().ms(), basket).unwrap();
    }
    let (expected, found) = (all_rows(&connect(&shops.path)), all_rows(&connection));
    for (table, rows) in &expected {
        assert_eq!(rows, &found[table], "rows of {table}");
    }
    assert_eq!(expected.len(), found.len());
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything in the file but the seals and the log-in's own request.
fn all_rows(connection: &Connection) -> BTreeMap<String, Vec<Vec<Value>>> {
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    tables
        .into_iter()
        .map(|table| {
            let mut statement = connection
                .prepare(&format!("SELECT * FROM {table}"))
                .unwrap();
            let counts: Vec<usize> = (0..statement.column_count())
                .filter(|&column| statement.column_name(column).unwrap() != "seal")
                .collect();
            let rows = statement
                .query_map([], |row| {
                    counts.iter().map(|&column| row.get(column)).collect()
                })
                .unwrap()
                .map(Result::unwrap)
                .filter(|row: &Vec<Value>| !row.contains(&Value::Text("staff.log_in".into())))
                .collect();
            (table, rows)
        })
        .collect()
}
