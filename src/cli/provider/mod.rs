//! The payment provider: setting it up, asking it, taking what it says, and practising.

mod asking;
mod listen;
mod practice;
mod reconcile;
mod secrets;
mod setup;

pub(super) use secrets::{ask_line, ask_secret, unusable};

use clap::Subcommand;

use super::{
    Common,
    output::{Out, Stop},
};

/// What has to do with the provider itself.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ProviderTask {
    /// Choose the provider's account and where webhooks are heard; alone, show what is chosen
    Setup(setup::SetUp),
    /// The account's secrets, which are kept outside the shop
    #[command(subcommand)]
    Secrets(secrets::SecretsTask),
    /// Make the provider's order for a payment that was begun
    Order(asking::Order),
    /// Take what a customer's checkout handed over, if the provider signed it
    Verify(asking::Verify),
    /// Take a webhook that came some other way than through the listener
    Webhook(asking::Webhook),
    /// Ask the provider about all that is open, and see refunds through
    Poll(asking::Poll),
    /// Put the provider's payments of a day beside the shop's, and list what does not agree
    Reconcile(reconcile::Reconcile),
    /// See to the provider without a window: listen, ask, and take over when others end
    Listen,
    /// Run a provider to practise with, on this machine
    Practice(practice::Run),
}

impl ProviderTask {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            ProviderTask::Setup(setup) => setup.run(common, out),
            ProviderTask::Secrets(task) => task.run(common, out),
            ProviderTask::Order(order) => order.run(common, out),
            ProviderTask::Verify(verify) => verify.run(common, out),
            ProviderTask::Webhook(webhook) => webhook.run(common, out),
            ProviderTask::Poll(poll) => poll.run(common, out),
            ProviderTask::Reconcile(reconcile) => reconcile.run(common, out),
            ProviderTask::Listen => listen::listen(common, out),
            ProviderTask::Practice(practice) => practice.run(out),
        }
    }
}

/// What is put before anything that is told of a practice provider.
fn banner(practice: bool) -> &'static str {
    match practice {
        true => "PRACTICE, no money moves: ",
        false => "",
    }
}
