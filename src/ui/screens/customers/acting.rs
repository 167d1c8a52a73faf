//! What is asked for at once from the detail.

use super::{CustomerRoom, detail::Pressed};
use crate::{
    shop::customers::{EditCustomer, SayConsent},
    ui::{
        remote::{Ask, Outcome, sentence},
        window::Cx,
    },
    values::CustomerId,
};

impl CustomerRoom {
    /// Asks for what was pressed.
    pub(super) fn press(&mut self, cx: &Cx<'_>, customer: CustomerId, pressed: Pressed) {
        if self.ask.as_ref().is_some_and(Ask::under_way) {
            return;
        }
        self.trouble = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(match pressed {
            Pressed::Consent(channel, given) => {
                let say = SayConsent {
                    customer,
                    channel,
                    given,
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, say.clone())
                })
            }
            Pressed::Retire(retired) => {
                let version = self.shown_now().map_or(0, |known| known.customer.version);
                let edit = EditCustomer {
                    customer,
                    version,
                    name: None,
                    phone: None,
                    email: None,
                    note: None,
                    retired: Some(retired),
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, edit.clone()).map(drop)
                })
            }
        });
    }

    /// Takes the answer to what was pressed.
    pub(super) fn take_answer(&mut self) {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(())) => self.ask = None,
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => {
                self.ask = None;
                self.trouble = Some(why);
            }
        }
    }
}
