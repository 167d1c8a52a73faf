//! The nouns everything else speaks in: money, quantities, ids, time and text.
//!
//! Promise: a value that exists is in range. Every constructor that takes
//! something a person typed answers with a sentence saying what is wrong.
//! Deliberately absent: I/O of any kind, SQL, and floating point.

mod clock;
mod codes;
mod collation;
mod decimal;
mod denominations;
mod ids;
mod money;
mod phone;
mod quantity;
mod rate;
mod scale_label;
mod text;
mod unit;

pub use clock::{Clock, ManualClock, ShopZone, SystemClock, Timestamp, monotonic_us};
pub use codes::{CodeKind, check_digit};
pub use collation::{by_name, order_made_by, sort_key};
pub use decimal::{Decimal, plain};
pub use ids::{
    AccountId, AppointmentId, BasketId, CalendarId, CustomerId, HoldId, InvoiceId, MessageId,
    OrderId, PaymentId, PaymentKey, RefundKey, RequestId, ShiftId, SlotId, SweetId, TaxId,
};
pub use money::{Currency, MAX_PRICE_MINOR, Money};
pub use phone::{Country, Phone};
pub use quantity::{MAX_QUANTITY, Quantity, count_of};
pub use rate::Rate;
pub use scale_label::{BadLayout, LabelAmount, LabelValue, Labelled, ScaleLabel};
pub use text::{NAME_MAX_CHARS, Name, fold, line, paragraph};
pub use unit::Unit;
