//! What came and was put aside: listed, one whole, and seen to.

use clap::Subcommand;
use serde::Serialize;

use super::told::{amount_told, story};
use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop, table},
        typed,
    },
    gateway::{Gist, gist},
    shop::{
        Permission, Refusal, Shop,
        payments::{self, Aside, AsideId, AsideWhy, SeenAside},
    },
    values::Currency,
};

/// What came and was put aside: it counts nothing.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AsideTask {
    /// What nobody has seen to yet, newest first
    List {
        /// What was seen to, too
        #[arg(long)]
        all: bool,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One of them: what arrived, when, by which door, and why it counts nothing
    Show {
        /// Which, such as message-12 or news-5
        aside: String,
    },
    /// Note that somebody has seen to one
    Seen {
        /// Which, such as message-12 or news-5
        aside: String,
        /// What was done about it
        #[arg(long)]
        note: String,
        #[command(flatten)]
        asking: Asking,
    },
}

/// One that was put aside, with what its message is about: nothing of people in it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    aside: Aside,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Gist>,
}

fn named(typed: &str) -> Result<AsideId, Refusal> {
    AsideId::parse(typed).map_err(|why| Refusal::invalid("aside", why))
}

impl AsideTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            AsideTask::List { all, limit } => list(common, out, all, limit),
            AsideTask::Show { aside } => show(common, out, named(&aside)?),
            AsideTask::Seen {
                aside,
                note,
                asking,
            } => {
                let aside = named(&aside)?;
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let seen = shop.execute(&session, request, SeenAside { aside, note })?;
                out.done(request, &seen, || format!("{seen} is seen to"))
            }
        }
    }
}

fn list(common: &Common, out: &Out, all: bool, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let now = shop.now();
    let found = shop.consult(&session, Permission::Refund, |db| {
        payments::asides(db, !all, now, limit)
    })?;
    out.tell(&found, || {
        if found.is_empty() {
            return match all {
                true => "nothing was put aside".to_owned(),
                false => "nothing that was put aside waits for anybody".to_owned(),
            };
        }
        let row = |aside: &Aside| {
            [
                aside.id.to_string(),
                shop.about().zone.date_time(aside.at),
                aside.door.word().to_owned(),
                words(aside),
                match (&aside.seen, aside.is_open) {
                    (Some(seen), _) => format!("seen to by {}", seen.by),
                    (None, true) => "open".to_owned(),
                    (None, false) => "seen to".to_owned(),
                },
            ]
        };
        let rows: Vec<[String; 5]> = found.iter().map(row).collect();
        table(["which", "at", "door", "what", ""], &rows)
    })
}

fn show(common: &Common, out: &Out, id: AsideId) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let now = shop.now();
    let (aside, body) = shop.consult(&session, Permission::Refund, |db| {
        Ok((payments::aside(db, id, now)?, payments::body_of(db, id)?))
    })?;
    let aside = aside.ok_or_else(|| Refusal::unknown("message put aside as", id))?;
    let message = body.map(|body| gist(&body));
    let shown = Shown { aside, message };
    out.tell(&shown, || told(&shop, &shown))
}

fn told(shop: &Shop, Shown { aside, message }: &Shown) -> String {
    let zone = shop.about().zone;
    let mut text = format!(
        "{}, {} by {}{}\nwhy: {}\nit counts nothing",
        aside.id,
        zone.date_time(aside.at),
        aside.door.word(),
        aside
            .event
            .as_ref()
            .map_or_else(String::new, |event| format!(" as {event}")),
        words(aside),
    );
    match (&aside.seen, aside.payment) {
        (Some(seen), _) => text.push_str(&format!(
            "\nseen to by {} at {}: {}",
            seen.by,
            zone.date_time(seen.at),
            seen.note
        )),
        (None, Some(payment)) => text.push_str(&format!(
            "\nit is seen to at its payment: sherbet payments show {payment}"
        )),
        (None, None) => text.push_str("\nnobody has seen to it yet"),
    }
    if let Some(message) = message {
        let event = message
            .event
            .as_deref()
            .unwrap_or("nothing that can be read");
        text.push_str(&format!("\nit says: {event}, {} bytes", message.bytes));
        for part in &message.about {
            let amount = match (part.amount, part.currency.as_deref()) {
                (Some(amount), Some(code)) => Currency::tell(code, amount),
                _ => String::new(),
            };
            let known = [part.id.as_deref(), part.status.as_deref(), Some(&amount)];
            let known = known
                .into_iter()
                .flatten()
                .filter(|known| !known.is_empty());
            let known: Vec<&str> = known.collect();
            text.push_str(&format!("\n  {}: {}", part.what, known.join(", ")));
        }
    }
    if let AsideWhy::Flagged { told } = &aside.why {
        text.push_str("\n\n");
        text.push_str(&story(shop, std::slice::from_ref(&**told)));
    }
    text
}

/// Why it counts nothing, in words.
fn words(aside: &Aside) -> String {
    match &aside.why {
        AsideWhy::NotUnderstood { why } => format!("not understood: {why}"),
        AsideWhy::Stuck { why } => format!("could not be worked through, is tried again: {why}"),
        AsideWhy::Waits => "not worked through yet: nobody sees to the provider".to_owned(),
        AsideWhy::Flagged { told } => {
            // What was done with is not asked for once more.
            let flag = told
                .flag
                .map_or_else(String::new, |flag| match aside.is_open {
                    true => flag.to_string(),
                    false => flag.fact().to_owned(),
                });
            format!("{} {}: {flag}", told.currency, amount_told(told))
        }
    }
}
