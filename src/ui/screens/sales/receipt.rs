//! The receipt that is chosen: its head, what stands on it, and what may be done with it.

use egui::{Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::{SalesRoom, slip};
use crate::{
    shop::{
        Permission,
        sales::{self, Kind as Of, Receipt, TenderKind, TookBack},
    },
    ui::{
        actions::Action,
        theme::{self, GAP, TOUCH, tokens},
        widgets::{Kind, Push, Tone, action, badge, banner, fine_print, nothing, strong, title},
        window::Cx,
    },
    values::Money,
};

impl SalesRoom {
    /// Shows the receipt that is chosen.
    pub(super) fn chosen_receipt(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(number) = self.chosen else {
            nothing(
                ui,
                "No receipt chosen",
                "Pick a sale at the left to see its receipt, or scan its code.",
            );
            return;
        };
        let shop = cx.shop.clone();
        // What is on it never changes, but what of it came back does.
        self.receipt
            .keep(cx.desk, cx.changes, &number, move |number| {
                shop.read(|db| sales::receipt(db, *number))
            });
        if let Some(trouble) = self.receipt.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(receipt) = self.shown() else {
            return;
        };
        let mut wish = None;
        head(ui, receipt, &mut wish);
        foot(ui, cx, receipt);
        ui.add_space(GAP);
        if let Some(done) = self.done.as_ref().filter(|done| done.number == number) {
            give_back(ui, cx, receipt, done);
            ui.add_space(GAP);
        }
        crate::ui::printing::receipt_buttons(ui, cx, number);
        ui.add_space(GAP);
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                self.paper.show(ui, cx, number);
            });
        if wish.is_some() {
            self.wish = wish;
            ui.ctx().request_repaint();
        }
    }
}

/// The head; a receipt it is tied to where that was pressed.
fn head(ui: &mut Ui, receipt: &Receipt, wish: &mut Option<i64>) {
    ui.horizontal(|ui| {
        title(ui, &format!("Receipt {}", receipt.number));
        let all = |line: &sales::ReceiptLine| line.taken_back == line.quantity;
        let mark = match receipt.kind {
            Of::Return => Some("Return"),
            Of::Void => Some("Void"),
            Of::Sale => receipt.lines.iter().all(all).then_some("All came back"),
        };
        let tone = match receipt.kind {
            Of::Void => Tone::Bad,
            Of::Sale | Of::Return => Tone::Warn,
        };
        if let Some(mark) = mark {
            badge(ui, tone, mark);
        }
    });
    let came_from = receipt
        .returns_of
        .map(|of| (of, format!("Sold on receipt {of}")));
    let back_on = receipt.returned_on.iter();
    let back_on = back_on.map(|on| (*on, format!("Came back on receipt {on}")));
    let links: Vec<(i64, String)> = came_from.into_iter().chain(back_on).collect();
    if !links.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for (number, text) in &links {
                if ui.add(Push::new(text).tall(TOUCH, theme::SMALL)).clicked() {
                    *wish = Some(*number);
                }
            }
        });
    }
    slip::came_back(ui, receipt);
}

/// What may be done with it.
fn foot(ui: &mut Ui, cx: &mut Cx<'_>, receipt: &Receipt) {
    let may = cx.standing.may(Permission::TakeBack);
    if !may || !slip::can_come_back(receipt) {
        return;
    }
    let frame = Frame::new().fill(tokens(ui).surface).inner_margin(Margin {
        top: 12,
        ..Margin::ZERO
    });
    Panel::bottom("what may be done with the receipt")
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                if action(ui, Action::TakeBack, Kind::Plain) {
                    cx.wanted.push(Action::TakeBack);
                }
                if slip::can_be_voided(receipt, cx) && action(ui, Action::VoidSale, Kind::Danger) {
                    cx.wanted.push(Action::VoidSale);
                }
            });
        });
}

/// What is to be handed to the customer.
fn give_back(ui: &mut Ui, cx: &Cx<'_>, receipt: &Receipt, done: &TookBack) {
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let sum: i64 = done.refunds.iter().map(|back| back.amount.minor()).sum();
    let all = Money::from_minor(sum.saturating_sub(done.went_before.minor()));
    Frame::new()
        .fill(t.good_soft)
        .corner_radius(theme::RADIUS_L)
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().interact_size.y = 20.0;
            let handed = done.refunds.iter().any(|back| !back.kind.is_kept_here());
            let word = if handed { "Give back" } else { "Put back" };
            ui.label(strong(word).color(t.good));
            let text = RichText::new(currency.format_with_code(all));
            ui.label(text.font(theme::strong(theme::TOTAL)).color(t.good));
            if done.went_before > Money::ZERO {
                let before = currency.format(done.went_before);
                let text = format!("{before} of the amounts below went back before");
                ui.label(fine_print(ui, text));
            }
            for back in &done.refunds {
                let mut name = back.kind.name().to_owned();
                // A credit's reference is the number of its customer, who is the receipt's.
                let whose = match back.kind {
                    TenderKind::Credit => receipt.customer.as_ref().map(|buyer| &buyer.name),
                    _ => back.reference.as_ref(),
                };
                if let Some(reference) = whose {
                    name.push_str(&format!(" · {reference}"));
                }
                ui.horizontal(|ui| {
                    ui.label(fine_print(ui, name));
                    ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.label(strong(currency.format(back.amount)));
                    });
                });
            }
        });
}
