//! Invoices as they are read.

use serde::{Deserialize, Serialize};

use super::super::{catalogue::unit_of, taxes::rate_of};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, params, unreadable},
    values::{CustomerId, InvoiceId, Money, PaymentId, Rate, SweetId, Timestamp, Unit},
};

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What is to be paid, or was.
    Invoice,
    /// What corrects an invoice.
    CreditNote,
}

impl Kind {
    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Invoice => "invoice",
            Kind::CreditNote => "credit_note",
        }
    }
}

/// How far it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// Nothing was paid yet.
    Open,
    /// Some of it was paid.
    PartPaid,
    /// All of it was paid.
    Paid,
    /// It was given up before anything was paid.
    Void,
    /// It is a credit note.
    Issued,
}

impl InvoiceState {
    const ALL: [InvoiceState; 5] = [
        InvoiceState::Open,
        InvoiceState::PartPaid,
        InvoiceState::Paid,
        InvoiceState::Void,
        InvoiceState::Issued,
    ];

    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            InvoiceState::Open => "open",
            InvoiceState::PartPaid => "part_paid",
            InvoiceState::Paid => "paid",
            InvoiceState::Void => "void",
            InvoiceState::Issued => "issued",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<InvoiceState> {
        let mut all = InvoiceState::ALL.into_iter();
        all.find(|state| state.word() == word)
    }
}

/// An invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invoice {
    /// Which.
    pub id: InvoiceId,
    /// What it is.
    pub kind: Kind,
    /// Its number, as it is written.
    pub number: String,
    /// When it was issued.
    pub at: Timestamp,
    /// Who issued it; none where a provider's message did.
    pub by: Option<String>,
    /// Whom it is for, as they were called then; "erased customer 12" where they were erased.
    pub customer: Option<String>,
    /// Which customer they are now.
    pub customer_id: Option<CustomerId>,
    /// The number of the invoice that it corrects.
    pub credits: Option<String>,
    /// Why it corrects it.
    pub reason: Option<String>,
    /// The receipt of its goods, once they were sold or came back.
    pub receipt: Option<i64>,
    /// What it is for, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What was paid of it.
    #[serde(rename = "paid_minor")]
    pub paid: Money,
    /// What credit notes took back of that.
    #[serde(rename = "credited_minor")]
    pub credited: Money,
    /// How far it is paid.
    pub state: InvoiceState,
    /// Its lines; a list leaves them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<InvoiceLine>,
    /// What paid it; a list leaves it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allocations: Vec<Allocation>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvoiceLine {
    /// Which sweet; none where it is none.
    pub sweet: Option<SweetId>,
    /// Its name then.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How much of the unit.
    pub quantity: i64,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for.
    pub per: i64,
    /// Price for the quantity, before any discount.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What is taken off: its own discount, and its share of the whole's.
    #[serde(rename = "discount_minor")]
    pub discount: Money,
    /// Without taxes.
    #[serde(rename = "net_minor")]
    pub net: Money,
    /// The taxes, in their order.
    pub taxes: Vec<InvoiceTax>,
    /// What it comes to, taxes in.
    #[serde(rename = "gross_minor")]
    pub gross: Money,
    /// What was noted with it.
    pub note: Option<String>,
}

/// A tax of a line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvoiceTax {
    /// Its name then.
    pub name: String,
    /// Its rate then.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices had it inside.
    pub inside: bool,
    /// What it came to.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// What paid an invoice, or some of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allocation {
    /// The provider's payment.
    pub payment: Option<PaymentId>,
    /// The receipt whose tenders paid it.
    pub receipt: Option<i64>,
    /// How much of it.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

pub(super) const ROWS: &str = "SELECT invoices.id, kind, number, at_ms, accounts.name,
        -- An erased customer's name is kept in the row, and shown nowhere.
        coalesce((SELECT name FROM customers AS c WHERE c.id = invoices.customer
                  AND erased_act IS NOT NULL), customer_name),
        (SELECT coalesce(merged_into, c.id) FROM customers AS c WHERE c.id = invoices.customer),
        (SELECT number FROM invoices AS first WHERE first.id = invoices.credits), reason, sale,
        total_minor, paid_minor, credited_minor, state
    FROM invoices LEFT JOIN accounts ON accounts.id = account";

pub(super) fn of_row(row: &Row<'_>) -> RowResult<Invoice> {
    let money = |column| row.get(column).map(Money::from_minor);
    Ok(Invoice {
        id: InvoiceId::new(row.get(0)?),
        kind: match row.get_ref(1)?.as_str()? {
            "invoice" => Kind::Invoice,
            "credit_note" => Kind::CreditNote,
            other => return Err(unreadable(1, format!("no kind: “{other}”"))),
        },
        number: row.get(2)?,
        at: Timestamp::from_ms(row.get(3)?),
        by: row.get(4)?,
        customer: row.get(5)?,
        customer_id: row.get::<_, Option<i64>>(6)?.map(CustomerId::new),
        credits: row.get(7)?,
        reason: row.get(8)?,
        receipt: row.get(9)?,
        total: money(10)?,
        paid: money(11)?,
        credited: money(12)?,
        state: state_of(row, 13)?,
        lines: Vec::new(),
        allocations: Vec::new(),
    })
}

fn state_of(row: &Row<'_>, column: usize) -> RowResult<InvoiceState> {
    let word = row.get_ref(column)?.as_str()?;
    InvoiceState::of(word).ok_or_else(|| unreadable(column, format!("no state: “{word}”")))
}

/// An invoice or credit note.
///
/// # Errors
/// A fault of the file.
pub fn invoice(db: &ReadTx<'_>, id: InvoiceId) -> Result<Option<Invoice>, Fault> {
    let sql = format!("{ROWS} WHERE invoices.id = ?1");
    let Some(mut found) = db.first(&sql, [id.get()], of_row)? else {
        return Ok(None);
    };
    found.lines = db.all(
        "SELECT sweet, name, unit, quantity, price_minor, per, amount_minor, discount_minor,
                net_minor, gross_minor, note
         FROM invoice_lines WHERE invoice = ?1 ORDER BY line",
        [id.get()],
        line_of,
    )?;
    for (place, line) in found.lines.iter_mut().enumerate() {
        line.taxes = db.all(
            "SELECT name, rate, inside, tax_minor FROM invoice_taxes
             WHERE invoice = ?1 AND line = ?2 ORDER BY place",
            params![id.get(), place as i64],
            |row| {
                Ok(InvoiceTax {
                    name: row.get(0)?,
                    rate: rate_of(row, 1)?,
                    inside: row.get(2)?,
                    amount: row.get(3).map(Money::from_minor)?,
                })
            },
        )?;
    }
    found.allocations = db.all(
        "SELECT payment, receipt, amount_minor FROM allocations WHERE invoice = ?1 ORDER BY id",
        [id.get()],
        |row| {
            Ok(Allocation {
                payment: row.get::<_, Option<i64>>(0)?.map(PaymentId::new),
                receipt: row.get(1)?,
                amount: row.get(2).map(Money::from_minor)?,
            })
        },
    )?;
    Ok(Some(found))
}

fn line_of(row: &Row<'_>) -> RowResult<InvoiceLine> {
    let money = |column| row.get(column).map(Money::from_minor);
    Ok(InvoiceLine {
        sweet: row.get::<_, Option<i64>>(0)?.map(SweetId::new),
        name: row.get(1)?,
        unit: unit_of(row, 2)?,
        quantity: row.get(3)?,
        price: money(4)?,
        per: row.get(5)?,
        amount: money(6)?,
        discount: money(7)?,
        net: money(8)?,
        taxes: Vec::new(),
        gross: money(9)?,
        note: row.get(10)?,
    })
}

/// The invoice or credit note of a number, as it is written.
///
/// # Errors
/// A fault of the file.
pub fn find(db: &ReadTx<'_>, number: &str) -> Result<Option<Invoice>, Fault> {
    let id = db.first(
        "SELECT id FROM invoices WHERE number = ?1",
        [number.trim()],
        |row| row.get(0).map(InvoiceId::new),
    )?;
    match id {
        Some(id) => invoice(db, id),
        None => Ok(None),
    }
}

/// The invoices and credit notes before `before` (or the last ones), newest
/// first, without their lines.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, before: Option<InvoiceId>, limit: u32) -> Result<Vec<Invoice>, Fault> {
    let sql = format!("{ROWS} WHERE invoices.id < ?1 ORDER BY invoices.id DESC LIMIT ?2");
    let before = before.map_or(i64::MAX, InvoiceId::get);
    db.all(&sql, params![before, limit], of_row)
}
