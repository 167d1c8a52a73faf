//! Moments as people type them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use crate::{
    shop::{Refusal, Shop},
    values::Timestamp,
};

/// A moment by the shop's wall clock, such as `2026-03-02 14:00`; with an offset where that time
/// comes twice: `2026-10-25 01:30 +01:00`.
pub(in crate::cli) fn moment(shop: &Shop, field: &str, typed: &str) -> Result<Timestamp, Refusal> {
    let typed = typed.trim();
    let shown: String = typed.chars().take(40).collect();
    let wrong = |why: String| Refusal::invalid(field, why);
    if let Some(at) = with_offset(typed) {
        return Ok(at);
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let mut local = forms
        .iter()
        .map(|form| NaiveDateTime::parse_from_str(typed, form));
    let local = local.find_map(Result::ok).ok_or_else(|| {
        let why = format!("“{shown}” is not a time such as 2026-03-02 14:00");
        wrong(why)
    })?;
    let zone = shop.about().zone;
    let mut moments = zone.moments(local);
    match (moments.next(), moments.next()) {
        (Some(at), None) => Ok(at),
        (None, _) => {
            let why = format!("“{shown}” is no time here: clocks go forward over it");
            Err(wrong(why))
        }
        (Some(one), Some(other)) => {
            let why = format!(
                "“{shown}” comes twice: write {} or {}",
                zone.date_time_offset(one),
                zone.date_time_offset(other)
            );
            Err(wrong(why))
        }
    }
}

fn with_offset(typed: &str) -> Option<Timestamp> {
    let forms = ["%Y-%m-%d %H:%M %:z", "%Y-%m-%d %H:%M%:z", "%+"];
    let mut read = forms
        .iter()
        .map(|form| DateTime::parse_from_str(typed, form));
    let at = read.find_map(Result::ok)?;
    Some(Timestamp::from_ms(at.timestamp_millis()))
}

/// A day, such as `2026-03-02`.
pub(in crate::cli) fn day(field: &str, typed: &str) -> Result<NaiveDate, Refusal> {
    let typed = typed.trim();
    NaiveDate::parse_from_str(typed, "%Y-%m-%d").map_err(|_| {
        let shown: String = typed.chars().take(40).collect();
        Refusal::invalid(field, format!("“{shown}” is not a day such as 2026-03-02"))
    })
}
