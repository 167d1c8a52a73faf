//! Opening a shift, and whether it is still open.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    cash::{self, Moving},
    report::{Shift, shift},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Money, Name, ShiftId, Timestamp},
};

/// More than this in a drawer, in minor units, is a slip of the hand.
pub(super) const AMOUNT_MOST_MINOR: i64 = 1_000_000_000_000;

/// Opens a shift at a drawer. A name that no drawer has yet makes a new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenShift {
    /// The drawer's name, in any case.
    pub drawer: String,
    /// What is in it to begin with.
    #[serde(rename = "float_minor")]
    pub float: Money,
}

/// The shift that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The shift.
    pub shift: ShiftId,
    /// Its drawer, as it is written.
    pub drawer: String,
    /// When.
    pub at: Timestamp,
}

impl Command for OpenShift {
    type Outcome = Opened;
    const NAME: &'static str = "shifts.open";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Opened, Trouble> {
        let name = Name::parse(&self.drawer).map_err(|why| Refusal::invalid("drawer", why))?;
        if !(0..=AMOUNT_MOST_MINOR).contains(&self.float.minor()) {
            return Err(Refusal::invalid("float", "is 0 or more, such as 500").into());
        }
        let (drawer, name) = drawer(tx, by, &name)?;
        let inserted = tx.insert_unless_taken(
            "INSERT INTO shifts (drawer, opened_act, opened_ms, opened_by, after_sale)
             VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(number), 0) FROM sales))",
            params![drawer, by.act, by.at.ms(), by.account()?.get()],
        )?;
        let Some(id) = inserted.map(ShiftId::new) else {
            return Err(already_open(tx, by, drawer)?);
        };
        cash::put(
            tx,
            by,
            &Moving {
                shift: id,
                tender: "cash",
                kind: "float",
                amount: self.float,
                reason: None,
            },
        )?;
        Ok(Opened {
            shift: id,
            drawer: name,
            at: by.at,
        })
    }
}

/// The drawer of a name and how it is written; made where there is none.
fn drawer(tx: &WriteTx<'_>, by: &Actor<'_>, name: &Name) -> Result<(i64, String), Fault> {
    let found = tx.first(
        "SELECT id, name FROM drawers WHERE name_key = ?1",
        [name.key()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match found {
        Some(found) => Ok(found),
        None => {
            let id = tx.insert(
                "INSERT INTO drawers (name, name_key, act) VALUES (?1, ?2, ?3)",
                params![name.as_str(), name.key(), by.act],
            )?;
            Ok((id, name.as_str().to_owned()))
        }
    }
}

fn already_open(tx: &WriteTx<'_>, by: &Actor<'_>, drawer: i64) -> Result<Trouble, Trouble> {
    let id = tx.one(
        "SELECT id FROM shifts WHERE drawer = ?1 AND closed_act IS NULL",
        [drawer],
        |row| row.get(0).map(ShiftId::new),
    )?;
    let open = found(tx, id)?;
    Ok(Refusal::ShiftOpen {
        drawer: open.drawer,
        shift: id,
        by: open.opened_by,
        at: open.opened,
        time: by.shop.zone.time_of_day(open.opened),
    }
    .into())
}

/// A shift that is named.
pub(super) fn found(db: &ReadTx<'_>, id: ShiftId) -> Result<Shift, Trouble> {
    Ok(shift(db, id)?.ok_or_else(|| Refusal::unknown("shift", id))?)
}

/// Whether a shift is open; false also where there is none.
pub(in super::super) fn is_open(db: &ReadTx<'_>, id: ShiftId) -> Result<bool, Fault> {
    let open = db.first(
        "SELECT closed_act IS NULL FROM shifts WHERE id = ?1",
        [id.get()],
        |row| row.get(0),
    )?;
    Ok(open.unwrap_or(false))
}

/// Refuses what belongs to a shift that is not open. Whoever asks holds the
/// write transaction, so that nobody closes the shift before they are done.
pub(in super::super) fn must_be_open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: ShiftId,
) -> Result<(), Trouble> {
    match is_open(tx, id)? {
        true => Ok(()),
        false => Err(closed(by, found(tx, id)?).into()),
    }
}

pub(super) fn closed(by: &Actor<'_>, shift: Shift) -> Refusal {
    let at = shift.closed.unwrap_or(shift.opened);
    Refusal::ShiftClosed {
        shift: shift.id,
        drawer: shift.drawer,
        by: shift.closed_by.unwrap_or_default(),
        at,
        time: by.shop.zone.time_of_day(at),
    }
}
