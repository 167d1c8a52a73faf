//! The step itself, in the place of the basket: code, amount, time left, state, and what can be
//! done.

use std::time::Duration;

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::{Counter, Qr, asking::Deed};
use crate::{
    shop::payments::Goods,
    ui::{
        actions::Action,
        display::{Shown as Displayed, ShownLine},
        screens::counter::line::measure,
        tender,
        theme::{self, GAP, GAP_S, TOUCH, tokens},
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted, strong},
        window::Cx,
    },
};

/// The height that what stands around the code needs, in points.
const AROUND: f32 = 140.0;

/// Shows it.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    head(&counter.qr, ui);
    let frame = Frame::new().fill(tokens(ui).surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("what can be done about the payment")
        .resizable(false)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| match counter.qr.begins() {
            true => beginning(counter, ui, cx),
            false => deeds(counter, ui, cx),
        });
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| body(&counter.qr, ui, cx));
}

fn head(qr: &Qr, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.set_height(TOUCH);
        ui.label(RichText::new("Pay by QR").font(theme::strong(theme::HEADING)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(shown) = qr.now() {
                ui.label(fine_print(ui, &shown.at.payment.invoice_number));
            }
            if is_practice(qr) {
                badge(ui, Tone::Warn, "PRACTICE");
            }
        });
    });
}

fn is_practice(qr: &Qr) -> bool {
    let seen = qr.seen.latest();
    seen.is_some_and(|seen| seen.setup.is_practice())
}

fn body(qr: &Qr, ui: &mut Ui, cx: &Cx<'_>) {
    if let Some(trouble) = qr.seen.trouble() {
        banner(ui, Tone::Bad, trouble);
    }
    let Some((shown, seen)) = qr.now().zip(qr.seen.latest()) else {
        ui.label(muted(ui, "Holding the goods…"));
        return;
    };
    let (currency, now) = (cx.facts.currency, cx.shop.now());
    let left = tender::time_left(&shown.at, now);
    if left.is_some() || shown.at.goods == Goods::Held {
        // The time that is left, and what the provider's answers wait for.
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }
    let high = ui.available_height() - AROUND;
    tender::face(ui, cx, (&seen.setup, &shown.at), high);
    ui.add_space(GAP_S);
    if let Some((tone, text)) = tender::beware(
        &shown.at,
        shown.last.as_ref(),
        &cx.provider.status(),
        currency,
    ) {
        banner(ui, tone, &text);
        ui.add_space(GAP_S);
    }
    if let Some((tone, text)) = &qr.said {
        banner(ui, *tone, text);
        ui.add_space(GAP_S);
    }
    if shown.at.is_late() {
        let when = cx.facts.zone.date_time(shown.at.payment.at);
        let text = format!("Begun by {} on {when}.", shown.at.payment.by);
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
    for line in &shown.lines {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.label(fine_print(ui, currency.format(line.gross)));
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let much = line.unit.format(line.quantity);
                let text = format!("{much} {}", line.name);
                ui.add(Label::new(fine_print(ui, text)).wrap());
            });
        });
    }
}

/// While the goods are being held: nothing can be done yet, or the asking failed.
fn beginning(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let waits = counter.qr.held_up(ui.ctx(), cx.shop);
    let Some(beginning) = &counter.qr.beginning else {
        return;
    };
    let Some(why) = &beginning.failed else {
        if let Some(text) = waits {
            banner(ui, Tone::Warn, &text);
        }
        return;
    };
    banner(ui, Tone::Bad, why);
    let may_be_left = beginning.may_be_left();
    let again = ui.add(Push::primary("Try again").width(f32::INFINITY));
    if again.clicked() {
        counter.qr.ask_again(cx);
    }
    if may_be_left {
        let back = ui.add(Push::new("Back to the basket").width(f32::INFINITY));
        if back.clicked() {
            counter.qr.give_up();
        }
    } else {
        let text = "It is not certain yet whether the payment was begun. Trying again finds out, \
                    and never begins a second.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
}

/// What can be done about the payment that is shown.
fn deeds(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let waits = counter.qr.held_up(ui.ctx(), cx.shop);
    if failed(counter, ui, cx) {
        return;
    }
    if let Some(text) = waits {
        banner(ui, Tone::Warn, &text);
    }
    let free = counter.qr.errand.is_none();
    let is_practice = is_practice(&counter.qr);
    let Some(shown) = counter.qr.now() else {
        return;
    };
    let (goods, is_late) = (shown.at.goods, shown.at.is_late());
    let (payment, has_order) = (shown.at.payment.id, shown.at.payment.order.is_some());
    let basket_is_free = counter.basket.is_empty();
    let mut deed = None;
    let mut one = |ui: &mut Ui, enabled: bool, push: Push<'_>, chosen: Deed, hint: &str| {
        let button = ui.add_enabled(free && enabled, push.width(f32::INFINITY));
        if button.on_hover_text(hint).clicked() {
            deed = Some(chosen);
        }
    };
    match goods {
        _ if is_late => {
            late_deeds(ui, &mut one);
        }
        Goods::Held => {
            let verify = Push::primary("Verify now").keys(Action::QrPay.keys());
            let hint = "Ask the provider whether it is paid";
            one(ui, has_order, verify, Deed::Verify, hint);
            if is_practice {
                let pay = Push::new("Pay as the customer would");
                let hint = "Tell the practice provider that the customer paid";
                one(ui, has_order, pay, Deed::Practise, hint);
            }
            let cancel = Push::new("Cancel the payment").kind(Kind::Danger);
            let hint = "Put the goods back on the shelf, and into the basket";
            one(ui, true, cancel, Deed::Cancel, hint);
        }
        Goods::TimeOver => {
            let again = Push::primary("Put it into the basket again");
            let hint = "Sell it another way, or try again";
            one(ui, basket_is_free, again, Deed::Again, hint);
            let verify = Push::new("Verify now").keys(Action::QrPay.keys());
            let hint = "Ask the provider whether it was paid after all";
            one(ui, has_order, verify, Deed::Verify, hint);
        }
        Goods::Sold | Goods::Cancelled | Goods::NotSold => {}
    }
    let aside = match (goods, is_late, basket_is_free) {
        (_, _, false) => Push::new("Back to the basket"),
        (Goods::Held, _, true) | (_, true, true) => {
            Push::new("Serve somebody else meanwhile").keys(Action::Park.keys())
        }
        (_, false, true) => Push::new("Next customer"),
    };
    let aside = ui.add(aside.width(f32::INFINITY));
    if aside
        .on_hover_text("The payment goes on, and is told of here")
        .clicked()
    {
        counter.qr.put_aside();
        counter.focus_scan = true;
    }
    if let Some(deed) = deed {
        counter.qr.run(cx, deed, payment, basket_is_free);
    }
}

/// What can be done where the money came when the goods were back on the shelf.
fn late_deeds(ui: &mut Ui, one: &mut impl FnMut(&mut Ui, bool, Push<'_>, Deed, &str)) {
    let fulfil = Push::primary("Hand the goods out again");
    let hint = "Take them off the shelf again, at the prices that were paid";
    one(ui, true, fulfil, Deed::Fulfil, hint);
    let refund = Push::new("Give the money back").kind(Kind::Danger);
    let hint = "All of it goes back to the customer, by the provider";
    one(ui, true, refund, Deed::Refund, hint);
}

/// Where what was asked failed: the same request can be sent again.
fn failed(counter: &mut Counter, ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let failed = counter
        .qr
        .errand
        .as_ref()
        .and_then(|one| one.failed.clone());
    let Some(why) = failed else {
        return false;
    };
    banner(ui, Tone::Bad, &why);
    if ui
        .add(Push::primary("Try again").width(f32::INFINITY))
        .clicked()
    {
        counter.qr.ask_again(cx);
    }
    true
}

impl Qr {
    /// What the customer sees while the step is shown.
    pub(in crate::ui::screens::counter) fn for_the_customer(
        &self,
        cx: &Cx<'_>,
    ) -> Option<Displayed> {
        let (shown, seen) = self.now().zip(self.seen.latest())?;
        let (currency, now) = (cx.facts.currency, cx.shop.now());
        let lines = shown.lines.iter().map(|line| ShownLine {
            name: line.name.clone(),
            detail: measure(currency, line.unit, line.quantity, line.price, line.per),
            amount: currency.format(line.gross),
        });
        let words = match tender::time_left(&shown.at, now) {
            Some(left) => format!("Scan to pay · {left}"),
            None => tender::state(&shown.at, now).to_owned(),
        };
        Some(Displayed {
            shop: cx.facts.name.clone(),
            lines: lines.collect(),
            total: currency.format_with_code(shown.at.payment.amount),
            part: None,
            pay: tender::code(&seen.setup, &shown.at),
            words: Some(words),
            practice: seen.setup.is_practice(),
            change: None,
        })
    }
}

/// The name of a payment in a list, with a badge where somebody has to see to it.
pub(super) fn named(ui: &mut Ui, is_late: bool, text: &str) {
    ui.horizontal(|ui| {
        if is_late {
            badge(ui, Tone::Bad, "See to it");
            ui.add_space(GAP);
        }
        ui.add(Label::new(strong(text)).truncate());
    });
}
