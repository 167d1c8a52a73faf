//! What is typed of orders: which one, when, where.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::typed;
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        orders::{self, order_of_code},
        slots::{self, Kind},
    },
    values::{CalendarId, OrderId, RequestId, ShopZone, Timestamp},
};

/// An order by its code. A number alone is none: it is what people call an order of a day by,
/// and so another order's than was meant.
pub(in super::super) fn order(typed: &str) -> Result<OrderId, Refusal> {
    let told = order_of_code(typed);
    told.ok_or_else(|| {
        let why = "is written as its code, such as O000019: orders of many days are called 19";
        Refusal::invalid("order", why)
    })
}

/// An order as it is told after something was done with it: which, whose, and for when.
pub(super) fn called(shop: &Shop, session: &Session, order: OrderId) -> String {
    let found = shop.consult(session, Permission::Look, |db| orders::order(db, order));
    match found {
        Ok(Some(found)) => format!(
            "{}, {} of {} for {},",
            found.code, found.display, found.day, found.name
        ),
        // What was done is done.
        Ok(None) | Err(_) => orders::code_of_order(order),
    }
}

/// A day: 2026-03-05.
pub(in super::super) fn day(field: &str, typed: &str) -> Result<NaiveDate, Refusal> {
    let well_formed = typed.trim().len() == "2026-03-05".len();
    let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok();
    day.filter(|_| well_formed)
        .ok_or_else(|| Refusal::invalid(field, "is written as a day, such as 2026-03-05"))
}

/// A moment by the shop's wall clock: "2026-03-05 17:00", with its offset from UTC where the
/// clock shows that time twice.
pub(in super::super) fn moment(
    zone: ShopZone,
    field: &str,
    typed: &str,
) -> Result<Timestamp, Refusal> {
    let typed = typed.trim().replacen('T', " ", 1);
    let refused = |why: &str| Err(Refusal::invalid(field, why));
    if let Ok(exact) = DateTime::parse_from_str(&typed, "%Y-%m-%d %H:%M %:z") {
        return Ok(Timestamp::from_ms(exact.timestamp_millis()));
    }
    let Ok(local) = NaiveDateTime::parse_from_str(&typed, "%Y-%m-%d %H:%M") else {
        return refused("is written as day and time, such as 2026-03-05 17:00");
    };
    let mut moments = zone.moments(local);
    match (moments.next(), moments.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => {
            refused("is shown twice by the clock: add the offset, such as +01:00")
        }
        _ => refused("is skipped by the clock, which goes forward then"),
    }
}

/// A calendar by its name or id; without one, the only one where orders are picked up.
pub(in super::super) fn calendar(
    shop: &Shop,
    session: &Session,
    typed: Option<&str>,
) -> Result<CalendarId, Trouble> {
    if let Some(typed) = typed {
        let found = shop.consult(session, Permission::Look, |db| slots::find(db, typed))?;
        let found = found.ok_or_else(|| Refusal::unknown("calendar", typed))?;
        return Ok(found.id);
    }
    let all = shop.consult(session, Permission::Look, slots::calendars)?;
    let pick_up: Vec<_> = all
        .into_iter()
        .filter(|calendar| calendar.kind == Kind::PickUp && !calendar.retired)
        .collect();
    match pick_up.as_slice() {
        [only] => Ok(only.id),
        [] => {
            let why = "there is none where orders are picked up yet; an admin can add one";
            Err(Refusal::invalid("calendar", why).into())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.name.as_str()).collect();
            let why = format!("say which: {}", names.join(", "));
            Err(Refusal::invalid("calendar", why).into())
        }
    }
}

/// The version an act is asked for with: what was told, what it was asked with before, or
/// what it is now.
pub(super) fn version<C: Command>(
    shop: &Shop,
    session: &Session,
    (request, order): (RequestId, OrderId),
    told: Option<&str>,
) -> Result<i64, Trouble> {
    if let Some(told) = told {
        return Ok(typed::whole("version", told)?);
    }
    let first = shop.asked_before::<C>(session, request)?;
    if let Some(version) = first.and_then(|asked| asked.pointer("/version")?.as_i64()) {
        return Ok(version);
    }
    let found = shop.consult(session, Permission::Look, |db| orders::order(db, order))?;
    Ok(found
        .ok_or_else(|| Refusal::unknown("order", order))?
        .version)
}
