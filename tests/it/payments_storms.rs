//! Payments in a crowd: every one hit at once through all doors, by threads, by
//! processes, and by processes that are killed.
//!
//! `SHERBET_STORM_PAYMENTS` says how many payments, `SHERBET_STORM_KILLS` how
//! many lives of the killed are ended.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde::{Deserialize, Serialize};
use sherbet::{
    shop::{
        Session, Shop,
        invoices::{self, InvoiceState},
        journal,
        payments::{Begun, Door, KeepMessage, News, PaymentQuery, Said, TakeNews, Verdict, list},
    },
    values::{RequestId, SystemClock},
};

use crate::{
    checker::Askers,
    dice::{Dice, count},
    payments_support::{gateway, id, money, news},
    support::TestShop,
};

/// Two windows verify, the webhook comes three times, the poller asks once.
pub const TOLD: [Door; 6] = [
    Door::Verify,
    Door::Webhook,
    Door::Poll,
    Door::Webhook,
    Door::Verify,
    Door::Webhook,
];
const THREADS: usize = 50;
/// What a child process finds its work by.
const WORK: &str = "SHERBET_TEST_PAYMENTS_TOLD";

/// Something that is told of one payment.
#[derive(Clone, Serialize, Deserialize)]
pub struct Telling {
    begun: Begun,
    door: Door,
}

impl Telling {
    /// Tells it the way its door does: a webhook's message is kept first.
    fn tell(&self, askers: &Askers, shop: &Shop, by: &Session) -> Verdict {
        let told = news(
            self.door,
            &self.begun,
            &format!("pay_{}", self.begun.payment),
            Said::Captured,
        );
        let take = match self.door {
            Door::Webhook => {
                let event = id(&format!("evt_{}", self.begun.payment));
                let keep = KeepMessage {
                    event: event.clone(),
                    body: format!("{{\"payment\":{}}}", self.begun.payment).into_bytes(),
                };
                let kept = shop.execute(by, RequestId::new(), keep).unwrap();
                TakeNews {
                    news: News {
                        event: Some(event),
                        ..told
                    },
                    message: Some(kept.message),
                }
            }
            Door::Verify | Door::Poll | Door::Person => TakeNews {
                news: told,
                message: None,
            },
        };
        askers.ask(shop, by, take).unwrap()
    }
}

/// A shop with so many payments that wait for their money.
fn with_payments(many: usize) -> (TestShop, Vec<Begun>) {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 1_000_000);
    let begun = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    // Together, so that they share their commits.
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < many {
                    let one = shop.ordered(katli, 1);
                    begun.lock().unwrap().push(one);
                }
            });
        }
    });
    (shop, begun.into_inner().unwrap())
}

/// All that is told, in an order that looks like chance: what belongs to one
/// payment stays near, so that it meets.
pub fn tellings(begun: &[Begun]) -> Vec<Telling> {
    let tell = |one: &Begun| {
        let begun = one.clone();
        TOLD.map(|door| Telling {
            begun: begun.clone(),
            door,
        })
    };
    begun.iter().flat_map(tell).collect()
}

/// Tells everything from many threads at once; the answer is what was answered.
pub fn tell_all(
    askers: &Askers,
    shop: &Shop,
    all: &[Telling],
    each: impl Fn(&Telling, &Verdict) + Sync,
) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let by = gateway();
                while let Some(telling) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    each(telling, &telling.tell(askers, shop, &by));
                }
            });
        }
    });
}

/// Each payment was captured once and paid its invoice once, and every sum is
/// that of the invoices.
fn judge(shop: &TestShop, many: usize, askers: Askers) {
    let all = |db: &sherbet::store::ReadTx<'_>| list(db, PaymentQuery::default(), 1_000_000);
    let payments = shop.shop.read(all).unwrap();
    let invoices = shop
        .shop
        .read(|db| invoices::list(db, None, 1_000_000))
        .unwrap();
    assert_eq!((payments.len(), invoices.len()), (many, many));
    let whole = money(3_000);
    for payment in &payments {
        assert_eq!((payment.captured, payment.allocated), (whole, whole));
        assert!(payment.sale.is_some());
    }
    for invoice in &invoices {
        assert_eq!((invoice.state, invoice.paid), (InvoiceState::Paid, whole));
        let found = shop.shop.read(|db| invoices::invoice(db, invoice.id));
        assert_eq!(found.unwrap().unwrap().allocations.len(), 1);
    }
    let sold = i64::try_from(many).unwrap();
    assert_eq!(
        shop.shop
            .read(|db| sherbet::shop::sales::list(db, None, 1_000_000))
            .unwrap()
            .len(),
        many
    );
    let on_hand = shop
        .shop
        .read(|db| sherbet::shop::stock::shelf_rows(db, &[sherbet::values::SweetId::new(1)]));
    assert_eq!(on_hand.unwrap()[0].on_hand, 1_000_000 - sold);
    let seen = askers.explained(&shop.path).answers.unwrap();
    assert!(seen.done >= many, "{seen:?}");
}

#[test]
fn of_six_who_tell_of_each_payment_at_once_from_50_threads_one_captures_it() {
    let many = count("SHERBET_STORM_PAYMENTS", 60);
    let (shop, begun) = with_payments(many);
    let (captured, already) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let askers = Askers::alone(&shop.shop);
    tell_all(&askers, &shop.shop, &tellings(&begun), |_, verdict| {
        match verdict {
            Verdict::Captured {
                sold: Some(_),
                flag: None,
                ..
            } => captured.fetch_add(1, Ordering::Relaxed),
            Verdict::Already { .. } => already.fetch_add(1, Ordering::Relaxed),
            other => panic!("{other:?}"),
        };
    });
    assert_eq!(captured.into_inner(), many);
    assert_eq!(already.into_inner(), many * (TOLD.len() - 1));
    judge(&shop, many, askers);
}

/// Where a process writes down what it asked for and was told; several lives go on in one.
pub fn log_of(work: &Path) -> PathBuf {
    work.with_extension("log")
}

/// A process of its own that tells what stands in a file. Its answers are lines
/// "told PAYMENT DOOR VERDICT".
pub fn process(shop: &TestShop, work: &Path, all: &[Telling]) -> Child {
    fs::write(work, serde_json::to_string(all).unwrap()).unwrap();
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "payments_storms::a_process_that_tells"]);
    child.arg("--nocapture");
    child.env(WORK, work).env("SHERBET_SHOP", &shop.path);
    child.stdin(Stdio::null()).stderr(Stdio::null());
    child.stdout(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_process_that_tells() {
    let Some(work) = env::var_os(WORK) else {
        return;
    };
    let all: Vec<Telling> = serde_json::from_str(&fs::read_to_string(&work).unwrap()).unwrap();
    let path = env::var_os("SHERBET_SHOP").unwrap();
    let shop = Shop::open(Path::new(&path), SystemClock::shared()).unwrap();
    let askers = Askers::writing(&log_of(Path::new(&work)));
    tell_all(&askers, &shop, &all, |telling, verdict| {
        // One write, so that lines of several threads stay whole.
        println!("told {} {}", telling.begun.payment, verdict.word());
    });
}

/// What a process says, up to so many answers or to its end.
pub fn heard(child: &mut Child, most: usize) -> Vec<(String, String)> {
    let out = child.stdout.take().unwrap();
    let mut answers = Vec::new();
    for line in BufReader::new(out).lines() {
        let Ok(line) = line else { break };
        // The harness's own words may stand before the first.
        let Some((_, told)) = line.split_once("told ") else {
            continue;
        };
        let mut words = told.split(' ');
        if let (Some(payment), Some(verdict), None) = (words.next(), words.next(), words.next()) {
            answers.push((payment.to_owned(), verdict.to_owned()));
        }
        if answers.len() >= most {
            break;
        }
    }
    answers
}

#[test]
fn of_what_four_processes_are_told_at_once_each_payment_is_captured_once() {
    let many = count("SHERBET_STORM_PAYMENTS", 60);
    let (shop, begun) = with_payments(many);
    let all = tellings(&begun);
    let before = shop.shop.read(journal::head).unwrap().acts;
    let folder = shop.folder.path();
    let children: Vec<Child> = (0..4)
        .map(|place| {
            // Each of the six of a payment goes to another of the four.
            let mine = all.iter().enumerate().filter(|(at, _)| at % 4 == place);
            let mine: Vec<Telling> = mine.map(|(_, telling)| telling.clone()).collect();
            process(&shop, &folder.join(format!("work {place}")), &mine)
        })
        .collect();
    let answers: Vec<(String, String)> = thread::scope(|scope| {
        let heard_: Vec<_> = children
            .into_iter()
            .map(|mut child| {
                scope.spawn(move || {
                    let answers = heard(&mut child, usize::MAX);
                    assert!(child.wait().unwrap().success());
                    answers
                })
            })
            .collect();
        heard_.into_iter().flat_map(|h| h.join().unwrap()).collect()
    });
    let of = |word: &str| {
        answers
            .iter()
            .filter(|(_, verdict)| verdict == word)
            .count()
    };
    assert_eq!((of("captured"), of("already")), (many, many * 5));
    let askers = Askers::alone_since(before);
    (0..4).for_each(|place| askers.read(&log_of(&folder.join(format!("work {place}")))));
    judge(&shop, many, askers);
}

#[test]
fn of_what_processes_are_told_that_are_killed_and_begin_anew_each_payment_is_captured_once() {
    let many = count("SHERBET_STORM_PAYMENTS", 60);
    let kills = count("SHERBET_STORM_KILLS", 6);
    let (shop, begun) = with_payments(many);
    let all = tellings(&begun);
    let folder = shop.folder.path();
    let lives = AtomicUsize::new(0);
    let captured = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for place in 0..3 {
            let (shop, all, lives, captured) = (&shop, &all, &lives, &captured);
            scope.spawn(move || {
                loop {
                    let life = lives.fetch_add(1, Ordering::Relaxed);
                    if life >= kills {
                        break;
                    }
                    let mut dice = Dice::of(life as u64);
                    let mut mine = all.clone();
                    mine.rotate_left(dice.below(all.len()));
                    let mut child = process(shop, &folder.join(format!("work {place}")), &mine);
                    let answers = heard(&mut child, dice.below(90));
                    child.kill().unwrap();
                    child.wait().unwrap();
                    let mut captured = captured.lock().unwrap();
                    let won = answers.into_iter().filter(|(_, word)| word == "captured");
                    captured.extend(won.map(|(payment, _)| payment));
                }
            });
        }
    });
    // Whoever is left tells everything once more.
    let captured = Mutex::new(captured.into_inner().unwrap());
    let askers = Askers::new();
    (0..3).for_each(|place| askers.read(&log_of(&folder.join(format!("work {place}")))));
    tell_all(
        &askers,
        &shop.shop,
        &all,
        |telling, verdict| match verdict {
            Verdict::Captured { .. } => {
                let payment = telling.begun.payment.to_string();
                captured.lock().unwrap().push(payment);
            }
            Verdict::Already { .. } => {}
            other => panic!("{other:?}"),
        },
    );
    let mut captured = captured.into_inner().unwrap();
    let told = captured.len();
    captured.sort();
    captured.dedup();
    // A capture may have been on disk and never told; none was told twice.
    assert_eq!(captured.len(), told);
    judge(&shop, many, askers);
}
