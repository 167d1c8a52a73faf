//! Money that goes back, and what a person says of payments and refunds.

use clap::Args;

use super::number;
use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop},
        typed,
    },
    shop::{
        Permission, Refusal, Session, Shop,
        payments::{
            self, BeginRefund, CreditRefund, Digest, Door, News, ProviderId, RefundState,
            RefundStray, Said, SettleByHand, SettleRefundByHand,
        },
    },
    store::{Fault, ReadTx},
    values::{Currency, Money, PaymentId, RefundKey},
};

/// Begins to give money back: all that is left, where no amount is told.
pub(super) fn refund(
    common: &Common,
    out: &Out,
    (payment, amount, reason): (&str, Option<&str>, String),
    (of, asking): (Option<&str>, &Asking),
) -> Result<(), Stop> {
    let payment = number(payment)?;
    let request = typed::request(asking.request.as_deref())?;
    let shop = common.open()?;
    let of = of.map(ProviderId::parse).transpose();
    let of = of.map_err(|why| Refusal::invalid("of", why))?;
    let session = common.log_in(&shop)?;
    let amount = match (amount, &of) {
        (None, _) => None,
        (Some(typed), None) => Some(typed::amount(&shop, "amount", typed)?),
        (Some(typed), Some(of)) => Some(amount_of(&shop, &session, (payment, of), typed)?),
    };
    let first = match of {
        None => shop.asked_before::<BeginRefund>(&session, request)?,
        Some(_) => shop.asked_before::<RefundStray>(&session, request)?,
    };
    let first = first.and_then(|asked| asked.get("amount_minor")?.as_i64());
    let amount = match amount.or(first.map(Money::from_minor)) {
        Some(amount) => amount,
        None => {
            let look = |db: &ReadTx<'_>| left(db, payment, of.as_ref());
            let found = shop.consult(&session, Permission::Look, look)?;
            all_that_is_left(found, payment, of.as_ref())?
        }
    };
    let begun = match of {
        None => {
            let begin = BeginRefund {
                payment,
                amount,
                reason,
            };
            shop.execute(&session, request, begin)?
        }
        Some(paid_by) => {
            let begin = RefundStray {
                payment,
                paid_by,
                amount,
                reason,
            };
            shop.execute(&session, request, begin)?
        }
    };
    out.done(request, &begun, || {
        let amount = match &begun.currency {
            None => shop.about().currency.format_with_code(begun.amount),
            Some(code) => Currency::tell(code, begun.amount),
        };
        format!("{amount} of payment {payment} is set aside to go back")
    })
}

/// An amount of money that is not counted, as it is typed: in the currency that it came in.
fn amount_of(
    shop: &Shop,
    session: &Session,
    (payment, of): (PaymentId, &ProviderId),
    typed: &str,
) -> Result<Money, Stop> {
    let strays = shop.consult(session, Permission::Look, |db| {
        payments::strays(db, payment)
    })?;
    let stray = strays.iter().find(|stray| stray.payment == *of);
    let stray = stray.ok_or_else(|| no_stray(payment, of))?;
    let known = Currency::of(&stray.currency).ok_or_else(|| {
        let why = format!(
            "is of a currency that is not known here ({}): leave it out, and all of it goes back",
            stray.currency
        );
        Refusal::invalid("amount", why)
    })?;
    let amount = known.parse(typed);
    Ok(amount.map_err(|why| Refusal::invalid("amount", why))?)
}

/// Issues the credit note of a refund that went back without one.
pub(super) fn credit(
    common: &Common,
    out: &Out,
    refund: &str,
    asking: &Asking,
) -> Result<(), Stop> {
    let key = RefundKey::parse(refund.trim())
        .map_err(|why| Refusal::invalid("refund", why.to_string()))?;
    let request = typed::request(asking.request.as_deref())?;
    let (shop, session) = common.come_in()?;
    let credited = shop.execute(&session, request, CreditRefund { key })?;
    out.done(request, &credited, || {
        let amount = shop.about().currency.format_with_code(credited.amount);
        format!(
            "credit note {} of {amount} for payment {}",
            credited.credit_note, credited.payment
        )
    })
}

fn no_stray(payment: PaymentId, of: &ProviderId) -> Refusal {
    let what = format!("money beside payment {payment} that came by the provider's payment");
    Refusal::unknown(&what, of)
}

/// What of money may still go back, where any may.
struct Left {
    came: Money,
    left: Money,
    /// What of the rest has not arrived yet.
    on_its_way: Money,
}

/// All that is left, or why nothing is.
fn all_that_is_left(
    found: Option<Left>,
    payment: PaymentId,
    of: Option<&ProviderId>,
) -> Result<Money, Refusal> {
    let Some(found) = found else {
        return Err(match of {
            Some(of) => no_stray(payment, of),
            None => Refusal::unknown("payment", payment),
        });
    };
    let why = match (found.left, found.came, found.on_its_way) {
        (Money::ZERO, Money::ZERO, _) => "was not paid, so nothing can go back",
        (Money::ZERO, _, Money::ZERO) => "has nothing left to give back: all of it went back",
        (Money::ZERO, ..) => {
            "has nothing left to give back: all of it went back, or is on its way back"
        }
        (left, ..) => return Ok(left),
    };
    Err(Refusal::invalid("payment", why))
}

/// What may still go back of a payment, or of what came for it and is not counted.
fn left(
    db: &ReadTx<'_>,
    payment: PaymentId,
    of: Option<&ProviderId>,
) -> Result<Option<Left>, Fault> {
    if let Some(of) = of {
        let strays = payments::strays(db, payment)?;
        let stray = strays.iter().find(|stray| stray.payment == *of);
        return Ok(stray.map(|stray| Left {
            came: stray.amount,
            left: stray.left(),
            on_its_way: stray.refunding,
        }));
    }
    let found = payments::payment(db, payment)?;
    Ok(found.map(|found| {
        let back = found.refunded.checked_add(found.refunding);
        let left = back.and_then(|back| found.captured.checked_sub(back));
        Left {
            came: found.captured,
            left: left.unwrap_or(Money::ZERO),
            on_its_way: found.refunding,
        }
    }))
}

/// Takes a person's word that a payment was made.
pub(super) fn settle(
    common: &Common,
    out: &Out,
    (payment, paid_by, reason): (&str, &str, String),
    asking: &Asking,
) -> Result<(), Stop> {
    let payment = number(payment)?;
    let paid_by = ProviderId::parse(paid_by).map_err(|why| Refusal::invalid("paid_by", why))?;
    let request = typed::request(asking.request.as_deref())?;
    let (shop, session) = common.come_in()?;
    let look = |db: &ReadTx<'_>| payments::payment(db, payment);
    let found = shop.consult(&session, Permission::Look, look)?;
    let found = found.ok_or_else(|| Refusal::unknown("payment", payment))?;
    let by_hand = SettleByHand {
        news: News {
            door: Door::Person,
            event: None,
            order: None,
            key: Some(found.key),
            payment: paid_by,
            amount: found.amount,
            currency: shop.about().currency.code().to_owned(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(reason.as_bytes()),
        },
        reason,
    };
    let verdict = shop.execute(&session, request, by_hand)?;
    out.done(request, &verdict, || {
        format!("payment {payment}: {}", verdict.word())
    })
}

/// What a person says became of a refund.
#[derive(Debug, Args)]
pub(in crate::cli) struct SettleRefundTask {
    /// The refund, by the id that `payments show` tells
    refund: String,
    /// The money went back
    #[arg(long)]
    went: bool,
    /// The money did not go back
    #[arg(long, conflicts_with = "went", required_unless_present = "went")]
    did_not_go: bool,
    /// What the provider calls the refund, where that is known
    #[arg(long, value_name = "ID")]
    provider_refund: Option<String>,
    /// How it is known
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    asking: Asking,
}

impl SettleRefundTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let key = RefundKey::parse(self.refund.trim())
            .map_err(|why| Refusal::invalid("refund", why.to_string()))?;
        let provider_refund = self.provider_refund.as_deref().map(ProviderId::parse);
        let refund = provider_refund
            .transpose()
            .map_err(|why| Refusal::invalid("provider_refund", why))?;
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let by_hand = SettleRefundByHand {
            key,
            went: self.went && !self.did_not_go,
            refund,
            reason: self.reason,
        };
        let settled = shop.execute(&session, request, by_hand)?;
        out.done(request, &settled, || match settled.state {
            RefundState::Done => format!("payment {}: the money went back", settled.payment),
            _ => format!(
                "payment {}: the money did not go back, and may go another way",
                settled.payment
            ),
        })
    }
}
