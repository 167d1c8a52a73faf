//! Moving the write-ahead log into the shop's file, so that the log starts anew.
//!
//! Left out: when, and that nobody else writes meanwhile, which is the lane's.

use std::time::Instant;

use rusqlite::Connection;

use super::metrics::{Metrics, add, us};

/// Pages in the log at which a checkpoint is due (about 16 MB). It takes about
/// a millisecond for each thousand: with fewer, more are made than are worth
/// it; with more, who waits for one waits too long.
const CHECKPOINT_PAGES: i32 = 4_000;
/// Pages at which somebody must be holding on to the log.
const ALARM_PAGES: i32 = 4 * CHECKPOINT_PAGES;

/// Whether a log of so many pages is to be moved.
pub(super) fn is_due(pages: i32) -> bool {
    pages >= CHECKPOINT_PAGES
}

/// Moves a log of so many pages, as far as readers let go of it.
pub(super) fn make(writer: &Connection, pages: i32, metrics: &Metrics) {
    let begun = Instant::now();
    let mode = if pages < ALARM_PAGES {
        "PASSIVE"
    } else {
        "RESTART"
    };
    let made = writer.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
        Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    });
    add(&metrics.checkpoints, 1);
    add(&metrics.checkpoint_us, us(begun.elapsed()));
    match made {
        Ok((pages, moved)) if pages == moved => {}
        Ok((pages, moved)) => {
            if pages >= i64::from(ALARM_PAGES) {
                add(&metrics.wal_alarms, 1);
            }
            tracing::info!(pages, moved, "a reader holds on to the write-ahead log");
        }
        // The acts are safe in the log; the next batch tries again.
        Err(error) => tracing::warn!(%error, "the write-ahead log could not be moved"),
    }
}
