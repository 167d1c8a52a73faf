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
        window::{Cx, Paper},
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
    /// It is cancelled, and what was paid ahead on this receipt is still to go back.
    owed: Option<i64>,
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
            owed: None,
            begun: false,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(deposit)) => {
                self.ask = None;
                self.owed = deposit;
                if deposit.is_none() {
                    let text = match self.what {
                        What::Note => format!("Noted with order {}.", self.display),
                        What::Cancel => format!("Order {} is cancelled.", self.display),
                    };
                    cx.notes.say(Tone::Good, text);
                    return true;
                }
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(self.refused(&refusal));
            }
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
        if let Some(receipt) = self.owed {
            return self.money_goes_back(ctx, cx, receipt);
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

    /// It is cancelled: leads to the receipt of what was paid ahead; true once that is read.
    fn money_goes_back(&self, ctx: &Context, cx: &mut Cx<'_>, receipt: i64) -> bool {
        let mut over = false;
        let away = dialog(ctx, "ask about the order", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &format!("Order {} is cancelled.", self.display));
            let text = format!(
                "Something was paid ahead, on receipt {receipt}: taking that back gives the money \
                 back."
            );
            ui.add(Label::new(text).wrap());
            buttons(ui, |ui| {
                let go = format!("Open receipt {receipt}");
                if ui.add(Push::primary(&go).by_enter()).clicked() {
                    *cx.paper = Some(Paper::Receipt(receipt));
                    over = true;
                }
                over |= ui.add(Push::new("Later").kind(Kind::Quiet)).clicked();
            });
        });
        over || away
    }

    /// Why not; who was second is told what is there now, and may ask again.
    fn refused(&mut self, refusal: &Refusal) -> String {
        match told_changed(refusal) {
            None => sentence(refusal),
            Some((version, text)) => {
                self.version = version;
                text
            }
        }
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

/// What whoever comes second is told: the version it has now, and what is there.
pub fn told_changed(refusal: &Refusal) -> Option<(i64, String)> {
    let Refusal::Changed {
        by,
        time,
        version,
        differences,
        ..
    } = refusal
    else {
        return None;
    };
    let of = |field: &str| {
        let found = differences.iter().find(|one| one.field == field);
        found.map(|one| one.theirs.clone()).unwrap_or_default()
    };
    let note = match of("note") {
        none if none.is_empty() => none,
        note => format!(", noted: “{note}”"),
    };
    let text = format!(
        "{by} changed it at {time}: it is {} now, for {}, {}{note}. Nothing was done yet: do it \
         again if you still want to.",
        of("state"),
        of("start"),
        of("total")
    );
    Some((*version, text))
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
