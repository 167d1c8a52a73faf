//! What stands around the till: paper, printers with their drawer, and scales.
//!
//! Promises: a device that is out, off or slow is an answer in words for staff, within a time
//! that is bounded; nothing here holds up a sale, because no sale waits for it. [`slips`] words
//! the shop's rows, once; from there on a [`paper::Slip`] is texts only.
//! Leaves out SQL, and deciding what is printed when and tried again how often: that is the
//! shop's. A scanner needs nothing here, it types.

pub mod invoices;
pub mod outbox;
pub mod paper;
pub mod printer;
pub mod probe;
pub mod scale;
pub mod slips;
