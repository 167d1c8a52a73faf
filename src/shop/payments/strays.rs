//! Money that came for one of the shop's payments and is not counted: the second payment of an
//! order, or one of another amount or currency. It is the customer's, and can be given back from
//! here, in the currency that it came in: no sum of the shop's has any of it.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Flag, News, ProviderId,
    flags::lower,
    noted,
    refund::{self, Purse, RefundBegun},
    rows::{flag_of, provider_id},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params, unreadable},
    values::{Money, PaymentId, Timestamp},
};

/// A provider's payment that came for one of the shop's and is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stray {
    /// What the provider calls it.
    pub payment: ProviderId,
    /// When it was told of.
    pub at: Timestamp,
    /// Why it is not counted.
    pub flag: Flag,
    /// The code of the currency that it came in.
    pub currency: String,
    /// What was paid with it, in the smallest unit of that currency.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What went back of it.
    #[serde(rename = "refunded_minor")]
    pub refunded: Money,
    /// What is set aside to go back.
    #[serde(rename = "refunding_minor")]
    pub refunding: Money,
}

impl Stray {
    /// What may still go back.
    pub fn left(&self) -> Money {
        let back = self.refunded.checked_add(self.refunding);
        let left = back.and_then(|back| self.amount.checked_sub(back));
        left.unwrap_or(Money::ZERO)
    }
}

/// Begins to give money back that came and is not counted. As with
/// [`super::BeginRefund`], it is set aside at once, and the provider asked afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundStray {
    /// Which payment it came for.
    pub payment: PaymentId,
    /// What the provider calls the money that goes back.
    pub paid_by: ProviderId,
    /// How much, in the smallest unit of the currency that it came in; above 0.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// Why.
    pub reason: String,
}

impl Command for RefundStray {
    type Outcome = RefundBegun;
    const NAME: &'static str = "payments.refund_stray";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<RefundBegun, Trouble> {
        let reason = refund::reason(&self.reason)?;
        match of(tx, &self.paid_by)? {
            Some(payment) if payment == self.payment => {}
            _ => {
                let why = "is no money of this payment that is not counted";
                return Err(Refusal::invalid("paid_by", why).into());
            }
        }
        let purse = Purse {
            payment: self.payment,
            stray: Some(self.paid_by.clone()),
        };
        refund::begin(tx, by, (&purse, self.amount), &reason, None)
    }
}

/// Writes down money that came for a payment and does not count; once.
pub(super) fn keep(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (payment, flag): (PaymentId, Flag),
    news: &News,
) -> Result<(), Fault> {
    let is_ours = news.currency.eq_ignore_ascii_case(by.shop.currency.code());
    let currency = (!is_ours).then(|| noted::currency(news).to_ascii_uppercase());
    // What is of no currency can't be asked for back; it stays flagged.
    if news.amount > Money::ZERO && currency.as_ref().is_none_or(|code| !code.is_empty()) {
        tx.execute(
            "INSERT INTO stray_payments
                 (provider_payment, payment, act, at_ms, amount_minor, flag, currency)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (provider_payment) DO NOTHING",
            params![
                news.payment.as_str(),
                payment.get(),
                by.act,
                by.at.ms(),
                news.amount.minor(),
                flag.word(),
                currency
            ],
        )?;
    }
    Ok(())
}

/// The code of the currency that money came in which is not counted; none where it is the shop's.
pub(super) fn currency_of(db: &ReadTx<'_>, paid_by: &ProviderId) -> Result<Option<String>, Fault> {
    let sql = "SELECT currency FROM stray_payments WHERE provider_payment = ?1";
    let found = db.first(sql, [paid_by.as_str()], |row| row.get(0))?;
    Ok(found.flatten())
}

/// Which payment a provider's payment came for that is not counted.
pub(super) fn of(tx: &WriteTx<'_>, paid_by: &ProviderId) -> Result<Option<PaymentId>, Fault> {
    tx.first(
        "SELECT payment FROM stray_payments WHERE provider_payment = ?1 AND NOT counted",
        [paid_by.as_str()],
        |row| row.get(0).map(PaymentId::new),
    )
}

/// Notes that a provider's payment counts after all; the answer is whether it may, because nothing
/// of it went back.
pub(super) fn counts(tx: &WriteTx<'_>, paid_by: &ProviderId) -> Result<bool, Fault> {
    tx.execute(
        "UPDATE stray_payments SET counted = 1
         WHERE provider_payment = ?1 AND refunded_minor + refunding_minor = 0",
        [paid_by.as_str()],
    )?;
    Ok(of(tx, paid_by)?.is_none())
}

/// What went back whole needs nobody any more, where no other waits for the same reason.
pub(super) fn settled(tx: &WriteTx<'_>, purse: &Purse) -> Result<(), Fault> {
    let Some(paid_by) = &purse.stray else {
        return Ok(());
    };
    let flag = tx.first(
        "SELECT flag FROM stray_payments AS this
         WHERE provider_payment = ?1 AND NOT EXISTS (
             SELECT 1 FROM stray_payments AS other
             WHERE other.payment = this.payment AND other.flag = this.flag AND NOT counted
               AND refunded_minor < amount_minor)",
        [paid_by.as_str()],
        |row| flag_of(row, 0),
    )?;
    match flag.flatten() {
        Some(flag) => lower(tx, purse.payment, flag).map(drop),
        None => Ok(()),
    }
}

/// The money that came for a payment and is not counted, oldest first.
///
/// # Errors
/// A fault of the file.
pub fn strays(db: &ReadTx<'_>, payment: PaymentId) -> Result<Vec<Stray>, Fault> {
    db.all(
        "SELECT provider_payment, at_ms, flag, amount_minor, refunded_minor, refunding_minor,
                coalesce(currency, (SELECT currency FROM shop))
         FROM stray_payments WHERE payment = ?1 AND NOT counted ORDER BY act, provider_payment",
        [payment.get()],
        |row| {
            let money = |column| row.get(column).map(Money::from_minor);
            let payment = provider_id(row, 0)?;
            let flag = flag_of(row, 2)?;
            Ok(Stray {
                payment: payment.ok_or_else(|| unreadable(0, "money of no payment".into()))?,
                at: Timestamp::from_ms(row.get(1)?),
                flag: flag.ok_or_else(|| unreadable(2, "money with no flag".into()))?,
                amount: money(3)?,
                refunded: money(4)?,
                refunding: money(5)?,
                currency: row.get(6)?,
            })
        },
    )
}
