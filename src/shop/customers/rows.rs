//! Customers as they are read.

use serde::Serialize;

use super::{Refusal, Trouble, numbers};
use crate::{
    store::{self, Fault, ReadTx, Row, params},
    values::{CustomerId, Money, Phone, fold},
};

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The name; "erased customer 12" where they were erased.
    pub name: String,
    /// A phone number, as it was written.
    pub phone: Option<String>,
    /// The number in E.164, where what was written is one.
    pub e164: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// What is noted.
    pub note: Option<String>,
    /// Whether they come on no new receipt.
    pub retired: bool,
    /// Counts its changes.
    pub version: i64,
    /// Who has been everything of theirs since they were merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CustomerId>,
    /// Whether they were erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// Their credit at the shop.
    #[serde(rename = "credit_minor")]
    pub credit: Money,
}

impl Customer {
    /// Whether nothing can be changed of them any more: they were merged away or erased.
    pub fn is_gone(&self) -> bool {
        self.erased || self.merged_into.is_some()
    }
}

pub(super) const SELECT: &str =
    "SELECT customers.id, customers.name, phone, e164, email, note, retired, version,
            merged_into, erased_act IS NOT NULL,
            coalesce((SELECT balance_minor FROM stored_value WHERE customer = customers.id), 0)
     FROM customers";

pub(super) fn customer_of_row(row: &Row<'_>) -> store::RowResult<Customer> {
    Ok(Customer {
        id: CustomerId::new(row.get(0)?),
        name: row.get(1)?,
        phone: row.get(2)?,
        e164: row.get(3)?,
        email: row.get(4)?,
        note: row.get(5)?,
        retired: row.get(6)?,
        version: row.get(7)?,
        merged_into: row.get::<_, Option<i64>>(8)?.map(CustomerId::new),
        erased: row.get(9)?,
        credit: row.get(10).map(Money::from_minor)?,
    })
}

/// A customer, retired, merged or erased too.
///
/// # Errors
/// A fault of the file.
pub fn customer(db: &ReadTx<'_>, id: CustomerId) -> Result<Option<Customer>, Fault> {
    db.first(
        &format!("{SELECT} WHERE customers.id = ?1"),
        [id.get()],
        customer_of_row,
    )
}

/// Who a customer is now: themselves, or who they were merged into.
///
/// # Errors
/// A fault of the file.
pub fn current(db: &ReadTx<'_>, id: CustomerId) -> Result<Option<Customer>, Fault> {
    customer(db, is_now(db, id)?)
}

/// The customers in whose name or phone number `text` occurs, by name; all of
/// them where it is empty. Retired ones come last. Who was merged is found as
/// who they are now; who was erased is not found.
///
/// # Errors
/// A fault of the file.
pub fn search(db: &ReadTx<'_>, text: &str, limit: u32) -> Result<Vec<Customer>, Fault> {
    let text = text.trim();
    let digits = digits(text);
    // A number is looked for as its digits, but not in every word with a digit.
    let number = digits.filter(|_| !text.chars().any(char::is_alphabetic));
    let whole = match &number {
        Some(_) => Phone::parse(text, numbers::country(db)?).ok(),
        None => None,
    };
    db.all(
        &format!(
            "{SELECT} WHERE customers.id IN (
                 SELECT coalesce(merged_into, id) FROM customers
                 WHERE erased_act IS NULL
                   AND (instr(name_key, ?1) > 0 OR instr(digits, ?2) > 0
                        OR instr(e164, ?2) > 0 OR e164 = ?4))
             ORDER BY retired, name_key, customers.id LIMIT ?3"
        ),
        params![fold(text), number, limit, whole.as_ref().map(Phone::as_str)],
        customer_of_row,
    )
}

/// The digits of what was typed, if there are any.
pub(super) fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Who a customer is now: who they were merged into, or themselves.
pub(in crate::shop) fn is_now(db: &ReadTx<'_>, id: CustomerId) -> Result<CustomerId, Fault> {
    let sql = "SELECT coalesce(merged_into, id) FROM customers WHERE id = ?1";
    let now = db.first(sql, [id.get()], |row| row.get(0).map(CustomerId::new))?;
    Ok(now.unwrap_or(id))
}

/// Sees that a customer can come on a new receipt; the answer is who they are now, and their
/// name.
pub(in crate::shop) fn for_receipt(
    db: &ReadTx<'_>,
    id: CustomerId,
) -> Result<(CustomerId, String), Trouble> {
    let found = db.first(
        "SELECT now.id, now.name, now.retired FROM customers AS asked
         JOIN customers AS now ON now.id = coalesce(asked.merged_into, asked.id)
         WHERE asked.id = ?1",
        [id.get()],
        |row| {
            let now = CustomerId::new(row.get(0)?);
            Ok((now, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
        },
    )?;
    match found {
        None => Err(Refusal::unknown("customer", id).into()),
        Some((_, name, true)) => {
            let why = format!("{name} is retired; bring them back, or leave the customer out");
            Err(Refusal::invalid("customer", why).into())
        }
        Some((now, name, false)) => Ok((now, name)),
    }
}
