//! Background work of the windows: what reads or writes the file happens here, never in a frame.
//!
//! Promises: a job runs on a worker thread and wakes the window that asked when its answer is
//! there; reads never queue behind writes that wait for the file; a command keeps one request
//! id from the press of the button until it is answered, whatever happens in between; nobody
//! has to sleep to learn that all work is done. Leaves out what the work is.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Sender, unbounded};
use egui::{Context, ViewportId};

use crate::{
    shop::{Refusal, Shop, Trouble},
    store::Fault,
    values::RequestId,
};

/// How many reads run at the same time.
const READERS: usize = 3;
/// How many commands may wait for the file at the same time.
const WRITERS: usize = 6;
/// How long an asker rests before it asks a busy file again.
const REST: Duration = Duration::from_millis(120);
/// After how long a window says what it is waiting for.
const PATIENCE: Duration = Duration::from_secs(1);

type Job = Box<dyn FnOnce() + Send>;

/// Locks, whether or not somebody panicked while holding the lock.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many jobs are under way.
#[derive(Default)]
struct Flight {
    jobs: Mutex<usize>,
    landed: Condvar,
}

/// The worker threads of the program.
#[derive(Clone)]
pub struct Workers {
    reads: Sender<Job>,
    writes: Sender<Job>,
    flight: Arc<Flight>,
}

impl Workers {
    /// Starts the threads; they end when the last clone is gone and their work is done.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn start() -> std::io::Result<Self> {
        Ok(Self {
            reads: crew("reads", READERS)?,
            writes: crew("writes", WRITERS)?,
            flight: Arc::default(),
        })
    }

    /// Waits until no job is under way; false where that takes longer than `at_most`.
    #[must_use]
    pub fn wait_until_idle(&self, at_most: Duration) -> bool {
        let jobs = lock(&self.flight.jobs);
        let (_jobs, timeout) = self
            .flight
            .landed
            .wait_timeout_while(jobs, at_most, |jobs| *jobs > 0)
            .unwrap_or_else(PoisonError::into_inner);
        !timeout.timed_out()
    }

    /// Whether no job is under way.
    #[must_use]
    pub fn idle(&self) -> bool {
        *lock(&self.flight.jobs) == 0
    }

    fn run<T: Send + 'static>(
        &self,
        queue: &Sender<Job>,
        wake: impl FnOnce() + Send + 'static,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Pending<T> {
        let (answer, pending) = mpsc::channel();
        *lock(&self.flight.jobs) += 1;
        let flight = self.flight.clone();
        let job: Job = Box::new(move || {
            // A job that panics drops its end of the channel: the asker reads that as `Lost`.
            if let Ok(value) = catch_unwind(AssertUnwindSafe(work)) {
                // Nobody may be left to read it: then it is not wanted.
                answer.send(value).ok();
            } else {
                drop(answer);
            }
            *lock(&flight.jobs) -= 1;
            flight.landed.notify_all();
            wake();
        });
        if queue.send(job).is_err() {
            *lock(&self.flight.jobs) -= 1;
            self.flight.landed.notify_all();
        }
        Pending { answer: pending }
    }
}

/// Threads that take jobs from one queue, in order.
fn crew(name: &str, size: usize) -> std::io::Result<Sender<Job>> {
    let (jobs, queue) = unbounded::<Job>();
    for number in 1..=size {
        let queue = queue.clone();
        thread::Builder::new()
            .name(format!("sherbet-{name}-{number}"))
            .spawn(move || queue.into_iter().for_each(|job| job()))?;
    }
    Ok(jobs)
}

/// What has become of a job.
#[derive(Debug)]
pub enum Answer<T> {
    /// It is under way.
    NotYet,
    /// Its answer.
    Here(T),
    /// It ended without an answer (a mistake of the program).
    Lost,
}

/// A job that was given away.
pub struct Pending<T> {
    answer: mpsc::Receiver<T>,
}

impl<T> Pending<T> {
    /// Takes the answer where it is there.
    pub fn take(&mut self) -> Answer<T> {
        match self.answer.try_recv() {
            Ok(value) => Answer::Here(value),
            Err(mpsc::TryRecvError::Empty) => Answer::NotYet,
            Err(mpsc::TryRecvError::Disconnected) => Answer::Lost,
        }
    }
}

/// From where one window gives work away.
#[derive(Clone)]
pub struct Desk {
    workers: Workers,
    ctx: Context,
    viewport: ViewportId,
}

impl Desk {
    /// The desk of the window shown in `viewport`.
    #[must_use]
    pub fn new(workers: Workers, ctx: Context, viewport: ViewportId) -> Self {
        Self {
            workers,
            ctx,
            viewport,
        }
    }

    /// The native window this desk stands in.
    #[must_use]
    pub fn viewport(&self) -> ViewportId {
        self.viewport
    }

    /// Has something read in the background.
    pub fn read<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        self.workers.run(&self.workers.reads, self.waker(), work)
    }

    /// Has something done in the background that may wait long: a command, a password.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Pending<T> {
        self.workers.run(&self.workers.writes, self.waker(), work)
    }

    /// What wakes the window, from whichever thread.
    pub fn waker(&self) -> impl Fn() + Send + 'static + use<> {
        let (ctx, viewport) = (self.ctx.clone(), self.viewport);
        move || ctx.request_repaint_of(viewport)
    }
}

/// How a command ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was done.
    Done(T),
    /// The shop said no.
    Refused(Refusal),
    /// The shop could not answer; the same request may be sent again.
    Failed(String),
}

type Act<T> = dyn Fn(RequestId) -> Result<T, Trouble> + Send + Sync;

/// One intent of a person, asked for until it is answered.
///
/// While the file is busy it is asked again by itself, with the same request id, so that it
/// happens once however often it was asked.
pub struct Ask<T> {
    request: RequestId,
    act: Arc<Act<T>>,
    since: Instant,
    stop: Arc<AtomicBool>,
    pending: Option<Pending<Result<T, Trouble>>>,
    settled: bool,
}

impl<T: Send + 'static> Ask<T> {
    /// Asks for the first time.
    pub fn send(
        desk: &Desk,
        act: impl Fn(RequestId) -> Result<T, Trouble> + Send + Sync + 'static,
    ) -> Self {
        let mut ask = Self {
            request: RequestId::new(),
            act: Arc::new(act),
            since: Instant::now(),
            stop: Arc::default(),
            pending: None,
            settled: true,
        };
        ask.again(desk);
        ask
    }

    /// Asks again after a failure: the same request, so never done twice.
    pub fn again(&mut self, desk: &Desk) {
        let (request, act) = (self.request, self.act.clone());
        tracing::debug!(%request, "asked for in a window");
        self.stop = Arc::default();
        self.since = Instant::now();
        let stop = self.stop.clone();
        self.pending = Some(desk.write(move || {
            loop {
                match act(request) {
                    Err(Trouble::Fault(Fault::Busy { .. })) if !stop.load(Ordering::Relaxed) => {
                        thread::sleep(REST);
                    }
                    answer => return answer,
                }
            }
        }));
    }

    /// Asks no more once the file turns out to be busy; what is under way is still answered.
    pub fn stop_asking(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    #[must_use]
    pub fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether it is under way (and not failed).
    #[must_use]
    pub fn under_way(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether it is certain, where it failed, that nothing was done. Once it was not, only an
    /// answer tells: a later failure says nothing of what an earlier asking did.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// The answer, once.
    pub fn answer(&mut self) -> Option<Outcome<T>> {
        let outcome = match self.pending.as_mut()?.take() {
            Answer::NotYet => return None,
            Answer::Here(Ok(done)) => Outcome::Done(done),
            Answer::Here(Err(Trouble::Refused(refusal))) => Outcome::Refused(refusal),
            Answer::Here(Err(Trouble::Fault(fault))) => {
                self.settled &= fault.is_settled();
                Outcome::Failed(sentence(&fault))
            }
            Answer::Lost => {
                self.settled = false;
                Outcome::Failed(LOST.to_owned())
            }
        };
        self.pending = None;
        Some(outcome)
    }

    /// What it is waiting for, once that takes longer than a moment. Call in a frame: the
    /// window is woken again while the text counts.
    pub fn held_up(&self, ctx: &Context, shop: &Shop) -> Option<String> {
        self.pending.as_ref()?;
        let waited = self.since.elapsed();
        if waited < PATIENCE {
            ctx.request_repaint_after(PATIENCE - waited);
            return None;
        }
        ctx.request_repaint_after(Duration::from_secs(1));
        let seconds = waited.as_secs();
        Some(match shop.waiting() {
            Some(waiting) => format!(
                "Waiting for {} to let go of the shop's file ({seconds} s). It will be done once, as soon as that is over.",
                waiting.holder
            ),
            None => format!("Still working on it ({seconds} s)."),
        })
    }
}

/// What is said where a job ended without an answer.
pub const LOST: &str =
    "The program made a mistake and lost the answer. Trying again is safe: nothing is done twice.";

/// A fault as a sentence with a capital and a full stop.
pub fn sentence(text: &impl std::fmt::Display) -> String {
    let text = text.to_string();
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return text;
    };
    let mut whole: String = first.to_uppercase().chain(chars).collect();
    if !whole.ends_with(['.', '!', '?', '…']) {
        whole.push('.');
    }
    whole
}

/// Something shown that is read again whenever the question or the shop changes.
///
/// One read is under way at a time: changes that come faster than reads are folded together.
pub struct Live<Q, T> {
    shown: Option<(Q, T)>,
    asked: Option<(Q, u64)>,
    pending: Option<Pending<Result<T, Fault>>>,
    trouble: Option<String>,
}

impl<Q, T> Default for Live<Q, T> {
    fn default() -> Self {
        Self {
            shown: None,
            asked: None,
            pending: None,
            trouble: None,
        }
    }
}

impl<Q: PartialEq + Clone + Send + 'static, T: Send + 'static> Live<Q, T> {
    /// Keeps the answer to `question` at state `changes` of the shop; call once a frame.
    /// True in the frame in which something new arrived.
    pub fn keep(
        &mut self,
        desk: &Desk,
        changes: u64,
        question: &Q,
        read: impl FnOnce(&Q) -> Result<T, Fault> + Send + 'static,
    ) -> bool {
        let fresh = self.drain();
        let wanted = self
            .asked
            .as_ref()
            .is_none_or(|(q, at)| q != question || *at != changes);
        if wanted && self.pending.is_none() {
            self.asked = Some((question.clone(), changes));
            let question = question.clone();
            self.pending = Some(desk.read(move || read(&question)));
        }
        fresh
    }

    fn drain(&mut self) -> bool {
        let Some(pending) = self.pending.as_mut() else {
            return false;
        };
        match pending.take() {
            Answer::NotYet => return false,
            Answer::Here(Ok(value)) => {
                self.trouble = None;
                if let Some((question, _)) = &self.asked {
                    self.shown = Some((question.clone(), value));
                }
            }
            Answer::Here(Err(fault)) => self.trouble = Some(sentence(&fault)),
            Answer::Lost => self.trouble = Some(LOST.to_owned()),
        }
        self.pending = None;
        true
    }

    /// What was read last, whatever the question was.
    pub fn latest(&self) -> Option<&T> {
        self.shown.as_ref().map(|(_, value)| value)
    }

    /// The answer to exactly this question, where it is there.
    pub fn answer_to(&self, question: &Q) -> Option<&T> {
        self.shown
            .as_ref()
            .filter(|(q, _)| q == question)
            .map(|(_, value)| value)
    }

    /// Why it could not be read, where it could not.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Forgets everything: the next frame reads anew.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Has it read again, even though nothing seems to have changed.
    pub fn read_again(&mut self) {
        self.asked = None;
    }
}
