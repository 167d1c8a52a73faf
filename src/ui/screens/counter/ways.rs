//! The ways to pay beside cash, one press each.

use egui::Ui;

use crate::ui::{
    actions::Action,
    tender::{AT_HAND, BESIDE_CASH, OVER_THERE, third},
    theme::{GAP_S, TOUCH},
    widgets::{Kind, Push},
    window::Cx,
};

/// The other ways to pay, three in a row.
pub fn all(ui: &mut Ui, cx: &mut Cx<'_>, ready: bool) {
    for row in BESIDE_CASH.chunks(3) {
        ui.horizontal(|ui| {
            let width = third(ui);
            for (at, action) in row.iter().enumerate() {
                // The last takes what the others leave, so that all rows end alike.
                let width = match at {
                    2 => ui.available_width(),
                    _ => width,
                };
                let button = Push::new(action.name()).keys(action.keys());
                let button = button.within(width);
                let button = ui.add_enabled(ready, button);
                if button.on_hover_text(action.hint()).clicked() {
                    cx.wanted.push(*action);
                }
            }
        });
    }
}

/// The other ways to pay in one row: those that are asked for most, and behind one more button
/// the others.
pub fn few(ui: &mut Ui, cx: &mut Cx<'_>, ready: bool) {
    ui.horizontal(|ui| {
        ui.set_height(TOUCH);
        ui.spacing_mut().item_spacing.x = GAP_S;
        let width = ((ui.available_width() - 3.0 * GAP_S) / 4.0).floor();
        for action in AT_HAND {
            let text = match action {
                Action::QrPay => "QR",
                other => other.name(),
            };
            let button = Push::new(text).named(action.name()).within(width);
            let button = ui.add_enabled(ready, button);
            if button.on_hover_text(action.hint()).clicked() {
                cx.wanted.push(action);
            }
        }
        let more = Push::new("More").named("More ways to pay");
        let more = more.within(ui.available_width());
        let more = ui.add_enabled(ready, more);
        egui::Popup::menu(&more).show(|ui| {
            ui.set_width(220.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for action in OVER_THERE {
                let item = Push::new(action.name())
                    .kind(Kind::Quiet)
                    .keys(action.keys())
                    .left()
                    .width(f32::INFINITY);
                if ui.add(item).on_hover_text(action.hint()).clicked() {
                    cx.wanted.push(action);
                    ui.close();
                }
            }
        });
    });
}
