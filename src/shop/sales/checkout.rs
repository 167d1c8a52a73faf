//! The sale: stock, receipt, tender and journal in one commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, PriceChange, Refusal, Trouble, catalogue, stock},
    baskets,
};
use crate::{
    store::{WriteTx, params},
    values::{BasketId, Money, Quantity, SweetId, Timestamp},
};

/// More lines than this are no basket.
pub(super) const LINES_MOST: usize = 500;
/// More change than this, in minor units, is a slip: ten times the largest
/// banknote of the currencies with the longest figures. What a scanner typed
/// into the amount's field is far above it.
const CHANGE_MOST_MINOR: i64 = 10_000_000;

/// Sells a basket of sweets for cash.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    /// What is sold; 1 to 500 lines.
    pub lines: Vec<CheckoutLine>,
    /// What the customer gave.
    #[serde(rename = "cash_minor")]
    pub cash: Money,
    /// The basket it comes from, which is empty afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<HeldBasket>,
}

/// One line of a basket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutLine {
    /// Which sweet.
    pub sweet: SweetId,
    /// How many pieces.
    pub quantity: Quantity,
    /// The price of one that was shown; where it is another now, the sale is
    /// refused. Left out, the price now is taken.
    #[serde(
        rename = "price_minor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub price: Option<Money>,
}

/// A basket and the window that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldBasket {
    /// Which basket.
    pub basket: BasketId,
    /// Who holds it, as [`baskets::Basket::holder`] has it.
    pub holder: String,
}

/// The sale that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// The receipt's number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What it cost.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What the customer gave.
    #[serde(rename = "cash_minor")]
    pub cash: Money,
    /// What they get back.
    #[serde(rename = "change_minor")]
    pub change: Money,
}

struct Priced {
    name: String,
    price: Money,
    amount: Money,
}

impl Command for Checkout {
    type Outcome = Sold;
    const NAME: &'static str = "sales.checkout";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        match self.lines.len() {
            0 => return Err(Refusal::invalid("lines", "there is nothing in the basket").into()),
            n if n > LINES_MOST => {
                return Err(
                    Refusal::invalid("lines", format!("{n} lines; at most 500 fit")).into(),
                );
            }
            _ => {}
        }
        let (priced, total) = self.price(tx)?;
        let change = self.change(by, total)?;

        let mut shortages = Vec::new();
        for (sweet, quantity) in self.by_sweet()? {
            if let Err(short) = stock::take(tx, by, sweet, quantity)? {
                shortages.push(short);
            }
        }
        if !shortages.is_empty() {
            return Err(Refusal::SoldOut { shortages }.into());
        }

        let number = tx.insert(
            "INSERT INTO sales (number, act, at_ms, account, total_minor)
             VALUES ((SELECT coalesce(max(number), 0) + 1 FROM sales), ?1, ?2, ?3, ?4)",
            params![by.act, by.at.ms(), by.account()?.get(), total.minor()],
        )?;
        for (line, (asked, priced)) in self.lines.iter().zip(&priced).enumerate() {
            tx.execute(
                "INSERT INTO sale_lines
                     (sale, line, sweet, name, quantity, price_minor, amount_minor)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    number,
                    line as i64,
                    asked.sweet.get(),
                    priced.name,
                    asked.quantity.get(),
                    priced.price.minor(),
                    priced.amount.minor()
                ],
            )?;
        }
        tx.execute(
            "INSERT INTO tenders (sale, line, kind, given_minor, change_minor)
             VALUES (?1, 0, 'cash', ?2, ?3)",
            params![number, self.cash.minor(), change.minor()],
        )?;
        if let Some(held) = &self.basket {
            baskets::empty(tx, by, held)?;
        }
        Ok(Sold {
            number,
            at: by.at,
            total,
            cash: self.cash,
            change,
        })
    }
}

impl Checkout {
    /// The lines at the prices of this moment, and what they come to.
    fn price(&self, tx: &WriteTx<'_>) -> Result<(Vec<Priced>, Money), Trouble> {
        let mut priced = Vec::with_capacity(self.lines.len());
        let mut changes = Vec::new();
        let mut total = Money::ZERO;
        for line in &self.lines {
            let (name, price) = catalogue::for_sale(tx, line.sweet)?;
            if let Some(shown) = line.price.filter(|shown| *shown != price) {
                let name = name.clone();
                changes.push(PriceChange {
                    sweet: line.sweet,
                    name,
                    shown,
                    now: price,
                });
            }
            let sum = price
                .checked_mul(line.quantity)
                .and_then(|amount| Some((amount, total.checked_add(amount)?)));
            let Some((amount, sum)) = sum else {
                return Err(Refusal::invalid("lines", "more than can be counted").into());
            };
            total = sum;
            priced.push(Priced {
                name,
                price,
                amount,
            });
        }
        match changes.is_empty() {
            true => Ok((priced, total)),
            false => Err(Refusal::PriceChanged { changes }.into()),
        }
    }

    /// How many pieces of each sweet are wanted, over all lines, so that what
    /// is short is told once for each.
    fn by_sweet(&self) -> Result<Vec<(SweetId, Quantity)>, Refusal> {
        let mut wanted: Vec<(SweetId, Quantity)> = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            match wanted.iter_mut().find(|(sweet, _)| *sweet == line.sweet) {
                None => wanted.push((line.sweet, line.quantity)),
                Some((_, quantity)) => {
                    *quantity = Quantity::of(quantity.get() + line.quantity.get())
                        .map_err(|why| Refusal::invalid("quantity", why))?;
                }
            }
        }
        Ok(wanted)
    }

    fn change(&self, by: &Actor<'_>, total: Money) -> Result<Money, Refusal> {
        let currency = by.shop.currency;
        if self.cash.minor() < 0 {
            return Err(Refusal::invalid("cash", "can't be below 0"));
        }
        if self.cash.minor() > total.minor().saturating_add(CHANGE_MOST_MINOR) {
            return Err(Refusal::invalid(
                "cash",
                "is far more than the total; look again",
            ));
        }
        match self.cash.checked_sub(total) {
            Some(change) if change >= Money::ZERO => Ok(change),
            _ => {
                let short = Money::from_minor(total.minor().saturating_sub(self.cash.minor()));
                let (cash, short) = (currency.format(self.cash), currency.format(short));
                let total = currency.format(total);
                let why = format!("{cash} is {short} short of {total}");
                Err(Refusal::invalid("cash", why))
            }
        }
    }
}
