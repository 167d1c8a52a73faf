//! What of a payment went back or is to, and what came for it and is not counted.

use egui::{Align, Label, Layout, Ui};

use super::{
    acting::Deed,
    story::{Shown, Wish, entry, heading},
    words,
};
use crate::{
    shop::{
        Permission,
        payments::{Refund, RefundState, Stray},
    },
    ui::{
        remote::sentence,
        widgets::{Push, badge, fine_print, muted, strong},
        window::Cx,
    },
    values::{Currency, Money},
};

/// Shows both.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, wish: &mut Wish) {
    if !shown.strays.is_empty() {
        heading(ui, "Came, and is not counted");
    }
    for stray in &shown.strays {
        one_stray(ui, cx, stray);
    }
    if !shown.refunds.is_empty() {
        heading(ui, "Refunds");
        for refund in &shown.refunds {
            one_refund(ui, cx, refund, wish);
        }
    }
}

fn one_stray(ui: &mut Ui, cx: &Cx<'_>, stray: &Stray) {
    let told = |amount| words::of_stray(cx.facts.currency, stray, amount);
    entry(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(strong(told(stray.amount)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(fine_print(ui, cx.facts.zone.date_time(stray.at)));
            });
        });
        let text = format!("{} · {}", words::flag(stray.flag), stray.payment);
        ui.add(Label::new(fine_print(ui, text)).wrap());
        let left = told(stray.left());
        let text = match (stray.left(), stray.refunding) {
            (Money::ZERO, Money::ZERO) => "All of it went back.".to_owned(),
            (_, Money::ZERO) => format!("{left} may still go back."),
            (_, refunding) => format!(
                "{} is on its way back, {left} may still go back.",
                told(refunding)
            ),
        };
        ui.add(Label::new(muted(ui, text)).wrap());
    });
}

fn one_refund(ui: &mut Ui, cx: &Cx<'_>, refund: &Refund, wish: &mut Wish) {
    let (word, tone) = words::refund(refund.state);
    let amount = match &refund.currency {
        None => cx.facts.currency.format(refund.amount),
        Some(code) => Currency::tell(code, refund.amount),
    };
    entry(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(strong(amount));
            badge(ui, tone, word);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(fine_print(ui, cx.facts.zone.date_time(refund.at)));
            });
        });
        ui.add(Label::new(muted(ui, &refund.reason)).wrap());
        if let Some(why) = &refund.why {
            ui.add(Label::new(fine_print(ui, sentence(why))).wrap());
        }
        if let Some(id) = &refund.refund {
            ui.add(Label::new(fine_print(ui, id.as_str())).wrap());
        }
        if let (Some(of), false) = (&refund.of, refund.counted) {
            ui.add(Label::new(fine_print(ui, format!("Of {of}, which is not counted"))).wrap());
        }
        if let Some(receipt) = refund.receipt {
            let text = format!("With the goods that came back on receipt {receipt}");
            ui.label(fine_print(ui, text));
        }
        if let Some(note) = &refund.credit_note {
            ui.label(fine_print(ui, format!("Credit note {note}")));
        }
        if refund.lacks_credit_note {
            ui.label(fine_print(ui, "Without a credit note"));
        }
        // Of one that is unknown it is asked for above all else.
        if refund.state == RefundState::Accepted && cx.standing.may(Permission::Refund) {
            offer_to_settle(ui, refund, wish);
        }
    });
}

/// The button for who knows what became of a refund.
pub(super) fn offer_to_settle(ui: &mut Ui, refund: &Refund, wish: &mut Wish) {
    if ui.add(Push::new("Say what became of it")).clicked() {
        wish.deed = Some(Deed::SettleRefund(refund.key));
    }
}

/// The button for a refund that went back without a credit note: one after the other, the oldest
/// first.
pub(super) fn offer_to_credit(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, wish: &mut Wish) {
    let mut refunds = shown.refunds.iter();
    let Some(refund) = refunds.find(|refund| refund.lacks_credit_note) else {
        return;
    };
    let push = Push::new("Issue its credit note");
    if cx.standing.may(Permission::Refund) && ui.add(push).clicked() {
        wish.deed = Some(Deed::Credit(refund.key));
    }
}

/// The button for money that came and is not counted, where some of it may still go back: one after
/// the other, the oldest first.
pub(super) fn offer_to_give_back(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, wish: &mut Wish) {
    let mut strays = shown.strays.iter();
    let stray = strays.find(|stray| stray.left() > Money::ZERO);
    let Some(stray) = stray.filter(|_| cx.standing.may(Permission::Refund)) else {
        return;
    };
    let left = words::of_stray(cx.facts.currency, stray, stray.left());
    if ui
        .add(Push::new(&format!("Give these {left} back")))
        .clicked()
    {
        wish.deed = Some(Deed::GiveBackOther);
    }
}
