//! The list of sweets as the table needs it: all ids, and the rows that are in sight.
//!
//! Promises: a frame asks for what is in sight, however long the list; rows are fetched in the
//! background by id, with some before and after; what is shown stays until newer is there.
//! Leaves out how it is painted.

use std::{collections::HashMap, ops::Range, sync::Arc};

use crate::{
    shop::stock::{self, ShelfQuery, ShelfRow},
    store::Fault,
    ui::{
        remote::{Answer, LOST, Live, Pending, sentence},
        window::Cx,
    },
    values::SweetId,
};

/// How many rows before and after those in sight are fetched too.
const AROUND: usize = 60;
/// How many rows are fetched at a time.
const FETCH: usize = 240;
/// How many rows are kept.
const KEPT: usize = 6_000;

/// Rows that are being fetched.
struct Fetch {
    at: u64,
    ids: Vec<SweetId>,
    pending: Pending<Result<Vec<ShelfRow>, Fault>>,
}

/// The list.
#[derive(Default)]
pub struct Shelf {
    query: ShelfQuery,
    /// What can be told at once.
    called: Live<ShelfQuery, Arc<Vec<SweetId>>>,
    /// That, and those with what is typed in a code.
    all: Live<ShelfQuery, Arc<Vec<SweetId>>>,
    rows: HashMap<SweetId, (u64, Option<ShelfRow>)>,
    fetch: Option<Fetch>,
    trouble: Option<String>,
}

impl Shelf {
    /// Keeps the list to a query; call once a frame.
    pub fn keep(&mut self, cx: &Cx<'_>, query: &ShelfQuery) {
        let shop = cx.shop.clone();
        self.called.keep(cx.desk, cx.changes, query, move |query| {
            shop.read(|db| stock::shelf_ids_at_once(db, query))
                .map(Arc::new)
        });
        if !query.text.is_empty() {
            let shop = cx.shop.clone();
            self.all.keep(cx.desk, cx.changes, query, move |query| {
                shop.read(|db| stock::shelf_ids(db, query)).map(Arc::new)
            });
        }
        if self.query != *query {
            self.query = query.clone();
        }
        self.take_rows();
    }

    /// All ids in order, as far as they are known. What is called what is typed stands there at
    /// once; that nothing is, only after the codes were looked through, too.
    #[must_use]
    pub fn ids(&self) -> Option<Arc<Vec<SweetId>>> {
        if self.query.text.is_empty() {
            return self.called.latest().cloned();
        }
        let all = self.all.answer_to(&self.query);
        match (all, self.called.answer_to(&self.query)) {
            (Some(all), _) => Some(all.clone()),
            (None, Some(called)) if called.is_empty() => None,
            (None, Some(called)) => Some(called.clone()),
            (None, None) => self.called.latest().cloned(),
        }
    }

    /// Why the list can't be read, where it can't.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        let read = self.called.trouble().or(self.all.trouble());
        read.or(self.trouble.as_deref())
    }

    /// Reads it again after a failure.
    pub fn read_again(&mut self) {
        self.trouble = None;
        self.called.read_again();
        self.all.read_again();
    }

    /// The row of a sweet, as far as it is known.
    #[must_use]
    pub fn row(&self, id: SweetId) -> Option<&ShelfRow> {
        self.rows.get(&id).and_then(|(_, row)| row.as_ref())
    }

    /// Fetches what is in sight and not known, or older than the shop.
    pub fn want(&mut self, cx: &Cx<'_>, ids: &[SweetId], sight: Range<usize>) {
        if self.fetch.is_some() || self.trouble.is_some() {
            return;
        }
        let stale = |id: &SweetId| self.rows.get(id).is_none_or(|(at, _)| *at != cx.changes);
        let around = sight.start.saturating_sub(AROUND)..(sight.end + AROUND).min(ids.len());
        let missing: Vec<SweetId> = ids[sight.start.min(ids.len())..sight.end.min(ids.len())]
            .iter()
            .chain(&ids[around])
            .filter(|id| stale(id))
            .take(FETCH)
            .copied()
            .collect();
        if missing.is_empty() {
            return;
        }
        if self.rows.len() > KEPT {
            self.rows.clear();
        }
        let (shop, wanted) = (cx.shop.clone(), missing.clone());
        let pending = cx
            .desk
            .read(move || shop.read(|db| stock::shelf_rows(db, &wanted)));
        self.fetch = Some(Fetch {
            at: cx.changes,
            ids: missing,
            pending,
        });
    }

    fn take_rows(&mut self) {
        let Some(fetch) = &mut self.fetch else { return };
        match fetch.pending.take() {
            Answer::NotYet => return,
            Answer::Here(Ok(rows)) => {
                for id in &fetch.ids {
                    self.rows.insert(*id, (fetch.at, None));
                }
                for row in rows {
                    self.rows.insert(row.id, (fetch.at, Some(row)));
                }
            }
            Answer::Here(Err(fault)) => self.trouble = Some(sentence(&fault)),
            Answer::Lost => self.trouble = Some(LOST.to_owned()),
        }
        self.fetch = None;
    }
}
