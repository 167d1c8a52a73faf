//! The shop's account at its provider: what was set up, with its secrets.

use thiserror::Error;

use super::{
    practice,
    provider::{Problem, Provider},
    razorpay::Razorpay,
    setup::Setup,
    signature::WebhookSecrets,
    vault::{Secrets, Vault, VaultProblem},
};
use crate::{
    shop::{Refusal, Shop, Trouble, settings},
    store::Fault,
};

/// Why the provider can't be worked with.
#[derive(Debug, Error)]
pub enum AccountProblem {
    /// The shop has none.
    #[error("the shop has no payment provider; set one up with: sherbet payments setup")]
    Unset,
    /// Its secrets are not kept on this machine.
    #[error(
        "the secrets of the account {key_id} are not on this machine; \
         give them with: sherbet payments secrets set"
    )]
    NoSecrets {
        /// The public name of its key.
        key_id: String,
    },
    /// The secrets can't be had.
    #[error(transparent)]
    Vault(#[from] VaultProblem),
    /// The shop's file can't be read.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<AccountProblem> for Trouble {
    fn from(problem: AccountProblem) -> Self {
        match problem {
            AccountProblem::Fault(fault) => fault.into(),
            other => Refusal::Provider {
                why: other.to_string(),
                may_have_acted: false,
            }
            .into(),
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Refusal::Provider {
            why: problem.to_string(),
            may_have_acted: problem.may_have_acted(),
        }
        .into()
    }
}

/// The shop's account at its provider.
#[derive(Clone, Debug)]
pub struct Account {
    /// What was set up.
    pub setup: Setup,
    pub(super) secrets: Secrets,
}

impl Account {
    /// The account that is set up, with its secrets. May take a while: a keyring may ask a person.
    ///
    /// # Errors
    /// Where there is none, or its secrets can't be had.
    pub fn load(shop: &Shop, vault: &Vault) -> Result<Account, AccountProblem> {
        let (setup, _) = shop.read(settings::load::<Setup>)?;
        Account::of(setup, vault)
    }

    pub(super) fn of(setup: Setup, vault: &Vault) -> Result<Account, AccountProblem> {
        if !setup.is_set() {
            return Err(AccountProblem::Unset);
        }
        let secrets = match setup.is_practice() {
            // Known to everybody, and kept nowhere.
            true => practice::secrets(),
            false => vault.load(&setup.key_id)?.map(|(secrets, _)| secrets),
        };
        match secrets {
            Some(secrets) => Ok(Account { setup, secrets }),
            None => Err(AccountProblem::NoSecrets {
                key_id: setup.key_id,
            }),
        }
    }

    /// The provider, to be asked in this account's name.
    pub fn provider(&self) -> Box<dyn Provider> {
        Box::new(Razorpay::new(&self.setup, &self.secrets.key))
    }

    /// What its webhooks are signed with, where there is a secret for them.
    pub fn webhooks(&self) -> Option<&WebhookSecrets> {
        self.secrets.webhooks.as_ref()
    }
}
