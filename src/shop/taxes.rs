//! Taxes: what they are called, their rate, and whether a price has them inside.
//!
//! Promises: what was sold keeps the name and rate it was sold with; a tax that
//! is retired stays on old receipts and comes on no new one. Left out: which
//! sweet has which, which is `catalogue`'s, and what they come to, `pricing`'s.

use serde::{Deserialize, Serialize};

use super::{Actor, Command, Permission, Refusal, Trouble, pricing};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, WriteTx, params, unreadable},
    values::{Name, Rate, SweetId, TaxId, Timestamp},
};

/// A tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Its id.
    pub id: TaxId,
    /// Counts its changes.
    pub version: i64,
    /// Its name, as receipts show it.
    pub name: String,
    /// Its rate.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices have it inside; otherwise it comes on top.
    pub inside: bool,
    /// Whether new sweets begin with it, and items that are no sweets have it.
    pub usual: bool,
    /// Whether it comes on no new receipt.
    pub retired: bool,
}

const ROW: &str = "taxes.id, taxes.version, taxes.name, rate, inside, usual, taxes.retired";

pub(super) fn rate_of(row: &Row<'_>, column: usize) -> RowResult<Rate> {
    let millionths = row.get(column)?;
    Rate::from_millionths(millionths)
        .ok_or_else(|| unreadable(column, format!("a rate of {millionths} millionths")))
}

fn tax_of_row(row: &Row<'_>) -> RowResult<Tax> {
    Ok(Tax {
        id: TaxId::new(row.get(0)?),
        version: row.get(1)?,
        name: row.get(2)?,
        rate: rate_of(row, 3)?,
        inside: row.get(4)?,
        usual: row.get(5)?,
        retired: row.get(6)?,
    })
}

/// All taxes, those in use first, by name.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>) -> Result<Vec<Tax>, Fault> {
    db.all(
        &format!("SELECT {ROW} FROM taxes ORDER BY retired, name_key"),
        [],
        tax_of_row,
    )
}

/// The taxes in use of a sweet, in their order.
pub(super) fn of_sweet(db: &ReadTx<'_>, sweet: SweetId) -> Result<Vec<Tax>, Fault> {
    db.all(
        "SELECT taxes.id, taxes.version, taxes.name, rate, inside, usual, taxes.retired
         FROM sweet_taxes JOIN taxes ON taxes.id = tax
         WHERE sweet = ?1 AND NOT taxes.retired ORDER BY place",
        [sweet.get()],
        tax_of_row,
    )
}

/// Taxes as `pricing` takes them.
pub(super) fn priced(taxes: &[Tax]) -> Vec<pricing::Tax> {
    let priced = taxes.iter().map(|tax| pricing::Tax {
        rate: tax.rate,
        inside: tax.inside,
    });
    priced.collect()
}

/// The taxes that new sweets begin with, and that items have which are no sweets.
///
/// # Errors
/// A fault of the file.
pub fn usual(db: &ReadTx<'_>) -> Result<Vec<Tax>, Fault> {
    db.all(
        &format!("SELECT {ROW} FROM taxes WHERE usual AND NOT retired ORDER BY id"),
        [],
        tax_of_row,
    )
}

/// Adds a tax.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddTax {
    /// Its name, as receipts show it.
    pub name: String,
    /// Its rate, 0 to 100 %.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices have it inside; otherwise it comes on top.
    #[serde(default)]
    pub inside: bool,
    /// Whether new sweets begin with it.
    #[serde(default)]
    pub usual: bool,
}

/// Changes a tax for what is sold from now on. What is left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditTax {
    /// Which.
    pub tax: TaxId,
    /// The version the change was made from.
    pub version: i64,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rate.
    #[serde(rename = "percent", default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Whether prices have it inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<bool>,
    /// Whether new sweets begin with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<bool>,
    /// Whether it comes on no new receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

/// A tax that was added or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxKept {
    /// Which.
    pub tax: TaxId,
    /// Its version now.
    pub version: i64,
}

impl Command for AddTax {
    type Outcome = TaxKept;
    const NAME: &'static str = "taxes.add";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TaxKept, Trouble> {
        let name = checked_name(&self.name)?;
        let added = tx.insert_unless_taken(
            "INSERT INTO taxes (name, name_key, rate, inside, usual, changed_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                name.as_str(),
                name.key(),
                self.rate.millionths(),
                self.inside,
                self.usual,
                by.act
            ],
        )?;
        let id = added.ok_or_else(|| taken(&name))?;
        Ok(TaxKept {
            tax: TaxId::new(id),
            version: 1,
        })
    }
}

impl Command for EditTax {
    type Outcome = TaxKept;
    const NAME: &'static str = "taxes.edit";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TaxKept, Trouble> {
        let name = self.name.as_deref().map(checked_name).transpose()?;
        if let Some(name) = &name {
            let sql = "SELECT 1 FROM taxes WHERE name_key = ?1 AND id <> ?2";
            let theirs = tx.first(sql, params![name.key(), self.tax.get()], |_| Ok(()))?;
            if theirs.is_some() {
                return Err(taken(name).into());
            }
        }
        let changed = tx.execute(
            "UPDATE taxes SET version = version + 1, changed_act = ?3,
                 name = coalesce(?4, name), name_key = coalesce(?5, name_key),
                 rate = coalesce(?6, rate), inside = coalesce(?7, inside),
                 usual = coalesce(?8, usual), retired = coalesce(?9, retired)
             WHERE id = ?1 AND version = ?2",
            params![
                self.tax.get(),
                self.version,
                by.act,
                name.as_ref().map(Name::as_str),
                name.as_ref().map(Name::key),
                self.rate.map(Rate::millionths),
                self.inside,
                self.usual,
                self.retired
            ],
        )?;
        if changed == 1 {
            return Ok(TaxKept {
                tax: self.tax,
                version: self.version + 1,
            });
        }
        let now = tx.first(
            "SELECT taxes.name, taxes.version, coalesce(accounts.name, ''), at_ms
             FROM taxes LEFT JOIN journal ON act = changed_act
             LEFT JOIN accounts ON accounts.id = journal.account WHERE taxes.id = ?1",
            [self.tax.get()],
            |row| {
                let at = row.get::<_, Option<i64>>(3)?.unwrap_or_default();
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, at))
            },
        )?;
        let (what, version, who, at_ms) = now.ok_or_else(|| Refusal::unknown("tax", self.tax))?;
        let at = Timestamp::from_ms(at_ms);
        Err(Refusal::changed(by, what, (who, at), version, Vec::new()).into())
    }
}

fn checked_name(typed: &str) -> Result<Name, Refusal> {
    Name::parse(typed).map_err(|why| Refusal::invalid("name", why))
}

fn taken(name: &Name) -> Refusal {
    Refusal::Taken {
        field: "name".into(),
        value: name.as_str().to_owned(),
    }
}
