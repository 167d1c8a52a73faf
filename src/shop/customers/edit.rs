//! Adding customers and changing what is known of them.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, journal, refusal::Difference},
    numbers,
    rows::{Customer, customer, digits},
};
use crate::{
    store::{Fault, Key, WriteTx, params},
    values::{CustomerId, Name, Phone, RequestId, Timestamp, line},
};

/// What the journal does not have of a customer.
const VEILED: &[&str] = &["name", "phone", "email", "note"];

const PHONE_MAX_CHARS: usize = 40;
const EMAIL_MAX_CHARS: usize = 200;
const NOTE_MAX_CHARS: usize = 500;

/// Adds a customer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddCustomer {
    /// The name; others may have the same.
    pub name: String,
    /// A phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// An e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Changes what is known of a customer. What is left out stays; an empty text
/// takes away what is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditCustomer {
    /// Whom.
    pub customer: CustomerId,
    /// The version the change was made from.
    pub version: i64,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// An e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether they come on no new receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

/// A customer that was added or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerKept {
    /// Whom.
    pub customer: CustomerId,
    /// Its version now.
    pub version: i64,
}

/// The texts as they are kept: `None` where one is left out, and `Some(None)`
/// where it is to be empty.
struct Texts {
    phone: Option<Option<String>>,
    digits: Option<Option<String>>,
    e164: Option<Option<String>>,
    email: Option<Option<String>>,
    note: Option<Option<String>>,
}

impl Texts {
    fn of(
        tx: &WriteTx<'_>,
        phone: Option<&str>,
        email: Option<&str>,
        note: Option<&str>,
    ) -> Result<Texts, Trouble> {
        let kept = |field: &str, typed: Option<&str>, most| {
            let Some(typed) = typed else { return Ok(None) };
            let text = line(typed, most).map_err(|why| Refusal::invalid(field, why))?;
            Ok::<_, Refusal>(Some((!text.is_empty()).then_some(text)))
        };
        let phone = kept("phone", phone, PHONE_MAX_CHARS)?;
        let e164 = match &phone {
            Some(Some(phone)) => {
                let read = Phone::parse(phone, numbers::country(tx)?);
                let read = read.map_err(|why| Refusal::invalid("phone", why))?;
                Some(Some(read.as_str().to_owned()))
            }
            Some(None) => Some(None),
            None => None,
        };
        let email = kept("email", email, EMAIL_MAX_CHARS)?;
        if let Some(Some(email)) = &email
            && !email.contains('@')
        {
            return Err(Refusal::invalid("email", "an address has an @").into());
        }
        Ok(Texts {
            digits: phone
                .as_ref()
                .map(|phone| phone.as_deref().and_then(digits)),
            phone,
            e164,
            email,
            note: kept("note", note, NOTE_MAX_CHARS)?,
        })
    }
}

impl Command for AddCustomer {
    type Outcome = CustomerKept;
    const NAME: &'static str = "customers.add";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        if self.phone.is_some() {
            Phone::get_ready();
        }
        journal::veiled(self, (key, request), VEILED)
    }

    fn asked_of_old(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CustomerKept, Trouble> {
        let name = checked_name(&self.name)?;
        let texts = Texts::of(
            tx,
            self.phone.as_deref(),
            self.email.as_deref(),
            self.note.as_deref(),
        )?;
        let id = tx.insert(
            "INSERT INTO customers (name, name_key, phone, digits, e164, email, note, changed_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                name.as_str(),
                name.key(),
                texts.phone.flatten(),
                texts.digits.flatten(),
                texts.e164.flatten(),
                texts.email.flatten(),
                texts.note.flatten(),
                by.act
            ],
        )?;
        Ok(CustomerKept {
            customer: CustomerId::new(id),
            version: 1,
        })
    }
}

impl Command for EditCustomer {
    type Outcome = CustomerKept;
    const NAME: &'static str = "customers.edit";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        if self.phone.is_some() {
            Phone::get_ready();
        }
        journal::veiled(self, (key, request), VEILED)
    }

    fn asked_of_old(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CustomerKept, Trouble> {
        let name = self.name.as_deref().map(checked_name).transpose()?;
        let texts = Texts::of(
            tx,
            self.phone.as_deref(),
            self.email.as_deref(),
            self.note.as_deref(),
        )?;
        let changed = tx.execute(
            "UPDATE customers SET version = version + 1, changed_act = ?3,
                 name = coalesce(?4, name), name_key = coalesce(?5, name_key),
                 phone = CASE WHEN ?6 THEN ?7 ELSE phone END,
                 digits = CASE WHEN ?6 THEN ?8 ELSE digits END,
                 email = CASE WHEN ?9 THEN ?10 ELSE email END,
                 note = CASE WHEN ?11 THEN ?12 ELSE note END,
                 retired = coalesce(?13, retired),
                 e164 = CASE WHEN ?6 THEN ?14 ELSE e164 END
             WHERE id = ?1 AND version = ?2 AND merged_into IS NULL AND erased_act IS NULL",
            params![
                self.customer.get(),
                self.version,
                by.act,
                name.as_ref().map(Name::as_str),
                name.as_ref().map(Name::key),
                texts.phone.is_some(),
                texts.phone.flatten(),
                texts.digits.flatten(),
                texts.email.is_some(),
                texts.email.flatten(),
                texts.note.is_some(),
                texts.note.flatten(),
                self.retired,
                texts.e164.flatten()
            ],
        )?;
        match changed {
            1 => Ok(CustomerKept {
                customer: self.customer,
                version: self.version + 1,
            }),
            _ => Err(changed_meanwhile(tx, by, self.customer, |now| self.differs(now))?.into()),
        }
    }
}

impl EditCustomer {
    /// Both values of each field that is not what it is to be.
    fn differs(&self, now: &Customer) -> Vec<Difference> {
        let theirs = |text: &Option<String>| text.clone().unwrap_or_default();
        let word = |retired: bool| if retired { "yes" } else { "no" }.to_owned();
        let fields = [
            ("name", now.name.clone(), self.name.clone()),
            ("phone", theirs(&now.phone), self.phone.clone()),
            ("email", theirs(&now.email), self.email.clone()),
            ("note", theirs(&now.note), self.note.clone()),
            ("retired", word(now.retired), self.retired.map(word)),
        ];
        let differ = fields.into_iter().filter(|(_, theirs, yours)| {
            let yours = yours.as_ref().map(|yours| yours.trim());
            yours.is_some_and(|yours| yours != theirs.as_str())
        });
        differ
            .map(|(field, theirs, yours)| Difference {
                field: field.into(),
                theirs,
                yours,
            })
            .collect()
    }
}

/// Why a change was not made: there is no such customer, they are gone, or somebody changed them.
pub(super) fn changed_meanwhile(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: CustomerId,
    differs: impl FnOnce(&Customer) -> Vec<Difference>,
) -> Result<Refusal, Trouble> {
    let now = customer(tx, id)?.ok_or_else(|| Refusal::unknown("customer", id))?;
    if now.erased {
        return Ok(Refusal::invalid("customer", format!("is {}", now.name)));
    }
    if let Some(into) = now.merged_into {
        let kept = customer(tx, into)?.map_or(into.to_string(), |kept| kept.name);
        let why = format!("was merged into {kept} (customer {into}); do it there");
        return Ok(Refusal::invalid("customer", why));
    }
    let last = tx.first(
        "SELECT coalesce(accounts.name, 'somebody'), at_ms
         FROM customers JOIN journal ON act = changed_act
         LEFT JOIN accounts ON accounts.id = journal.account WHERE customers.id = ?1",
        [id.get()],
        |row| Ok((row.get(0)?, Timestamp::from_ms(row.get(1)?))),
    )?;
    let last = last.unwrap_or_else(|| ("somebody".to_owned(), Timestamp::default()));
    let differences = differs(&now);
    Ok(Refusal::changed(
        by,
        now.name,
        last,
        now.version,
        differences,
    ))
}

fn checked_name(typed: &str) -> Result<Name, Refusal> {
    Name::parse(typed).map_err(|why| Refusal::invalid("name", why))
}
