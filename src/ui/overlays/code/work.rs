//! What the dialog has the shop do behind the frames: reading, asking, trying, sending again.

use super::CodeDialog;
use crate::{
    shop::{
        Permission, Refusal, Trouble,
        codes::{self, AskCode, CodeRules, NoteShown, RetryMessages, Standing, Verdict, Way},
        settings,
    },
    store::Fault,
    ui::{
        remote::{Ask, Outcome, sentence},
        window::Cx,
    },
};

impl CodeDialog {
    /// Reads how the code stands, and has the customer's display show it if it goes there.
    pub(super) fn read(&mut self, cx: &Cx<'_>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let of = (self.of.purpose, self.of.subject);
        self.now.keep(cx.desk, cx.changes, &(), move |()| {
            let now = shop.now();
            let read = shop.consult(&session, Permission::Sell, |db| {
                let (rules, _) = settings::load::<CodeRules>(db)?;
                Ok((codes::standing(db, of, now)?, rules.way))
            });
            or_nothing(read)
        });
        let on_display = self.live(cx).filter(|live| live.way == Way::Display);
        match on_display.map(|live| live.code) {
            None => cx.display.show_code(None),
            Some(code) => {
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                self.shown.keep(cx.desk, cx.changes, &code, move |code| {
                    let shown = codes::shown(&shop, &session, *code);
                    or_nothing(shown.map(|shown| shown.map(|digits| digits.to_string())))
                });
                let digits = self.shown.answer_to(&code).and_then(Option::as_deref);
                cx.display.show_code(digits.map(|digits| (code, digits)));
                self.note_drawn(cx, code);
            }
        }
    }

    /// Tells the shop, once, that the customer's display has drawn the code.
    fn note_drawn(&mut self, cx: &Cx<'_>, code: i64) {
        let noted = self.noting.as_ref().is_some_and(|(of, _)| *of == code);
        if !noted && cx.display.is_open() && cx.display.drawn_code() == Some(code) {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let ask = Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, NoteShown { code })
            });
            self.noting = Some((code, ask));
        }
    }

    /// Takes what was answered; true once the code was right.
    pub(super) fn answers(&mut self) -> bool {
        // Where it could not be noted, the code is said to wait although it is to be seen.
        match self.noting.as_mut().and_then(|(_, ask)| ask.answer()) {
            Some(Outcome::Done(_)) => self.now.read_again(),
            Some(Outcome::Refused(_) | Outcome::Failed(_)) | None => {}
        }
        match self.asking.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => {
                self.asking = None;
                self.typed.clear();
                self.wrong = None;
                self.over = false;
                self.begun = false;
                self.now.read_again();
            }
            Some(Outcome::Refused(refusal)) => {
                self.asking = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        match self.sending.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => self.sending = None,
            Some(Outcome::Refused(refusal)) => {
                self.sending = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        match self.trying.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(Verdict::Right)) => return true,
            Some(Outcome::Done(verdict)) => {
                self.trying = None;
                self.typed.clear();
                self.wrong = Some(sentence(&verdict));
                self.now.read_again();
            }
            Some(Outcome::Refused(Refusal::Invalid { field, why })) if field == "code" => {
                self.trying = None;
                self.wrong = Some(sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => {
                self.trying = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        false
    }

    /// Asks for a code.
    pub(super) fn ask(&mut self, cx: &Cx<'_>, way: Option<Way>) {
        self.trouble = None;
        if let Some(asking) = &mut self.asking {
            asking.again(cx.desk);
            return;
        }
        let ask = AskCode {
            purpose: self.of.purpose,
            subject: self.of.subject,
            customer: self.of.customer,
            phone: self.of.phone.clone(),
            way,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.asking = Some(Ask::send(cx.desk, move |request| {
            shop.ask_code(&session, request, ask.clone())
        }));
    }

    /// Tries what was typed.
    pub(super) fn check(&mut self, cx: &Cx<'_>) {
        self.trouble = None;
        if let Some(trying) = &mut self.trying {
            trying.again(cx.desk);
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (act, typed) = (self.act.clone(), self.typed.clone());
        self.trying = Some(Ask::send(cx.desk, move |request| {
            act(&shop, &session, request, &typed)
        }));
    }

    /// Has the message sent again that brings it.
    pub(super) fn send_again(&mut self, cx: &Cx<'_>, live: Option<&Standing>) {
        let Some(message) = live.map(|live| live.message_id) else {
            return;
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.sending = Some(Ask::send(cx.desk, move |request| {
            let retry = RetryMessages {
                message: Some(message),
            };
            shop.execute(&session, request, retry)
        }));
    }
}

/// What could be read; nothing where the person may not.
fn or_nothing<T: Default>(read: Result<T, Trouble>) -> Result<T, Fault> {
    match read {
        Ok(read) => Ok(read),
        Err(Trouble::Refused(_)) => Ok(T::default()),
        Err(Trouble::Fault(fault)) => Err(fault),
    }
}
