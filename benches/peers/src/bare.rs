//! The bare rows that the others sell from, and adding them up afterwards.

use std::path::Path;

use rusqlite::Connection;
use sherbet::values::MAX_QUANTITY;

use crate::scratch::Basket;

const TABLES: &str = include_str!("../bare.sql");
/// As many sweets, as dear and as full as in the shop's template.
const SWEETS: i64 = 60;
const ON_HAND: i64 = 4 * MAX_QUANTITY;

/// The tables, with the numbers of sales as this database gives them.
pub fn tables(numbered: &str) -> String {
    TABLES.replace("NUMBERED", numbered)
}

/// The sweets and what is on hand of them.
pub fn goods() -> String {
    let rows = |row: fn(i64) -> String| (1..=SWEETS).map(row).collect::<Vec<_>>().join(", ");
    format!(
        "INSERT INTO sweets VALUES {};\nINSERT INTO stock VALUES {};",
        rows(|n| format!("({n}, 'Kaju Katli no. {n}', {})", 1000 + n)),
        rows(|n| format!("({n}, {ON_HAND})")),
    )
}

/// A file of SQLite with them, to be opened by somebody else.
pub fn found(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .execute_batch(&format!(
            "BEGIN; {} {} COMMIT;",
            tables("integer PRIMARY KEY"),
            goods()
        ))
        .unwrap();
    connection.close().unwrap();
}

/// What a basket is of, by sweet, so that all who lock do so in one order.
pub fn lines(basket: &Basket) -> Vec<(i64, i64)> {
    let lines = basket.checkout.lines.iter();
    let mut lines: Vec<_> = lines
        .filter_map(|line| Some((line.sweet?.get(), line.quantity.get())))
        .collect();
    lines.sort_unstable();
    lines
}

/// What is paid with, in the smallest unit.
pub fn cash(basket: &Basket) -> i64 {
    basket.checkout.tenders[0].amount.minor()
}

/// What does not add up after so many sales of three lines; `count` runs a
/// query of one number.
pub fn wrong(acknowledged: u64, mut count: impl FnMut(&str) -> i64) -> Vec<String> {
    let sales = i64::try_from(acknowledged).unwrap();
    let wanted = [
        ("sales", sales, "SELECT count(*) FROM sales".to_owned()),
        ("lines", 3 * sales, "SELECT count(*) FROM sale_lines".into()),
        ("payments", sales, "SELECT count(*) FROM tenders".into()),
        (
            "sweets that were oversold",
            0,
            "SELECT count(*) FROM stock WHERE on_hand < 0".into(),
        ),
        (
            "sweets of which more or less is left than was not sold",
            0,
            format!(
                "SELECT count(*) FROM stock LEFT JOIN (
                     SELECT sweet AS gone, sum(quantity) AS sold FROM sale_lines GROUP BY sweet
                 ) AS sums ON gone = sweet
                 WHERE on_hand + coalesce(sold, 0) <> {ON_HAND}"
            ),
        ),
        (
            "sales that do not come to their lines, or not to their payment",
            0,
            "SELECT count(*) FROM sales
             WHERE total_minor <> (SELECT sum(amount_minor) FROM sale_lines WHERE sale = number)
             OR total_minor <> (SELECT sum(given_minor - change_minor) FROM tenders
                                WHERE sale = number)"
                .into(),
        ),
    ];
    let found = wanted.into_iter().filter_map(|(what, wanted, query)| {
        let found = count(&query);
        (found != wanted).then(|| format!("{what}: {found} instead of {wanted}"))
    });
    found.collect()
}

/// Stops where a file of SQLite does not add up.
pub fn adds_up(path: &Path, acknowledged: u64) {
    let connection = Connection::open(path).unwrap();
    let count = |query: &str| connection.query_row(query, [], |row| row.get(0)).unwrap();
    assert_eq!(wrong(acknowledged, count), [""; 0], "{}", path.display());
}
