//! Quotations found by whom they are for, their number, and what became of them.

use chrono::NaiveDate;

use super::{Quotation, State, quotation_of_code, rows::maybe_of_kind};
use crate::{
    store::{Fault, ReadTx},
    values::fold,
};

/// How many quotations are looked through at a time.
const PAGE: u32 = 200;

/// Which quotations are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    #[default]
    All,
    /// Those that can be sold.
    Open,
    /// Those that were sold.
    Sold,
    /// Those that can't be sold any more: withdrawn, or their last day is over.
    Gone,
}

/// The newest quotations of a kind with `text` in the customer's name, or that
/// number or code; at most `limit`, without their lines. `today` is the shop's
/// day.
///
/// # Errors
/// A fault of the file.
pub fn find(
    db: &ReadTx<'_>,
    (shown, today): (Shown, NaiveDate),
    text: &str,
    limit: usize,
) -> Result<Vec<Quotation>, Fault> {
    let wanted = fold(text.trim());
    let number = quotation_of_code(text).or(text.trim().parse().ok());
    let mut found = Vec::new();
    let mut before = None;
    // Page by page, so that the newest of many cost no more than those of few.
    loop {
        let page = maybe_of_kind(db, (shown, today), before, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        before = Some(last.number);
        for quotation in page {
            let kind = match shown {
                Shown::All => true,
                Shown::Open => quotation.state(today) == State::Open,
                Shown::Sold => quotation.state(today) == State::Sold,
                Shown::Gone => {
                    matches!(quotation.state(today), State::Withdrawn | State::Over)
                }
            };
            if kind
                && (fold(&quotation.customer).contains(&wanted) || number == Some(quotation.number))
            {
                found.push(quotation);
                if found.len() >= limit {
                    return Ok(found);
                }
            }
        }
    }
}
