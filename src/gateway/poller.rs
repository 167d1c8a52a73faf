//! The poller: asks the provider what nobody told, again and again and ever more seldom.
//!
//! Promises: what waits longer than a few seconds is asked about; what the provider does not know
//! stays unknown, and is left to a person after five days, when banks answer no more; goods are
//! released when their time is over, after the provider was asked once more. What it remembers is
//! gone when it ends, and then everything is asked about anew.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use super::{
    desk::{self, nobody},
    provider::{Provider, Stage},
};
use crate::{
    shop::{
        Refusal, Shop, Trouble,
        payments::{self, Expire, Payment, ProviderId, State},
    },
    values::{Money, PaymentId, RefundKey, RequestId, Timestamp},
};

/// How old something is when it is first asked about: until then it is told of by itself.
const FIRST_MS: i64 = 4_000;

/// How long is waited before something is asked about again, in seconds.
const BACK_OFF: [u64; 10] = [5, 10, 15, 30, 60, 300, 900, 3_600, 21_600, 86_400];

/// After how long nothing new is expected: banks answer within five days.
const GIVEN_UP_MS: i64 = 5 * 24 * 60 * 60 * 1000;

/// How many are asked about before it is looked again what is more urgent.
const AT_ONCE: usize = 20;

/// When it is looked again for what was not asked about yet.
const SOON: Duration = Duration::from_secs(1);

/// When something is asked about next.
#[derive(Clone, Copy)]
struct Turn {
    tries: usize,
    next: Instant,
}

/// What was asked about, and when it is again.
#[derive(Default)]
pub(super) struct Poller {
    payments: HashMap<PaymentId, Turn>,
    refunds: HashMap<RefundKey, Turn>,
    /// What the provider said of each try to pay, so that the same is not told twice.
    said: HashMap<ProviderId, (Stage, Money)>,
    /// Why the provider could not be asked when it was asked last, for people.
    pub(super) unanswered: Option<String>,
}

impl Poller {
    /// Asks about everything that is due now; without a provider, only releases what is overdue.
    /// The answer is after how long something is due again, as far as is known now.
    ///
    /// # Errors
    /// A fault of the file. What the provider does not answer is asked again when it is due.
    pub(super) fn round(
        &mut self,
        shop: &Shop,
        provider: Option<&dyn Provider>,
        closed: &AtomicBool,
    ) -> Result<Duration, Trouble> {
        let now = shop.now();
        let since = Timestamp::from_ms(now.ms().saturating_sub(GIVEN_UP_MS));
        let (unpaid, refunds, overdue) = shop.read(|db| {
            Ok((
                payments::unpaid(db, since)?,
                payments::refunds_open(db)?,
                payments::overdue(db, now)?,
            ))
        })?;
        self.payments
            .retain(|id, _| unpaid.iter().any(|payment| payment.id == *id));
        self.refunds
            .retain(|key, _| refunds.iter().any(|refund| refund.key == *key));
        if unpaid.is_empty() {
            self.said.clear();
        }
        if let Some(provider) = provider {
            let due = refunds
                .iter()
                .filter(|refund| is_due(self.refunds.get(&refund.key), Timestamp::from_ms(0), now));
            let due: Vec<_> = due.take(AT_ONCE).collect();
            for refund in due {
                if closed.load(Ordering::Acquire) {
                    return Ok(SOON);
                }
                let told = desk::refund(shop, provider, refund);
                take_turn(self.refunds.entry(refund.key));
                let away = self.unreached(&told);
                heard(told)?;
                if away {
                    break;
                }
            }
            let due = unpaid.iter().filter(|payment| {
                // A payment without an order is what somebody stands and waits for. All orders are
                // made here, so that no two askers make two.
                let is_new = payment.order.is_none() && !self.payments.contains_key(&payment.id);
                let asks = is_new
                    || overdue.contains(&payment.id)
                    || is_due(self.payments.get(&payment.id), payment.at, now);
                asks && (payment.order.is_some() || payment.state == State::Created)
            });
            let due: Vec<_> = due.take(AT_ONCE).collect();
            for payment in due {
                if closed.load(Ordering::Acquire) {
                    return Ok(SOON);
                }
                take_turn(self.payments.entry(payment.id));
                if self.ask(shop, provider, payment)? {
                    break;
                }
            }
        }
        for payment in overdue {
            // Paid meanwhile, it is refused, and stays paid.
            heard(shop.execute(&nobody(), RequestId::new(), Expire { payment }))?;
        }
        let turns = unpaid.iter().map(|payment| self.payments.get(&payment.id));
        let turns = turns.chain(refunds.iter().map(|refund| self.refunds.get(&refund.key)));
        let asked_again = turns.map(|turn| match turn {
            Some(turn) => turn.next.saturating_duration_since(Instant::now()),
            None => SOON,
        });
        let over = unpaid.iter().filter(|payment| payment.until > now);
        let over = over.map(|payment| {
            let ms = payment.until.ms().saturating_sub(now.ms());
            Duration::from_millis(u64::try_from(ms).unwrap_or(0))
        });
        Ok(asked_again.chain(over).min().unwrap_or(Duration::MAX))
    }

    /// Remembers why the provider did not do what it was asked; whether it surely did nothing.
    /// Then the others wait for the next round, so that who is away holds up nothing that is due
    /// here.
    fn unreached<T>(&mut self, told: &Result<T, Trouble>) -> bool {
        let (unanswered, away) = match told {
            Err(Trouble::Refused(Refusal::Provider {
                why,
                may_have_acted,
            })) => (Some(why.clone()), !may_have_acted),
            Err(_) | Ok(_) => (None, false),
        };
        self.unanswered = unanswered;
        away
    }

    /// Asks how a payment stands, and tells the shop what is new; the answer is as of
    /// [`Poller::unreached`].
    fn ask(
        &mut self,
        shop: &Shop,
        provider: &dyn Provider,
        payment: &Payment,
    ) -> Result<bool, Trouble> {
        if payment.order.is_none() {
            // This process has the post: nobody else makes it.
            let made = desk::order(shop, provider, payment.key, payment.amount);
            let away = self.unreached(&made);
            heard(made)?;
            return Ok(away);
        }
        let said = &mut self.said;
        let told = desk::poll(shop, provider, payment, |seen| {
            let stands = (seen.stage.clone(), seen.refunded);
            let same = said.insert(seen.id.clone(), stands.clone()) == Some(stands);
            // An older message that came later may have promised since what has failed.
            let promised = payment.state == State::Authorized;
            same && !(promised && matches!(seen.stage, Stage::Failed(_)))
        });
        let away = self.unreached(&told);
        if told.is_err() {
            // What was not taken is told again.
            self.said.clear();
        }
        heard(told)?;
        Ok(away)
    }
}

/// Whether something that began at `at` is asked about now.
fn is_due(turn: Option<&Turn>, at: Timestamp, now: Timestamp) -> bool {
    match turn {
        Some(turn) => turn.next <= Instant::now(),
        // A clock that was set back since does not put it off.
        None => !(0..FIRST_MS).contains(&now.ms().saturating_sub(at.ms())),
    }
}

fn take_turn<K>(turn: Entry<'_, K, Turn>) {
    let turn = turn.or_insert(Turn {
        tries: 0,
        next: Instant::now(),
    });
    let wait = BACK_OFF[turn.tries.min(BACK_OFF.len() - 1)];
    turn.tries = turn.tries.saturating_add(1);
    turn.next = Instant::now() + Duration::from_secs(wait);
}

/// What the provider does not answer, or the shop does not take, is told to who looks; a fault of
/// the file ends the round.
fn heard<T>(answer: Result<T, Trouble>) -> Result<(), Trouble> {
    match answer {
        Ok(_) => Ok(()),
        Err(Trouble::Refused(refusal)) => {
            tracing::info!(%refusal, "asked for nothing");
            Ok(())
        }
        Err(fault) => Err(fault),
    }
}
