//! Asking for money: goods held, an invoice raised, and a payment that waits
//! for the provider.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        holds::{self, End},
        invoices::{self, NewInvoice},
        refusal::Ended,
        sales::{Checkout, HeldSale, TenderKind},
    },
    ProviderId,
};
use crate::{
    store::{WriteTx, params},
    values::{AppointmentId, HoldId, InvoiceId, Money, OrderId, PaymentId, PaymentKey, Timestamp},
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
/// invoice is void. A fee is still to be paid, by the invoice it has; an order is
/// still to be handed over.
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
    /// What had been asked for, to be put into a basket again; of a fee or an order no lines.
    pub sale: Checkout,
    /// Whose fee is still to be paid, where it was for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<AppointmentId>,
    /// Which order is still to be handed over, where it was for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

impl Command for Begin {
    type Outcome = Begun;
    const NAME: &'static str = "payments.begin";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Begun, Trouble> {
        let until = until(by, self.means, self.hold_s)?;
        let (sale, lines, amount) = HeldSale::price_all(tx, by, &self.sale)?;
        let hold = holds::begin(tx, by, (&self.sale, &sale), until)?;
        let new = NewInvoice {
            customer: self.sale.customer,
            total: amount,
            sale: None,
            credits: None,
        };
        let (invoice, _) = invoices::issue(tx, by, &new, &lines)?;
        let asked = Asked {
            means: self.means,
            amount,
            invoice,
            hold,
            until,
            pays: Pays::Goods,
        };
        put(tx, by, &asked)
    }
}

/// Until when is held what is begun now for so many seconds.
///
/// # Errors
/// A refusal of the seconds, or of how the customer is going to pay.
pub(super) fn until(by: &Actor<'_>, means: TenderKind, hold_s: i64) -> Result<Timestamp, Refusal> {
    if !HOLD_S.contains(&hold_s) {
        let why = "is between a minute and a day: 60 to 86400 seconds";
        return Err(Refusal::invalid("hold_s", why));
    }
    if !means.is_a_providers() {
        let why = "is card, upi or bank: what a provider takes";
        return Err(Refusal::invalid("means", why));
    }
    let held_ms = hold_s.saturating_mul(1000);
    Ok(Timestamp::from_ms(by.at.ms().saturating_add(held_ms)))
}

/// What a payment is for.
#[derive(Clone, Copy)]
pub(super) enum Pays {
    /// Goods, which are held until it is paid.
    Goods,
    /// The fee of an appointment.
    Fee(AppointmentId),
    /// What is left to pay of an order that is handed over.
    HandOver(OrderId),
}

impl Pays {
    /// What the columns `appointment` and `of_order` say.
    pub(super) fn of(appointment: Option<i64>, order: Option<i64>) -> Pays {
        match (appointment, order) {
            (Some(appointment), _) => Pays::Fee(AppointmentId::new(appointment)),
            (None, Some(order)) => Pays::HandOver(OrderId::new(order)),
            (None, None) => Pays::Goods,
        }
    }

    /// Whose fee it is.
    pub(super) fn appointment(self) -> Option<AppointmentId> {
        match self {
            Pays::Fee(appointment) => Some(appointment),
            Pays::Goods | Pays::HandOver(_) => None,
        }
    }

    /// Which order is handed over for it.
    pub(super) fn order(self) -> Option<OrderId> {
        match self {
            Pays::HandOver(order) => Some(order),
            Pays::Goods | Pays::Fee(_) => None,
        }
    }
}

/// Money that is asked for at a provider.
pub(super) struct Asked {
    pub(super) means: TenderKind,
    pub(super) amount: Money,
    pub(super) invoice: InvoiceId,
    pub(super) hold: HoldId,
    pub(super) until: Timestamp,
    pub(super) pays: Pays,
}

/// Writes down a payment that waits for the provider.
pub(super) fn put(tx: &WriteTx<'_>, by: &Actor<'_>, asked: &Asked) -> Result<Begun, Trouble> {
    let key = PaymentKey::new();
    let payment = tx.insert(
        "INSERT INTO payments
             (key, act, at_ms, account, state, means, amount_minor, invoice, hold, appointment,
              of_order)
         VALUES (?1, ?2, ?3, ?4, 'created', ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            key.bytes(),
            by.act,
            by.at.ms(),
            by.account()?.get(),
            asked.means.word(),
            asked.amount.minor(),
            asked.invoice.get(),
            asked.hold.get(),
            asked.pays.appointment().map(AppointmentId::get),
            asked.pays.order().map(OrderId::get)
        ],
    )?;
    let sql = "SELECT number FROM invoices WHERE id = ?1";
    Ok(Begun {
        payment: PaymentId::new(payment),
        key,
        invoice: tx.one(sql, [asked.invoice.get()], |row| row.get(0))?,
        amount: asked.amount,
        currency: by.shop.currency.code().to_owned(),
        until: asked.until,
    })
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

pub(super) fn release(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
) -> Result<Released, Trouble> {
    let given_up = tx.first(
        "UPDATE payments SET state = 'expired'
         WHERE id = ?1 AND captured_minor = 0 AND state <> 'expired'
         RETURNING hold, invoice, appointment, of_order",
        [payment.get()],
        |row| {
            let (hold, invoice) = (HoldId::new(row.get(0)?), InvoiceId::new(row.get(1)?));
            Ok((hold, invoice, Pays::of(row.get(2)?, row.get(3)?)))
        },
    )?;
    let Some((hold, invoice, pays)) = given_up else {
        let state = tx.first(
            "SELECT captured_minor > 0 FROM payments WHERE id = ?1",
            [payment.get()],
            |row| row.get::<_, bool>(0),
        )?;
        return Err(match state {
            None => Refusal::unknown("payment", payment),
            Some(paid) => {
                let (why, ended) = match paid {
                    true => ("was paid: take its goods back instead", Ended::Paid),
                    false => ("was given up already", Ended::GivenUp),
                };
                Refusal::over("payment", why, ("payment", payment.get()), ended)
            }
        }
        .into());
    };
    let asked = holds::hold(tx, hold)?.asked;
    holds::end(tx, by, hold, End::Released)?;
    // A fee's invoice is its appointment's, whoever pays it in the end.
    if pays.appointment().is_none() {
        invoices::void(tx, invoice)?;
    }
    Ok(Released {
        payment,
        sale: asked,
        appointment: pays.appointment(),
        order: pays.order(),
    })
}
