//! The log, from the press of a key in a window to the sync of the disk: one request's id leads
//! through all of it.

use std::{
    io::{self, Write},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use egui::Key;
use serde_json::Value;
use sherbet::shop::journal;
use tracing_subscriber::{Layer as _, filter::dynamic_filter_fn, fmt, layer::SubscriberExt as _};

use super::Screen;
use crate::support::TestShop;

/// Whether lines are wanted: all the tests of this process write them meanwhile.
static WANTED: AtomicBool = AtomicBool::new(false);
static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        LINES
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was told while `act` ran, line by line, as the log's files have it.
fn told(act: impl FnOnce()) -> Vec<Value> {
    let wanted = dynamic_filter_fn(|said, _| {
        said.target().starts_with("sherbet") && WANTED.load(Ordering::Relaxed)
    });
    let lines = fmt::layer()
        .json()
        .with_thread_names(true)
        .with_writer(|| Kept)
        .with_filter(wanted);
    let all = tracing_subscriber::registry().with(lines);
    tracing::subscriber::set_global_default(all).expect("nobody else listens in these tests");
    WANTED.store(true, Ordering::Relaxed);
    act();
    WANTED.store(false, Ordering::Relaxed);
    let lines = LINES.lock().unwrap();
    let text = std::str::from_utf8(&lines).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn message(line: &Value) -> &str {
    line["fields"]["message"].as_str().unwrap()
}

#[test]
fn a_sale_is_followed_from_the_key_to_the_sync_by_its_request() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 5);
    let lines = told(|| {
        let mut screen = Screen::with(&shop, "Asha");
        screen.press("Barfi, 2.00, 5 left");
        screen.hit(Key::F12);
        screen.wait_for("Receipt 1");
    });
    let records = shop.shop.read(|db| journal::list(db, None, 50)).unwrap();
    let sale = records
        .iter()
        .find(|record| record.command == "sales.checkout");
    let request = sale.unwrap().request.to_string();

    let of_sale: Vec<&Value> = lines
        .iter()
        .filter(|line| line["fields"]["request"] == *request)
        .collect();
    let words: Vec<&str> = of_sale.iter().copied().map(message).collect();
    assert_eq!(
        words,
        ["asked for in a window", "queued", "runs", "answered"]
    );
    let [asked, queued, runs, answered] = of_sale[..] else {
        panic!("{of_sale:?}");
    };
    // Pressed on the thread that draws, and done on another.
    assert_ne!(asked["threadName"], queued["threadName"]);
    assert_eq!(queued["fields"]["command"], "sales.checkout");
    assert_eq!(answered["fields"]["answer"], "done");
    // The batch in which it ran was synced before it was answered.
    let batch = &runs["spans"][0];
    let committed = lines.iter().position(|line| {
        line["spans"][0] == *batch && message(line) == "committed" && *batch != Value::Null
    });
    let committed = committed.expect("the sync of its batch");
    assert_eq!(lines[committed]["fields"]["well"], true);
    assert!(lines[committed]["fields"]["took_us"].is_u64());
    let answered = lines.iter().position(|line| line == answered).unwrap();
    assert!(committed < answered, "{committed} {answered}");
}
