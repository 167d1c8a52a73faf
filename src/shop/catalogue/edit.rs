//! Changing a sweet, across the time an admin thinks.
//!
//! A change says which version it was made from. Who comes second is shown
//! both values and may apply theirs again, from the version they then saw.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    super::{
        Actor, Command, Difference, Permission, Refusal, Trouble, stock,
        taxes::{self, Tax},
    },
    Barcode, Part, add, codes, fields, kits,
    rows::{self, Sweet},
};
use crate::{
    store::{WriteTx, params},
    values::{Money, SweetId, TaxId, Unit},
};

/// Changes some fields of a sweet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditSweet {
    /// Which.
    pub sweet: SweetId,
    /// The version the change was made from.
    pub version: i64,
    /// What is to change.
    pub change: SweetChange,
}

/// The fields that are to change; the others stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SweetChange {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The category's name, or none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub category: Option<Option<String>>,
    /// What it is counted in; only while nothing of it ever moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The price.
    #[serde(rename = "price_minor", skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// How much of the unit the price is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<i64>,
    /// The taxes on it, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Vec<TaxId>>,
    /// The shop's own code, or none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub sku: Option<Option<String>>,
    /// All the codes scanners read on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcodes: Option<Vec<Barcode>>,
    /// At this many pieces or fewer it is low.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_at: Option<i64>,
    /// All that it is made of, where it is a kit; of nothing, it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// Whether it may be sold before it is counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below_zero: Option<bool>,
    /// What its picture looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// Tells `null` (make it none) from a field that is not there (leave it).
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Takes a sweet from the counter; its past stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetireSweet {
    /// Which.
    pub sweet: SweetId,
    /// The version that was seen.
    pub version: i64,
}

/// Brings a retired sweet back to the counter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReinstateSweet {
    /// Which.
    pub sweet: SweetId,
    /// The version that was seen.
    pub version: i64,
}

/// The sweet after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Which.
    pub sweet: SweetId,
    /// Its version now.
    pub version: i64,
}

impl Command for EditSweet {
    type Outcome = Edited;
    const NAME: &'static str = "catalogue.edit";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Edited, Trouble> {
        let change = &self.change;
        let name = change.name.as_deref().map(fields::name).transpose()?;
        let category = match &change.category {
            Some(category) => Some(fields::category(category.as_deref())?),
            None => None,
        };
        let price = change
            .price
            .map(|price| fields::price("price", price))
            .transpose()?;
        let per = change.per.map(fields::per).transpose()?;
        let sku = match &change.sku {
            Some(sku) => Some(fields::sku(sku.as_deref())?),
            None => None,
        };
        let barcodes = change
            .barcodes
            .as_deref()
            .map(fields::barcodes)
            .transpose()?;
        let low_at = change.low_at.map(fields::low_at).transpose()?;
        let picture = change.picture.as_deref().map(fields::picture).transpose()?;

        let edited = touch(tx, by, self.sweet, self.version, Some(change))?;
        add::free_to_take(
            tx,
            Some(self.sweet),
            name.as_ref(),
            sku.as_ref().and_then(|sku| sku.as_deref()),
        )?;
        let id = self.sweet.get();
        if let Some(name) = name {
            tx.execute(
                "UPDATE sweets SET name = ?2, name_key = ?3 WHERE id = ?1",
                params![id, name.as_str(), name.key()],
            )?;
        }
        if let Some(category) = category {
            let category = category
                .map(|name| add::category_id(tx, &name))
                .transpose()?;
            tx.execute(
                "UPDATE sweets SET category = ?2 WHERE id = ?1",
                params![id, category],
            )?;
        }
        if let Some(price) = price {
            tx.execute(
                "UPDATE sweets SET price_minor = ?2 WHERE id = ?1",
                params![id, price.minor()],
            )?;
        }
        if let Some(unit) = change.unit {
            self.count_in(tx, unit)?;
        }
        if let Some(per) = per {
            tx.execute("UPDATE sweets SET per = ?2 WHERE id = ?1", params![id, per])?;
        }
        if let Some(taxes) = &change.taxes {
            add::put_taxes(tx, self.sweet, taxes)?;
        }
        if let Some(sku) = sku {
            tx.execute("UPDATE sweets SET sku = ?2 WHERE id = ?1", params![id, sku])?;
        }
        if let Some(barcodes) = barcodes {
            tx.execute("DELETE FROM barcodes WHERE sweet = ?1", [id])?;
            add::put_barcodes(tx, self.sweet, &barcodes)?;
        }
        if let Some(low_at) = low_at {
            tx.execute(
                "UPDATE sweets SET low_at = ?2 WHERE id = ?1",
                params![id, low_at],
            )?;
        }
        if let Some(parts) = &change.parts {
            kits::put_parts(tx, self.sweet, parts)?;
        }
        if let Some(allowed) = change.below_zero {
            stock::allow_below_zero(tx, self.sweet, allowed)?;
        }
        if let Some(picture) = picture {
            tx.execute(
                "UPDATE sweets SET picture = ?2 WHERE id = ?1",
                params![id, picture],
            )?;
        }
        Ok(edited)
    }
}

impl EditSweet {
    /// Movements are in the unit they were made in, so it is chosen before the
    /// first of them.
    fn count_in(&self, tx: &WriteTx<'_>, unit: Unit) -> Result<(), Trouble> {
        let id = self.sweet.get();
        let other = tx.execute(
            "UPDATE sweets SET unit = ?2 WHERE id = ?1 AND unit <> ?2",
            params![id, unit.word()],
        )?;
        if other == 1 {
            kits::not_a_kit(tx, self.sweet)?;
        }
        if other == 1 && stock::ever_moved(tx, self.sweet)? {
            return Err(Refusal::invalid(
                "unit",
                "can't be changed once stock of it moved; retire this sweet and add it anew",
            )
            .into());
        }
        Ok(())
    }
}

impl Command for RetireSweet {
    type Outcome = Edited;
    const NAME: &'static str = "catalogue.retire";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Edited, Trouble> {
        set_retired(tx, by, self.sweet, self.version, true)
    }
}

impl Command for ReinstateSweet {
    type Outcome = Edited;
    const NAME: &'static str = "catalogue.reinstate";
    const NEEDS: Permission = Permission::ManageCatalogue;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Edited, Trouble> {
        set_retired(tx, by, self.sweet, self.version, false)
    }
}

fn set_retired(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    version: i64,
    retired: bool,
) -> Result<Edited, Trouble> {
    let edited = touch(tx, by, sweet, version, None)?;
    tx.execute(
        "UPDATE sweets SET retired = ?2 WHERE id = ?1",
        params![sweet.get(), retired],
    )?;
    Ok(edited)
}

/// Takes the next version, if the sweet still has the one the change was made
/// from. The count of changed rows is the verdict.
fn touch(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: SweetId,
    version: i64,
    change: Option<&SweetChange>,
) -> Result<Edited, Trouble> {
    let taken = tx.execute(
        "UPDATE sweets SET version = version + 1, changed_act = ?3 WHERE id = ?1 AND version = ?2",
        params![id.get(), version, by.act],
    )?;
    if taken == 1 {
        return Ok(Edited {
            sweet: id,
            version: version + 1,
        });
    }
    let theirs = rows::sweet(tx, id)?.ok_or_else(|| Refusal::unknown("sweet", id))?;
    let differences = differences(tx, by, version, &theirs, change)?;
    let who = (theirs.changed_by, theirs.changed_at);
    Err(Refusal::changed(by, theirs.name, who, theirs.version, differences).into())
}

/// Each field that was changed since `version`, or that the asker wants to
/// be other than it now is.
fn differences(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    version: i64,
    theirs: &Sweet,
    change: Option<&SweetChange>,
) -> Result<Vec<Difference>, Trouble> {
    let mut differences = Vec::new();
    let changed = changed_since(tx, version, theirs)?;
    let yours = change.cloned().unwrap_or_default();
    let currency = by.shop.currency;
    let mut compare = |field: &str, theirs: String, yours: Option<String>| {
        let differs = yours.as_ref().is_some_and(|yours| *yours != theirs);
        if differs || (changed.contains(field) && yours.is_none()) {
            differences.push(Difference {
                field: field.into(),
                theirs,
                yours,
            });
        }
    };
    compare("name", theirs.name.clone(), yours.name);
    compare(
        "category",
        theirs.category.clone().unwrap_or_default(),
        yours.category.map(Option::unwrap_or_default),
    );
    compare(
        "price",
        currency.format(theirs.price),
        yours.price.map(|p| currency.format(p)),
    );
    compare(
        "unit",
        theirs.unit.word().into(),
        yours.unit.map(|unit| unit.word().into()),
    );
    compare(
        "per",
        theirs.per.to_string(),
        yours.per.map(|n| n.to_string()),
    );
    let names = |taxes: &[Tax], wanted: &[TaxId]| {
        let name = |id: &TaxId| {
            taxes
                .iter()
                .find(|tax| tax.id == *id)
                .map(|t| t.name.clone())
        };
        wanted
            .iter()
            .filter_map(name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let ids: Vec<TaxId> = theirs.taxes.iter().map(|tax| tax.id).collect();
    let all_taxes = taxes::list(tx)?;
    compare(
        "taxes",
        names(&all_taxes, &ids),
        yours.taxes.map(|wanted| names(&all_taxes, &wanted)),
    );
    compare(
        "sku",
        theirs.sku.clone().unwrap_or_default(),
        yours.sku.map(Option::unwrap_or_default),
    );
    compare(
        "barcodes",
        codes::listed(&theirs.barcodes),
        yours.barcodes.map(|barcodes| codes::listed(&barcodes)),
    );
    compare(
        "low_at",
        theirs.low_at.to_string(),
        yours.low_at.map(|n| n.to_string()),
    );
    let may = |allowed: bool| if allowed { "may be" } else { "may not be" }.to_owned();
    compare(
        "below_zero",
        may(theirs.below_zero),
        yours.below_zero.map(may),
    );
    let made_of = |parts: Vec<Part>| kits::listed(tx, &parts);
    compare(
        "parts",
        made_of(kits::parts(tx, theirs.id)?)?,
        yours.parts.map(made_of).transpose()?,
    );
    compare("picture", theirs.picture.clone(), yours.picture);
    if changed.contains("retired") {
        let word = if theirs.retired { "retired" } else { "sold" };
        compare("retired", word.into(), None);
    }
    Ok(differences)
}

/// The fields that others changed since `version`, as the journal has it.
fn changed_since(
    tx: &WriteTx<'_>,
    version: i64,
    theirs: &Sweet,
) -> Result<BTreeSet<String>, Trouble> {
    #[derive(Deserialize)]
    struct Asked {
        #[serde(default)]
        change: serde_json::Map<String, serde_json::Value>,
    }
    let missed = u32::try_from(theirs.version.saturating_sub(version.max(1))).unwrap_or(0);
    let mut fields = BTreeSet::new();
    for record in super::super::journal::of_sweet(tx, theirs.id, missed)? {
        match record.command.as_str() {
            RetireSweet::NAME | ReinstateSweet::NAME => {
                fields.insert("retired".to_owned());
            }
            _ => {
                let asked: Option<Asked> = serde_json::from_str(&record.asked).ok();
                let keys = asked.into_iter().flat_map(|asked| asked.change.into_iter());
                fields.extend(keys.map(|(key, _)| match key.as_str() {
                    "price_minor" => "price".to_owned(),
                    _ => key,
                }));
            }
        }
    }
    Ok(fields)
}
