//! Adding a sweet.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, stock, taxes},
    Barcode, Part, fields, kits,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{Money, Name, SweetId, TaxId, Unit},
};

/// More taxes than this on one sweet are a mistake.
const TAXES_MOST: usize = 8;

/// Puts a new sweet into the catalogue and its first pieces on the shelf.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddSweet {
    /// Its name, as typed.
    pub name: String,
    /// The category's name; a new one is made.
    #[serde(default)]
    pub category: Option<String>,
    /// What it is counted in.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub unit: Unit,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for; 1 to 1,000,000.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub per: i64,
    /// The taxes on it, in their order; where it is left out, the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Vec<TaxId>>,
    /// The shop's own code.
    #[serde(default)]
    pub sku: Option<String>,
    /// The codes scanners read on it.
    #[serde(default)]
    pub barcodes: Vec<Barcode>,
    /// At this much of the unit or less it is low; 0 to 1,000,000.
    #[serde(default)]
    pub low_at: i64,
    /// What its picture looks like: "shape-colour", or nothing.
    #[serde(default)]
    pub picture: String,
    /// How much of the unit is there already; 0 to 1,000,000.
    #[serde(default)]
    pub opening: i64,
    /// Whether it may be sold before it is counted in.
    #[serde(default, skip_serializing_if = "is_not")]
    pub below_zero: bool,
    /// What it is made of, where it is a kit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

fn one() -> i64 {
    1
}

// What is left out as usual is written as it was before it could be otherwise.
fn is_one(per: &i64) -> bool {
    *per == one()
}

fn is_not(chosen: &bool) -> bool {
    !*chosen
}

fn is_usual(unit: &Unit) -> bool {
    *unit == Unit::default()
}

/// The sweet that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Its id.
    pub sweet: SweetId,
    /// Its name, as it is kept.
    pub name: String,
}

impl Command for AddSweet {
    type Outcome = Added;
    const NAME: &'static str = "catalogue.add";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Added, Trouble> {
        self.put_on_the_shelf(tx, by)
    }
}

impl AddSweet {
    pub(in super::super) fn put_on_the_shelf(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
    ) -> Result<Added, Trouble> {
        let name = fields::name(&self.name)?;
        let category = fields::category(self.category.as_deref())?;
        let price = fields::price("price", self.price)?;
        let per = fields::per(self.per)?;
        let sku = fields::sku(self.sku.as_deref())?;
        let barcodes = fields::barcodes(&self.barcodes)?;
        let low_at = fields::low_at(self.low_at)?;
        let picture = fields::picture(&self.picture)?;
        let opening = fields::pieces_of("opening", self.opening)?;

        free_to_take(tx, None, Some(&name), sku.as_deref())?;
        let category = category.map(|name| category_id(tx, &name)).transpose()?;
        let id = tx.insert(
            "INSERT INTO sweets
                 (name, name_key, category, price_minor, sku, low_at, picture, changed_act,
                  unit, per)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                name.as_str(),
                name.key(),
                category,
                price.minor(),
                sku,
                low_at,
                picture,
                by.act,
                self.unit.word(),
                per
            ],
        )?;
        let sweet = SweetId::new(id);
        let taxes = match &self.taxes {
            Some(taxes) => taxes.clone(),
            None => taxes::usual(tx)?.into_iter().map(|tax| tax.id).collect(),
        };
        put_taxes(tx, sweet, &taxes)?;
        put_barcodes(tx, sweet, &barcodes)?;
        stock::open(tx, by, sweet, opening)?;
        if self.below_zero {
            stock::allow_below_zero(tx, sweet, true)?;
        }
        if !self.parts.is_empty() {
            kits::put_parts(tx, sweet, &self.parts)?;
        }
        Ok(Added {
            sweet,
            name: name.as_str().to_owned(),
        })
    }
}

/// Refuses a name or SKU that another sweet than `but` has, or that scanners
/// read on it. The unique indexes stand behind it; inside the one transaction
/// nobody comes between.
pub(super) fn free_to_take(
    tx: &WriteTx<'_>,
    but: Option<SweetId>,
    name: Option<&Name>,
    sku: Option<&str>,
) -> Result<(), Trouble> {
    let but = but.map_or(0, SweetId::get);
    let taken = |field: &str, value: String| Refusal::Taken {
        field: field.into(),
        value,
    };
    if let Some(name) = name {
        let sql = "SELECT name FROM sweets WHERE name_key = ?1 AND id <> ?2";
        if let Some(theirs) = tx.first(sql, params![name.key(), but], |row| row.get(0))? {
            return Err(taken("name", theirs).into());
        }
    }
    if let Some(sku) = sku {
        let sql = "SELECT sku FROM sweets WHERE sku = ?1 AND id <> ?2";
        let theirs = match tx.first(sql, params![sku, but], |row| row.get(0))? {
            None => barcode_read_as(tx, but, sku)?,
            theirs => theirs,
        };
        if let Some(theirs) = theirs {
            return Err(taken("sku", theirs).into());
        }
    }
    Ok(())
}

/// A barcode of another sweet that is this SKU, but for its case. Only those
/// that begin like it are looked at, so that many sweets are added fast.
fn barcode_read_as(tx: &WriteTx<'_>, but: i64, sku: &str) -> Result<Option<String>, Fault> {
    let first_letter = sku.find(|c: char| c.is_ascii_alphabetic());
    let begins = first_letter.and_then(|at| sku.get(..=at)).unwrap_or(sku);
    for begins in [begins, &begins.to_lowercase()] {
        let found = tx.first(
            "SELECT code FROM barcodes
             WHERE code BETWEEN ?1 AND ?1 || char(127) AND upper(code) = ?2 AND sweet <> ?3",
            params![begins, sku, but],
            |row| row.get(0),
        )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Puts barcodes on a sweet; none that is on another, or is another's SKU.
pub(super) fn put_barcodes(
    tx: &WriteTx<'_>,
    sweet: SweetId,
    barcodes: &[Barcode],
) -> Result<(), Trouble> {
    for Barcode { code, quantity } in barcodes {
        let put = tx.insert_unless_taken(
            "INSERT INTO barcodes (code, sweet, quantity) VALUES (?1, ?2, ?3)",
            params![code, sweet.get(), quantity.get()],
        )?;
        let sql = "SELECT EXISTS (SELECT 1 FROM sweets WHERE sku = upper(?1) AND id <> ?2)";
        let is_a_sku = tx.one(sql, params![code, sweet.get()], |row| row.get::<_, bool>(0))?;
        if put.is_none() || is_a_sku {
            return Err(Refusal::Taken {
                field: "barcodes".into(),
                value: code.clone(),
            }
            .into());
        }
    }
    Ok(())
}

/// Says which taxes are on a sweet, in their order.
pub(super) fn put_taxes(tx: &WriteTx<'_>, sweet: SweetId, taxes: &[TaxId]) -> Result<(), Trouble> {
    if taxes.len() > TAXES_MOST {
        return Err(Refusal::invalid("taxes", "at most 8 are on a sweet").into());
    }
    tx.execute("DELETE FROM sweet_taxes WHERE sweet = ?1", [sweet.get()])?;
    for (place, tax) in taxes.iter().enumerate() {
        if taxes[..place].contains(tax) {
            return Err(Refusal::invalid("taxes", "the same tax is named twice").into());
        }
        let put = tx.execute(
            "INSERT INTO sweet_taxes (sweet, place, tax)
             SELECT ?1, ?2, id FROM taxes WHERE id = ?3",
            params![sweet.get(), place as i64, tax.get()],
        )?;
        if put == 0 {
            return Err(Refusal::unknown("tax", tax).into());
        }
    }
    Ok(())
}

/// The category of a name; made where there is none.
pub(super) fn category_id(tx: &WriteTx<'_>, name: &Name) -> Result<i64, Fault> {
    let found = tx.first(
        "SELECT id FROM categories WHERE name_key = ?1",
        [name.key()],
        |row| row.get(0),
    )?;
    match found {
        Some(id) => Ok(id),
        None => tx.insert(
            "INSERT INTO categories (name, name_key) VALUES (?1, ?2)",
            params![name.as_str(), name.key()],
        ),
    }
}
