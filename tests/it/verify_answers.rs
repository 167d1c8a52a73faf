//! Askers' logs held against the journal: what was told is what is there, and in an order that
//! explains every answer.

use std::fs;

use serde_json::json;
use sherbet::{
    shop::{
        sales::Checkout,
        verify::{Answered, AnswersSeen, Asked, Kind, With, read_log, verify},
    },
    values::{RequestId, SweetId},
};

use crate::support::{TestShop, sell};

/// Three sold of a sweet of which there were three, one after the other, and a refusal after each
/// of the last two; a millisecond each.
struct Day {
    shop: TestShop,
    laddu: SweetId,
    log: Vec<Asked>,
}

fn day() -> Day {
    let shop = TestShop::new();
    let laddu = shop.sweet("Besan Laddu", 1000, 3);
    let mut log = Vec::new();
    for (at, quantity) in [1, 1, 2, 1, 1].into_iter().enumerate() {
        let request = RequestId::new();
        let answer = sell(&shop.shop, &shop.admin, request, laddu, quantity);
        let called_us = 1000 * at as u64;
        log.push(Asked::of::<Checkout>(
            request,
            (called_us, called_us + 500),
            &answer,
        ));
    }
    let outcomes: Vec<Answered> = log.iter().map(|asked| asked.outcome).collect();
    let (done, refused) = (Answered::Ok, Answered::Refused);
    assert_eq!(outcomes, [done, done, refused, done, refused]);
    Day { shop, laddu, log }
}

impl Day {
    /// What is told of a log that was changed.
    fn told(&self, change: impl FnOnce(&mut Vec<Asked>)) -> Vec<String> {
        let mut answers = self.log.clone();
        change(&mut answers);
        let with = With {
            answers,
            ..With::default()
        };
        let report = verify(&self.shop.path, &with).unwrap();
        let findings = report.findings.into_iter();
        findings
            .map(|found| {
                assert_eq!(found.kind, Kind::Answers);
                found.what
            })
            .collect()
    }
}

#[test]
fn a_log_that_the_journal_explains_is_whole_also_where_an_answer_was_never_heard() {
    let day = day();
    assert_eq!(day.told(|_| {}), [] as [&str; 0]);
    // Whoever was not answered and asked again was answered the same.
    let again = day.told(|log| {
        let mut unheard = log[0].clone();
        unheard.outcome = Answered::Unknown;
        (unheard.returned_us, unheard.detail) = (None, None);
        (log[0].called_us, log[0].returned_us) = (9000, Some(9500));
        log.push(unheard);
        log.push(Asked {
            request: RequestId::new(),
            called_us: 7,
            returned_us: None,
            kind: "sales.checkout".into(),
            outcome: Answered::Unknown,
            detail: None,
        });
    });
    assert_eq!(again, [] as [&str; 0]);
    let with = With {
        answers: day.log.clone(),
        ..With::default()
    };
    let seen = verify(&day.shop.path, &with).unwrap().answers;
    let expected = AnswersSeen {
        done: 3,
        refused: 2,
        explained: 2,
        ..AnswersSeen::default()
    };
    assert_eq!(seen, Some(expected));
}

#[test]
fn what_was_told_done_and_is_not_there_and_what_was_refused_and_is_are_found() {
    let day = day();
    assert_eq!(
        day.told(|log| log[0].request = RequestId::new()),
        ["it was told to be done, and is not there"]
    );
    // Acts: 1 founded, 2 logged in, 3 the sweet, 4, 5 and 6 sold.
    assert_eq!(
        day.told(|log| {
            log[0].outcome = Answered::Refused;
            log[0].detail = None;
        }),
        ["it was told to be refused, and act 4 did it"]
    );
    assert_eq!(
        day.told(|log| log[1].detail = log[0].detail.clone()),
        ["it was told otherwise than act 5 has it"]
    );
    assert_eq!(
        day.told(|log| {
            let mut again = log[0].clone();
            (again.called_us, again.returned_us) = (6000, Some(6500));
            again.outcome = Answered::Refused;
            again.detail = None;
            log.push(again);
        }),
        ["it was refused after it was done in act 4"]
    );
}

#[test]
fn an_order_of_acts_that_no_clock_allows_and_a_rest_that_never_was_are_found() {
    let day = day();
    let swapped = day.told(|log| {
        let (first, second) = (log[0].called_us, log[1].called_us);
        (log[0].called_us, log[0].returned_us) = (second, Some(second + 500));
        (log[1].called_us, log[1].returned_us) = (first, Some(first + 500));
    });
    assert_eq!(
        swapped,
        ["act 4 was asked for only after act 5 had been told to be done, and stands before it"]
    );
    // At the same time they may stand either way.
    let together = day.told(|log| {
        (log[0].called_us, log[0].returned_us) = (0, Some(1500));
        (log[1].called_us, log[1].returned_us) = (0, Some(500));
    });
    assert_eq!(together, [] as [&str; 0]);
    let laddu = day.laddu;
    let rest = |left| {
        let short = json!({ "sweet": laddu, "wanted": 3, "left": left });
        Some(json!({ "reason": "sold_out", "shortages": [short] }))
    };
    assert_eq!(
        day.told(|log| log[2].detail = rest(2)),
        ["2 were said to be left of sweet 1: not at any act from 5 to 5"]
    );
    // Had it been asked while the second was still under way, two would have been true.
    assert_eq!(
        day.told(|log| {
            log[2].detail = rest(2);
            log[2].called_us = 1400;
        }),
        [] as [&str; 0]
    );
}

#[test]
fn a_log_is_read_line_by_line_and_half_a_line_at_its_end_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let request = "0197a3c0-5d1e-7c3a-9b1f-2f6d1c0e4a55";
    let line = format!(
        r#"{{"request":"{request}","called_us":5,"returned_us":9,"kind":"sales.checkout","outcome":"ok"}}"#
    );
    fs::write(&path, format!("{line}\n\n{line}\n{}", &line[..40])).unwrap();
    let log = read_log(&path).unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].called_us, log[0].returned_us), (5, Some(9)));
    assert_eq!(
        (log[0].outcome, log[0].detail.clone()),
        (Answered::Ok, None)
    );
    fs::write(&path, format!("{line}\nwell\n")).unwrap();
    let why = read_log(&path).unwrap_err().to_string();
    assert!(
        why.starts_with("line 2 is no line of an asker's log"),
        "{why}"
    );
}
