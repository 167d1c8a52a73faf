//! Who holds a shop's file without writing, which is no till's way: others wait for it, or would.
//!
//! Promises: looking asks the system alone, never the file, and costs some ten thousandths of a
//! second; a watch looks every other second on a thread of its own, says a word only when the
//! answer is another, and ends with whoever wanted to know. Left out: what is done about it.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, SystemTime},
};

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use crate::store::{
    Files,
    health::{User, writer},
};

/// How often it is looked whether it is still the same who holds the file, and how long apart.
const LOOKS: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(80);
/// From one answer to the next look, while nobody holds the file, and while somebody does.
const FREE: Duration = Duration::from_secs(2);
const HELD: Duration = Duration::from_millis(300);

/// Who held the file at every look while nothing was written. Takes most of a second where
/// somebody does, and no time where nobody has the lock.
#[must_use]
pub fn held_all_along(files: &Files) -> Option<User> {
    let log = || fs::metadata(files.wal()).and_then(|found| found.modified());
    let before = log().ok();
    let first = writer(files)?;
    for _ in 1..LOOKS {
        thread::sleep(BETWEEN);
        if writer(files)?.process != first.process {
            return None;
        }
    }
    let quiet = before.is_none_or(|before| log().is_ok_and(|after: SystemTime| after == before));
    quiet.then_some(first)
}

/// Looks who holds a file for as long as it lives.
pub struct Watch {
    holder: Arc<Mutex<Option<User>>>,
    /// Closed, it ends the thread.
    _stop: Sender<()>,
}

impl Watch {
    /// Begins to look. `wake` is called, on another thread, whenever the answer is another.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn begin(file: &Path, wake: impl Fn() + Send + 'static) -> io::Result<Watch> {
        let file = file.to_owned();
        let holder: Arc<Mutex<Option<User>>> = Arc::default();
        let (stop, stopped) = bounded::<()>(0);
        let told = Arc::downgrade(&holder);
        thread::Builder::new()
            .name("sherbet-holding".into())
            .spawn(move || {
                // Here, and not where it is begun, which is where a window is drawn: the disk may
                // never answer.
                let files = match Files::beside(&file) {
                    Ok(files) => files,
                    Err(fault) => {
                        tracing::warn!(%fault, "who holds the file can't be watched");
                        return;
                    }
                };
                loop {
                    let now = held_all_along(&files);
                    let pause = if now.is_some() { HELD } else { FREE };
                    let Some(told) = told.upgrade() else { return };
                    let is_news = {
                        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                        let is_news = *told != now;
                        *told = now;
                        is_news
                    };
                    drop(told);
                    if is_news {
                        wake();
                    }
                    match stopped.recv_timeout(pause) {
                        Err(RecvTimeoutError::Timeout) => {}
                        _ => return,
                    }
                }
            })?;
        Ok(Watch {
            holder,
            _stop: stop,
        })
    }

    /// Who holds the file now, as far as was seen.
    #[must_use]
    pub fn holder(&self) -> Option<User> {
        let holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
        holder.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_watch_that_nobody_wants_any_more_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let alive = Arc::new(());
        let kept = Arc::clone(&alive);
        let watch = Watch::begin(&folder.path().join("shop"), move || drop(Arc::clone(&kept)));
        let watch = watch.expect("a thread");
        assert_eq!(watch.holder(), None);
        assert_eq!(Arc::strong_count(&alive), 2);
        drop(watch);
        let begun = Instant::now();
        while Arc::strong_count(&alive) > 1 {
            assert!(begun.elapsed() < Duration::from_secs(60), "it looks on");
            thread::yield_now();
        }
    }

    #[test]
    fn who_watches_is_woken_when_somebody_holds_the_file_and_when_they_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shop");
        let turn = fs::File::create(folder.path().join("shop.now")).expect("a file");
        let (tell, told) = bounded(8);
        let watch = Watch::begin(&file, move || {
            tell.send(()).ok();
        })
        .expect("a thread");
        turn.lock().expect("a lock");
        let news = || told.recv_timeout(Duration::from_secs(60)).expect("a word");
        news();
        let holder = watch.holder().expect("somebody");
        assert_eq!(
            (holder.process, holder.stopped),
            (std::process::id(), false)
        );
        turn.unlock().expect("it was locked");
        news();
        assert_eq!(watch.holder(), None);
        assert!(told.is_empty(), "it says the same twice");
    }
}
