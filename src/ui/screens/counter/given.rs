//! The payments that were taken, one in a row, and what is left to pay.
//!
//! Promises: each can be taken off again; what a card's slip or a transfer is called is typed in
//! its row. Leaves out what is due: `pricing` says, by way of `beside`.

use egui::{Align, Id, Label, Layout, Margin, RichText, ScrollArea, TextEdit, Ui};

use super::{Counter, beside::Given, pane::Room, summary};
use crate::{
    shop::sales::TenderKind,
    ui::{
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Kind, Push, entered, fine_print, muted, one_line, strong},
        window::Cx,
    },
    values::{Currency, Money},
};

/// The height of a row.
const ROW: f32 = 36.0;
/// How many are shown at once, where there is room.
pub const SHOWN: usize = 4;

/// What was done in a row.
#[derive(Default)]
struct Done {
    /// It is to be taken off.
    off: bool,
    /// Enter ended the typing of its reference.
    enter: bool,
}

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
    let (mut off, mut enter) = (None, false);
    let shown = match room {
        Room::Ample => SHOWN as f32,
        Room::Scarce => 2.0,
        Room::Tight => 1.0,
    };
    let high = shown * (ROW + ui.spacing().item_spacing.y);
    let area = ScrollArea::vertical()
        .max_height(high)
        .min_scrolled_height(high)
        .stick_to_bottom(true);
    area.show(ui, |ui| {
        for (at, given) in counter.basket.beside.given.iter_mut().enumerate() {
            let place = (ids.with(at), focus == Some(at));
            let done = row(ui, currency, given, &buyer, place);
            off = off.or(done.off.then_some(at));
            enter |= done.enter;
        }
    });
    if let Some(at) = off {
        counter.basket.beside.given.remove(at);
        counter.payments.error = None;
    } else if enter {
        counter.take_cash(cx);
    }
    left(counter, ui, currency);
}

/// One of them; its reference has this id, and the keyboard where it is to have it.
fn row(
    ui: &mut Ui,
    currency: Currency,
    given: &mut Given,
    buyer: &str,
    (id, focus): (Id, bool),
) -> Done {
    let mut done = Done::default();
    let name = given.kind.name();
    summary::row(ui, ROW, |ui| {
        let label = ui.label(strong(name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let amount = currency.format(given.amount);
            let remove = Push::new("×")
                .tall(ROW, 17.0)
                .kind(Kind::Quiet)
                .named(format!("Take off {name} {amount}"));
            done.off = ui.add(remove).clicked();
            ui.label(strong(amount));
            match given.kind {
                TenderKind::Cash => {}
                // Whose value it is was chosen; it is no text to be changed.
                TenderKind::Gift => {
                    one_line(ui, fine_print(ui, &given.reference));
                }
                TenderKind::Credit => {
                    one_line(ui, fine_print(ui, buyer));
                }
                TenderKind::Card | TenderKind::Upi | TenderKind::Bank => {
                    let hint = RichText::new("Reference").color(tokens(ui).muted);
                    let edit = TextEdit::singleline(&mut given.reference)
                        .id(id)
                        .hint_text(hint)
                        .font(theme::plain(theme::SMALL + 0.5))
                        .margin(Margin::symmetric(8, 8))
                        .char_limit(100)
                        .desired_width((ui.available_width() - GAP).max(40.0));
                    let field = ui.add(edit).labelled_by(label.id);
                    if focus {
                        field.request_focus();
                    }
                    done.enter = entered(ui, &field);
                }
            }
        });
    });
    done
}

/// What is left of the total, or the change.
fn left(counter: &Counter, ui: &mut Ui, currency: Currency) {
    let step = counter.cash_step();
    let left = counter.basket.total().and_then(|total| {
        let settled = counter.basket.beside.settle(total, step, Money::ZERO)?;
        Ok((settled.missing, settled.change))
    });
    summary::row(ui, 26.0, |ui| match left {
        Err(why) => {
            ui.add(Label::new(RichText::new(why).color(tokens(ui).bad)).wrap());
        }
        Ok((missing, change)) => {
            let (name, amount) = match change {
                Money::ZERO => ("Left to pay", missing),
                change => ("Change", change),
            };
            ui.label(muted(ui, name));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let font = theme::strong(theme::HEADING);
                ui.label(RichText::new(currency.format(amount)).font(font));
            });
        }
    });
}
