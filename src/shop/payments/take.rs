//! The one function all doors end in.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Door, Flag, News, ProviderId, Said, State, Step, Verdict,
    begin::note_order,
    capture::{First, capture},
    flags::{lower, raise},
    inbox,
    noted::{Source, note, was_flagged},
    refund,
    refund::Purse,
    rows::state_of,
    step, strays,
};
use crate::{
    store::{Fault, Row, WriteTx, params},
    values::{MessageId, Money, PaymentId, line},
};

/// The longest reason, in characters.
const REASON_MOST: usize = 200;

/// Takes news of a payment, from a provider whose signature or answer was found
/// good. Nobody needs to be logged in for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeNews {
    /// What was told.
    pub news: News,
    /// The message of the inbox it was read from, which is done with in the same
    /// commit. One that was done with already changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
}

/// Takes news from a person who may: of an outcome that can't be had otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleByHand {
    /// What is told; its door must be [`super::Door::Person`].
    pub news: News,
    /// How it is known.
    pub reason: String,
}

impl Command for TakeNews {
    type Outcome = Verdict;
    const NAME: &'static str = "payments.take_news";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Verdict, Trouble> {
        if self.news.door == Door::Person {
            let why = "is not open here: who settles a payment by hand must be allowed to";
            return Err(Refusal::invalid("door", why).into());
        }
        take(tx, by, &self.news, Source::Message(self.message))
    }
}

impl Command for SettleByHand {
    type Outcome = Verdict;
    const NAME: &'static str = "payments.settle_by_hand";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Verdict, Trouble> {
        if self.news.door != Door::Person {
            return Err(Refusal::invalid("door", "is “person” for what a person says").into());
        }
        let reason =
            line(&self.reason, REASON_MOST).map_err(|why| Refusal::invalid("reason", why))?;
        if reason.is_empty() {
            let why = "is needed: how it is known, such as “seen on the provider's page”";
            return Err(Refusal::invalid("reason", why).into());
        }
        take(tx, by, &self.news, Source::Person(&reason))
    }
}

/// What a payment is found as.
struct Found {
    id: PaymentId,
    state: State,
    amount: Money,
    /// The provider's payment that paid it.
    payment: Option<String>,
    order: Option<String>,
}

/// Takes news, through whichever door it came: the one function that counts
/// money of a provider.
fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    news: &News,
    source: Source<'_>,
) -> Result<Verdict, Trouble> {
    let found = find(tx, news)?;
    let known = Verdict::Already {
        payment: found.as_ref().map(|found| found.id),
    };
    if let Source::Message(Some(message)) = source
        && !inbox::done(tx, message)?
    {
        return Ok(known);
    }
    if let Some(event) = &news.event {
        let sql = "SELECT 1 FROM payment_news WHERE event = ?1";
        if tx.first(sql, [event.as_str()], |_| Ok(()))?.is_some() {
            return Ok(known);
        }
    }
    let verdict = match &found {
        None => Verdict::Flagged {
            payment: None,
            why: Flag::UnknownOrder,
        },
        Some(found) => judge(tx, by, news, found)?,
    };
    if let Verdict::Flagged {
        payment: Some(payment),
        why,
    } = &verdict
    {
        // It is the customer's, and stays one that can be given back.
        let is_money = matches!(
            why,
            Flag::PaidTwice | Flag::WrongAmount | Flag::WrongCurrency
        );
        let is_counted = found
            .as_ref()
            .is_some_and(|found| found.payment.as_deref() == Some(news.payment.as_str()));
        if is_money && news.said == Said::Captured && !is_counted {
            strays::keep(tx, by, (*payment, *why), news)?;
        }
    }
    // What a person has seen to is not raised again by who tells the same once more.
    let verdict = match &verdict {
        Verdict::Flagged { payment, why } if was_flagged(tx, news, *payment, *why)? => known,
        _ => verdict,
    };
    if let Verdict::Flagged {
        payment: Some(payment),
        why,
    } = &verdict
    {
        raise(tx, by, *payment, *why)?;
    }
    note(
        tx,
        by,
        (news, source),
        found.map(|found| found.id),
        &verdict,
    )?;
    Ok(verdict)
}

/// The payment that news is of: the one that this provider's payment paid, the
/// one with its order, or the one that the shop called so.
fn find(tx: &WriteTx<'_>, news: &News) -> Result<Option<Found>, Trouble> {
    const WHAT: &str = "SELECT id, state, amount_minor, provider_payment, provider_order
                        FROM payments WHERE";
    let of_row = |row: &Row<'_>| {
        Ok(Found {
            id: PaymentId::new(row.get(0)?),
            state: state_of(row, 1)?,
            amount: row.get(2).map(Money::from_minor)?,
            payment: row.get(3)?,
            order: row.get(4)?,
        })
    };
    let by_payment = format!("{WHAT} provider_payment = ?1");
    if let Some(found) = tx.first(&by_payment, [news.payment.as_str()], of_row)? {
        return Ok(Some(found));
    }
    if let Some(order) = &news.order {
        let by_order = format!("{WHAT} provider_order = ?1");
        if let Some(found) = tx.first(&by_order, [order.as_str()], of_row)? {
            return Ok(Some(found));
        }
    }
    let Some(key) = &news.key else {
        return Ok(None);
    };
    let by_key = format!("{WHAT} key = ?1");
    let found = tx.first(&by_key, [key.bytes()], of_row)?;
    // Its order may not have been noted yet; another one is not its own.
    match (found, &news.order) {
        (Some(found), Some(order)) if found.order.is_none() => {
            match note_order(tx, found.id, order)? {
                true => Ok(Some(Found {
                    state: match found.state {
                        State::Created => State::Pending,
                        other => other,
                    },
                    order: Some(order.to_string()),
                    ..found
                })),
                false => Ok(None),
            }
        }
        (Some(_), Some(_)) => Ok(None),
        (found, _) => Ok(found),
    }
}

fn judge(tx: &WriteTx<'_>, by: &Actor<'_>, news: &News, found: &Found) -> Result<Verdict, Trouble> {
    let payment = found.id;
    let flagged = |why| {
        Ok(Verdict::Flagged {
            payment: Some(payment),
            why,
        })
    };
    let is_of_refund = matches!(
        news.said,
        Said::RefundAccepted { .. } | Said::Refunded { .. } | Said::RefundFailed { .. }
    );
    if is_of_refund && strays::of(tx, &news.payment)? == Some(payment) {
        let purse = Purse {
            payment,
            stray: Some(news.payment.clone()),
        };
        return refund::told(tx, by, &purse, &news.said);
    }
    let another = found
        .payment
        .as_ref()
        .is_some_and(|paid| paid != news.payment.as_str());
    if another {
        // An order that was paid has tries beside the one that paid it.
        return match news.said {
            Said::Captured => flagged(Flag::PaidTwice),
            Said::Disputed { .. } => flagged(Flag::Disputed),
            Said::Refunded { .. } => {
                lower(tx, payment, Flag::PaidTwice)?;
                Ok(Verdict::Noted { payment })
            }
            Said::Created
            | Said::Authorized
            | Said::Failed { .. }
            | Said::RefundAccepted { .. }
            | Said::RefundFailed { .. } => Ok(Verdict::Noted { payment }),
        };
    }
    if matches!(news.said, Said::Authorized | Said::Captured) {
        if !news.currency.eq_ignore_ascii_case(by.shop.currency.code()) {
            return flagged(Flag::WrongCurrency);
        }
        if news.amount != found.amount {
            return flagged(Flag::WrongAmount);
        }
    }
    // One try that failed says nothing of another, whose money is on the way.
    if matches!(news.said, Said::Failed { .. })
        && found.state == State::Authorized
        && another_is_promised(tx, payment, &news.payment)?
    {
        return Ok(Verdict::Noted { payment });
    }
    match step(found.state, &news.said) {
        Step::Note => Ok(match news.said {
            Said::Captured => Verdict::Already {
                payment: Some(payment),
            },
            _ => Verdict::Noted { payment },
        }),
        Step::To(state) => {
            tx.execute(
                "UPDATE payments SET state = ?2 WHERE id = ?1 AND captured_minor = 0",
                params![payment.get(), state.word()],
            )?;
            Ok(Verdict::Noted { payment })
        }
        Step::Capture if !strays::counts(tx, &news.payment)? => flagged(Flag::WrongAmount),
        Step::Capture => Ok(match capture(tx, by, payment, news)? {
            First::No => Verdict::Already {
                payment: Some(payment),
            },
            First::Sold(sold) => Verdict::Captured {
                payment,
                sold: Some(sold),
                flag: None,
                why: None,
            },
            First::Late => Verdict::Captured {
                payment,
                sold: None,
                flag: Some(Flag::PaidAfterRelease),
                why: None,
            },
            First::NotSold(why) => Verdict::Captured {
                payment,
                sold: None,
                flag: Some(Flag::NotSold),
                why: Some(why),
            },
        }),
        Step::RefundAccepted | Step::Refund | Step::RefundFailed => {
            refund::told(tx, by, &Purse::counted(payment), &news.said)
        }
        Step::Flag => flagged(match news.said {
            Said::Disputed { .. } => Flag::Disputed,
            _ => Flag::RefundTooMuch,
        }),
    }
}

/// Whether another of a payment's tries was promised its money, and did not fail since.
fn another_is_promised(
    tx: &WriteTx<'_>,
    payment: PaymentId,
    this: &ProviderId,
) -> Result<bool, Fault> {
    let other = tx.first(
        "SELECT 1 FROM payment_news AS promised
         WHERE payment = ?1 AND said = 'authorized' AND verdict = 'noted'
           AND provider_payment <> ?2
           AND NOT EXISTS (SELECT 1 FROM payment_news AS failed
                           WHERE failed.payment = ?1 AND failed.said = 'failed'
                             AND failed.provider_payment = promised.provider_payment
                             AND failed.id > promised.id)",
        params![payment.get(), this.as_str()],
        |_| Ok(()),
    )?;
    Ok(other.is_some())
}
