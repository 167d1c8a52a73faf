//! What money goes back of: never more than is there, and the database decides.

use super::super::{
    super::{Actor, Refusal, Trouble},
    ProviderId, strays,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{Currency, Money, PaymentId},
};

/// The money that something goes back of.
#[derive(Clone)]
pub(in super::super) struct Purse {
    /// The shop's payment.
    pub(in super::super) payment: PaymentId,
    /// The provider's payment, where that is not the one that is counted.
    pub(in super::super) stray: Option<ProviderId>,
}

impl Purse {
    /// What was counted of a payment.
    pub(in super::super) fn counted(payment: PaymentId) -> Purse {
        Purse {
            payment,
            stray: None,
        }
    }

    pub(super) fn stray(&self) -> Option<&str> {
        self.stray.as_ref().map(ProviderId::as_str)
    }

    /// The code of its currency, where that is not the shop's.
    pub(super) fn currency(&self, tx: &WriteTx<'_>) -> Result<Option<String>, Fault> {
        match &self.stray {
            None => Ok(None),
            Some(paid_by) => strays::currency_of(tx, paid_by),
        }
    }

    /// Sets money aside to go back, or says what is left.
    pub(super) fn set_aside(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        amount: Money,
    ) -> Result<(), Trouble> {
        let (payment, minor) = (self.payment.get(), amount.minor());
        let (taken, left) = match self.stray() {
            None => (
                tx.execute(
                    "UPDATE payments SET refunding_minor = refunding_minor + ?2
                     WHERE id = ?1 AND captured_minor - refunded_minor - refunding_minor >= ?2",
                    params![payment, minor],
                )?,
                tx.first(
                    "SELECT captured_minor - refunded_minor - refunding_minor FROM payments
                     WHERE id = ?1",
                    [payment],
                    |row| row.get(0).map(Money::from_minor),
                )?,
            ),
            Some(stray) => (
                tx.execute(
                    "UPDATE stray_payments SET refunding_minor = refunding_minor + ?2
                     WHERE provider_payment = ?1 AND NOT counted
                       AND amount_minor - refunded_minor - refunding_minor >= ?2",
                    params![stray, minor],
                )?,
                tx.first(
                    "SELECT amount_minor - refunded_minor - refunding_minor FROM stray_payments
                     WHERE provider_payment = ?1 AND NOT counted",
                    [stray],
                    |row| row.get(0).map(Money::from_minor),
                )?,
            ),
        };
        if taken == 1 {
            return Ok(());
        }
        let what = match &self.stray {
            None => format!("payment {}", self.payment),
            Some(stray) => format!("the payment {stray}"),
        };
        let left = left.ok_or_else(|| match &self.stray {
            None => Refusal::unknown("payment", self.payment),
            Some(stray) => Refusal::unknown("payment", stray),
        })?;
        let [wanted, left] = match self.currency(tx)? {
            None => [amount, left].map(|money| by.shop.currency.format(money)),
            Some(code) => [amount, left].map(|money| Currency::tell(&code, money)),
        };
        Err(Refusal::Overdrawn {
            what,
            wanted,
            left,
            of: None,
        }
        .into())
    }

    /// Counts as gone back what was set aside (`aside`), or was not; the answer is whether so much
    /// was there.
    pub(super) fn count(
        &self,
        tx: &WriteTx<'_>,
        amount: Money,
        aside: Money,
    ) -> Result<bool, Fault> {
        let (minor, aside) = (amount.minor(), aside.minor());
        let counted = match self.stray() {
            None => tx.execute(
                "UPDATE payments
                 SET refunded_minor = refunded_minor + ?2, refunding_minor = refunding_minor - ?3,
                     state = CASE WHEN refunded_minor + ?2 = captured_minor THEN 'refunded'
                                  ELSE 'part_refunded' END
                 WHERE id = ?1 AND refunding_minor >= ?3
                   AND captured_minor - refunded_minor - refunding_minor >= ?2 - ?3",
                params![self.payment.get(), minor, aside],
            )?,
            Some(stray) => tx.execute(
                "UPDATE stray_payments
                 SET refunded_minor = refunded_minor + ?2, refunding_minor = refunding_minor - ?3
                 WHERE provider_payment = ?1 AND refunding_minor >= ?3 AND NOT counted
                   AND amount_minor - refunded_minor - refunding_minor >= ?2 - ?3",
                params![stray, minor, aside],
            )?,
        };
        Ok(counted == 1)
    }

    /// Frees what was set aside.
    pub(super) fn free(&self, tx: &WriteTx<'_>, amount: Money) -> Result<(), Fault> {
        let minor = amount.minor();
        match self.stray() {
            None => tx.execute(
                "UPDATE payments SET refunding_minor = refunding_minor - ?2 WHERE id = ?1",
                params![self.payment.get(), minor],
            )?,
            Some(stray) => tx.execute(
                "UPDATE stray_payments SET refunding_minor = refunding_minor - ?2
                 WHERE provider_payment = ?1",
                params![stray, minor],
            )?,
        };
        Ok(())
    }
}
