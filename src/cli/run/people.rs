//! What a line may ask for about customers, their codes and what brings those.

use serde_json::{Map, Value};

use super::orders::{Orders, as_json, read};
use crate::{
    gateway::sms::SmsSetup,
    shop::{
        Command, Refusal, Trouble,
        codes::{AskCode, CheckCode, CodeRules, ConfirmByCode, HandOverByCode, RetryMessages},
        customers::{EraseCustomer, MergeCustomers, PhoneRules, SayConsent, read_numbers_anew},
        settings::ChangeSetting,
    },
    values::RequestId,
};

/// What there is of it.
pub(super) const OFFERED: &[&str] = &[
    MergeCustomers::NAME,
    EraseCustomer::NAME,
    SayConsent::NAME,
    AskCode::NAME,
    CheckCode::NAME,
    ConfirmByCode::NAME,
    HandOverByCode::NAME,
    RetryMessages::NAME,
    <ChangeSetting<PhoneRules> as Command>::NAME,
    <ChangeSetting<CodeRules> as Command>::NAME,
    <ChangeSetting<SmsSetup> as Command>::NAME,
];

impl Orders<'_> {
    /// Does what is asked for, one of [`OFFERED`].
    pub(super) fn about_people(
        &self,
        asked_for: &str,
        request: RequestId,
        fields: Map<String, Value>,
    ) -> Result<Value, Trouble> {
        match asked_for {
            MergeCustomers::NAME => self.command::<MergeCustomers>(request, fields),
            EraseCustomer::NAME => self.command::<EraseCustomer>(request, fields),
            SayConsent::NAME => self.command::<SayConsent>(request, fields),
            AskCode::NAME => self.ask_code(request, fields),
            CheckCode::NAME => self.command::<CheckCode>(request, fields),
            ConfirmByCode::NAME => self.command::<ConfirmByCode>(request, fields),
            HandOverByCode::NAME => self.command::<HandOverByCode>(request, fields),
            RetryMessages::NAME => self.command::<RetryMessages>(request, fields),
            ChangeSetting::<PhoneRules>::NAME => {
                let chosen = self.command::<ChangeSetting<PhoneRules>>(request, fields);
                chosen.and_then(|chosen| {
                    read_numbers_anew(self.shop())?;
                    Ok(chosen)
                })
            }
            ChangeSetting::<CodeRules>::NAME => {
                self.command::<ChangeSetting<CodeRules>>(request, fields)
            }
            ChangeSetting::<SmsSetup>::NAME => {
                self.command::<ChangeSetting<SmsSetup>>(request, fields)
            }
            other => Err(Refusal::invalid("do", format!("“{other}” is not known")).into()),
        }
    }

    fn ask_code(&self, request: RequestId, fields: Map<String, Value>) -> Result<Value, Trouble> {
        let ask: AskCode = read(fields)?;
        as_json(&self.shop().ask_code(self.session(), request, ask)?)
    }
}
