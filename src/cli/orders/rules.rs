//! How the shop takes orders.

use clap::Args;
use serde::Serialize;

use super::super::{
    Asking, Common,
    output::{Out, Stop},
    typed,
};
use crate::shop::{
    Permission,
    orders::OrderRules,
    settings::{self, ChangeSetting},
};

#[derive(Debug, Args)]
pub(in super::super) struct RulesAsked {
    /// What is promised to slots that begin within so many hours is not sold to others;
    /// 0: what is promised is sold all the same
    #[arg(long, value_name = "HOURS", allow_hyphen_values = true)]
    keep_ahead: Option<String>,
    /// So many minutes before it is picked up, an order is shown to the kitchen
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    prepare: Option<String>,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Serialize)]
struct Shown {
    version: i64,
    value: OrderRules,
}

impl RulesAsked {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let hours = self
            .keep_ahead
            .map(|typed| typed::whole("keep_ahead_hours", &typed))
            .transpose()?;
        let minutes = self
            .prepare
            .map(|typed| typed::whole("preparation_minutes", &typed))
            .transpose()?;
        let told = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let load = settings::load::<OrderRules>;
        let (now, version) = shop.consult(&session, Permission::Look, load)?;
        if hours.is_none() && minutes.is_none() {
            let shown = Shown {
                version,
                value: now,
            };
            return out.tell(&shown, || in_words(&shown.value));
        }
        // Asked again, it is still the same question.
        let first = shop.asked_before::<ChangeSetting<OrderRules>>(&session, request)?;
        let first = first.and_then(|asked| serde_json::from_value(asked).ok());
        let change = first.unwrap_or(ChangeSetting {
            version: told.unwrap_or(version),
            value: OrderRules {
                keep_ahead_hours: hours.unwrap_or(now.keep_ahead_hours),
                preparation_minutes: minutes.unwrap_or(now.preparation_minutes),
            },
        });
        let rules = change.value.clone();
        let version = shop.execute(&session, request, change)?;
        out.done(request, &version, || in_words(&rules))
    }
}

fn in_words(rules: &OrderRules) -> String {
    let kept = match rules.keep_ahead_hours {
        0 => "what is promised to orders is sold all the same".to_owned(),
        hours => format!("what is promised within {hours} hours is kept for orders"),
    };
    format!(
        "{kept}\nthe kitchen sees an order {} minutes before it is picked up",
        rules.preparation_minutes
    )
}
