//! Handing an order over: it becomes a sale at its own prices, in the same commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        codes::{self, Purpose},
        payments,
        sales::{Checkout, HeldSale, Sold, Tender, TenderKind},
        stock::{self, Keeps},
    },
    StepKind,
    current::{Current, note_step},
    rows::{code_of_order, on_card},
    state::State,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{CustomerId, Money, OrderId, ShiftId},
};

/// Hands an order over that is ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Which order.
    pub order: OrderId,
    /// The version that was looked at.
    pub version: i64,
    /// What the customer gives beside what was paid ahead; change is made out of cash only.
    pub tenders: Vec<Tender>,
    /// The shift of the window it is handed over in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// What is noted on the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An order that was handed over, and its receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which order.
    pub order: OrderId,
    /// Its version now.
    pub version: i64,
    /// What of the receipt was paid ahead.
    #[serde(rename = "deposit_minor")]
    pub deposit: Money,
    /// The receipt.
    #[serde(flatten)]
    pub sold: Sold,
}

impl Command for HandOver {
    type Outcome = HandedOver;
    const NAME: &'static str = "orders.hand_over";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<HandedOver, Trouble> {
        hand_over(tx, by, self)
    }
}

/// An order that can be handed over.
fn ready(tx: &WriteTx<'_>, by: &Actor<'_>, of: (OrderId, i64)) -> Result<Current, Trouble> {
    let yours = [("state", State::HandedOver.name().to_lowercase())];
    let now = Current::read(tx, by, of, &yours)?;
    now.must_be_open(tx)?;
    match now.state {
        State::Ready => Ok(now),
        other => {
            let is = other.name().to_lowercase();
            let why = format!(
                "{} is {is}; it is handed over when it is ready",
                now.called()
            );
            Err(Refusal::invalid("order", why).into())
        }
    }
}

/// What of an order was paid ahead.
fn ahead(tx: &WriteTx<'_>, now: &Current) -> Result<Money, Fault> {
    match &now.deposit {
        Some(code) => Ok(on_card(tx, code)?.min(now.total)),
        None => Ok(Money::ZERO),
    }
}

/// What an order that can be handed over is sold as, and what is left to pay of it.
pub(in super::super) struct Owed {
    /// What it is sold as.
    pub(in super::super) sale: HeldSale,
    /// What was not paid ahead.
    pub(in super::super) to_pay: Money,
    /// Who ordered, where they are a customer of the shop's.
    pub(in super::super) customer: Option<CustomerId>,
}

/// What is left to pay of an order that can be handed over.
///
/// # Errors
/// A refusal where it can't, or a fault of the file.
pub(in super::super) fn owed(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    of: (OrderId, i64),
) -> Result<Owed, Trouble> {
    let now = ready(tx, by, of)?;
    let left = now.total.checked_sub(ahead(tx, &now)?);
    Ok(Owed {
        to_pay: left.unwrap_or(Money::ZERO),
        customer: now.customer,
        sale: now.sale,
    })
}

/// The version of an order now.
///
/// # Errors
/// A refusal where there is none, or a fault of the file.
pub(in super::super) fn version(tx: &WriteTx<'_>, order: OrderId) -> Result<i64, Trouble> {
    let sql = "SELECT version FROM orders WHERE id = ?1";
    let version = tx.first(sql, [order.get()], |row| row.get(0))?;
    Ok(version.ok_or_else(|| Refusal::unknown("order", order))?)
}

/// Hands over, for whoever has seen to it that it is the right person.
pub(in super::super) fn hand_over(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    asked: &HandOver,
) -> Result<HandedOver, Trouble> {
    let now = ready(tx, by, (asked.order, asked.version))?;
    payments::order_must_not_wait(tx, by, asked.order)?;
    let mut tenders = Vec::with_capacity(asked.tenders.len() + 1);
    let deposit = ahead(tx, &now)?;
    if let Some(code) = now.deposit.as_ref().filter(|_| deposit > Money::ZERO) {
        tenders.push(Tender {
            kind: TenderKind::Gift,
            amount: deposit,
            reference: Some(code.clone()),
        });
    }
    tenders.extend(asked.tenders.iter().cloned());
    // Its own promise ends here. Its goods are set apart, as are those of others that are ready:
    // what somebody is promised whose order is not, however early, is not in its bag.
    let keeps = Keeps::set_apart(now.due);
    stock::take_back_promise(tx, now.id)?;
    let code = code_of_order(now.id);
    let sale = Checkout {
        customer: now.customer,
        tenders,
        note: Some(match &asked.note {
            Some(note) => format!("Order {code}: {note}"),
            None => format!("Order {code}"),
        }),
        shift: asked.shift,
        ..Checkout::default()
    };
    let sold = now.sale.pay(tx, by, &sale, keeps)?;
    tx.execute(
        "UPDATE orders SET state = 'handed_over', receipt = ?3, version = version + 1,
                changed_act = ?4
         WHERE id = ?1 AND version = ?2",
        params![now.id.get(), now.version, sold.number, by.act],
    )?;
    note_step(tx, by, now.id, StepKind::To(State::HandedOver))?;
    codes::withdraw(tx, by, (Purpose::HandOver, now.id.get()))?;
    Ok(HandedOver {
        order: now.id,
        version: now.version + 1,
        deposit,
        sold,
    })
}
