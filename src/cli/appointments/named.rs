//! Calendars and people of appointments, as they are typed: by id or by name.

use serde_json::Value;

use crate::{
    cli::customers,
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        appointments::{self, Appointment},
        slots, staff,
    },
    values::{AccountId, AppointmentId, CalendarId, CustomerId, fold},
};

/// The calendar of an id or a name.
pub(in crate::cli) fn calendar(
    shop: &Shop,
    session: &Session,
    typed: &str,
) -> Result<CalendarId, Trouble> {
    let typed = typed.trim();
    let found = shop.consult(session, Permission::Look, |db| {
        let id = typed.parse().ok().map(CalendarId::new);
        match id.map(|id| slots::calendar(db, id)).transpose()?.flatten() {
            Some(calendar) => Ok(Some(calendar)),
            None => slots::find(db, typed),
        }
    })?;
    let shown: String = typed.chars().take(100).collect();
    Ok(found.ok_or_else(|| Refusal::unknown("calendar", shown))?.id)
}

/// The customer of an id, a whole name or a phone number.
pub(in crate::cli) fn customer(
    shop: &Shop,
    session: &Session,
    typed: &str,
) -> Result<CustomerId, Trouble> {
    Ok(customers::find(shop, session, typed)?.id)
}

/// The account of an id or a name; whoever looks at appointments may know who works here.
pub(in crate::cli) fn host(
    shop: &Shop,
    session: &Session,
    typed: &str,
) -> Result<AccountId, Trouble> {
    let typed = typed.trim();
    let all = shop.consult(session, Permission::Look, staff::list)?;
    let id = typed.parse().ok().map(AccountId::new);
    let found = all
        .iter()
        .find(|account| Some(account.id) == id || fold(&account.name) == fold(typed));
    let shown: String = typed.chars().take(100).collect();
    Ok(found.ok_or_else(|| Refusal::unknown("account", shown))?.id)
}

/// An appointment there is.
pub(in crate::cli) fn appointment(
    shop: &Shop,
    session: &Session,
    id: AppointmentId,
) -> Result<Appointment, Trouble> {
    let zone = shop.about().zone;
    let found = shop.consult(session, Permission::Look, |db| {
        appointments::appointment(db, zone, id)
    })?;
    Ok(found.ok_or_else(|| Refusal::unknown("appointment", id))?)
}

/// What a request was first asked with, at a place of its JSON.
pub(in crate::cli) fn first(asked: Option<&Value>, at: &str) -> Option<i64> {
    asked?.pointer(at)?.as_i64()
}
