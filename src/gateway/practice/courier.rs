//! The practice provider's courier: sends webhooks when they are due, again where they are not
//! taken, and pays orders in a customer's place.

use std::{
    io,
    sync::{Arc, Weak},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use ureq::Agent;

use super::{Shared, book::Event, lock};
use crate::gateway::signature::sign;

/// How long a webhook may take: the provider waits for 5 seconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long is waited before a webhook is sent again, by how often it was tried.
const AGAIN: [Duration; 6] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
];

/// How long nothing is looked for while nothing is due.
const IDLE: Duration = Duration::from_secs(60);

/// Something that is to be done at its time.
pub(super) enum Due {
    Deliver {
        at: Instant,
        event: Event,
        tries: usize,
    },
    Pay {
        at: Instant,
        order: String,
    },
}

impl Due {
    fn at(&self) -> Instant {
        match self {
            Due::Deliver { at, .. } | Due::Pay { at, .. } => *at,
        }
    }
}

/// Starts the courier's thread; it ends with the provider.
pub(super) fn start(shared: &Arc<Shared>, dues: Receiver<Due>) -> io::Result<()> {
    let courier = Courier {
        shared: Arc::downgrade(shared),
        agent: Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections(0)
            .proxy(None)
            .build()
            .new_agent(),
    };
    thread::Builder::new()
        .name("sherbet-courier".into())
        .spawn(move || courier.run(&dues))?;
    Ok(())
}

struct Courier {
    shared: Weak<Shared>,
    agent: Agent,
}

impl Courier {
    fn run(&self, dues: &Receiver<Due>) {
        let mut waiting: Vec<Due> = Vec::new();
        loop {
            let next = waiting.iter().map(Due::at).min();
            let wait = next.map_or(IDLE, |next| next.saturating_duration_since(Instant::now()));
            match dues.recv_timeout(wait) {
                Ok(due) => waiting.push(due),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let now = Instant::now();
            // In the order in which they were handed over, so that what is reordered stays so.
            let (ready, later): (Vec<Due>, Vec<Due>) =
                waiting.into_iter().partition(|due| due.at() <= now);
            waiting = later;
            for due in ready {
                let Some(shared) = self.shared.upgrade() else {
                    return;
                };
                waiting.extend(self.see_to(&shared, due));
            }
        }
    }

    /// Does what is due; what is to be done again is the answer.
    fn see_to(&self, shared: &Shared, due: Due) -> Option<Due> {
        match due {
            Due::Pay { order, .. } => {
                if shared.pay(&order, None, None).is_none() {
                    tracing::warn!(order, "there is no such order to pay");
                }
                None
            }
            Due::Deliver { event, tries, .. } => {
                let to = lock(&shared.webhooks_to).clone()?;
                if self.delivered(shared, &to, &event) {
                    return None;
                }
                let wait = AGAIN.get(tries)?;
                Some(Due::Deliver {
                    at: Instant::now() + *wait,
                    event,
                    tries: tries + 1,
                })
            }
        }
    }

    fn delivered(&self, shared: &Shared, to: &str, event: &Event) -> bool {
        let secrets = shared.secrets.webhooks.as_ref();
        let signature =
            secrets.and_then(|secrets| sign(&secrets.current, &[event.body.as_bytes()]));
        let Some(signature) = signature else {
            return true;
        };
        let sent = self
            .agent
            .post(to)
            .header("X-Razorpay-Signature", signature)
            .header("X-Razorpay-Event-Id", event.id.as_str())
            .content_type("application/json")
            .send(event.body.as_str());
        match sent {
            Ok(answer) if answer.status().is_success() => true,
            Ok(answer) => {
                tracing::debug!(status = %answer.status(), "a webhook was not taken");
                false
            }
            Err(error) => {
                tracing::debug!(%error, "a webhook was not delivered");
                false
            }
        }
    }
}
