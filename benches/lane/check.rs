//! Adding up what a run left behind: every sale that was acknowledged is there
//! and none besides, and everything that was sold is off the shelf.

use std::path::Path;

use sherbet::{
    shop::books,
    store::{Fault, Options, ReadTx, open_aside},
    values::SystemClock,
};

use crate::{raw, scratch::Scratch};

/// The books of a shop's file that nobody has open, with so many sales.
pub fn books(path: &Path, acknowledged: u64) {
    // What is read aside is read without its log.
    let busy: bool = raw::connect(path)
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    assert!(!busy, "the file is still open");
    let (found, sold) =
        open_aside(path, |db| Ok::<_, Fault>((books::add_up(db)?, sales(db)?))).unwrap();
    assert_eq!(found, [], "the books");
    assert_eq!(sold, acknowledged, "sales that are there");
}

/// The books of a shop, with so many sales, and the journal's every seal.
pub fn sealed(scratch: &Scratch, acknowledged: u64) {
    let (shop, admin) = scratch.open(SystemClock::shared(), &Options::default());
    let audit = shop.audit(&admin, None).unwrap();
    assert!(audit.journal.broken.is_none(), "the journal: {audit:?}");
    assert_eq!(audit.books, [], "the books");
    assert_eq!(
        shop.read(sales).unwrap(),
        acknowledged,
        "sales that are there"
    );
}

fn sales(db: &ReadTx<'_>) -> Result<u64, Fault> {
    let sales: i64 = db.one("SELECT count(*) FROM sales", [], |row| row.get(0))?;
    Ok(sales.unsigned_abs())
}
