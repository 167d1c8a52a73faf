//! What a proof comes to: what must be nothing, and whether it was.

use serde::Serialize;

use super::count::Count;
use crate::shop::Audit;

/// What was found that must not be; all of it is to be 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Pieces that were sold or held and had not been there.
    pub oversold: u64,
    /// Seats that two have at once.
    pub double_bookings: u64,
    /// Orders taken beyond a slot's room.
    pub over_capacity: u64,
    /// Payments whose money was counted twice.
    pub double_captures: u64,
    /// Invoices and payments of which more or less was allocated than is theirs.
    pub double_allocations: u64,
    /// Acts that were acknowledged and are not there.
    pub lost: u64,
    /// What is there by half, or though it was refused or never asked for: acts, pieces
    /// on the shelf, rows that do not add up.
    pub half_done: u64,
    /// Whether every seal of the journal is as it was written.
    pub chain_whole: bool,
    /// Acts whose outcome nobody was told, or that ended with a fault.
    pub unknown: u64,
    /// What does not add up, in words.
    pub findings: Vec<String>,
}

impl Verdict {
    /// What must be nothing, by name.
    pub fn counts(&self) -> [(&'static str, u64); 8] {
        [
            ("oversold", self.oversold),
            ("double bookings", self.double_bookings),
            ("over capacity", self.over_capacity),
            ("double captures", self.double_captures),
            ("double allocations", self.double_allocations),
            ("lost", self.lost),
            ("half-done", self.half_done),
            ("unknown", self.unknown),
        ]
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.counts().iter().all(|(_, found)| *found == 0)
            && self.chain_whole
            && self.findings.is_empty()
    }
}

/// Of the shop: what was counted, and what going over its books and journal found.
pub(super) fn of_shop(count: &Count, audit: &Audit) -> Verdict {
    // The rules of allocations are the only ones that speak of them.
    let (allocations, rest): (Vec<_>, Vec<_>) = audit
        .books
        .iter()
        .partition(|found| found.rule.contains("allocated"));
    let books = audit.books.iter().map(|found| {
        format!(
            "the books do not add up: {} (row {})",
            found.rule, found.row
        )
    });
    let broken = audit.journal.broken.iter();
    let broken = broken.map(|at| format!("the journal breaks at act {}: {}", at.act, at.why));
    Verdict {
        oversold: count.oversold,
        double_bookings: count.double_bookings,
        over_capacity: count.over_capacity,
        double_captures: count.double_captures,
        double_allocations: allocations.len() as u64,
        lost: count.lost,
        half_done: count.contrary + count.shelf_off + rest.len() as u64,
        chain_whole: audit.journal.broken.is_none(),
        unknown: count.unknown,
        findings: books.chain(broken).collect(),
    }
}
