//! The thread of a window's program that seals the books from time to time.
//!
//! Promises: nobody waits for it; it ends with its handle; while nothing happens in the shop it
//! sleeps. Left out: when the program does not run, which the backup and `journal seal` see to.

use std::{
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{super::Shop, is_due};
use crate::store::Watch;

/// How long what happens is gathered before it is looked whether it is time to seal.
const GATHER: Duration = Duration::from_secs(60);

/// How often it is looked even where nothing happens: an act may become an hour old.
const AT_LEAST: Duration = Duration::from_secs(15 * 60);

/// The thread, as long as this lives.
pub struct Sealer {
    /// Dropping it hangs up on the thread.
    _watch: Watch,
}

impl Sealer {
    /// Starts it. One is enough for a process.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(shop: &Shop) -> std::io::Result<Sealer> {
        let (wake, woken) = bounded(1);
        let sealed = shop.clone();
        thread::Builder::new()
            .name("sherbet-seals".into())
            .spawn(move || run(&sealed, &woken))?;
        // A full channel has the word already.
        let watch = shop.watch(move || if wake.try_send(()).is_err() {});
        Ok(Sealer { _watch: watch })
    }
}

fn run(shop: &Shop, woken: &Receiver<()>) {
    loop {
        if let Err(RecvTimeoutError::Disconnected) = woken.recv_timeout(AT_LEAST) {
            return;
        }
        // What happened is looked at a while later, with all that happens until then.
        let until = Instant::now() + GATHER;
        loop {
            match woken.recv_deadline(until) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        match shop.read(|db| is_due(db, shop.now())) {
            Ok(true) => match shop.seal_books() {
                Ok(sealed) => tracing::info!(rows = sealed.rows, "the books are sealed"),
                Err(trouble) => tracing::warn!(%trouble, "the books can't be sealed now"),
            },
            Ok(false) => {}
            Err(fault) => tracing::warn!(%fault, "whether the books are sealed can't be seen"),
        }
    }
}
