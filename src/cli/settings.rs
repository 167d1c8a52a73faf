//! Settings: what the shop chose, and choosing otherwise.

use clap::Subcommand;
use serde::Serialize;

use super::{
    Asking, Common, code_settings,
    output::{Out, Stop},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        settings::{self, ChangeSetting, Selling},
    },
    values::Rate,
};

/// What the shop chose.
#[derive(Debug, Subcommand)]
pub(super) enum SettingsTask {
    /// What is chosen now
    Show,
    Phones(code_settings::Phones),
    Codes(code_settings::Codes),
    Sms(code_settings::Sms),
    /// How the shop sells; what is left out stays
    Selling {
        /// What is due in cash is rounded to a multiple of this, such as 0.05
        #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
        cash_step: Option<String>,
        /// The largest discount that needs no supervisor, in percent
        #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
        discount_limit: Option<String>,
        /// The version that was seen; without it, the one it has now
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        version: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
}

/// A choice as it stands.
#[derive(Serialize)]
struct Chosen<S> {
    version: i64,
    value: S,
}

#[derive(Serialize)]
struct Shown {
    selling: Chosen<Selling>,
}

impl SettingsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            SettingsTask::Show => show(common, out),
            SettingsTask::Phones(phones) => phones.run(common, out),
            SettingsTask::Codes(codes) => codes.run(common, out),
            SettingsTask::Sms(sms) => sms.run(common, out),
            SettingsTask::Selling {
                cash_step,
                discount_limit,
                version,
                asking,
            } => selling(common, out, (cash_step, discount_limit, version), &asking),
        }
    }
}

fn show(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let (value, version) = shop.consult(&session, Permission::Look, settings::load::<Selling>)?;
    let shown = Shown {
        selling: Chosen { version, value },
    };
    out.tell(&shown, || {
        let rules = &shown.selling.value;
        format!(
            "cash is rounded to {}\ndiscounts up to {} % need no supervisor",
            shop.about().currency.format_with_code(rules.cash_step),
            rules.discount_limit
        )
    })
}

fn selling(
    common: &Common,
    out: &Out,
    (cash_step, discount_limit, version): (Option<String>, Option<String>, Option<String>),
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let told = version.as_deref();
    let told = told
        .map(|version| typed::whole("version", version))
        .transpose()?;
    let limit = discount_limit
        .map(|typed| Rate::parse(&typed).map_err(|why| Refusal::invalid("discount_limit", why)))
        .transpose()?;
    if cash_step.is_none() && limit.is_none() {
        return Err(Stop::Usage(
            "tell what is to change, such as --cash-step 0.05".into(),
        ));
    }
    let shop = common.open()?;
    let step = cash_step
        .map(|typed| typed::amount(&shop, "cash_step", &typed))
        .transpose()?;
    let session = common.log_in(&shop)?;
    // Asked again, it is still the same question.
    let first = shop.asked_before::<ChangeSetting<Selling>>(&session, request)?;
    let first = first.and_then(|asked| serde_json::from_value(asked).ok());
    let change = match first {
        Some(first) => first,
        None => {
            let (now, version) =
                shop.consult(&session, Permission::Look, settings::load::<Selling>)?;
            ChangeSetting {
                version: told.unwrap_or(version),
                value: Selling {
                    cash_step: step.unwrap_or(now.cash_step),
                    discount_limit: limit.unwrap_or(now.discount_limit),
                },
            }
        }
    };
    let version = shop.execute(&session, request, change)?;
    out.done(request, &version, || {
        format!("chosen: the version of the selling rules is {version} now")
    })
}
