//! What a proof comes to: what must be nothing, and whether it was.

use serde::Serialize;

use crate::shop::verify::{Breach, Kind, Report};

/// What was found that must not be; all of it is to be 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Sweets and movements by which more left the shelf than had been there.
    pub oversold: u64,
    /// Seats that two have at once.
    pub double_bookings: u64,
    /// Orders taken beyond a slot's room.
    pub over_capacity: u64,
    /// Payments whose money was counted twice.
    pub double_captures: u64,
    /// Invoices and payments of which more or less was allocated than is theirs.
    pub double_allocations: u64,
    /// Codes that live beside another of their phone and purpose.
    pub second_live_codes: u64,
    /// Acts that were acknowledged and are not there.
    pub lost: u64,
    /// What is there by half, or though it was refused or never asked for, or what was told and
    /// no order of the acts explains: acts, rows that do not add up.
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
    pub fn counts(&self) -> [(&'static str, u64); 9] {
        [
            ("oversold", self.oversold),
            ("double bookings", self.double_bookings),
            ("over capacity", self.over_capacity),
            ("double captures", self.double_captures),
            ("double allocations", self.double_allocations),
            ("second live codes", self.second_live_codes),
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

/// Of the shop: what the checker found in its file, held against the askers' logs.
pub(super) fn of_shop(report: &Report) -> Verdict {
    let count = |breach: Breach| report.breaches(breach) as u64;
    let findings = report.findings.iter().map(|found| match found.kind {
        Kind::Books => format!("the books do not add up: {} ({})", found.what, found.place),
        _ => format!("{} ({})", found.what, found.place),
    });
    let seen = report.answers.unwrap_or_default();
    Verdict {
        oversold: count(Breach::Oversold),
        double_bookings: count(Breach::DoubleBooking),
        over_capacity: count(Breach::OverCapacity),
        double_captures: count(Breach::DoubleCapture),
        double_allocations: count(Breach::DoubleAllocation),
        second_live_codes: count(Breach::SecondLiveCode),
        lost: count(Breach::Lost),
        half_done: count(Breach::HalfDone),
        chain_whole: report.breaches(Breach::Chain) == 0,
        unknown: (seen.unknown_there + seen.unknown_absent) as u64,
        findings: findings.collect(),
    }
}
