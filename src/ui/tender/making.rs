//! What is asked of the shop once something is paid, until it is answered.
//!
//! Promises: asked for once, however long the file is busy; where it is not certain whether it was
//! done, that is said, and trying again finds out.

use egui::{Label, RichText, Ui};

use crate::{
    shop::{Refusal, Trouble, sales::Sold},
    ui::{
        printing::receipt_buttons,
        remote::{Ask, Outcome},
        theme::{self, tokens},
        widgets::{Kind, Push, Tone, banner, buttons, fine_print, muted, strong, title},
        window::Cx,
    },
    values::RequestId,
};

/// Something that is being asked for, or nothing.
pub struct Making<T> {
    ask: Option<Ask<T>>,
    failed: Option<String>,
}

impl<T> Default for Making<T> {
    fn default() -> Self {
        Self {
            ask: None,
            failed: None,
        }
    }
}

impl<T: Send + 'static> Making<T> {
    /// Asks for it.
    pub fn begin(
        &mut self,
        cx: &Cx<'_>,
        act: impl Fn(RequestId) -> Result<T, Trouble> + Send + Sync + 'static,
    ) {
        self.failed = None;
        self.ask = Some(Ask::send(cx.desk, act));
    }

    /// Whether something was asked for and neither answered nor left.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.ask.is_some()
    }

    /// What the shop answered, once.
    pub fn answer(&mut self) -> Option<Result<T, Refusal>> {
        let answer = match self.ask.as_mut()?.answer()? {
            Outcome::Done(done) => Ok(done),
            Outcome::Refused(refusal) => Err(refusal),
            Outcome::Failed(why) => {
                self.failed = Some(why);
                return None;
            }
        };
        self.ask = None;
        Some(answer)
    }

    /// Shows that it is under way (`busy` says what), or that it could not be answered; true
    /// where it is left then.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, busy: &str) -> bool {
        let Some(ask) = &mut self.ask else {
            return false;
        };
        let Some(why) = &self.failed else {
            let text = ask.held_up(ui.ctx(), cx.shop);
            ui.add(Label::new(muted(ui, text.as_deref().unwrap_or(busy))).wrap());
            return false;
        };
        banner(ui, Tone::Bad, why);
        let (mut again, mut left) = (false, false);
        let settled = ask.is_settled();
        if !settled {
            let text = "It is not certain yet whether this was done. Trying again finds out, and \
                        never does it twice.";
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
        buttons(ui, |ui| {
            again = ui.add(Push::primary("Try again").by_enter()).clicked();
            left = settled && ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        if again {
            self.failed = None;
            ask.again(cx.desk);
        }
        left
    }
}

/// The sale was made: its receipt and the change; true once that is read.
pub fn made(ui: &mut Ui, cx: &Cx<'_>, sold: &Sold) -> bool {
    let t = tokens(ui);
    title(ui, &format!("Receipt {}", sold.number));
    ui.label(strong("Change").color(t.good));
    let change = cx.facts.currency.format_with_code(sold.change);
    let change = RichText::new(change).font(theme::strong(theme::TOTAL));
    ui.label(change.color(t.good));
    receipt_buttons(ui, cx, sold.number);
    buttons(ui, |ui| ui.add(Push::primary("Done").by_enter()).clicked())
}
