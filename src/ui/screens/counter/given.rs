//! The payments that were taken, one in a row, and what is left to pay.
//!
//! Leaves out what is due, which `pricing` says, and the rows: `tender` shows them everywhere.

use egui::{Align, Id, Label, Layout, RichText, Ui};

use super::{
    Counter,
    pane::{Room, SCARCE},
    summary,
};
use crate::{
    ui::{
        tender::{self, ROW},
        theme::{self, tokens},
        widgets::muted,
        window::Cx,
    },
    values::{Currency, Money},
};

/// How many are shown at once, where there is room.
pub const SHOWN: usize = 4;

/// Shows them.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>, room: Room) {
    if counter.basket.beside.given.is_empty() {
        return;
    }
    let currency = cx.facts.currency;
    let focus = counter.payments.focus.take();
    let buyer = counter.buyer().map(|buyer| buyer.name.clone());
    let buyer = buyer.unwrap_or_default();
    let ids = Id::unique("reference").with(cx.desk.viewport());
    let shown = match room {
        Room::Ample => SHOWN as f32,
        Room::Scarce => SCARCE as f32,
        Room::Tight => 1.0,
    };
    let high = shown * (ROW + ui.spacing().item_spacing.y);
    let given = (&mut counter.basket.beside.given[..], buyer.as_str());
    let (off, enter) = tender::rows(ui, currency, given, (ids, focus), high);
    if let Some(at) = off {
        counter.basket.beside.given.remove(at);
        counter.payments.error = None;
    } else if enter {
        counter.take_cash(cx);
    }
    match left(counter) {
        // It stands with the total.
        Ok(_) if room == Room::Tight => {}
        Ok(left) => left_row(ui, currency, None, left),
        Err(why) => {
            ui.add(Label::new(RichText::new(why).color(tokens(ui).bad)).wrap());
        }
    }
}

/// What is left of the total, or the change, with its name.
///
/// # Errors
/// A sentence: more was paid than is due.
pub fn left(counter: &Counter) -> Result<(&'static str, Money), String> {
    let total = counter.basket.total()?;
    let beside = &counter.basket.beside;
    let settled = beside.settle(total, counter.cash_step(), Money::ZERO)?;
    Ok(match settled.change {
        Money::ZERO => ("Left to pay", settled.missing),
        change => ("Change", change),
    })
}

/// Shows that; after `before`, where something is to stand with it.
pub fn left_row(
    ui: &mut Ui,
    currency: Currency,
    before: Option<&str>,
    (name, amount): (&str, Money),
) {
    summary::row(ui, 26.0, |ui| {
        ui.label(muted(ui, before.unwrap_or(name)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let font = theme::strong(theme::HEADING);
            ui.label(RichText::new(currency.format(amount)).font(font));
            if before.is_some() {
                ui.label(muted(ui, name));
            }
        });
    });
}
