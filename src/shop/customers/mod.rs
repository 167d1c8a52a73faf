//! Customers: who they are, as far as they want to be known.
//!
//! Promises: found by any part of a name or a phone number, however it is written; a change made
//! from an older version is refused, and both values are told; who is retired comes on no new
//! receipt, and stays on the old ones. Who was merged into another is that other wherever they
//! are read from then on. Who is erased is known no more, here or wherever they were copied to
//! that may be changed, and the journal never had their name. What they may be written is what
//! they said last.
//! Left out: what they are owed, which is `stored_value`'s, and what papers that the law keeps
//! say of them: invoices.

mod books;
mod consent;
mod duplicates;
mod edit;
mod erase;
mod history;
mod merge;
mod numbers;
mod rows;

pub use consent::{Channel, Consent, SayConsent, consents};
pub use duplicates::{Duplicates, Likeness, duplicates};
pub use edit::{AddCustomer, CustomerKept, EditCustomer};
pub use erase::{EraseCustomer, Erased, Erasure, NamedQuotation, erasure};
pub use history::{Entry, Passed, history};
pub use merge::{MergeCustomers, Merged};
pub use numbers::{PhoneRules, country, read_numbers_anew};
pub use rows::{Customer, current, customer, search};

pub(super) use books::{FINAL, RULES};
pub(super) use numbers::{keep_numbers_read, numbers_were_read};
pub(super) use rows::{for_receipt, is_now};

use super::{Refusal, Trouble};
