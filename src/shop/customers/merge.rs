//! Two customers that turn out to be one.
//!
//! What was of the second is the first's from then on. Receipts and invoices are final, so the
//! merge is a row that reads follow; what may be changed (open baskets) is handed on, and credit
//! moves in the ledger.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, sales, stored_value},
    edit::changed_meanwhile,
    rows::customer,
};
use crate::{
    store::{WriteTx, params},
    values::{CustomerId, Money},
};

/// Makes everything of one customer another's. What the one who stays has no phone, address or
/// note of, they get from the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeCustomers {
    /// Who stays.
    pub keep: CustomerId,
    /// The version of them that was looked at.
    pub keep_version: i64,
    /// Who is them from then on.
    pub gone: CustomerId,
    /// The version of them that was looked at.
    pub gone_version: i64,
}

/// Two customers that are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Who stays.
    pub customer: CustomerId,
    /// Their version now.
    pub version: i64,
    /// The credit that moved to them.
    #[serde(rename = "credit_minor")]
    pub credit: Money,
}

impl Command for MergeCustomers {
    type Outcome = Merged;
    const NAME: &'static str = "customers.merge";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Merged, Trouble> {
        if self.keep == self.gone {
            return Err(Refusal::invalid("gone", "is the same customer; name another").into());
        }
        let gone = tx.execute(
            "UPDATE customers SET merged_into = ?3, version = version + 1, changed_act = ?4
             WHERE id = ?1 AND version = ?2 AND merged_into IS NULL AND erased_act IS NULL",
            params![self.gone.get(), self.gone_version, self.keep.get(), by.act],
        )?;
        if gone == 0 {
            return Err(changed_meanwhile(tx, by, self.gone, |_| Vec::new())?.into());
        }
        let kept = tx.execute(
            "UPDATE customers SET version = customers.version + 1, changed_act = ?3,
                 phone = coalesce(customers.phone, gone.phone),
                 digits = CASE WHEN customers.phone IS NULL THEN gone.digits ELSE customers.digits END,
                 e164 = CASE WHEN customers.phone IS NULL THEN gone.e164 ELSE customers.e164 END,
                 email = coalesce(customers.email, gone.email),
                 note = coalesce(customers.note, gone.note)
             FROM customers AS gone
             WHERE customers.id = ?1 AND customers.version = ?2 AND gone.id = ?4
               AND customers.merged_into IS NULL AND customers.erased_act IS NULL",
            params![self.keep.get(), self.keep_version, by.act, self.gone.get()],
        )?;
        if kept == 0 {
            return Err(changed_meanwhile(tx, by, self.keep, |_| Vec::new())?.into());
        }
        // Nobody is followed twice: who was merged into them is merged into who stays.
        tx.execute(
            "UPDATE customers SET merged_into = ?2 WHERE merged_into = ?1",
            [self.gone.get(), self.keep.get()],
        )?;
        tx.execute(
            "INSERT INTO customer_merges (gone, kept, act, at_ms, account)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                self.gone.get(),
                self.keep.get(),
                by.act,
                by.at.ms(),
                by.account()?.get()
            ],
        )?;
        let credit = stored_value::merge(tx, by, self.gone, self.keep)?;
        sales::baskets::hand_on(tx, self.gone, Some(self.keep))?;
        let now = customer(tx, self.keep)?;
        Ok(Merged {
            customer: self.keep,
            version: now.map_or(self.keep_version, |now| now.version),
            credit,
        })
    }
}
