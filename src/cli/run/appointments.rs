//! Lines about appointments: calendars and people by name, times by the shop's clock.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    super::appointments::{
        named::{self, first},
        when,
    },
    orders::{Orders, as_json, read},
};
use crate::{
    shop::{Command, Trouble},
    values::{AppointmentId, RequestId},
};

/// What looking at one appointment is asked for as.
pub(super) const LOOK: &str = "appointments.look";

impl Orders<'_> {
    /// A command about an appointment: puts ids where something is named, and a moment where a
    /// time is.
    pub(super) fn appointment<C: Command + DeserializeOwned>(
        &self,
        request: RequestId,
        mut fields: Map<String, Value>,
    ) -> Result<Value, Trouble> {
        if let Some(Value::String(typed)) = fields.get("start") {
            let start = when::moment(self.shop, "start", typed)?;
            fields.insert("start".into(), start.ms().into());
        }
        self.name::<C>(request, &mut fields, "")?;
        if let Some(Value::Object(change)) = fields.get_mut("change") {
            self.name::<C>(request, change, "/change")?;
        }
        self.command::<C>(request, fields)
    }

    fn name<C: Command>(
        &self,
        request: RequestId,
        fields: &mut Map<String, Value>,
        within: &str,
    ) -> Result<(), Trouble> {
        let (shop, session) = (self.shop, self.session);
        for field in ["calendar", "customer", "staff"] {
            let Some(Value::String(typed)) = fields.get(field) else {
                continue;
            };
            // Asked again, it is what was meant when it was first asked.
            let asked = shop.asked_before::<C>(session, request)?;
            let id = match first(asked.as_ref(), &format!("{within}/{field}")) {
                Some(id) => id,
                None => match field {
                    "calendar" => named::calendar(shop, session, typed)?.get(),
                    "customer" => named::customer(shop, session, typed)?.get(),
                    _ => named::host(shop, session, typed)?.get(),
                },
            };
            fields.insert(field.into(), id.into());
        }
        Ok(())
    }

    pub(super) fn look_at_appointment(&self, fields: Map<String, Value>) -> Result<Value, Trouble> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Which {
            appointment: AppointmentId,
        }
        let Which { appointment } = read(fields)?;
        as_json(&named::appointment(self.shop, self.session, appointment)?)
    }
}
