//! The catalogue's rows, as they are read.

use serde::Serialize;

use super::{
    super::{
        Refusal, Trouble,
        taxes::{self, Tax},
    },
    codes::{self, Barcode},
    kits::{self, NamedPart, Part},
};
use crate::{
    store::{self, Fault, ReadTx, Row},
    values::{Money, SweetId, Timestamp, Unit},
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
    /// What it is counted in.
    pub unit: Unit,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for: 1 for a piece, 1,000 for a kilogram.
    pub per: i64,
    /// The taxes on it, in their order; those that are retired are left out.
    pub taxes: Vec<Tax>,
    /// What it is made of, where it is a kit.
    pub parts: Vec<NamedPart>,
    /// The shop's own code.
    pub sku: Option<String>,
    /// The codes scanners read on it.
    pub barcodes: Vec<Barcode>,
    /// At this much of the unit or less it is low.
    pub low_at: i64,
    /// Whether it may be sold before it is counted in.
    pub below_zero: bool,
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
                picture, retired, coalesce(accounts.name, ''), journal.at_ms, unit, per, lowest < 0
         FROM sweets
         LEFT JOIN categories ON categories.id = sweets.category
         JOIN stock ON stock.sweet = sweets.id
         LEFT JOIN journal ON journal.act = sweets.changed_act
         LEFT JOIN accounts ON accounts.id = journal.account
         WHERE sweets.id = ?1",
        [id.get()],
        sweet_of_row,
    )?;
    let Some(mut sweet) = found else {
        return Ok(None);
    };
    sweet.barcodes = codes::of_sweet(db, id)?;
    sweet.taxes = taxes::of_sweet(db, id)?;
    sweet.parts = kits::named_parts(db, id)?;
    Ok(Some(sweet))
}

fn sweet_of_row(row: &Row<'_>) -> store::RowResult<Sweet> {
    Ok(Sweet {
        id: SweetId::new(row.get(0)?),
        version: row.get(1)?,
        name: row.get(2)?,
        category: row.get(3)?,
        unit: unit_of(row, 11)?,
        price: Money::from_minor(row.get(4)?),
        per: row.get(12)?,
        taxes: Vec::new(),
        parts: Vec::new(),
        sku: row.get(5)?,
        barcodes: Vec::new(),
        low_at: row.get(6)?,
        below_zero: row.get(13)?,
        picture: row.get(7)?,
        retired: row.get(8)?,
        changed_by: row.get(9)?,
        changed_at: Timestamp::from_ms(row.get::<_, Option<i64>>(10)?.unwrap_or_default()),
    })
}

/// The unit in a column.
pub(in super::super) fn unit_of(row: &Row<'_>, column: usize) -> store::RowResult<Unit> {
    let word = row.get_ref(column)?.as_str()?;
    Unit::of(word).ok_or_else(|| store::unreadable(column, format!("no unit: “{word}”")))
}

/// The sweet that `text` names exactly, for commands that are typed.
///
/// # Errors
/// A refusal where there is none or it was read wrong, or a fault of the file.
pub fn resolve(db: &ReadTx<'_>, text: &str) -> Result<SweetId, Trouble> {
    let found = codes::scanned(db, text)?;
    Ok(found
        .map(|found| found.sweet)
        .ok_or_else(|| Refusal::unknown("sweet", text))?)
}

/// The name of a sweet that must be there.
pub(in super::super) fn name_of(db: &ReadTx<'_>, id: SweetId) -> Result<String, Trouble> {
    let name = db.first("SELECT name FROM sweets WHERE id = ?1", [id.get()], |row| {
        row.get(0)
    })?;
    Ok(name.ok_or_else(|| Refusal::unknown("sweet", id))?)
}

/// What a sweet that must be there is measured in.
pub(in super::super) fn measured_in(db: &ReadTx<'_>, id: SweetId) -> Result<Unit, Trouble> {
    let unit = db.first("SELECT unit FROM sweets WHERE id = ?1", [id.get()], |row| {
        unit_of(row, 0)
    })?;
    Ok(unit.ok_or_else(|| Refusal::unknown("sweet", id))?)
}

/// What a sweet is sold as.
pub(in super::super) struct ForSale {
    pub(in super::super) name: String,
    pub(in super::super) unit: Unit,
    pub(in super::super) price: Money,
    pub(in super::super) per: i64,
    pub(in super::super) taxes: Vec<Tax>,
    /// What leaves the shelf with one of it, where it is a kit.
    pub(in super::super) parts: Vec<Part>,
}

/// A sweet that is to be sold.
pub(in super::super) fn for_sale(db: &ReadTx<'_>, id: SweetId) -> Result<ForSale, Trouble> {
    let found = db.first(
        "SELECT name, price_minor, retired, unit, per, kit FROM sweets WHERE id = ?1",
        [id.get()],
        |row| {
            let sold = ForSale {
                name: row.get(0)?,
                unit: unit_of(row, 3)?,
                price: Money::from_minor(row.get(1)?),
                per: row.get(4)?,
                taxes: Vec::new(),
                parts: Vec::new(),
            };
            Ok((sold, row.get(2)?, row.get(5)?))
        },
    )?;
    match found {
        Some((mut sold, false, kit)) => {
            sold.taxes = taxes::of_sweet(db, id)?;
            if kit {
                sold.parts = kits::parts(db, id)?;
            }
            Ok(sold)
        }
        Some((ForSale { name, .. }, true, _)) => Err(Refusal::SweetRetired { name }.into()),
        None => Err(Refusal::unknown("sweet", id).into()),
    }
}
