//! The program as it sees to the provider: several processes, kills, and secrets.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use serde_json::Value;
use sherbet::{
    gateway::{
        Account, Razorpay, Secret, Vault, order,
        practice::{Practice, Practising},
    },
    shop::{
        payments::{self, Begin, Begun, State},
        sales::{Checkout, CheckoutLine, TenderKind},
    },
    values::{Money, Quantity, RequestId, SystemClock},
};

use crate::{
    command_line_support::{Corner, Ended, program},
    gateway_support::{KEY_SECRET, messages, say, setup, signed, status, wait_until, webhook},
    support::PASSWORD,
};

/// A process that sees to the provider, and what it tells of itself.
struct Listening {
    child: Child,
    told: Receiver<Value>,
}

impl Listening {
    fn start(corner: &Corner) -> Listening {
        let mut command = asked(corner);
        let mut child = command
            .args(["--json", "payments", "listen"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, told) = channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if tell.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        Listening { child, told }
    }

    /// Where it listens, as soon as it does.
    #[track_caller]
    fn at(&self) -> String {
        loop {
            let status = self.told.recv_timeout(Duration::from_secs(90)).unwrap();
            if let Some(at) = status["listening"].as_str() {
                assert_eq!(status["practice"], true);
                return at.to_owned();
            }
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}

/// The program, with a configuration of its own and no keyring.
fn asked(corner: &Corner) -> Command {
    let mut command = corner.asked_by("Asha");
    command.env("XDG_CONFIG_HOME", corner.folder.path().join("config"));
    command.env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.env("XDG_RUNTIME_DIR", corner.folder.path());
    command
}

fn ask(corner: &Corner, arguments: &[&str]) -> Ended {
    let mut command = asked(corner);
    Ended::of(command.arg("--json").args(arguments).output().unwrap())
}

fn ask_with(corner: &Corner, input: &str, arguments: &[&str]) -> Ended {
    let mut command = asked(corner);
    command.arg("--json").args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    Ended::of(child.wait_with_output().unwrap())
}

fn practising(corner: &Corner) -> Practice {
    let practising = Practising {
        at: "127.0.0.1:0".parse().unwrap(),
        pays_after: None,
    };
    let practice = Practice::start(&practising, SystemClock::shared()).unwrap();
    let base_url = practice.base_url();
    let chosen = ask(
        corner,
        &[
            "payments",
            "setup",
            "--practice",
            "--base-url",
            &base_url,
            "--listen",
            "127.0.0.1:0",
        ],
    );
    assert_eq!(chosen.done(), 1);
    practice
}

/// Payments of ₹10.99 that were begun, with their orders.
fn begun(corner: &Corner, practice: &Practice, how_many: usize) -> Vec<(Begun, String)> {
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
    let found = corner.asha(["sweets", "search", "Barfi"]).answer();
    let sweet: sherbet::values::SweetId = serde_json::from_value(found[0]["sweet"].clone())
        .unwrap_or_else(|_| serde_json::from_value(found[0]["id"].clone()).unwrap());
    let secret = Secret::of(KEY_SECRET).unwrap();
    let provider = Razorpay::with_patience(&setup(practice), &secret, Duration::from_secs(30));
    (0..how_many)
        .map(|_| {
            let begin = Begin {
                sale: Checkout {
                    lines: vec![CheckoutLine::of(sweet, Quantity::of(1).unwrap())],
                    ..Checkout::default()
                },
                means: TenderKind::Upi,
                hold_s: 600,
            };
            let begun = shop.execute(&asha, RequestId::new(), begin).unwrap();
            let order = order(&shop, &provider, begun.key, begun.amount).unwrap();
            (begun, order.to_string())
        })
        .collect()
}

fn captured(order: &str, payment: &str) -> Vec<u8> {
    format!(
        r#"{{"event":"payment.captured","payload":{{"payment":{{"entity":{{"id":"{payment}",
            "amount":1099,"currency":"INR","status":"captured","order_id":"{order}"}}}}}}}}"#
    )
    .into_bytes()
}

#[test]
fn another_process_takes_the_listener_over_when_one_is_killed() {
    let corner = Corner::founded();
    let _practice = practising(&corner);
    let mut first = Listening::start(&corner);
    let at = first.at();
    let second = Listening::start(&corner);
    let waits = second.told.recv_timeout(Duration::from_secs(90)).unwrap();
    assert_eq!(waits["here"], false);
    let body = br#"{"event":"invoice.paid"}"#;
    let event = |id: &str| format!("X-Razorpay-Event-Id: {id}\r\n");
    let answer = say(&at, &webhook(&at, body, &signed(body), &event("evt_1")));
    assert_eq!(status(&answer), 200);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let at = second.at();
    let answer = say(&at, &webhook(&at, body, &signed(body), &event("evt_2")));
    assert_eq!(status(&answer), 200);
    let shop = corner.open();
    wait_until("worked through", || {
        (messages(&shop) == (2, 0)).then_some(())
    });
}

#[test]
fn a_kill_after_a_webhook_was_answered_loses_and_doubles_nothing() {
    const ROUNDS: usize = 6;
    let corner = Corner::founded();
    corner.sweet("Barfi", 100);
    let practice = practising(&corner);
    let begun = begun(&corner, &practice, ROUNDS);
    for (number, (_, order)) in begun.iter().enumerate() {
        let mut listening = Listening::start(&corner);
        let at = listening.at();
        let body = captured(order, &format!("pay_{number}"));
        let event = format!("X-Razorpay-Event-Id: evt_{number}\r\n");
        let answer = say(&at, &webhook(&at, &body, &signed(&body), &event));
        // Between the answer and the work, or a little later.
        listening.child.kill().unwrap();
        listening.child.wait().unwrap();
        assert_eq!(status(&answer), 200, "{answer}");
    }
    let shop = corner.open();
    let (all, _) = messages(&shop);
    assert_eq!(all, i64::try_from(ROUNDS).unwrap());
    let _listening = Listening::start(&corner);
    wait_until("worked through", || (messages(&shop).1 == 0).then_some(()));
    for (begun, _) in &begun {
        let payment = shop
            .read(|db| payments::payment(db, begun.payment))
            .unwrap()
            .unwrap();
        assert_eq!(payment.state, State::Captured);
        assert_eq!(payment.captured, Money::from_minor(1099));
    }
    drop(shop);
    assert_eq!(
        corner.on_hand("Barfi"),
        100 - i64::try_from(ROUNDS).unwrap()
    );
    corner.is_whole();
}

#[test]
fn the_doors_on_the_command_line_take_only_what_the_provider_signed() {
    let corner = Corner::founded();
    corner.sweet("Barfi", 10);
    let practice = practising(&corner);
    let (_, order) = begun(&corner, &practice, 1).remove(0);
    let paid = practice.pay(&order, None).unwrap();
    let verify = |signature: &str| {
        let doors = [
            "payments",
            "verify",
            "--order",
            &order,
            "--payment",
            &paid.payment,
        ];
        let asked: Vec<&str> = doors
            .into_iter()
            .chain(["--signature", signature])
            .collect();
        ask(&corner, &asked)
    };
    let body = captured(&order, &paid.payment);
    let file = corner.folder.path().join("body.json");
    fs::write(&file, &body).unwrap();
    let hand_over = |signature: &str, event: &str| {
        let file = file.to_str().unwrap();
        let asked = [
            "payments",
            "webhook",
            "--body",
            file,
            "--signature",
            signature,
        ];
        let asked: Vec<&str> = asked.into_iter().chain(["--event-id", event]).collect();
        ask(&corner, &asked)
    };
    for signature in ["abc123", "nothex", "", &"ab".repeat(32)] {
        assert_eq!(verify(signature).refused()["field"], "signature");
        assert_eq!(
            hand_over(signature, "evt_1").refused()["field"],
            "signature"
        );
    }
    assert_eq!(messages(&corner.open()), (0, 0));
    let took = hand_over(&signed(&body), "evt_1").answer();
    assert_eq!(took["again"], false);
    assert_eq!(took["worked"][0]["took"][1]["verdict"], "captured");
    assert_eq!(hand_over(&signed(&body), "evt_1").answer()["again"], true);
    assert_eq!(verify(&paid.signature).answer()["verdict"], "already");
    let polled = ask(&corner, &["payments", "poll"]).answer();
    assert_eq!(polled["payments"], serde_json::json!([]));
    // What was known is told once, as nothing new.
    let mut known = asked(&corner);
    let known = known.args(["payments", "poll", "--payment", "1"]);
    let known = Ended::of(known.output().unwrap()).out;
    assert_eq!(known.lines().last(), Some("payment 1: nothing new"));
    assert!(!known.contains("known already"), "{known}");
    let reconciled = ask(&corner, &["payments", "reconcile"]).answer();
    assert_eq!(reconciled["practice"], true);
    assert_eq!(reconciled["compared"], 1);
    assert_eq!(reconciled["rows"], serde_json::json!([]));
    corner.is_whole();
}

/// Whether any file in a folder holds a text, beside the one that is meant to.
fn somewhere(folder: &Path, text: &str, beside: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(somewhere(&path, text, beside));
        } else if path != beside {
            let bytes = fs::read(&path).unwrap();
            let there = bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes());
            found.extend(there.then(|| path.display().to_string()));
        }
    }
    found
}

#[test]
fn secrets_are_kept_outside_the_shop_and_never_shown() {
    let corner = Corner::founded();
    let chosen = ask(&corner, &["payments", "setup", "--key-id", "rzp_test_1"]);
    assert_eq!(chosen.done(), 1);
    let nothing = ask(&corner, &["payments", "secrets", "show"]).answer();
    assert_eq!(nothing["key"], false);
    let unset = ask(&corner, &["payments", "poll"]);
    assert_eq!(unset.refused()["reason"], "provider");
    for wrong in ["", "\n", "two words\n"] {
        let refused = ask_with(&corner, wrong, &["payments", "secrets", "set", "--in-file"]);
        assert_eq!(refused.refused()["field"], "secret");
    }
    let none = ask_with(
        &corner,
        "hush-2\n",
        &["payments", "secrets", "rotate", "--in-file"],
    );
    assert_eq!(none.refused()["field"], "key");
    let mut said = String::new();
    for (input, what) in [
        ("hush-1\n", "set"),
        ("hush-2\n", "set-webhook"),
        ("hush-3\n", "rotate"),
    ] {
        let kept = ask_with(&corner, input, &["payments", "secrets", what, "--in-file"]);
        assert_eq!(kept.answer()["place"], "file", "{what}");
        said.push_str(&kept.out);
        said.push_str(&kept.err);
    }
    let shown = ask(&corner, &["payments", "secrets", "show"]);
    said.push_str(&shown.out);
    assert!(shown.answer()["former_counts_until"].is_i64(), "{said}");
    assert!(!said.contains("hush"), "{said}");
    // Under the log that tells everything.
    let mut loud = asked(&corner);
    loud.env("SHERBET_LOG", "trace")
        .args(["--json", "payments", "setup"]);
    let loud = Ended::of(loud.output().unwrap());
    assert!(!loud.err.contains("hush"), "{}", loud.err);

    let backup = corner.folder.path().join("backup");
    let backed_up = ask(&corner, &["backup", backup.to_str().unwrap()]);
    assert_eq!(backed_up.code, 0, "{backed_up:?}");
    let file = corner
        .folder
        .path()
        .join("config/sherbet/payments-rzp_test_1.secret");
    assert!(
        somewhere(corner.folder.path(), "rzp_test_1", &file).len() >= 2,
        "it can find"
    );
    assert_eq!(
        somewhere(corner.folder.path(), "hush-", &file),
        [] as [String; 0]
    );
    let folder = corner.folder.path().join("config/sherbet");
    let account = Account::load(&corner.open(), &Vault::in_folder(&folder)).unwrap();
    assert!(account.webhooks().unwrap().former.is_some());
    assert!(!format!("{account:?}").contains("hush"));
}

#[test]
fn the_practice_provider_says_in_every_answer_that_it_is_one() {
    let help = Ended::of(
        program()
            .args(["payments", "practice", "--help"])
            .output()
            .unwrap(),
    );
    assert_eq!(help.code, 0, "{help:?}");
    let corner = Corner::founded();
    let chosen = asked(&corner)
        .args(["payments", "setup", "--practice"])
        .output()
        .unwrap();
    let chosen = Ended::of(chosen);
    assert!(
        chosen.out.starts_with("PRACTICE, no money moves"),
        "{chosen:?}"
    );
    let known = ask_with(&corner, "mine\n", &["payments", "secrets", "set"]);
    assert_eq!(known.refused()["field"], "key_id");
    let elsewhere = ask(
        &corner,
        &[
            "payments",
            "setup",
            "--base-url",
            "https://api.razorpay.com",
        ],
    );
    assert_eq!(elsewhere.refused()["field"], "base_url");
    let real = ask(&corner, &["payments", "setup", "--key-id", "rzp_live_1"]);
    assert_eq!(real.done(), 2);
    let shown = ask(&corner, &["payments", "setup"]).answer();
    assert_eq!(shown["practice"], false);
    assert_eq!(shown["value"]["base_url"], "https://api.razorpay.com");
}
