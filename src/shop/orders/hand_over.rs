//! Handing an order over: it becomes a sale at its own prices, in the same commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        codes::{self, Purpose},
        sales::{Checkout, Sold, Tender, TenderKind},
        stock::{self, Keeps},
    },
    StepKind,
    current::{Current, note_step},
    rows::{code_of_order, on_card},
    state::State,
};
use crate::{
    store::{WriteTx, params},
    values::{Money, OrderId, ShiftId},
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

/// Hands over, for whoever has seen to it that it is the right person.
pub(in super::super) fn hand_over(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    asked: &HandOver,
) -> Result<HandedOver, Trouble> {
    let yours = [("state", State::HandedOver.name().to_lowercase())];
    let now = Current::read(tx, by, (asked.order, asked.version), &yours)?;
    now.must_be_open(tx)?;
    if now.state != State::Ready {
        let is = now.state.name().to_lowercase();
        let why = format!(
            "{} is {is}; it is handed over when it is ready",
            now.called()
        );
        return Err(Refusal::invalid("order", why).into());
    }
    let mut tenders = Vec::with_capacity(asked.tenders.len() + 1);
    let mut deposit = Money::ZERO;
    if let Some(code) = &now.deposit {
        deposit = on_card(tx, code)?.min(now.total);
        if deposit > Money::ZERO {
            tenders.push(Tender {
                kind: TenderKind::Gift,
                amount: deposit,
                reference: Some(code.clone()),
            });
        }
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
