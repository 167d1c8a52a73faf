//! The pictures of a sweet to choose from: a shape and a colour.

use egui::accesskit::Role as AccessRole;
use egui::{CornerRadius, Label, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::ui::{
    theme::{GAP_S, tokens},
    widgets::{fine_print, picture, strong},
};

/// Shows the pictures to choose from; `name` is the sweet's.
pub fn pick_picture(ui: &mut Ui, name: &str, look: &mut String) {
    let (mut shape, mut colour) = match look.split_once('-') {
        Some((shape, colour)) => (shape.to_owned(), colour.to_owned()),
        None => (String::new(), "saffron".to_owned()),
    };
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(64.0), Sense::hover());
        picture::paint(ui.painter(), rect, look, name);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(strong("Picture"));
            ui.add(
                Label::new(fine_print(
                    ui,
                    "A shape and a colour; none shows the first letter.",
                ))
                .wrap(),
            );
        });
    });
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
        for one in picture::SHAPES {
            let spec = format!("{one}-{colour}");
            if option(
                ui,
                &format!("Shape {one}"),
                one == shape,
                44.0,
                |ui, rect| {
                    picture::paint(ui.painter(), rect.shrink(3.0), &spec, "");
                },
            ) {
                chosen = Some((one.to_owned(), colour.clone()));
            }
        }
        if option(ui, "No picture", shape.is_empty(), 44.0, |ui, rect| {
            picture::paint(ui.painter(), rect.shrink(3.0), "", "a");
        }) {
            chosen = Some((String::new(), colour.clone()));
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
        for one in picture::COLOURS {
            if option(
                ui,
                &format!("Colour {one}"),
                one == colour,
                44.0,
                |ui, rect| {
                    ui.painter()
                        .circle_filled(rect.center(), 13.0, picture::swatch(one));
                },
            ) {
                let shape = if shape.is_empty() {
                    "ball".to_owned()
                } else {
                    shape.clone()
                };
                chosen = Some((shape, one.to_owned()));
            }
        }
    });
    if let Some((new_shape, new_colour)) = chosen {
        (shape, colour) = (new_shape, new_colour);
        *look = if shape.is_empty() {
            String::new()
        } else {
            format!("{shape}-{colour}")
        };
    }
}

/// One of several pictures to choose from.
fn option(
    ui: &mut Ui,
    name: &str,
    chosen: bool,
    size: f32,
    paint: impl FnOnce(&Ui, egui::Rect),
) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::click());
    response.widget_info(|| WidgetInfo::selected(AccessRole::RadioButton, true, chosen, name));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(8), t.hover);
    }
    paint(ui, rect);
    if chosen || response.has_focus() {
        let stroke = Stroke::new(2.0, t.accent);
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(8), stroke, StrokeKind::Inside);
    }
    response.clicked()
}
