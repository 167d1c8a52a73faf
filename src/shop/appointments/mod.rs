//! Appointments: who comes when, with whom, and what became of it.
//!
//! Promises: a seat has one appointment at a time, and so has whoever it is with; the seat is
//! taken, kept and freed in the commit that books, moves or cancels; a change is made from a
//! version, and who comes second learns who changed what; each change is kept. Everything but a
//! cancelled one holds its seat, also when its time is over.
//! Left out: when there are slots and how many seats, which is `slots`'; reminding anybody; money
//! that goes back, which is taking the fee's receipt back.

mod book;
mod books;
mod change;
mod edit;
mod export;
mod facts;
mod fee;
mod rows;
mod seat;
mod state;

pub use book::Book;
pub use change::{Cancel, Confirm, MarkDone, MarkNoShow};
pub use edit::{AppointmentChange, Edit, Reschedule};
pub use export::{Exported, exported};
pub use facts::Kept;
pub use fee::PayFee;
pub use rows::{Appointment, Change, Fee, FieldChange, Sought, appointment, history, list};
pub use state::{Mode, State, What};

pub(super) use books::{FINAL, RULES};
pub(super) use change::confirm;
pub(super) use fee::due;
