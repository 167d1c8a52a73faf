//! Summing rows up, so that it shows when one of them is not as it was.
//!
//! SHA-256 over the values, each with its kind and length. Without a key: whoever has a file can
//! see whether its rows are those that were summed up, and what keeps somebody from summing up
//! others is that the sum itself stands in a sealed record.

use rusqlite::{Row, types::ValueRef};
use sha2::{Digest as _, Sha256};

use super::error::{Fault, sql_fault};

/// The sum of rows in their order.
pub struct RowSum(Sha256);

impl RowSum {
    /// The sum of no rows yet, of what `name` stands for.
    pub fn of(name: &str) -> RowSum {
        let mut sum = Sha256::new();
        sum.update((name.len() as u64).to_be_bytes());
        sum.update(name.as_bytes());
        RowSum(sum)
    }

    /// Adds a row's values from column `from` on; the answer is the sum of that row alone.
    ///
    /// # Errors
    /// [`Fault::Damaged`], where a value can't be read.
    pub fn add(&mut self, row: &Row<'_>, from: usize) -> Result<[u8; 32], Fault> {
        let mut one = Sha256::new();
        for column in from..row.as_ref().column_count() {
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(column).map_err(sql_fault)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(value) => (1, &value.to_be_bytes()),
                ValueRef::Real(value) => (2, &value.to_bits().to_be_bytes()),
                ValueRef::Text(text) => (3, text),
                ValueRef::Blob(bytes) => (4, bytes),
            };
            one.update([kind]);
            one.update((bytes.len() as u64).to_be_bytes());
            one.update(bytes);
        }
        let one: [u8; 32] = one.finalize().into();
        self.0.update(one);
        Ok(one)
    }

    /// The sum of all rows that were added.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
