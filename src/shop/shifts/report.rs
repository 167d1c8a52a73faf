//! Looking at drawers, shifts and their reports.

use serde::Serialize;

use super::{
    closing::ZReport,
    counting::{Balance, Count, counts},
    figures::{Figures, figures},
};
use crate::{
    shop::{Permission, Session, Shop, Trouble, sales::TenderKind},
    store::{Fault, ReadTx, Row, RowResult, params},
    values::{AccountId, Money, ShiftId, Timestamp, fold},
};

/// A shift at a drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// Its id.
    pub id: ShiftId,
    /// Its drawer.
    pub drawer: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// Who opened it.
    pub opened_by: String,
    /// When it was closed; none while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// Who closed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<String>,
    /// The number of its Z report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<i64>,
    /// The newest receipt when it was opened; 0 where there was none.
    #[serde(skip)]
    pub(super) after_sale: i64,
    /// The newest receipt when it was closed.
    #[serde(skip)]
    pub(super) last_sale: Option<i64>,
}

const SHIFTS: &str =
    "SELECT shifts.id, drawers.name, opened_ms, opener.name, closed_ms, closer.name,
        z_reports.number, after_sale, last_sale
    FROM shifts JOIN drawers ON drawers.id = shifts.drawer
    JOIN accounts AS opener ON opener.id = opened_by
    LEFT JOIN accounts AS closer ON closer.id = closed_by
    LEFT JOIN z_reports ON z_reports.shift = shifts.id";

fn shift_of(row: &Row<'_>) -> RowResult<Shift> {
    Ok(Shift {
        id: ShiftId::new(row.get(0)?),
        drawer: row.get(1)?,
        opened: Timestamp::from_ms(row.get(2)?),
        opened_by: row.get(3)?,
        closed: row.get::<_, Option<i64>>(4)?.map(Timestamp::from_ms),
        closed_by: row.get(5)?,
        z: row.get(6)?,
        after_sale: row.get(7)?,
        last_sale: row.get(8)?,
    })
}

/// A shift.
///
/// # Errors
/// A fault of the file.
pub fn shift(db: &ReadTx<'_>, id: ShiftId) -> Result<Option<Shift>, Fault> {
    db.first(
        &format!("{SHIFTS} WHERE shifts.id = ?1"),
        [id.get()],
        shift_of,
    )
}

/// The newest shifts, newest first.
///
/// # Errors
/// A fault of the file.
pub fn shifts(db: &ReadTx<'_>, limit: u32) -> Result<Vec<Shift>, Fault> {
    let sql = format!("{SHIFTS} ORDER BY shifts.id DESC LIMIT ?1");
    db.all(&sql, [limit], shift_of)
}

/// The open shift of a drawer by its name, in any case.
///
/// # Errors
/// A fault of the file.
pub fn open_at(db: &ReadTx<'_>, drawer: &str) -> Result<Option<Shift>, Fault> {
    let sql = format!("{SHIFTS} WHERE drawers.name_key = ?1 AND closed_act IS NULL");
    db.first(&sql, [fold(drawer.trim())], shift_of)
}

/// The shifts that somebody opened and nobody closed.
///
/// # Errors
/// A fault of the file.
pub fn opened_by(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Shift>, Fault> {
    let sql = format!("{SHIFTS} WHERE opened_by = ?1 AND closed_act IS NULL ORDER BY shifts.id");
    db.all(&sql, [account.get()], shift_of)
}

/// A drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawer {
    /// Its name.
    pub name: String,
    /// Its open shift.
    pub shift: Option<Shift>,
}

/// All drawers, by name.
///
/// # Errors
/// A fault of the file.
pub fn drawers(db: &ReadTx<'_>) -> Result<Vec<Drawer>, Fault> {
    let names: Vec<String> = db.all("SELECT name FROM drawers ORDER BY name_key", [], |row| {
        row.get(0)
    })?;
    let open = db.all(&format!("{SHIFTS} WHERE closed_act IS NULL"), [], shift_of)?;
    let drawers = names.into_iter().map(|name| Drawer {
        shift: open.iter().find(|shift| shift.drawer == name).cloned(),
        name,
    });
    Ok(drawers.collect())
}

/// The figures of a shift at this moment: an X report, as long as it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The shift.
    pub shift: Shift,
    /// How many receipts it has.
    pub receipts: Receipts,
    /// Its figures; none where they are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// What there should be of each tender; nothing where it is not told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<Expected>,
    /// What was counted until now; nothing where it is not told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
}

/// How many receipts a shift has: all that is told of them to who counts blind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Receipts {
    /// Sales.
    pub sales: i64,
    /// Goods that came back.
    pub returns: i64,
    /// Sales that should not have been made.
    pub voids: i64,
}

impl Receipts {
    fn of(figures: &Figures) -> Receipts {
        Receipts {
            sales: figures.sales.receipts,
            returns: figures.returns.receipts,
            voids: figures.voids.receipts,
        }
    }
}

/// What there should be of a tender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// Which.
    pub kind: TenderKind,
    /// How much.
    #[serde(rename = "expected_minor")]
    pub amount: Money,
}

impl Report {
    /// The report for those who count blind: no amount at all. In a shop that
    /// sells for cash, the float and what was sold make what there should be.
    #[must_use]
    pub fn blind(mut self) -> Report {
        self.expected.clear();
        self.counts.clear();
        self.figures = None;
        self
    }
}

/// The figures of a shift, and what there should be of each tender.
///
/// # Errors
/// A fault of the file.
pub fn report(db: &ReadTx<'_>, id: ShiftId) -> Result<Option<Report>, Fault> {
    let Some(shift) = shift(db, id)? else {
        return Ok(None);
    };
    let figures = figures(db, &shift)?;
    let expected = expected(&figures)?;
    let counts = counts(db, id)?;
    Ok(Some(Report {
        shift,
        receipts: Receipts::of(&figures),
        figures: Some(figures),
        expected,
        counts,
    }))
}

/// The figures of a shift as somebody may see them: blind, where they may not
/// see what there should be of one that is still open.
///
/// # Errors
/// A fault of the file.
pub fn report_for(shop: &Shop, session: &Session, id: ShiftId) -> Result<Option<Report>, Fault> {
    match shop.consult(session, Permission::SeeExpected, |db| report(db, id)) {
        Ok(report) => Ok(report),
        Err(Trouble::Refused(_)) => {
            let report = shop.read(|db| report(db, id))?;
            Ok(report.map(|report| match report.shift.closed {
                Some(_) => report,
                None => report.blind(),
            }))
        }
        Err(Trouble::Fault(fault)) => Err(fault),
    }
}

/// What there should be of cash, and of each other tender that was used.
pub(super) fn expected(figures: &Figures) -> Result<Vec<Expected>, Fault> {
    let used = |kind| figures.tenders.iter().any(|total| total.kind == kind);
    let kinds = TenderKind::ALL.into_iter();
    kinds
        .filter(|kind| *kind == TenderKind::Cash || used(*kind))
        .map(|kind| {
            let amount = figures.expected(kind).ok_or_else(|| Fault::Damaged {
                what: "a shift comes to more than can be counted".into(),
            })?;
            Ok(Expected { kind, amount })
        })
        .collect()
}

/// The Z report of a number.
///
/// # Errors
/// A fault of the file.
pub fn z_report(db: &ReadTx<'_>, number: i64) -> Result<Option<ZReport>, Fault> {
    let found = db.first(
        "SELECT report FROM z_reports WHERE number = ?1",
        [number],
        |row| row.get::<_, String>(0),
    )?;
    let Some(text) = found else { return Ok(None) };
    let report = serde_json::from_str(&text).map_err(|e| Fault::Damaged {
        what: format!("Z report {number}: {e}"),
    })?;
    Ok(Some(report))
}

/// A Z report in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ZRow {
    /// Its number.
    pub number: i64,
    /// Its drawer.
    pub drawer: String,
    /// When the shift was closed.
    pub at: Timestamp,
    /// Who closed it.
    pub by: String,
    /// What it sold, less what was taken back.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What was more than expected, all tenders together; below 0, less.
    #[serde(rename = "difference_minor")]
    pub difference: Money,
}

/// The Z reports before number `before` (or the last ones), newest first.
///
/// # Errors
/// A fault of the file.
pub fn z_reports(db: &ReadTx<'_>, before: Option<i64>, limit: u32) -> Result<Vec<ZRow>, Fault> {
    db.all(
        "SELECT z_reports.number, drawers.name, closed_ms, accounts.name, z_reports.total_minor,
                (SELECT coalesce(sum(amount_minor), 0) FROM cash_moves
                 WHERE cash_moves.shift = shifts.id AND kind = 'difference')
         FROM z_reports JOIN shifts ON shifts.id = z_reports.shift
         JOIN drawers ON drawers.id = shifts.drawer JOIN accounts ON accounts.id = closed_by
         WHERE z_reports.number < ?1 ORDER BY z_reports.number DESC LIMIT ?2",
        params![before.unwrap_or(i64::MAX), limit],
        |row| {
            Ok(ZRow {
                number: row.get(0)?,
                drawer: row.get(1)?,
                at: Timestamp::from_ms(row.get(2)?),
                by: row.get(3)?,
                total: row.get(4).map(Money::from_minor)?,
                difference: row.get(5).map(Money::from_minor)?,
            })
        },
    )
}

/// A tender as it was counted against what is expected of it.
pub(super) fn balance(expected: Expected, counted: Money) -> Result<Balance, Fault> {
    let difference = counted
        .checked_sub(expected.amount)
        .ok_or_else(|| Fault::Damaged {
            what: "a shift comes to more than can be counted".into(),
        })?;
    Ok(Balance {
        kind: expected.kind,
        expected: expected.amount,
        counted,
        difference,
    })
}
