//! A choice from a long list that is searched by typing.

use egui::{Id, Popup, PopupCloseBehavior, ScrollArea, Stroke, Ui, vec2};

use super::{Field, Kind, Push, caption, muted};
use crate::ui::theme::{GAP_S, tokens};

/// How many finds are shown at once.
const SHOWN: usize = 60;

/// Shows the choice under its label; true when another was chosen.
pub fn pick(ui: &mut Ui, label: &str, chosen: &mut String, options: &[(String, String)]) -> bool {
    let mut changed = false;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_S;
        caption(ui, label);
        let shown = options
            .iter()
            .find(|(value, _)| value == chosen)
            .map_or(chosen.as_str(), |(_, shown)| shown.as_str());
        let button = ui.add(
            Push::new(shown)
                .named(format!("{label}: {shown}"))
                .light()
                .left()
                .width(f32::INFINITY),
        );
        let (at, ink) = (
            button.rect.right_center() - vec2(16.0, 0.0),
            tokens(ui).muted,
        );
        let caret = [vec2(-4.0, -2.0), vec2(0.0, 3.0), vec2(4.0, -2.0)].map(|by| at + by);
        ui.painter().line(caret.to_vec(), Stroke::new(1.5, ink));
        let search: Id = button.id.with("search");
        let width = button.rect.width();
        let just_opened = button.clicked();
        Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.set_width(width.max(240.0));
                let mut text: String = ui.data(|data| data.get_temp(search)).unwrap_or_default();
                if just_opened {
                    text.clear();
                }
                let field = Field::new("Search", &mut text)
                    .id(search.with("field"))
                    .show(ui);
                if just_opened {
                    field.request_focus();
                }
                let wanted = text.trim().to_lowercase();
                ui.data_mut(|data| data.insert_temp(search, text));
                let mut finds = options
                    .iter()
                    .filter(|(value, shown)| {
                        shown.to_lowercase().contains(&wanted)
                            || value.to_lowercase().contains(&wanted)
                    })
                    .peekable();
                if finds.peek().is_none() {
                    ui.label(muted(ui, "Nothing is called that."));
                }
                let enter = super::entered(ui, &field);
                ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (index, (value, shown)) in finds.take(SHOWN).enumerate() {
                        let row = Push::new(shown)
                            .kind(Kind::Quiet)
                            .selected(value == chosen)
                            .left()
                            .width(f32::INFINITY);
                        if ui.add(row).clicked() || (enter && index == 0) {
                            chosen.clone_from(value);
                            changed = true;
                            // The keyboard goes back to where the choice was opened.
                            button.request_focus();
                            ui.close();
                        }
                    }
                });
            });
    });
    changed
}
