//! The figures of a shift: sums over its rows, whenever they are asked for.

use serde::{Deserialize, Serialize};

use super::{
    super::{sales::TenderKind, taxes::rate_of},
    report::Shift,
};
use crate::{
    store::{self, Fault, ReadTx},
    values::{Money, Rate},
};

/// What happened in a shift, added up. What was taken back is below 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What was sold.
    pub sales: Tally,
    /// What was taken back.
    pub returns: Tally,
    /// Sales that should not have been made.
    pub voids: Tally,
    /// All three together, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// The same without taxes.
    #[serde(rename = "net_minor")]
    pub net: Money,
    /// The taxes, by name and rate.
    pub taxes: Vec<TaxTotal>,
    /// What discounts took off when it was sold; 0 or more.
    #[serde(rename = "discounts_minor")]
    pub discounts: Money,
    /// What rounding in cash added; below 0, it was let off.
    #[serde(rename = "rounding_minor")]
    pub rounding: Money,
    /// How it was paid, each tender that was used.
    pub tenders: Vec<TenderTotal>,
    /// What the drawer held to begin with.
    #[serde(rename = "float_minor")]
    pub float: Money,
    /// What was paid in; 0 or more.
    #[serde(rename = "pay_ins_minor")]
    pub pay_ins: Money,
    /// What was paid out; 0 or below.
    #[serde(rename = "pay_outs_minor")]
    pub pay_outs: Money,
    /// What went to the safe; 0 or below.
    #[serde(rename = "drops_minor")]
    pub drops: Money,
}

/// So many receipts, and what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub receipts: i64,
    /// What they come to.
    #[serde(rename = "total_minor")]
    pub total: Money,
}

/// A tax over all receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    /// Its name when it was sold.
    pub name: String,
    /// Its rate then.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices had it inside.
    pub inside: bool,
    /// What it was on, without taxes.
    #[serde(rename = "net_minor")]
    pub net: Money,
    /// What it came to.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// A tender over all receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderTotal {
    /// Which.
    pub kind: TenderKind,
    /// How many receipts have it.
    pub receipts: i64,
    /// What came, less the change.
    #[serde(rename = "taken_minor")]
    pub taken: Money,
    /// What went back for goods that came back; 0 or below.
    #[serde(rename = "refunded_minor")]
    pub refunded: Money,
}

impl Figures {
    /// What there should be of a tender, or `None` where it can't be counted.
    pub fn expected(&self, kind: TenderKind) -> Option<Money> {
        let of_kind = self.tenders.iter().filter(|total| total.kind == kind);
        let mut parts: Vec<Money> = of_kind
            .flat_map(|total| [total.taken, total.refunded])
            .collect();
        if kind == TenderKind::Cash {
            parts.extend([self.float, self.pay_ins, self.pay_outs, self.drops]);
        }
        parts
            .into_iter()
            .try_fold(Money::ZERO, |sum, part| sum.checked_add(part))
    }
}

/// The receipts of a shift: between the newest at its opening and at its
/// closing, so that it needs no index that every sale would have to write.
pub(super) const RECEIPTS: &str = "sales.number > ?2 AND sales.number <= ?3 AND sales.shift = ?1";

/// Adds up what happened in a shift until now.
pub(super) fn figures(db: &ReadTx<'_>, shift: &Shift) -> Result<Figures, Fault> {
    let of_shift = (
        shift.id.get(),
        shift.after_sale,
        shift.last_sale.unwrap_or(i64::MAX),
    );
    let mut sums = Figures::default();
    let tallies = db.all(
        &format!(
            "SELECT kind, count(*), sum(total_minor), sum(rounding_minor) FROM sales
             WHERE {RECEIPTS} GROUP BY kind"
        ),
        of_shift,
        |row| {
            let tally = Tally {
                receipts: row.get(1)?,
                total: row.get(2).map(Money::from_minor)?,
            };
            Ok((
                row.get::<_, String>(0)?,
                tally,
                row.get(3).map(Money::from_minor)?,
            ))
        },
    )?;
    for (kind, tally, rounding) in tallies {
        sums.total = plus(sums.total, tally.total)?;
        sums.rounding = plus(sums.rounding, rounding)?;
        match kind.as_str() {
            "sale" => sums.sales = tally,
            "return" => sums.returns = tally,
            _ => sums.voids = tally,
        }
    }
    (sums.net, sums.discounts) = db.one(
        &format!(
            "SELECT coalesce(sum(net_minor), 0), coalesce(sum(discount_minor + share_minor), 0)
             FROM sales JOIN sale_lines ON sale = number WHERE {RECEIPTS}"
        ),
        of_shift,
        |row| {
            Ok((
                row.get(0).map(Money::from_minor)?,
                row.get(1).map(Money::from_minor)?,
            ))
        },
    )?;
    sums.taxes = db.all(
        &format!(
            "SELECT sale_taxes.name, rate, inside, sum(net_minor), sum(tax_minor)
             FROM sales JOIN sale_taxes ON sale_taxes.sale = number
             JOIN sale_lines ON sale_lines.sale = number AND sale_lines.line = sale_taxes.line
             WHERE {RECEIPTS}
             GROUP BY sale_taxes.name, rate, inside ORDER BY rate, sale_taxes.name, inside"
        ),
        of_shift,
        |row| {
            Ok(TaxTotal {
                name: row.get(0)?,
                rate: rate_of(row, 1)?,
                inside: row.get(2)?,
                net: row.get(3).map(Money::from_minor)?,
                amount: row.get(4).map(Money::from_minor)?,
            })
        },
    )?;
    sums.tenders = tenders(db, of_shift)?;
    (sums.float, sums.pay_ins, sums.pay_outs, sums.drops) = db.one(
        "SELECT coalesce(sum(amount_minor) FILTER (WHERE kind = 'float'), 0),
                coalesce(sum(amount_minor) FILTER (WHERE kind = 'pay_in'), 0),
                coalesce(sum(amount_minor) FILTER (WHERE kind = 'pay_out'), 0),
                coalesce(sum(amount_minor) FILTER (WHERE kind = 'drop'), 0)
         FROM cash_moves WHERE shift = ?1",
        [shift.id.get()],
        |row| {
            let money = |column| row.get(column).map(Money::from_minor);
            Ok((money(0)?, money(1)?, money(2)?, money(3)?))
        },
    )?;
    Ok(sums)
}

fn tenders(db: &ReadTx<'_>, of_shift: (i64, i64, i64)) -> Result<Vec<TenderTotal>, Fault> {
    let mut totals = db.all(
        &format!(
            "SELECT tenders.kind, count(DISTINCT number),
                    coalesce(sum(given_minor - change_minor) FILTER (WHERE sales.kind = 'sale'), 0),
                    coalesce(sum(given_minor - change_minor) FILTER (WHERE sales.kind <> 'sale'), 0)
             FROM sales JOIN tenders ON sale = number WHERE {RECEIPTS} GROUP BY tenders.kind"
        ),
        of_shift,
        |row| {
            let word = row.get_ref(0)?.as_str()?;
            Ok(TenderTotal {
                kind: TenderKind::of(word)
                    .ok_or_else(|| store::unreadable(0, format!("no tender: “{word}”")))?,
                receipts: row.get(1)?,
                taken: row.get(2).map(Money::from_minor)?,
                refunded: row.get(3).map(Money::from_minor)?,
            })
        },
    )?;
    // As people are used to them, not as their words are spelled.
    totals.sort_by_key(|total| TenderKind::ALL.iter().position(|kind| *kind == total.kind));
    Ok(totals)
}

/// A sum that must fit, as everything it is made of did.
pub(super) fn plus(sum: Money, part: Money) -> Result<Money, Fault> {
    sum.checked_add(part).ok_or_else(|| Fault::Damaged {
        what: "the figures of a shift come to more than can be counted".into(),
    })
}
