//! One process of a proof: opens the copy, logs in, and asks with many threads.

use std::{
    fs,
    io::{self, BufRead as _, Write as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, unbounded};

use super::{
    asker,
    client::{Client, Fronts, bug},
    crew::{Answer, Done, LogIn, Part, Plan, Report, Word, failed},
    notes::Notes,
};
use crate::{
    shop::{Refusal, Session, Shop, Trouble},
    store::{Fault, Options},
    values::{Clock, Phone, monotonic_us},
};

/// How often the log-in is tried while others log in with the same account.
const LOG_INS: u32 = 600;
/// How often it is tried to remove the scratch folder.
const REMOVALS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// Does what the lines on standard input say, and answers on standard output.
/// Where whoever started it is gone, the scratch folder is removed, and the
/// process ends at once.
///
/// # Errors
/// A fault of the file or of a process, which was also told in an answer.
pub fn work(folder: &Path, clock: Arc<dyn Clock>) -> Result<(), Trouble> {
    let stop = Arc::new(AtomicBool::new(false));
    let words = listen(folder, Arc::clone(&stop))?;
    let done = obey(&words, clock, &stop);
    if let Err(trouble) = &done {
        say(&Answer::Failed(trouble.to_string()))?;
    }
    // Others may still be at work, and the folder is theirs until the end.
    while !matches!(words.recv(), Ok(Word::End) | Err(_)) {}
    done
}

fn listen(folder: &Path, stop: Arc<AtomicBool>) -> Result<Receiver<Word>, Fault> {
    let (tell, words) = unbounded();
    let folder = folder.to_owned();
    let listen = move || {
        for line in io::stdin().lock().lines() {
            let word = line.ok().and_then(|line| serde_json::from_str(&line).ok());
            let ends = match word {
                Some(Word::Stop) => {
                    stop.store(true, Relaxed);
                    continue;
                }
                Some(word) => {
                    let ends = matches!(word, Word::End);
                    tell.send(word).is_err() || ends
                }
                None => break,
            };
            if ends {
                return;
            }
        }
        // Who is still at work in it may put something in meanwhile.
        let gone = (0..REMOVALS).any(|_| fs::remove_dir_all(&folder).is_ok() || !folder.exists());
        if !gone {
            tracing::warn!("the scratch folder is left to who next opens the shop");
        }
        std::process::exit(3);
    };
    thread::Builder::new()
        .name("crew".into())
        .spawn(listen)
        .map_err(failed("starting a thread"))?;
    Ok(words)
}

fn obey(words: &Receiver<Word>, clock: Arc<dyn Clock>, stop: &AtomicBool) -> Result<(), Trouble> {
    let plan = match words.recv() {
        Ok(Word::Plan(plan)) => *plan,
        _ => return Ok(()),
    };
    let shop = Shop::open_with(&plan.shop, clock, &Options::default())?;
    let session = log_in(&shop, &plan.login)?;
    // How numbers are read is looked up by a process once, which takes it a while; a shop that
    // has been open for an hour has done it.
    drop(Phone::parse("+919876543210", None));
    let notes = Notes::begin(&plan.log)?;
    let mut parts = Vec::new();
    for &part in &plan.parts {
        say(&Answer::Ready)?;
        let begin_us = match words.recv() {
            Ok(Word::Begin(begin_us)) => begin_us,
            _ => return Ok(()),
        };
        let before = shop.measures();
        let mut done = ask((&shop, &session, &notes), (&plan, part), begin_us, stop)?;
        done.took_us = monotonic_us().saturating_sub(begin_us);
        done.measures = shop.measures().since(&before);
        parts.push(done);
    }
    drop(shop);
    notes.end()?;
    say(&Answer::Done(Box::new(Report {
        parts,
        log: plan.log,
    })))?;
    Ok(())
}

/// The other processes log in with the same account at this moment.
fn log_in(shop: &Shop, login: &LogIn) -> Result<Session, Trouble> {
    let mut tries = 0;
    loop {
        match shop.log_in(&login.name, &login.password, "proof") {
            Err(Trouble::Refused(Refusal::Throttled { .. })) if tries < LOG_INS => {
                tries += 1;
                thread::sleep(PAUSE);
            }
            answer => return answer,
        }
    }
}

fn ask(
    asking: (&Shop, &Session, &Notes),
    (plan, part): (&Plan, Part),
    begin_us: u64,
    stop: &AtomicBool,
) -> Result<Done, Fault> {
    let fronts = Fronts::default();
    let clients = thread::scope(|scope| {
        let begin = |client: u64| {
            let fronts = &fronts;
            scope.spawn(move || {
                let place = plan.first + client;
                // Another in each part.
                let seed = begin_us.wrapping_mul(plan.of_clients) + place + 1;
                let mut client = Client::new(asking, (&plan.goods, fronts), seed);
                let mut wishes = 0;
                while let Some(due_us) = part.due(begin_us, wishes * plan.of_clients + place) {
                    wait_until(due_us, stop);
                    if stop.load(Relaxed) || part.is_over(begin_us) {
                        break;
                    }
                    client.asker.due_us = part.is_timed().then_some(due_us);
                    client.wish(plan.orders_only)?;
                    wishes += 1;
                }
                Ok::<_, Fault>(client.asker)
            })
        };
        let clients: Vec<_> = (0..plan.clients).map(begin).collect();
        clients
            .into_iter()
            .map(|client| {
                client
                    .join()
                    .unwrap_or_else(|_| Err(bug("a client's thread panicked")))
            })
            .collect::<Result<Vec<_>, Fault>>()
    })?;
    let mut done = Done::default();
    for client in clients {
        let answers = |tally: &asker::Tally| tally.done + tally.refused.values().sum::<u64>();
        done.clients
            .push(client.tallies.values().map(answers).sum());
        asker::merge(&mut done.tallies, &client.tallies);
    }
    Ok(done)
}

impl Part {
    /// When the wish of this number, over all clients, is due; `None` where it is none of the
    /// part's any more.
    fn due(self, begin_us: u64, number: u64) -> Option<u64> {
        let after_us = match self {
            Part::AtOnce(most) => return (number < u64::from(most)).then_some(begin_us),
            Part::For(_, None) => 0,
            Part::For(_, Some(rate)) => number.saturating_mul(1_000_000) / u64::from(rate.max(1)),
        };
        let is_within = matches!(self, Part::For(time_us, _) if after_us < time_us);
        is_within.then_some(begin_us + after_us)
    }

    /// Whether its time is over. What is asked at once takes as long as it takes.
    fn is_over(self, begin_us: u64) -> bool {
        matches!(self, Part::For(time_us, _) if monotonic_us() >= begin_us + time_us)
    }

    /// Whether an act's time counts from when it was due.
    fn is_timed(self) -> bool {
        !matches!(self, Part::For(_, None))
    }
}

fn wait_until(due_us: u64, stop: &AtomicBool) {
    while !stop.load(Relaxed) {
        let left = Duration::from_micros(due_us.saturating_sub(monotonic_us()));
        if left.is_zero() {
            break;
        }
        thread::sleep(left.min(PAUSE));
    }
}

fn say(answer: &Answer) -> Result<(), Fault> {
    let say = || -> io::Result<()> {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, answer)?;
        out.write_all(b"\n")?;
        out.flush()
    };
    say().map_err(failed("answering"))
}
