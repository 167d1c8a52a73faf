//! The sample shop: sweets of our own making to try the counter with, and
//! calendars to book in.

use serde::Deserialize;

use super::{
    Actor, Command as _, Trouble,
    catalogue::{AddSweet, Barcode},
    slots::{AddCalendar, Capacity, Hours},
};
use crate::{
    store::{Fault, WriteTx},
    values::{Currency, Unit},
};

const SAMPLE: &str = include_str!("../../assets/sample-shop.json");

#[derive(Deserialize)]
struct Sample {
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
    sku: String,
    barcodes: Vec<Barcode>,
    low_at: i64,
    opening: i64,
    picture: String,
}

pub(super) fn stock_the_shelf(tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
    let unsound = |what: String| Fault::Bug {
        what: format!("the sample shop: {what}"),
    };
    let sample: Sample = serde_json::from_str(SAMPLE).map_err(|e| unsound(e.to_string()))?;
    for sweet in sample.sweets {
        let price = price_in(by.shop.currency, &sweet.price).map_err(unsound)?;
        AddSweet {
            name: sweet.name,
            category: Some(sweet.category),
            unit: Unit::Piece,
            price,
            per: 1,
            taxes: None,
            sku: Some(sweet.sku),
            barcodes: sweet.barcodes,
            low_at: sweet.low_at,
            picture: sweet.picture,
            opening: sweet.opening,
            below_zero: false,
            parts: Vec::new(),
        }
        .put_on_the_shelf(tx, by)?;
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

fn price_in(currency: Currency, price: &str) -> Result<crate::values::Money, String> {
    match currency.exponent() {
        0 => currency.parse(price.split('.').next().unwrap_or(price)),
        _ => currency.parse(price),
    }
}
