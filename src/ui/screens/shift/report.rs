//! The figures of a shift: told at any time, and as the Z report it was closed with.

use egui::{Align, Layout, RichText, Ui, Vec2};

use super::why::signed;
use crate::{
    shop::{
        sales::TenderKind,
        shifts::{Balance, Count, Figures, Receipts, Report, ZReport, ZRow},
    },
    ui::{
        theme::{self, GAP, GAP_L, GAP_S, TOUCH, tokens},
        widgets::{
            Kind, Push, Tone, badge, card, count, fine_print, muted, one_line, strong, title,
        },
        window::Cx,
    },
    values::{Currency, Money},
};

/// How high a row of figures is, in points.
const ROW: f32 = 20.0;

/// What the person does with a Z report.
pub enum Next {
    /// Goes back.
    Back,
    /// Asks what an amount is made of.
    Why(TenderKind),
}

/// The figures at this moment; the tender whose amount is asked about.
pub fn x(ui: &mut Ui, cx: &Cx<'_>, report: &Report) -> Option<TenderKind> {
    let currency = cx.facts.currency;
    let mut why = None;
    // What was put in, taken out and sold adds up to what there should be.
    let figures = report.figures.as_ref();
    let right = |ui: &mut Ui| {
        if let Some(figures) = figures {
            card(ui, |ui| {
                ui.label(strong("The drawer"));
                ui.add_space(GAP_S);
                drawer(ui, currency, figures);
            });
            ui.add_space(GAP);
        }
        card(ui, |ui| {
            ui.label(strong("There should be"));
            ui.add_space(GAP_S);
            if figures.is_none() {
                ui.label(muted(
                    ui,
                    "You count blind: what there should be is told after the count.",
                ));
            }
            for known in &report.expected {
                let name = known.kind.name();
                let place = match known.kind {
                    TenderKind::Cash => "in the drawer now",
                    _ => "since the shift was opened",
                };
                entry(ui, name, place, |ui| {
                    if why_button(ui, known.kind) {
                        why = Some(known.kind);
                    }
                    ui.label(strong(currency.format(known.amount)));
                });
            }
        });
    };
    two(
        ui,
        |ui| {
            card(ui, |ui| match figures {
                Some(figures) => sold(ui, currency, figures),
                None => receipts(ui, report.receipts),
            });
            counts(ui, cx, &report.counts);
        },
        right,
    );
    why
}

/// A Z report.
pub fn z(ui: &mut Ui, cx: &Cx<'_>, z: &ZReport) -> Option<Next> {
    let (currency, zone) = (cx.facts.currency, cx.facts.zone);
    let mut next = None;
    ui.horizontal(|ui| {
        title(ui, &format!("Z {}", z.number));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(Push::primary("Done").by_enter()).clicked() {
                next = Some(Next::Back);
            }
            crate::ui::printing::z_report_buttons(ui, cx, z.number);
        });
    });
    ui.label(muted(
        ui,
        format!(
            "{} · opened {} by {}, closed {} by {}",
            z.drawer,
            zone.date_time(z.opened),
            z.opened_by,
            zone.date_time(z.closed),
            z.closed_by
        ),
    ));
    ui.add_space(GAP);
    let right = |ui: &mut Ui| {
        card(ui, |ui| {
            ui.label(strong("Expected and counted"));
            ui.add_space(GAP_S);
            if let Some(kind) = balances(ui, currency, &z.balances) {
                next = Some(Next::Why(kind));
            }
            if let Some(reason) = &z.reason {
                ui.add_space(GAP_S);
                ui.add(egui::Label::new(muted(ui, format!("“{reason}”"))).wrap());
            }
        });
        ui.add_space(GAP);
        card(ui, |ui| {
            ui.label(strong("The drawer"));
            ui.add_space(GAP_S);
            drawer(ui, currency, &z.figures);
        });
        ui.add_space(GAP);
        card(ui, |ui| {
            row(
                ui,
                "All Z reports until here",
                &currency.format(z.running),
                true,
            );
            let head: String = z.journal_head.chars().take(16).collect();
            ui.label(fine_print(
                ui,
                format!(
                    "Journal: {}, head {head}…",
                    count(z.journal_acts, "record", "records")
                ),
            ))
            .on_hover_text(&z.journal_head);
        });
    };
    two(
        ui,
        |ui| {
            card(ui, |ui| sold(ui, currency, &z.figures));
            counts(ui, cx, &z.counts);
        },
        right,
    );
    next
}

/// Two columns where there is room for them.
pub fn two(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    if ui.available_width() > 700.0 {
        ui.columns(2, |ui| {
            left(&mut ui[0]);
            right(&mut ui[1]);
        });
    } else {
        left(ui);
        ui.add_space(GAP_L);
        right(ui);
    }
}

/// Each tender, expected against counted; the one whose amount is asked about.
pub fn balances(ui: &mut Ui, currency: Currency, balances: &[Balance]) -> Option<TenderKind> {
    let mut why = None;
    for balance in balances {
        let (expected, counted) = (balance.expected, balance.counted);
        let text = format!(
            "{} expected · {} counted",
            currency.format(expected),
            currency.format(counted)
        );
        entry(ui, balance.kind.name(), &text, |ui| {
            if why_button(ui, balance.kind) {
                why = Some(balance.kind);
            }
            match balance.difference {
                Money::ZERO => badge(ui, Tone::Good, "as expected"),
                difference => badge(ui, Tone::Bad, &signed(currency, difference)),
            };
        });
    }
    why
}

/// Every count, with what differed: one too many shows.
fn counts(ui: &mut Ui, cx: &Cx<'_>, counts: &[Count]) {
    if counts.is_empty() {
        return;
    }
    ui.add_space(GAP);
    card(ui, |ui| {
        ui.label(strong("Counts"));
        ui.add_space(GAP_S);
        for count in counts {
            let text = format!("{} · {}", cx.facts.zone.time_of_day(count.at), count.by);
            entry(ui, &format!("Count {}", count.number), &text, |ui| {
                if count.is_even() {
                    badge(ui, Tone::Good, "as expected");
                }
                for balance in count.differing() {
                    let amount = signed(cx.facts.currency, balance.difference);
                    badge(ui, Tone::Bad, &format!("{} {amount}", balance.kind.name()));
                }
            });
        }
    });
}

/// A name over small print, and at the right what belongs to it.
pub fn entry(ui: &mut Ui, name: &str, text: &str, right: impl FnOnce(&mut Ui)) {
    let size = Vec2::new(ui.available_width(), TOUCH);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        right(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                // Two lines of text, in the middle of what a finger touches.
                ui.add_space(3.0);
                one_line(ui, strong(name));
                one_line(ui, fine_print(ui, text));
            });
        });
    });
}

fn why_button(ui: &mut Ui, kind: TenderKind) -> bool {
    let name = format!("Why this much {}", kind.name());
    ui.add(Push::new("Why?").kind(Kind::Quiet).named(name))
        .on_hover_text("Show the rows it is made of.")
        .clicked()
}

/// How many receipts there are, where no amount is told.
fn receipts(ui: &mut Ui, receipts: Receipts) {
    ui.label(strong("Receipts"));
    ui.add_space(GAP_S);
    for (name, many) in [
        ("Sales", receipts.sales),
        ("Returns", receipts.returns),
        ("Voids", receipts.voids),
    ] {
        row(ui, name, &many.to_string(), false);
    }
}

fn sold(ui: &mut Ui, currency: Currency, figures: &Figures) {
    ui.label(muted(ui, "Sold, less what came back"));
    let total = currency.format_with_code(figures.total);
    ui.label(RichText::new(total).font(theme::strong(theme::TOTAL)));
    ui.add_space(GAP_S);
    for (name, tally) in [
        ("Sales", figures.sales),
        ("Returns", figures.returns),
        ("Voids", figures.voids),
    ] {
        let name = format!("{name} · {}", tally.receipts);
        row(ui, &name, &currency.format(tally.total), false);
    }
    rule(ui);
    row(ui, "Without taxes", &currency.format(figures.net), false);
    for tax in &figures.taxes {
        let side = if tax.inside { "inside" } else { "on top" };
        let name = format!("{} {} % {side}", tax.name, tax.rate);
        row(ui, &name, &currency.format(tax.amount), false);
    }
    row(
        ui,
        "Discounts given",
        &currency.format(figures.discounts),
        false,
    );
    row(ui, "Rounding", &currency.format(figures.rounding), false);
    if !figures.tenders.is_empty() {
        rule(ui);
        for total in &figures.tenders {
            let taken = total.taken.checked_add(total.refunded);
            let taken = taken.map_or_else(String::new, |taken| currency.format(taken));
            row(ui, &format!("By {}", total.kind.name()), &taken, false);
        }
    }
}

fn drawer(ui: &mut Ui, currency: Currency, figures: &Figures) {
    for (name, amount) in [
        ("Float", figures.float),
        ("Pay-ins", figures.pay_ins),
        ("Pay-outs", figures.pay_outs),
        ("Drops to the safe", figures.drops),
    ] {
        row(ui, name, &currency.format(amount), false);
    }
}

/// The Z reports of before; the one that was chosen.
pub fn past(ui: &mut Ui, cx: &Cx<'_>, rows: &[ZRow]) -> Option<i64> {
    let mut chosen = None;
    ui.label(strong("Closed"));
    ui.add_space(GAP_S);
    for z in rows {
        let (currency, zone) = (cx.facts.currency, cx.facts.zone);
        let name = format!("Z {} · {}", z.number, z.drawer);
        let text = format!("{} · {}", zone.date_time(z.at), z.by);
        entry(ui, &name, &text, |ui| {
            let show = Push::new("Show").named(format!("Show Z {}", z.number));
            if ui.add(show).clicked() {
                chosen = Some(z.number);
            }
            ui.label(strong(currency.format(z.total)));
            if z.difference != Money::ZERO {
                badge(ui, Tone::Warn, &signed(currency, z.difference));
            }
        });
    }
    chosen
}

fn row(ui: &mut Ui, name: &str, amount: &str, heavy: bool) {
    let size = Vec2::new(ui.available_width(), ROW);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let amount = RichText::new(amount);
        ui.label(match heavy {
            true => amount.font(theme::strong(theme::BODY)),
            false => amount,
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            one_line(ui, if heavy { strong(name) } else { muted(ui, name) });
        });
    });
}

fn rule(ui: &mut Ui) {
    let line = ui.allocate_space(Vec2::new(ui.available_width(), 9.0)).1;
    let stroke = egui::Stroke::new(1.0, tokens(ui).line);
    ui.painter().hline(line.x_range(), line.center().y, stroke);
}
