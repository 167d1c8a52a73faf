//! What stands around the till: paper, printers with their drawer, and scales.
//!
//! Promises: a device that is out, off or slow is an answer in words for staff, within a time
//! that is bounded; nothing here holds up a sale, because nothing here knows of one. Whoever
//! prints hands over a [`paper::Slip`] whose amounts and times are already texts, so that no
//! rule of money, tax or time is repeated here.
//! Leaves out SQL, and deciding what is printed when and tried again how often: that is the
//! shop's. A scanner needs nothing here, it types.

pub mod paper;
pub mod printer;
pub mod scale;
