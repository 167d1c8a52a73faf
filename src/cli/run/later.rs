//! Orders for later in lines of JSON: places and times as people say them.

use serde_json::{Map, Value};

use super::{
    super::orders::{calendar, moment, order},
    orders::{as_json, read},
};
use crate::{
    shop::{Permission, Refusal, Session, Shop, Trouble, orders},
    values::OrderId,
};

/// Looks at one order.
pub(super) const LOOK: &str = "orders.look";

/// Puts an id where the calendar is told by its name, and a moment where the start is told
/// as the shop's clock shows it.
pub(super) fn name(
    shop: &Shop,
    session: &Session,
    fields: &mut Map<String, Value>,
) -> Result<(), Trouble> {
    if let Some(told @ Value::String(_)) = fields.get_mut("calendar") {
        let id = calendar(shop, session, told.as_str())?;
        *told = id.get().into();
    }
    if let Some(told) = fields.get_mut("start")
        && let Value::String(text) = told
    {
        *told = moment(shop.about().zone, "start", text)?.ms().into();
    }
    Ok(())
}

/// Puts an id where an order is told by its code, such as O000017.
pub(super) fn order_by_code(fields: &mut Map<String, Value>) -> Result<(), Refusal> {
    if let Some(told) = fields.get_mut("order")
        && let Value::String(code) = told
    {
        *told = order(code)?.get().into();
    }
    Ok(())
}

/// Tells of one order.
pub(super) fn look(
    shop: &Shop,
    session: &Session,
    mut fields: Map<String, Value>,
) -> Result<Value, Trouble> {
    order_by_code(&mut fields)?;
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Look {
        order: OrderId,
    }
    let Look { order } = read(fields)?;
    let found = shop.consult(session, Permission::Look, |db| orders::order(db, order))?;
    as_json(&found.ok_or_else(|| Refusal::unknown("order", order))?)
}
