//! Invoices and credit notes, and how they are numbered.

use clap::Subcommand;

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        invoices::{self, Invoice, Invoicing, RaiseInvoice},
        settings::{self, ChangeSetting},
    },
    values::InvoiceId,
};

/// Invoices and credit notes.
#[derive(Debug, Subcommand)]
pub(super) enum InvoicesTask {
    /// The invoices and credit notes, newest first
    List {
        /// Only those before this one, by the "id" that --json tells
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One invoice or credit note
    Show {
        /// Its number, as it is written
        number: String,
    },
    /// Raise the invoice of a sale that was made
    Raise {
        /// The receipt's number
        #[arg(long, allow_hyphen_values = true)]
        receipt: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// How they are numbered; what is left out stays, and without anything it is told
    Numbering {
        /// The month the financial year begins with, 1 to 12
        #[arg(long, value_name = "MONTH", allow_hyphen_values = true)]
        first_month: Option<String>,
        /// What stands before an invoice's number
        #[arg(long, allow_hyphen_values = true)]
        prefix: Option<String>,
        /// What stands before a credit note's number
        #[arg(long, allow_hyphen_values = true)]
        credit_prefix: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
}

impl InvoicesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            InvoicesTask::List { before, limit } => list(common, out, before, limit),
            InvoicesTask::Show { number } => show(common, out, &number),
            InvoicesTask::Raise { receipt, asking } => {
                let receipt = typed::whole("receipt", &receipt)?;
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let raised = shop.execute(&session, request, RaiseInvoice { receipt })?;
                out.done(request, &raised, || {
                    let total = shop.about().currency.format_with_code(raised.total);
                    format!(
                        "invoice {} of {total} for receipt {receipt}",
                        raised.invoice
                    )
                })
            }
            InvoicesTask::Numbering {
                first_month,
                prefix,
                credit_prefix,
                asking,
            } => numbering(common, out, (first_month, prefix, credit_prefix), &asking),
        }
    }
}

fn list(common: &Common, out: &Out, before: Option<i64>, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let before = before.map(InvoiceId::new);
    let found = shop.consult(&session, Permission::Look, |db| {
        invoices::list(db, before, limit)
    })?;
    out.tell(&found, || {
        let about = shop.about();
        let row = |invoice: &Invoice| {
            [
                invoice.number.clone(),
                about.zone.date_time(invoice.at),
                invoice.customer.clone().unwrap_or_default(),
                about.currency.format(invoice.total),
                about.currency.format(invoice.paid),
                invoice.state.word().replace('_', " "),
                invoice
                    .credits
                    .as_ref()
                    .map_or_else(String::new, |of| format!("credits {of}")),
            ]
        };
        let rows: Vec<[String; 7]> = found.iter().map(row).collect();
        table(["number", "at", "for", "total", "paid", "state", ""], &rows)
    })
}

fn show(common: &Common, out: &Out, number: &str) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let invoice = shop
        .consult(&session, Permission::Look, |db| invoices::find(db, number))?
        .ok_or_else(|| Refusal::unknown("invoice", number))?;
    out.tell(&invoice, || {
        let money = |amount| shop.about().currency.format(amount);
        let rows: Vec<[String; 5]> = invoice
            .lines
            .iter()
            .map(|line| {
                [
                    line.name.clone(),
                    line.unit.format(line.quantity),
                    money(line.discount),
                    money(line.net),
                    money(line.gross),
                ]
            })
            .collect();
        format!(
            "{} {}{}: {}, {} paid, {}\n{}",
            match invoice.credits {
                None => "invoice",
                Some(_) => "credit note",
            },
            invoice.number,
            invoice
                .customer
                .as_ref()
                .map_or_else(String::new, |name| format!(" for {name}")),
            money(invoice.total),
            money(invoice.paid),
            invoice.state.word().replace('_', " "),
            table(["sweet", "quantity", "discount", "net", "total"], &rows)
        )
    })
}

fn numbering(
    common: &Common,
    out: &Out,
    (first_month, prefix, credit_prefix): (Option<String>, Option<String>, Option<String>),
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let first_month = first_month
        .map(|typed| {
            let month = typed::whole("first_month", &typed)?;
            u32::try_from(month).map_err(|_| Refusal::invalid("first_month", "is a month, 1 to 12"))
        })
        .transpose()?;
    let (shop, session) = common.come_in()?;
    let (now, version) = shop.consult(&session, Permission::Look, settings::load::<Invoicing>)?;
    if first_month.is_none() && prefix.is_none() && credit_prefix.is_none() {
        return out.tell(&now, || {
            format!(
                "the year begins with month {}; invoices begin with “{}”, credit notes with “{}”",
                now.first_month, now.prefix, now.credit_prefix
            )
        });
    }
    // Asked again, it is still the same question.
    let first = shop.asked_before::<ChangeSetting<Invoicing>>(&session, request)?;
    let first = first.and_then(|asked| serde_json::from_value(asked).ok());
    let change = first.unwrap_or_else(|| ChangeSetting {
        version,
        value: Invoicing {
            first_month: first_month.unwrap_or(now.first_month),
            prefix: prefix.unwrap_or(now.prefix),
            credit_prefix: credit_prefix.unwrap_or(now.credit_prefix),
        },
    });
    let version = shop.execute(&session, request, change)?;
    out.done(request, &version, || {
        format!("chosen: the version of the numbering is {version} now")
    })
}
