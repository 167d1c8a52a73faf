//! What goods that come back are worth, and where their money goes: reckoned the
//! same way before it is done, for the window that shows it, and when it is done.

use serde::Serialize;

use super::{
    super::{
        Refusal, Trouble, payments,
        pricing::{self, SoldLine, part_of},
        refusal::BackOf,
        settings::{self, Selling},
    },
    TenderKind,
    receipts::{Kind, Receipt, ReceiptLine, receipt},
    take_back::{Destination, Refunded, TakenLine, by_provider},
};
use crate::{
    store::ReadTx,
    values::{Money, Quantity},
};

/// What a return would give back, were it done now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnPreview {
    /// What each of the lines asked for is worth, taxes in; none is below 0.
    pub lines: Vec<Money>,
    /// What they are worth together.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What goes back is more than that by this, by the rounding of cash;
    /// below 0, less.
    #[serde(rename = "rounding_minor")]
    pub rounding: Money,
    /// What goes back to the customer, tender by tender; each above 0.
    pub refunds: Vec<Refunded>,
    /// What of that the payment provider gave back before, without goods: it can count for these.
    #[serde(rename = "went_before_minor")]
    pub went_before: Money,
}

/// What taking these lines back would come to; nothing is written.
///
/// # Errors
/// The refusal that taking them back would meet, but for its reason, which is
/// not asked for here; or a fault of the file.
pub fn preview_return(
    db: &ReadTx<'_>,
    number: i64,
    lines: &[TakenLine],
) -> Result<ReturnPreview, Trouble> {
    let sold = sale_of(db, number)?;
    let picked = pick(&sold, lines)?;
    let mut before = Vec::with_capacity(picked.len());
    for &(place, line, quantity, _) in &picked {
        let left = line.quantity.checked_sub(line.taken_back);
        if left.is_none_or(|left| left < quantity.get()) {
            return Err(back_already((number, place), line, quantity, line.taken_back).into());
        }
        before.push(line.taken_back);
    }
    let reckoned = reckon(db, &sold, &picked, &before)?;
    let refunds = refunded(&sold, &reckoned.refund);
    let went_before = payments::gone_before(db, number)?.min(by_provider(&refunds));
    Ok(ReturnPreview {
        lines: reckoned.parts.iter().map(|part| part.gross).collect(),
        total: reckoned.worth,
        rounding: reckoned.refund.rounding,
        refunds: refunds.into_iter().map(|(_, refunded)| refunded).collect(),
        went_before,
    })
}

/// The receipt of a sale that something is taken back from.
pub(super) fn sale_of(db: &ReadTx<'_>, number: i64) -> Result<Receipt, Trouble> {
    let found = receipt(db, number)?.ok_or_else(|| Refusal::unknown("receipt", number))?;
    match found.kind {
        Kind::Sale => Ok(found),
        Kind::Return | Kind::Void => Err(Refusal::invalid(
            "receipt",
            "is itself of goods that were taken back; name the receipt they were sold on",
        )
        .into()),
    }
}

/// A line that comes back: its place, what it was, how much of it, and where that goes.
pub(super) type Picked<'r> = (i64, &'r ReceiptLine, Quantity, Destination);

/// The lines of a receipt that were asked for.
pub(super) fn pick<'r>(sold: &'r Receipt, asked: &[TakenLine]) -> Result<Vec<Picked<'r>>, Refusal> {
    if asked.is_empty() {
        return Err(Refusal::invalid("lines", "choose what comes back"));
    }
    let mut picked = Vec::with_capacity(asked.len());
    for (place, taken) in asked.iter().enumerate() {
        let twice = asked[..place].iter().any(|t| t.line == taken.line);
        let line = usize::try_from(taken.line)
            .ok()
            .and_then(|line| sold.lines.get(line))
            .filter(|_| !twice);
        let line = line.ok_or_else(|| {
            let why = match twice {
                true => "is named twice",
                false => "is no line of this receipt",
            };
            Refusal::invalid(&format!("lines[{place}].line"), why)
        })?;
        picked.push((taken.line, line, taken.quantity, taken.to));
    }
    Ok(picked)
}

/// More of a line was asked for than has not come back yet.
pub(super) fn back_already(
    (receipt, place): (i64, i64),
    line: &ReceiptLine,
    quantity: Quantity,
    before: i64,
) -> Refusal {
    Refusal::TakenBackAlready {
        name: line.name.clone(),
        wanted: line.unit.format(quantity.get()),
        left: line.unit.format(line.quantity.saturating_sub(before)),
        sold: line.unit.format(line.quantity),
        of: Box::new(BackOf {
            receipt,
            line: place,
            taken_back: before,
        }),
    }
}

/// What comes back, in money.
pub(super) struct Reckoned {
    /// Line by line.
    pub(super) parts: Vec<pricing::Part>,
    /// Together, taxes in.
    pub(super) worth: Money,
    /// What of it goes to which tender.
    pub(super) refund: pricing::Refund,
}

/// Reckons what the picked lines come to, of which so much had come back `before`.
pub(super) fn reckon(
    db: &ReadTx<'_>,
    sold: &Receipt,
    picked: &[Picked<'_>],
    before: &[i64],
) -> Result<Reckoned, Trouble> {
    let mut parts = Vec::with_capacity(picked.len());
    let mut worth = Money::ZERO;
    for (&(_, line, quantity, _), &before) in picked.iter().zip(before) {
        let line_sold = SoldLine {
            quantity: line.quantity,
            net: line.net,
            taxes: line.taxes.iter().map(|tax| tax.amount).collect(),
        };
        let part = part_of(&line_sold, Money::from_minor(1), before, quantity.get())
            .map_err(Refusal::from)?;
        worth = worth
            .checked_add(part.gross)
            .ok_or_else(|| Refusal::invalid("lines", "more than can be counted"))?;
        parts.push(part);
    }
    Ok(Reckoned {
        parts,
        worth,
        refund: refund(db, sold, worth)?,
    })
}

/// The tenders that get something back, each with its line on the receipt.
pub(super) fn refunded(sold: &Receipt, refund: &pricing::Refund) -> Vec<(usize, Refunded)> {
    let tenders = sold.tenders.iter().zip(&refund.tenders).enumerate();
    tenders
        .filter(|(_, (_, back))| **back > Money::ZERO)
        .map(|(line, (tender, back))| {
            let refunded = Refunded {
                kind: tender.kind,
                amount: *back,
                reference: tender.reference.clone(),
            };
            (line, refunded)
        })
        .collect()
}

/// What goes back to each tender of a sale for goods worth so much.
fn refund(db: &ReadTx<'_>, sold: &Receipt, worth: Money) -> Result<pricing::Refund, Trouble> {
    let mut paid: Vec<pricing::Paid> = sold
        .tenders
        .iter()
        .map(|tender| pricing::Paid {
            cash: tender.kind == TenderKind::Cash,
            amount: Money::from_minor(tender.given.minor() - tender.change.minor()),
            back: Money::ZERO,
        })
        .collect();
    if sold.total == Money::ZERO {
        // Given away; there is nothing to give back.
        return Ok(pricing::Refund {
            tenders: vec![Money::ZERO; paid.len()],
            rounding: Money::ZERO,
        });
    }
    let before = db.one(
        "SELECT coalesce(-sum(total_minor), 0) FROM sales WHERE returns_of = ?1",
        [sold.number],
        |row| row.get(0).map(Money::from_minor),
    )?;
    // A return's tenders stand at the lines of those they go back to.
    let went_back = db.all(
        "SELECT tenders.line, -sum(given_minor) FROM sales
         JOIN tenders ON tenders.sale = sales.number
         WHERE returns_of = ?1 GROUP BY tenders.line",
        [sold.number],
        |row| Ok((row.get::<_, i64>(0)?, row.get(1).map(Money::from_minor)?)),
    )?;
    for (line, back) in went_back {
        let tender = usize::try_from(line)
            .ok()
            .and_then(|line| paid.get_mut(line));
        tender.into_iter().for_each(|tender| tender.back = back);
    }
    let (rules, _) = settings::load::<Selling>(db)?;
    let step = Some(rules.cash_step);
    Ok(pricing::refund(&paid, sold.total, step, before, worth).map_err(Refusal::from)?)
}
