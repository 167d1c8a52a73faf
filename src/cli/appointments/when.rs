//! Moments as people type them.

use chrono::NaiveDate;

use crate::{
    shop::{Refusal, Shop},
    values::Timestamp,
};

/// A moment by the shop's wall clock, such as `2026-03-02 14:00`; with an offset where that time
/// comes twice: `2026-10-25 01:30 +01:00`.
pub(in crate::cli) fn moment(shop: &Shop, field: &str, typed: &str) -> Result<Timestamp, Refusal> {
    let zone = shop.about().zone;
    zone.parse_moment(typed)
        .map_err(|why| Refusal::invalid(field, why))
}

/// A day, such as `2026-03-02`.
pub(in crate::cli) fn day(field: &str, typed: &str) -> Result<NaiveDate, Refusal> {
    let typed = typed.trim();
    NaiveDate::parse_from_str(typed, "%Y-%m-%d").map_err(|_| {
        let shown: String = typed.chars().take(40).collect();
        Refusal::invalid(field, format!("“{shown}” is not a day such as 2026-03-02"))
    })
}
