//! The thread that brings waiting messages to the gateway.
//!
//! Promises: nobody waits for it; a message is claimed by one process at a time; a gateway that is
//! slow, refuses or can't be reached is told with the message. It ends with its handle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{SmsSetup, send::send};
use crate::{
    gateway::Vault,
    shop::{
        Shop, Trouble,
        codes::{self, Job, Next, Sent},
        settings,
    },
    store::{Fault, Watch},
    values::Timestamp,
};

/// How long is waited after a fault of the file before it is asked again.
const AFTER_A_FAULT: Duration = Duration::from_secs(2);
/// How long a message's end is tried to be written down.
const TRIES_TO_TELL: u32 = 30;
/// The longest nothing is looked at: messages whose code is over are wiped then.
const IDLE: Duration = Duration::from_secs(60);

/// The worker, as long as this lives.
pub struct Messenger {
    closed: Arc<AtomicBool>,
    /// Dropping it hangs up on the worker.
    _watch: Watch,
}

impl Drop for Messenger {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Release);
    }
}

impl Messenger {
    /// Starts the worker of this process. One is enough for a process.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(shop: &Shop, vault: Vault) -> std::io::Result<Messenger> {
        let (wake, woken) = bounded(1);
        let closed = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            shop: shop.clone(),
            vault,
            closed: closed.clone(),
        };
        thread::Builder::new()
            .name("sherbet-messages".into())
            .spawn(move || worker.run(&woken))?;
        // A full channel has the word already.
        let watch = shop.watch(move || if wake.try_send(()).is_err() {});
        Ok(Messenger {
            closed,
            _watch: watch,
        })
    }
}

/// Sends what is due, on the thread that asks; the answer is how many were taken by the gateway.
///
/// # Errors
/// A fault of the file.
pub fn send_due(shop: &Shop, vault: &Vault) -> Result<usize, Trouble> {
    let mut taken = 0;
    while let Next::Send(job) = codes::claim(shop)? {
        let sent = bring(shop, vault, &job);
        taken += usize::from(sent == Sent::Well);
        codes::ended(shop, &job, sent)?;
    }
    Ok(taken)
}

struct Worker {
    shop: Shop,
    vault: Vault,
    closed: Arc<AtomicBool>,
}

impl Worker {
    fn run(&self, woken: &Receiver<()>) {
        while !self.closed.load(Ordering::Acquire) {
            let wait = match self.one() {
                Ok(Some(wait)) => wait.min(IDLE),
                Ok(None) => IDLE,
                Err(trouble) => {
                    tracing::warn!(%trouble, "the messages can't be read");
                    AFTER_A_FAULT
                }
            };
            if wait.is_zero() {
                continue;
            }
            if woken.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }

    /// Sends one message; how long there is nothing to do then, `None` where that is until
    /// something happens.
    fn one(&self) -> Result<Option<Duration>, Trouble> {
        match codes::claim(&self.shop)? {
            Next::Idle => Ok(None),
            Next::At(then) => Ok(Some(self.until(then))),
            Next::Send(job) => {
                let sent = bring(&self.shop, &self.vault, &job);
                self.tell(&job, &sent)?;
                Ok(Some(Duration::ZERO))
            }
        }
    }

    fn until(&self, then: Timestamp) -> Duration {
        let ms = then.ms().saturating_sub(self.shop.now().ms());
        Duration::from_millis(u64::try_from(ms).unwrap_or(0).clamp(50, 60_000))
    }

    /// Writes down how a message ended, and does not let go while the file is busy: sent and not
    /// written down, it would be sent again.
    fn tell(&self, job: &Job, sent: &Sent) -> Result<(), Trouble> {
        for _ in 1..TRIES_TO_TELL {
            match codes::ended(&self.shop, job, sent.clone()) {
                Err(Trouble::Fault(Fault::Busy { .. })) => thread::sleep(AFTER_A_FAULT),
                told => return told,
            }
        }
        codes::ended(&self.shop, job, sent.clone())
    }
}

/// Brings a message to the gateway that is set up.
fn bring(shop: &Shop, vault: &Vault, job: &Job) -> Sent {
    let setup = match shop.read(settings::load::<SmsSetup>) {
        Ok((setup, _)) => setup,
        // What can't be read now may be read later.
        Err(fault) => {
            return Sent::Not {
                problem: fault.to_string(),
            };
        }
    };
    let never = |problem: &str| Sent::Never {
        problem: problem.into(),
    };
    if !setup.is_set() {
        return never("the shop has no SMS gateway; set one up in the settings");
    }
    let secret = match setup.secret_name() {
        None => None,
        Some(name) => match vault.load(&name) {
            Ok(Some((secrets, _))) => Some(secrets.key),
            Ok(None) => {
                return never(
                    "the SMS gateway's secret is not on this machine; give it with: \
                     sherbet messages secret",
                );
            }
            Err(problem) => {
                return Sent::Not {
                    problem: problem.to_string(),
                };
            }
        },
    };
    send(&setup, secret.as_ref(), &job.phone, &job.text)
}
