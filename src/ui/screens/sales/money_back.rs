//! The money that goes back with a return, tender by tender, as the shop reckons it.

use egui::{Align, Frame, Layout, Margin, RichText, Ui};

use super::to_credit::ToCredit;
use crate::{
    shop::sales::{Receipt, ReturnPreview, TenderKind},
    ui::{
        theme::{self, tokens},
        widgets::{muted, strong},
    },
    values::{Currency, Money},
};

/// All that goes back now: what went back before, where that `counts`, does not again.
pub fn sum_of(preview: &ReturnPreview, counts: bool) -> Money {
    let amounts = preview.refunds.iter().map(|back| back.amount.minor());
    let all = amounts.fold(0, i64::saturating_add);
    let before = match counts {
        true => preview.went_before.minor(),
        false => 0,
    };
    Money::from_minor(all.saturating_sub(before))
}

/// Shows it; nothing but a hint while nothing is `picked`, or it is not known yet.
pub fn show(
    ui: &mut Ui,
    currency: Currency,
    receipt: &Receipt,
    (picked, preview): (bool, Option<&ReturnPreview>),
    credit: &ToCredit,
) {
    // As high before the money is known, so that nothing moves under a finger.
    let rounded = if receipt.rounding == Money::ZERO {
        0
    } else {
        2
    };
    let room = 23.0 * (receipt.tenders.len().max(1) + rounded) as f32;
    let t = tokens(ui);
    Frame::new()
        .fill(t.sunken)
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_min_height(room);
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.spacing_mut().interact_size.y = 20.0;
            let Some(preview) = preview else {
                if !picked {
                    let text = "Pick what comes back to see what money goes back.";
                    ui.label(muted(ui, text));
                }
                return;
            };
            let dim = |text: &str| RichText::new(text).color(t.muted);
            if preview.rounding != Money::ZERO {
                let (worth, by) = (preview.total, preview.rounding);
                pair(ui, dim("Worth"), dim(&currency.format(worth)));
                pair(ui, dim("Rounding in cash"), dim(&currency.format(by)));
            }
            if preview.refunds.is_empty() {
                pair(ui, strong("No money goes back"), strong(""));
            }
            if let Some(customer) = credit.chosen() {
                let name = format!("To the credit of {}", credit.name_of(customer));
                pair(
                    ui,
                    strong(name),
                    strong(currency.format(sum_of(preview, false))),
                );
                return;
            }
            let mut before = match credit.went_before() {
                true => preview.went_before,
                false => Money::ZERO,
            };
            if before > Money::ZERO {
                pair(ui, dim("Went back before"), dim(&currency.format(before)));
            }
            for back in &preview.refunds {
                let gone = match back.kind.is_a_providers() {
                    true => before.min(back.amount),
                    false => Money::ZERO,
                };
                before = Money::from_minor(before.minor().saturating_sub(gone.minor()));
                let now = Money::from_minor(back.amount.minor().saturating_sub(gone.minor()));
                let mut name = format!("{} back", back.kind.name());
                let reference = match (back.kind, &receipt.customer) {
                    (TenderKind::Credit, Some(buyer)) => Some(&buyer.name),
                    _ => back.reference.as_ref(),
                };
                if let Some(reference) = reference {
                    name.push_str(&format!(" · {reference}"));
                }
                pair(ui, strong(name), strong(currency.format(now)));
            }
        });
}

/// A word at the left and an amount at the right.
fn pair(ui: &mut Ui, left: RichText, right: RichText) {
    ui.horizontal(|ui| {
        ui.label(left);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(right));
    });
}
