//! What payments, their news and their refunds are called on the screen.
//!
//! Promises: every state, door and flag has words of its own, the same on every screen. Leaves out
//! what a flag asks of a person: that sentence is the shop's.

use crate::{
    gateway::{Place, Setup},
    shop::{
        invoices::{InvoiceState, Kind},
        payments::{
            AsideWhy, Door, Flag, Payment, RefundOutcome, RefundState, State, Stray, Verdict,
        },
    },
    ui::{remote::sentence, widgets::Tone},
    values::{Currency, Money},
};

/// How far a payment has come.
#[must_use]
pub fn state(state: State) -> (&'static str, Tone) {
    match state {
        State::Created => ("Being asked for", Tone::Plain),
        State::Pending => ("Waits for money", Tone::Plain),
        State::Authorized => ("Promised", Tone::Warn),
        State::Captured => ("Paid", Tone::Good),
        State::PartRefunded => ("Part went back", Tone::Warn),
        State::Refunded => ("Went back", Tone::Plain),
        State::Failed => ("Last try failed", Tone::Bad),
        State::Expired => ("Given up", Tone::Plain),
    }
}

/// How far a refund has come.
#[must_use]
pub fn refund(state: RefundState) -> (&'static str, Tone) {
    match state {
        RefundState::Begun => ("To be asked for", Tone::Plain),
        RefundState::Accepted => ("On its way", Tone::Plain),
        RefundState::Unknown => ("Unknown", Tone::Warn),
        RefundState::Done => ("Went back", Tone::Good),
        RefundState::Failed => ("Failed", Tone::Bad),
    }
}

/// How far an invoice is paid.
#[must_use]
pub fn invoice(state: InvoiceState) -> (&'static str, Tone) {
    match state {
        InvoiceState::Open => ("Open", Tone::Warn),
        InvoiceState::PartPaid => ("Part paid", Tone::Warn),
        InvoiceState::Paid => ("Paid", Tone::Good),
        InvoiceState::Void => ("Void", Tone::Bad),
        InvoiceState::Issued => ("Credit note", Tone::Plain),
    }
}

/// What a document is called.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "Invoice",
        Kind::CreditNote => "Credit note",
    }
}

/// A flag, where there is no room for its sentence.
#[must_use]
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::UnknownOrder => "Unknown order",
        Flag::WrongAmount => "Wrong amount",
        Flag::WrongCurrency => "Wrong currency",
        Flag::PaidAfterRelease => "Paid after release",
        Flag::NotSold => "Paid, not handed out",
        Flag::PaidTwice => "Paid twice",
        Flag::RefundTooMuch => "Too much went back",
        Flag::RefundFailed => "Refund failed",
        Flag::NotCredited => "No credit note",
        Flag::CardsNotEmptied => "Gift cards not emptied",
        Flag::Disputed => "Disputed",
    }
}

/// Why something counts nothing, where there is no room for its sentence.
#[must_use]
pub fn aside(why: &AsideWhy) -> (&'static str, Tone) {
    match why {
        AsideWhy::NotUnderstood { .. } => ("Not understood", Tone::Plain),
        AsideWhy::Stuck { .. } => ("Program failed", Tone::Bad),
        AsideWhy::Waits => ("Waits", Tone::Warn),
        AsideWhy::Flagged { told } => (told.flag.map_or("Flagged", flag), Tone::Warn),
    }
}

/// An amount of money that is not counted: with its currency, where that is not the shop's.
#[must_use]
pub fn of_stray(shops: Currency, stray: &Stray, amount: Money) -> String {
    match stray.currency.eq_ignore_ascii_case(shops.code()) {
        true => shops.format(amount),
        false => Currency::tell(&stray.currency, amount),
    }
}

/// By which door news came.
#[must_use]
pub fn door(door: Door) -> &'static str {
    match door {
        Door::Verify => "from the customer's checkout",
        Door::Webhook => "sent by the provider",
        Door::Poll => "the provider was asked",
        Door::Person => "said by a person",
    }
}

/// What news said, by its stored word.
#[must_use]
pub fn said(word: &str) -> &str {
    match word {
        "created" => "Somebody began to pay",
        "authorized" => "The money is promised",
        "captured" => "The money was taken",
        "failed" => "A try to pay failed",
        "refund_accepted" => "Money is on its way back",
        "refunded" => "Money went back",
        "refund_failed" => "Money did not go back",
        "disputed" => "The customer's bank wants the money back",
        other => other,
    }
}

/// What news did, by its stored word.
#[must_use]
pub fn did(word: &str) -> (&str, Tone) {
    match word {
        "captured" => ("Counted: this was the first to tell", Tone::Good),
        "already" => ("Known already; nothing changed", Tone::Plain),
        "noted" => ("Noted; no money was counted", Tone::Plain),
        "refunded" => ("Counted as gone back", Tone::Good),
        "flagged" => ("Kept for a person; nothing was counted", Tone::Warn),
        other => (other, Tone::Plain),
    }
}

/// What news just did.
#[must_use]
pub fn verdict(verdict: &Verdict) -> (Tone, String) {
    match verdict {
        Verdict::Captured {
            sold: Some(sold), ..
        } => {
            let text = format!("The money is there: sold on receipt {}.", sold.number);
            (Tone::Good, text)
        }
        Verdict::Captured {
            flag: Some(flag), ..
        } => (Tone::Warn, sentence(flag)),
        Verdict::Captured { .. } => (Tone::Good, "The money is there.".to_owned()),
        Verdict::Already { .. } => (Tone::Good, "Nothing new: it was counted before.".to_owned()),
        Verdict::Noted { .. } => {
            let text = "The provider knows of it, and no new money came.";
            (Tone::Plain, text.to_owned())
        }
        Verdict::Refunded { .. } => (Tone::Good, "Money went back, and is counted.".to_owned()),
        Verdict::Flagged { why, .. } => (Tone::Warn, sentence(why)),
    }
}

/// What became of a refund when the provider was asked.
#[must_use]
pub fn outcome(outcome: &RefundOutcome) -> (Tone, String) {
    match outcome {
        RefundOutcome::Done { .. } => (Tone::Good, "The money went back.".to_owned()),
        RefundOutcome::Accepted { .. } => {
            let text = "The provider has taken the refund on; the money is on its way.";
            (Tone::Good, text.to_owned())
        }
        RefundOutcome::Failed { why } => {
            let text = format!("The money did not go back: {}", sentence(why));
            (Tone::Bad, text)
        }
        RefundOutcome::Unknown { why } => {
            let text = format!(
                "It can't be told whether the money went back ({why}). It stays set aside, and \
                 asking again gives nothing back twice."
            );
            (Tone::Warn, text)
        }
    }
}

/// What of a payment may still go back.
#[must_use]
pub fn left(payment: &Payment) -> Money {
    let back = payment.refunded.checked_add(payment.refunding);
    let left = back.and_then(|back| payment.captured.checked_sub(back));
    left.unwrap_or(Money::ZERO)
}

/// What the room says of the provider before anything else; nothing where all is as usual.
#[must_use]
pub fn missing(setup: &Setup) -> Option<&'static str> {
    (!setup.is_set()).then_some(
        "The shop has no payment provider yet: nothing can be asked of one. It is set up in the \
         settings.",
    )
}

/// Where secrets are kept.
#[must_use]
pub fn place(place: Place) -> &'static str {
    match place {
        Place::Keyring => "this machine's keyring",
        Place::File => "a file on this machine that you alone can read",
    }
}
