//! What lies over a screen for a moment: the command palette, the keys sheet, the change of a
//! password, and short notes.
//!
//! Promises: Esc closes an overlay and never anything else; a note goes away by itself and is
//! told to screen readers. Leaves out the dialogs of one screen.

pub mod lock;
mod notes;
mod palette;
mod password;

use egui::{Context, Key, RichText, Vec2};

use super::{
    actions::{ACTIONS, Action, Place, Standing},
    remote::Desk,
    theme::{self, GAP_S, tokens},
    widgets::{Push, buttons, dialog, fine_print, title},
};
use crate::shop::{Session, Shop};
pub use notes::Notes;
use palette::Palette;
use password::PasswordForm;

/// What lies over the screen.
pub enum Overlay {
    /// Nothing.
    None,
    /// The command palette.
    Palette(Palette),
    /// The keys sheet.
    Keys,
    /// The change of one's own password.
    Password(Box<PasswordForm>),
}

impl Overlay {
    /// The palette, empty.
    #[must_use]
    pub fn palette() -> Self {
        Self::Palette(Palette::default())
    }

    /// The change of a password, empty.
    #[must_use]
    pub fn password() -> Self {
        Self::Password(Box::default())
    }

    /// Whether anything lies over the screen.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Shows it; an action where one was chosen.
    pub fn show(
        &mut self,
        ctx: &Context,
        standing: Standing,
        person: Option<(&Shop, &Session)>,
        desk: &Desk,
        notes: &mut Notes,
    ) -> Option<Action> {
        let (chosen, stays) = match self {
            Self::None => return None,
            Self::Palette(palette) => palette.show(ctx, standing),
            Self::Keys => (None, keys_sheet(ctx, standing)),
            Self::Password(form) => match person {
                Some((shop, session)) => (None, form.show(ctx, shop, session, desk, notes)),
                None => (None, false),
            },
        };
        if !stays {
            *self = Self::None;
            ctx.request_repaint();
        }
        chosen
    }
}

/// Every key there is; false once it was closed.
fn keys_sheet(ctx: &Context, standing: Standing) -> bool {
    let mut stays = true;
    let away = dialog(ctx, "keys sheet", 720.0, |ui| {
        title(ui, "Keys");
        ui.label(fine_print(
            ui,
            "Just type or scan: it goes to the search line. Arrows walk the results, Enter adds. \
             \"3*\" before a name or code adds three.",
        ));
        ui.add_space(GAP_S);
        egui::ScrollArea::vertical()
            .max_height(ui.ctx().content_rect().height() - 260.0)
            .show(ui, |ui| {
                for (place, head) in [
                    (Place::Counter, "Counter"),
                    (Place::StockRoom, "Stock room"),
                    (Place::Inside, "Logged in"),
                    (Place::Anywhere, "Anywhere"),
                ] {
                    let entries: Vec<_> = ACTIONS
                        .iter()
                        .filter(|entry| entry.place == place && entry.shortcut.is_some())
                        .filter(|entry| standing.allows(entry.action))
                        .collect();
                    if entries.is_empty() {
                        continue;
                    }
                    ui.add_space(GAP_S);
                    ui.label(
                        RichText::new(head)
                            .font(theme::strong(theme::BODY))
                            .color(tokens(ui).accent),
                    );
                    egui::Grid::new(head)
                        .num_columns(3)
                        .spacing(Vec2::new(24.0, 6.0))
                        .show(ui, |ui| {
                            for entry in entries {
                                // Of one width, so that the sections line up.
                                let keys = RichText::new(entry.action.keys())
                                    .font(theme::strong(theme::BODY));
                                ui.scope(|ui| {
                                    ui.set_min_width(96.0);
                                    ui.label(keys);
                                });
                                ui.scope(|ui| {
                                    ui.set_min_width(140.0);
                                    ui.label(entry.name);
                                });
                                ui.label(fine_print(ui, entry.help));
                                ui.end_row();
                            }
                        });
                }
            });
        buttons(ui, |ui| {
            if ui.add(Push::primary("Close").by_enter()).clicked() {
                stays = false;
            }
        });
    });
    let again = ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::F1));
    stays && !away && !again
}
