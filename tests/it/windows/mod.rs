//! The windows, driven by role and label, with no display.

mod ahead;
mod calendar;
mod calendar_drops;
mod calendar_outside;
mod calendar_qr;
mod calendar_support;
mod calendar_told;
mod codes;
mod counter;
mod counter_customers;
mod counter_gift_cards;
mod counter_lines;
mod counter_parked;
mod counter_payments;
mod counter_qr;
mod customers;
mod diagnostics;
mod dialogs;
mod doors;
mod followed;
mod grants;
mod keeping;
mod one_time_codes;
mod one_time_codes_shown;
mod orders;
mod orders_changed;
mod orders_paid;
mod orders_qr;
mod payments;
mod payments_aside;
mod payments_back;
mod payments_besieged;
mod payments_days;
mod payments_invoices;
mod payments_setup;
mod pins;
mod practice;
mod printing;
mod quotations;
mod sales;
mod sales_credit;
mod sales_returns;
mod sales_went_back;
mod scale;
mod scans;
mod settings;
mod settings_calendars;
mod shift;
mod staff_room;
mod stock_room;
mod stock_room_held;
mod stock_room_kits;
mod stock_room_units;
mod top_bar;
mod touch;

use std::{
    cell::RefCell,
    path::Path,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{
    Event, Key, Modifiers, PointerButton, Pos2, ViewportEvent, ViewportId,
    accesskit::{Role, Toggled},
};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT, Queryable, by},
};
use sherbet::{
    ui::{App, config::Config, remote::Workers},
    values::Clock,
};

use crate::support::{PASSWORD, TestShop};

/// Nothing in these tests takes as long.
const DEADLINE: Duration = Duration::from_secs(20);

/// One window of the program over a shop's file.
pub struct Screen {
    harness: Harness<'static>,
    app: Rc<RefCell<Option<App>>>,
    workers: Workers,
}

impl Screen {
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Screen {
        Screen::on_machine(path, clock, Config::none())
    }

    /// A window on a machine that remembers something.
    pub fn on_machine(path: &Path, clock: Arc<dyn Clock>, config: Config) -> Screen {
        let app: Rc<RefCell<Option<App>>> = Rc::default();
        let (made, shown, path) = (app.clone(), app.clone(), path.to_owned());
        let harness = Harness::builder()
            .with_size([1280.0, 860.0])
            .with_max_steps(40)
            .with_context_setup(move |ctx| {
                let app = App::new(ctx, path, clock, config.clone()).unwrap();
                *made.borrow_mut() = Some(app);
            })
            .build_ui(move |ui| {
                if let Some(app) = shown.borrow_mut().as_mut() {
                    app.show(ui);
                }
            });
        let workers = app.borrow().as_ref().unwrap().workers().clone();
        let mut screen = Screen {
            harness,
            app,
            workers,
        };
        screen.settle();
        screen
    }

    /// A window of a test's shop, with nobody logged in.
    pub fn of(shop: &TestShop) -> Screen {
        Screen::open(&shop.path, shop.clock.clone())
    }

    /// A window of a test's shop, with somebody logged in.
    pub fn with(shop: &TestShop, name: &str) -> Screen {
        let mut screen = Screen::of(shop);
        screen.log_in(name, PASSWORD);
        screen.wait_for("Scan or search");
        screen
    }

    pub fn log_in(&mut self, name: &str, password: &str) {
        self.fill("Name", name);
        self.fill("Password", password);
        self.press("Log in");
    }

    /// Frames until no work is under way and nothing wants to be drawn anew.
    pub fn settle(&mut self) {
        let until = Instant::now() + DEADLINE;
        loop {
            self.harness.run();
            if self.workers.idle() {
                self.harness.run();
                if self.workers.idle() {
                    return;
                }
            }
            assert!(
                self.workers.wait_until_idle(until - Instant::now()),
                "work never ends"
            );
        }
    }

    /// Gives the window another size.
    pub fn resize(&mut self, [width, height]: [f32; 2]) {
        self.harness.set_size(egui::vec2(width, height));
        self.settle();
    }

    /// One frame.
    pub fn frame(&mut self) {
        self.harness.step();
    }

    /// Presses a button by its name.
    #[track_caller]
    pub fn press(&mut self, name: &str) {
        let at = self.button(name).rect().center();
        self.click(at);
        self.settle();
    }

    /// Presses and lets go within one frame: where something stood when the window was drawn last
    /// is where it is pressed, whatever comes in meanwhile and moves it.
    fn click(&mut self, pos: Pos2) {
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let events = [Event::PointerMoved(pos), button(true), button(false)];
        self.harness.input_mut().events.extend(events);
        self.harness.step();
    }

    /// Presses the first button whose name begins so.
    #[track_caller]
    pub fn press_first(&mut self, begins: &str) {
        let begins = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.label().is_some_and(|name| name.starts_with(begins))
        };
        let mut all = self
            .harness
            .query_all(by().role(Role::Button).predicate(begins));
        let at = all.next().unwrap().rect().center();
        drop(all);
        self.click(at);
        self.settle();
    }

    /// Presses the last of several buttons of one name.
    #[track_caller]
    pub fn press_last(&mut self, name: &str) {
        let all = self.harness.get_all(by().role(Role::Button).label(name));
        let at = all.last().unwrap().rect().center();
        self.click(at);
        self.settle();
    }

    #[track_caller]
    pub fn button<'n>(&'n self, name: &'n str) -> Node<'n> {
        self.harness.get(by().role(Role::Button).label(name))
    }

    pub fn has_button(&self, name: &str) -> bool {
        self.harness
            .query_all(by().role(Role::Button).label(name))
            .next()
            .is_some()
    }

    /// Where the first thing stands whose name begins so: its top and its foot.
    #[track_caller]
    pub fn reach(&self, begins: &str) -> (f32, f32) {
        let begins = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            let name = node.label().or_else(|| node.value());
            name.is_some_and(|name| name.starts_with(begins))
        };
        let mut all = self
            .harness
            .query_all(by().include_labels().predicate(begins));
        let rect = all.next().unwrap().rect();
        (rect.top(), rect.bottom())
    }

    /// Whether the button of that name is the chosen one of several.
    #[track_caller]
    pub fn is_chosen(&self, name: &str) -> bool {
        self.button(name).accesskit_node().toggled() == Some(Toggled::True)
    }

    /// Whether the button of that name can't be pressed.
    #[track_caller]
    pub fn is_off(&self, name: &str) -> bool {
        self.button(name).accesskit_node().is_disabled()
    }

    #[track_caller]
    fn field<'n>(&'n self, label: &'n str) -> Node<'n> {
        let field = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            matches!(
                node.role(),
                Role::TextInput | Role::PasswordInput | Role::MultilineTextInput
            )
        };
        self.harness.get(by().label(label).predicate(field))
    }

    /// Goes by Tab to the button or field of that name.
    #[track_caller]
    pub fn tab_to(&mut self, name: &str) {
        let has_keyboard = |screen: &Self| {
            let mut named = screen.harness.query_all_by_label(name);
            named.any(|node| node.accesskit_node().is_focused())
        };
        for _ in 0..80 {
            if has_keyboard(self) {
                return;
            }
            self.hit(Key::Tab);
        }
        panic!("Tab never came to {name:?}");
    }

    /// What stands in a field.
    #[track_caller]
    pub fn text_in(&self, label: &str) -> String {
        let field = self.field(label);
        field.accesskit_node().value().unwrap_or_default()
    }

    /// Writes into a field, over what is in it.
    #[track_caller]
    pub fn fill(&mut self, label: &str, text: &str) {
        let at = self.field(label).rect().center();
        self.click(at);
        self.harness.run();
        self.key(Modifiers::COMMAND, Key::A);
        self.harness.run();
        self.typed(text);
    }

    /// Types wherever the keyboard is.
    pub fn typed(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Types one key after the other, as a hand does: a text in one go is a scanner's.
    pub fn by_hand(&mut self, text: &str) {
        for letter in text.chars() {
            self.harness.event(Event::Text(letter.to_string()));
            self.harness.run();
            self.harness.run_steps(4);
        }
        self.settle();
    }

    pub fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
    }

    /// Presses a key and waits for what it sets off.
    pub fn hit(&mut self, key: Key) {
        self.key(Modifiers::NONE, key);
        self.settle();
    }

    /// Whether a text stands anywhere in the window, in a name, a label or a field.
    pub fn sees(&self, text: &str) -> bool {
        self.times(text) > 0
    }

    /// How many places in the window a text stands in.
    pub fn times(&self, text: &str) -> usize {
        let seen = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            let has = |found: Option<String>| found.is_some_and(|found| found.contains(text));
            has(node.label())
                || has(node.value())
                || has(node.data().placeholder().map(str::to_owned))
        };
        self.harness
            .query_all(by().include_labels().predicate(seen))
            .count()
    }

    /// Frames until a text stands in the window.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, true);
    }

    /// Frames until a text does not stand in the window any more.
    #[track_caller]
    pub fn wait_gone(&mut self, text: &str) {
        self.wait_until(text, false);
    }

    #[track_caller]
    fn wait_until(&mut self, text: &str, there: bool) {
        let until = Instant::now() + DEADLINE;
        while self.sees(text) != there {
            assert!(
                Instant::now() < until,
                "{text:?}: {there} never came\n{:#?}",
                self.harness.root()
            );
            // Each frame is a quarter of a second to the window, so that a wait of
            // a second would leave it alone for long enough to lock itself.
            let awake = Event::WindowFocused(true);
            self.harness.input_mut().events.push(awake);
            self.settle();
            std::thread::yield_now();
        }
    }

    /// Frames until a text stands in the window, though work is under way that does not end; so many
    /// were drawn.
    #[track_caller]
    pub fn draw_until(&mut self, text: &str) -> usize {
        let until = Instant::now() + 3 * DEADLINE;
        let mut frames = 0;
        while !self.sees(text) {
            assert!(
                Instant::now() < until,
                "{text:?} never came\n{:#?}",
                self.harness.root()
            );
            // As in `wait_until`.
            let awake = Event::WindowFocused(true);
            self.harness.input_mut().events.push(awake);
            self.harness.step();
            frames += 1;
        }
        frames
    }

    /// Lets time pass for the window without input.
    pub fn pass(&mut self, seconds: f64) {
        let now = self.harness.ctx.input(|input| input.time);
        self.harness.input_mut().time = Some(now + seconds);
        self.settle();
    }

    /// How long the window waits from now on until it draws itself anew without being asked to.
    pub fn rests(&self) -> Duration {
        let output = self.harness.output();
        output.viewport_output[&ViewportId::ROOT].repaint_delay
    }

    /// Has the system close the first window. Where it is the last the program ends, and rests no
    /// more.
    pub fn close(&mut self) {
        let viewports = &mut self.harness.input_mut().viewports;
        let first = viewports.entry(ViewportId::ROOT).or_default();
        first.events.push(ViewportEvent::Close);
        self.frame();
        self.frame();
    }

    /// The payment provider, as the program sees to it.
    pub fn provider(&self) -> sherbet::ui::provider::Provider {
        self.app.borrow().as_ref().unwrap().provider().clone()
    }

    pub fn windows(&self) -> usize {
        self.app.borrow().as_ref().unwrap().windows()
    }
}
