//! One-time codes, and the messages that bring them.

use clap::{Args, Subcommand};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    Asking, Common, customers,
    output::{Out, Stop, table},
    provider::{ask_line, ask_secret, unusable},
    typed,
};
use crate::{
    gateway::{
        Place, Secrets, Vault,
        sms::{Messenger, SmsSetup, send_due},
    },
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        codes::{
            self, AskCode, CheckCode, MESSAGES_SHOWN, Message, MessageState, Purpose,
            RetryMessages, Verdict, Way,
        },
        settings::{self, ChangeSetting},
    },
    store::Fault,
    values::{CustomerId, RequestId},
};

/// One-time codes.
#[derive(Debug, Subcommand)]
pub(super) enum CodesTask {
    /// Ask for a code; the live one for the same phone and purpose ends
    Ask {
        #[command(flatten)]
        of: Of,
        /// How it comes to the customer: sms, display or paper; without it, the shop's usual way
        #[arg(long)]
        way: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Try a code, from standard input or asked for; a wrong one is counted
    ///
    /// Exit status: 0 it is right, 1 it is wrong and may be tried again, 4 it was wrong five times
    /// and is dead, 5 it came too late, 6 no code is live for this.
    Check {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        asking: Asking,
    },
    /// The code that is live for a booking or an order, without its digits
    Show {
        #[command(flatten)]
        what: What,
    },
}

/// What a code is for, and whose phone.
#[derive(Debug, Args)]
pub(super) struct Of {
    #[command(flatten)]
    what: What,
    /// Whose it has to be: a customer's id, whole name or number; it goes to whoever booked or
    /// ordered
    #[arg(long, conflicts_with = "phone", allow_hyphen_values = true)]
    customer: Option<String>,
    /// The number that has to be theirs
    #[arg(long, allow_hyphen_values = true)]
    phone: Option<String>,
}

/// What a code is for.
#[derive(Debug, Args)]
pub(super) struct What {
    /// What it is for: booking or hand_over
    #[arg(long = "for", visible_alias = "purpose", value_name = "PURPOSE")]
    purpose: String,
    /// The number of the booking or the order
    #[arg(long, value_name = "N")]
    subject: i64,
}

impl What {
    fn purpose(&self) -> Result<Purpose, Refusal> {
        Purpose::of(self.purpose.trim())
            .ok_or_else(|| Refusal::invalid("for", "is booking or hand_over"))
    }
}

impl Of {
    fn customer(&self, shop: &Shop, session: &Session) -> Result<Option<CustomerId>, Trouble> {
        match &self.customer {
            Some(typed) => Ok(Some(customers::find(shop, session, typed)?.id)),
            None => Ok(None),
        }
    }
}

impl CodesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            CodesTask::Ask { of, way, asking } => ask(common, out, &of, way, &asking),
            CodesTask::Check { of, asking } => check(common, out, &of, &asking),
            CodesTask::Show { what } => {
                let purpose = what.purpose()?;
                let (shop, session) = common.come_in()?;
                let now = shop.now();
                let found = shop.consult(&session, Permission::Sell, |db| {
                    codes::standing(db, (purpose, what.subject), now)
                })?;
                out.tell(&found, || match &found {
                    None => "no code is live for this".into(),
                    Some(code) => format!(
                        "a code is live until {}, with {} tries left; {} to …{}: {}{}",
                        shop.about().zone.time_of_day(code.until),
                        code.left,
                        code.way.name(),
                        code.ending,
                        state(code.message),
                        code.problem
                            .as_ref()
                            .map(|why| format!(" ({why})"))
                            .unwrap_or_default()
                    ),
                })
            }
        }
    }
}

fn ask(
    common: &Common,
    out: &Out,
    of: &Of,
    way: Option<String>,
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let purpose = of.what.purpose()?;
    let way = way
        .map(|typed| {
            Way::of(typed.trim()).ok_or_else(|| Refusal::invalid("way", "is sms, display or paper"))
        })
        .transpose()?;
    let (shop, session) = common.come_in()?;
    let ask = AskCode {
        purpose,
        subject: of.what.subject,
        customer: of.customer(&shop, &session)?,
        phone: of.phone.clone(),
        way,
    };
    let asked = shop.ask_code(&session, request, ask)?;
    out.done(request, &asked, || {
        let until = shop.about().zone.time_of_day(asked.until);
        match asked.way {
            Way::Sms | Way::Paper => format!(
                "a code is on its way ({}, …{}), good until {until}",
                asked.way.name(),
                asked.ending
            ),
            // Whether a display is open is known only in the window that it belongs to.
            Way::Display => format!(
                "a code waits for a customer's display, good until {until}: open it in a window, \
                 and there “{}”; or ask again with --way sms or paper",
                match purpose {
                    Purpose::Booking => "Confirm by code",
                    Purpose::HandOver => "Ask for a code",
                }
            ),
        }
    })
}

/// The digits of a code as they were told on the command line, or from standard input.
pub(super) fn digits(told: &str) -> Result<Zeroizing<String>, Refusal> {
    match told.trim() {
        "-" => ask_line("Code: "),
        told => Ok(Zeroizing::new(told.to_owned())),
    }
}

fn check(common: &Common, out: &Out, of: &Of, asking: &Asking) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let purpose = of.what.purpose()?;
    let (shop, session) = common.come_in()?;
    let typed = ask_line("Code: ")?;
    let check = CheckCode {
        purpose,
        subject: of.what.subject,
        customer: of.customer(&shop, &session)?,
        phone: of.phone.clone(),
        code: typed.to_string(),
    };
    let verdict = shop.execute(&session, request, check)?;
    match verdict {
        Verdict::Right => out.done(request, &verdict, || verdict.to_string()),
        // It was counted, so it is done; whoever asked is refused.
        _ => Err(Refusal::WrongCode { verdict }.into()),
    }
}

/// The messages that bring codes.
#[derive(Debug, Subcommand)]
pub(super) enum MessagesTask {
    /// The messages, newest first, and what became of them
    List {
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Only those that failed or wait
        #[arg(long)]
        open: bool,
    },
    /// Send anew what failed or waits, and tell what still does
    Retry {
        /// Which, where it is not all of them
        message: Option<i64>,
    },
    /// Send what is due
    Send {
        /// Go on until Ctrl+C
        #[arg(long)]
        follow: bool,
    },
    /// Keep the SMS gateway's secret on this machine, from the first line of standard input
    Secret {
        /// Keep it in a file beside the configuration, even where there is a keyring
        #[arg(long)]
        in_file: bool,
    },
}

#[derive(Serialize)]
struct SentNow {
    sent: usize,
}

impl MessagesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let (shop, session) = common.come_in()?;
        match self {
            MessagesTask::List { limit, open } => list(&shop, &session, out, (limit, open)),
            MessagesTask::Retry { message } => {
                let retry = RetryMessages { message };
                shop.execute(&session, RequestId::new(), retry)?;
                send_due(&shop, &Vault::of_this_machine())?;
                list(&shop, &session, out, (MESSAGES_SHOWN, true))
            }
            MessagesTask::Send { follow: false } => {
                let sent = send_due(&shop, &Vault::of_this_machine())?;
                let sent = SentNow { sent };
                out.tell(&sent, || format!("sent: {}", sent.sent))
            }
            MessagesTask::Send { follow: true } => follow(&shop),
            MessagesTask::Secret { in_file } => keep_secret(&shop, &session, out, in_file),
        }
    }
}

/// Sends what comes until the process is ended.
fn follow(shop: &Shop) -> Result<(), Stop> {
    let messenger = Messenger::start(shop, Vault::of_this_machine());
    let _messenger = messenger.map_err(|error| Fault::Io {
        what: format!("starting a thread for the messages: {error}"),
    })?;
    loop {
        std::thread::park();
    }
}

fn list(shop: &Shop, session: &Session, out: &Out, (limit, open): (u32, bool)) -> Result<(), Stop> {
    let mut found = shop.consult(session, Permission::Sell, |db| codes::messages(db, limit))?;
    if open {
        found.retain(|message| {
            // What goes on paper waits for its printer: see `print waiting`.
            message.way != Way::Paper
                && matches!(message.state, MessageState::Waiting | MessageState::Failed)
        });
    }
    out.tell(&found, || match found.is_empty() {
        true => "there are none".into(),
        false => {
            let rows: Vec<[String; 7]> = found.iter().map(|message| row(shop, message)).collect();
            let heads = ["message", "asked", "for", "way", "to", "state", "why"];
            table(heads, &rows)
        }
    })
}

fn row(shop: &Shop, message: &Message) -> [String; 7] {
    [
        message.id.to_string(),
        shop.about().zone.date_time(message.at),
        format!("{} {}", message.purpose.word(), message.subject),
        message.way.word().to_owned(),
        format!("…{}", message.ending),
        match (message.state, message.way) {
            (MessageState::Waiting, Way::Paper) => "to print".to_owned(),
            (MessageState::Shown, Way::Paper) => "printed".to_owned(),
            (now, _) => state(now).to_owned(),
        },
        message.problem.clone().unwrap_or_default(),
    ]
}

fn state(state: MessageState) -> &'static str {
    match state {
        MessageState::Waiting => "waiting",
        MessageState::Failed => "failed",
        MessageState::Sent => "sent",
        MessageState::Shown => "shown",
        MessageState::Dead => "over",
    }
}

#[derive(Serialize)]
struct Kept {
    secret: String,
    place: Place,
}

fn keep_secret(shop: &Shop, session: &Session, out: &Out, in_file: bool) -> Result<(), Stop> {
    let (setup, version) =
        shop.consult(session, Permission::ManageShop, settings::load::<SmsSetup>)?;
    let Some(name) = setup.secret_name() else {
        let why = "the SMS gateway needs none: name one in the settings first, with {secret} \
                   where it comes";
        return Err(Refusal::invalid("secret", why).into());
    };
    let secrets = Secrets {
        key: ask_secret("Secret: ")?,
        webhooks: None,
    };
    let vault = Vault::of_this_machine();
    let place = vault
        .keep(&name, &secrets, in_file)
        .map_err(unusable)?
        .place;
    // The journal has that it changed.
    let change = ChangeSetting {
        version,
        value: setup.clone(),
    };
    match shop.execute(session, RequestId::new(), change) {
        Ok(_) | Err(Trouble::Refused(Refusal::Changed { .. })) => {}
        Err(trouble) => return Err(trouble.into()),
    }
    let kept = Kept {
        secret: setup.secret,
        place,
    };
    out.tell(&kept, || format!("the secret “{}” is kept", kept.secret))
}
