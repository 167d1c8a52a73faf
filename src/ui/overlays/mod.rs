//! What lies over a screen for a moment: the command palette, the keys sheet, the change of a
//! password, and short notes.
//!
//! Promises: Esc closes an overlay and never anything else; a note goes away by itself and is
//! told to screen readers. Leaves out the dialogs of one screen.

pub mod lock;
mod palette;
mod password;

use std::time::Duration;

use egui::{Align2, Area, Context, Frame, Id, Key, Margin, Order, RichText, UiBuilder, Vec2};

use super::{
    actions::{ACTIONS, Action, Place, Standing},
    remote::Desk,
    theme::{self, GAP_S, RADIUS, tokens},
    widgets::{Kind, Push, Tone, buttons, dialog, fine_print, title},
};
use crate::shop::{Session, Shop};
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
            if ui.add(Push::new("Close").kind(Kind::Plain)).clicked() {
                stays = false;
            }
        });
    });
    let again = ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::F1));
    stays && !away && !again
}

/// Short notes to the person, at the foot of the window.
#[derive(Default)]
pub struct Notes {
    note: Option<(Tone, String, Option<f64>)>,
}

/// How long a note stays, in seconds.
const STAY: f64 = 4.0;

impl Notes {
    /// Says something.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.note = Some((tone, text.into(), None));
    }

    /// Shows what is to be said.
    pub fn show(&mut self, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        let Some((tone, text, until)) = &mut self.note else {
            return;
        };
        let until = *until.get_or_insert(now + STAY);
        if now >= until {
            self.note = None;
            return;
        }
        ctx.request_repaint_after(Duration::from_secs_f64(until - now + 0.02));
        let (tone, text) = (*tone, text.clone());
        Area::new(Id::unique("note"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -20.0))
            .interactable(false)
            .show(ctx, |ui| {
                let t = tokens(ui);
                let fill = if tone == Tone::Bad { t.bad } else { t.ink };
                let builder = UiBuilder::new()
                    .accessibility_role(egui::accesskit::Role::Status)
                    .accessibility_label(text.clone());
                ui.scope_builder(builder, |ui| {
                    Frame::new()
                        .fill(fill)
                        .corner_radius(RADIUS)
                        .inner_margin(Margin::symmetric(16, 11))
                        .show(ui, |ui| {
                            ui.set_max_width(560.0);
                            ui.label(RichText::new(&text).color(t.canvas));
                        });
                });
            });
    }
}
