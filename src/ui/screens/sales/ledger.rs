//! The sales as the list needs them: how many there are, and the rows that are in sight.
//!
//! Receipts are numbered from 1 without a gap and never change, so that the place of a sale in
//! the list tells its number, and a row is read once; that goods came back since is told by the
//! receipt they came back on. Promises: a frame asks for what is in
//! sight, however many sales there are and however deep it is scrolled; one read takes a page
//! by the receipts' key.

use std::{collections::HashMap, ops::Range};

use crate::{
    shop::sales::{self, SaleRow},
    store::Fault,
    ui::{
        remote::{Answer, LOST, Live, Pending, sentence},
        window::Cx,
    },
};

/// How many rows are read at a time.
const PAGE: u32 = 120;
/// How many rows are kept.
const KEPT: usize = 6_000;

/// Rows that are being read: those up to this number.
struct Fetch {
    newest: i64,
    pending: Pending<Result<Vec<SaleRow>, Fault>>,
}

/// The sales.
#[derive(Default)]
pub struct Ledger {
    last: Live<(), i64>,
    rows: HashMap<i64, Option<SaleRow>>,
    fetch: Option<Fetch>,
    trouble: Option<String>,
}

impl Ledger {
    /// Keeps up with new sales; call once a frame.
    pub fn keep(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        self.last.keep(cx.desk, cx.changes, &(), move |()| {
            let newest = shop.read(|db| sales::list(db, None, 1))?;
            Ok(newest.first().map_or(0, |row| row.number))
        });
        self.take_rows();
    }

    /// The number of the newest receipt, which is how many there are; none while it is not known.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.last.latest().copied()
    }

    /// Why they can't be read, where they can't.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.last.trouble().or(self.trouble.as_deref())
    }

    /// Reads again after a failure.
    pub fn read_again(&mut self) {
        self.trouble = None;
        self.last.read_again();
    }

    /// The row of a receipt, as far as it was read.
    #[must_use]
    pub fn row(&self, number: i64) -> Option<&SaleRow> {
        self.rows.get(&number).and_then(Option::as_ref)
    }

    /// Reads what is in sight and not known: `sight` counts from the newest.
    pub fn want(&mut self, cx: &Cx<'_>, sight: Range<usize>) {
        let Some(last) = self.last() else { return };
        if self.fetch.is_some() || self.trouble.is_some() {
            return;
        }
        // The newest first, in sight or not: it tells what came back.
        let missing = std::iter::once(last)
            .chain(sight.filter_map(|index| number_at(last, index)))
            .find(|number| *number > 0 && !self.rows.contains_key(number));
        let Some(newest) = missing else { return };
        if self.rows.len() > KEPT {
            self.rows.clear();
        }
        let (shop, before) = (cx.shop.clone(), newest.saturating_add(1));
        let pending = cx
            .desk
            .read(move || shop.read(|db| sales::list(db, Some(before), PAGE)));
        self.fetch = Some(Fetch { newest, pending });
    }

    fn take_rows(&mut self) {
        let Some(fetch) = &mut self.fetch else { return };
        match fetch.pending.take() {
            Answer::NotYet => return,
            Answer::Here(Ok(rows)) => {
                // What was asked for counts as read even where there is no such receipt.
                self.rows.entry(fetch.newest).or_default();
                for row in rows {
                    if let Some(Some(sold)) = row.returns_of.and_then(|of| self.rows.get_mut(&of)) {
                        sold.came_back = true;
                    }
                    self.rows.insert(row.number, Some(row));
                }
            }
            Answer::Here(Err(fault)) => self.trouble = Some(sentence(&fault)),
            Answer::Lost => self.trouble = Some(LOST.to_owned()),
        }
        self.fetch = None;
    }
}

/// The number of the receipt at a place in the list, the newest first.
#[must_use]
pub fn number_at(last: i64, index: usize) -> Option<i64> {
    let number = last.checked_sub(i64::try_from(index).ok()?)?;
    (number > 0).then_some(number)
}

/// The place of a receipt in the list, the newest first.
#[must_use]
pub fn place_of(last: i64, number: i64) -> Option<usize> {
    (1..=last)
        .contains(&number)
        .then(|| usize::try_from(last - number).ok())
        .flatten()
}
