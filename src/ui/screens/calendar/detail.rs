//! The appointment that is chosen: what it is, what may be done with it, and its history.

use std::sync::Arc;

use egui::{Align, Label, Layout, ScrollArea, Ui, Vec2};

use super::{
    CalendarRoom, block,
    deeds::{Act, Deed},
    dialogs::Asked,
    fee::TakingFee,
    page::{clock, told},
};
use crate::{
    shop::{
        appointments::{Appointment, Change, Fee, State},
        codes::{ByCode, ConfirmByCode, Purpose, Verdict},
        invoices::InvoiceState,
    },
    ui::{
        overlays::code::{CodeDialog, CodeOf},
        screens::conflict,
        theme::{GAP, GAP_S, tokens},
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted, strong, title},
        window::{Cx, Paper},
    },
};

/// The dialog in which an appointment is confirmed by the code that its customer says.
fn confirming(one: &Appointment) -> CodeDialog {
    let (appointment, version) = (one.id, one.version);
    let of = CodeOf {
        purpose: Purpose::Booking,
        subject: appointment.get(),
        customer: Some(one.customer),
        phone: None,
        head: format!("Confirm for {}", one.customer_name),
    };
    CodeDialog::new(
        of,
        Arc::new(move |shop, session, request, code| {
            let confirm = ConfirmByCode {
                appointment,
                version,
                code: code.to_owned(),
            };
            Ok(match shop.execute(session, request, confirm)? {
                ByCode::Done(_) => Verdict::Right,
                ByCode::Not(verdict) => verdict,
            })
        }),
    )
}

impl CalendarRoom {
    /// Shows it.
    pub(super) fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(id) = self.chosen else { return };
        if let Some(trouble) = self.story.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some((one, history))) = self.story.answer_to(&id).cloned() else {
            return;
        };
        let mut close = false;
        ui.horizontal(|ui| {
            let (state, tone) = (one.state.name(), block::tone(one.state));
            badge(ui, tone, state);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                close = ui.add(Push::new("Close").kind(Kind::Quiet)).clicked();
            });
        });
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                ui.spacing_mut().item_spacing.y = GAP_S;
                facts(ui, cx, &one);
                ui.add_space(GAP);
                if self.deeds.of() == Some(one.id) {
                    self.deeds.show(ui, cx);
                    ui.add_space(GAP);
                }
                self.acts(ui, cx, &one);
                ui.add_space(GAP);
                if let Some(fee) = &one.fee {
                    self.fee(ui, cx, &one, fee);
                    ui.add_space(GAP);
                }
                ui.label(strong("History"));
                for change in &history {
                    changed(ui, cx, change);
                }
            });
        if close {
            self.chosen = None;
            self.deeds.forget();
            ui.ctx().request_repaint();
        }
    }

    /// What may be done with it, as it is now.
    fn acts(&mut self, ui: &mut Ui, cx: &Cx<'_>, one: &Appointment) {
        let free = !self.deeds.busy();
        let begun = one.start <= cx.shop.now();
        let (mut act, mut asked, mut moving, mut by_code) = (None, None, false, false);
        ui.add_enabled_ui(free, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
                let mut button = |text: &str, kind| ui.add(Push::new(text).kind(kind)).clicked();
                match one.state {
                    State::Pending => {
                        if button("Confirm", Kind::Primary) {
                            act = Some(Act::Confirm {
                                outside_hours: false,
                            });
                        }
                        by_code = button("Confirm by code", Kind::Plain);
                    }
                    State::Confirmed if begun => {
                        if button("Done", Kind::Primary) {
                            act = Some(Act::Done);
                        }
                        if button("No-show", Kind::Plain) {
                            act = Some(Act::NoShow);
                        }
                    }
                    State::Cancelled => {
                        if button("Confirm again", Kind::Primary) {
                            act = Some(Act::Confirm {
                                outside_hours: false,
                            });
                        }
                    }
                    State::Confirmed | State::Done | State::NoShow => {}
                }
                if one.state.is_open() {
                    moving = button("Move", Kind::Plain);
                }
                if button("Change", Kind::Plain) {
                    asked = Some(Asked::edit(one));
                }
                if one.state.is_open() && button("Cancel it", Kind::Danger) {
                    asked = Some(Asked::cancel(one));
                }
            });
        });
        if let Some(act) = act {
            let deed = Deed {
                appointment: one.id,
                version: one.version,
                act,
            };
            self.deeds.begin(cx, deed);
        }
        if asked.is_some() {
            self.asked = asked;
            ui.ctx().request_repaint();
        }
        if by_code {
            self.by_code = Some(confirming(one));
            ui.ctx().request_repaint();
        }
        if moving {
            self.moving = Some(one.clone());
            // From there the arrows walk to what is free.
            self.grid.bring(one.id, ui.ctx());
            ui.ctx().request_repaint();
        }
    }

    fn fee(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, one: &Appointment, fee: &Fee) {
        let total = cx.facts.currency.format_with_code(fee.total);
        ui.horizontal_wrapped(|ui| {
            ui.label(strong(format!("Fee {total}")));
            match fee.state {
                InvoiceState::Paid if fee.credited == fee.total => {
                    badge(ui, Tone::Plain, "Given back")
                }
                InvoiceState::Paid => badge(ui, Tone::Good, "Paid"),
                InvoiceState::Void => badge(ui, Tone::Plain, "Void"),
                _ if fee.waits.is_some() => badge(ui, Tone::Warn, "Waits for the code to be paid"),
                _ => badge(ui, Tone::Warn, "Not paid"),
            };
        });
        if fee.late.is_some() {
            let text = "Money came by QR after its code had been given up: see to it.";
            banner(ui, Tone::Bad, text);
        }
        ui.label(fine_print(ui, format!("Invoice {}", fee.number)));
        let take = match (fee.waits, fee.late) {
            (Some(_), _) => Some("Show the code"),
            (None, Some(_)) => Some("See to the payment"),
            (None, None) => fee.is_open().then_some("Take the fee"),
        };
        if let Some(take) = take
            && ui.add(Push::new(take)).clicked()
        {
            self.taking_fee = TakingFee::of(one);
            ui.ctx().request_repaint();
        }
        if let Some(receipt) = fee.receipt {
            let text = format!("Receipt {receipt}");
            if ui.add(Push::new(&text)).clicked() {
                *cx.paper = Some(Paper::Receipt(receipt));
            }
            if one.state == State::Cancelled && fee.credited < fee.total {
                let text = "The fee was paid: take that receipt back to give it back.";
                banner(ui, Tone::Warn, text);
            }
        }
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, one: &Appointment) {
    let zone = cx.facts.zone;
    title(ui, &one.customer_name);
    if let Some(phone) = &one.phone {
        ui.label(muted(ui, phone));
    }
    let when = format!("{} to {}", told(zone, one.start), clock(zone, one.end));
    ui.add(Label::new(strong(when)).wrap());
    let mut told = vec![one.calendar_name.clone(), one.mode.name().to_owned()];
    told.extend(one.staff_name.iter().map(|who| format!("with {who}")));
    ui.add(Label::new(told.join(" · ")).wrap());
    if let Some(note) = &one.note {
        ui.add(Label::new(muted(ui, format!("“{note}”"))).wrap());
    }
    if let Some(reason) = &one.reason {
        let text = format!("Cancelled: {reason}");
        ui.add(Label::new(muted(ui, text)).wrap());
    }
}

/// A change: who, when, what, and each field before and after.
fn changed(ui: &mut Ui, cx: &Cx<'_>, change: &Change) {
    let t = tokens(ui);
    ui.separator();
    ui.label(strong(change.what.name()).color(t.ink));
    let by = change.by.as_deref().unwrap_or("somebody");
    let when = cx.facts.zone.date_time(change.at);
    ui.add(Label::new(fine_print(ui, format!("{when} · {by}"))).wrap());
    for field in &change.fields {
        let shown = |text: &str| match text {
            "" => "(none)".to_owned(),
            text => conflict::worded(text).to_owned(),
        };
        let text = format!(
            "{}: {} → {}",
            conflict::called(field.field),
            shown(&field.before),
            shown(&field.after)
        );
        ui.add(Label::new(muted(ui, text)).wrap());
    }
}
