//! One thing asked of the shop by a form: what is under way, and what was wrong with it.

use egui::Ui;

use crate::{
    shop::{Refusal, Trouble},
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{Tone, banner},
        window::Cx,
    },
    values::RequestId,
};

/// What a form asks; `K` is what was typed when it did.
pub struct Asking<K, T> {
    ask: Option<Ask<T>>,
    asked: Option<K>,
    error: Option<(String, String)>,
}

impl<K, T> Default for Asking<K, T> {
    fn default() -> Self {
        Self {
            ask: None,
            asked: None,
            error: None,
        }
    }
}

impl<K: PartialEq, T: Send + 'static> Asking<K, T> {
    /// Asks. Where the same was asked and failed, it may have been done: then it is the same
    /// request, so that it is never done twice.
    pub fn send(
        &mut self,
        cx: &Cx<'_>,
        typed: K,
        act: impl Fn(RequestId) -> Result<T, Trouble> + Send + Sync + 'static,
    ) {
        self.error = None;
        match &mut self.ask {
            Some(ask) if self.asked.as_ref() == Some(&typed) => ask.again(cx.desk),
            ask => {
                *ask = Some(Ask::send(cx.desk, act));
                self.asked = Some(typed);
            }
        }
    }

    /// The shop's answer, once; what was wrong is also shown by the form.
    pub fn answer(&mut self) -> Option<Result<T, Refusal>> {
        match self.ask.as_mut()?.answer()? {
            Outcome::Done(done) => {
                self.ask = None;
                Some(Ok(done))
            }
            Outcome::Refused(refusal) => {
                self.ask = None;
                self.error = Some(match &refusal {
                    Refusal::Invalid { field, why } => (field.clone(), sentence(why)),
                    other => (String::new(), sentence(other)),
                });
                Some(Err(refusal))
            }
            Outcome::Failed(why) => {
                self.error = Some((String::new(), why));
                None
            }
        }
    }

    /// Says what is wrong with a field, before anything is asked.
    pub fn wrong(&mut self, field: &str, why: &str) {
        self.error = Some((field.to_owned(), sentence(&why)));
    }

    /// Takes back what was said.
    pub fn forgive(&mut self) {
        self.error = None;
    }

    /// Takes back what was said of a field: it was changed.
    pub fn mended(&mut self, field: &str) {
        if self.error.as_ref().is_some_and(|(at, _)| at == field) {
            self.error = None;
        }
    }

    /// Whether it may be asked now.
    pub fn is_free(&self) -> bool {
        self.ask.as_ref().is_none_or(|ask| !ask.under_way())
    }

    /// Whether nothing was asked that is not answered, and nothing is said to be wrong.
    pub fn is_idle(&self) -> bool {
        self.ask.is_none() && self.error.is_none()
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<String> {
        let (at, why) = self.error.as_ref()?;
        (at == field).then(|| why.clone())
    }

    /// Says what is wrong with none of these fields, and what is waited for.
    pub fn banners(&self, ui: &mut Ui, cx: &Cx<'_>, fields: &[&str]) {
        if let Some((at, why)) = &self.error
            && !fields.contains(&at.as_str())
        {
            banner(ui, Tone::Bad, why);
        }
        let held_up = |ask: &Ask<T>| ask.held_up(ui.ctx(), cx.shop);
        if let Some(waiting) = self.ask.as_ref().and_then(held_up) {
            banner(ui, Tone::Warn, &waiting);
        }
    }
}
