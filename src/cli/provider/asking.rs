//! Asking the provider, and taking what it says.

use std::{fs, path::PathBuf, time::Duration};

use clap::Args;
use serde::Serialize;

use super::banner;
use crate::{
    cli::{
        Common,
        output::{Out, Stop},
        typed,
    },
    gateway::{self, Account, Vault, Worked},
    shop::{
        Permission, Refusal, Shop, Trouble,
        payments::{self, Flag, Kept, MESSAGE_MOST, ProviderId, RefundOutcome, State, Verdict},
    },
    store::Fault,
    values::{PaymentId, RefundKey, Timestamp},
};

/// How long a payment that is not paid is asked about: banks answer within five days.
const ASKED_FOR_MS: i64 = 5 * 24 * 60 * 60 * 1000;

/// How long the process that sees to the provider is waited for to make an order.
const ORDERED_IN: Duration = Duration::from_secs(20);

pub(super) fn account(shop: &Shop) -> Result<Account, Trouble> {
    Ok(Account::load(shop, &Vault::of_this_machine())?)
}

fn provider_id(field: &str, typed: &str) -> Result<ProviderId, Refusal> {
    ProviderId::parse(typed.trim()).map_err(|why| Refusal::invalid(field, why))
}

/// Make the provider's order for a payment that was begun, or find the one that was made.
#[derive(Debug, Args)]
pub(in crate::cli) struct Order {
    /// Its number
    payment: String,
}

impl Order {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let id = PaymentId::new(typed::whole("payment", &self.payment)?);
        let (shop, session) = common.come_in()?;
        let found = shop.consult(&session, Permission::Sell, |db| payments::payment(db, id))?;
        let found = found.ok_or_else(|| Refusal::unknown("payment", id))?;
        if found.state == State::Expired {
            let why = "was given up, and nobody is to pay it any more: begin another";
            return Err(Refusal::invalid("payment", why).into());
        }
        let account = account(&shop)?;
        let provider = account.provider();
        let order = match found.order {
            Some(order) => order,
            None => gateway::order_in_turn(&shop, provider.as_ref(), id, ORDERED_IN)?,
        };
        let told = serde_json::json!({
            "payment": id, "order": order, "practice": account.setup.is_practice(),
        });
        out.tell(&told, || {
            format!(
                "{}{} is to be paid with the order {order}",
                banner(account.setup.is_practice()),
                shop.about().currency.format_with_code(found.amount)
            )
        })
    }
}

/// Take what a customer's checkout handed over, if the provider signed it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// The provider's order
    #[arg(long)]
    order: String,
    /// The provider's payment
    #[arg(long)]
    payment: String,
    /// The signature over both
    #[arg(long, allow_hyphen_values = true)]
    signature: String,
}

impl Verify {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let order = provider_id("order", &self.order)?;
        let payment = provider_id("payment", &self.payment)?;
        let shop = common.open()?;
        let account = account(&shop)?;
        let verdict = gateway::verify(&shop, &account, &order, &payment, &self.signature)?;
        out.tell(&verdict, || {
            let told = words(&shop, &verdict);
            format!("{}{told}", banner(account.setup.is_practice()))
        })
    }
}

/// Take a webhook that came some other way than through the listener.
#[derive(Debug, Args)]
pub(in crate::cli) struct Webhook {
    /// The file with its very bytes
    #[arg(long, value_name = "FILE")]
    body: PathBuf,
    /// Its signature
    #[arg(long, allow_hyphen_values = true)]
    signature: String,
    /// What the provider calls the event
    #[arg(long, value_name = "ID")]
    event_id: String,
}

#[derive(Serialize)]
struct Took {
    #[serde(flatten)]
    kept: Kept,
    /// What was worked through, this and what waited before it.
    worked: Vec<Worked>,
}

impl Webhook {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let unreadable = |why: String| {
            let why = format!("{} can't be read: {why}", self.body.display());
            Refusal::invalid("body", why)
        };
        let size = fs::metadata(&self.body).map_err(|error| unreadable(error.to_string()))?;
        let most = u64::try_from(MESSAGE_MOST).unwrap_or(u64::MAX);
        if size.len() > most {
            return Err(unreadable("it is longer than a message can be".into()).into());
        }
        let body = fs::read(&self.body).map_err(|error| unreadable(error.to_string()))?;
        let shop = common.open()?;
        let account = account(&shop)?;
        let secrets = account.webhooks().ok_or_else(|| {
            let why = "of webhooks is not on this machine: sherbet payments secrets set-webhook";
            Refusal::invalid("secret", why)
        })?;
        let kept = gateway::keep(&shop, secrets, body, &self.signature, &self.event_id)?;
        let worked = gateway::work(&shop)?;
        let took = Took { kept, worked };
        out.tell(&took, || {
            let again = match took.kept.again {
                true => " (it had come before)",
                false => "",
            };
            let mut text = format!("kept as message {}{again}\n", took.kept.message);
            for worked in &took.worked {
                text.push_str(&match worked {
                    Worked::Took(message, verdict) => {
                        format!("message {message}: {}\n", words(&shop, verdict))
                    }
                    Worked::PutAside(message, why) => {
                        format!("message {message} was put aside: {why}\n")
                    }
                    Worked::Stuck(message, why) => {
                        format!("message {message} still waits: {why}\n")
                    }
                });
            }
            text
        })
    }
}

/// Ask the provider about all that is open, and see refunds through.
#[derive(Debug, Args)]
pub(in crate::cli) struct Poll {
    /// Ask about this payment alone
    #[arg(long, value_name = "N")]
    payment: Option<String>,
}

#[derive(Serialize)]
struct Polled {
    payments: Vec<PolledPayment>,
    refunds: Vec<PolledRefund>,
}

#[derive(Serialize)]
struct PolledPayment {
    payment: PaymentId,
    /// What each try to pay did; nothing where nobody tried.
    did: Vec<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

#[derive(Serialize)]
struct PolledRefund {
    refund: RefundKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<RefundOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl Poll {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let alone = self.payment.as_deref();
        let alone = alone.map(|typed| typed::whole("payment", typed));
        let alone = alone.transpose()?.map(PaymentId::new);
        let shop = common.open()?;
        let account = account(&shop)?;
        let provider = account.provider();
        let since = Timestamp::from_ms(shop.now().ms().saturating_sub(ASKED_FOR_MS));
        let (found, refunds) = shop.read(|db| {
            let found = match alone {
                Some(id) => payments::payment(db, id)?.into_iter().collect(),
                None => payments::unpaid(db, since)?,
            };
            Ok::<_, Fault>((found, payments::refunds_open(db)?))
        })?;
        if let (Some(id), true) = (alone, found.is_empty()) {
            return Err(Refusal::unknown("payment", id).into());
        }
        let mut polled = Polled {
            payments: Vec::new(),
            refunds: Vec::new(),
        };
        for payment in &found {
            let told = match (&payment.order, payment.state) {
                // Of one that was given up before, nobody can pay an order.
                (None, State::Created) => {
                    let now = Duration::ZERO;
                    gateway::order_in_turn(&shop, provider.as_ref(), payment.id, now)
                        .map(|_| Vec::new())
                }
                _ => gateway::poll(&shop, provider.as_ref(), payment, |_| false),
            };
            let (did, problem) = told_apart(told)?;
            polled.payments.push(PolledPayment {
                payment: payment.id,
                did: did.unwrap_or_default(),
                problem,
            });
        }
        let asked = |payment| alone.is_none_or(|alone| alone == payment);
        for refund in refunds.iter().filter(|refund| asked(refund.payment)) {
            let told = gateway::refund(&shop, provider.as_ref(), refund);
            let (outcome, problem) = told_apart(told)?;
            polled.refunds.push(PolledRefund {
                refund: refund.key,
                outcome,
                problem,
            });
        }
        out.tell(&polled, || polled.words(&shop, account.setup.is_practice()))
    }
}

impl Polled {
    fn words(&self, shop: &Shop, practice: bool) -> String {
        let told = |verdict: &Verdict| words(shop, verdict);
        let mut text = format!(
            "{}asked about payments: {}, about refunds: {}\n",
            banner(practice),
            self.payments.len(),
            self.refunds.len()
        );
        for asked in &self.payments {
            // What is known already is told only where nothing else is, and once.
            let is_new = |did: &&Verdict| !matches!(did, Verdict::Already { .. });
            let mut did: Vec<String> = asked.did.iter().filter(is_new).map(told).collect();
            if did.is_empty() && !asked.did.is_empty() {
                did.push(format!("payment {}: nothing new", asked.payment));
            }
            let problem = asked.problem.as_ref();
            did.extend(problem.map(|problem| format!("payment {}: {problem}", asked.payment)));
            for line in did {
                text.push_str(&format!("{line}\n"));
            }
        }
        for asked in &self.refunds {
            let did = match (&asked.outcome, &asked.problem) {
                (Some(RefundOutcome::Done { .. }), _) => "the money went back",
                (Some(RefundOutcome::Accepted { .. }), _) => "it is on its way",
                (Some(RefundOutcome::Failed { why } | RefundOutcome::Unknown { why }), _) => why,
                (None, Some(problem)) => problem,
                (None, None) => "nothing is known",
            };
            text.push_str(&format!("refund {}: {did}\n", asked.refund));
        }
        text
    }
}

/// What was answered, or why not; a fault ends it all.
fn told_apart<T>(told: Result<T, Trouble>) -> Result<(Option<T>, Option<String>), Trouble> {
    match told {
        Ok(answer) => Ok((Some(answer), None)),
        Err(Trouble::Refused(refusal)) => Ok((None, Some(refusal.to_string()))),
        Err(fault) => Err(fault),
    }
}

fn words(shop: &Shop, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Captured { payment, flag, .. } => match flag {
            None => format!("payment {payment} is paid"),
            Some(flag) => format!(
                "payment {payment} is paid, and {}",
                meant(shop, *payment, *flag)
            ),
        },
        Verdict::Already { payment: Some(id) } => format!("payment {id}: known already"),
        Verdict::Already { payment: None } => "known already".into(),
        Verdict::Noted { payment } => format!("payment {payment}: noted, nothing was counted"),
        Verdict::Refunded { payment } => format!("payment {payment}: money went back"),
        Verdict::Flagged { payment, why } => match payment {
            Some(payment) => {
                let meant = meant(shop, *payment, *why);
                format!("payment {payment} is flagged: {meant}")
            }
            None => format!("flagged: {why}"),
        },
    }
}

/// What a flag means for a payment: of a fee something else than of goods.
fn meant(shop: &Shop, payment: PaymentId, flag: Flag) -> String {
    match shop.read(|db| payments::payment(db, payment)) {
        Ok(Some(found)) => found.told(flag),
        // What was done is done.
        Ok(None) | Err(_) => flag.to_string(),
    }
}
