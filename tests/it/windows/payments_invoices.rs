//! Invoices on the screen: raised, led to, and what corrects them.

use egui::Key;
use sherbet::{
    devices::{invoices::of_invoice, paper::Template},
    shop::{
        invoices,
        payments::{BeginRefund, RefundOutcome, SettleRefund},
    },
    ui::printing,
    values::InvoiceId,
};

use super::Screen;
use crate::{
    payments_support::{id, money},
    support::TestShop,
};

fn at_the_invoices(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Payments");
    screen.wait_for("Find a payment");
    screen.press("Invoices");
    screen.wait_for("Find an invoice");
    screen
}

#[test]
fn an_invoice_is_raised_from_a_receipt_once_and_found_by_its_number() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sell(katli, 2).unwrap();
    let mut screen = at_the_invoices(&shop);
    screen.wait_for("No invoices yet");
    screen.fill("Raise one of receipt", "x");
    screen.press("Raise the invoice");
    screen.wait_for("A receipt's number is needed");
    screen.fill("Raise one of receipt", "R000001");
    screen.press("Raise the invoice");
    screen.wait_for("What was given on receipt 1");
    // The list hears of it by itself, before or after.
    screen.wait_for("Invoice 25-26/1, 2026-03-02 09:00, Paid, 91.00");
    screen.wait_for("2 × 45.50");
    screen.fill("Raise one of receipt", "1");
    screen.press("Raise the invoice");
    screen.wait_for("has its invoice already: 25-26/1");
    screen.fill("Find an invoice", "25-26/7");
    screen.wait_for("No invoice has the number 25-26/7.");
    screen.fill("Find an invoice", "25-26/1");
    screen.wait_gone("No invoice has the number");
    shop.adds_up_again();
}

#[test]
fn a_paid_invoice_leads_to_its_payment_and_to_the_credit_note_of_what_went_back() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    let begun = shop.paid(katli, 1);
    let refund = shop.does(BeginRefund {
        payment: begun.payment,
        amount: money(2500),
        reason: "one was broken".into(),
    });
    let settle = SettleRefund {
        key: refund.key,
        outcome: RefundOutcome::Done {
            refund: id("rfnd_1"),
        },
    };
    shop.machine(settle).unwrap();
    let mut screen = at_the_invoices(&shop);
    screen.wait_for("Credit note CN25-26/1, 2026-03-02 09:00, Credit note, 25.00");
    screen.hit(Key::ArrowDown);
    screen.wait_for("Why: one was broken");
    screen.press("Corrects invoice 25-26/1");
    screen.wait_for("Taken back by credit notes");
    assert!(screen.has_button("Credit note CN25-26/1, 25.00"));
    screen.press("Payment 1, 100.00");
    screen.wait_for("What was told, and what it did");
    assert!(screen.sees("one was broken"));
    screen.press("Invoice 25-26/1");
    screen.wait_for("Find an invoice");
    assert!(screen.sees("Taken back by credit notes"));
}

#[test]
fn an_invoice_is_saved_as_a_file_with_its_own_rows() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.paid(katli, 2);
    let found = shop
        .shop
        .read(|db| invoices::invoice(db, InvoiceId::new(1)))
        .unwrap()
        .unwrap();
    let slip = of_invoice(shop.shop.about(), &found, &Template::default());
    let told = format!("{slip:?}");
    for text in ["INVOICE", "25-26/1", "Kaju Katli", "2 × 45.50", "INR 91.00"] {
        assert!(told.contains(text), "{text} is not on it");
    }
    let path = shop.folder.path().join("invoice.pdf");
    let document = printing::Document::Invoice(found.id);
    printing::save_as(&shop.shop, &shop.admin, document, &path).unwrap();
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF"));
}
