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

/// All that goes back.
pub fn sum_of(preview: &ReturnPreview) -> Money {
    let amounts = preview.refunds.iter().map(|back| back.amount.minor());
    Money::from_minor(amounts.fold(0, i64::saturating_add))
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
                pair(ui, strong(name), strong(currency.format(sum_of(preview))));
                return;
            }
            for back in &preview.refunds {
                let mut name = format!("{} back", back.kind.name());
                let reference = match (back.kind, &receipt.customer) {
                    (TenderKind::Credit, Some(buyer)) => Some(&buyer.name),
                    _ => back.reference.as_ref(),
                };
                if let Some(reference) = reference {
                    name.push_str(&format!(" · {reference}"));
                }
                pair(ui, strong(name), strong(currency.format(back.amount)));
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
