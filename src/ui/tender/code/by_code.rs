//! A dialog's way to be paid by code: whether one waits already, asking for it, and its step.
//!
//! Promises: a code that waits is shown again, from whichever window it was begun; one press asks
//! once, however long the file is busy; without a provider it says what to do. Leaves out the
//! command that begins the payment, which whoever shows it gives.

use egui::{Context, Ui};

use super::{CodeNext, CodeStep, not_set_up};
use crate::{
    gateway::Setup,
    shop::{
        Trouble,
        payments::{Begun, of_fee, of_order},
        settings,
    },
    store::{Fault, ReadTx},
    ui::{
        actions::Action,
        remote::{Live, sentence},
        tender::Making,
        window::Cx,
    },
    values::{AppointmentId, OrderId, PaymentId, RequestId},
};

/// What is paid for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The fee of an appointment.
    Fee(AppointmentId),
    /// What is left to pay of an order.
    Order(OrderId),
}

/// What the file says of codes for it.
struct Codes {
    /// Why there can be none.
    missing: Option<&'static str>,
    /// The payment that is not over.
    payment: Option<PaymentId>,
}

/// Being paid by code.
pub struct ByCode {
    subject: Subject,
    codes: Live<Subject, Codes>,
    looked: bool,
    beginning: Making<Begun>,
    step: Option<CodeStep>,
}

impl ByCode {
    /// For this.
    #[must_use]
    pub fn of(subject: Subject) -> Self {
        Self {
            subject,
            codes: Live::default(),
            looked: false,
            beginning: Making::default(),
            step: None,
        }
    }

    /// Looks whether a code waits already, and takes the answer in to what was asked; call once a
    /// frame. What was refused goes to `error`.
    pub fn keep(&mut self, cx: &Cx<'_>, error: &mut Option<String>) {
        let shop = cx.shop.clone();
        let fresh = self.codes.keep(cx.desk, 0, &self.subject, move |subject| {
            shop.read(|db| Codes::read(db, *subject))
        });
        if fresh && !std::mem::replace(&mut self.looked, true) {
            let waits = self.codes.latest().and_then(|codes| codes.payment);
            self.step = waits.map(CodeStep::of);
        }
        match self.beginning.answer() {
            None => {}
            Some(Ok(begun)) => self.step = Some(CodeStep::of(begun.payment)),
            Some(Err(refusal)) => {
                *error = Some(sentence(&refusal));
                self.look_again();
            }
        }
    }

    /// Looks again, since something was refused: somebody may have shown a code meanwhile.
    pub fn look_again(&mut self) {
        self.looked = false;
        self.codes.read_again();
    }

    /// Why it could not be read whether a code waits.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.codes.trouble()
    }

    /// Whether the code is what is to be shown.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.step.is_some()
    }

    /// Whether one is being asked for.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.beginning.is_under_way()
    }

    /// Shows what lies over the dialog; true as long as something does.
    pub fn over(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        self.step.as_mut().is_some_and(|step| step.over(ctx, cx))
    }

    /// Shows the code.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> CodeNext {
        let Some(step) = &mut self.step else {
            return CodeNext::Stays;
        };
        let next = step.show(ui, cx);
        if matches!(next, CodeNext::Over(_)) {
            self.step = None;
        }
        next
    }

    /// Shows that it is being asked for, or could not be; true where that is left.
    pub fn show_beginning(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        self.beginning.show(ui, cx, "Asking for the code…")
    }

    /// Asks for it; what is in the way is answered.
    pub fn begin(
        &mut self,
        cx: &Cx<'_>,
        act: impl Fn(RequestId) -> Result<Begun, Trouble> + Send + Sync + 'static,
    ) -> Option<String> {
        match self.codes.latest().map(|codes| codes.missing) {
            Some(None) => {
                self.beginning.begin(cx, act);
                None
            }
            Some(Some(missing)) => Some(missing.to_owned()),
            None => Some(format!(
                "Whether the shop has a payment provider is not known yet; press “{}” again.",
                Action::QrPay.name()
            )),
        }
    }
}

impl Codes {
    fn read(db: &ReadTx<'_>, subject: Subject) -> Result<Codes, Fault> {
        let open = match subject {
            Subject::Fee(appointment) => of_fee(db, appointment)?,
            Subject::Order(order) => of_order(db, order)?,
        };
        Ok(Codes {
            missing: not_set_up(&settings::load::<Setup>(db)?.0),
            payment: open.first().map(|at| at.payment.id),
        })
    }
}
