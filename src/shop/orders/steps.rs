//! The steps of an order in the kitchen, and its end without a sale.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        codes::{self, Purpose},
        payments, printing,
    },
    StepKind,
    current::{Current, note_step},
    place::noted,
    state::State,
};
use crate::{
    store::{WriteTx, params},
    values::OrderId,
};

/// Brings an order to its next state in the kitchen: accepted, in preparation, ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdvanceOrder {
    /// Which order.
    pub order: OrderId,
    /// The version that was looked at: who did not see a change is told of it.
    pub version: i64,
    /// The state it comes to.
    pub to: State,
}

/// An order after a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stepped {
    /// Which order.
    pub order: OrderId,
    /// Its version now.
    pub version: i64,
    /// Its state now.
    pub state: State,
}

impl Command for AdvanceOrder {
    type Outcome = Stepped;
    const NAME: &'static str = "orders.advance";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Stepped, Trouble> {
        let yours = [("state", self.to.name().to_lowercase())];
        let now = Current::read(tx, by, (self.order, self.version), &yours)?;
        now.must_be_open(tx)?;
        if now.state.next() != Some(self.to) {
            let next = match now.state.next() {
                Some(next) => format!("next it is {}", next.name().to_lowercase()),
                None => "next it is handed over".into(),
            };
            let is = now.state.name().to_lowercase();
            let why = format!("{} is {is}; {next}", now.called());
            return Err(Refusal::invalid("to", why).into());
        }
        let what = StepKind::To(self.to);
        tx.execute(
            "UPDATE orders SET state = ?3, version = version + 1, changed_act = ?4
             WHERE id = ?1 AND version = ?2",
            params![now.id.get(), now.version, self.to.word(), by.act],
        )?;
        note_step(tx, by, now.id, what)?;
        if self.to == State::Accepted {
            printing::order_accepted(tx, by, now.id)?;
        }
        Ok(Stepped {
            order: now.id,
            version: now.version + 1,
            state: self.to,
        })
    }
}

/// Cancels an order: its room and what it was promised are others' in the same commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// Which order.
    pub order: OrderId,
    /// The version that was looked at.
    pub version: i64,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An order that was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Which order.
    pub order: OrderId,
    /// Its version now.
    pub version: i64,
    /// The receipt of what was paid ahead; taking it back gives the money back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit_receipt: Option<i64>,
}

impl Command for CancelOrder {
    type Outcome = Cancelled;
    const NAME: &'static str = "orders.cancel";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Cancelled, Trouble> {
        let reason = noted("reason", self.reason.as_deref())?;
        let yours = [("state", State::Cancelled.name().to_lowercase())];
        let now = Current::read(tx, by, (self.order, self.version), &yours)?;
        now.must_be_open(tx)?;
        now.give_room_back(tx)?;
        // A code that the customer was shown is for nothing any more.
        payments::give_up_order(tx, by, now.id)?;
        tx.execute(
            "UPDATE orders SET state = 'cancelled', reason = ?3, version = version + 1,
                    changed_act = ?4
             WHERE id = ?1 AND version = ?2",
            params![now.id.get(), now.version, reason, by.act],
        )?;
        note_step(tx, by, now.id, StepKind::To(State::Cancelled))?;
        codes::withdraw(tx, by, (Purpose::HandOver, now.id.get()))?;
        Ok(Cancelled {
            order: now.id,
            version: now.version + 1,
            deposit_receipt: now.deposit_sale,
        })
    }
}
