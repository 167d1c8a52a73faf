//! Stock that comes in, and stock that was counted.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, catalogue},
    ledger::{self, Move, ON_HAND_MOST, Reason},
    promises::Keeps,
};
use crate::{
    store::{Fault, ReadTx, WriteTx},
    values::{Quantity, SweetId, count_of, line},
};

/// The longest note or reason, in characters.
const NOTE_MAX_CHARS: usize = 200;

/// Adds pieces that came in; 0 changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restock {
    /// Which sweet.
    pub sweet: SweetId,
    /// How many pieces; 0 to 1,000,000.
    pub quantity: i64,
    /// What is noted beside it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Sets what is on hand to what was counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// Which sweet.
    pub sweet: SweetId,
    /// How many pieces were counted; 0 to 1,000,000.
    pub counted: i64,
    /// What was shown as on hand when they were counted.
    pub expected: i64,
    /// What was shown as held for payments, where that is among those counted: it lies there
    /// still, and is not on hand for anybody else. 0 where it is none or was not counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held: i64,
    /// Why it differs.
    pub reason: String,
}

/// What is on hand after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnHand {
    /// Which sweet.
    pub sweet: SweetId,
    /// Pieces on hand.
    pub on_hand: i64,
}

impl Command for Restock {
    type Outcome = OnHand;
    const NAME: &'static str = "stock.restock";
    const NEEDS: Permission = Permission::ManageStock;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<OnHand, Trouble> {
        let quantity = count_of(self.quantity).map_err(|why| Refusal::invalid("quantity", why))?;
        let note = noted("note", self.note.as_deref().unwrap_or_default())?;
        catalogue::not_a_kit(tx, self.sweet)?;
        let name = catalogue::name_of(tx, self.sweet)?;
        if quantity > 0 {
            let received = Move {
                reason: Reason::Received,
                delta: quantity,
                while_on_hand: -ON_HAND_MOST..=ON_HAND_MOST - quantity,
                keeps: Keeps::NOTHING,
                note: note.as_deref(),
            };
            if !ledger::make(tx, by, self.sweet, &received)? {
                let why = format!("more of {name} than the shop can count");
                return Err(Refusal::invalid("quantity", why).into());
            }
        }
        let on_hand = ledger::on_hand(tx, self.sweet)?;
        Ok(OnHand {
            sweet: self.sweet,
            on_hand,
        })
    }
}

impl Command for Correct {
    type Outcome = OnHand;
    const NAME: &'static str = "stock.correct";
    const NEEDS: Permission = Permission::ManageStock;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<OnHand, Trouble> {
        let counted = count_of(self.counted).map_err(|why| Refusal::invalid("counted", why))?;
        let reason = noted("reason", &self.reason)?
            .ok_or_else(|| Refusal::invalid("reason", "a reason is needed, such as “broken”"))?;
        catalogue::not_a_kit(tx, self.sweet)?;
        let name = catalogue::name_of(tx, self.sweet)?;
        // What lies there moves from one to the other as payments begin and end: they are
        // compared together.
        let held = match self.held {
            0 => 0,
            _ => held(tx, self.sweet)?,
        };
        if counted < held {
            let held = catalogue::measured_in(tx, self.sweet)?.format(held);
            let why = format!("is less than what is held for payments, {held}: cancel one first");
            return Err(Refusal::invalid("counted", why).into());
        }
        let on_hand = counted.saturating_sub(held);
        let expected = self.expected.saturating_add(self.held).saturating_sub(held);
        let stands = match on_hand.saturating_sub(expected) {
            0 => ledger::on_hand(tx, self.sweet)? == on_hand,
            delta => {
                let counted = Move {
                    reason: Reason::Counted,
                    delta,
                    while_on_hand: expected..=expected,
                    keeps: Keeps::NOTHING,
                    note: Some(&reason),
                };
                ledger::make(tx, by, self.sweet, &counted)?
            }
        };
        if !stands {
            return Err(Refusal::StockMoved {
                sweet: self.sweet,
                name,
                expected: self.expected.saturating_add(self.held),
                on_hand: ledger::on_hand(tx, self.sweet)?.saturating_add(held),
                held,
            }
            .into());
        }
        Ok(OnHand {
            sweet: self.sweet,
            on_hand,
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(held: &i64) -> bool {
    *held == 0
}

/// How much of a sweet is held for payments: it is off the shelf in the ledger, and may still lie
/// there.
///
/// # Errors
/// A fault of the file.
pub fn held(db: &ReadTx<'_>, sweet: SweetId) -> Result<i64, Fault> {
    db.one(
        "SELECT coalesce(sum(quantity), 0) FROM holds JOIN hold_goods ON hold = holds.id
         WHERE state = 'held' AND sweet = ?1",
        [sweet.get()],
        |row| row.get(0),
    )
}

/// Takes off what can't be sold any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteOff {
    /// Which sweet.
    pub sweet: SweetId,
    /// How much of it.
    pub quantity: Quantity,
    /// What became of it.
    pub reason: Loss,
    /// What is noted beside it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What becomes of what can't be sold any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// It broke.
    Broken,
    /// It was given to be tasted.
    Sample,
    /// It was thrown away.
    Waste,
}

impl From<Loss> for Reason {
    fn from(loss: Loss) -> Reason {
        match loss {
            Loss::Broken => Reason::Broken,
            Loss::Sample => Reason::Sample,
            Loss::Waste => Reason::Waste,
        }
    }
}

impl Command for WriteOff {
    type Outcome = OnHand;
    const NAME: &'static str = "stock.write_off";
    const NEEDS: Permission = Permission::ManageStock;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<OnHand, Trouble> {
        let note = noted("note", self.note.as_deref().unwrap_or_default())?;
        catalogue::not_a_kit(tx, self.sweet)?;
        let name = catalogue::name_of(tx, self.sweet)?;
        let lost = Move {
            reason: self.reason.into(),
            delta: -self.quantity.get(),
            while_on_hand: ledger::ANY,
            keeps: Keeps::NOTHING,
            note: note.as_deref(),
        };
        let done = ledger::make(tx, by, self.sweet, &lost)?;
        let on_hand = ledger::on_hand(tx, self.sweet)?;
        if !done {
            let left = catalogue::measured_in(tx, self.sweet)?.format(on_hand);
            let why = format!("is more than there is of {name}: {left}");
            return Err(Refusal::invalid("quantity", why).into());
        }
        Ok(OnHand {
            sweet: self.sweet,
            on_hand,
        })
    }
}

fn noted(field: &str, typed: &str) -> Result<Option<String>, Refusal> {
    let note = line(typed, NOTE_MAX_CHARS).map_err(|why| Refusal::invalid(field, why))?;
    Ok((!note.is_empty()).then_some(note))
}
