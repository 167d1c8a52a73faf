//! The sample shop: sweets of our own making to try the counter with, and calendars to book in.
//!
//! Promises: a few of everything the counter knows: pieces, boxes of twelve, what is weighed and
//! poured, taxes, kits, and the layout of a scale's labels. Leaves out people and sales.

use std::collections::HashMap;

use serde::Deserialize;

use super::{
    Actor, Command as _, Trouble,
    catalogue::{AddSweet, Barcode, Part, ScaleLabels},
    settings::ChangeSetting,
    slots::{AddCalendar, Capacity, Hours},
    taxes::AddTax,
};
use crate::{
    store::{Fault, WriteTx},
    values::{Currency, Money, Quantity, ScaleLabel, SweetId, TaxId, Unit},
};

const SAMPLE: &str = include_str!("../../assets/sample-shop.json");

#[derive(Deserialize)]
struct Sample {
    taxes: Vec<AddTax>,
    scale_labels: Vec<ScaleLabel>,
    sweets: Vec<SampleSweet>,
    calendars: Vec<SampleCalendar>,
}

#[derive(Deserialize)]
struct SampleCalendar {
    name: String,
    #[serde(default)]
    seats: i64,
    /// In rupees, as the price of a sweet is; pick-up where there is one.
    amount: Option<String>,
    #[serde(default)]
    orders: i64,
    length_minutes: i64,
    #[serde(default)]
    buffer_minutes: i64,
    notice_minutes: i64,
    horizon_days: i64,
    hours: Hours,
}

#[derive(Deserialize)]
struct SampleSweet {
    name: String,
    category: String,
    /// In rupees; other currencies take the same figure, whole where they
    /// have no decimals.
    price: String,
    #[serde(default)]
    unit: Unit,
    /// How much of the unit the price is for.
    #[serde(default)]
    per: Quantity,
    sku: String,
    barcodes: Vec<Barcode>,
    /// By name; left out, the usual ones.
    taxes: Option<Vec<String>>,
    low_at: i64,
    #[serde(default)]
    opening: i64,
    picture: String,
    /// By SKU, and how much of each; they stand before it in the list.
    #[serde(default)]
    parts: Vec<(String, Quantity)>,
}

pub(super) fn stock_the_shelf(tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
    let sample: Sample = serde_json::from_str(SAMPLE).map_err(|e| unsound(e.to_string()))?;
    let mut taxes: HashMap<String, TaxId> = HashMap::new();
    for tax in sample.taxes {
        let kept = tax.apply(tx, by)?;
        taxes.insert(tax.name, kept.tax);
    }
    let labels = ChangeSetting {
        version: 0,
        value: ScaleLabels {
            layouts: sample.scale_labels,
        },
    };
    labels.apply(tx, by)?;
    let mut sweets: HashMap<String, SweetId> = HashMap::new();
    for sweet in sample.sweets {
        let sku = sweet.sku.clone();
        let added = sweet
            .on_the_shelf(by.shop.currency, &taxes, &sweets)?
            .put_on_the_shelf(tx, by)?;
        sweets.insert(sku, added.sweet);
    }
    for calendar in sample.calendars {
        let amount = calendar.amount.as_deref();
        let amount = amount.map(|amount| price_in(by.shop.currency, amount));
        let capacity = match amount.transpose().map_err(unsound)? {
            None => Capacity::Seats(calendar.seats),
            Some(amount) => Capacity::Room {
                amount,
                orders: calendar.orders,
            },
        };
        AddCalendar {
            name: calendar.name,
            capacity,
            length_minutes: calendar.length_minutes,
            every_minutes: None,
            buffer_minutes: calendar.buffer_minutes,
            notice_minutes: calendar.notice_minutes,
            horizon_days: calendar.horizon_days,
            hours: calendar.hours,
        }
        .apply(tx, by)?;
    }
    Ok(())
}

impl SampleSweet {
    fn on_the_shelf(
        self,
        currency: Currency,
        taxes: &HashMap<String, TaxId>,
        sweets: &HashMap<String, SweetId>,
    ) -> Result<AddSweet, Fault> {
        let tax = |name: &String| {
            let known = taxes.get(name).copied();
            known.ok_or_else(|| unsound(format!("no tax is called {name}")))
        };
        let part = |(sku, quantity): &(String, Quantity)| {
            let known = sweets.get(sku).copied();
            let sweet = known.ok_or_else(|| unsound(format!("no sweet before it is {sku}")))?;
            Ok::<_, Fault>(Part {
                sweet,
                quantity: *quantity,
            })
        };
        let named = self.taxes.as_ref();
        Ok(AddSweet {
            price: price_in(currency, &self.price).map_err(unsound)?,
            taxes: named
                .map(|names| names.iter().map(tax).collect())
                .transpose()?,
            parts: self.parts.iter().map(part).collect::<Result<_, _>>()?,
            name: self.name,
            category: Some(self.category),
            unit: self.unit,
            per: self.per.get(),
            sku: Some(self.sku),
            barcodes: self.barcodes,
            low_at: self.low_at,
            picture: self.picture,
            opening: self.opening,
            below_zero: false,
        })
    }
}

fn unsound(what: String) -> Fault {
    Fault::Bug {
        what: format!("the sample shop: {what}"),
    }
}

fn price_in(currency: Currency, price: &str) -> Result<Money, String> {
    match currency.exponent() {
        0 => currency.parse(price.split('.').next().unwrap_or(price)),
        _ => currency.parse(price),
    }
}
