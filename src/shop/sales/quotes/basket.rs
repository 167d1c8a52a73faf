//! A quotation's lines in a basket, and in the sale of it.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{Actor, Command, Permission, Refusal, Trouble},
        asked::{CheckoutLine, OfQuotation, QuickItem, noted},
        baskets::{self, BasketLine},
        price::Line,
    },
    Quotation, QuotedLine, open, quotation, rows,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{BasketId, NAME_MAX_CHARS, PaymentId},
};

/// Puts what was offered into a new basket, which is parked under the
/// quotation's number and the customer's name, for any window to resume.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeUpQuotation {
    /// Its number.
    pub quotation: i64,
    /// The new basket.
    pub basket: BasketId,
}

/// The basket that a quotation was put into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenUp {
    /// Which.
    pub basket: BasketId,
    /// What it is parked under.
    pub label: String,
}

impl Command for TakeUpQuotation {
    type Outcome = TakenUp;
    const NAME: &'static str = "baskets.take_up_quoted";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<TakenUp, Trouble> {
        let offered = open(tx, by, self.quotation, "quotation")?;
        let label = format!("Quotation {} · {}", offered.number, offered.customer);
        let label: String = label.chars().take(NAME_MAX_CHARS).collect();
        let lines = offered.lines.iter().zip(0..).map(|(line, place)| {
            let of = OfQuotation {
                quotation: offered.number,
                line: place,
            };
            put_in(line, of)
        });
        let lines: Vec<BasketLine> = lines.collect();
        let note = offered.note.as_deref();
        let parked = (self.basket, label);
        let label = baskets::park_new(tx, by, offered.number, parked, note, &lines)?;
        Ok(TakenUp {
            basket: self.basket,
            label,
        })
    }
}

impl Quotation {
    /// What it promises, as a sale that takes all of it asks for it.
    pub fn to_sell(&self) -> Vec<CheckoutLine> {
        let lines = self.lines.iter().zip(0..);
        lines
            .map(|(line, place)| CheckoutLine {
                sweet: line.sweet,
                item: line.sweet.is_none().then(|| item(line)),
                quantity: line.quantity,
                price: None,
                sold_at: None,
                label: None,
                quoted: Some(OfQuotation {
                    quotation: self.number,
                    line: place,
                }),
                discount: None,
                note: line.note.clone(),
            })
            .collect()
    }
}

fn item(line: &QuotedLine) -> QuickItem {
    QuickItem {
        name: line.name.clone(),
        price: line.price,
    }
}

/// A line that was offered, as it is put into a basket.
fn put_in(line: &QuotedLine, of: OfQuotation) -> BasketLine {
    BasketLine {
        sweet: line.sweet,
        item: line.sweet.is_none().then(|| item(line)),
        quantity: line.quantity,
        quoted: Some(of),
        note: line.note.clone(),
        ..BasketLine::default()
    }
}

/// A quotation that promises its lines in baskets; nothing where it was sold or
/// withdrawn.
pub(in super::super) fn promised(db: &ReadTx<'_>, number: i64) -> Result<Option<Quotation>, Fault> {
    let offered = quotation(db, number)?;
    Ok(offered.filter(|offered| offered.sold_on.is_none() && offered.withdrawn.is_none()))
}

/// A quotation whose lines are taken into a sale, each once.
pub(in super::super) struct Offer {
    number: i64,
    lines: Vec<Option<Line>>,
}

impl Offer {
    /// That of a number, where it can be sold; `at` names the line that asks.
    pub(in super::super) fn of(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        number: i64,
        at: &str,
    ) -> Result<Offer, Trouble> {
        let offered = open(tx, by, number, &format!("{at}.quoted.quotation"))?;
        let lines = rows::lines_for_sale(tx, &offered)?;
        Ok(Offer {
            number,
            lines: lines.into_iter().map(Some).collect(),
        })
    }

    /// The line that is asked for, as it was offered.
    pub(in super::super) fn take(
        &mut self,
        of: OfQuotation,
        asked: &CheckoutLine,
        at: &str,
    ) -> Result<Line, Trouble> {
        let refused = |why: String| Trouble::from(Refusal::invalid(&format!("{at}.quoted"), why));
        if of.quotation != self.number {
            return Err(refused(format!(
                "a sale takes lines of one quotation: sell {} by itself",
                of.quotation
            )));
        }
        let place = usize::try_from(of.line).ok();
        let line = place.and_then(|place| self.lines.get_mut(place));
        let line = line
            .filter(|line| line.as_ref().is_none_or(|line| line.sweet == asked.sweet))
            .ok_or_else(|| {
                refused(format!(
                    "quotation {} does not offer that there",
                    self.number
                ))
            })?;
        let line = line.take().ok_or_else(|| {
            refused(format!(
                "quotation {} offers that line once only: take the other out",
                self.number
            ))
        })?;
        Ok(Line {
            note: noted(&format!("{at}.note"), asked.note.as_deref())?,
            ..line
        })
    }
}

/// Writes down that a quotation was sold on a receipt, the only time.
pub(in super::super) fn sold(tx: &WriteTx<'_>, number: i64, receipt: i64) -> Result<(), Trouble> {
    let taken = tx.execute(
        "UPDATE quotations SET sold_on = ?2 WHERE number = ?1 AND sold_on IS NULL
           AND NOT EXISTS (SELECT 1 FROM quotation_withdrawals WHERE quotation = ?1)",
        params![number, receipt],
    )?;
    match taken {
        1 => Ok(()),
        _ => {
            let why = format!("{number} was sold or withdrawn already: make a new one");
            Err(Refusal::invalid("quotation", why).into())
        }
    }
}

/// Writes down that a quotation was sold on the receipt of a payment, where it can still be sold:
/// while it was held nobody else could; where the money came after the goods were released, another
/// may have, and this is a sale of its own at the prices that were paid.
pub(in super::super) fn sold_by_payment(
    tx: &WriteTx<'_>,
    number: i64,
    receipt: i64,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE quotations SET sold_on = ?2 WHERE number = ?1 AND sold_on IS NULL
           AND NOT EXISTS (SELECT 1 FROM quotation_withdrawals WHERE quotation = ?1)",
        params![number, receipt],
    )?;
    Ok(())
}

/// The payment that holds what a quotation promises until it is paid, where one does.
pub(super) fn paying(db: &ReadTx<'_>, number: i64) -> Result<Option<PaymentId>, Fault> {
    db.first(
        "SELECT payments.id FROM holds JOIN payments ON payments.hold = holds.id
         WHERE holds.state = 'held' AND holds.lines ->> 'quotation' = ?1",
        [number],
        |row| row.get(0).map(PaymentId::new),
    )
}
