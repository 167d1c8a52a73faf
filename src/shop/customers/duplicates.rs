//! Customers that are likely one: of the same number, or of the same name.

use serde::Serialize;

use super::rows::{Customer, SELECT, customer_of_row};
use crate::store::{Fault, ReadTx};

/// Why customers are likely one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They have one number.
    Phone,
    /// They have one name, in whatever case.
    Name,
}

/// Customers that are likely one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duplicates {
    /// Why.
    pub like: Likeness,
    /// Them, oldest first.
    pub customers: Vec<Customer>,
}

/// Customers that are likely one, those of one number first; at most `most` groups.
///
/// # Errors
/// A fault of the file.
pub fn duplicates(db: &ReadTx<'_>, most: usize) -> Result<Vec<Duplicates>, Fault> {
    let mut found: Vec<Duplicates> = Vec::new();
    for (like, key) in [(Likeness::Phone, "e164"), (Likeness::Name, "name_key")] {
        let alive = "merged_into IS NULL AND erased_act IS NULL";
        let rows: Vec<(String, Customer)> = db.all(
            &format!(
                "{} WHERE {alive} AND {key} IN (
                     SELECT {key} FROM customers WHERE {alive} AND {key} IS NOT NULL
                     GROUP BY {key} HAVING count(*) > 1 LIMIT ?1)
                 ORDER BY {key}, customers.id",
                SELECT.replacen("FROM customers", &format!(", {key} FROM customers"), 1)
            ),
            [i64::try_from(most).unwrap_or(i64::MAX)],
            |row| Ok((row.get(11)?, customer_of_row(row)?)),
        )?;
        let mut last: Option<String> = None;
        let mut groups: Vec<Vec<Customer>> = Vec::new();
        for (key, customer) in rows {
            match groups.last_mut().filter(|_| last.as_ref() == Some(&key)) {
                Some(group) => group.push(customer),
                None => groups.push(vec![customer]),
            }
            last = Some(key);
        }
        for customers in groups {
            let same = |other: &Duplicates| {
                customers
                    .iter()
                    .all(|one| other.customers.iter().any(|two| two.id == one.id))
            };
            if found.len() < most && !found.iter().any(same) {
                found.push(Duplicates { like, customers });
            }
        }
    }
    Ok(found)
}
