//! One tax in the list.

use egui::{Align, Label, Layout, Ui, Vec2};

use crate::{
    shop::taxes::Tax,
    ui::{
        theme::{GAP_S, TOUCH},
        widgets::{Kind, Push, Tone, badge, fine_print, strong},
    },
};

/// What a button of a row asked for.
pub enum Wish {
    /// To edit it.
    Edit,
    /// To begin new sweets with it, or no more.
    Usual,
    /// To retire it, or bring it back.
    Retire,
}

/// Shows a tax; what was pressed.
pub fn row(ui: &mut Ui, tax: &Tax) -> Option<Wish> {
    let mut wish = None;
    let name = &tax.name;
    ui.separator();
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let mut press = |ui: &mut Ui, button: Push<'_>, chosen: Wish| {
                if ui.add(button).clicked() {
                    wish = Some(chosen);
                }
            };
            if tax.retired {
                let back = Push::new("Bring back").named(format!("Bring back {name}"));
                press(ui, back, Wish::Retire);
            } else {
                let retire = Push::new("Retire")
                    .kind(Kind::Danger)
                    .named(format!("Retire {name}"));
                press(ui, retire, Wish::Retire);
                let edit = Push::new("Edit").named(format!("Edit {name}"));
                press(ui, edit, Wish::Edit);
                let usual = Push::new("On new sweets")
                    .selected(tax.usual)
                    .named(format!("On new sweets: {name}"));
                press(ui, usual, Wish::Usual);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.spacing_mut().interact_size.y = 18.0;
                    ui.add_space(3.0);
                    ui.horizontal(|ui| {
                        ui.add(Label::new(strong(name)).truncate());
                        if tax.retired {
                            badge(ui, Tone::Plain, "Retired");
                        }
                    });
                    let way = if tax.inside {
                        "in the price"
                    } else {
                        "on top of the price"
                    };
                    ui.label(fine_print(ui, format!("{} %, {way}", tax.rate)));
                });
            });
        },
    );
    wish
}
