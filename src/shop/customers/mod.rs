//! Customers: who they are, as far as they want to be known.
//!
//! Promises: found by any part of a name or a phone number, however it is
//! written; a change made from an older version is refused; who is retired
//! comes on no new receipt, and stays on the old ones.
//! Left out: what they are owed, which is `stored_value`'s.

mod edit;

pub use edit::{AddCustomer, CustomerKept, EditCustomer};

use serde::Serialize;

use super::{Refusal, Trouble};
use crate::{
    store::{self, Fault, ReadTx, Row, params},
    values::{CustomerId, Money, fold},
};

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The name.
    pub name: String,
    /// A phone number, as it was written.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// What is noted.
    pub note: Option<String>,
    /// Whether they come on no new receipt.
    pub retired: bool,
    /// Counts its changes.
    pub version: i64,
    /// Their credit at the shop.
    #[serde(rename = "credit_minor")]
    pub credit: Money,
}

const SELECT: &str = "SELECT customers.id, customers.name, phone, email, note, retired, version,
            coalesce((SELECT balance_minor FROM stored_value WHERE customer = customers.id), 0)
     FROM customers";

fn customer_of_row(row: &Row<'_>) -> store::RowResult<Customer> {
    Ok(Customer {
        id: CustomerId::new(row.get(0)?),
        name: row.get(1)?,
        phone: row.get(2)?,
        email: row.get(3)?,
        note: row.get(4)?,
        retired: row.get(5)?,
        version: row.get(6)?,
        credit: row.get(7).map(Money::from_minor)?,
    })
}

/// A customer, retired or not.
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

/// The customers in whose name or phone number `text` occurs, by name; all of
/// them where it is empty. Retired ones come last.
///
/// # Errors
/// A fault of the file.
pub fn search(db: &ReadTx<'_>, text: &str, limit: u32) -> Result<Vec<Customer>, Fault> {
    let text = text.trim();
    let digits = digits(text);
    // A number is looked for as its digits, but not in every word with a digit.
    let number = digits.filter(|_| !text.chars().any(char::is_alphabetic));
    db.all(
        &format!(
            "{SELECT} WHERE instr(name_key, ?1) > 0 OR instr(digits, ?2) > 0
             ORDER BY retired, name_key, customers.id LIMIT ?3"
        ),
        params![fold(text), number, limit],
        customer_of_row,
    )
}

/// The digits of what was typed, if there are any.
fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Sees that a customer can come on a new receipt; the answer is their name.
pub(super) fn for_receipt(db: &ReadTx<'_>, id: CustomerId) -> Result<String, Trouble> {
    let found = db.first(
        "SELECT name, retired FROM customers WHERE id = ?1",
        [id.get()],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)),
    )?;
    match found {
        None => Err(Refusal::unknown("customer", id).into()),
        Some((name, true)) => {
            let why = format!("{name} is retired; bring them back, or leave the customer out");
            Err(Refusal::invalid("customer", why).into())
        }
        Some((name, false)) => Ok(name),
    }
}
