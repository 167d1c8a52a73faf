//! What is asked of the provider on somebody's behalf, and what its answers do to the shop.
//!
//! Promises: whatever comes back ends in the shop's one function for news; each call can be made
//! again, however the one before ended. Each waits for the network: for a worker's thread.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{
    account::Account,
    post::Post,
    provider::{
        OrderAsked, PaymentSeen, Problem, Provider, RefundAsked, RefundSeen, RefundStage, Stage,
    },
    signature::is_checkout,
};
use crate::{
    shop::{
        Refusal, Session, Shop, Trouble,
        payments::{
            self, Door, News, Ordered, Payment, ProviderId, Refund, RefundOutcome, Said,
            SettleRefund, TakeNews, Verdict,
            reconcile::{ProviderRow, Side, compare, shop_rows},
        },
    },
    values::{Money, PaymentId, PaymentKey, RequestId, Timestamp},
};

/// How long before a day a payment may have been begun that was captured on it.
const BEFORE_MS: i64 = 24 * 60 * 60 * 1000;

/// What the provider says needs nobody to be logged in: its answer was asked for with the key.
pub(super) fn nobody() -> Session {
    Session::visitor("payments")
}

/// Makes the provider's order for a payment that was begun, or finds the one that was made, and
/// notes it.
///
/// # Errors
/// A refusal, also where the provider can't be asked: asking again makes no second order.
pub fn order(
    shop: &Shop,
    provider: &dyn Provider,
    key: PaymentKey,
    amount: Money,
) -> Result<ProviderId, Trouble> {
    let made = provider.order(&OrderAsked {
        key,
        amount,
        currency: shop.about().currency,
    })?;
    if made.amount != amount || made.currency != shop.about().currency.code() {
        return Err(Refusal::Provider {
            why: "the provider's order is of another amount than was asked for; give the payment \
                  up and begin it again"
                .into(),
            may_have_acted: true,
        }
        .into());
    }
    let order = made.id.clone();
    shop.execute(
        &nobody(),
        RequestId::new(),
        Ordered {
            key,
            order: made.id,
        },
    )?;
    Ok(order)
}

/// How often it is looked whether another process has made an order.
const LOOK: Duration = Duration::from_millis(100);

/// The provider's order of a payment: made here where no other process sees to the provider, else
/// waited for, for so long. Two askers could each look for an order, find none, and make one.
///
/// # Errors
/// A refusal, where the provider can't be asked or the other process has not made it yet; a fault.
pub fn order_in_turn(
    shop: &Shop,
    provider: &dyn Provider,
    payment: PaymentId,
    patience: Duration,
) -> Result<ProviderId, Trouble> {
    let until = Instant::now() + patience;
    loop {
        let post = Post::take(&shop.about().path).map_err(|error| Refusal::Provider {
            why: format!("the lock of the payments can't be used: {error}"),
            may_have_acted: false,
        })?;
        // It is looked for with the post in hand: nobody makes one meanwhile.
        let found = shop.read(|db| payments::payment(db, payment))?;
        let found = found.ok_or_else(|| Refusal::unknown("payment", payment))?;
        if let Some(order) = found.order {
            return Ok(order);
        }
        if let Some(_post) = post {
            return order(shop, provider, found.key, found.amount);
        }
        if Instant::now() >= until {
            return Err(Refusal::Provider {
                why: "another process sees to the provider, and has no order of it yet".into(),
                may_have_acted: true,
            }
            .into());
        }
        thread::sleep(LOOK);
    }
}

/// Takes what the window of a customer's checkout hands over: the ids of order and payment and
/// the signature over both. The provider is then asked for amount and currency.
///
/// # Errors
/// A refusal, where the signature is not the provider's, the payment is of another order, or the
/// provider can't be asked (it is then asked again by itself).
pub fn verify(
    shop: &Shop,
    account: &Account,
    order: &ProviderId,
    payment: &ProviderId,
    signature: &str,
) -> Result<Verdict, Trouble> {
    let key = &account.secrets.key;
    if !is_checkout(key, order.as_str(), payment.as_str(), signature) {
        let why = "is not the provider's for this order and payment; nothing was counted";
        return Err(Refusal::invalid("signature", why).into());
    }
    let seen = account.provider().payment(payment)?;
    if seen.order.as_ref() != Some(order) {
        let why = "is of another order, as the provider says; nothing was counted";
        return Err(Refusal::invalid("payment", why).into());
    }
    take(shop, Door::Verify, &seen, None)
}

/// Asks the provider how a payment stands, and takes what it says; the answer is what each of the
/// tries to pay did. What is `known` already is not taken again; of a payment without an order
/// there is nothing to ask.
///
/// # Errors
/// A refusal where the provider can't be asked; a fault of the file.
pub fn poll(
    shop: &Shop,
    provider: &dyn Provider,
    payment: &Payment,
    mut known: impl FnMut(&PaymentSeen) -> bool,
) -> Result<Vec<Verdict>, Trouble> {
    let Some(order) = &payment.order else {
        return Ok(Vec::new());
    };
    let mut verdicts = Vec::new();
    for seen in provider.payments_of(order)? {
        if known(&seen) {
            continue;
        }
        verdicts.push(take(shop, Door::Poll, &seen, Some(payment.key))?);
        if seen.refunded > Money::ZERO {
            for refund in provider.refunds_of(&seen.id)? {
                verdicts.extend(take_refund(shop, &seen, refund)?);
            }
        }
    }
    Ok(verdicts)
}

/// Sees a refund through: asks for it, or asks what became of it, and notes the answer.
///
/// # Errors
/// A refusal, where the provider can't be asked now; the refund stays as it is.
pub fn refund(
    shop: &Shop,
    provider: &dyn Provider,
    refund: &Refund,
) -> Result<RefundOutcome, Trouble> {
    let Some(of) = &refund.of else {
        let why = "the provider's payment is not known: give it back by hand";
        return Err(Refusal::invalid("refund", why).into());
    };
    let asked = RefundAsked {
        payment: of.clone(),
        amount: refund.amount,
        key: refund.key,
    };
    let outcome = match refund.refund {
        // It has taken it on: only how far it has come is asked.
        Some(_) => match among(provider, &asked)? {
            Some(seen) => outcome(&seen),
            None => RefundOutcome::Unknown {
                why: "the provider does not tell of the refund it took on".into(),
            },
        },
        None => match provider.refund(&asked) {
            Ok(seen) => outcome(&seen),
            Err(Problem::Unknown { why }) => RefundOutcome::Unknown { why },
            // It may be what it says to a refund that was made while no answer came.
            Err(Problem::Refused { why }) => match among(provider, &asked)? {
                Some(seen) => outcome(&seen),
                None => RefundOutcome::Failed { why },
            },
            Err(problem) => return Err(problem.into()),
        },
    };
    let settle = SettleRefund {
        key: refund.key,
        outcome: outcome.clone(),
    };
    shop.execute(&nobody(), RequestId::new(), settle)?;
    Ok(outcome)
}

/// Puts the provider's payments of a day beside the shop's.
///
/// # Errors
/// A refusal where the provider can't be asked; a fault of the file.
pub fn reconcile(
    shop: &Shop,
    provider: &dyn Provider,
    day: std::ops::Range<Timestamp>,
) -> Result<Vec<Side>, Trouble> {
    let begun = Timestamp::from_ms(day.start.ms().saturating_sub(BEFORE_MS));
    let theirs = provider.payments_between(begun, day.end)?;
    let mut theirs: Vec<ProviderRow> = theirs.into_iter().map(row).collect();
    // A bank may answer days later: what was counted on the day may have been begun long before.
    let counted = shop.read(|db| shop_rows(db, &[], day.clone()))?;
    let paid_by = counted.into_iter().filter_map(|ours| ours.paid_by);
    for paid_by in paid_by.collect::<Vec<_>>() {
        if theirs.iter().any(|known| known.payment == paid_by) {
            continue;
        }
        match provider.payment(&paid_by) {
            Ok(seen) => theirs.push(row(seen)),
            Err(Problem::NotThere { .. }) => {}
            Err(problem) => return Err(problem.into()),
        }
    }
    let currency = shop.about().currency.code();
    let sides = shop.read(|db| {
        let ours = shop_rows(db, &theirs, day.clone())?;
        Ok(compare(&theirs, &ours, currency, day))
    })?;
    Ok(sides)
}

fn row(seen: PaymentSeen) -> ProviderRow {
    ProviderRow {
        payment: seen.id,
        order: seen.order,
        at: seen.at,
        amount: seen.amount,
        currency: seen.currency,
        captured: seen.stage == Stage::Captured,
        refunded: seen.refunded,
    }
}

/// The refund with our key among those of its payment.
fn among(provider: &dyn Provider, asked: &RefundAsked) -> Result<Option<RefundSeen>, Problem> {
    let seen = provider.refunds_of(&asked.payment)?;
    Ok(seen.into_iter().find(|seen| seen.key == Some(asked.key)))
}

fn outcome(seen: &RefundSeen) -> RefundOutcome {
    let refund = seen.id.clone();
    match seen.stage {
        RefundStage::Processed => RefundOutcome::Done { refund },
        RefundStage::Pending => RefundOutcome::Accepted { refund },
        RefundStage::Failed => RefundOutcome::Failed {
            why: "the provider could not give it back".into(),
        },
    }
}

/// Hands over what the provider answered about a payment.
fn take(
    shop: &Shop,
    door: Door,
    seen: &PaymentSeen,
    key: Option<PaymentKey>,
) -> Result<Verdict, Trouble> {
    let said = match &seen.stage {
        Stage::Created => Said::Created,
        Stage::Authorized => Said::Authorized,
        Stage::Captured => Said::Captured,
        Stage::Failed(why) => Said::Failed { why: why.clone() },
    };
    tell(shop, news(door, seen, key, said))
}

fn take_refund(
    shop: &Shop,
    seen: &PaymentSeen,
    refund: RefundSeen,
) -> Result<Option<Verdict>, Trouble> {
    if refund.stage != RefundStage::Processed {
        return Ok(None);
    }
    let said = Said::Refunded {
        refund: refund.id,
        amount: refund.amount,
        ours: refund.key,
    };
    let news = News {
        digest: refund.digest,
        ..news(Door::Poll, seen, None, said)
    };
    tell(shop, news).map(Some)
}

fn news(door: Door, seen: &PaymentSeen, key: Option<PaymentKey>, said: Said) -> News {
    News {
        door,
        event: None,
        order: seen.order.clone(),
        key,
        payment: seen.id.clone(),
        amount: seen.amount,
        currency: seen.currency.clone(),
        means: seen.means,
        said,
        sent_at: None,
        digest: seen.digest.clone(),
    }
}

fn tell(shop: &Shop, news: News) -> Result<Verdict, Trouble> {
    let take = TakeNews {
        news,
        message: None,
    };
    shop.execute(&nobody(), RequestId::new(), take)
}
