//! The payments: looked for, listed, and one of them told whole.
//!
//! Promises: what happens anywhere shows by itself; what needs a person is found with one press;
//! the provider is asked in the background, and what it answered is said at the payment it was
//! asked about, whichever is shown then. Leaves out what is told of one: `story` has that.

mod found;

use egui::{Context, Id, Key, Modifiers, Panel, ScrollArea, Ui};

use super::{
    Link,
    acting::{Acting, Deed, Did, Next},
    asking::{self, Heard},
    story::{self, Shown},
    words,
};
use crate::{
    shop::{
        Permission, invoices,
        payments::{self, Look, Payment, RefundState},
    },
    ui::{
        actions::Action,
        remote::{Ask, Live, Outcome, sentence},
        theme::GAP_S,
        widgets::{Tone, banner, fine_print, nothing, typing_goes_to},
        window::Cx,
    },
    values::{Money, PaymentId},
};

/// How many payments are listed at first, and how many more each time older ones are asked for.
const PAGE: u32 = 100;

/// At most so many that need a person are counted.
const COUNTED: u32 = 99;

/// What the list was read for.
#[derive(Clone, PartialEq)]
struct Asked {
    look: Look,
    limit: u32,
}

/// What was read for it.
struct Found {
    rows: Vec<Payment>,
    /// How many need a person, whatever is looked for.
    needing: usize,
}

/// The payments of one window.
#[derive(Default)]
pub struct Payments {
    look: Look,
    pages: u32,
    found: Live<Asked, Found>,
    chosen: Option<PaymentId>,
    shown: Live<PaymentId, Option<Shown>>,
    acting: Option<Acting>,
    asking: Option<(PaymentId, Ask<Heard>)>,
    heard: Option<(PaymentId, Tone, String)>,
    wanted: Vec<Action>,
    focus_search: bool,
    bring: bool,
}

impl Payments {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Shows one payment, wherever it stands in the list.
    pub fn open(&mut self, payment: PaymentId) {
        self.look = Look::default();
        self.chosen = Some(payment);
        self.bring = true;
    }

    /// The payment that is shown.
    fn payment(&self) -> Option<&Payment> {
        let shown = self.shown.latest()?.as_ref()?;
        (Some(shown.payment.id) == self.chosen).then_some(&shown.payment)
    }

    /// Shows it; where another tab is wished for, which.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, can_ask: bool) -> Option<Link> {
        self.keep(cx);
        self.take_answers(cx);
        self.obey(cx, can_ask);
        let ctx = ui.ctx().clone();
        let search = Id::unique("payment search").with(cx.desk.viewport());
        if !cx.covered && !ctx.any_popup_open() && self.acting.is_none() {
            let now = std::mem::take(&mut self.focus_search);
            typing_goes_to(&ctx, search, now);
            self.walk(&ctx);
        }
        let mut link = None;
        let width = match ctx.content_rect().width() >= 1240.0 {
            true => 440.0,
            false => 384.0,
        };
        Panel::right("payment")
            .resizable(false)
            .exact_size(width)
            .frame(super::side(ui))
            .show(ui, |ui| link = self.detail(ui, cx, can_ask));
        egui::CentralPanel::default()
            .frame(super::main(ui))
            .show(ui, |ui| self.list(ui, cx, search));
        self.dialog(&ctx, cx, can_ask);
        link
    }

    fn keep(&mut self, cx: &Cx<'_>) {
        let asked = Asked {
            look: self.look.clone(),
            limit: PAGE.saturating_mul(self.pages.saturating_add(1)),
        };
        let shop = cx.shop.clone();
        self.found.keep(cx.desk, cx.changes, &asked, move |asked| {
            let now = shop.now();
            let needing = Look {
                needs_person: true,
                ..Look::default()
            };
            shop.read(|db| {
                Ok(Found {
                    rows: payments::look(db, &asked.look, now, asked.limit)?,
                    needing: payments::look(db, &needing, now, COUNTED)?.len(),
                })
            })
        });
        let Some(chosen) = self.chosen else { return };
        let shop = cx.shop.clone();
        self.shown.keep(cx.desk, cx.changes, &chosen, move |id| {
            shop.read(|db| {
                let Some(payment) = payments::payment(db, *id)? else {
                    return Ok(None);
                };
                Ok(Some(Shown {
                    strays: payments::strays(db, *id)?,
                    refunds: payments::refunds(db, *id)?,
                    story: payments::story(db, *id)?,
                    invoice: invoices::invoice(db, payment.invoice)?,
                    payment,
                }))
            })
        });
    }

    fn take_answers(&mut self, cx: &mut Cx<'_>) {
        let Some((payment, ask)) = &mut self.asking else {
            return;
        };
        let Some(answer) = ask.answer() else { return };
        let (tone, text) = match answer {
            Outcome::Done(heard) => heard.words(),
            Outcome::Refused(refusal) => (Tone::Bad, sentence(&refusal)),
            Outcome::Failed(why) => (Tone::Bad, why),
        };
        if self.chosen != Some(*payment) {
            cx.notes.say(tone, format!("Payment {payment}: {text}"));
        }
        self.heard = Some((*payment, tone, text));
        self.asking = None;
    }

    fn obey(&mut self, cx: &Cx<'_>, can_ask: bool) {
        for action in std::mem::take(&mut self.wanted) {
            match action {
                Action::Search => self.focus_search = true,
                Action::VerifyPayment if can_ask => self.verify(cx),
                Action::GiveBack => self.begin(cx, Deed::GiveBack),
                _ => {}
            }
        }
    }

    /// Asks the provider about the payment that is shown; one is asked about at a time.
    fn verify(&mut self, cx: &Cx<'_>) {
        let Some(payment) = self.payment().map(|payment| payment.id) else {
            return;
        };
        if self.asking.is_none() {
            self.heard = None;
            self.asking = Some((payment, asking::ask(cx, payment)));
        }
    }

    fn begin(&mut self, cx: &Cx<'_>, deed: Deed) {
        let free = self.acting.is_none();
        let Some(payment) = self.payment().filter(|_| free) else {
            return;
        };
        let currency = cx.facts.currency;
        let acting = Acting::new(payment, deed, currency);
        let may = cx.standing.may(Permission::Refund);
        self.acting = match deed {
            Deed::SettleRefund(key) | Deed::Credit(key) => {
                let shown = self.shown.latest().and_then(Option::as_ref);
                let mut refunds = shown.iter().flat_map(|shown| &shown.refunds);
                let refund = refunds.find(|refund| refund.key == key);
                refund
                    .filter(|_| may)
                    .map(|refund| acting.settling(refund, currency))
            }
            Deed::GiveBackOther => {
                let shown = self.shown.latest().and_then(Option::as_ref);
                let mut strays = shown.iter().flat_map(|shown| &shown.strays);
                let stray = strays.find(|stray| stray.left() > Money::ZERO);
                stray.filter(|_| may).map(|stray| acting.of(stray.clone()))
            }
            _ if story::offers(cx, payment).contains(&deed) => Some(acting),
            _ => None,
        };
    }

    fn dialog(&mut self, ctx: &Context, cx: &mut Cx<'_>, can_ask: bool) {
        if let (Some(acting), Some(Some(shown))) = (&mut self.acting, self.shown.latest()) {
            acting.keep(&shown.payment);
        }
        let Some(acting) = &mut self.acting else {
            return;
        };
        match acting.show(ctx, cx) {
            Next::Stays => return,
            Next::Back => {}
            Next::Done(did) => self.did(cx, did, can_ask),
        }
        self.acting = None;
        self.focus_search = true;
        ctx.request_repaint();
    }

    fn did(&mut self, cx: &mut Cx<'_>, did: Did, can_ask: bool) {
        let (tone, text) = match did {
            Did::SetAside(amount) => {
                if can_ask {
                    self.verify(cx);
                    let text =
                        format!("{amount} is set aside; the provider is asked to give it back.");
                    (Tone::Good, text)
                } else {
                    let text = format!("{amount} is set aside, and waits for a provider.");
                    (Tone::Warn, text)
                }
            }
            Did::Settled(verdict) => words::verdict(&verdict),
            Did::RefundSettled(RefundState::Done) => {
                (Tone::Good, "The refund is counted as gone back.".to_owned())
            }
            Did::RefundSettled(_) => {
                let text = "The refund did not go back; it may go another way.";
                (Tone::Warn, text.to_owned())
            }
            Did::Credited(number) => (Tone::Good, format!("Credit note {number} is issued.")),
            Did::Seen => (Tone::Good, "The flag is taken down.".to_owned()),
            Did::Sold(receipt) => (Tone::Good, format!("Sold on receipt {receipt}.")),
            Did::GivenUp { goods } => {
                let text = match goods {
                    true => "It is given up; its goods are on the shelf again.",
                    false => "It is given up; what it was for is still to be paid.",
                };
                (Tone::Good, text.to_owned())
            }
        };
        cx.notes.say(tone, text);
    }

    fn detail(&mut self, ui: &mut Ui, cx: &Cx<'_>, can_ask: bool) -> Option<Link> {
        let Some(chosen) = self.chosen else {
            nothing(
                ui,
                "No payment chosen",
                "Pick one at the left to see all that was told of it.",
            );
            return None;
        };
        if let Some(trouble) = self.shown.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let shown = self.shown.latest()?.as_ref();
        let shown = shown.filter(|shown| shown.payment.id == chosen)?;
        let payment = &shown.payment;
        let mut wish = story::Wish::default();
        let asking = self.asking.as_ref().filter(|(id, _)| *id == chosen);
        let state = story::Asking {
            can: can_ask,
            free: self.asking.is_none(),
        };
        story::head(ui, cx, payment);
        Panel::bottom("what may be done with the payment")
            .resizable(false)
            .frame(super::foot(ui))
            .show(ui, |ui| story::foot(ui, cx, payment, state, &mut wish));
        ScrollArea::vertical()
            .id_salt(("payment", chosen.get()))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                if let Some((_, ask)) = asking {
                    let text = ask.held_up(ui.ctx(), cx.shop);
                    let text = text.unwrap_or_else(|| "The provider is asked …".to_owned());
                    ui.label(fine_print(ui, text));
                    ui.add_space(GAP_S);
                }
                let heard = self.heard.as_ref().filter(|(id, ..)| *id == chosen);
                if let Some((_, tone, text)) = heard {
                    banner(ui, *tone, text);
                    ui.add_space(GAP_S);
                }
                story::show(ui, cx, shown, &mut wish);
            });
        let story::Wish { verify, deed, link } = wish;
        if verify {
            self.verify(cx);
        }
        if let Some(deed) = deed {
            self.begin(cx, deed);
        }
        link
    }

    /// The arrows: another payment is chosen and brought into sight.
    fn walk(&mut self, ctx: &Context) {
        let Some(found) = self.found.latest().filter(|found| !found.rows.is_empty()) else {
            return;
        };
        let step = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                1
            } else if pressed(Key::ArrowUp) {
                -1
            } else {
                0
            }
        });
        let enter = ctx.input(|input| input.key_pressed(Key::Enter));
        let at = self
            .chosen
            .and_then(|id| found.rows.iter().position(|row| row.id == id));
        let next = match (at, step) {
            (None, 0) if !enter => return,
            (Some(_), 0) => return,
            (None, _) => 0,
            (Some(at), step) => at.saturating_add_signed(step).min(found.rows.len() - 1),
        };
        self.chosen = found.rows.get(next).map(|row| row.id);
        self.bring = true;
    }
}
