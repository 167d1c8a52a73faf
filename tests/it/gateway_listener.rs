//! The webhook listener, over real connections: who is refused, and what is kept.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use sherbet::shop::payments::State;

use crate::{
    gateway::false_signatures,
    gateway_support::{Practised, messages, say, signed, status, wait_until, webhook},
    payments_support::money,
};

const EVENT: &str = "X-Razorpay-Event-Id: evt_1\r\n";

#[test]
fn a_webhook_is_kept_before_it_is_answered_and_then_worked_through() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 2);
    let (gateway, at) = shop.gateway();
    assert!(gateway.status().practice);
    shop.practice.pay(order.as_str(), None).unwrap();
    wait_until("captured", || {
        (shop.shop.payment(begun.payment).state == State::Captured).then_some(())
    });
    // Authorized, captured, and the order paid.
    wait_until("all worked through", || {
        (messages(&shop.shop.shop) == (3, 0)).then_some(())
    });
    assert_eq!(shop.shop.payment(begun.payment).captured, money(100_000));
    assert_eq!(shop.shop.on_hand(sweet), 8);
    shop.shop.adds_up_again();

    // The same event five times is one message.
    let body = br#"{"event":"invoice.paid"}"#;
    for _ in 0..5 {
        let answer = say(&at, &webhook(&at, body, &signed(body), EVENT));
        assert_eq!(status(&answer), 200, "{answer}");
    }
    wait_until("put aside", || {
        (messages(&shop.shop.shop) == (4, 0)).then_some(())
    });
}

#[test]
fn a_message_without_the_providers_signature_is_refused_and_not_kept() {
    let shop = Practised::new();
    let (_gateway, at) = shop.gateway();
    let body = br#"{"event":"payment.captured"}"#;
    for signature in false_signatures() {
        let answer = say(&at, &webhook(&at, body, &signature, EVENT));
        assert!(
            [400, 401].contains(&status(&answer)),
            "“{signature}”: {answer}"
        );
    }
    let longer = [body.as_slice(), b" "].concat();
    assert_eq!(
        status(&say(&at, &webhook(&at, &longer, &signed(body), EVENT))),
        401
    );
    assert_eq!(messages(&shop.shop.shop), (0, 0));
    assert_eq!(
        status(&say(&at, &webhook(&at, body, &signed(body), EVENT))),
        200
    );
    assert_eq!(messages(&shop.shop.shop).0, 1);
}

#[test]
fn who_is_not_addressed_to_the_shop_or_comes_from_a_page_is_refused() {
    let shop = Practised::new();
    let (_gateway, at) = shop.gateway();
    let body = br#"{"event":"payment.captured"}"#;
    let good = String::from_utf8(webhook(&at, body, &signed(body), EVENT)).unwrap();
    let port = at.rsplit(':').next().unwrap();
    let host = format!("Host: {at}");
    for (text, expected) in [
        (good.replace(&host, "Host: evil"), 421),
        (good.replace(&host, &format!("Host: evil:{port}")), 421),
        (good.replace(&host, "Host: 127.0.0.1"), 421),
        (good.replace(&host, "X-Host: none"), 400),
        (good.replace(&host, &format!("{host}\r\nHost: evil")), 400),
        (
            good.replace(&host, &format!("{host}\r\nOrigin: http://{at}")),
            403,
        ),
        (good.replace(&host, &format!("{host}\r\nOrigin: null")), 403),
        (
            good.replace("POST /webhook", "POST http://evil/webhook"),
            421,
        ),
        (good.replace("POST /webhook", "GET /webhook"), 405),
        (good.replace("POST /webhook", "POST /"), 404),
        (good.replace(EVENT, ""), 400),
        (good.replace(EVENT, &EVENT.repeat(2)), 400),
        (good.replace("evt_1", "evt 1"), 400),
        (good.replace("evt_1", &"e".repeat(65)), 400),
    ] {
        let answer = say(&at, text.as_bytes());
        assert_eq!(status(&answer), expected, "{text}\n{answer}");
    }
    assert_eq!(messages(&shop.shop.shop), (0, 0));
    let local = good.replace(&host, &format!("Host: localhost:{port}"));
    assert_eq!(status(&say(&at, local.as_bytes())), 200);
}

#[test]
fn a_body_of_10_mebibytes_is_refused_however_it_is_announced() {
    let shop = Practised::new();
    let (_gateway, at) = shop.gateway();
    let body = vec![b' '; 10 * 1024 * 1024];
    let announced = say(&at, &webhook(&at, &body, &signed(&body), EVENT));
    // The answer may be lost where the rest of the body is refused at the same time.
    assert!([413, 0].contains(&status(&announced)), "{announced}");
    let head = webhook(&at, b"", &signed(&body), EVENT);
    let head = String::from_utf8(head).unwrap();
    let head = head.replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let chunk = [
        format!("{:x}\r\n", body.len()).as_bytes(),
        &body,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let chunked = say(&at, &[head.as_bytes(), &chunk].concat());
    assert!([413, 0].contains(&status(&chunked)), "{chunked}");
    let header = "X-Long: ".to_owned() + &"x".repeat(64 * 1024) + "\r\n";
    let long = say(&at, &webhook(&at, b"{}", &signed(b"{}"), &header));
    assert!([431, 0].contains(&status(&long)), "{long}");
    assert_eq!(messages(&shop.shop.shop), (0, 0));
}

#[test]
fn who_sends_slowly_is_hung_up_on_and_holds_up_nobody() {
    let shop = Practised::new();
    let (_gateway, at) = shop.gateway();
    let body = br#"{"event":"payment.captured"}"#;
    let begun = Instant::now();
    // Fewer than there are places; each has said a part and then nothing more.
    let mut slow: Vec<TcpStream> = (0..20)
        .map(|number| {
            let mut stream = TcpStream::connect(&at).unwrap();
            let part: &[u8] = match number % 2 {
                0 => b"POST /webhook HTTP/1.1\r\nHo",
                _ => &webhook(&at, body, &signed(body), EVENT)[..150],
            };
            stream.write_all(part).unwrap();
            stream
        })
        .collect();
    assert_eq!(
        status(&say(&at, &webhook(&at, body, &signed(body), EVENT))),
        200
    );
    for stream in &mut slow {
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut heard = Vec::new();
        // Hung up on, in order or not, but never left waiting for the minute.
        if let Err(error) = stream.read_to_end(&mut heard) {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock);
        }
        let heard = String::from_utf8_lossy(&heard);
        assert!([408, 0].contains(&status(&heard)), "{heard}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert_eq!(messages(&shop.shop.shop).0, 1);
}

#[test]
fn who_finds_no_place_waits_until_one_of_those_who_have_them_is_hung_up_on() {
    let shop = Practised::new();
    let (_gateway, at) = shop.gateway();
    let body = br#"{"event":"payment.captured"}"#;
    // As many as are served at once; who came first is taken first.
    let slow: Vec<TcpStream> = (0..32)
        .map(|_| {
            let mut stream = TcpStream::connect(&at).unwrap();
            stream.write_all(b"POST /webhook HTTP/1.1\r\nHo").unwrap();
            stream
        })
        .collect();
    let answer = say(&at, &webhook(&at, body, &signed(body), EVENT));
    assert_eq!(status(&answer), 200, "{answer}");
    let hung_up_on = slow.into_iter().filter_map(|mut stream| {
        stream.set_nonblocking(true).unwrap();
        match stream.read(&mut [0; 64]) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => None,
            _ => Some(stream),
        }
    });
    assert_ne!(hung_up_on.count(), 0, "a 33rd was served beside 32 others");
}
