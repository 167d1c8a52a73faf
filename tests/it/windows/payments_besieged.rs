//! The window while strangers do their worst to what listens.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use crate::{
    gateway_support::{Practised, messages, say, signed, status, wait_until, webhook},
    windows::Screen,
};

/// Strangers who each say a part and nothing more, and come again as soon as they are hung up on.
#[derive(Default)]
struct Siege {
    over: AtomicBool,
    there: AtomicUsize,
    hung_up_on: AtomicUsize,
}

impl Siege {
    fn one(&self, at: &str) {
        while !self.over.load(Ordering::Acquire) {
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(b"POST /webhook HTTP/1.1\r\nHo").unwrap();
            self.there.fetch_add(1, Ordering::AcqRel);
            // In order or not: what they are answered is told by the listener's own tests.
            drop(stream.read_to_end(&mut Vec::new()));
            self.hung_up_on.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Ends the siege, also where the window gave up before.
struct Ended<'o>(&'o Siege);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Release);
    }
}

#[test]
fn the_window_goes_on_selling_while_strangers_besiege_the_listener() {
    let practised = Practised::new();
    let shop = &practised.shop;
    let barfi = shop.sweet("Barfi", 50_000, 10);
    let (_gateway, at) = practised.gateway();
    let mut screen = Screen::with(shop, "Asha");
    let body = vec![b' '; 10 * 1024 * 1024];
    let huge = webhook(&at, &body, &signed(&body), "X-Razorpay-Event-Id: evt_1\r\n");
    let siege = Siege::default();
    thread::scope(|scope| {
        let (at, huge, siege) = (&at, &huge, &siege);
        let ended = Ended(siege);
        // As many as there are places for, and more, for as long as the window is used.
        for _ in 0..40 {
            scope.spawn(move || siege.one(at));
        }
        wait_until("besieged", || {
            (siege.there.load(Ordering::Acquire) >= 40).then_some(())
        });
        // Whoever drew only once a stranger was done with would see one leave in each of these.
        let calm = (0..20).filter(|_| {
            let before = siege.hung_up_on.load(Ordering::Acquire);
            screen.settle();
            siege.hung_up_on.load(Ordering::Acquire) == before
        });
        let calm = calm.count();
        assert!(
            calm >= 5,
            "it waited for strangers all but {calm} times of 20"
        );
        let answers = [0; 4].map(|_| scope.spawn(move || status(&say(at, huge))));
        for _ in 0..3 {
            screen.press("Payments");
            screen.wait_for("Find a payment");
            screen.press("Stock room");
            screen.wait_for("1 sweet");
            shop.sell(barfi, 1).unwrap();
        }
        drop(ended);
        for answer in answers {
            let answer = answer.join().unwrap();
            assert!([413, 0].contains(&answer), "{answer}");
        }
    });
    assert_eq!((shop.on_hand(barfi), messages(&shop.shop)), (7, (0, 0)));
}
