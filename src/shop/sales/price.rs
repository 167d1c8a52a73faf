//! What a sale's lines are, and what they cost: the catalogue's prices and
//! taxes brought to `pricing`, and its discounts held against their limit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Permission, PriceChange, Refusal, Trouble,
        catalogue::{self, Part, Scanned},
        pricing::{self, Discount, Priced},
        settings::Selling,
        staff, taxes,
        taxes::Tax,
    },
    Checkout, CheckoutLine,
    asked::{Item, item_of, noted},
    quotes::Offer,
};
use crate::{
    store::{ReadTx, WriteTx},
    values::{Currency, Money, Quantity, Rate, SweetId, Unit},
};

/// A line as it will stand on the receipt, but for its money.
#[derive(Serialize, Deserialize)]
pub(in crate::shop) struct Line {
    pub(super) sweet: Option<SweetId>,
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) quantity: Quantity,
    pub(super) price: Money,
    pub(super) per: i64,
    pub(super) taxes: Vec<Tax>,
    /// What leaves the shelf with one of it, where it is a kit.
    pub(super) parts: Vec<Part>,
    pub(super) discount: Option<Discount>,
    pub(super) note: Option<String>,
    /// Whether a quotation promised it: its discount was allowed then.
    pub(super) promised: bool,
}

impl Line {
    pub(super) fn priced(&self) -> pricing::Line {
        pricing::Line {
            price: self.price,
            per: self.per,
            quantity: self.quantity.get(),
            discount: self.discount,
            taxes: taxes::priced(&self.taxes),
        }
    }
}

/// What lines cost in a currency.
pub(super) fn cost(
    lines: impl Iterator<Item = pricing::Line>,
    discount: Option<Discount>,
) -> Result<Priced, pricing::PricingError> {
    pricing::price(&pricing::Basket {
        // Each currency the shop knows is counted to its last minor unit.
        step: Money::from_minor(1),
        lines: lines.collect(),
        discount,
    })
}

impl Checkout {
    /// The lines as the catalogue has them at this moment.
    pub(super) fn lines_now(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Vec<Line>, Trouble> {
        let mut lines = Vec::with_capacity(self.lines.len());
        let mut changes = Vec::new();
        let mut offer: Option<Offer> = None;
        for (place, asked) in self.lines.iter().enumerate() {
            let at = format!("lines[{place}]");
            if let Some(of) = asked.quoted {
                let offer = match &mut offer {
                    Some(offer) => offer,
                    none => none.insert(Offer::of(tx, by, of.quotation, &at)?),
                };
                lines.push(offer.take(of, asked, &at)?);
                continue;
            }
            let line = match item_of(&at, asked.sweet, asked.item.as_ref())? {
                Item::Sweet(sweet) => sweet_line(tx, by, sweet, asked, &at, &mut changes)?,
                Item::Quick(name, item) => {
                    staff::allow(tx, by, Permission::SellAnything)?;
                    if asked.label.is_some() {
                        let why = "only a sweet has a scale's label on it";
                        return Err(Refusal::invalid(&format!("{at}.label"), why).into());
                    }
                    Line {
                        sweet: None,
                        name: name.as_str().to_owned(),
                        unit: Unit::Piece,
                        quantity: asked.quantity,
                        price: item.price,
                        per: 1,
                        taxes: taxes::usual(tx)?,
                        parts: Vec::new(),
                        discount: asked.discount,
                        note: noted(&format!("{at}.note"), asked.note.as_deref())?,
                        promised: false,
                    }
                }
            };
            lines.push(line);
        }
        match changes.is_empty() {
            true => Ok(lines),
            false => Err(Refusal::PriceChanged { changes }.into()),
        }
    }

    /// What the lines cost, once their discounts are within what who sells may
    /// give.
    pub(super) fn cost(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        rules: &Selling,
        lines: &[Line],
    ) -> Result<Priced, Trouble> {
        let priced = cost(lines.iter().map(Line::priced), self.discount).map_err(Refusal::from)?;
        let promised = |place: usize| lines.get(place).is_some_and(|line| line.promised);
        if exceeds(&priced, promised, rules.discount_limit) {
            staff::allow(tx, by, Permission::DiscountMore)?;
        }
        Ok(priced)
    }
}

/// Whether a line's own discount is more than `limit` of it, or all discounts
/// together are more than `limit` of the whole: 10 % on the line and 10 % on
/// the basket are more than 10 %. What is allowed is rounded as discounts are.
///
/// What a promised line was offered for was allowed then, so it never counts by
/// itself. Where more is given now, the line is looked at with all that is
/// taken off it, and by itself: nothing makes room for it, and it makes room
/// for nothing.
fn exceeds(priced: &Priced, promised: impl Fn(usize) -> bool, limit: Rate) -> bool {
    let (mut given, mut whole, mut allowed) = (0_i128, 0_i128, 0_i128);
    let mut above = false;
    for (place, line) in priced.lines.iter().enumerate() {
        let (amount, own, share) = (
            i128::from(line.amount.minor()),
            i128::from(line.discount.minor()),
            i128::from(line.share.minor()),
        );
        let most = part(amount, limit);
        // One that was offered with nothing off is like any other: its share
        // alone may be rounded up beyond what is allowed of so small a line.
        if promised(place) && own > 0 {
            above |= share > 0 && own + share > most;
            continue;
        }
        above |= own > most;
        given += own + share;
        whole += amount;
        allowed += most;
    }
    above || given > allowed.max(part(whole, limit))
}

/// So much of an amount that is not below nothing, rounded half up.
fn part(amount: i128, rate: Rate) -> i128 {
    let whole = i128::from(Rate::WHOLE.millionths());
    (2 * amount * i128::from(rate.millionths()) + whole) / (2 * whole)
}

fn sweet_line(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    asked: &CheckoutLine,
    at: &str,
    changes: &mut Vec<PriceChange>,
) -> Result<Line, Trouble> {
    let mut now = catalogue::for_sale(tx, sweet)?;
    let mut quantity = asked.quantity;
    if let Some(label) = &asked.label {
        let (price, buys) = labelled(tx, sweet, label, at)?;
        // The price of the whole line: its amount is exact, whatever it weighs.
        (now.price, now.per, quantity) = (price, buys.get(), buys);
    }
    if let Some(shown) = asked.price.filter(|shown| *shown != now.price) {
        changes.push(PriceChange {
            sweet,
            name: now.name.clone(),
            shown,
            now: now.price,
        });
    }
    let price = match asked.sold_at.filter(|sold_at| *sold_at != now.price) {
        Some(sold_at) => {
            staff::allow(tx, by, Permission::ChangePrice)?;
            catalogue::check_price(&format!("{at}.sold_at"), sold_at)?
        }
        None => now.price,
    };
    Ok(Line {
        sweet: Some(sweet),
        name: now.name,
        unit: now.unit,
        quantity,
        price,
        per: now.per,
        taxes: now.taxes,
        parts: now.parts,
        discount: asked.discount,
        note: noted(&format!("{at}.note"), asked.note.as_deref())?,
        promised: false,
    })
}

/// The price in a scale's label on a sweet, and how much that buys now.
///
/// # Errors
/// A refusal where the label is not one with a price, or another sweet's.
fn labelled(
    db: &ReadTx<'_>,
    sweet: SweetId,
    label: &str,
    at: &str,
) -> Result<(Money, Quantity), Trouble> {
    match catalogue::scanned(db, label)? {
        Some(Scanned {
            sweet: on,
            quantity: Some(quantity),
            price: Some(price),
            ..
        }) if on == sweet => Ok((price, quantity)),
        _ => {
            let why = "is no label with a price for this sweet: scan it again";
            Err(Refusal::invalid(&format!("{at}.label"), why).into())
        }
    }
}

/// How an amount and its shortfall are told.
pub(super) fn short(currency: Currency, given: Money, missing: Money, due: Money) -> String {
    let [given, missing, due] = [given, missing, due].map(|amount| currency.format(amount));
    format!("{given} is {missing} short of {due}")
}
