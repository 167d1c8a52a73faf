//! Asking the provider about one payment, at once and in the background.
//!
//! Promises: nothing waits for the network on the thread that draws; whatever the provider answers
//! ends in the shop's one function, so that asking twice counts nothing twice. Leaves out the
//! asking that happens by itself: that is the gateway's.

use crate::{
    gateway::{self, Account, PaymentSeen, Stage, Vault},
    shop::{
        Refusal, Shop, Trouble,
        payments::{self, RefundOutcome, RefundState, Verdict},
    },
    ui::{remote::Ask, widgets::Tone, window::Cx},
    values::{Money, PaymentId},
};

use super::words;

/// What the provider told.
pub struct Heard {
    /// Of each try to pay, what its news did.
    verdicts: Vec<Verdict>,
    /// Of each refund that was open, what became of it.
    refunds: Vec<RefundOutcome>,
    /// Whether it told what had been flagged before.
    flagged: bool,
}

/// Asks about a payment, and sees its open refunds through.
pub fn ask(cx: &Cx<'_>, id: PaymentId) -> Ask<Heard> {
    let (shop, vault) = (cx.shop.clone(), cx.vault.clone());
    Ask::send(cx.desk, move |_| hear(&shop, &vault, id))
}

fn hear(shop: &Shop, vault: &Vault, id: PaymentId) -> Result<Heard, Trouble> {
    let account = Account::load(shop, vault)?;
    let provider = account.provider();
    let (payment, refunds, story) = shop.read(|db| {
        let refunds = payments::refunds(db, id)?;
        Ok((
            payments::payment(db, id)?,
            refunds,
            payments::story(db, id)?,
        ))
    })?;
    let payment = payment.ok_or_else(|| Refusal::unknown("payment", id))?;
    let open = refunds.iter().filter(|refund| match refund.state {
        RefundState::Begun | RefundState::Accepted | RefundState::Unknown => true,
        RefundState::Done | RefundState::Failed => false,
    });
    let mut heard = Heard {
        verdicts: Vec::new(),
        refunds: Vec::new(),
        flagged: false,
    };
    for refund in open {
        let outcome = gateway::refund(shop, provider.as_ref(), refund)?;
        heard.refunds.push(outcome);
    }
    // What was flagged once is not told again: a flag that somebody has seen to stays down.
    let flagged = |seen: &PaymentSeen| {
        let said = match seen.stage {
            Stage::Authorized => "authorized",
            Stage::Captured => "captured",
            Stage::Created | Stage::Failed(_) => return false,
        };
        let mut told = story.iter();
        seen.refunded == Money::ZERO
            && told
                .any(|row| row.payment == seen.id && row.said == said && row.verdict == "flagged")
    };
    heard.verdicts = gateway::poll(shop, provider.as_ref(), &payment, |seen| {
        let known = flagged(seen);
        heard.flagged |= known;
        known
    })?;
    Ok(heard)
}

impl Heard {
    /// What matters of it, in words.
    #[must_use]
    pub fn words(&self) -> (Tone, String) {
        if let Some(outcome) = self.refunds.last() {
            return words::outcome(outcome);
        }
        let money = self.verdicts.iter().find(|verdict| match verdict {
            Verdict::Captured { .. } | Verdict::Flagged { .. } | Verdict::Refunded { .. } => true,
            Verdict::Already { .. } | Verdict::Noted { .. } => false,
        });
        let known = self
            .verdicts
            .iter()
            .find(|verdict| matches!(verdict, Verdict::Already { .. }));
        match money.or(known).or(self.verdicts.last()) {
            Some(verdict) => words::verdict(verdict),
            None if self.flagged => (
                Tone::Plain,
                "Nothing new: what the provider tells was flagged before.".to_owned(),
            ),
            None => (
                Tone::Plain,
                "The provider knows of no try to pay yet.".to_owned(),
            ),
        }
    }
}
