//! A day's payments, put side by side with what the provider says of them.
//!
//! [`compare`] is a comparison and nothing else: what each side says is handed
//! in, so that it can be tried with any two lists.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Flag, ProviderId, rows::flag_of};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, params, unreadable},
    values::{Money, PaymentId, Timestamp},
};

/// What a provider says of one of its payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderRow {
    /// Its payment.
    pub payment: ProviderId,
    /// The order it is for, where it has one.
    #[serde(default)]
    pub order: Option<ProviderId>,
    /// When it was made.
    #[serde(rename = "at_ms")]
    pub at: Timestamp,
    /// What was paid, in the smallest unit of `currency`.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The currency's code.
    pub currency: String,
    /// Whether the money was taken; otherwise it is a try that failed, or waits.
    pub captured: bool,
    /// What went back of it.
    #[serde(rename = "refunded_minor", default)]
    pub refunded: Money,
}

/// What the shop says of one of its payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShopRow {
    /// Which payment.
    pub payment: PaymentId,
    /// The provider's order.
    pub order: Option<ProviderId>,
    /// The provider's payment that paid it.
    pub paid_by: Option<ProviderId>,
    /// When it was captured; none where it was not.
    pub captured_at: Option<Timestamp>,
    /// What was asked for.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What came.
    #[serde(rename = "captured_minor")]
    pub captured: Money,
    /// What went back of it.
    #[serde(rename = "refunded_minor")]
    pub refunded: Money,
    /// What is set aside to go back.
    #[serde(rename = "refunding_minor")]
    pub refunding: Money,
    /// What of it paid invoices.
    #[serde(rename = "allocated_minor")]
    pub allocated: Money,
    /// The sum of its rows among what paid invoices.
    #[serde(rename = "allocations_minor")]
    pub allocations: Money,
    /// Its invoice's number.
    pub invoice: String,
    /// What that invoice is for.
    #[serde(rename = "invoice_total_minor")]
    pub invoice_total: Money,
    /// What was paid of it.
    #[serde(rename = "invoice_paid_minor")]
    pub invoice_paid: Money,
    /// The receipt of the goods.
    pub sale: Option<i64>,
    /// What a person is to see to.
    pub flag: Option<Flag>,
    /// Whether gift cards that it paid can still be spent, though the money went back.
    pub cards_not_emptied: bool,
}

/// Something that does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// The provider took money that is not counted here.
    NotCountedHere,
    /// Money is counted here that the provider does not tell of.
    NotAtTheProvider,
    /// Money is counted here that the provider did not take.
    NotTakenThere,
    /// The amounts differ.
    Amount,
    /// It was paid in another currency.
    Currency,
    /// More or less went back there than here.
    Refunds,
    /// The order was paid by another payment already.
    PaidTwice,
    /// The money came, and paid no invoice.
    NotAllocated,
    /// What paid invoices is not what the payment says, or the invoice.
    Allocations,
    /// Money is set aside to go back, and the provider has not said that it did.
    RefundOpen,
    /// The money went back, and the gift cards it was put on can still be spent.
    CardsNotEmptied,
}

impl Disagreement {
    /// What it means, in words.
    pub fn words(self) -> &'static str {
        match self {
            Disagreement::NotCountedHere => "the provider took it; it is not counted here",
            Disagreement::NotAtTheProvider => "counted here; the provider does not tell of it",
            Disagreement::NotTakenThere => "counted here; the provider did not take it",
            Disagreement::Amount => "the amounts differ",
            Disagreement::Currency => "paid in another currency",
            Disagreement::Refunds => "more or less went back there than here",
            Disagreement::PaidTwice => "the order was paid by another payment already",
            Disagreement::NotAllocated => "the money came and paid no invoice",
            Disagreement::Allocations => "the invoice says otherwise than the payment",
            Disagreement::RefundOpen => "a refund is not settled",
            Disagreement::CardsNotEmptied => {
                "the money went back; gift cards it paid can still be spent: take them back"
            }
        }
    }
}

/// One payment, as both sides say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// What the provider says.
    pub provider: Option<ProviderRow>,
    /// What the shop says.
    pub shop: Option<ShopRow>,
    /// What does not agree; nothing where all does.
    pub wrong: Vec<Disagreement>,
}

/// Puts both sides of a day together, in the order of the provider's list and
/// then of the shop's. `provider` may tell of more than the day, so that what
/// was begun before midnight is found: what lies outside and is nothing to the
/// day's payments is left out.
pub fn compare(
    provider: &[ProviderRow],
    shop: &[ShopRow],
    currency: &str,
    day: Range<Timestamp>,
) -> Vec<Side> {
    let mut sides = Vec::new();
    let mut met = vec![false; shop.len()];
    for theirs in provider {
        let paid = shop
            .iter()
            .position(|ours| ours.paid_by.as_ref() == Some(&theirs.payment));
        let ordered = || {
            let order = theirs.order.as_ref()?;
            shop.iter()
                .position(|ours| ours.order.as_ref() == Some(order))
        };
        let at = paid.or_else(ordered);
        let ours = at.and_then(|at| shop.get(at));
        let is_of_day = day.contains(&theirs.at)
            || ours
                .and_then(|ours| ours.captured_at)
                .is_some_and(|at| day.contains(&at));
        if let (Some(_), Some(at)) = (paid, at) {
            met[at] = true;
        }
        // A try that failed is nothing to anybody, unless it counts here.
        if !is_of_day || (!theirs.captured && paid.is_none()) {
            continue;
        }
        let wrong = match ours {
            // What was given back whole is nobody's any more, counted or not.
            _ if paid.is_none() && theirs.refunded == theirs.amount => Vec::new(),
            None => vec![Disagreement::NotCountedHere],
            Some(ours) if paid.is_none() => match ours.paid_by {
                Some(_) => vec![Disagreement::PaidTwice],
                None => vec![Disagreement::NotCountedHere],
            },
            Some(ours) => {
                let mut wrong = apart(theirs, ours, currency);
                wrong.extend(within(ours));
                wrong
            }
        };
        sides.push(Side {
            provider: Some(theirs.clone()),
            shop: ours.cloned(),
            wrong,
        });
    }
    for (ours, met) in shop.iter().zip(met) {
        let of_day = ours.captured_at.is_some_and(|at| day.contains(&at));
        if !met && of_day {
            let mut wrong = vec![Disagreement::NotAtTheProvider];
            wrong.extend(within(ours));
            sides.push(Side {
                provider: None,
                shop: Some(ours.clone()),
                wrong,
            });
        }
    }
    sides
}

/// What the provider and the shop say otherwise of one payment.
fn apart(theirs: &ProviderRow, ours: &ShopRow, currency: &str) -> Vec<Disagreement> {
    let found = [
        (!theirs.captured, Disagreement::NotTakenThere),
        (theirs.amount != ours.captured, Disagreement::Amount),
        (
            !theirs.currency.eq_ignore_ascii_case(currency),
            Disagreement::Currency,
        ),
        (theirs.refunded != ours.refunded, Disagreement::Refunds),
    ];
    true_of(found)
}

/// What the shop's own rows say otherwise of one payment.
fn within(ours: &ShopRow) -> Vec<Disagreement> {
    let all_back = ours.refunded == ours.captured;
    let found = [
        (
            ours.allocated == Money::ZERO && ours.captured > Money::ZERO && !all_back,
            Disagreement::NotAllocated,
        ),
        (
            ours.allocated != ours.allocations
                || (ours.allocated > Money::ZERO && ours.invoice_paid < ours.allocated)
                || ours.invoice_paid > ours.invoice_total,
            Disagreement::Allocations,
        ),
        (ours.refunding > Money::ZERO, Disagreement::RefundOpen),
        (ours.cards_not_emptied, Disagreement::CardsNotEmptied),
    ];
    true_of(found)
}

fn true_of<const N: usize>(found: [(bool, Disagreement); N]) -> Vec<Disagreement> {
    let found = found.into_iter().filter(|(is, _)| *is);
    found.map(|(_, what)| what).collect()
}

const ROWS: &str = "SELECT payments.id, provider_order, payments.provider_payment,
            (SELECT at_ms FROM payment_news AS news
             WHERE news.payment = payments.id AND verdict = 'captured'),
            amount_minor, captured_minor, refunded_minor, refunding_minor, allocated_minor,
            (SELECT coalesce(sum(amount_minor), 0) FROM allocations WHERE payment = payments.id),
            invoices.number, total_minor, paid_minor, payments.sale, flag,
            EXISTS (SELECT 1 FROM payment_flags AS up
                    WHERE up.payment = payments.id AND up.flag = 'cards_not_emptied')
     FROM payments JOIN invoices ON invoices.id = invoice";

fn row_of(row: &Row<'_>) -> RowResult<ShopRow> {
    let money = |column| row.get(column).map(Money::from_minor);
    let id = |column| {
        let text = row.get::<_, Option<String>>(column)?;
        let id = text.map(|text| ProviderId::parse(&text)).transpose();
        id.map_err(|why| unreadable(column, why))
    };
    Ok(ShopRow {
        payment: PaymentId::new(row.get(0)?),
        order: id(1)?,
        paid_by: id(2)?,
        captured_at: row.get::<_, Option<i64>>(3)?.map(Timestamp::from_ms),
        amount: money(4)?,
        captured: money(5)?,
        refunded: money(6)?,
        refunding: money(7)?,
        allocated: money(8)?,
        allocations: money(9)?,
        invoice: row.get(10)?,
        invoice_total: money(11)?,
        invoice_paid: money(12)?,
        sale: row.get(13)?,
        flag: flag_of(row, 14)?,
        cards_not_emptied: row.get(15)?,
    })
}

/// What the shop says of a day: the payments that were captured then, and those
/// that the provider's rows are of.
///
/// # Errors
/// A fault of the file.
pub fn shop_rows(
    db: &ReadTx<'_>,
    provider: &[ProviderRow],
    day: Range<Timestamp>,
) -> Result<Vec<ShopRow>, Fault> {
    let of_day = format!(
        "{ROWS} WHERE payments.id IN (SELECT payment FROM payment_news
             WHERE verdict = 'captured' AND at_ms >= ?1 AND at_ms < ?2)"
    );
    let mut rows = db.all(&of_day, params![day.start.ms(), day.end.ms()], row_of)?;
    let named = format!("{ROWS} WHERE payments.provider_payment = ?1 OR provider_order = ?2");
    for theirs in provider {
        let order = theirs.order.as_ref().map(ProviderId::as_str);
        rows.extend(db.all(&named, params![theirs.payment.as_str(), order], row_of)?);
    }
    rows.sort_by_key(|row| row.payment);
    rows.dedup_by_key(|row| row.payment);
    Ok(rows)
}
