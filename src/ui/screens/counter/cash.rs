//! What is given in cash: one press for all of it, an amount and Enter, or a round amount.
//!
//! Leaves out the other ways to pay, which are `ways`', and making the sale.

use egui::{Align, Id, Label, Layout, Margin, RichText, Stroke, TextEdit, Ui, Vec2};

use super::{Counter, pane::Room, summary};
use crate::{
    ui::{
        actions::Action,
        tender,
        theme::{self, TOUCH, tokens},
        widgets::{Push, badge, entered, fine_print, select_all},
        window::Cx,
    },
    values::Money,
};

/// The width of the field for the amount, as a part of its row.
const FIELD: f32 = 0.38;

/// The one press that takes all that is left in cash, or finishes a sale that is paid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exact {
    /// Nothing was paid yet.
    All,
    /// A part was.
    Rest,
    /// All was: nothing is left to take.
    Paid,
}

impl Exact {
    /// What it does as long as something is left to pay.
    #[must_use]
    pub fn of(counter: &Counter) -> Self {
        match counter.basket.beside.given.is_empty() {
            true => Self::All,
            false => Self::Rest,
        }
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui, cx: &mut Cx<'_>, ready: bool, height: f32) {
        let (name, keys) = match self {
            Self::All => (Action::ExactCash.name(), Action::ExactCash.keys()),
            Self::Rest => ("The rest in cash", Action::ExactCash.keys()),
            Self::Paid => ("Finish the sale", "Enter".to_owned()),
        };
        let exact = Push::primary(name)
            .keys(keys)
            .tall(height, theme::HEADING)
            .within(ui.available_width());
        if ui
            .add_enabled(ready, exact)
            .on_hover_text(Action::ExactCash.hint())
            .clicked()
        {
            cx.wanted.push(Action::ExactCash);
        }
    }
}

/// The amount in cash, with what becomes of it. Where room is scarce its name stands in the
/// field and what becomes of it on the button; where it is tight the one press for all of it
/// (`exact`) stands beside the field.
pub fn show(
    counter: &mut Counter,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    ready: bool,
    due: Money,
    room: Room,
) {
    let exact = (room == Room::Tight).then_some(Exact::of(counter));
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let id = Id::unique("cash field").with(cx.desk.viewport());
    let hint = tender::hint(currency, &counter.payments.amount, due).filter(|_| ready);
    let (name, keys) = (Action::CashField.name(), Action::CashField.keys());
    let name = format!("{name} ({keys})");
    // The hint stands beside the label, so that nothing moves while an amount is typed.
    let label = (!room.is_scarce()).then(|| {
        summary::row(ui, 24.0, |ui| {
            let label = ui.label(fine_print(ui, name.as_str()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some((tone, text)) = &hint {
                    badge(ui, *tone, text);
                }
            });
            label.id
        })
    });
    if let Some(why) = &counter.payments.error {
        ui.add(Label::new(RichText::new(why).color(t.bad)).wrap());
    }
    let (mut enter, mut round) = (false, None);
    ui.horizontal(|ui| {
        if counter.payments.error.is_some() {
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.5, t.bad);
        }
        let width = (ui.available_width() * FIELD).floor();
        let mut edit = TextEdit::singleline(&mut counter.payments.amount)
            .id(id)
            .font(theme::plain(17.0))
            .margin(Margin::symmetric(12, 10))
            .min_size(Vec2::new(0.0, TOUCH))
            .align(egui::Align2::RIGHT_CENTER)
            .char_limit(24)
            .desired_width(width);
        if label.is_none() {
            let hint = RichText::new(format!("Cash ({keys})")).color(t.muted);
            edit = edit.hint_text(hint.font(theme::plain(theme::BODY)));
        }
        let field = ui.add(edit);
        let field = match label {
            Some(label) => field.labelled_by(label),
            None => {
                let named = |node: &mut egui::accesskit::Node| node.set_label(name.as_str());
                ui.ctx().accesskit_node_builder(field.id, named);
                field
            }
        };
        if field.changed() {
            counter.payments.error = None;
        }
        if std::mem::take(&mut counter.focus_cash) {
            field.request_focus();
            // What is typed then is the amount, and not more of the one that stood there.
            select_all(ui, id, &counter.payments.amount);
        }
        enter = entered(ui, &field);
        if field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            counter.focus_scan = true;
        }
        // What is typed is taken; while nothing is, what people usually hand over is offered.
        let nothing = counter.payments.amount.trim().is_empty();
        if let Some(exact) = exact.filter(|_| nothing) {
            exact.show(ui, cx, ready, TOUCH);
        } else if nothing && ready {
            round = tender::round_amounts(ui, currency, due);
        } else {
            let becomes = hint.as_ref().filter(|_| room.is_scarce());
            let (text, told) = match becomes {
                Some((_, becomes)) => {
                    (format!("Take · {becomes}"), format!("Take cash, {becomes}"))
                }
                None => ("Take cash".to_owned(), "Take cash".to_owned()),
            };
            let take = Push::new(&text).width(f32::INFINITY).named(told);
            enter |= ui.add_enabled(ready, take).clicked();
        }
    });
    if let Some(amount) = round {
        counter.payments.amount = currency.plain(amount);
        counter.take_cash(cx);
    } else if enter && ready {
        counter.take_cash(cx);
    }
}
