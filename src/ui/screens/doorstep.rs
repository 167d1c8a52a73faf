//! Before the log-in: the shop is being opened, or can't be, and why.

use egui::{
    CentralPanel, Color32, Frame, Label, RichText, ScrollArea, Sense, Ui, Vec2,
    epaint::EllipseShape, pos2,
};

use crate::ui::{
    office::Office,
    theme::{self, GAP, GAP_L, tokens},
    widgets::{Push, Tone, banner, card, fine_print, muted, title},
};

/// What is seen at the doorstep.
#[derive(Default)]
pub enum Doorstep {
    /// The shop is being opened.
    #[default]
    Opening,
    /// It can't be opened.
    Shut(String),
}

impl Doorstep {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, office: &Office) {
        match self {
            Self::Opening => {
                CentralPanel::default().show(ui, |ui| {
                    ui.vertical_centered(|ui| {
                        ui.add_space(ui.available_height() * 0.4);
                        brand(ui, 48.0);
                        ui.add_space(GAP);
                        ui.label(muted(ui, "Opening the shop…"));
                    });
                });
            }
            Self::Shut(why) => page(ui, 560.0, |ui| {
                title(ui, "The shop can't be opened");
                banner(ui, Tone::Bad, why);
                ui.label(muted(
                    ui,
                    "Nothing was changed. When the cause is gone, try again.",
                ));
                let text = "In a terminal, “sherbet doctor” tells what is wrong with the file and \
                            what to do, and “sherbet restore” puts a backup in its place.";
                ui.add(Label::new(muted(ui, text)).wrap());
                ui.add(
                    Label::new(fine_print(ui, format!("File: {}", office.path().display()))).wrap(),
                );
                if ui
                    .add(Push::primary("Try again").width(f32::INFINITY))
                    .clicked()
                {
                    office.open();
                }
            }),
        }
    }
}

/// A card in the middle of an empty window, under the brand.
pub fn page(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    CentralPanel::default()
        .frame(Frame::new().fill(t.canvas))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    let height = ui
                        .ctx()
                        .data(|data| data.get_temp::<f32>(ui.scope_id().with("page")));
                    let space = height.map_or(60.0, |height| {
                        ((ui.ctx().content_rect().height() - height) / 2.2).max(GAP_L)
                    });
                    ui.add_space(space);
                    let inner = ui.vertical_centered(|ui| {
                        ui.set_max_width(width.min(ui.available_width() - 32.0));
                        brand(ui, 40.0);
                        ui.label(RichText::new("Sherbet").font(theme::strong(theme::TITLE)));
                        ui.add_space(GAP);
                        card(ui, |ui| {
                            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                                ui.set_width(ui.available_width());
                                ui.spacing_mut().item_spacing.y = 12.0;
                                add(ui);
                            });
                        });
                    });
                    ui.add_space(GAP_L);
                    let height = inner.response.rect.height();
                    let id = ui.scope_id().with("page");
                    let before = ui.ctx().data_mut(|data| data.get_temp::<f32>(id));
                    if before.is_none_or(|before| (before - height).abs() > 0.5) {
                        ui.ctx().data_mut(|data| data.insert_temp(id, height));
                        ui.ctx().request_repaint();
                    }
                });
        });
}

/// The brand: a scoop of sherbet in a bowl.
pub fn brand(ui: &mut Ui, size: f32) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let half = size / 2.0;
    let at = |x: f32, y: f32| pos2(rect.center().x + x * half, rect.center().y + y * half);
    let painter = ui.painter();
    let scoops = [
        (-0.34, -0.14, Color32::from_rgb(240, 152, 178)),
        (0.34, -0.14, Color32::from_rgb(246, 208, 110)),
        (0.0, -0.42, Color32::from_rgb(150, 204, 170)),
    ];
    for (x, y, colour) in scoops {
        painter.circle_filled(at(x, y), half * 0.42, colour);
        painter.circle_filled(
            at(x - 0.12, y - 0.14),
            half * 0.1,
            Color32::from_white_alpha(130),
        );
    }
    let bowl = (0..=16)
        .map(|step| {
            let angle = std::f32::consts::PI * step as f32 / 16.0;
            at(0.82 * angle.cos(), 0.06 + 0.66 * angle.sin())
        })
        .collect();
    painter.add(egui::Shape::convex_polygon(
        bowl,
        t.accent,
        egui::Stroke::NONE,
    ));
    painter.add(EllipseShape {
        center: at(0.0, 0.8),
        radius: Vec2::new(half * 0.42, half * 0.1),
        fill: t.accent,
        stroke: egui::Stroke::NONE,
        angle: 0.0,
    });
}
