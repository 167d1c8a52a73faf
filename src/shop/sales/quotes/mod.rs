//! Quotations: what somebody is offered, at the prices of that day, and sold
//! once until another.
//!
//! Promises: a quotation is numbered without a gap and never changed; it is
//! sold for exactly what it says, by whoever sells, however prices and taxes
//! changed since (its prices were allowed when it was made), and by one sale
//! only; one that was withdrawn is not sold. Taken into a basket, its lines
//! stay promised: each names the line of the quotation it is, and the sale
//! reads that again, so that nobody is believed a price. Such a line is sold
//! as it was offered or taken out; other sweets may be beside it. While a payment at a
//! provider holds its goods, nobody else sells or withdraws it. Left out:
//! keeping the goods for it; what is not there any more when it is sold is
//! refused like in any sale.

mod basket;
mod find;
mod forget;
mod on_top;
mod rows;
mod withdraw;

pub use basket::{TakeUpQuotation, TakenUp};
pub use find::{Shown, find};
pub use rows::{
    Quotation, QuotedLine, QuotedTax, State, Withdrawn, code_of_quotation, list, quotation,
    quotation_of_code,
};
pub use withdraw::WithdrawQuotation;

pub(super) use basket::{Offer, promised, sold, sold_by_payment};
pub(in crate::shop) use forget::forget_name;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, journal,
        pricing::Discount,
        settings::{self, Selling},
        stock::Keeps,
    },
    Checkout, CheckoutLine, HeldBasket, Sold, Tender,
    asked::noted,
    baskets,
    price::cost,
};
use crate::{
    store::{Fault, Key, WriteTx},
    values::{Money, Name, RequestId, ShiftId, Timestamp},
};

/// Offers somebody what is in a basket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeQuotation {
    /// Whom it is for.
    pub customer: String,
    /// The last day it can be sold by, such as "2026-03-31".
    pub valid_until: String,
    /// What is offered; 1 to 500 lines. Left out, what is in the basket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<CheckoutLine>,
    /// What is taken off the whole, after the lines' own discounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// What is noted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The basket it comes from, which is empty afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<HeldBasket>,
}

/// The quotation that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
}

impl Command for MakeQuotation {
    type Outcome = Quoted;
    const NAME: &'static str = "sales.quote";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        journal::veiled(self, (key, request), &["customer"])
    }

    fn asked_of_old(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Quoted, Trouble> {
        let customer =
            Name::parse(&self.customer).map_err(|why| Refusal::invalid("customer", why))?;
        let until = day("valid_until", &self.valid_until)?;
        if until < by.shop.zone.date(by.at) {
            let why = "is a day that is over: choose a later one";
            return Err(Refusal::invalid("valid_until", why).into());
        }
        let asked = self.asked(tx, by)?;
        asked.check_counts()?;
        if let Some(of) = asked.lines.iter().find_map(|line| line.quoted) {
            let why = format!(
                "some are promised by quotation {} already: sell that, or take them out",
                of.quotation
            );
            return Err(Refusal::invalid("lines", why).into());
        }
        let note = noted("note", asked.note.as_deref())?;
        let (rules, _) = settings::load::<Selling>(tx)?;
        let lines = asked.lines_now(tx, by)?;
        let priced = asked.cost(tx, by, &rules, &lines)?;
        let number = rows::begin(
            tx,
            by,
            &rows::Head {
                customer: customer.as_str(),
                until,
                total: priced.gross,
                note: note.as_deref(),
            },
        )?;
        for (place, (line, priced)) in lines.iter().zip(&priced.lines).enumerate() {
            rows::put_line(tx, number, place, line, priced)?;
        }
        if let Some(held) = &self.basket {
            baskets::empty(tx, by, held, baskets::Customer::Forgotten)?;
        }
        Ok(Quoted {
            number,
            at: by.at,
            total: priced.gross,
        })
    }
}

impl MakeQuotation {
    /// What is offered, as a sale would be asked for.
    fn asked(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Checkout, Trouble> {
        let asked = Checkout {
            lines: self.lines.clone(),
            discount: self.discount,
            note: self.note.clone(),
            ..Checkout::default()
        };
        let Some(held) = &self.basket else {
            return Ok(asked);
        };
        let basket =
            baskets::one_of(tx, by.account()?, held.basket)?.ok_or(Refusal::BasketElsewhere)?;
        let unfit = match (&basket.tenders[..], &basket.gift_cards[..]) {
            ([], []) => None,
            ([], _) => Some("has gift cards, which are not offered: take them out first"),
            _ => Some("is paid in part: finish the sale, or take the payments off first"),
        };
        if let Some(why) = unfit {
            return Err(Refusal::invalid("basket", why).into());
        }
        if !self.lines.is_empty() {
            return Ok(asked);
        }
        let lines = basket.lines.into_iter().map(|line| CheckoutLine {
            sweet: line.put.sweet,
            item: line.put.item,
            quantity: line.put.quantity,
            price: None,
            sold_at: line.put.sold_at,
            label: line.put.label,
            quoted: line.put.quoted,
            discount: line.put.discount,
            note: line.put.note,
        });
        Ok(Checkout {
            lines: lines.collect(),
            discount: self.discount.or(basket.discount),
            note: self.note.clone().or(basket.note),
            ..asked
        })
    }
}

/// Sells what was offered, for what it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SellQuotation {
    /// Its number.
    pub quotation: i64,
    /// What the customer gives; change is made out of cash only.
    pub tenders: Vec<Tender>,
    /// What is noted on the receipt; left out, what is noted on the quotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The shift of the window it is sold in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

impl Command for SellQuotation {
    type Outcome = Sold;
    const NAME: &'static str = "sales.sell_quoted";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        let number = self.quotation;
        let offered = open(tx, by, number, "quotation")?;
        let lines = rows::lines_for_sale(tx, &offered)?;
        let priced = cost(lines.iter().map(|line| line.priced()), None).map_err(Refusal::from)?;
        if priced.gross != offered.total {
            let what = format!("quotation {number} does not come to what it says");
            return Err(Fault::Damaged { what }.into());
        }
        let sale = Checkout {
            tenders: self.tenders.clone(),
            note: self.note.clone().or(offered.note),
            shift: self.shift,
            ..Checkout::default()
        };
        sale.check_tenders()?;
        let note = noted("note", sale.note.as_deref())?;
        let (rules, _) = settings::load::<Selling>(tx)?;
        let rung_up = (lines.as_slice(), &priced);
        let keeps = Keeps::ahead(tx, by)?;
        let sold = sale.ring_up(tx, by, (&rules, note.as_deref()), rung_up, keeps, None)?;
        self::sold(tx, number, sold.number)?;
        Ok(sold)
    }
}

/// A quotation that can be sold; refusals are of the field it was asked for in.
fn open(tx: &WriteTx<'_>, by: &Actor<'_>, number: i64, field: &str) -> Result<Quotation, Trouble> {
    let offered = quotation(tx, number)?.ok_or_else(|| Refusal::unknown("quotation", number))?;
    let refused = |why: String| Err(Refusal::invalid(field, why).into());
    match offered.state(by.shop.zone.date(by.at)) {
        State::Open => match basket::paying(tx, number)? {
            None => Ok(offered),
            Some(payment) => refused(format!(
                "{number} is being paid with payment {payment}: wait for it, or give that up first"
            )),
        },
        State::Sold => refused(format!(
            "{number} was sold already, on receipt {}: make a new one",
            offered.sold_on.unwrap_or_default()
        )),
        State::Withdrawn => refused(format!("{number} was withdrawn: make a new one")),
        State::Over => refused(format!(
            "{number} was valid until {}: make a new one at the prices of today",
            offered.valid_until
        )),
    }
}

/// A day as it is typed and kept: 2026-03-31.
fn day(field: &str, typed: &str) -> Result<NaiveDate, Refusal> {
    let well_formed = typed.trim().len() == "2026-03-31".len();
    let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok();
    day.filter(|_| well_formed)
        .ok_or_else(|| Refusal::invalid(field, "is written as a day, such as 2026-03-31"))
}
