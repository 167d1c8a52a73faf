//! The sections of the codes: how they come to customers, by which country numbers are read, and
//! which gateway takes SMS.

use egui::{Context, Ui};

use super::{
    messages::Messages,
    section::{below, fields, head},
};
use crate::{
    gateway::{
        Secrets,
        sms::{Method, SmsSetup},
    },
    shop::{
        codes::{CodeRules, Way},
        customers::{self, PhoneRules},
    },
    ui::{
        remote::{Answer, LOST, Pending},
        screens::choice::{Choice, Draft},
        theme::{GAP, GAP_L, GAP_S},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, title},
        window::Cx,
    },
    values::Currency,
};

/// What stands in the fields of how codes come.
#[derive(Clone, PartialEq)]
pub struct CodeFields {
    way: Option<Way>,
    text: String,
}

impl Draft for CodeFields {
    type Of = CodeRules;
    const THIS: &'static str = "the rules for codes";

    fn of(value: &CodeRules, _: Currency) -> Self {
        Self {
            way: value.way,
            text: value.text.clone(),
        }
    }

    fn read(&self, _: Currency) -> Result<CodeRules, (&'static str, String)> {
        Ok(CodeRules {
            way: self.way,
            text: self.text.trim().to_owned(),
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let way = self.way.map_or("none", Way::name).to_owned();
        vec![("way", way), ("text", self.text.clone())]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "way" => self.way = other.way,
            _ => self.text.clone_from(&other.text),
        }
    }
}

/// What stands in the field of the country.
#[derive(Clone, PartialEq)]
pub struct PhoneFields(String);

impl Draft for PhoneFields {
    type Of = PhoneRules;
    const THIS: &'static str = "the rules for phone numbers";

    fn of(value: &PhoneRules, _: Currency) -> Self {
        Self(value.country.clone())
    }

    fn read(&self, _: Currency) -> Result<PhoneRules, (&'static str, String)> {
        Ok(PhoneRules {
            country: self.0.trim().to_ascii_uppercase(),
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        vec![("country", self.0.clone())]
    }

    fn take(&mut self, _: &str, other: &Self) {
        self.0.clone_from(&other.0);
    }
}

/// What stands in the fields of the gateway.
#[derive(Clone, PartialEq)]
pub struct SmsFields {
    url: String,
    post: bool,
    body: String,
    headers: String,
    secret: String,
}

impl Draft for SmsFields {
    type Of = SmsSetup;
    const THIS: &'static str = "the SMS gateway's settings";

    fn of(value: &SmsSetup, _: Currency) -> Self {
        Self {
            url: value.url.clone(),
            post: value.method == Method::Post,
            body: value.body.clone(),
            headers: value.headers.join(" | "),
            secret: value.secret.clone(),
        }
    }

    fn read(&self, _: Currency) -> Result<SmsSetup, (&'static str, String)> {
        let headers = self.headers.split('|').map(str::trim);
        Ok(SmsSetup {
            url: self.url.trim().to_owned(),
            method: if self.post { Method::Post } else { Method::Get },
            body: match self.post {
                true => self.body.trim().to_owned(),
                false => String::new(),
            },
            headers: headers
                .filter(|header| !header.is_empty())
                .map(str::to_owned)
                .collect(),
            secret: self.secret.trim().to_owned(),
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let method = if self.post { "POST" } else { "GET" }.to_owned();
        vec![
            ("url", self.url.clone()),
            ("method", method),
            ("body", self.body.clone()),
            ("headers", self.headers.clone()),
            ("secret", self.secret.clone()),
        ]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "url" => self.url.clone_from(&other.url),
            "method" => self.post = other.post,
            "body" => self.body.clone_from(&other.body),
            "headers" => self.headers.clone_from(&other.headers),
            _ => self.secret.clone_from(&other.secret),
        }
    }
}

/// The sections.
#[derive(Default)]
pub struct Codes {
    codes: Choice<CodeFields>,
    phones: Choice<PhoneFields>,
    sms: Choice<SmsFields>,
    reading: Option<Pending<Option<String>>>,
    /// The version at which the numbers were last read anew by this window.
    read_at: u64,
    trouble: Option<String>,
    form: Option<SecretForm>,
    messages: Messages,
}

impl Codes {
    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.read_anew(cx);
        if let Some(trouble) = &self.trouble {
            banner(ui, Tone::Bad, trouble);
        }
        self.how(ui, cx);
        ui.add_space(GAP_L);
        self.country(ui, cx);
        ui.add_space(GAP_L);
        self.gateway(ui, cx);
        ui.add_space(GAP_L);
        self.messages.show(ui, cx);
    }

    /// Reads the numbers by another country once one was chosen, here or elsewhere.
    fn read_anew(&mut self, cx: &Cx<'_>) {
        if let Some(pending) = &mut self.reading {
            match pending.take() {
                Answer::NotYet => return,
                Answer::Here(trouble) => self.trouble = trouble,
                Answer::Lost => self.trouble = Some(LOST.to_owned()),
            }
            self.reading = None;
        }
        if self.read_at != cx.changes {
            self.read_at = cx.changes;
            let shop = cx.shop.clone();
            self.reading = Some(cx.desk.write(move || {
                let read = customers::read_numbers_anew(&shop);
                read.err().map(|fault| fault.to_string())
            }));
        }
    }

    fn how(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "One-time codes", &mut self.codes) else {
            return;
        };
        below(
            ui,
            "Six digits that show that a customer holds the phone they gave: to confirm a booking \
             or to hand over an order. They come to the customer by",
        );
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let ways = Way::ALL.map(|way| (Some(way), way.name()));
            for (way, name) in [(None, "Ask each time")].into_iter().chain(ways) {
                if ui.add(Push::new(name).selected(form.way == way)).clicked() {
                    form.way = way;
                }
            }
        });
        let text = Field::new("Text of the SMS", &mut form.text)
            .limit(300)
            .error(wrong.at("text"))
            .show(ui);
        below(
            ui,
            "The code comes in the place of {code}, the shop's name in that of {shop}.",
        );
        let enter = entered(ui, &text);
        self.codes.foot(ui, cx, &["text"], enter);
        self.codes.conflict(ui.ctx(), cx);
    }

    fn country(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.phones.keep(cx);
        head(ui, "Phone numbers");
        let Some((form, wrong)) = self.phones.fields() else {
            return;
        };
        let field = Field::new("Country", &mut form.0)
            .hint("By the shop's time zone")
            .limit(2)
            .width(260.0)
            .error(wrong.at("country"))
            .show(ui);
        below(
            ui,
            "Its two letters, such as IN: numbers without + and a country's code are read as its. \
             All numbers are read anew when it changes.",
        );
        let enter = entered(ui, &field);
        self.phones.foot(ui, cx, &["country"], enter);
        self.phones.conflict(ui.ctx(), cx);
    }

    fn gateway(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "SMS gateway", &mut self.sms) else {
            return;
        };
        let mut enter = false;
        let url = Field::new("Address", &mut form.url)
            .hint("https://sms.example/send; empty: there is none")
            .limit(1000)
            .error(wrong.at("url"))
            .show(ui);
        enter |= entered(ui, &url);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            for (post, name) in [(false, "GET"), (true, "POST")] {
                if ui
                    .add(Push::new(name).selected(form.post == post))
                    .clicked()
                {
                    form.post = post;
                }
            }
        });
        if form.post {
            let body = Field::new("What is posted", &mut form.body)
                .hint("{\"to\":\"{phone}\",\"text\":\"{text}\"}, or a form: to={phone}&text={text}")
                .limit(2000)
                .error(wrong.at("body"))
                .show(ui);
            enter |= entered(ui, &body);
        }
        let headers = Field::new("Headers", &mut form.headers)
            .hint("Authorization: Bearer {secret}; several are parted by |")
            .limit(2000)
            .error(wrong.at("headers"))
            .show(ui);
        enter |= entered(ui, &headers);
        let secret = Field::new("What the secret is kept under", &mut form.secret)
            .hint("Such as main; or none")
            .limit(40)
            .width(260.0)
            .error(wrong.at("secret"))
            .show(ui);
        enter |= entered(ui, &secret);
        below(
            ui,
            "{phone} is the number with its +, {digits} without, {text} what is sent, {secret} the \
             secret; each is written as its place needs it.",
        );
        let name = form.secret.trim().to_owned();
        self.sms
            .foot(ui, cx, &["url", "body", "headers", "secret"], enter);
        if !name.is_empty() && ui.add(Push::new("Give the secret")).clicked() {
            self.form = Some(SecretForm::of(name));
        }
        self.sms.conflict(ui.ctx(), cx);
    }

    /// Shows the dialog of the secret while it is open.
    pub fn dialog(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        if let Some(form) = &mut self.form
            && form.show(ctx, cx)
        {
            self.form = None;
        }
    }
}

/// The gateway's secret, given once and never shown.
struct SecretForm {
    name: String,
    typed: String,
    wrong: Option<String>,
    keeping: Option<Pending<Result<(), String>>>,
    begun: bool,
}

impl SecretForm {
    fn of(name: String) -> Self {
        Self {
            name,
            typed: String::new(),
            wrong: None,
            keeping: None,
            begun: false,
        }
    }

    fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        if let Some(keeping) = &mut self.keeping {
            match keeping.take() {
                Answer::NotYet => {}
                Answer::Here(Ok(())) => {
                    cx.notes
                        .say(Tone::Good, "The secret is kept on this machine.".to_owned());
                    return true;
                }
                Answer::Here(Err(why)) => {
                    self.wrong = Some(why);
                    self.keeping = None;
                }
                Answer::Lost => {
                    self.wrong = Some(LOST.to_owned());
                    self.keeping = None;
                }
            }
        }
        let busy = self.keeping.is_some();
        let (mut keep, mut away) = (false, false);
        let esc = dialog(ctx, "SMS secret", 440.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "The SMS gateway's secret");
            below(
                ui,
                "It is kept on this machine only: in its keyring, or in a file of yours. It goes \
                 into no backup, and is not shown again.",
            );
            let field = Field::new("Secret", &mut self.typed)
                .secret()
                .error(self.wrong.as_deref())
                .show(ui);
            if !std::mem::replace(&mut self.begun, true) {
                field.request_focus();
            }
            keep = entered(ui, &field);
            buttons(ui, |ui| {
                keep |= ui
                    .add_enabled(!busy, Push::primary("Keep the secret"))
                    .clicked();
                let leave = Push::new("Leave it").kind(Kind::Quiet);
                away = ui.add_enabled(!busy, leave).clicked();
            });
        });
        if keep && !busy {
            match crate::gateway::Secret::of(&self.typed) {
                Err(why) => self.wrong = Some(format!("The secret {why}.")),
                Ok(key) => {
                    self.typed.clear();
                    let (vault, name) = (cx.vault.clone(), format!("sms_{}", self.name));
                    self.keeping = Some(cx.desk.write(move || {
                        let secrets = Secrets {
                            key,
                            webhooks: None,
                        };
                        let kept = vault.keep(&name, &secrets, false);
                        kept.map(drop).map_err(|problem| problem.to_string())
                    }));
                }
            }
        }
        away || (esc && !busy)
    }
}
