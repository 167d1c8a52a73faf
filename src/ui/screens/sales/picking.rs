//! The lines of a receipt, to pick from what comes back and where it goes.

use egui::{Align, Label, Layout, Margin, RichText, Ui, Vec2};

use super::slip;
use crate::{
    shop::sales::{Destination, ReceiptLine},
    ui::{
        theme::{GAP_S, TOUCH, tokens},
        widgets::{Push, fine_print, muted, strong},
    },
    values::{Currency, Money, Unit},
};

/// What of a line comes back.
#[derive(Default)]
pub struct Picked {
    /// Of pieces, how many.
    pub pieces: i64,
    /// Of what is weighed or poured, what was typed.
    pub typed: String,
    /// Where it goes.
    pub to: Destination,
}

/// How much of a line has not come back yet.
pub fn left_of(line: &ReceiptLine) -> i64 {
    line.quantity.saturating_sub(line.taken_back).max(0)
}

/// How much of a weighed line has not come back, as one would type it.
pub fn written(line: &ReceiptLine) -> String {
    match left_of(line) {
        0 => String::new(),
        left => line.unit.format(left),
    }
}

/// One line of the receipt: what it was, how much comes back, what that is worth, and where it
/// goes. It gets the keyboard where `begins` is true.
pub fn row(
    ui: &mut Ui,
    currency: Currency,
    line: &ReceiptLine,
    picked: &mut Picked,
    (worth, begins): (Option<Money>, bool),
) {
    let left = left_of(line);
    let name = &line.name;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH + 4.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            let worth = worth.map_or_else(String::new, |worth| currency.format(worth));
            let width = Vec2::new(84.0, TOUCH);
            ui.allocate_ui_with_layout(width, Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(84.0);
                ui.label(strong(worth));
            });
            let any = match line.unit {
                Unit::Piece => picked.pieces > 0,
                _ => !picked.typed.trim().is_empty(),
            };
            if left == 0 {
                ui.label(muted(ui, "came back"));
            } else {
                let waste = Push::new("Waste")
                    .named(format!("{name} to waste"))
                    .selected(any && picked.to == Destination::Waste);
                if ui.add_enabled(any, waste).clicked() {
                    picked.to = Destination::Waste;
                }
                let shelf = Push::new("Shelf")
                    .named(format!("{name} to the shelf"))
                    .selected(any && picked.to == Destination::Stock);
                if ui.add_enabled(any, shelf).clicked() {
                    picked.to = Destination::Stock;
                }
                match line.unit {
                    Unit::Piece => stepper(ui, name, &mut picked.pieces, (left, begins)),
                    unit => typed(ui, name, unit, &mut picked.typed, (left, begins)),
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.add_space(5.0);
                    ui.add(Label::new(strong(name)).truncate());
                    let price = (line.price, line.per);
                    let mut text = slip::at_price(currency, line.unit, line.quantity, price);
                    if line.taken_back > 0 {
                        text.push_str(&format!(" · {} left", line.unit.format(left)));
                    }
                    ui.add(Label::new(fine_print(ui, text)).truncate());
                });
            });
        },
    );
    ui.separator();
}

fn stepper(ui: &mut Ui, name: &str, pieces: &mut i64, (left, begins): (i64, bool)) {
    ui.spacing_mut().item_spacing.x = GAP_S;
    let more = Push::new("+").named(format!("One more of {name}"));
    let more = ui.add_enabled(*pieces < left, more.width(TOUCH));
    if begins {
        more.request_focus();
    }
    if more.clicked() {
        *pieces += 1;
    }
    let size = Vec2::new(52.0, TOUCH);
    ui.allocate_ui_with_layout(
        size,
        Layout::centered_and_justified(egui::Direction::LeftToRight),
        |ui| ui.label(strong(format!("{pieces} of {left}"))),
    );
    let less = Push::new("−").named(format!("One less of {name}"));
    let less = ui.add_enabled(*pieces > 0, less.width(TOUCH));
    // What can't be pressed any more would lose the keyboard, and with it the place in the list.
    if more.clicked() && more.has_focus() && *pieces == left {
        less.request_focus();
    }
    if less.clicked() {
        *pieces -= 1;
        if less.has_focus() && *pieces == 0 {
            more.request_focus();
        }
    }
}

fn typed(ui: &mut Ui, name: &str, unit: Unit, text: &mut String, (left, begins): (i64, bool)) {
    let all = Push::new("All").named(format!("All of {name}"));
    if ui.add(all.width(TOUCH)).clicked() {
        *text = unit.format(left);
    }
    let wrong = !text.trim().is_empty() && unit.parse(text).is_err();
    let t = tokens(ui);
    let hint = format!("of {}", unit.format(left));
    let edit = egui::TextEdit::singleline(text)
        .hint_text(RichText::new(&hint).color(t.muted))
        .margin(Margin::symmetric(10, 11))
        .align(egui::Align2::RIGHT_CENTER)
        .min_size(Vec2::new(0.0, TOUCH))
        .char_limit(24)
        .text_color_opt(wrong.then_some(t.bad))
        .desired_width(104.0);
    let field = ui.add(edit);
    if begins {
        field.request_focus();
    }
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::text_edit(true, "", text.as_str(), &hint);
        info.label = Some(format!("How much of {name} comes back"));
        info
    });
}
