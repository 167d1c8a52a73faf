//! The settings: how the shop sells, its taxes, its shifts, its orders for
//! later, its calendars, its scales' labels, its payment provider, its invoices,
//! and printing.
//!
//! Promises: each section is saved by itself, with the version it was read at, and tells who
//! changed it meanwhile; what was typed stays until then, also while another section is shown.
//! Leaves out what a shop is founded with, which can't be changed, and what each setting means:
//! the areas know.

mod asking;
mod calendars;
mod codes;
mod form;
mod invoicing;
mod label_form;
mod labels;
mod messages;
mod orders;
mod provider;
mod removing;
mod secrets;
mod section;
mod selling;
mod shifts;
mod tax_form;
mod tax_row;
mod taxes;

use egui::{CentralPanel, Frame, Margin, ScrollArea, Ui};

use crate::ui::{
    actions::Action,
    printing::PrintingRoom,
    theme::{GAP, GAP_L, GAP_S, tokens},
    widgets::{Kind, Push, card, title},
    window::Cx,
};
use calendars::Calendars;
use codes::Codes;
use invoicing::Numbering;
use labels::Labels;
use orders::OrderSection;
use provider::Provider;
use selling::SellingRules;
use shifts::Shifts;
use taxes::Taxes;

/// A section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Selling,
    Taxes,
    Shifts,
    Orders,
    Calendars,
    Labels,
    Codes,
    Provider,
    Invoices,
    Printing,
}

impl Section {
    const ALL: [(Section, &'static str); 10] = [
        (Section::Selling, "Selling"),
        (Section::Taxes, "Taxes"),
        (Section::Shifts, "Shifts"),
        (Section::Orders, "Orders for later"),
        (Section::Calendars, "Calendars"),
        (Section::Labels, "Scale labels"),
        (Section::Codes, "Codes and SMS"),
        (Section::Provider, "Payments"),
        (Section::Invoices, "Invoices"),
        (Section::Printing, "Printing"),
    ];
}

/// The settings of one window; a section each.
#[derive(Default)]
pub struct SettingsRoom {
    section: Section,
    selling: SellingRules,
    taxes: Taxes,
    shifts: Shifts,
    orders: OrderSection,
    calendars: Calendars,
    labels: Labels,
    codes: Codes,
    provider: Provider,
    invoices: Numbering,
    printing: PrintingRoom,
}

impl SettingsRoom {
    /// Printing is a section; no other action is at home here.
    pub fn act(&mut self, action: Action) {
        if action == Action::Printing {
            self.section = Section::Printing;
        }
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = Frame::new()
            .fill(tokens(ui).canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            title(ui, "Settings");
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for (section, name) in Section::ALL {
                    let tab = Push::new(name)
                        .kind(Kind::Quiet)
                        .selected(section == self.section);
                    if ui.add(tab).clicked() {
                        self.section = section;
                    }
                }
                // A screen of its own, which the bar has no room for.
                let diagnostics = Push::new(Action::Diagnostics.name()).kind(Kind::Quiet);
                if ui.add(diagnostics).clicked() {
                    cx.wanted.push(Action::Diagnostics);
                }
            });
            ui.add_space(GAP);
            if self.section == Section::Printing {
                // It has its example beside it, and scrolls by itself.
                self.printing.show(ui, cx);
                return;
            }
            ScrollArea::vertical()
                .id_salt(Section::ALL.map(|(section, _)| section == self.section))
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width().min(760.0));
                    card(ui, |ui| match self.section {
                        Section::Selling => self.selling.show(ui, cx),
                        Section::Taxes => self.taxes.show(ui, cx),
                        Section::Shifts => self.shifts.show(ui, cx),
                        Section::Orders => self.orders.show(ui, cx),
                        Section::Calendars => self.calendars.show(ui, cx),
                        Section::Labels => self.labels.show(ui, cx),
                        Section::Codes => self.codes.show(ui, cx),
                        Section::Provider => self.provider.show(ui, cx),
                        Section::Invoices => self.invoices.show(ui, cx),
                        Section::Printing => {}
                    });
                });
        });
        match self.section {
            Section::Taxes => self.taxes.dialog(ui.ctx(), cx),
            Section::Calendars => self.calendars.dialog(ui.ctx(), cx),
            Section::Labels => self.labels.dialog(ui.ctx(), cx),
            Section::Codes => self.codes.dialog(ui.ctx(), cx),
            Section::Provider => self.provider.dialog(ui.ctx(), cx),
            Section::Selling
            | Section::Shifts
            | Section::Orders
            | Section::Invoices
            | Section::Printing => {}
        }
    }
}
