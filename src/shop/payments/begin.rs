//! Asking for money: goods held, an invoice raised, and a payment that waits
//! for the provider.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        holds::{self, End},
        invoices::{self, NewInvoice},
        sales::{Checkout, HeldSale, Sold, TenderKind},
        shifts,
    },
    Flag, ProviderId,
    capture::{self, Captured},
    flags::lower,
};
use crate::{
    store::{WriteTx, params},
    values::{HoldId, InvoiceId, Money, PaymentId, PaymentKey, ShiftId, Timestamp},
};

/// The shortest and the longest time goods are held, in seconds.
const HOLD_S: std::ops::RangeInclusive<i64> = 60..=86_400;

/// Holds what is in a basket and raises its invoice, to be paid at a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// What is sold, as a sale would be asked for: without tenders, since the provider's
    /// money pays for all of it. A basket that it names is empty afterwards.
    pub sale: Checkout,
    /// How the customer is going to pay, as far as is known: by card, UPI or bank.
    pub means: TenderKind,
    /// For how many seconds the goods are held; 60 to 86,400.
    pub hold_s: i64,
}

/// A payment that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Which payment.
    pub payment: PaymentId,
    /// What the provider's order is to be called: the same again makes no second.
    pub key: PaymentKey,
    /// The invoice's number, as it is written.
    pub invoice: String,
    /// What is to be paid, in the shop's currency.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The code of that currency.
    pub currency: String,
    /// Until when the goods are held.
    pub until: Timestamp,
}

/// Notes the order that the provider made for a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    /// What the shop called the payment.
    pub key: PaymentKey,
    /// The provider's order.
    pub order: ProviderId,
}

/// Gives a payment up that was not paid: its goods go back on the shelf, its
/// invoice is void.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which payment.
    pub payment: PaymentId,
}

/// Gives a payment up whose time is over. Nobody needs to be logged in for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expire {
    /// Which payment.
    pub payment: PaymentId,
}

/// What was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Which payment.
    pub payment: PaymentId,
    /// What had been asked for, to be put into a basket again.
    pub sale: Checkout,
}

/// Hands the goods out after all that were released before they were paid, or
/// could not be sold then: takes them off the shelf, at the prices that were paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FulfilAgain {
    /// Which payment.
    pub payment: PaymentId,
    /// The shift of the window it is done in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

impl Command for Begin {
    type Outcome = Begun;
    const NAME: &'static str = "payments.begin";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Begun, Trouble> {
        if !HOLD_S.contains(&self.hold_s) {
            let why = "is between a minute and a day: 60 to 86400 seconds";
            return Err(Refusal::invalid("hold_s", why).into());
        }
        if !can_pay(self.means) {
            let why = "is card, upi or bank: what a provider takes";
            return Err(Refusal::invalid("means", why).into());
        }
        let until = Timestamp::from_ms(by.at.ms().saturating_add(self.hold_s * 1000));
        let (sale, lines, amount) = HeldSale::price_all(tx, by, &self.sale)?;
        let hold = holds::begin(tx, by, (&self.sale, &sale), until)?;
        let new = NewInvoice {
            customer: self.sale.customer,
            total: amount,
            sale: None,
            credits: None,
        };
        let (invoice, number) = invoices::issue(tx, by, &new, &lines)?;
        let key = PaymentKey::new();
        let payment = tx.insert(
            "INSERT INTO payments
                 (key, act, at_ms, account, state, means, amount_minor, invoice, hold)
             VALUES (?1, ?2, ?3, ?4, 'created', ?5, ?6, ?7, ?8)",
            params![
                key.bytes(),
                by.act,
                by.at.ms(),
                by.account()?.get(),
                self.means.word(),
                amount.minor(),
                invoice.get(),
                hold.get()
            ],
        )?;
        Ok(Begun {
            payment: PaymentId::new(payment),
            key,
            invoice: number,
            amount,
            currency: by.shop.currency.code().to_owned(),
            until,
        })
    }
}

/// Whether a provider takes money this way.
pub(super) fn can_pay(means: TenderKind) -> bool {
    match means {
        TenderKind::Card | TenderKind::Upi | TenderKind::Bank => true,
        TenderKind::Cash | TenderKind::Credit | TenderKind::Gift => false,
    }
}

impl Command for Ordered {
    type Outcome = PaymentId;
    const NAME: &'static str = "payments.ordered";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<PaymentId, Trouble> {
        let known = tx.first(
            "SELECT id, provider_order FROM payments WHERE key = ?1",
            [self.key.bytes()],
            |row| {
                Ok((
                    PaymentId::new(row.get(0)?),
                    row.get::<_, Option<String>>(1)?,
                ))
            },
        )?;
        let (payment, order) = known.ok_or_else(|| Refusal::unknown("payment", self.key))?;
        match order {
            Some(order) if order == self.order.as_str() => return Ok(payment),
            Some(order) => {
                let why = format!("is not this payment's, which has {order}: look at the provider");
                return Err(Refusal::invalid("order", why).into());
            }
            None => {}
        }
        match note_order(tx, payment, &self.order)? {
            true => Ok(payment),
            false => Err(Refusal::Taken {
                field: "order".into(),
                value: self.order.to_string(),
            }
            .into()),
        }
    }
}

/// Notes the provider's order of a payment that has none; the answer is whether
/// no other payment has it. Paid or given up, it stays what it is.
pub(super) fn note_order(
    tx: &WriteTx<'_>,
    payment: PaymentId,
    order: &ProviderId,
) -> Result<bool, Trouble> {
    let taken = tx.first(
        "SELECT 1 FROM payments WHERE provider_order = ?1",
        [order.as_str()],
        |_| Ok(()),
    )?;
    if taken.is_some() {
        return Ok(false);
    }
    let noted = tx.execute(
        "UPDATE payments
         SET provider_order = ?2, state = CASE state WHEN 'created' THEN 'pending' ELSE state END
         WHERE id = ?1 AND provider_order IS NULL",
        params![payment.get(), order.as_str()],
    )?;
    Ok(noted == 1)
}

impl Command for Release {
    type Outcome = Released;
    const NAME: &'static str = "payments.release";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Released, Trouble> {
        release(tx, by, self.payment)
    }
}

impl Command for Expire {
    type Outcome = Released;
    const NAME: &'static str = "payments.expire";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Released, Trouble> {
        // Money that was put aside for the shop is about to come.
        let over = tx.first(
            "SELECT (until_ms <= ?2 OR 2 * holds.at_ms - until_ms >= ?2)
                    AND payments.state <> 'authorized'
             FROM payments JOIN holds ON holds.id = hold WHERE payments.id = ?1",
            params![self.payment.get(), by.at.ms()],
            |row| row.get::<_, bool>(0),
        )?;
        match over {
            None => Err(Refusal::unknown("payment", self.payment).into()),
            Some(false) => {
                let why = "still has time, or its money is on the way; cancel it by hand";
                Err(Refusal::invalid("payment", why).into())
            }
            Some(true) => release(tx, by, self.payment),
        }
    }
}

fn release(tx: &WriteTx<'_>, by: &Actor<'_>, payment: PaymentId) -> Result<Released, Trouble> {
    let given_up = tx.first(
        "UPDATE payments SET state = 'expired'
         WHERE id = ?1 AND captured_minor = 0 AND state <> 'expired' RETURNING hold, invoice",
        [payment.get()],
        |row| Ok((HoldId::new(row.get(0)?), InvoiceId::new(row.get(1)?))),
    )?;
    let Some((hold, invoice)) = given_up else {
        let state = tx.first(
            "SELECT captured_minor > 0 FROM payments WHERE id = ?1",
            [payment.get()],
            |row| row.get::<_, bool>(0),
        )?;
        return Err(match state {
            None => Refusal::unknown("payment", payment),
            Some(true) => Refusal::invalid("payment", "was paid: take its goods back instead"),
            Some(false) => Refusal::invalid("payment", "was given up already"),
        }
        .into());
    };
    let asked = holds::hold(tx, hold)?.asked;
    holds::end(tx, by, hold, End::Released)?;
    invoices::void(tx, invoice)?;
    Ok(Released {
        payment,
        sale: asked,
    })
}

impl Command for FulfilAgain {
    type Outcome = Sold;
    const NAME: &'static str = "payments.fulfil_again";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        let found = tx.first(
            "SELECT hold, captured_minor > 0 AND sale IS NULL, refunded_minor + refunding_minor
             FROM payments WHERE id = ?1",
            [self.payment.get()],
            |row| {
                let hold = HoldId::new(row.get(0)?);
                Ok((hold, row.get::<_, bool>(1)?, row.get::<_, i64>(2)?))
            },
        )?;
        let (hold, waits, back) = found.ok_or_else(|| Refusal::unknown("payment", self.payment))?;
        let refused = |why: &str| Err(Refusal::invalid("payment", why).into());
        if !waits {
            return refused("has no goods that were paid and not handed out");
        }
        if back > 0 {
            return refused("went back already, or some of it; sell the goods anew instead");
        }
        if let Some(shift) = self.shift {
            shifts::must_be_open(tx, by, shift)?;
        }
        let mut held = holds::hold(tx, hold)?;
        held.asked.shift = self.shift;
        let (lines, total) = held.sale.invoice_lines()?;
        let new = NewInvoice {
            customer: held.asked.customer,
            total,
            sale: None,
            credits: None,
        };
        // The first invoice was void when the goods were released.
        let (invoice, _) = invoices::issue(tx, by, &new, &lines)?;
        tx.execute(
            "UPDATE payments SET invoice = ?2 WHERE id = ?1 AND sale IS NULL",
            params![self.payment.get(), invoice.get()],
        )?;
        let captured = Captured::of(tx, self.payment)?;
        let sold = capture::sell(tx, by, &captured, &held)?;
        for flag in [Flag::PaidAfterRelease, Flag::NotSold] {
            lower(tx, self.payment, flag)?;
        }
        Ok(sold)
    }
}
