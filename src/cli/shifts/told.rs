//! What is told of shifts: their list, figures, Z reports, and why so much is expected.

use super::Which;
use crate::{
    cli::{
        Common,
        output::{Out, Stop, table},
    },
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        sales::TenderKind,
        shifts::{self, Count, Figures, Report, Shift, ZReport},
    },
    values::{Currency, Money, ShiftId},
};

pub(super) fn list(common: &Common, out: &Out, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let rows = shop.consult(&session, Permission::Sell, |db| shifts::shifts(db, limit))?;
    out.tell(&rows, || {
        let zone = shop.about().zone;
        let rows: Vec<[String; 6]> = rows
            .iter()
            .map(|shift| {
                [
                    shift.id.to_string(),
                    shift.drawer.clone(),
                    zone.date_time(shift.opened),
                    shift.opened_by.clone(),
                    shift
                        .closed
                        .map_or_else(|| "open".into(), |at| zone.date_time(at)),
                    shift.z.map_or_else(String::new, |z| format!("Z {z}")),
                ]
            })
            .collect();
        table(
            ["shift", "drawer", "opened", "by", "closed", "report"],
            &rows,
        )
    })
}

/// The figures of a shift. While it is open, they are told to those who may see
/// what there should be, and that itself where they ask for it; others are told
/// how many receipts it has.
pub(in super::super) fn report_for(
    shop: &Shop,
    session: &Session,
    id: ShiftId,
    expected: bool,
) -> Result<Report, Trouble> {
    let needs = match expected {
        true => Permission::SeeExpected,
        false => Permission::Sell,
    };
    let shift = shop.consult(session, needs, |db| shifts::shift(db, id))?;
    shift.ok_or_else(|| Refusal::unknown("shift", id))?;
    let mut report =
        shifts::report_for(shop, session, id)?.ok_or_else(|| Refusal::unknown("shift", id))?;
    if !expected && report.shift.closed.is_none() {
        report.expected.clear();
        report.counts.clear();
    }
    Ok(report)
}

/// Tells the figures of a shift.
pub(super) fn report(
    shop: &Shop,
    session: &Session,
    out: &Out,
    id: ShiftId,
    expected: bool,
) -> Result<(), Stop> {
    let report = report_for(shop, session, id, expected)?;
    out.tell(&report, || {
        let Report {
            shift,
            receipts,
            figures,
            expected,
            counts,
        } = &report;
        let currency = shop.about().currency;
        let Some(figures) = figures else {
            return format!(
                "{}\nsales: {}, returns: {}, voids: {}; what they come to is told after the count",
                head(shop, shift),
                receipts.sales,
                receipts.returns,
                receipts.voids
            );
        };
        let mut rows = figure_rows(currency, figures);
        for known in expected {
            let name = format!("expected {}", known.kind.word());
            rows.push([name, String::new(), currency.format(known.amount)]);
        }
        format!(
            "{}\n{}{}",
            head(shop, shift),
            table(["", "receipts", "amount"], &rows),
            counts_text(shop, counts)
        )
    })
}

fn head(shop: &Shop, shift: &Shift) -> String {
    let zone = shop.about().zone;
    let closed = shift.closed.map_or_else(
        || "open".to_owned(),
        |at| format!("closed {}", zone.date_time(at)),
    );
    format!(
        "shift {} at {}, opened {} by {}, {closed}",
        shift.id,
        shift.drawer,
        zone.date_time(shift.opened),
        shift.opened_by
    )
}

fn figure_rows(currency: Currency, figures: &Figures) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for (name, tally) in [
        ("sales", figures.sales),
        ("returns", figures.returns),
        ("voids", figures.voids),
    ] {
        rows.push([
            name.to_owned(),
            tally.receipts.to_string(),
            currency.format(tally.total),
        ]);
    }
    let mut row = |name: String, amount: Money| {
        rows.push([name, String::new(), currency.format(amount)]);
    };
    row("total".into(), figures.total);
    row("without taxes".into(), figures.net);
    for tax in &figures.taxes {
        let word = if tax.inside { "with" } else { "plus" };
        row(format!("{word} {} {} %", tax.name, tax.rate), tax.amount);
    }
    row("discounts".into(), figures.discounts);
    row("rounding".into(), figures.rounding);
    for tender in &figures.tenders {
        row(format!("{} taken", tender.kind.word()), tender.taken);
        if tender.refunded != Money::ZERO {
            row(
                format!("{} given back", tender.kind.word()),
                tender.refunded,
            );
        }
    }
    row("float".into(), figures.float);
    row("pay-ins".into(), figures.pay_ins);
    row("pay-outs".into(), figures.pay_outs);
    row("drops".into(), figures.drops);
    rows
}

pub(super) fn z_text(shop: &Shop, report: &ZReport) -> String {
    let about = shop.about();
    let (currency, zone) = (about.currency, about.zone);
    let balances: Vec<[String; 4]> = report
        .balances
        .iter()
        .map(|balance| {
            [
                balance.kind.word().to_owned(),
                currency.format(balance.expected),
                currency.format(balance.counted),
                currency.format(balance.difference),
            ]
        })
        .collect();
    let reason = report
        .reason
        .as_deref()
        .map_or_else(String::new, |reason| format!("reason: {reason}\n"));
    format!(
        "Z {}, {}, opened {} by {}, closed {} by {}\n{}{}{}{reason}running total {}\njournal: {} records, head {}",
        report.number,
        report.drawer,
        zone.date_time(report.opened),
        report.opened_by,
        zone.date_time(report.closed),
        report.closed_by,
        table(
            ["", "receipts", "amount"],
            &figure_rows(currency, &report.figures)
        ),
        table(["", "expected", "counted", "difference"], &balances),
        counts_text(shop, &report.counts),
        currency.format(report.running),
        report.journal_acts,
        report.journal_head
    )
}

/// Each count with each tender, so that one too many shows.
fn counts_text(shop: &Shop, counts: &[Count]) -> String {
    let about = shop.about();
    let rows: Vec<[String; 5]> = counts
        .iter()
        .flat_map(|count| {
            count.balances.iter().map(|balance| {
                [
                    count.number.to_string(),
                    about.zone.time_of_day(count.at),
                    count.by.clone(),
                    format!(
                        "{} {}",
                        balance.kind.word(),
                        about.currency.format(balance.counted)
                    ),
                    about.currency.format(balance.difference),
                ]
            })
        })
        .collect();
    match rows.is_empty() {
        true => String::new(),
        false => table(["count", "at", "by", "counted", "difference"], &rows),
    }
}

pub(super) fn why(common: &Common, out: &Out, which: &Which, tender: &str) -> Result<(), Stop> {
    let kind = TenderKind::of(tender.trim())
        .ok_or_else(|| Refusal::invalid("tender", "is cash, card, upi or bank"))?;
    let (shop, session) = common.come_in()?;
    let id = which.find(&shop, &session)?;
    let shift = shop
        .consult(&session, Permission::Sell, |db| shifts::shift(db, id))?
        .ok_or_else(|| Refusal::unknown("shift", id))?;
    // What is expected is nobody's secret once it was counted.
    let counted = shop.read(|db| shifts::standing_count(db, id))?;
    let needs = match shift.closed.is_some() || counted.is_some() {
        true => Permission::Sell,
        false => Permission::SeeExpected,
    };
    let rows = shop
        .consult(&session, needs, |db| shifts::explain(db, id, kind))?
        .ok_or_else(|| Refusal::unknown("shift", id))?;
    out.tell(&rows, || {
        let about = shop.about();
        let rows: Vec<[String; 6]> = rows
            .iter()
            .map(|row| {
                let receipt = row.receipt.map_or_else(String::new, |n| format!(" {n}"));
                [
                    about.zone.time_of_day(row.at),
                    row.by.clone(),
                    format!("{}{receipt}", row.what.replace('_', "-")),
                    match row.counted {
                        Some(counted) => format!("{} counted", about.currency.format(counted)),
                        None => about.currency.format(row.amount),
                    },
                    about.currency.format(row.expected),
                    row.reason.clone().unwrap_or_default(),
                ]
            })
            .collect();
        table(["at", "by", "what", "amount", "expected", "reason"], &rows)
    })
}
