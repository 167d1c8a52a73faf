//! How a race or a fault ends in a test: with the whole checker over the shop's file, and with
//! what everybody was told, where somebody wrote that down.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde_json::{Value, json};
use sherbet::{
    shop::{
        Command, Session, Shop, Trouble, journal,
        verify::{Answered, Asked, Report, With, read_log, verify},
    },
    values::{RequestId, monotonic_us},
};

/// Goes over the shop's file, and finds nothing.
#[track_caller]
pub fn whole(path: &Path) -> Report {
    found_whole(path, &With::default())
}

#[track_caller]
fn found_whole(path: &Path, with: &With) -> Report {
    let report = verify(path, with).unwrap();
    assert_eq!(report.findings, []);
    assert!(report.with_key, "no seal was recomputed");
    report
}

/// What `run` answered, by the shop's file: every session of a test notes it here.
static HEARD: Mutex<BTreeMap<PathBuf, Vec<Asked>>> = Mutex::new(BTreeMap::new());

/// Goes over the shop's file and finds nothing, and an order of acts that explains whatever `run`
/// answered.
#[track_caller]
pub fn whole_as_heard(path: &Path) -> Report {
    let answers = HEARD.lock().unwrap().get(path).cloned();
    let with = With {
        answers: answers.unwrap_or_default(),
        ..With::default()
    };
    found_whole(path, &with)
}

/// What `run` answered of a shop that a restore put aside is told of the file it is kept in.
pub fn heard_put_aside(path: &Path, kept: &Path) {
    let mut all = HEARD.lock().unwrap();
    if let Some(answers) = all.remove(path) {
        all.insert(kept.to_owned(), answers);
    }
}

/// Notes what a line of `run` that was said at `called_us` was answered by now; `None` where it
/// never was. What the journal does not record is left out.
pub fn heard(path: &Path, line: &Value, called_us: u64, answer: Option<&Value>) {
    let request = serde_json::from_value(line["request"].clone());
    let (Ok(request), Some(kind)) = (request, line["do"].as_str()) else {
        return;
    };
    let area = kind.split('.').next().unwrap();
    let is_recorded = [
        "sales",
        "orders",
        "stock",
        "catalogue",
        "appointments",
        "codes",
    ];
    if !is_recorded.contains(&area) || kind.ends_with(".look") || kind == "sales.receipt" {
        return;
    }
    let (outcome, detail) = match answer {
        None => (Answered::Unknown, None),
        Some(answer) => match (answer.get("done"), answer.get("refused")) {
            (Some(done), _) => (Answered::Ok, Some(done)),
            (_, Some(refused)) => (Answered::Refused, Some(refused)),
            _ => (Answered::Unknown, None),
        },
    };
    let asked = Asked {
        request,
        called_us,
        returned_us: (outcome != Answered::Unknown).then(monotonic_us),
        kind: kind.to_owned(),
        outcome,
        detail: detail.cloned(),
    };
    let mut all = HEARD.lock().unwrap();
    all.entry(path.to_owned()).or_default().push(asked);
}

/// Notes what lines of one kind were answered by a `run` that began at `called_us` and is over:
/// nothing is known of when each was asked, but that it was in between.
pub fn heard_all(path: &Path, kind: &str, called_us: u64, answers: &[Value]) {
    for answer in answers {
        let line = json!({ "request": answer["request"], "do": kind });
        heard(path, &line, called_us, Some(answer));
    }
}

/// Those who ask, and the log of what they were told.
#[derive(Default)]
pub struct Askers {
    log: Mutex<Vec<Asked>>,
    /// The act after which nobody else asks for anything.
    all_since: Option<i64>,
    /// A process's log, for whoever started it.
    file: Option<Mutex<File>>,
}

impl Askers {
    /// Of whom others may ask beside them.
    pub fn new() -> Askers {
        Askers::default()
    }

    /// Who ask for everything from now on: what is there then and they did not ask for is found.
    pub fn alone(shop: &Shop) -> Askers {
        Askers::alone_since(shop.read(journal::head).unwrap().acts)
    }

    /// Who ask for everything after an act.
    pub fn alone_since(act: i64) -> Askers {
        Askers {
            all_since: Some(act),
            ..Askers::default()
        }
    }

    /// Who write down in a file what they are told, at once: they may be killed.
    pub fn writing(path: &Path) -> Askers {
        let file = File::options().create(true).append(true).open(path);
        Askers {
            file: Some(Mutex::new(file.unwrap())),
            ..Askers::default()
        }
    }

    /// Adds what others wrote down.
    pub fn read(&self, path: &Path) {
        self.log.lock().unwrap().extend(read_log(path).unwrap());
    }

    /// Asks, and notes what came of it.
    pub fn ask<C: Command>(
        &self,
        shop: &Shop,
        by: &Session,
        command: C,
    ) -> Result<C::Outcome, Trouble> {
        self.ask_as(shop, by, RequestId::new(), command)
    }

    pub fn ask_as<C: Command>(
        &self,
        shop: &Shop,
        by: &Session,
        request: RequestId,
        command: C,
    ) -> Result<C::Outcome, Trouble> {
        let called_us = monotonic_us();
        let answer = shop.execute(by, request, command);
        self.add(Asked::of::<C>(
            request,
            (called_us, monotonic_us()),
            &answer,
        ));
        answer
    }

    fn add(&self, asked: Asked) {
        if let Some(file) = &self.file {
            let line = format!("{}\n", serde_json::to_string(&asked).unwrap());
            file.lock().unwrap().write_all(line.as_bytes()).unwrap();
        }
        self.log.lock().unwrap().push(asked);
    }

    /// Goes over the shop's file and finds nothing, and an order of acts that explains every
    /// answer.
    #[track_caller]
    pub fn explained(self, path: &Path) -> Report {
        let with = With {
            answers: self.log.into_inner().unwrap(),
            all_since: self.all_since,
            ..With::default()
        };
        found_whole(path, &with)
    }
}
