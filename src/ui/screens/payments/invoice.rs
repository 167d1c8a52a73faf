//! One invoice whole: its lines, its taxes, what paid it, and what corrects it.

use egui::{Align, Label, Layout, RichText, Stroke, Ui, Vec2};

use super::{Link, invoices::Shown, words};
use crate::{
    shop::invoices::{Invoice, InvoiceLine, InvoiceState, Kind},
    ui::{
        screens::sales::at_price,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Push, Tone, badge, banner, fine_print, muted, strong, title},
        window::Cx,
    },
    values::{Currency, Money},
};

/// Shows it; something else where that is wished for.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown) -> Option<Link> {
    let invoice = &shown.invoice;
    let currency = cx.facts.currency;
    head(ui, cx, invoice);
    let mut link = None;
    for line in &invoice.lines {
        one_line(ui, currency, line);
    }
    sums(ui, currency, invoice);
    paid(ui, currency, invoice, &mut link);
    if let (Some(number), Some(first)) = (&invoice.credits, shown.corrects) {
        ui.add_space(GAP);
        let text = format!("Corrects invoice {number}");
        if ui.add(Push::new(&text)).clicked() {
            link = Some(Link::Invoice(first));
        }
    }
    if !shown.notes.is_empty() {
        heading(ui, "Credit notes");
        for note in &shown.notes {
            let amount = currency.format(note.total);
            let text = format!("{} · {amount}", note.number);
            let push = Push::new(&text).named(format!("Credit note {}, {amount}", note.number));
            if ui.add(push).clicked() {
                link = Some(Link::Invoice(note.id));
            }
            if let Some(reason) = &note.reason {
                ui.add(Label::new(fine_print(ui, reason)).wrap());
            }
        }
    }
    ui.add_space(GAP);
    ui.add(Label::new(fine_print(ui, corrected(invoice))).wrap());
    link
}

/// How it is corrected or given up: where the money or the goods are.
fn corrected(invoice: &Invoice) -> &'static str {
    match (invoice.kind, invoice.state) {
        (Kind::CreditNote, _) => "A credit note is final.",
        (_, InvoiceState::Void) => "It is void and stays in its series, so that no number is gone.",
        (_, InvoiceState::Open) => {
            "An invoice that waits for its payment is void once the payment is given up."
        }
        (_, InvoiceState::PartPaid | InvoiceState::Paid | InvoiceState::Issued) => {
            "An invoice is never edited. A credit note comes with what goes back: take goods back \
             from their receipt, or give money of the payment back."
        }
    }
}

fn head(ui: &mut Ui, cx: &Cx<'_>, invoice: &Invoice) {
    ui.horizontal(|ui| {
        let kind = words::kind(invoice.kind);
        title(ui, &format!("{kind} {}", invoice.number));
    });
    ui.horizontal(|ui| {
        let (word, tone) = words::invoice(invoice.state);
        badge(ui, tone, word);
        let when = cx.facts.zone.date_time(invoice.at);
        let by = invoice.by.as_deref().unwrap_or("by the provider");
        ui.add(Label::new(muted(ui, format!("{when} · {by}"))).truncate());
    });
    if let Some(customer) = &invoice.customer {
        ui.add(Label::new(strong(customer)).wrap());
    }
    if let Some(reason) = &invoice.reason {
        ui.add(Label::new(muted(ui, format!("Why: {reason}"))).wrap());
    }
    if invoice.state == InvoiceState::Void {
        banner(ui, Tone::Bad, "It is void: nothing is to be paid of it.");
    }
    ui.add_space(GAP);
}

/// A word at the left and an amount at the right.
fn pair(ui: &mut Ui, left: RichText, right: RichText) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(right);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(left).truncate());
            });
        });
    });
}

fn one_line(ui: &mut Ui, currency: Currency, line: &InvoiceLine) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 18.0;
        let name = RichText::new(&line.name);
        pair(ui, name, strong(currency.format(line.amount)));
        let price = (line.price, line.per);
        let text = at_price(currency, line.unit, line.quantity, price);
        ui.label(fine_print(ui, text));
        if line.discount > Money::ZERO {
            let off = currency.format(line.discount);
            let text = format!("{off} taken off");
            ui.label(fine_print(ui, text));
        }
        for tax in &line.taxes {
            let inside = if tax.inside { "in the price" } else { "on top" };
            let left = format!("{} {} %, {inside}", tax.name, tax.rate);
            let right = currency.format(tax.amount);
            pair(ui, fine_print(ui, left), fine_print(ui, right));
        }
        if let Some(note) = &line.note {
            ui.add(Label::new(fine_print(ui, note)).wrap());
        }
    });
    ui.add_space(GAP_S);
    let ink = tokens(ui).line;
    let line = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
    ui.painter()
        .hline(line.x_range(), line.center().y, Stroke::new(1.0, ink));
    ui.add_space(GAP_S);
}

fn sums(ui: &mut Ui, currency: Currency, invoice: &Invoice) {
    ui.spacing_mut().interact_size.y = 20.0;
    ui.spacing_mut().item_spacing.y = 4.0;
    let net: Option<Money> = invoice
        .lines
        .iter()
        .try_fold(Money::ZERO, |sum, line| sum.checked_add(line.net));
    if let Some(net) = net.filter(|net| *net != invoice.total) {
        let net = currency.format(net);
        pair(ui, muted(ui, "Without taxes"), muted(ui, net));
    }
    let total = currency.format_with_code(invoice.total);
    pair(ui, strong("Total"), strong(total));
    if invoice.kind == Kind::CreditNote {
        return;
    }
    let paid = currency.format(invoice.paid);
    pair(ui, muted(ui, "Paid"), muted(ui, paid));
    if invoice.credited > Money::ZERO {
        let back = currency.format(invoice.credited);
        pair(ui, muted(ui, "Taken back by credit notes"), muted(ui, back));
    }
}

/// What paid it, and the receipt of its goods.
fn paid(ui: &mut Ui, currency: Currency, invoice: &Invoice, link: &mut Option<Link>) {
    if let Some(receipt) = invoice.receipt {
        ui.add_space(GAP_S);
        ui.label(strong(format!("Receipt {receipt}")));
    }
    if invoice.allocations.is_empty() {
        return;
    }
    heading(ui, "Paid by");
    for part in &invoice.allocations {
        let amount = currency.format(part.amount);
        if let Some(payment) = part.payment {
            let text = format!("Payment {payment} · {amount}");
            let push = Push::new(&text).named(format!("Payment {payment}, {amount}"));
            if ui.add(push).clicked() {
                *link = Some(Link::Payment(payment));
            }
        } else if let Some(receipt) = part.receipt {
            let left = format!("What was given on receipt {receipt}");
            pair(ui, muted(ui, left), strong(amount));
        }
    }
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(GAP);
    ui.label(RichText::new(text).font(theme::strong(theme::BODY)));
    ui.add_space(GAP_S);
}
