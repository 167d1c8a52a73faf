//! Selling: the basket, the sale in one commit, its receipt, and what comes
//! back.
//!
//! Promises: a sale is made whole or not at all; its lines carry the name,
//! price and taxes they were sold with; receipts are numbered without a gap;
//! nothing is taken back twice.
//! Left out: what things cost, which is `pricing`'s.

mod asked;
pub mod baskets;
mod checkout;
mod finals;
mod held;
mod price;
pub mod quotes;
mod receipts;
mod rows;
mod shelf;
mod stored;
mod take_back;
mod worth;

pub use asked::{
    CheckoutLine, GiftCardLine, HeldBasket, OfQuotation, QuickItem, Tender, TenderKind,
};
pub use checkout::{Checkout, Sold};
pub use receipts::{
    Buyer, Kind, Receipt, ReceiptLine, ReceiptTax, ReceiptTender, SaleRow, list, receipt,
};
pub use take_back::{Destination, Refunded, TakeBack, TakenLine, TookBack, VoidSale};
pub use worth::{ReturnPreview, preview_return};

pub(super) use held::HeldSale;

pub(super) use finals::FINAL;
