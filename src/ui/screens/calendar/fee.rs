//! Taking the fee of an appointment: by payments that are taken here, or by the provider's code.
//!
//! Promises: asked for once, however long the file is busy; the change is told; a code that waits
//! is shown again whenever the fee is taken, from whichever window it was begun. Leaves out taking
//! the payments and showing the code: `tender` does.

use egui::{Context, Label, RichText, Ui};

use crate::{
    gateway::Setup,
    shop::{
        appointments::{Appointment, PayFee},
        payments::{BeginFee, Begun, of_fee},
        sales::{Sold, Tender, TenderKind},
        settings,
    },
    store::{Fault, ReadTx},
    ui::{
        actions::Action,
        remote::{Live, sentence},
        tender::{CodeNext, CodeStep, HOLD_S, Making, Paying, made, not_set_up},
        theme::{self, GAP},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, title},
        window::Cx,
    },
    values::{AppointmentId, Money, PaymentId},
};

/// The dialog while it is open.
pub struct TakingFee {
    appointment: AppointmentId,
    who: String,
    total: Money,
    /// Whether it waited for its money when the dialog was opened; else it is about money that
    /// came too late.
    is_open: bool,
    /// What the file says of codes for it; looked at when it is opened, and when what was asked
    /// is refused.
    codes: Live<AppointmentId, Codes>,
    looked: bool,
    paying: Paying,
    making: Making<Sold>,
    beginning: Making<Begun>,
    code: Option<CodeStep>,
    error: Option<String>,
    sold: Option<Sold>,
}

/// What the file says of codes for a fee.
struct Codes {
    /// Why there can be none.
    missing: Option<&'static str>,
    /// The payment that is not over.
    payment: Option<PaymentId>,
}

impl Codes {
    fn read(db: &ReadTx<'_>, appointment: AppointmentId) -> Result<Codes, Fault> {
        let newest = of_fee(db, appointment)?.into_iter().next();
        Ok(Codes {
            missing: not_set_up(&settings::load::<Setup>(db)?.0),
            payment: newest.map(|at| at.payment.id),
        })
    }
}

impl TakingFee {
    /// Takes the fee of this one, where it has one.
    #[must_use]
    pub fn of(one: &Appointment) -> Option<Self> {
        let fee = one.fee.as_ref()?;
        Some(Self {
            appointment: one.id,
            who: one.customer_name.clone(),
            total: fee.total,
            is_open: fee.is_open(),
            codes: Live::default(),
            looked: false,
            paying: Paying::of(fee.total, Some(one.customer)).or_by_code(),
            making: Making::default(),
            beginning: Making::default(),
            code: None,
            error: None,
            sold: None,
        })
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        self.paying.keep(cx);
        self.look(cx);
        match self.making.answer() {
            None => {}
            Some(Ok(sold)) => self.sold = Some(sold),
            Some(Err(refusal)) => self.refused(sentence(&refusal)),
        }
        match self.beginning.answer() {
            None => {}
            Some(Ok(begun)) => self.code = Some(CodeStep::of(begun.payment)),
            Some(Err(refusal)) => self.refused(sentence(&refusal)),
        }
        let covered = match &mut self.code {
            Some(code) => code.over(ctx, cx),
            None => self.paying.over(ctx, cx, &mut self.error),
        };
        if covered {
            return false;
        }
        let mut over = false;
        let away = dialog(ctx, "take the fee", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            over = match &self.sold {
                Some(sold) => made(ui, cx, sold),
                None => self.pay(ui, cx),
            };
        });
        over || (away && !self.making.is_under_way() && !self.beginning.is_under_way())
    }

    /// Tells why, and looks again: somebody may have shown a code meanwhile.
    fn refused(&mut self, why: String) {
        self.error = Some(why);
        self.looked = false;
        self.codes.read_again();
    }

    /// Looks whether a code waits already.
    fn look(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        let fresh = self
            .codes
            .keep(cx.desk, 0, &self.appointment, move |appointment| {
                shop.read(|db| Codes::read(db, *appointment))
            });
        if fresh && !std::mem::replace(&mut self.looked, true) {
            let waits = self.codes.latest().and_then(|codes| codes.payment);
            self.code = waits.map(CodeStep::of);
        }
    }

    fn pay(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let currency = cx.facts.currency;
        title(ui, "Take the fee");
        ui.add(Label::new(muted(ui, &self.who)).wrap());
        if let Some(code) = &mut self.code {
            match code.show(ui, cx) {
                CodeNext::Stays => {}
                CodeNext::Aside => return true,
                CodeNext::Paid(sold) => self.sold = Some(sold),
                // It can be paid in another way now.
                CodeNext::Over(why) => {
                    (self.code, self.error) = (None, Some(why));
                    return !self.is_open;
                }
            }
            return false;
        }
        let total = RichText::new(currency.format_with_code(self.total));
        ui.label(total.font(theme::strong(theme::TOTAL)));
        if let Some(why) = &self.error {
            banner(ui, Tone::Bad, why);
        }
        if let Some(trouble) = self.codes.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if self.making.is_under_way() {
            return self.making.show(ui, cx, "Making the receipt…");
        }
        if self.beginning.is_under_way() {
            return self.beginning.show(ui, cx, "Asking for the code…");
        }
        if let Some(tenders) = self.paying.show(ui, cx, &mut self.error) {
            self.send(cx, tenders);
        }
        if self.paying.wants_code() {
            self.begin(cx);
        }
        buttons(ui, |ui| {
            let cancel = Push::new("Cancel").kind(Kind::Quiet);
            ui.add(cancel).clicked()
        })
    }

    /// Asks for it by the provider's code.
    fn begin(&mut self, cx: &Cx<'_>) {
        self.error = match self.codes.latest().map(|codes| codes.missing) {
            Some(None) => None,
            Some(Some(missing)) => Some(missing.to_owned()),
            None => Some(format!(
                "Whether the shop has a payment provider is not known yet; press “{}” again.",
                Action::QrPay.name()
            )),
        };
        if self.error.is_some() {
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let begin = BeginFee {
            appointment: self.appointment,
            means: TenderKind::Upi,
            hold_s: HOLD_S,
            note: None,
            shift: cx.shift,
        };
        self.beginning.begin(cx, move |request| {
            shop.execute(&session, request, begin.clone())
        });
    }

    fn send(&mut self, cx: &Cx<'_>, tenders: Vec<Tender>) {
        self.error = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let pay = PayFee {
            appointment: self.appointment,
            tenders,
            note: None,
            shift: cx.shift,
        };
        self.making.begin(cx, move |request| {
            shop.execute(&session, request, pay.clone())
        });
    }
}
