//! What a right code does: confirm a booking, hand over an order, in the commit that uses it up.
//!
//! Where the act itself is refused (somebody changed the booking meanwhile) the code stays live.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Trouble,
        appointments::{self, Kept},
        journal,
        orders::{self, HandOver, HandedOver},
        sales::Tender,
    },
    Purpose, Verdict,
    check::check,
    subject::Subject,
};
use crate::{
    store::{Fault, Key, WriteTx},
    values::{AppointmentId, OrderId, RequestId, ShiftId},
};

/// What came of an act that takes a code: it was done, or the code was not right, which was
/// counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ByCode<T> {
    /// It was done.
    Done(T),
    /// The code was not right.
    Not(Verdict),
}

/// Confirms an appointment whose customer says the code that was sent to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmByCode {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// What was said to be the code.
    pub code: String,
}

impl Command for ConfirmByCode {
    type Outcome = ByCode<Kept>;
    const NAME: &'static str = "appointments.confirm_by_code";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        journal::veiled(self, (key, request), &["code"])
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<ByCode<Kept>, Trouble> {
        let of = (Purpose::Booking, self.appointment.get());
        let phone = Subject::find(tx, by, of)?.phone(tx)?;
        match check(tx, by, of, &phone, &self.code)? {
            Verdict::Right => appointments::confirm(tx, by, self.appointment, self.version, false)
                .map(ByCode::Done),
            verdict => Ok(ByCode::Not(verdict)),
        }
    }
}

/// Hands an order over that is ready, to who says the code that was sent to its customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverByCode {
    /// Which order.
    pub order: OrderId,
    /// The version that was looked at.
    pub version: i64,
    /// What the customer gives beside what was paid ahead.
    pub tenders: Vec<Tender>,
    /// The shift of the window it is handed over in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// What is noted on the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What was said to be the code.
    pub code: String,
}

impl Command for HandOverByCode {
    type Outcome = ByCode<HandedOver>;
    const NAME: &'static str = "orders.hand_over_by_code";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        journal::veiled(self, (key, request), &["code"])
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<ByCode<HandedOver>, Trouble> {
        let of = (Purpose::HandOver, self.order.get());
        let phone = Subject::find(tx, by, of)?.phone(tx)?;
        match check(tx, by, of, &phone, &self.code)? {
            Verdict::Right => {
                let hand_over = HandOver {
                    order: self.order,
                    version: self.version,
                    tenders: self.tenders.clone(),
                    shift: self.shift,
                    note: self.note.clone(),
                };
                orders::hand_over(tx, by, &hand_over).map(ByCode::Done)
            }
            verdict => Ok(ByCode::Not(verdict)),
        }
    }
}
