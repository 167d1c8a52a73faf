//! The credit notes of an invoice.

use super::{
    Invoice,
    rows::{ROWS, of_row},
};
use crate::{
    store::{Fault, ReadTx},
    values::InvoiceId,
};

/// The credit notes that correct an invoice, oldest first, without their lines.
///
/// # Errors
/// A fault of the file.
pub fn credit_notes(db: &ReadTx<'_>, invoice: InvoiceId) -> Result<Vec<Invoice>, Fault> {
    let sql = format!("{ROWS} WHERE invoices.credits = ?1 ORDER BY invoices.id");
    db.all(&sql, [invoice.get()], of_row)
}
