//! Counting an open shift: what is there is written down first, and only then
//! compared with what there should be.
//!
//! Each count is a row of its own that stays, whatever comes after it: who
//! counts wrong to learn what is expected leaves that in the books.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, door, sales::TenderKind},
    figures::figures,
    open::{AMOUNT_MOST_MINOR, closed, found},
    report::{Expected, Shift, balance, expected},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Currency, Money, ShiftId, Timestamp},
};

/// Counts an open shift. Nothing is closed by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountShift {
    /// Which.
    pub shift: ShiftId,
    /// The notes and coins in the drawer; each denomination once.
    pub cash: Vec<Pieces>,
    /// What the other tenders come to, by the terminal's slip, say. Each that
    /// was used is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<CountedTender>,
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

/// A count that was made. Never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The shift.
    pub shift: ShiftId,
    /// Which count of the shift it is, from 1 on.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who counted.
    pub by: String,
    /// Each tender, against what was expected of it then.
    pub balances: Vec<Balance>,
    /// The notes and coins, the largest first.
    pub cash: Vec<Pieces>,
}

impl Count {
    /// Whether all of it is what was expected.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.differing().next().is_none()
    }

    /// The tenders of which there was more or less than expected.
    pub fn differing(&self) -> impl Iterator<Item = &Balance> {
        let balances = self.balances.iter();
        balances.filter(|balance| balance.difference != Money::ZERO)
    }

    /// What differs, such as "cash is 10.00 short (4,300.00 counted, 4,310.00
    /// expected)"; empty where nothing does.
    #[must_use]
    pub fn told(&self, currency: Currency) -> String {
        let each = self.differing().map(|balance| {
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
}

impl Command for CountShift {
    type Outcome = Count;
    const NAME: &'static str = "shifts.count";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Count, Trouble> {
        let counted = self.counted_cash()?;
        let shift = found(tx, self.shift)?;
        if shift.closed.is_some() {
            return Err(closed(by, shift).into());
        }
        let balances = self.balances(expected(&figures(tx, &shift)?)?, counted)?;
        let mut cash = self.cash.clone();
        cash.retain(|pieces| pieces.pieces > 0);
        cash.sort_by_key(|pieces| std::cmp::Reverse(pieces.denomination));
        let number = tx.one(
            "SELECT coalesce(max(number), 0) + 1 FROM shift_counts WHERE shift = ?1",
            [self.shift.get()],
            |row| row.get(0),
        )?;
        let count = Count {
            shift: self.shift,
            number,
            at: by.at,
            by: by.name.clone(),
            balances,
            cash,
        };
        tx.execute(
            "INSERT INTO shift_counts (shift, number, act, counted_ms, counted_by, last_sale, count)
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(number), 0) FROM sales), ?6)",
            params![
                self.shift.get(),
                count.number,
                by.act,
                by.at.ms(),
                by.account()?.get(),
                door::to_json(&count)?
            ],
        )?;
        Ok(count)
    }
}

impl CountShift {
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
}

/// The counts of a shift, in the order in which they were made.
///
/// # Errors
/// A fault of the file.
pub fn counts(db: &ReadTx<'_>, shift: ShiftId) -> Result<Vec<Count>, Fault> {
    let texts: Vec<String> = db.all(
        "SELECT count FROM shift_counts WHERE shift = ?1 ORDER BY number",
        [shift.get()],
        |row| row.get(0),
    )?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|e| Fault::Damaged {
            what: format!("a count of shift {shift}: {e}"),
        })
    };
    texts.into_iter().map(read).collect()
}

/// The newest count of a shift, where nothing happened in the shift since.
///
/// # Errors
/// A fault of the file.
pub fn standing_count(db: &ReadTx<'_>, shift: ShiftId) -> Result<Option<Count>, Fault> {
    let newest = counts(db, shift)?.pop();
    Ok(match newest {
        Some(newest) if !is_outdated(db, &newest)? => Some(newest),
        _ => None,
    })
}

/// Whether anything was sold, taken back or moved in the shift since it was counted.
fn is_outdated(db: &ReadTx<'_>, count: &Count) -> Result<bool, Fault> {
    db.one(
        "SELECT EXISTS (SELECT 1 FROM sales WHERE sales.number > last_sale
                            AND sales.shift = shift_counts.shift)
             OR EXISTS (SELECT 1 FROM cash_moves WHERE cash_moves.shift = shift_counts.shift
                            AND cash_moves.act > shift_counts.act)
         FROM shift_counts WHERE shift = ?1 AND number = ?2",
        [count.shift.get(), count.number],
        |row| row.get(0),
    )
}

/// All counts of a shift, where the newest is the one that was meant and is
/// still what is there; a refusal otherwise.
pub(super) fn counted(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    shift: &Shift,
    number: i64,
) -> Result<(Count, Vec<Count>), Trouble> {
    let counts = counts(tx, shift.id)?;
    let when = |count: &Count| by.shop.zone.time_of_day(count.at);
    let why = match counts.last() {
        None => "nobody has counted it yet".to_owned(),
        Some(newest) if newest.number != number => format!(
            "{} made a newer count, number {}, at {}",
            newest.by,
            newest.number,
            when(newest)
        ),
        Some(newest) if is_outdated(tx, newest)? => format!(
            "something was sold, taken back or moved in it since {} counted at {}",
            newest.by,
            when(newest)
        ),
        Some(newest) => return Ok((newest.clone(), counts)),
    };
    Err(Refusal::CountAgain { why }.into())
}
