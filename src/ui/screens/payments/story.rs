//! One payment whole: its money, what a person is to see to, its refunds, and its story.
//!
//! Promises: every message that came stands here in the order it came, with its door and what it
//! did; what can't be known is called unknown. Leaves out what is done about it: dialogs do that.

use egui::{Align, Grid, Label, Layout, RichText, Ui, Vec2};

use super::{Link, acting::Deed, back, words};
use crate::{
    shop::{
        Permission,
        invoices::Invoice,
        payments::{Flag, Payment, Refund, RefundState, State, StoryRow, Stray},
    },
    ui::{
        actions::Action,
        tender::flagged,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted, strong, title},
        window::Cx,
    },
    values::{Currency, Money},
};

/// A payment with all that belongs to it.
pub struct Shown {
    /// The payment.
    pub payment: Payment,
    /// What came for it and is not counted.
    pub strays: Vec<Stray>,
    /// What of it went back, or was to.
    pub refunds: Vec<Refund>,
    /// All that was told of it.
    pub story: Vec<StoryRow>,
    /// What it is for.
    pub invoice: Option<Invoice>,
}

/// What was pressed.
#[derive(Default)]
pub struct Wish {
    /// The provider is to be asked.
    pub verify: bool,
    /// A dialog is to be opened.
    pub deed: Option<Deed>,
    /// Something else is to be shown.
    pub link: Option<Link>,
}

/// Whether the provider can be asked.
#[derive(Clone, Copy)]
pub struct Asking {
    /// There is one.
    pub can: bool,
    /// It is not being asked already.
    pub free: bool,
}

/// What the person may do with a payment as it is now.
#[must_use]
pub fn offers(cx: &Cx<'_>, payment: &Payment) -> Vec<Deed> {
    let may = cx.standing.may(Permission::Refund);
    let sells = cx.standing.may(Permission::Sell);
    let untouched = payment.refunded == Money::ZERO && payment.refunding == Money::ZERO;
    let late = payment.state.is_paid() && payment.sale.is_none();
    let offered = [
        (sells && late && untouched, Deed::Fulfil),
        (may && words::left(payment) > Money::ZERO, Deed::GiveBack),
        (may && !payment.state.is_paid(), Deed::Settle),
        (
            sells && !payment.state.is_paid() && payment.state != State::Expired,
            Deed::GiveUp,
        ),
    ];
    let offered = offered.into_iter().filter(|(is, _)| *is);
    let seen = payment.flag.filter(|_| may).map(Deed::Seen);
    offered.map(|(_, deed)| deed).chain(seen).collect()
}

/// The head: which payment it is.
pub fn head(ui: &mut Ui, cx: &Cx<'_>, payment: &Payment) {
    ui.horizontal(|ui| {
        title(ui, &format!("Payment {}", payment.id));
        let (word, tone) = words::state(payment.state);
        badge(ui, tone, word);
    });
    let when = cx.facts.zone.date_time(payment.at);
    let text = format!("{when} · {} · {}", payment.by, payment.means.name());
    ui.add(Label::new(muted(ui, text)).truncate());
    ui.add_space(GAP);
}

/// What may be done with it.
pub fn foot(ui: &mut Ui, cx: &Cx<'_>, payment: &Payment, asking: Asking, wish: &mut Wish) {
    let offers = offers(cx, payment);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP);
        let verify = Push::new(Action::VerifyPayment.name()).keys(Action::VerifyPayment.keys());
        let verify = ui
            .add_enabled(asking.can && asking.free, verify)
            .on_hover_text(Action::VerifyPayment.hint());
        wish.verify |= verify.clicked();
        for deed in offers {
            let push = match deed {
                Deed::GiveBack => Push::new(Action::GiveBack.name()).keys(Action::GiveBack.keys()),
                Deed::Settle => Push::new("Settle by hand").kind(Kind::Quiet),
                Deed::Seen(_) => Push::new("It is seen to").kind(Kind::Quiet),
                // Those stand at what they are of.
                Deed::GiveBackOther | Deed::SettleRefund(_) | Deed::Credit(_) => continue,
                Deed::Fulfil if payment.appointment.is_some() => Push::primary("Take as the fee"),
                Deed::Fulfil if payment.hands_over.is_some() => Push::primary("Hand over for it"),
                Deed::Fulfil => Push::primary("Hand out again"),
                Deed::GiveUp => Push::new("Give up").kind(Kind::Danger),
            };
            if ui.add(push).clicked() {
                wish.deed = Some(deed);
            }
        }
    });
    if payment.state.is_paid() && !cx.standing.may(Permission::Refund) {
        ui.label(fine_print(ui, "Giving money back is for admins."));
    }
}

/// Shows everything but head and foot.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, wish: &mut Wish) {
    let payment = &shown.payment;
    if let Some(flag) = payment.flag {
        let tone = match flag {
            Flag::PaidAfterRelease | Flag::NotSold | Flag::RefundFailed | Flag::NotCredited => {
                Tone::Warn
            }
            _ => Tone::Bad,
        };
        banner(ui, tone, &flagged(payment, flag));
        ui.add_space(GAP_S);
    }
    // It may have been seen to before it was given back, or credited.
    back::offer_to_give_back(ui, cx, shown, wish);
    back::offer_to_credit(ui, cx, shown, wish);
    if payment.flag.is_some() {
        ui.add_space(GAP);
    }
    if let Some(unknown) = unknown(cx, shown) {
        banner(ui, Tone::Warn, unknown);
        let mut refunds = shown.refunds.iter();
        let of = refunds.find(|refund| refund.state == RefundState::Unknown);
        if let Some(refund) = of.filter(|_| cx.standing.may(Permission::Refund)) {
            back::offer_to_settle(ui, refund, wish);
        }
        ui.add_space(GAP);
    }
    money(ui, cx, payment);
    ui.add_space(GAP);
    ties(ui, cx, shown, wish);
    back::show(ui, cx, shown, wish);
    heading(ui, "What was told, and what it did");
    if shown.story.is_empty() {
        ui.label(muted(ui, "Nothing was told of it yet."));
    }
    for told in &shown.story {
        one_told(ui, cx, told);
    }
    ids(ui, payment);
}

/// What can't be told of a payment, where something can't.
fn unknown(cx: &Cx<'_>, shown: &Shown) -> Option<&'static str> {
    let late = shown.payment.until <= cx.shop.now();
    match shown.payment.state {
        State::Authorized if late => Some(
            "Its money was promised and has not come in time. Whether it will is unknown: look \
             at the provider's page, or verify again later.",
        ),
        _ if shown
            .refunds
            .iter()
            .any(|refund| refund.state == RefundState::Unknown) =>
        {
            Some(
                "Of a refund it is unknown whether the money went back. Verifying asks for the \
                 same refund again, which gives nothing back twice; where that does not help, \
                 say what became of it.",
            )
        }
        _ => None,
    }
}

fn money(ui: &mut Ui, cx: &Cx<'_>, payment: &Payment) {
    let currency = cx.facts.currency;
    let t = tokens(ui);
    let rows = [
        ("Asked for", Some(payment.amount)),
        ("Came", Some(payment.captured)),
        ("Paid invoices", Some(payment.allocated)),
        ("Went back", Some(payment.refunded)),
        (
            "On its way back",
            Some(payment.refunding).filter(|money| *money > Money::ZERO),
        ),
        (
            "May still go back",
            Some(words::left(payment)).filter(|_| payment.state.is_paid()),
        ),
    ];
    egui::Frame::new()
        .fill(t.sunken)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().interact_size.y = 20.0;
            ui.spacing_mut().item_spacing.y = 3.0;
            for (name, amount) in rows {
                let Some(amount) = amount else { continue };
                ui.horizontal(|ui| {
                    ui.label(muted(ui, name));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(strong(currency.format(amount)));
                    });
                });
            }
        });
}

/// What the provider calls it.
fn ids(ui: &mut Ui, payment: &Payment) {
    if payment.order.is_none() && payment.payment.is_none() {
        return;
    }
    heading(ui, "At the provider");
    Grid::new("ids at the provider")
        .num_columns(2)
        .min_row_height(20.0)
        .spacing(Vec2::new(12.0, 4.0))
        .show(ui, |ui| {
            let ids = [("Order", &payment.order), ("Payment", &payment.payment)];
            for (name, id) in ids {
                let Some(id) = id else { continue };
                ui.label(fine_print(ui, name));
                let id = RichText::new(id.as_str()).font(theme::plain(theme::SMALL));
                ui.add(Label::new(id).selectable(true).wrap());
                ui.end_row();
            }
        });
}

/// What belongs to it elsewhere.
fn ties(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, wish: &mut Wish) {
    let payment = &shown.payment;
    ui.horizontal_wrapped(|ui| {
        let text = format!("Invoice {}", payment.invoice_number);
        if ui.add(Push::new(&text)).clicked() {
            wish.link = Some(Link::Invoice(payment.invoice));
        }
        if let Some(sale) = payment.sale {
            ui.label(strong(format!("Receipt {sale}")));
        }
    });
    if payment.sale.is_none() && !payment.state.is_paid() {
        let until = cx.facts.zone.date_time(payment.until);
        let text = match (payment.state, payment.is_for_goods()) {
            (State::Expired, false) => "Its code counts no more.".to_owned(),
            (_, false) => format!("Its code is good until {until}."),
            (State::Expired, true) => "Its goods are on the shelf again.".to_owned(),
            (_, true) => format!("Its goods are held until {until}."),
        };
        ui.label(fine_print(ui, text));
    }
    if let Some(invoice) = &shown.invoice {
        let names: Vec<&str> = invoice
            .lines
            .iter()
            .map(|line| line.name.as_str())
            .collect();
        ui.add(Label::new(fine_print(ui, names.join(", "))).wrap());
    }
}

pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(GAP);
    ui.label(RichText::new(text).font(theme::strong(theme::BODY)));
    ui.add_space(GAP_S);
}

/// A surface for one thing that happened.
pub(super) fn entry(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    egui::Frame::new()
        .fill(t.canvas)
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = 20.0;
            add(ui);
        });
    ui.add_space(GAP_S);
}

pub(super) fn one_told(ui: &mut Ui, cx: &Cx<'_>, told: &StoryRow) {
    let zone = cx.facts.zone;
    let (did, tone) = words::did(&told.verdict);
    entry(ui, |ui| {
        ui.horizontal(|ui| {
            ui.add(Label::new(strong(words::said(&told.said))).wrap());
        });
        let mut way = format!("{}, {}", zone.date_time(told.at), words::door(told.door));
        if let Some(sent) = told.sent_at {
            way.push_str(&format!("; it says {}", zone.date_time(sent)));
        }
        ui.add(Label::new(fine_print(ui, way)).wrap());
        let amount = Currency::tell(&told.currency, told.amount);
        let text = format!("{amount} · {}", told.payment);
        ui.add(Label::new(fine_print(ui, text)).wrap());
        if let Some(detail) = &told.detail {
            ui.add(Label::new(fine_print(ui, detail)).wrap());
        }
        let (ink, _) = tone.colours(ui);
        let mut text = did.to_owned();
        if let Some(flag) = told.flag {
            text.push_str(&format!(" ({})", words::flag(flag).to_lowercase()));
        }
        let text = RichText::new(text).font(theme::strong(theme::SMALL));
        ui.add(Label::new(text.color(ink)).wrap());
    });
}
