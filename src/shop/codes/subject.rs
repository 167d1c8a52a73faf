//! The booking or the order that a code is for, and whose phone the code goes to.
//!
//! Promises: a code is asked for only while it has something to do: of a booking that waits to be
//! confirmed, of an order that is ready to be handed over. It goes to the phone of whoever booked
//! or ordered, and to no other. What is asked for otherwise is refused before anything is written.

use super::{
    super::{
        Actor, Refusal, Trouble,
        appointments::{self, State as Booked},
        customers,
        orders::{self, State as Ordered},
    },
    Purpose,
};
use crate::{
    store::ReadTx,
    values::{AppointmentId, CustomerId, OrderId, Phone},
};

/// What a code is for.
pub(super) struct Subject {
    /// As people call it: "appointment 3", "order O000012".
    called: String,
    /// Whose it is, where that is one of the shop's customers.
    customer: Option<CustomerId>,
    /// Their name.
    name: String,
    /// The number that stands with it, where it is nobody's of the shop's customers.
    number: Option<String>,
    /// Why a code has nothing to do for it, and what to do instead.
    idle: Option<&'static str>,
}

impl Subject {
    /// The booking or the order.
    pub(super) fn find(
        tx: &ReadTx<'_>,
        by: &Actor<'_>,
        (purpose, id): (Purpose, i64),
    ) -> Result<Subject, Trouble> {
        match purpose {
            Purpose::Booking => {
                let id = AppointmentId::new(id);
                let found = appointments::appointment(tx, by.shop.zone, id)?;
                let found = found.ok_or_else(|| Refusal::unknown("appointment", id))?;
                Ok(Subject {
                    called: format!("appointment {id}"),
                    customer: Some(found.customer),
                    name: found.customer_name,
                    number: None,
                    idle: match found.state {
                        Booked::Pending => None,
                        Booked::Confirmed => Some("is confirmed: no code is needed for it"),
                        Booked::Cancelled => {
                            Some("is cancelled; book again, or confirm it again without a code")
                        }
                        Booked::Done => Some("took place; book another"),
                        Booked::NoShow => Some("is over, and nobody came; book another"),
                    },
                })
            }
            Purpose::HandOver => {
                let id = OrderId::new(id);
                let found = orders::order(tx, id)?;
                let found = found.ok_or_else(|| Refusal::unknown("order", id))?;
                Ok(Subject {
                    called: format!("order {}", found.code),
                    customer: found.customer,
                    name: found.name,
                    number: found.phone,
                    idle: match found.state {
                        Ordered::Ready => None,
                        Ordered::Placed | Ordered::Accepted | Ordered::InPreparation => {
                            Some("is not ready; ask for a code when it is, and somebody comes")
                        }
                        Ordered::HandedOver => Some("was handed over: no code is needed for it"),
                        Ordered::Cancelled => Some("is cancelled; take a new order"),
                    },
                })
            }
        }
    }

    /// Refuses where a code has nothing to do for it.
    pub(super) fn must_wait_for_a_code(&self) -> Result<(), Refusal> {
        match self.idle {
            None => Ok(()),
            Some(why) => Err(Refusal::invalid(
                "subject",
                format!("{} {why}", self.called),
            )),
        }
    }

    /// The phone of whoever booked or ordered.
    pub(super) fn phone(&self, tx: &ReadTx<'_>) -> Result<Phone, Trouble> {
        if let Some(customer) = self.customer {
            return phone_of(tx, customer);
        }
        let number = self.number.as_deref().ok_or_else(|| {
            let called = &self.called;
            let why = format!("{called} names nobody with a telephone; go on without a code");
            Refusal::invalid("subject", why)
        })?;
        parsed(tx, number)
    }

    /// Refuses where a customer or a number was told that is not theirs.
    pub(super) fn must_be_of(
        &self,
        tx: &ReadTx<'_>,
        phone: &Phone,
        (customer, number): (Option<CustomerId>, Option<&str>),
    ) -> Result<(), Trouble> {
        let Subject { called, name, .. } = self;
        if let Some(told) = customer {
            let now = customers::is_now(tx, told)?;
            let theirs = match self.customer {
                Some(customer) => customer == now,
                None => phone_of(tx, now)? == *phone,
            };
            if !theirs {
                let why = format!("{called} is {name}'s; look its number up, or name them");
                return Err(Refusal::invalid("customer", why).into());
            }
        }
        if let Some(told) = number
            && parsed(tx, told)? != *phone
        {
            let ending = phone.ending();
            let why = format!(
                "{called} is {name}'s, whose number ends in {ending}; its code goes to no other"
            );
            return Err(Refusal::invalid("phone", why).into());
        }
        Ok(())
    }
}

/// The phone of a customer, or of whom they are now.
fn phone_of(tx: &ReadTx<'_>, customer: CustomerId) -> Result<Phone, Trouble> {
    let now = customers::is_now(tx, customer)?;
    let found = customers::customer(tx, now)?;
    let found = found.ok_or_else(|| Refusal::unknown("customer", customer))?;
    let phone = found.e164.as_deref().map(Phone::stored);
    Ok(phone.and_then(Result::ok).ok_or_else(|| {
        let why = format!("{} has no number that can be called; add one", found.name);
        Refusal::invalid("customer", why)
    })?)
}

fn parsed(tx: &ReadTx<'_>, number: &str) -> Result<Phone, Trouble> {
    let country = customers::country(tx)?;
    Ok(Phone::parse(number, country).map_err(|why| Refusal::invalid("phone", why))?)
}

/// The phone that somebody's try is for: what was told, or of whoever booked or ordered.
pub(super) fn tried_phone(
    tx: &ReadTx<'_>,
    by: &Actor<'_>,
    of: (Purpose, i64),
    told: (Option<CustomerId>, Option<&str>),
) -> Result<Phone, Trouble> {
    match told {
        (None, None) => Subject::find(tx, by, of)?.phone(tx),
        (None, Some(number)) => parsed(tx, number),
        (Some(customer), None) => phone_of(tx, customer),
        (Some(_), Some(_)) => {
            let why = "is told beside a customer; one of the two is enough";
            Err(Refusal::invalid("phone", why).into())
        }
    }
}
