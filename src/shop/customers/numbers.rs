//! Phone numbers: by which country they are read, and reading them anew.
//!
//! Promises: a number that is added or changed is read in the same commit; where another country
//! was chosen, or an older program wrote the rows, all are read when the shop is opened, some
//! thousand a commit. What can't be read stays as it was written.

use serde::{Deserialize, Serialize};

use super::super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble,
    settings::{self, Setting},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Country, Phone, RequestId, ShopZone},
};

/// How many numbers are read in one commit.
const AT_ONCE: usize = 2_000;

/// What stands for a shop whose country is not known.
const NOWHERE: &str = "-";

/// How the shop reads phone numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhoneRules {
    /// The two letters of the country whose numbers are written without their country's code;
    /// empty: the one the shop's time zone lies in.
    pub country: String,
}

impl Setting for PhoneRules {
    const KEY: &'static str = "phones";
    const COMMAND: &'static str = "settings.phones";

    fn check(&self) -> Result<(), Refusal> {
        match self.country.is_empty() {
            true => Ok(()),
            false => Country::parse(&self.country)
                .map(drop)
                .map_err(|why| Refusal::invalid("country", why)),
        }
    }
}

/// The country whose numbers are written without their country's code, where that is known.
///
/// # Errors
/// A fault of the file.
pub fn country(db: &ReadTx<'_>) -> Result<Option<Country>, Fault> {
    let (rules, _) = settings::load::<PhoneRules>(db)?;
    if let Ok(chosen) = Country::parse(&rules.country) {
        return Ok(Some(chosen));
    }
    let zone: String = db.one("SELECT time_zone FROM shop", [], |row| row.get(0))?;
    Ok(ShopZone::parse(&zone).ok().and_then(Country::of_zone))
}

/// Reads the numbers of the customers after one, by id, some at a time. Not journalled: E.164
/// says nothing that what was written does not.
#[derive(Serialize)]
struct ReadNumbers {
    after: i64,
}

impl Command for ReadNumbers {
    /// The last customer that was looked at, where there may be more.
    type Outcome = Option<i64>;
    const NAME: &'static str = "customers.read_numbers";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<Option<i64>, Trouble> {
        let country = country(tx)?;
        let some = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let written: Vec<(i64, String)> = tx.all(
            "SELECT id, phone FROM customers WHERE id > ?1 AND phone IS NOT NULL
             ORDER BY id LIMIT ?2",
            [self.after, some],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (id, phone) in &written {
            let read = Phone::parse(phone, country).ok();
            tx.execute(
                "UPDATE customers SET e164 = ?2 WHERE id = ?1",
                params![id, read.as_ref().map(Phone::as_str)],
            )?;
        }
        match written.last() {
            Some((last, _)) if written.len() == AT_ONCE => Ok(Some(*last)),
            _ => {
                numbers_were_read(tx, country)?;
                Ok(None)
            }
        }
    }
}

/// Notes that every number was read by this country.
pub(in crate::shop) fn numbers_were_read(
    tx: &WriteTx<'_>,
    country: Option<Country>,
) -> Result<(), Fault> {
    let code = country.as_ref().map_or(NOWHERE, Country::code);
    tx.execute("UPDATE number_reading SET country = ?1", [code])
        .map(drop)
}

/// Reads the numbers where they were read by another country, or by no program that could.
/// Where that can't be done now they stay as they are: the next opening tries again.
pub(in crate::shop) fn keep_numbers_read(shop: &Shop) -> Result<(), Fault> {
    let (read_by, country) = shop.read(|db| {
        let read_by = db.one("SELECT country FROM number_reading", [], |row| {
            row.get::<_, String>(0)
        })?;
        Ok((read_by, country(db)?))
    })?;
    let now = country.as_ref().map_or(NOWHERE, Country::code);
    let mut next = (read_by != now).then_some(0);
    while let Some(after) = next {
        let session = Session::visitor("reading phone numbers");
        match shop.execute(&session, RequestId::new(), ReadNumbers { after }) {
            Ok(more) => next = more,
            Err(trouble) => {
                tracing::warn!(%trouble, "the customers' phone numbers could not be read");
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Reads the numbers where another country was chosen since they were read. Call it after such a
/// choice; opening the shop does it too.
///
/// # Errors
/// A fault of the file.
pub fn read_numbers_anew(shop: &Shop) -> Result<(), Fault> {
    keep_numbers_read(shop)
}
