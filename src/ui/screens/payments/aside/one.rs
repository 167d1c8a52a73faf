//! One thing that was put aside: what arrived, when, by which door, and why it counts nothing.

use egui::{Label, RichText, Ui};

use super::{super::story, Shown};
use crate::{
    gateway::Gist,
    shop::payments::{AsideWhy, Flag},
    ui::{
        remote::sentence,
        screens::payments::{Link, words},
        theme::{self, GAP},
        widgets::{Push, Tone, badge, banner, fine_print, muted, strong, title},
        window::Cx,
    },
    values::Currency,
};

/// Shows it; its payment, where that is wished for.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown) -> Option<Link> {
    let aside = &shown.aside;
    let zone = cx.facts.zone;
    let mut link = None;
    ui.horizontal(|ui| {
        title(ui, &aside.id.to_string());
        let (word, tone) = words::aside(&aside.why);
        badge(ui, tone, word);
    });
    let when = zone.date_time(aside.at);
    let text = format!("{when}, {}", words::door(aside.door));
    ui.add(Label::new(muted(ui, text)).wrap());
    ui.add_space(GAP);
    let (why, next) = meaning(&aside.why);
    let tone = match aside.is_open {
        true => Tone::Warn,
        false => Tone::Plain,
    };
    banner(ui, tone, &why);
    ui.add(Label::new(RichText::new(next)).wrap());
    if let Some(seen) = &aside.seen {
        story::heading(ui, "Seen to");
        story::entry(ui, |ui| {
            ui.add(Label::new(strong(&seen.note)).wrap());
            let text = format!("{}, {}", zone.date_time(seen.at), seen.by);
            ui.add(Label::new(fine_print(ui, text)).wrap());
        });
    }
    if let Some(payment) = aside.payment {
        ui.add_space(GAP);
        if ui.add(Push::new(&format!("Payment {payment}"))).clicked() {
            link = Some(Link::Payment(payment));
        }
    }
    if let AsideWhy::Flagged { told } = &aside.why {
        story::heading(ui, "What was told, and what it did");
        story::one_told(ui, cx, told);
        if let Some(order) = &told.order {
            ui.add(Label::new(fine_print(ui, format!("For the order {order}"))).wrap());
        }
    }
    if let Some(message) = &shown.message {
        story::heading(ui, "What arrived");
        arrived(
            ui,
            cx,
            message,
            aside.event.as_ref().map(|event| event.as_str()),
        );
    }
    link
}

/// Why it counts nothing, and what is to be done.
fn meaning(why: &AsideWhy) -> (String, &'static str) {
    match why {
        AsideWhy::NotUnderstood { why } => (
            format!("The shop has no use for it: {}", sentence(why)),
            "It was acknowledged and did nothing. Where the provider sends many of its kind, take \
             that kind off the webhook on the provider's page.",
        ),
        AsideWhy::Stuck { why } => (
            format!("The program failed on it: {}", sentence(why)),
            "It waits and is tried again by itself; what it tells is not counted yet. Open \
             Diagnostics, and verify its payment: the poller counts the money, too.",
        ),
        AsideWhy::Waits => (
            "Nobody has worked it through yet.".to_owned(),
            "A window that is open, or “sherbet payments listen”, does so within seconds, unless \
             another program holds the file.",
        ),
        AsideWhy::Flagged { told } => {
            let flag = told.flag.unwrap_or(Flag::UnknownOrder);
            let next = match flag {
                Flag::UnknownOrder => {
                    "Nothing was counted. Where the same account takes money elsewhere, too, it \
                     is that; where it is nobody's, give it back on the provider's page."
                }
                Flag::WrongAmount | Flag::WrongCurrency | Flag::PaidTwice => {
                    "Nothing was counted. It is the customer's, and is given back from its payment."
                }
                Flag::PaidAfterRelease
                | Flag::NotSold
                | Flag::RefundTooMuch
                | Flag::RefundFailed
                | Flag::NotCredited
                | Flag::CardsNotEmptied
                | Flag::Disputed => "Nothing was counted by it. It is seen to at its payment.",
            };
            (sentence(&flag), next)
        }
    }
}

/// What a message is about: no names, addresses or numbers of people.
fn arrived(ui: &mut Ui, cx: &Cx<'_>, message: &Gist, event: Option<&str>) {
    story::entry(ui, |ui| {
        let kind = message.event.as_deref();
        let kind = kind.unwrap_or("A message that can't be read");
        ui.add(Label::new(strong(kind)).wrap());
        let mut facts = vec![format!("{} bytes", message.bytes)];
        facts.extend(event.map(str::to_owned));
        if let Some(sent) = message.sent_at {
            facts.push(format!("it says {}", cx.facts.zone.date_time(sent)));
        }
        ui.add(Label::new(fine_print(ui, facts.join(" · "))).wrap());
        for part in &message.about {
            let amount = part.amount.zip(part.currency.as_deref());
            let amount = amount.map(|(amount, code)| Currency::tell(code, amount));
            let known = [part.id.clone(), part.status.clone(), amount];
            let known: Vec<String> = known.into_iter().flatten().collect();
            let text = format!("{}: {}", part.what, known.join(" · "));
            let text = RichText::new(text).font(theme::plain(theme::SMALL));
            ui.add(Label::new(text).selectable(true).wrap());
        }
    });
    let text = "Names, addresses and numbers of people that it may hold are not shown.";
    ui.add(Label::new(fine_print(ui, text)).wrap());
}
