//! The section of the payment provider: its account, where its messages are heard, its secrets.
//!
//! Promises: what is public is saved as any setting; secrets go to the machine's keyring or a file
//! of their owner, never into the shop's file, and are never shown again; an account for practice
//! is one press away and looks like nothing else. Leaves out what is asked of the provider.

use std::net::SocketAddr;

use egui::{Context, Frame, Label, Margin, RichText, Ui};

use super::{
    removing::{self, Removing},
    secrets::{Next, SecretsForm},
    section::{below, head},
};
use crate::{
    gateway::{FORMER_COUNTS_MS, Place, Setup, Vault, WEBHOOK_PATH, practice::PRACTICE_KEY_ID},
    shop::settings,
    ui::{
        remote::{Live, sentence},
        screens::{
            choice::{Choice, Draft},
            payments::words,
        },
        theme::{self, GAP, GAP_L, RADIUS, tokens},
        widgets::{Field, Kind, Push, Tone, Wrong, banner, entered, fine_print, muted},
        window::Cx,
    },
    values::{Currency, Timestamp},
};

/// Where the practice provider answers when nobody says.
const PRACTICE_AT: &str = "http://127.0.0.1:8790";

/// What stands in the fields.
#[derive(Clone, PartialEq)]
pub struct Fields {
    key_id: String,
    base_url: String,
    listen: String,
    publicly: bool,
    hosts: String,
    pay_page: String,
}

impl Draft for Fields {
    type Of = Setup;
    const THIS: &'static str = "the provider's settings";

    fn of(value: &Setup, _: Currency) -> Self {
        Self {
            key_id: value.key_id.clone(),
            base_url: value.base_url.clone(),
            listen: value.listen.map_or_else(String::new, |at| at.to_string()),
            publicly: value.listen_publicly,
            hosts: value.hosts.join(", "),
            pay_page: value.pay_page.clone(),
        }
    }

    fn read(&self, _: Currency) -> Result<Setup, (&'static str, String)> {
        let listen = self.listen.trim();
        let listen = match listen.is_empty() {
            true => None,
            false => Some(listen.parse::<SocketAddr>().map_err(|_| {
                let why = "is an address and a port, such as 127.0.0.1:8791";
                ("listen", why.to_owned())
            })?),
        };
        let hosts = self.hosts.split(',').map(str::trim);
        Ok(Setup {
            key_id: self.key_id.trim().to_owned(),
            base_url: self.base_url.trim().to_owned(),
            listen,
            listen_publicly: self.publicly && listen.is_some(),
            hosts: hosts
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .collect(),
            pay_page: self.pay_page.trim().to_owned(),
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let publicly = if self.publicly { "yes" } else { "no" };
        vec![
            ("key_id", self.key_id.clone()),
            ("base_url", self.base_url.clone()),
            ("listen", self.listen.clone()),
            ("listen_publicly", publicly.to_owned()),
            ("hosts", self.hosts.clone()),
            ("pay_page", self.pay_page.clone()),
        ]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "key_id" => self.key_id.clone_from(&other.key_id),
            "base_url" => self.base_url.clone_from(&other.base_url),
            "listen" => self.listen.clone_from(&other.listen),
            "listen_publicly" => self.publicly = other.publicly,
            "hosts" => self.hosts.clone_from(&other.hosts),
            _ => self.pay_page.clone_from(&other.pay_page),
        }
    }
}

/// What is kept of an account's secrets, without them.
struct Kept {
    place: Place,
    webhooks: bool,
    /// Until when a former webhook secret still counts.
    former_until: Option<Timestamp>,
}

/// The section.
#[derive(Default)]
pub struct Provider {
    choice: Choice<Fields>,
    saved: Live<(), Setup>,
    /// Of the account with this name, as often as it was written.
    kept: Live<(String, u64), Result<Option<Kept>, String>>,
    written: u64,
    form: Option<SecretsForm>,
    removing: Option<Removing>,
}

impl Provider {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.choice.keep(cx);
        let shop = cx.shop.clone();
        self.saved.keep(cx.desk, cx.changes, &(), move |()| {
            let (setup, _) = shop.read(settings::load::<Setup>)?;
            Ok(setup)
        });
        head(ui, "Payment provider");
        if let Some(trouble) = self.choice.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let saved = self.saved.latest().cloned();
        if saved.as_ref().is_some_and(Setup::is_practice) {
            practising(ui);
        }
        let Some((fields, wrong)) = self.choice.fields() else {
            return;
        };
        let enter = account(ui, fields, &wrong);
        let shown = ["key_id", "base_url", "listen", "hosts", "pay_page"];
        self.choice.foot(ui, cx, &shown, enter);
        self.choice.conflict(ui.ctx(), cx);
        if let Some(setup) = saved.filter(Setup::is_set) {
            ui.add_space(GAP_L);
            self.secrets(ui, cx, &setup);
        }
    }

    /// Where the secrets are kept, and the way to give others.
    fn secrets(&mut self, ui: &mut Ui, cx: &Cx<'_>, setup: &Setup) {
        ui.label(RichText::new("Its secrets").font(theme::strong(theme::HEADING)));
        if setup.is_practice() {
            let text = "The practice provider's secrets are known to everybody and kept nowhere.";
            ui.label(muted(ui, text));
            return;
        }
        let question = (setup.key_id.clone(), self.written);
        let vault = cx.vault.clone();
        // A change of the shop changes no secret: they are looked at once.
        self.kept.keep(cx.desk, 0, &question, move |(key_id, _)| {
            Ok(look(&vault, key_id))
        });
        if let Some(trouble) = self.kept.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(kept) = self.kept.answer_to(&question) else {
            let text = "Looking for them; the keyring may ask you to open it.";
            ui.label(muted(ui, text));
            return;
        };
        let text = match kept {
            Err(why) => {
                banner(ui, Tone::Bad, &sentence(why));
                String::new()
            }
            Ok(None) => {
                let text = "They are not on this machine: nothing can be asked of the provider \
                            from here.";
                banner(ui, Tone::Warn, text);
                String::new()
            }
            Ok(Some(kept)) => kept.words(cx),
        };
        if !text.is_empty() {
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        let kept = kept.as_ref().ok().and_then(Option::as_ref);
        let name = match kept {
            Some(_) => "Give other secrets",
            None => "Give the secrets",
        };
        ui.horizontal(|ui| {
            if ui.add(Push::new(name)).clicked() {
                let webhooks = kept.is_some_and(|kept| kept.webhooks);
                self.form = Some(SecretsForm::new(&setup.key_id, kept.is_some(), webhooks));
            }
            let remove = Push::new("Remove them").kind(Kind::Danger);
            let remove = remove.named("Remove the secrets from this machine");
            if kept.is_some() && ui.add(remove).clicked() {
                self.removing = Some(Removing::new(&setup.key_id));
            }
        });
        below(
            ui,
            "They are kept on this machine alone, in no shop file and no backup, and are never \
             shown again. On another machine they are given there.",
        );
    }

    /// Shows the dialog of the secrets, where it is open.
    pub fn dialog(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        if let Some(removing) = &mut self.removing {
            match removing.show(ctx, cx) {
                removing::Next::Stays => return,
                removing::Next::Back => {}
                removing::Next::Removed => {
                    self.written += 1;
                    let text = "The secrets are not on this machine any more.";
                    cx.notes.say(Tone::Good, text.to_owned());
                }
            }
            self.removing = None;
            ctx.request_repaint();
            return;
        }
        let Some(form) = &mut self.form else { return };
        match form.show(ctx, cx) {
            Next::Stays => return,
            Next::Back => {}
            Next::Kept(place) => {
                self.written += 1;
                let text = format!("The secrets are kept in {}.", words::place(place));
                cx.notes.say(Tone::Good, text);
            }
        }
        self.form = None;
        ctx.request_repaint();
    }
}

impl Kept {
    fn words(&self, cx: &Cx<'_>) -> String {
        let webhooks = match (self.webhooks, self.former_until) {
            (false, _) => ", without one for webhooks: none are listened for".to_owned(),
            (true, None) => ", with one for webhooks".to_owned(),
            (true, Some(until)) => {
                let until = cx.facts.zone.date_time(until);
                format!(", with one for webhooks; the one before it still counts until {until}")
            }
        };
        format!(
            "The key's secret is in {}{webhooks}.",
            words::place(self.place)
        )
    }
}

fn look(vault: &Vault, key_id: &str) -> Result<Option<Kept>, String> {
    let kept = vault.load(key_id).map_err(|why| why.to_string())?;
    Ok(kept.map(|(secrets, place)| {
        let webhooks = secrets.webhooks.as_ref();
        let former = webhooks.and_then(|webhooks| webhooks.former.as_ref());
        let until = former.map(|(_, at)| at.ms().saturating_add(FORMER_COUNTS_MS));
        Kept {
            place,
            webhooks: webhooks.is_some(),
            former_until: until.map(Timestamp::from_ms),
        }
    }))
}

fn practising(ui: &mut Ui) {
    let t = tokens(ui);
    Frame::new()
        .fill(t.practice)
        .corner_radius(RADIUS)
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = "PRACTICE: the provider is a program on this machine, started with \
                        “sherbet payments practice”. No money moves.";
            ui.add(Label::new(RichText::new(text).color(t.on_practice)).wrap());
        });
}

/// The account's fields; true where Enter ended the last one.
fn account(ui: &mut Ui, fields: &mut Fields, wrong: &Wrong) -> bool {
    let mut enter = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let practice = Push::new("Practise")
            .kind(Kind::Quiet)
            .selected(fields.key_id == PRACTICE_KEY_ID);
        if ui.add(practice).clicked() {
            PRACTICE_KEY_ID.clone_into(&mut fields.key_id);
            PRACTICE_AT.clone_into(&mut fields.base_url);
        }
        let real = Push::new("No provider")
            .kind(Kind::Quiet)
            .selected(fields.key_id.is_empty());
        if ui.add(real).clicked() {
            fields.key_id.clear();
            fields.base_url = Setup::default().base_url;
        }
    });
    ui.columns(2, |columns| {
        let key = Field::new("Key id", &mut fields.key_id)
            .hint("rzp_live_…")
            .limit(64)
            .error(wrong.at("key_id"))
            .show(&mut columns[0]);
        enter |= entered(&columns[0], &key);
        below(
            &mut columns[0],
            "The public half of the account's key; empty: no provider.",
        );
        let base = Field::new("Where it answers", &mut fields.base_url)
            .hint("https://api.razorpay.com")
            .error(wrong.at("base_url"))
            .show(&mut columns[1]);
        enter |= entered(&columns[1], &base);
        below(&mut columns[1], "Stays as it is, except for practice.");
    });
    let page = Field::new("Page where customers pay", &mut fields.pay_page)
        .hint("https://shop.example/pay.html?order={order}")
        .error(wrong.at("pay_page"))
        .show(ui);
    enter |= entered(ui, &page);
    let text =
        "What the code at the counter opens; {order} becomes the order. Practice needs none.";
    below(ui, text);
    ui.columns(2, |columns| {
        let listen = Field::new("Listen for webhooks at", &mut fields.listen)
            .hint("127.0.0.1:8791")
            .error(wrong.at("listen"))
            .show(&mut columns[0]);
        enter |= entered(&columns[0], &listen);
        let text = format!(
            "Empty: the provider is asked instead. The path is {WEBHOOK_PATH}; it is for a \
             tunnel or proxy on this machine."
        );
        below(&mut columns[0], &text);
        let hosts = Field::new("Addressed to", &mut fields.hosts)
            .hint("shop.example:8443")
            .error(wrong.at("hosts"))
            .show(&mut columns[1]);
        enter |= entered(&columns[1], &hosts);
        below(
            &mut columns[1],
            "The names webhooks may be sent to, with commas between them.",
        );
    });
    ui.checkbox(
        &mut fields.publicly,
        "Other machines may reach the address that is listened at",
    );
    if fields.publicly {
        let text = "Whoever reaches it can send messages; only those the provider signed are kept.";
        ui.label(fine_print(ui, text).color(tokens(ui).warn));
    }
    enter
}
