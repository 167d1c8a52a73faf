//! The doctor: whether the shop's file, and what it stands on, may be trusted.
//!
//! Promises: looking changes nothing of the shop; every check ends, with a verdict in words, also
//! where the file is missing, garbage, a newer program's, or held by somebody who is stopped, and
//! where a disk or a provider hangs; nothing of the shop's business is told, so that who can't
//! log in any more can still ask. Leaves out mending: what to do is said, and left to a person.
//! Whether the books add up is looked at only where the whole file is asked for, which takes long,
//! and then what `sherbet verify` tells is told.

mod alike;
mod chart;
mod checks;
pub mod holding;
pub mod logs;
pub mod pulse;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    devices::scale::SerialScale,
    gateway::Vault,
    shop::verify,
    store::{Fault, health::Looking},
    values::{Clock, Timestamp},
};
pub use alike::called;

/// How long a check may take before the others are told without it.
const LIMIT: Duration = Duration::from_secs(15);
/// How long going over the whole file may take.
const WHOLE_LIMIT: Duration = Duration::from_secs(60 * 60);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All is well.
    Ok,
    /// Nothing is lost yet; somebody should see to it.
    LookAtIt,
    /// It must be seen to before the shop goes on.
    Bad,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::LookAtIt => "look at it",
            Verdict::Bad => "bad",
        }
    }
}

/// A check and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A short, stable word for programs.
    pub name: &'static str,
    /// What was looked at, for people.
    pub title: &'static str,
    /// How it ended.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do; empty where there is nothing to do.
    pub next: String,
}

/// What the doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The shop's file.
    pub path: PathBuf,
    /// When it was looked at, by the machine's clock.
    pub at: Timestamp,
    /// The worst verdict of all.
    pub verdict: Verdict,
    /// Each check.
    pub checks: Vec<Check>,
}

/// What belongs to the machine and not to the shop.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// The scale beside it.
    pub scale: Option<SerialScale>,
    /// Where its secrets are kept.
    pub vault: Vault,
    /// Where its logs are written.
    pub logs: Option<PathBuf>,
}

impl Machine {
    /// The machine this program runs on, for who is logged in to it.
    #[must_use]
    pub fn this() -> Machine {
        // The windows keep it there; what can't be read is not set up.
        let file = directories::ProjectDirs::from("", "", "sherbet")
            .map(|folders| folders.config_dir().join("windows.json"));
        let kept = file.and_then(|file| std::fs::read_to_string(file).ok());
        Machine {
            scale: kept.and_then(|text| scale_in(&text)),
            vault: Vault::of_this_machine(),
            logs: logs::folder(),
        }
    }
}

/// The scale in what the windows remember of a machine.
fn scale_in(text: &str) -> Option<SerialScale> {
    let mut kept: serde_json::Value = serde_json::from_str(text).ok()?;
    serde_json::from_value(kept.get_mut("scale")?.take()).ok()
}

/// What is to be looked at, and how.
#[derive(Clone)]
pub struct Subject {
    /// The shop's file.
    pub path: PathBuf,
    /// The clock the shop goes by.
    pub clock: Arc<dyn Clock>,
    /// The machine.
    pub machine: Machine,
    /// Whether everything in the file is gone over, however long that takes.
    pub whole: bool,
    /// Whether printers and the provider are asked whether they are there.
    pub online: bool,
}

/// How a check ended, before it is put beside what it is.
struct Told {
    verdict: Verdict,
    found: String,
    next: String,
}

impl Told {
    fn ok(found: impl Into<String>) -> Told {
        Told {
            verdict: Verdict::Ok,
            found: found.into(),
            next: String::new(),
        }
    }

    fn look(found: impl Into<String>, next: impl Into<String>) -> Told {
        Told {
            verdict: Verdict::LookAtIt,
            found: found.into(),
            next: next.into(),
        }
    }

    fn bad(found: impl Into<String>, next: impl Into<String>) -> Told {
        Told {
            verdict: Verdict::Bad,
            found: found.into(),
            next: next.into(),
        }
    }
}

/// How a check looks.
#[derive(Clone, Copy)]
enum Look {
    /// At what surrounds the file.
    Around(fn(&Subject) -> Told),
    /// Into the file, which can be opened.
    Into(fn(&Subject, &Looking) -> Told),
}

/// How a check tells whether the file could be opened.
type OfOpening = fn(&Result<Looking, Fault>) -> Told;

/// How a check tells what was found when all of the file was gone over.
type OfWhole = fn(&Result<verify::Report, Fault>) -> Told;

/// A check, before it is made.
struct Topic<L = Look> {
    name: &'static str,
    title: &'static str,
    why: &'static str,
    look: L,
}

impl<L> Topic<L> {
    fn check(&self, told: Told) -> Check {
        Check {
            name: self.name,
            title: self.title,
            verdict: told.verdict,
            found: told.found,
            why: self.why,
            next: told.next,
        }
    }
}

impl Topic {
    /// Begins to look, on a thread of its own: what it asks may never answer.
    fn begin(&self, subject: &Subject) -> mpsc::Receiver<Told> {
        let (tell, told) = mpsc::channel();
        let (look, subject) = (self.look, subject.clone());
        let looks = thread::Builder::new().name(format!("doctor-{}", self.name));
        let begun = looks.spawn(move || {
            let found = match look {
                Look::Around(look) => look(&subject),
                Look::Into(look) => match Looking::at(&subject.path) {
                    Ok(shop) => look(&subject, &shop),
                    Err(_) => not_opened(),
                },
            };
            // Who asked may have given up waiting.
            tell.send(found).ok();
        });
        if let Err(error) = begun {
            tracing::warn!(%error, check = self.name, "a check could not be begun");
        }
        told
    }

    fn end(&self, told: &mpsc::Receiver<Told>, by: Instant) -> Check {
        let left = by.saturating_duration_since(Instant::now());
        self.check(
            told.recv_timeout(left)
                .unwrap_or_else(|why| unanswered(why, LIMIT)),
        )
    }
}

/// What is told of a check that looks into a file which can't be opened.
fn not_opened() -> Told {
    Told::look(
        "not looked at: the shop's file can't be opened",
        "See to the file first.",
    )
}

/// What is told of a check that gave no answer.
fn unanswered(why: mpsc::RecvTimeoutError, limit: Duration) -> Told {
    match why {
        mpsc::RecvTimeoutError::Timeout => Told::bad(
            format!("no answer within {} s", limit.as_secs()),
            "What was asked hangs: see whether the disk, the network or another program does.",
        ),
        mpsc::RecvTimeoutError::Disconnected => Told::bad(
            "the program made a mistake and could not look",
            "Please report it; the other checks are not touched by it.",
        ),
    }
}

/// Does `work` on a thread of its own, for as long as `at_most`: a disk may never answer.
fn within<T: Send + 'static>(
    at_most: Duration,
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, mpsc::RecvTimeoutError> {
    let (tell, told) = mpsc::channel();
    let begun = thread::Builder::new().name(name.into()).spawn(move || {
        // Who asked may have given up waiting.
        tell.send(work()).ok();
    });
    if let Err(error) = begun {
        tracing::warn!(%error, thread = name, "what looks at the file could not be begun");
    }
    told.recv_timeout(at_most)
}

/// Goes over the whole file, once, and has each of its checks tell what was found.
fn gone_over(subject: &Subject) -> Vec<Check> {
    let of = subject.clone();
    let found = within(WHOLE_LIMIT, "doctor-whole", move || {
        checks::whole::gone_over(&of)
    });
    let told = |topic: &Topic<OfWhole>| match &found {
        Ok(found) => (topic.look)(found),
        Err(why) => unanswered(*why, WHOLE_LIMIT),
    };
    checks::WHOLE
        .iter()
        .map(|topic| topic.check(told(topic)))
        .collect()
}

/// Makes checks at the same time, as far as they are wanted. What looks into a file that can't be
/// opened is not begun: several that fail on it at once would leave an empty log beside it.
fn made_together(subject: &Subject, topics: &[Topic], can_be_opened: bool) -> Vec<Check> {
    let wanted = topics
        .iter()
        .filter(|topic| !(subject.whole && is_of_whole(topic.name)));
    let begun: Vec<_> = wanted
        .map(|topic| match topic.look {
            Look::Into(_) if !can_be_opened => (topic, None),
            _ => (topic, Some(topic.begin(subject))),
        })
        .collect();
    let by = Instant::now() + LIMIT;
    let made = begun.iter().map(|(topic, told)| match told {
        Some(told) => topic.end(told, by),
        None => topic.check(not_opened()),
    });
    made.collect()
}

/// Looks at everything. Takes seconds: never on a thread that draws.
#[must_use]
pub fn examine(subject: &Subject) -> Report {
    // Alone, so that nothing else that is looked at makes a sync slower.
    let (syncs, others) = checks::TOPICS.split_at(1);
    let mut made = made_together(subject, syncs, true);
    let path = subject.path.clone();
    let opened = within(LIMIT, "doctor-file", move || Looking::at(&path));
    made.push(checks::OPENS.check(match &opened {
        Ok(opened) => (checks::OPENS.look)(opened),
        Err(why) => unanswered(*why, LIMIT),
    }));
    let can_be_opened = matches!(opened, Ok(Ok(_)));
    made.extend(made_together(subject, others, can_be_opened));
    // It was open for as long as others looked: the last to close takes with it what was made by
    // looking, and of several that close at once SQLite knows no last.
    drop(opened);
    // Last and alone: who else reads the file has let go of it.
    if subject.whole {
        made.extend(gone_over(subject));
    }
    // What a person looks for first stands first.
    let place = |check: &Check| checks::ORDER.iter().position(|name| *name == check.name);
    made.sort_by_key(place);
    let verdict = made.iter().map(|check| check.verdict).max();
    Report {
        path: subject.path.clone(),
        at: subject.clock.now(),
        verdict: verdict.unwrap_or(Verdict::Ok),
        checks: made,
    }
}

/// Whether a check of that name is made of the whole file, where that is asked for.
fn is_of_whole(name: &str) -> bool {
    checks::WHOLE.iter().any(|topic| topic.name == name)
}

/// The folder a file is in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(path: &str) -> Subject {
        Subject {
            path: path.into(),
            clock: crate::values::SystemClock::shared(),
            machine: Machine::default(),
            whole: false,
            online: false,
        }
    }

    fn topic(look: fn(&Subject) -> Told) -> Topic {
        Topic {
            name: "test",
            title: "Test",
            why: "Because.",
            look: Look::Around(look),
        }
    }

    #[test]
    fn a_check_that_hangs_and_one_that_panics_are_told_as_bad_and_hold_up_nothing() {
        let hangs = topic(|_| {
            thread::sleep(Duration::from_secs(600));
            Told::ok("never")
        });
        let told = hangs.begin(&subject("/nowhere"));
        let check = hangs.end(&told, Instant::now());
        assert_eq!(check.verdict, Verdict::Bad);
        assert_eq!(check.found, "no answer within 15 s");
        let panics = topic(|_| panic!("on purpose"));
        let told = panics.begin(&subject("/nowhere"));
        let check = panics.end(&told, Instant::now() + Duration::from_secs(60));
        assert_eq!(check.verdict, Verdict::Bad);
        assert_eq!(check.found, "the program made a mistake and could not look");
    }

    #[test]
    fn every_check_has_its_place_and_every_place_its_check() {
        let quick = checks::TOPICS.iter().map(|topic| topic.name);
        let whole = checks::WHOLE.iter().map(|topic| topic.name);
        let mut names: Vec<_> = quick
            .filter(|name| !is_of_whole(name))
            .chain([checks::OPENS.name])
            .chain(whole)
            .collect();
        let mut places = checks::ORDER.to_vec();
        names.sort_unstable();
        places.sort_unstable();
        assert_eq!(names, places);
    }

    #[test]
    fn the_scale_of_the_machine_is_found_where_the_windows_keep_it() {
        let kept =
            r#"{"scale":{"baud":4800,"path":"/dev/ttyUSB0","protocol":"asked"},"theme":"dark"}"#;
        let scale = scale_in(kept).expect("a scale");
        assert_eq!((scale.path, scale.baud), ("/dev/ttyUSB0".into(), 4800));
        assert_eq!(scale_in("{}"), None);
        assert_eq!(scale_in("garbage"), None);
    }
}
