//! The write lane: one connection writes, one batch after the other.
//!
//! Who asks puts an act into the queue and waits for its answer. A thread of
//! the lane's own serves the queue. Who asks while nobody else does, and finds
//! the file free, serves themselves and whoever joins, which spares waking
//! another thread and being woken by it. They never wait for the file: that is
//! left to the lane's thread, and so are checkpoints. How a batch is served is
//! [`Runner`]'s.
//!
//! Promises: answers come in the order of the queue; a refused or panicking
//! act harms no other of its batch; nobody waits longer than its patience for
//! the file, and who gave up is told that nothing was written.
//! Left out: retrying an act by itself. Whoever asks again does so with its
//! request id.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Receiver, Select, SendTimeoutError, Sender, TryRecvError, bounded};

use super::{
    Waiting, answer,
    error::{Fault, io_fault},
    job::{ActError, Asked, Job},
    runner::{Parts, Runner},
    tx::WriteTx,
    wait::Waits,
};

/// Acts that may wait in the queue; who comes then waits to get in.
const QUEUE: usize = 1024;

pub(super) struct Lane {
    queue: Option<Sender<Box<dyn Job>>>,
    runner: Arc<Mutex<Runner>>,
    thread: Option<JoinHandle<()>>,
    /// Acts that were asked for and are not answered yet.
    unanswered: AtomicUsize,
    /// Asks the lane's thread for a checkpoint.
    checkpoint: Sender<()>,
    waits: Arc<Waits>,
    patience: Duration,
}

impl Lane {
    pub(super) fn start(parts: Parts) -> Result<Lane, Fault> {
        let (queue, asked) = bounded(QUEUE);
        let (checkpoint, due) = bounded(1);
        let waits = Arc::new(Waits::default());
        let patience = parts.patience;
        let runner = Runner::new(parts, asked.clone(), Arc::clone(&waits))?;
        let runner = Arc::new(Mutex::new(runner));
        let served = Arc::clone(&runner);
        let thread = thread::Builder::new()
            .name("write lane".into())
            .spawn(move || serve_queue(&served, &asked, &due))
            .map_err(io_fault("starting the write lane"))?;
        Ok(Lane {
            queue: Some(queue),
            runner,
            thread: Some(thread),
            unanswered: AtomicUsize::new(0),
            checkpoint,
            waits,
            patience,
        })
    }

    pub(super) fn ask<T, E, F>(&self, act: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: ActError,
        F: FnMut(&WriteTx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (promise, awaited) = answer::promise();
        let job = Box::new(Asked::now(act, promise));
        let asking = Asking::begin(&self.unanswered);
        self.hand_on(job, asking.alone)?;
        // The lane answers everything it took; it is gone only if it ended
        // between taking and answering.
        awaited.wait().unwrap_or_else(|| {
            Err(E::from(Fault::Unsettled {
                why: "the write lane ended".into(),
            }))
        })
    }

    /// Serves the job here and now, or queues it.
    fn hand_on(&self, job: Box<dyn Job>, alone: bool) -> Result<(), Fault> {
        let queue = self.queue.as_ref().ok_or(Fault::Closing)?;
        let runner = alone.then(|| self.free_runner()).flatten();
        let job = match runner {
            Some(runner) => match runner.serve_at_once(job) {
                Ok(()) => {
                    if runner.checkpoint_is_due() {
                        // A full channel has the word already.
                        self.checkpoint.try_send(()).ok();
                    }
                    return Ok(());
                }
                Err(job) => job,
            },
            None => job,
        };
        queue
            .send_timeout(job, self.patience)
            .map_err(|error| match error {
                SendTimeoutError::Timeout(_) => {
                    let holder = self.waiting().map(|waiting| waiting.holder);
                    Fault::Busy {
                        waited: self.patience,
                        holder: holder.unwrap_or_else(|| "everything that is queued before".into()),
                    }
                }
                SendTimeoutError::Disconnected(_) => Fault::Closing,
            })
    }

    /// The runner, where nobody has it and the lane's thread does not need it
    /// for a checkpoint: who asks again and again would never let it in.
    fn free_runner(&self) -> Option<MutexGuard<'_, Runner>> {
        let runner = match self.runner.try_lock() {
            Ok(runner) => runner,
            Err(TryLockError::Poisoned(left)) => left.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        (!runner.checkpoint_is_due()).then_some(runner)
    }

    pub(super) fn waiting(&self) -> Option<Waiting> {
        self.waits.worth_telling()
    }
}

impl Drop for Lane {
    /// What is queued is still done and answered; then the file is closed.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the write lane had ended by a panic");
        }
    }
}

/// Somebody who has asked and is not answered yet.
struct Asking<'l> {
    unanswered: &'l AtomicUsize,
    /// Nobody else was asking. Only they may serve themselves, so that nobody
    /// is overtaken.
    alone: bool,
}

impl Asking<'_> {
    fn begin(unanswered: &AtomicUsize) -> Asking<'_> {
        let alone = unanswered.fetch_add(1, Ordering::SeqCst) == 0;
        Asking { unanswered, alone }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.unanswered.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The lane's own thread: serves the queue until it is closed and empty.
fn serve_queue(runner: &Mutex<Runner>, asked: &Receiver<Box<dyn Job>>, due: &Receiver<()>) {
    let mut something = Select::new();
    something.recv(asked);
    something.recv(due);
    loop {
        // Nothing is taken from the queue before it can be served: who serves
        // themselves meanwhile takes it along, in the order it came.
        something.ready();
        let runner = runner.lock().unwrap_or_else(PoisonError::into_inner);
        if due.try_recv().is_ok() {
            runner.checkpoint_if_free();
        }
        match asked.try_recv() {
            Ok(first) => {
                runner.serve(first);
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return,
        }
    }
}
