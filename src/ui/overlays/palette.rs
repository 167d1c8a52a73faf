//! The command palette: any command by a part of its name.

use egui::{Context, Id, Key, Modifiers, ScrollArea};

use crate::ui::{
    actions::{ACTIONS, Action, Entry, Standing},
    widgets::{Field, Kind, Push, fine_print, muted, sheet},
};

/// The palette while it is open.
#[derive(Default)]
pub struct Palette {
    text: String,
    at: usize,
}

impl Palette {
    /// Shows it: what was chosen, and whether it stays open.
    pub fn show(&mut self, ctx: &Context, standing: Standing) -> (Option<Action>, bool) {
        let found = self.found(standing);
        let (up, down, enter, again) = ctx.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::ArrowDown),
                input.consume_key(Modifiers::NONE, Key::Enter),
                input.consume_key(Modifiers::COMMAND, Key::K),
            )
        });
        if down {
            self.at = (self.at + 1).min(found.len().saturating_sub(1));
        }
        if up {
            self.at = self.at.saturating_sub(1);
        }
        let mut chosen = if enter {
            found.get(self.at).map(|entry| entry.action)
        } else {
            None
        };
        let away = sheet(ctx, "command palette", 560.0, |ui| {
            let id = Id::unique("command palette field").with(ui.ctx().viewport_id());
            let field = Field::new("Command", &mut self.text)
                .hint("Type a part of its name")
                .id(id)
                .show(ui);
            if !field.has_focus() {
                field.request_focus();
            }
            if field.changed() {
                self.at = 0;
            }
            let found = self.found(standing);
            // Always as high, so that the field stays where it is while it is typed into.
            let list = ScrollArea::vertical()
                .max_height(380.0)
                .auto_shrink([false, false]);
            // What a command does is told below, so that nothing lies over the others.
            let mut over = None;
            list.show(ui, |ui| {
                if found.is_empty() {
                    ui.label(muted(ui, "No command is called that."));
                }
                ui.spacing_mut().item_spacing.y = 2.0;
                for (index, entry) in found.iter().enumerate() {
                    let row = Push::new(entry.name)
                        .kind(Kind::Quiet)
                        .keys(entry.action.keys())
                        .selected(index == self.at)
                        .left()
                        .width(f32::INFINITY);
                    let row = ui.add(row);
                    if row.hovered() {
                        over = Some(index);
                    }
                    if index == self.at && (up || down) {
                        row.scroll_to_me(None);
                    }
                    if row.clicked() {
                        chosen = Some(entry.action);
                    }
                }
            });
            let help = found
                .get(over.unwrap_or(self.at))
                .map_or("", |entry| entry.help);
            ui.label(fine_print(ui, help));
        });
        (chosen, chosen.is_none() && !away && !again)
    }

    fn found(&self, standing: Standing) -> Vec<&'static Entry> {
        let wanted = self.text.trim().to_lowercase();
        let allowed = ACTIONS
            .iter()
            .filter(|entry| standing.allows(entry.action) && entry.action != Action::Palette);
        let (mut first, mut then) = (Vec::new(), Vec::new());
        for entry in allowed {
            if entry.name.to_lowercase().contains(&wanted) {
                first.push(entry);
            } else if entry.help.to_lowercase().contains(&wanted) {
                then.push(entry);
            }
        }
        first.append(&mut then);
        first
    }
}
