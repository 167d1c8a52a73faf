//! What a code was asked for, where that was cancelled while the code was shown.

use crate::{
    shop::{
        appointments::{self, State as Appointed},
        orders::{self, State as Ordered},
        payments::AtCounter,
    },
    store::{Fault, ReadTx},
    ui::widgets::Tone,
    values::{Currency, ShopZone},
};

/// What does not take place any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    Appointment,
    Order,
}

impl Gone {
    /// What was cancelled of what a payment is for; nothing where it still stands.
    pub(super) fn read(
        db: &ReadTx<'_>,
        zone: ShopZone,
        at: &AtCounter,
    ) -> Result<Option<Gone>, Fault> {
        if let Some(id) = at.payment.appointment {
            let found = appointments::appointment(db, zone, id)?;
            let gone = found.is_some_and(|one| one.state == Appointed::Cancelled);
            return Ok(gone.then_some(Gone::Appointment));
        }
        if let Some(id) = at.payment.hands_over {
            let found = orders::order(db, id)?;
            let gone = found.is_some_and(|one| one.state == Ordered::Cancelled);
            return Ok(gone.then_some(Gone::Order));
        }
        Ok(None)
    }

    /// What is to be known of it, and what is left to do.
    pub(super) fn told(self, at: &AtCounter, currency: Currency) -> (Tone, String) {
        let what = match self {
            Gone::Appointment => "The appointment",
            Gone::Order => "The order",
        };
        if at.is_late() {
            let came = currency.format_with_code(at.payment.captured);
            let text = format!(
                "{what} was cancelled, and {came} came for it all the same. It can't be taken for \
                 it any more: give it back to the customer."
            );
            return (Tone::Bad, text);
        }
        let text = match at.payment.state.is_paid() {
            true => format!("{what} was cancelled, and what was paid goes back to the customer."),
            false => format!(
                "{what} was cancelled meanwhile. The code counts no more, and nothing is to be \
                 paid: tell the customer. If they paid at the last moment, it will be told here."
            ),
        };
        (Tone::Warn, text)
    }
}
