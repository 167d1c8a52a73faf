//! Where a payment by QR stands, in words, and how much time it has.

use crate::{
    gateway::{Setup, Status},
    shop::payments::{AtCounter, Flag, Goods, Payment, State, StoryRow, Verdict},
    ui::{remote::sentence, widgets::Tone},
    values::{Currency, Timestamp},
};

/// Where a payment stands; what is not known is told as not known.
pub fn state(at: &AtCounter, now: Timestamp) -> &'static str {
    let waits = at.goods == Goods::Held;
    let beside = !at.payment.is_for_goods();
    match at.payment.state {
        _ if at.is_late() && at.payment.appointment.is_some() => "Paid, and not taken as the fee",
        _ if at.is_late() && beside => "Paid, and the order was not handed over for it",
        _ if at.is_late() && at.goods == Goods::NotSold => {
            "Paid, and its goods could not be sold; they are on the shelf again"
        }
        _ if at.is_late() => "Paid after its goods had gone back to the shelf",
        State::Created if waits => "Asking the provider for the code…",
        State::Pending if waits && now >= at.payment.until => {
            "Its time is over; the provider is asked once more"
        }
        State::Pending if waits => "Waiting for the customer to pay",
        State::Authorized => "The customer's bank agreed; the money is on its way",
        State::Failed if waits => "The last try to pay failed; the customer may try again",
        State::Captured | State::PartRefunded | State::Refunded => match at.payment.sale {
            Some(_) => "Paid",
            None => "Paid, and going back to the customer",
        },
        State::Created | State::Pending | State::Failed | State::Expired if beside => {
            match at.goods {
                Goods::Cancelled => "Given up",
                Goods::Held | Goods::Sold | Goods::TimeOver | Goods::NotSold => "Not paid in time",
            }
        }
        State::Created | State::Pending | State::Failed | State::Expired => match at.goods {
            Goods::Cancelled => "Given up; its goods are on the shelf again",
            Goods::Held | Goods::Sold | Goods::TimeOver | Goods::NotSold => {
                "Not paid in time; its goods are on the shelf again"
            }
        },
    }
}

/// What a flag means for a payment.
pub fn flagged(payment: &Payment, flag: Flag) -> String {
    sentence(&payment.told(flag))
}

/// What has to be known beside where it stands; `last` is what was told of it last.
pub fn beware(
    at: &AtCounter,
    last: Option<&StoryRow>,
    status: &Status,
    currency: Currency,
) -> Option<(Tone, String)> {
    let payment = &at.payment;
    let came = last.map(|last| (last.amount, &last.currency));
    match (payment.flag, came) {
        (Some(Flag::WrongAmount), Some((came, _))) => {
            let (asked, came) = (currency.format(payment.amount), currency.format(came));
            let text = format!(
                "{asked} was asked for, and {came} came. Nothing was sold: an admin gives it back \
                 under Payments; cancel here."
            );
            return Some((Tone::Bad, text));
        }
        (Some(Flag::WrongCurrency), Some((_, came))) => {
            let text = format!(
                "It was paid in {came}. Nothing was sold: an admin gives it back under Payments; \
                 cancel here."
            );
            return Some((Tone::Bad, text));
        }
        (Some(flag), _) => return Some((Tone::Bad, flagged(payment, flag))),
        (None, _) => {}
    }
    if payment.state == State::Failed
        && let Some(why) = last.and_then(|last| last.detail.as_ref())
    {
        return Some((Tone::Warn, sentence(why)));
    }
    let problem = status.problem.as_ref().or(status.unanswered.as_ref());
    let open = !payment.state.is_paid() && at.goods != Goods::Cancelled;
    let problem = problem.filter(|_| open)?;
    let text = match at.goods {
        Goods::Held => format!(
            "{} Whether it was paid is not known; it is asked again by itself.",
            sentence(problem)
        ),
        Goods::Sold | Goods::Cancelled | Goods::TimeOver | Goods::NotSold => format!(
            "{} Whether the customer paid at the last moment is not known; if so, it will be \
             told here.",
            sentence(problem)
        ),
    };
    Some((Tone::Warn, text))
}

/// What the provider answered when it was asked by hand.
pub fn told(verdicts: &[Verdict]) -> &'static str {
    match verdicts.last() {
        None => "The provider knows of no try to pay yet.",
        Some(Verdict::Captured { .. } | Verdict::Already { .. }) => {
            "The provider says that it is paid."
        }
        Some(Verdict::Noted { .. }) => "The provider says that it is not paid yet.",
        Some(Verdict::Refunded { .. }) => "The provider says that the money went back.",
        Some(Verdict::Flagged { .. }) => "What the provider says does not fit; nothing was sold.",
    }
}

/// "9:41 left"; nothing once it is over or does not count any more.
pub fn time_left(at: &AtCounter, now: Timestamp) -> Option<String> {
    let waits = at.goods == Goods::Held && !at.payment.state.is_paid();
    let left_s = at.payment.until.ms().saturating_sub(now.ms()) / 1000;
    let counts = waits && at.payment.state != State::Authorized && left_s > 0;
    counts.then(|| format!("{}:{:02} left", left_s / 60, left_s % 60))
}

/// What the code says, as long as it can be paid.
pub fn code(setup: &Setup, at: &AtCounter) -> Option<String> {
    let can_be_paid = at.goods == Goods::Held
        && matches!(at.payment.state, State::Pending | State::Failed)
        && at.payment.flag.is_none();
    let order = at.payment.order.as_ref().filter(|_| can_be_paid)?;
    setup.code(order)
}
