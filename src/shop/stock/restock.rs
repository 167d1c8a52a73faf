//! Stock that comes in, and stock that was counted.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, catalogue},
    ledger::{self, Move, ON_HAND_MOST, Reason},
};
use crate::{
    store::WriteTx,
    values::{SweetId, count_of, line},
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
        let name = catalogue::name_of(tx, self.sweet)?;
        if quantity > 0 {
            let received = Move {
                reason: Reason::Received,
                delta: quantity,
                while_on_hand: 0..=ON_HAND_MOST - quantity,
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
        let name = catalogue::name_of(tx, self.sweet)?;
        let stands = match counted.checked_sub(self.expected) {
            None => false,
            Some(0) => ledger::on_hand(tx, self.sweet)? == counted,
            Some(delta) => {
                let counted = Move {
                    reason: Reason::Counted,
                    delta,
                    while_on_hand: self.expected..=self.expected,
                    note: Some(&reason),
                };
                ledger::make(tx, by, self.sweet, &counted)?
            }
        };
        if !stands {
            return Err(Refusal::StockMoved {
                name,
                expected: self.expected,
                on_hand: ledger::on_hand(tx, self.sweet)?,
            }
            .into());
        }
        Ok(OnHand {
            sweet: self.sweet,
            on_hand: counted,
        })
    }
}

fn noted(field: &str, typed: &str) -> Result<Option<String>, Refusal> {
    let note = line(typed, NOTE_MAX_CHARS).map_err(|why| Refusal::invalid(field, why))?;
    Ok((!note.is_empty()).then_some(note))
}
