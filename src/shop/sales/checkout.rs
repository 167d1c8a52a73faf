//! The sale: stock, receipt, taxes, tenders and journal in one commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, customers,
        pricing::{self, Discount, Priced, Settled},
        printing,
        settings::{self, Selling},
        stock::Keeps,
    },
    asked::{CheckoutLine, GiftCardLine, HeldBasket, Tender, TenderKind, noted},
    baskets,
    price::{Line, short},
    quotes,
    rows::{self, Head},
    shelf, stored,
};
use crate::{
    store::WriteTx,
    values::{CustomerId, MAX_PRICE_MINOR, Money, ShiftId, Timestamp},
};

/// More lines than this are no basket.
pub(super) const LINES_MOST: usize = 500;
/// More tenders than this are a mistake.
pub(super) const TENDERS_MOST: usize = 20;
/// More gift cards than this are a mistake.
pub(super) const GIFT_CARDS_MOST: usize = 20;
/// More change than this, in minor units, is a slip: ten times the largest
/// banknote of the currencies with the longest figures. What a scanner typed
/// into the amount's field is far above it.
const CHANGE_MOST_MINOR: i64 = 10_000_000;

/// Sells what is in a basket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    /// What is sold; 1 to 500 lines, or none where gift cards are.
    #[serde(default)]
    pub lines: Vec<CheckoutLine>,
    /// What is taken off the whole, after the lines' own discounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// Gift cards that are sold with it; at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gift_cards: Vec<GiftCardLine>,
    /// Who buys, where that is to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// What the customer gives; change is made out of cash only.
    pub tenders: Vec<Tender>,
    /// What the asker showed as its total, taxes in; where it comes to something
    /// else now, the sale is refused. Left out, the total now is taken.
    #[serde(
        rename = "total_minor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub total: Option<Money>,
    /// What is noted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The basket it comes from, which is empty afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<HeldBasket>,
    /// The shift of the window it is made in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

/// The sale that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// The receipt's number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What it cost, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What rounding in cash added to it; below 0, it was let off.
    #[serde(rename = "rounding_minor", default)]
    pub rounding: Money,
    /// What the customer gave in cash.
    #[serde(rename = "cash_minor")]
    pub cash: Money,
    /// What they get back.
    #[serde(rename = "change_minor")]
    pub change: Money,
}

impl Command for Checkout {
    type Outcome = Sold;
    const NAME: &'static str = "sales.checkout";
    const NEEDS: Permission = Permission::Sell;

    /// Sales were for one amount of cash, `cash_minor`, at first.
    fn asked_of_old(&self) -> Option<String> {
        #[derive(Serialize)]
        struct Older<'c> {
            lines: &'c [CheckoutLine],
            cash_minor: Money,
            #[serde(skip_serializing_if = "Option::is_none")]
            basket: Option<&'c HeldBasket>,
        }
        let Checkout { lines, basket, .. } = self;
        match self.tenders.as_slice() {
            [tender] if *tender == Tender::cash(tender.amount) => {
                let older = Older {
                    lines,
                    cash_minor: tender.amount,
                    basket: basket.as_ref(),
                };
                serde_json::to_string(&older).ok()
            }
            _ => None,
        }
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        self.check_counts()?;
        let note = noted("note", self.note.as_deref())?;
        if let Some(customer) = self.customer {
            customers::for_receipt(tx, customer)?;
        }
        let (rules, _) = settings::load::<Selling>(tx)?;
        let lines = self.lines_now(tx, by)?;
        let priced = self.cost(tx, by, &rules, &lines)?;
        let keeps = Keeps::ahead(tx, by)?;
        let rung_up = (lines.as_slice(), &priced);
        let sold = self.ring_up(tx, by, (&rules, note.as_deref()), rung_up, keeps, None)?;
        // Of two quotations no lines are taken into one sale.
        if let Some(of) = self.lines.iter().find_map(|line| line.quoted) {
            quotes::sold(tx, of.quotation, sold.number)?;
        }
        Ok(sold)
    }
}

impl Checkout {
    /// Makes the sale of these lines, whatever was asked for: takes the money
    /// and the stock, but for what has to stay, and writes the receipt. `ahead` is
    /// what its gift cards are called where they hold what is paid ahead.
    pub(super) fn ring_up(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        (rules, note): (&Selling, Option<&str>),
        (lines, priced): (&[Line], &Priced),
        keeps: Keeps,
        ahead: Option<&str>,
    ) -> Result<Sold, Trouble> {
        let total = self.with_gift_cards(priced.gross)?;
        if let Some(shown) = self.total.filter(|shown| *shown != total) {
            let [shown, now] = [shown, total].map(|total| by.shop.currency.format(total));
            return Err(Refusal::TotalChanged { shown, now }.into());
        }
        let settled = self.settle(by, rules, total)?;
        let customer = self.customer.map(|asked| customers::is_now(tx, asked));
        let customer = customer.transpose()?;
        shelf::take(tx, by, lines, keeps)?;

        let number = rows::begin(
            tx,
            by,
            &Head {
                kind: "sale",
                returns_of: None,
                customer,
                total,
                rounding: settled.rounding,
                note,
                shift: self.shift,
            },
        )?;
        for (place, (line, priced)) in lines.iter().zip(&priced.lines).enumerate() {
            rows::put_line(tx, number, place, line, priced)?;
        }
        self.put_tenders(tx, by, (number, customer), &settled)?;
        // After the payments: a card can't pay for itself.
        for (at, card) in self.gift_cards.iter().enumerate() {
            stored::sell(tx, (number, lines.len() + at), card, ahead)?;
        }
        if let Some(held) = &self.basket {
            baskets::empty(tx, by, held, baskets::Customer::Forgotten)?;
        }
        printing::receipt_made(tx, by, number, self.cash() > Money::ZERO)?;
        Ok(Sold {
            number,
            at: by.at,
            total,
            rounding: settled.rounding,
            cash: self.cash(),
            change: settled.change,
        })
    }

    /// Sees that its note fits on a receipt.
    pub(in crate::shop) fn check_note(&self) -> Result<(), Refusal> {
        noted("note", self.note.as_deref()).map(drop)
    }

    pub(super) fn check_counts(&self) -> Result<(), Refusal> {
        match self.lines.len() {
            0 if self.gift_cards.is_empty() => {
                return Err(Refusal::invalid("lines", "there is nothing in the basket"));
            }
            0..=LINES_MOST => {}
            n => {
                let why = format!("{n} lines; at most 500 fit");
                return Err(Refusal::invalid("lines", why));
            }
        }
        if self.gift_cards.len() > GIFT_CARDS_MOST {
            let why = format!("{} gift cards; at most 20 fit", self.gift_cards.len());
            return Err(Refusal::invalid("gift_cards", why));
        }
        self.check_tenders()
    }

    pub(super) fn check_tenders(&self) -> Result<(), Refusal> {
        match self.tenders.len() {
            0..=TENDERS_MOST => Ok(()),
            n => Err(Refusal::invalid(
                "tenders",
                format!("{n} payments; at most 20 fit"),
            )),
        }
    }

    /// The goods' total with what is put on gift cards.
    pub(super) fn with_gift_cards(&self, goods: Money) -> Result<Money, Refusal> {
        let mut total = goods;
        for (place, card) in self.gift_cards.iter().enumerate() {
            let field = format!("gift_cards[{place}].amount");
            if !(1..=MAX_PRICE_MINOR).contains(&card.amount.minor()) {
                return Err(Refusal::invalid(&field, "an amount above 0 is needed"));
            }
            total = total
                .checked_add(card.amount)
                .ok_or_else(|| Refusal::invalid(&field, "is more than can be counted"))?;
        }
        Ok(total)
    }

    /// All that was given in cash. That it fits was seen when it was settled.
    fn cash(&self) -> Money {
        let cash = self.tenders.iter().filter(|t| t.kind == TenderKind::Cash);
        Money::from_minor(cash.map(|tender| tender.amount.minor()).sum())
    }

    /// What is due, and the change; refuses what does not pay it.
    fn settle(&self, by: &Actor<'_>, rules: &Selling, total: Money) -> Result<Settled, Refusal> {
        // Refusals name the field as it was asked for.
        let field = |place: usize| match self.tenders.as_slice() {
            [only] if only.kind == TenderKind::Cash => "cash".to_owned(),
            _ => format!("tenders[{place}].amount"),
        };
        let mut given: i64 = 0;
        for (place, tender) in self.tenders.iter().enumerate() {
            let amount = tender.amount.minor();
            if amount < 0 {
                return Err(Refusal::invalid(&field(place), "can't be below 0"));
            }
            if amount > total.minor().saturating_add(CHANGE_MOST_MINOR) {
                let why = "is far more than the total; look again";
                return Err(Refusal::invalid(&field(place), why));
            }
            given = given
                .checked_add(amount)
                .ok_or_else(|| Refusal::invalid(&field(place), "is more than can be counted"))?;
        }
        let tendered: Vec<pricing::Tender> = self
            .tenders
            .iter()
            .map(|tender| pricing::Tender {
                cash: tender.kind == TenderKind::Cash,
                amount: tender.amount,
            })
            .collect();
        let settled =
            pricing::settle(total, Some(rules.cash_step), &tendered).map_err(|error| {
                // Pricing counts tenders by the same places, under its own name.
                let at = error.field.strip_prefix("tendered");
                let field = at.map_or(error.field.clone(), |at| format!("tenders{at}"));
                Refusal::invalid(&field, error.problem.to_string())
            })?;
        if settled.missing > Money::ZERO {
            let given = Money::from_minor(given);
            let why = short(by.shop.currency, given, settled.missing, settled.due);
            return Err(Refusal::invalid(
                match self.tenders.as_slice() {
                    [
                        Tender {
                            kind: TenderKind::Cash,
                            ..
                        },
                    ] => "cash",
                    _ => "tenders",
                },
                why,
            ));
        }
        Ok(settled)
    }

    /// Writes the tenders down; the change is of the cash given last.
    fn put_tenders(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        (number, customer): (i64, Option<CustomerId>),
        settled: &Settled,
    ) -> Result<(), Trouble> {
        let mut change = settled.change;
        let last_first = self.tenders.iter().enumerate().rev();
        for (place, tender) in last_first {
            let of_this = match tender.kind {
                TenderKind::Cash => change.min(tender.amount),
                _ => Money::ZERO,
            };
            change = Money::from_minor(change.minor() - of_this.minor());
            let reference = match stored::holder(tender, place, (self.customer, customer))? {
                Some(holder) => Some(stored::pay(tx, by, number, &holder, tender.amount)?),
                None => tender.referred(place)?,
            };
            rows::put_tender(
                tx,
                (number, place),
                tender.kind,
                (tender.amount, of_this),
                reference.as_deref(),
            )?;
        }
        Ok(())
    }
}
