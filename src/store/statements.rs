//! The prepared statements of one transaction.
//!
//! rusqlite's cache keeps a connection's statements from one transaction to the
//! next. To be asked for one it hashes the whole text twice, copies it and
//! allocates, and a sale asks some thirty times, mostly for what the sale before
//! it in the batch asked for: that took a tenth of the lane's time. So a
//! transaction keeps what it has asked for until it ends, and gives it back then.
//!
//! Left out: being forgotten by use. A transaction runs a few dozen texts; one
//! that made up a new text for every row would keep them all.

use std::cell::RefCell;

use rusqlite::{CachedStatement, Connection, Result, Statement};

pub(super) struct Statements<'c> {
    connection: &'c Connection,
    /// Few enough that going through them is quicker than any index: texts differ in length.
    kept: RefCell<Vec<Kept<'c>>>,
}

struct Kept<'c> {
    sql: Box<str>,
    /// `None` while it runs: whoever asks for the same meanwhile, from within its rows, gets
    /// another from the connection.
    statement: Option<CachedStatement<'c>>,
}

impl<'c> Statements<'c> {
    pub(super) fn of(connection: &'c Connection) -> Statements<'c> {
        Statements {
            connection,
            kept: RefCell::default(),
        }
    }

    /// Does something with the statement of this text, prepared where it was not yet. Who
    /// runs it gives all its parameters.
    pub(super) fn with<T>(
        &self,
        sql: &str,
        run: impl FnOnce(&mut Statement<'c>) -> Result<T>,
    ) -> Result<T> {
        let mut statement = match self.take(sql) {
            Some(statement) => statement,
            None => self.connection.prepare_cached(sql)?,
        };
        let answer = run(&mut statement);
        self.keep(sql, statement);
        answer
    }

    fn take(&self, sql: &str) -> Option<CachedStatement<'c>> {
        let mut kept = self.kept.borrow_mut();
        let found = kept.iter_mut().find(|kept| &*kept.sql == sql)?;
        found.statement.take()
    }

    fn keep(&self, sql: &str, statement: CachedStatement<'c>) {
        let mut kept = self.kept.borrow_mut();
        match kept.iter_mut().find(|kept| &*kept.sql == sql) {
            // One that ran within another of its text goes when the other comes back.
            Some(found) => found.statement = Some(statement),
            None => kept.push(Kept {
                sql: sql.into(),
                statement: Some(statement),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, Result};

    use super::Statements;

    fn numbers() -> Result<Connection> {
        let connection = Connection::open_in_memory()?;
        connection
            .execute_batch("CREATE TABLE t (n INTEGER UNIQUE); INSERT INTO t VALUES (1), (2)")?;
        Ok(connection)
    }

    #[test]
    fn a_text_is_run_again_from_within_its_own_rows() {
        let connection = numbers().expect("a table");
        let statements = Statements::of(&connection);
        const ALL: &str = "SELECT n FROM t WHERE n >= ?1 ORDER BY n";
        let first = |from: i64| {
            statements.with(ALL, |statement| {
                statement.query_row([from], |row| row.get(0))
            })
        };
        let seen: Vec<(i64, i64)> = statements
            .with(ALL, |statement| {
                statement
                    .query_map([1], |row| Ok((row.get(0)?, first(2)?)))?
                    .collect()
            })
            .expect("both run");
        assert_eq!(seen, [(1, 2), (2, 2)]);
        assert_eq!(first(1).expect("it runs once more"), 1);
    }

    #[test]
    fn a_statement_that_failed_runs_again() {
        let connection = numbers().expect("a table");
        let statements = Statements::of(&connection);
        let insert = |n: i64| {
            statements.with("INSERT INTO t VALUES (?1)", |statement| {
                statement.execute([n])
            })
        };
        insert(2).expect_err("2 is there");
        assert_eq!(insert(3).expect("3 is not"), 1);
    }

    #[test]
    fn the_same_text_is_prepared_once_in_a_transaction() {
        let connection = numbers().expect("a table");
        let statements = Statements::of(&connection);
        // The number of its runs is the statement's own; another would begin at 0.
        let runs = || {
            statements
                .with("SELECT max(n) FROM t", |statement| {
                    statement.query_row([], |_| Ok(()))?;
                    Ok(statement.get_status(rusqlite::StatementStatus::Run))
                })
                .expect("it runs")
        };
        assert_eq!([runs(), runs(), runs()], [1, 2, 3]);
        connection.flush_prepared_statement_cache();
        assert_eq!(runs(), 4);
    }
}
