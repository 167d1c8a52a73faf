//! Selling: the basket, the sale in one commit, and its receipt.
//!
//! Promises: a sale is made whole or not at all; its lines carry the name and
//! price they were sold at; receipts are numbered without a gap.
//! Left out: taxes, discounts, tenders other than cash, returns.

pub mod baskets;
mod checkout;
mod receipts;

pub use checkout::{Checkout, CheckoutLine, HeldBasket, Sold};
pub use receipts::{Receipt, ReceiptLine, SaleRow, list, receipt};
