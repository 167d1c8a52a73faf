//! The question before a quotation is withdrawn.

use egui::{Context, Id, Label};

use crate::{
    shop::sales::quotes::WithdrawQuotation,
    ui::{
        remote::{Ask, Outcome, sentence},
        theme::GAP,
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
};

/// The longest reason, in characters.
const REASON: usize = 200;

/// The question while it is open.
pub struct Withdrawing {
    number: i64,
    reason: String,
    error: Option<String>,
    ask: Option<Ask<()>>,
    begun: bool,
}

impl Withdrawing {
    /// Asks about this quotation.
    #[must_use]
    pub fn of(number: i64) -> Self {
        Self {
            number,
            reason: String::new(),
            error: None,
            ask: None,
            begun: false,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(())) => {
                let text = format!("Quotation {} is withdrawn.", self.number);
                cx.notes.say(Tone::Good, text);
                return true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let mut over = false;
        let away = dialog(ctx, "withdraw the quotation", 440.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &format!("Withdraw quotation {}?", self.number));
            let text = "It stays on record, and can't be sold any more.";
            ui.add(Label::new(muted(ui, text)).wrap());
            if let Some(error) = &self.error {
                banner(ui, Tone::Bad, error);
            }
            let field = Field::new("Reason", &mut self.reason)
                .hint("May be left empty")
                .limit(REASON)
                .id(Id::unique("withdrawing").with(cx.desk.viewport()))
                .show(ui);
            if !std::mem::replace(&mut self.begun, true) {
                field.request_focus();
            }
            let enter = entered(ui, &field);
            buttons(ui, |ui| {
                let withdraw = Push::primary("Withdraw it");
                if (ui.add_enabled(!busy, withdraw).clicked() || enter) && !busy {
                    self.go(cx);
                }
                let keep = Push::new("Keep it").kind(Kind::Quiet);
                over = ui.add_enabled(!busy, keep).clicked();
            });
        });
        over || (away && !busy)
    }

    fn go(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let reason = Some(self.reason.trim().to_owned()).filter(|text| !text.is_empty());
        let withdraw = WithdrawQuotation {
            quotation: self.number,
            reason,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, withdraw.clone())
        }));
    }
}
