//! The sale as bare statements: what SQLite needs for it and nothing more.
//!
//! The statements are the shop's own. Before anything is measured,
//! [`is_the_shops_own_sale`] sees that each still stands in the shop's source,
//! and that a sale made here leaves the very rows that the shop's sale leaves.

use std::{collections::BTreeMap, path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension as _, params, types::Value};
use sherbet::{
    shop::sales::CheckoutLine,
    store::Options,
    values::{Clock, ManualClock, RequestId, SystemClock},
};

use super::scratch::{Basket, Template};

const ANSWERED: &str = "SELECT account, command, asked, outcome FROM journal WHERE request = ?1";
const ACTIVE: &str =
    "SELECT name, role = 'admin', password FROM accounts WHERE id = ?1 AND status = 'active'";
const LAST: &str = "SELECT act, seal FROM journal ORDER BY act DESC LIMIT 1";
const CHOSEN: &str = "SELECT value, version FROM settings WHERE key = ?1";
const FOR_SALE: &str =
    "SELECT name, price_minor, retired, unit, per, kit FROM sweets WHERE id = ?1";
const TAXES: &str = "SELECT taxes.id, taxes.version, taxes.name, rate, inside, usual, taxes.retired
    FROM sweet_taxes JOIN taxes ON taxes.id = tax
    WHERE sweet = ?1 AND NOT taxes.retired ORDER BY place";
const MOVE: &str = "INSERT INTO movements (act, sweet, reason, delta, on_hand, note, before)
    SELECT ?2, sweet, ?3, ?4, on_hand + ?4, ?5, newest
    FROM stock WHERE sweet = ?1 AND on_hand BETWEEN ?6 AND ?7
    AND (?4 > 0 OR on_hand + ?4 >= lowest + (
        SELECT coalesce(sum(quantity), 0) FROM promises
        WHERE promises.sweet = ?1 AND due_ms < ?8
            AND (NOT ?9 OR (SELECT state = 'ready' FROM orders WHERE id = of_order))))";
const TAKE: &str = "UPDATE stock SET on_hand = on_hand + ?2, newest = last_insert_rowid()
    WHERE sweet = ?1 AND on_hand BETWEEN ?3 AND ?4
    AND (?2 > 0 OR on_hand + ?2 >= lowest)";
const SALE: &str = "INSERT INTO sales
        (number, act, at_ms, account, kind, returns_of, total_minor, rounding_minor, note, shift,
         customer)
    VALUES ((SELECT coalesce(max(number), 0) + 1 FROM sales), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
            ?9, ?10)";
const LINE: &str = "INSERT INTO sale_lines
        (sale, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
         discount_minor, share_minor, net_minor, gross_minor, note)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
const TENDER: &str = "INSERT INTO tenders (sale, line, kind, given_minor, change_minor, reference)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const RECORD: &str =
    "INSERT INTO journal (act, at_ms, account, window, request, command, asked, outcome, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Each statement, and the source it was taken from.
const TAKEN_FROM: &[(&str, &str)] = &[
    (ANSWERED, include_str!("../../src/shop/journal/mod.rs")),
    (ACTIVE, include_str!("../../src/shop/staff/accounts.rs")),
    (LAST, include_str!("../../src/shop/journal/mod.rs")),
    (CHOSEN, include_str!("../../src/shop/settings.rs")),
    (FOR_SALE, include_str!("../../src/shop/catalogue/rows.rs")),
    (TAXES, include_str!("../../src/shop/taxes.rs")),
    (MOVE, include_str!("../../src/shop/stock/ledger.rs")),
    (TAKE, include_str!("../../src/shop/stock/ledger.rs")),
    (SALE, include_str!("../../src/shop/sales/rows.rs")),
    (LINE, include_str!("../../src/shop/sales/rows.rs")),
    (TENDER, include_str!("../../src/shop/sales/rows.rs")),
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
    connection.pragma_update(None, "cache_size", -32 * 1024)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)
}

/// Runs a statement without rows or parameters.
pub fn run(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute([]).map(drop)
}

/// One transaction of so many sales, in a savepoint each where there are several.
pub fn batch<'b>(connection: &Connection, baskets: impl ExactSizeIterator<Item = &'b Basket>) {
    let several = baskets.len() > 1;
    run(connection, "BEGIN IMMEDIATE").unwrap();
    let mut known = Known::read(connection).unwrap();
    for basket in baskets {
        if several {
            run(connection, "SAVEPOINT act").unwrap();
        }
        let at = SystemClock.now().ms();
        sale(connection, &mut known, RequestId::new(), at, basket).unwrap();
        if several {
            run(connection, "RELEASE act").unwrap();
        }
    }
    run(connection, "COMMIT").unwrap();
}

/// What the shop, too, asks once for all sales of a transaction.
pub struct Known {
    act: i64,
    seal: [u8; 32],
}

impl Known {
    pub fn read(connection: &Connection) -> rusqlite::Result<Known> {
        for key in ["selling", "orders", "printers"] {
            let chosen = connection
                .prepare_cached(CHOSEN)?
                .query_row([key], |row| row.get::<_, String>(0))
                .optional()?;
            assert!(
                chosen.is_none(),
                "the shop sells as usual and prints nothing"
            );
        }
        let (act, seal) = connection
            .prepare_cached(LAST)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Known { act, seal })
    }
}

/// One sale, inside a transaction, by the shop's first account.
pub fn sale(
    connection: &Connection,
    known: &mut Known,
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
    known.act += 1;
    let act = known.act;

    let mut priced = Vec::with_capacity(basket.checkout.lines.len());
    let mut total = 0;
    for line in &basket.checkout.lines {
        let (name, price): (String, i64) = connection
            .prepare_cached(FOR_SALE)?
            .query_row([sweet_of(line)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let taxed = connection
            .prepare_cached(TAXES)?
            .query_row([sweet_of(line)], |row| row.get::<_, i64>(0))
            .optional()?;
        assert!(taxed.is_none(), "the sweets have no taxes");
        total += price * line.quantity.get();
        priced.push((name, price));
    }
    for line in &basket.checkout.lines {
        let (sweet, quantity) = (sweet_of(line), line.quantity.get());
        let (note, most): (Option<&str>, i64) = (None, 1_000_000_000_000);
        // What is promised to orders of the next 24 hours stays.
        let kept = at_ms + 24 * 3_600_000;
        execute(
            MOVE,
            params![
                sweet, act, "sold", -quantity, note, -most, most, kept, false
            ],
        )?;
        execute(TAKE, params![sweet, -quantity, -most, most])?;
        assert_eq!(connection.changes(), 1, "too few were on hand");
    }
    let none: Option<&str> = None;
    execute(
        SALE,
        params![
            act, at_ms, ACCOUNT, "sale", none, total, 0, none, none, none
        ],
    )?;
    let number = connection.last_insert_rowid();
    for (n, (line, (name, price))) in basket.checkout.lines.iter().zip(&priced).enumerate() {
        let quantity = line.quantity.get();
        execute(
            LINE,
            params![
                number,
                n as i64,
                sweet_of(line),
                name,
                "piece",
                quantity,
                price,
                1,
                price * quantity,
                0,
                0,
                price * quantity,
                price * quantity,
                none
            ],
        )?;
    }
    let cash = basket.checkout.tenders[0].amount.minor();
    execute(TENDER, params![number, 0, "cash", cash, cash - total, none])?;
    let outcome = format!(
        r#"{{"number":{number},"at":{at_ms},"total_minor":{total},"rounding_minor":0,"cash_minor":{cash},"change_minor":{}}}"#,
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
            known.seal
        ],
    )
}

fn sweet_of(line: &CheckoutLine) -> i64 {
    line.sweet.map_or(0, |sweet| sweet.get())
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
    let mut known = Known::read(&connection).unwrap();
    for (request, basket) in requests.iter().zip(&template.baskets) {
        sale(&connection, &mut known, *request, clock.now().ms(), basket).unwrap();
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
