//! What a line may tell as people say it: a sweet by what was scanned, and cash by its amount.

use serde_json::{Map, Value};

use super::{super::typed, orders::Orders};
use crate::{
    shop::{Command, Refusal, Trouble},
    values::{Quantity, RequestId},
};

impl Orders<'_> {
    /// Puts ids where sweets are told by SKU, barcode or name.
    pub(super) fn name_sweets<C: Command>(
        &self,
        request: RequestId,
        fields: &mut Map<String, Value>,
    ) -> Result<(), Trouble> {
        let by_name = |sweet: Option<&mut Value>, at: &str| {
            if let Some(sweet) = sweet
                && let Value::String(text) = sweet
            {
                let place = (request, at);
                let id = typed::sweet::<C>(self.shop, self.session, text, place)?;
                *sweet = id.get().into();
            }
            Ok::<(), Trouble>(())
        };
        by_name(fields.get_mut("sweet"), "/sweet")?;
        let change = fields.get_mut("change");
        if let Some(Value::Array(parts)) = change.and_then(|change| change.get_mut("parts")) {
            for (place, part) in parts.iter_mut().enumerate() {
                by_name(
                    part.get_mut("sweet"),
                    &format!("/change/parts/{place}/sweet"),
                )?;
            }
        }
        if let Some(Value::Array(lines)) = fields.get_mut("lines") {
            for (place, line) in lines.iter_mut().enumerate() {
                let at = format!("lines[{place}]");
                let known = (request, at.as_str());
                self.scan::<C>(known, &format!("/lines/{place}/sweet"), line)?;
            }
        }
        Ok(())
    }

    /// Puts an id where a line's sweet is told by what was scanned, and what
    /// the code says of quantity and price where the line does not.
    fn scan<C: Command>(
        &self,
        (request, at): (RequestId, &str),
        pointer: &str,
        line: &mut Value,
    ) -> Result<(), Trouble> {
        let Some(fields) = line.as_object_mut() else {
            return Ok(());
        };
        let Some(Value::String(text)) = fields.get("sweet") else {
            return Ok(());
        };
        let scanned = typed::scanned::<C>(self.shop, self.session, text, (request, pointer))?;
        fields.insert("sweet".into(), scanned.sweet.get().into());
        // Which quantity was told is read later, with everything else.
        let told = fields.contains_key("quantity").then_some(Quantity::ONE);
        let line = typed::line_of(at, &scanned, told)?;
        if told.is_none() {
            fields.insert("quantity".into(), line.quantity.get().into());
        }
        if let Some(label) = scanned.label {
            fields.insert("label".into(), label.into());
        }
        Ok(())
    }
}

/// A sale's `cash_minor` is short for the one tender that most sales have.
pub(super) fn with_cash(mut fields: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let Some(cash) = fields.remove("cash_minor") else {
        return match fields.contains_key("tenders") {
            true => Ok(fields),
            false => Err(Refusal::invalid("cash_minor", "missing field `cash_minor`")),
        };
    };
    if !cash.is_i64() {
        let why = format!("{cash} is not a whole number of minor units");
        return Err(Refusal::invalid("cash_minor", why));
    }
    let tender = serde_json::json!({"kind": "cash", "amount_minor": cash});
    match fields
        .entry("tenders")
        .or_insert_with(|| Value::Array(Vec::new()))
    {
        Value::Array(tenders) => tenders.push(tender),
        _ => return Err(Refusal::invalid("tenders", "is a list of payments")),
    }
    Ok(fields)
}
