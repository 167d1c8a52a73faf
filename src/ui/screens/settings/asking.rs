//! What a section that lists things asks of the shop, from its list or from a form.
//!
//! Promises: one thing is asked for at a time; what failed is asked for again as the same request,
//! where that is wanted. Leaves out what becomes of the form: the section knows.

use egui::{Context, Ui};

use crate::{
    shop::Command,
    ui::{
        remote::{Ask, Outcome},
        widgets::{Push, Tone, banner},
        window::Cx,
    },
};

/// What is asked for, until it is done, refused or left.
pub struct Asking<T> {
    /// What is said when it is done, and the asking.
    ask: Option<(String, Ask<T>)>,
    /// Why a press in the list failed.
    failed: Option<String>,
}

impl<T> Default for Asking<T> {
    fn default() -> Self {
        Self {
            ask: None,
            failed: None,
        }
    }
}

impl<T: Send + 'static> Asking<T> {
    /// Asks for it; `said` is what is said when it is done.
    pub fn send<C>(&mut self, cx: &Cx<'_>, said: String, command: C)
    where
        C: Command<Outcome = T> + Clone + Sync,
    {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, command.clone())
        });
        self.ask = Some((said, ask));
        self.failed = None;
    }

    /// How it ended, once, with what is to be said when it was done.
    pub fn answer(&mut self) -> Option<(String, Outcome<T>)> {
        let (said, ask) = self.ask.as_mut()?;
        let outcome = ask.answer()?;
        let said = said.clone();
        if !matches!(outcome, Outcome::Failed(_)) {
            self.leave();
        }
        Some((said, outcome))
    }

    /// Says why a press in the list failed.
    pub fn fail(&mut self, why: String) {
        self.failed = Some(why);
    }

    /// Asks no more.
    pub fn leave(&mut self) {
        *self = Self::default();
    }

    /// Whether something may be asked for from the list: nothing is, nor has it failed.
    pub fn is_free(&self) -> bool {
        self.ask.is_none()
    }

    /// Whether it is under way, and has not failed.
    pub fn under_way(&self) -> bool {
        self.ask.as_ref().is_some_and(|(_, ask)| ask.under_way())
    }

    /// As [`Ask::held_up`].
    pub fn held_up(&self, ctx: &Context, cx: &Cx<'_>) -> Option<String> {
        self.ask.as_ref()?.1.held_up(ctx, cx.shop)
    }

    /// Shows how what was pressed in the list gets on.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some((_, ask)) = &mut self.ask else {
            return;
        };
        if let Some(waiting) = ask.held_up(ui.ctx(), cx.shop) {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some(why) = self.failed.clone() {
            banner(ui, Tone::Bad, &why);
            ui.horizontal(|ui| {
                if ui.add(Push::new("Try again")).clicked() {
                    self.failed = None;
                    ask.again(cx.desk);
                }
            });
        }
    }
}
