//! Whether the provider is there and takes the account's key.
//!
//! Left out: what it knows. The shortest of its lists is asked for, and not looked at.

use std::time::Duration;

use super::{
    account::Account, provider::Provider as _, razorpay::Razorpay, setup::Setup, vault::Vault,
};
use crate::values::Timestamp;

/// Asks the provider for the payments of the last second, which are none as a rule.
///
/// # Errors
/// Why it can't be worked with, for people: its secrets are not here, it does not answer, it does
/// not take the key.
pub fn is_there(
    setup: Setup,
    vault: &Vault,
    now: Timestamp,
    patience: Duration,
) -> Result<(), String> {
    let account = Account::of(setup, vault).map_err(|problem| problem.to_string())?;
    let provider = Razorpay::with_patience(&account.setup, &account.secrets.key, patience);
    let before = Timestamp::from_ms(now.ms().saturating_sub(1_000));
    provider
        .payments_between(before, now)
        .map(drop)
        .map_err(|problem| problem.to_string())
}
