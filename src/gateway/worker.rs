//! The gateway's two threads: one keeps the post, listens and works through the inbox; the other
//! asks the provider.
//!
//! Promises: of all processes on a shop one at a time does this, and another takes over when it
//! ends; what one thread waits for holds up nothing of the other's; a change of the set-up counts
//! within seconds. Leaves out the window, which only looks at [`Status`].

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::{
    account::{Account, AccountProblem},
    inbox::{self, Worked},
    listener::Listener,
    poller::Poller,
    post::Post,
    setup::Setup,
    vault::Vault,
};
use crate::{
    shop::{Shop, Trouble, settings},
    store::Watch,
};

/// How often it is looked whether the post is free.
const POST: Duration = Duration::from_secs(1);

/// How long nothing is looked at while no change of the shop is heard of.
const IDLE: Duration = Duration::from_secs(30);

/// How often the inbox is looked at while the shop is busy.
const GATHER: Duration = Duration::from_millis(50);

/// How often the poller looks for what is due at most, and how soon what failed is tried again.
const TICK: Duration = Duration::from_secs(1);

/// How the gateway of this process is getting on.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Whether this process is the one that sees to the provider.
    pub here: bool,
    /// Whether a provider is set up.
    pub set_up: bool,
    /// Whether no real money moves.
    pub practice: bool,
    /// Where webhooks are listened for by this process.
    pub listening: Option<String>,
    /// What is in the way, for people.
    pub problem: Option<String>,
    /// Why the provider could not be asked about a payment when it was asked last, for people; it
    /// is asked again.
    pub unanswered: Option<String>,
}

/// The gateway of this process, as long as this lives.
pub struct Gateway {
    closed: Arc<AtomicBool>,
    status: Arc<Mutex<Status>>,
    wake: Sender<()>,
    poke: Sender<()>,
    _watch: Watch,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Release);
        nudge(&self.wake);
        nudge(&self.poke);
    }
}

impl Gateway {
    /// Starts the gateway of this process. One is enough for a process. `changed` is called when
    /// its status is another one; it must only pass the word on.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(
        shop: &Shop,
        vault: Vault,
        changed: impl Fn() + Send + 'static,
    ) -> io::Result<Gateway> {
        let (wake, woken) = bounded(1);
        let (poke, poked) = bounded(1);
        let closed = Arc::new(AtomicBool::new(false));
        let status = Arc::new(Mutex::new(Status::default()));
        let current = Arc::new(Mutex::new(Asking::NotHere));
        let keeper = Keeper {
            shop: shop.clone(),
            vault,
            closed: Arc::clone(&closed),
            status: Arc::clone(&status),
            changed: Box::new(changed),
            current: Arc::clone(&current),
            poke: poke.clone(),
        };
        thread::Builder::new()
            .name("sherbet-payments".into())
            .spawn(move || keeper.run(&woken))?;
        let (asking, ended) = (shop.clone(), Arc::clone(&closed));
        let heard_of = Arc::clone(&status);
        thread::Builder::new()
            .name("sherbet-poller".into())
            .spawn(move || ask(&asking, &ended, (&current, &*heard_of), &poked))?;
        let (heard, told) = (wake.clone(), poke.clone());
        let watch = shop.watch(move || {
            nudge(&heard);
            nudge(&told);
        });
        Ok(Gateway {
            closed,
            status,
            wake,
            poke,
            _watch: watch,
        })
    }

    /// How it is getting on. May be called on a thread that draws.
    pub fn status(&self) -> Status {
        lock(&self.status).clone()
    }
}

/// A full channel has the word already.
fn nudge(to: &Sender<()>) {
    if to.try_send(()).is_err() {}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who asks the provider now.
#[derive(Clone)]
enum Asking {
    /// Another process, or nobody yet.
    NotHere,
    /// This one, and there is nobody to ask.
    Nobody,
    /// This one, in this account's name.
    In(Arc<Account>),
}

type Current = Arc<Mutex<Asking>>;

struct Keeper {
    shop: Shop,
    vault: Vault,
    closed: Arc<AtomicBool>,
    status: Arc<Mutex<Status>>,
    changed: Box<dyn Fn() + Send>,
    current: Current,
    poke: Sender<()>,
}

/// What the keeper has while it has the post.
struct Held {
    /// What was set up when it was looked at last, its version, and what came of it. Whoever
    /// changes the secrets makes a new version.
    setup: Option<(Setup, i64)>,
    listener: Option<Listener>,
    problem: Option<String>,
    /// When something that is in the way is tried again.
    again: Option<Instant>,
}

impl Keeper {
    fn run(&self, woken: &Receiver<()>) {
        while let Some(post) = self.post(woken) {
            self.keep(woken);
            *lock(&self.current) = Asking::NotHere;
            drop(post);
        }
    }

    /// Waits for the post; `None` once the gateway is closed.
    fn post(&self, woken: &Receiver<()>) -> Option<Post> {
        loop {
            if self.closed.load(Ordering::Acquire) {
                return None;
            }
            let problem = match Post::take(&self.shop.about().path) {
                Ok(Some(post)) => return Some(post),
                Ok(None) => None,
                Err(error) => Some(format!("the lock of the payments can't be used: {error}")),
            };
            // What is set up is told in every window, whoever sees to it.
            match self.shop.read(settings::load::<Setup>) {
                Ok((setup, _)) => self.tell(Status {
                    here: false,
                    set_up: setup.is_set(),
                    practice: setup.is_practice(),
                    listening: None,
                    problem,
                    unanswered: None,
                }),
                Err(fault) => tracing::warn!(%fault, "what is set up can't be read"),
            }
            // Changes of the shop are no reason to look sooner.
            let until = Instant::now() + POST;
            while !self.closed.load(Ordering::Acquire) {
                let left = until.saturating_duration_since(Instant::now());
                match woken.recv_timeout(left) {
                    Ok(()) => continue,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
        }
    }

    /// Listens and works through the inbox until the gateway is closed.
    fn keep(&self, woken: &Receiver<()>) {
        let mut held = Held {
            setup: None,
            listener: None,
            problem: None,
            again: None,
        };
        loop {
            let begun = Instant::now();
            if self.closed.load(Ordering::Acquire) {
                return;
            }
            let worked = self
                .set_up(&mut held)
                .and_then(|()| inbox::work(&self.shop));
            let (longest, stuck) = match worked {
                Ok(worked) => {
                    if !worked.is_empty() {
                        tracing::info!(messages = worked.len(), "worked through");
                    }
                    (IDLE, worked.iter().find_map(stuck))
                }
                Err(trouble) => {
                    tracing::warn!(%trouble, "the inbox can't be worked through");
                    (TICK, None)
                }
            };
            let setup = held.setup.as_ref().map(|(setup, _)| setup);
            self.tell(Status {
                here: true,
                set_up: setup.is_some_and(Setup::is_set),
                practice: setup.is_some_and(Setup::is_practice),
                listening: held.listener.as_ref().map(|on| on.at().to_string()),
                problem: held.problem.clone().or(stuck),
                unanswered: None,
            });
            let wait = held.again.map_or(longest, |again| {
                again.saturating_duration_since(Instant::now()).min(longest)
            });
            match woken.recv_timeout(wait) {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
                // A busy shop tells of every commit.
                Ok(()) => thread::sleep(GATHER.saturating_sub(begun.elapsed())),
            }
        }
    }

    fn tell(&self, status: Status) {
        let is_new = {
            let mut told = lock(&self.status);
            // That is the poller's to say, as long as it asks.
            let unanswered = told.unanswered.clone().filter(|_| status.here);
            let status = Status {
                unanswered,
                ..status
            };
            let is_new = *told != status;
            *told = status;
            is_new
        };
        if is_new {
            (self.changed)();
        }
    }

    /// Brings listener and account in line with what is set up.
    fn set_up(&self, held: &mut Held) -> Result<(), Trouble> {
        let found = self.shop.read(settings::load::<Setup>)?;
        let due = held.again.is_some_and(|again| again <= Instant::now());
        if held.setup.as_ref() == Some(&found) && !due {
            return Ok(());
        }
        held.again = None;
        held.problem = None;
        // Its port is free before it may be wanted again.
        held.listener = None;
        let setup = found.0.clone();
        held.setup = Some(found);
        let listen = setup.listen;
        let account = match Account::of(setup, &self.vault) {
            Ok(account) => Arc::new(account),
            Err(problem) => {
                *lock(&self.current) = Asking::Nobody;
                if !matches!(problem, AccountProblem::Unset) {
                    held.problem = Some(problem.to_string());
                    held.again = Some(Instant::now() + IDLE);
                }
                return Ok(());
            }
        };
        if let Some(at) = listen {
            match account.webhooks().cloned() {
                None => {
                    held.problem = Some(
                        "webhooks are not listened for: their secret is not on this machine".into(),
                    );
                    held.again = Some(Instant::now() + IDLE);
                }
                Some(secrets) => {
                    match Listener::start(&self.shop, &self.vault, &account, secrets, at) {
                        Ok(listener) => held.listener = Some(listener),
                        Err(error) => {
                            held.problem =
                                Some(format!("webhooks can't be listened for at {at}: {error}"));
                            held.again = Some(Instant::now() + TICK);
                        }
                    }
                }
            }
        }
        *lock(&self.current) = Asking::In(account);
        nudge(&self.poke);
        Ok(())
    }
}

/// What is told of a message that could not be worked through.
fn stuck(worked: &Worked) -> Option<String> {
    match worked {
        Worked::Stuck(message, why) => Some(format!(
            "message {message} of the provider could not be worked through and is kept: {why}"
        )),
        Worked::Took(..) | Worked::PutAside(..) => None,
    }
}

/// Asks the provider for what is due, until the gateway is closed.
fn ask(
    shop: &Shop,
    closed: &AtomicBool,
    (current, status): (&Current, &Mutex<Status>),
    poked: &Receiver<()>,
) {
    let mut poller = Poller::default();
    while !closed.load(Ordering::Acquire) {
        let asking = lock(current).clone();
        let wait = match &asking {
            // Nothing is remembered: the other process may have gone on.
            Asking::NotHere => {
                poller = Poller::default();
                IDLE
            }
            Asking::Nobody => next(poller.round(shop, None, closed)),
            Asking::In(account) => {
                let wait = next(poller.round(shop, Some(account.provider().as_ref()), closed));
                lock(status).unanswered = poller.unanswered.clone();
                wait
            }
        };
        let begun = Instant::now();
        match poked.recv_timeout(wait) {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
            // A busy shop tells of every commit.
            Ok(()) => thread::sleep(TICK.saturating_sub(begun.elapsed())),
        }
    }
}

/// After how long the next round begins where nothing is heard of.
fn next(round: Result<Duration, Trouble>) -> Duration {
    match round {
        Ok(wait) => wait.clamp(TICK, IDLE),
        Err(trouble) => {
            tracing::warn!(%trouble, "what waits for the provider can't be looked at");
            IDLE
        }
    }
}
