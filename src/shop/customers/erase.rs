//! Forgetting somebody who asks for it.
//!
//! Promises: name, phone, address and note are gone from the customer, from whoever was merged
//! into them, and from what carries a copy that may be changed: open baskets name nobody, the
//! quotations that are named lose the name, orders taken by name on their number lose both, those
//! that have ended their note, and codes on the way to them are withdrawn. Receipts
//! keep numbers and amounts, and show "erased customer 12".
//! Left out, and told: invoices keep the name in the file, because the law has the shop keep them
//! as they were issued (no screen, slip or list shows it any more); records that a program before
//! this one wrote into the journal, which is sealed; backups made before; what a payment provider
//! sent, kept as its proof; and what somebody typed into the notes of a sale, an order's line or an
//! appointment, whose every change is kept.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, codes, orders, sales},
    edit::changed_meanwhile,
    rows::customer,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{CustomerId, Money, Phone, fold},
};

/// Erases a customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EraseCustomer {
    /// Whom.
    pub customer: CustomerId,
    /// The version that was looked at.
    pub version: i64,
    /// The quotations that are theirs: a quotation has a name, and no customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotations: Vec<i64>,
    /// Whether they give up the credit they have; without it who has some is not erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub give_up_credit: bool,
}

/// Who was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Whom.
    pub customer: CustomerId,
    /// What stands where the name stood.
    pub called: String,
}

/// What stands where the name of an erased customer stood.
fn called(id: CustomerId) -> String {
    format!("erased customer {id}")
}

impl Command for EraseCustomer {
    type Outcome = Erased;
    const NAME: &'static str = "customers.erase";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Erased, Trouble> {
        let now = customer(tx, self.customer)?
            .ok_or_else(|| Refusal::unknown("customer", self.customer))?;
        if now.version != self.version || now.is_gone() {
            return Err(changed_meanwhile(tx, by, self.customer, |_| Vec::new())?.into());
        }
        if now.credit > Money::ZERO && !self.give_up_credit {
            let why = format!(
                "{} is owed {} of credit; let them spend it, or erase them with give_up_credit",
                now.name,
                by.shop.currency.format(now.credit)
            );
            return Err(Refusal::invalid("customer", why).into());
        }
        for (id, phone) in known_as(tx, self.customer)? {
            let called = called(id);
            tx.execute(
                "UPDATE customers SET name = ?2, name_key = ?3, phone = NULL, digits = NULL,
                     e164 = NULL, email = NULL, note = NULL, retired = 1, erased_act = ?4,
                     version = version + 1, changed_act = ?4
                 WHERE id = ?1 AND erased_act IS NULL",
                params![id.get(), called, fold(&called), by.act],
            )?;
            sales::baskets::hand_on(tx, id, None)?;
            if let Some(phone) = &phone {
                codes::forget(tx, by, phone)?;
            }
            orders::forget_who(tx, id, phone.as_ref(), &called)?;
        }
        let called = called(self.customer);
        for number in &self.quotations {
            sales::quotes::forget_name(tx, *number, &called)?;
        }
        Ok(Erased {
            customer: self.customer,
            called,
        })
    }
}

/// A customer and whoever was merged into them, each with their number.
fn known_as(db: &ReadTx<'_>, id: CustomerId) -> Result<Vec<(CustomerId, Option<Phone>)>, Fault> {
    db.all(
        "SELECT id, e164 FROM customers WHERE id = ?1 OR merged_into = ?1",
        [id.get()],
        |row| {
            let e164: Option<String> = row.get(1)?;
            let phone = e164.and_then(|e164| Phone::stored(&e164).ok());
            Ok((CustomerId::new(row.get(0)?), phone))
        },
    )
}

/// What erasing a customer comes to, for whoever decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Receipts that keep numbers and amounts, and lose the name.
    pub receipts: i64,
    /// Invoices and credit notes that keep the name in the file.
    pub invoices: i64,
    /// Orders for later that lose the name: theirs, and those taken by name on their number.
    pub orders: i64,
    /// Appointments that lose the name.
    pub appointments: i64,
    /// Quotations with the same name, which may be somebody else's.
    pub quotations: Vec<NamedQuotation>,
    /// What they are owed.
    #[serde(rename = "credit_minor")]
    pub credit: Money,
    /// Records of the journal that an older program wrote with what was known of them.
    pub old_records: i64,
}

/// A quotation in somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedQuotation {
    /// Its number.
    pub number: i64,
    /// Whom it is for.
    pub customer: String,
    /// What it comes to.
    #[serde(rename = "total_minor")]
    pub total: Money,
}

/// What erasing a customer comes to. Goes back through the journal: asked only when somebody is
/// about to.
///
/// # Errors
/// A fault of the file.
pub fn erasure(db: &ReadTx<'_>, id: CustomerId) -> Result<Option<Erasure>, Fault> {
    let Some(now) = customer(db, id)? else {
        return Ok(None);
    };
    let them = "(SELECT id FROM customers WHERE id = ?1 OR merged_into = ?1)";
    let count = |sql: &str| db.one(sql, [id.get()], |row| row.get::<_, i64>(0));
    let names: Vec<String> = db.all(
        &format!("SELECT name_key FROM customers WHERE id IN {them}"),
        [id.get()],
        |row| row.get(0),
    )?;
    let mut quotations = db.all(
        "SELECT number, customer, total_minor FROM quotations ORDER BY number",
        [],
        |row| {
            Ok(NamedQuotation {
                number: row.get(0)?,
                customer: row.get(1)?,
                total: row.get(2).map(Money::from_minor)?,
            })
        },
    )?;
    let (mut ordered, mut counted) = (0_i64, Vec::new());
    for (id, phone) in known_as(db, id)? {
        // Two who were merged may have had one number.
        let phone = phone.filter(|phone| !counted.contains(phone));
        ordered = ordered.saturating_add(orders::count_of(db, id, phone.as_ref())?);
        counted.extend(phone);
    }
    quotations.retain(|quotation| names.contains(&fold(&quotation.customer)));
    Ok(Some(Erasure {
        receipts: count(&format!(
            "SELECT count(*) FROM sales WHERE customer IN {them}"
        ))?,
        invoices: count(&format!(
            "SELECT count(*) FROM invoices WHERE customer IN {them}"
        ))?,
        orders: ordered,
        appointments: count(&format!(
            "SELECT count(*) FROM appointments WHERE customer IN {them}"
        ))?,
        quotations,
        credit: now.credit,
        old_records: count(&format!(
            "SELECT count(*) FROM journal
             WHERE (command = 'customers.add' OR command = 'customers.edit')
               AND outcome ->> 'customer' IN {them} AND instr(asked, '\"veiled:') = 0
               AND (asked ->> 'name' IS NOT NULL OR asked ->> 'phone' IS NOT NULL
                    OR asked ->> 'email' IS NOT NULL OR asked ->> 'note' IS NOT NULL)"
        ))?,
    }))
}
