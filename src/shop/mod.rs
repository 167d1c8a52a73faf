//! What the shop does. [`Shop`] is the door: every change is a [`Command`]
//! run by [`Shop::execute`], where permission, request id and journal are
//! seen to once.
//!
//! Promises: an act happens whole or not at all; the same request id is
//! answered with the first outcome; who may not, is refused in the
//! transaction. Deliberately absent: windows, files in and out, the network.
//!
//! An area's tables are touched by that area only; another area calls its
//! functions with the transaction it already holds. Reading may join.

pub mod appointments;
mod audit;
mod backup;
pub mod books;
pub mod catalogue;
pub mod codes;
pub mod customers;
mod door;
mod facts;
mod founding;
mod holds;
pub mod invoices;
pub mod journal;
pub mod looking;
pub mod orders;
pub mod payments;
pub mod pricing;
pub mod printing;
mod refusal;
mod rekey;
pub mod safekeeping;
pub mod sales;
mod sample;
pub mod seals;
mod session;
pub mod settings;
pub mod shifts;
pub mod slots;
pub mod staff;
pub mod stock;
pub mod stored_value;
pub mod taxes;
pub mod verify;

pub use audit::{Audit, written_head};
pub use backup::{BackedUp, Restored, Restoring, restore};
pub use door::{Actor, Command, Shop};
pub use facts::{ShopFacts, shop_id};
pub use founding::Founding;
pub use refusal::{
    AskedOfSlot, BackOf, Difference, Ended, OtherAppointment, PriceChange, PromisedGoods, Refusal,
    Shortage, TakenBy, Thing, Trouble, ValueThen,
};
pub use rekey::{Rekeyed, rekey};
pub use session::Session;
pub use staff::{Permission, Role};
