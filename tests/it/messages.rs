//! Codes by SMS: to a gateway on this machine that a test listens as.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use serde_json::json;
use sherbet::{
    gateway::{
        Secret, Secrets, Vault,
        sms::{Messenger, Method, SmsSetup, send_due},
    },
    shop::{
        Command, Refusal,
        codes::{
            self, AskCode, Asked, CheckCode, CodeRules, Message, MessageState, Purpose,
            RetryMessages, Verdict, Way,
        },
        settings::{ChangeSetting, Setting},
    },
    values::RequestId,
};

use crate::{
    appointments_support::pending_for,
    command_line_support::Corner,
    support::{PASSWORD, TestShop, refusal},
};

/// Longer than any machine takes.
const LONG: Duration = Duration::from_secs(60);

/// A gateway that answers with these statuses, one after the other, and tells what it heard.
pub fn gateway(statuses: &[u16]) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (tell, told) = channel();
    let statuses = statuses.to_vec();
    thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(LONG)).unwrap();
            let mut heard = Vec::new();
            let mut buffer = [0; 4096];
            loop {
                let read = stream.read(&mut buffer).unwrap();
                heard.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&heard);
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.lines().find_map(|line| {
                        let (name, value) = line.split_once(':')?;
                        name.eq_ignore_ascii_case("content-length")
                            .then(|| value.trim().parse::<usize>().unwrap())
                    });
                    if body.len() >= length.unwrap_or(0) {
                        break;
                    }
                }
                assert!(read > 0, "the request broke off");
            }
            let answer = format!("HTTP/1.1 {status} So\r\ncontent-length: 2\r\n\r\nOK");
            stream.write_all(answer.as_bytes()).unwrap();
            tell.send(String::from_utf8(heard).unwrap()).unwrap();
        }
    });
    (at, told)
}

impl TestShop {
    fn chooses<S: Setting>(&self, value: S) -> Result<i64, sherbet::shop::Trouble>
    where
        ChangeSetting<S>: Command<Outcome = i64>,
    {
        let version = self
            .shop
            .read(sherbet::shop::settings::load::<S>)
            .unwrap()
            .1;
        let change = ChangeSetting { version, value };
        self.shop.execute(&self.admin, RequestId::new(), change)
    }

    fn by_sms(&self, at: SocketAddr) {
        self.chooses(SmsSetup {
            url: format!("http://{at}/send?to={{digits}}&text={{text}}"),
            method: Method::Get,
            ..SmsSetup::default()
        })
        .unwrap();
        self.chooses(CodeRules {
            way: Some(Way::Sms),
            ..CodeRules::default()
        })
        .unwrap();
    }

    /// A booking that a code may be asked for.
    fn booking(&self) -> i64 {
        pending_for(&self.shop, &self.admin, "98765 43210").get()
    }

    fn asks_by_sms(&self, subject: i64) -> Asked {
        let ask = AskCode {
            purpose: Purpose::Booking,
            subject,
            customer: None,
            phone: Some("98765 43210".into()),
            way: None,
        };
        self.shop
            .ask_code(&self.admin, RequestId::new(), ask)
            .unwrap()
    }

    fn message(&self) -> Message {
        let mut all = self.shop.read(|db| codes::messages(db, 10)).unwrap();
        all.remove(0)
    }
}

fn none() -> Vault {
    Vault::default()
}

/// The six digits in what a gateway heard.
fn digits_in(heard: &str) -> String {
    let (_, text) = heard.split_once("text=").unwrap();
    text.chars().take(6).collect()
}

#[test]
fn a_code_comes_by_sms_and_is_right_and_nothing_of_it_stays() {
    let shop = TestShop::new();
    let booking = shop.booking();
    let (at, heard) = gateway(&[200]);
    shop.by_sms(at);
    shop.asks_by_sms(booking);
    assert_eq!(shop.message().state, MessageState::Waiting);
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 1);
    let heard = heard.recv_timeout(LONG).unwrap();
    assert!(
        heard.starts_with("GET /send?to=919876543210&text="),
        "{heard}"
    );
    assert!(
        heard.contains("%20is%20your%20code%20at%20Mithai%20Corner."),
        "{heard}"
    );
    let message = shop.message();
    assert_eq!(message.state, MessageState::Sent);
    assert_eq!((message.tries, message.problem), (1, None));
    assert_eq!(message.ending, "210");
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    let sealed: i64 = file
        .query_row("SELECT count(sealed) FROM messages", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sealed, 0);
    let check = CheckCode {
        purpose: Purpose::Booking,
        subject: booking,
        customer: None,
        phone: Some("98765 43210".into()),
        code: digits_in(&heard),
    };
    let verdict = shop.shop.execute(&shop.admin, RequestId::new(), check);
    assert_eq!(verdict.unwrap(), Verdict::Right);
}

#[test]
fn what_was_not_sent_is_told_and_sent_anew() {
    let shop = TestShop::new();
    let booking = shop.booking();
    let (at, heard) = gateway(&[503, 401, 200]);
    shop.by_sms(at);
    shop.asks_by_sms(booking);
    // In trouble: tried again by itself, later.
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0);
    let first = digits_in(&heard.recv_timeout(LONG).unwrap());
    let message = shop.message();
    assert_eq!(message.state, MessageState::Waiting);
    assert_eq!(
        message.problem.as_deref(),
        Some("the SMS gateway is in trouble (status 503)")
    );
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0, "not yet");
    shop.clock.step_ms(2_000);
    // Refused: it waits for somebody.
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0);
    heard.recv_timeout(LONG).unwrap();
    assert_eq!(shop.message().state, MessageState::Failed);
    shop.clock.step_ms(60_000);
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0);
    let retry = RetryMessages { message: None };
    let again = shop.shop.execute(&shop.admin, RequestId::new(), retry);
    assert_eq!(again.unwrap(), 1);
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 1);
    // The same code: what came late is good too.
    assert_eq!(digits_in(&heard.recv_timeout(LONG).unwrap()), first);
    assert_eq!(shop.message().state, MessageState::Sent);
}

#[test]
fn a_code_that_is_over_is_not_sent() {
    let shop = TestShop::new();
    let booking = shop.booking();
    // Nobody listens there.
    let at = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    shop.by_sms(at);
    shop.asks_by_sms(booking);
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0);
    let message = shop.message();
    assert_eq!(
        message.problem.as_deref(),
        Some("the SMS gateway could not be asked: nobody answers there")
    );
    shop.clock.step_ms(10 * 60_000);
    assert_eq!(send_due(&shop.shop, &none()).unwrap(), 0);
    assert_eq!(shop.message().state, MessageState::Dead);
    let retry = RetryMessages {
        message: Some(message.id),
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), retry));
    assert!(matches!(refused, Refusal::Unknown { .. }));
    // One that is replaced is not sent either.
    shop.asks_by_sms(booking);
    shop.asks_by_sms(booking);
    let all = shop.shop.read(|db| codes::messages(db, 10)).unwrap();
    let states: Vec<MessageState> = all.iter().map(|one| one.state).collect();
    assert_eq!(
        states,
        [
            MessageState::Waiting,
            MessageState::Dead,
            MessageState::Dead
        ]
    );
}

#[test]
fn the_secret_goes_with_it_from_the_vault_and_json_is_json() {
    let shop = TestShop::new();
    let booking = shop.booking();
    let (at, heard) = gateway(&[202]);
    shop.by_sms(at);
    shop.chooses(SmsSetup {
        url: format!("http://{at}/v1/messages"),
        method: Method::Post,
        body: r#"{"to":"{phone}","text":"{text}","tags":{"kind":"code"}}"#.into(),
        headers: vec!["Authorization: Bearer {secret}".into()],
        secret: "main".into(),
    })
    .unwrap();
    shop.asks_by_sms(booking);
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::in_folder(folder.path());
    assert_eq!(send_due(&shop.shop, &vault).unwrap(), 0);
    let problem = shop.message().problem.unwrap();
    assert!(
        problem.contains("secret is not on this machine"),
        "{problem}"
    );
    let secrets = Secrets {
        key: Secret::of("hush-hush-7").unwrap(),
        webhooks: None,
    };
    vault.keep("sms_main", &secrets, true).unwrap();
    let retry = RetryMessages { message: None };
    shop.shop
        .execute(&shop.admin, RequestId::new(), retry)
        .unwrap();
    assert_eq!(send_due(&shop.shop, &vault).unwrap(), 1);
    let heard = heard.recv_timeout(LONG).unwrap();
    assert!(heard.starts_with("POST /v1/messages HTTP/1.1"), "{heard}");
    let lower = heard.to_lowercase();
    assert!(
        lower.contains("authorization: bearer hush-hush-7"),
        "{heard}"
    );
    assert!(lower.contains("content-type: application/json"), "{heard}");
    let (_, body) = heard.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["to"], "+919876543210");
    assert_eq!(body["tags"], json!({"kind": "code"}));
    let file = std::fs::read(&shop.path).unwrap();
    assert!(!file.windows(11).any(|part| part == b"hush-hush-7"));
}

#[test]
fn the_worker_of_a_window_sends_what_others_ask_for() {
    let shop = TestShop::new();
    let booking = shop.booking();
    let (at, heard) = gateway(&[200]);
    shop.by_sms(at);
    let _messenger = Messenger::start(&shop.shop, none()).unwrap();
    shop.asks_by_sms(booking);
    let heard = heard.recv_timeout(LONG).unwrap();
    assert!(heard.starts_with("GET /send?to=919876543210"), "{heard}");
}

#[test]
fn the_command_line_asks_tries_lists_and_sends() {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window").unwrap();
    let booking = pending_for(&shop, &asha, "98765 43210").to_string();
    drop((shop, asha));
    let (at, heard) = gateway(&[200]);
    let url = format!("http://{at}/send?to={{phone}}&text={{text}}");
    corner
        .asha(["settings", "sms", "--url", &url, "--method", "get"])
        .done();
    let told = corner.asked_by("Asha").args(["settings", "sms"]).output();
    let told = crate::command_line_support::Ended::of(told.unwrap());
    assert_eq!(told.out, format!("SMS are sent by GET {url}\n"));
    corner.asha(["settings", "codes", "--way", "sms"]).done();
    let of = [
        "--for",
        "booking",
        "--subject",
        &booking,
        "--phone",
        "98765 43210",
    ];
    let ask = ["codes", "ask"].into_iter().chain(of);
    let asked = corner.asha(ask).done();
    assert_eq!(asked["way"], "sms");
    assert_eq!(asked["ending"], "210");
    let listed = corner.asha(["messages", "list", "--open"]).answer();
    assert_eq!(listed[0]["state"], "waiting");
    assert_eq!(corner.asha(["messages", "send"]).answer()["sent"], 1);
    let code = digits_in(&heard.recv_timeout(LONG).unwrap());
    let standing = ["codes", "show", "--for", "booking", "--subject", &booking];
    assert_eq!(corner.asha(standing).answer()["left"], 5);
    let check = |typed: &str| {
        use std::process::Stdio;
        let mut check = corner.asked_by("Asha");
        check.args(["--json", "codes", "check"]).args(of);
        check.stdin(Stdio::piped());
        check.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = check.spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{typed}").unwrap();
        crate::command_line_support::Ended::of(child.wait_with_output().unwrap())
    };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = check(wrong).refused();
    assert_eq!(refused["reason"], "wrong_code");
    assert_eq!(refused["verdict"], "wrong");
    assert_eq!(refused["left"], 4);
    assert_eq!(check(&code).done()["verdict"], "right");
    let listed = corner.asha(["messages", "list"]).answer();
    assert_eq!(listed[0]["state"], "sent");
    corner.is_whole();
}
