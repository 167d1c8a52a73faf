//! Money that goes into a drawer or out of it beside sales.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    open::{AMOUNT_MOST_MINOR, must_be_open},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{Money, ShiftId, Timestamp, line},
};

/// The longest reason, in characters.
const REASON_MAX_CHARS: usize = 200;

/// How cash moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Into the drawer: change that was fetched, say.
    PayIn,
    /// Out of it, for something the shop pays: milk, a courier.
    PayOut,
    /// Out of it and into the safe.
    Drop,
}

impl Move {
    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            Move::PayIn => "pay_in",
            Move::PayOut => "pay_out",
            Move::Drop => "drop",
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Move::PayIn => "pay-in",
            Move::PayOut => "pay-out",
            Move::Drop => "drop",
        }
    }
}

/// Moves cash into a drawer or out of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveCash {
    /// The shift whose drawer it is.
    pub shift: ShiftId,
    /// Which way.
    pub kind: Move,
    /// How much; above 0 whichever way it goes.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What for.
    pub reason: String,
}

/// The move that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// What the drawer has more; below 0, less.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// When.
    pub at: Timestamp,
}

impl Command for MoveCash {
    type Outcome = Moved;
    const NAME: &'static str = "shifts.move_cash";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Moved, Trouble> {
        if !(1..=AMOUNT_MOST_MINOR).contains(&self.amount.minor()) {
            return Err(Refusal::invalid("amount", "is more than 0, such as 50").into());
        }
        let reason = reason(&self.reason)?.ok_or_else(|| {
            Refusal::invalid(
                "reason",
                "a reason is needed, such as “milk” or “to the safe”",
            )
        })?;
        must_be_open(tx, by, self.shift)?;
        let amount = match self.kind {
            Move::PayIn => self.amount,
            Move::PayOut | Move::Drop => Money::from_minor(-self.amount.minor()),
        };
        put(
            tx,
            by,
            &Moving {
                shift: self.shift,
                tender: "cash",
                kind: self.kind.word(),
                amount,
                reason: Some(&reason),
            },
        )?;
        Ok(Moved { amount, at: by.at })
    }
}

/// A reason as it is kept; nothing where there is none.
pub(super) fn reason(typed: &str) -> Result<Option<String>, Refusal> {
    let text = line(typed, REASON_MAX_CHARS).map_err(|why| Refusal::invalid("reason", why))?;
    Ok((!text.is_empty()).then_some(text))
}

/// A row of what moved.
pub(super) struct Moving<'m> {
    pub(super) shift: ShiftId,
    pub(super) tender: &'m str,
    pub(super) kind: &'static str,
    pub(super) amount: Money,
    pub(super) reason: Option<&'m str>,
}

pub(super) fn put(tx: &WriteTx<'_>, by: &Actor<'_>, moving: &Moving<'_>) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO cash_moves (shift, line, act, tender, kind, amount_minor, reason)
         VALUES (?1, (SELECT coalesce(max(line) + 1, 0) FROM cash_moves WHERE shift = ?1),
                 ?2, ?3, ?4, ?5, ?6)",
        params![
            moving.shift.get(),
            by.act,
            moving.tender,
            moving.kind,
            moving.amount.minor(),
            moving.reason
        ],
    )?;
    Ok(())
}
