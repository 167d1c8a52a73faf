//! Settings: by which country numbers are read, how codes come to customers, and by which gateway.

use clap::Args;
use serde::Serialize;

use super::{
    Asking, Common,
    output::{Out, Stop},
    typed,
};
use crate::{
    gateway::sms::{Method, SmsSetup},
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        codes::{CodeRules, Way},
        customers::{self, PhoneRules},
        settings::{self, ChangeSetting, Setting},
    },
    values::{Country, RequestId},
};

/// By which country phone numbers are read; without an option, what is chosen.
#[derive(Debug, Args)]
pub(super) struct Phones {
    /// Its two letters, such as IN; empty: the one the shop's time zone lies in
    #[arg(long)]
    country: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// How codes come to customers; what is left out stays, without an option what is chosen is told.
#[derive(Debug, Args)]
pub(super) struct Codes {
    /// The usual way: sms, display or paper; empty for none
    #[arg(long)]
    way: Option<String>,
    /// What is sent, such as "{code} is your code at {shop}."
    #[arg(long)]
    text: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// The gateway that takes SMS; what is left out stays, without an option what is chosen is told.
///
/// Into the places {phone} (with its +), {digits} (without), {text} and {secret} comes what is
/// sent, written as the address, the form or the JSON needs it.
#[derive(Debug, Args)]
pub(super) struct Sms {
    /// Where it is asked, such as https://sms.example/send; empty: the shop has none
    #[arg(long)]
    url: Option<String>,
    /// get or post
    #[arg(long)]
    method: Option<String>,
    /// What is posted: JSON where it begins with {, else a form
    #[arg(long)]
    body: Option<String>,
    /// A header such as "Authorization: Bearer {secret}"; may be said again; an empty one: none
    #[arg(long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// What the secret is kept under on this machine; see: sherbet messages secret
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Serialize)]
struct Chosen<'s, S> {
    version: i64,
    value: &'s S,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

/// Chooses otherwise; asked again, it is still the same question.
fn choose<S: Setting>(
    shop: &Shop,
    session: &Session,
    request: RequestId,
    over: impl FnOnce(S) -> Result<S, Refusal>,
) -> Result<i64, Trouble> {
    let first = shop.asked_before::<ChangeSetting<S>>(session, request)?;
    let change = match first.and_then(|asked| serde_json::from_value(asked).ok()) {
        Some(first) => first,
        None => {
            let (now, version) = shop.consult(session, Permission::ManageShop, settings::load)?;
            ChangeSetting {
                version,
                value: over(now)?,
            }
        }
    };
    shop.execute(session, request, change)
}

fn tell<S: Setting>(
    shop: &Shop,
    session: &Session,
    out: &Out,
    words: impl FnOnce(&S) -> String,
) -> Result<(), Stop> {
    let (value, version) = shop.consult(session, Permission::Look, settings::load::<S>)?;
    let country = shop.read(customers::country)?;
    let country = country.as_ref().map(Country::code).map(str::to_owned);
    let chosen = Chosen {
        version,
        value: &value,
        country: country.filter(|_| S::KEY == PhoneRules::KEY),
    };
    out.tell(&chosen, || words(&value))
}

impl Phones {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let Some(country) = self.country else {
            let country = shop.read(customers::country)?;
            return tell::<PhoneRules>(&shop, &session, out, |_| match &country {
                Some(country) => format!("numbers are read as in {}", country.code()),
                None => "numbers are read with + and their country's code only".into(),
            });
        };
        let chosen = choose(&shop, &session, request, |_| {
            Ok(PhoneRules {
                country: country.trim().to_ascii_uppercase(),
            })
        })?;
        customers::read_numbers_anew(&shop)?;
        out.done(request, &chosen, || {
            "chosen, and all numbers are read anew".into()
        })
    }
}

impl Codes {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let way = match self.way.as_deref().map(str::trim) {
            None => None,
            Some("") => Some(None),
            Some(word) => Some(Some(Way::of(word).ok_or_else(|| {
                Refusal::invalid("way", "is sms, display or paper, or empty")
            })?)),
        };
        let (shop, session) = common.come_in()?;
        if way.is_none() && self.text.is_none() {
            return tell::<CodeRules>(&shop, &session, out, |rules| {
                let way = rules.way.map_or("no usual way", Way::name);
                format!("codes come by: {way}\nwhat is sent: {}", rules.text)
            });
        }
        let chosen = choose(&shop, &session, request, |now: CodeRules| {
            Ok(CodeRules {
                way: way.unwrap_or(now.way),
                text: self.text.unwrap_or(now.text),
            })
        })?;
        out.done(request, &chosen, || "chosen".into())
    }
}

impl Sms {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let method = match self.method.as_deref().map(str::trim) {
            None => None,
            Some("get") => Some(Method::Get),
            Some("post") => Some(Method::Post),
            Some(_) => return Err(Refusal::invalid("method", "is get or post").into()),
        };
        let (shop, session) = common.come_in()?;
        let nothing = self.url.is_none()
            && method.is_none()
            && self.body.is_none()
            && self.headers.is_empty()
            && self.secret.is_none();
        if nothing {
            return tell::<SmsSetup>(&shop, &session, out, in_words);
        }
        let chosen = choose(&shop, &session, request, |now: SmsSetup| {
            let said = !self.headers.is_empty();
            let headers = self.headers.into_iter();
            Ok(SmsSetup {
                url: self.url.unwrap_or(now.url),
                method: method.unwrap_or(now.method),
                body: self.body.unwrap_or(now.body),
                headers: match said {
                    true => headers.filter(|header| !header.trim().is_empty()).collect(),
                    false => now.headers,
                },
                secret: self.secret.unwrap_or(now.secret),
            })
        })?;
        out.done(request, &chosen, || "chosen".into())
    }
}

/// What is chosen of the gateway. Its secret is told to nobody, only what it is kept under.
fn in_words(setup: &SmsSetup) -> String {
    if !setup.is_set() {
        return "the shop has no SMS gateway".into();
    }
    let mut text = match setup.method {
        Method::Get => format!("SMS are sent by GET {}", setup.url),
        Method::Post => format!("SMS are sent by POST {}\nbody: {}", setup.url, setup.body),
    };
    for header in &setup.headers {
        text.push_str(&format!("\nheader: {header}"));
    }
    if !setup.secret.is_empty() {
        text.push_str(&format!("\nthe secret is kept under: {}", setup.secret));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_chosen_of_a_gateway_is_told_but_its_secret() {
        let setup = SmsSetup {
            url: "https://sms.example/v1".into(),
            method: Method::Post,
            body: r#"{"to":"{phone}"}"#.into(),
            headers: vec!["Authorization: Bearer {secret}".into()],
            secret: "main".into(),
        };
        assert_eq!(
            in_words(&setup),
            "SMS are sent by POST https://sms.example/v1\nbody: {\"to\":\"{phone}\"}\n\
             header: Authorization: Bearer {secret}\nthe secret is kept under: main"
        );
        assert_eq!(
            in_words(&SmsSetup::default()),
            "the shop has no SMS gateway"
        );
    }
}
