//! Receipts: what was sold or taken back, as it was.

use serde::Serialize;

use super::TenderKind;
use crate::{
    shop::{catalogue::unit_of, taxes::rate_of},
    store::{self, Fault, ReadTx, params},
    values::{CustomerId, Money, OrderId, Rate, ShiftId, SweetId, Timestamp, Unit},
};

/// What a receipt is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Goods that were sold.
    Sale,
    /// Goods that were taken back; all amounts are below 0.
    Return,
    /// A sale that should not have been made, taken back whole.
    Void,
}

impl Kind {
    fn of(word: &str) -> Option<Kind> {
        match word {
            "sale" => Some(Kind::Sale),
            "return" => Some(Kind::Return),
            "void" => Some(Kind::Void),
            _ => None,
        }
    }
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Its number, without gaps.
    pub number: i64,
    /// What it is of.
    pub kind: Kind,
    /// The receipt its goods were sold on, where they were taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns_of: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// Who sold it.
    pub by: String,
    /// Who bought it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Buyer>,
    /// The lines, in the order they were asked for.
    pub lines: Vec<ReceiptLine>,
    /// What its goods cost without taxes.
    #[serde(rename = "net_minor")]
    pub net: Money,
    /// The taxes, summed over the lines.
    pub taxes: Vec<ReceiptTax>,
    /// What of the total was put on gift cards: owed from then on, and no revenue.
    #[serde(rename = "gift_cards_minor", skip_serializing_if = "is_nothing")]
    pub gift_cards: Money,
    /// What it cost.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What rounding in cash added; below 0, it was let off.
    #[serde(rename = "rounding_minor")]
    pub rounding: Money,
    /// How it was paid.
    pub tenders: Vec<ReceiptTender>,
    /// What the customer gave in cash.
    #[serde(rename = "cash_minor")]
    pub cash: Money,
    /// What they got back.
    #[serde(rename = "change_minor")]
    pub change: Money,
    /// What was noted; of goods taken back, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The shift it was made in, where it was made in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// The receipts on which its goods were taken back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returned_on: Vec<i64>,
}

fn is_nothing(amount: &Money) -> bool {
    *amount == Money::ZERO
}

/// Who bought something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Buyer {
    /// Which customer.
    pub id: CustomerId,
    /// Their name now.
    pub name: String,
}

/// One line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    /// Which sweet; none where it was an item that is no sweet.
    pub sweet: Option<SweetId>,
    /// Its name when it was sold.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How much of the unit; below 0 where it was taken back.
    pub quantity: i64,
    /// The price when it was sold.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price was for.
    pub per: i64,
    /// Price for the quantity, before any discount.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What the line's own discount took off.
    #[serde(rename = "discount_minor")]
    pub discount: Money,
    /// The line's share of the discount on the whole.
    #[serde(rename = "share_minor")]
    pub share: Money,
    /// Without taxes.
    #[serde(rename = "net_minor")]
    pub net: Money,
    /// The taxes, in their order.
    pub taxes: Vec<ReceiptTax>,
    /// What it cost, taxes in.
    #[serde(rename = "gross_minor")]
    pub gross: Money,
    /// The gift card it put its amount on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_card: Option<String>,
    /// How much of it came back since.
    pub taken_back: i64,
    /// What was noted with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A tax on a receipt or on its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptTax {
    /// Its name when it was sold.
    pub name: String,
    /// Its rate then.
    #[serde(rename = "percent")]
    pub rate: Rate,
    /// Whether prices had it inside.
    pub inside: bool,
    /// What it came to.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// How a receipt was paid; below 0, how money went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptTender {
    /// How.
    pub kind: TenderKind,
    /// What was given.
    #[serde(rename = "given_minor")]
    pub given: Money,
    /// What of it went back at once.
    #[serde(rename = "change_minor")]
    pub change: Money,
    /// What the payment is called elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The order it was paid ahead for, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ahead: Option<OrderId>,
}

/// A receipt in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaleRow {
    /// Its number.
    pub number: i64,
    /// What it is of.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// Who sold it.
    pub by: String,
    /// What it cost; below 0 where it was taken back.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// Pieces on it; what is weighed or poured counts as one a line.
    pub pieces: i64,
    /// Who bought it, by their name now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The receipt its goods were sold on, where they were taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns_of: Option<i64>,
    /// Whether any of its goods were taken back since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub came_back: bool,
}

fn kind_of(row: &store::Row<'_>, column: usize) -> store::RowResult<Kind> {
    let word = row.get_ref(column)?.as_str()?;
    Kind::of(word).ok_or_else(|| store::unreadable(column, format!("no kind: “{word}”")))
}

/// The receipt of a number.
///
/// # Errors
/// A fault of the file.
pub fn receipt(db: &ReadTx<'_>, number: i64) -> Result<Option<Receipt>, Fault> {
    let head = db.first(
        "SELECT number, kind, returns_of, at_ms, accounts.name, total_minor, rounding_minor,
                sales.note, customers.id, customers.name, shift
         FROM sales JOIN accounts ON accounts.id = sales.account
         LEFT JOIN customers ON customers.id = (
             SELECT coalesce(merged_into, id) FROM customers AS named WHERE named.id = customer)
         WHERE number = ?1",
        [number],
        |row| {
            Ok(Receipt {
                number: row.get(0)?,
                kind: kind_of(row, 1)?,
                returns_of: row.get(2)?,
                at: Timestamp::from_ms(row.get(3)?),
                by: row.get(4)?,
                customer: match row.get::<_, Option<i64>>(8)? {
                    Some(id) => Some(Buyer {
                        id: CustomerId::new(id),
                        name: row.get(9)?,
                    }),
                    None => None,
                },
                lines: Vec::new(),
                net: Money::ZERO,
                taxes: Vec::new(),
                gift_cards: Money::ZERO,
                total: Money::from_minor(row.get(5)?),
                rounding: Money::from_minor(row.get(6)?),
                tenders: Vec::new(),
                cash: Money::ZERO,
                change: Money::ZERO,
                note: row.get(7)?,
                shift: row.get::<_, Option<i64>>(10)?.map(ShiftId::new),
                returned_on: Vec::new(),
            })
        },
    )?;
    let Some(mut receipt) = head else {
        return Ok(None);
    };
    receipt.lines = lines(db, number)?;
    receipt.tenders = tenders(db, number)?;
    receipt.returned_on = db.all(
        "SELECT number FROM sales WHERE returns_of = ?1 ORDER BY number",
        [number],
        |row| row.get(0),
    )?;
    receipt.add_up();
    Ok(Some(receipt))
}

impl Receipt {
    /// What follows from lines and tenders. That the sums fit was seen when
    /// the receipt was made.
    fn add_up(&mut self) {
        let sum = |amounts: &mut dyn Iterator<Item = Money>| {
            Money::from_minor(amounts.map(Money::minor).sum())
        };
        let is_card = |line: &&ReceiptLine| line.gift_card.is_some();
        self.gift_cards = sum(&mut self.lines.iter().filter(is_card).map(|line| line.gross));
        let goods = self.lines.iter().filter(|line| !is_card(line));
        self.net = sum(&mut goods.map(|line| line.net));
        let cash = |tender: &&ReceiptTender| tender.kind == TenderKind::Cash;
        self.cash = sum(&mut self.tenders.iter().filter(cash).map(|tender| tender.given));
        self.change = sum(&mut self.tenders.iter().map(|tender| tender.change));
        for tax in self.lines.iter().flat_map(|line| &line.taxes) {
            taxed(&mut self.taxes, tax);
        }
    }
}

/// Adds a line's tax to those of the whole.
pub(super) fn taxed(all: &mut Vec<ReceiptTax>, tax: &ReceiptTax) {
    let same = |known: &&mut ReceiptTax| {
        (&known.name, known.rate, known.inside) == (&tax.name, tax.rate, tax.inside)
    };
    match all.iter_mut().find(same) {
        // That sums fit was seen when it was made.
        Some(known) => {
            let sum = known.amount.minor().saturating_add(tax.amount.minor());
            known.amount = Money::from_minor(sum);
        }
        None => all.push(tax.clone()),
    }
}

fn lines(db: &ReadTx<'_>, number: i64) -> Result<Vec<ReceiptLine>, Fault> {
    let mut lines = db.all(
        "SELECT sale_lines.sweet, name, unit, quantity, price_minor, per, amount_minor,
                discount_minor, share_minor, net_minor, gross_minor, note,
                coalesce(taken_back.taken_back, 0),
                (SELECT code FROM stored_value WHERE id = gift_card)
         FROM sale_lines LEFT JOIN taken_back USING (sale, line)
         WHERE sale = ?1 ORDER BY line",
        [number],
        |row| {
            let money = |column| row.get(column).map(Money::from_minor);
            Ok(ReceiptLine {
                sweet: row.get::<_, Option<i64>>(0)?.map(SweetId::new),
                name: row.get(1)?,
                unit: unit_of(row, 2)?,
                quantity: row.get(3)?,
                price: money(4)?,
                per: row.get(5)?,
                amount: money(6)?,
                discount: money(7)?,
                share: money(8)?,
                net: money(9)?,
                taxes: Vec::new(),
                gross: money(10)?,
                note: row.get(11)?,
                taken_back: row.get(12)?,
                gift_card: row.get(13)?,
            })
        },
    )?;
    let taxes = db.all(
        "SELECT line, name, rate, inside, tax_minor FROM sale_taxes
         WHERE sale = ?1 ORDER BY line, place",
        [number],
        |row| {
            let tax = ReceiptTax {
                name: row.get(1)?,
                rate: rate_of(row, 2)?,
                inside: row.get(3)?,
                amount: row.get(4).map(Money::from_minor)?,
            };
            Ok((row.get::<_, i64>(0)?, tax))
        },
    )?;
    for (line, tax) in taxes {
        let line = usize::try_from(line)
            .ok()
            .and_then(|line| lines.get_mut(line));
        line.into_iter()
            .for_each(|line| line.taxes.push(tax.clone()));
    }
    Ok(lines)
}

fn tenders(db: &ReadTx<'_>, number: i64) -> Result<Vec<ReceiptTender>, Fault> {
    db.all(
        "SELECT kind, given_minor, change_minor, reference,
                CASE kind WHEN 'gift'
                    THEN (SELECT id FROM orders WHERE deposit = reference) END
         FROM tenders WHERE sale = ?1 ORDER BY line",
        [number],
        |row| {
            let word = row.get_ref(0)?.as_str()?;
            Ok(ReceiptTender {
                kind: TenderKind::of(word)
                    .ok_or_else(|| store::unreadable(0, format!("no tender: “{word}”")))?,
                given: row.get(1).map(Money::from_minor)?,
                change: row.get(2).map(Money::from_minor)?,
                reference: row.get(3)?,
                ahead: row.get::<_, Option<i64>>(4)?.map(OrderId::new),
            })
        },
    )
}

/// The receipts before number `before` (or the last ones), newest first.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, before: Option<i64>, limit: u32) -> Result<Vec<SaleRow>, Fault> {
    db.all(
        "SELECT number, kind, at_ms, accounts.name, total_minor,
                (SELECT sum(CASE unit WHEN 'piece' THEN abs(quantity) ELSE 1 END)
                 FROM sale_lines WHERE sale = number),
                customers.name, returns_of,
                EXISTS (SELECT 1 FROM sales AS back WHERE back.returns_of = sales.number)
         FROM sales JOIN accounts ON accounts.id = sales.account
         LEFT JOIN customers ON customers.id = customer
         WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
        params![before.unwrap_or(i64::MAX), limit],
        |row| {
            Ok(SaleRow {
                number: row.get(0)?,
                kind: kind_of(row, 1)?,
                at: Timestamp::from_ms(row.get(2)?),
                by: row.get(3)?,
                total: Money::from_minor(row.get(4)?),
                pieces: row.get(5)?,
                customer: row.get(6)?,
                returns_of: row.get(7)?,
                came_back: row.get(8)?,
            })
        },
    )
}
