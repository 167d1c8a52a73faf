//! What a file's schema and settings are, beside what this version makes them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::unlike;
use crate::store::{
    error::{Fault, sql_fault},
    schema::{self, APPLICATION_ID},
};

/// Each setting, and what a connection that writes to a shop's file finds it to be.
const SETTINGS: &[(&str, &str)] = &[
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("trusted_schema", "0"),
    ("secure_delete", "2"),
    ("wal_autocheckpoint", "0"),
    ("encoding", "UTF-8"),
    ("auto_vacuum", "0"),
];

/// What of the tables, indexes, triggers and views is not as the migrations make it.
pub(in crate::store) fn differences(found: &Connection) -> Result<Vec<String>, Fault> {
    let mut model = Connection::open_in_memory().map_err(sql_fault)?;
    schema::begin(&mut model)?;
    let (wanted, found) = (listed(&model)?, listed(found)?);
    Ok(unlike(&wanted, &found, |name, _, _| {
        format!("{name} is not as this version makes it")
    }))
}

/// What a schema has, by kind and name, such as "the trigger journal_is_kept", and how it was made.
/// What SQLite keeps for itself is its own.
fn listed(connection: &Connection) -> Result<BTreeMap<String, String>, Fault> {
    let rows = connection
        .prepare(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .and_then(|mut list| {
            let rows = list.query_map([], |row| {
                let (kind, name) = (row.get::<_, String>(0)?, row.get::<_, String>(1)?);
                Ok((
                    format!("the {kind} {name}"),
                    bare(&row.get::<_, String>(2)?),
                ))
            })?;
            rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()
        });
    rows.map_err(sql_fault)
}

/// A statement without what makes no difference: spaces, and the quotes that renaming adds.
fn bare(sql: &str) -> String {
    sql.chars()
        .filter(|c| !c.is_whitespace() && *c != '"')
        .collect()
}

/// Which settings are not as they should be, on a connection that writes.
pub(super) fn settings_differences(writer: &Connection) -> Result<Vec<String>, Fault> {
    let mut wanted: BTreeMap<String, String> = SETTINGS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    wanted.insert("application_id".into(), APPLICATION_ID.to_string());
    let mut found = BTreeMap::new();
    for name in wanted.keys() {
        let value: rusqlite::types::Value = writer
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(sql_fault)?;
        let value = match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        found.insert(name.clone(), value);
    }
    Ok(unlike(&wanted, &found, |name, wanted, found| {
        format!("{name} is {found} and should be {wanted}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Connection {
        let mut model = Connection::open_in_memory().expect("memory");
        schema::begin(&mut model).expect("every step");
        model
    }

    #[test]
    fn what_is_missing_strange_or_other_is_named() {
        let file = model();
        assert_eq!(differences(&file).expect("compared"), [] as [String; 0]);
        file.execute_batch(
            "DROP TRIGGER journal_is_kept;
             CREATE TABLE notes (a);
             DROP INDEX prints_of;
             CREATE INDEX prints_of ON prints (what);",
        )
        .expect("somebody meddles");
        assert_eq!(
            differences(&file).expect("compared"),
            [
                "the index prints_of is not as this version makes it",
                "the trigger journal_is_kept is missing",
                "the table notes is not Sherbet's",
            ]
        );
    }

    #[test]
    fn a_setting_that_is_not_as_it_should_be_is_named_with_both_values() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = Connection::open(folder.path().join("shop")).expect("a file");
        let set = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                   PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
                   PRAGMA secure_delete = FAST; PRAGMA wal_autocheckpoint = 0;
                   PRAGMA application_id = 0x53485242;";
        writer.execute_batch(set).expect("as the lane has it");
        assert_eq!(
            settings_differences(&writer).expect("compared"),
            [] as [String; 0]
        );
        writer
            .execute_batch("PRAGMA synchronous = NORMAL")
            .expect("weakened");
        assert_eq!(
            settings_differences(&writer).expect("compared"),
            ["synchronous is 1 and should be 2"]
        );
    }
}
