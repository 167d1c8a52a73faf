//! Closing a shift: counted blind, compared tender by tender, its Z report
//! written in the same commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, door, journal,
        sales::TenderKind,
        settings::{self, Setting},
        staff,
    },
    cash::{self, Moving},
    figures::{Figures, figures},
    open::{AMOUNT_MOST_MINOR, closed, found},
    report::{Expected, balance, expected},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{Currency, Money, ShiftId, Timestamp},
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

/// Closes a shift with what was counted.
///
/// Where that is not what is expected and no reason is given, it is refused
/// with the difference, and the shift stays open.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseShift {
    /// Which.
    pub shift: ShiftId,
    /// The notes and coins in the drawer; each denomination once.
    pub cash: Vec<Pieces>,
    /// What the other tenders come to, by the terminal's slip, say. Each that
    /// was used is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<CountedTender>,
    /// Why something differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// So many notes or coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    /// What one is worth.
    #[serde(rename = "denomination_minor")]
    pub denomination: Money,
    /// How many; 0 or more.
    pub pieces: i64,
}

/// What a tender other than cash comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedTender {
    /// Which.
    pub kind: TenderKind,
    /// How much; below 0 where more went back than came.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// A tender, expected against counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which.
    pub kind: TenderKind,
    /// What there should be.
    #[serde(rename = "expected_minor")]
    pub expected: Money,
    /// What there is.
    #[serde(rename = "counted_minor")]
    pub counted: Money,
    /// Counted less expected.
    #[serde(rename = "difference_minor")]
    pub difference: Money,
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
        let cash = self.counted_cash()?;
        let reason = cash::reason(self.reason.as_deref().unwrap_or_default())?;
        let shift = found(tx, self.shift)?;
        if shift.closed.is_some() {
            return Err(closed(by, shift).into());
        }
        let figures = figures(tx, &shift)?;
        let balances = self.balances(expected(&figures)?, cash)?;
        self.judge(tx, by, &balances, reason.as_deref())?;
        for balance in &balances {
            if let (true, Some(reason)) = (balance.difference != Money::ZERO, &reason) {
                cash::put(
                    tx,
                    by,
                    &Moving {
                        shift: self.shift,
                        tender: balance.kind.word(),
                        kind: "difference",
                        amount: balance.difference,
                        reason: Some(reason),
                    },
                )?;
            }
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
        let mut counted = self.cash.clone();
        counted.retain(|pieces| pieces.pieces > 0);
        counted.sort_by_key(|pieces| std::cmp::Reverse(pieces.denomination));
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
            balances,
            cash: counted,
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
        Ok(report)
    }
}

fn too_much() -> Fault {
    Fault::Damaged {
        what: "all Z reports come to more than can be counted".into(),
    }
}

impl CloseShift {
    /// What the notes and coins come to.
    fn counted_cash(&self) -> Result<Money, Refusal> {
        let mut sum: i64 = 0;
        for (place, counted) in self.cash.iter().enumerate() {
            let field = format!("cash[{place}]");
            let worth = counted.denomination;
            if worth.minor() <= 0 {
                return Err(Refusal::invalid(&field, "is no note or coin"));
            }
            if self.cash[..place]
                .iter()
                .any(|other| other.denomination == worth)
            {
                return Err(Refusal::invalid(&field, "is counted twice"));
            }
            let amount = Some(counted.pieces)
                .filter(|pieces| *pieces >= 0)
                .and_then(|pieces| worth.minor().checked_mul(pieces))
                .and_then(|amount| sum.checked_add(amount))
                .filter(|sum| *sum <= AMOUNT_MOST_MINOR);
            sum = amount.ok_or_else(|| {
                Refusal::invalid(&field, "is a number of notes or coins, 0 or more")
            })?;
        }
        Ok(Money::from_minor(sum))
    }

    /// Each tender against what is expected of it.
    fn balances(&self, mut expected: Vec<Expected>, cash: Money) -> Result<Vec<Balance>, Trouble> {
        for (place, counted) in self.others.iter().enumerate() {
            let field = || format!("others[{place}]");
            if counted.kind == TenderKind::Cash {
                return Err(
                    Refusal::invalid(&field(), "cash is counted by notes and coins").into(),
                );
            }
            if self.others[..place]
                .iter()
                .any(|other| other.kind == counted.kind)
            {
                return Err(Refusal::invalid(&field(), "is counted twice").into());
            }
            if counted.amount.minor().unsigned_abs() > AMOUNT_MOST_MINOR.unsigned_abs() {
                return Err(Refusal::invalid(&field(), "is more than can be right").into());
            }
            if !expected.iter().any(|known| known.kind == counted.kind) {
                expected.push(Expected {
                    kind: counted.kind,
                    amount: Money::ZERO,
                });
            }
        }
        let balances = expected.into_iter().map(|known| {
            let counted = match known.kind {
                TenderKind::Cash => cash,
                // What the shop itself keeps is what its own rows say.
                kind if kind.is_kept_here() => known.amount,
                kind => {
                    let counted = self.others.iter().find(|other| other.kind == kind);
                    let counted = counted.ok_or_else(|| {
                        Refusal::invalid(
                            kind.word(),
                            "was taken in this shift: count it too, by the terminal's slip, say",
                        )
                    })?;
                    counted.amount
                }
            };
            Ok(balance(known, counted)?)
        });
        balances.collect()
    }

    /// Refuses a difference without a reason, or one that needs a supervisor.
    fn judge(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        balances: &[Balance],
        reason: Option<&str>,
    ) -> Result<(), Trouble> {
        let largest = balances
            .iter()
            .map(|balance| balance.difference.minor().unsigned_abs());
        let largest = largest.max().unwrap_or(0);
        if largest == 0 {
            return Ok(());
        }
        if reason.is_none() {
            return Err(Refusal::Miscounted {
                told: told(by.shop.currency, balances),
                balances: balances.to_vec(),
            }
            .into());
        }
        let (rules, _) = settings::load::<ShiftRules>(tx)?;
        if largest > rules.difference_limit.minor().unsigned_abs() {
            staff::allow(tx, by, Permission::BookDifference)?;
        }
        Ok(())
    }
}

/// "cash is 10.00 short: 4,300.00 counted, 4,310.00 expected".
fn told(currency: Currency, balances: &[Balance]) -> String {
    let differing = balances
        .iter()
        .filter(|balance| balance.difference != Money::ZERO);
    let each = differing.map(|balance| {
        let (word, size) = match balance.difference.minor() {
            short @ ..0 => ("short", short.saturating_neg()),
            over => ("over", over),
        };
        format!(
            "{} is {} {word} ({} counted, {} expected)",
            balance.kind.word(),
            currency.format(Money::from_minor(size)),
            currency.format(balance.counted),
            currency.format(balance.expected)
        )
    });
    each.collect::<Vec<_>>().join("; ")
}
