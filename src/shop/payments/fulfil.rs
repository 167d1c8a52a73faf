//! Money that came too late, taken for what it was asked for after all.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, holds,
        invoices::{self, NewInvoice},
        sales::Sold,
        shifts,
    },
    Flag,
    begin::Pays,
    capture::{self, Captured},
    fee,
    flags::lower,
    hand_over,
};
use crate::{
    store::WriteTx,
    values::{HoldId, PaymentId, ShiftId},
};

/// Hands the goods out after all that were released before they were paid, or
/// could not be sold then: takes them off the shelf, at the prices that were paid.
/// Of a fee: takes the money that came too late as the fee, where it is still to be paid. Of an
/// order: hands it over for the money, where that is what is left to pay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FulfilAgain {
    /// Which payment.
    pub payment: PaymentId,
    /// The shift of the window it is done in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

impl Command for FulfilAgain {
    type Outcome = Sold;
    const NAME: &'static str = "payments.fulfil_again";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        let found = tx.first(
            "SELECT hold, captured_minor > 0 AND sale IS NULL, refunded_minor + refunding_minor,
                    appointment, of_order
             FROM payments WHERE id = ?1",
            [self.payment.get()],
            |row| {
                let hold = HoldId::new(row.get(0)?);
                let pays = Pays::of(row.get(3)?, row.get(4)?);
                Ok((hold, row.get::<_, bool>(1)?, row.get::<_, i64>(2)?, pays))
            },
        )?;
        let (hold, waits, back, pays) =
            found.ok_or_else(|| Refusal::unknown("payment", self.payment))?;
        let refused = |why: &str| Err(Refusal::invalid("payment", why).into());
        if !waits {
            return refused("has nothing that was paid and not handed out");
        }
        if back > 0 {
            return refused("went back already, or some of it; sell it anew instead");
        }
        if let Some(shift) = self.shift {
            shifts::must_be_open(tx, by, shift)?;
        }
        let mut held = holds::hold(tx, hold)?;
        held.asked.shift = self.shift;
        let invoice = match pays {
            Pays::Fee(appointment) => {
                fee::must_not_wait(tx, by, appointment)?;
                fee::as_it_is_now(tx, by, appointment, &mut held)?
            }
            Pays::Goods | Pays::HandOver(_) => {
                if let Pays::HandOver(order) = pays {
                    hand_over::must_not_wait(tx, by, order)?;
                    hand_over::as_it_is_now(tx, by, order, &mut held)?;
                }
                let (lines, total) = held.sale.invoice_lines()?;
                let new = NewInvoice {
                    customer: held.asked.customer,
                    total,
                    sale: None,
                    credits: None,
                };
                // The first invoice was void when the goods were released.
                invoices::issue(tx, by, &new, &lines)?.0
            }
        };
        let captured = Captured::of(tx, self.payment)?;
        let sold = capture::sell(tx, by, &captured, (&held, invoice))?;
        for flag in [Flag::PaidAfterRelease, Flag::NotSold] {
            lower(tx, self.payment, flag)?;
        }
        Ok(sold)
    }
}
