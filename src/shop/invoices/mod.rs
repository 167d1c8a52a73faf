//! Invoices: numbered without a gap, paid in parts or whole, never edited.
//!
//! Promises: a number is at most 16 of `A-Z a-z 0-9 - /`, in a series of its
//! financial year; what was paid of an invoice never exceeds it and never goes
//! back; what is wrong is corrected by a credit note, and credit notes never
//! exceed what was paid. Left out: paper, and what paid it, which is `payments`'
//! or a receipt's.

mod books;
mod issue;
mod notes;
mod raise;
mod rows;
mod series;

pub use notes::credit_notes;
pub use raise::{RaiseInvoice, Raised};
pub use rows::{
    Allocation, Invoice, InvoiceLine, InvoiceState, InvoiceTax, Kind, find, invoice, list,
};
pub use series::{Invoicing, financial_year};

pub(super) use books::{FINAL, RULES};
pub(super) use issue::{
    Credit, NewInvoice, NewLine, NewTax, Paid, allocate, credit, credit_return, issue, sold_on,
    void,
};
