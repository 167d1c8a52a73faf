//! The order that is chosen: what is in it, what became of it, and what may be done with it.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui, Vec2};

use super::{Dialog, OrderRoom, card::tone, handing::Handing};
use crate::{
    shop::{
        orders::{Order, OrderLine, State},
        payments::AtCounter,
    },
    ui::{
        actions::Action,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted, nothing, strong, title},
        window::{Cx, Paper},
    },
    values::{Currency, Money},
};

/// What the button for the next step says.
pub fn next_step(state: State) -> &'static str {
    match state {
        State::Placed => "Accept",
        State::Accepted => "Begin",
        State::InPreparation => "It is ready",
        State::Ready => "Hand over",
        State::HandedOver | State::Cancelled => "",
    }
}

impl OrderRoom {
    /// Shows the order that is chosen.
    pub(super) fn chosen_order(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(id) = self.chosen else {
            nothing(ui, "No order chosen", "Pick one on the board.");
            return;
        };
        if let Some(trouble) = self.detail.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(order)) = self.detail.answer_to(&id) else {
            return;
        };
        if let Some(trouble) = &self.trouble {
            banner(ui, Tone::Bad, trouble);
            ui.add_space(GAP_S);
        }
        let codes = self.codes.answer_to(&id).map_or(&[][..], Vec::as_slice);
        let see_to_it = by_qr(ui, codes).then(|| order.clone());
        let busy = self.advancing.under_way();
        if order.state.is_open() {
            foot(ui, cx, order, busy);
        }
        ScrollArea::vertical()
            .id_salt("order")
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                head(ui, cx, order);
                ui.add_space(GAP);
                inside(ui, cx.facts.currency, order);
                if order.state.is_open() {
                    ui.add_space(GAP_S);
                    let change = Push::new(Action::ChangeGoods.name())
                        .keys(Action::ChangeGoods.keys())
                        .width(f32::INFINITY);
                    act(ui, cx, change, !busy, Action::ChangeGoods);
                }
                ui.add_space(GAP);
                steps(ui, cx, order);
            });
        if let Some(order) = see_to_it {
            self.dialog = Some(Dialog::Handing(Box::new(Handing::of(order))));
            ui.ctx().request_repaint();
        }
    }
}

/// What is not over of its payments by QR; true where one is to be seen to.
fn by_qr(ui: &mut Ui, codes: &[AtCounter]) -> bool {
    let mut pressed = false;
    if codes.iter().any(|at| !at.is_late()) {
        banner(
            ui,
            Tone::Warn,
            "Its customer is shown a code to pay it by QR.",
        );
        pressed |= ui.add(Push::new("Show the code")).clicked();
        ui.add_space(GAP_S);
    } else if codes.iter().any(AtCounter::is_late) {
        let text = "Money came by QR after its code had been given up: see to it.";
        banner(ui, Tone::Bad, text);
        pressed |= ui.add(Push::new("See to the payment")).clicked();
        ui.add_space(GAP_S);
    }
    pressed
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, order: &Order) {
    let (zone, currency) = (cx.facts.zone, cx.facts.currency);
    ui.horizontal(|ui| {
        title(ui, &format!("Order {}", order.display));
        badge(ui, tone(order.state), order.state.name());
        ui.label(fine_print(ui, &order.code));
    });
    ui.add(Label::new(strong(&order.name)).wrap());
    if let Some(phone) = &order.phone {
        ui.label(muted(ui, phone));
    }
    let when = zone
        .local(order.start)
        .format("%a %-d %b, %H:%M")
        .to_string();
    let until = zone.local(order.end).format("%H:%M").to_string();
    let text = format!("{when}–{until} · {}", order.calendar_name);
    ui.add(Label::new(text).wrap());
    if let Some(note) = &order.note {
        ui.add_space(GAP_S);
        banner(ui, Tone::Plain, note);
    }
    for short in &order.short {
        let text = format!("To be made: {} of {}", short.told, short.name);
        ui.add_space(GAP_S);
        banner(ui, Tone::Warn, &text);
    }
    if let Some(reason) = &order.reason {
        let text = format!("Cancelled: {reason}");
        ui.add(Label::new(muted(ui, text)).wrap());
    }
    if let Some(receipt) = order.receipt
        && ui.add(Push::new(&format!("Receipt {receipt}"))).clicked()
    {
        *cx.paper = Some(Paper::Receipt(receipt));
    }
    if let Some(paid) = &order.deposit {
        let left = currency.format(paid.left);
        let goes_back = order.state == State::Cancelled && paid.left > Money::ZERO;
        if goes_back {
            ui.add_space(GAP_S);
            let text = format!("{left} was paid ahead, and is still to go back.");
            banner(ui, Tone::Warn, &text);
        }
        let paid = paid.receipt;
        let opens = match goes_back {
            true => ui.add(Push::primary(&format!("Take receipt {paid} back"))),
            false => ui.add(Push::new(&format!("Paid ahead: receipt {paid}"))),
        };
        if opens.clicked() {
            *cx.paper = Some(Paper::Receipt(paid));
        }
    }
}

fn inside(ui: &mut Ui, currency: Currency, order: &Order) {
    ui.spacing_mut().interact_size.y = 18.0;
    for line in &order.lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            one(ui, currency, line);
        });
        ui.add_space(6.0);
        let rule = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
        let ink = Stroke::new(1.0, tokens(ui).line);
        ui.painter().hline(rule.x_range(), rule.center().y, ink);
    }
    ui.add_space(GAP_S);
    let mut sums = vec![("Total", order.total)];
    if order.state.is_open() {
        let paid = order.total.checked_sub(order.to_pay);
        let paid = paid.filter(|paid| *paid > Money::ZERO);
        sums.extend(paid.map(|paid| ("Paid ahead", paid)));
        sums.push(("To pay", order.to_pay));
    }
    for (name, amount) in sums {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            ui.label(strong(name));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let amount = currency.format_with_code(amount);
                ui.label(RichText::new(amount).font(theme::strong(theme::HEADING)));
            });
        });
    }
}

fn one(ui: &mut Ui, currency: Currency, line: &OrderLine) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.label(strong(currency.format(line.gross)));
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                let much = line.unit.format(line.quantity.get());
                ui.add(Label::new(format!("{much} × {}", line.name)).wrap());
            });
        });
    });
    if let Some(note) = &line.note {
        ui.add(Label::new(strong(format!("“{note}”"))).wrap());
    }
}

fn steps(ui: &mut Ui, cx: &Cx<'_>, order: &Order) {
    for step in &order.steps {
        let when = cx.facts.zone.date_time(step.at);
        let text = format!("{when} · {} · {}", step.what.name(), step.by);
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
    if order.state.is_open() {
        let seen = cx.facts.zone.date_time(order.visible_at);
        let text = format!("{seen} · The kitchen sees it");
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
}

/// What may be done with it while it is open.
fn foot(ui: &mut Ui, cx: &mut Cx<'_>, order: &Order, busy: bool) {
    let frame = Frame::new().fill(tokens(ui).surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("what may be done with the order")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            let next = Push::primary(next_step(order.state))
                .keys(Action::OrderStep.keys())
                .tall(52.0, theme::HEADING)
                .width(f32::INFINITY);
            act(ui, cx, next, !busy, Action::OrderStep);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                // The one that takes something away has the longest word.
                let last = 84.0;
                let third = ((ui.available_width() - 3.0 * GAP_S - last) / 3.0).floor();
                let moves = Push::new(Action::MoveOrder.name()).width(third);
                act(ui, cx, moves, !busy, Action::MoveOrder);
                let note = Push::new(Action::NoteOrder.name()).width(third);
                act(ui, cx, note, !busy, Action::NoteOrder);
                let slip = Push::new(Action::PrintOrder.name()).width(third);
                act(ui, cx, slip, !busy, Action::PrintOrder);
                let cancel = Push::new(Action::CancelOrder.name())
                    .kind(Kind::Danger)
                    .width(last);
                act(ui, cx, cancel, !busy, Action::CancelOrder);
            });
        });
}

fn act(ui: &mut Ui, cx: &mut Cx<'_>, button: Push<'_>, free: bool, action: Action) {
    let button = ui.add_enabled(free, button);
    if button.on_hover_text(action.hint()).clicked() {
        cx.wanted.push(action);
    }
}
