//! The catalogue's rows, as they are read.

use serde::Serialize;

use super::super::{Refusal, Trouble};
use crate::{
    store::{self, Fault, ReadTx, Row},
    values::{Money, SweetId, Timestamp, fold},
};

/// A sweet, with all that an admin may edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sweet {
    /// Its id.
    pub id: SweetId,
    /// Counts its changes.
    pub version: i64,
    /// Its name, as typed.
    pub name: String,
    /// The category's name.
    pub category: Option<String>,
    /// The price of one piece.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// The shop's own code.
    pub sku: Option<String>,
    /// The codes scanners read on it.
    pub barcodes: Vec<String>,
    /// At this many pieces or fewer it is low.
    pub low_at: i64,
    /// What its picture looks like: "shape-colour", or nothing.
    pub picture: String,
    /// Whether it is not sold any more.
    pub retired: bool,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

/// A category and how many sweets are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// How many sweets that are sold are in it.
    pub sweets: i64,
}

/// Every category, by name.
///
/// # Errors
/// A fault of the file.
pub fn categories(db: &ReadTx<'_>) -> Result<Vec<Category>, Fault> {
    db.all(
        "SELECT categories.name, count(sweets.id) FROM categories
         LEFT JOIN sweets ON sweets.category = categories.id AND NOT sweets.retired
         GROUP BY categories.id ORDER BY categories.name_key",
        [],
        |row| {
            Ok(Category {
                name: row.get(0)?,
                sweets: row.get(1)?,
            })
        },
    )
}

/// One sweet.
///
/// # Errors
/// A fault of the file.
pub fn sweet(db: &ReadTx<'_>, id: SweetId) -> Result<Option<Sweet>, Fault> {
    let found = db.first(
        "SELECT sweets.id, sweets.version, sweets.name, categories.name, price_minor, sku, low_at,
                picture, retired, coalesce(accounts.name, ''), journal.at_ms
         FROM sweets
         LEFT JOIN categories ON categories.id = sweets.category
         LEFT JOIN journal ON journal.act = sweets.changed_act
         LEFT JOIN accounts ON accounts.id = journal.account
         WHERE sweets.id = ?1",
        [id.get()],
        sweet_of_row,
    )?;
    let Some(mut sweet) = found else {
        return Ok(None);
    };
    sweet.barcodes = barcodes(db, id)?;
    Ok(Some(sweet))
}

fn sweet_of_row(row: &Row<'_>) -> store::RowResult<Sweet> {
    Ok(Sweet {
        id: SweetId::new(row.get(0)?),
        version: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        price: Money::from_minor(row.get(4)?),
        sku: row.get(5)?,
        barcodes: Vec::new(),
        low_at: row.get(6)?,
        picture: row.get(7)?,
        retired: row.get(8)?,
        changed_by: row.get(9)?,
        changed_at: Timestamp::from_ms(row.get::<_, Option<i64>>(10)?.unwrap_or_default()),
    })
}

pub(super) fn barcodes(db: &ReadTx<'_>, id: SweetId) -> Result<Vec<String>, Fault> {
    db.all(
        "SELECT code FROM barcodes WHERE sweet = ?1 ORDER BY code",
        [id.get()],
        |row| row.get(0),
    )
}

/// The sweet that `text` names exactly: by barcode, SKU, or whole name in any case.
pub(in super::super) fn exact(db: &ReadTx<'_>, text: &str) -> Result<Option<SweetId>, Fault> {
    let text = text.trim();
    let id = |row: &Row<'_>| row.get(0).map(SweetId::new);
    if let Some(found) = db.first("SELECT sweet FROM barcodes WHERE code = ?1", [text], id)? {
        return Ok(Some(found));
    }
    let sku = text.to_uppercase();
    if let Some(found) = db.first("SELECT id FROM sweets WHERE sku = ?1", [&sku], id)? {
        return Ok(Some(found));
    }
    db.first(
        "SELECT id FROM sweets WHERE name_key = ?1",
        [fold(text)],
        id,
    )
}

/// The sweet that `text` names exactly, for commands that are typed.
///
/// # Errors
/// A refusal where there is none, or a fault of the file.
pub fn resolve(db: &ReadTx<'_>, text: &str) -> Result<SweetId, Trouble> {
    Ok(exact(db, text)?.ok_or_else(|| Refusal::unknown("sweet", text))?)
}

/// The name of a sweet that must be there.
pub(in super::super) fn name_of(db: &ReadTx<'_>, id: SweetId) -> Result<String, Trouble> {
    let name = db.first("SELECT name FROM sweets WHERE id = ?1", [id.get()], |row| {
        row.get(0)
    })?;
    Ok(name.ok_or_else(|| Refusal::unknown("sweet", id))?)
}

/// The name and price of a sweet that is to be sold.
pub(in super::super) fn for_sale(db: &ReadTx<'_>, id: SweetId) -> Result<(String, Money), Trouble> {
    let found = db.first(
        "SELECT name, price_minor, retired FROM sweets WHERE id = ?1",
        [id.get()],
        |row| Ok((row.get(0)?, row.get(1).map(Money::from_minor)?, row.get(2)?)),
    )?;
    match found {
        Some((name, price, false)) => Ok((name, price)),
        Some((name, _, true)) => Err(Refusal::SweetRetired { name }.into()),
        None => Err(Refusal::unknown("sweet", id).into()),
    }
}
