//! The last messages that brought codes, below how they come: what failed is sent anew from here.

use egui::{Label, Ui};

use super::section::head;
use crate::{
    shop::{
        Permission, Trouble,
        codes::{self, Message, MessageState, Purpose, RetryMessages, Way},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::GAP_S,
        widgets::{Push, Tone, badge, banner, fine_print, muted, one_line},
        window::Cx,
    },
};

/// How many are shown.
const SHOWN: u32 = 20;

/// The messages of one window.
#[derive(Default)]
pub struct Messages {
    list: Live<(), Vec<Message>>,
    ask: Option<Ask<usize>>,
    trouble: Option<String>,
}

impl Messages {
    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.list.keep(cx.desk, cx.changes, &(), move |()| {
            let read = shop.consult(&session, Permission::Sell, |db| codes::messages(db, SHOWN));
            match read {
                Ok(messages) => Ok(messages),
                Err(Trouble::Refused(_)) => Ok(Vec::new()),
                Err(Trouble::Fault(fault)) => Err(fault),
            }
        });
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => self.ask = None,
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.ask = None;
                self.trouble = Some(why);
            }
        }
        head(ui, "Messages");
        let troubles = [self.trouble.as_deref(), self.list.trouble()];
        for trouble in troubles.into_iter().flatten() {
            banner(ui, Tone::Bad, trouble);
        }
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        if list.is_empty() {
            let text = "Codes that were sent stand here, and what became of them.";
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let mut again = None;
        for message in list {
            if one(ui, cx, message, busy) {
                again = Some(message.id);
            }
        }
        if let Some(message) = again {
            self.trouble = None;
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            self.ask = Some(Ask::send(cx.desk, move |request| {
                let retry = RetryMessages {
                    message: Some(message),
                };
                shop.execute(&session, request, retry)
            }));
        }
    }
}

/// Shows one; true when it is to be sent again.
fn one(ui: &mut Ui, cx: &Cx<'_>, message: &Message, busy: bool) -> bool {
    let (tone, word) = match (message.state, message.way) {
        (MessageState::Sent, _) => (Tone::Good, "Sent"),
        (MessageState::Shown, Way::Paper) => (Tone::Good, "Printed"),
        (MessageState::Shown, _) => (Tone::Good, "Shown"),
        (MessageState::Failed, _) => (Tone::Bad, "Not sent"),
        (MessageState::Dead, _) => (Tone::Plain, "Over"),
        (MessageState::Waiting, Way::Sms | Way::Display) => (Tone::Warn, "Waits"),
        (MessageState::Waiting, Way::Paper) => (Tone::Plain, "To print"),
    };
    let what = match message.purpose {
        Purpose::Booking => "Booking",
        Purpose::HandOver => "Order",
    };
    let mut again = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        badge(ui, tone, word);
        let when = cx.facts.zone.date_time(message.at);
        let text = format!(
            "{what} {}, {} to …{}, {when} by {}",
            message.subject,
            message.way.name(),
            message.ending,
            message.by
        );
        one_line(ui, fine_print(ui, text));
    });
    if let (MessageState::Failed, Some(problem)) = (message.state, &message.problem) {
        banner(ui, Tone::Bad, &sentence(problem));
        let push = Push::new("Send it again").named(format!("Send message {} again", message.id));
        again = ui.add_enabled(!busy, push).clicked();
    }
    again
}
