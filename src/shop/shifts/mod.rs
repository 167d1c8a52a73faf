//! Shifts: what a drawer should hold, what it was found to hold, and why.
//!
//! Promises: a drawer has one open shift at most; what is sold in a shift is in
//! its Z report or refused; what is counted is written down before it is told
//! what there should be, and stays; figures are sums of rows, and every expected amount
//! opens the rows it is made of; Z reports are numbered without a gap, and none
//! is ever changed. No sum over an open shift is told to who may not see what
//! there should be. Left out: paper; who may take what out of the till while
//! nobody looks; and single receipts, which any of the staff has to find for a
//! customer: who adds up all of them by hand has counted them, not been told.

mod books;
mod cash;
mod closing;
mod counting;
mod figures;
mod finals;
mod open;
mod report;
mod why;

pub use cash::{Move, MoveCash, Moved};
pub use closing::{CloseShift, ShiftRules, ZReport};
pub use counting::{Balance, Count, CountShift, CountedTender, Pieces, counts, standing_count};
pub use figures::{Figures, Tally, TaxTotal, TenderTotal};
pub use open::{OpenShift, Opened};
pub use report::{
    Drawer, Receipts, Report, Shift, ZRow, drawers, open_at, opened_by, report, report_for, shift,
    shifts, z_report, z_reports,
};
pub use why::{Because, explain};

pub(super) use books::RULES;
pub(super) use finals::FINAL;
pub(super) use open::{is_open, must_be_open};
