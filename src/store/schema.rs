//! The schema's versions: migrations that are never edited once landed.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use rusqlite::{Connection, config::DbConfig};
use rusqlite_migration::{M, Migrations};

use super::{
    error::{Fault, sql_fault},
    files::Files,
    log_check, recognise,
    turnstile::Turnstile,
};

/// `PRAGMA application_id` of a shop's file: "SHRB".
pub(super) const APPLICATION_ID: i64 = 0x5348_5242;

/// Each step, in order; a shop's `user_version` is how many it has taken.
pub(super) const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_the_shop_opens.sql"),
    include_str!("../../migrations/0002_movements_in_order.sql"),
    include_str!("../../migrations/0003_the_counter_whole.sql"),
    include_str!("../../migrations/0004_shifts.sql"),
    include_str!("../../migrations/0005_grants.sql"),
    include_str!("../../migrations/0006_customers.sql"),
    include_str!("../../migrations/0007_printing.sql"),
    include_str!("../../migrations/0008_codes_and_kits.sql"),
    include_str!("../../migrations/0009_quotations.sql"),
    include_str!("../../migrations/0010_baskets_with_payments.sql"),
    include_str!("../../migrations/0011_promises.sql"),
    include_str!("../../migrations/0012_names_in_order.sql"),
    include_str!("../../migrations/0013_counts.sql"),
    include_str!("../../migrations/0014_holds_and_invoices.sql"),
    include_str!("../../migrations/0015_payments.sql"),
    include_str!("../../migrations/0016_calendars.sql"),
    include_str!("../../migrations/0017_appointments.sql"),
    include_str!("../../migrations/0018_orders.sql"),
    include_str!("../../migrations/0019_codes.sql"),
    include_str!("../../migrations/0020_payments_seen_to.sql"),
    include_str!("../../migrations/0021_books_sealed.sql"),
    include_str!("../../migrations/0022_backups.sql"),
    include_str!("../../migrations/0023_put_aside.sql"),
    include_str!("../../migrations/0024_payments_of_fees_and_orders.sql"),
    include_str!("../../migrations/0025_names_in_memory.sql"),
    include_str!("../../migrations/0026_codes_found_by_a_part.sql"),
];

/// The newest version this program knows.
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// Gives a new, empty file its schema.
pub(super) fn begin(connection: &mut Connection) -> Result<(), Fault> {
    connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(sql_fault)?;
    migrate(connection, STEPS)
}

/// Refuses what is not a shop's file or a newer program's, then takes the
/// steps an older file has not taken, all in one transaction.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    files: &Files,
    patience: Duration,
) -> Result<(), Fault> {
    // What is refused here is closed again as it was found: the log of a newer
    // or another program is not for this one to move into its file.
    keep_what_is_beside(connection, files)?;
    let found = version_of_shop(connection, files)?;
    not_newer(found, KNOWN)?;
    recognise::see_its_length(connection, files)?;
    // So is one whose log is damaged: what can still be read of it is evidence.
    log_check::see_whole(connection, files, patience)?;
    keep_log_on_close(connection, false)?;
    if found < KNOWN {
        connection.busy_timeout(patience).map_err(sql_fault)?;
        let turnstile = Turnstile::beside(files)?;
        let _turn = turnstile.wait(patience)?;
        // Another process may have been faster.
        if version(connection)? < KNOWN {
            migrate(connection, STEPS)?;
        }
    }
    Ok(())
}

/// Takes the steps that a copy nobody else has open has not taken.
pub(super) fn bring_copy_up_to_date(
    connection: &mut Connection,
    steps: &[&str],
) -> Result<(), Fault> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    not_newer(found, known)?;
    match found < known {
        true => migrate(connection, steps),
        false => Ok(()),
    }
}

/// Whether closing the last connection leaves the log as it is, instead of
/// moving it into the file.
pub(super) fn keep_log_on_close(connection: &Connection, keep: bool) -> Result<(), Fault> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)
        .map(drop)
        .map_err(sql_fault)
}

/// Has closing leave a log that stands there as it is, and an empty one that is only made by
/// looking not stay behind.
pub(super) fn keep_what_is_beside(connection: &Connection, files: &Files) -> Result<(), Fault> {
    let has_log = fs::metadata(files.wal()).is_ok_and(|log| log.len() > 0);
    keep_log_on_close(connection, has_log)
}

/// Sees that a file's version is not beyond the newest that is known.
pub(super) fn not_newer(found: i64, known: i64) -> Result<(), Fault> {
    match found > known {
        true => Err(Fault::NewerSchema { found, known }),
        false => Ok(()),
    }
}

/// The schema version of a file that must be a shop's, kept in a log.
pub(super) fn version_of_shop(connection: &Connection, files: &Files) -> Result<i64, Fault> {
    let version = version_of_copy(connection, files.database())?;
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| recognise::or_cut_short(files, sql_fault(error)))?;
    match mode.as_str() {
        "wal" => Ok(version),
        _ => Err(Fault::NotAShop {
            path: files.database().to_owned(),
            why: "its journal mode was changed by another program".into(),
        }),
    }
}

/// The schema version of a file that must be a shop's or a copy of one.
pub(super) fn version_of_copy(connection: &Connection, path: &Path) -> Result<i64, Fault> {
    let not_a_shop = |why: &str| Fault::NotAShop {
        path: path.to_owned(),
        why: why.into(),
    };
    connection
        .busy_timeout(Duration::from_secs(5))
        .map_err(sql_fault)?;
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| recognise::unreadable(connection, path, error))?;
    if application != APPLICATION_ID {
        return Err(not_a_shop("it is another program's database"));
    }
    version(connection)
}

pub(super) fn version(connection: &Connection) -> Result<i64, Fault> {
    let mut statement = connection
        .prepare_cached("PRAGMA user_version")
        .map_err(sql_fault)?;
    statement.query_row([], |row| row.get(0)).map_err(sql_fault)
}

fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), Fault> {
    migrations(steps)
        .to_latest(connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => sql_fault(err),
            other => Fault::Bug {
                what: format!("bringing the shop's file up to date: {other}"),
            },
        })
}

fn migrations<'s>(steps: &[&'s str]) -> Migrations<'s> {
    Migrations::new(steps.iter().map(|step| M::up(step)).collect())
}

/// The tables that every step leaves behind, and the CHECKs of each. SQLite's own
/// `integrity_check` was seen to pass over rows that break them.
pub(super) fn checks() -> Result<Vec<(String, Vec<String>)>, Fault> {
    let mut made = Connection::open_in_memory().map_err(sql_fault)?;
    migrate(&mut made, STEPS)?;
    let parts = parts(&made)?;
    let tables = parts.into_iter().filter(|(_, (kind, _))| kind == "table");
    let checks = tables.map(|(name, (_, sql))| (name, checks_of(&sql)));
    Ok(checks.filter(|(_, checks)| !checks.is_empty()).collect())
}

/// The conditions behind CHECK in the text that a table was made by.
fn checks_of(sql: &str) -> Vec<String> {
    let without = |line: &str| line.split("--").next().unwrap_or_default().to_owned();
    let sql: String = sql.lines().map(without).collect::<Vec<_>>().join("\n");
    let behind = sql.split("CHECK").skip(1);
    let conditions = behind.filter_map(|rest| {
        let (mut depth, mut quoted) = (0_u32, false);
        let rest = rest.trim_start();
        let end = rest.char_indices().find_map(|(at, c)| {
            quoted ^= c == '\'';
            match c {
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0).then_some(at + c.len_utf8())
        })?;
        rest.get(..end).map(str::to_owned)
    });
    conditions.collect()
}

/// What a schema is made of, by name: its kind, and the text it was made by. What SQLite and its
/// indexes of words make for themselves is only seen to be there.
fn parts(connection: &Connection) -> Result<BTreeMap<String, (String, String)>, Fault> {
    let mut statement = connection
        .prepare(
            "SELECT name, type, CASE WHEN type = 'table' AND (name GLOB 'sweet_names_*'
                                          OR name GLOB 'sweet_codes_*') THEN ''
                                     ELSE coalesce(sql, '') END
             FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
        )
        .map_err(sql_fault)?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .map_err(sql_fault)?;
    rows.collect::<Result<_, _>>().map_err(sql_fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_well_formed() {
        migrations(STEPS)
            .validate()
            .expect("each step runs on the one before");
    }

    #[test]
    fn every_check_of_every_table_is_a_condition_of_its_own() {
        let mut made = Connection::open_in_memory().expect("memory");
        migrate(&mut made, STEPS).expect("each step runs on the one before");
        let checks = checks().expect("the checks");
        let all: usize = checks.iter().map(|(_, checks)| checks.len()).sum();
        assert!(all > 250, "only {all}");
        for (table, checks) in checks {
            for check in checks {
                made.prepare(&format!("SELECT 1 FROM {table} WHERE NOT {check}"))
                    .unwrap_or_else(|why| panic!("{table}: {check}: {why}"));
            }
        }
    }

    #[test]
    fn a_copy_takes_the_steps_it_has_not_taken_and_a_newer_one_none() {
        let later = [STEPS, &["CREATE TABLE later (a INTEGER) STRICT"]].concat();
        let mut copy = Connection::open_in_memory().expect("memory");
        bring_copy_up_to_date(&mut copy, STEPS).expect("an empty file takes every step");
        assert_eq!(version(&copy).ok(), Some(KNOWN));
        bring_copy_up_to_date(&mut copy, &later).expect("an older copy takes the last step");
        assert_eq!(version(&copy).ok(), Some(KNOWN + 1));
        assert_eq!(copy.table_exists(None, "later"), Ok(true));
        let newer = bring_copy_up_to_date(&mut copy, STEPS);
        assert!(
            matches!(newer, Err(Fault::NewerSchema { found, known }) if found == known + 1),
            "{newer:?}"
        );
    }
}
