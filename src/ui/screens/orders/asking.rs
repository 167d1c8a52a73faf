//! What is asked before an order is cancelled, and what is noted with one.

use egui::{Context, Id, Label};

use crate::{
    shop::{
        Command, Refusal, Session, Shop,
        orders::{CancelOrder, ChangeOrder, Order},
    },
    ui::{
        remote::{Ask, Desk, Outcome, sentence},
        theme::GAP,
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::OrderId,
};

/// The longest text, in characters.
const TEXT: usize = 500;

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Cancel,
    Note,
}

/// The question while it is open.
pub struct Asking {
    what: What,
    order: OrderId,
    display: i64,
    version: i64,
    text: String,
    error: Option<String>,
    ask: Option<Ask<Option<i64>>>,
    begun: bool,
}

impl Asking {
    /// Asks before it is cancelled.
    #[must_use]
    pub fn to_cancel(order: &Order) -> Self {
        Self::of(What::Cancel, order, String::new())
    }

    /// Asks what is noted with it.
    #[must_use]
    pub fn note_of(order: &Order) -> Self {
        Self::of(What::Note, order, order.note.clone().unwrap_or_default())
    }

    fn of(what: What, order: &Order, text: String) -> Self {
        Self {
            what,
            order: order.order,
            display: order.display,
            version: order.version,
            text,
            error: None,
            ask: None,
            begun: false,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(deposit)) => {
                let text = match (self.what, deposit) {
                    (What::Note, _) => format!("Noted with order {}.", self.display),
                    (What::Cancel, None) => format!("Order {} is cancelled.", self.display),
                    (What::Cancel, Some(receipt)) => format!(
                        "Order {} is cancelled. Take receipt {receipt} back: it was paid ahead.",
                        self.display
                    ),
                };
                cx.notes.say(Tone::Good, text);
                return true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(self.refused(&refusal));
            }
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let (head, text, label, hint, yes, no) = match self.what {
            What::Cancel => (
                format!("Cancel order {}?", self.display),
                "Its slot and its goods are others' again.",
                "Reason",
                "May be left empty",
                "Cancel the order",
                "Keep it",
            ),
            What::Note => (
                format!("Order {}", self.display),
                "What the kitchen and whoever hands it over should know.",
                "Note",
                "Left empty, nothing is noted",
                "Save",
                "Leave it",
            ),
        };
        let mut over = false;
        let away = dialog(ctx, "ask about the order", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &head);
            ui.add(Label::new(muted(ui, text)).wrap());
            if let Some(error) = &self.error {
                banner(ui, Tone::Bad, error);
            }
            let field = Field::new(label, &mut self.text)
                .hint(hint)
                .limit(TEXT)
                .id(Id::unique("asking about an order").with(cx.desk.viewport()))
                .show(ui);
            if !std::mem::replace(&mut self.begun, true) {
                field.request_focus();
            }
            let enter = entered(ui, &field);
            buttons(ui, |ui| {
                let go = match self.what {
                    What::Cancel => Push::new(yes).kind(Kind::Danger),
                    What::Note => Push::primary(yes),
                };
                if (ui.add_enabled(!busy, go).clicked() || enter) && !busy {
                    self.go(cx);
                }
                let keep = Push::new(no).kind(Kind::Quiet);
                over = ui.add_enabled(!busy, keep).clicked();
            });
        });
        over || (away && !busy)
    }

    /// Why not; who was second is told what is there now, and may ask again.
    fn refused(&mut self, refusal: &Refusal) -> String {
        let Refusal::Changed {
            by,
            time,
            version,
            differences,
            ..
        } = refusal
        else {
            return sentence(refusal);
        };
        self.version = *version;
        let of = |field: &str| {
            let found = differences.iter().find(|one| one.field == field);
            found.map(|one| one.theirs.clone()).unwrap_or_default()
        };
        let mut text = format!("{by} changed it at {time}: it is {} now", of("state"));
        text.push_str(&format!(", for {}, {}", of("start"), of("total")));
        if self.what == What::Note {
            text.push_str(&format!(", noted: “{}”", of("note")));
        }
        text.push_str(". Nothing was done yet: do it again if you still want to.");
        text
    }

    fn go(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let text = self.text.trim().to_owned();
        let (order, version) = (self.order, self.version);
        self.ask = Some(match self.what {
            What::Cancel => {
                let cancel = CancelOrder {
                    order,
                    version,
                    reason: Some(text).filter(|text| !text.is_empty()),
                };
                send(cx.desk, (cx.shop, cx.session), cancel, |done| {
                    done.deposit_receipt
                })
            }
            What::Note => {
                let change = ChangeOrder {
                    order,
                    version,
                    lines: None,
                    discount: None,
                    note: Some(text),
                    preparation_minutes: None,
                };
                send(cx.desk, (cx.shop, cx.session), change, |_| None)
            }
        });
    }
}

fn send<C: Command + Clone + Sync>(
    desk: &Desk,
    (shop, session): (&Shop, &Session),
    command: C,
    answer: impl Fn(C::Outcome) -> Option<i64> + Send + Sync + 'static,
) -> Ask<Option<i64>> {
    let (shop, session) = (shop.clone(), session.clone());
    Ask::send(desk, move |request| {
        shop.execute(&session, request, command.clone())
            .map(&answer)
    })
}
