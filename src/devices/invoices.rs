//! Invoices and credit notes as slips, to be saved as a file.
//!
//! Promises: lines, taxes and sums are the document's own rows, so that it says the same whenever
//! it is saved. Leaves out what a law may ask beside that: the shop's address and tax number stand
//! in the slips' own header, as on receipts.

use super::paper::{Align, Block, Row, Slip, Style, Template};
use crate::{
    shop::{
        ShopFacts,
        invoices::{Invoice, InvoiceLine, InvoiceState, Kind},
    },
    values::{Currency, Money},
};

/// The slip of an invoice or credit note with its lines.
#[must_use]
pub fn of_invoice(about: &ShopFacts, invoice: &Invoice, template: &Template) -> Slip {
    let currency = about.currency;
    let word = match invoice.kind {
        Kind::Invoice => "Invoice",
        Kind::CreditNote => "Credit note",
    };
    let mut slip = Slip::new(template.width, format!("{word} {}", invoice.number));
    slip.text(about.name.clone(), Align::Middle, Style::Large);
    for line in &template.header {
        slip.text(line.clone(), Align::Middle, Style::Plain);
    }
    slip.add(Block::Gap);
    slip.text(word.to_uppercase(), Align::Middle, Style::Strong);
    if invoice.state == InvoiceState::Void {
        slip.add(Block::Mark("VOID".into()));
    }
    let plain = |left: &str, right: String| Row::of(left, right, Style::Plain);
    let mut head = vec![
        plain("Number", invoice.number.clone()),
        plain("Date", about.zone.date_time(invoice.at)),
    ];
    head.extend(invoice.customer.clone().map(|name| plain("For", name)));
    head.extend(invoice.credits.clone().map(|of| plain("Corrects", of)));
    head.extend(invoice.reason.clone().map(|why| plain("Reason", why)));
    slip.rows(head);
    slip.add(Block::Rule);
    for line in &invoice.lines {
        slip.rows(line_rows(currency, line));
    }
    slip.add(Block::Rule);
    let total = currency.format_with_code(invoice.total);
    slip.rows(vec![Row::of("Total", total, Style::Large)]);
    if invoice.kind == Kind::Invoice {
        let mut sums = vec![plain("Paid", currency.format(invoice.paid))];
        if invoice.credited > Money::ZERO {
            let back = currency.format(invoice.credited);
            sums.push(plain("Taken back by credit notes", back));
        }
        slip.rows(sums);
    }
    slip.add(Block::Gap);
    for line in &template.footer {
        slip.text(line.clone(), Align::Middle, Style::Plain);
    }
    slip
}

/// The name with its amount; below it how that came about, and its taxes.
fn line_rows(currency: Currency, line: &InvoiceLine) -> Vec<Row> {
    let mut rows = vec![Row::of(
        &*line.name,
        currency.format(line.amount),
        Style::Plain,
    )];
    let small = |left: String, right: String| Row::of(left, right, Style::Small).indented();
    let quantity = line.unit.format(line.quantity);
    let price = currency.format(line.price);
    let how = match line.per {
        1 => format!("{quantity} × {price}"),
        per => format!("{quantity} × {price} {}", line.unit.price_for(per)),
    };
    rows.push(small(how, String::new()));
    if line.discount > Money::ZERO {
        rows.push(small(
            "less".into(),
            format!("−{}", currency.format(line.discount)),
        ));
    }
    for tax in &line.taxes {
        let inside = if tax.inside { "in the price" } else { "on top" };
        let name = format!("{} {} %, {inside}", tax.name, tax.rate);
        rows.push(small(name, currency.format(tax.amount)));
    }
    rows
}
