//! What a shop may choose: each choice a typed value under a key of its own.
//!
//! Promises: what was never chosen has its usual value; a change made from an
//! older version is refused. Left out: what a shop is founded with, `facts`.

use serde::{Serialize, de::DeserializeOwned};

use super::{Actor, Command, Permission, Refusal, Trouble};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Money, Rate, Timestamp},
};

/// A choice the shop keeps as JSON. What is absent in it has its usual value,
/// so that a choice can grow.
pub trait Setting: Serialize + DeserializeOwned + Default + Send + 'static {
    /// What it is kept under.
    const KEY: &'static str;
    /// What the journal calls a change of it, such as "settings.selling".
    const COMMAND: &'static str;

    /// Whether it can be chosen.
    ///
    /// # Errors
    /// A refusal naming the field that can't be so.
    fn check(&self) -> Result<(), Refusal>;
}

/// A choice, and which version of it; 0 is the usual one, never changed.
///
/// # Errors
/// A fault of the file.
pub fn load<S: Setting>(db: &ReadTx<'_>) -> Result<(S, i64), Fault> {
    let found = db.first(
        "SELECT value, version FROM settings WHERE key = ?1",
        [S::KEY],
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
    )?;
    let Some((value, version)) = found else {
        return Ok((S::default(), 0));
    };
    let value = serde_json::from_str(&value).map_err(|e| Fault::Damaged {
        what: format!("the setting “{}”: {e}", S::KEY),
    })?;
    Ok((value, version))
}

/// Chooses otherwise.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, bound = "S: Setting")]
pub struct ChangeSetting<S> {
    /// The version the change was made from; 0 where there was none.
    pub version: i64,
    /// What is chosen.
    pub value: S,
}

impl<S: Setting> Command for ChangeSetting<S> {
    type Outcome = i64;
    const NAME: &'static str = S::COMMAND;
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<i64, Trouble> {
        self.value.check()?;
        let value = super::door::to_json(&self.value)?;
        let changed = match self.version {
            0 => tx
                .insert_unless_taken(
                    "INSERT INTO settings (key, value, version, changed_act) VALUES (?1, ?2, 1, ?3)",
                    params![S::KEY, value, by.act],
                )?
                .is_some(),
            seen => {
                tx.execute(
                    "UPDATE settings SET value = ?2, version = version + 1, changed_act = ?3
                     WHERE key = ?1 AND version = ?4",
                    params![S::KEY, value, by.act, seen],
                )? == 1
            }
        };
        match changed {
            true => Ok(self.version + 1),
            false => Err(changed_meanwhile::<S>(tx, by)?.into()),
        }
    }
}

fn changed_meanwhile<S: Setting>(tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Refusal, Trouble> {
    let now = tx.first(
        "SELECT settings.version, coalesce(accounts.name, ''), coalesce(at_ms, 0) FROM settings
         LEFT JOIN journal ON act = changed_act
         LEFT JOIN accounts ON accounts.id = journal.account WHERE key = ?1",
        [S::KEY],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let (version, who, at_ms) = now.unwrap_or_default();
    let at = Timestamp::from_ms(at_ms);
    let what = format!("the settings of “{}”", S::KEY);
    Ok(Refusal::changed(by, what, (who, at), version, Vec::new()))
}

/// How the shop sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selling {
    /// What is due in cash is rounded to a multiple of this; 1 rounds nothing.
    #[serde(rename = "cash_step_minor")]
    pub cash_step: Money,
    /// The largest discount on a line or basket that needs no supervisor.
    #[serde(rename = "discount_limit_percent")]
    pub discount_limit: Rate,
}

impl Default for Selling {
    fn default() -> Self {
        Selling {
            cash_step: Money::from_minor(1),
            discount_limit: Rate::TENTH,
        }
    }
}

impl Setting for Selling {
    const KEY: &'static str = "selling";
    const COMMAND: &'static str = "settings.selling";

    fn check(&self) -> Result<(), Refusal> {
        match self.cash_step.minor() {
            1..=1_000_000 => Ok(()),
            _ => Err(Refusal::invalid(
                "cash_step",
                "is between 1 and 1,000,000 of the smallest unit of money",
            )),
        }
    }
}
