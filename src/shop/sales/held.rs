//! A sale that waits for its money: priced now, sold later for what it says.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Refusal, Trouble, customers, invoices,
        pricing::{Discount, Priced},
        settings::{self, Selling},
        shifts,
        stock::Keeps,
        taxes,
    },
    Checkout, GiftCardLine, Sold, Tender,
    asked::noted,
    baskets,
    price::{Line, cost},
    quotes, shelf,
};
use crate::{
    store::{Fault, ReadTx, WriteTx},
    values::{Money, Quantity, SweetId, Unit},
};

/// What will be sold once it is paid, as it was priced.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::shop) struct HeldSale {
    lines: Vec<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount: Option<Discount>,
    /// Gift cards that are sold with it: each is worth something once it is paid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gift_cards: Vec<GiftCardLine>,
    /// The quotation that promised some of its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quotation: Option<i64>,
}

impl HeldSale {
    /// Prices goods that are kept for later, and sees that they could be sold: without gift
    /// cards and without what a quotation promises. Their basket is empty afterwards; no stock has
    /// moved yet.
    pub(in crate::shop) fn price(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        asked: &Checkout,
    ) -> Result<(HeldSale, Vec<invoices::NewLine>, Money), Trouble> {
        if !asked.gift_cards.is_empty() {
            let why = "are sold for money that is there; sell them on a receipt of their own";
            return Err(Refusal::invalid("sale.gift_cards", why).into());
        }
        // The promise would stay open beside what is kept, and could be sold a second time.
        if asked.lines.iter().any(|line| line.quoted.is_some()) {
            let why = "have some that a quotation promises: sell that as it is";
            return Err(Refusal::invalid("sale.lines", why).into());
        }
        HeldSale::price_all(tx, by, asked)
    }

    /// Prices all that is asked for, to be paid whole and soon, and sees that it could be sold: a
    /// quotation that promises some of it is sold by nobody else while it is held. Its basket is
    /// empty afterwards; no stock has moved yet.
    pub(in crate::shop) fn price_all(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        asked: &Checkout,
    ) -> Result<(HeldSale, Vec<invoices::NewLine>, Money), Trouble> {
        if !asked.tenders.is_empty() {
            let why = "are none here: all of it is paid at the provider";
            return Err(Refusal::invalid("sale.tenders", why).into());
        }
        asked.check_counts()?;
        noted("sale.note", asked.note.as_deref())?;
        if let Some(customer) = asked.customer {
            customers::for_receipt(tx, customer)?;
        }
        if let Some(shift) = asked.shift {
            shifts::must_be_open(tx, by, shift)?;
        }
        let (rules, _) = settings::load::<Selling>(tx)?;
        let lines = asked.lines_now(tx, by)?;
        let priced = asked.cost(tx, by, &rules, &lines)?;
        let total = asked.with_gift_cards(priced.gross)?;
        if let Some(shown) = asked.total.filter(|shown| *shown != total) {
            let [shown, now] = [shown, total].map(|total| by.shop.currency.format(total));
            return Err(Refusal::TotalChanged { shown, now }.into());
        }
        if total <= Money::ZERO {
            let why = "comes to nothing; sell it without a payment";
            return Err(Refusal::invalid("sale", why).into());
        }
        if let Some(held) = &asked.basket {
            baskets::empty(tx, by, held, baskets::Customer::Forgotten)?;
        }
        let sale = HeldSale {
            lines,
            discount: asked.discount,
            gift_cards: asked.gift_cards.clone(),
            // Of two quotations no lines are taken into one sale.
            quotation: asked
                .lines
                .iter()
                .find_map(|line| line.quoted)
                .map(|of| of.quotation),
        };
        let invoiced = sale.invoiced(&priced);
        Ok((sale, invoiced, total))
    }

    /// A fee for what is no goods, such as an appointment: one line, with the taxes that such
    /// items have. It needs no leave to be sold: what it is for was allowed.
    pub(in crate::shop) fn fee(
        db: &ReadTx<'_>,
        name: String,
        price: Money,
    ) -> Result<HeldSale, Trouble> {
        let line = Line {
            sweet: None,
            name,
            unit: Unit::Piece,
            quantity: Quantity::ONE,
            price,
            per: 1,
            taxes: taxes::usual(db)?,
            parts: Vec::new(),
            discount: None,
            note: None,
            promised: false,
        };
        Ok(HeldSale {
            lines: vec![line],
            ..HeldSale::default()
        })
    }

    /// The same under another name: of a fee, what it is for may have moved.
    pub(in crate::shop) fn called(mut self, name: &str) -> HeldSale {
        for line in &mut self.lines {
            line.name = name.to_owned();
        }
        self
    }

    /// Takes its goods off the shelf, or says all that is short.
    pub(in crate::shop) fn hold(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
    ) -> Result<Vec<(SweetId, Quantity)>, Trouble> {
        shelf::hold(tx, by, &self.lines)
    }

    /// What an invoice of it says.
    pub(in crate::shop) fn invoice_lines(
        &self,
    ) -> Result<(Vec<invoices::NewLine>, Money), Trouble> {
        let priced = self.priced()?;
        Ok((self.invoiced(&priced), self.total(&priced)?))
    }

    /// What is taken off the whole.
    pub(in crate::shop) fn discount(&self) -> Option<Discount> {
        self.discount
    }

    /// What is taken off each line by itself, in their order.
    pub(in crate::shop) fn line_discounts(&self) -> impl Iterator<Item = Option<Discount>> {
        self.lines.iter().map(|line| line.discount)
    }

    fn priced(&self) -> Result<Priced, Trouble> {
        let lines = self.lines.iter().map(Line::priced);
        Ok(cost(lines, self.discount).map_err(Refusal::from)?)
    }

    /// The goods' total with what is put on gift cards.
    fn total(&self, priced: &Priced) -> Result<Money, Refusal> {
        let sale = Checkout {
            gift_cards: self.gift_cards.clone(),
            ..Checkout::default()
        };
        sale.with_gift_cards(priced.gross)
    }

    fn invoiced(&self, priced: &Priced) -> Vec<invoices::NewLine> {
        let lines = self.lines.iter().zip(&priced.lines);
        let invoiced = lines.map(|(line, priced)| invoices::NewLine {
            sweet: line.sweet,
            name: line.name.clone(),
            unit: line.unit,
            quantity: line.quantity,
            price: line.price,
            per: line.per,
            amount: priced.amount,
            // Each is at most the line's amount, together too.
            discount: Money::from_minor(priced.discount.minor() + priced.share.minor()),
            net: priced.net,
            gross: priced.gross,
            note: line.note.clone(),
            taxes: line
                .taxes
                .iter()
                .zip(&priced.taxes)
                .map(|(tax, amount)| invoices::NewTax {
                    name: tax.name.clone(),
                    rate: tax.rate,
                    inside: tax.inside,
                    amount: *amount,
                })
                .collect(),
        });
        let cards = self.gift_cards.iter().map(|card| invoices::NewLine {
            sweet: None,
            name: format!("Gift card {}", card.code),
            unit: Unit::Piece,
            quantity: Quantity::ONE,
            price: card.amount,
            per: 1,
            amount: card.amount,
            discount: Money::ZERO,
            net: card.amount,
            gross: card.amount,
            note: None,
            taxes: Vec::new(),
        });
        invoiced.chain(cards).collect()
    }

    /// Sells it for `total`, which was paid with `tender`. Its goods are on the
    /// shelf.
    pub(in crate::shop) fn sell(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        asked: &Checkout,
        tender: Tender,
    ) -> Result<Sold, Trouble> {
        let priced = self.priced()?;
        let total = self.total(&priced)?;
        if total != tender.amount {
            let what = format!("a held sale comes to {} now", total.minor());
            return Err(Fault::Damaged { what }.into());
        }
        // A shift that was closed meanwhile takes no more receipts.
        let shift = match asked.shift {
            Some(shift) if shifts::is_open(tx, shift)? => Some(shift),
            _ => None,
        };
        let sale = Checkout {
            customer: asked.customer,
            gift_cards: self.gift_cards.clone(),
            tenders: vec![tender],
            shift,
            ..Checkout::default()
        };
        let note = noted("note", asked.note.as_deref())?;
        let (rules, _) = settings::load::<Selling>(tx)?;
        let rung_up = (self.lines.as_slice(), &priced);
        // What was off the shelf for this sale was promised to nobody else meanwhile.
        let keeps = Keeps::NOTHING;
        let sold = sale.ring_up(tx, by, (&rules, note.as_deref()), rung_up, keeps, None)?;
        if let Some(number) = self.quotation {
            quotes::sold_by_payment(tx, number, sold.number)?;
        }
        Ok(sold)
    }

    /// What leaves the shelf with it, sweet by sweet.
    pub(in crate::shop) fn goods(&self) -> Result<Vec<(SweetId, Quantity)>, Refusal> {
        shelf::goods(&self.lines)
    }

    /// Takes what is paid ahead: gift cards on a receipt that are `called` after what they are for.
    pub(in crate::shop) fn pay_ahead(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        sale: &Checkout,
        called: &str,
    ) -> Result<Sold, Trouble> {
        sale.check_tenders()?;
        let priced = HeldSale::default().priced()?;
        let note = noted("note", sale.note.as_deref())?;
        let (rules, _) = settings::load::<Selling>(tx)?;
        let told = (&rules, note.as_deref());
        sale.ring_up(tx, by, told, (&[], &priced), Keeps::NOTHING, Some(called))
    }

    /// Sells it as it was priced, but for what has to stay on the shelf: to whom, for what
    /// and in which shift `sale` says.
    pub(in crate::shop) fn pay(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        sale: &Checkout,
        keeps: Keeps,
    ) -> Result<Sold, Trouble> {
        sale.check_tenders()?;
        let priced = self.priced()?;
        let note = noted("note", sale.note.as_deref())?;
        let (rules, _) = settings::load::<Selling>(tx)?;
        let rung_up = (self.lines.as_slice(), &priced);
        sale.ring_up(tx, by, (&rules, note.as_deref()), rung_up, keeps, None)
    }
}
