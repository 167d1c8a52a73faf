//! Payments at a provider, as far as no network is needed.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Asking, Common, customers,
    goods::Goods,
    output::{Out, Stop, table},
    provider::ProviderTask,
    typed,
};
use crate::{
    shop::{
        Permission, Refusal, Shop,
        payments::{
            self, Begin, BeginRefund, Digest, Door, Flag, FulfilAgain, News, Payment, PaymentQuery,
            ProviderId, Refund, Release, Said, SeenTo, SettleByHand, State, StoryRow,
        },
        sales::{Checkout, TenderKind},
    },
    store::ReadTx,
    values::{Money, PaymentId},
};

/// Payments at a provider.
#[derive(Debug, Subcommand)]
pub(super) enum PaymentsTask {
    /// Hold what is sold and raise its invoice, to be paid at the provider
    Begin(BeginTask),
    /// The payments, newest first
    List {
        /// Only those in this state, such as pending or captured
        #[arg(long)]
        state: Option<String>,
        /// Only those that a person is to see to
        #[arg(long)]
        flagged: bool,
        /// Only those before this one
        #[arg(long, value_name = "PAYMENT")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One payment: its refunds, and all that was told of it
    Show {
        /// Its number
        payment: String,
    },
    /// What a provider told of payments that are none of the shop's, newest first
    Strangers {
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Give a payment up that was not paid: its goods go back on the shelf
    Release {
        /// Its number
        payment: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Hand the goods out after all, of a payment that came after they were released
    Fulfil {
        /// Its number
        payment: String,
        /// The drawer whose shift it belongs to
        #[arg(long)]
        drawer: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Begin to give money back; the provider is asked afterwards
    Refund {
        /// The payment's number
        payment: String,
        /// How much; left out, all that is left
        #[arg(long, allow_hyphen_values = true)]
        amount: Option<String>,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Say that a payment was made, where it can't be learnt otherwise
    Settle {
        /// Its number
        payment: String,
        /// What the provider calls the payment
        #[arg(long, value_name = "ID")]
        paid_by: String,
        /// How it is known
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Take a payment's flag down: somebody has seen to it
    Seen {
        /// Its number
        payment: String,
        /// The flag that was seen, such as paid_twice
        #[arg(long)]
        flag: String,
        /// What was done about it
        #[arg(long)]
        note: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// What has to do with the provider itself
    #[command(flatten)]
    Provider(ProviderTask),
}

#[derive(Debug, Args)]
pub(super) struct BeginTask {
    #[command(flatten)]
    goods: Goods,
    /// How the customer is going to pay: upi, card or bank
    #[arg(long = "by", value_name = "MEANS", default_value = "upi")]
    means: String,
    /// For how many seconds the goods are held
    #[arg(long = "hold", value_name = "SECONDS", default_value = "600")]
    hold_s: String,
    /// Who buys: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true)]
    customer: Option<String>,
    /// What is noted on the receipt
    #[arg(long)]
    note: Option<String>,
    /// The drawer whose shift it belongs to
    #[arg(long)]
    drawer: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

/// A payment with all that belongs to it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    payment: Payment,
    refunds: Vec<Refund>,
    story: Vec<StoryRow>,
}

fn number(typed: &str) -> Result<PaymentId, Refusal> {
    typed::whole("payment", typed).map(PaymentId::new)
}

impl PaymentsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            PaymentsTask::Provider(task) => task.run(common, out),
            PaymentsTask::Begin(begin) => begin.run(common, out),
            PaymentsTask::List {
                state,
                flagged,
                before,
                limit,
            } => {
                let state = state.map(|typed| state_of(&typed)).transpose()?;
                let query = PaymentQuery {
                    state,
                    flagged,
                    before: before.map(PaymentId::new),
                };
                list(common, out, query, limit)
            }
            PaymentsTask::Show { payment } => show(common, out, number(&payment)?),
            PaymentsTask::Strangers { limit } => {
                let (shop, session) = common.come_in()?;
                let told = shop.consult(&session, Permission::Look, |db| {
                    payments::strangers(db, limit)
                })?;
                out.tell(&told, || story(&shop, &told))
            }
            PaymentsTask::Release { payment, asking } => {
                let release = Release {
                    payment: number(&payment)?,
                };
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let released = shop.execute(&session, request, release)?;
                out.done(request, &released, || {
                    format!(
                        "payment {} is given up; its goods are on the shelf",
                        released.payment
                    )
                })
            }
            PaymentsTask::Fulfil {
                payment,
                drawer,
                asking,
            } => {
                let payment = number(&payment)?;
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let drawer = drawer.as_deref();
                let shift = typed::shift_of::<FulfilAgain>(&shop, &session, drawer, request)?;
                let sold = shop.execute(&session, request, FulfilAgain { payment, shift })?;
                out.done(request, &sold, || {
                    let total = shop.about().currency.format_with_code(sold.total);
                    format!("payment {payment} sold on receipt {}: {total}", sold.number)
                })
            }
            PaymentsTask::Refund {
                payment,
                amount,
                reason,
                asking,
            } => refund(common, out, (&payment, amount.as_deref(), reason), &asking),
            PaymentsTask::Settle {
                payment,
                paid_by,
                reason,
                asking,
            } => settle(common, out, (&payment, &paid_by, reason), &asking),
            PaymentsTask::Seen {
                payment,
                flag,
                note,
                asking,
            } => {
                let flag = flag_of(&flag)?;
                let payment = number(&payment)?;
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let seen = SeenTo {
                    payment,
                    flag,
                    note,
                };
                let payment = shop.execute(&session, request, seen)?;
                out.done(request, &payment, || {
                    format!("the flag of payment {payment} is down")
                })
            }
        }
    }
}

impl BeginTask {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let hold_s = typed::whole("hold", &self.hold_s)?;
        let means = TenderKind::of(self.means.trim()).ok_or_else(|| {
            let why = "is upi, card or bank: what a provider takes";
            Refusal::invalid("by", why)
        })?;
        let (shop, session) = common.come_in()?;
        let discount = self.goods.discount(&shop)?;
        let customer = self
            .customer
            .map(|typed| customers::find(&shop, &session, &typed))
            .transpose()?;
        let drawer = self.drawer.as_deref();
        let sale = Checkout {
            lines: self.goods.lines::<Begin>(&shop, &session, request)?,
            discount,
            customer: customer.map(|customer| customer.id),
            note: self.note,
            shift: typed::shift_of::<Begin>(&shop, &session, drawer, request)?,
            ..Checkout::default()
        };
        let begin = Begin {
            sale,
            means,
            hold_s,
        };
        let begun = shop.execute(&session, request, begin)?;
        out.done(request, &begun, || {
            let about = shop.about();
            format!(
                "payment {} of {} begun for invoice {}; its goods are held until {}",
                begun.payment,
                about.currency.format_with_code(begun.amount),
                begun.invoice,
                about.zone.time_of_day(begun.until)
            )
        })
    }
}

fn state_of(typed: &str) -> Result<State, Refusal> {
    State::of(typed.trim()).ok_or_else(|| {
        let words: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
        Refusal::invalid("state", format!("is one of {}", words.join(", ")))
    })
}

fn flag_of(typed: &str) -> Result<Flag, Refusal> {
    let found = Flag::ALL
        .into_iter()
        .find(|flag| flag.word() == typed.trim());
    found.ok_or_else(|| {
        let words: Vec<&str> = Flag::ALL.iter().map(|flag| flag.word()).collect();
        Refusal::invalid("flag", format!("is one of {}", words.join(", ")))
    })
}

fn list(common: &Common, out: &Out, query: PaymentQuery, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let found = shop.consult(&session, Permission::Look, |db| {
        payments::list(db, query, limit)
    })?;
    out.tell(&found, || {
        let about = shop.about();
        let row = |payment: &Payment| {
            [
                payment.id.to_string(),
                about.zone.date_time(payment.at),
                payment.state.word().replace('_', " "),
                about.currency.format(payment.amount),
                about.currency.format(payment.refunded),
                payment.invoice_number.clone(),
                payment
                    .sale
                    .map_or_else(String::new, |sale| sale.to_string()),
                payment.flag.map_or("", Flag::word).replace('_', " "),
            ]
        };
        let rows: Vec<[String; 8]> = found.iter().map(row).collect();
        let headings = [
            "payment", "at", "state", "amount", "back", "invoice", "receipt", "flag",
        ];
        table(headings, &rows)
    })
}

/// A payment that is named.
fn found(db: &ReadTx<'_>, payment: PaymentId) -> Result<Option<Shown>, crate::store::Fault> {
    let Some(found) = payments::payment(db, payment)? else {
        return Ok(None);
    };
    Ok(Some(Shown {
        payment: found,
        refunds: payments::refunds(db, payment)?,
        story: payments::story(db, payment)?,
    }))
}

fn show(common: &Common, out: &Out, payment: PaymentId) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let shown = shop
        .consult(&session, Permission::Look, |db| found(db, payment))?
        .ok_or_else(|| Refusal::unknown("payment", payment))?;
    out.tell(&shown, || {
        let about = shop.about();
        let found = &shown.payment;
        let mut text = format!(
            "payment {} for invoice {}, begun by {} at {}: {}\n{} asked for, {} came, {} went back",
            found.id,
            found.invoice_number,
            found.by,
            about.zone.date_time(found.at),
            found.state.word().replace('_', " "),
            about.currency.format_with_code(found.amount),
            about.currency.format(found.captured),
            about.currency.format(found.refunded),
        );
        if found.refunding > Money::ZERO {
            let amount = about.currency.format(found.refunding);
            text.push_str(&format!(", {amount} on its way back"));
        }
        if let Some(flag) = found.flag {
            text.push_str(&format!("\nto be seen to ({}): {flag}", flag.word()));
        }
        for refund in &shown.refunds {
            text.push_str(&format!(
                "\nrefund of {}, {}: {}{}",
                about.currency.format(refund.amount),
                refund.reason,
                refund.state.word(),
                refund
                    .why
                    .as_ref()
                    .map_or_else(String::new, |why| format!(" ({why})"))
            ));
        }
        text.push_str("\n\n");
        text.push_str(&story(&shop, &shown.story));
        text
    })
}

/// What was told, a line each.
fn story(shop: &Shop, rows: &[StoryRow]) -> String {
    let about = shop.about();
    let row = |told: &StoryRow| {
        [
            about.zone.date_time(told.at),
            told.door.word().to_owned(),
            told.said.replace('_', " "),
            about.currency.format(told.amount),
            told.currency.clone(),
            told.payment.to_string(),
            told.verdict.clone(),
            told.flag.map_or("", Flag::word).replace('_', " "),
        ]
    };
    let rows: Vec<[String; 8]> = rows.iter().map(row).collect();
    let headings = ["at", "door", "said", "amount", "", "payment", "did", "flag"];
    table(headings, &rows)
}

fn refund(
    common: &Common,
    out: &Out,
    (payment, amount, reason): (&str, Option<&str>, String),
    asking: &Asking,
) -> Result<(), Stop> {
    let payment = number(payment)?;
    let request = typed::request(asking.request.as_deref())?;
    let shop = common.open()?;
    let amount = amount
        .map(|typed| typed::amount(&shop, "amount", typed))
        .transpose()?;
    let session = common.log_in(&shop)?;
    let first = shop.asked_before::<BeginRefund>(&session, request)?;
    let first = first.and_then(|asked| asked.get("amount_minor")?.as_i64());
    let amount = match amount.or(first.map(Money::from_minor)) {
        Some(amount) => amount,
        None => {
            let look = |db: &ReadTx<'_>| payments::payment(db, payment);
            let found = shop.consult(&session, Permission::Look, look)?;
            let found = found.ok_or_else(|| Refusal::unknown("payment", payment))?;
            let back = found.refunded.checked_add(found.refunding);
            let left = back.and_then(|back| found.captured.checked_sub(back));
            left.unwrap_or(Money::ZERO)
        }
    };
    let begin = BeginRefund {
        payment,
        amount,
        reason,
    };
    let begun = shop.execute(&session, request, begin)?;
    out.done(request, &begun, || {
        let amount = shop.about().currency.format_with_code(begun.amount);
        format!("{amount} of payment {payment} is set aside to go back")
    })
}

fn settle(
    common: &Common,
    out: &Out,
    (payment, paid_by, reason): (&str, &str, String),
    asking: &Asking,
) -> Result<(), Stop> {
    let payment = number(payment)?;
    let paid_by = ProviderId::parse(paid_by).map_err(|why| Refusal::invalid("paid_by", why))?;
    let request = typed::request(asking.request.as_deref())?;
    let (shop, session) = common.come_in()?;
    let look = |db: &ReadTx<'_>| payments::payment(db, payment);
    let found = shop.consult(&session, Permission::Look, look)?;
    let found = found.ok_or_else(|| Refusal::unknown("payment", payment))?;
    let by_hand = SettleByHand {
        news: News {
            door: Door::Person,
            event: None,
            order: None,
            key: Some(found.key),
            payment: paid_by,
            amount: found.amount,
            currency: shop.about().currency.code().to_owned(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(reason.as_bytes()),
        },
        reason,
    };
    let verdict = shop.execute(&session, request, by_hand)?;
    out.done(request, &verdict, || {
        format!("payment {payment}: {}", verdict.word())
    })
}
