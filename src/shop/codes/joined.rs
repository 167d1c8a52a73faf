//! What a right code does: confirm a booking, hand over an order, in the commit that uses it up.
//!
//! Where the act itself is refused (somebody changed the booking meanwhile) the code stays live.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        appointments::{self, Kept},
        customers, journal,
        orders::{self, HandOver, HandedOver},
        sales::Tender,
    },
    Purpose, Verdict,
    check::check,
};
use crate::{
    store::{Fault, Key, WriteTx},
    values::{AppointmentId, CustomerId, OrderId, Phone, RequestId, ShiftId},
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
        let customer = tx.first(
            "SELECT customer FROM appointments WHERE id = ?1",
            [self.appointment.get()],
            |row| row.get(0).map(CustomerId::new),
        )?;
        let customer = customer.ok_or_else(|| Refusal::unknown("appointment", self.appointment))?;
        let phone = of_customer(tx, customer)?;
        let of = (Purpose::Booking, self.appointment.get());
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
        let whose = tx.first(
            "SELECT customer, phone FROM orders WHERE id = ?1",
            [self.order.get()],
            |row| {
                let customer = row.get::<_, Option<i64>>(0)?.map(CustomerId::new);
                Ok((customer, row.get::<_, Option<String>>(1)?))
            },
        )?;
        let phone = match whose.ok_or_else(|| Refusal::unknown("order", self.order))? {
            (Some(customer), _) => of_customer(tx, customer)?,
            (None, Some(written)) => Phone::parse(&written, customers::country(tx)?)
                .map_err(|why| Refusal::invalid("phone", why))?,
            (None, None) => {
                let why = "names nobody with a telephone: hand it over without a code";
                return Err(Refusal::invalid("order", why).into());
            }
        };
        let of = (Purpose::HandOver, self.order.get());
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

fn of_customer(tx: &WriteTx<'_>, customer: CustomerId) -> Result<Phone, Trouble> {
    super::ask::phone_of(tx, Some(customer), None)
}
