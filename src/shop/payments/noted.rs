//! What was told, as it is written down: the story of a payment.

use super::{super::Actor, Flag, News, ProviderId, Said, Verdict};
use crate::{
    store::{Fault, WriteTx, params},
    values::{MessageId, Money, PaymentId, Timestamp},
};

/// What stands behind news, beside the provider's word.
#[derive(Clone, Copy)]
pub(super) enum Source<'s> {
    /// The message of the inbox it was read from, where it came so.
    Message(Option<MessageId>),
    /// How a person knows it.
    Person(&'s str),
}

/// Whether the very same was flagged before.
pub(super) fn was_flagged(
    tx: &WriteTx<'_>,
    news: &News,
    payment: Option<PaymentId>,
    flag: Flag,
) -> Result<bool, Fault> {
    let before = tx.first(
        "SELECT 1 FROM payment_news
         WHERE provider_payment = ?1 AND payment IS ?2 AND provider_order IS ?3 AND said = ?4
           AND detail IS ?5 AND amount_minor = ?6 AND currency = ?7 AND flag = ?8
           AND verdict = 'flagged'",
        params![
            news.payment.as_str(),
            payment.map(PaymentId::get),
            news.order.as_ref().map(ProviderId::as_str),
            news.said.word(),
            detail(news),
            amount(news).minor(),
            currency(news),
            flag.word()
        ],
        |_| Ok(()),
    )?;
    Ok(before.is_some())
}

/// More of what is said than its word.
fn detail(news: &News) -> Option<String> {
    let detail = match &news.said {
        Said::Created | Said::Authorized | Said::Captured => return None,
        Said::Failed { why } => why.clone(),
        Said::RefundAccepted { refund, .. } | Said::Refunded { refund, .. } => refund.to_string(),
        Said::RefundFailed { refund, why, .. } => format!("{refund}: {why}"),
        Said::Disputed { dispute, phase } => format!("{dispute}: {phase}"),
    };
    shown(&detail)
}

/// The amount that is told of.
fn amount(news: &News) -> Money {
    match &news.said {
        Said::RefundAccepted { amount, .. }
        | Said::Refunded { amount, .. }
        | Said::RefundFailed { amount, .. } => *amount,
        Said::Created
        | Said::Authorized
        | Said::Captured
        | Said::Failed { .. }
        | Said::Disputed { .. } => news.amount,
    }
}

/// The currency's code, as far as it is kept.
pub(super) fn currency(news: &News) -> String {
    news.currency.chars().take(10).collect()
}

/// Writes down what was told, and what it did.
pub(super) fn note(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (news, source): (&News, Source<'_>),
    payment: Option<PaymentId>,
    verdict: &Verdict,
) -> Result<(), Fault> {
    let (message, detail) = match (source, verdict) {
        (Source::Message(message), Verdict::Captured { why: Some(why), .. }) => {
            (message, shown(why))
        }
        (Source::Message(message), _) => (message, detail(news)),
        (Source::Person(reason), _) => (None, shown(reason)),
    };
    let flag = match verdict {
        Verdict::Captured { flag, .. } => *flag,
        Verdict::Flagged { why, .. } => Some(*why),
        Verdict::Already { .. } | Verdict::Noted { .. } | Verdict::Refunded { .. } => None,
    };
    tx.execute(
        "INSERT INTO payment_news
             (act, at_ms, sent_ms, door, event, message, payment, provider_order,
              provider_payment, said, detail, amount_minor, currency, verdict, flag, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            by.act,
            by.at.ms(),
            news.sent_at.map(Timestamp::ms),
            news.door.word(),
            news.event.as_ref().map(ProviderId::as_str),
            message.map(MessageId::get),
            payment.map(PaymentId::get),
            news.order.as_ref().map(ProviderId::as_str),
            news.payment.as_str(),
            news.said.word(),
            detail,
            amount(news).minor(),
            currency(news),
            verdict.word(),
            flag.map(Flag::word),
            news.digest.as_str()
        ],
    )?;
    Ok(())
}

/// A provider's words as they are kept: one line of at most 500 characters.
pub(super) fn shown(text: &str) -> Option<String> {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(500)
        .collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
