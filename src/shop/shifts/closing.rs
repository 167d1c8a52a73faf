//! Closing a shift on what was counted last, its Z report written in the same
//! commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, door, journal, printing,
        settings::{self, Setting},
        staff,
    },
    cash::{self, Moving},
    counting::{Balance, Count, Pieces, counted},
    figures::{Figures, figures},
    open::{AMOUNT_MOST_MINOR, closed, found},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{Money, ShiftId, Timestamp},
};

/// How shifts are closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShiftRules {
    /// The largest difference of a tender that needs no supervisor.
    #[serde(rename = "difference_limit_minor")]
    pub difference_limit: Money,
}

impl Default for ShiftRules {
    fn default() -> Self {
        ShiftRules {
            difference_limit: Money::from_minor(10_000),
        }
    }
}

impl Setting for ShiftRules {
    const KEY: &'static str = "shifts";
    const COMMAND: &'static str = "settings.shifts";

    fn check(&self) -> Result<(), Refusal> {
        match self.difference_limit.minor() {
            0..=AMOUNT_MOST_MINOR => Ok(()),
            _ => Err(Refusal::invalid("difference_limit", "is 0 or more")),
        }
    }
}

/// Closes a shift on its newest count.
///
/// Where that is not what was expected, a reason is needed. Where something
/// happened in the shift since it was counted, it is counted again first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseShift {
    /// Which.
    pub shift: ShiftId,
    /// The number of the count it is closed on, which must be the newest.
    pub count: i64,
    /// Why something differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A Z report: what a shift was closed with. Never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZReport {
    /// Its number, without gaps.
    pub number: i64,
    /// The shift.
    pub shift: ShiftId,
    /// Its drawer.
    pub drawer: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// Who opened it.
    pub opened_by: String,
    /// When it was closed.
    pub closed: Timestamp,
    /// Who closed it.
    pub closed_by: String,
    /// The figures of the shift.
    pub figures: Figures,
    /// Each tender, expected against counted.
    pub balances: Vec<Balance>,
    /// The notes and coins that were counted.
    pub cash: Vec<Pieces>,
    /// Every count of the shift; the last is the one it was closed on. None
    /// where an older program closed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// Why something differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The totals of all Z reports up to this one.
    #[serde(rename = "running_minor")]
    pub running: Money,
    /// How many records the journal had before the one that closed it.
    pub journal_acts: i64,
    /// The seal of the last of them, in hexadecimal.
    pub journal_head: String,
}

impl Command for CloseShift {
    type Outcome = ZReport;
    const NAME: &'static str = "shifts.close";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<ZReport, Trouble> {
        let reason = cash::reason(self.reason.as_deref().unwrap_or_default())?;
        let shift = found(tx, self.shift)?;
        if shift.closed.is_some() {
            return Err(closed(by, shift).into());
        }
        let (count, counts) = counted(tx, by, &shift, self.count)?;
        judge(tx, by, &count, reason.as_deref())?;
        let figures = figures(tx, &shift)?;
        for balance in count.differing() {
            cash::put(
                tx,
                by,
                &Moving {
                    shift: self.shift,
                    tender: balance.kind.word(),
                    kind: "difference",
                    amount: balance.difference,
                    reason: reason.as_deref(),
                },
            )?;
        }
        let closed_now = tx.execute(
            "UPDATE shifts SET closed_act = ?2, closed_ms = ?3, closed_by = ?4,
                    last_sale = (SELECT coalesce(max(number), 0) FROM sales)
             WHERE id = ?1 AND closed_act IS NULL",
            params![self.shift.get(), by.act, by.at.ms(), by.account()?.get()],
        )?;
        if closed_now != 1 {
            return Err(closed(by, found(tx, self.shift)?).into());
        }
        let (number, before) = tx.one(
            "SELECT coalesce(max(number), 0) + 1, coalesce(sum(total_minor), 0) FROM z_reports",
            [],
            |row| Ok((row.get(0)?, row.get(1).map(Money::from_minor)?)),
        )?;
        // The records before this one: its own is sealed with this report in it.
        let (act, head) = journal::next(tx)?;
        let report = ZReport {
            number,
            shift: self.shift,
            drawer: shift.drawer,
            opened: shift.opened,
            opened_by: shift.opened_by,
            closed: by.at,
            closed_by: by.name.clone(),
            running: before.checked_add(figures.total).ok_or_else(too_much)?,
            figures,
            balances: count.balances,
            cash: count.cash,
            counts,
            reason,
            journal_acts: act - 1,
            journal_head: journal::hex(&head),
        };
        tx.execute(
            "INSERT INTO z_reports (number, shift, act, total_minor, running_minor, journal_acts,
                                    journal_head, report)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                report.number,
                report.shift.get(),
                by.act,
                report.figures.total.minor(),
                report.running.minor(),
                report.journal_acts,
                head,
                door::to_json(&report)?
            ],
        )?;
        printing::z_report_made(tx, by, report.number)?;
        Ok(report)
    }
}

fn too_much() -> Fault {
    Fault::Damaged {
        what: "all Z reports come to more than can be counted".into(),
    }
}

/// Refuses a difference without a reason, or one that needs a supervisor.
fn judge(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    count: &Count,
    reason: Option<&str>,
) -> Result<(), Trouble> {
    let sizes = count.differing();
    let sizes = sizes.map(|balance| balance.difference.minor().unsigned_abs());
    let Some(largest) = sizes.max() else {
        return Ok(());
    };
    if reason.is_none() {
        return Err(Refusal::Miscounted {
            told: count.told(by.shop.currency),
            balances: count.balances.clone(),
        }
        .into());
    }
    let (rules, _) = settings::load::<ShiftRules>(tx)?;
    if largest > rules.difference_limit.minor().unsigned_abs() {
        staff::allow(tx, by, Permission::BookDifference)?;
    }
    Ok(())
}
