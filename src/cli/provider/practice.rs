//! The practice provider, run from the command line and told what to do wrong.

use std::{io, net::SocketAddr, thread, time::Duration};

use clap::{Args, Subcommand};
use serde_json::json;

use super::setup::PRACTICE_AT;
use crate::{
    cli::output::{Out, Stop},
    gateway::practice::{self, Practice, Practising, Tricks},
    shop::Refusal,
    values::SystemClock,
};

/// Run a provider to practise with; it ends with Ctrl+C, and forgets everything.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct Run {
    /// Where it listens, on this machine
    #[arg(long, value_name = "ADDRESS", default_value = PRACTICE_AT)]
    at: SocketAddr,
    /// Pay each order after so many seconds, as if a customer had; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pay_after: u64,
    /// Send webhooks there, such as http://127.0.0.1:8791/webhook
    #[arg(long, value_name = "URL")]
    webhooks_to: Option<String>,
    #[command(subcommand)]
    task: Option<Told>,
}

/// What a running practice provider is told.
#[derive(Debug, Subcommand)]
enum Told {
    /// Pay an order, as a customer would
    Pay {
        /// The provider's order
        #[arg(long)]
        order: String,
        /// Another amount than was asked for, in the smallest unit
        #[arg(long, value_name = "MINOR")]
        amount_minor: Option<i64>,
        /// Another currency than was asked for, by its code
        #[arg(long, value_name = "CODE")]
        currency: Option<String>,
        /// Where it listens
        #[arg(long, value_name = "ADDRESS", default_value = PRACTICE_AT)]
        at: SocketAddr,
    },
    /// Do wrong from now on what is named; what is not named is done right again
    Tricks {
        /// Hold answers back for so many milliseconds
        #[arg(long, value_name = "MS", default_value_t = 0)]
        late_ms: u64,
        /// Hold webhooks back for so many milliseconds
        #[arg(long, value_name = "MS", default_value_t = 0)]
        webhooks_late_ms: u64,
        /// Send each webhook so many times more
        #[arg(long, value_name = "N", default_value_t = 0)]
        repeats: u8,
        /// Send the webhooks of one act in the wrong order
        #[arg(long)]
        reordered: bool,
        /// Let customers' payments fail
        #[arg(long)]
        declined: bool,
        /// Let the next so many requests fail
        #[arg(long, value_name = "N", default_value_t = 0)]
        failing: u32,
        /// Do what the next so many requests ask for, and do not answer in time
        #[arg(long, value_name = "N", default_value_t = 0)]
        silent: u32,
        /// Where it listens
        #[arg(long, value_name = "ADDRESS", default_value = PRACTICE_AT)]
        at: SocketAddr,
    },
}

impl Run {
    pub(in crate::cli) fn run(self, out: &Out) -> Result<(), Stop> {
        match self.task {
            Some(told) => told.run(out),
            None => self.serve(out),
        }
    }

    fn serve(self, out: &Out) -> Result<(), Stop> {
        let practising = Practising {
            at: self.at,
            pays_after: (self.pay_after > 0).then(|| Duration::from_secs(self.pay_after)),
        };
        let practice = Practice::start(&practising, SystemClock::shared())
            .map_err(|error| unusable(self.at, &error))?;
        if let Some(url) = &self.webhooks_to {
            practice.send_webhooks_to(url);
        }
        let told = json!({
            "practice": true,
            "base_url": practice.base_url(),
            "key_id": practice::PRACTICE_KEY_ID,
            "webhooks_to": self.webhooks_to,
        });
        out.tell(&told, || {
            format!(
                "PRACTICE, no money moves: a provider at {}, until Ctrl+C\n\
                 a shop works with it after: sherbet payments setup --practice",
                practice.base_url()
            )
        })?;
        loop {
            thread::park();
        }
    }
}

impl Told {
    fn run(self, out: &Out) -> Result<(), Stop> {
        let (at, answer) = match self {
            Told::Pay {
                order,
                amount_minor,
                currency,
                at,
            } => {
                let asked = json!({
                    "order": order, "amount_minor": amount_minor, "currency": currency,
                });
                (at, practice::tell(at, "/practice/pay", &asked))
            }
            Told::Tricks {
                late_ms,
                webhooks_late_ms,
                repeats,
                reordered,
                declined,
                failing,
                silent,
                at,
            } => {
                let tricks = Tricks {
                    late_ms,
                    webhooks_late_ms,
                    repeats,
                    reordered,
                    declined,
                    failing,
                    silent,
                };
                (at, practice::tell(at, "/practice/tricks", &json!(tricks)))
            }
        };
        let answer = answer.map_err(|error| unusable(at, &error))?;
        out.tell(&answer, || answer.to_string())
    }
}

fn unusable(at: SocketAddr, error: &io::Error) -> Refusal {
    Refusal::Provider {
        why: format!("the practice provider at {at} can't do it: {error}"),
        may_have_acted: false,
    }
}
