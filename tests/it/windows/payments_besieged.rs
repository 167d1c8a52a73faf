//! The window while strangers do their worst to what listens.

use std::{io::Write as _, net::TcpStream, thread};

use crate::{
    gateway_support::{Practised, messages, say, signed, status, webhook},
    windows::Screen,
};

#[test]
fn the_window_goes_on_selling_while_strangers_besiege_the_listener() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let barfi = shop.sweet("Barfi", 50_000, 10);
    let (_gateway, at) = practised.gateway();
    let mut screen = Screen::with(shop, "Asha");
    // As many as there are places for, and more: each has said a part, and nothing since.
    let slow: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(&at).unwrap();
            stream.write_all(b"POST /webhook HTTP/1.1\r\nHo").unwrap();
            stream
        })
        .collect();
    let body = vec![b' '; 10 * 1024 * 1024];
    let huge = webhook(&at, &body, &signed(&body), "X-Razorpay-Event-Id: evt_1\r\n");
    thread::scope(|scope| {
        let (at, huge) = (&at, &huge);
        let answers = [0; 4].map(|_| scope.spawn(move || status(&say(at, huge))));
        for _ in 0..3 {
            screen.press("Payments");
            screen.wait_for("Find a payment");
            screen.press("Stock room");
            screen.wait_for("1 sweet");
            shop.sell(barfi, 1).unwrap();
        }
        for answer in answers {
            let answer = answer.join().unwrap();
            assert!([413, 0].contains(&answer), "{answer}");
        }
    });
    drop(slow);
    assert_eq!((shop.on_hand(barfi), messages(&shop.shop)), (7, (0, 0)));
}
