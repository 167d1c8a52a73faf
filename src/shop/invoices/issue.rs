//! The rows of invoices and credit notes, as they are written, and what is paid
//! of them.

use super::{
    super::{Actor, Refusal, Trouble, customers, settings},
    Kind,
    series::{Invoicing, financial_year},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{CustomerId, InvoiceId, Money, PaymentId, Quantity, Rate, SweetId, Unit},
};

/// A line to be written.
pub(in crate::shop) struct NewLine {
    pub(in crate::shop) sweet: Option<SweetId>,
    pub(in crate::shop) name: String,
    pub(in crate::shop) unit: Unit,
    pub(in crate::shop) quantity: Quantity,
    pub(in crate::shop) price: Money,
    pub(in crate::shop) per: i64,
    pub(in crate::shop) amount: Money,
    pub(in crate::shop) discount: Money,
    pub(in crate::shop) net: Money,
    pub(in crate::shop) gross: Money,
    pub(in crate::shop) note: Option<String>,
    pub(in crate::shop) taxes: Vec<NewTax>,
}

/// A tax of a line to be written.
pub(in crate::shop) struct NewTax {
    pub(in crate::shop) name: String,
    pub(in crate::shop) rate: Rate,
    pub(in crate::shop) inside: bool,
    pub(in crate::shop) amount: Money,
}

/// What stands at the top of an invoice or credit note.
pub(in crate::shop) struct NewInvoice<'n> {
    pub(in crate::shop) customer: Option<CustomerId>,
    pub(in crate::shop) total: Money,
    /// The receipt of the same goods, where there is one.
    pub(in crate::shop) sale: Option<i64>,
    /// What a credit note corrects, and why.
    pub(in crate::shop) credits: Option<(InvoiceId, &'n str)>,
}

/// Issues an invoice or a credit note without its lines: the next number of its
/// series.
fn head(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    new: &NewInvoice<'_>,
) -> Result<(InvoiceId, String), Trouble> {
    let (rules, _) = settings::load::<Invoicing>(tx)?;
    let (kind, state) = match new.credits {
        None => (Kind::Invoice, "open"),
        Some(_) => (Kind::CreditNote, "issued"),
    };
    let series = financial_year(by.shop.zone.date(by.at), rules.first_month);
    let place = tx.one(
        "SELECT coalesce(max(place), 0) + 1 FROM invoices WHERE kind = ?1 AND series = ?2",
        params![kind.word(), series],
        |row| row.get::<_, i64>(0),
    )?;
    let number = rules.number(kind, &series, place).ok_or_else(|| {
        let why =
            "leaves no room for this year's next number: choose a shorter one in the settings";
        Refusal::invalid("prefix", why)
    })?;
    let (credits, reason) = new.credits.unzip();
    let customer = new.customer.map(|asked| customers::is_now(tx, asked));
    let customer = customer.transpose()?;
    let id = tx.insert_unless_taken(
        "INSERT INTO invoices
             (kind, series, place, number, act, at_ms, account, customer, customer_name, credits,
              reason, sale, total_minor, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, (SELECT name FROM customers WHERE id = ?8), ?9,
                 ?10, ?11, ?12, ?13)",
        params![
            kind.word(),
            series,
            place,
            number,
            by.act,
            by.at.ms(),
            by.account.map(crate::values::AccountId::get),
            customer.map(CustomerId::get),
            credits.map(InvoiceId::get),
            reason,
            new.sale,
            new.total.minor(),
            state
        ],
    )?;
    match id {
        Some(id) => Ok((InvoiceId::new(id), number)),
        None => {
            let why = format!("makes the number {number}, which there is already: choose another");
            Err(Refusal::invalid("prefix", why).into())
        }
    }
}

/// Issues an invoice with these lines.
pub(in crate::shop) fn issue(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    new: &NewInvoice<'_>,
    lines: &[NewLine],
) -> Result<(InvoiceId, String), Trouble> {
    let (id, number) = head(tx, by, new)?;
    for (place, line) in lines.iter().enumerate() {
        put_line(tx, id, place, line)?;
    }
    Ok((id, number))
}

fn put_line(tx: &WriteTx<'_>, id: InvoiceId, place: usize, line: &NewLine) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO invoice_lines
             (invoice, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, net_minor, gross_minor, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            id.get(),
            place as i64,
            line.sweet.map(SweetId::get),
            line.name,
            line.unit.word(),
            line.quantity.get(),
            line.price.minor(),
            line.per,
            line.amount.minor(),
            line.discount.minor(),
            line.net.minor(),
            line.gross.minor(),
            line.note
        ],
    )?;
    for (at, tax) in line.taxes.iter().enumerate() {
        tx.execute(
            "INSERT INTO invoice_taxes (invoice, line, place, name, rate, inside, tax_minor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id.get(),
                place as i64,
                at as i64,
                tax.name,
                tax.rate.millionths(),
                tax.inside,
                tax.amount.minor()
            ],
        )?;
    }
    Ok(())
}

/// Copies the lines of a receipt; of goods that came back, without their sign.
pub(super) fn copy_lines(tx: &WriteTx<'_>, id: InvoiceId, receipt: i64) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO invoice_lines
             (invoice, line, sweet, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, net_minor, gross_minor, note)
         SELECT ?1, line, sweet, name, unit, abs(quantity), price_minor, per, abs(amount_minor),
                discount_minor + share_minor, abs(net_minor), abs(gross_minor), note
         FROM sale_lines WHERE sale = ?2",
        params![id.get(), receipt],
    )?;
    tx.execute(
        "INSERT INTO invoice_taxes (invoice, line, place, name, rate, inside, tax_minor)
         SELECT ?1, line, place, name, rate, inside, abs(tax_minor)
         FROM sale_taxes WHERE sale = ?2",
        params![id.get(), receipt],
    )?;
    Ok(())
}

/// Makes an invoice void of which nothing was paid; the answer is whether it
/// could be.
pub(in crate::shop) fn void(tx: &WriteTx<'_>, invoice: InvoiceId) -> Result<bool, Fault> {
    let voided = tx.execute(
        "UPDATE invoices SET state = 'void' WHERE id = ?1 AND state = 'open' AND paid_minor = 0",
        [invoice.get()],
    )?;
    Ok(voided == 1)
}

/// What pays an invoice.
#[derive(Clone, Copy)]
pub(in crate::shop) enum Paid {
    /// A provider's payment.
    Payment(PaymentId),
    /// The receipt of its goods.
    Receipt(i64),
}

/// Pays `amount` of an invoice: never more than it is for. The count of changed
/// rows is the verdict, and the answer.
pub(in crate::shop) fn allocate(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (invoice, amount): (InvoiceId, Money),
    paid: Paid,
) -> Result<bool, Fault> {
    let taken = tx.execute(
        "UPDATE invoices
         SET paid_minor = paid_minor + ?2,
             state = CASE WHEN paid_minor + ?2 = total_minor THEN 'paid' ELSE 'part_paid' END
         WHERE id = ?1 AND (state = 'open' OR state = 'part_paid') AND paid_minor + ?2 <= total_minor",
        params![invoice.get(), amount.minor()],
    )?;
    if taken == 0 {
        return Ok(false);
    }
    let (payment, receipt) = match paid {
        Paid::Payment(payment) => (Some(payment.get()), None),
        Paid::Receipt(receipt) => (None, Some(receipt)),
    };
    tx.execute(
        "INSERT INTO allocations (invoice, payment, receipt, amount_minor, act)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![invoice.get(), payment, receipt, amount.minor(), by.act],
    )?;
    Ok(true)
}

/// Notes the receipt that an invoice's goods were sold on.
pub(in crate::shop) fn sold_on(
    tx: &WriteTx<'_>,
    invoice: InvoiceId,
    receipt: i64,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE invoices SET sale = ?2 WHERE id = ?1 AND sale IS NULL",
        params![invoice.get(), receipt],
    )?;
    Ok(())
}

/// What a credit note is for.
pub(in crate::shop) struct Credit<'c> {
    pub(in crate::shop) invoice: InvoiceId,
    pub(in crate::shop) amount: Money,
    pub(in crate::shop) reason: &'c str,
    /// The receipt of the goods that came back; none where only money does.
    pub(in crate::shop) receipt: Option<i64>,
    /// Whether it is for all that these goods were worth.
    pub(in crate::shop) whole: bool,
}

/// Issues a credit note: never more than was paid of the invoice.
///
/// # Errors
/// A refusal that tells what is left, or a fault of the file.
pub(in crate::shop) fn credit(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    credit: &Credit<'_>,
) -> Result<(InvoiceId, String), Trouble> {
    let Credit {
        invoice,
        amount,
        reason,
        receipt,
        whole,
    } = *credit;
    let taken = tx.execute(
        "UPDATE invoices SET credited_minor = credited_minor + ?2
         WHERE id = ?1 AND credited_minor + ?2 <= paid_minor",
        params![invoice.get(), amount.minor()],
    )?;
    let (number, customer, left) = tx.one(
        "SELECT number, customer, paid_minor - credited_minor FROM invoices WHERE id = ?1",
        [invoice.get()],
        |row| {
            let customer = row.get::<_, Option<i64>>(1)?.map(CustomerId::new);
            Ok((
                row.get::<_, String>(0)?,
                customer,
                row.get(2).map(Money::from_minor)?,
            ))
        },
    )?;
    if taken == 0 {
        let currency = by.shop.currency;
        return Err(Refusal::Overdrawn {
            what: format!("the invoice {number}"),
            wanted: currency.format(amount),
            left: currency.format(left),
            of: None,
        }
        .into());
    }
    let new = NewInvoice {
        customer,
        total: amount,
        sale: receipt,
        credits: Some((invoice, reason)),
    };
    let (id, number) = head(tx, by, &new)?;
    match receipt {
        Some(receipt) if whole => copy_lines(tx, id, receipt)?,
        _ => put_line(tx, id, 0, &money_back(amount))?,
    }
    Ok((id, number))
}

/// The line of a credit note for money alone.
fn money_back(amount: Money) -> NewLine {
    NewLine {
        sweet: None,
        name: "Money back".into(),
        unit: Unit::Piece,
        quantity: Quantity::ONE,
        price: amount,
        per: 1,
        amount,
        discount: Money::ZERO,
        net: amount,
        gross: amount,
        note: None,
        taxes: Vec::new(),
    }
}

/// Issues the credit note for goods that came back on the receipt `back`, where
/// the receipt they were sold on has an invoice. What went back before them of what they are
/// worth was credited then.
///
/// # Errors
/// As [`credit`].
pub(in crate::shop) fn credit_return(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (sold, back): (i64, i64),
    (worth, before): (Money, Money),
    reason: &str,
) -> Result<Option<InvoiceId>, Trouble> {
    let amount = Money::from_minor(worth.minor().saturating_sub(before.minor()));
    let invoice = tx.first(
        "SELECT id FROM invoices WHERE sale = ?1 AND kind = 'invoice'",
        [sold],
        |row| row.get(0).map(InvoiceId::new),
    )?;
    match invoice {
        Some(invoice) if amount > Money::ZERO => {
            let credited = credit(
                tx,
                by,
                &Credit {
                    invoice,
                    amount,
                    reason,
                    receipt: Some(back),
                    whole: before == Money::ZERO,
                },
            )?;
            Ok(Some(credited.0))
        }
        _ => Ok(None),
    }
}
