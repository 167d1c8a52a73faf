//! The step of a dialog in which a customer pays by QR.
//!
//! Promises: what it shows is what the shop's file says, so it can be left and opened again;
//! nothing counts as paid that the shop has not counted. Leaves out beginning the payment, and
//! what is done once it is paid or given up: whoever shows it does both.

use std::time::Duration;

use egui::{Align, Context, Label, Layout, Ui};

use super::{beware, face, found, give_back, gone::Gone, practise, sold, told, verify};
use crate::{
    gateway::Setup,
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        payments::{AtCounter, FulfilAgain, Goods, Release, StoryRow, Verdict, at_counter, story},
        sales::Sold,
        settings,
    },
    store::{Fault, ReadTx},
    ui::{
        actions::Action,
        overlays::grant::{self, GrantForm},
        remote::{Ask, Live, Outcome, sentence},
        theme::GAP_S,
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted},
        window::Cx,
    },
    values::{PaymentId, RequestId, ShiftId, ShopZone},
};

/// The height that what stands around the code needs, in points.
const AROUND: f32 = 560.0;

/// The step while it is shown.
pub struct CodeStep {
    payment: PaymentId,
    seen: Live<PaymentId, Option<Seen>>,
    errand: Option<Ask<Came>>,
    /// Why what was asked could not be answered; asked again, it is the same request.
    failed: Option<String>,
    grant: Option<Box<GrantForm>>,
    /// What came of what was asked last.
    said: Option<(Tone, String)>,
}

/// How it stands.
struct Seen {
    setup: Setup,
    at: AtCounter,
    /// What was told of it last.
    last: Option<StoryRow>,
    sold: Option<Sold>,
    /// What it was asked for, where that was cancelled.
    gone: Option<Gone>,
}

/// What can be done about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Ask the provider now.
    Verify,
    /// Give it up.
    Cancel,
    /// Pay as a customer would, at the practice provider.
    Practise,
    /// Take the money that came too late for what it was asked for.
    Take,
    /// Give that money back.
    GiveBack,
}

/// What came of it.
enum Came {
    Told(Vec<Verdict>),
    /// What the shop's file says now is all there is to tell.
    Done,
    GoesBack,
}

/// What comes after a frame of it.
pub enum CodeNext {
    /// It stays.
    Stays,
    /// It was put aside: the payment goes on by itself.
    Aside,
    /// It is paid: its sale.
    Paid(Sold),
    /// It is over without a sale, and why.
    Over(String),
}

impl CodeStep {
    /// For this payment.
    #[must_use]
    pub fn of(payment: PaymentId) -> Self {
        Self {
            payment,
            seen: Live::default(),
            errand: None,
            failed: None,
            grant: None,
            said: None,
        }
    }

    /// Shows what lies over the dialog; true as long as something does.
    pub fn over(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        let Some(grant) = &mut self.grant else {
            return false;
        };
        match grant.show(ctx, cx.shop, cx.session, cx.desk, cx.changes) {
            grant::Verdict::Waits => return true,
            grant::Verdict::Granted => {
                if let Some(ask) = &mut self.errand {
                    ask.again(cx.desk);
                }
            }
            grant::Verdict::Away => self.errand = None,
        }
        self.grant = None;
        ctx.request_repaint();
        false
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> CodeNext {
        let (shop, zone) = (cx.shop.clone(), cx.facts.zone);
        self.seen
            .keep(cx.desk, cx.changes, &self.payment, move |payment| {
                shop.read(|db| Seen::read(db, zone, *payment))
            });
        self.take_answer();
        if let Some(trouble) = self.seen.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(seen)) = self.seen.latest() else {
            ui.label(muted(ui, "Looking for the payment…"));
            return CodeNext::Stays;
        };
        if let Some(next) = seen.over() {
            return next;
        }
        if seen.at.goods == Goods::Held {
            // The time that is left, and what the provider's answers wait for.
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        ui.horizontal(|ui| {
            ui.label(fine_print(ui, &seen.at.payment.invoice_number));
            if seen.setup.is_practice() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    badge(ui, Tone::Warn, "PRACTICE");
                });
            }
        });
        let high = ui.ctx().content_rect().height() - AROUND;
        face(ui, cx, (&seen.setup, &seen.at), high);
        let status = cx.provider.status();
        let beware = match seen.gone {
            Some(gone) => Some(gone.told(&seen.at, cx.facts.currency)),
            None => beware(&seen.at, seen.last.as_ref(), &status, cx.facts.currency),
        };
        for (tone, text) in beware.iter().chain(&self.said) {
            banner(ui, *tone, text);
        }
        self.deeds(ui, cx)
    }

    fn take_answer(&mut self) {
        let outcome = match self.errand.as_mut().and_then(Ask::answer) {
            None => return,
            Some(Outcome::Failed(why)) => {
                self.failed = Some(why);
                return;
            }
            Some(outcome) => outcome,
        };
        if let Outcome::Refused(refusal) = &outcome
            && let Some(form) = GrantForm::of(refusal)
        {
            // It stays, with its request: granted, it is asked for again.
            self.grant = Some(Box::new(form));
            return;
        }
        self.errand = None;
        self.seen.read_again();
        self.said = match outcome {
            Outcome::Failed(_) | Outcome::Done(Came::Done) => None,
            Outcome::Refused(refusal @ Refusal::Provider { .. }) => {
                Some((Tone::Warn, sentence(&refusal)))
            }
            Outcome::Refused(refusal) => Some((Tone::Bad, sentence(&refusal))),
            Outcome::Done(Came::Told(verdicts)) => Some((Tone::Plain, told(&verdicts).to_owned())),
            Outcome::Done(Came::GoesBack) => {
                let text = "The money goes back to the customer, by the provider.";
                Some((Tone::Good, text.to_owned()))
            }
        };
    }

    /// What can be done about it.
    fn deeds(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> CodeNext {
        if let Some(why) = &self.failed {
            banner(ui, Tone::Bad, why);
            let again = Push::primary("Try again").width(f32::INFINITY);
            if ui.add(again).clicked() {
                self.failed = None;
                if let Some(ask) = &mut self.errand {
                    ask.again(cx.desk);
                }
            }
            return CodeNext::Stays;
        }
        let Some(Some(seen)) = self.seen.latest() else {
            return CodeNext::Stays;
        };
        if let Some(text) = self
            .errand
            .as_ref()
            .and_then(|ask| ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &text);
        }
        let free = self.errand.is_none();
        let has_order = seen.at.payment.order.is_some();
        let mut deed = None;
        let mut one = |ui: &mut Ui, enabled: bool, push: Push<'_>, chosen: Deed, hint: &str| {
            let button = ui.add_enabled(free && enabled, push.width(f32::INFINITY));
            if button.on_hover_text(hint).clicked() {
                deed = Some(chosen);
            }
        };
        ui.add_space(GAP_S);
        if seen.at.is_late() {
            let take = match seen.at.payment.hands_over {
                Some(_) => Push::primary("Hand the order over for it"),
                None => Push::primary("Take it as the fee"),
            };
            if seen.gone.is_none() {
                one(ui, true, take, Deed::Take, "Make the receipt of it now");
            }
            let back = Push::new("Give the money back").kind(Kind::Danger);
            let hint = "All of it goes back to the customer, by the provider";
            one(ui, true, back, Deed::GiveBack, hint);
            if !cx.standing.may(Permission::Refund) {
                let text = "To give it back, a supervisor is asked.";
                ui.add(Label::new(fine_print(ui, text)).wrap());
            }
        } else if seen.at.goods == Goods::Held {
            let by_key = Action::QrPay
                .entry()
                .shortcut
                .is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)));
            let verify = Push::primary("Verify now").keys(Action::QrPay.keys());
            let hint = "Ask the provider whether it is paid";
            one(ui, has_order, verify, Deed::Verify, hint);
            if seen.setup.is_practice() {
                let pay = Push::new("Pay as the customer would");
                let hint = "Tell the practice provider that the customer paid";
                one(ui, has_order, pay, Deed::Practise, hint);
            }
            let cancel = Push::new("Cancel the payment").kind(Kind::Danger);
            let hint = "The code counts no more, and it can be paid in another way";
            one(ui, true, cancel, Deed::Cancel, hint);
            if by_key && free && has_order {
                deed = Some(Deed::Verify);
            }
        }
        let aside = Push::new("Close").kind(Kind::Quiet).width(f32::INFINITY);
        let aside = ui.add(aside).on_hover_text("The payment goes on by itself");
        if let Some(deed) = deed {
            self.run(cx, deed);
        }
        match aside.clicked() {
            true => CodeNext::Aside,
            false => CodeNext::Stays,
        }
    }

    fn run(&mut self, cx: &Cx<'_>, deed: Deed) {
        self.said = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (payment, shift) = (self.payment, cx.shift);
        self.errand = Some(Ask::send(cx.desk, move |request| {
            carry_out((&shop, &session, request), deed, payment, shift)
        }));
    }
}

impl Seen {
    fn read(db: &ReadTx<'_>, zone: ShopZone, payment: PaymentId) -> Result<Option<Seen>, Fault> {
        let Some(at) = at_counter(db, payment)? else {
            return Ok(None);
        };
        Ok(Some(Seen {
            setup: settings::load::<Setup>(db)?.0,
            last: story(db, payment)?.pop(),
            sold: sold(db, &at)?,
            gone: Gone::read(db, zone, &at)?,
            at,
        }))
    }

    /// How it ended, once it has.
    fn over(&self) -> Option<CodeNext> {
        if let Some(sold) = &self.sold {
            return Some(CodeNext::Paid(sold.clone()));
        }
        // Of what was cancelled meanwhile nothing is to be taken in another way.
        if self.at.is_late() || self.gone.is_some() {
            return None;
        }
        let why = match (self.at.goods, self.at.payment.state.is_paid()) {
            (Goods::Held, _) => return None,
            (_, true) => "What was paid by QR goes back to the customer.",
            (Goods::Cancelled, false) => "The payment by QR was given up.",
            (_, false) => "It was not paid by QR in time.",
        };
        Some(CodeNext::Over(why.to_owned()))
    }
}

/// Does it, on a worker's thread.
fn carry_out(
    asker: (&Shop, &Session, RequestId),
    deed: Deed,
    payment: PaymentId,
    shift: Option<ShiftId>,
) -> Result<Came, Trouble> {
    let (shop, session, request) = asker;
    match deed {
        Deed::Verify => verify(shop, &found(shop, payment)?.payment).map(Came::Told),
        Deed::Practise => practise(shop, &found(shop, payment)?.payment).map(|()| Came::Done),
        Deed::Cancel => {
            let released = shop.execute(session, request, Release { payment });
            released.map(|_| Came::Done)
        }
        Deed::Take => {
            let taken = shop.execute(session, request, FulfilAgain { payment, shift });
            taken.map(|_| Came::Done)
        }
        Deed::GiveBack => {
            let payment = found(shop, payment)?.payment;
            give_back(asker, &payment).map(|_| Came::GoesBack)
        }
    }
}
