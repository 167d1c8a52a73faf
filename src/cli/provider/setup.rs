//! Which provider the shop has.

use std::net::SocketAddr;

use clap::Args;
use serde::Serialize;

use super::banner;
use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop},
        typed,
    },
    gateway::{Setup, practice::PRACTICE_KEY_ID},
    shop::{
        Permission, Refusal,
        settings::{self, ChangeSetting},
    },
};

/// Where the practice provider is when nobody says.
pub(super) const PRACTICE_AT: &str = "127.0.0.1:8790";

/// Choose the provider's account; what is left out stays.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetUp {
    /// The public name of the account's key, such as rzp_live_a1B2c3
    #[arg(long, value_name = "ID")]
    key_id: Option<String>,
    /// Where the provider answers, such as https://api.razorpay.com
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Work with the practice provider on this machine: no money moves
    #[arg(long, conflicts_with_all = ["key_id", "off"])]
    practice: bool,
    /// Have no provider any more
    #[arg(long, conflicts_with = "key_id")]
    off: bool,
    /// Listen for webhooks at this address and port, such as 127.0.0.1:8791
    #[arg(long, value_name = "ADDRESS", conflicts_with = "no_listen")]
    listen: Option<String>,
    /// Listen for no webhooks: the provider is asked instead
    #[arg(long)]
    no_listen: bool,
    /// The address may be one that other machines reach
    #[arg(long, requires = "listen")]
    publicly: bool,
    /// What webhooks may be addressed to, such as shop.example:8443; may be said again
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// The page customers' telephones open to pay: what the QR code at the counter says, such as
    /// https://shop.example/pay.html?order={order}
    #[arg(long, value_name = "URL")]
    pay_page: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Serialize)]
struct Chosen<'s> {
    version: i64,
    practice: bool,
    webhook_path: &'static str,
    value: &'s Setup,
}

impl SetUp {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let listen = self.listen.as_deref().map(address).transpose()?;
        let (shop, session) = common.come_in()?;
        let (now, version) =
            shop.consult(&session, Permission::ManageShop, settings::load::<Setup>)?;
        if !self.changes() {
            let chosen = Chosen {
                version,
                practice: now.is_practice(),
                webhook_path: crate::gateway::WEBHOOK_PATH,
                value: &now,
            };
            return out.tell(&chosen, || words(&now));
        }
        // Asked again, it is still the same question.
        let first = shop.asked_before::<ChangeSetting<Setup>>(&session, request)?;
        let first = first.and_then(|asked| serde_json::from_value(asked).ok());
        let change = first.unwrap_or_else(|| ChangeSetting {
            version,
            value: self.over(now, listen),
        });
        let told = words(&change.value);
        let version = shop.execute(&session, request, change)?;
        out.done(request, &version, || told)
    }

    fn changes(&self) -> bool {
        let SetUp {
            key_id,
            base_url,
            practice,
            off,
            listen,
            no_listen,
            publicly: _,
            hosts,
            pay_page,
            asking: _,
        } = self;
        key_id.is_some()
            || base_url.is_some()
            || *practice
            || *off
            || listen.is_some()
            || *no_listen
            || !hosts.is_empty()
            || pay_page.is_some()
    }

    fn over(self, now: Setup, listen: Option<SocketAddr>) -> Setup {
        let usual = Setup::default();
        let (key_id, base_url) = match (self.practice, self.off) {
            (true, _) => (PRACTICE_KEY_ID.into(), format!("http://{PRACTICE_AT}")),
            (_, true) => (String::new(), usual.base_url),
            // From practice to an account, the usual place is meant.
            _ if self.key_id.is_some() && now.is_practice() => (now.key_id, usual.base_url),
            _ => (now.key_id, now.base_url),
        };
        Setup {
            key_id: self.key_id.unwrap_or(key_id),
            base_url: self.base_url.unwrap_or(base_url),
            listen: match (listen, self.no_listen) {
                (Some(at), _) => Some(at),
                (None, true) => None,
                (None, false) => now.listen,
            },
            listen_publicly: match listen {
                Some(_) => self.publicly,
                None => now.listen_publicly && !self.no_listen,
            },
            hosts: match self.hosts.is_empty() {
                true => now.hosts,
                false => self.hosts,
            },
            pay_page: self.pay_page.unwrap_or(now.pay_page),
        }
    }
}

fn address(typed: &str) -> Result<SocketAddr, Refusal> {
    typed
        .trim()
        .parse()
        .map_err(|_| Refusal::invalid("listen", "is an address and a port, such as 127.0.0.1:8791"))
}

fn words(setup: &Setup) -> String {
    if !setup.is_set() {
        return "the shop has no payment provider".into();
    }
    let listens = match setup.listen {
        Some(at) => format!(
            "webhooks are taken at http://{at}{}",
            crate::gateway::WEBHOOK_PATH
        ),
        None => "webhooks are not listened for; the provider is asked".into(),
    };
    let mut text = format!(
        "{}the account {} at {}\n{listens}",
        banner(setup.is_practice()),
        setup.key_id,
        setup.base_url
    );
    if !setup.pay_page.is_empty() {
        text.push_str(&format!("\ncustomers pay at {}", setup.pay_page));
    }
    if !setup.hosts.is_empty() {
        text.push_str(&format!(", addressed to {}", setup.hosts.join(", ")));
    }
    text
}
