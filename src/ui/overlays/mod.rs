//! What lies over a screen for a moment: the command palette, the keys sheet, the change of a
//! password or PIN, and short notes.
//!
//! Promises: Esc closes an overlay and never anything else; a note goes away by itself and is
//! told to screen readers. Leaves out the dialogs of one screen.

pub mod code;
pub mod customer;
pub mod grant;
mod keys;
pub mod lock;
mod notes;
mod palette;
mod password;
mod pin;
mod scale;

use egui::Context;

use super::{
    actions::{Action, Standing},
    balance::Balance,
    remote::Desk,
};
use crate::shop::{Session, Shop};
pub use notes::Notes;
use palette::Palette;
use password::PasswordForm;
use pin::PinForm;
use scale::ScaleForm;

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
    /// Which scale stands beside this machine.
    Scale(Box<ScaleForm>),
    /// One's own PIN.
    Pin(Box<PinForm>),
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

    /// The choice of a PIN, empty.
    #[must_use]
    pub fn pin() -> Self {
        Self::Pin(Box::default())
    }

    /// The choice of a scale, as it is now.
    #[must_use]
    pub fn scale(balance: Balance) -> Self {
        Self::Scale(Box::new(ScaleForm::new(balance)))
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
            Self::Keys => (None, keys::show(ctx, standing)),
            Self::Scale(form) => (None, form.show(ctx, desk, notes)),
            Self::Password(form) => match person {
                Some((shop, session)) => (None, form.show(ctx, shop, session, desk, notes)),
                None => (None, false),
            },
            Self::Pin(form) => match person {
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
