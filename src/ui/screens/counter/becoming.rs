//! A basket that becomes something else than a sale: a quotation, or an order for later.
//!
//! Promises: it is asked for once, after the basket's last save and however long the file is busy;
//! what was refused is told where it was typed; a supervisor's grant lets the same be asked again.
//! Leaves out what it becomes and what is typed for that, which is each form's.

use egui::{Context, Ui};

use super::basket::BasketState;
use crate::{
    shop::{
        Refusal,
        customers::{self, Customer},
    },
    ui::{
        overlays::grant::{GrantForm, Verdict},
        remote::{Ask, Live, Outcome, sentence},
        widgets::{Kind, Push, buttons},
        window::Cx,
    },
    values::CustomerId,
};

/// What is asked for, from the press until it is answered.
pub struct Becoming<T> {
    /// Whether it was asked for: it is sent as soon as the basket's last save is over.
    asked: bool,
    ask: Option<Ask<T>>,
    grant: Option<Box<GrantForm>>,
    /// The field that is wrong, as the shop calls it, and why; no field, the whole.
    pub wrong: Option<(String, String)>,
}

impl<T> Default for Becoming<T> {
    fn default() -> Self {
        Self {
            asked: false,
            ask: None,
            grant: None,
            wrong: None,
        }
    }
}

/// What came of it in a frame.
pub enum Came<T> {
    /// Nothing yet.
    Nothing,
    /// A supervisor is asked, over the dialog.
    Covered,
    /// The last save is over: it is to be sent now.
    Ready,
    /// The shop did it.
    Done(T),
    /// The shop said no, and where that is to be told stands in `wrong`.
    Refused,
}

/// What was pressed below the form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Nothing.
    Nothing,
    /// To make it, or to try again.
    Go,
    /// To leave it.
    Away,
}

impl<T: Send + 'static> Becoming<T> {
    /// Whether it is being made: the basket is not to change any more.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.asked
    }

    /// One frame's care. `place` says in which field a refusal is told; none, over the form.
    pub fn look_after(
        &mut self,
        ctx: &Context,
        cx: &mut Cx<'_>,
        basket: &BasketState,
        place: impl Fn(&Refusal) -> Option<(String, String)>,
    ) -> Came<T> {
        if let Some(grant) = &mut self.grant {
            match grant.show(ctx, cx.shop, cx.session, cx.desk, cx.changes) {
                Verdict::Waits => return Came::Covered,
                Verdict::Granted => {
                    if let Some(ask) = &mut self.ask {
                        ask.again(cx.desk);
                    }
                }
                Verdict::Away => (self.asked, self.ask) = (false, None),
            }
            self.grant = None;
        }
        if self.asked && self.ask.is_none() && !basket.is_saving() {
            return Came::Ready;
        }
        match self.ask.as_mut().and_then(Ask::answer) {
            None => Came::Nothing,
            Some(Outcome::Done(done)) => Came::Done(done),
            Some(Outcome::Refused(refusal)) => {
                if let Some(grant) = GrantForm::of(&refusal) {
                    // The request stays: granted, it is asked for again.
                    self.grant = Some(Box::new(grant));
                    return Came::Nothing;
                }
                let wrong = place(&refusal);
                self.refuse(wrong.unwrap_or_else(|| (String::new(), sentence(&refusal))));
                Came::Refused
            }
            Some(Outcome::Failed(why)) => {
                self.asked = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.wrong = Some((String::new(), why));
                Came::Nothing
            }
        }
    }

    /// Asks for nothing, since this is wrong with it.
    pub fn refuse(&mut self, wrong: (String, String)) {
        (self.asked, self.ask) = (false, None);
        self.wrong = Some(wrong);
    }

    /// Sends it: the basket's last save is over.
    pub fn send(&mut self, ask: Ask<T>) {
        self.ask = Some(ask);
    }

    /// Asks for it, or again for the same after a failure of which nothing is certain.
    pub fn go(&mut self, cx: &Cx<'_>) {
        self.wrong = None;
        match &mut self.ask {
            Some(ask) if !ask.is_settled() => ask.again(cx.desk),
            _ => (self.asked, self.ask) = (true, None),
        }
    }

    /// What is wrong with a field; of no name, with the whole.
    #[must_use]
    pub fn why(&self, field: &str) -> Option<&str> {
        let of_it = self.wrong.as_ref().filter(|(of, _)| of == field);
        of_it.map(|(_, why)| why.as_str())
    }

    /// Whether something is being asked right now.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.ask.as_ref().is_some_and(Ask::under_way)
    }

    /// The buttons: `making` stands on the first while it is being made, `make` before.
    pub fn buttons(&self, ui: &mut Ui, (making, make): (&str, &str), ready: bool) -> Pressed {
        let busy = self.is_busy();
        let sure = self.ask.as_ref().is_none_or(Ask::is_settled);
        buttons(ui, |ui| {
            let text = match (busy, sure) {
                (true, _) => making,
                (false, true) => make,
                (false, false) => "Try again",
            };
            let mut pressed = Pressed::Nothing;
            let go = Push::primary(text);
            if ui.add_enabled(!busy && (ready || !sure), go).clicked() {
                pressed = Pressed::Go;
            }
            let cancel = Push::new("Cancel").kind(Kind::Quiet);
            if ui.add_enabled(!busy && sure, cancel).clicked() {
                pressed = Pressed::Away;
            }
            pressed
        })
    }
}

/// Whose basket it is, where somebody said so, as they are now; true when that was just read.
pub fn find_buyer(
    known: &mut Live<Option<CustomerId>, Option<Customer>>,
    cx: &Cx<'_>,
    basket: &BasketState,
) -> bool {
    let shop = cx.shop.clone();
    known.keep(cx.desk, 0, &basket.beside.customer, move |id| match id {
        Some(id) => shop.read(|db| customers::current(db, *id)),
        None => Ok(None),
    })
}
