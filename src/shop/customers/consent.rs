//! What a customer said of being written to, each time they said it.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    rows::customer,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params, unreadable},
    values::{CustomerId, Timestamp},
};

/// A way of being written to. A code that somebody asked for is none: that is what they asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

impl Channel {
    /// Both of them.
    pub const ALL: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Email => "E-mail",
            Channel::Sms => "SMS",
        }
    }

    /// The way of a word.
    pub fn of(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// Writes down what a customer says of being written to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SayConsent {
    /// Whose.
    pub customer: CustomerId,
    /// How they would be written to.
    pub channel: Channel,
    /// Whether they may be.
    pub given: bool,
}

impl Command for SayConsent {
    type Outcome = ();
    const NAME: &'static str = "customers.consent";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let found = customer(tx, self.customer)?
            .ok_or_else(|| Refusal::unknown("customer", self.customer))?;
        if found.erased {
            let why = format!("is {}; nobody is written to", found.name);
            return Err(Refusal::invalid("customer", why).into());
        }
        let now = found.merged_into.unwrap_or(found.id);
        tx.insert(
            "INSERT INTO consents (customer, channel, given, act, at_ms, account)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                now.get(),
                self.channel.word(),
                self.given,
                by.act,
                by.at.ms(),
                by.account()?.get()
            ],
        )?;
        Ok(())
    }
}

/// What was said once of being written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// How they would be written to.
    pub channel: Channel,
    /// Whether they may be.
    pub given: bool,
    /// When it was said.
    pub at: Timestamp,
    /// To whom.
    pub by: String,
    /// Whether it is what counts: the last that was said of this way.
    pub counts: bool,
}

/// What a customer, and who was merged into them, said; newest first.
///
/// # Errors
/// A fault of the file.
pub fn consents(db: &ReadTx<'_>, id: CustomerId) -> Result<Vec<Consent>, Fault> {
    let mut said = db.all(
        "SELECT channel, given, at_ms, accounts.name FROM consents
         JOIN accounts ON accounts.id = account
         WHERE customer = ?1 OR customer IN (SELECT id FROM customers WHERE merged_into = ?1)
         ORDER BY act DESC",
        [id.get()],
        |row| {
            let word = row.get_ref(0)?.as_str()?;
            let channel =
                Channel::of(word).ok_or_else(|| unreadable(0, format!("no way: “{word}”")))?;
            Ok(Consent {
                channel,
                given: row.get(1)?,
                at: Timestamp::from_ms(row.get(2)?),
                by: row.get(3)?,
                counts: false,
            })
        },
    )?;
    for channel in Channel::ALL {
        if let Some(last) = said.iter_mut().find(|said| said.channel == channel) {
            last.counts = true;
        }
    }
    Ok(said)
}
