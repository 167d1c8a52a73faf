//! Looking into a shop's file in whatever state it is: the shop's own, a copy, a backup.
//!
//! Promises: the file that is looked into is not changed by it, and nobody who sells is held up.
//! A file with a log beside it is or was in use, so a copy of it as it is at one moment is looked
//! into, beside it, for which the disk must have room; so is one that an older program wrote,
//! which is brought up to date in the copy. Any other is read where it is.
//! Left out: what is found. Only what is no shop's file at all, or a newer program's, is a fault.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    backup::{copied, open_immutable},
    error::{Fault, io_fault, sql_fault},
    files::Files,
    health, recognise, schema,
    tx::ReadTx,
};

/// How long a file that others write to is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A file that is looked into.
pub struct Inspected<'c> {
    connection: &'c Connection,
    /// Its rows.
    pub db: ReadTx<'c>,
    /// Which version of the schema it had, where that is an older one.
    pub was_of_version: Option<i64>,
}

impl Inspected<'_> {
    /// What of its schema is not as this program's steps leave it behind, in words.
    ///
    /// # Errors
    /// A fault, where the schema can't be read.
    pub fn schema_differences(&self) -> Result<Vec<String>, Fault> {
        health::schema_differences(self.connection)
    }

    /// The tables with rows that break a CHECK of theirs, how many, and which CHECK.
    ///
    /// # Errors
    /// A fault, where a table can't be read.
    pub fn broken_checks(&self) -> Result<Vec<(String, i64, String)>, Fault> {
        let mut broken = Vec::new();
        for (table, checks) in schema::checks()? {
            let count = |check: &str| {
                let sql = format!("SELECT count(*) FROM {table} WHERE NOT {check}");
                self.db.one(&sql, [], |row| row.get::<_, i64>(0))
            };
            // Almost always none is broken: one walk over the table tells.
            if count(&format!(
                "({})",
                checks.join(" IS NOT FALSE AND ") + " IS NOT FALSE"
            ))? == 0
            {
                continue;
            }
            for check in checks {
                let rows = count(&check)?;
                if rows > 0 {
                    broken.push((table.clone(), rows, check));
                }
            }
        }
        Ok(broken)
    }
}

/// Lets `look` go over the file at `path`.
///
/// # Errors
/// [`Fault::NoShop`], [`Fault::NotAShop`], [`Fault::CutShort`] and the like where there is
/// something else, [`Fault::NewerSchema`], [`Fault::NoRoom`] for the copy where one is needed, and
/// what `look` answered.
pub fn inspect<T, E: From<Fault>>(
    path: &Path,
    mut look: impl FnMut(&Inspected<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let files = Files::beside(path)?;
    files.see_a_file()?;
    if !files.database().exists() {
        return Err(files.missing().into());
    }
    if !files.wal().exists() {
        let before = stamp(&files)?;
        let connection = open_immutable(&files)?;
        let answer = looked_at(connection, &files, path, &mut look);
        // Who opened the shop meanwhile may have written to what was being read.
        if !files.wal().exists() && stamp(&files)? == before {
            return answer;
        }
    }
    let source = Connection::open_with_flags(
        files.database(),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(sql_fault)?;
    source.busy_timeout(PATIENCE).map_err(sql_fault)?;
    // What stands in the log is not for this to move into the file.
    source
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(sql_fault)?;
    schema::not_newer(schema::version_of_copy(&source, path)?, schema::KNOWN)?;
    recognise::see_its_length(&source, &files)?;
    in_a_copy(source, &files, &mut look)
}

/// Looks into a file that nobody writes to: where it is, or in a copy that is brought up to date.
fn looked_at<T, E: From<Fault>>(
    connection: Connection,
    files: &Files,
    path: &Path,
    look: &mut impl FnMut(&Inspected<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let found = schema::version_of_copy(&connection, path)?;
    schema::not_newer(found, schema::KNOWN)?;
    recognise::see_its_length(&connection, files)?;
    if found < schema::KNOWN {
        return in_a_copy(connection, files, look);
    }
    look(&Inspected {
        connection: &connection,
        db: ReadTx::new(&connection),
        was_of_version: None,
    })
}

/// Looks into a copy of what `source` has at one moment.
fn in_a_copy<T, E: From<Fault>>(
    source: Connection,
    files: &Files,
    look: &mut impl FnMut(&Inspected<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let (_draft, mut copy) = copied(&source, files)?;
    drop(source);
    copy.pragma_update(None, "trusted_schema", false)
        .map_err(sql_fault)?;
    let found = schema::version(&copy)?;
    schema::bring_copy_up_to_date(&mut copy, schema::STEPS)?;
    copy.pragma_update(None, "query_only", true)
        .map_err(sql_fault)?;
    look(&Inspected {
        connection: &copy,
        db: ReadTx::new(&copy),
        was_of_version: (found < schema::KNOWN).then_some(found),
    })
}

/// What shows that a file was written to.
fn stamp(files: &Files) -> Result<(u64, Option<std::time::SystemTime>), Fault> {
    let found = std::fs::metadata(files.database()).map_err(io_fault("looking at the file"))?;
    Ok((found.len(), found.modified().ok()))
}
