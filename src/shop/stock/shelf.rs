//! The shelf: sweets with their stock, found and listed.
//!
//! The list of ids is cheap for a hundred thousand sweets, and the rows are
//! fetched for those that are on the screen.

use serde::Serialize;

use super::{
    super::{
        catalogue,
        taxes::{self, Tax},
    },
    Free,
    finding::{Words, by_code},
};
use crate::{
    store::{self, Fault, ReadTx, Row, ToSql, params_from_iter},
    values::{Money, SweetId, Unit, fold},
};

/// A sweet as the counter and the stock room show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShelfRow {
    /// Its id.
    pub id: SweetId,
    /// Counts its changes.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The category's name.
    pub category: Option<String>,
    /// What it is counted in.
    pub unit: Unit,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for.
    pub per: i64,
    /// How much of the unit is on hand; of a kit, how many its parts are
    /// enough for.
    pub on_hand: i64,
    /// What of that can be sold now, where some is promised to orders; only where that was
    /// asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<Free>,
    /// Whether it may be sold before it is counted in.
    pub below_zero: bool,
    /// At this many pieces or fewer it is low.
    pub low_at: i64,
    /// The taxes on it, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
    /// The shop's own code.
    pub sku: Option<String>,
    /// What its picture looks like.
    pub picture: String,
    /// Whether it is not sold any more.
    pub retired: bool,
    /// Whether it is put together of others, and has no stock of its own.
    pub kit: bool,
}

impl ShelfRow {
    /// How much of the unit can be sold now, as far as it is known: what is on hand but for
    /// what is promised.
    #[must_use]
    pub fn to_sell(&self) -> i64 {
        self.free
            .as_ref()
            .map_or(self.on_hand, |free| free.free.max(0))
    }
}

/// Whether retired sweets are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retired {
    /// No.
    #[default]
    Hidden,
    /// Among the others.
    Shown,
    /// Nothing else.
    Only,
}

/// What the list is sorted by; the name decides between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The name.
    #[default]
    Name,
    /// The category's name.
    Category,
    /// The price.
    Price,
    /// What is on hand.
    OnHand,
}

/// Which sweets are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShelfQuery {
    /// Words that must all be in the name, in any case; or a code, or from three
    /// signs on a part of one.
    pub text: String,
    /// The category's name.
    pub category: Option<String>,
    /// The lowest price.
    pub price_from: Option<Money>,
    /// The highest price.
    pub price_to: Option<Money>,
    /// Only those at or below their low-stock level.
    pub low_only: bool,
    /// Whether retired ones are wanted.
    pub retired: Retired,
    /// What they are sorted by.
    pub order: Order,
    /// The other way round.
    pub descending: bool,
}

/// What is on hand, of a sweet in `sweets` and its row in `stock`: of a kit, as
/// many as its parts are enough for.
pub(in super::super) const ON_HAND: &str = "CASE WHEN sweets.kit THEN
         (SELECT min(whole.on_hand / kit_parts.quantity) FROM kit_parts
          JOIN stock AS whole ON whole.sweet = part WHERE kit_parts.kit = sweets.id)
     ELSE stock.on_hand END";
const ROW: &str = "sweets.id, version, sweets.name, categories.name, price_minor, low_at, sku,
     picture, retired, unit, per, sweets.kit, lowest < 0";
const FROM: &str = "sweets JOIN stock ON stock.sweet = sweets.id
     LEFT JOIN categories ON categories.id = sweets.category";

fn shelf_row(row: &Row<'_>) -> store::RowResult<ShelfRow> {
    Ok(ShelfRow {
        id: SweetId::new(row.get(0)?),
        version: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        unit: catalogue::unit_of(row, 9)?,
        price: Money::from_minor(row.get(4)?),
        per: row.get(10)?,
        on_hand: row.get(13)?,
        free: None,
        below_zero: row.get(12)?,
        low_at: row.get(5)?,
        taxes: Vec::new(),
        sku: row.get(6)?,
        picture: row.get(7)?,
        retired: row.get(8)?,
        kit: row.get(11)?,
    })
}

/// A condition in SQL and what is bound to it.
#[derive(Default)]
pub(super) struct Where {
    parts: Vec<String>,
    bound: Vec<Box<dyn ToSql>>,
}

impl Where {
    pub(super) fn and(&mut self, condition: &str, bound: Option<Box<dyn ToSql>>) {
        self.parts.push(condition.to_owned());
        self.bound.extend(bound);
    }

    /// Takes what fits this condition as well.
    fn or<T: ToSql + 'static>(&mut self, condition: &str, bound: impl IntoIterator<Item = T>) {
        self.parts = vec![format!("(({}) OR {condition})", self.sql())];
        let bound = bound.into_iter();
        self.bound
            .extend(bound.map(|value| Box::new(value) as Box<dyn ToSql>));
    }

    fn sql(&self) -> String {
        match self.parts.is_empty() {
            true => "1".into(),
            false => self.parts.join(" AND "),
        }
    }
}

/// What an index of trigrams is asked for a text in one piece.
pub(super) fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text that can be a part of a code: one word of what codes are made of, and no shorter than
/// what the index of their trigrams finds.
pub(super) fn part_of_code(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_one = text.len() >= 3 && text.chars().all(|c| c.is_ascii_graphic());
    is_one.then_some(text)
}

/// The ids of all sweets that are wanted, in order: those that are called what was typed, and
/// those with it in a code, in any case, whatever they are called. What begins the codes of a
/// hundred thousand is in all of them, which takes some frames; [`shelf_ids_at_once`] tells
/// before who is called that.
///
/// # Errors
/// A fault of the file.
pub fn shelf_ids(db: &ReadTx<'_>, query: &ShelfQuery) -> Result<Vec<SweetId>, Fault> {
    let Some(part) = part_of_code(&query.text) else {
        return shelf_ids_at_once(db, query);
    };
    let mut wanted = Where::default();
    Words::of(&query.text).looked_up(&mut wanted);
    wanted.or(
        "sweets.id IN (SELECT rowid FROM sweet_codes WHERE sweet_codes MATCH ?)",
        [phrase(part)],
    );
    ids_of(db, query, wanted)
}

/// The ids of the sweets that are called what was typed, or whose whole code it is, in order.
///
/// # Errors
/// A fault of the file.
pub fn shelf_ids_at_once(db: &ReadTx<'_>, query: &ShelfQuery) -> Result<Vec<SweetId>, Fault> {
    let mut wanted = Where::default();
    Words::of(&query.text).looked_up(&mut wanted);
    if let Some(id) = by_code(db, &query.text)? {
        wanted.or("sweets.id = ?", [id.get()]);
    }
    ids_of(db, query, wanted)
}

/// The ids of the sweets that are `wanted` and pass the filters, in order.
fn ids_of(db: &ReadTx<'_>, query: &ShelfQuery, mut wanted: Where) -> Result<Vec<SweetId>, Fault> {
    if let Some(category) = &query.category {
        wanted.and("categories.name_key = ?", Some(Box::new(fold(category))));
    }
    if let Some(from) = query.price_from {
        wanted.and("price_minor >= ?", Some(Box::new(from.minor())));
    }
    if let Some(to) = query.price_to {
        wanted.and("price_minor <= ?", Some(Box::new(to.minor())));
    }
    if query.low_only {
        wanted.and(&format!("{ON_HAND} <= low_at"), None);
    }
    match query.retired {
        Retired::Hidden => wanted.and("NOT retired", None),
        Retired::Only => wanted.and("retired", None),
        Retired::Shown => {}
    }
    let direction = if query.descending { "DESC" } else { "ASC" };
    let order = match query.order {
        // Names that people hold for the same stand as they were added.
        Order::Name => format!("sweets.sort_key {direction}, sweets.id {direction}"),
        Order::Category => {
            format!("coalesce(categories.name_key, '') {direction}, sweets.sort_key")
        }
        Order::Price => format!("price_minor {direction}, sweets.sort_key"),
        Order::OnHand => format!("{ON_HAND} {direction}, sweets.sort_key"),
    };
    // Joined on the left, a table that nothing asks for is not looked into.
    let sql = format!(
        "SELECT sweets.id FROM sweets
         LEFT JOIN stock ON stock.sweet = sweets.id
         LEFT JOIN categories ON categories.id = sweets.category
         WHERE {} ORDER BY {order}",
        wanted.sql()
    );
    db.all(&sql, params_from_iter(&wanted.bound), |row| {
        row.get(0).map(SweetId::new)
    })
}

/// The rows of these sweets, in the order asked; one that is not there is left out.
///
/// # Errors
/// A fault of the file.
pub fn shelf_rows(db: &ReadTx<'_>, ids: &[SweetId]) -> Result<Vec<ShelfRow>, Fault> {
    let sql = format!("SELECT {ROW}, {ON_HAND} FROM {FROM} WHERE sweets.id = ?1");
    let rows = ids.iter().map(|id| db.first(&sql, [id.get()], shelf_row));
    let rows = rows
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    taxed(db, rows)
}

/// The rows with the taxes on them.
fn taxed(db: &ReadTx<'_>, mut rows: Vec<ShelfRow>) -> Result<Vec<ShelfRow>, Fault> {
    for row in &mut rows {
        row.taxes = taxes::of_sweet(db, row.id)?;
    }
    Ok(rows)
}

/// What could be sold instead of a sweet: others of its category and unit that are on hand, those
/// with the nearest price first, at most `limit` of them.
///
/// # Errors
/// A fault of the file.
pub fn like(db: &ReadTx<'_>, sweet: SweetId, limit: usize) -> Result<Vec<ShelfRow>, Fault> {
    // Prices for different amounts are compared crosswise, so that nothing is rounded.
    let sql = format!(
        "SELECT {ROW}, {ON_HAND} AS there FROM {FROM}
         JOIN (SELECT id AS wanted, category AS kind, unit AS counted, price_minor AS its_price,
                      per AS its_per FROM sweets WHERE id = ?1)
         WHERE category = kind AND unit = counted AND sweets.id <> wanted
           AND NOT retired AND there > 0
         ORDER BY abs(price_minor * its_per - its_price * per) / per, sweets.name_key
         LIMIT ?2"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    taxed(db, db.all(&sql, [sweet.get(), limit], shelf_row)?)
}
