//! Payments as they are told: listed, one whole, and what was told of none of the shop's.

use serde::Serialize;

use crate::{
    cli::{
        Common,
        output::{Out, Stop, table},
    },
    shop::{
        Permission, Refusal, Shop,
        payments::{self, Flag, Payment, PaymentQuery, Refund, StoryRow, Stray},
    },
    store::{Fault, ReadTx},
    values::{Currency, Money, PaymentId},
};

/// A payment with all that belongs to it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    payment: Payment,
    /// What came for it and is not counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_counted: Vec<Stray>,
    refunds: Vec<Refund>,
    story: Vec<StoryRow>,
}

pub(super) fn list(
    common: &Common,
    out: &Out,
    query: PaymentQuery,
    limit: u32,
) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let found = shop.consult(&session, Permission::Look, |db| {
        payments::list(db, query, limit)
    })?;
    out.tell(&found, || {
        let about = shop.about();
        let row = |payment: &Payment| {
            [
                payment.id.to_string(),
                about.zone.date_time(payment.at),
                payment.state.word().replace('_', " "),
                about.currency.format(payment.amount),
                about.currency.format(payment.refunded),
                payment.invoice_number.clone(),
                payment
                    .sale
                    .map_or_else(String::new, |sale| sale.to_string()),
                payment.flag.map_or("", Flag::word).replace('_', " "),
            ]
        };
        let rows: Vec<[String; 8]> = found.iter().map(row).collect();
        let headings = [
            "payment", "at", "state", "amount", "back", "invoice", "receipt", "flag",
        ];
        table(headings, &rows)
    })
}

/// A payment that is named.
fn found(db: &ReadTx<'_>, payment: PaymentId) -> Result<Option<Shown>, Fault> {
    let Some(found) = payments::payment(db, payment)? else {
        return Ok(None);
    };
    Ok(Some(Shown {
        payment: found,
        not_counted: payments::strays(db, payment)?,
        refunds: payments::refunds(db, payment)?,
        story: payments::story(db, payment)?,
    }))
}

pub(super) fn show(common: &Common, out: &Out, payment: PaymentId) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let shown = shop
        .consult(&session, Permission::Look, |db| found(db, payment))?
        .ok_or_else(|| Refusal::unknown("payment", payment))?;
    out.tell(&shown, || {
        let about = shop.about();
        let found = &shown.payment;
        let mut text = format!(
            "payment {} for invoice {}, begun by {} at {}: {}\n{} asked for, {} came, {} went back",
            found.id,
            found.invoice_number,
            found.by,
            about.zone.date_time(found.at),
            found.state.word().replace('_', " "),
            about.currency.format_with_code(found.amount),
            about.currency.format(found.captured),
            about.currency.format(found.refunded),
        );
        if found.refunding > Money::ZERO {
            let amount = about.currency.format(found.refunding);
            text.push_str(&format!(", {amount} on its way back"));
        }
        if let Some(flag) = found.flag {
            let told = found.told(flag);
            text.push_str(&format!("\nto be seen to ({}): {told}", flag.word()));
        }
        for stray in &shown.not_counted {
            let left = match stray.left() {
                Money::ZERO => "none".to_owned(),
                left => Currency::tell(&stray.currency, left),
            };
            text.push_str(&format!(
                "\n{} came with {} and is not counted ({}); {left} of it may still go back",
                Currency::tell(&stray.currency, stray.amount),
                stray.payment,
                stray.flag.word().replace('_', " "),
            ));
        }
        for refund in &shown.refunds {
            let of = match (&refund.of, refund.counted) {
                (Some(of), false) => format!(" of {of}"),
                _ => String::new(),
            };
            let amount = match &refund.currency {
                None => about.currency.format(refund.amount),
                Some(code) => Currency::tell(code, refund.amount),
            };
            text.push_str(&format!(
                "\nrefund {}{of} of {amount}, {}: {}{}",
                refund.key,
                refund.reason,
                refund.state.word(),
                refund
                    .why
                    .as_ref()
                    .map_or_else(String::new, |why| format!(" ({why})"))
            ));
            if let Some(note) = &refund.credit_note {
                text.push_str(&format!(", credit note {note}"));
            } else if refund.lacks_credit_note {
                text.push_str(&format!(
                    ", without a credit note: sherbet payments credit {}",
                    refund.key
                ));
            }
        }
        text.push_str("\n\n");
        text.push_str(&story(&shop, &shown.story));
        text
    })
}

/// What was told, a line each.
pub(super) fn story(shop: &Shop, rows: &[StoryRow]) -> String {
    let about = shop.about();
    let row = |told: &StoryRow| {
        [
            about.zone.date_time(told.at),
            told.door.word().to_owned(),
            told.said.replace('_', " "),
            amount_told(told),
            told.currency.clone(),
            told.payment.to_string(),
            told.verdict.clone(),
            told.flag.map_or("", Flag::word).replace('_', " "),
        ]
    };
    let rows: Vec<[String; 8]> = rows.iter().map(row).collect();
    let headings = ["at", "door", "said", "amount", "", "payment", "did", "flag"];
    table(headings, &rows)
}

/// The amount that was told, in the currency it was told in; where that is not known, in its
/// smallest unit.
pub(super) fn amount_told(told: &StoryRow) -> String {
    match Currency::of(&told.currency) {
        Some(known) => known.format(told.amount),
        None => told.amount.minor().to_string(),
    }
}

/// What was told of payments that are none of the shop's, newest first.
pub(super) fn strangers(common: &Common, out: &Out, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let told = shop.consult(&session, Permission::Look, |db| {
        payments::strangers(db, limit)
    })?;
    out.tell(&told, || story(&shop, &told))
}
