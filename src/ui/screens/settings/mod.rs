//! The settings: how the shop sells, and its taxes.
//!
//! Promises: each section is saved by itself, with the version it was read at, and tells who
//! changed it meanwhile; what was typed is kept until then. Leaves out what a shop is founded
//! with, which can't be changed, and what each setting means: the areas know.

mod selling;
mod tax_row;
mod taxes;

use egui::{CentralPanel, Frame, Margin, ScrollArea, Ui};

use crate::ui::{
    actions::Action,
    theme::{GAP, GAP_L, tokens},
    widgets::{card, title},
    window::Cx,
};
use selling::SellingRules;
use taxes::Taxes;

/// The settings of one window; a section each.
#[derive(Default)]
pub struct SettingsRoom {
    selling: SellingRules,
    taxes: Taxes,
}

impl SettingsRoom {
    /// No action is at home here.
    pub fn act(&mut self, _action: Action) {}

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = Frame::new()
            .fill(tokens(ui).canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            title(ui, "Settings");
            ui.add_space(GAP);
            ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width().min(760.0));
                    ui.spacing_mut().item_spacing.y = GAP_L;
                    card(ui, |ui| self.selling.show(ui, cx));
                    card(ui, |ui| self.taxes.show(ui, cx));
                });
        });
        self.taxes.dialog(ui.ctx(), cx);
    }
}
