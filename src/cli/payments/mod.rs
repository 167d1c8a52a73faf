//! Payments at a provider, as far as no network is needed.

mod aside;
mod back;
mod begin;
mod told;

use clap::Subcommand;

use super::{
    Asking, Common,
    output::{Out, Stop},
    provider::ProviderTask,
    typed,
};
use crate::{
    shop::{
        Refusal,
        orders::code_of_order,
        payments::{Flag, FulfilAgain, PaymentQuery, Release, SeenTo, State},
    },
    values::PaymentId,
};
use aside::AsideTask;
use back::SettleRefundTask;
use begin::BeginTask;
pub(super) use begin::{begun_words, by_code};

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
    /// What came and was put aside: it counts nothing
    #[command(subcommand)]
    Aside(AsideTask),
    /// Give a payment up that was not paid: its goods go back on the shelf; what
    /// it was for waits on where that is a fee or an order
    Release {
        /// Its number
        payment: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Hand the goods out after all, of a payment that was paid when they were released or could
    /// not be sold; of a fee, take the money as the fee; of an order, hand it over for the money
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
        /// Of money that came for it and is not counted: what the provider calls that payment
        #[arg(long, value_name = "ID")]
        of: Option<String>,
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
    /// Say what became of a refund, where it can't be learnt otherwise
    SettleRefund(SettleRefundTask),
    /// Issue the credit note of a refund that went back without one
    Credit {
        /// The refund, by the id that `payments show` tells
        refund: String,
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
                told::list(common, out, query, limit)
            }
            PaymentsTask::Show { payment } => told::show(common, out, number(&payment)?),
            PaymentsTask::Strangers { limit } => told::strangers(common, out, limit),
            PaymentsTask::SettleRefund(settle) => settle.run(common, out),
            PaymentsTask::Aside(task) => task.run(common, out),
            PaymentsTask::Credit { refund, asking } => back::credit(common, out, &refund, &asking),
            PaymentsTask::Release { payment, asking } => {
                let release = Release {
                    payment: number(&payment)?,
                };
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let released = shop.execute(&session, request, release)?;
                out.done(request, &released, || {
                    let rest = match (released.appointment, released.order) {
                        (Some(of), _) => format!("the fee of appointment {of} is still to be paid"),
                        (None, Some(of)) => {
                            let order = code_of_order(of);
                            format!("order {order} is still to be paid and handed over")
                        }
                        (None, None) => "its goods are on the shelf".to_owned(),
                    };
                    format!("payment {} is given up; {rest}", released.payment)
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
                of,
                reason,
                asking,
            } => {
                let asked = (payment.as_str(), amount.as_deref(), reason);
                back::refund(common, out, asked, (of.as_deref(), &asking))
            }
            PaymentsTask::Settle {
                payment,
                paid_by,
                reason,
                asking,
            } => back::settle(common, out, (&payment, &paid_by, reason), &asking),
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
