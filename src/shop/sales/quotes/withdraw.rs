//! A quotation that is not to be sold any more.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{Actor, Command, Permission, Trouble},
        asked::noted,
    },
    open,
};
use crate::store::{WriteTx, params};

/// Withdraws what was offered, while it can be sold: it stays as it was, and
/// is not sold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawQuotation {
    /// Its number.
    pub quotation: i64,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Command for WithdrawQuotation {
    type Outcome = ();
    const NAME: &'static str = "sales.withdraw_quoted";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let reason = noted("reason", self.reason.as_deref())?;
        open(tx, by, self.quotation, "quotation")?;
        tx.execute(
            "INSERT INTO quotation_withdrawals (quotation, act, at_ms, account, reason)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                self.quotation,
                by.act,
                by.at.ms(),
                by.account()?.get(),
                reason
            ],
        )?;
        Ok(())
    }
}
