//! What areas reach SQL through: a snapshot to read, and the one transaction
//! that may write.

use std::{any::Any, cell::RefCell, ops::Deref};

use rusqlite::{Connection, OptionalExtension as _, Params, Row, Statement};

use super::{
    error::{Fault, sql_fault},
    job::ActError,
    statements::Statements,
};

/// What a row's mapping answers where a column can't be what it should:
/// the fault is then that the file is damaged.
pub fn unreadable(column: usize, why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Null, why.into())
}

/// A consistent snapshot of the shop.
pub struct ReadTx<'c> {
    connection: &'c Connection,
    statements: Statements<'c>,
    /// What [`ReadTx::once`] has read; a handful at most.
    known: RefCell<Vec<(&'static str, Box<dyn Any>)>>,
}

impl<'c> ReadTx<'c> {
    pub(super) fn new(connection: &'c Connection) -> ReadTx<'c> {
        ReadTx {
            connection,
            statements: Statements::of(connection),
            known: RefCell::default(),
        }
    }

    /// What `read` answers, asked once in this transaction for every `name`. A batch of sales
    /// asks for the same choices of the shop again and again; nobody else can change them
    /// while the transaction is open. Who changes what is read so calls [`WriteTx::know`] or
    /// [`WriteTx::forget`].
    ///
    /// # Errors
    /// What `read` fails with; it is asked again then.
    pub fn once<T: Clone + 'static>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let known = |(of, value): &(&'static str, Box<dyn Any>)| match *of == name {
            true => value.downcast_ref::<T>().cloned(),
            false => None,
        };
        if let Some(value) = self.known.borrow().iter().find_map(known) {
            return Ok(value);
        }
        let value = read(self)?;
        self.known
            .borrow_mut()
            .push((name, Box::new(value.clone())));
        Ok(value)
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Fault> {
        self.with(sql, |statement| statement.query_row(params, map).optional())
    }

    /// The only row of a query that always has one.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        self.with(sql, |statement| statement.query_row(params, map))
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Fault> {
        self.with(sql, |statement| {
            statement.query_map(params, map)?.collect::<Result<_, _>>()
        })
    }

    /// Goes through all rows of a query without keeping them.
    ///
    /// # Errors
    /// What `each` answered, or a fault of the file or of the statement.
    pub fn each<E: From<Fault>>(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let gone_through = self.with(sql, |statement| {
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                if let Err(error) = each(row) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        });
        gone_through?
    }

    /// Does something with a statement of this transaction.
    fn with<T>(
        &self,
        sql: &str,
        run: impl FnOnce(&mut Statement<'c>) -> rusqlite::Result<T>,
    ) -> Result<T, Fault> {
        self.statements.with(sql, run).map_err(sql_fault)
    }
}

/// The transaction that may write: `BEGIN IMMEDIATE` is held while it lives.
/// Only the write lane makes one, and the founding of a new file.
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
}

impl<'c> WriteTx<'c> {
    pub(super) fn new(connection: &'c Connection) -> WriteTx<'c> {
        WriteTx {
            read: ReadTx::new(connection),
        }
    }

    /// Says what [`ReadTx::once`] answers from now on.
    pub fn know<T: Clone + 'static>(&self, name: &'static str, value: T) {
        self.forget(name);
        self.read.known.borrow_mut().push((name, Box::new(value)));
    }

    /// Has a name read anew when it is next asked for.
    pub fn forget(&self, name: &'static str) {
        self.read.known.borrow_mut().retain(|(of, _)| *of != name);
    }

    /// Has everything read anew: an act was rolled back, and with it what it had known.
    pub(super) fn forget_all(&self) {
        self.read.known.borrow_mut().clear();
    }

    /// Does a part of an act that the rest of it can do without: where it fails, what it did is
    /// undone, why is the inner answer, and the act goes on.
    ///
    /// # Errors
    /// A fault after which nothing of the act is left to go on with.
    pub fn part<T, E: ActError>(
        &self,
        part: impl FnOnce() -> Result<T, E>,
    ) -> Result<Result<T, E>, Fault> {
        self.execute("SAVEPOINT part", [])?;
        let done = part();
        if let Err(error) = &done {
            // A full disk or a failing one rolled back all, not just this.
            if self.read.connection.is_autocommit() {
                return Err(error.fault().cloned().unwrap_or_else(|| Fault::Bug {
                    what: "a refusal ended the transaction".into(),
                }));
            }
            self.execute("ROLLBACK TO part", [])?;
            self.forget_all();
        }
        self.execute("RELEASE part", [])?;
        Ok(done)
    }

    /// Runs one statement; the answer is how many rows it changed, which is
    /// the verdict where something scarce is taken.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Fault> {
        self.read.with(sql, |statement| statement.execute(params))
    }

    /// Inserts one row; the answer is its number.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn insert(&self, sql: &str, params: impl Params) -> Result<i64, Fault> {
        self.execute(sql, params)?;
        Ok(self.read.connection.last_insert_rowid())
    }

    /// Inserts one row unless a unique index already holds it; the answer is
    /// its number, or `None` where it was there already.
    ///
    /// # Errors
    /// A fault of the file, or of the statement.
    pub fn insert_unless_taken(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<i64>, Fault> {
        let inserted = self
            .read
            .statements
            .with(sql, |statement| statement.execute(params));
        match inserted {
            Ok(_) => Ok(Some(self.read.connection.last_insert_rowid())),
            Err(rusqlite::Error::SqliteFailure(e, _))
                if matches!(
                    e.extended_code,
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                        | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                ) =>
            {
                Ok(None)
            }
            Err(e) => Err(sql_fault(e)),
        }
    }
}

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;

    fn deref(&self) -> &ReadTx<'c> {
        &self.read
    }
}
