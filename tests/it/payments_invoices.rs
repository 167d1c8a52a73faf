//! Invoices: numbered without gaps, paid once, corrected and never edited.

use chrono::NaiveDate;
use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal,
        invoices::{self, InvoiceState, Invoicing, Kind, RaiseInvoice, financial_year},
        payments::Release,
        sales::{Destination, TakeBack, TakenLine},
        settings::ChangeSetting,
    },
    values::{Money, Quantity},
};

use crate::{
    payments_support::{begin, money},
    support::{TestShop, refusal},
};

#[test]
fn a_financial_year_begins_with_the_shops_first_month() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    assert_eq!(financial_year(day(2026, 3, 31), 4), "25-26");
    assert_eq!(financial_year(day(2026, 4, 1), 4), "26-27");
    assert_eq!(financial_year(day(2026, 1, 1), 1), "2026");
    assert_eq!(financial_year(day(2026, 12, 31), 1), "2026");
    assert_eq!(financial_year(day(2099, 12, 1), 12), "99-00");
    assert_eq!(financial_year(day(2100, 6, 30), 7), "99-00");
}

#[test]
fn each_year_has_its_own_numbers_without_gaps_and_a_refused_act_takes_none() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let number = || shop.does(begin(katli, 1)).invoice;
    assert_eq!([number(), number()], ["25-26/1", "25-26/2"]);
    refusal(shop.tries(begin(katli, 9)));
    // From 2026-03-02 to 2026-04-01.
    shop.clock.step_ms(30 * 86_400_000);
    assert_eq!([number(), number()], ["26-27/1", "26-27/2"]);
    let choose = |version, prefix: &str, first_month| ChangeSetting {
        version,
        value: Invoicing {
            first_month,
            prefix: prefix.into(),
            ..Invoicing::default()
        },
    };
    for (prefix, month) in [("MITHA", 4), ("M_", 4), ("CN", 4), ("M", 0), ("M", 13)] {
        refusal(shop.tries(choose(0, prefix, month)));
    }
    shop.does(choose(0, "M-", 1));
    assert_eq!(number(), "M-2026/1");
    shop.does(choose(1, "M-", 4));
    assert_eq!(number(), "M-26-27/3");
    shop.adds_up_again();
}

#[test]
fn a_sale_gets_one_invoice_of_its_lines_which_its_receipt_has_paid() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    shop.sell(katli, 3).unwrap();
    let raised = shop.does(RaiseInvoice { receipt: 1 });
    assert_eq!(
        (raised.invoice.as_str(), raised.total),
        ("25-26/1", money(9_000))
    );
    let invoice = shop
        .shop
        .read(|db| invoices::find(db, "25-26/1"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (invoice.state, invoice.paid, invoice.receipt),
        (InvoiceState::Paid, money(9_000), Some(1))
    );
    assert_eq!(
        (invoice.lines[0].quantity, invoice.lines[0].gross),
        (3, money(9_000))
    );
    assert_eq!(invoice.allocations[0].receipt, Some(1));
    let twice = refusal(shop.tries(RaiseInvoice { receipt: 1 })).to_string();
    assert!(
        twice.contains("has its invoice already: 25-26/1"),
        "{twice}"
    );
    assert!(matches!(
        refusal(shop.tries(RaiseInvoice { receipt: 2 })),
        Refusal::Unknown { .. }
    ));

    let back = TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(2).unwrap(),
            to: Destination::Stock,
        }],
        reason: "not as ordered".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    };
    shop.does(back);
    let all = shop.shop.read(|db| invoices::list(db, None, 9)).unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|i| {
            (
                i.kind,
                i.number.as_str(),
                i.total.minor(),
                i.credited.minor(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Kind::CreditNote, "CN25-26/1", 6_000, 0),
            (Kind::Invoice, "25-26/1", 9_000, 6_000),
        ]
    );
    assert_eq!(all[0].credits.as_deref(), Some("25-26/1"));
    shop.adds_up_again();
}

#[test]
fn an_invoice_is_never_edited_nor_paid_beyond_what_it_is_for() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let paid = shop.paid(katli, 1);
    let open = shop.ordered(katli, 1);
    let void = shop.ordered(katli, 1);
    shop.does(Release {
        payment: void.payment,
    });
    let file = Connection::open(&shop.path).unwrap();
    let refused = |sql: &str| file.execute_batch(sql).unwrap_err().to_string();
    let check = "CHECK constraint failed";
    for (sql, why) in [
        ("DELETE FROM invoices", "invoices are kept"),
        (
            "UPDATE invoices SET total_minor = 1 WHERE id = 2",
            "invoices are final",
        ),
        (
            "UPDATE invoices SET number = 'X' WHERE id = 2",
            "invoices are final",
        ),
        (
            "UPDATE invoices SET paid_minor = 0, state = 'open' WHERE id = 1",
            "invoices are final",
        ),
        (
            "UPDATE invoices SET state = 'open' WHERE id = 3",
            "invoices are final",
        ),
        (
            "UPDATE invoices SET paid_minor = 3001, state = 'paid' WHERE id = 2",
            check,
        ),
        ("UPDATE invoices SET state = 'void' WHERE id = 1", check),
        ("UPDATE invoices SET credited_minor = 1 WHERE id = 2", check),
        ("UPDATE invoice_lines SET name = 'X'", "invoices are final"),
        (
            "UPDATE payments SET allocated_minor = 1 WHERE id = 2",
            check,
        ),
        (
            "UPDATE payments SET captured_minor = 0, state = 'pending' WHERE id = 1",
            "money that came stays",
        ),
        (
            "UPDATE payments SET refunding_minor = 3001 WHERE id = 1",
            check,
        ),
        ("UPDATE payments SET state = 'captured' WHERE id = 2", check),
        ("DELETE FROM allocations", "allocations are kept"),
        (
            "UPDATE payment_news SET verdict = 'noted'",
            "news of payments is final",
        ),
    ] {
        let said = refused(sql);
        assert!(said.contains(why), "{sql}: {said}");
    }
    assert_eq!((paid.amount, open.amount), (money(3_000), money(3_000)));
    assert_ne!(paid.amount, Money::ZERO);
    shop.adds_up_again();
}
