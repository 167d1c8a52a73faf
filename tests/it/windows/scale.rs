//! The scale beside the machine, chosen and read in the window; a pair of pseudo-terminals is
//! the line it is on.

use std::{
    io::{Read as _, Write as _},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use egui::{Key, Modifiers};
use serialport::{SerialPort as _, TTYPort};
use sherbet::{
    shop::catalogue::AddSweet,
    ui::config::Config,
    values::{RequestId, Unit},
};

use super::Screen;
use crate::support::{PASSWORD, TestShop, sweet};

/// A scale that answers when it is asked, until the test ends.
struct FakeScale {
    /// What the scale says next.
    says: Mutex<&'static str>,
    ended: AtomicBool,
}

impl FakeScale {
    fn answer(&self, mut line: TTYPort) {
        let mut heard = Vec::new();
        while !self.ended.load(Ordering::Relaxed) {
            let mut byte = [0];
            // Nothing is heard while nobody has the line open.
            if line.read(&mut byte).is_ok_and(|read| read == 1) {
                heard.push(byte[0]);
            } else {
                thread::yield_now();
            }
            if heard.ends_with(b"SI\r\n") {
                heard.clear();
                let says = *self.says.lock().unwrap();
                line.write_all(format!("{says}\r\n").as_bytes()).unwrap();
            }
        }
    }

    fn says(&self, says: &'static str) {
        *self.says.lock().unwrap() = says;
    }
}

/// Runs a test beside a scale; it is told the scale's line.
fn beside_a_scale(test: impl FnOnce(&FakeScale, &str)) {
    let (mut scale, line) = TTYPort::pair().unwrap();
    scale.set_timeout(Duration::from_millis(20)).unwrap();
    let path = line.name().unwrap();
    // The program locks the line it has open; another hand keeps the line alive in between.
    let _alive = std::fs::File::open(&path).unwrap();
    drop(line);
    let fake = FakeScale {
        says: Mutex::new("S S      0.250 kg"),
        ended: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        scope.spawn(|| fake.answer(scale));
        // The scale ends with the test, however that ends.
        struct Ends<'f>(&'f FakeScale);
        impl Drop for Ends<'_> {
            fn drop(&mut self) {
                self.0.ended.store(true, Ordering::Relaxed);
            }
        }
        let _ends = Ends(&fake);
        test(&fake, &path);
    });
}

fn barfi_by_weight(shop: &TestShop) {
    let barfi = AddSweet {
        unit: Unit::Gram,
        per: 1000,
        opening: 5000,
        ..sweet("Barfi", 64_000)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), barfi)
        .unwrap();
}

/// A window whose machine keeps its choices in `folder`.
fn window(shop: &TestShop, folder: &tempfile::TempDir) -> Screen {
    let config = Config::in_folder(folder.path());
    let mut screen = Screen::on_machine(&shop.path, shop.clock.clone(), config);
    screen.log_in("Asha", PASSWORD);
    screen.wait_for("Scan or search");
    screen
}

fn choose_scale(screen: &mut Screen, path: &str) {
    screen.press("Asha, admin: menu");
    screen.press("Set up the scale");
    screen.fill("Serial line", path);
    screen.press("It answers when asked");
}

#[test]
fn a_scale_is_chosen_tried_and_its_weight_is_sold() {
    let shop = TestShop::new();
    barfi_by_weight(&shop);
    let folder = tempfile::tempdir().unwrap();
    beside_a_scale(|scale, path| {
        let mut screen = window(&shop, &folder);
        choose_scale(&mut screen, path);
        screen.press("Put something on it and try");
        screen.wait_for("It says 250 g.");
        screen.press("Use it");
        screen.wait_for("The scale is remembered");

        screen.by_hand("barfi");
        screen.hit(Key::Enter);
        screen.wait_for("as the scale says");
        screen.wait_for("250 g · 160.00");
        // It follows the pan until the line is put down, but never goes over what was typed.
        scale.says("S S      0.400 kg");
        screen.wait_for("400 g · 256.00");
        scale.says("S S      0.000 kg");
        screen.wait_for("400 g · 256.00");
        assert!(screen.is_off("Read the scale"), "it is read by itself");
        screen.fill("Weight", "270");
        screen.settle();
        assert!(!screen.is_off("Read the scale"), "it waits to be asked");
        scale.says("S S      0.300 kg");
        screen.wait_for("270 g · 172.80");
        screen.settle();
        assert!(screen.sees("270 g · 172.80"));
        screen.key(Modifiers::COMMAND, Key::W);
        screen.wait_for("300 g · 192.00");
        screen.hit(Key::Enter);
        screen.wait_for("INR 192.00");
        drop(screen);

        // The next start of the program knows it.
        let mut screen = window(&shop, &folder);
        screen.wait_for("INR 192.00");
        screen.by_hand("barfi");
        screen.hit(Key::Enter);
        screen.wait_for("300 g · 192.00");
    });
}

#[test]
fn what_the_scale_can_not_say_is_told_and_typed() {
    let shop = TestShop::new();
    barfi_by_weight(&shop);
    let folder = tempfile::tempdir().unwrap();
    beside_a_scale(|scale, path| {
        let mut screen = window(&shop, &folder);
        choose_scale(&mut screen, path);
        screen.press("Use it");
        scale.says("S +");
        screen.by_hand("barfi");
        screen.hit(Key::Enter);
        screen.wait_for("There is too much on the scale: weigh it in parts.");
        screen.fill("Weight", "500");
        screen.wait_for("500 g · 320.00");
        assert!(!screen.sees("as the scale says"));
        screen.hit(Key::Enter);
        screen.wait_for("INR 320.00");
    });
}

#[test]
fn a_scale_without_a_line_or_with_an_odd_speed_is_refused_at_its_field() {
    let shop = TestShop::new();
    let folder = tempfile::tempdir().unwrap();
    let mut screen = window(&shop, &folder);
    choose_scale(&mut screen, " ");
    screen.press("Use it");
    screen.wait_for("Say which serial line it is on.");
    screen.fill("Serial line", "/dev/there-is-no-such-line");
    screen.fill("Bits a second", "96oo");
    screen.press("Use it");
    screen.wait_for("A number from 300 to 921600");
    screen.fill("Bits a second", "9600");
    screen.press("Put something on it and try");
    screen.wait_for("can't be reached");
    screen.press("Use it");
    screen.wait_for("The scale is remembered");
    screen.press("Asha, admin: menu");
    screen.press("Set up the scale");
    screen.press("No scale");
    screen.wait_for("Weights are typed from now on.");
}
