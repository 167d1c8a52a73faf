//! The schema's versions: migrations that are never edited once landed.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, config::DbConfig};
use rusqlite_migration::{M, Migrations};

use super::{
    error::{Fault, sql_fault},
    files::Files,
    turnstile::Turnstile,
};

/// `PRAGMA application_id` of a shop's file: "SHRB".
const APPLICATION_ID: i64 = 0x5348_5242;

/// Each step, in order; a shop's `user_version` is how many it has taken.
const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_the_shop_opens.sql"),
    include_str!("../../migrations/0002_movements_in_order.sql"),
];

/// The newest version this program knows.
pub(super) const KNOWN: i64 = STEPS.len() as i64;

fn migrations() -> Migrations<'static> {
    Migrations::new(STEPS.iter().map(|step| M::up(step)).collect())
}

/// Gives a new, empty file its schema.
pub(super) fn begin(connection: &mut Connection) -> Result<(), Fault> {
    connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(sql_fault)?;
    migrate(connection)
}

/// Refuses what is not a shop's file or a newer program's, then takes the
/// steps an older file has not taken, all in one transaction.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    files: &Files,
    patience: Duration,
) -> Result<(), Fault> {
    let found = version_of_shop(connection, files.database())?;
    if found > KNOWN {
        // Closing must not move the newer program's log into the file either.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .map_err(sql_fault)?;
        return Err(Fault::NewerSchema {
            found,
            known: KNOWN,
        });
    }
    if found < KNOWN {
        connection.busy_timeout(patience).map_err(sql_fault)?;
        let turnstile = Turnstile::beside(files)?;
        let _turn = turnstile.wait(patience)?;
        // Another process may have been faster.
        if version(connection)? < KNOWN {
            migrate(connection)?;
        }
    }
    Ok(())
}

/// The schema version of a file that must be a shop's, kept in a log.
fn version_of_shop(connection: &Connection, path: &Path) -> Result<i64, Fault> {
    let version = version_of_copy(connection, path)?;
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(sql_fault)?;
    match mode.as_str() {
        "wal" => Ok(version),
        _ => Err(Fault::NotAShop {
            path: path.to_owned(),
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
        .map_err(|error| match sql_fault(error) {
            Fault::Damaged { .. } => not_a_shop("it is not a database"),
            other => other,
        })?;
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

fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    migrations()
        .to_latest(connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => sql_fault(err),
            other => Fault::Bug {
                what: format!("bringing the shop's file up to date: {other}"),
            },
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_are_well_formed() {
        super::migrations()
            .validate()
            .expect("each step runs on the one before");
    }
}
