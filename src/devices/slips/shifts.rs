//! The slips of a shift: the Z report it was closed with, and the X report until then.

use super::shop_facts;
use crate::{
    devices::paper::{self, Amount, Slip, Template, ZFacts, ZRow, ZSection},
    shop::{
        ShopFacts,
        shifts::{Balance, Count, Figures, Pieces, Receipts, Report, ZReport},
    },
    values::{Money, Timestamp},
};

/// The slip of a Z report.
#[must_use]
pub fn of_z_report(about: &ShopFacts, z: &ZReport, template: &Template) -> Slip {
    let zone = about.zone;
    let mut sections = figures(about, &z.figures);
    sections.push(balances(about, &z.balances));
    sections.push(notes_and_coins(about, &z.cash));
    sections.push(counts(about, &z.counts));
    sections.push(ZSection {
        heading: "All Z reports until here".into(),
        rows: Vec::new(),
        total: Some(Amount {
            label: "Running total".into(),
            amount: about.currency.format_with_code(z.running),
        }),
    });
    let facts = ZFacts {
        shop: shop_facts(about),
        title: format!("Z {}", z.number),
        drawer: z.drawer.clone(),
        opened: format!("{}, {}", zone.date_time(z.opened), z.opened_by),
        closed: format!("{}, {}", zone.date_time(z.closed), z.closed_by),
        as_of: String::new(),
        sections: filled(sections),
        reason: z.reason.clone().unwrap_or_default(),
        journal_count: z.journal_acts.to_string(),
        journal_head: z.journal_head.clone(),
    };
    paper::z_slip(&facts, template)
}

/// The slip of the figures of a shift at a moment.
#[must_use]
pub fn of_x_report(about: &ShopFacts, x: &Report, at: Timestamp, template: &Template) -> Slip {
    let zone = about.zone;
    let shift = &x.shift;
    let mut sections = match &x.figures {
        Some(known) => figures(about, known),
        None => vec![receipts(x.receipts)],
    };
    let expected = x.expected.iter();
    sections.push(ZSection {
        heading: "There should be".into(),
        rows: expected
            .map(|known| row(known.kind.name(), money(about, known.amount)))
            .collect(),
        total: None,
    });
    sections.push(counts(about, &x.counts));
    let closed = shift.closed.map(|at| {
        let by = shift.closed_by.as_deref().unwrap_or_default();
        format!("{}, {by}", zone.date_time(at))
    });
    let facts = ZFacts {
        shop: shop_facts(about),
        title: "X report".into(),
        drawer: shift.drawer.clone(),
        opened: format!("{}, {}", zone.date_time(shift.opened), shift.opened_by),
        closed: closed.unwrap_or_default(),
        as_of: zone.date_time(at),
        sections: filled(sections),
        ..ZFacts::default()
    };
    paper::z_slip(&facts, template)
}

fn money(about: &ShopFacts, amount: Money) -> String {
    about.currency.format(amount)
}

fn row(label: impl Into<String>, amount: String) -> ZRow {
    ZRow {
        label: label.into(),
        count: String::new(),
        amount,
    }
}

/// Sections that say something.
fn filled(mut sections: Vec<ZSection>) -> Vec<ZSection> {
    sections.retain(|section| !section.rows.is_empty() || section.total.is_some());
    sections
}

/// How many receipts there are, where no amount is told.
fn receipts(receipts: Receipts) -> ZSection {
    let row = |label: &str, count: i64| ZRow {
        label: label.into(),
        count: count.to_string(),
        amount: String::new(),
    };
    ZSection {
        heading: "Sold".into(),
        rows: vec![
            row("Sales", receipts.sales),
            row("Returns", receipts.returns),
            row("Voids", receipts.voids),
        ],
        total: None,
    }
}

/// What was sold, how it was paid, and what else went into the drawer and out of it.
fn figures(about: &ShopFacts, figures: &Figures) -> Vec<ZSection> {
    let tallies = [
        ("Sales", figures.sales),
        ("Returns", figures.returns),
        ("Voids", figures.voids),
    ];
    let sold = ZSection {
        heading: "Sold".into(),
        rows: tallies
            .map(|(label, tally)| ZRow {
                count: tally.receipts.to_string(),
                ..row(label, money(about, tally.total))
            })
            .to_vec(),
        total: Some(Amount {
            label: "Total".into(),
            amount: about.currency.format_with_code(figures.total),
        }),
    };
    let mut of_it = vec![row("Without taxes", money(about, figures.net))];
    of_it.extend(figures.taxes.iter().map(|tax| {
        let side = if tax.inside { "inside" } else { "on top" };
        let label = format!("{} {} % {side}", tax.name, tax.rate);
        row(label, money(about, tax.amount))
    }));
    of_it.push(row("Discounts given", money(about, figures.discounts)));
    of_it.push(row("Rounding", money(about, figures.rounding)));
    let of_it = ZSection {
        heading: "Of it".into(),
        rows: of_it,
        total: None,
    };
    let mut paid = Vec::new();
    for tender in &figures.tenders {
        paid.push(ZRow {
            count: tender.receipts.to_string(),
            ..row(tender.kind.name(), money(about, tender.taken))
        });
        if tender.refunded != Money::ZERO {
            let label = format!("{} given back", tender.kind.name());
            paid.push(row(label, money(about, tender.refunded)));
        }
    }
    let paid = ZSection {
        heading: "Paid by".into(),
        rows: paid,
        total: None,
    };
    let drawer = ZSection {
        heading: "The drawer".into(),
        rows: vec![
            row("Float", money(about, figures.float)),
            row("Pay-ins", money(about, figures.pay_ins)),
            row("Pay-outs", money(about, figures.pay_outs)),
            row("Drops to the safe", money(about, figures.drops)),
        ],
        total: None,
    };
    vec![sold, of_it, paid, drawer]
}

fn balances(about: &ShopFacts, balances: &[Balance]) -> ZSection {
    let rows = balances.iter().flat_map(|balance| {
        let name = balance.kind.name();
        [
            row(format!("{name} expected"), money(about, balance.expected)),
            row(format!("{name} counted"), money(about, balance.counted)),
            row(format!("{name} difference"), signed(about, balance)),
        ]
    });
    ZSection {
        heading: "Expected and counted".into(),
        rows: rows.collect(),
        total: None,
    }
}

/// A difference, with its sign also where that is a plus.
fn signed(about: &ShopFacts, balance: &Balance) -> String {
    let sign = if balance.difference > Money::ZERO {
        "+"
    } else {
        ""
    };
    format!("{sign}{}", money(about, balance.difference))
}

fn notes_and_coins(about: &ShopFacts, cash: &[Pieces]) -> ZSection {
    let rows = cash.iter().map(|counted| {
        // That it fits was seen when it was counted.
        let worth = counted.denomination.minor();
        let amount = Money::from_minor(worth.saturating_mul(counted.pieces));
        ZRow {
            count: counted.pieces.to_string(),
            ..row(money(about, counted.denomination), money(about, amount))
        }
    });
    ZSection {
        heading: "Notes and coins".into(),
        rows: rows.collect(),
        total: None,
    }
}

/// Each count with what differed, so that one too many shows.
fn counts(about: &ShopFacts, counts: &[Count]) -> ZSection {
    let mut rows = Vec::new();
    for count in counts {
        let when = about.zone.date_time(count.at);
        let name = format!("{}. {when}, {}", count.number, count.by);
        match count.is_even() {
            true => rows.push(row(name, "as expected".into())),
            false => {
                rows.push(row(name, String::new()));
                rows.extend(count.differing().map(|balance| {
                    let label = format!("{} difference", balance.kind.name());
                    row(label, signed(about, balance))
                }));
            }
        }
    }
    ZSection {
        heading: "Counts".into(),
        rows,
        total: None,
    }
}
