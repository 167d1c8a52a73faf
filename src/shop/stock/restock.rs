//! Stock that comes in, and stock that was counted.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, catalogue},
    ledger::{Reason, note_movement},
};
use crate::{
    store::{WriteTx, params},
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
        let on_hand = tx.first(
            "UPDATE stock SET on_hand = on_hand + ?2
             WHERE sweet = ?1 AND on_hand + ?2 <= 1000000000000 RETURNING on_hand",
            params![self.sweet.get(), quantity],
            |row| row.get(0),
        )?;
        let on_hand = on_hand.ok_or_else(|| {
            Refusal::invalid(
                "quantity",
                format!("more of {name} than the shop can count"),
            )
        })?;
        if quantity > 0 {
            let moved = (quantity, on_hand);
            note_movement(
                tx,
                (by.act, 0),
                self.sweet,
                Reason::Received,
                moved,
                note.as_deref(),
            )?;
        }
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
        let corrected = tx.execute(
            "UPDATE stock SET on_hand = ?2 WHERE sweet = ?1 AND on_hand = ?3",
            params![self.sweet.get(), counted, self.expected],
        )?;
        if corrected == 0 {
            let on_hand = tx.one(
                "SELECT on_hand FROM stock WHERE sweet = ?1",
                [self.sweet.get()],
                |row| row.get(0),
            )?;
            return Err(Refusal::StockMoved {
                name,
                expected: self.expected,
                on_hand,
            }
            .into());
        }
        if counted != self.expected {
            let moved = (counted - self.expected, counted);
            note_movement(
                tx,
                (by.act, 0),
                self.sweet,
                Reason::Counted,
                moved,
                Some(&reason),
            )?;
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
