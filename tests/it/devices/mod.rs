//! Paper, printers and scales.

mod escpos;
mod paper;
mod paper_printer;
mod printer;
mod scale;

use sherbet::devices::paper::{Amount, ReceiptFacts, ReceiptLine, ShopFacts, TaxFacts, Template};

/// A receipt with what makes receipts hard: a long name, two Indic scripts, Arabic, a weight,
/// discounts, rounding, two tenders.
pub fn sample() -> ReceiptFacts {
    let amount = |label: &str, amount: &str| Amount {
        label: label.into(),
        amount: amount.into(),
    };
    let line = |name: &str, quantity: &str, unit_price: &str, amount: &str| ReceiptLine {
        name: name.into(),
        quantity: quantity.into(),
        unit_price: unit_price.into(),
        amount: amount.into(),
        discount: None,
        note: String::new(),
    };
    let mut box_of_ladoo = line("Motichoor ladoo, box of 12", "2", "360.00", "684.00");
    box_of_ladoo.discount = Some(amount("less 5 %", "−36.00"));
    box_of_ladoo.note = "a chipped box".into();
    ReceiptFacts {
        shop: ShopFacts {
            name: "Mithai Corner".into(),
            address: vec![
                "12 Laxmi Road, Pune 411030".into(),
                "GSTIN 27ABCDE1234F1Z5".into(),
            ],
        },
        number: "R000123".into(),
        at: "22 Nov 2026, 14:05".into(),
        cashier: "Asha".into(),
        customer: "Mrs. Deshpande".into(),
        lines: vec![
            line("काजू कतली", "250 g", "640.00 / kg", "160.00"),
            box_of_ladoo,
            line(
                "Kesar pista rasmalai in saffron milk with slivered almonds and silver leaf",
                "1",
                "45.00",
                "45.00",
            ),
            line("મોહનથાળ", "500 g", "520.00 / kg", "260.00"),
            line("بقلاوة بالفستق", "3", "90.00", "270.00"),
            line("Crème brûlée", "1", "52.50", "52.50"),
        ],
        sums: vec![
            amount("Subtotal", "1,471.50"),
            amount("Discount", "−100.00"),
        ],
        total: "1,371.52".into(),
        rounding: "−0.02".into(),
        taxes: vec![
            TaxFacts {
                name: "CGST 6 %".into(),
                net: "1,224.58".into(),
                tax: "73.47".into(),
            },
            TaxFacts {
                name: "SGST 6 %".into(),
                net: "1,224.58".into(),
                tax: "73.47".into(),
            },
        ],
        tenders: vec![
            amount("UPI 4402-9917", "1,000.00"),
            amount("Cash", "500.00"),
        ],
        change: "128.50".into(),
        note: "Keep cool, best within 3 days.".into(),
    }
}

/// A receipt of plain letters only.
pub fn plain_sample() -> ReceiptFacts {
    let mut facts = sample();
    facts.lines.retain(|line| line.name.is_ascii());
    facts
}

/// Paper of 58 mm.
pub fn narrow() -> Template {
    Template {
        width: sherbet::devices::paper::PaperWidth::Mm58,
        ..Template::default()
    }
}
