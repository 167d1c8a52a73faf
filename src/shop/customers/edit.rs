//! Adding customers and changing what is known of them.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    digits,
};
use crate::{
    store::{WriteTx, params},
    values::{CustomerId, Name, Timestamp, line},
};

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
    email: Option<Option<String>>,
    note: Option<Option<String>>,
}

impl Texts {
    fn of(phone: Option<&str>, email: Option<&str>, note: Option<&str>) -> Result<Texts, Refusal> {
        let kept = |field: &str, typed: Option<&str>, most| {
            let Some(typed) = typed else { return Ok(None) };
            let text = line(typed, most).map_err(|why| Refusal::invalid(field, why))?;
            Ok::<_, Refusal>(Some((!text.is_empty()).then_some(text)))
        };
        let phone = kept("phone", phone, PHONE_MAX_CHARS)?;
        let digits = match &phone {
            Some(Some(phone)) => {
                Some(Some(digits(phone).ok_or_else(|| {
                    Refusal::invalid("phone", "a number has digits")
                })?))
            }
            Some(None) => Some(None),
            None => None,
        };
        let email = kept("email", email, EMAIL_MAX_CHARS)?;
        if let Some(Some(email)) = &email
            && !email.contains('@')
        {
            return Err(Refusal::invalid("email", "an address has an @"));
        }
        Ok(Texts {
            phone,
            digits,
            email,
            note: kept("note", note, NOTE_MAX_CHARS)?,
        })
    }
}

impl Command for AddCustomer {
    type Outcome = CustomerKept;
    const NAME: &'static str = "customers.add";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CustomerKept, Trouble> {
        let name = checked_name(&self.name)?;
        let texts = Texts::of(
            self.phone.as_deref(),
            self.email.as_deref(),
            self.note.as_deref(),
        )?;
        let id = tx.insert(
            "INSERT INTO customers (name, name_key, phone, digits, email, note, changed_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                name.as_str(),
                name.key(),
                texts.phone.flatten(),
                texts.digits.flatten(),
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

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CustomerKept, Trouble> {
        let name = self.name.as_deref().map(checked_name).transpose()?;
        let texts = Texts::of(
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
                 retired = coalesce(?13, retired)
             WHERE id = ?1 AND version = ?2",
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
                self.retired
            ],
        )?;
        match changed {
            1 => Ok(CustomerKept {
                customer: self.customer,
                version: self.version + 1,
            }),
            _ => Err(changed_meanwhile(tx, by, self.customer)?.into()),
        }
    }
}

fn changed_meanwhile(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    customer: CustomerId,
) -> Result<Refusal, Trouble> {
    let now = tx.first(
        "SELECT customers.name, customers.version, coalesce(accounts.name, 'somebody'), at_ms
         FROM customers LEFT JOIN journal ON act = changed_act
         LEFT JOIN accounts ON accounts.id = journal.account WHERE customers.id = ?1",
        [customer.get()],
        |row| {
            let at = row.get::<_, Option<i64>>(3)?.unwrap_or_default();
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, at))
        },
    )?;
    let (what, version, who, at_ms) = now.ok_or_else(|| Refusal::unknown("customer", customer))?;
    let at = Timestamp::from_ms(at_ms);
    Ok(Refusal::changed(by, what, (who, at), version, Vec::new()))
}

fn checked_name(typed: &str) -> Result<Name, Refusal> {
    Name::parse(typed).map_err(|why| Refusal::invalid("name", why))
}
